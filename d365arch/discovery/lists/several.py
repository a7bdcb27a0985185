"""The systems that one cell of a list names: one, or several between line breaks, commas and their like."""

from __future__ import annotations

import re
from functools import lru_cache

from d365arch.discovery.names import platform_of, product_named, says_nothing, system_named, type_of_name
from d365arch.discovery.records import FoundSystem
from d365arch.errors import printable

_LINES = re.compile(r"\s*[\n;]\s*")
_COMMAS = re.compile(r",(?=\s)")
_BETWEEN_KNOWN = re.compile(r" [+/] | (?:and|und|et|y|en) ", re.IGNORECASE)
_MOST = 40


def systems_in(text: str) -> tuple[FoundSystem, ...]:
    """The systems that a cell names."""
    return _systems(text)[0]


def left_out_of(text: str) -> str:
    """A remark on what stands in a cell beside its systems and is not known as one; empty where nothing does."""
    return _systems(text)[1]


def is_own(system: FoundSystem) -> bool:
    """Whether a system is of Dynamics 365 or its platform."""
    return platform_of(system.identity) is not None or (system.type or "").startswith("d365.")


@lru_cache(maxsize=4096)
def _systems(text: str) -> tuple[tuple[FoundSystem, ...], str]:
    whole = " ".join(text.split())
    if product_named(whole) is not None:
        return (system_named(whole),), ""
    parts = [part for part in (part.strip() for part in _LINES.split(text)) if not says_nothing(part)]
    left: list[str] = []
    if len(parts) <= 1:
        parts, left = _by_commas(whole)
    remark = (f'the cell "{printable(whole, 120)}" also names "{printable(", ".join(left), 120)}", which is not known '
              "as a system and was left out; give it a row of its own if it is one.") if left else ""
    return tuple({system.identity: system for system in map(system_named, parts)}.values()), remark


def _by_commas(whole: str) -> tuple[list[str], list[str]]:
    """The systems between commas, and what stands beside them and is none.

    One of them must be a known product, so that `Berlin, hall 3` and `shops, DE` stay what they are. Words for a kind
    of system count beside it (`D365 F&O, DWH`) unless they only say what it is (`D365 F&O, ERP`). Other signs and words
    part known products of different kinds alone: `CRM / Sales` is one thing with two names.
    """
    pieces = [piece for piece in (piece.strip() for piece in _COMMAS.split(whole)) if piece]
    known = [piece for piece in pieces if product_named(piece) is not None]
    kinds_of_all = [type_of_name(piece) for piece in pieces]
    if not known and 1 < len(pieces) <= _MOST and None not in kinds_of_all and len(set(kinds_of_all)) == len(pieces):
        # Kinds that differ are several systems, even where none is a known product: `customer portal, mobile app`.
        return pieces, []
    if len(pieces) < 2 or not known or len(pieces) > _MOST:
        pieces = [piece for piece in (piece.strip() for piece in _BETWEEN_KNOWN.split(whole)) if piece]
        products = [product_named(piece) for piece in pieces[:_MOST]]
        types = {product.type for product in products if product is not None}
        return (pieces, []) if 1 < len(pieces) == len(types) and None not in products else ([whole], [])
    kinds = {system.type for system in map(system_named, known)}
    if any(map(is_own, map(system_named, known))):
        kinds |= {"other.erp", "other.crm"}
    systems, left = [], []
    for piece in pieces:
        type_ = type_of_name(piece)
        if piece in known or (type_ is not None and type_ not in kinds):
            systems.append(piece)
        elif type_ is None and not says_nothing(piece):
            left.append(piece)
    return systems, left
