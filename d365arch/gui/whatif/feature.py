"""Puts the what-if into the window: a plan, its steps as ghosts on the canvas, and what a person does with them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt

from d365arch.analysis.consolidation.problem import Problem
from d365arch.analysis.consolidation.records import Plan, PlannedChannel, PlanOptions
from d365arch.errors import D365ArchError
from d365arch.gui.background import Task
from d365arch.gui.enabling import Enabling
from d365arch.gui.whatif import wording
from d365arch.gui.whatif.chart import Bar
from d365arch.gui.whatif.deciding import apply_steps, save_to_be
from d365arch.gui.whatif.ghost_paint import GhostLayer
from d365arch.gui.whatif.ghosting import ghost_plan
from d365arch.gui.whatif.ghosts import GhostPlan
from d365arch.gui.whatif.panel import WhatIfPanel
from d365arch.gui.whatif.planning import Outcome, Planning, Question, evaluate, propose_channel
from d365arch.gui.whatif.trial import Entry, Trial, channels_of
from d365arch.gui.workbench import Workbench
from d365arch.model import Landscape, Workspace
from d365arch.model.progress import CancelledError, Progress
from d365arch.scene.parts import Element


class WhatIfTool(QObject):
    """Follows the panel and the document; the document is touched by `apply` alone."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench, self._editor = bench, bench.editor
        self.trial = Trial()
        self.panel = WhatIfPanel(bench.editor)
        self.ghosts = GhostLayer(bench.canvas)
        self.outcome: Outcome | None = None
        self._planning: Planning | None = None
        self._evaluating: Task | None = None
        self._current: int | None = None
        self._message = ""
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
        panel.reset_wanted.connect(self._reset)
        panel.fit_wanted.connect(self.fit)
        panel.apply_wanted.connect(self.apply)
        panel.reject_wanted.connect(self.reject)
        panel.save_wanted.connect(self.save_to_be)
        panel.chart.picked.connect(self._pick)
        panel.options.filtered.toggled.connect(lambda _on: self._show())
        editor.changed.connect(self._edited)
        editor.background.progressed.connect(self._progressed)

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

    def _name(self, system: str) -> str:
        found = self.landscape.system_by_id.get(system)
        return found.label if found else system

    # --- the plan ---------------------------------------------------------------------------------------------------

    def propose(self) -> None:
        """Open the panel and make a plan of the landscape as it is now."""
        self._bench.show_dock("whatif")
        self._forget_plan()
        landscape = self.landscape

        def done(plan: Plan) -> None:
            self._planning = None
            self._take(plan, landscape)

        def failed(error: Exception) -> None:
            self._planning = None
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

    def _take(self, plan: Plan, landscape: Landscape) -> None:
        self._message = ""
        self.trial = Trial.of_plan(plan, landscape)
        self._current = self.trial.entries[0].number if self.trial.entries else None
        self._evaluate()

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
        self._evaluate()

    def _pick(self, number: int) -> None:
        if number != self._current:
            self._current = number
            self._show()

    def _move(self, position: int, channel: PlannedChannel) -> None:
        """A member was moved: the entry is tried out with it."""
        entry = self._current_entry()
        if entry is not None:
            channels = tuple(channel if k == position else each for k, each in enumerate(entry.channels))
            self.trial.put(replace(entry, channels=channels, chosen=True))
            self._evaluate()

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
        self._evaluate()

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
            self._message = " ".join(violation.sentence for violation in found.violations)
        self._evaluate()

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
        if self._evaluating is not None:
            self._evaluating.cancel()
            self._evaluating = None
        if not self.trial.entries:
            self.outcome = None
            self._show()
            return
        landscape, question = self.landscape, self._question()

        def work(_progress: Progress) -> Outcome:
            return evaluate(question)

        def done(outcome: Outcome) -> None:
            self._evaluating = None
            if landscape is self.landscape:
                self._take_outcome(outcome)

        def failed(error: Exception) -> None:
            self._evaluating = None
            self._message = error.sentence if isinstance(error, D365ArchError) else str(error)
            self._show()
            if not isinstance(error, D365ArchError):
                raise error

        self._evaluating = self._editor.background.run(self.tr("Computing the figures"), work, done, failed)
        self._show()

    def _question(self) -> Question:
        editor, trial, landscape = self._editor, self.trial, self.landscape
        drawing = editor.drawing
        return Question(
            workspace=editor.workspace_as_drawn(), catalog=editor.catalog, options=self.options,
            entries={e.number: e.channels for e in trial.open_entries(landscape)},
            chosen=tuple(e.number for e in trial.chosen(landscape)),
            recheck=trial.is_stale(landscape) or bool(trial.applied(landscape)), view_id=editor.view_id,
            boxes=drawing.placement.boxes if drawing else {}, problem=self._problem())

    def _take_outcome(self, outcome: Outcome) -> None:
        self.outcome = outcome
        for number, channels in outcome.channels.items():
            entry = self.trial.entry(number)
            if entry is not None:
                hub = outcome.hubs.get(number, entry.hub)
                self.trial.put(replace(entry, channels=channels, problem=outcome.problems.get(number, ""),
                                       hub=hub._replace(new=hub.new and self._opens(entry, hub.id))))
        self._show()

    def _opens(self, entry: Entry, hub: str) -> bool:
        """Whether an entry is the first of those listed that needs a hub, so that it is the one that opens it."""
        return not any(other.hub.id == hub for other in self.trial.open_entries(self.landscape)
                       if other.number < entry.number)

    def _chosen_now(self) -> list[Entry]:
        return [entry for entry in self.trial.chosen(self.landscape) if not entry.problem]

    @property
    def pending(self) -> bool:
        """Whether figures for the choice are on their way."""
        return self._evaluating is not None

    def _show(self) -> None:
        """Show how things stand: list, figures, risks, ghosts."""
        trial, panel = self.trial, self.panel
        stale = trial.is_stale(self.landscape) and bool(trial.entries)
        panel.show_state(self._summary(stale=stale), planning=self.planning, trying=bool(trial.entries),
                         planned=trial.plan is not None,
                         plan=self.tr("Make it anew") if trial.entries or trial.plan else self.tr("Propose hubs"))
        done = trial.applied(self.landscape)
        panel.show_rows([wording.row_of(e, self._name, applied=e.number in done) for e in trial.entries], self._current)
        panel.left_out.show_sentences(wording.left_out(trial.plan, self._name) if trial.plan else [])
        self._show_entry()
        self._show_figures()
        self._show_chart(done)
        self._show_reason()
        self._show_ghosts()

    def _summary(self, *, stale: bool) -> str:
        if self.planning:
            return self.tr("Looking for hubs that pay …")
        parts = [self._message] if self._message else []
        plan = self.trial.plan
        if stale:
            parts.append(self.tr("The landscape was edited since this plan was made. Steps that still fit can be "
                                 "applied; the others say why not."))
        elif plan is not None:
            parts.append(wording.summary(plan))
        if not parts and not self.trial.entries:
            parts.append(self.tr("Which direct links should go through which hub? A plan says so, with what it saves "
                                 "and what it risks. Nothing in the landscape changes until you apply it."))
        return "\n\n".join(parts)

    def _show_entry(self) -> None:
        entry, problem = self._current_entry(), self._problem()
        section = self.panel.sections["members"]
        section.setVisible(entry is not None and problem is not None)
        if entry is None or problem is None:
            return
        section.set_note(self.tr("of {number}  {hub}").format(number=entry.number, hub=entry.hub.name))
        self.panel.members.show_channels(entry.channels, problem, self._name)
        self.panel.members.setEnabled(entry.number not in self.trial.applied(self.landscape))
        self.panel.reset.setVisible(entry.changed or entry.step is None)
        self.panel.reset.setText(self.tr("As the plan proposes") if entry.step is not None
                                 else self.tr("Forget this channel"))

    def _show_figures(self) -> None:
        figures = self.outcome.figures if self.outcome is not None and self._problem() is not None else None
        self.panel.sections["figures"].setVisible(figures is not None)
        risks = wording.risk_sentences(figures.risks) if figures else []
        self.panel.sections["risks"].setVisible(bool(risks))
        self.panel.sections["risks"].set_note(str(len(risks)) if risks else "")
        self.panel.risks.show_sentences(risks)
        if figures is not None:
            self.panel.figures.show_figures((figures.cost_before, figures.cost_after), figures.before, figures.after)

    def _show_chart(self, done: frozenset[int]) -> None:
        plan = self.trial.plan
        self.panel.sections["chart"].setVisible(bool(plan and plan.steps))
        if plan is not None and plan.steps:
            self.panel.chart.show_costs(plan.cost_before, [
                Bar(e.number, e.step.cost_after, e.chosen or e.number in done)
                for e in self.trial.entries if e.step is not None], plan.lower_bound)

    def _show_reason(self) -> None:
        chosen = self._chosen_now()
        current = self._problem() is not None and not self.pending
        against = self.outcome.figures.violations if current and self.outcome is not None else ()
        reason = "\n".join(dict.fromkeys(violation.sentence for violation in against))
        if not chosen and self.trial.entries:
            reason = self.tr("Choose at least one step.")
        self.panel.show_reason(reason, may_apply=bool(chosen) and current and not against, chosen=bool(chosen))

    def _show_ghosts(self) -> None:
        problem, chosen = self._problem(), self._chosen_now()
        if problem is None or self.outcome is None or not chosen or self._dock.isHidden():
            self.ghosts.show(GhostPlan(), {})
        elif not self.pending:      # until then the old ones stay, so that nothing flickers
            self.ghosts.show(ghost_plan(problem, chosen, self.outcome.figures.violations), self.outcome.places)

    def fit(self) -> None:
        """Zoom so that all ghosts are seen."""
        bounds = self.ghosts.shapes.bounds
        if bounds is not None:
            self._bench.canvas.show_area(bounds)
        if hidden := self.ghosts.shapes.hidden:
            self._editor.message.emit(self.tr("{count} of the integrations that go are not in this view.").format(
                count=hidden))

    # --- decisions --------------------------------------------------------------------------------------------------

    def apply(self) -> None:
        """Make the chosen entries part of the landscape, as one undo step, and show the hub."""
        chosen, before = self._chosen_now(), self.landscape
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
        self._evaluate()

    def _next(self) -> None:
        """Go on with the first step that is left."""
        left = self.trial.open_entries(self.landscape)
        self._current = left[0].number if left else self._current

    def save_to_be(self) -> None:
        """Write the landscape with the chosen entries to another file and offer to open it; this one stays."""
        chosen = self._chosen_now()
        if chosen and self.panel.save.isEnabled():
            save_to_be(self._bench, channels_of(chosen))

    def _edited(self, before: Workspace, after: Workspace) -> None:
        """Another document ends all; an edit may make the plan stale, or an undo fit it again."""
        if before.landscape is after.landscape:
            return
        if self._planning is not None:
            self._planning.drop()
            self._planning = None
            self._message = self.tr("The landscape was edited while the plan was made.")
        if self._is_another(after):
            self._forget_plan()
        self._evaluate()

    def _is_another(self, after: Workspace) -> bool:
        """Whether this is another document and not an edit of the one before."""
        another = self._document is not self._editor.document
        self._document = self._editor.document
        return another


def install(bench: Workbench) -> WhatIfTool:
    """Put the what-if into a window."""
    return WhatIfTool(bench)
