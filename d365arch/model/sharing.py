"""What differs between two states that share nearly everything: found by identity, with no step of Python for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import compress, count
from operator import is_not
from typing import TypeVar

T = TypeVar("T")
V = TypeVar("V")


def differing(then: Sequence[T], now: Sequence[T]) -> tuple[list[T], list[T]]:
    """The objects that only the earlier and only the later state has, each in order."""
    if then is now:
        return [], []
    if len(then) == len(now):
        spots = list(compress(count(), map(is_not, then, now)))
        gone, new = [then[spot] for spot in spots], [now[spot] for spot in spots]
    else:
        shorter = min(len(then), len(now))
        head = next(compress(count(), map(is_not, then, now)), shorter)
        tail = min(next(compress(count(), map(is_not, reversed(then), reversed(now))), shorter), shorter - head)
        gone, new = list(then[head:len(then) - tail]), list(now[head:len(now) - tail])
    left, came = set(map(id, gone)), set(map(id, new))
    if left.isdisjoint(came):
        return gone, new
    return [each for each in gone if id(each) not in came], [each for each in new if id(each) not in left]


def same_keys(then: Collection[str], now: Collection[str]) -> bool:
    """Whether two mappings have the same keys in the same order."""
    return then is now or (len(then) == len(now) and list(then) == list(now))


def changed_keys(then: Mapping[str, V], now: Mapping[str, V]) -> set[str]:
    """The keys of the later mapping whose value the earlier one does not have, or not as the same object."""
    if then is now:
        return set()
    if same_keys(then, now):
        return set(compress(now, map(is_not, then.values(), now.values())))
    return {key for key, value in now.items() if then.get(key) is not value}
