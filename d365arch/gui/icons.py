"""Icons: those of actions from QtAwesome, those of types from the catalog's path data, in the colors of the window."""

from __future__ import annotations

import os
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from d365arch.catalog.records import Icon

SCALE = 3
"""Pixmaps are painted this much larger than shown, for screens with more dots."""


@lru_cache(maxsize=512)
def action_icon(name: str, color: str, disabled: str | None = None) -> QIcon:
    """The Phosphor icon of that name in a color (`#RRGGBB`)."""
    os.environ.setdefault("QT_API", "pyside6")  # QtAwesome asks QtPy, which would try other bindings first
    import qtawesome

    icon = qtawesome.icon(f"ph.{name}", color=color, color_disabled=disabled or color)
    return QIcon(icon)


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
