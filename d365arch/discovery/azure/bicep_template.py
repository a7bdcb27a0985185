"""The template that a Bicep file makes, as far as discovery needs it: the same resources and names as the compiler's.

Because the expressions become those of a template, everything that reads templates reads Bicep, and a Bicep file and
the JSON that was compiled from it give the same names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from d365arch.discovery.azure.arm_definitions import BICEP
from d365arch.discovery.azure.bicep_expressions import (
    LOADS,
    MOST_NODES,
    Load,
    Made,
    expression_of,
    id_of,
    json_of,
    name_of,
    type_of,
)
from d365arch.discovery.azure.bicep_nodes import (
    Call,
    Declaration,
    Fields,
    Items,
    Loop,
    Member,
    Name,
    Text,
    Value,
)
from d365arch.discovery.azure.bicep_syntax import declarations_of

_DEEPEST_MODULE = 8

def template_of(text: str, file: str, load: Load, level: int = 0) -> dict[str, Any]:
    """The template of a Bicep file. Modules that are not in the artefacts are left out, as are those of registries."""
    made = Made(file, load, level)
    declared = declarations_of(text)
    resources: dict[str, Any] = {}
    functions = _functions(declared, made)
    waiting = [one for one in declared if one.kind == "resource"]
    while waiting:
        one = waiting.pop()
        body = one.value.body if isinstance(one.value, Loop) else one.value
        for inner in body.resources if isinstance(body, Fields) else ():
            # Inside different resources the same name is used again and again: `policies`, `queue`.
            unique = inner.name if inner.name not in made.symbols else f"{one.name}::{inner.name}"
            if unique not in made.symbols:
                named = replace(inner, name=unique)
                made.symbols[unique], made.parents[unique] = named, one.name
                waiting.append(named)
    parameters = {one.name: _parameter(one, made) for one in declared if one.kind == "param"}
    for one in declared:
        if one.kind == "var" and one.value is not None:
            made.variables[one.name] = json_of(one.value, made)
    for one in list(made.symbols.values()):
        if one.kind == "resource":
            resources[one.name] = _resource(one, made)
        elif one.kind == "module":
            module = _module(one, made)
            if module is not None:
                resources[one.name] = module
    outputs = {one.name: {"type": "string", "value": json_of(one.value, made)} for one in declared
               if one.kind == "output" and one.value is not None}
    return {
        "languageVersion": "2.0",
        "contentVersion": "1.0.0.0",
        "functions": functions,
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
        while stack and steps < MOST_NODES:
            value = stack.pop()
            steps += 1
            if isinstance(value, Call):
                if value.name in LOADS and value.arguments and isinstance(value.arguments[0], Text):
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


def _functions(declared: list[Declaration], made: Made) -> list[dict[str, Any]]:
    """What is declared, by name, and as a template has it the functions: those of the file and those it imports."""
    members: dict[str, Any] = {}
    for one in declared:
        if one.kind == "import":
            members |= _import(one, made)
        elif one.kind == "func":
            made.functions[one.name] = f"{BICEP}.{one.name}"
        else:
            made.symbols.setdefault(one.name, one)
    for one in declared:
        if one.kind == "func" and one.value is not None:
            # Its parameters go before anything else of their name.
            made.loops = {name: f"parameters('{name}')" for name in one.names}
            output = {"value": json_of(one.value, made)}
            members[one.name] = {"parameters": [{"name": name} for name in one.names], "output": output}
            made.loops = {}
    return [{"namespace": BICEP, "members": members}] if members else []


def _import(one: Declaration, made: Made) -> dict[str, Any]:
    """Exported variables and functions of another file, under the names that they have here; gives the functions."""
    text = made.load(made.file, one.about)
    if not isinstance(text, str) or made.level >= _DEEPEST_MODULE:
        made.functions |= {name: f"{BICEP}.{name}" for name in (stated.rpartition(" as ")[2] for stated in one.names)}
        return {}
    other = template_of(text, _joined(made.file, one.about), made.load, made.level + 1)
    start = f"_{made.imports}."
    made.imports += 1
    renamed = {name: f"{start}{name}" for name in other["variables"]}
    for name, value in other["variables"].items():
        made.variables[renamed[name]] = _renamed(value, renamed, start)
    if one.name:
        made.prefix[one.name] = start
    functions = other["functions"][0]["members"] if other["functions"] else {}
    for stated in one.names:
        name, _, here = stated.partition(" as ")
        if name in renamed:
            made.prefix[here or name] = renamed[name]
        elif name in functions:
            made.functions[here or name] = f"{BICEP}.{start}{name}"
    if one.name:
        made.functions |= {f"{one.name}.{name}": f"{BICEP}.{start}{name}" for name in functions}
    return {f"{start}{name}": _renamed(member, renamed, start) for name, member in functions.items()}


def _renamed(value: Any, names: Mapping[str, str], start: str) -> Any:
    """A value in which variables and functions of an imported file have the names that they have here."""
    if isinstance(value, str) and value.startswith("[") and not value.startswith("[["):
        for name, new in names.items():
            value = value.replace(f"variables('{name}')", f"variables('{new}')")
        return value.replace(f"{BICEP}.", f"{BICEP}.{start}")
    if isinstance(value, list):
        return [_renamed(one, names, start) for one in value]
    return {key: _renamed(one, names, start) for key, one in value.items()} if isinstance(value, dict) else value


def _joined(file: str, relative: str) -> str:
    pieces = file.split("/")[:-1]
    for piece in relative.split("/"):
        if piece == "..":
            pieces = pieces[:-1]
        elif piece not in {"", "."}:
            pieces.append(piece)
    return "/".join(pieces)


def _parameter(one: Declaration, made: Made) -> dict[str, Any]:
    row: dict[str, Any] = {"type": "securestring" if one.secure else one.about or "string"}
    if one.value is not None:
        row["defaultValue"] = json_of(one.value, made)
    return row


def _resource(one: Declaration, made: Made) -> dict[str, Any]:
    value = one.value
    row: dict[str, Any] = {}
    if isinstance(value, Loop):
        row["copy"] = {"name": one.name, "count": f"[length({expression_of(value.over, made)})]"}
        made.loops = _loop_names(value, one.name, made)
        value = value.body
    if isinstance(value, Fields):
        for key, inner in value.fields:
            if key not in {"parent", "scope", "dependsOn"}:
                row[key] = json_of(inner, made)
        if value.get("scope") is not None:
            row["scope"] = f"[{_scope(value.get('scope'), made)}]"
    row["type"], row["name"] = type_of(one, made), f"[{name_of(one, made)}]"
    if one.condition is not None:
        row["condition"] = f"[{expression_of(one.condition, made)}]"
    if one.existing:
        row["existing"] = True
    made.loops = {}
    return row


def _loop_names(loop: Loop, name: str, made: Made) -> dict[str, str]:
    over = expression_of(loop.over, made)
    names = {loop.item: f"{over}[copyIndex('{name}')]"}
    if loop.index:
        names[loop.index] = f"copyIndex('{name}')"
    return names


def _scope(value: Value | None, made: Made) -> str:
    if isinstance(value, Name) and value.name in made.symbols and made.symbols[value.name].kind == "resource":
        return id_of(made.symbols[value.name], made)
    return expression_of(value, made) if value is not None else "''"


def _module(one: Declaration, made: Made) -> dict[str, Any] | None:
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
        row["copy"] = {"name": one.name, "count": f"[length({expression_of(value.over, made)})]"}
        made.loops = _loop_names(value, one.name, made)
        value = value.body
    stated = value.get("params") if isinstance(value, Fields) else None
    parameters = (
        {key: {"value": json_of(inner, made)} for key, inner in stated.fields} if isinstance(stated, Fields) else {}
    )
    name = value.get("name") if isinstance(value, Fields) else None
    row |= {"type": "Microsoft.Resources/deployments", "name": json_of(name, made) if name is not None else one.name,
            "properties": {"expressionEvaluationOptions": {"scope": "inner"}, "parameters": parameters,
                           "template": nested}}
    if one.condition is not None:
        row["condition"] = f"[{expression_of(one.condition, made)}]"
    made.loops = {}
    return row
