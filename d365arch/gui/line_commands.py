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
        known = self._editor.workspace.landscape.integration_by_id
        by_hand = [known[id_] for id_ in dict.fromkeys((*view.bends, *view.labels)) if id_ in known]
        if selection and by_hand:
            lines, systems = set(selection.of_kind("integration")), set(selection.of_kind("system"))
            by_hand = [i for i in by_hand if i.id in lines or i.from_.system in systems or i.to.system in systems]
        return tuple(each.id for each in by_hand)

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
