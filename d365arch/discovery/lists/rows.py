"""One row of an interface list as systems and integrations: who contacts whom, when, with what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.lists.amounts import Load, load_of
from d365arch.discovery.lists.cells import plain
from d365arch.discovery.lists.facts import (
    LOW_CODE,
    Way,
    auth_of,
    between_arrows,
    ends_of_arrow,
    hub_in,
    is_pulled,
    level_of,
    life_of,
    operations_of,
    protocol_in,
    team_of,
    way_of,
)
from d365arch.discovery.lists.headings import Field, is_offer_and_use
from d365arch.discovery.lists.mapping import ColumnMapping, Row
from d365arch.discovery.lists.several import is_own, left_out_of, systems_in
from d365arch.discovery.lists.timing import DUAL_WRITE, VIRTUAL_TABLE, When, frequency_of, is_call, when
from d365arch.discovery.names import normalised, platform_of, product_named, says_nothing, system_named
from d365arch.discovery.records import FoundIntegration, FoundSystem
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence, DataFlow, Timing, Trigger

_SHORT_ID = re.compile(r"\d{1,4}|[A-Za-z]?\d{1,2}")
_NAMES_EVENT = re.compile(r"event|ereignis|événement|evento|gebeurtenis")
_GOES_BOTH_WAYS = re.compile(r"\b(?:bi[- ]?dire[ck]\w*|(?:two|2)[- ]way)\b")
"""In a technology or pattern, `bidirectional_sync`."""
_MOST_PAIRS = 40
_MOST_ENTITIES = 30


class Pair(NamedTuple):
    """Who contacts whom."""

    from_: FoundSystem
    to: FoundSystem
    data: DataFlow | None
    both: bool = False


class Faulty(NamedTuple):
    """Why a row, or a part of it, gives no integration or one in doubt."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a row gives."""

    systems: tuple[FoundSystem, ...] = ()
    integrations: tuple[FoundIntegration, ...] = ()
    remarks: tuple[str, ...] = ()
    """Sentences about what a person should look at."""


def is_repeated_heading(row: Row, mapping: ColumnMapping) -> bool:
    """Whether a row only repeats the headings, as lists of several pages do."""
    stated = [(field, text) for field, text in row.values.items()]
    return len(stated) > 1 and all(text in mapping.headings(field) for field, text in stated)


def read_row(row: Row, mapping: ColumnMapping, file: str) -> Outcome:
    """What a row gives: an integration for each pair of systems it names, at most likely."""
    evidence = Evidence(file=file, place=row.place, confidence=Confidence.LIKELY)
    ends = _ends(row, mapping)
    if isinstance(ends, Faulty):
        return Outcome(remarks=(ends.sentence,) if ends.sentence else ())
    firsts, seconds = ends
    doubts: list[str] = [remark for cell in _cells(row, mapping) if (remark := left_out_of(cell))]
    systems: dict[FoundSystem, None] = {}
    integrations: list[FoundIntegration] = []
    for first in firsts:
        for second in seconds:
            if first.identity == second.identity:
                doubts.append("source and target are one and the same system, so it is no integration.")
                continue
            if len(integrations) >= _MOST_PAIRS:
                doubts.append(f"more than {_MOST_PAIRS} pairs of systems; the others were left out.")
                break
            pair, doubt = _pair(row, first, second)
            if doubt:
                doubts.append(doubt)
            seen = replace(evidence, confidence=Confidence.HINT) if doubt else evidence
            systems |= {replace(system, evidence=(evidence,)): None for system in (pair.from_, pair.to)}
            integrations.append(_integration(row, pair, seen))
    return Outcome(tuple(systems), tuple(integrations), tuple(dict.fromkeys(doubts)))


# Ends

