"""Plans and figures off the GUI thread: a plan that can be stopped and then is the best so far, and the figures of what
is chosen."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from d365arch.analysis.consolidation.check import violations
from d365arch.analysis.consolidation.hubs import Hubs
from d365arch.analysis.consolidation.plan import channel_for, make_plan, what_if
from d365arch.analysis.consolidation.problem import Problem, read_problem
from d365arch.analysis.consolidation.records import (
    Plan,
    PlannedChannel,
    PlannedHub,
    PlanOptions,
    Violation,
    WhatIf,
)
from d365arch.analysis.consolidation.watch import Watch
from d365arch.analysis.flows import read_network
from d365arch.analysis.settings import settings_of
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.errors import D365ArchError
from d365arch.gui.apart import apart
from d365arch.gui.background import Background, Task
from d365arch.gui.whatif.channels import refreshed
from d365arch.model import Landscape, Point, Workspace
from d365arch.model.progress import CancelledError, Progress
from d365arch.scene.build import Drawing
from d365arch.scene.request import Seen
from d365arch.whatif.apply import steps_edit
from d365arch.whatif.places import hub_places
from d365arch.whatif.to_be import hubs_of

APART = 150
"""From so many integrations on a plan is made in a process of its own, whose start takes half a second."""


class Flag(Protocol):
    """Something that is raised once, in one process or between two."""

    def set(self) -> None:
        """Raise it."""

    def is_set(self) -> bool:
        """Whether it is raised."""


class _FlagWatch(Watch):
    """A watch that also ends when a flag is raised, by whichever process."""

    def __init__(self, seconds: float, progress: Progress, flag: Flag) -> None:
        super().__init__(seconds, progress)
        self._flag = flag

    @property
    def over(self) -> bool:
        """Whether to stop now."""
        if self._flag.is_set():
            self.stop()
        return super().over


def propose(landscape: Landscape, catalog: Catalog, options: PlanOptions, flag: Flag, *, progress: Progress) -> Plan:
    """Make a plan; when the flag is raised it is the best so far. Runs in any thread or process."""
    settings = settings_of(landscape)
    return make_plan(Facts(landscape, catalog), settings, options, _FlagWatch(options.seconds, progress, flag))


class Planning:
    """One plan under way: `stop` ends the search with what it has, `drop` forgets it."""

    def __init__(self, background: Background, landscape: Landscape, catalog: Catalog, options: PlanOptions, *,
                 title: str, done: Callable[[Plan], None], failed: Callable[[Exception], None]) -> None:
        large = len(landscape.integrations) >= APART
        self._flag: Flag = multiprocessing.get_context("spawn").Event() if large else threading.Event()
        self._found: Plan | None = None
        self._wanted = True

        def gently(progress: Progress) -> Progress:
            def tell(share: float, words: str) -> None:
                # Whoever cancels, here or in the status bar, gets the best plan so far.
                try:
                    progress(share, words)
                except CancelledError:
                    self._flag.set()
            return tell

        def work(progress: Progress) -> Plan:
            arguments = (landscape, catalog, options, self._flag)
            found: Plan = (apart(propose, arguments, gently(progress)) if large
                           else propose(*arguments, progress=gently(progress)))
            self._found = found
            return found

        def give() -> None:
            if self._wanted and self._found is not None:
                done(self._found)
            elif self._wanted:
                failed(CancelledError())

        def fail(error: Exception) -> None:
            if self._wanted:
                failed(error)

        self.task: Task = background.run(title, work, lambda _plan: give(), fail, give, apart=large)

    def stop(self) -> None:
        """End the search; what it has is given."""
        self._flag.set()

    def drop(self) -> None:
        """Forget it: the landscape it was for is gone."""
        self._wanted = False
        self._flag.set()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the chosen channels would amount to in one landscape.

    `channels` are those of each entry as they fit the landscape now, `problems` the sentences why an entry alone does
    not fit it, `hubs` the hubs that carry an entry, all by the number of the entry.
    """

    landscape: Landscape
    problem: Problem
    figures: WhatIf
    channels: Mapping[int, tuple[PlannedChannel, ...]]
    problems: Mapping[int, str]
    hubs: Mapping[int, PlannedHub]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is to be computed: the channels of all entries by number, and which of them are chosen.

    `recheck` fits the entries to a landscape that they were not made for; `problem` is that of the landscape, where it
    is known already.
    """

    landscape: Landscape
    catalog: Catalog
    options: PlanOptions
    entries: Mapping[int, tuple[PlannedChannel, ...]]
    chosen: tuple[int, ...]
    recheck: bool
    problem: Problem | None = None


def evaluate(asked: Question) -> Outcome:
    """The figures of what is chosen."""
    landscape = asked.landscape
    facts, settings = Facts(landscape, asked.catalog), settings_of(landscape)
    problem = asked.problem or read_problem(read_network(facts, settings), settings, asked.options.filtered)
    channels, problems = dict(asked.entries), {}
    if asked.recheck:
        for number, each in channels.items():
            against = violations(problem, each)
            if against:
                problems[number] = against[0].sentence
    for number, each in channels.items():
        if number not in problems:
            channels[number] = tuple(refreshed(problem, channel) if asked.recheck or not channel.covers else channel
                                     for channel in each)
    fitting = [number for number in asked.chosen if number not in problems]
    wished = [channel for number in fitting for channel in channels[number]]
    carriers = Hubs(facts, problem.network)
    hubs = {number: carriers.carrying(each[0]) for number, each in channels.items() if each}
    figures = what_if(facts, settings, wished, asked.options, problem)
    return Outcome(landscape, problem, figures, channels, problems, hubs)


def places_of_hubs(workspace: Workspace, catalog: Catalog, drawing: Drawing, wished: Sequence[PlannedChannel],
                   ) -> Mapping[str, Point]:
    """Where the hubs of channels would stand in a drawing of the workspace, which has the places of all systems.

    Nowhere while what is wished cannot be applied.
    """
    try:
        edit = steps_edit(workspace, catalog, wished)
        after = edit.apply(workspace)
        return hub_places(after, catalog, after.view(drawing.view_id), hubs_of(edit), drawing.placement.boxes,
                          seen=Seen(drawing.facts, drawing.view, drawing.looks))
    except D365ArchError:
        return {}


@dataclass(frozen=True, slots=True)
class Wish:
    """A channel that somebody wishes, with the hub that would carry it; or what speaks against any."""

    channel: PlannedChannel | None = None
    hub: PlannedHub | None = None
    violations: tuple[Violation, ...] = ()


def propose_channel(landscape: Landscape, catalog: Catalog, options: PlanOptions, integrations: Collection[str],
                    ) -> Wish:
    """A channel for some integrations."""
    facts, settings = Facts(landscape, catalog), settings_of(landscape)
    found = channel_for(facts, settings, integrations, options)
    if isinstance(found, PlannedChannel):
        return Wish(found, Hubs(facts, read_network(facts, settings)).carrying(found))
    return Wish(violations=found)
