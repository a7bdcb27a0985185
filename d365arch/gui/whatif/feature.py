"""Puts the what-if into the window: a plan, its steps as ghosts on the canvas, and what a person does with them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt

from d365arch.analysis.consolidation.problem import Problem
from d365arch.analysis.consolidation.records import Plan, PlannedChannel, PlanOptions
from d365arch.errors import D365ArchError
from d365arch.gui.background import Task
from d365arch.gui.enabling import Enabling
from d365arch.gui.whatif.channels import moved
from d365arch.gui.whatif.deciding import apply_steps, save_to_be
from d365arch.gui.whatif.evaluating import Evaluating
from d365arch.gui.whatif.ghost_clicks import GhostClicks
from d365arch.gui.whatif.ghost_paint import GhostLayer
from d365arch.gui.whatif.ghosting import row_title
from d365arch.gui.whatif.ghosts import GhostPlan, Seat
from d365arch.gui.whatif.panel import WhatIfPanel
from d365arch.gui.whatif.planning import Outcome, Planning, Question, propose_channel
from d365arch.gui.whatif.showing import Showing, State
from d365arch.gui.whatif.trial import Entry, Trial, channels_of
from d365arch.gui.workbench import Workbench
from d365arch.model import Landscape, Workspace
from d365arch.model.progress import CancelledError
from d365arch.scene.parts import Element


class WhatIfTool(QObject):
    """Follows the panel and the document; the document is touched by `apply` alone."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench, self._editor = bench, bench.editor
        self.trial = Trial()
        self.panel = WhatIfPanel(bench.editor)
        self.ghosts = GhostLayer(bench.canvas)
        self._showing = Showing(self.panel, self.ghosts)
        self._clicks = GhostClicks(bench.canvas, self.ghosts, self._names_of, move=self._move_seat, look=self._pick,
                                   explain=lambda: bench.show_dock("whatif"))
        self.outcome: Outcome | None = None
        self._planning: Planning | None = None
        self._evaluating = Evaluating(bench.editor, self)
        self._current: int | None = None
        self._message = ""
        self._gave_way = False
        self._document = bench.editor.document
        self._dock = bench.add_dock("whatif", self.tr("What if"), self.panel, Qt.DockWidgetArea.RightDockWidgetArea,
                                    beside="inspector", hidden=True)
        self._dock.toggleViewAction().toggled.connect(lambda _shown: self._show_ghosts())
        bench.on("plan", self.propose)
        bench.on("try_channel", self.try_channel)
        self._listen()
        self._enabling = Enabling(bench, lambda: {"plan": True, "try_channel": bool(self._chosen_integrations())})
        self._show()

    def _listen(self) -> None:
        panel, editor = self.panel, self._editor
        panel.plan_wanted.connect(self.propose)
        panel.stop_wanted.connect(self.stop)
        panel.chosen.connect(lambda number, chosen: self.choose([number], chosen=chosen))
        panel.all_chosen.connect(lambda chosen: self.choose([e.number for e in self.trial.entries], chosen=chosen))
        panel.picked.connect(self._pick)
        panel.moved.connect(self._move)
        panel.members.turned.connect(self._show_ghosts)
        panel.reset_wanted.connect(self._reset)
        panel.fit_wanted.connect(self.fit)
        panel.apply_wanted.connect(self.apply)
        panel.reject_wanted.connect(self.reject)
        panel.save_wanted.connect(self.save_to_be)
        panel.chart.picked.connect(self._pick)
        panel.options.filtered.toggled.connect(lambda _on: self._show())
        editor.changed.connect(self._edited)
        editor.drawing_changed.connect(lambda _drawing: self._place())
        editor.background.progressed.connect(self._progressed)
        self._evaluating.evaluated.connect(self._take_outcome)
        self._evaluating.placed.connect(self._show)
        self._evaluating.stopped.connect(self._show)
        self._evaluating.failed.connect(self._fail)

    @property
    def landscape(self) -> Landscape:
        """The landscape as it is now."""
        return self._editor.workspace.landscape

    @property
    def options(self) -> PlanOptions:
        """How the plan on show was made, or the next one will be."""
        return self.trial.plan.options if self.trial.plan else self.panel.options.value()

    @property
    def planning(self) -> bool:
        """Whether a plan is under way."""
        return self._planning is not None

    # --- the plan ---------------------------------------------------------------------------------------------------

    def propose(self) -> None:
        """Open the panel and make a plan of the landscape as it is now."""
        self._bench.show_dock("whatif")
        landscape, own = self.landscape, self.trial.own(self.landscape)
        self._forget_plan()

        def done(plan: Plan) -> None:
            self._planning = None
            self.trial = Trial.of_plan(plan, landscape, own)
            self._current = self.trial.entries[0].number if self.trial.entries else None
            self._try()

        def failed(error: Exception) -> None:
            self._planning = None
            self.trial.entries += own
            self._message = (error.sentence if isinstance(error, D365ArchError)
                             else self.tr("The search was stopped before it found anything."))
            self._show()
            if not isinstance(error, (D365ArchError, CancelledError)):
                raise error

        self._planning = Planning(self._editor.background, landscape, self._editor.catalog,
                                  self.panel.options.value(), title=self.tr("Looking for hubs"), done=done,
                                  failed=failed)
        self.panel.show_progress(0)
        self._show()

    def stop(self) -> None:
        """End the search; the best plan so far is shown."""
        if self._planning is not None:
            self._planning.stop()

    def _progressed(self, task: Task) -> None:
        if self._planning is not None and task is self._planning.task:
            self.panel.show_progress(task.share)

    def _forget_plan(self) -> None:
        if self._planning is not None:
            self._planning.drop()
            self._planning = None
        self.trial, self.outcome, self._current, self._message = Trial(), None, None, ""
        self.ghosts.show(GhostPlan(), {})

    def reject(self) -> None:
        """Forget the plan; the landscape was never touched."""
        self._forget_plan()
        self._show()

    # --- the choice -------------------------------------------------------------------------------------------------

    def choose(self, numbers: list[int], *, chosen: bool) -> None:
        """Choose steps, or no longer."""
        self.trial.choose(numbers, chosen)
        if chosen and len(numbers) == 1:
            self._current = numbers[0]
        self._try()

    def _pick(self, number: int) -> None:
        if number != self._current:
            self._current = number
            self._show()

    def _move(self, position: int, channel: PlannedChannel) -> None:
        """A member was moved: the entry is tried out with it."""
        entry = self._current_entry()
        if entry is not None:
            self._put(entry, position, channel)

    def _put(self, entry: Entry, position: int, channel: PlannedChannel) -> None:
        channels = tuple(channel if k == position else each for k, each in enumerate(entry.channels))
        self.trial.put(replace(entry, channels=channels, chosen=True))
        self._try()

    def _move_seat(self, seat: Seat, into: bool) -> None:
        """A ghost was clicked: its system leaves the channel or comes in."""
        entry, problem = self.trial.entry(seat.entry), self._problem()
        if entry is None or problem is None or seat.position >= len(entry.channels):
            return
        channel = entry.channels[seat.position]
        changed = (moved(problem, channel, seat.system, into=seat.side) if into
                   else moved(problem, channel, seat.system, out_of=seat.side))
        if changed != channel:
            self._put(entry, seat.position, changed)

    def _names_of(self, seat: Seat) -> tuple[str, str, str]:
        """What the system, the data and the hub of a seat are called."""
        entry = self.trial.entry(seat.entry)
        if entry is None:
            return seat.system, "", ""
        return self._state().name(seat.system), row_title(entry.channels[seat.position]), entry.hub.name

    def _reset(self) -> None:
        """Back to what the plan proposes; a channel of one's own goes."""
        entry = self._current_entry()
        if entry is None:
            return
        if entry.step is not None:
            self.trial.put(replace(entry, channels=entry.step.channels))
        else:
            self.trial.remove(entry.number)
            self._current = next((each.number for each in self.trial.entries), None)
        self._try()

    def _current_entry(self) -> Entry | None:
        return self.trial.entry(self._current) if self._current is not None else None

    def try_channel(self) -> None:
        """Let the selected integrations, or those between the selected systems, share a channel."""
        chosen = self._chosen_integrations()
        if not chosen:
            self._editor.message.emit(self.tr("Select the integrations that shall share a channel, or the systems "
                                              "between which they run."))
            return
        self._bench.show_dock("whatif")
        try:
            found = propose_channel(self.landscape, self._editor.catalog, self.options, chosen)
        except D365ArchError as error:
            self._message = error.sentence
        else:
            if self.trial.plan is None and not self.trial.entries:
                self.trial = Trial.of_own(self.landscape)
            if found.channel is not None and found.hub is not None:
                self._current = self.trial.add_own(found.hub, found.channel).number
                self._editor.selection.clear()      # its glow would hide the ghosts
            self._message = " ".join(violation.sentence for violation in found.violations)
        self._try()

    def _chosen_integrations(self) -> tuple[str, ...]:
        elements = self._editor.selection.elements
        named = [e.id for e in elements if e.kind == "integration"]
        if named:
            return tuple(named)
        systems = {e.id for e in elements if e.kind == "system"}
        if len(systems) < 2:
            return ()
        found = {i.id for s in systems for i in self.landscape.integrations_of.get(s, ())
                 if {i.from_.system, i.to.system} <= systems}
        return tuple(sorted(found))

    # --- figures and ghosts -----------------------------------------------------------------------------------------

    def _problem(self) -> Problem | None:
        """The problem of the landscape as it is now, where it was read already."""
        known = self.outcome
        return known.problem if known is not None and known.landscape is self.landscape else None

    def _evaluate(self) -> None:
        """Have the figures computed; results for an older choice are dropped."""
        if self.trial.entries:
            self._evaluating.ask(self._question())
        else:
            self._evaluating.stop()
            self.outcome = None
        self._show()

    def _try(self) -> None:
        """Another choice: it is shown, whatever lies over the drawing now."""
        self._gave_way = False
        self._evaluate()

    def _fail(self, error: Exception) -> None:
        self._message = error.sentence if isinstance(error, D365ArchError) else str(error)
        self._show()
        if not isinstance(error, D365ArchError):
            raise error

    def _question(self) -> Question:
        trial, landscape, known = self.trial, self.landscape, self._problem()
        return Question(
            landscape=landscape, catalog=self._editor.catalog, options=self.options,
            entries={e.number: e.channels for e in trial.open_entries(landscape)},
            chosen=tuple(e.number for e in trial.chosen(landscape)),
            recheck=trial.is_stale(landscape) or bool(trial.applied(landscape)),
            problem=known if known is not None and known.filtered is self.options.filtered else None)

    def _take_outcome(self, outcome: Outcome) -> None:
        if outcome.landscape is not self.landscape:
            return
        self.outcome = outcome
        for number, channels in outcome.channels.items():
            entry = self.trial.entry(number)
            if entry is not None:
                hub = outcome.hubs.get(number, entry.hub)
                self.trial.put(replace(entry, channels=channels, problem=outcome.problems.get(number, ""),
                                       hub=hub._replace(new=hub.new and self._opens(entry, hub.id))))
        self._place()
        self._show()

    def _place(self) -> None:
        """Have places found for hubs to come; another drawing may have others."""
        state = self._state()
        if state.outcome is not None and any(e.hub.id not in self.landscape.system_by_id for e in state.chosen):
            self._evaluating.place(channels_of(state.chosen))

    def _opens(self, entry: Entry, hub: str) -> bool:
        """Whether an entry is the first of those listed that needs a hub, so that it is the one that opens it."""
        return not any(other.hub.id == hub for other in self.trial.open_entries(self.landscape)
                       if other.number < entry.number)

    @property
    def pending(self) -> bool:
        """Whether figures for the choice are on their way."""
        return self._evaluating.pending

    def _state(self) -> State:
        known = self.outcome if self._problem() is not None else None
        return State(trial=self.trial, facts=self._editor.facts, outcome=known, current=self._current,
                     planning=self.planning, pending=self.pending, message=self._message,
                     places=None if self._evaluating.placing else self._evaluating.places,
                     ghosts=not (self._dock.isHidden() or self._gave_way))

    def _show(self) -> None:
        self._showing.show(self._state())
        self._hold()

    def _show_ghosts(self) -> None:
        self._showing.show_ghosts(self._state())
        self._hold()

    def _hold(self) -> None:
        """Ghosts end what lay over the drawing before them, and give way to what comes after."""
        if self.ghosts.plan:
            self._bench.overlays.take("ghosts", self._give_way)
        elif not self._gave_way:
            self._bench.overlays.leave("ghosts")

    def _give_way(self) -> None:
        """Something else lies over the drawing now; ghosts come back with the next choice."""
        self._gave_way = True
        self.ghosts.show(GhostPlan(), {})

    def fit(self) -> None:
        """Zoom so that all ghosts are seen."""
        if self._gave_way:
            self._gave_way = False
            self._show_ghosts()
        bounds = self.ghosts.shapes.bounds
        if bounds is not None:
            self._bench.canvas.show_area(bounds)
        if hidden := self.ghosts.shapes.hidden:
            self._editor.message.emit(self.tr("{count} of the integrations that go are not in this view.").format(
                count=hidden))

    # --- decisions --------------------------------------------------------------------------------------------------

    def apply(self) -> None:
        """Make the chosen entries part of the landscape, as one undo step, and show the hub."""
        chosen, before = self._state().chosen, self.landscape
        if not chosen or not self.panel.apply.isEnabled():
            return
        hubs = {entry.hub.id for entry in chosen}
        self.trial.choose([entry.number for entry in chosen], chosen=False)
        if not apply_steps(self._editor, channels_of(chosen)):
            self.trial.choose([entry.number for entry in chosen], chosen=True)
            self._evaluate()
            return
        self.trial.mark_applied(before, self.landscape, [entry.number for entry in chosen])
        self._next()
        elements = [Element(kind="system", id=hub) for hub in sorted(hubs) if hub in self.landscape.system_by_id]
        self._editor.selection.set(elements)
        self._bench.show_elements(elements)
        self._bench.show_dock("whatif")
        self.panel.list.setFocus()
        self._evaluate()

    def _next(self) -> None:
        """Go on with the first step that is left."""
        left = self.trial.open_entries(self.landscape)
        self._current = left[0].number if left else self._current

    def save_to_be(self) -> None:
        """Write the landscape with the chosen entries to another file and offer to open it; this one stays."""
        chosen = self._state().chosen
        if chosen and self.panel.save.isEnabled():
            save_to_be(self._bench, channels_of(chosen))

    def _edited(self, before: Workspace, after: Workspace) -> None:
        """Another document ends all; an edit may make the plan stale, or an undo fit it again."""
        if before.landscape is after.landscape and not self._is_another():
            return
        if self._planning is not None:
            self._planning.drop()
            self._planning = None
            self._message = self.tr("The landscape was edited while the plan was made.")
        if self._is_another():
            self._document = self._editor.document
            self._forget_plan()
        self._evaluate()

    def _is_another(self) -> bool:
        """Whether this is another document and not an edit of the one before."""
        return self._document is not self._editor.document


def install(bench: Workbench) -> WhatIfTool:
    """Put the what-if into a window."""
    return WhatIfTool(bench)
