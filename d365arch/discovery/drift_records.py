"""What a comparison of a drawn landscape with the artefacts says: one record for each difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from d365arch.model.integration import Evidence


class DifferenceKind(StrEnum):
    """In what way drawing and artefacts part."""

    NOT_FOUND = "drawn, not found"
    """The landscape has it; no artefact that was read names it."""
    NOT_DRAWN = "found, not drawn"
    """An artefact has it; the landscape does not."""
    DIFFERS = "differs"
    """Both have it, and state one fact of it differently."""


class ElementKind(StrEnum):
    """What a difference is about, in the words of the file."""

    SYSTEM = "system"
    ENDPOINT = "endpoint"
    INTEGRATION = "integration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference. Where one element differs in several facts, each fact is a record of its own.

    All texts are fit for people: cleaned, without secrets, as the records of a discovery are.
    """

    kind: DifferenceKind
    element_kind: ElementKind
    element_id: str = ""
    """Id in the landscape, of endpoints `system.endpoint`; for what is not drawn the id it would get, or nothing."""
    name: str = ""
    """What people call the element."""
    fact: str = ""
    """The key that differs, as the file writes it: `timing`, `data`, `from`, `to`, `entities`, `active`. Empty where
    the element as a whole is missing at one side."""
    drawn: str = ""
    """The value in the landscape as people read it; empty where it states none."""
    found: str = ""
    """The value in the artefacts as people read it."""
    evidence: tuple[Evidence, ...] = ()
    """Where it was found; of what was not found, the evidence that the landscape kept from before, if any."""
    sentence: str = ""
    """The difference in one sentence that stands alone."""
    near: tuple[str, ...] = ()
    """Ids of drawn systems at which something stands that is not drawn: the known ends of an integration, the system
    of an endpoint. A badge is put there, or on the way between two of them."""


class NotCompared(NamedTuple):
    """A drawn integration that was not found and of which a run cannot say that it is gone."""

    id: str
    name: str
    files: tuple[str, ...]
    """The artefacts that its evidence names, an archive for what is in it."""
    is_unreadable: bool
    """Whether they were among the paths and could not be read whole; otherwise they were not among them."""


class Comparison(NamedTuple):
    """The differences in the order in which they are told, and what could not be compared in that of the file."""

    differences: tuple[Difference, ...]
    not_compared: tuple[NotCompared, ...]


_ORDER = {kind: place for place, kind in enumerate((DifferenceKind.NOT_DRAWN, DifferenceKind.NOT_FOUND,
                                                    DifferenceKind.DIFFERS))}
_ELEMENTS = {kind: place for place, kind in enumerate((ElementKind.INTEGRATION, ElementKind.SYSTEM,
                                                       ElementKind.ENDPOINT))}


def in_order(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """Differences in the order in which they are told: what is missing first, integrations first, then by name."""
    return tuple(sorted(differences, key=lambda one: (
        _ORDER[one.kind], _ELEMENTS[one.element_kind], one.name.casefold(), one.element_id, one.fact)))
