"""The product's font in Qt: the same files that the scene measures with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QGuiApplication

FAMILY = "Source Sans Pro"
USUAL = 13
"""Size of letters in px for which the window is drawn; with larger ones what holds text grows."""
_DESKTOPS = 12
"""Size of letters in px of a desktop on which nobody chose another."""


@cache
def load_product_font() -> str:
    """Make Source Sans known to Qt and return its family name; needs a QGuiApplication."""
    import font_source_sans_pro

    folder = Path(font_source_sans_pro.__file__).parent / "files"
    family = FAMILY
    for weight in ("Regular", "Semibold", "Bold"):
        number = QFontDatabase.addApplicationFont(str(folder / f"SourceSansPro-{weight}.ttf"))
        families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        if families and weight == "Regular":
            family = families[0]
    return family


def window_font() -> QFont:
    """The desktop's font; on a bare display that names none, the product's, larger where the desktop's letters are."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if system.family() not in {"", "Sans Serif", "Sans", "DejaVu Sans"}:
        return system
    font = QFont(load_product_font())
    font.setPixelSize(round(USUAL * max(1.0, QFontInfo(system).pixelSize() / _DESKTOPS)))
    return font


def resized(font: QFont, factor: float, weight: QFont.Weight | None = None) -> QFont:
    """The font, larger or smaller by a factor, in another weight if given."""
    other = QFont(font)
    if font.pixelSize() > 0:
        other.setPixelSize(max(10, round(font.pixelSize() * factor)))
    else:
        other.setPointSizeF(font.pointSizeF() * factor)
    if weight is not None:
        other.setWeight(weight)
    return other


def with_text(pixels: int) -> int:
    """A length in px that holds text, as long as the desktop's letters need; as given where these are usual or small.
    """
    return round(pixels * max(1.0, QFontInfo(QGuiApplication.font()).pixelSize() / USUAL))


def roomy(width: int, height: int) -> QSize:
    """A size in px for a dialog: with room for larger letters too, as far as the screen has it."""
    screen = QGuiApplication.primaryScreen().availableSize() * 0.92
    return QSize(with_text(width), with_text(height)).boundedTo(screen)