def _cells(row: Row, mapping: ColumnMapping) -> tuple[str, str]:
    """The cells that name the two ends, in the order of where data comes from and where it goes."""
    first, second = row.get(Field.SOURCE), row.get(Field.TARGET)
    if not first and not second and row.get(Field.OTHER):
        first, second = _own(row, mapping), row.get(Field.OTHER)
        if way_of(row.get(Field.DIRECTION)) is Way.INBOUND:
            first, second = second, first
    if not first and not second:
        first, second = row.get(Field.INITIATOR), row.get(Field.CALLED)
    if not first and not second and mapping.around_arrow:
        first, second = ends_of_arrow(row.get(Field.DIRECTION)) or ("", "")
        if way_of(row.get(Field.DIRECTION)) is Way.AGAINST:
            first, second = second, first
    return first, second


def _own(row: Row, mapping: ColumnMapping) -> str:
    """The own system; under a heading such as `D365 app` it may be called by its last name, `Finance`."""
    said = row.get(Field.OWN)
    if said and re.search(r"d ?365|dynamics", plain(row.headings.get(Field.OWN, ""))):
        parts = [part.strip() for part in re.split(r"[\n;,]", said) if part.strip()]
        named = [part if _is_of_dynamics(part) else f"D365 {part}" for part in parts]
        if all(map(_is_of_dynamics, named)):
            return "\n".join(named)
    return said or mapping.own or ""


def _is_of_dynamics(name: str) -> bool:
    return product_named(name) is not None and is_own(system_named(name))


def _ends(row: Row, mapping: ColumnMapping) -> tuple[tuple[FoundSystem, ...], tuple[FoundSystem, ...]] | Faulty:
    """The systems in the two columns, as they stand: where data comes from and where it goes."""
    first, second = _cells(row, mapping)
    if not first and not second:
        return Faulty("")
    if says_nothing(first) or says_nothing(second):
        # A heading of a section or a note below the list has a text in one column only.
        if len(row.values) < 3:
            return Faulty("")
        return Faulty("the row does not name both of its systems, so it is no integration.")
    if first.startswith("=") or second.startswith("="):
        return Faulty("a system in it is a formula whose value Excel has not stored, so the row was left out; save the "
                      "workbook once with Excel.")
    return systems_in(first), systems_in(second)


def _pair(row: Row, first: FoundSystem, second: FoundSystem) -> tuple[Pair, str]:
    """Who starts, and what is doubtful about it. The first is where data comes from, if nothing says otherwise."""
    how = row.get(Field.TECHNOLOGY)
    way = way_of(row.get(Field.DIRECTION))
    if DUAL_WRITE.search(plain(how)) or way is Way.BOTH or (way is None and _GOES_BOTH_WAYS.search(plain(how))):
        return Pair(first, second, DataFlow.BOTH, both=True), ""
    doubt = ""
    pulled = False
    if way is None and not row.get(Field.SOURCE) and row.get(Field.OTHER):
        doubt = ("the row names the own and the other system, but its direction does not say which of them starts; it "
                 "is drawn as started by the own one.")
    named = _named_around_arrow(row, first, second)
    has_sides = bool(row.get(Field.SOURCE) or row.get(Field.TARGET))
    if named == "against":
        doubt = "the direction names the systems in another order than the columns for source and target."
    elif way is Way.AGAINST and named is None and has_sides:
        pulled = _says_source(row)
        if not pulled:
            first, second = second, first
    elif has_sides and way in {Way.INBOUND, Way.OUTBOUND}:
        doubt = _contradiction(way, first, second)
    if _starter(row) in {first.identity, second.identity}:
        starter = first if first.identity == _starter(row) else second
        called = second if starter is first else first
        return Pair(starter, called, DataFlow.PUSH if starter is first else DataFlow.PULL), doubt
    if not has_sides and row.get(Field.INITIATOR):
        data = {Way.AGAINST: DataFlow.PULL, Way.ALONG: DataFlow.PUSH}.get(way) if way else None
        return Pair(first, second, data), doubt
    # A live read through a virtual table is started by the side that shows the data.
    shown_live = VIRTUAL_TABLE.search(plain(how)) is not None and platform_of(second.identity) == "dataverse"
    if pulled:
        # Source and target say who starts, the arrow which way the data goes.
        return Pair(first, second, DataFlow.PULL), doubt
    if shown_live or is_pulled(how, row.get(Field.TRIGGER), row.get(Field.TIMING)) or _is_called(row):
        return Pair(second, first, DataFlow.PULL), doubt
    return Pair(first, second, DataFlow.PUSH), doubt


