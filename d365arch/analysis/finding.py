"""Findings: what a rule or metric says of elements of the landscape."""

from __future__ import annotations

from dataclasses import dataclass

from immutabledict import immutabledict

from d365arch.model import Waiver
from d365arch.model.vocabulary import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One verdict: `message` names the elements with figures, `advice` says what to do.

    `elements` are ids of systems and integrations, the main one first; `aspect` tells findings of one rule on the same
    elements apart, by what is measured or which case of the rule it is; `key` stays the same while the cause does.
    `source` is where the rule comes from. `waiver` is who accepted it, why and until when; a waived finding is shown
    and counts for nothing.
    """

    rule: str
    severity: Severity
    message: str
    advice: str
    elements: tuple[str, ...] = ()
    source: str | None = None
    figures: immutabledict[str, float | int | str] = immutabledict()
    waiver: Waiver | None = None
    aspect: str = ""

    @property
    def key(self) -> str:
        """Stable identity of the finding: rule, elements, and the aspect where there is one."""
        return f"{self.rule}:{','.join(self.elements)}{f'#{self.aspect}' if self.aspect else ''}"
