"""Secrets in plain text in artefacts: found by where they stand and how they look, told by place, never kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from d365arch.discovery.cleaning import cleaned

_LIKELY = re.compile(
    r"(?i)sig=|code=|key|secret|passw|pwd|token|bearer|basic |authorization|credential|connectionstring|pfx|-----BEGIN"
    r"|eyJ|://[^/\s\"'@]{1,200}@|signature")
"""Whether a text can hold a secret at all: most files cannot, and are not looked through."""

_KEY_KINDS = (
    (re.compile(r"(password|passwd|passphrase|pwd)$"), "password"),
    (re.compile(r"(client|app|application|consumer)secret(value)?$"), "client secret"),
    (re.compile(r"secret(value|key|text)?$"), "client secret"),
    (re.compile(r"(connectionstring|connstr|connection_string)$"), "connection string"),
    (re.compile(r"(sas|sastoken|sasuri|sasurl|sharedaccesssignature)$"), "SAS signature"),
    (re.compile(r"(accountkey|accesskey|sharedaccesskey|storagekey|functionkey|functionskey|apikey|hostkey|masterkey"
                r"|authkey|subscriptionkey|primarykey|secondarykey|xfunctionskey|keyvalue)$"), "access key"),
    (re.compile(r"(accesstoken|refreshtoken|bearertoken|authtoken|apitoken|idtoken|securitytoken|^token)$"), "token"),
    (re.compile(r"^(authorization|authorisation|authentication)$"), "token"),
    (re.compile(r"(privatekey|^pfx|pfxdata|certificatedata)$"), "private key"),
    (re.compile(r"key$"), "access key"),
)
_FINDS_SOMETHING = re.compile(
    r"(primary|foreign|partition|row|sort|export|description|displayname|label|name|title|entity|resource|localization|translation"
    r"|message|text|public|cache|group|index|lookup|object|record|item|table|column|field|document|shortcut|hot|parent|child"
    r"|issue|project|routing|registry|instrumentation)key$")
"""Names of keys that find something, or that are no secret."""
_PLACEHOLDER = re.compile(r"(?i)(?:^|[-_ ])your[-_ ]|\.{3}")
"""What people write where somebody else is to put a value."""
_INSIDE = (
    (re.compile(r"[?&](?:sig|signature)=([^&\s\"'<>#]{6,4000})", re.IGNORECASE), "SAS signature"),
    (re.compile(r"[?&](?:code|key|api[-_]?key|access[-_]?key|(?:ocp-apim-)?subscription-key)="
                r"([^&\s\"'<>#]{6,4000})", re.IGNORECASE), "access key"),
    (re.compile(r"[?&](?:token|access[-_]token|auth|bearer)=([^&\s\"'<>#]{6,4000})", re.IGNORECASE), "token"),
    (re.compile(r"(?:^|[?&;\s\"'])(?:client_secret|password|pwd|passwd)=([^&;\s\"'<>]{4,4000})", re.IGNORECASE),
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
    (re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----([A-Za-z0-9+/=\s]{20,8000})"), "private key"),
    (re.compile(r"\b(eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{5,1000})"), "token"),
)
_NOT_A_VALUE = re.compile(
    r"(?i)^(?:@|\[|\{|\$[({]|#\{|%|<|\*{2,}|x{3,}|\.{3,}|secure(string|object)|string|object|true|false|null|none|todo|tbd"
    r"|placeholder|your|changeme|enter|https?://[^?]*$|/subscriptions/|body|headers|variables)")
_VALUE_KEYS = frozenset({"defaultvalue", "value", "currentvalue", "default"})
_SEPARATORS = re.compile(r"[^a-z0-9]")
_GUID = re.compile(r"\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?")
_WORDS_OF_PATH = re.compile(r"[A-Za-z_]+(?:/[A-Za-z_]+)+")
_LARGEST_PAIR = 6
"""Parts of an object that is a pair of key and value with a word or two on it."""
_SHORTEST = 6
_SHORTEST_BY_KIND = {"access key": 16, "token": 16, "SAS signature": 16, "private key": 16}
"""Keys and tokens are made by machines, which make them long; people choose passwords."""
_HARMLESS = frozenset({"runafter", "host", "schema"})
"""Parts of definitions whose keys are names that people gave to something else."""


_Place = tuple[Any, str | int]


class Seen(NamedTuple):
    """A secret: its place and kind, and its value, which goes no further than the masking of texts."""

    place: str
    kind: str
    value: str


def can_hold_secrets(text: str) -> bool:
    """Whether it is worth looking through a text."""
    return _LIKELY.search(text) is not None


@lru_cache(maxsize=8_192)
def kind_by_name(name: str) -> str | None:
    """The kind of secret that a key, parameter or setting of that name holds, if it holds one."""
    plain = _SEPARATORS.sub("", name.lower())
    if _FINDS_SOMETHING.search(plain):
        return None
    return next((kind for pattern, kind in _KEY_KINDS if pattern.search(plain)), None)


def kinds_inside(text: str) -> Iterator[tuple[str, str]]:
    """Secrets within a longer text such as an address, a header or a connection string: kind and value."""
    if not _may_hold(text) or not _LIKELY.search(text):
        return
    for pattern, kind in _INSIDE:
        for match in pattern.finditer(text):
            value = match[1]
            if not _NOT_A_VALUE.match(value) and not _PLACEHOLDER.search(value):
                yield kind, value


def _may_hold(text: str) -> bool:
    """A quick look for the signs that one of the patterns needs; most texts, such as expressions, have none of them."""
    if "=" in text or "<" in text or "eyJ" in text or "-----" in text:
        return True
    if ":" in text and ('"' in text or "'" in text or "@" in text):
        return True
    small = text.lower()
    return "bearer" in small or "basic" in small or "signature" in small


def in_value(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Secrets in the value that stands under a name: kind and value."""
    if len(value) < 4:
        return
    inside = list(kinds_inside(value))
    yield from inside
    if inside or len(value) < _SHORTEST:
        return
    kind = kind_by_name(name)
    if kind is not None and not _NOT_A_VALUE.match(value.strip()) and _looks_like(kind, value.strip()):
        yield kind, value


