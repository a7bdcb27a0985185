"""Cloud flows: one integration for each other system that a flow is started by or calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.dataverse.child_flows import parents_of, remark_children
from d365arch.discovery.dataverse.components import Components
from d365arch.discovery.dataverse.connection_references import is_in_workflows
from d365arch.discovery.dataverse.flow_calls import (
    VIRTUAL_TABLE,
    VIRTUAL_TABLE_PROTOCOL,
    Calls,
    Reached,
)
from d365arch.discovery.dataverse.flow_connections import connections_of
from d365arch.discovery.dataverse.flow_words import starting_words
from d365arch.discovery.dataverse.variables import value_of_variable
from d365arch.discovery.dataverse.workflows import CLOUD_FLOW, Workflow, id_in_name, name_in_file, workflow_of
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.known import connector, dataverse_environment, finance_operations, unknown_caller
from d365arch.discovery.records import DATAVERSE, FoundEndpoint, FoundIntegration, FoundSystem, Identity
from d365arch.discovery.tree import Entry
from d365arch.discovery.workflows.definition import (
    CallKind,
    Definition,
    Trigger,
    TriggerKind,
    When,
    data_of,
    definition_in,
    read_definition,
    timing_of,
)
from d365arch.errors import printable
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence, DataFlow, Initiation, Operation, Timing

_PLACES = 5
"""Places of one file given as evidence of one integration."""
_SHOWN = 20
_TABLES = 10
_BY_ANYBODY = {"", "http", "teamswebhook"}
"""Kinds of requests that whoever knows the address may send."""
_PLATFORMS = frozenset({"fo", "dataverse"})
_READING = {Operation.READ, Operation.EVENT}
_SETTLING = re.compile(r"(?i)(?:complete|abandon|defer|deadletter|renewlock|delete)[a-z]{0,12}message")
_SUSPENDED = 2
_STATES = {"started": 1, "stopped": 0, "suspended": _SUSPENDED}


@dataclass(slots=True)
class Flow:
    """One flow while it is read."""

    entry: Entry
    pointer: str
    workflow: Workflow
    definition: Definition
    when: When
    calls: Calls
    groups: dict[Identity, list[tuple[Reached, Evidence]]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The automation as other artefacts would name it."""
        return f"flow/{self.workflow.id or self.entry.name}"


def read_flows(parts: Components, desk: Desk) -> None:
    """Note the integrations of every cloud flow of a solution."""
    by_file = {found.file: found for component in parts.of("workflow") if (found := workflow_of(component)).file}
    for entry in parts.entries:
        if is_in_workflows(entry):
            document = desk.json(entry)
            if definition_in(document) is not None:
                read_flow(entry, document, by_file.get(entry.name), desk)


def read_flow(entry: Entry, document: Any, stated: Workflow | None, desk: Desk) -> None:
    """Note the integrations of one flow; `stated` is what the metadata of its solution says of it."""
    found = definition_in(document)
    if found is None:
        return
    workflow = _workflow(entry, document, stated, desk)
    if workflow.category != CLOUD_FLOW:
        return
    desk.tell(f"reading {printable(workflow.name)}")
    properties = document.get("properties")
    properties = properties if isinstance(properties, dict) else document
    definition = read_definition(found[1], found[0], _given(found[1], desk))
    calls = Calls(connections_of(properties, desk), definition.audiences, workflow.id or entry.path, desk)
    if is_in_workflows(entry):
        calls.learn_environments((*definition.triggers, *definition.calls))
    flow = Flow(entry, found[0], workflow, definition, timing_of(definition, definition.trigger), calls)
    for call in definition.calls:
        seen = evidence(entry, call.pointer)
        reached = calls.reached(call, seen)
        if reached is not None:
            flow.groups.setdefault(reached.system.identity, []).append((reached, seen))
    tables = _event_tables(definition.triggers)
    for trigger in definition.triggers:
        _note_start(flow, trigger, desk)
    for identity, group in flow.groups.items():
        _note_calls(flow, identity, group, tables, desk)
    for system in calls.supporting:
        desk.notebook.system(system)
    remark_children(entry, workflow, definition, desk)


