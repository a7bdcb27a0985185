"""A hand for the what-if: the window on a small landscape whose links a hub could carry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from d365arch.gui.main_window import MainWindow
from d365arch.gui.whatif.feature import WhatIfTool
from d365arch.gui.whatif.step_list import StepDelegate
from d365arch.scene.parts import Element

LEFT = Qt.MouseButton.LeftButton

SENDERS, RECEIVERS = ("crm", "shop", "pos"), ("mail", "lake", "wms", "care")


def landscape(*, missing: frozenset[tuple[str, str]] = frozenset({("pos", "care")}), bus: bool = True) -> str:
    """Three senders of customers and four receivers, but for missing pairs, beside an idle Service Bus; and products.

    The comment and the odd spacing are there to be kept.
    """
    names = (*SENDERS, *RECEIVERS)
    places = {name: (0 if name in SENDERS else 900, 160 * (k % 4)) for k, name in enumerate(names)}
    lines = ["d365arch: 1", "name:   Sprawl   # kept as it is", "systems:"]
    lines += [f"  - {{id: {name}, name: {name.title()}}}" for name in names]
    if bus:
        lines.append("  - {id: bus, name: Bus, type: azure.service-bus}")
    lines.append("integrations:")
    for p in SENDERS:
        lines += [
            f"  - {{id: customer-{p}-{c}, from: {p}, to: {c}, data: push, timing: asynchronous, style: event, "
            "entities: [Customer], volume: {per_hour: 100}}" for c in RECEIVERS if (p, c) not in missing]
    for p in SENDERS[:2]:
        lines += [
            f"  - {{id: product-{p}-{c}, from: {p}, to: {c}, data: push, timing: asynchronous, style: event, "
            "entities: [Product]}" for c in RECEIVERS[:3]]
    lines += ["views:", "  - id: main", "    positions:"]
    lines += [f"      {name}: [{x}, {y}]" for name, (x, y) in places.items()]
    lines += ["      bus: [420, 700]"] if bus else []
    return "\n".join(lines) + "\n"


def until(holds: Callable[[], bool]) -> None:
    """Let the window work until something holds; fail where it does not come."""
    for _ in range(4000):
        if holds():
            return
        QTest.qWait(5)
    raise AssertionError("it did not come")


class WhatIfHand:
    """Acts on the panel as a person would."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.tool = next(feature for feature in window.features if isinstance(feature, WhatIfTool))
        self.panel = self.tool.panel

    def open(self, path: Path) -> None:
        """Open a landscape and wait for its drawing."""
        self.window.session.open(path)
        self.wait()

    def wait(self) -> None:
        """Until no plan and no figures are under way."""
        background = self.window.editor.background
        until(lambda: not self.tool.planning and not self.tool.pending and not background.tasks)

    def plan(self) -> None:
        """Ask for a plan by the menu's action and wait for it."""
        self.window.actions_by_name["plan"].trigger()
        self.wait()

    def check(self, number: int) -> None:
        """Click into the check box of a step."""
        panel = self.panel
        row = next(k for k, each in enumerate(panel.model.rows) if each.number == number)
        index = panel.model.index(row)
        panel.list.scrollTo(index)
        delegate = panel.list.itemDelegate()
        assert isinstance(delegate, StepDelegate)
        box = delegate.check_rect(panel.list.visualRect(index), panel.list.font())
        QTest.mouseClick(panel.list.viewport(), LEFT, pos=box.center())
        self.wait()

    def click(self, button: object) -> None:
        """Click a button and wait for what follows."""
        assert button.isVisible()
        QTest.mouseClick(button, LEFT)
        self.wait()

    def figure(self, name: str) -> tuple[str, str]:
        """What the table says, before and after."""
        row = next(row for row in self.panel.figures.rows if row.name == name)
        return row.before, row.after

    def pixel(self, at: QPoint) -> str:
        """The color of the canvas at a point."""
        return self.window.canvas.grab().toImage().pixelColor(at).name()


def integration(name: str) -> Element:
    """An integration as the canvas knows it."""
    return Element(kind="integration", id=name)
