"""Secrets in plain text in artefacts: found by where they stand and how they look, told by place, never kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.said_secrets import may_say, said_in

_LIKELY = (
    "key", "secret", "passw", "pwd", "token", "bearer", "basic ", "authorization", "credential", "connectionstring",
    "pfx", "-----begin", "eyj", "signature", "sig=", "code=", "sas=", "auth=", "sig%3d", "code%3d", "cookie", "hooks",
    "webhook", "/bot", "authvalue", "kennwort", "wachtwoord", "contrase", "zugangsdaten", "anmeldedaten",
    "mot de passe",
)
"""Whether a text can hold a secret at all, in small letters: most files cannot, and are not looked through."""
_LIKELY_PATTERNS = (
    (("://", "@"), re.compile(r"://[^/\s\"'@]{1,200}@")),
    (("authentication",), re.compile(r"authentication\\?[\"']\s{0,9}:\s{0,9}\{")),
    (("code",), re.compile(r"[\"']code\\?[\"']")),
    (("sig",), re.compile(r"[\"']sig\\?[\"']")),
    (("pw",), re.compile(r"\bpw(?:\s{0,3}[:=]|\s{1,3}\S{6})")),
    (("mdp",), re.compile(r"\bmdp(?:\s{0,3}[:=]|\s{1,3}\S{6})")),
)

_KEY_KINDS = (
    (re.compile(r"(password|passwd|passphrase|pwd|passwort|kennwort|wachtwoord|motdepasse|contrasea)$"), "password"),
    (re.compile(r"(client|app|application|consumer)secret(value)?$"), "client secret"),
    (re.compile(r"secret(value|key|text)?$"), "client secret"),
    (re.compile(r"(connectionstring|connstr|connection_string)$"), "connection string"),
    (re.compile(r"(sas|sastoken|sasuri|sasurl|sharedaccesssignature)$"), "SAS signature"),
    (re.compile(r"(accountkey|accesskey|sharedaccesskey|storagekey|functionkey|functionskey|apikey|hostkey|masterkey"
                r"|authkey|subscriptionkey|primarykey|secondarykey|xfunctionskey|keyvalue)$"), "access key"),
    (re.compile(r"(accesstoken|refreshtoken|bearertoken|authtoken|apitoken|idtoken|securitytoken|^token)$"), "token"),
    (re.compile(r"^(authorization|authorisation|authentication)$"), "token"),
    (re.compile(r"(privatekey|^pfx|pfxdata|certificatedata)$"), "private key"),
    (re.compile(r"^(set)?cookie$"), "token"),
    (re.compile(r"authvalue$"), "access key"),
    (re.compile(r"key$"), "access key"),
)
_FINDS_SOMETHING = re.compile(
    r"(primary|foreign|partition|row|sort|export|description|displayname|label|name|title|entity|resource|localization|translation"
    r"|message|text|data|public|cache|group|index|lookup|object|record|item|table|column|field|document|shortcut|hot|parent|child"
    r"|issue|project|routing|registry|instrumentation)key$")
"""Names of keys that find something, or that are no secret."""
_PLACEHOLDER = re.compile(r"(?i)(?:^|[-_ ])your[-_ ]|\.{3}")
"""What people write where somebody else is to put a value."""
_ASKED = r"(?:[?&]|%3F|%26)"
_IS = r"(?:=|%3D)(?:[\"']\s{0,3},\s{0,3}[\"'])?"
"""Between the name and the value of a query: also where it is encoded, or put together by an expression."""
_SAID = r"((?:(?!%26)[^&\s\"'<>#]){6,4000})"
_INSIDE = (
    (re.compile(rf"{_ASKED}(?:sig|signature|sas){_IS}{_SAID}", re.IGNORECASE), "SAS signature"),
    (re.compile(rf"{_ASKED}(?:code|key|api[-_]?key|access[-_]?key|(?:ocp-apim-)?subscription-key|x-functions-key|secret){_IS}{_SAID}",
                re.IGNORECASE), "access key"),
    (re.compile(rf"{_ASKED}(?:token|(?:access|id|refresh)[-_]token|auth|bearer){_IS}{_SAID}", re.IGNORECASE), "token"),
    (re.compile(r"(?<![A-Za-z0-9_])(?:client_secret|password|pwd|passwd)=([^&;\s\"'<>]{4,4000})", re.IGNORECASE),
     "password"),
    (re.compile(r"(?<![A-Za-z0-9_])(?:password|passwd|pwd|passwort|kennwort)\s{0,3}:\s{0,3}"
                r"((?=[^\s\"'<>,;(\[{$@]{0,200}[0-9])[^\s\"'<>,;(\[{$@]{8,200}+)(?![(\[{$@])", re.IGNORECASE),
     "password"),
    (re.compile(r"(?:AccountKey|SharedAccessKey|SharedSecretValue)=([^;\s\"'<>]{6,4000})", re.IGNORECASE),
     "access key"),
    (re.compile(r"SharedAccessSignature[= ]([^;\s\"'<>]{6,4000})", re.IGNORECASE), "SAS signature"),
    (re.compile(r"\bBearer\s+((?=[A-Za-z._~+/=-]{0,200}[0-9])[A-Za-z0-9._~+/=-]{12,8000})", re.IGNORECASE), "token"),
    (re.compile(r"\bBasic\s+((?=[A-Za-z+/]{0,200}[0-9=])[A-Za-z0-9+/]{12,2000}={0,2})"), "password"),
    (re.compile(r"[\"'](?:[a-z_-]{0,30}(?:api[_-]?key|secret|password|access[_-]?key|access[_-]?token))[\"']\s{0,9}:\s{0,9}[\"']"
                r"([^\"'\s]{8,4000})[\"']", re.IGNORECASE), "access key"),
    (re.compile(r"<(?:[a-z]{0,30}(?:apikey|secret|password|accesskey|accesstoken))>([^<\s]{8,4000})<", re.IGNORECASE),
     "access key"),
    (re.compile(r"://[^/\s\"'@:]{1,100}:([^/\s\"'@]{3,200})@"), "password"),
    (re.compile(r"(?i:hooks\.slack\.com/(?:services|workflows|triggers)|discord(?:app)?\.com/api/webhooks|/IncomingWebhook)/"
                r"([A-Za-z0-9/_-]{16,400})"), "access key"),
    (re.compile(r"/bot\d{5,12}:([A-Za-z0-9_-]{20,100})"), "token"),
    (re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----([A-Za-z0-9+/=\s]{20,8000})"), "private key"),
    (re.compile(r"(?<![A-Za-z0-9_-])(eyJ[A-Za-z0-9_-]{10,4000}+\.[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{5,1000})"),
     "token"),
)
_NAMED = (
    re.compile(r"\bname\s{0,3}=\s{0,3}[\"']([^\"'<>]{1,100})[\"'][^<>]{0,200}>\s{0,200}<value>([^<]{4,4000})</value>",
               re.IGNORECASE),
    re.compile(r"\b(?:name|key)\s{0,3}=\s{0,3}[\"']([^\"'<>]{1,100})[\"'][^<>]{0,200}?"
               r"\bvalue\s{0,3}=\s{0,3}[\"']([^\"'<>]{4,4000})[\"']", re.IGNORECASE),
    re.compile(r"\s([a-z-]{0,40}(?:password|secret|key|token))\s{0,3}=\s{0,3}[\"']([^\"'<>]{6,4000})[\"']",
               re.IGNORECASE),
)
"""Settings in markup inside a text, such as policies: a name and its value."""
_NOT_A_VALUE = re.compile(
    r"(?i)^(?:@|\[|\{|\$[({]|#\{|%|<|\*{2,}|x{3,}|\.{3,}|secure(string|object)|string|object|true|false|null|none|todo|tbd"
    r"|\(secret\)|placeholder|your|changeme|enter|https?://[^?]*$|/subscriptions/|body|headers|variables)")
_VALUE_KEYS = frozenset({"defaultvalue", "value", "currentvalue", "default"})
_NAMES = ("name", "key", "displayname", "header", "schemaname")
"""What an object calls its value by, in this order."""
_QUERIES = frozenset({"queries", "query", "querystring", "queryparameters"})
_QUERY_NAMES = {"code": "function key", "sig": "sas", "sas": "sas", "auth": "auth token", "token": "token"}
"""Names that tell a secret only where they stand in a query, and a name that tells it anywhere."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z-]{1,20} +(?=\S{8,4000}$)")
"""The word before a token or key in a header."""
_HARMLESS_PARTS = """
    server|data ?source|addr(?:ess)?|host|port|initial ?catalog|database|endpoint|trusted_connection|pooling|role
    integrated ?security|encrypt|trust ?server ?certificate|persist ?security ?info|multiple ?active ?result ?sets
    driver|protocol|connect(?:ion)? ?timeout|timeout|authentication|user ?(?:id|name)?|uid|account ?name|entity ?path
    endpoint ?suffix|default ?endpoints ?protocol|shared ?access ?key ?name|application ?name|auth ?type|ssl ?mode
    provider|url|client ?id|(?:blob|queue|table|file) ?endpoint|tenant ?id|app ?id|redirect ?uri|login ?prompt
    organization|warehouse|schema
    """.strip()
