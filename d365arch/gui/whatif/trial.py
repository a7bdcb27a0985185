"""What is being tried out: the steps of a plan and channels of one's own, which of them are chosen, and how they were
changed; no part of the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from d365arch.analysis.consolidation.records import Plan, PlannedChannel, PlannedHub, Step
from d365arch.model import Landscape


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of what can be chosen: a step of the plan, or a channel of one's own (then `step` is none).

    `channels` are those of the step unless somebody moved members, `problem` says in a sentence why an entry of a plan
    that became stale cannot be applied any more.
    """

    number: int
    hub: PlannedHub
    channels: tuple[PlannedChannel, ...]
    step: Step | None = None
    chosen: bool = False
    problem: str = ""

    @property
    def changed(self) -> bool:
        """Whether the channels are not those that the plan proposes."""
        return self.step is not None and self.channels != self.step.channels


@dataclass(slots=True)
class Trial:
    """The entries, and what was applied of them: undoing an application makes its entries choosable again.

    Landscapes are compared by identity: an undo brings back the very value that was there before.
    """

    plan: Plan | None = None
    entries: list[Entry] = field(default_factory=list)
    _known: list[tuple[Landscape, frozenset[int]]] = field(default_factory=list)

    @classmethod
    def of_plan(cls, plan: Plan, landscape: Landscape, own: Iterable[Entry] = ()) -> Trial:
        """A trial of a new plan, with its first step chosen; channels of one's own stay, after the steps."""
        entries = [Entry(number=number, hub=step.hub, channels=step.channels, step=step, chosen=number == 1)
                   for number, step in enumerate(plan.steps, 1)]
        made = cls(plan, entries, [(landscape, frozenset())])
        for entry in own:
            # Both at once would deliver twice; which of them is wanted, a person says.
            made.entries.append(replace(entry, number=len(made.entries) + 1, chosen=False))
        return made

    def own(self, landscape: Landscape) -> list[Entry]:
        """Channels of one's own that are not applied yet."""
        return [entry for entry in self.open_entries(landscape) if entry.step is None]

    @classmethod
    def of_own(cls, landscape: Landscape) -> Trial:
        """A trial without a plan, for channels of one's own."""
        return cls(_known=[(landscape, frozenset())])

    def is_stale(self, landscape: Landscape) -> bool:
        """Whether the landscape was edited otherwise than by applying what is tried out."""
        return all(known is not landscape for known, _ in self._known)

    def applied(self, landscape: Landscape) -> frozenset[int]:
        """Numbers of the entries that are in this landscape already; of a stale one, those last applied."""
        return next((done for known, done in self._known if known is landscape),
                    self._known[-1][1] if self._known else frozenset())

    def mark_applied(self, before: Landscape, after: Landscape, numbers: Iterable[int]) -> None:
        """The chosen entries are part of another landscape now."""
        done = self.applied(before) | frozenset(numbers)
        self._known = [each for each in self._known if each[0] is not after]
        self._known.append((after, done))

    def open_entries(self, landscape: Landscape) -> list[Entry]:
        """Entries that are not applied yet."""
        done = self.applied(landscape)
        return [entry for entry in self.entries if entry.number not in done]

    def chosen(self, landscape: Landscape) -> list[Entry]:
        """Entries that are chosen and not applied yet."""
        return [entry for entry in self.open_entries(landscape) if entry.chosen]

    def entry(self, number: int) -> Entry | None:
        """The entry with a number."""
        return next((entry for entry in self.entries if entry.number == number), None)

    def put(self, changed: Entry) -> None:
        """Take another value of an entry."""
        self.entries = [changed if entry.number == changed.number else entry for entry in self.entries]

    def choose(self, numbers: Iterable[int], chosen: bool) -> None:
        """Choose entries, or no longer."""
        wanted = frozenset(numbers)
        self.entries = [replace(entry, chosen=chosen) if entry.number in wanted else entry for entry in self.entries]

    def add_own(self, hub: PlannedHub, channel: PlannedChannel) -> Entry:
        """Add a channel of one's own, chosen."""
        number = max((entry.number for entry in self.entries), default=0) + 1
        made = Entry(number=number, hub=hub, channels=(channel,), chosen=True)
        self.entries.append(made)
        return made

    def remove(self, number: int) -> None:
        """Take an entry of one's own away."""
        self.entries = [entry for entry in self.entries if entry.number != number]


def channels_of(entries: Sequence[Entry]) -> tuple[PlannedChannel, ...]:
    """All channels of some entries, in order."""
    return tuple(channel for entry in entries for channel in entry.channels)
