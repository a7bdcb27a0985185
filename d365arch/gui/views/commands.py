"""Commands on views: new, copy, rename, what it shows, delete, and walking over them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from d365arch.edit import AddView, Edit, MoveView, RemoveView, SetShow, Several, Target, TargetKind, fresh_id
from d365arch.edit.naming_edits import RenameElement
from d365arch.gui.editor import Editor
from d365arch.gui.view_titles import title_of
from d365arch.gui.views.bar import ViewBar
from d365arch.gui.views.dialog import ViewDialog
from d365arch.model import Show, View


class ViewCommands(QObject):
    """Each command is one step of the history; a view that comes is shown by the editor."""

    def __init__(self, editor: Editor, bar: ViewBar, window: QWidget) -> None:
        super().__init__(window)
        self._editor, self._bar, self._window = editor, bar, window
        self.dialog: ViewDialog | None = None
        """The dialog that is open."""
        bar.tabs.renamed.connect(self._rename)
        bar.tabs.moved.connect(lambda view_id, position: editor.perform(MoveView(view_id, position)))
        bar.tabs.delete_wanted.connect(self.delete)

    def new(self) -> None:
        """Ask what another view shall show, and add it."""
        chosen = self._editor.selection.of_kind("system")
        show = Show(ids=chosen) if chosen else Show()
        self._open(View(id="", title=self._free_title(self.tr("View")), show=show), self.tr("New view"),
                   self.tr("Create view"), self._add)

    def change(self) -> None:
        """Ask what the view shall show from now on."""
        view = self._editor.view
        self._open(replace(view, title=title_of(view)), self.tr("What “{view}” shows").format(view=title_of(view)),
                   self.tr("Apply"), lambda dialog: self._apply(dialog, view.id))

    def _open(self, view: View, heading: str, verb: str, accept: Callable[[ViewDialog], object]) -> None:
        dialog = self.dialog = ViewDialog(self._editor, view, heading, verb, self._window)
        document = self._editor.document

        def accepted() -> None:
            # A large file that was being read may have taken the place of the landscape that was asked about.
            if self._editor.document is document:
                accept(dialog)

        dialog.accepted.connect(accepted)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self, _result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _add(self, dialog: ViewDialog) -> None:
        self.add(dialog.title, dialog.show_wanted)

    def add(self, title: str, show: Show | None) -> bool:
        """Add a view that shows something, laid out anew, behind the one that is shown."""
        view = View(id=self._free_id(title), title=title, show=show)
        return self._editor.perform(AddView(view, self._editor.view_id))

    def _apply(self, dialog: ViewDialog, view_id: str) -> None:
        workspace = self._editor.workspace
        if workspace.views and view_id not in workspace.view_by_id:
            return
        view, edits = workspace.view(view_id), list[Edit]()
        if dialog.title != title_of(view):
            edits.append(RenameElement(self._target(view), dialog.title))
        if dialog.show_wanted != view.show:
            edits.append(SetShow(view.id, dialog.show_wanted))
        if edits:
            self._editor.perform(edits[0] if len(edits) == 1 else Several(tuple(edits), edits[-1].label))

    def copy(self) -> None:
        """Add a view that shows the same at the same places, also where nobody has stored them yet."""
        view = self._editor.workspace_as_drawn().view(self._editor.view_id)
        copied = self.tr("{view} copy")
        # A copy of a copy is another copy of the first one.
        base = re.sub(re.escape(copied.format(view="")) + r"( \d+)?$", "", title_of(view)) or title_of(view)
        title = self._free_title(copied.format(view=base), numbered=False)
        self._editor.perform(AddView(replace(view, id=self._free_id(title), title=title), view.id))

    def rename(self) -> None:
        """Edit the name of the view in its tab."""
        self._bar.tabs.rename(self._bar.tabs.currentIndex())

    def _rename(self, view_id: str, title: str) -> None:
        view = self._editor.workspace.view(view_id)
        if title != title_of(view):
            self._editor.perform(RenameElement(self._target(view), title))
        self._bar.fill()

    @staticmethod
    def _target(view: View) -> Target:
        return Target(TargetKind.VIEW, view.id, name=title_of(view))

    def delete(self) -> None:
        """Delete the view; the landscape stays as it is, and so does the last view."""
        editor = self._editor
        if len(editor.workspace.views) < 2:
            editor.message.emit(self.tr("This is the only view; make another one before you delete it."))
            return
        name = title_of(editor.view)
        if editor.perform(RemoveView(editor.view_id)):
            editor.message.emit(self.tr("The view “{view}” is deleted; all it showed is still in the landscape. "
                                        "Undo brings it back.").format(view=name))

    def of_neighbors(self, depth: int) -> None:
        """Add a view of the selected systems and of what lies so many integrations away."""
        systems = self._editor.selection.of_kind("system")
        if not systems:
            return
        label = self._editor.workspace.landscape.system_by_id[systems[0]].label
        name = label if len(systems) == 1 else self.tr("{count} systems").format(count=len(systems))
        title = self._free_title(self.tr("Around {name}").format(name=name), numbered=False)
        self.add(title, Show(systems=systems, neighbors=depth))

    def _free_id(self, title: str) -> str:
        workspace = self._editor.workspace
        return fresh_id(title, {*workspace.view_by_id, workspace.view().id}, "view")

    def _free_title(self, wanted: str, *, numbered: bool = True) -> str:
        """A title that no view has: with a number behind it, or just where it is taken."""
        views = self._editor.workspace.views or (self._editor.view,)
        taken = {title_of(v) for v in views}
        number = len(views) + 1 if numbered else 2
        title = f"{wanted} {number}" if numbered else wanted
        while title in taken:
            title, number = f"{wanted} {number}", number + 1
        return title
