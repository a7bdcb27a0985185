"""Cut, copy, paste and duplicate."""

from __future__ import annotations

import json
from collections.abc import Mapping

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from d365arch.edit import Clip, Paste, copied
from d365arch.errors import D365ArchError
from d365arch.gui.canvas.removing import remove
from d365arch.gui.enabling import Enabling
from d365arch.gui.workbench import Workbench
from d365arch.scene.parts import Element

CLIP_MIME = "application/x-d365arch-clip"


class ClipboardCommands:
    """The commands of the Edit menu that use the clipboard, or work as if they did."""

    def __init__(self, bench: Workbench) -> None:
        self._editor = bench.editor
        for name, command in (("cut", self.cut), ("copy", self.copy), ("paste", self.paste),
                              ("duplicate", self.duplicate)):
            bench.on(name, command)
        self._enabling = Enabling(bench, self._rules)

    def _rules(self) -> Mapping[str, bool]:
        some = bool(self._editor.selection.of_kind("system"))
        return dict.fromkeys(("cut", "copy", "duplicate"), some)

    def copy(self) -> bool:
        """Put the selected systems and what runs between them on the clipboard."""
        systems = self._editor.selection.of_kind("system")
        if not systems:
            return False
        clip = copied(self._editor.workspace_as_drawn(), systems, self._editor.view_id)
        data = QMimeData()
        data.setData(CLIP_MIME, json.dumps(clip.to_plain()).encode())
        names = [s.label for s in clip.systems]
        data.setText("\n".join(names))
        QGuiApplication.clipboard().setMimeData(data)
        self._editor.message.emit(f"Copied {', '.join(names[:3])}{' …' if len(names) > 3 else ''}.")
        return True

    def cut(self) -> None:
        """Copy, then delete."""
        if self.copy():
            remove(self._editor, self._editor.selection.elements)

    def paste(self) -> None:
        """Add what is on the clipboard, and select it."""
        data = QGuiApplication.clipboard().mimeData()
        if data is None or not data.hasFormat(CLIP_MIME):
            self._editor.message.emit("The clipboard holds no part of a landscape. Copy systems first (Ctrl+C).")
            return
        try:
            clip = Clip.from_plain(json.loads(bytes(data.data(CLIP_MIME).data())))
        except (ValueError, D365ArchError) as error:
            self._editor.message.emit(str(error))
            return
        self._paste(clip)

    def duplicate(self) -> None:
        """Add a copy of the selected systems beside them."""
        systems = self._editor.selection.of_kind("system")
        if systems:
            self._paste(copied(self._editor.workspace_as_drawn(), systems, self._editor.view_id))

    def _paste(self, clip: Clip) -> None:
        edit = Paste(clip, self._editor.view_id)
        ids, _ = edit.new_ids(self._editor.workspace)
        if self._editor.perform(edit):
            self._editor.selection.set(Element(kind="system", id=system) for system in ids.values())


def install(bench: Workbench) -> ClipboardCommands:
    """Wire the commands."""
    return ClipboardCommands(bench)
