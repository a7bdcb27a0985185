"""Cut, copy, paste and duplicate."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from d365arch.edit import Clip, Paste, Several, copied
from d365arch.errors import D365ArchError
from d365arch.gui.canvas.removing import remove
from d365arch.gui.enabling import Enabling
from d365arch.gui.language import amount, translate
from d365arch.gui.pasting import referring
from d365arch.gui.pasting.dialog import PasteTableDialog
from d365arch.gui.pasting.referring import Choice
from d365arch.gui.pasting.table import MOST_ROWS, read_table
from d365arch.gui.workbench import Workbench
from d365arch.scene.parts import Element

CLIP_MIME = "application/x-d365arch-clip"
_ORIGIN = "origin"


class ClipboardCommands:
    """The commands of the Edit menu that use the clipboard, or work as if they did."""

    def __init__(self, bench: Workbench) -> None:
        self._editor = bench.editor
        self._window = bench.window
        self._always: Choice | None = None
        self._cut = b""
        for name, command in (("cut", self.cut), ("copy", self.copy), ("paste", self.paste),
                              ("duplicate", self.duplicate)):
            bench.on(name, command)
        self._enabling = Enabling(bench, self._rules)

    def _rules(self) -> Mapping[str, bool]:
        some = any(self._chosen)
        return dict.fromkeys(("cut", "copy", "duplicate"), some)

    @property
    def _chosen(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Ids of the selected systems and notes."""
        return self._editor.selection.of_kind("system"), self._editor.selection.of_kind("note")

    def _clip(self) -> Clip:
        systems, notes = self._chosen
        return copied(self._editor.workspace_as_drawn(), systems, self._editor.view_id, notes)

    def copy(self) -> bool:
        """Put the selected systems, what runs between them, and notes on the clipboard."""
        if not any(self._chosen):
            return False
        clip = self._clip()
        data = QMimeData()
        data.setData(CLIP_MIME, json.dumps({**clip.to_plain(), _ORIGIN: self._origin}).encode())
        names = [*(s.label for s in clip.systems), *(" ".join((n.text or "").split()) for n in clip.notes)]
        data.setText("\n".join(names))
        QGuiApplication.clipboard().setMimeData(data)
        told = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
        self._editor.message.emit(translate("Clipboard", "Copied {names}.").format(names=told))
        return True

    def cut(self) -> None:
        """Copy, then delete; what only left this view comes back as itself when it is pasted."""
        if self.copy():
            remove(self._editor, self._editor.selection.elements)
            self._cut = bytes(QGuiApplication.clipboard().mimeData().data(CLIP_MIME).data())

    @property
    def _origin(self) -> str:
        """Tells the landscapes that are open on this machine apart."""
        return f"{os.getpid()}:{id(self._editor.document)}"

    def paste(self) -> None:
        """Add what is on the clipboard, a part of a landscape or a text table, and select it."""
        data = QGuiApplication.clipboard().mimeData()
        if data is not None and data.hasFormat(CLIP_MIME):
            held = bytes(data.data(CLIP_MIME).data())
            try:
                plain = json.loads(held)
                clip = Clip.from_plain(plain)
            except ValueError:
                self._editor.message.emit(translate(
                    "Clipboard", "The clipboard does not hold a part of a landscape; copy systems first."))
                return
            except D365ArchError as error:
                self._editor.message.emit(error.sentence)
                return
            self._paste_clip(clip, plain.get(_ORIGIN) == self._origin, moved=held == self._cut)
        elif data is not None and (rows := read_table(data.text())):
            self._paste_rows(rows)
        else:
            self._editor.message.emit(translate(
                "Clipboard", "The clipboard holds no part of a landscape and no table. Copy systems first (Ctrl+C), or "
                "rows of a spreadsheet."))

    def _paste_clip(self, clip: Clip, own: bool, *, moved: bool) -> None:
        """Paste; where systems are here already, copy or refer as the person chooses, but what was cut is moved."""
        drawn = self._editor.drawing.placement.boxes if self._editor.drawing else {}
        there = referring.already_there(clip, self._editor.workspace.landscape)
        if not there or (own and all(system in drawn for system in there)):
            self._paste(clip)
            return
        choice = Choice.REFER if moved and own and not any(system in drawn for system in there) else self._always
        if choice is None:
            names = [system.label for system in clip.systems if system.id in there]
            choice, always = referring.ask(self._window, names)
            if always and choice is not Choice.CANCEL:
                self._always = choice
        if choice is not Choice.CANCEL:
            self._paste(clip, frozenset(there) if choice is Choice.REFER else frozenset())

    def _paste_rows(self, rows: list[list[str]]) -> None:
        if len(rows) > MOST_ROWS:
            self._editor.message.emit(translate(
                "Clipboard", "The clipboard holds {rows} rows; paste at most {most} at a time.").format(
                rows=len(rows), most=MOST_ROWS))
            return
        dialog = PasteTableDialog(self._editor, rows, self._window)
        agreed = dialog.exec() == QDialog.DialogCode.Accepted
        found = dialog.outcome
        dialog.deleteLater()
        if agreed and found.edit is not None and self._editor.perform(found.edit):
            self._editor.selection.set(
                Element(kind=kind, id=each) for kind, ids in (("system", found.systems),
                                                              ("integration", found.integrations)) for each in ids)

    def duplicate(self) -> None:
        """Add a copy of the selected systems and notes beside them."""
        if any(self._chosen):
            self._paste(self._clip(), verb=translate("Clipboard", "Duplicate {what}"))

    def _paste(self, clip: Clip, refer: frozenset[str] = frozenset(), verb: str = "") -> None:
        edit = Paste(clip, self._editor.view_id, refer=refer)
        ids, _ = edit.new_ids(self._editor.workspace)
        notes = edit.new_notes(self._editor.workspace)
        names = [each.label for each in clip.systems]
        what = names[0] if len(names) == 1 else amount(len(names), "system") if names else amount(len(notes), "note")
        if self._editor.perform(Several((edit,), verb.format(what=what)) if verb else edit):
            self._editor.selection.set((*(Element(kind="system", id=system) for system in ids.values()),
                                        *(Element(kind="note", id=note) for note in notes.values())))


def install(bench: Workbench) -> ClipboardCommands:
    """Wire the commands."""
    return ClipboardCommands(bench)
