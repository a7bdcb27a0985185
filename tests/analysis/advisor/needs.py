"""Needs for tests, in the words of files."""

from __future__ import annotations

from typing import Any

from d365arch.analysis.advisor.need import NOT_ASKED, Need, with_fact
from d365arch.io.records import parse_fact, spec_at
from d365arch.model import Integration
from d365arch.model.fields import Shape, specs_of


def need(**stated: Any) -> Need:
    """A need of keys with two underscores for a dot, with the values as files write them."""
    made = Need()
    for name, value in stated.items():
        key = name.replace("__", ".")
        field = spec_at(Need if key in specs_of(Need) else Integration, key)
        if isinstance(value, str):
            value = parse_fact(field, value, key)
        elif isinstance(value, list):
            value = tuple(parse_fact(field, each, key) for each in value)
        made = with_fact(made, key, (value,) if field.shape is Shape.LIST and not isinstance(value, tuple) else value)
    assert made.asked.id not in NOT_ASKED
    return made
