"""The language of the window: loads translations, and says counts with their nouns."""

from __future__ import annotations

import importlib.resources
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

translate = QCoreApplication.translate
"""`translate("Context", "text")` where there is no object whose `tr` would do; found by `pyside6-lupdate` too."""


class Count(QObject):
    """Counts with their nouns, written out so that `pyside6-lupdate` asks for all plurals that a language has."""

    def __init__(self) -> None:
        super().__init__()
        self._plurals: Mapping[str, Callable[[int], str]] = {
            "system": lambda n: self.tr("{count} systems", "", n),
            "endpoint": lambda n: self.tr("{count} endpoints", "", n),
            "integration": lambda n: self.tr("{count} integrations", "", n),
            "zone": lambda n: self.tr("{count} zones", "", n),
            "note": lambda n: self.tr("{count} notes", "", n),
            "element": lambda n: self.tr("{count} elements", "", n),
            "finding": lambda n: self.tr("{count} findings", "", n),
            "artefact": lambda n: self.tr("{count} artefacts", "", n),
            "file": lambda n: self.tr("{count} files", "", n),
            "secret": lambda n: self.tr("{count} secrets", "", n),
            "list": lambda n: self.tr("{count} lists", "", n),
            "problem": lambda n: self.tr("{count} problems", "", n),
        }

    def said(self, count: int, noun: str) -> str:
        """The count with its noun in the language of the window."""
        said = self._plurals[noun](count)
        if count == 1 and said == f"{{count}} {noun}s":
            said = f"{{count}} {noun}"      # without a translation Qt gives the plural
        return said.format(count=f"{count:,}")


def amount(count: int, noun: str) -> str:
    """A count with its noun, a word for an element in the singular: `1 system`, `1,200 systems`."""
    return _count().said(count, noun)


@cache
def _count() -> Count:
    return Count()


def folders() -> Iterator[Path]:
    """Where translations are looked for, the person's own before those of the program."""
    from platformdirs import user_config_path

    yield user_config_path("d365arch", appauthor=False) / "i18n"
    yield Path(str(importlib.resources.files("d365arch.resources").joinpath("i18n")))


def install_translators(application: QCoreApplication, locale: QLocale | None = None) -> list[QTranslator]:
    """Show the window in the language of the desktop, as far as there are translations; gives those that were found.

    Qt's own texts (buttons such as Cancel, the dialogs for files and printing) come with Qt.
    """
    locale = locale or QLocale()
    qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    found: list[QTranslator] = []
    # What is installed last is asked first.
    for name, folder in (("qtbase", qt), *(("d365arch", folder) for folder in reversed(list(folders())))):
        translator = QTranslator(application)
        if translator.load(locale, name, "_", str(folder)):
            application.installTranslator(translator)
            found.append(translator)
    return found
