"""Which items of a list before a change are which after it, and which of them stay in order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from d365arch.io.write import Tree, flow_text, is_leaf


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """Stands for a record that is the same object before and after, so that its tree need not be made."""

    record: Any


def _key(item: Tree) -> Hashable:
    if isinstance(item, Shared):
        known = getattr(item.record, "id", None)  # waivers and exceptions have none
        return ("same", id(item.record)) if known is None else ("id", known)
    if isinstance(item, dict) and "id" in item:
        return ("id", item["id"])
    return ("text", flow_text(item))


def _keys(items: Sequence[Tree]) -> list[Hashable]:
    """A key per item; the second of two alike is told apart by its number."""
    seen: dict[Hashable, int] = {}
    keys: list[Hashable] = []
    for item in items:
        key = _key(item)
        seen[key] = seen.get(key, 0) + 1
        keys.append((key, seen[key]))
    return keys


def _alike(before: Tree, after: Tree) -> bool:
    """Whether one may have become the other: both single values or lists, or mappings with much in common."""
    if isinstance(before, dict) and isinstance(after, dict):
        if "id" not in before and "id" not in after:
            return True
        common = sum(1 for key, value in before.items() if key != "id" and after.get(key) == value)
        return 2 * common >= max(len(before), len(after)) - 1
    return (is_leaf(before) and is_leaf(after)) or (isinstance(before, list) and isinstance(after, list))


def matched(before: Sequence[Tree], after: Sequence[Tree]) -> list[int | None]:
    """For each item after the change its position before it, none for a new one.

    Items are known by their id or else by their value; an unknown one that stands where another is gone, and is like
    it, is that one with another id or value.
    """
    positions = {key: index for index, key in enumerate(_keys(before))}
    found = [positions.get(key) for key in _keys(after)]
    free = set(range(len(before))) - set(found)
    expected = 0
    for index, item in enumerate(after):
        position = found[index]
        if position is None and expected in free and _alike(before[expected], item):
            found[index] = position = expected
            free.remove(expected)
        if position is not None:
            expected = position + 1
    return found


def longest_ordered(positions: Sequence[int | None]) -> set[int]:
    """Indexes of a longest selection whose positions rise, so that as few items as possible are moved."""
    tails: list[int] = []
    tail_at: list[int] = []
    previous: dict[int, int | None] = {}
    for index, position in enumerate(positions):
        if position is None:
            continue
        rank = bisect_left(tails, position)
        previous[index] = tail_at[rank - 1] if rank else None
        tails[rank:rank + 1] = [position]
        tail_at[rank:rank + 1] = [index]
    chosen: set[int] = set()
    last = tail_at[-1] if tail_at else None
    while last is not None:
        chosen.add(last)
        last = previous[last]
    return chosen
