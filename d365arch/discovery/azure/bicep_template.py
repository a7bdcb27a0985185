"""The template that a Bicep file makes, as far as discovery needs it: the same resources and names as the compiler's.

Because the expressions become those of a template, everything that reads templates reads Bicep, and a Bicep file and
the JSON that was compiled from it give the same names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from d365arch.discovery.azure.bicep_syntax import (
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
    declarations_of,
)

_DEEPEST_MODULE = 8
_MOST_NODES = 200_000

Load = Callable[[str, str], Any]
"""What a file holds: the text of a `.bicep` file or of any other by the file it is named in and its relative path, and
the value of a JSON file; None where it is not there."""


@dataclass(slots=True)
class _Made:
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
    nodes: int = 0


def template_of(text: str, file: str, load: Load, level: int = 0) -> dict[str, Any]:
    """The template of a Bicep file. Modules that are not in the artefacts are left out, as are those of registries."""
    made = _Made(file, load, level)
    declared = declarations_of(text)
    resources: dict[str, Any] = {}
    for one in declared:
        if one.kind == "import":
            _import(one, made)
        else:
            made.symbols.setdefault(one.name, one)
    waiting = [one for one in declared if one.kind == "resource"]
    while waiting:
        one = waiting.pop()
        body = one.value.body if isinstance(one.value, Loop) else one.value
        for inner in body.resources if isinstance(body, Fields) else ():
            if inner.name not in made.symbols:
                made.symbols[inner.name] = inner
                made.parents[inner.name] = one.name
                waiting.append(inner)
    parameters = {one.name: _parameter(one, made) for one in declared if one.kind == "param"}
    for one in declared:
        if one.kind == "var" and one.value is not None:
            made.variables[one.name] = _json(one.value, made)
    for one in list(made.symbols.values()):
        if one.kind == "resource":
            resources[one.name] = _resource(one, made)
        elif one.kind == "module":
            module = _module(one, made)
            if module is not None:
                resources[one.name] = module
    outputs = {one.name: {"type": "string", "value": _json(one.value, made)} for one in declared
               if one.kind == "output" and one.value is not None}
    return {
        "languageVersion": "2.0",
        "contentVersion": "1.0.0.0",
        "parameters": parameters,
        "variables": made.variables,
        "resources": resources,
        "outputs": outputs,
    }


def files_named_in(text: str) -> list[str]:
    """Relative paths of the modules, imports and texts that a Bicep file names."""
    found = []
    for one in declarations_of(text):
        if one.kind in {"module", "import"} and not one.about.startswith(("br:", "br/", "ts:", "ts/")):
            found.append(one.about)
        stack: list[Value | None] = [one.value]
        steps = 0
        while stack and steps < _MOST_NODES:
            value = stack.pop()
            steps += 1
            if isinstance(value, Call):
                if value.name in _LOADS and value.arguments and isinstance(value.arguments[0], Text):
                    found.append(value.arguments[0].plain)
                stack.extend(value.arguments)
            elif isinstance(value, Fields):
                stack.extend(inner for _, inner in value.fields)
                stack.extend(inner.value for inner in value.resources)
            elif isinstance(value, Items):
                stack.extend(value.items)
            elif isinstance(value, Loop):
                stack.extend((value.over, value.body))
            elif isinstance(value, Member):
                stack.extend((value.base, value.index))
    return [path for path in dict.fromkeys(found) if path]


_LOADS = frozenset({"loadTextContent", "loadJsonContent", "loadYamlContent"})


def _import(one: Declaration, made: _Made) -> None:
    """Exported variables of another file, under the names that they have here."""
    text = made.load(made.file, one.about)
    if not isinstance(text, str) or made.level >= _DEEPEST_MODULE:
        return
    other = template_of(text, _joined(made.file, one.about), made.load, made.level + 1)
    start = f"_{len(made.prefix)}."
    renamed = {name: f"{start}{name}" for name in other["variables"]}
    for name, value in other["variables"].items():
        made.variables[renamed[name]] = _renamed(value, renamed)
    if one.name:
        made.prefix[one.name] = start
    for name in one.names:
        if name in renamed:
            made.prefix[name] = renamed[name]


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """A value in which variables of an imported file have the names that they have here."""
    if isinstance(value, str) and value.startswith("[") and not value.startswith("[["):
        for name, new in names.items():
            value = value.replace(f"variables('{name}')", f"variables('{new}')")
        return value
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    return {key: _renamed(one, names) for key, one in value.items()} if isinstance(value, dict) else value


def _joined(file: str, relative: str) -> str:
    pieces = file.split("/")[:-1]
    for piece in relative.split("/"):
        if piece == "..":
            pieces = pieces[:-1]
        elif piece not in {"", "."}:
            pieces.append(piece)
    return "/".join(pieces)


def _parameter(one: Declaration, made: _Made) -> dict[str, Any]:
    row: dict[str, Any] = {"type": "securestring" if one.secure else one.about or "string"}
    if one.value is not None:
        row["defaultValue"] = _json(one.value, made)
    return row


def _resource(one: Declaration, made: _Made) -> dict[str, Any]:
    value = one.value
    row: dict[str, Any] = {}
    if isinstance(value, Loop):
        row["copy"] = {"name": one.name, "count": f"[length({_expression(value.over, made)})]"}
        made.loops = _loop_names(value, one.name, made)
        value = value.body
    if isinstance(value, Fields):
        for key, inner in value.fields:
            if key not in {"parent", "scope", "dependsOn"}:
                row[key] = _json(inner, made)
        if value.get("scope") is not None:
            row["scope"] = f"[{_scope(value.get('scope'), made)}]"
    row["type"], row["name"] = _type(one, made), f"[{_name(one, made)}]"
    if one.condition is not None:
        row["condition"] = f"[{_expression(one.condition, made)}]"
    if one.existing:
        row["existing"] = True
    made.loops = {}
    return row


def _loop_names(loop: Loop, name: str, made: _Made) -> dict[str, str]:
    over = _expression(loop.over, made)
    names = {loop.item: f"{over}[copyIndex('{name}')]"}
    if loop.index:
        names[loop.index] = f"copyIndex('{name}')"
    return names


def _scope(value: Value | None, made: _Made) -> str:
    if isinstance(value, Name) and value.name in made.symbols and made.symbols[value.name].kind == "resource":
        return _id(made.symbols[value.name], made)
    return _expression(value, made) if value is not None else "''"


def _parent(one: Declaration, made: _Made) -> Declaration | None:
    if one.name in made.parents:
        return made.symbols.get(made.parents[one.name])
    body = one.value.body if isinstance(one.value, Loop) else one.value
    stated = body.get("parent") if isinstance(body, Fields) else None
    while isinstance(stated, Member):  # one of several: parent: namespaces[0]
        stated = stated.base
    found = made.symbols.get(stated.name) if isinstance(stated, Name) else None
    return found if found is not None and found.kind == "resource" and found is not one else None


def _type(one: Declaration, made: _Made, level: int = 0) -> str:
    parent = _parent(one, made)
    if parent is not None and one.name in made.parents and "." not in one.about.split("/", 1)[0] and level < 10:
        return f"{_type(parent, made, level + 1)}/{one.about}"
    return one.about


def _name(one: Declaration, made: _Made, level: int = 0) -> str:
    """The expression of the full name of a resource."""
    body = one.value.body if isinstance(one.value, Loop) else one.value
    stated = body.get("name") if isinstance(body, Fields) else None
    own = _expression(stated, made) if stated is not None else f"parameters('{one.name}')"
    parent = _parent(one, made)
    if parent is None or level >= 10:
        return own
    return f"format('{{0}}/{{1}}', {_name(parent, made, level + 1)}, {own})"


def _id(one: Declaration, made: _Made) -> str:
    names: list[str] = []
    current = one
    for _ in range(10):
        body = current.value.body if isinstance(current.value, Loop) else current.value
        stated = body.get("name") if isinstance(body, Fields) else None
        names.insert(0, _expression(stated, made) if stated is not None else "''")
        parent = _parent(current, made)
        if parent is None:
            break
        current = parent
    return f"resourceId('{_type(one, made)}', {', '.join(names)})"


def _module(one: Declaration, made: _Made) -> dict[str, Any] | None:
    if made.level >= _DEEPEST_MODULE or one.about.startswith(("br:", "br/", "ts:", "ts/")):
        return None
    loaded = made.load(made.file, one.about)
    if isinstance(loaded, str):
        nested = template_of(loaded, _joined(made.file, one.about), made.load, made.level + 1)
    elif isinstance(loaded, dict):
        nested = loaded
    else:
        return None
    value, row = one.value, dict[str, Any]()
    if isinstance(value, Loop):
        row["copy"] = {"name": one.name, "count": f"[length({_expression(value.over, made)})]"}
        made.loops = _loop_names(value, one.name, made)
        value = value.body
    stated = value.get("params") if isinstance(value, Fields) else None
    parameters = (
        {key: {"value": _json(inner, made)} for key, inner in stated.fields} if isinstance(stated, Fields) else {}
    )
    name = value.get("name") if isinstance(value, Fields) else None
    row |= {"type": "Microsoft.Resources/deployments", "name": _json(name, made) if name is not None else one.name,
            "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "parameters": parameters,
                           "template": nested}}
    if one.condition is not None:
        row["condition"] = f"[{_expression(one.condition, made)}]"
    made.loops = {}
    return row


# Values


def _json(value: Value, made: _Made) -> Any:
    """A value as it stands in a template: literals as they are, the rest as expressions."""
    made.nodes += 1
    if made.nodes > _MOST_NODES:
        return None
    match value:
        case Fields():
            found: Any = {key: _json(inner, made) for key, inner in value.fields}
        case Items():
            found = [_json(inner, made) for inner in value.items]
        case Number():
            found = value.value
        case Text() if all(isinstance(one, str) for one in value.pieces):
            found = _plain(value.plain)
        case Call() if value.name in _LOADS:
            found = _plain(_loaded(value, made))
        case Loop():
            found = f"[{{{value.item}}}]"
        case _:
            found = f"[{_expression(value, made)}]"
    return found


def _plain(value: Any) -> Any:
    """A value in which a text that looks like an expression is marked as none."""
    return f"[{value}" if isinstance(value, str) and value.startswith("[") else value


def _loaded(value: Call, made: _Made) -> Any:
    path = value.arguments[0].plain if value.arguments and isinstance(value.arguments[0], Text) else ""
    return made.load(made.file, path) if path else None


def _expression(value: Value, made: _Made) -> str:
    """A value as an expression of a template, without its brackets."""
    made.nodes += 1
    if made.nodes > _MOST_NODES:
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
            found = f"createArray({', '.join(_expression(one, made) for one in value.items)})"
        case Fields():
            pairs = ", ".join(f"{_quoted(key)}, {_expression(inner, made)}" for key, inner in value.fields)
            found = f"createObject({pairs})"
        case Loop():
            found = "loop()"
        case Call() if value.name in _LOADS:
            loaded = _loaded(value, made)
            found = _kept(loaded, made) if loaded is not None else "null()"
        case Call():
            found = f"{value.name}({', '.join(_expression(one, made) for one in value.arguments)})"
    return found


def _kept(loaded: Any, made: _Made) -> str:
    """What a file holds, as a variable that expressions can refer to."""
    name = f"$fxv#{len(made.variables)}"
    made.variables[name] = f"[{loaded}" if isinstance(loaded, str) and loaded.startswith("[") else loaded
    return f"variables('{name}')"


def _text(value: Text, made: _Made) -> str:
    if all(isinstance(one, str) for one in value.pieces):
        return _quoted(value.plain)
    pattern: list[str] = []
    arguments: list[str] = []
    for piece in value.pieces:
        if isinstance(piece, str):
            pattern.append(piece.replace("{", "{{").replace("}", "}}"))
        else:
            pattern.append(f"{{{len(arguments)}}}")
            arguments.append(_expression(piece, made))
    return f"format({_quoted(''.join(pattern))}, {', '.join(arguments)})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _named(name: str, made: _Made) -> str:
    if name in made.loops:
        return made.loops[name]
    if name in made.prefix:
        return f"variables('{made.prefix[name]}')"
    one = made.symbols.get(name)
    if one is None or one.kind == "param":
        return f"parameters('{name}')"
    if one.kind == "var":
        return f"variables('{name}')"
    return _id(one, made) if one.kind == "resource" else f"reference('{name}')"


def _member(value: Member, made: _Made) -> str:
    base, key = value.base, value.index.plain if isinstance(value.index, Text) else ""
    if isinstance(base, Name) and base.name in made.prefix and key and made.prefix[base.name].endswith("."):
        return f"variables('{made.prefix[base.name]}{key}')"
    one = made.symbols.get(base.name) if isinstance(base, Name) else None
    declared = _of_declared(one, key, made) if one is not None else _output(base, key, made)
    if declared:
        return declared
    inside = _expression(base, made)
    if isinstance(value.index, Text) and key.isidentifier():
        return f"{inside}.{key}"
    return f"{inside}[{_expression(value.index, made)}]"


def _of_declared(one: Declaration, key: str, made: _Made) -> str:
    """`bus.id` and `bus.name` of a resource, `bus.name` of a module; empty for what only a deployment knows."""
    if one.kind == "resource" and key == "id":
        return _id(one, made)
    if one.kind == "resource" and key == "name":
        full = _name(one, made)
        return f"last(split({full}, '/'))" if _parent(one, made) is not None else full
    return f"'{one.name}'" if one.kind == "module" and key == "name" else ""


def _output(base: Value, key: str, made: _Made) -> str:
    """`bus.outputs.id` of a module; empty for anything else."""
    if not (isinstance(base, Member) and isinstance(base.base, Name) and isinstance(base.index, Text) and key):
        return ""
    owner = made.symbols.get(base.base.name)
    found = owner is not None and owner.kind == "module" and base.index.plain == "outputs"
    return f"reference('{base.base.name}').outputs.{key}.value" if found else ""
