"""The product's font in Qt: the same files that the scene measures with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

FAMILY = "Source Sans Pro"


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
    """The desktop's font; on a bare display that names none, the product's."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if system.family() not in {"", "Sans Serif", "Sans", "DejaVu Sans"}:
        return system
    font = QFont(load_product_font())
    font.setPixelSize(13)
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
