"""Small pictures of landscapes for the start page, drawn off the GUI thread and kept between sessions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtGui import QImage

from d365arch import __version__
from d365arch.catalog.records import Catalog
from d365arch.errors import D365ArchError
from d365arch.gui.background import Background, Task
from d365arch.model.progress import Progress

WIDTH, HEIGHT = 560, 300
"""Largest size of a thumbnail in pixels: twice what a card shows, for screens with more dots."""


class Thumbnails(QObject):
    """Gives pictures of files, from the cache or by drawing them once."""

    def __init__(self, catalog: Catalog, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._background = background
        self._known: dict[str, QImage] = {}
        self._tasks: dict[str, Task] = {}

    def ask(self, path: Path, theme: str, give: Callable[[QImage], None]) -> None:
        """Call `give` with the picture of a file, at once where it is known, else when it is drawn."""
        try:
            key = hashlib.sha256(path.read_bytes() + f"{theme} {__version__} {WIDTH}".encode()).hexdigest()
        except OSError:
            return
        stored = _folder() / f"{key}.png"
        image = self._known.get(key) or (QImage(str(stored)) if stored.is_file() else None)
        if image is not None and not image.isNull():
            self._known[key] = image
            give(image)
            return
        if key in self._tasks:
            return

        def done(drawn: QImage) -> None:
            self._tasks.pop(key, None)
            self._known[key] = drawn
            with suppress(OSError):     # a cache that cannot be written costs time, not the start page
                stored.parent.mkdir(parents=True, exist_ok=True)
                drawn.save(str(stored))
            give(drawn)

        self._tasks[key] = self._background.run(
            self.tr("Drawing samples"), lambda progress: self._draw(path, theme, progress), done, _ignore, quiet=True)

    def stop(self) -> None:
        """Draw no more for now, because nobody looks any longer."""
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()

    def _draw(self, path: Path, theme: str, progress: Progress) -> QImage:
        from d365arch.io.files import read_workspace
        from d365arch.render.raster import to_png
        from d365arch.scene.build import draw

        drawing = draw(read_workspace(path).workspace, self._catalog, theme=theme, progress=progress)
        # Title and legend cannot be read this small, so the boxes and lines get their room.
        whole, content = drawing.scene.bounds, drawing.placement.bounds.grown(10)
        scale = min(WIDTH / content.width, HEIGHT / content.height)
        image = QImage()
        image.loadFromData(to_png(drawing.scene, scale))
        return image.copy(round((content.x - whole.x) * scale), round((content.y - whole.y) * scale),
                          round(content.width * scale), round(content.height * scale))


def _folder() -> Path:
    base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation)
    return Path(base) / "d365arch-thumbnails"


def _ignore(error: Exception) -> None:
    # A card without a picture still opens its file, and opening tells what is wrong with it.
    if not isinstance(error, D365ArchError):
        raise error
