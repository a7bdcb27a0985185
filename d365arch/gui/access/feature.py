"""Tells assistive technology what the keyboard is on and what happens, and hands Qt the interfaces of the canvas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from PySide6.QtCore import QElapsedTimer, QObject
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface

from d365arch.analysis.result import AnalysisResult
from d365arch.gui.access import words
from d365arch.gui.access.announcing import announce
from d365arch.gui.access.canvas_interface import CanvasInterface
from d365arch.gui.background import Task
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.language import amount
from d365arch.gui.status import SHOWN_AFTER
from d365arch.gui.workbench import Workbench
from d365arch.scene.parts import Element

_readers: dict[int, Reader] = {}
"""The readers of the open windows by the address of their canvas; Qt's factory is one for the whole program."""


class Reader(QObject):
    """Says what is selected, its neighbors and its findings."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench = bench
        self._findings: Mapping[str, tuple[str, ...]] = {}
        self._named: Mapping[str, int] = {}
        self._interface: CanvasInterface | None = None
        _readers[id(bench.canvas)] = self
        bench.findings.found.connect(self._found)
        bench.editor.selection.changed.connect(self._selected)
        bench.canvas.destroyed.connect(self._forget)
        bench.editor.message.connect(self._say)
        bench.editor.drawing_changed.connect(lambda _drawing: self._describe_sheet())
        bench.editor.background.busy.connect(self._began)
        bench.editor.background.idle.connect(self._ended)
        self._work: tuple[Task, QElapsedTimer] | None = None
        self._key = id(bench.canvas)

    def interface(self) -> CanvasInterface:
        """The canvas for assistive technology; made when it first asks."""
        if self._interface is None:
            self._interface = CanvasInterface(self._bench.canvas, self.describe)
        return self._interface

    def describe(self, element: Element) -> tuple[str, str]:
        """Name and description of an element."""
        editor = self._bench.editor
        said = (words.neighbors(editor, element), words.findings(self._findings, element),
                words.named_along(self._named.get(element.id, 0)))
        return self._bench.canvas.describe(element), " ".join(filter(None, said))

    def _found(self, result: AnalysisResult) -> None:
        # A finding is about what it names first; whoever is only named along hears that it is, and no more.
        told: dict[str, list[str]] = {}
        named: Counter[str] = Counter()
        for finding in result.findings:
            for name in finding.elements[:1]:
                told.setdefault(name, []).append(finding.message)
            named.update(set(finding.elements[1:]).difference(finding.elements[:1]))
        self._findings = {name: tuple(messages) for name, messages in told.items()}
        self._named = named

    def _say(self, sentence: str) -> None:
        announce(self._bench.window, sentence)

    def _began(self, task: Task) -> None:
        if not task.quiet:
            timer = QElapsedTimer()
            timer.start()
            self._work = task, timer

    def _ended(self) -> None:
        """Tell that work is over for which a person had to wait so long that the window showed it."""
        work, self._work = self._work, None
        if work is not None and work[1].elapsed() > SHOWN_AFTER:
            ended = self.tr("{work}: stopped.") if work[0].cancelled else self.tr("{work}: done.")
            self._say(ended.format(work=work[0].title))

    def _describe_sheet(self) -> None:
        """With nothing selected the canvas tells how much there is, and how to walk it."""
        drawing, canvas = self._bench.editor.drawing, self._bench.canvas
        if drawing is None or self._bench.editor.selection:
            return
        shown = drawing.looks.selection
        counts = f"{amount(len(shown.systems), 'system')}, {amount(len(shown.integrations), 'integration')}"
        canvas.setAccessibleDescription(self.tr(
            "{counts}. Tab walks the systems, Alt and the arrow keys go to neighbors, Enter goes to the endpoints, F6 "
            "leaves the drawing.").format(counts=counts))

    def _selected(self) -> None:
        """Announce what the keyboard is on now; costs nothing while nobody listens."""
        self._describe_sheet()
        chosen = self._bench.editor.selection.elements
        canvas = self._bench.canvas
        if not chosen or not QAccessible.isActive() or not canvas.hasFocus():
            return
        item = self.interface().item(chosen[-1])
        event = QAccessibleEvent(item, QAccessible.Event.Focus)
        QAccessible.updateAccessibility(event)

    def _forget(self) -> None:
        _readers.pop(self._key, None)
        if self._interface is not None:
            self._interface.forget()
            self._interface = None


def _make(_name: str, target: QObject | None) -> QAccessibleInterface | None:
    """Qt asks this for every object that nobody described yet."""
    reader = _readers.get(id(target)) if isinstance(target, Canvas) else None
    return reader.interface() if reader else None


_installed: list[bool] = []


def install(bench: Workbench) -> Reader:
    """Give the canvas of a window its voice."""
    if not _installed:
        QAccessible.installFactory(_make)
        _installed.append(True)
    return Reader(bench)
