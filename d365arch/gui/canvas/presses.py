"""What a press of the left button begins, in order: the first row that finds something at the pointer has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt

from d365arch.gui.canvas.handles import handle_at, label_at, run_at
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.note_handles import SIDES, Side, cursor_of, note_handle_at
from d365arch.gui.canvas.places import Pointer
from d365arch.gui.canvas.ports import end_handle_at, port_at
from d365arch.gui.canvas.resizing import resize_handle_at
from d365arch.gui.canvas.tools.base import Tool
from d365arch.gui.canvas.tools.bend import BendTool
from d365arch.gui.canvas.tools.click import ClickTool
from d365arch.gui.canvas.tools.connect import ConnectTool
from d365arch.gui.canvas.tools.label import LabelTool
from d365arch.gui.canvas.tools.legend import LegendTool
from d365arch.gui.canvas.tools.move import MoveTool
from d365arch.gui.canvas.tools.note_size import NoteSizeTool
from d365arch.gui.canvas.tools.reconnect import ReconnectTool
from d365arch.gui.canvas.tools.resize import ResizeTool
from d365arch.gui.canvas.tools.select import PickTool, RubberBandTool
from d365arch.scene.index import Hit
from d365arch.scene.parts import Layer

Begin = Callable[[], Tool]
"""Makes the gesture."""

ZONE_HEADING = 36.0
"""Height of the strip at the top of a zone by which it is taken, in px of the scene; below it is open ground."""

MOVABLE = ("system", "endpoint", "zone", "note")
"""Kinds of elements that a drag moves, an endpoint with its system."""


@dataclass(frozen=True, slots=True)
class Press:
    """One gesture: `finds` tells how it begins where the pointer is, `cursor` is shown there before the press."""

    name: str
    finds: Callable[[Canvas, Pointer], Begin | None]
    cursor: Qt.CursorShape = Qt.CursorShape.ArrowCursor


def press_at(view: Canvas, pointer: Pointer) -> tuple[Press, Begin]:
    """What a press here begins; the last row takes whatever the others leave."""
    for press in PRESSES:
        begin = press.finds(view, pointer)
        if begin is not None:
            return press, begin
    return _NOTHING, lambda: RubberBandTool(view)


def on_ground(hit: Hit | None, pointer: Pointer) -> bool:
    """Whether there is nothing to take: the sheet, its title and legend, the open ground of a zone."""
    if hit is None or hit.element.kind in ("legend", "title"):
        return True
    return hit.shape.layer is Layer.ZONE and pointer.scene.y > hit.rect.top + ZONE_HEADING


def _click(view: Canvas, pointer: Pointer) -> Begin | None:
    click = None if pointer.shift or pointer.ctrl else view.click_at(pointer)
    return (lambda: ClickTool(view, click)) if click else None


def _reconnect(view: Canvas, pointer: Pointer) -> Begin | None:
    handle = end_handle_at(view, pointer)
    return (lambda: ReconnectTool(view, *handle)) if handle else None


def _bend(view: Canvas, pointer: Pointer) -> Begin | None:
    handle = handle_at(view, pointer)
    return (lambda: BendTool(view, handle)) if handle else None


def _bend_run(view: Canvas, pointer: Pointer) -> Begin | None:
    handle = None if pointer.shift or pointer.ctrl else run_at(view, pointer)
    return (lambda: BendTool(view, handle)) if handle else None


def _label(view: Canvas, pointer: Pointer) -> Begin | None:
    integration = label_at(view, pointer)
    return (lambda: LabelTool(view, integration)) if integration else None


def _note_size(sides: frozenset[Side]) -> Callable[[Canvas, Pointer], Begin | None]:
    def finds(view: Canvas, pointer: Pointer) -> Begin | None:
        found = note_handle_at(view, pointer.screen)
        return (lambda: NoteSizeTool(view, *found)) if found and found[2] in sides else None
    return finds


def _resize(sides: frozenset[Side]) -> Callable[[Canvas, Pointer], Begin | None]:
    def finds(view: Canvas, pointer: Pointer) -> Begin | None:
        found = resize_handle_at(view, pointer.screen)
        return (lambda: ResizeTool(view, *found)) if found and found[2] in sides else None
    return finds


def _handles(name: str, make: Callable[[frozenset[Side]], Callable[[Canvas, Pointer], Begin | None]],
             ) -> tuple[Press, ...]:
    """A row for each way in which a handle goes, because each has a cursor of its own."""
    ways = dict.fromkeys(cursor_of(side) for side in SIDES)
    return tuple(Press(name, make(frozenset(s for s in SIDES if cursor_of(s) is way)), way) for way in ways)


def _connect(view: Canvas, pointer: Pointer) -> Begin | None:
    port = None if pointer.shift or pointer.ctrl else port_at(view, pointer)
    return (lambda: ConnectTool(view, port)) if port else None


def _legend(view: Canvas, pointer: Pointer) -> Begin | None:
    hit = view.hit(pointer.scene)
    return (lambda: LegendTool(view, hit)) if hit and hit.element.kind == "legend" else None


def _band(view: Canvas, pointer: Pointer) -> Begin | None:
    hit = view.hit(pointer.scene)
    if not on_ground(hit, pointer):
        return None
    ground = hit.element if hit and hit.element.kind in ("zone", "title") else None
    return lambda: RubberBandTool(view, ground)


def _move(view: Canvas, pointer: Pointer) -> Begin | None:
    hit = view.hit(pointer.scene)
    return (lambda: MoveTool(view, hit.element)) if hit and hit.element.kind in MOVABLE else None


def _pick(view: Canvas, pointer: Pointer) -> Begin | None:
    hit = view.hit(pointer.scene)
    return (lambda: PickTool(view, hit.element)) if hit else None


PRESSES: tuple[Press, ...] = (
    Press("click", _click, Qt.CursorShape.PointingHandCursor),
    *_handles("note size", _note_size),
    *_handles("resize", _resize),
    Press("reconnect", _reconnect, Qt.CursorShape.CrossCursor),
    Press("bend", _bend, Qt.CursorShape.PointingHandCursor),
    Press("connect", _connect, Qt.CursorShape.CrossCursor),
    Press("legend", _legend, Qt.CursorShape.SizeAllCursor),
    Press("band", _band),
    Press("move", _move),
    Press("label", _label),
    Press("bend run", _bend_run),
    Press("pick", _pick),
)
_NOTHING = next(press for press in PRESSES if press.name == "band")