_NOT_SECRET = re.compile(rf"(?i)(?:^|;)\s*(?:{'|'.join(map(str.strip, _HARMLESS_PARTS.splitlines()))})\s*=[^;]*")
"""Parts of a connection string that are none."""
_SEPARATORS = re.compile(r"[^a-z0-9]")
_GUID = re.compile(r"\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?")
_WORDS_OF_PATH = re.compile(r"[A-Za-z_]+(?:/[A-Za-z_]+)+")
_LARGEST_PAIR = 6
"""Parts of an object that is a pair of key and value with a word or two on it."""
_SHORTEST_AT_ALL = 4
_SHORTEST = 6
_SHORTEST_BY_KIND = {"access key": 16, "token": 16, "SAS signature": 16, "private key": 16}
"""Keys and tokens are made by machines, which make them long; people choose passwords."""
_HARMLESS = frozenset({"runafter", "host", "schema"})
"""Parts of definitions whose keys are names that people gave to something else."""


_Place = tuple[Any, str | int]
_Part = tuple[_Place, str, str, Any]
"""Of a JSON value: its place, its name, the name above it, and what it is."""


class Seen(NamedTuple):
    """A secret: its place and kind, and its value, which goes no further than the masking of texts."""

    place: str
    kind: str
    value: str


def can_hold_secrets(text: str) -> bool:
    """Whether it is worth looking through a text."""
    # Plain searches, one after the other, are many times faster than one pattern on texts of megabytes.
    small = text.lower()
    return any(sign in small for sign in _LIKELY) or any(
        all(sign in small for sign in signs) and pattern.search(small) for signs, pattern in _LIKELY_PATTERNS)


