"""What the names in a definition stand for: parameters, variables, literal outputs of actions, settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.workflows.expressions import template
from d365arch.discovery.workflows.values import Data, Unknown, Value, as_value, json_value, literal

_DEEPEST = 20


class Names:
    """Resolves names of one definition. Values serve to resolve addresses and names of things, and go no further."""

    def __init__(self, parameters: Mapping[str, Any], given: Mapping[str, Any], settings: Mapping[str, str]) -> None:
        self._parameters: dict[str, Any] = {name.lower(): value for name, value in parameters.items()}
        self._parameters.update((name.lower(), value) for name, value in given.items() if value not in (None, ""))
        self._settings = {name.lower(): value for name, value in settings.items()}
        self._variables: dict[str, list[Any]] = {}
        self._outputs: dict[str, tuple[str, Any]] = {}
        self._known: dict[tuple[str, str], Value] = {}
        self._open: set[tuple[str, str]] = set()

    def learn(self, name: str, type_: str, inputs: Any) -> None:
        """Take in an action that sets a variable or gives something literal."""
        if type_ in {"compose", "parsejson"}:
            self._outputs.setdefault(name.lower(), (type_, inputs))
        elif type_ == "initializevariable":
            listed = inputs.get("variables") if isinstance(inputs, dict) else None
            for one in listed if isinstance(listed, list) else ():
                if isinstance(one, dict):
                    self._set(one)
        elif type_ == "setvariable" and isinstance(inputs, dict):
            self._set(inputs)

    def _set(self, one: Mapping[str, Any]) -> None:
        name, value = one.get("name"), one.get("value")
        if isinstance(name, str) and value not in (None, ""):
            self._variables.setdefault(name.lower(), []).append(value)

    def value(self, stated: Any) -> Value:
        """The value of a JSON value of the definition, its expressions resolved where they are literal."""
        return template(stated, self) if isinstance(stated, str) else as_value(stated)

    def text(self, stated: Any) -> str:
        """The text of a JSON value where it is known in full, else empty."""
        return literal(self.value(stated)) or "" if stated is not None else ""

    def parameter(self, name: str) -> Value:
        """The value that was given, else the default, else something named after the parameter."""
        return self._once("parameter", name, [self._parameters.get(name.lower())])

    def setting(self, name: str) -> Value:
        """The value of an application setting, else something named after it."""
        return self._once("setting", name, [self._settings.get(name.lower())])

    def variable(self, name: str) -> Value:
        """The first literal value that a variable is given, else something named after it."""
        return self._once("variable", name, self._variables.get(name.lower(), ()))

    def output(self, action: str) -> Value:
        """The literal outcome of a Compose or Parse JSON, else something named after the action."""
        type_, inputs = self._outputs.get(action.lower(), ("", None))
        if type_ == "parsejson":
            found = self._once("content", action, [inputs.get("content") if isinstance(inputs, dict) else None], rank=2)
            return json_value(found)
        return self._once("output", action, [inputs], rank=2)

    def _once(self, kind: str, name: str, stated: Any, rank: int = 0) -> Value:
        key = (kind, name.lower())
        known = self._known.get(key)
        if known is not None:
            return known
        unknown: Value = (Unknown(cleaned(name.replace("_", " ") if rank else name, 120), rank),)
        if key in self._open or len(self._open) >= _DEEPEST:
            return unknown
        self._open.add(key)
        try:
            values = [self.value(one) for one in stated if one not in (None, "")]
        finally:
            self._open.discard(key)
        found = next((value for value in values if isinstance(value, Data) or literal(value)), None)
        if found is None:
            found = next((value for value in values if not isinstance(value, Data) and _says_more(value)), unknown)
        self._known[key] = found
        return found


def _says_more(value: Value) -> bool:
    return not isinstance(value, Data) and any(not isinstance(piece, Unknown) or piece.rank == 0 for piece in value)
