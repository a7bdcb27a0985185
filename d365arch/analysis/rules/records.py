"""What a rule is: its texts and thresholds as `resources/rules` states them, and what its function says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from immutabledict import immutabledict

from d365arch.model.vocabulary import Severity


class Principle(StrEnum):
    """The five principles of an integration review."""

    REQUIREMENTS = "requirements"
    ALIGNMENT = "alignment"
    MONITORING = "monitoring"
    SIMPLIFICATION = "simplification"
    GROWTH = "growth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A number of a rule. `convention` says that nobody publishes it and it is this product's; then `anchor` names the
    published figures it was set between. Overridden by `strategy.thresholds` as `R-201.warn`."""

    name: str
    value: float
    unit: str = ""
    convention: bool = False
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """Everything about a rule but its code.

    `condition` is one sentence: when it speaks. `messages` are templates by variant (`default` is the usual one),
    `advice` too; both are filled by the words of a verdict. `why` tells the reasoning of the help card. `sources` are
    ids of the catalog's sources. `limits` are the limits it is about. `principle` is what it counts for in the review,
    `factor` the pattern factor (latency, routing, frequency, trigger, operation, batching, volume, transport).
    """

    id: str
    title: str
    group: str
    severity: Severity
    condition: str
    why: str
    messages: Mapping[str, str]
    advice: Mapping[str, str]
    sources: tuple[str, ...] = ()
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    principle: Principle | None = None
    factor: str = ""
    needs: tuple[str, ...] = ()
    """Keys of the file without which nothing can be said; what is missing counts as unstated."""
    told_by: tuple[str, ...] = ()
    """Rules that see the same cause, whose findings stand for this one; where they always do, it has no function."""


class Verdict(NamedTuple):
    """What a rule says of some elements (ids, the main one first); `words` fill the templates of `variant`.

    `severity` is none where the rule's own holds; `Severity.UNSTATED` says that the file does not state what is
    needed to judge, and is counted apart.
    """

    elements: tuple[str, ...]
    words: Mapping[str, Any] = immutabledict()
    figures: Mapping[str, float | int | str] = immutabledict()
    severity: Severity | None = None
    variant: str = "default"


class Assessment(NamedTuple):
    """How the elements stand that a review item applies to; no element is in two of the three.

    Keys are ids of systems and integrations, `entity:NAME`, or `LANDSCAPE`. `unstated` tells which keys of the file are
    missing for the item to be judged.
    """

    met: frozenset[str]
    unstated: Mapping[str, tuple[str, ...]]
    violated: frozenset[str]


LANDSCAPE = "landscape:"
"""The whole landscape in an assessment; no id can be this."""
