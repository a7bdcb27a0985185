"""Notes one logic app: itself, what calls it, what it polls or listens to, and whom its actions reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from d365arch.discovery import known
from d365arch.discovery.azure.reached import Reached, Surroundings, reached
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.records import (
    ArtefactKind,
    FoundEndpoint,
    FoundIntegration,
    FoundSystem,
    Identity,
    ReadArtefact,
)
from d365arch.discovery.tree import Entry
from d365arch.discovery.workflows.definition import (
    Call,
    CallKind,
    Definition,
    Trigger,
    TriggerKind,
    When,
    data_of,
    read_definition,
    timing_of,
)
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence, DataFlow, Hosting, Initiation, Operation

WORKFLOW = "azure.logic-apps-workflow"
_MOST_EVIDENCE = 12
_MOST_DETAILS = 30
_SETTLING = ("complete", "abandon", "deadletter", "defer", "renewlock")
_STARTERS = frozenset({"workflow", "sendtobatch", "invokeworkflow"})
_SETTLING_OPERATIONS = ("complete", "abandon", "deadletter", "defer", "renewlock", "deletemessage", "delete_message")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogicApp:
    """A workflow of Logic Apps, in whatever form it was found."""

    name: str
    entry: Entry
    pointer: str
    """Of the definition."""
    definition: Mapping[str, Any]
    around: Surroundings = field(default_factory=Surroundings)
    given: Mapping[str, Any] = field(default_factory=dict)
    """Values of parameters, without the connections."""
    settings: Mapping[str, str] = field(default_factory=dict)
    active: bool | None = None
    unresolved: bool = False
    """Its name is known at deployment only."""
    about: str = ""
    """What kind of workflow it is, for people: `stateful workflow of a standard logic app`."""
    hosting: Hosting | None = None

    @property
    def identity(self) -> Identity:
        """The same for one name wherever it is seen."""
        return Identity("azure.logic-apps", self.name.lower())

    def system(self, seen: tuple[Evidence, ...] = ()) -> FoundSystem:
        """The logic app as a system: it is middleware, not a part of another."""
        return FoundSystem(identity=self.identity, name=f"Azure Logic Apps {self.name}", type="azure.logic-apps",
                           zone=known.zone_of_publisher("Azure"), hosting=self.hosting, unresolved=self.unresolved,
                           description=self.about or None, evidence=seen)


@dataclass(frozen=True, slots=True)
class CalledApp:
    """That a logic app is started by another one, which needs a request trigger for it."""

    by: str


def _starts_another(definition: Any) -> bool:
    """Whether any action of a definition starts a workflow; much cheaper than reading all of it."""
    waiting = [definition]
    while waiting:
        for value in waiting.pop().values():
            if isinstance(value, dict):
                stated = value.get("type")
                if isinstance(stated, str) and stated.lower() in _STARTERS:
                    return True
                waiting.append(value)
    return False


def called_apps(read: Definition) -> Iterable[tuple[str, Call]]:
    """Names of the logic apps that a definition starts."""
    for call in read.calls:
        if call.kind is CallKind.WORKFLOW and call.resource:
            yield call.resource.rstrip("/").rsplit("/", 1)[-1], call


def opened(app: LogicApp) -> Definition:
    """The definition of a logic app, read."""
    return read_definition(app.definition, app.pointer, app.given, app.settings)


def survey_calls(app: LogicApp, desk: Desk) -> None:
    """Let logic apps know that others start them."""
    if not _starts_another(app.definition):
        return
    for name, _ in called_apps(opened(app)):
        if name.lower() != app.name.lower():
            desk.define(name, CalledApp(app.name))


def note(app: LogicApp, desk: Desk) -> None:
    """Note the logic app with all its integrations."""
    read = opened(app)
    notebook = desk.notebook
    notebook.artefact(ReadArtefact(app.entry.path, ArtefactKind.LOGIC_APP, app.name))
    own = app.system((evidence(app.entry, app.pointer),))
    notebook.system(own)
    for name, call in called_apps(read):
        notebook.remark(app.entry.path, call.pointer, f"The logic app {app.name} starts the logic app {name}: an "
                                                      "internal dependency, no integration.")
    _Notes(app, read, desk, own).all()


class _Notes:
    def __init__(self, app: LogicApp, read: Definition, desk: Desk, own: FoundSystem) -> None:
        self.app, self.read, self.desk, self.own = app, read, desk, own
        self.sources: dict[Identity, tuple[Trigger, Reached]] = {}

    def all(self) -> None:
        """Everything that starts the logic app, then everything it contacts."""
        for trigger in self.read.triggers:
            self._trigger(trigger)
        self._calls(timing_of(self.read, self.read.trigger))

    def _reached(self, call: Call, confidence: Confidence = Confidence.CERTAIN) -> Reached | None:
        place = evidence(self.app.entry, call.pointer, confidence)
        found = reached(call, self.app.around, self.desk, (place,), audiences=self.read.audiences,
                        scope=f"logic-app/{self.app.name}")
        if found is None or not found.system.unresolved or confidence is not Confidence.CERTAIN:
            return found
        return self._reached(call, Confidence.LIKELY)

    # What starts it

    def _trigger(self, trigger: Trigger) -> None:
        when = timing_of(self.read, trigger)
        if trigger.starts is TriggerKind.REQUEST and trigger.kind is CallKind.NONE:
            self._request(trigger, when)
            return
        if trigger.kind is CallKind.NONE:
            if trigger.starts is TriggerKind.BATCH:
                self.desk.notebook.remark(
                    self.app.entry.path, trigger.pointer, f"The logic app {self.app.name} gathers messages that other "
                                                          "logic apps send to it, and works on them in batches.")
            return
        source = self._reached(trigger)
        if source is None:
            return
        self.desk.notebook.system(source.system)
        if source.system.supporting:
            return
        self.sources[source.system.identity] = (trigger, source)
        polled = trigger.starts is TriggerKind.POLL
        self.desk.notebook.integration(replace(
            self._integration(source.system, self.own, when, [source]), operations=(Operation.EVENT,),
            data=DataFlow.PUSH, description="The logic app polls it." if polled else None))

    def _request(self, trigger: Trigger, when: When) -> None:
        place = (evidence(self.app.entry, trigger.pointer),)
        key = self.desk.notebook.endpoint(FoundEndpoint(
            system=self.own.identity, key="request", name=f"Request of {self.app.name}", type=WORKFLOW,
            direction=Initiation.INBOUND, timing=(when.timing,), protocol="HTTPS", auth=trigger.caller_auth or None,
            evidence=place))
        called = self.desk.defined(CalledApp, self.app.name)
        if called is not None:
            self.desk.notebook.remark(self.app.entry.path, trigger.pointer, f"The logic app {self.app.name} is started "
                                      f"by the logic app {called.by}; whether anybody else calls it is not known.")
            return
        likely = (evidence(self.app.entry, trigger.pointer, Confidence.LIKELY),)
        caller = known.unknown_caller(self.own, likely)
        self.desk.notebook.system(caller)
        self.desk.notebook.integration(FoundIntegration(
            automation=f"logic-app/{self.app.name.lower()}", name=f"{caller.name} to {self.own.name}",
            from_=caller.identity, to=self.own.identity, to_endpoint=key, timing=when.timing, trigger=when.trigger,
            frequency=when.frequency, data=DataFlow.BOTH if self.read.has_response else DataFlow.PUSH, protocol="HTTPS",
            auth=trigger.caller_auth or None, low_code=True, active=self.app.active, evidence=likely))

    # Whom it contacts

    def _calls(self, when: When) -> None:
        groups: dict[Identity, list[tuple[Call, Reached]]] = {}
        for call, found in self._specific([(call, self._reached(call)) for call in self.read.calls]):
            groups.setdefault(found.system.identity, []).append((call, found))
        for identity, calls in groups.items():
            system = calls[0][1].system
            by_name: dict[str, list[FoundSystem]] = {}
            for _, found in calls:
                by_name.setdefault(found.system.name, []).append(found.system)
            # One account may be seen by its blobs and by its queues: its name is made of all that it is seen as.
            for seen in by_name.values():
                places = tuple(dict.fromkeys(place for one in seen for place in one.evidence))
                self.desk.notebook.system(replace(seen[0], evidence=places[:_MOST_EVIDENCE]))
            if system.supporting or identity == self.own.identity:
                continue
            rest = [(call, found) for call, found in calls if not self._settles(call, found)]
            if identity in self.sources and not rest:
                continue
            rest = rest or calls
            self.desk.notebook.integration(
                self._integration(self.own, rest[0][1].system, when, [found for _, found in rest]))

    def _specific(self, calls: Iterable[tuple[Call, Reached | None]]) -> list[tuple[Call, Reached]]:
        """The calls that reach somebody; what one call through a connection leaves open, another one says."""
        found = [(call, one) for call, one in calls if one is not None]
        said: dict[tuple[str, str], dict[Identity, FoundSystem]] = {}
        for call, one in (*found, *self.sources.values()):
            if call.connection and one.system.identity.part:
                key = (call.connection.lower(), one.system.identity.kind)
                said.setdefault(key, {})[one.system.identity] = one.system
        for at, (call, one) in enumerate(found):
            known_as = said.get((call.connection.lower(), one.system.identity.kind), {})
            if not one.system.identity.part and len(known_as) == 1:
                system = replace(next(iter(known_as.values())), evidence=one.system.evidence)
                found[at] = call, replace(one, system=system)
        return found

    def _settles(self, call: Call, found: Reached) -> bool:
        """Whether a call only tells the source of the trigger that its message or file is done with."""
        source = self.sources.get(found.system.identity)
        if source is None or source[0].starts not in {TriggerKind.POLL, TriggerKind.PUSH}:
            return False
        other = [one for one in found.entities if one not in source[1].entities]
        last = next((piece.lower() for piece in reversed(call.segments) if not piece.startswith("{")), "")
        if call.operation:
            settles = call.operation.lower().startswith(_SETTLING_OPERATIONS)
        else:
            # A file or message that is deleted by what the trigger said of it, not by a name of its own.
            by_trigger = bool(call.segments) and "{" in call.segments[-1]
            settles = last in _SETTLING or (call.method == "DELETE" and (by_trigger or last == "complete"))
        return settles and not other

    def _integration(self, from_: FoundSystem, to: FoundSystem, when: When,
                     found: Sequence[Reached]) -> FoundIntegration:
        protocols = tuple(dict.fromkeys(one.protocol for one in found))
        operations = tuple(dict.fromkeys(one for each in found for one in each.operations))
        places = tuple(dict.fromkeys(place for one in found for place in one.system.evidence))
        return FoundIntegration(
            automation=f"logic-app/{self.app.name.lower()}", name=f"{from_.name} to {to.name}",
            from_=from_.identity, to=to.identity, timing=when.timing, trigger=when.trigger, frequency=when.frequency,
            data=data_of(operations), protocol=", ".join(protocols), entities=_distinct(one.entities for one in found),
            operations=operations, details=_distinct(one.details for one in found)[:_MOST_DETAILS],
            auth=next((one.auth for one in found if one.auth), None), low_code=True, active=self.app.active,
            evidence=places[:_MOST_EVIDENCE])


def _distinct(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for group in groups for one in group))
