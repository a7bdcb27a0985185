"""The question whether what is pasted is what is there already: asked once, for all of it."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget

from d365arch.edit import Clip
from d365arch.gui.language import translate
from d365arch.model import Landscape

_NAMED = 3


class Choice(Enum):
    """Use what is there, add copies, or do nothing."""

    REFER = auto()
    COPY = auto()
    CANCEL = auto()


def already_there(clip: Clip, landscape: Landscape) -> tuple[str, ...]:
    """Systems of a clip that the landscape seems to have: the same id with the same name or type."""
    found = []
    for system in clip.systems:
        there = landscape.system_by_id.get(system.id)
        if there is not None and (there.label == system.label or (there.type and there.type == system.type)):
            found.append(system.id)
    return tuple(found)


def ask(parent: QWidget | None, names: list[str]) -> tuple[Choice, bool]:
    """Ask; the second answer says whether to do the same from now on."""
    some = ", ".join(names[:_NAMED])
    more = translate("Pasting", " and {count} more").format(count=len(names) - _NAMED) if len(names) > _NAMED else ""
    box = QMessageBox(QMessageBox.Icon.Question, translate("Pasting", "Paste"),
                      translate("Pasting", "Already in this landscape: {names}{more}.").format(names=some, more=more),
                      parent=parent)
    box.setInformativeText(translate("Pasting", "Use the ones that are here, and add only what is new? Or add copies "
                                    "under new ids?"))
    buttons = {
        box.addButton(translate("Pasting", "Use those here"), QMessageBox.ButtonRole.AcceptRole): Choice.REFER,
        box.addButton(translate("Pasting", "Add copies"), QMessageBox.ButtonRole.ActionRole): Choice.COPY,
        box.addButton(translate("Pasting", "Cancel"), QMessageBox.ButtonRole.RejectRole): Choice.CANCEL,
    }
    always = QCheckBox(translate("Pasting", "Do the same until this window is closed"))
    box.setCheckBox(always)
    box.setDefaultButton(next(iter(buttons)))
    box.setEscapeButton(list(buttons)[-1])
    box.exec()
    chosen = next((choice for button, choice in buttons.items() if button is box.clickedButton()), Choice.CANCEL)
    return chosen, always.isChecked()
