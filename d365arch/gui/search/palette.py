"""The command palette: every action of the menus by what a person types, with its menu and its shortcut."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from d365arch.gui.actions import ACTIONS
from d365arch.gui.canvas.search_popup import Choice, SearchPopup, matching
from d365arch.gui.fonts import with_text
from d365arch.gui.language import translate
from d365arch.gui.workbench import Workbench
from d365arch.scene.theme import theme_named

_TOP = 64
_MOST_RECENT = 6
_HINTS = {spec.name: spec.hint for spec in ACTIONS if spec.hint}
_ITSELF = "command_palette"


class CommandPopup(SearchPopup):
    """The list; it also finds commands by the first letters of their words and by letters left out."""

    widest = 560

    def matching(self, typed: str) -> list[Choice]:
        """What has the typed words; where nothing has, what has the typed letters in their order; idle ones last."""
        return sorted(self._near(typed), key=lambda c: bool(c.reason)) if typed.strip() else super().matching(typed)

    def heading(self, choice: Choice) -> str:
        """The heading above the commands that can do nothing now."""
        return self.tr("Not possible now") if choice.reason else choice.group

    def _near(self, typed: str) -> list[Choice]:
        hits = matching(self._choices, typed)
        letters = "".join(typed.casefold().split())
        have = {id(choice) for choice in hits}
        thin = [(gaps, number) for number, choice in enumerate(self._choices)
                if id(choice) not in have and (gaps := scattered(choice.text.casefold(), letters)) is not None]
        if not letters or not thin:
            return hits
        loose = [self._choices[number] for _, number in sorted(thin)]
        near = [choice for choice in hits if all(word in _said(choice) for word in typed.casefold().split())]
        return [*near, *loose] if near or loose else hits

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._focus: QWidget | None = None

    def close_popup(self, *, chosen: bool = False) -> None:
        """Close, and give the focus back to where it was."""
        was_open, had_focus = self.isVisible(), self.field.hasFocus()
        super().close_popup(chosen=chosen)
        if was_open and had_focus and self._focus is not None:
            self._focus.setFocus()

    def remember_focus(self) -> None:
        """Take note of where the keyboard is."""
        self._focus = QApplication.focusWidget()


def _said(choice: Choice) -> str:
    return f"{choice.text} {choice.note} {' '.join(choice.words)} {choice.about}".casefold()


def scattered(text: str, letters: str) -> int | None:
    """How far the letters lie apart in a text that has all of them in this order; lower is better, none where not.

    The first letter has to begin a word. A letter that begins a word, or follows the one before, costs nothing.
    """
    begins = [at == 0 or not text[at - 1].isalnum() for at in range(len(text))]
    # For each place of the text, the least cost of a way that has its last letter there.
    costs = {at: 0 for at in range(len(text)) if letters and begins[at] and text[at] == letters[0]}
    for letter in letters[1:]:
        after: dict[int, int] = {}
        for at in range(len(text)):
            if text[at] == letter:
                ways = [cost + (0 if begins[at] or at == before + 1 else at - before)
                        for before, cost in costs.items() if before < at]
                if ways:
                    after[at] = min(ways)
        costs = after
    return min(costs.values(), default=None)


class CommandPalette:
    """Opens the list over the window and runs what is chosen; the commands run last stand first."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._recent: list[str] = []
        self.popup = CommandPopup(bench.window)
        self.popup.setObjectName("canvas-popup")
        bench.on(_ITSELF, self.open)

    def open(self) -> None:
        """Ask for a command."""
        window = self._bench.window
        self.popup.remember_focus()
        at = QPoint((window.width() - with_text(CommandPopup.widest)) // 2, _TOP)
        self.popup.ask(translate("Palette", "Commands"), self.choices(), at, self._run,
                       theme_named(self._bench.editor.theme))

    def choices(self) -> list[Choice]:
        """All actions, those used last first; what can do nothing now is listed when it is searched, in grey."""
        found = [choice(action, menus) for action, menus in self._actions()]
        order = {key: number for number, key in enumerate(self._recent)}
        return sorted(found, key=lambda c: order.get(_key(c.value), len(order)))

    def _actions(self) -> Iterator[tuple[QAction, str]]:
        bar = self._bench.window.menuBar()
        for top in bar.actions():
            if isinstance(menu := top.menu(), QMenu):
                yield from _within(menu, _plain(top.text()))

    def _run(self, chosen: Choice) -> None:
        action: QAction = chosen.value
        if not action.isEnabled():
            self._bench.editor.message.emit(chosen.reason)
            return
        key = _key(action)
        self._recent = [key, *(each for each in self._recent if each != key)][:_MOST_RECENT]
        action.trigger()


def _within(menu: QMenu, path: str) -> Iterator[tuple[QAction, str]]:
    # Menus of files and samples are filled when they are about to show.
    menu.aboutToShow.emit()
    for action in menu.actions():
        if isinstance(inner := action.menu(), QMenu):
            yield from _within(inner, f"{path}, {_plain(action.text())}")
        elif not action.isSeparator() and action.isVisible() and action.objectName() != _ITSELF:
            yield action, path


def choice(action: QAction, menus: str) -> Choice:
    """An action as a line of the list: its text, its menu and shortcut at the right, a check mark where it is on."""
    text = _plain(action.text()).removesuffix(" …")
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText) or _HINTS.get(action.objectName(), "")
    idle = "" if action.isEnabled() else translate(
        "Palette", "This can do nothing now. It may need another selection, or a landscape that is open.")
    on = "✓ " if action.isCheckable() and action.isChecked() else ""
    # Files and samples have no name of their own among the actions; they are found but not listed before one types.
    return Choice(f"{on}{text}", "   ".join(filter(None, (menus, keys))), words=(action.objectName(),), value=action,
                  about=action.toolTip(), only_searched=not action.objectName(), reason=idle)


def _plain(text: str) -> str:
    return text.partition("\t")[0].replace("&&", "\0").replace("&", "").replace("\0", "&")


def _key(action: QAction) -> str:
    return action.objectName() or _plain(action.text())