def _is_called(row: Row) -> bool:
    """Whether a provider offers an interface that its consumer calls: it is no queue, and nothing is sent as a file."""
    if not is_offer_and_use(row.headings.get(Field.SOURCE, ""), row.headings.get(Field.TARGET, "")):
        return False
    moment = _moment(row)
    return moment.timing is Timing.SYNCHRONOUS or (
        moment.trigger is not Trigger.EVENT and is_call(row.get(Field.TECHNOLOGY)))


def _says_source(row: Row) -> bool:
    """Whether the columns are a source and a target, not just a system A and B."""
    heading = plain(row.headings.get(Field.SOURCE, ""))
    return not re.search(r"\b(?:a|1|one)$", heading)


def _starter(row: Row) -> object:
    """The identity of who starts, where a list with source and target says that, too."""
    said = row.get(Field.INITIATOR)
    if not said or not row.get(Field.SOURCE):
        return None
    side = plain(said)
    if re.fullmatch(r"(?:the )?(?:source|sender|quelle)(?: ?system)?", side):
        return system_named(row.get(Field.SOURCE)).identity
    if re.fullmatch(r"(?:the )?(?:target|receiver|ziel)(?: ?system)?", side):
        return system_named(row.get(Field.TARGET)).identity
    return system_named(said).identity


def _named_around_arrow(row: Row, first: FoundSystem, second: FoundSystem) -> str | None:
    around = ends_of_arrow(row.get(Field.DIRECTION))
    if around is None:
        return None
    names = tuple(system_named(name).identity for name in around)
    is_back = way_of(row.get(Field.DIRECTION)) is Way.AGAINST
    if names == (first.identity, second.identity):
        return "against" if is_back else "along"
    if names == (second.identity, first.identity):
        return "along" if is_back else "against"
    return None


def _contradiction(way: Way, first: FoundSystem, second: FoundSystem) -> str:
    """Inbound and outbound are seen from Dynamics 365; where the ends say the opposite, a person should look."""
    ours, theirs = is_own(first), is_own(second)
    if ours == theirs:
        return ""
    if (way is Way.INBOUND and ours) or (way is Way.OUTBOUND and theirs):
        return (f"the direction says {way.value}, but its source and target say the opposite; it is drawn as source "
                "and target stand.")
    return ""


# Facts

def _integration(row: Row, pair: Pair, evidence: Evidence) -> FoundIntegration:
    how = row.get(Field.TECHNOLOGY)
    moment = _moment(row)
    life = life_of(_status(row))
    load = _load(row)
    entities = _entities(row.get(Field.ENTITIES))
    return FoundIntegration(
        automation=_automation(row), name=_name(row, pair, entities), from_=pair.from_.identity, to=pair.to.identity,
        both=pair.both, timing=moment.timing, trigger=moment.trigger, frequency=moment.frequency, data=pair.data,
        protocol=_line(how) or protocol_in(row.get(Field.TRIGGER)), entities=entities,
        operations=operations_of(row.get(Field.OPERATIONS)), notes=tuple(_notes(row)),
        auth=auth_of(row.get(Field.AUTH), how),
        low_code=True if LOW_CODE.search(f"{how} {row.get(Field.MIDDLEWARE)}") else None,
        per_day=load.per_day, per_hour=load.per_hour, owner=_owner(row),
        criticality=level_of(row.get(Field.CRITICALITY)),
        active=False if row.line.struck else life.active, tags=("retired",) if row.line.struck else life.tags,
        description=_line(row.get(Field.DESCRIPTION)) or None, evidence=(evidence,))


def _moment(row: Row) -> When:
    found = when(row.get(Field.TIMING), row.get(Field.FREQUENCY), row.get(Field.TRIGGER), row.get(Field.TECHNOLOGY),
                 row.get(Field.DESCRIPTION))
    event = row.get(Field.TRIGGER)
    if found.trigger is None and not says_nothing(event) and _NAMES_EVENT.search(plain(row.headings[Field.TRIGGER])):
        # Under `Business event` stands the name of one.
        return when(row.get(Field.TIMING), row.get(Field.FREQUENCY), "event", row.get(Field.TECHNOLOGY))
    return found


