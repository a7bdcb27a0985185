"""Folding and bundling: zones as one box, hubs as the flows through them, a pair's lines as one, and the overview."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu

from d365arch.edit import Edit, Fold, SetField, Several, Target, TargetKind
from d365arch.gui.canvas.viewport import Viewport
from d365arch.gui.enabling import Enabling
from d365arch.gui.members_menu import fill_members
from d365arch.gui.workbench import Workbench
from d365arch.scene.build import Drawing
from d365arch.scene.hub_flows import MOST
from d365arch.scene.parts import Element


class Folding(QObject):
    """The commands; a double click on what stands for several opens it."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench, self._editor, self._canvas = bench, bench.editor, bench.canvas
        self._was_overview = False
        self._before: dict[str, Viewport] = {}
        bench.on("fold", self.fold)
        bench.on("unfold_all", self.unfold_all)
        bench.on("endpoints", self.toggle_endpoints)
        bench.on("bundle", self.toggle_bundle)
        bench.on("overview", self.toggle_overview)
        self._canvas.inside_wanted.connect(self.open_up)
        self._editor.drawing_changed.connect(self._drawn)
        self._editor.opened.connect(self._forget_sight)
        self._enabling = Enabling(bench, self._rules)

    def _rules(self) -> Mapping[str, bool]:
        view, drawing = self._editor.view, self._editor.drawing
        overview = bool(view.overview)
        for name, checked in (("endpoints", view.endpoints is not False and not overview),
                              ("bundle", bool(view.bundle) or overview), ("overview", overview)):
            self._bench.actions[name].setChecked(checked)
        # An overview folds by itself; what is folded by hand would not be seen.
        foldable = not overview and next(self._each_foldable(), None) is not None
        return {"fold": foldable, "unfold_all": bool(view.folded) or overview,
                "endpoints": drawing is not None and not overview, "bundle": drawing is not None and not overview,
                "overview": drawing is not None}

    def _foldable(self) -> tuple[str, ...]:
        """The zones and hubs that the selection means: themselves, the zones of systems, the hubs behind a flow."""
        return tuple(dict.fromkeys(self._each_foldable()))

    def _each_foldable(self) -> Iterator[str]:
        landscape, facts = self._editor.workspace.landscape, self._editor.facts
        for element in self._editor.selection.elements:
            owner = element.id.partition(".")[0]
            if element.kind == "zone":
                yield element.id
            elif element.kind in ("system", "endpoint") and owner in landscape.system_by_id:
                zone = landscape.system_by_id[owner].zone
                if facts.is_hub(owner):
                    yield owner
                elif zone is not None and zone in landscape.zone_by_id:
                    yield zone
            elif element.kind == "integration":
                yield from self._hubs_behind(element.id)

    def _hubs_behind(self, integration: str) -> list[str]:
        """The folded hubs that an integration ends at."""
        line = self._editor.workspace.landscape.integration_by_id.get(integration)
        ends = (line.from_.system, line.to.system) if line else ()
        return [end for end in ends if end in self._editor.view.folded and self._editor.facts.is_hub(end)]

    def fold(self) -> None:
        """Fold what is selected, or unfold it where all of it is folded."""
        ids = self._foldable()
        folded = self._editor.view.folded
        if ids:
            self._set_folded(ids, not all(each in folded for each in ids))

    def _set_folded(self, ids: tuple[str, ...], folded: bool) -> None:
        names = self._names(ids)
        text = self.tr("Fold {names}") if folded else self.tr("Unfold {names}")
        self._perform([Fold(self._editor.view_id, ids, folded)], text.format(names=names))
        hubs = [each for each in ids if self._editor.facts.is_hub(each)]
        drawing = self._editor.drawing
        if folded and hubs and drawing is not None:
            busy = [each for each in hubs if each in drawing.looks.busy]
            self._editor.message.emit(self._too_many(busy) if busy else self._told(names, drawing))

    def _too_many(self, hubs: list[str]) -> str:
        """Why a hub stays open, and what would help."""
        return self.tr("{names} stays open: more than {count} flows run through it. Give its integrations channels or "
                       "entities.").format(names=self._names(hubs), count=f"{MOST:,}")

    def _told(self, names: str, drawing: Drawing) -> str:
        """How many flows run through what was folded, and what is not drawn because it leads to nobody else."""
        flows = sum(1 for line in drawing.looks.lines.values() for part in (line, *line.parts) if part.via)
        lost = [i for i in drawing.looks.selection.integrations if i.id not in drawing.looks.line_of
                and (self._editor.facts.is_hub(i.from_.system) or self._editor.facts.is_hub(i.to.system))]
        text = (self.tr("{names} folded: 1 flow from end to end.") if flows == 1
                else self.tr("{names} folded: {count} flows from end to end."))
        said = text.format(names=names, count=flows)
        if lost:
            said += " " + self.tr("Not drawn, because nothing is at the other side: {lost}.").format(
                lost=", ".join(i.label for i in lost[:3]) + (self.tr(" and more") if len(lost) > 3 else ""))
        return said

    def _names(self, ids: Iterable[str]) -> str:
        landscape = self._editor.workspace.landscape
        labels = [found.label for each in ids
                  if (found := landscape.zone_by_id.get(each) or landscape.system_by_id.get(each))]
        return labels[0] if len(labels) == 1 else self.tr("{count} elements").format(count=len(labels))

    def unfold_all(self) -> None:
        """Open every zone and hub of this view, and end an overview."""
        view = self._editor.view
        edits: list[Edit] = [Fold(self._editor.view_id, view.folded, False)] if view.folded else []
        if view.overview:
            edits.append(self._stated("overview", None))
        if edits:
            self._perform(edits, self.tr("Unfold everything"))

    def toggle_endpoints(self) -> None:
        """Show or hide the endpoints of all systems."""
        hidden = self._editor.view.endpoints is False
        self._perform([self._stated("endpoints", None if hidden else False)],
                      self.tr("Show endpoints") if hidden else self.tr("Hide endpoints"))

    def toggle_bundle(self) -> None:
        """One line for each pair of systems, or one for each integration."""
        on = bool(self._editor.view.bundle)
        self._perform([self._stated("bundle", None if on else True)],
                      self.tr("Show every line") if on else self.tr("Bundle lines"))

    def toggle_overview(self) -> None:
        """Begin or end the overview; what is placed and folded by hand is kept for its end."""
        on = bool(self._editor.view.overview)
        if not on:
            self._before[self._editor.view_id] = self._canvas.viewport
        self._perform([self._stated("overview", None if on else True)],
                      self.tr("End overview") if on else self.tr("Overview"))

    def _stated(self, field: str, value: object) -> Edit:
        view = self._editor.view
        return SetField(Target(TargetKind.VIEW, view.id, name=view.title), (field,), value)

    def _perform(self, edits: list[Edit], label: str) -> None:
        self._editor.perform(Several(tuple(edits), label))
        self._enabling.refresh()

    def _forget_sight(self) -> None:
        self._was_overview = bool(self._editor.view.overview)

    def _drawn(self, drawing: Drawing) -> None:
        """An overview has places of its own, so it is shown whole; at its end the old section is back."""
        if drawing.overview == self._was_overview:
            return
        self._was_overview = drawing.overview
        before = self._before.pop(drawing.view_id, None)
        if drawing.overview or before is None:
            self._canvas.fit()
        else:
            self._canvas.set_viewport(before)

    def open_up(self, element: Element) -> None:
        """Open a folded zone, or list what a line stands for; out of an overview, go to the zone or systems."""
        if element.kind == "bundle":
            self._list_members(element)
        elif element.kind == "group":
            self._before.pop(self._editor.view_id, None)
            self._editor.selection.set((element,))
            self.toggle_overview()
            self._canvas.fit_selection()
        elif element.kind == "zone" and self._editor.view.overview:
            self._before.pop(self._editor.view_id, None)
            self.toggle_overview()
            self._editor.selection.set((element,))
            self._canvas.fit_selection()
        elif element.kind == "zone":
            outer = [z.id for z in self._editor.workspace.landscape.zone_path(element.id)]
            self._set_folded(tuple(z for z in outer if z in self._editor.view.folded), False)

    def _list_members(self, element: Element) -> None:
        drawing = self._editor.drawing
        line = drawing.looks.lines.get(element.id) if drawing else None
        if line is not None:
            menu = QMenu(line.title, self._bench.window)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            fill_members(menu, line, self._choose, self._editor.theme)
            menu.popup(QCursor.pos())

    def _choose(self, integration: str) -> None:
        self._editor.selection.set((Element(kind="integration", id=integration),))
        self._bench.show_dock("inspector")


def install(bench: Workbench) -> Folding:
    """Put the commands into a window."""
    return Folding(bench)
