"""The integrations behind a line that stands for several, as entries of a menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from d365arch.gui.language import translate
from d365arch.gui.scene_marks import timing_pixmap
from d365arch.scene.looks import LineLook

MOST = 30


def fill_members(menu: QMenu, line: LineLook, choose: Callable[[str], object], theme: str) -> None:
    """One entry for each integration, with the mark of its timing; choosing one selects it alone."""
    for each in line.integrations[:MOST]:
        timings = (each.timing,) if each.timing else ()
        action = menu.addAction(timing_pixmap(timings, theme, 16), each.title.replace("&", "&&"))
        action.setToolTip(each.says)
        action.triggered.connect(lambda _checked=False, id_=each.id: choose(id_))
    if len(line.integrations) > MOST:
        more = translate("MembersMenu", "{count} more").format(count=len(line.integrations) - MOST)
        menu.addAction(more).setEnabled(False)
