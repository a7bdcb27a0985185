"""What the Edit and Arrange menus do: each command turns the selection into one edit."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QAction, QGuiApplication

from d365arch.edit import AddZone, Clip, Paste, Pin, SetPositions, Several, SwapEnds, copied, fresh_id
from d365arch.errors import D365ArchError
from d365arch.gui.canvas.removing import remove
from d365arch.gui.canvas.view import CanvasView
from d365arch.gui.editor import Editor
from d365arch.model import End, Point, Rect, Zone
from d365arch.scene.parts import Element

CLIP_MIME = "application/x-d365arch-clip"
GAP = 40.0


class EditCommands(QObject):
    """Commands on the selection; `connect_actions` binds them to the actions of the window."""

    def __init__(self, editor: Editor, canvas: CanvasView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._canvas = canvas

    def connect_actions(self, actions: Mapping[str, QAction]) -> None:
        """Bind every command, and keep the actions enabled only where they can do something."""
        self._actions = actions
        commands: dict[str, Callable[[], object]] = {
            "cut": self.cut, "copy": self.copy, "paste": self.paste, "duplicate": self.duplicate,
            "delete": self.delete, "select_all": self.select_all, "rename": self.rename,
            "add_system": self._canvas.popups.add_system, "add_endpoint": self.add_endpoint,
            "connect": self.connect_from, "swap": self.swap, "group": self.group,
            "layout_all": self._editor.lay_out, "layout_selection": self.lay_out_selection, "pin": self.pin,
            "align_left": lambda: self.align("left"), "align_center": lambda: self.align("center"),
            "align_top": lambda: self.align("top"), "align_middle": lambda: self.align("middle"),
            "distribute_across": lambda: self.distribute(0), "distribute_down": lambda: self.distribute(1),
        }
        for name, command in commands.items():
            actions[name].triggered.connect(lambda _checked=False, command=command: command())
        self._editor.selection.changed.connect(self.refresh)
        self._editor.changed.connect(lambda _before, _after: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Enable what can do something now."""
        chosen = self._editor.selection
        systems, some = len(chosen.of_kind("system")), bool(chosen)
        owner = bool(systems or chosen.of_kind("endpoint"))
        rules = {
            "cut": systems > 0, "copy": systems > 0, "duplicate": systems > 0, "delete": some, "rename": some,
            "add_endpoint": owner, "connect": owner, "swap": bool(chosen.of_kind("integration")), "group": systems > 0,
            "layout_selection": systems > 0, "pin": systems > 0, "distribute_across": systems > 2,
            "distribute_down": systems > 2, "layout_all": bool(self._editor.workspace.landscape.systems),
            "select_all": bool(self._editor.workspace.landscape.systems),
            **dict.fromkeys(("align_left", "align_center", "align_top", "align_middle"), systems > 1),
        }
        for name, enabled in rules.items():
            self._actions[name].setEnabled(enabled)
        pinned = self._editor.view.pinned
        self._actions["pin"].setChecked(systems > 0 and all(s in pinned for s in chosen.of_kind("system")))

    def copy(self) -> bool:
        """Put the selected systems and what runs between them on the clipboard."""
        systems = self._editor.selection.of_kind("system")
        if not systems:
            return False
        clip = copied(self._editor.workspace_as_drawn(), systems, self._editor.view_id)
        data = QMimeData()
        data.setData(CLIP_MIME, json.dumps(clip.to_plain()).encode())
        names = [s.label for s in clip.systems]
        data.setText("\n".join(names))
        QGuiApplication.clipboard().setMimeData(data)
        self._editor.message.emit(f"Copied {', '.join(names[:3])}{' …' if len(names) > 3 else ''}.")
        return True

    def cut(self) -> None:
        """Copy, then delete."""
        if self.copy():
            self.delete()

    def paste(self) -> None:
        """Add what is on the clipboard, and select it."""
        data = QGuiApplication.clipboard().mimeData()
        if data is None or not data.hasFormat(CLIP_MIME):
            self._editor.message.emit("The clipboard holds no part of a landscape. Copy systems first (Ctrl+C).")
            return
        try:
            clip = Clip.from_plain(json.loads(bytes(data.data(CLIP_MIME).data())))
        except (ValueError, D365ArchError) as error:
            self._editor.message.emit(str(error))
            return
        self._paste(clip)

    def duplicate(self) -> None:
        """Add a copy of the selected systems beside them."""
        systems = self._editor.selection.of_kind("system")
        if systems:
            self._paste(copied(self._editor.workspace_as_drawn(), systems, self._editor.view_id))

    def _paste(self, clip: Clip) -> None:
        edit = Paste(clip, self._editor.view_id)
        ids, _ = edit.new_ids(self._editor.workspace)
        if self._editor.perform(edit):
            self._editor.selection.set(Element(kind="system", id=system) for system in ids.values())

    def delete(self) -> None:
        """Remove what is selected."""
        remove(self._editor, self._editor.selection.elements)

    def select_all(self) -> None:
        """Select every system that is drawn."""
        drawing = self._editor.drawing
        if drawing is not None:
            self._editor.selection.set(Element(kind="system", id=system) for system in drawing.placement.boxes)

    def rename(self) -> None:
        """Edit the name of what was selected last, in place."""
        elements = self._editor.selection.elements
        if elements:
            self._canvas.begin_rename(elements[-1])

    def _end(self) -> End | None:
        chosen = [e for e in self._editor.selection.elements if e.kind in {"system", "endpoint"}]
        return End.parse(chosen[-1].id) if chosen else None

    def add_endpoint(self) -> None:
        """Ask for an endpoint type for the selected system."""
        end = self._end()
        if end is not None:
            self._canvas.popups.add_endpoint(end.system)

    def connect_from(self) -> None:
        """Ask whom the selected system shall contact."""
        end = self._end()
        if end is not None:
            self._canvas.popups.connect_from(end)

    def swap(self) -> None:
        """Let the other side start the selected integrations."""
        chosen = self._editor.selection.of_kind("integration")
        edits = tuple(SwapEnds(integration, keep_flow=True) for integration in chosen)
        if edits:
            self._editor.perform(edits[0] if len(edits) == 1 else Several(edits, f"Swap ends of {len(edits)}"))

    def group(self) -> None:
        """Put the selected systems into a new zone, within the zone that they share."""
        landscape = self._editor.workspace.landscape
        systems = self._editor.selection.of_kind("system")
        parents = {landscape.system_by_id[s].zone for s in systems}
        zone_id = fresh_id("zone", landscape.zone_by_id)
        zone = Zone(id=zone_id, name="New zone", parent=parents.pop() if len(parents) == 1 else None)
        if systems and self._editor.perform(AddZone(zone, systems)):
            self._editor.selection.set([Element(kind="zone", id=zone_id)])

    def lay_out_selection(self) -> None:
        """Find new places for the selected systems only."""
        self._editor.lay_out(self._editor.selection.of_kind("system"))

    def pin(self) -> None:
        """Pin the selected systems, or let them go where all are pinned."""
        systems = self._editor.selection.of_kind("system")
        pinned = self._editor.view.pinned
        if systems:
            self._editor.perform(Pin(self._editor.view_id, systems, not all(s in pinned for s in systems)))

    def _boxes(self) -> dict[str, Rect]:
        drawing = self._editor.drawing
        boxes = drawing.placement.boxes if drawing else {}
        return {s: boxes[s] for s in self._editor.selection.of_kind("system") if s in boxes}

    def align(self, edge: str) -> None:
        """Line up the selected systems at the edge of the first one."""
        boxes = self._boxes()
        if len(boxes) < 2:
            return
        first = next(iter(boxes.values()))
        place: Callable[[Rect], Point] = {
            "left": lambda r: Point(first.x, r.y),
            "center": lambda r: Point(first.center.x - r.width / 2, r.y),
            "top": lambda r: Point(r.x, first.y),
            "middle": lambda r: Point(r.x, first.center.y - r.height / 2),
        }[edge]
        self._move({system: place(rect) for system, rect in boxes.items()})

    def distribute(self, axis: int) -> None:
        """Leave the same room between the selected systems, the outer two staying; axis 0 is across, 1 down."""
        boxes = self._boxes()
        if len(boxes) < 3:
            return
        order = sorted(boxes, key=lambda s: (boxes[s][axis], s))
        first, last = boxes[order[0]], boxes[order[-1]]
        room = last[axis] + last[axis + 2] - first[axis] - sum(boxes[s][axis + 2] for s in order)
        gap, at, places = room / (len(order) - 1), first[axis], dict[str, Point]()
        for system in order:
            rect = boxes[system]
            places[system] = Point(at, rect.y) if axis == 0 else Point(rect.x, at)
            at += rect[axis + 2] + gap
        self._move(places)

    def _move(self, places: dict[str, Point]) -> None:
        rounded = {s: Point(round(p.x), round(p.y)) for s, p in places.items()}
        self._editor.perform(SetPositions(self._editor.view_id, rounded))
