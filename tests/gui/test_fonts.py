"""The font of the window."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontDatabase

from d365arch.gui.fonts import USUAL, window_font


@pytest.mark.parametrize(("size", "expected"), [(12, USUAL), (9, USUAL), (24, 2 * USUAL)])
def test_on_a_bare_display_letters_grow_with_those_of_the_desktop(qapp, monkeypatch, size, expected):
    system = QFont("Sans")
    system.setPixelSize(size)
    monkeypatch.setattr(QFontDatabase, "systemFont", lambda _role: system)
    assert window_font().pixelSize() == expected
