"""Icons: of actions from QtAwesome's font, of types from the catalog's path data, in the colors of the window."""

from __future__ import annotations

import importlib.util
import json
from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from d365arch.catalog.records import Icon

SCALE = 3
"""Pixmaps are painted this much larger than shown, for screens with more dots."""

GLYPH = 0.875
"""Size of the font for an icon of size 1; the rest is the bearing of its glyphs."""


@cache
def _phosphor() -> tuple[str, dict[str, str]]:
    """Family of QtAwesome's Phosphor font, and the code point (in hex) of each icon by name.

    Its files are read without importing the package, which would load eleven other fonts and wrap all of Qt a second
    time: 0.35 s at every start.
    """
    package = importlib.util.find_spec("qtawesome")
    folder = Path(str(package.origin)).parent / "fonts" if package else Path()
    fonts, maps = sorted(folder.glob("phosphor*.ttf")), sorted(folder.glob("phosphor-charmap*.json"))
    number = QFontDatabase.addApplicationFont(str(fonts[-1])) if fonts and maps else -1
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return (families[0], json.loads(maps[-1].read_text("utf-8"))) if families else ("", {})


class _Glyph(QIconEngine):
    """Paints one glyph, sharp at any size."""

    def __init__(self, text: str, family: str, color: str, disabled: str) -> None:
        super().__init__()
        self._text, self._family, self._color, self._disabled = text, family, color, disabled

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """The glyph in the middle of the rectangle."""
        font = QFont(self._family)
        font.setPixelSize(max(1, round(GLYPH * rect.height())))
        painter.save()
        painter.setFont(font)
        painter.setPen(QColor(self._disabled if mode is QIcon.Mode.Disabled else self._color))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._text)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The glyph as a picture of a size in device pixels."""
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        """Another one of the same glyph."""
        return _Glyph(self._text, self._family, self._color, self._disabled)


@lru_cache(maxsize=512)
def action_icon(name: str, color: str, disabled: str | None = None) -> QIcon:
    """The Phosphor icon of that name in a color (`#RRGGBB`); an empty one where the font is missing."""
    family, codes = _phosphor()
    return QIcon(_Glyph(chr(int(codes[name], 16)), family, color, disabled or color)) if name in codes else QIcon()


@lru_cache(maxsize=1024)
def _catalog_pixmap(paths: tuple[str, ...], color: str, size: int) -> QPixmap:
    lines = "".join(f'<path d="{path}"/>' for path in paths)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" '
        f'stroke="{color}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">{lines}</svg>'
    )
    image = QImage(size * SCALE, size * SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size * SCALE, size * SCALE))
    painter.end()
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(SCALE)
    return pixmap


def catalog_pixmap(icon: Icon, color: str, size: int = 18) -> QPixmap:
    """The icon of a catalog type in a color, for a square of `size` px."""
    return _catalog_pixmap(icon.paths, color, size)


@lru_cache(maxsize=1024)
def catalog_icon(icon: Icon, color: str, size: int = 18) -> QIcon:
    """The icon of a catalog type in a color."""
    return steady_icon(catalog_pixmap(icon, color, size))


def steady_icon(pixmap: QPixmap) -> QIcon:
    """An icon that a selected row does not tint."""
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


def forget() -> None:
    """Let go of all icons while the application is still there; painted in Python, they cannot outlive it."""
    for remembered in (action_icon, _catalog_pixmap, catalog_icon):
        remembered.cache_clear()
