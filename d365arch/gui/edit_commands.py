"""What the Edit and Insert menus do to the selection: each command is one edit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from d365arch.edit import AddZone, SetZoneRects, Several, SwapEnds, fresh_id
from d365arch.gui.canvas.draft import free_place
from d365arch.gui.canvas.removing import remove
from d365arch.gui.canvas.view import CanvasView
from d365arch.gui.editor import Editor
from d365arch.gui.language import amount
from d365arch.model import End, Landscape, Rect, Size, Zone
from d365arch.scene.parts import Element

_ZONE = Size(320, 200)
"""The size of a zone that is new and empty, in px."""


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
            "delete": self.delete, "rename": self.rename, "add_system": self._canvas.popups.add_system,
            "add_endpoint": self.add_endpoint, "connect": self.connect_from, "swap": self.swap, "group": self.group,
            "add_zone": self.add_zone,
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
            "delete": some, "rename": some, "add_endpoint": owner, "connect": owner,
            "swap": bool(chosen.of_kind("integration")), "group": bool(systems or chosen.of_kind("zone")),
            "fit_selection": some,
        }
        for name, enabled in rules.items():
            self._actions[name].setEnabled(enabled)

    def delete(self) -> None:
        """Remove what is selected."""
        remove(self._editor, self._editor.selection.elements)

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
            name = self._editor.workspace.landscape.integration_by_id[chosen[0]].label
            what = name if len(edits) == 1 else amount(len(edits), "integration")
            self._editor.perform(Several(edits, self.tr("Swap ends of {what}").format(what=what)))

    def group(self) -> None:
        """Put the selected systems and zones into a new zone, within the zone that they share, and name it."""
        landscape, chosen = self._editor.workspace.landscape, self._editor.selection
        zones = chosen.of_kind("zone")
        inner = tuple(z for z in zones if not _within(landscape, landscape.zone_by_id[z].parent, zones))
        systems = tuple(s for s in chosen.of_kind("system")
                        if not _within(landscape, landscape.system_by_id[s].zone, zones))
        parents = {landscape.system_by_id[s].zone for s in systems} | {landscape.zone_by_id[z].parent for z in inner}
        zone_id = fresh_id("zone", landscape.zone_by_id)
        zone = Zone(id=zone_id, name=self.tr("New zone"), parent=parents.pop() if len(parents) == 1 else None)
        what = amount(len(systems) + len(inner), "element" if inner else "system")
        edit = Several((AddZone(zone, systems, inner),), self.tr("Group {what}").format(what=what))
        if (systems or inner) and self._editor.perform(edit):
            self._name(Element(kind="zone", id=zone_id))

    def add_zone(self) -> None:
        """Add an empty zone where there is room near the middle of the canvas, and name it."""
        editor, drawing = self._editor, self._editor.drawing
        zone_id = fresh_id("zone", editor.workspace.landscape.zone_by_id)
        middle = self._canvas.middle()
        wanted = Rect(middle.x - _ZONE.width / 2, middle.y - _ZONE.height / 2, *_ZONE)
        taken = [*drawing.placement.boxes.values(), *drawing.placement.zones.values()] if drawing else []
        at = free_place([rect for rect in taken if rect.overlaps(wanted.grown(2000))], wanted)
        rect = Rect(round(at.x), round(at.y), *_ZONE)
        zone = Zone(id=zone_id, name=self.tr("New zone"))
        if editor.perform(Several((AddZone(zone), SetZoneRects(editor.view_id, {zone_id: rect})), self.tr("Add zone"))):
            self._name(Element(kind="zone", id=zone_id))

    def _name(self, element: Element) -> None:
        """Select what is new, bring it into sight and let its name be typed."""
        self._editor.selection.set([element])
        if self._canvas.rect_of(element):
            self._canvas.begin_rename(element)


def _within(landscape: Landscape, zone: str | None, zones: tuple[str, ...]) -> bool:
    """Whether a zone is one of some zones, or inside one."""
    return any(outer.id in zones for outer in landscape.zone_path(zone))
