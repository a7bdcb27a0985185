"""Several sightings of one thing become one record with all evidence; where they disagree, the surest is taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from d365arch.discovery.records import (
    ORDER_OF_CONFIDENCE,
    FoundEndpoint,
    FoundIntegration,
    FoundSystem,
    Remark,
    best_confidence,
)
from d365arch.discovery.tree import INSIDE
from d365arch.errors import printable
from d365arch.model.integration import Evidence

Found = TypeVar("Found", FoundSystem, FoundEndpoint, FoundIntegration)
Tell = Callable[[Remark], None]

_VAGUE_TYPES = frozenset({"other.custom-app", "azure.app-service", "other.database"})
"""Types that say little; another one that somebody saw is taken before."""
_COMPARED = {"timing": "its timing", "trigger": "its trigger", "frequency": "how often it runs", "active": "whether it "
             "is switched on"}
"""Facts of an integration whose contradiction is worth a remark, in words."""
_HEX = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", re.IGNORECASE)


def rank(found: FoundSystem | FoundEndpoint | FoundIntegration) -> int:
    """How sure a record is; the smaller, the surer."""
    return ORDER_OF_CONFIDENCE.index(best_confidence(found.evidence))


def joined(sightings: Sequence[Found], tell: Tell) -> Found:
    """One record of several that mean one thing; what they contradict each other in is told as remarks."""
    if len(sightings) == 1:
        only = sightings[0]
        evidence = tuple(dict.fromkeys(only.evidence))
        return only if evidence == only.evidence else replace(only, evidence=evidence)
    surest_first: list[Found] = sorted(sightings, key=_order)
    first = surest_first[0]
    changes: dict[str, Any] = {"name": best_name(surest_first), "evidence": all_evidence(surest_first)}
    for field in type(first).__dataclass_fields__:
        if field in changes:
            continue
        values = [getattr(one, field) for one in surest_first]
        changes[field] = _CHOOSE.get(field, _first_or_all)(values)
    if isinstance(first, FoundIntegration):
        _tell_contradictions([one for one in surest_first if isinstance(one, FoundIntegration)], tell)
    elif isinstance(first, FoundSystem):
        changes["name"] = _name_of_all_services([one for one in surest_first if isinstance(one, FoundSystem)]
                                                ) or changes["name"]
        names = {*changes["aliases"], *(one.name for one in surest_first)} - {changes["name"]}
        changes["aliases"] = tuple(sorted(names))
    return replace(first, **changes)


def _order(found: Found) -> tuple[int, str, str, str]:
    place = found.evidence[0] if found.evidence else None
    return rank(found), place.file if place else "~", (place.place or "") if place else "", found.name


def best_name(surest_first: Iterable[FoundSystem | FoundEndpoint | FoundIntegration]) -> str:
    """The name that tells people most: no id, from a resolved and sure sighting, rather with details than without."""
    def order(one: FoundSystem | FoundEndpoint | FoundIntegration) -> tuple[bool, bool, int, int, str]:
        unresolved = isinstance(one, FoundSystem) and one.unresolved
        return _HEX.search(one.name) is not None, unresolved, rank(one), -min(len(one.name), 60), one.name
    return min(surest_first, key=order).name


_OF_SEVERAL_SERVICES = {"azure.storage": ("Azure Storage", (
    "Azure Blob Storage", "Azure Storage queues", "Azure Table Storage", "Azure Files", "Azure Data Lake Storage Gen1",
    "Azure Data Lake", "Azure Storage"))}
"""Kinds of identity whose services are named apart (blobs, queues, tables): the whole, and its parts."""


def _name_of_all_services(sightings: Sequence[FoundSystem]) -> str | None:
    """`Azure Storage contoso` for an account that was seen as `Azure Blob Storage contoso` and as its queues."""
    whole, services = _OF_SEVERAL_SERVICES.get(sightings[0].identity.kind, ("", ()))
    names = {one.name for one in sightings}
    if not whole or len(names) == 1:
        return None
    accounts: dict[str, str] = {}
    for name in sorted(names):
        service = next((one for one in services if name == one or name.startswith(f"{one} ")), None)
        if service is None:
            return None
        account = name.removeprefix(service).strip()
        accounts.setdefault(account.casefold(), account)
    # One that does not say which account it is was taken for the same.
    accounts.pop("", None)
    return f"{whole} {''.join(accounts.values())}".strip() if len(accounts) < 2 else None


def all_evidence(sightings: Iterable[FoundSystem | FoundEndpoint | FoundIntegration]) -> tuple[Evidence, ...]:
    """All pieces of evidence, each once; one seen in several degrees of confidence counts with the highest.

    What stands in a folder comes before what stands in an archive: people can look there.
    """
    best: dict[tuple[str, str | None], Evidence] = {}
    for one in sightings:
        for piece in one.evidence:
            known = best.get((piece.file, piece.place))
            if known is None or _degree(piece) < _degree(known):
                best[(piece.file, piece.place)] = piece
    return tuple(sorted(best.values(),
                        key=lambda piece: (_degree(piece), INSIDE in piece.file, piece.file, piece.place or "")))


def _degree(piece: Evidence) -> int:
    return ORDER_OF_CONFIDENCE.index(piece.confidence) if piece.confidence else len(ORDER_OF_CONFIDENCE)


def _first_or_all(values: Sequence[Any]) -> Any:
    """All values of lists, each once; of anything else the first that is stated."""
    if isinstance(values[0], tuple) and not hasattr(values[0], "_fields"):
        return tuple(dict.fromkeys(value for each in values for value in each))
    return next((value for value in values if value is not None), None)


def _type(values: Sequence[str | None]) -> str | None:
    stated = [value for value in values if value]
    return next((value for value in stated if value not in _VAGUE_TYPES), stated[0] if stated else None)


_CHOOSE: dict[str, Callable[[Sequence[Any]], Any]] = {
    "type": _type,
    "both": any,
    "unresolved": all,
    "supporting": all,
}
"""How the value of a field is chosen where it is not the first or all."""


def _tell_contradictions(surest_first: Sequence[FoundIntegration], tell: Tell) -> None:
    for field, words in _COMPARED.items():
        seen: dict[Any, FoundIntegration] = {}
        for one in surest_first:
            value = getattr(one, field)
            if value is not None and one.evidence:
                seen.setdefault(value, one)
        taken, *others = seen.items() or [(None, None)]
        for value, other in others:
            first = taken[1]
            if first is None or other is None or first.evidence[0].file == other.evidence[0].file:
                continue
            tell(Remark(other.evidence[0].file, other.evidence[0].place or "",
                        f'"{printable(other.name)}" is found in several files that disagree on {words}: {_said(value)} '
                        f"here, {_said(taken[0])} in {printable(first.evidence[0].file, 200)}, which is taken."))


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return printable(str(value))
