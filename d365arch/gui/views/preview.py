"""A small picture of what a view would show, drawn off the GUI thread when the hand rests."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from d365arch.errors import D365ArchError
from d365arch.gui.background import Task
from d365arch.gui.editor import Editor
from d365arch.model import View, Workspace
from d365arch.model.progress import Progress
from d365arch.scene.build import draw

MOST = 120
"""Views with more systems than this are told, not drawn."""

_REST = 180


class Preview(QLabel):
    """Shows the last view that it was given; titles and legend are left out, they could not be read."""

    def __init__(self, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self._editor = editor
        self._view: View | None = None
        self._task: Task | None = None
        self.setObjectName("preview")
        self.setAccessibleName(self.tr("Preview"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST)
        self._timer.timeout.connect(self._draw)

    def show_view(self, view: View, systems: int) -> None:
        """Draw this view soon."""
        self.stop()
        self._view = view
        if systems == 0:
            self.setText(self.tr("Nothing to show"))
        elif systems > MOST:
            self.setText(self.tr("Too much for a small picture"))
        else:
            if self.pixmap().isNull():
                self.setText(self.tr("Drawing …"))
            self._timer.start()

    def stop(self) -> None:
        """Draw no more."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _draw(self) -> None:
        view, catalog, theme = self._view, self._editor.catalog, self._editor.theme
        if view is None:
            return
        # A picture of its own: stored places come along, those of the session do not.
        workspace = Workspace(self._editor.workspace.landscape, (replace(view, id="preview"),))
        ratio = self.devicePixelRatioF()
        room = (self.size() - QSize(16, 16)) * ratio

        def work(progress: Progress) -> QImage:
            from d365arch.render.raster import to_png

            drawing = draw(workspace, catalog, "preview", theme=theme, progress=progress)
            whole, content = drawing.scene.bounds, drawing.placement.bounds.grown(10)
            scale = min(room.width() / content.width, room.height() / content.height, ratio)
            image = QImage()
            image.loadFromData(to_png(drawing.scene, scale))
            return image.copy(round((content.x - whole.x) * scale), round((content.y - whole.y) * scale),
                              round(content.width * scale), round(content.height * scale))

        def done(image: QImage) -> None:
            self._task = None
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(ratio)
            self.setPixmap(pixmap)

        def failed(error: Exception) -> None:
            self._task = None
            if not isinstance(error, D365ArchError):
                raise error
            self.setText(error.sentence)

        self._task = self._editor.background.run(self.tr("Preview"), work, done, failed, quiet=True)
