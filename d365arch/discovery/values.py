"""Pieces of foreign JSON with the type that is wanted, or nothing: what a reader needs to survive any artefact."""

from __future__ import annotations

from typing import Any


def text_in(value: Any, *names: str) -> str:
    """The text under the first of the names that has one; empty where none has, or `value` is no object."""
    if isinstance(value, dict):
        for name in names:
            found = value.get(name)
            if isinstance(found, str) and found.strip():
                return found.strip()
    return ""


def object_in(value: Any, *path: str) -> dict[str, Any]:
    """The object at the end of a path of names; an empty one where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def list_in(value: Any, *path: str) -> list[Any]:
    """The list at the end of a path of names; an empty one where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def objects_in(value: Any, *path: str) -> list[dict[str, Any]]:
    """The objects in the list at the end of a path of names."""
    return [one for one in list_in(value, *path) if isinstance(one, dict)]


def caseless(value: Any, name: str) -> Any:
    """The value under a name in whatever case it is written; resource types and property names of Azure have none."""
    if not isinstance(value, dict):
        return None
    if name in value:
        return value[name]
    wanted = name.lower()
    return next((found for key, found in value.items() if isinstance(key, str) and key.lower() == wanted), None)


def as_text(value: Any) -> str:
    """The value without space around where it is a text, else an empty one."""
    return value.strip() if isinstance(value, str) else ""


def texts(value: Any) -> list[str]:
    """The texts of a list, without the empty ones and anything else in it."""
    return [text for one in list_in(value) if (text := as_text(one))]
