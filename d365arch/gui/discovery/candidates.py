"""What a discovery found, as rows for a review: one for each integration and each endpoint without a caller."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from d365arch.catalog.records import Catalog
from d365arch.discovery.records import (
    ArtefactKind,
    Discovery,
    FoundEndpoint,
    FoundIntegration,
    FoundSystem,
    Identity,
    ReadArtefact,
    best_confidence,
)
from d365arch.discovery.tree import INSIDE
from d365arch.gui.language import translate
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence, Direction, Timing, Trigger

Key = tuple[object, ...]
"""What makes a row the same in another discovery of the same artefacts."""


class State(StrEnum):
    """How a find stands to the open landscape."""

    NEW = "new"
    THERE = "already there"
    DIFFERS = "differs"
    UNWANTED = "not wanted"


def state_word(state: State) -> str:
    """The state in the language of the window."""
    return {State.NEW: translate("Discovery", "new"), State.THERE: translate("Discovery", "already there"),
            State.DIFFERS: translate("Discovery", "differs"),
            State.UNWANTED: translate("Discovery", "not wanted")}[state]


def confidence_word(confidence: Confidence) -> str:
    """A confidence in the language of the window."""
    return {Confidence.CERTAIN: translate("Discovery", "certain"), Confidence.LIKELY: translate("Discovery", "likely"),
            Confidence.HINT: translate("Discovery", "hint")}[confidence]


def kind_word(kind: ArtefactKind) -> str:
    """A kind of artefact in the language of the window."""
    return {
        ArtefactKind.SOLUTION: translate("Discovery", "Dataverse solution"),
        ArtefactKind.CONNECTOR: translate("Discovery", "custom connector"),
        ArtefactKind.CLOUD_FLOW: translate("Discovery", "cloud flow"),
        ArtefactKind.FO_METADATA: translate("Discovery", "Finance and Operations metadata"),
        ArtefactKind.FO_PACKAGE: translate("Discovery", "Finance and Operations data package"),
        ArtefactKind.FO_EVENTS: translate("Discovery", "business event export"),
        ArtefactKind.LOGIC_APP: translate("Discovery", "logic app"),
        ArtefactKind.API_CONNECTION: translate("Discovery", "API connection"),
        ArtefactKind.DATA_FACTORY: translate("Discovery", "data factory"),
        ArtefactKind.API_MANAGEMENT: translate("Discovery", "API Management"),
        ArtefactKind.TEMPLATE: translate("Discovery", "Azure template"),
        ArtefactKind.INTERFACE_LIST: translate("Discovery", "interface list"),
        ArtefactKind.DRAWING: translate("Discovery", "drawing"),
    }[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One row: what was found, and how it is told. `artefact` is where it stands, `other` the system at its far end."""

    key: Key
    found: FoundIntegration | FoundEndpoint
    name: str
    source: str
    target: str
    """Names of initiator and called side; of an endpoint only its system is known."""
    other: str
    artefact: str
    artefact_name: str
    kind: ArtefactKind | None
    direction: Direction | None
    timing: Timing | None
    trigger: Trigger | None
    entities: str
    confidence: Confidence
    active: bool
    state: State
    told: str
    """How it differs from the landscape, in a sentence; empty where it does not."""
    folded: str

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Where it was found."""
        return self.found.evidence

    @property
    def is_endpoint(self) -> bool:
        """Whether it is an endpoint that nobody is known to use."""
        return isinstance(self.found, FoundEndpoint)

    @property
    def ends(self) -> str:
        """Who contacts whom."""
        if self.is_endpoint:
            return translate("Discovery", "at {system}").format(system=self.target)
        both = isinstance(self.found, FoundIntegration) and self.found.both
        return f"{self.source} {'↔' if both else '→'} {self.target}"

    @property
    def is_offered(self) -> bool:
        """Whether it is accepted unless somebody leaves it: what is new, and more than a hint."""
        return self.state is State.NEW and self.confidence is not Confidence.HINT


Comparison = Callable[[FoundIntegration | FoundEndpoint], tuple[State, str]]
"""How a find stands to the open landscape, and the difference as a sentence."""


def candidates(discovery: Discovery, catalog: Catalog, compare: Comparison) -> tuple[Candidate, ...]:
    """The rows of a discovery, integrations first, in its own order."""
    systems = {system.identity: system for system in discovery.systems}
    sides = _Sides(systems, catalog)
    places = Artefacts(discovery.read)
    used = {(i.from_, i.from_endpoint) for i in discovery.integrations} | {
        (i.to, i.to_endpoint) for i in discovery.integrations}
    rows = [_integration(found, sides, places, compare) for found in discovery.integrations]
    rows += [_endpoint(found, sides, places, compare) for found in discovery.endpoints
             if (found.system, found.key) not in used]
    return tuple(rows)


def key_of(found: FoundIntegration | FoundEndpoint) -> Key:
    """What makes a find the same in another discovery."""
    if isinstance(found, FoundEndpoint):
        return "endpoint", found.system, found.key
    return "integration", found.automation, found.from_, found.to


class _Sides:
    """Names of found systems and whether they are Dynamics 365."""

    def __init__(self, systems: Mapping[Identity, FoundSystem], catalog: Catalog) -> None:
        self._systems, self._types = systems, catalog.system_types

    def name(self, identity: Identity) -> str:
        system = self._systems.get(identity)
        return system.name if system else identity.part or identity.kind

    def is_d365(self, identity: Identity) -> bool:
        system = self._systems.get(identity)
        kind = self._types.get(system.type) if system and system.type else None
        return kind.platform.is_d365 if kind else identity.kind in ("dataverse", "fo")

    def direction(self, source: Identity, target: Identity) -> Direction:
        starts, called = self.is_d365(source), self.is_d365(target)
        if starts:
            return Direction.INTERNAL if called else Direction.OUTBOUND
        return Direction.INBOUND if called else Direction.EXTERNAL


def _integration(found: FoundIntegration, sides: _Sides, places: Artefacts, compare: Comparison) -> Candidate:
    direction = sides.direction(found.from_, found.to)
    source, target = sides.name(found.from_), sides.name(found.to)
    state, told = compare(found)
    artefact = places.of(found.evidence)
    entities = ", ".join(found.entities)
    return Candidate(
        key=key_of(found), found=found, name=found.name, source=source, target=target,
        other=source if direction is Direction.INBOUND else target, artefact=artefact.file,
        artefact_name=artefact.name, kind=artefact.kind, direction=direction, timing=found.timing,
        trigger=found.trigger, entities=entities, confidence=found.confidence, active=found.active is not False,
        state=state, told=told, folded=_folded(found.name, source, target, entities, *found.details, *found.tags,
                                               found.protocol or "", found.evidence))


def _endpoint(found: FoundEndpoint, sides: _Sides, places: Artefacts, compare: Comparison) -> Candidate:
    system = sides.name(found.system)
    state, told = compare(found)
    artefact = places.of(found.evidence)
    entities = ", ".join(found.entities)
    return Candidate(
        key=key_of(found), found=found, name=found.name, source="", target=system, other=system,
        artefact=artefact.file, artefact_name=artefact.name, kind=artefact.kind, direction=None,
        timing=found.timing[0] if found.timing else None, trigger=None, entities=entities,
        confidence=best_confidence(found.evidence), active=True, state=state, told=told,
        folded=_folded(found.name, system, entities, *found.details, found.protocol or "", found.evidence))


def _folded(*parts: str | tuple[Evidence, ...]) -> str:
    told: list[str] = []
    for part in parts:
        told += [part] if isinstance(part, str) else [f"{one.file} {one.place or ''}" for one in part]
    return "\n".join(told).casefold()


@dataclass(frozen=True, slots=True)
class Where:
    """The artefact that a find stands in."""

    file: str
    name: str
    kind: ArtefactKind | None


class Artefacts:
    """Tells which artefact of a discovery a file belongs to."""

    def __init__(self, read: Iterable[ReadArtefact]) -> None:
        self._exact: dict[str, Where] = {}
        self._folders: dict[str, Where] = {}
        for artefact in read:
            where = Where(artefact.file, artefact.name or short_name(artefact.file), artefact.kind)
            self._exact.setdefault(artefact.file, where)
            if artefact.kind in _FOLDERS:
                self._folders.setdefault(_root(artefact.file), where)

    def of(self, evidence: tuple[Evidence, ...]) -> Where:
        """The artefact of the first evidence: the one that holds the file, the innermost one, or the file itself."""
        file = evidence[0].file if evidence else ""
        above = file
        while above:
            above = above[:max(above.rfind("/"), above.rfind(INSIDE), 0)]
            found = self._folders.get(above)
            if found is not None:
                return found
        return self._exact.get(file) or Where(file, short_name(file), None)


_FOLDERS = frozenset((ArtefactKind.SOLUTION, ArtefactKind.FO_METADATA, ArtefactKind.FO_PACKAGE, ArtefactKind.FO_EVENTS,
                      ArtefactKind.DATA_FACTORY))
"""Artefacts of many files: what stands in the folder of the main one, or below it, is part of them."""


def _root(file: str) -> str:
    """The folder of an artefact's main file; the manifest of an unpacked solution stands one folder deeper."""
    folder = file[:max(file.rfind("/"), file.rfind(INSIDE), 0)]
    return folder[:max(folder.rfind("/"), folder.rfind(INSIDE), 0)] if folder.lower().endswith(
        ("/other", f"{INSIDE}other")) else folder


def short_name(file: str) -> str:
    """The last name of a path, also inside archives."""
    return file.replace(INSIDE, "/").rstrip("/").rsplit("/", 1)[-1]
