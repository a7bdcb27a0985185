"""The few questions that the window asks before work could be lost."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtWidgets import QMessageBox, QWidget

from d365arch.gui.language import translate


class Answer(Enum):
    """What a person chose."""

    SAVE = auto()
    SAVE_AS = auto()
    DISCARD = auto()
    OVERWRITE = auto()
    RELOAD = auto()
    LOOK = auto()
    CANCEL = auto()


def ask_unsaved(parent: QWidget | None, name: str) -> Answer:
    """Changes are not saved: save them, forget them, or stay?"""
    box = QMessageBox(QMessageBox.Icon.Question, translate("Questions", "Unsaved changes"),
                      translate("Questions", "Save the changes to “{name}”?").format(name=name), parent=parent)
    box.setInformativeText(translate("Questions", "If you do not save, the changes since the last save are lost."))
    buttons = {
        box.addButton(translate("Questions", "Save"), QMessageBox.ButtonRole.AcceptRole): Answer.SAVE,
        box.addButton(translate("Questions", "Do not save"), QMessageBox.ButtonRole.DestructiveRole): Answer.DISCARD,
        box.addButton(translate("Questions", "Cancel"), QMessageBox.ButtonRole.RejectRole): Answer.CANCEL,
    }
    box.setDefaultButton(next(iter(buttons)))
    box.setEscapeButton(list(buttons)[-1])
    box.exec()
    return next((answer for button, answer in buttons.items() if button is box.clickedButton()), Answer.CANCEL)


def ask_changed_on_disk(parent: QWidget | None, sentence: str) -> Answer:
    """Somebody else changed the file: write over it, write elsewhere, take theirs, or look first?"""
    box = QMessageBox(QMessageBox.Icon.Warning, translate("Questions", "The file changed on disk"),
                      translate("Questions", "The file is not the one you opened."), parent=parent)
    box.setInformativeText(sentence)
    buttons = {
        box.addButton(translate("Questions", "Save as …"), QMessageBox.ButtonRole.AcceptRole): Answer.SAVE_AS,
        box.addButton(translate("Questions", "Overwrite theirs"),
                      QMessageBox.ButtonRole.DestructiveRole): Answer.OVERWRITE,
        box.addButton(translate("Questions", "Read theirs, drop mine"),
                      QMessageBox.ButtonRole.DestructiveRole): Answer.RELOAD,
        box.addButton(translate("Questions", "See the difference …"),
                      QMessageBox.ButtonRole.ActionRole): Answer.LOOK,
        box.addButton(translate("Questions", "Cancel"), QMessageBox.ButtonRole.RejectRole): Answer.CANCEL,
    }
    box.setDefaultButton(next(iter(buttons)))
    box.setEscapeButton(list(buttons)[-1])
    box.exec()
    return next((answer for button, answer in buttons.items() if button is box.clickedButton()), Answer.CANCEL)


def ask_revert(parent: QWidget | None, name: str) -> bool:
    """Forget all changes since the last save?"""
    box = QMessageBox(QMessageBox.Icon.Question, translate("Questions", "Revert"),
                      translate("Questions", "Read “{name}” again and forget your changes?").format(name=name),
                      parent=parent)
    yes = box.addButton(translate("Questions", "Revert"), QMessageBox.ButtonRole.DestructiveRole)
    no = box.addButton(translate("Questions", "Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    box.exec()
    return box.clickedButton() is yes


def tell_error(parent: QWidget | None, title: str, sentence: str) -> None:
    """Say what went wrong, in one sentence."""
    QMessageBox(QMessageBox.Icon.Warning, title, sentence, QMessageBox.StandardButton.Ok, parent).exec()
