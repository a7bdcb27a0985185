"""Work that was not saved is offered back: when it was, what it changed, how it looks, and what to do with it."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from d365arch.errors import D365ArchError
from d365arch.gui.dialogs.difference import DifferenceTree, Side
from d365arch.gui.editor import SMALL, Editor
from d365arch.gui.fonts import roomy
from d365arch.gui.places import with_places
from d365arch.io.differences import differences, summary
from d365arch.io.recovery import Recovery
from d365arch.model import Workspace
from d365arch.model.progress import Progress
from d365arch.scene.build import draw

PICTURE = (300, 210)
"""Size of the picture in px."""


class Wish(IntEnum):
    """What shall become of the recovered work; closing the window leaves it for another time."""

    LATER = 0
    RESTORE = 1
    DISCARD = 2


class RecoveryDialog(QDialog):
    """Answers with a `Wish` as its result."""

    def __init__(self, recovery: Recovery, saved: Workspace, editor: Editor, parent: QWidget, *,
                 changed_since: bool) -> None:
        super().__init__(parent)
        self._editor = editor
        self.setWindowTitle(self.tr("Changes that were not saved"))
        self.resize(roomy(940, 480))
        found = differences(saved, recovery.workspace)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        text = QLabel(self._sentence(recovery, changed_since), self)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        column.addWidget(text)
        self.summary = QLabel(summary(found), self)
        self.summary.setObjectName("muted")
        self.summary.setWordWrap(True)
        column.addWidget(self.summary)
        row = QHBoxLayout()
        row.setSpacing(16)
        self.tree = DifferenceTree(self)
        self.tree.show_sides([Side("", found)])
        row.addWidget(self.tree, 1)
        self.picture = QLabel(self)
        self.picture.setFixedSize(*PICTURE)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setObjectName("preview")
        self.picture.setAccessibleName(self.tr("Picture of the changed landscape"))
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row, 1)
        column.addWidget(self._make_buttons())
        self._draw(recovery.workspace)

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        self.buttons: dict[Wish, QPushButton] = {}
        for wish, label, role in (
            (Wish.RESTORE, self.tr("Restore"), QDialogButtonBox.ButtonRole.AcceptRole),
            (Wish.DISCARD, self.tr("Discard them"), QDialogButtonBox.ButtonRole.DestructiveRole),
            (Wish.LATER, self.tr("Decide later"), QDialogButtonBox.ButtonRole.RejectRole),
        ):
            button = self.buttons[wish] = buttons.addButton(label, role)
            button.clicked.connect(lambda _checked=False, wish=wish: self.done(wish))
        self.buttons[Wish.RESTORE].setDefault(True)
        return buttons

    def _sentence(self, recovery: Recovery, changed_since: bool) -> str:
        moment = QDateTime.fromSecsSinceEpoch(int(recovery.written.timestamp()))
        when = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
        name = recovery.name or self.tr("a landscape that was never saved")
        text = self.tr("The program ended before changes to {name} were saved. They were kept on {when}.").format(
            name=name, when=when)
        if changed_since:
            text += " " + self.tr("The file was changed after that; restoring also takes those changes back.")
        return text + " " + self.tr("Restoring is one step that you can undo, and the file stays as it is until you "
                                    "save.")

    def _draw(self, workspace: Workspace) -> None:
        if len(workspace.landscape.systems) > SMALL:
            self.picture.hide()
            return
        self.picture.setText(self.tr("Drawing …"))
        # Placed like the saved one, where that is on show, so that both can be compared; and nothing is laid out again.
        shown = self._editor.workspace_as_drawn().view(self._editor.view_id)
        workspace = with_places(workspace, shown.id, shown.positions)
        catalog, theme, ratio = self._editor.catalog, self._editor.theme, self.devicePixelRatioF()

        def work(progress: Progress) -> QImage:
            from d365arch.render.raster import to_png

            scene = draw(workspace, catalog, shown.id, theme=theme, progress=progress).scene
            scale = ratio * min(PICTURE[0] / scene.bounds.width, PICTURE[1] / scene.bounds.height)
            image = QImage()
            image.loadFromData(to_png(scene, scale))
            return image

        def done(image: QImage) -> None:
            pixmap = QPixmap.fromImage(image)
            pixmap.setDevicePixelRatio(ratio)
            self.picture.setPixmap(pixmap)

        def failed(error: Exception) -> None:
            if not isinstance(error, D365ArchError):
                raise error
            self.picture.setText(error.sentence)

        task = self._editor.background.run(self.tr("Preview"), work, done, failed, quiet=True)
        self.finished.connect(task.cancel)
