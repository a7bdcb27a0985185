"""What single cells of a list say: which way, whether it still runs, how it authenticates, how grave, which team."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from d365arch.discovery.data import known_data
from d365arch.discovery.lists.cells import pattern, patterns, plain
from d365arch.model.vocabulary import Level, Operation


class Way(StrEnum):
    """What a direction column says."""

    ALONG = "along"
    """As the columns stand: from the first to the second."""
    AGAINST = "against"
    BOTH = "both"
    INBOUND = "inbound"
    """Into the organisation's own product."""
    OUTBOUND = "outbound"


_BOTH = pattern("both")
_ALONG = pattern("along")
_AGAINST = pattern("against")
_INBOUND = pattern("inbound")
_OUTBOUND = pattern("outbound")


def way_of(text: str) -> Way | None:
    """Which way a direction column says, None where it says nothing."""
    said = plain(text)
    if not said:
        return None
    into, out = _INBOUND.search(said) is not None, _OUTBOUND.search(said) is not None
    if _BOTH.search(said) or (into and out):
        return Way.BOTH
    if _AGAINST.search(said):
        return Way.AGAINST
    if _ALONG.search(said):
        return Way.ALONG
    return Way.INBOUND if into else Way.OUTBOUND if out else None


_ARROW = re.compile(r"\s*(?:<[-=–—]+>|[-=–—]+>|<[-=–—]+|[→⇒⟶➔➜►▶←⇐⟵◄◀↔⇔⇄⇆⟷]|(?<=\s)>{1,2}(?=\s))\s*")
_LONGEST_NAME = 100


def ends_of_arrow(text: str) -> tuple[str, str] | None:
    """The two names that stand around an arrow, `D365 CE -> Loqate`; None where there are none."""
    named = _around_arrows(text)
    return (named[0], named[-1]) if len(named) > 1 else None


def between_arrows(text: str) -> tuple[str, ...]:
    """What stands between the arrows of `SAP -> BizTalk -> D365`: what data passes on its way."""
    return _around_arrows(text)[1:-1]


def _around_arrows(text: str) -> tuple[str, ...]:
    """The names around arrows that all point one way; none where a side is missing, or arrows meet."""
    said = text.strip()[:240]
    names = tuple(name.strip() for name in _ARROW.split(said))
    ways = {way_of(arrow[0]) or Way.ALONG for arrow in _ARROW.finditer(said)}
    if not 2 <= len(names) <= 5 or len(ways) > 1 or not all(0 < len(name) <= _LONGEST_NAME for name in names):
        return ()
    return names


@dataclass(frozen=True, slots=True)
class Life:
    """Whether an integration runs, by its status."""

    active: bool | None = None
    tags: tuple[str, ...] = ()


_SOON = re.compile(r"\b(?:to be|will be|planned for|about to|soon to|wird|soll|zum|sera|à retirer|wordt)\b")
_RETIRED = pattern("retired")
_PLANNED = pattern("planned")
_OFF = pattern("switched_off")
_LIVE = pattern("live")


def life_of(text: str) -> Life:
    """What a status says. Planned and retired interfaces are drawn, marked and switched off."""
    said = plain(text)
    if said and _RETIRED.search(said) and _SOON.search(said):
        return Life(True, ("to-be-retired",))
    for words, life in ((_RETIRED, Life(False, ("retired",))), (_OFF, Life(False)),
                        (_PLANNED, Life(False, ("planned",))), (_LIVE, Life(True))):
        if said and words.search(said):
            # "Live since the pilot", "production (new)": what runs now wins over what is only planned.
            runs = life.tags == ("planned",) and re.match(r"(?:live|prod\w*|active|aktiv)\b", said)
            return Life(True) if runs else life
    return Life()


_AUTHS = patterns("authentication")


def auth_of(*texts: str) -> str | None:
    """How the initiator authenticates, as the landscape file writes it."""
    said = " | ".join(plain(text) for text in texts if text)
    return next((name for name, one in _AUTHS.items() if one.search(said)), None)


_LEVELS = patterns("levels")
_NOT_CRITICAL = re.compile(r"unkritisch|not critical|non[- ]critical|uncritical|nicht kritisch")


def level_of(text: str) -> Level | None:
    """A criticality as one of the three levels."""
    said = plain(text)
    if _NOT_CRITICAL.search(said):
        return Level.LOW
    return next((Level(level) for level, one in _LEVELS.items() if said and one.search(said)), None)


_TEAM = pattern("team")


def team_of(text: str) -> str | None:
    """The team that a cell names; None for what may be the name of a person, which is left out."""
    said = text.strip()
    if not said or "@" in said or len(said) > 80:
        return None
    return said if _TEAM.search(said.casefold()) else None


_OPERATIONS = patterns("operations")


def operations_of(text: str) -> tuple[Operation, ...]:
    """What is done at the called side, by verbs, HTTP methods or letters of CRUD."""
    said = plain(text)
    return tuple(Operation(operation) for operation, one in _OPERATIONS.items() if said and one.search(said))


_PULL = pattern("pull")


def is_pulled(*texts: str) -> bool:
    """Whether the side that data goes to fetches it."""
    return any(_PULL.search(plain(text)) for text in texts if text)


_VIA = re.compile(r"\b(?:via|through|over|über|durch|par|vía|a través de)\s+(?P<hub>[^,;|()/\n]{2,60})", re.IGNORECASE)


def hub_in(text: str) -> str | None:
    """What stands behind `via` in a technology."""
    match = _VIA.search(text[:400])
    return match["hub"].strip(" .") if match else None


LOW_CODE = re.compile(r"power automate|logic apps?|\bflow\b|power apps?|low[- ]code|dual[- ]write", re.IGNORECASE)
"""Technologies that are built without code."""


@cache
def _protocols() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"(?<!\w)(?:{one})(?!\w)"), name) for one, name in known_data("shapes.yaml")["protocols"])


def protocol_in(text: str) -> str | None:
    """The protocol that a text names, as it is written."""
    said = plain(text)
    return next((name for one, name in _protocols() if one.search(said)), None)
