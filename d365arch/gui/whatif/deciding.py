"""What a person does with chosen steps: apply them as one undo step, or write the to-be landscape to another file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QFileDialog, QMessageBox

from d365arch.analysis.consolidation.records import PlannedChannel
from d365arch.edit import Edit
from d365arch.errors import D365ArchError
from d365arch.gui.dialogs import questions
from d365arch.gui.editor import SMALL, Editor
from d365arch.gui.language import translate
from d365arch.gui.session import SUFFIX
from d365arch.gui.windows import open_beside
from d365arch.gui.workbench import Workbench
from d365arch.model import Rect, View
from d365arch.scene.build import draw
from d365arch.whatif.apply import steps_edit
from d365arch.whatif.to_be import named_to_be, with_places

T = TypeVar("T")


def apply_steps(editor: Editor, channels: tuple[PlannedChannel, ...]) -> bool:
    """Make channels part of the landscape as one undo step; only hubs get a place, all else stays where it is drawn."""
    try:
        return editor.perform(_at_leisure(editor, lambda: placed_edit(editor, channels)))
    except D365ArchError as error:
        editor.message.emit(error.sentence)
        return False


def placed_edit(editor: Editor, channels: tuple[PlannedChannel, ...]) -> Edit:
    """The edit that leads data through these channels and puts their hubs into the middle of what they serve."""
    drawn, drawing, catalog = editor.workspace_as_drawn(), editor.drawing, editor.catalog

    def boxes(view: View) -> Mapping[str, Rect]:
        if drawing is not None and view.id == drawing.view_id:
            return drawing.placement.boxes
        return draw(drawn, catalog, view.id, rough=True).placement.boxes

    return with_places(drawn, catalog, steps_edit(drawn, catalog, channels), boxes)


def _at_leisure(editor: Editor, work: Callable[[], T]) -> T:
    """The result of work; of a large landscape on a worker thread, while the window paints."""
    if len(editor.workspace.landscape.systems) <= SMALL:
        return work()
    found: T = editor.background.wait_for(translate("WhatIf", "Finding places for hubs"), lambda _progress: work())
    return found


def save_to_be(bench: Workbench, channels: tuple[PlannedChannel, ...]) -> None:
    """Ask for a file, write the landscape with the channels to it, and offer to open it in a window of its own."""
    editor, session = bench.editor, bench.session
    name = f"{session.file_name}-to-be{SUFFIX if session.path is None else session.path.suffix}"
    folder = session.path.parent if session.path else bench.settings.folder
    text, _ = QFileDialog.getSaveFileName(
        bench.window, translate("WhatIf", "Save the landscape as it would be"), str(folder / name),
        translate("WhatIf", "Landscapes (*.yaml *.yml)"))
    if not text:
        return
    path = Path(text) if Path(text).suffix else Path(text).with_suffix(SUFFIX)
    title = translate("WhatIf", "The file was not saved")
    if session.path is not None and path.resolve() == session.path.resolve():
        questions.tell_error(bench.window, title, translate(
            "WhatIf", "This is the file of the landscape that is open; choose another name to keep both."))
        return
    try:
        drawn = editor.workspace_as_drawn()
        planned = _at_leisure(editor, lambda: named_to_be(placed_edit(editor, channels).apply(drawn)))
        # The dialog asked whether to overwrite what it named, and nothing else.
        session.write_other(planned, path, overwrite=path == Path(text))
    except D365ArchError as error:
        questions.tell_error(bench.window, title, error.sentence)
        return
    bench.recent.add(path)
    editor.message.emit(translate("WhatIf", "Saved {name}; this landscape is as it was.").format(name=path.name))
    if _ask_open(bench, path.name):
        open_beside(bench, path)


def _ask_open(bench: Workbench, name: str) -> bool:
    box = QMessageBox(QMessageBox.Icon.Question, translate("WhatIf", "Saved as to-be"),
                      translate("WhatIf", "Open “{name}” in another window?").format(name=name), parent=bench.window)
    yes = box.addButton(translate("WhatIf", "Open"), QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton(translate("WhatIf", "Not now"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(yes)
    box.setEscapeButton(no)
    box.exec()
    return box.clickedButton() is yes
