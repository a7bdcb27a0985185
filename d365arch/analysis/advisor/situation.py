"""What a need amounts to for the recommender: its row and column, with what had to be assumed told in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from d365arch.analysis.advisor.knowledge import Band, Knowledge, Row
from d365arch.analysis.advisor.need import Initiator, Need, NeedPlatform, Use, checked
from d365arch.analysis.limits.loads import loads_of
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.model import Landscape, System
from d365arch.model.landscape import FORMAT_VERSION, Strategy
from d365arch.model.vocabulary import DataFlow, Delivery, Kind, Operation, Purpose, Style, Trigger

PROMPT_S = 2.0
"""Seconds within which somebody is taken to wait for the answer: Microsoft's figure for synchronous plug-ins (S19)."""

LAKE_S = 900.0
"""The shortest interval of Synapse Link in seconds (S28)."""

HALF_A_DAY = 43_200.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A need as the recommender sees it. `flow` is seen from Dynamics 365: in, out or both.

    `fresh`: wanted sooner than links to a lake can. `reading`: what is wanted is to know something, not to change it.
    `hourly` are records or messages of the busiest hour, none where no volume is stated; `row` is none where none fits.
    """

    platform: NeedPlatform
    initiator: Initiator
    flow: str
    answer: bool
    viewing: bool
    analytics: bool
    fresh: bool
    reading: bool
    set: bool
    use: Use | None
    low_code: bool
    loss: bool
    hourly: float | None
    band: Band
    row: Row | None = None
    assumptions: tuple[str, ...] = ()

    def meets(self, when: Mapping[str, tuple[Any, ...]]) -> bool:
        """Whether each named property has one of the values."""
        return all(_written(getattr(self, key)) in values for key, values in when.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """All that candidates of one need are judged by."""

    need: Need
    at: Situation
    catalog: Catalog
    known: Knowledge
    settings: Settings
    strategy: Strategy | None


def _written(value: Any) -> Any:
    return None if value is None else value if isinstance(value, bool) else str(value)


def situation_of(need: Need, catalog: Catalog, known: Knowledge, strategy: Strategy | None = None) -> Situation:
    """Row and column of a need; raises `AnalysisError` where platform or initiator is not stated."""
    platform, initiator = checked(need)
    asked, assumed = need.asked, list[str]()
    if need.use is Use.SCREEN and initiator is Initiator.OTHER:
        initiator = Initiator.D365
        assumed.append("What is shown on a screen of Dynamics 365 is asked for by it, so Dynamics 365 starts.")
    data = _data(need)
    if data is DataFlow.BOTH:
        flow = "both"
    elif platform is NeedPlatform.BOTH:
        flow = "out"       # within Dynamics 365 data that goes in at one side has come out of the other
    else:
        flow = "out" if (initiator is Initiator.D365) == (data is DataFlow.PUSH) else "in"
    viewing = asked.purpose is Purpose.VIEW or asked.kind is Kind.UI or need.use is Use.SCREEN
    answer = _answer(need, data, viewing, assumed)
    hourly = _hourly(need, catalog, assumed)
    use = need.use or _use(need, known, assumed)
    found = Situation(
        platform=platform, initiator=initiator, flow=flow, answer=answer, viewing=viewing, use=use, hourly=hourly,
        analytics=asked.purpose is Purpose.REPORT, fresh=_is_fresh(need), reading=_is_reading(need, data),
        set=_is_set(need, flow, answer),
        low_code=asked.low_code if asked.low_code is not None else bool(strategy and strategy.low_code_preferred),
        loss=asked.delivery is Delivery.AT_MOST_ONCE, band=_band(need, hourly, known),
    )
    row = next((row for row in known.rows if found.meets(row.when)), None)
    return replace(found, row=row, assumptions=tuple(assumed))


def _data(need: Need) -> DataFlow:
    """Which way the data goes: as stated, else from the called side where all that is done is reading or showing."""
    asked = need.asked
    if asked.data is not None:
        return asked.data
    return DataFlow.PULL if asked.operations == (Operation.READ,) or need.use is Use.SCREEN else DataFlow.PUSH


def _is_fresh(need: Need) -> bool:
    required = need.asked.latency.required if need.asked.latency else None
    return required is not None and required < LAKE_S


def _is_reading(need: Need, data: DataFlow) -> bool:
    """Whether nothing is written at the called side; unstated data flow and operations leave that open."""
    writes = set(need.asked.operations) - {Operation.READ}
    return data is DataFlow.PULL or (need.asked.data is None and not writes)


def _answer(need: Need, data: DataFlow, viewing: bool, assumed: list[str]) -> bool:
    asked = need.asked
    if asked.answer_needed is not None:
        return asked.answer_needed
    prompt = asked.latency is not None and asked.latency.required is not None and asked.latency.required <= PROMPT_S
    scheduled = asked.trigger is Trigger.SCHEDULED or asked.style is Style.BATCH or asked.purpose in (
        Purpose.REPORT, Purpose.EXPORT)
    waits = not scheduled and data is not DataFlow.PUSH and (prompt or viewing or asked.trigger is Trigger.ON_DEMAND)
    assumed.append("Whether the answer is needed is not stated; it is taken as "
                   + ("needed, because somebody reads and waits." if waits else "not needed."))
    return waits


def _is_set(need: Need, flow: str, answer: bool) -> bool:
    """Whether sets of records move rather than single messages."""
    asked, volume = need.asked, need.asked.volume
    if asked.trigger is Trigger.EVENT:
        return False
    if asked.trigger is Trigger.SCHEDULED or asked.style is Style.BATCH or (volume and volume.per_run):
        return True
    if asked.purpose in (Purpose.REPORT, Purpose.EXPORT):
        return True
    return need.initiator is Initiator.OTHER and flow == "out" and not answer


def _use(need: Need, known: Knowledge, assumed: list[str]) -> Use | None:
    if need.use is None and need.initiator is not None:
        for use, words in known.words.items():
            for entity in need.asked.entities:
                if any(word in entity.lower() for word in words):
                    assumed.append(f'It is taken to be about {use}, because of the entity "{entity}".')
                    return Use(use)
    return None


def _hourly(need: Need, catalog: Catalog, assumed: list[str]) -> float | None:
    """Records of the busiest hour, computed as the loads of drawn integrations are."""
    sides = (System(id=need.asked.from_.system), System(id=need.asked.to.system))
    facts = Facts(Landscape(format=FORMAT_VERSION, systems=sides, integrations=(need.asked,)), catalog)
    load = loads_of(facts)[need.asked.id]
    if load.hourly is None:
        assumed.append("No volume is stated; up to 5,000 an hour is assumed.")
        return None
    if load.hourly.assumed:
        assumed.append(load.hourly.assumed)
    return load.hourly.value


def _band(need: Need, hourly: float | None, known: Knowledge) -> Band:
    volume, frequency = need.asked.volume, need.asked.frequency
    rows = volume.per_run if volume else None
    seconds = frequency.seconds if frequency else None
    nightly = seconds is None or seconds >= HALF_A_DAY
    if rows is not None and rows > known.nightly_rows and nightly and need.asked.trigger is not Trigger.EVENT:
        return Band.LARGE
    if hourly is None or hourly <= known.small:
        return Band.SMALL
    return Band.MEDIUM if hourly <= known.medium else Band.LARGE
