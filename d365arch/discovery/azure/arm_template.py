"""Resources of ARM templates, wherever a template may hide them: nested, in copies, in deployments inside deployments.

Templates written by hand have a list of `resources`; those compiled from Bicep (language version 2.0) an object of
named ones. A resource stands in the `resources` of another, or in a `Microsoft.Resources/deployments` with a template
of its own. Types are compared in small letters, as Azure does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from d365arch.discovery.azure.arm_text import Scope, Text
from d365arch.discovery.secrets import pointer_part

_DEEPEST = 12
"""Deployments and child resources inside each other; Azure allows five levels."""
_MOST_RESOURCES = 5_000
_MOST_COPIES = 100
_DEPLOYMENT = "microsoft.resources/deployments"


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of a template, or the body of one as Azure gives it."""

    type: str
    """With the types of its parents, in small letters: `microsoft.servicebus/namespaces/queues`."""
    name: Text
    """With the names of its parents, between `/`, as far as the template says them."""
    body: Mapping[str, Any]
    """As it stands in the template: expressions are not replaced, see `scope`."""
    scope: Scope
    pointer: str
    """JSON pointer of the resource in its file."""
    existing: bool = False
    """The template refers to it and does not deploy it."""

    @property
    def properties(self) -> Mapping[str, Any]:
        """Its properties, empty where it has none."""
        return mapping(self.body.get("properties"))

    @property
    def own_name(self) -> str:
        """Its name without those of its parents."""
        return self.name.last

    @property
    def first_name(self) -> str:
        """The name of the outermost parent: the namespace of a queue, the factory of a pipeline."""
        return self.name.text.split("/", 1)[0]

    def text(self, *keys: str) -> Text:
        """A text below `properties`, its expression replaced; empty and not resolved where there is none."""
        return self.scope.text(below(self.properties, *keys))


def mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def below(value: Any, *keys: str) -> Any:
    """What stands under keys in an object, compared without regard to case; None where there is nothing."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value[key] if key in value else next(
            (one for name, one in value.items() if str(name).lower() == key.lower()), None)
    return value


def is_template(document: Any) -> bool:
    """Whether a JSON document is a deployment template, by its schema or by what stands in it."""
    if not isinstance(document, dict):
        return False
    schema = document.get("$schema")
    if isinstance(schema, str) and "/schemas/" in schema:
        return "deploymenttemplate.json" in schema.lower()
    resources = document.get("resources")
    rows = resources if isinstance(resources, list) else list(mapping(resources).values())
    return "contentVersion" in document and any(isinstance(mapping(row).get("type"), str) for row in rows)


def parameter_values(document: Any) -> Mapping[str, Any] | None:
    """The parameters of a parameters file (`azuredeploy.parameters.json`); None where the document is none."""
    if not isinstance(document, dict) or "resources" in document or not isinstance(document.get("parameters"), dict):
        return None
    schema = document.get("$schema")
    if isinstance(schema, str) and "/schemas/" in schema:
        return mapping(document["parameters"]) if "deploymentparameters.json" in schema.lower() else None
    rows = [row for row in document["parameters"].values() if isinstance(row, dict)]
    fits = "contentVersion" in document and bool(rows) and all("value" in row or "reference" in row for row in rows)
    return mapping(document["parameters"]) if fits else None


def resource_of(body: Mapping[str, Any]) -> Resource | None:
    """The resource of a body as Azure gives it (a GET, an export of one resource); None where it is none."""
    kind, name = body.get("type"), body.get("name")
    if not isinstance(kind, str) or kind.count("/") < 1 or "." not in kind.split("/", 1)[0]:
        return None
    kind = kind.strip("/").lower()
    full = _name_in_id(body.get("id"), kind) or (name if isinstance(name, str) else "")
    return Resource(kind, Text(full), body, Scope(), "")


def _name_in_id(identity: Any, kind: str) -> str:
    """The name with those of its parents, which Azure gives in the id only; empty where that does not fit the type."""
    text = identity if isinstance(identity, str) and len(identity) < 4_000 else ""
    at = text.lower().rfind("/providers/")
    pieces = text[at:].strip("/").split("/") if at >= 0 else []
    fits = "/".join([*pieces[1:2], *pieces[2::2]]).lower() == kind and len(pieces) % 2 == 0
    return "/".join(pieces[3::2]) if fits else ""


def resources_of(template: Mapping[str, Any], values: Mapping[str, Any] | None = None,
                 scope: Scope | None = None) -> Iterator[Resource]:
    """Every resource of a template, outer before inner, in the order of the file.

    `values` are those of a parameters file. Copies are given one by one, up to a hundred of each. What has a condition
    that is certainly false is left out, with all it contains.
    """
    walk = _Walk()
    walk.add(template, scope or Scope(template, values), "", None, 0)
    while walk.waiting and walk.given < _MOST_RESOURCES:
        resource, level = walk.waiting.pop()
        walk.given += 1
        yield resource
        walk.add(resource.body, resource.scope, resource.pointer, resource, level + 1)
        nested = below(resource.properties, "template")
        if resource.type == _DEPLOYMENT and isinstance(nested, dict):
            inner = walk.scopes.get(id(resource)) or resource.scope
            walk.add(nested, inner, f"{resource.pointer}/properties/template", None, level + 1)


class _Walk:
    def __init__(self) -> None:
        self.waiting: list[tuple[Resource, int]] = []
        self.scopes: dict[int, Scope] = {}
        self.given = 0

    def add(self, holder: Mapping[str, Any], scope: Scope, pointer: str, parent: Resource | None, level: int) -> None:
        """Put the resources of a template or of a resource on the pile, the first on top."""
        if level > _DEEPEST or (parent is not None and "resources" not in holder):
            return
        rows = below(holder, "resources")
        named: list[tuple[str, Any]] = list(rows.items()) if isinstance(rows, dict) else [
            (str(index), row) for index, row in enumerate(rows if isinstance(rows, list) else [])]
        rows_of = {key: row for key, row in named[:_MOST_RESOURCES] if isinstance(row, dict)}
        found: dict[str, list[Resource]] = {}
        # Deployments first: names of the others may be made of their outputs.
        for key in sorted(rows_of, key=lambda one: str(below(rows_of[one], "type")).lower() != _DEPLOYMENT):
            place = f"{pointer}/resources/{pointer_part(key)}"
            found[key] = list(_copies(rows_of[key], scope, place, parent))
            for resource in found[key]:
                if resource.type == _DEPLOYMENT:
                    self._deployment(key, resource, scope)
        self.waiting.extend((resource, level) for key in reversed(rows_of) for resource in reversed(found[key]))

    def _deployment(self, key: str, resource: Resource, outer: Scope) -> None:
        template = below(resource.properties, "template")
        if not isinstance(template, dict):
            return
        # Only where it asks for it does a nested template see its own parameters; Bicep always asks for it.
        own = str(below(resource.properties, "expressionEvaluationOptions", "scope") or "").lower() == "inner"
        given = mapping(below(resource.properties, "parameters"))
        inner = resource.scope.inner(template, given) if own else resource.scope
        self.scopes[id(resource)] = inner
        outputs = mapping(template.get("outputs"))
        for name in {key, resource.own_name}:
            outer.with_outputs(name, inner, outputs)


def _copies(row: Mapping[str, Any], scope: Scope, pointer: str, parent: Resource | None) -> Iterator[Resource]:
    condition = row.get("condition")
    if condition is not None and scope.value(condition) in (False, "False", "false"):
        return
    loop = mapping(row.get("copy"))
    count = scope.value(loop.get("count")) if loop else None
    if isinstance(count, int) and not isinstance(count, bool):
        name = scope.text(loop.get("name")).text
        scopes = [scope.turn(name, index) for index in range(min(max(count, 0), _MOST_COPIES))]
    else:
        scopes = [scope]
    for one in scopes:
        resource = _resource(row, one, pointer, parent)
        if resource is not None:
            yield resource


def _resource(row: Mapping[str, Any], scope: Scope, pointer: str, parent: Resource | None) -> Resource | None:
    kind, name = scope.text(row.get("type")).text.strip("/").lower(), scope.text(row.get("name"))
    if not kind or len(kind) > 400:
        return None
    if parent is not None:
        full = "/" in kind and "." in kind.split("/", 1)[0]
        if not full:
            kind = f"{parent.type}/{kind}"
        # A child written inside its parent has its own name only; one with a full type may have either.
        if name.text.count("/") < kind.count("/") - 1 and kind.startswith(f"{parent.type}/"):
            name = Text(f"{parent.name.text}/{name.text}", parent.name.resolved and name.resolved, name.ids)
    return Resource(kind, name, row, scope, pointer, row.get("existing") is True)
