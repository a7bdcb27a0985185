"""A window in a language that marks every text: prints what it shows without the mark, which nobody could translate.

Runs as a program of its own, because texts that were made before a language is there stay as they are.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_API", "pyside6")
ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

# ruff: noqa: E402 - Qt has to know its platform first
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QSettings, Qt, QTranslator
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

FOREIGN = ("QShortcut",)
"""Contexts that stay as they are: names of keys."""

_BETWEEN = re.compile(r"[·›→;:,()…“”]| — |   +|\. ")
_WORD = re.compile(r"[^\W\d_]{3,}")


class Marked(QTranslator):
    """Puts brackets around every text that goes through Qt's translation."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, text: str, hint: str | None = None, n: int = -1) -> str:
        return "" if context in FOREIGN else f"⟦{text}⟧"


def visible_texts(top: QWidget) -> Iterator[tuple[str, str]]:
    """Every text of a widget and what is in it, with where it stands."""
    for widget in (top, *top.findChildren(QWidget)):
        where = f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"
        yield f"tooltip of {where}", widget.toolTip()
        yield f"name of {where}", widget.accessibleName()
        yield f"status tip of {where}", widget.statusTip()
        if widget.isWindow():
            yield f"title of {where}", widget.windowTitle()
        yield from ((f"text of {where}", text) for text in own_texts(widget))
        for action in widget.actions():
            yield from action_texts(action)
    for action in top.findChildren(QAction):
        yield from action_texts(action)


def action_texts(action: QAction) -> Iterator[tuple[str, str]]:
    if not action.isSeparator():
        where = f"action {action.objectName()} {action.text()}"
        yield f"text of {where}", action.text().partition("\t")[0]
        yield f"tooltip of {where}", action.toolTip()


def own_texts(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QMessageBox):
        yield from (widget.text(), widget.informativeText())
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QGroupBox | QMenu):
        yield widget.title()
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(n) for n in range(widget.count()))
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(n) for n in range(min(widget.count(), 40)))
        yield widget.placeholderText()
    if isinstance(widget, QHeaderView) and widget.model() is not None:
        model = widget.model()
        count = model.columnCount() if widget.orientation() == Qt.Orientation.Horizontal else 0
        yield from (str(model.headerData(n, widget.orientation()) or "") for n in range(count))
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from rows(widget.model(), QModelIndex())


def rows(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(min(model.rowCount(parent), 60)):
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
        for column in range(columns):
            index = model.index(row, column, parent)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                said = index.data(role)
                if isinstance(said, str):
                    yield said
        if not isinstance(model, QAbstractListModel):
            yield from rows(model, model.index(row, 0, parent))


def unmarked(text: str, known: frozenset[str]) -> str:
    """What is left of a text without what is marked, what is data, keys and numbers; empty where nothing is."""
    rest, before = re.sub(r"<[^>]*>", "\n", text), ""
    while before != rest:
        before, rest = rest, re.sub(r"⟦[^⟦⟧]*⟧", "\n", rest)
    rest = rest.partition("⟦")[0].replace("&&", "&")     # the end may be cut by the width of a widget
    left: list[str] = []
    for piece in filter(None, map(str.strip, rest.split("\n"))):
        if is_data(piece, known) or any(each.startswith(piece.rstrip(" …").casefold()) for each in known
                                        if "…" in piece):
            continue
        left += (part for part in _BETWEEN.split(piece) if not is_data(part, known))
    return " | ".join(left)


def is_data(text: str, known: frozenset[str]) -> bool:
    text = " ".join(text.split()).strip(" .✓*[]")
    key = QKeySequence(text).toString(QKeySequence.SequenceFormat.NativeText) == text
    return not _WORD.search(text) or text.casefold() in known or key or Path(text).is_absolute()


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    os.environ["HOME"] = os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = str(folder)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder / "settings"))
    from d365arch.gui import app, thumbnails
    from d365arch.io import recovery

    thumbnails._folder = lambda: folder / "thumbnails"
    recovery.state_folder = lambda: folder / "state"
    application = app.make_application()
    translator = Marked(application)
    application.installTranslator(translator)

    from tests.gui.foreign_tour import tour

    found: dict[str, str] = {}
    shown: set[str] = set()

    def look(top: QWidget, data: Callable[[], frozenset[str]]) -> None:
        application.processEvents()
        known = data()
        for where, text in visible_texts(top):
            if not text or text in shown:
                continue
            shown.add(text)
            left = unmarked(text, known)
            if left:
                found.setdefault(f"{left!r} in {text[:90]!r}", where)

    tour(application, folder, look)
    json.dump({"found": found, "shown": len(shown), "marked": sum("⟦" in text for text in shown)}, sys.stdout)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