def _workflow(entry: Entry, document: Mapping[str, Any], stated: Workflow | None, desk: Desk) -> Workflow:
    own = id_in_name(entry)
    known = stated or (desk.defined(Workflow, own) if own else None)
    if known is not None:
        return known
    properties = document.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    shown = properties.get("displayName")
    state = properties.get("state")
    name = document.get("name")
    identity = own or (cleaned(name).lower() if isinstance(name, str) and len(name) == 36 else "")
    return Workflow(
        id=identity,
        name=cleaned(shown) if isinstance(shown, str) and shown.strip() else name_in_file(entry),
        category=CLOUD_FLOW,
        state=_STATES.get(state.lower()) if isinstance(state, str) else None,
        primary_entity="",
        file=entry.name,
    )


def _given(definition: Mapping[str, Any], desk: Desk) -> dict[str, str]:
    """Current values of the environment variables behind the parameters of a flow."""
    given = {}
    parameters = definition.get("parameters")
    for name, parameter in (parameters if isinstance(parameters, dict) else {}).items():
        metadata = parameter.get("metadata") if isinstance(parameter, dict) else None
        schema_name = metadata.get("schemaName") if isinstance(metadata, dict) else None
        if isinstance(schema_name, str) and (value := value_of_variable(schema_name, desk)):
            given[str(name)] = value
    return given


def _event_tables(triggers: Iterable[Trigger]) -> tuple[str, ...]:
    """What happens where the flow starts with an event of its own environment: a table, or the message performed."""
    named = []
    for trigger in triggers:
        table = trigger.parameters.get("subscriptionrequest/entityname", "")
        message = trigger.parameters.get("subscriptionrequest/sdkmessagename", "")
        named += [one for one in (message, table) if one and one.lower() != "none"]
    return tuple(dict.fromkeys(named))


def _note_start(flow: Flow, trigger: Trigger, desk: Desk) -> None:
    """Whoever starts the flow, where that is no event or person of the own environment."""
    seen = evidence(flow.entry, trigger.pointer)
    if trigger.starts is TriggerKind.REQUEST and trigger.kind is CallKind.NONE:
        if trigger.request_kind in _BY_ANYBODY:
            _note_caller(flow, trigger, desk)
        return
    if trigger.starts not in {TriggerKind.POLL, TriggerKind.PUSH, TriggerKind.REQUEST}:
        return
    reached = _virtual_table_event(flow, trigger, seen) or flow.calls.reached(trigger, seen)
    if reached is None:
        return
    answers = _answers(flow, reached.system.identity)
    written = tuple(flow.calls.written_tables)[:_TABLES]
    when = timing_of(flow.definition, trigger)
    desk.notebook.system(reached.system)
    polled = trigger.starts is TriggerKind.POLL
    details = tuple(dict.fromkeys(one for way in (reached, *answers) for one in way.details if one))
    desk.notebook.integration(
        FoundIntegration(
            automation=flow.key,
            name=_name(flow, reached.system, from_there=True),
            from_=reached.system.identity,
            to=DATAVERSE,
            timing=when.timing,
            trigger=when.trigger,
            frequency=when.frequency,
            data=DataFlow.PUSH,
            protocol=f"{reached.protocol}, polled" if polled else reached.protocol,
            entities=(*reached.entities, *written),
            operations=tuple(dict.fromkeys((Operation.EVENT, *(one for way in answers for one in way.operations)))),
            details=details[:_SHOWN],
            auth=reached.auth or None,
            low_code=True,
            active=flow.workflow.active,
            tags=_tags(flow),
            description=_description(flow, trigger, desk),
            evidence=(evidence(flow.entry, trigger.pointer, reached.confidence),),
        )
    )


def _answers(flow: Flow, identity: Identity) -> list[Reached]:
    """Calls back to the system that started the flow, where these only fetch or settle what it told of.

    To read the mail that has come, or to complete a message, is a part of receiving it; to send or delete one is
    another thing. What is asked of a system of Dynamics 365 is always told.
    """
    group = flow.groups.get(identity, [])
    if identity.kind in _PLATFORMS or not all(set(way.operations) <= _READING or _settles(way) for way, _ in group):
        return []
    return [way for way, _ in flow.groups.pop(identity, [])]


def _settles(way: Reached) -> bool:
    """Whether a call takes the message that has come off its queue."""
    return bool(way.details) and _SETTLING.match(way.details[0]) is not None


