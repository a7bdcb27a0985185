"""Puts perspectives, line width, the drawing's colors and the legend into the window."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication

from d365arch.analysis.result import AnalysisResult
from d365arch.edit import SetField, SetTheme, Several, Target, TargetKind
from d365arch.gui.actions import tint_actions
from d365arch.gui.enabling import Enabling
from d365arch.gui.language import translate
from d365arch.gui.looks.chooser import PerspectiveChooser
from d365arch.gui.style import apply_theme
from d365arch.gui.workbench import Workbench
from d365arch.model.vocabulary import LineWidth, Perspective
from d365arch.scene.parts import Element
from d365arch.scene.theme import THEMES, check_themes, theme_named

MOST = 1500
"""More elements than this do not stand out from the rest of a drawing."""


class Looks(QObject):
    """The commands; every choice is one undo step on the view, which keeps it in the file."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self._bench, self._editor = bench, bench.editor
        self._perspectives = {word: bench.actions[f"perspective_{word}"] for word in Perspective}
        self._exclusive(list(self._perspectives.values()))
        for word in Perspective:
            bench.on(f"perspective_{word}", partial(self.set_perspective, word))
        self._themes = self._make_themes()
        bench.on("line_width", self.toggle_width)
        bench.on("legend_shown", self.toggle_legend)
        bench.on("legend_home", self.put_legend_back)
        self.chooser = PerspectiveChooser(list(self._perspectives.values()), bench.editor, bench.toolbar)
        bench.toolbar.insertWidget(bench.actions["theme_toggle"], self.chooser)
        bench.findings.found.connect(self._analyzed)
        bench.findings.lost.connect(lambda: self._editor.set_findings(None))
        bench.editor.opened.connect(self._tell_unknown_theme)
        bench.legend.chosen.connect(self._select)
        bench.legend.pointed.connect(self._point)
        self._hints = QGuiApplication.styleHints()
        self._hints.accessibility().contrastPreferenceChanged.connect(self._dress_window)
        self._enabling = Enabling(bench, self._rules)

    def _dress_window(self) -> None:
        """The desktop asks for more contrast, or no longer."""
        tint_actions(self._bench.actions, apply_theme(self._editor.theme))
        self._editor.theme_changed.emit(self._editor.theme)

    def _exclusive(self, actions: list[QAction]) -> None:
        group = QActionGroup(self)
        for action in actions:
            group.addAction(action)

    def _make_themes(self) -> dict[str | None, QAction]:
        """The submenu for the colors of the drawing: a row for each theme there is."""
        menu = self._bench.submenus["drawing_theme>"]
        found: dict[str | None, QAction] = {None: self._bench.actions["drawing_theme_window"]}
        for name in THEMES:
            action = QAction(translate("Themes", theme_named(name).title), self, checkable=True)
            action.setObjectName(f"drawing_theme_{name}")
            found[name] = menu.addAction(action) or action
        for theme, action in found.items():
            action.triggered.connect(lambda _checked=False, theme=theme: self.set_theme(theme))
        self._exclusive(list(found.values()))
        self.theme_menu = menu
        return found

    def _rules(self) -> Mapping[str, bool]:
        view, drawing = self._editor.view, self._editor.drawing
        perspective = view.perspective or Perspective.TIMING
        self._perspectives[perspective].setChecked(True)
        self.chooser.show_choice(perspective)
        self._themes[view.theme if view.theme in THEMES else None].setChecked(True)
        legend = view.legend
        shown = legend is None or legend.show is not False
        self._bench.actions["line_width"].setChecked(view.line_width is LineWidth.VOLUME)
        self._bench.actions["legend_shown"].setChecked(shown)
        names = ("line_width", "legend_shown", "drawing_theme_window", *(f"perspective_{w}" for w in Perspective))
        moved = legend is not None and legend.at is not None
        return {**dict.fromkeys(names, drawing is not None), "legend_home": shown and moved}

    def _set(self, path: tuple[str, ...], value: object, label: str) -> None:
        edit = SetField(Target(TargetKind.VIEW, self._editor.view_id), path, value)
        self._editor.perform(Several((edit,), label))
        self._enabling.refresh()

    def set_perspective(self, perspective: Perspective) -> None:
        """Color the view by something else; timing, which is the default, is not written down."""
        if perspective is not (self._editor.view.perspective or Perspective.TIMING):
            self._set(("perspective",), None if perspective is Perspective.TIMING else perspective,
                      f"Color by {perspective}")

    def toggle_width(self) -> None:
        """Widths by volume, or plain lines."""
        wide = self._editor.view.line_width is LineWidth.VOLUME
        self._set(("line_width",), None if wide else LineWidth.VOLUME, "Plain lines" if wide else "Widths by volume")

    def set_theme(self, theme: str | None) -> None:
        """Draw the view in a theme of its own, or with none like the window."""
        if theme != self._editor.view.theme:
            self._editor.perform(SetTheme(self._editor.view_id, theme))
        self._enabling.refresh()

    def toggle_legend(self) -> None:
        """Take the legend off the drawing, or put it there."""
        legend = self._editor.view.legend
        shown = legend is None or legend.show is not False
        self._set(("legend", "show"), False if shown else None, "Hide the legend" if shown else "Show the legend")

    def put_legend_back(self) -> None:
        """Let the legend stand below the content again."""
        self._set(("legend", "at"), None, "Put the legend back")

    def _analyzed(self, result: AnalysisResult) -> None:
        self._editor.set_findings(result.findings)

    def _tell_unknown_theme(self) -> None:
        view = self._editor.view
        for problem in check_themes((view,)):
            self._editor.message.emit(self.tr("The {problem}; it is drawn like the window.").format(
                problem=problem.sentence))

    def _point(self, elements: tuple[Element, ...]) -> None:
        """Dim all but these, with the lines that stand for them; so many that the eye gains nothing are left alone."""
        drawing = self._editor.drawing
        if drawing is None or len(elements) > MOST:
            elements = ()
        meant = frozenset(elements)
        bundles = [Element(kind="bundle", id=line.id) for line in drawing.looks.lines.values()
                   if line.parts and any(Element(kind="integration", id=each.id) in meant
                                         for each in line.integrations)] if drawing and meant else []
        self._bench.canvas.overlay.stand_out((*elements, *bundles))

    def _select(self, elements: tuple[Element, ...]) -> None:
        self._editor.selection.set(elements)
        self._bench.canvas.setFocus()


def install(bench: Workbench) -> Looks:
    """Put the looks into a window."""
    return Looks(bench)
