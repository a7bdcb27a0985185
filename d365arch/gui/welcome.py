"""The start page: begin something new, go on with a recent file, or open a sample."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QHideEvent,
    QIcon,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from d365arch.gui.fonts import resized, with_text
from d365arch.gui.recent import RecentFiles
from d365arch.gui.samples import Sample, samples
from d365arch.gui.style import resource_path
from d365arch.gui.thumbnails import Thumbnails

CARD = QSize(300, 158)
SPACE = 18
MOST_COLUMNS = 4
WAIT = 120
"""How long, in ms, the page is there before its pictures are drawn."""


class Card(QFrame):
    """A sample with its picture; opens by click or Enter."""

    chosen = Signal()

    def __init__(self, sample: Sample, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sample = sample
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Open sample {name}").format(name=sample.name))
        self.setAccessibleDescription(sample.about)
        self.setToolTip(sample.about)
        self.setFixedWidth(with_text(CARD.width()))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 11)
        column.setSpacing(5)
        self.picture = QLabel(self)
        self.picture.setFixedHeight(CARD.height())
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setObjectName("picture")
        column.addWidget(self.picture)
        name = QLabel(self)
        name.setFont(resized(self.font(), 1.0, QFont.Weight.DemiBold))
        room = with_text(CARD.width()) - 28
        name.setText(QFontMetrics(name.font()).elidedText(sample.name, Qt.TextElideMode.ElideRight, room))
        about = QLabel(_short(sample.about), self)
        about.setObjectName("muted")
        about.setWordWrap(True)
        about.setAlignment(Qt.AlignmentFlag.AlignTop)
        about.setFixedHeight(about.fontMetrics().lineSpacing() * 2 + 2)
        for label in (name, about):
            label.setContentsMargins(13, 0, 13, 0)
            column.addWidget(label)

    def show_picture(self, image: QImage) -> None:
        """Put the thumbnail in."""
        ratio = self.devicePixelRatioF()
        room = QSize(round((self.width() - 28) * ratio), round((CARD.height() - 20) * ratio))
        pixmap = QPixmap.fromImage(image).scaled(room, Qt.AspectRatioMode.KeepAspectRatio,
                                                 Qt.TransformationMode.SmoothTransformation)
        pixmap.setDevicePixelRatio(ratio)
        self.picture.setPixmap(pixmap)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the sample."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """So does Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)


def _short(text: str) -> str:
    """The first sentence, or as much as two lines hold."""
    first = text.split(". ", maxsplit=1)[0].removesuffix(".")
    return first if len(first) <= 92 else f"{first[:90].rsplit(' ', 1)[0]} …"


class Welcome(QScrollArea):
    """New, open, recent, samples; its signals say what was chosen."""

    back_wanted = Signal()
    new_wanted = Signal()
    open_wanted = Signal()
    file_chosen = Signal(object)
    sample_chosen = Signal(object)

    def __init__(self, recent: RecentFiles, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent = recent
        self._thumbnails = thumbnails
        self._theme = "light"
        self._columns = 0
        self.setWidgetResizable(True)
        self.setAccessibleName(self.tr("Start page"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)     # its buttons and cards have it
        self._page = QFrame(self)
        self._page.setObjectName("page")
        outer = QHBoxLayout(self._page)
        outer.setContentsMargins(40, 44, 40, 36)
        self._column = QVBoxLayout()
        self._column.setSpacing(10)
        outer.addStretch(1)
        outer.addLayout(self._column)
        outer.addStretch(1)
        self._make_head()
        self._make_recent()
        self._column.addSpacing(18)
        self._column.addWidget(_caption(self.tr("START FROM A SAMPLE")))
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACE)
        self._column.addLayout(self._grid)
        self._column.addStretch(1)
        self.cards = [self._card(sample) for sample in samples()]
        self.setWidget(self._page)
        recent.changed.connect(self._fill_recent)
        # Pictures come once the page rests; a file named on the command line takes its place before that.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(WAIT)
        self._soon.timeout.connect(self._load_pictures)
        self._arrange(3)

    def _make_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(18)
        icon = QLabel(self._page)
        icon.setPixmap(QIcon(resource_path("icons/app.svg")).pixmap(QSize(64, 64), self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(1)
        title = QLabel("d365arch", self._page)
        title.setFont(resized(self.font(), 1.9, QFont.Weight.DemiBold))
        about = QLabel(self.tr("Draw, check and simplify the integrations around Dynamics 365 and Dataverse."),
                       self._page)
        about.setObjectName("muted")
        words.addWidget(title)
        words.addWidget(about)
        row.addWidget(icon)
        row.addLayout(words, 1)
        self._column.addLayout(row)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 14, 0, 10)
        self.new = QPushButton(self.tr("New landscape"), self._page)
        self.new.setObjectName("primary")
        self.new.clicked.connect(self.new_wanted)
        self.open = QPushButton(self.tr("Open a file …"), self._page)
        self.open.clicked.connect(self.open_wanted)
        self.back = QPushButton(self.tr("Back to the landscape"), self._page)
        self.back.clicked.connect(self.back_wanted)
        self.back.hide()
        buttons.addWidget(self.new)
        buttons.addWidget(self.open)
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        self._column.addLayout(buttons)

    def _make_recent(self) -> None:
        self._recent_box = QWidget(self._page)
        self._recent_rows = QVBoxLayout(self._recent_box)
        self._recent_rows.setContentsMargins(0, 8, 0, 0)
        self._recent_rows.setSpacing(0)
        self._column.addWidget(self._recent_box)
        self._fill_recent()

    def _fill_recent(self) -> None:
        while (item := self._recent_rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        paths = self._recent.paths[:5]
        self._recent_box.setVisible(bool(paths))
        if paths:
            self._recent_rows.addWidget(_caption(self.tr("RECENT")))
        for path in paths:
            link = _link(path)
            link.clicked.connect(lambda _checked=False, path=path: self.file_chosen.emit(path))
            self._recent_rows.addWidget(link)

    def _card(self, sample: Sample) -> Card:
        card = Card(sample, self._page)
        card.chosen.connect(lambda: self.sample_chosen.emit(sample))
        return card

    def offer_back(self, name: str) -> None:
        """Offer the way back to an open landscape."""
        self.back.setText(self.tr("Back to {name}").format(name=name.replace("&", "&&")))
        self.back.show()

    def show_theme(self, theme: str) -> None:
        """Show the pictures of `light` or `dark`; asks for them when the page is on show."""
        self._theme = theme
        if self.isVisible():
            self._thumbnails.stop()
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the pictures soon."""
        super().showEvent(event)
        self._soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any longer, and the worker threads are needed for what comes now."""
        super().hideEvent(event)
        self._soon.stop()
        self._thumbnails.stop()

    def _load_pictures(self) -> None:
        for card in self.cards:
            self._thumbnails.ask(card.sample.path, self._theme, card.show_picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many cards in a row as fit."""
        super().resizeEvent(event)
        room = self.viewport().width() - 80 + SPACE
        self._arrange(max(1, min(MOST_COLUMNS, room // (with_text(CARD.width()) + SPACE))))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for number, card in enumerate(self.cards):
            self._grid.addWidget(card, number // columns, number % columns)


def _caption(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("caption")
    return label


def _link(path: Path) -> QPushButton:
    button = QPushButton(f"{path.name}   —   {path.parent}")
    button.setObjectName("link")
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.setToolTip(str(path))
    return button
