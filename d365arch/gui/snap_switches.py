"""The two switches of the Arrange menu: snap to neighbors, snap to the grid; remembered between sessions."""

from __future__ import annotations

from d365arch.gui.canvas.grid_paint import GridDots
from d365arch.gui.workbench import Workbench


class SnapSwitches:
    """Keeps the actions, the canvas and the settings alike."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._dots = GridDots(bench.canvas)
        bench.canvas.grounds.insert(0, self._dots.paint)
        snapping, settings = bench.canvas.snapping, bench.settings
        snapping.guides, snapping.grid = settings.flag("snap_guides", True), settings.flag("snap_grid", False)
        for name, on in (("snap_guides", snapping.guides), ("snap_grid", snapping.grid)):
            bench.actions[name].setChecked(on)
            bench.actions[name].toggled.connect(self._switched)

    def _switched(self, _on: bool) -> None:
        actions, snapping, settings = self._bench.actions, self._bench.canvas.snapping, self._bench.settings
        snapping.guides, snapping.grid = actions["snap_guides"].isChecked(), actions["snap_grid"].isChecked()
        settings.set_flag("snap_guides", snapping.guides)
        settings.set_flag("snap_grid", snapping.grid)
        self._bench.canvas.update()


def install(bench: Workbench) -> SnapSwitches:
    """Wire the switches."""
    return SnapSwitches(bench)
