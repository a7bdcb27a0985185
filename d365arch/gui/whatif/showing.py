"""Brings the state of the what-if onto the panel and the canvas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject

from d365arch.catalog.facts import Facts
from d365arch.gui.whatif import wording
from d365arch.gui.whatif.chart import Bar
from d365arch.gui.whatif.ghost_paint import GhostLayer
from d365arch.gui.whatif.ghosting import Looked, ghost_plan
from d365arch.gui.whatif.ghosts import GhostPlan
from d365arch.gui.whatif.panel import WhatIfPanel
from d365arch.gui.whatif.planning import Outcome
from d365arch.gui.whatif.trial import Entry, Trial
from d365arch.model import Landscape, Point


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How things stand.

    `outcome` is the newest one of this very landscape; `pending` says that another is on its way. `current` is the
    number of the entry whose details are shown, `places` are those of new hubs, none while they are looked for.
    """

    trial: Trial
    facts: Facts
    outcome: Outcome | None
    current: int | None
    planning: bool
    pending: bool
    places: Mapping[str, Point] | None
    message: str
    ghosts: bool

    @property
    def landscape(self) -> Landscape:
        """The landscape as it is now."""
        return self.facts.landscape

    @property
    def chosen(self) -> list[Entry]:
        """The entries that are chosen, fit the landscape and are not applied yet."""
        return [entry for entry in self.trial.chosen(self.landscape) if not entry.problem]

    def name(self, system: str) -> str:
        """What a system is called."""
        found = self.landscape.system_by_id.get(system)
        return found.label if found else system


class Showing(QObject):
    """Shows a state, every part of it."""

    def __init__(self, panel: WhatIfPanel, ghosts: GhostLayer) -> None:
        super().__init__(panel)
        self._panel, self._ghosts = panel, ghosts

    def show(self, state: State) -> None:
        """Summary, list, figures, risks, ghosts."""
        trial, panel = state.trial, self._panel
        panel.show_state(self._summary(state), planning=state.planning, trying=bool(trial.entries),
                         planned=trial.plan is not None,
                         plan=self.tr("Make it anew") if trial.plan else self.tr("Propose hubs"))
        done = trial.applied(state.landscape)
        panel.show_rows([wording.row_of(e, state.name, applied=e.number in done) for e in trial.entries],
                        state.current)
        panel.left_out.show_sentences(wording.left_out(trial.plan, state.name) if trial.plan else [])
        self._show_entry(state)
        self._show_figures(state)
        self._show_chart(state)
        self._show_reason(state)
        self.show_ghosts(state)

    def _summary(self, state: State) -> str:
        if state.planning:
            return self.tr("Looking for hubs that pay …")
        trial = state.trial
        parts = [state.message] if state.message else []
        if trial.entries and trial.is_stale(state.landscape):
            parts.append(self.tr("The landscape was edited since this plan was made. Steps that still fit can be "
                                 "applied; the others say why not."))
        elif trial.plan is not None:
            parts.append(wording.summary(trial.plan, len(trial.applied(state.landscape))))
        if not parts and not trial.entries:
            parts.append(self.tr("Which direct links should go through which hub? A plan says so, with what it saves "
                                 "and what it risks. Nothing in the landscape changes until you apply it."))
        return "\n\n".join(parts)

    def _show_entry(self, state: State) -> None:
        panel = self._panel
        entry = state.trial.entry(state.current) if state.current is not None else None
        section = panel.sections["members"]
        section.setVisible(entry is not None and state.outcome is not None)
        if entry is None or state.outcome is None:
            return
        section.set_note(self.tr("of {number}  {hub}").format(number=entry.number, hub=entry.hub.name))
        panel.members.show_channels(entry.channels, state.outcome.problem, state.name)
        panel.members.setEnabled(entry.number not in state.trial.applied(state.landscape))
        panel.reset.setVisible(entry.changed or entry.step is None)
        panel.reset.setText(self.tr("As the plan proposes") if entry.step is not None
                            else self.tr("Forget this channel"))

    def _show_figures(self, state: State) -> None:
        panel = self._panel
        figures = state.outcome.figures if state.outcome is not None else None
        panel.sections["figures"].setVisible(figures is not None)
        risks = wording.risk_sentences(figures.risks) if figures else []
        panel.sections["risks"].setVisible(bool(risks))
        panel.sections["risks"].set_note(str(len(risks)) if risks else "")
        panel.risks.show_sentences(risks)
        if figures is not None:
            panel.figures.show_figures((figures.cost_before, figures.cost_after), figures.before, figures.after)

    def _show_chart(self, state: State) -> None:
        plan, done = state.trial.plan, state.trial.applied(state.landscape)
        self._panel.sections["chart"].setVisible(bool(plan and plan.steps))
        if plan is not None and plan.steps:
            self._panel.chart.show_costs(plan.cost_before, [
                Bar(e.number, e.step.cost_after, e.chosen or e.number in done)
                for e in state.trial.entries if e.step is not None], plan.lower_bound)

    def _show_reason(self, state: State) -> None:
        chosen = bool(state.chosen)
        known = state.outcome is not None and not state.pending
        against = state.outcome.figures.violations if state.outcome is not None and known else ()
        reason = "\n".join(dict.fromkeys(violation.sentence for violation in against))
        hint = self.tr("Choose a step to see what it changes.") if not chosen and state.trial.entries else ""
        self._panel.show_reason(reason, hint, may_apply=chosen and known and not against, chosen=chosen)

    def show_ghosts(self, state: State) -> None:
        """Draw what is chosen; while figures are on their way the old ghosts stay, so that nothing flickers."""
        outcome, chosen = state.outcome, state.chosen
        if outcome is None or not chosen or not state.ghosts:
            self._ghosts.show(GhostPlan(), {})
        elif not state.pending and state.places is not None:
            looked = Looked(state.current, max(0, self._panel.members.which.currentIndex()))
            self._ghosts.show(ghost_plan(outcome.problem, state.facts, chosen, outcome.figures.violations, looked),
                              state.places)