@lru_cache(maxsize=8_192)
def kind_by_name(name: str) -> str | None:
    """The kind of secret that a key, parameter or setting of that name holds, if it holds one."""
    plain = _SEPARATORS.sub("", name.lower())
    if _FINDS_SOMETHING.search(plain):
        return None
    return next((kind for pattern, kind in _KEY_KINDS if pattern.search(plain)), None)


def kinds_inside(text: str) -> Iterator[tuple[str, str]]:
    """Secrets within a longer text such as an address, a header or a connection string: kind and value."""
    for kind, value in all_inside(text):
        if not _PLACEHOLDER.search(value):
            yield kind, value


def all_inside(text: str) -> Iterator[tuple[str, str]]:
    """As `kinds_inside`, and what is cut off or looks like a placeholder: for masking, which may take too much."""
    if not _may_hold(text) or not can_hold_secrets(text):
        return
    for pattern, kind in _INSIDE:
        for match in pattern.finditer(text):
            value = match[1]
            if not _NOT_A_VALUE.match(value):
                yield kind, value
    if may_say(text.lower()):
        yield from ((kind, value) for kind, value in said_in(text) if not _NOT_A_VALUE.match(value))
    if "<" in text:
        for named in _NAMED:
            for match in named.finditer(text):
                yield from _by_name(_QUERY_NAMES.get(match[1].lower(), match[1]), match[2])


def _may_hold(text: str) -> bool:
    """A quick look for the signs that one of the patterns needs; most texts, such as expressions, have none of them."""
    if "=" in text or "<" in text or "eyJ" in text or "-----" in text:
        return True
    if "/" in text and ("ook" in text or "/bot" in text):
        return True
    if "%" in text and "%3d" in text.lower():
        return True
    if ":" in text and ('"' in text or "'" in text or "@" in text):
        return True
    if " " not in text and ":" not in text:
        return False
    small = text.lower()
    return "bearer" in small or "basic" in small or "signature" in small or may_say(small)


