"""The session on one landscape: its value, its drawing, its selection, and the one way to change it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from d365arch.analysis.finding import Finding
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.edit import Document, Edit
from d365arch.errors import D365ArchError
from d365arch.gui.apart import apart
from d365arch.gui.background import Background, Task
from d365arch.gui.places import places_of, placing, with_places, without_places
from d365arch.gui.selection import Selection
from d365arch.gui.step_drawings import StepDrawings
from d365arch.gui.undo import ApplyEdit
from d365arch.gui.view_following import KeptDrawings, view_to_show
from d365arch.layout.engines import lay_out
from d365arch.layout.nearby import LINES, Known
from d365arch.model import Point, View, Workspace
from d365arch.model.progress import Progress
from d365arch.model.vocabulary import Perspective
from d365arch.scene.build import Drawing, draw, is_little, refined
from d365arch.scene.index import SceneIndex
from d365arch.scene.parts import Element
from d365arch.scene.placing import MANY_ROUGH, Placed, standing
from d365arch.scene.select import select
from d365arch.scene.theme import THEMES

MANY = 1500
"""From so many integrations on a placed picture is first drawn with rough lines, and then well, on a worker thread."""

SMALL = 250
"""Up to this many systems a landscape is drawn at once; above, on a worker thread."""

FEW = 15
"""Up to this many systems are given a place at once; more of them on a worker thread."""


class Editor(QObject):
    """Holds the document, catalog, undo history, current view and theme; every change passes `perform`.

    `changed` carries the values before and after, `drawing_changed` the new drawing, `rearranged` the drawings before
    and after a new layout, `message` a sentence for the status bar, `opened` says that the first drawing of another
    document or view is there, `title_changed` that the name or the saved state is another, `view_left` carries the id
    of the view that gives way to another one, while it is still the one that is shown.
    """

    changed = Signal(object, object)
    drawing_changed = Signal(object)
    rearranged = Signal(object, object)
    message = Signal(str)
    title_changed = Signal()
    theme_changed = Signal(str)
    view_left = Signal(str)
    view_changed = Signal(str)
    opened = Signal()

    def __init__(self, document: Document, catalog: Catalog, theme: str = "light",
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.catalog = catalog
        self.undo_stack = QUndoStack(self)
        self.selection = Selection(self)
        self.selection.meant = self._meant
        self.background = Background(self)
        self._theme = theme
        self._findings: tuple[Finding, ...] | None = None
        self._view_id = document.workspace.view().id
        self._drawing: Drawing | None = None
        self._places: dict[str, dict[str, Point]] = {}
        self._kept = KeptDrawings()
        self._laid_out: Drawing | None = None
        self._steps = StepDrawings()
        self._facts: Facts | None = None
        self._task: Task | None = None
        self._refining: Task | None = None
        self._index: tuple[Drawing, SceneIndex] | None = None
        self._is_new = False
        self._rearranges = False
        self.refusal = ""
        """Why the last edit that was not allowed was not."""
        self.undo_stack.cleanChanged.connect(self._clean_changed)
        self.redraw()

    def _clean_changed(self, _clean: bool) -> None:
        self.title_changed.emit()

    @property
    def workspace(self) -> Workspace:
        """The value as it is now."""
        return self.document.workspace

    @property
    def facts(self) -> Facts:
        """The landscape in the light of the catalog."""
        if self._facts is None or self._facts.landscape is not self.workspace.landscape:
            self._facts = Facts(self.workspace.landscape, self.catalog)
        return self._facts

    @property
    def view(self) -> View:
        """The view that is shown."""
        return self.workspace.view(self._view_id)

    @property
    def view_id(self) -> str:
        """Id of the view that is shown."""
        return self._view_id

    @property
    def theme(self) -> str:
        """The colors of the window: `light` or `dark`."""
        return self._theme

    @property
    def drawing_theme(self) -> str:
        """The theme of the drawing: that of its view, or of the window where that names none."""
        wanted = self.view.theme
        return wanted if wanted in THEMES else self._theme

    @property
    def findings(self) -> tuple[Finding, ...] | None:
        """What the latest analysis found; none before the first one of this landscape."""
        return self._findings

    def set_findings(self, findings: tuple[Finding, ...] | None) -> None:
        """Take the findings of an analysis, which one of the perspectives shows."""
        self._findings = findings
        if self.view.perspective is Perspective.SEVERITY:
            self.redraw()

    @property
    def drawing(self) -> Drawing | None:
        """The drawing on show; none until the first one is ready."""
        return self._drawing

    def index_of(self, drawing: Drawing) -> SceneIndex | None:
        """The index of a drawing whose scene was wholly new, where a worker thread made it; it is handed out once."""
        found, self._index = self._index, None
        return found[1] if found and found[0] is drawing else None

    @property
    def is_drawing(self) -> bool:
        """Whether the drawing of the latest state is still being made in the background."""
        return self._task is not None

    @property
    def clean(self) -> bool:
        """Whether nothing is unsaved."""
        return self.undo_stack.isClean()

    def load(self, document: Document) -> None:
        """Show another document; the undo history starts anew."""
        before = self.workspace
        self.document = document
        self._drawing = None
        if self._refining is not None:
            self._refining.cancel()
            self._refining = None
        self._findings = None
        self._places.clear()
        self._kept.clear()
        self._steps.clear()
        self._view_id = document.workspace.view().id
        self.selection.clear()
        self.undo_stack.clear()
        self._is_new = True
        self.changed.emit(before, self.workspace)
        self.redraw()
        self.title_changed.emit()

    def set_view(self, view_id: str) -> None:
        """Show another view."""
        if view_id != self._view_id:
            self._turn_to(view_id)
            self.redraw()

    def _turn_to(self, view_id: str) -> None:
        self.view_left.emit(self._view_id)
        if self._drawing is not None:
            self._kept.put(self._drawing)
        self._view_id = view_id
        self._drawing = None
        self._is_new = True
        self.selection.keep(self.exists)
        self.view_changed.emit(view_id)

    def set_theme(self, theme: str) -> None:
        """Show the window in `light` or `dark`, and the drawing too where its view names no theme."""
        if theme != self._theme:
            self._theme = theme
            self.theme_changed.emit(theme)
            self.redraw()

    def perform(self, edit: Edit, *, rearranges: bool = False) -> bool:
        """Apply an edit as one undo step; where it is not allowed, say why and return false.

        One that `rearranges` gives systems places of the layout's choice; `rearranged` tells it, also of its undo.
        """
        before = self.workspace
        try:
            after = edit.apply(before)
        except D365ArchError as error:
            self.refusal = error.sentence
            self.message.emit(error.sentence)
            return False
        if after == before:
            return True
        after = self._with_stored_places(before, after)
        chosen = self.selection.elements

        def put(value: Workspace) -> None:
            gone = [element for element in chosen if not self.exists(element)] if value is before else []
            self._rearranges = rearranges
            self._replace(value)
            if back := [element for element in gone if self.exists(element)]:
                # What an undo brings back is selected as it was.
                self.selection.add(*back)

        self.undo_stack.push(ApplyEdit(put, before, after, edit.label, edit.merge_key))
        return True

    def workspace_as_drawn(self) -> Workspace:
        """The value with the places of all shown systems, also of those that the layout chose and nobody stored."""
        return with_places(self.workspace, self._view_id, self._places.get(self._view_id, {}))

    def redraw(self, *, anew: bool = False) -> None:
        """Draw the value as it is now; what stands somewhere stays there, with `anew` only the boxes and not the lines.
        """
        self._run_drawing(self.tr("Drawing"), self.workspace_as_drawn(), self._show, fresh=False, anew=anew)

    def lay_out(self, systems: Sequence[str] = ()) -> None:
        """Find new places, for all but pinned systems or just for these, and store them as one undo step."""
        if self.view.overview:
            self.message.emit(self.tr("An overview finds its places by itself."))
            return
        chosen = tuple(system for system in systems if system not in self.view.pinned)
        if systems and not chosen:
            self.message.emit(self.tr("What is pinned keeps its place; unpin it first (P)."))
            return
        workspace = without_places(self.workspace_as_drawn(), self._view_id, chosen)
        before = self.workspace

        def store(drawing: Drawing) -> None:
            self._task = None
            if self.workspace is before:
                # What is shown next is what was laid out, with its order of rows and its lines.
                self._laid_out = drawing
                self.perform(placing(self.workspace, drawing, chosen), rearranges=True)
                self._laid_out = None

        self._run_drawing(self.tr("Laying out"), workspace, store, fresh=not chosen)

    def _refine(self, better: Placed | None = None) -> None:
        """Draw rough lines well, on a worker thread, and show them when they are there; edits go on meanwhile."""
        base = self._drawing
        if base is None or not base.placement.rough or self._refining is not None:
            return

        engine, placed = base.engine, base.placed
        many = better is None and isinstance(engine, str) and len(base.placement.rough) > MANY_ROUGH

        def work(progress: Progress) -> tuple[Drawing, SceneIndex, Known]:
            found = better
            if many:
                found = dataclasses.replace(placed, placement=apart(lay_out, (engine, standing(placed)), progress))
            drawing = refined(base, found, progress)
            LINES.update(drawing.placement.routes)
            return drawing, SceneIndex(drawing.scene).prepared(), LINES.given_away()

        def done(found: tuple[Drawing, SceneIndex, Known]) -> None:
            self._refining = None
            drawing, index, lines = found
            if self._drawing is base:
                LINES.take_over(lines)    # the first edit does not have to look at every line
                self._index = drawing, index
                self._drawing = drawing
                self._steps.put(self.workspace, drawing)
                self.drawing_changed.emit(drawing)
            elif self._drawing is not None and self._drawing.view_id == base.view_id:
                self._refine(drawing.placed)
            else:
                self._refine()

        def stopped() -> None:
            self._refining = None

        self._refining = self.background.run(self.tr("Drawing lines around boxes"), work, done, None, stopped,
                                             apart=many)

    def _run_drawing(self, title: str, workspace: Workspace, done: Callable[[Drawing], None], *, fresh: bool,
                     anew: bool = False) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        view_id, theme, engine = self._view_id, self.drawing_theme, self.view.engine
        seen = self._steps.get(self.workspace, view_id)
        previous = None if anew else self._laid_out or seen or self._own(view_id)
        findings = self._findings
        another = self._drawing is None or anew
        rough = not fresh and not anew and len(workspace.landscape.integrations) > MANY

        def work(progress: Progress | None) -> Drawing:
            drawing = draw(workspace, self.catalog, view_id, theme=theme, engine=engine, fresh=fresh, rough=rough,
                           progress=progress, previous=previous, findings=findings)
            if another and progress is not None:
                self._index = drawing, SceneIndex(drawing.scene).prepared()
            return drawing

        at_hand = self._drawing is not None and (previous is self._drawing or previous is seen)
        if previous is not None and at_hand and not fresh and is_little(previous, workspace, view_id, theme):
            self._draw_at_once(work, done)
            return
        systems, placed = self._shown(workspace.view(view_id)), workspace.view(view_id).positions
        unplaced = len(systems) if fresh else sum(1 for system in systems if system not in placed)
        # An overview begins with a layout of its own.
        begins = bool(workspace.view(view_id).overview) and not (previous and previous.overview)
        if len(systems) > SMALL or unplaced > FEW or begins:
            self._task = self.background.run(title, work, done, self._cannot_draw, self._stopped)
            return
        self._draw_at_once(work, done)

    def _own(self, view_id: str) -> Drawing | None:
        """The last drawing of a view of the kind that is wanted now, an overview or not."""
        shown, wanted = self._drawing, bool(self.view.overview)
        return shown if shown is not None and shown.overview is wanted else self._kept.get(view_id) or shown

    def _draw_at_once(self, work: Callable[[None], Drawing], done: Callable[[Drawing], None]) -> None:
        try:
            drawing = work(None)
        except D365ArchError as error:
            self._cannot_draw(error)
        else:
            done(drawing)

    def _shown(self, view: View) -> Collection[str]:
        """Ids of the systems that a view shows, which decide how long drawing it takes."""
        if (view.show is None or view.show.everything) and not view.hide:
            return self.workspace.landscape.system_by_id
        return [system.id for system in select(self.facts, view).systems]

    def _show(self, drawing: Drawing) -> None:
        self._task = None
        before, self._drawing = self._drawing, drawing
        if before is not None and before.overview is not drawing.overview:
            self._kept.put(before)
        self._steps.put(self.workspace, drawing)
        # Where the layout put what has no stored place is remembered for the session: no later edit makes a box jump,
        # and undoing a first move brings the box back.
        stored = self.view.positions
        if any(key not in stored for key in drawing.looks.boxes):
            chosen = {system: place for system, place in places_of(drawing).items() if system not in stored}
            self._places.setdefault(self._view_id, {}).update(chosen)
        self.drawing_changed.emit(drawing)
        rearranged, self._rearranges = self._rearranges, False
        if rearranged and before is not None and before.view_id == drawing.view_id:
            self.rearranged.emit(before, drawing)
        if self._is_new:
            self._is_new = False
            self.opened.emit()
        self._refine()

    def _stopped(self) -> None:
        # A task that gave way to a newer one is not the one that a person stopped.
        if self._task is not None and self._task.cancelled:
            self._task = None
            self.message.emit(self.tr("Stopped; the drawing is as it was. Arrange, Lay out all draws it anew."))

    def _cannot_draw(self, error: Exception) -> None:
        self._task = None
        if self._is_new:
            # The sheet must not go on showing the landscape that was open before.
            title = self.workspace.landscape.name
            self._show(draw(Workspace.empty(title), self.catalog, theme=self._theme))
        if not isinstance(error, D365ArchError):
            raise error
        self.message.emit(self.tr("This landscape cannot be drawn: {reason}").format(reason=error.sentence))

    def _replace(self, after: Workspace) -> None:
        before = self.workspace
        self.document.replace(after)
        wanted = view_to_show(before, after, self._view_id)
        if wanted != self._view_id:
            self._turn_to(wanted)
        self.selection.keep(self.exists)
        self.changed.emit(before, after)
        self.redraw()
        self.title_changed.emit()
        if before.landscape is not after.landscape:
            before.landscape.forget()

    def _meant(self, element: Element) -> tuple[Element, ...]:
        """What is selected with an element: of a line for several integrations, these; of a group, its systems."""
        if element.kind == "group":
            box = self._drawing.looks.boxes.get(f"group.{element.id}") if self._drawing else None
            return tuple(Element(kind="system", id=each) for each in box.holds) if box else ()
        if element.kind != "bundle":
            return (element,)
        line = self._drawing.looks.lines.get(element.id) if self._drawing else None
        return tuple(Element(kind="integration", id=each.id) for each in line.integrations) if line else ()

    def exists(self, element: Element) -> bool:
        """Whether the landscape or the view still has the element."""
        landscape = self.workspace.landscape
        match element.kind:
            case "system":
                return element.id in landscape.system_by_id
            case "endpoint":
                system, _, endpoint = element.id.partition(".")
                owner = landscape.system_by_id.get(system)
                return owner is not None and owner.endpoint(endpoint) is not None
            case "integration":
                return element.id in landscape.integration_by_id
            case "zone":
                return element.id in landscape.zone_by_id
            case "note":
                return any(note.id == element.id for note in self.view.notes)
        return True

    def _with_stored_places(self, before: Workspace, after: Workspace) -> Workspace:
        """The value with the places of all shown systems, once a person has placed or moved one of them."""
        if after.views and self._view_id not in after.view_by_id:
            return after        # the view itself is gone
        if after.view(self._view_id).positions == before.view(self._view_id).positions:
            return after
        known = self._places.get(self._view_id, {})
        return with_places(after, self._view_id, known)
