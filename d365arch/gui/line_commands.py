"""The Arrange menu's command for lines: give them back to the layout."""

from __future__ import annotations

from collections.abc import Mapping

from d365arch.edit import Edit, SetBends, SetLabelAt, Several
from d365arch.gui.enabling import Enabling
from d365arch.gui.language import translate
from d365arch.gui.workbench import Workbench


class LineCommands:
    """Forgets bends and label places of the selected lines, of the lines of selected systems or, with none, of all."""

    def __init__(self, bench: Workbench) -> None:
        self._editor = bench.editor
        bench.on("straighten", self.straighten)
        self._enabling = Enabling(bench, self._rules)

    def _rules(self) -> Mapping[str, bool]:
        nothing_chosen = not self._editor.selection
        some = bool(self._editor.workspace.landscape.integrations)
        return {"straighten": some and (nothing_chosen or bool(self._led_by_hand()))}

    def _led_by_hand(self) -> tuple[str, ...]:
        """The integrations meant that have bends or a label place."""
        view, selection = self._editor.view, self._editor.selection
        by_hand = dict.fromkeys((*view.bends, *view.labels))
        if not selection:
            return tuple(by_hand)
        landscape = self._editor.workspace.landscape
        meant = {*selection.of_kind("integration"),
                 *(each.id for s in selection.of_kind("system") for each in landscape.integrations_of.get(s, ()))}
        return tuple(id_ for id_ in by_hand if id_ in meant)

    def straighten(self) -> None:
        """Route them anew; where nothing is selected, all lines make way for each other as in a new drawing."""
        editor = self._editor
        chosen, view = self._led_by_hand(), editor.view
        edits: tuple[Edit, ...] = (*(SetBends(view.id, i, ()) for i in chosen if i in view.bends),
                                   *(SetLabelAt(view.id, i, None) for i in chosen if i in view.labels))
        if edits:
            editor.perform(Several(edits, self._label(chosen)))
        if not editor.selection:
            editor.redraw(anew=True)

    def _label(self, chosen: tuple[str, ...]) -> str:
        if len(chosen) > 1:
            return translate("LineCommands", "Route {count} lines anew").format(count=len(chosen))
        name = self._editor.workspace.landscape.integration_by_id[chosen[0]].label
        return translate("LineCommands", "Route {name} anew").format(name=name)


def install(bench: Workbench) -> LineCommands:
    """Wire the action."""
    return LineCommands(bench)
