"""What people write into the cells of lists, as patterns; the words are `resources/discovery/cells.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

_SPACES = re.compile(r"[\s_]+")


def plain(text: str) -> str:
    """A cell as it is compared: small letters and single spaces, cut where it is long."""
    return _SPACES.sub(" ", text[:600].casefold()).strip()


@cache
def _cells() -> Any:
    text = (resources.files("d365arch.resources") / "discovery" / "cells.yaml").read_text("utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def words(name: str) -> re.Pattern[str]:
    """The words of that name; each stands as a word of its own."""
    return _whole(_cells()["words"][name])


def words_of_days() -> Mapping[str, re.Pattern[str]]:
    """Names of the weekdays."""
    return {day: _whole(names) for day, names in _cells()["words"]["weekdays"].items()}


def pattern(name: str) -> re.Pattern[str]:
    """The pattern of that name, found anywhere in a cell."""
    return _anywhere(_cells()["patterns"][name])


def patterns(name: str) -> Mapping[str, re.Pattern[str]]:
    """The patterns of a group by what they mean, in the order in which they count."""
    return {meaning: _anywhere(some) for meaning, some in _cells()["patterns"][name].items()}


def _whole(some: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(some) + r")(?!\w)")


def _anywhere(some: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(some))
