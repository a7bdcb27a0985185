"""Data factories and Synapse workspaces: which systems their pipelines contact, when, and with what.

A factory is a system. One factory and one system give one integration, whichever of its pipelines use it: people draw
the factory as one box, and its pipelines call each other. Pipelines that an event starts are told apart from those that
run on a schedule or when somebody asks, because that is another integration for an architect. A pipeline without a
trigger of its own or of a caller counts to those on a schedule where the same system has such, else it is on demand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from d365arch.discovery import known
from d365arch.discovery.addresses import address_of
from d365arch.discovery.azure.factory_activities import Use, uses_of
from d365arch.discovery.azure.factory_parts import Factory, Values
from d365arch.discovery.azure.factory_triggers import Start, start_of, started_by, starts_of
from d365arch.discovery.azure.linked_services import auth_of, row_of, system_of
from d365arch.discovery.azure.open_addresses import made_at_deployment, placeholder_in, service_of_audience
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.records import ArtefactKind, FoundIntegration, FoundSystem, Identity, ReadArtefact
from d365arch.discovery.values import object_in, text_in
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence, DataFlow, Timing, Trigger
from d365arch.model.vocabulary import Kind as IntegrationKind

One = TypeVar("One")

_MOST_TOLD = 12
"""Names of pipelines told in a description."""


@dataclass(slots=True)
class _Together:
    """All uses of one system that give one integration."""

    system: FoundSystem
    trigger: Trigger
    protocol: str
    auth: str | None = None
    uses: list[Use] = field(default_factory=list)
    starts: list[Start] = field(default_factory=list)
    by_hand: dict[str, None] = field(default_factory=dict)
    """Pipelines that no trigger starts."""


def note_factory(factory: Factory, desk: Desk) -> None:
    """Note a factory, the systems its pipelines contact and the integrations with them."""
    book = desk.notebook
    book.artefact(ReadArtefact(factory.owner, ArtefactKind.DATA_FACTORY, factory.name))
    book.system(_as_system(factory))
    constants = _constants(factory)
    starts = starts_of(factory)
    uses: dict[Identity, list[tuple[FoundSystem, Use]]] = defaultdict(list)
    systems: dict[object, FoundSystem | None] = {}
    for pipeline in factory.all("pipelines"):
        desk.tell(f"reading pipelines of {factory.name[:60]}")
        for use in uses_of(factory, pipeline, constants):
            told = (use.service, use.kind, tuple(use.values.get("linkedservice", {}).items())) if use.service else None
            system = systems[told] if told in systems else _system_of(factory, use)
            if told is not None:
                systems[told] = system
            if system is not None and not _is_own(factory, system):
                uses[system.identity].append((system, use))
    for rows in uses.values():
        system = rows[0][0]
        book.system(system if any(not use.supporting for _, use in rows) else replace(system, supporting=True))
        active = [(found, use) for found, use in rows if not use.supporting and not found.supporting]
        for together in _by_trigger(factory, active, starts):
            book.integration(_integration(factory, together))
    _note_events(factory, desk)


def _is_own(factory: Factory, system: FoundSystem) -> bool:
    """Whether a system is the workspace itself, whose pools answer at `<name>.sql` and `<name>-ondemand.sql`."""
    host, _, _ = system.identity.part.partition("/")
    first, _, end = host.partition(".")
    pool = system.identity.kind == "sql" and end == "sql.azuresynapse.net" and factory.synapse
    return system.identity == factory.identity or (pool and first.removesuffix("-ondemand") == factory.identity.part)


def _as_system(factory: Factory) -> FoundSystem:
    return FoundSystem(
        identity=factory.identity, name=f"Azure {factory.service} {factory.name}",
        type="azure.synapse" if factory.synapse else "azure.data-factory", zone=known.zone_of_publisher("Azure"),
        unresolved=factory.unresolved, evidence=tuple(dict.fromkeys(factory.places)))


def _constants(factory: Factory) -> Values:
    """The global parameters of the factory."""
    found = {}
    for part in factory.all("factories"):
        for name, row in object_in(part.properties, "globalParameters").items():
            value = row.get("value") if isinstance(row, dict) else None
            if isinstance(value, (str, int)) and not isinstance(value, bool):
                found[name.lower()] = str(value)
    return {"globalparameters": found}


def _system_of(factory: Factory, use: Use) -> FoundSystem | None:
    """The system of a use; None for sign-ins and for what has no address at all."""
    place: tuple[Evidence, ...] = (evidence(use.file, use.pointer),)
    if use.service:
        part = factory.part("linkedservices", use.service)
        if part is not None:
            place = (part.evidence(), *place)
        wanted = factory.wanted.get(use.service.strip("{}").lower(), ())
        return system_of(factory, use.service.strip("{}"), use.values, use.kind or (wanted[0] if wanted else ""), place)
    address = address_of(use.url)
    if address is not None:
        if known.is_token_host(address.host):
            return None
        return known.system_at(address.host, place)
    # The address is known when the pipeline runs: where it ends in a known way, that tells the service.
    guess = address_of(use.url.replace("{", "").replace("}", ""))
    hosted = known.system_at(guess.host) if guess is not None else None
    if hosted is not None and (hosted.supporting or known.is_token_host(guess.host if guess else "")):
        return None
    told = hosted if hosted is not None and hosted.identity.kind != "host" else None
    likely = (evidence(use.file, use.pointer, Confidence.LIKELY),)
    if told is not None and told.identity.kind in {"dataverse", "fo"}:
        base = (
            known.dataverse_environment(likely)
            if told.identity.kind == "dataverse"
            else known.finance_operations(likely)
        )
        return replace(base, unresolved=True)
    return _at_run_time(factory, use, told, likely)


def _at_run_time(factory: Factory, use: Use, told: FoundSystem | None,
                 likely: tuple[Evidence, ...]) -> FoundSystem | None:
    """A system whose address is put together or asked for when the pipeline runs; None for one that only helps."""
    asked = service_of_audience(use.audience)
    if asked is not None and asked.supporting:
        if asked.identity.kind != "azure.key-vault" or not use.writes:
            return None
        asked = None  # nobody sends anything to a vault: the token is not what it looks like
    if asked is not None and not asked.unresolved:
        return replace(asked, evidence=likely)
    owner = factory.identity.part.strip("{}")
    made = made_at_deployment(use.url, likely, within=f"{{{owner}}}/")
    if made is not None:
        return made
    service = "Web service"
    if told is None and asked is not None:
        told, service = asked, asked.name
    label = placeholder_in(use.url)
    label = "" if label == "expression" else label
    # What gives the address is the same for all who ask it; without a name of it, each activity may call another.
    whose = f"{{{owner}/{label or f'{use.pipeline}/{use.activity}'}}}".lower()
    return FoundSystem(
        identity=Identity(told.identity.kind if told else "host", whose),
        type=told.type if told else "other.custom-app",
        name=f"{service} ({label})" if label else f"{service} of {use.pipeline} / {use.activity}",
        unresolved=True,
        evidence=likely,
    )


def _by_trigger(factory: Factory, rows: Sequence[tuple[FoundSystem, Use]],
                starts: dict[str, list[Start]]) -> Iterable[_Together]:
    """The uses of one system by what starts them; pipelines without a trigger go with those on a schedule."""
    groups: dict[Trigger, _Together] = {}
    idle: list[tuple[FoundSystem, Use]] = []

    def put(trigger: Trigger, system: FoundSystem, use: Use) -> _Together:
        group = groups.setdefault(trigger, _Together(system, trigger, _protocol(factory, use)))
        group.uses.append(use)
        group.auth = group.auth or use.auth or auth_of(factory.part("linkedservices", use.service))
        return group

    for system, use in rows:
        own = starts.get(use.pipeline.lower(), [])
        for start in own:
            group = put(start.trigger, system, use)
            if start not in group.starts:
                group.starts.append(start)
        if not own:
            idle.append((system, use))
    for system, use in idle:
        trigger = next((one for one in (Trigger.SCHEDULED, Trigger.EVENT) if one in groups), Trigger.ON_DEMAND)
        group = put(trigger, system, use)
        group.by_hand[use.pipeline] = None
    return groups.values()


def _protocol(factory: Factory, use: Use) -> str:
    if not use.service:
        return f"HTTPS ({factory.service} web activity)"
    name = use.service.strip("{}")
    part = factory.part("linkedservices", name)
    wanted = factory.wanted.get(name.lower(), ())
    row = row_of((text_in(part.properties, "type") if part is not None else "") or use.kind or "".join(wanted[:1]))
    return f"{factory.service} connector {row.name}" if row.type else f"{factory.service} connector"


def _integration(factory: Factory, together: _Together) -> FoundIntegration:
    uses = list(dict.fromkeys((use.pipeline, use.activity, use.file, use.pointer) for use in together.uses))
    reads, writes = any(use.reads for use in together.uses), any(use.writes for use in together.uses)
    running = [start for start in together.starts if not start.stopped]
    timed = sorted((start for start in running or together.starts if start.frequency),
                   key=lambda start: (start.seconds, start.frequency or ""))
    stopped = bool(together.starts) and not running and not together.by_hand
    off = stopped or not any(use.active for use in together.uses)
    unsure = together.system.unresolved and together.system.identity.kind == "host"
    pieces = [evidence(file, pointer, Confidence.LIKELY if unsure else Confidence.CERTAIN)
              for _, _, file, pointer in uses[:50]]
    pieces += [start.part.evidence() for start in together.starts]
    event = together.trigger is Trigger.EVENT
    return FoundIntegration(
        automation=f"{factory.service.lower().replace(' ', '-')}/{factory.identity.part}{'/event' if event else ''}",
        name=f"{factory.name} to {together.system.name}", from_=factory.identity, to=together.system.identity,
        timing=Timing.NEAR_REAL_TIME if event else Timing.ASYNCHRONOUS, trigger=together.trigger,
        frequency=timed[0].frequency if timed else None,
        data=DataFlow.BOTH if reads and writes else DataFlow.PULL if reads else DataFlow.PUSH if writes else None,
        kind=IntegrationKind.DATA, protocol=together.protocol,
        entities=_distinct(entity for use in together.uses for entity in use.entities),
        operations=_distinct(operation for use in together.uses for operation in use.operations),
        details=_distinct([*(f"pipeline {use.pipeline}" for use in together.uses),
                           *(use.detail for use in together.uses if use.detail)])[:200],
        auth=together.auth, active=False if off else None, description=_description(together, stopped) or None,
        evidence=tuple(dict.fromkeys(pieces)))


def _description(together: _Together, stopped: bool) -> str:
    """What the fields cannot say: several schedules, pipelines started by hand, triggers that are stopped."""
    sentences = []
    frequencies = _distinct(start.frequency for start in together.starts if start.frequency)
    if len(frequencies) > 1:
        sentences.append(f"Several schedules: {', '.join(frequencies)}.")
    if together.by_hand and together.starts:
        sentences.append(f"No trigger starts {_told(list(together.by_hand))}.")
    off = _distinct(start.part.name for start in together.starts if start.stopped)
    if off:
        sentences.append(f"Stopped in the files: trigger {_told(off)}"
                         f"{'; the pipelines run only when somebody starts them.' if stopped else '.'}")
    return " ".join(sentences)


def _told(names: Sequence[str]) -> str:
    shown = ", ".join(f'"{name}"' for name in names[:_MOST_TOLD])
    return shown if len(names) <= _MOST_TOLD else f"{shown} and {len(names) - _MOST_TOLD} more"


def _distinct(values: Iterable[One]) -> tuple[One, ...]:
    return tuple(dict.fromkeys(values))


def _note_events(factory: Factory, desk: Desk) -> None:
    """Storage accounts and Event Grid topics whose events start pipelines: they contact the factory."""
    for part in factory.all("triggers"):
        start = start_of(part)
        pipelines = started_by(part)
        if start.trigger is not Trigger.EVENT or not pipelines or not start.source:
            continue
        place = part.evidence("/typeProperties/scope")
        system = _source_of_events(start.source, place)
        if system is None:
            continue
        desk.notebook.system(system)
        desk.notebook.integration(FoundIntegration(
            automation=f"{factory.service.lower().replace(' ', '-')}/{factory.identity.part}/events",
            name=f"{system.name} to {factory.name}", from_=system.identity, to=factory.identity,
            timing=Timing.NEAR_REAL_TIME, trigger=Trigger.EVENT, data=DataFlow.PUSH, protocol="Event Grid events",
            entities=_distinct(_paths(part.properties)), active=False if start.stopped else None,
            details=_distinct(f"pipeline {name}" for name in pipelines), evidence=(place,)))


def _paths(properties: object) -> list[str]:
    inside = object_in(properties, "typeProperties")
    path = text_in(inside, "blobPathBeginsWith", "subjectBeginsWith")
    return [path.strip("/")] if path and not path.startswith("@") else []


def _source_of_events(scope: str, place: Evidence) -> FoundSystem | None:
    kinds = (("/storageaccounts/", "azure.storage", "Azure Blob Storage", "azure.storage"),
             ("/topics/", "azure.event-grid", "Azure Event Grid", "azure.event-grid"),
             ("/domains/", "azure.event-grid", "Azure Event Grid", "azure.event-grid"))
    lower = scope.lower()
    for mark, kind, name, system_type in kinds:
        at = lower.find(mark)
        if at >= 0:
            part = scope[at + len(mark):].split("/", 1)[0]
            return FoundSystem(identity=Identity(kind, part.lower()), name=f"{name} {part}", type=system_type,
                               zone=known.zone_of_publisher("Azure"), unresolved="{" in part, evidence=(place,))
    return None
