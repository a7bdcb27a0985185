"""Opens everything that a window can show: panels, menus, dialogs, questions, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QMessageBox, QWidget

from d365arch.analysis.matrix import Order
from d365arch.analysis.review import FORMULA
from d365arch.analysis.rulebook import coupling_rules
from d365arch.catalog.load import load_catalog
from d365arch.discovery.lists.grid import Grid, Line
from d365arch.discovery.lists.headings import Field
from d365arch.discovery.lists.mapping import table_of
from d365arch.discovery.records import Discovery
from d365arch.edit import RemoveElements, SetField, Target, TargetKind
from d365arch.errors import Place
from d365arch.gui.context_menu import context_menu
from d365arch.gui.coupling.compare_dialog import CompareDialog
from d365arch.gui.coupling.feature import Coupling
from d365arch.gui.dialogs import questions
from d365arch.gui.dialogs.about import AboutDialog, ShortcutsDialog
from d365arch.gui.dialogs.difference import DifferenceDialog
from d365arch.gui.dialogs.export import FORMATS, ExportDialog
from d365arch.gui.dialogs.problems import ProblemsDialog
from d365arch.gui.discovery import drifting, feature
from d365arch.gui.discovery.feature import DiscoveryFeature
from d365arch.gui.discovery.mapping_dialog import ListShown, MappingDialog
from d365arch.gui.discovery.pick_dialog import PickDialog
from d365arch.gui.main_window import MainWindow
from d365arch.gui.outage.feature import OutageFeature
from d365arch.gui.pasting import referring
from d365arch.gui.pasting.dialog import PasteTableDialog
from d365arch.gui.printing.setup_dialog import PageSetup
from d365arch.gui.safety.crash_dialog import CrashDialog
from d365arch.gui.safety.recovery_dialog import RecoveryDialog
from d365arch.gui.settings import Settings
from d365arch.gui.view_titles import title_of
from d365arch.gui.views.dialog import ViewDialog
from d365arch.gui.whatif.feature import WhatIfTool
from d365arch.io.files import read_workspace
from d365arch.io.recovery import Recovery
from d365arch.model import vocabulary
from d365arch.model.fields import specs_of
from d365arch.model.problems import Gravity, Problem
from d365arch.scene.paper import SHEETS
from d365arch.scene.parts import Element
from d365arch.scene.theme import THEMES
from d365arch.whatif.compare import compare
from tests.gui import foreign_finds

ROOT = Path(__file__).parent.parent.parent
Look = Callable[[QWidget, Callable[[], frozenset[str]]], None]

PROGRESS: set[str] = set()
"""What the floors below, which know no window, said of their work."""


def strings(value: Any) -> Iterator[str]:
    """Every text of a plain value."""
    if isinstance(value, Enum):
        yield str(value.value)
    elif isinstance(value, str):
        yield value
        yield from value.splitlines()
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings(getattr(value, field.name, None))
    elif isinstance(value, dict) or hasattr(value, "items"):
        for key, item in value.items():
            yield from strings(key)
            yield from strings(item)
    elif isinstance(value, tuple | list | frozenset | set):
        for item in value:
            yield from strings(item)


def data(window: MainWindow) -> frozenset[str]:
    """What is no text of the window: landscape, catalog, findings, words of the file, legend of the drawing, steps."""
    editor = window.editor
    found = {*strings(editor.workspace), *strings(editor.catalog)}
    for item in (*editor.workspace.landscape.systems, *editor.workspace.landscape.integrations):
        found |= {item.label}
    result = window.findings.result
    if result:
        found |= {*strings(result.findings), *strings(result.network), *strings(result.limits),
                  *strings(result.patterns), *strings(result.review.next_statements)}
        items = [item for principle in result.review.principles for item in principle.items]
        found |= {f"{item.rule} {item.title}" for item in items}
    outage = next(f for f in window.features if isinstance(f, OutageFeature))
    found |= {*strings(outage.outages.computed), *strings(outage.chains.panel.chains)}
    found |= {*coupling_rules().sources.values(), FORMULA}
    found |= {row.words for row in window.legend.model.rows}
    found |= {str(word.value) for kind in vars(vocabulary).values()
              if isinstance(kind, type) and issubclass(kind, Enum) for word in kind}
    stack = editor.undo_stack
    found |= {stack.text(number) for number in range(stack.count())}
    found |= {*THEMES, *(name for _, name, _ in FORMATS), "d365arch", "d365arch[*]", "[*]", "lanes", "graphviz"}
    found |= {"yes", "no", "true", "false", *SHEETS}
    records = [type(editor.workspace.landscape), type(editor.view)]
    for record in records:
        for spec in specs_of(record).values():
            found |= {spec.key, spec.symbol or spec.key}
            records += [spec.record] if spec.record is not None and spec.record not in records else []
    found |= {title_of(view) for view in editor.workspace.views}
    found |= {window.session.name, "northwind-as-is.yaml", "Main"}
    found |= PROGRESS
    return frozenset(" ".join(text.split()).strip(" .✓*").casefold() for text in found)


def tour(application: QApplication, folder: Path, look: Look) -> None:
    window = MainWindow(load_catalog(), Settings())
    window.editor.background.progressed.connect(lambda task: PROGRESS.add(task.what))
    window.resize(1600, 1000)
    window.show()
    application.processEvents()
    look(window, lambda: data(window) | samples())
    window.session.open(ROOT / "samples" / "northwind-as-is.yaml")
    wait(application, lambda: window.findings.result is not None and window.editor.drawing is not None)
    for dock in window.docks.values():
        dock.show()
    landscape = window.editor.workspace.landscape
    some = [(), (Element(kind="system", id=landscape.systems[0].id),),
            (Element(kind="integration", id=landscape.integrations[0].id),),
            tuple(Element(kind="integration", id=i.id) for i in landscape.integrations[:2]),
            tuple(Element(kind="zone", id=zone.id) for zone in landscape.zones[:1]),
            next(((Element(kind="endpoint", id=f"{s.id}.{s.endpoints[0].id}"),) for s in landscape.systems
                  if s.endpoints), ())]
    for elements in some:
        window.editor.selection.set(elements)
        window.inspector.refresh()
        for form in window.inspector._forms.values():
            for section in form.sections.values():
                section.set_open(True)
        window.canvas.setFocus()
        bar = next(w for w in window.findChildren(QWidget) if w.objectName() == "quick-actions")
        bar.appear()
        menu = context_menu(window.editor, window.actions_by_name, elements[0] if elements else None, window)
        menu.setObjectName("context")
        look(menu, lambda: data(window))
        look(window, lambda: data(window))
    for menu in window.findChildren(QMenu):
        menu.aboutToShow.emit()
    look(window, lambda: data(window) | samples())
    for name in ("find", "command_palette", "add_system", "connect", "minimap", "focus", "overview", "legend_shown"):
        window.editor.selection.set(some[1])
        window.actions_by_name[name].trigger()
        application.processEvents()
        look(window, lambda: data(window))
    see_the_analysis(application, window, look)
    dialogs(window, folder, look)
    ask_everything(application, window, look)
    try_what_if(application, window, look)
    discover(application, window, folder, look)


def see_the_analysis(application: QApplication, window: MainWindow, look: Look) -> None:
    """All rankings, an explained figure, heat, the matrix in both orders, and a comparison."""
    tool = next(f for f in window.features if isinstance(f, Coupling))

    def known() -> frozenset[str]:
        mark = re.compile("⟦[^⟦⟧]*⟧")
        rows = {text for view in tool.panel.views for row in view.ranked.rows for cell in row.cells
                for text in mark.split(cell.text)}
        return data(window) | {" ".join(text.split()).strip(" .").casefold() for text in (
            *rows, *(piece for row in rows for piece in row.split(" and ")), "csv")}

    window.show_dock("analysis")
    for number in range(len(tool.panel.views)):
        tool.panel.tabs.setCurrentIndex(number)
        look(tool.panel, known)
    tool.panel.tiles.explain("propagation_cost")
    look(tool.panel, known)
    for name in ("heat_ca", "heat_off", "matrix"):
        window.actions_by_name[name].trigger()
        application.processEvents()
        look(window, known)
    tool.matrix.set_order(Order.ZONE)
    look(tool.matrix, known)
    tool.matrix.hide()
    workspace, catalog = window.editor.workspace, window.editor.catalog
    other = read_workspace(ROOT / "samples" / "northwind-to-be.yaml").workspace
    comparison = compare(workspace, other, catalog)
    dialog = CompareDialog(comparison, ("as-is", "to-be"), window.editor.theme, window)
    dialog.show()
    said = {*strings(comparison.elements), *strings(comparison.after.findings), *strings(comparison.before.findings),
            "as-is", "to-be", *(f"{change.details}" for change in comparison.elements),
            *("; ".join(change.details) for change in comparison.elements),
            *(change.shown for change in comparison.figures)}
    look(dialog, lambda: known() | {" ".join(text.split()).strip(" .✓*").casefold() for text in said})
    dialog.close()
    dialog.deleteLater()


def try_what_if(application: QApplication, window: MainWindow, look: Look) -> None:
    """A plan with steps, members that break a rule, a stale plan, an applied step, and nothing to propose."""
    tool = next(f for f in window.features if isinstance(f, WhatIfTool))

    def known() -> frozenset[str]:
        trial, outcome = tool.trial, tool.outcome
        figures = strings((outcome.figures, [*outcome.problems.values()])) if outcome else ()
        said = {*strings(trial.plan), *figures, *strings([e.hub for e in trial.entries])}
        said |= {piece for text in said for piece in re.split(r"[→;:,()]|\. ", text)}
        return data(window) | samples() | {" ".join(text.split()).strip(" .").casefold() for text in said}

    def see() -> None:
        wait(application, lambda: not tool.planning and not tool.pending)
        look(tool.panel, known)

    tool.propose()
    see()
    window.editor.undo_stack.setClean()     # nobody is there to answer the question
    window.session.open(ROOT / "samples" / "contoso-sprawl.yaml")
    wait(application, lambda: window.editor.drawing is not None)
    tool.propose()
    look(tool.panel, known)
    see()
    tool.panel.members.put_in("app", "consumer")
    see()
    tool._reset()
    see()
    tool.apply()
    see()
    window.editor.perform(RemoveElements(integrations=("returns-pos-wms",)))
    see()
    tool.reject()
    see()
    window.editor.undo_stack.setClean()


def discover(application: QApplication, window: MainWindow, folder: Path, look: Look) -> None:
    """Every part of the review, the dialogs, reading, and a comparison."""
    made = foreign_finds.discovery()
    tool = next(f for f in window.features if isinstance(f, DiscoveryFeature))
    feature.read_apart = drifting.read_apart = lambda *_arguments: made
    review = tool.page.review

    def known() -> frozenset[str]:
        said = {*strings(made), *strings(tool.drifting.panel.differences), *(str(field.value) for field in Field),
                folder.name, *foreign_finds.FACTS}
        for row in review.tree.review.rows:
            said |= {*strings(row), *row.ends.split(" → ")}
        said |= {piece for text in said for piece in re.split(r"[·→;:,()]|\. ", text)}
        return data(window) | {" ".join(text.split()).strip(" .").casefold() for text in said}

    tool.page.show_reading((folder,))
    window.workbench.show_page(tool.page)
    look(tool.page, known)
    tool.read((folder,))
    wait(application, lambda: review.isVisible() and not review.comparing and not review.preview.busy)
    for number in range(review.tabs.count()):
        review.tabs.setCurrentIndex(number)
        look(tool.page, known)
    for row in review.tree.review.rows:
        review.details.show_row(row)
        look(review.details, known)
    look(review.tree.menu(), known)
    review.tree.review.accept(review.tree.review.rows, False)
    look(tool.page, known)
    review.show_discovery(Discovery(not_read=made.not_read), (folder,))
    look(tool.page, known)
    tool.close()
    lines = Line(1, ("Source system", "Target system")), Line(2, ("erp", "shop"))
    mapping = table_of(Grid("list.csv", None, lines))[1]
    for dialog in (PickDialog("⟦Discover⟧", "⟦Discover⟧", window.settings, "light", window),
                   MappingDialog([ListShown("list.csv", ("Source system", "Target system"), (("erp", "shop"),),
                                            mapping)], window)):
        dialog.show()
        look(dialog, lambda: known() | {"list.csv", "source system", "target system", "erp", "shop"})
        dialog.close()
        dialog.deleteLater()
    tool.drifting.compare((folder,))
    wait(application, lambda: tool.drifting.found is not None and not tool.drifting.busy)
    look(tool.drifting.panel, known)
    tool.drifting.end()


def samples() -> frozenset[str]:
    from d365arch.gui.samples import samples as known
    from d365arch.gui.welcome import _short

    return frozenset(" ".join(text.split()).strip(" .").casefold() for sample in known()
                     for text in (sample.name, sample.about, _short(sample.about).removesuffix("…")))


def wait(application: QApplication, there: Callable[[], bool]) -> None:
    """Let the window live until something is there; between two looks the threads get their turn."""
    for _ in range(8000):
        application.processEvents()
        if there():
            return
        turn = QEventLoop()
        QTimer.singleShot(5, turn.quit)
        turn.exec()
    raise AssertionError("The window never came to rest.")


def dialogs(window: MainWindow, folder: Path, look: Look) -> None:
    editor = window.editor
    before = editor.workspace
    editor.perform(SetField(Target(TargetKind.SYSTEM, before.landscape.systems[0].id), ("name",), "Other name"))
    after = editor.workspace
    recovery = Recovery(after, datetime(2027, 1, 2, tzinfo=UTC), "northwind", folder / "northwind.yaml")
    problem = Problem("Something is wrong here.", (), Gravity.ERROR, Place("x.yaml", 3, 4))
    told = frozenset(("something is wrong here", "northwind", "trace", "other name", "heading of the test",
                      "crm", "erp", "1 system changed", "sales", "system"))
    for made in (
        AboutDialog(window), ShortcutsDialog(window), ExportDialog(editor, folder / "picture.svg", window),
        PageSetup(editor, window), ViewDialog(editor, editor.view, "Heading of the test", "⟦Take⟧", window),
        PasteTableDialog(editor, [["CRM", "ERP"], ["Sales", "CRM"]], window),
        RecoveryDialog(recovery, before, editor, window, changed_since=True),
        CrashDialog("trace", False, [window.features[0]], window), CrashDialog("trace", True, [], window),
        ProblemsDialog(folder / "x.yaml", [problem], window),
        DifferenceDialog.between(before, after, after, "northwind.yaml", window),
    ):
        made.show()
        look(made, lambda: data(window) | told | frozenset(("northwind.yaml", "x.yaml")))
        made.close()
        made.deleteLater()


def ask_everything(application: QApplication, window: MainWindow, look: Look) -> None:
    def known() -> frozenset[str]:
        return data(window) | frozenset(("the name", "a sentence", "a title"))

    def see() -> None:
        box = application.activeModalWidget()
        if isinstance(box, QMessageBox | QDialog):
            look(box, known)
            box.close()
            box.reject()

    for ask in (lambda: questions.ask_unsaved(window, "the name"), lambda: questions.ask_revert(window, "the name"),
                lambda: questions.ask_changed_on_disk(window, "a sentence"),
                lambda: questions.tell_error(window, "a title", "a sentence"),
                lambda: referring.ask(window, ["the name", "the name"])):
        QTimer.singleShot(0, application, see)
        ask()
