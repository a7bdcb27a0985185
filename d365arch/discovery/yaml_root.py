"""YAML files of solutions, which Git integration of Dataverse writes, as the elements that XML files have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import yaml

from d365arch.discovery.limits import Limits
from d365arch.discovery.text import text_of
from d365arch.discovery.tree import ReadingError

YAML = frozenset({".yml", ".yaml"})
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_LARGEST = 4_000_000
"""Characters; components are small, and YAML is slow to read."""


@dataclass(slots=True)
class _Open:
    """A mapping or a list while its parts come."""

    element: Element
    """Where they go."""
    key: str | None
    """Under which name the next goes; None while a mapping waits for it."""
    is_list: bool = False


def yaml_of(data: bytes, limits: Limits) -> Element:
    """The root element of a YAML file: keys are elements, `@` before a key makes an attribute, a list several elements.

    Read event by event, so that neither depth nor aliases cost anything: an alias is refused, for no tool writes one
    into such files (Microsoft, "Solution YAML source control format reference"). Raises `ReadingError`.
    """
    text = text_of(data)
    if not text.strip():
        raise ReadingError("an empty file.")
    if len(text) > _LARGEST:
        raise ReadingError("YAML that is too large for a part of a solution.")
    holder = Element("document")
    stack: list[_Open] = []
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            _take(event, stack, holder)
            if len(stack) > limits.depth:
                raise ReadingError(f"YAML of more than {limits.depth} levels; no tool that people use writes such.")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
        raise ReadingError(f"broken YAML at line {line}.") from None
    except (yaml.YAMLError, ValueError):
        raise ReadingError("broken YAML.") from None
    return holder[0] if len(holder) == 1 and not holder.attrib else holder


def _take(event: Any, stack: list[_Open], holder: Element) -> None:
    top = stack[-1] if stack else None
    if isinstance(event, yaml.AliasEvent):
        raise ReadingError("YAML with aliases, which are refused: no part of a solution needs one.")
    if isinstance(event, yaml.ScalarEvent):
        _take_scalar(event, top)
    elif isinstance(event, yaml.MappingStartEvent):
        stack.append(_Open(holder if top is None else SubElement(top.element, _key(top)), None))
    elif isinstance(event, yaml.SequenceStartEvent):
        stack.append(_Open(holder if top is None else top.element, "item" if top is None else _key(top), is_list=True))
    elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
        stack.pop()
        if stack and not stack[-1].is_list:
            stack[-1].key = None


def _take_scalar(event: yaml.ScalarEvent, top: _Open | None) -> None:
    if top is None:
        return
    if top.key is None:
        top.key = event.value
        return
    value = None if event.implicit[0] and event.value in _NOTHING else event.value
    if top.key.startswith("@"):
        top.element.set(top.key[1:], value or "")
    elif top.key == "#text":
        top.element.text = value
    else:
        SubElement(top.element, top.key).text = value
    if not top.is_list:
        top.key = None


def _key(top: _Open) -> str:
    if top.key is None:
        raise ReadingError("YAML with a key that is no text.")
    return top.key
