"""What the window remembers between sessions: files, theme and where the docks are."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

ORGANIZATION = "d365arch"
THEMES = ("system", "light", "dark")
"""Choices of the color scheme; `system` follows the desktop."""
_MOST_ARTEFACTS = 8


class Settings:
    """Typed access to the few things that are remembered."""

    def __init__(self) -> None:
        self._store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANIZATION, ORGANIZATION)

    @property
    def theme(self) -> str:
        """`system`, `light` or `dark`."""
        value = str(self._store.value("theme", "system"))
        return value if value in THEMES else "system"

    @theme.setter
    def theme(self, value: str) -> None:
        self._store.setValue("theme", value)

    @property
    def recent(self) -> tuple[Path, ...]:
        """Files opened last, latest first."""
        value = self._store.value("recent", [])
        texts = [value] if isinstance(value, str) else list(value) if isinstance(value, list) else []
        return tuple(Path(text) for text in texts if text)

    @recent.setter
    def recent(self, paths: tuple[Path, ...]) -> None:
        self._store.setValue("recent", [str(path) for path in paths])

    @property
    def artefacts(self) -> tuple[tuple[Path, ...], ...]:
        """What discovery read last, latest first; each a choice of files and folders."""
        try:
            known = json.loads(str(self._store.value("artefacts", "[]")))
        except ValueError:
            return ()
        return tuple(tuple(Path(text) for text in texts if isinstance(text, str)) for texts in known
                     if isinstance(texts, list) and texts) if isinstance(known, list) else ()

    @artefacts.setter
    def artefacts(self, choices: tuple[tuple[Path, ...], ...]) -> None:
        kept = list(dict.fromkeys(choices))[:_MOST_ARTEFACTS]
        self._store.setValue("artefacts", json.dumps([[str(path) for path in paths] for paths in kept]))

    @property
    def minimap(self) -> bool:
        """Whether the map is shown where some of a drawing is out of sight."""
        return str(self._store.value("minimap", "true")) == "true"

    @minimap.setter
    def minimap(self, value: bool) -> None:
        self._store.setValue("minimap", "true" if value else "false")

    def layout(self, name: str) -> QByteArray:
        """A stored geometry or dock layout; empty where there is none."""
        value = self._store.value(f"window/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_layout(self, name: str, value: QByteArray) -> None:
        """Store a geometry or dock layout."""
        self._store.setValue(f"window/{name}", value)

    @property
    def folder(self) -> Path:
        """The folder that file dialogs open in."""
        return Path(str(self._store.value("folder", str(Path.home()))))

    @folder.setter
    def folder(self, value: Path) -> None:
        self._store.setValue("folder", str(value))

    def flag(self, name: str, default: bool) -> bool:
        """A switch that a person set, or how it stands on the first day."""
        return self._store.value(f"switches/{name}", "yes" if default else "no") == "yes"

    def set_flag(self, name: str, on: bool) -> None:
        """Remember a switch."""
        self._store.setValue(f"switches/{name}", "yes" if on else "no")

    def forget(self) -> None:
        """Start as on the first day."""
        self._store.clear()
