"""Collects what one review item says of each element, and makes verdicts of it: one per violation, one for all gaps.

Grades of the review, in this one place: an item of grade H (severity violation in its texts) that is violated on a
critical element is a violation, on others a warning; M is a warning, L an info. What is not stated is told once per
item for all elements that lack it, critical ones first, and never as violated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from immutabledict import immutabledict

from d365arch.analysis import wording as say
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.records import LANDSCAPE, Assessment, Verdict
from d365arch.analysis.rules.texts import rule_texts
from d365arch.model import Waiver
from d365arch.model.vocabulary import Severity

NAMED = 60
"""So many elements are looked at for names that they share; further ones are only counted."""

REFUSALS = frozenset({"no", "none", "nobody", "false", "manual", "manually", "-"})
"""Texts by which people state that there is nothing: `alert: nobody`, `alm: manual`."""


def refused(value: object) -> bool:
    """Whether a value states that there is nothing, which is an answer and no gap."""
    return value is False or (isinstance(value, str) and value.strip().lower() in REFUSALS)


class Item:
    """One review item while it looks at the landscape; what it found is left in `RuleContext.assessed`."""

    def __init__(self, context: RuleContext, rule: str) -> None:
        self._context = context
        self.rule = rule
        self._met: set[str] = set()
        self._gaps: dict[str, tuple[str, ...]] = {}
        self._told: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._violated: set[str] = set()
        self._verdicts: list[Verdict] = []
        self._apart: set[str] = set()

    def limit(self, name: str) -> float:
        """A threshold of this item that is in force."""
        return self._context.threshold(self.rule, name)

    def met(self, key: str) -> None:
        """The element states what is asked, and nothing speaks against it."""
        self._met.add(key)

    def judge(self, key: str, stated: Mapping[str, object]) -> bool:
        """Met where every key has a value, else a gap; returns whether all are stated."""
        return self.lacks(key, [name for name, value in stated.items() if value is None or value == ()])

    def lacks(
        self, key: str, missing: Iterable[str], *, name: str = "", elements: tuple[str, ...] | None = None
    ) -> bool:
        """A gap for every key of the file that is missing, or met where none is; returns whether none is.

        `name` and `elements` are given for what is no element of the landscape itself.
        """
        gaps = tuple(missing)
        if not gaps:
            self.met(key)
            return True
        self._gaps[key] = gaps
        if name or elements is not None:
            self._told[key] = (name, elements or ())
        return False

    def lacks_apart(self, keys: Iterable[str], missing: str, told: Verdict) -> None:
        """A gap of several keys that has a sentence of its own."""
        for key in keys:
            if key not in self._gaps:
                self._gaps[key] = (missing,)
                self._apart.add(key)
        self._verdicts.append(told)

    def violates(
        self, key: str, words: Mapping[str, Any], *, elements: tuple[str, ...] | None = None, variant: str = "default",
        figures: Mapping[str, float | int | str] = immutabledict(), critical: bool | None = None,
        all_of: Iterable[str] = (), severity: Severity | None = None,
    ) -> None:
        """A violation on an element; `all_of` are further keys that it counts for."""
        self.counts_as_violated(key, *all_of)
        if elements is None:
            elements = () if key == LANDSCAPE else (key,)
        grave = key in self._critical if critical is None else critical
        self._verdicts.append(Verdict(elements, words, figures, severity or self._grade(grave), variant))

    def counts_as_violated(self, *keys: str) -> None:
        """Elements that are violated, although another rule tells it."""
        self._violated.update(keys)

    def _grade(self, critical: bool) -> Severity:
        grade = rule_texts()[self.rule].severity
        return Severity.WARNING if grade is Severity.VIOLATION and not critical else grade

    @property
    def _critical(self) -> Collection[str]:
        return self._context.critical_elements

    def verdicts(self, *, tell_gaps: bool = True) -> Iterator[Verdict]:
        """All violations, then the gaps; with `tell_gaps` false those are only counted, because another rule asks."""
        gaps = {key: missing for key, missing in self._gaps.items() if key not in self._violated}
        self._context.assessed[self.rule] = Assessment(
            frozenset(self._met - self._violated - gaps.keys()), immutabledict(gaps), frozenset(self._violated))
        yield from self._verdicts
        if tell_gaps:
            groups: dict[Waiver | None, list[str]] = {None: []}
            critical, waivers = self._critical, self._context.waivers
            accepted = waivers.any_on(self.rule)
            for key in sorted(gaps.keys() - self._apart, key=lambda k: (k not in critical, k)):
                waiver = waivers.on(self.rule, None if key == LANDSCAPE else key) if accepted else None
                groups.setdefault(waiver, []).append(key)
            for keys in groups.values():
                if keys:
                    yield self._gap(keys, gaps)

    def _gap(self, keys: list[str], gaps: Mapping[str, tuple[str, ...]]) -> Verdict:
        counts = Counter(name for key in keys for name in gaps[key])
        groups = Counter(map(self._name, keys[:NAMED]))
        first = counted_names(groups)
        if len(groups) > 6 or len(keys) > NAMED:
            told = list(groups)[:5]
            names = f"{', '.join(first[:5])} and {say.count(len(keys) - sum(groups[name] for name in told))} more"
        else:
            names = say.listing(first)
        one = len(keys) == 1
        missing = [name if one else f"{name} ({say.count(number)})" for name, number in counts.items()]
        elements = [e for key in keys for e in self._elements(key)]
        return Verdict(
            tuple(dict.fromkeys(elements)),
            {"names": _begun(names), "keys": say.listing(missing, 8),
             "count": say.count(len(keys)), "first": self._name(keys[0]), **(_ONE if one else _MANY)},
            {"unstated": len(keys)} | {f"unstated.{name}": number for name, number in counts.items()},
            Severity.UNSTATED)

    def _elements(self, key: str) -> tuple[str, ...]:
        if key in self._told:
            return self._told[key][1]
        return () if key == LANDSCAPE else (key,)

    def _name(self, key: str) -> str:
        if key in self._told and self._told[key][0]:
            return self._told[key][0]
        integration = self._context.landscape.integration_by_id.get(key)
        if integration is not None:       # those that share a name are told once, with their number
            return f'"{integration.label}"'
        return "the landscape" if key == LANDSCAPE else self._context.name(key)


_ONE = {"does": "does", "it": "it", "its": "its", "obj": "it", "is_are": "is", "was": "was", "s": "s", "es": "es"}
_MANY = {"does": "do", "it": "they", "its": "their", "obj": "them", "is_are": "are", "was": "were", "s": "", "es": ""}


def counted_names(names: Counter[str]) -> list[str]:
    """Names in their order, each once; one that several elements share with how many: "Orders" (3)."""
    return [name if number == 1 else f"{name} ({say.count(number)})" for name, number in names.items()]


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:] if words.startswith("the ") else words
