"""Needs for tests, in the words of files."""

from __future__ import annotations

from typing import Any

from d365arch.analysis.advisor.need import Need, with_fact
from d365arch.io.records import parse_fact, spec_at
from d365arch.model import Integration
from d365arch.model.fields import Shape, specs_of


def need(**stated: Any) -> Need:
    """A need of keys with two underscores for a dot, with the values as files write them."""
    made = Need()
    for name, value in stated.items():
        key = name.replace("__", ".")
        field = spec_at(Need if key in specs_of(Need) else Integration, key)
        read = [parse_fact(field, each, key) if isinstance(each, str) else each
                for each in (value if isinstance(value, list) else [value])]
        made = with_fact(made, key, tuple(read) if field.shape is Shape.LIST else read[0])
    return made
