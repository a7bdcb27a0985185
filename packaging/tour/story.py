"""The chapters of the tour: what each says on the page, and the page made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from d365arch.gui.main_window import MainWindow
from d365arch.model import Landscape
from d365arch.model.geometry import Point
from tour.eyes import Eyes
from tour.hand import Hand, LostError

PICTURES = "images/tour"
"""The folder of the pictures, as the page names it."""

Camera = Callable[[str, Hand], None]
"""Takes the picture of a name."""


@dataclass
class Scene:
    """What a chapter acts on: the hand, the eyes, the plan to draw, and the folder that files go to."""

    hand: Hand
    eyes: Eyes
    plan: Landscape
    folder: Path
    show: Callable[[], None] = lambda: None
    """Takes the chapter's picture; at its end at the latest."""

    corner: Point = Point(0, 0)
    """The upper left corner of what is drawn, in px of the drawing."""

    @classmethod
    def of(cls, window: MainWindow, plan: Landscape, folder: Path, *, steps: int = 5) -> Scene:
        """A scene in a window, with a hand that moves the pointer in so many steps."""
        return cls(Hand(window, steps), Eyes(window), plan, folder)

    @property
    def window(self) -> MainWindow:
        """The window, to be looked at."""
        return self.hand.window

    def pick(self, widget: QWidget, text: str) -> None:
        """Click a field, put a text in place of what it has, and leave it."""
        self.hand.click_on(widget)
        self.hand.key("Ctrl+A")
        self.hand.type(text, "Tab")


    def pick_word(self, widget: QWidget, word: str) -> None:
        """Open a list of words and take one."""
        self.hand.click_on(widget)
        self.hand.until(lambda: isinstance(QApplication.focusWidget(), QAbstractItemView), "the list of words")
        shown = QApplication.focusWidget()
        assert isinstance(shown, QAbstractItemView)
        self.hand.key("Home")
        while shown.currentIndex().data() != word:
            before = shown.currentIndex()
            self.hand.key("Down")
            if shown.currentIndex() == before:
                raise LostError(f"The list has no {word}.")
        self.hand.key("Return")


@dataclass(frozen=True)
class Chapter:
    """One picture of the tour, what stands above it, and the hand's part."""

    name: str
    heading: str
    text: str
    act: Callable[[Scene], None]


def play(scene: Scene, chapters: tuple[Chapter, ...], camera: Camera = lambda _name, _hand: None) -> None:
    """Act every chapter in its order; each has one picture."""
    for number, chapter in enumerate(chapters, 1):
        taken: list[str] = []

        def show(name: str = file_of(number, chapter), taken: list[str] = taken) -> None:
            scene.hand.rest()
            camera(name, scene.hand)
            taken.append(name)

        scene.show = show
        chapter.act(scene)
        if not taken:
            show()


def file_of(number: int, chapter: Chapter) -> str:
    """The picture of a chapter."""
    return f"{number:02}-{chapter.name}.png"


def page(chapters: tuple[Chapter, ...], opening: str) -> str:
    """The page in Markdown."""
    parts = [opening.strip()]
    for number, chapter in enumerate(chapters, 1):
        parts.append(f"## {number}. {chapter.heading}\n\n{chapter.text}\n\n"
                     f"![{chapter.heading}]({PICTURES}/{file_of(number, chapter)})")
    return "\n\n".join(parts) + "\n"
