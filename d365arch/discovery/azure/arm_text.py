"""Texts of ARM templates with their expressions replaced by what the template itself says; nothing is ever executed.

A name such as `[concat(parameters('prefix'), '-bus')]` is put together as far as parameters and variables allow. What
only a deployment knows (a parameter without value, a subscription, the output of another deployment) stays in the text
under its name in braces, `{prefix}-bus`, and the text says that it is not resolved. The language is described in
Microsoft's reference of template functions (learn.microsoft.com/azure/azure-resource-manager/templates).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from d365arch.discovery.azure.arm_definitions import OwnFunction, functions_of
from d365arch.discovery.azure.arm_functions import FUNCTIONS, LONGEST_TEXT, fits, resource_id, text_of_value
from d365arch.discovery.azure.arm_syntax import (
    Call,
    Literal,
    Member,
    Node,
    NotAnExpressionError,
    is_expression,
    tree_of,
)

_DEEPEST = 90
"""Calls, members and variables within each other: a bound of the stack, far beyond what people write."""
_MOST_STEPS = 5_000
"""Steps for one text; an expression that needs more is left as it is."""
_SURROUNDINGS = {
    "resourcegroup": {"location": "{location}", "name": "{resourceGroup}", "id": "{resourceGroup}"},
    "subscription": {"subscriptionId": "{subscription}", "id": "{subscription}", "tenantId": "{tenant}"},
    "deployment": {"name": "{deployment}"},
}
"""What a template asks of where it is deployed to."""
_BY_POSITION = frozenset({"take", "skip", "substring", "first", "last", "split", "padleft", "trim"})
"""Functions that would cut a placeholder in two: they leave a text that is not resolved as it is."""
_TESTS = frozenset({"equals", "empty", "length", "contains", "startswith", "endswith", "indexof", "not", "and", "or",
                    "less", "lessorequals", "greater", "greaterorequals", "int", "json", "base64", "base64tostring"})
"""Functions whose outcome says nothing where what they look at is not known."""
_LONGEST_WORD = 40
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_LONGEST_LEFT = 200
"""Characters kept of what is no expression."""
_IDS = frozenset({"resourceid", "subscriptionresourceid", "tenantresourceid", "extensionresourceid",
                  "managementgroupresourceid"})


class Text(NamedTuple):
    """A text of a template as far as the template says it."""

    text: str
    resolved: bool = True
    """False: parts of it are known at deployment only; they stand in braces, or alone where they are all of it."""
    ids: tuple[str, ...] = ()
    """Resources named on the way, as `/providers/<type>/<name>`: what `listKeys(resourceId(...))` is about."""

    @property
    def last(self) -> str:
        """What follows the last `/`: the name in an id."""
        return self.text.rstrip("/").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class _Value:
    value: Any
    resolved: bool = True
    ids: tuple[str, ...] = ()
    parameter: str = ""
    """Of an empty text: the parameter whose default it is, which is how templates say that a value must be given."""


class Scope:
    """What expressions of a template refer to: its parameters, variables, the turn of a copy, nested deployments."""

    def __init__(self, template: Mapping[str, Any] | None = None, values: Mapping[str, Any] | None = None) -> None:
        """`values` are those of a parameters file or of a deployment that contains this template."""
        template = template or {}
        self._declared = _small(template.get("parameters"))
        self._given = _small(values)
        self._variables = _small(template.get("variables"))
        self._functions = functions_of(template)
        self._turns: dict[str, int] = {}
        self._outputs: dict[str, tuple[Scope, Mapping[str, Any]]] = {}
        self._done: dict[str, _Value] = {}
        self._busy: set[str] = set()
        self._level = 0
        self._steps = 0

    def inner(self, template: Mapping[str, Any], given: Mapping[str, Any]) -> Scope:
        """The scope of a nested template with its own parameters, given by expressions of this one."""
        scope = Scope(template)
        scope._given = {str(name).lower(): self._handed(value) for name, value in given.items()}
        return scope

    def _handed(self, value: Any) -> _Value | Mapping[str, Any]:
        """The value of a parameter of a nested template; what a key vault keeps stays a reference."""
        if isinstance(value, dict) and "value" not in value:
            return value
        found = self._evaluated(value["value"] if isinstance(value, dict) else value)
        return _Value(self._resolved(found.value, 0), found.resolved, found.ids)

    def turn(self, loop: str, index: int) -> Scope:
        """This scope in one turn of a copy."""
        scope = Scope()
        scope._declared, scope._given, scope._variables = self._declared, self._given, self._variables
        scope._outputs, scope._functions = self._outputs, self._functions
        scope._turns = {**self._turns, loop.lower(): index, "": index}
        return scope

    def with_outputs(self, deployment: str, scope: Scope, outputs: Mapping[str, Any]) -> None:
        """Make the outputs of a nested deployment known under its name."""
        self._outputs.setdefault(deployment.lower(), (scope, outputs))

    def output(self, outputs: Mapping[str, Any], name: str) -> Text:
        """An output of the template as text."""
        row = _small(outputs).get(name.lower())
        return self.text(row.get("value")) if isinstance(row, dict) else Text("", resolved=False)

    def text(self, value: Any) -> Text:
        """A value of the template as text; empty and not resolved where it is an object, a list or nothing."""
        found = self._evaluated(value)
        if isinstance(found.value, (dict, list)) or found.value is None:
            return Text("", resolved=False, ids=found.ids)
        text = text_of_value(found.value)[:LONGEST_TEXT]
        if found.parameter and not text:
            return Text(found.parameter, resolved=False)
        if not found.resolved and _is_one_placeholder(text):
            text = text[1:-1]
        return Text(text, found.resolved, found.ids)

    def value(self, value: Any) -> Any:
        """A value of the template with its expression replaced; objects and lists are given as they stand."""
        return self._evaluated(value).value

    def resolved(self, value: Any) -> Any:
        """A value with every expression in it replaced, at any level that artefacts have."""
        return self._resolved(value, 0)

    def _resolved(self, value: Any, level: int) -> Any:
        value = self.value(value) if isinstance(value, str) else value
        if not isinstance(value, (dict, list)):
            return value
        if level > _DEEPEST:
            return None
        if isinstance(value, list):
            return [self._resolved(one, level + 1) for one in value]
        return {key: self._resolved(one, level + 1) for key, one in value.items()}

    # Evaluation

    def _evaluated(self, value: Any) -> _Value:
        if not isinstance(value, str):
            return _Value(value)
        if not is_expression(value):
            return _Value(value[1:] if value.startswith("[[") else value)
        if self._level == 0:
            self._steps = 0
        try:
            return self._of(tree_of(value))
        except NotAnExpressionError:
            return _Value(value[:_LONGEST_LEFT], resolved=False)

    def _of(self, node: Node) -> _Value:
        self._steps += 1
        if self._level >= _DEEPEST or self._steps > _MOST_STEPS:
            raise NotAnExpressionError
        self._level += 1
        try:
            if isinstance(node, Literal):
                return _Value(node.value)
            return self._member(node) if isinstance(node, Member) else self._call(node)
        finally:
            self._level -= 1

    def _member(self, node: Member) -> _Value:
        if isinstance(node.base, Member) and isinstance(node.base.base, Member):
            output = self._deployment_output(node)
            if output is not None:
                return output
        base, index = self._of(node.base), self._of(node.index)
        ids = (*base.ids, *index.ids)
        found: Any = None
        if isinstance(base.value, dict) and isinstance(index.value, (str, int)):
            found = _small(base.value).get(str(index.value).lower())
        elif isinstance(base.value, list) and isinstance(index.value, int) and -1 < index.value < len(base.value):
            found = base.value[index.value]
        if found is None:
            if isinstance(base.value, (dict, list)):
                # A table of abbreviations that is asked for what only a deployment knows.
                asked = text_of_value(index.value)
                return _Value(asked if "{" in asked else "", resolved=False, ids=ids)
            inside = text_of_value(base.value)
            label = inside[1:-1] if _is_one_placeholder(inside) else ""
            if not label and not ids:
                return _Value("", resolved=False)
            # Of a resource, which only a deployment can ask, the property that is asked for is told.
            pieces = [one for one in (label, text_of_value(index.value)) if one and one != "properties"]
            return _Value(f"{{{'.'.join(pieces) or 'properties'}}}", resolved=False, ids=ids)
        below = self._evaluated(found)
        return _Value(below.value, below.resolved and base.resolved and index.resolved, (*ids, *below.ids))

    def _deployment_output(self, node: Member) -> _Value | None:
        """`reference('deployment').outputs.name.value`, with the name of the deployment or its resource id."""
        row, outputs = node.base, node.base.base if isinstance(node.base, Member) else None
        if not (isinstance(row, Member) and isinstance(outputs, Member) and isinstance(outputs.base, Call)
                and outputs.base.name == "reference" and outputs.base.arguments
                and isinstance(outputs.index, Literal) and str(outputs.index.value).lower() == "outputs"):
            return None
        deployment = text_of_value(self._of(outputs.base.arguments[0]).value).rsplit("/", 1)[-1].lower()
        known = self._outputs.get(deployment)
        if known is None:
            return None
        scope, declared = known
        output = _small(declared).get(text_of_value(self._of(row.index).value).lower())
        if not isinstance(output, dict):
            return None
        before, scope._level, scope._steps = scope._level, self._level, self._steps
        try:
            return scope._evaluated(output.get("value"))
        finally:
            self._steps = scope._steps
            scope._level = before

    def _call(self, node: Call) -> _Value:
        if node.name in {"parameters", "variables"} and node.arguments:
            name = text_of_value(self._of(node.arguments[0]).value)
            return self._named(node.name, name)
        if node.name == "copyindex":
            return self._copy_index(node)
        if node.name == "if" and len(node.arguments) == 3:
            return self._choice(node)
        if node.name in _SURROUNDINGS:
            return _Value(_SURROUNDINGS[node.name], resolved=False)
        arguments = [self._of(argument) for argument in node.arguments]
        own = self._functions.get(node.name)
        return self._applied(node.name, arguments) if own is None else self._own(own, arguments)

    def _own(self, function: OwnFunction, arguments: list[_Value]) -> _Value:
        """What a function that the template defines gives: it knows its parameters and the variables, nothing else."""
        scope = Scope()
        scope._variables, scope._functions = self._variables, self._functions
        scope._given = dict(zip(function.parameters, arguments, strict=False))
        scope._level, scope._steps = self._level, self._steps
        try:
            return scope._evaluated(function.value)
        finally:
            self._steps = scope._steps

    def _applied(self, name: str, arguments: list[_Value]) -> _Value:
        ids = tuple(dict.fromkeys(one for argument in arguments for one in argument.ids))
        found = resource_id([text_of_value(argument.value) for argument in arguments]) if name in _IDS else None
        if found is not None:
            return _Value(found, "{" not in found, (*ids, found))
        if name.startswith("list") or name == "reference":
            texts = [argument.value for argument in arguments if isinstance(argument.value, str)]
            ids = tuple(dict.fromkeys((*ids, *(text for text in texts if "/providers/" in text))))
        if name == "coalesce" and arguments:
            return next((one for one in arguments if one.resolved and one.value is not None), arguments[-1])
        resolved = all(argument.resolved for argument in arguments)
        arguments = _named_where_empty(name, arguments)
        label = _told_apart(name, arguments) if "." in name else name
        unknown = _Value(f"{{{label}}}", resolved=False, ids=ids)
        if name in _BY_POSITION and arguments and not arguments[0].resolved:
            return _Value(arguments[0].value, resolved=False, ids=ids)
        function = FUNCTIONS.get(name)
        if function is None or (name in _TESTS and not resolved):
            return unknown
        try:
            value = function(*[argument.value for argument in arguments])
        except (TypeError, ValueError, KeyError, IndexError, ArithmeticError, RecursionError):
            return unknown
        if len(value) > LONGEST_TEXT if isinstance(value, str) else isinstance(value, (dict, list)) and not fits(value):
            raise NotAnExpressionError
        return _Value(value, all(argument.resolved for argument in arguments), ids)

    def _named(self, kind: str, name: str) -> _Value:
        key = f"{kind}/{name.lower()}"
        if key in self._done:
            return self._done[key]
        if key in self._busy:  # a variable that is made of itself
            return _Value(f"{{{name}}}", resolved=False)
        self._busy.add(key)
        try:
            found = self._parameter(name) if kind == "parameters" else self._variable(name)
        finally:
            self._busy.discard(key)
        self._done[key] = found
        return found

    def _parameter(self, name: str) -> _Value:
        declared = self._declared.get(name.lower())
        declared = declared if isinstance(declared, dict) else {}
        if str(declared.get("type", "")).lower().startswith("secure"):
            return _Value(f"{{{name}}}", resolved=False)
        given = self._given.get(name.lower())
        if isinstance(given, _Value):
            return given
        if isinstance(given, dict) and "value" in given:
            given = given["value"]
        elif isinstance(given, dict) and "reference" in given:
            return _Value(f"{{{name}}}", resolved=False)
        value = given if given is not None else declared.get("defaultValue")
        if value == "" and given is None:
            return _Value("", parameter=name)
        return _Value(f"{{{name}}}", resolved=False) if value is None else self._evaluated(value)

    def _variable(self, name: str) -> _Value:
        value = self._variables.get(name.lower())
        return _Value(f"{{{name}}}", resolved=False) if value is None else self._evaluated(value)

    def _copy_index(self, node: Call) -> _Value:
        arguments = [self._of(argument).value for argument in node.arguments]
        loop = next((one.lower() for one in arguments if isinstance(one, str)), "")
        start = next((one for one in arguments if isinstance(one, int)), 0)
        turn = self._turns.get(loop)
        return _Value("{copyIndex}", resolved=False) if turn is None else _Value(turn + start)

    def _choice(self, node: Call) -> _Value:
        condition = self._of(node.arguments[0])
        if condition.resolved:
            truth = condition.value is True or text_of_value(condition.value).lower() == "true"
            return self._of(node.arguments[1 if truth else 2])
        one, other = self._of(node.arguments[1]), self._of(node.arguments[2])
        chosen = one if one.value not in ("", None) else other
        return _Value(chosen.value, resolved=False, ids=(*one.ids, *other.ids))


def _told_apart(function: str, arguments: list[_Value]) -> str:
    """A function that nobody can read, with the first word it is given: `getName bus` and `getName vault` differ."""
    first = next((one.value for one in arguments if one.resolved and isinstance(one.value, str)), "")
    function = function.rpartition(".")[2]
    return f"{function} {first}" if 0 < len(first) <= _LONGEST_WORD and _WORD.fullmatch(first) else function


def _small(value: Any) -> dict[str, Any]:
    """An object by its keys in small letters, which is how Azure compares them."""
    return {str(key).lower(): below for key, below in value.items()} if isinstance(value, Mapping) else {}


def _named_where_empty(function: str, arguments: list[_Value]) -> list[_Value]:
    """The arguments; an empty beginning of a path (`concat(parameters('factory'), '/x')`) named by its parameter."""
    at = {"concat": 0, "format": 1}.get(function, len(arguments))
    if at >= len(arguments) or arguments[at].value != "" or not arguments[at].parameter:
        return arguments
    begins = text_of_value(arguments[1].value)[:1] == "/" if at == 0 and len(arguments) > 1 else (
        at == 1 and text_of_value(arguments[0].value).startswith("{0}/"))
    if not begins:
        return arguments
    return [*arguments[:at], _Value(f"{{{arguments[at].parameter}}}", resolved=False), *arguments[at + 1:]]


def _is_one_placeholder(text: str) -> bool:
    return len(text) > 2 and text[0] == "{" and text[-1] == "}" and text.count("{") == 1
