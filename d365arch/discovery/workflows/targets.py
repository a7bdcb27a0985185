"""Where an HTTP call goes: host and path of an address that is literal, a parameter, or ends in a known way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from d365arch.discovery.addresses import address_of
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.known import is_token_host
from d365arch.discovery.workflows.values import Data, Encoded, Piece, Unknown, Value, shown

_TOKEN_PATH = re.compile(
    r"/(oauth2?(/v[0-9.]+)?/(token|accesstoken)|connect/token|openid-connect/token|oauth_token(\.do)?"
    r"|securityservice/token)$",
    re.IGNORECASE,
)
_CHUNK = re.compile(r"[-_.~%+() ]")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LONGEST_WORD = 18
_TURN = re.compile(r"(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
_TURNS = 4
"""Changes between letters and digits: names such as `INT117MergeFundingD365` have few, keys many."""
_SUFFIX = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}")
_HOST_END = re.compile(r"[/?#]")


@dataclass(frozen=True, slots=True)
class Target:
    """What is known of an address, and fit to be kept: never its query, user name or anything that looks like a key.

    Exactly one of these holds: `host` is known; only its end is (`suffix`, such as `blob.core.windows.net`) with
    `named` for the rest; or nothing is, and `named` is the parameter, variable or answer that holds the address.
    """

    host: str = ""
    suffix: str = ""
    named: str = ""
    path: str = ""
    """Begins with `/`; pieces that a run decides are `{name}`."""
    scheme: str = ""
    query_auth: str = ""
    """`api-key` or `sas` where the query carries one, as a word of the landscape file."""

    @property
    def resolved(self) -> bool:
        """Whether the artefact says the host."""
        return bool(self.host)

    @property
    def is_token_request(self) -> bool:
        """Whether the call only signs in, which is no integration."""
        return bool(self.host and is_token_host(self.host)) or _TOKEN_PATH.search(self.path) is not None


def target_of(value: Value) -> Target | None:
    """The target of an address; None where the value is no address at all, such as an empty one."""
    if isinstance(value, Data):
        return None
    text = shown(value).strip()
    if not text:
        return None
    auth = _auth_in_query(text.partition("?")[2])
    scan = _Scan()
    for piece in value:
        scan.take(piece)
    unknown = scan.unknown
    host = suffix = named = ""
    if unknown is not None:
        named = unknown.name
        end = scan.after.lower().partition(":")[0].strip(".")
        suffix = end if scan.after.startswith(".") and _SUFFIX.fullmatch(end) else ""
    else:
        address = address_of(f"https://{scan.host.strip()}")
        host = address.host if address and address.host.strip(".:") else ""
        named = "" if host else cleaned(scan.host.rpartition("@")[2].strip("{}<>[]() "), 80) or "an address left open"
    return Target(
        host=host,
        suffix=suffix,
        named=named,
        path=harmless_path("".join(scan.path)),
        scheme=scan.scheme.lower().strip(),
        query_auth=auth,
    )


class _Scan:
    """Takes an address apart piece by piece, since any piece may be known to a run only."""

    def __init__(self) -> None:
        self.scheme = ""
        self.host = ""
        """What is literal of the host before the first unknown piece."""
        self.after = ""
        """What is literal of the host behind the last unknown piece."""
        self.unknown: Unknown | None = None
        self.path: list[str] = []
        self._in_path = False

    def take(self, piece: Piece) -> None:
        if isinstance(piece, Unknown):
            self._take_unknown(piece)
            return
        text = piece.text if isinstance(piece, Encoded) else piece
        if not self._in_path:
            text = self._without_scheme(text)
            self._take_host(text)
        else:
            self.path.append(text)

    def _take_unknown(self, piece: Unknown) -> None:
        if self._in_path:
            self.path.append(f"{{{piece.name}}}")
            return
        if self.unknown is None or piece.rank < self.unknown.rank:
            self.unknown = piece
        self.after = ""

    def _without_scheme(self, text: str) -> str:
        if self.host:
            return text
        if self.unknown is None and "://" in text[:40]:
            self.scheme, _, text = text.lstrip().partition("://")
        elif self.unknown is not None and not self.after and text.startswith("://"):
            self.unknown = None  # it was the scheme
            text = text[3:]
        return text

    def _take_host(self, text: str) -> None:
        end = _HOST_END.search(text)
        if self.unknown is not None and not text.startswith((".", "-", ":")) and (end is None or end.start() > 0):
            # `@{parameters('Base')}orders/1`: the parameter ends with a slash, what follows is path.
            self._in_path = True
            self.path += ["/", text]
            return
        here = text if end is None else text[: end.start()]
        if self.unknown is None:
            self.host += here
        else:
            self.after += here
        if end is not None:
            self._in_path = True
            self.path.append(text[end.start() :])


def harmless_path(path: str) -> str:
    """A path without its query, and without pieces that may be keys, mail addresses or endless."""
    path = re.split(r"[?#]", path, maxsplit=1)[0]
    pieces = []
    for piece in path.split("/")[:30]:
        named = piece.split("(", 1)[0] + "(...)" if "(" in piece and not piece.startswith("{") else piece
        hidden = "@" in named or (not named.startswith("{") and is_opaque(named))
        pieces.append("..." if hidden else named[:100])
    joined = "/".join(pieces)[:300].rstrip("/")
    return joined if not joined or joined.startswith("/") else f"/{joined}"


def is_opaque(text: str) -> bool:
    """Whether a text is an id or a key rather than a name: a GUID, or a long run of letters and digits in turn."""
    if len(text) < _LONGEST_WORD:
        return False
    return _ID.search(text) is not None or any(
        len(chunk) >= _LONGEST_WORD and len(_TURN.findall(chunk)) >= _TURNS for chunk in _CHUNK.split(text)
    )


def _auth_in_query(query: str) -> str:
    names = {pair.partition("=")[0].lower() for pair in query.split("&")}
    if "sig" in names or {"sv", "se"} <= names:
        return "sas"
    keys = {"code", "key", "api-key", "apikey", "api_key", "subscription-key", "access_key", "accesskey"}
    return "api-key" if names & keys else ""