def _line(text: str) -> str:
    return cleaned(" / ".join(part for part in text.split("\n") if part.strip()))


def _status(row: Row) -> str:
    """The status; a cross under the heading `Active` says yes."""
    said = row.get(Field.STATUS)
    return "yes" if said.strip().casefold() in {"x", "✓", "✔", "1"} else "no" if said.strip() == "0" else said


def _load(row: Row) -> Load:
    frequency = frequency_of(row.get(Field.FREQUENCY))
    return load_of(row.get(Field.VOLUME), row.headings.get(Field.VOLUME, ""), frequency.seconds if frequency else None)


def _entities(text: str) -> tuple[str, ...]:
    parts = [part.strip(" -•·*") for part in re.split(r"[;\n,|]", text)]
    return tuple(dict.fromkeys(cleaned(part, 120) for part in parts if not says_nothing(part)))[:_MOST_ENTITIES]


def _owner(row: Row) -> str | None:
    found = team_of(row.get(Field.OWNER))
    return cleaned(found) if found else None


def _name(row: Row, pair: Pair, entities: tuple[str, ...]) -> str:
    """The name in the list, else where the data goes and what it is."""
    said = _line(row.get(Field.NAME))
    if said and not says_nothing(said):
        return said
    about = f": {', '.join(entities[:3])}" if entities else ""
    ends = (pair.to, pair.from_) if pair.data is DataFlow.PULL else (pair.from_, pair.to)
    return cleaned(f"{ends[0].name} to {ends[1].name}{about}")


def _notes(row: Row) -> Iterator[str]:
    """What has no field of its own, for people."""
    passed = "" if row.get(Field.SOURCE) else ", ".join(between_arrows(row.get(Field.DIRECTION)))
    hub = row.get(Field.MIDDLEWARE) or hub_in(row.get(Field.TECHNOLOGY)) or passed
    if hub and not says_nothing(hub):
        yield f"via {_line(hub)}"
    frequency = row.get(Field.FREQUENCY)
    if frequency and not says_nothing(frequency) and frequency_of(frequency) is None \
            and when(frequency=frequency).trigger in {None, Trigger.SCHEDULED}:
        yield f"frequency as stated: {_line(frequency)}"
    volume = row.get(Field.VOLUME)
    if volume and not says_nothing(volume) and _load(row) == Load():
        yield f"volume as stated: {_line(volume)}"
    status = row.get(Field.STATUS)
    if status and not says_nothing(status) and life_of(_status(row)).active is None:
        yield f"status as stated: {_line(status)}"
    company = row.get(Field.COMPANY)
    if company and not says_nothing(company):
        yield f"company or region: {_line(company)}"
    known = row.get(Field.ID)
    if known and not says_nothing(known):
        yield f"list id: {_line(known)}"


def _automation(row: Row) -> str:
    """The same for the same row in other lists: its id, or its ends and name. Short numbers are no ids elsewhere."""
    known = " ".join(row.get(Field.ID).split()).casefold()[:80]
    if says_nothing(known):
        known = ""
    name = next((text for field in (Field.NAME, Field.ENTITIES, Field.TECHNOLOGY)
                 if (text := normalised(row.get(field)))), "")
    if known and not _SHORT_ID.fullmatch(known):
        return f"row/{known}"
    if known:
        return f"row/{known}|{name}"
    around = ends_of_arrow(row.get(Field.DIRECTION)) or ("", "")
    first = row.get(Field.SOURCE) or row.get(Field.INITIATOR) or row.get(Field.OWN) or around[0]
    second = row.get(Field.TARGET) or row.get(Field.CALLED) or row.get(Field.OTHER) or around[1]
    return f"row/{_key(first)}|{_key(second)}|{name}"


def _key(text: str) -> str:
    """The systems of a cell for an automation, the same for every alias."""
    return "+".join(f"{system.identity.kind}:{system.identity.part}" for system in systems_in(text)) if text else ""