def _virtual_table_event(flow: Flow, trigger: Trigger, seen: Evidence) -> Reached | None:
    """Events of virtual tables, and business events catalogued with them, come from Finance and Operations."""
    if not connector(flow.calls.api_of(trigger)).is_dataverse:
        return None
    named = [one for one in _event_tables((trigger,)) if one.lower().startswith(VIRTUAL_TABLE)]
    if not named:
        return None
    return Reached(
        finance_operations((seen,)),
        VIRTUAL_TABLE_PROTOCOL,
        (Operation.EVENT,),
        entities=tuple(named),
        details=(trigger.operation,),
    )


def _note_caller(flow: Flow, trigger: Trigger, desk: Desk) -> None:
    """A request that anybody may send: an endpoint, and an integration with a caller that is not known."""
    seen = evidence(flow.entry, trigger.pointer, Confidence.LIKELY)
    environment = dataverse_environment()
    teams = trigger.request_kind == "teamswebhook"
    caller = unknown_caller(environment, (seen,), "Teams webhook caller" if teams else "HTTP caller")
    when = timing_of(flow.definition, trigger)
    desk.notebook.system(caller)
    key = desk.notebook.endpoint(
        FoundEndpoint(
            system=DATAVERSE,
            key=flow.key,
            name=f"Flow {flow.workflow.name}",
            direction=Initiation.INBOUND,
            timing=(when.timing,),
            protocol="HTTPS (request to a flow)",
            auth=trigger.caller_auth or "sas",
            evidence=(evidence(flow.entry, trigger.pointer),),
        )
    )
    desk.notebook.integration(
        FoundIntegration(
            automation=flow.key,
            name=flow.workflow.name,
            from_=caller.identity,
            to=DATAVERSE,
            to_endpoint=key,
            timing=when.timing,
            trigger=when.trigger,
            data=DataFlow.BOTH if flow.definition.has_response else DataFlow.PUSH,
            protocol="HTTPS (request to a flow)",
            entities=tuple(flow.calls.written_tables)[:_TABLES],
            auth=trigger.caller_auth or "sas",
            low_code=True,
            active=flow.workflow.active,
            tags=_tags(flow),
            description=_description(flow, trigger, desk),
            evidence=(seen,),
        )
    )


def _note_calls(
    flow: Flow, identity: Identity, group: list[tuple[Reached, Evidence]], tables: tuple[str, ...], desk: Desk
) -> None:
    """One integration for everything that a flow does with one other system."""
    for reached, _ in group[:_PLACES]:
        desk.notebook.system(reached.system)
    ways = [reached for reached, _ in group]
    operations = tuple(dict.fromkeys(one for way in ways for one in way.operations))
    own = tuple(dict.fromkeys(one for way in ways for one in way.entities))
    # What a flow without such names works on are the tables it was started by, else those it touches.
    entities = own or tables or tuple(flow.calls.own_tables)[:_TABLES]
    details = tuple(dict.fromkeys(one for way in ways for one in way.details if one))
    protocols = tuple(dict.fromkeys(way.protocol for way in ways))
    timing = Timing.ASYNCHRONOUS if all(way.in_batches for way in ways) else flow.when.timing
    trigger = flow.definition.trigger
    places = tuple(evidence(flow.entry, seen.place or "", way.confidence) for way, seen in group[:_PLACES])
    desk.notebook.integration(
        FoundIntegration(
            automation=flow.key,
            name=_name(flow, ways[0].system),
            from_=DATAVERSE,
            to=identity,
            timing=timing,
            trigger=flow.when.trigger,
            frequency=flow.when.frequency,
            data=data_of(operations),
            protocol=", ".join(protocols[:3]),
            entities=_merged(own, tables) if own else entities,
            operations=operations,
            details=details[:_SHOWN],
            auth=next((way.auth for way in ways if way.auth), None),
            low_code=True,
            active=flow.workflow.active,
            tags=_tags(flow),
            description=_description(flow, trigger, desk),
            evidence=places,
        )
    )


def _merged(own: tuple[str, ...], tables: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*own, *tables)))


def _name(flow: Flow, system: FoundSystem, from_there: bool = False) -> str:
    return f"{flow.workflow.name} ({'from' if from_there else 'to'} {system.name})"


def _tags(flow: Flow) -> tuple[str, ...]:
    return ("suspended",) if flow.workflow.state == _SUSPENDED else ()


def _description(flow: Flow, trigger: Trigger | None, desk: Desk) -> str:
    """What starts the flow, in a sentence, and who runs it where it is a child flow."""
    sentences = (starting_words(trigger), parents_of(flow.workflow, desk))
    return " ".join(one for one in sentences if one)
