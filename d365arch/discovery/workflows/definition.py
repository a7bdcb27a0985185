"""Reads a workflow definition - of a cloud flow or a logic app - into triggers and calls.

The contract, for readers of cloud flows and of logic apps:

- `definition_in(document)` finds the definition in any of its wrappings and says its JSON pointer.
- `read_definition(definition, pointer, given, settings)` gives a `Definition`. `given` are values of parameters that
  the reader knows from elsewhere, by parameter name: current values of environment variables, `parameters.json`, the
  parameters of a resource (plain values, not `{"value": ...}`); they win over defaults. `settings` are application
  settings, for `@appsetting('X')`. Both may hold secrets: they are used to resolve hosts and names of things only.
- A `Call` tells what it contacts: by `connection` (key), by `target` (HTTP), by `resource` (function, API, workflow).
  What the connection key means, the reader looks up in its artefact. Actions that contact nobody give no call; neither
  do requests for tokens, whose audience is kept in `Definition.audiences`: hosts or ids that tell what the calls with
  an unresolved address go to.
- `Definition.names` resolves further values of the same file (`names.text(value)`, `names.value(value)`).
- `timing_of(definition, trigger)` gives trigger, timing and frequency after the rules. A definition has one trigger as
  a rule; of several each starts the whole workflow.
- `operation_words(call)` and `data_of(operations, polled)` tell what is done and which way data goes.
- `file_path_of(segment)` decodes ids of files and folders in paths.

Source of the language: Microsoft, "Schema reference for the Workflow Definition Language in Azure Logic Apps" and
"Schema reference for trigger and action types" (learn.microsoft.com/azure/logic-apps), and public files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from d365arch.discovery.secrets import pointer_part
from d365arch.discovery.values import object_in
from d365arch.discovery.workflows.authentication import audience_of_token
from d365arch.discovery.workflows.calls import PARAMETERS, Call, CallKind, Parameter, Trigger, TriggerKind
from d365arch.discovery.workflows.names import Names
from d365arch.discovery.workflows.paths import file_path_of
from d365arch.discovery.workflows.reading import call_of, trigger_of
from d365arch.discovery.workflows.recurrence import Recurrence, recurrence_of
from d365arch.discovery.workflows.targets import Target, harmless_path, target_of
from d365arch.discovery.workflows.timing import When, timing_of
from d365arch.discovery.workflows.values import Value, literal
from d365arch.discovery.workflows.verbs import data_of, operation_words

__all__ = [
    "PARAMETERS", "Call", "CallKind", "Definition", "Names", "Parameter", "Recurrence", "Target", "Trigger",
    "TriggerKind", "Value", "When", "data_of", "definition_in", "file_path_of", "harmless_path", "is_definition",
    "literal", "operation_words", "read_definition", "recurrence_of", "target_of", "timing_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A workflow: what starts it and whom it contacts."""

    triggers: tuple[Trigger, ...] = ()
    calls: tuple[Call, ...] = ()
    """In the order of the file, through all scopes."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    """By name as written; without `$connections` and `$authentication`."""
    has_response: bool = False
    """It answers whoever called it."""
    actions: int = 0
    audiences: tuple[str, ...] = ()
    """What tokens are asked for: hosts and application ids."""
    names: Names = field(repr=False, compare=False)

    @property
    def trigger(self) -> Trigger | None:
        """The trigger, where there is one."""
        return self.triggers[0] if self.triggers else None


def is_definition(value: Any) -> bool:
    """Whether a JSON value looks like a workflow definition: triggers and actions, both objects."""
    return isinstance(value, dict) and all(isinstance(value.get(key), dict) for key in ("triggers", "actions"))


def definition_in(document: Any) -> tuple[str, dict[str, Any]] | None:
    """The definition of a document and its JSON pointer: of a flow or resource (`/properties/definition`), of
    `workflow.json` (`/definition`), or the document itself. None where there is none."""
    for keys in (("properties", "definition"), ("definition",), ()):
        value = document
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        if is_definition(value):
            return "".join(f"/{key}" for key in keys), value
    return None


def read_definition(definition: Mapping[str, Any], pointer: str = "", given: Mapping[str, Any] | None = None,
                    settings: Mapping[str, str] | None = None) -> Definition:
    """The triggers and calls of a definition; never fails, whatever the definition holds."""
    parameters = dict(_parameters(definition, pointer))
    names = Names({name: one.default for name, one in parameters.items()}, given or {}, settings or {})
    actions = list(_actions(definition, pointer))
    has_response = False
    for name, _, type_, action in actions:
        names.learn(name, type_, action.get("inputs"))
        has_response = has_response or type_ == "response"
    calls = []
    audiences = []
    for name, place, type_, action in actions:
        call = call_of(name, place, type_, action, names)
        if call is None:
            continue
        if call.target is not None and call.kind is CallKind.HTTP and call.target.is_token_request:
            audiences.append(audience_of_token(action, names))
            continue
        calls.append(call)
        audiences.append(call.audience)
    triggers = object_in(definition.get("triggers"))
    return Definition(
        triggers=tuple(trigger_of(str(name), f"{pointer}/triggers/{pointer_part(str(name))}", node, names)
                       for name, node in triggers.items() if isinstance(node, dict)),
        calls=tuple(calls), parameters=parameters, has_response=has_response, actions=len(actions),
        audiences=tuple(dict.fromkeys(one for one in audiences if one)), names=names)


def _parameters(definition: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, Parameter]]:
    for name, stated in object_in(definition.get("parameters")).items():
        if name in {"$connections", "$authentication"} or not isinstance(stated, dict):
            continue
        schema_name = object_in(stated.get("metadata")).get("schemaName")
        yield name, Parameter(name, f"{pointer}/parameters/{pointer_part(name)}", str(stated.get("type", "")),
                              schema_name if isinstance(schema_name, str) else "", stated.get("defaultValue"))


def _actions(definition: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Name, pointer, type in small letters and node of every action in every scope, in the order of the file."""
    scopes = [_listed(f"{pointer}/actions", definition.get("actions"))]
    while scopes:
        found = next(scopes[-1], None)
        if found is None:
            scopes.pop()
            continue
        name, place, node = found
        type_ = node.get("type")
        yield name, place, type_.lower() if isinstance(type_, str) else "", node
        scopes.extend(_listed(below, inside) for below, inside in reversed(list(_scopes_in(node, place))))


def _listed(place: str, scope: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, node in object_in(scope).items():
        if isinstance(node, dict):
            yield str(name), f"{place}/{pointer_part(str(name))}", node


def _scopes_in(node: Mapping[str, Any], place: str) -> Iterator[tuple[str, Any]]:
    for key, inside in node.items():
        if key == "actions":
            yield f"{place}/actions", inside
        elif key in {"else", "default"}:
            yield f"{place}/{key}/actions", object_in(inside).get("actions")
        elif key in {"cases", "tools"}:
            for name, case in object_in(inside).items():
                yield f"{place}/{key}/{pointer_part(str(name))}/actions", object_in(case).get("actions")