def _looks_like(kind: str, value: str) -> bool:
    """Whether a value can be a secret of that kind and not, say, the name of one, or of an index called a key."""
    if _PLACEHOLDER.search(value) or (any(sign in value for sign in "@[{\n") and kind != "password"):
        return False
    if kind == "connection string":
        return "=" in value
    if kind == "password":
        return len(value) <= 200 and _WORDS_OF_PATH.fullmatch(value) is None and not value.startswith(("@", "[", "{")) and "\n" not in value
    if " " in value and not value.lower().startswith(("basic ", "bearer ")):
        return False
    if kind in {"access key", "token"} and _GUID.fullmatch(value):
        return False  # far more often the id of something
    return any(sign.isdigit() for sign in value) and len(value) >= _SHORTEST_BY_KIND.get(kind, 8)


def in_json(document: Any, pointer: str = "") -> Iterator[Seen]:
    """Every secret in a JSON value, in the order of the document, by JSON pointer; never recurses."""
    # A place is the place around it and a key: it is written out only where a secret stands.
    stack: list[tuple[_Place, str, str, Any]] = [((None, pointer), "", "", document)]
    while stack:
        place, name, above, value = stack.pop()
        if isinstance(value, str):
            # A default value is as secret as the parameter around it.
            by = above if name.lower() in _VALUE_KEYS else name
            for kind, found in in_value(by, value):
                yield Seen(_written(place), kind, found)
        elif isinstance(value, dict):
            header = _named_in(value)
            for key, below in reversed(value.items()):
                small = key.lower()
                if small == "key" and below is header:
                    continue  # of a pair, whose value is beside it
                by = header if header and small in _VALUE_KEYS else name
                # Most values are texts that cannot be secrets; these are not even put on the stack.
                if isinstance(below, str) and not _worth_it(by if small in _VALUE_KEYS else key, below):
                    continue
                if small not in _HARMLESS:
                    stack.append(((place, key), key, by, below))
        elif isinstance(value, list):
            stack.extend(((place, index), name, above, below) for index, below in reversed(list(enumerate(value))))


def _named_in(value: dict[str, Any]) -> str | None:
    """What an object says that its value is called: by `name`, or by `key` where it is a pair of key and value."""
    named = value.get("name")
    if not isinstance(named, str):
        pair = {key.lower(): below for key, below in value.items()} if len(value) <= _LARGEST_PAIR else {}
        named = pair.get("key") if "value" in pair else None
    return named if isinstance(named, str) else None


def _worth_it(name: str, value: str) -> bool:
    return len(value) >= 4 and (kind_by_name(name) is not None or _may_hold(value))


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
