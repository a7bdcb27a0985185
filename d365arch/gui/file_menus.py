"""The two menus of files that are filled when they open: recent ones and samples."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from d365arch.gui.recent import RecentFiles
from d365arch.gui.samples import samples
from d365arch.gui.session import Session


class FileMenus(QObject):
    """Lists what is there at the moment a menu opens."""

    def __init__(self, session: Session, recent: RecentFiles, recent_menu: QMenu, samples_menu: QMenu,
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._recent = recent
        recent_menu.aboutToShow.connect(partial(self._fill_recent, recent_menu))
        samples_menu.aboutToShow.connect(partial(self._fill_samples, samples_menu))

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in self._recent.paths:
            _add(menu, f"{path.name}   {path.parent}", partial(self._session.open, path))
        if not self._recent.paths:
            menu.addAction(self.tr("No files yet")).setEnabled(False)
        else:
            menu.addSeparator()
            _add(menu, self.tr("Forget these"), self._recent.clear)

    def _fill_samples(self, menu: QMenu) -> None:
        menu.clear()
        for sample in samples():
            _add(menu, sample.name, partial(self._session.open_sample, sample))


def _add(menu: QMenu, text: str, act: Callable[[], object]) -> None:
    menu.addAction(text.replace("&", "&&")).triggered.connect(lambda _checked=False: act())
