"""Values and names of a Bicep file as the expressions of a template that the compiler makes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from d365arch.discovery.azure.bicep_nodes import (
    Call,
    Declaration,
    Fields,
    Items,
    Loop,
    Member,
    Name,
    Number,
    Text,
    Value,
)

MOST_NODES = 200_000
"""Values of one file that are looked at."""
LOADS = frozenset({"loadTextContent", "loadJsonContent", "loadYamlContent"})

Load = Callable[[str, str], Any]
"""What a file holds: the text of a `.bicep` file or of any other by the file it is named in and its relative path, and
the value of a JSON file; None where it is not there."""


@dataclass(slots=True)
class Made:
    """The template of one file while it is made."""

    file: str
    load: Load
    level: int
    symbols: dict[str, Declaration] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    """The resource that a nested one is declared in, by name."""
    prefix: dict[str, str] = field(default_factory=dict)
    """Imported variables and imports as a whole, by the name here."""
    loops: dict[str, str] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    """Names in the template of the functions that people defined, by the name they are called by here."""
    imports: int = 0
    nodes: int = 0


def parent_of(one: Declaration, made: Made) -> Declaration | None:
    """The resource that one is a part of: declared inside it, or named as its parent."""
    if one.name in made.parents:
        return made.symbols.get(made.parents[one.name])
    body = one.value.body if isinstance(one.value, Loop) else one.value
    stated = body.get("parent") if isinstance(body, Fields) else None
    while isinstance(stated, Member):  # one of several: parent: namespaces[0]
        stated = stated.base
    found = made.symbols.get(stated.name) if isinstance(stated, Name) else None
    return found if found is not None and found.kind == "resource" and found is not one else None


def type_of(one: Declaration, made: Made, level: int = 0) -> str:
    """The full type of a resource; one declared inside another states its own piece only."""
    parent = parent_of(one, made)
    if parent is not None and one.name in made.parents and "." not in one.about.split("/", 1)[0] and level < 10:
        return f"{type_of(parent, made, level + 1)}/{one.about}"
    return one.about


def name_of(one: Declaration, made: Made, level: int = 0) -> str:
    """The expression of the full name of a resource."""
    body = one.value.body if isinstance(one.value, Loop) else one.value
    stated = body.get("name") if isinstance(body, Fields) else None
    own = expression_of(stated, made) if stated is not None else f"parameters('{one.name}')"
    parent = parent_of(one, made)
    if parent is None or level >= 10:
        return own
    return f"format('{{0}}/{{1}}', {name_of(parent, made, level + 1)}, {own})"


def id_of(one: Declaration, made: Made) -> str:
    """The expression of the id of a resource."""
    names: list[str] = []
    current = one
    for _ in range(10):
        body = current.value.body if isinstance(current.value, Loop) else current.value
        stated = body.get("name") if isinstance(body, Fields) else None
        names.insert(0, expression_of(stated, made) if stated is not None else "''")
        parent = parent_of(current, made)
        if parent is None:
            break
        current = parent
    return f"resourceId('{type_of(one, made)}', {', '.join(names)})"


def json_of(value: Value, made: Made) -> Any:
    """A value as it stands in a template: literals as they are, the rest as expressions."""
    made.nodes += 1
    if made.nodes > MOST_NODES:
        return None
    match value:
        case Fields():
            found: Any = {key: json_of(inner, made) for key, inner in value.fields}
        case Items():
            found = [json_of(inner, made) for inner in value.items]
        case Number():
            found = value.value
        case Text() if all(isinstance(one, str) for one in value.pieces):
            found = _plain(value.plain)
        case Call() if value.name in LOADS:
            found = _plain(_loaded(value, made))
        case Loop():
            found = f"[{{{value.item}}}]"
        case _:
            found = f"[{expression_of(value, made)}]"
    return found


def _plain(value: Any) -> Any:
    """A value in which a text that looks like an expression is marked as none."""
    return f"[{value}" if isinstance(value, str) and value.startswith("[") else value


def _loaded(value: Call, made: Made) -> Any:
    path = value.arguments[0].plain if value.arguments and isinstance(value.arguments[0], Text) else ""
    return made.load(made.file, path) if path else None


def expression_of(value: Value, made: Made) -> str:
    """A value as an expression of a template, without its brackets."""
    made.nodes += 1
    if made.nodes > MOST_NODES:
        return "''"
    match value:
        case Text():
            found = _text(value, made)
        case Number():
            found = "null()" if value.value is None else (
                f"{str(value.value).lower()}()" if isinstance(value.value, bool) else str(value.value))
        case Name():
            found = _named(value.name, made)
        case Member():
            found = _member(value, made)
        case Items():
            found = f"createArray({', '.join(expression_of(one, made) for one in value.items)})"
        case Fields():
            pairs = ", ".join(f"{_quoted(key)}, {expression_of(inner, made)}" for key, inner in value.fields)
            found = f"createObject({pairs})"
        case Loop():
            found = "loop()"
        case Call() if value.name in LOADS:
            loaded = _loaded(value, made)
            found = _kept(loaded, made) if loaded is not None else "null()"
        case Call():
            found = _called(value, made)
    return found


def _called(value: Call, made: Made) -> str:
    """A call; `helpers.name(x)` of an import as a whole reads as a call of `name` with `helpers` before the rest."""
    name, arguments = value.name, value.arguments
    space = arguments[0].name if arguments and isinstance(arguments[0], Name) else ""
    if f"{space}.{name}" in made.functions:
        name, arguments = made.functions[f"{space}.{name}"], arguments[1:]
    else:
        name = made.functions.get(name, name)
    return f"{name}({', '.join(expression_of(one, made) for one in arguments)})"


def _kept(loaded: Any, made: Made) -> str:
    """What a file holds, as a variable that expressions can refer to."""
    name = f"$fxv#{len(made.variables)}"
    made.variables[name] = f"[{loaded}" if isinstance(loaded, str) and loaded.startswith("[") else loaded
    return f"variables('{name}')"


def _text(value: Text, made: Made) -> str:
    if all(isinstance(one, str) for one in value.pieces):
        return _quoted(value.plain)
    pattern: list[str] = []
    arguments: list[str] = []
    for piece in value.pieces:
        if isinstance(piece, str):
            pattern.append(piece.replace("{", "{{").replace("}", "}}"))
        else:
            pattern.append(f"{{{len(arguments)}}}")
            arguments.append(expression_of(piece, made))
    return f"format({_quoted(''.join(pattern))}, {', '.join(arguments)})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _named(name: str, made: Made) -> str:
    if name in made.loops:
        return made.loops[name]
    if name in made.prefix:
        return f"variables('{made.prefix[name]}')"
    one = made.symbols.get(name)
    if one is None or one.kind == "param":
        return f"parameters('{name}')"
    if one.kind == "var":
        return f"variables('{name}')"
    return id_of(one, made) if one.kind == "resource" else f"reference('{name}')"


def _member(value: Member, made: Made) -> str:
    base, key = value.base, value.index.plain if isinstance(value.index, Text) else ""
    if isinstance(base, Name) and base.name in made.prefix and key and made.prefix[base.name].endswith("."):
        return f"variables('{made.prefix[base.name]}{key}')"
    one = made.symbols.get(base.name) if isinstance(base, Name) else None
    declared = _of_declared(one, key, made) if one is not None else _output(base, key, made)
    if declared:
        return declared
    inside = expression_of(base, made)
    if isinstance(value.index, Text) and key.isidentifier():
        return f"{inside}.{key}"
    return f"{inside}[{expression_of(value.index, made)}]"


def _of_declared(one: Declaration, key: str, made: Made) -> str:
    """`bus.id` and `bus.name` of a resource, `bus.name` of a module; empty for what only a deployment knows."""
    if one.kind == "resource" and key == "id":
        return id_of(one, made)
    if one.kind == "resource" and key == "name":
        full = name_of(one, made)
        return f"last(split({full}, '/'))" if parent_of(one, made) is not None else full
    return f"'{one.name}'" if one.kind == "module" and key == "name" else ""


def _output(base: Value, key: str, made: Made) -> str:
    """`bus.outputs.id` of a module; empty for anything else."""
    if not (isinstance(base, Member) and isinstance(base.base, Name) and isinstance(base.index, Text) and key):
        return ""
    owner = made.symbols.get(base.base.name)
    found = owner is not None and owner.kind == "module" and base.index.plain == "outputs"
    return f"reference('{base.base.name}').outputs.{key}.value" if found else ""
