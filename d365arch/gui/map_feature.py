"""Puts the map into the corner of the canvas and remembers whether it is wanted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject

from d365arch.gui.canvas.minimap import Minimap
from d365arch.gui.workbench import Workbench


class MapSwitch(QObject):
    """Switches the map with its action; where the canvas takes another size, the map stays in its corner."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.canvas)
        self._bench = bench
        self.minimap = Minimap(bench.canvas)
        self._action = bench.actions["minimap"]
        self._action.setChecked(bench.settings.minimap)
        self.minimap.want(bench.settings.minimap)
        bench.on("minimap", self._switch)
        bench.canvas.installEventFilter(self)

    def _switch(self) -> None:
        wanted = self._action.isChecked()
        self._bench.settings.minimap = wanted
        self.minimap.want(wanted)
        if wanted and self.minimap.isHidden():
            self._bench.editor.message.emit(self.tr("The map appears when some of the drawing is out of sight."))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the canvas."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.minimap.follow()
        return False


def install(bench: Workbench) -> MapSwitch:
    """Wire the map."""
    return MapSwitch(bench)
