"""What was seen several times becomes one thing with all its evidence, in an order that depends on the finds alone."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from d365arch.discovery.notebook import Notebook
from d365arch.discovery.records import Discovery, FoundEndpoint, FoundIntegration, FoundSystem
from d365arch.model.integration import Evidence

Found = TypeVar("Found", FoundSystem, FoundEndpoint, FoundIntegration)


def merged(notebook: Notebook, passed_over: tuple[tuple[str, int], ...] = ()) -> Discovery:
    """The outcome of a run: one record per thing, texts fit for people."""
    systems = _together(notebook.systems, lambda found: found.identity)
    endpoints = _together(notebook.endpoints, lambda found: (found.system, found.key))
    integrations = _together(notebook.integrations, lambda found: (found.automation, found.from_, found.to))
    fit = notebook.fit_for_people
    return Discovery(
        systems=tuple(map(fit, systems)), endpoints=tuple(map(fit, endpoints)),
        integrations=tuple(map(fit, integrations)), offers=tuple(map(fit, notebook.offers)),
        remarks=tuple(map(fit, notebook.remarks)), not_read=tuple(map(fit, notebook.refused)),
        secrets=tuple(map(fit, notebook.secrets.values())), read=tuple(map(fit, notebook.artefacts)),
        passed_over=passed_over)


def _together(found: Iterable[Found], key: Callable[[Found], Hashable]) -> list[Found]:
    groups: dict[Hashable, Found] = {}
    for one in found:
        known = groups.get(key(one))
        groups[key(one)] = one if known is None else _joined(known, one)
    return sorted(groups.values(), key=lambda one: (one.name.lower(), repr(key(one))))


def _joined(one: Found, other: Found) -> Found:
    changes: dict[str, Any] = {}
    for name in type(one).__dataclass_fields__:
        mine: Any = getattr(one, name)
        theirs: Any = getattr(other, name)
        if isinstance(mine, tuple) and not hasattr(mine, "_fields"):
            changes[name] = (*mine, *(value for value in theirs if value not in mine))
        elif mine is None:
            changes[name] = theirs
    changes["evidence"] = _distinct((*one.evidence, *other.evidence))
    return replace(one, **changes)


def _distinct(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(evidence))
