"""A data factory or Synapse workspace as its files tell it, whichever they are, and the values of its expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from d365arch.discovery.azure.factory_first_version import in_todays_form, slices_of
from d365arch.discovery.desk import evidence
from d365arch.discovery.records import Identity
from d365arch.discovery.values import object_in, text_in
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence

KINDS = ("linkedservices", "datasets", "pipelines", "triggers", "dataflows", "integrationruntimes")
"""Kinds of parts, as the resource types write them, in small letters."""


@dataclass(frozen=True, slots=True)
class Part:
    """One linked service, dataset, pipeline, trigger, data flow or integration runtime."""

    kind: str
    name: str
    properties: Mapping[str, Any] = field(repr=False)
    """With the expressions of a template replaced; those of the factory itself stand."""
    file: str
    pointer: str
    """Of its properties in the file."""

    def evidence(self, place: str = "", confidence: Confidence = Confidence.CERTAIN) -> Evidence:
        """Evidence at this part, or at a pointer below its properties that begins with `/`."""
        return evidence(self.file, f"{self.pointer}{place}", confidence)


@dataclass(slots=True)
class Factory:
    """All parts of one factory that the files of a run hold, several templates and folders together."""

    identity: Identity
    name: str
    synapse: bool = False
    unresolved: bool = False
    parts: dict[str, dict[str, Part]] = field(default_factory=dict)
    wanted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Types of linked services that a template leaves to whoever imports it, by name in small letters."""
    owner: str = ""
    """The file at whose turn the factory is read; the first that told of it."""
    places: list[Evidence] = field(default_factory=list)

    def add(self, part: Part) -> None:
        """Take a part; of two that say the same name the first is kept, as of a template and its linked copies."""
        slices = slices_of(part.name, part.properties) if part.kind == "pipelines" else None
        if slices is not None:
            self.add(replace(part, kind="triggers", name=f"slices of {part.name}", properties=slices))
        today = in_todays_form(part.kind, part.properties)
        part = part if today is part.properties else replace(part, properties=today)
        self.parts.setdefault(part.kind, {}).setdefault(part.name.lower(), part)

    def all(self, kind: str) -> list[Part]:
        """The parts of a kind, by name."""
        return [part for _, part in sorted(self.parts.get(kind, {}).items())]

    def part(self, kind: str, name: str) -> Part | None:
        """A part by kind and name."""
        return self.parts.get(kind, {}).get(name.lower())

    @property
    def service(self) -> str:
        """What it is called as a product."""
        return "Synapse" if self.synapse else "Data Factory"


_REFERENCE = re.compile(
    r"(dataset\(\)|linkedservice\(\)|pipeline\(\)\s?\.\s?parameters|pipeline\(\)\s?\.\s?globalparameters)"
    r"(?:\.([\w-]{1,200})|\['([^'\]]{1,200})'\])|variables\('([^']{1,200})'\)", re.IGNORECASE)
_ANSWER = re.compile(r"activity\('([^'{}]{1,100})'\)\.output", re.IGNORECASE)
_PIECE = re.compile(r"@\{([^{}]{1,500})\}")
_LITERAL = re.compile(r"'([^']{0,500})'")

Values = Mapping[str, Mapping[str, str]]
"""Values by what they belong to: `dataset`, `linkedservice`, `parameters`, `globalparameters`, `variables`."""


def written(value: Any) -> str:
    """The text of a value that is a text, or an expression object `{"value": ..., "type": "Expression"}`."""
    if isinstance(value, str):
        return value
    return text_in(value, "value") if isinstance(value, dict) and text_in(value, "type") == "Expression" else ""


def filled(value: Any, values: Values) -> tuple[str, bool]:
    """A text with the expressions in it replaced, and whether all could be.

    Only references to parameters and `concat` of them are followed; what else an expression would do is known when
    a pipeline runs. What stays unknown stands in braces.
    """
    text = written(value)
    if "@" not in text:
        return text, bool(text) and "{" not in text
    if text.startswith("@@"):
        return text[1:], True
    if text.startswith("@") and not text.startswith("@{"):
        found = _value_of(text[1:], values)
        return (found, True) if found is not None else (_partly(text[1:], values), False)
    known = "{" not in text.replace("@{", "")

    def replaced(match: re.Match[str]) -> str:
        nonlocal known
        found = _value_of(match[1], values)
        if found is None:
            known = False
            return _unknown(match[1])
        return found

    return _PIECE.sub(replaced, text), known and bool(text)


def _partly(expression: str, values: Values) -> str:
    """A text put together of pieces, with the names of those that are not known."""
    expression = expression.strip()
    if not expression.lower().startswith("concat(") or not expression.endswith(")"):
        return _unknown(expression)
    return "".join(known if (known := _value_of(piece, values)) is not None else _unknown(piece)
                   for piece in _arguments(expression[7:-1])[:50])


def _unknown(expression: str) -> str:
    match = _REFERENCE.search(expression)
    if match is None:
        named = _ANSWER.match(expression.strip())
        return f"{{{named[1]}}}" if named is not None else "{expression}"
    return f"{{{match[2] or match[3] or match[4]}}}"


def _value_of(expression: str, values: Values) -> str | None:
    expression = expression.strip()
    match = _REFERENCE.fullmatch(expression)
    if match is not None:
        if match[4]:
            return values.get("variables", {}).get(match[4].lower())
        owner = match[1].lower().replace(" ", "").replace("()", "").rsplit(".", 1)[-1]
        return values.get(owner, {}).get((match[2] or match[3]).lower())
    literal = _LITERAL.fullmatch(expression)
    if literal is not None:
        return literal[1]
    if expression.lower().startswith("concat(") and expression.endswith(")") and expression.count("(") <= 20:
        pieces = [_value_of(piece, values) if not piece.strip().lower().startswith("concat(") else None
                  for piece in _arguments(expression[7:-1])]
        return "".join(piece or "" for piece in pieces) if all(piece is not None for piece in pieces) else None
    return None


def _arguments(text: str) -> list[str]:
    pieces, start, depth, quoted = [], 0, 0, False
    for at, sign in enumerate(text):
        if sign == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "," and depth == 0:
            pieces.append(text[start:at])
            start = at + 1
    return [*pieces, text[start:]]


def given(part: Part | None, reference: Any, outer: Values) -> dict[str, str]:
    """Values of the parameters of a part: what a reference to it gives, else their defaults."""
    known: dict[str, str] = {}
    if part is not None:
        for name, row in object_in(part.properties, "parameters").items():
            default = row.get("defaultValue") if isinstance(row, dict) else None
            kind = text_in(row, "type").lower()
            if isinstance(default, (str, int)) and not isinstance(default, bool) and "secure" not in kind:
                known[name.lower()] = str(default)
    for name, value in object_in(reference, "parameters").items():
        text, resolved = filled(value, outer) if not isinstance(value, (int, float)) else (str(value), True)
        if resolved:
            known[name.lower()] = text
        elif written(value):
            known.pop(name.lower(), None)
    return known


def reference_name(value: Any) -> str:
    """The name in a reference such as `{"referenceName": "Orders", "type": "DatasetReference"}`."""
    name = text_in(value, "referenceName")
    return name or (written(value.get("referenceName")) if isinstance(value, dict) else "")
