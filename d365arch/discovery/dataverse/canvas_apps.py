"""Canvas apps: people who work in them read and write other systems through the app's connections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from d365arch.discovery.dataverse.components import Components
from d365arch.discovery.dataverse.connections import connected_system
from d365arch.discovery.dataverse.embedded import embedded_json
from d365arch.discovery.desk import Desk
from d365arch.discovery.known import connector, dataverse_environment
from d365arch.discovery.records import DATAVERSE, FoundIntegration
from d365arch.discovery.values import as_text, object_in, texts
from d365arch.discovery.workflows.calls import Call, CallKind
from d365arch.discovery.workflows.verbs import operation_words
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import DataFlow, Operation, Timing, Trigger

_LEFT_OUT = frozenset({"internal", "supporting"})


class Connection(NamedTuple):
    """One connection of an app, to one data set of it where there are several."""

    api: str
    dataset: str
    sources: tuple[str, ...]
    actions: tuple[str, ...]
    on_premises: bool


def read_canvas_apps(parts: Components, desk: Desk) -> None:
    """Note one integration for each canvas app and other system. What Dataverse and flows do for an app is internal."""
    for component in parts.of("canvasapp"):
        references = object_in(embedded_json(component, "ConnectionReferences", desk))
        name = component.attribute("Name") or component.text("Name") or component.id
        shown = component.text("DisplayName") or name
        note_app(name, shown, connections_of(references), component.evidence("ConnectionReferences"), desk)


def note_app(name: str, shown: str, connections: Iterator[Connection], seen: Evidence, desk: Desk) -> None:
    """Note the integrations of one app; `name` is what makes it the same app wherever it is seen."""
    notebook = desk.notebook
    for connection in connections:
        known = connector(connection.api)
        if known.kind in _LEFT_OUT:
            continue
        system = connected_system(connection.api, connection.dataset, desk, (seen,),
                                  on_premises=connection.on_premises)
        if system.identity == DATAVERSE:
            continue
        notebook.system(dataverse_environment((seen,)))
        notebook.system(system)
        notebook.integration(FoundIntegration(
            automation=f"canvas-app/{name.lower()}", name=f"Canvas app {shown} (to {system.name})",
            from_=DATAVERSE, to=system.identity, timing=Timing.SYNCHRONOUS, trigger=Trigger.ON_DEMAND,
            data=DataFlow.BOTH, protocol=f"connector {known.id}", entities=connection.sources,
            operations=_operations(connection), details=connection.actions, low_code=True, evidence=(seen,)))


def connections_of(references: dict[str, Any]) -> Iterator[Connection]:
    """The connections in `ConnectionReferences` of an app's metadata, or in `Connections.json` inside the app.

    One without data sources and actions only serves a flow that the app calls, or nothing; it is left out.
    """
    for reference in map(object_in, references.values()):
        inner = object_in(reference.get("connectionRef")) or reference
        api = as_text(inner.get("id")) or as_text(reference.get("id"))
        if "/apis/" not in api.lower() and not api.lower().startswith("shared_"):
            continue
        sources = tuple(dict.fromkeys(texts(reference.get("dataSources")) or texts(inner.get("dataSources"))))
        actions = tuple(action for action in texts(inner.get("actions")) if "/" not in action)
        if not sources and not actions:
            continue
        on_premises = reference.get("isOnPremiseConnection") is True or bool(as_text(inner.get("gatewayObjectIdHint")))
        datasets = object_in(reference.get("dataSets")) or object_in(inner.get("dataSets")) or \
            object_in(reference.get("datasets"))
        left = dict.fromkeys(sources)
        for dataset, content in datasets.items():
            own = tuple(object_in(object_in(content).get("dataSources")))
            for source in own:
                left.pop(source, None)
            yield Connection(api, str(dataset), own or sources, actions, on_premises)
        if left and not datasets:
            yield Connection(api, _endpoint(inner), sources, actions, on_premises)


def _endpoint(reference: dict[str, Any]) -> str:
    """The one data set that a connection without data sets of its own may still name."""
    named = texts(reference.get("endpoints"))
    return named[0] if len(named) == 1 else ""


def _operations(connection: Connection) -> tuple[Operation, ...]:
    """What its actions do. What is done with a table, the app's formulas say, which are not read."""
    words = (word for action in connection.actions
             for word in operation_words(Call(name=action, pointer="", type="", kind=CallKind.CONNECTOR,
                                              operation=action)))
    return tuple(dict.fromkeys(words))