def in_value(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Secrets in the value that stands under a name: kind and value."""
    if len(value) < _SHORTEST_AT_ALL:
        return
    inside = list(kinds_inside(value))
    yield from inside
    if inside or len(value) < _SHORTEST:
        return
    yield from _by_name(name, value)


def _by_name(name: str, value: str) -> Iterator[tuple[str, str]]:
    kind = kind_by_name(name)
    if kind in {"access key", "token"}:
        value = value[scheme.end():] if (scheme := _SCHEME.match(value)) else value
    if kind is not None and not _NOT_A_VALUE.match(value.strip()) and _looks_like(kind, value.strip()):
        yield kind, value


def _looks_like(kind: str, value: str) -> bool:
    """Whether a value can be a secret of that kind and not, say, the name of one, or of an index called a key."""
    if _PLACEHOLDER.search(value) or (any(sign in value for sign in "@[{\n") and kind != "password"):
        return False
    if kind == "connection string":
        return "=" in value and bool(_NOT_SECRET.sub("", value).strip("; \t\r\n"))
    if kind == "password":
        return (len(value) <= 200 and _WORDS_OF_PATH.fullmatch(value) is None and "\n" not in value
                and not value.startswith(("@", "[", "{")))
    if " " in value and not value.lower().startswith(("basic ", "bearer ")):
        return False
    if kind in {"access key", "token"} and _GUID.fullmatch(value):
        return False  # far more often the id of something
    return any(sign.isdigit() for sign in value) and len(value) >= _SHORTEST_BY_KIND.get(kind, 8)


def in_json(document: Any, pointer: str = "") -> Iterator[Seen]:
    """Every secret in a JSON value, in the order of the document, by JSON pointer; never recurses."""
    # A place is the place around it and a key: it is written out only where a secret stands.
    stack: list[_Part] = [((None, pointer), "", "", document)]
    while stack:
        place, name, above, value = stack.pop()
        if isinstance(value, str):
            # A default value is as secret as the parameter around it, an item of a list as its list.
            by = above if name.lower() in _VALUE_KEYS else name
            for kind, found in in_value(by, value):
                yield Seen(_written(place), kind, found)
        elif isinstance(value, dict):
            _put(value, place, name, stack)
        elif isinstance(value, list):
            stack.extend(((place, index), name, above, below) for index, below in reversed(list(enumerate(value))))


def _put(value: dict[str, Any], place: _Place, name: str, stack: list[_Part]) -> None:
    """Put what is worth a look in an object of that name on the stack, the first on top."""
    header = _named_in(value, name) if "name" in value or "value" in value or "Value" in value else None
    for key, below in reversed(value.items()):
        small, says_itself, is_secret = _key(key)
        if says_itself and isinstance(below, str):
            # Most values are texts that cannot be secrets; these are not even put on the stack.
            if len(below) >= _SHORTEST_AT_ALL and (is_secret or _may_hold(below)):
                stack.append(((place, key), "value", key, below))
            continue
        if small == "key" and below is header:
            continue  # of a pair, whose value is beside it
        by = header if header and small in _VALUE_KEYS else name
        if isinstance(below, str):
            by = _called(value, key, small, name, by)
            if is_worth_it(by, below):
                stack.append(((place, key), "value", by, below))
        elif small not in _HARMLESS:
            stack.append(((place, key), key, by, below))
        if "=" in key or "://" in key:
            stack.append(((place, key), "", "", key))


def _named_in(value: dict[str, Any], above: str) -> str | None:
    """What an object says that its value is called: by its name, or by `key` where it is a pair of key and value."""
    named = value.get("name")
    if not isinstance(named, str) and len(value) <= _LARGEST_PAIR and ("value" in value or "Value" in value):
        small = {key.lower(): below for key, below in value.items()}
        if "value" in small:
            is_secure = str(small.get("type")).lower() == "securestring"
            if small.get("secret") is True or (is_secure and kind_by_name(above) is None):
                return "secret"  # said to be one
            named = next((small[name] for name in _NAMES if isinstance(small.get(name), str)), None)
    return _QUERY_NAMES.get(named.lower(), named) if isinstance(named, str) else None


@lru_cache(maxsize=8_192)
def _key(key: str) -> tuple[str, bool, bool]:
    """A key in small letters, whether it alone says what the text under it is, and whether that is a secret."""
    small = key.lower()
    says_itself = ("=" not in key and "://" not in key and small not in _VALUE_KEYS and small not in _QUERY_NAMES
                   and small not in {"key", "parameter"} and not small.endswith("value"))
    return small, says_itself, kind_by_name(key) is not None


def _called(value: dict[str, Any], key: str, small: str, above: str, by: str) -> str:
    """What the text under a key is called."""
    if small in _VALUE_KEYS:
        return by
    if small.endswith("value"):
        # `Parameter1Name` beside `Parameter1Value`
        beside = next((value[name] for end in ("Name", "name") if (name := key[:-5] + end) in value), None)
        if isinstance(beside, str):
            return _QUERY_NAMES.get(beside.lower(), beside)
    if small in _QUERY_NAMES and above.lower() in _QUERIES:
        return _QUERY_NAMES[small]
    return above if small == "parameter" and above.lower() == "authorization" else key


def is_worth_it(name: str, value: str) -> bool:
    """Whether a value under a name is worth looking into; most are not."""
    return len(value) >= _SHORTEST_AT_ALL and (kind_by_name(name) is not None or _may_hold(value))


def _written(place: _Place) -> str:
    keys = []
    while place[0] is not None:
        keys.append(pointer_part(str(place[1])))
        place = place[0]
    return "/".join((str(place[1]), *reversed(keys)))


@lru_cache(maxsize=8_192)
def pointer_part(key: str) -> str:
    """A key as a part of a JSON pointer (RFC 6901), fit for people: cleaned, and cut where it is long."""
    return cleaned(key, 80).replace("~", "~0").replace("/", "~1")
