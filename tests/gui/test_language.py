"""Every text of the window can be translated, is found by Qt's tools, and shows in the language of the desktop."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale

from d365arch.gui import language
from d365arch.gui.actions import said
from d365arch.gui.language import amount

ROOT = Path(__file__).parent.parent.parent
GUI = ROOT / "d365arch" / "gui"

SHOWN = frozenset((
    "setText", "setToolTip", "setAccessibleName", "setAccessibleDescription", "setWindowTitle", "setPlaceholderText",
    "setInformativeText", "setDetailedText", "setTitle", "setStatusTip", "setWhatsThis", "setLabelText", "setIconText",
    "setHeaderLabels", "setHorizontalHeaderLabels", "setTabText", "setItemText", "setTabToolTip", "addAction",
    "addMenu", "addButton", "addTab", "addItem", "addRow", "insertTab", "showMessage", "showText", "emit", "tell",
    "tell_error", "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu", "QToolBar",
    "QDockWidget", "QMessageBox", "getOpenFileName", "getSaveFileName", "run", "wait_for", "drawText", "ask",
    "FieldTextError", "Section", "add_dock", "add_notice"))
"""Calls whose texts people see."""

NAMES = re.compile(r"\{[^}]*\}|\[\*\]|d365arch")
"""What stands in such calls and is a value or the name of the program."""


def shown_texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every raw literal in a call that shows it; literals within tr(...) are none."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _name(call.func) in SHOWN:
            for argument in (*call.args, *(word.value for word in call.keywords)):
                yield from ((call.lineno, text) for text in raw(argument))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def raw(node: ast.expr) -> Iterator[str]:
    """The literal texts that an expression may give."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "{}".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.IfExp):
        yield from (*raw(node.body), *raw(node.orelse))
    elif isinstance(node, ast.BinOp | ast.BoolOp):
        sides = (node.left, node.right) if isinstance(node, ast.BinOp) else node.values
        for side in sides:
            yield from raw(side)
    elif isinstance(node, ast.List | ast.Tuple):
        for item in node.elts:
            yield from raw(item)


def is_words(text: str) -> bool:
    """Whether people read words here; ids, file endings and patterns of values are none."""
    bare = NAMES.sub("", text)
    return re.search(r"[A-Za-z]{2,}", bare) is not None and (" " in bare.strip() or bare[:1].isupper())


def test_no_text_is_shown_without_translation():
    found = [f"{path.relative_to(ROOT)}:{line}: {text!r}" for path in sorted(GUI.rglob("*.py"))
             for line, text in shown_texts(ast.parse(path.read_text(encoding="utf-8"))) if is_words(text)]
    assert found == []


def test_texts_for_translation_are_literals_with_a_context_that_the_tools_find():
    """`self.tr` in a class, `translate("Context", ...)` elsewhere; f-strings, or the tr of another object, are lost."""
    lost = []
    for path in sorted(GUI.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or _name(call.func) not in {"tr", "translate"}:
                continue
            where = f"{path.relative_to(ROOT)}:{call.lineno}"
            if _name(call.func) == "tr":
                own = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "self"
                if not own:
                    lost.append(f"{where}: the context of this tr is not known")
                if not isinstance(call.args[0], ast.Constant):
                    lost.append(f"{where}: not a literal")
            elif len(call.args) > 1 and isinstance(call.args[1], ast.JoinedStr):
                lost.append(f"{where}: an f-string")
    assert lost == []


def test_a_window_in_another_language_shows_no_english():
    """The whole window in a language that puts brackets around its texts: what has none could not be translated."""
    done = subprocess.run([sys.executable, str(Path(__file__).parent / "foreign.py")], capture_output=True, text=True,
                          check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["found"] == {}
    assert told["marked"] > 900     # the tour did open what there is


@pytest.fixture
def tools():
    path = ROOT / "packaging" / "make_translations.py"
    spec = importlib.util.spec_from_file_location("make_translations", path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_a_language_is_begun_translated_and_loaded(tools, qapp, tmp_path, monkeypatch, capsys):
    tools.main(["de"], tmp_path)
    source = tmp_path / "d365arch_de.ts"
    text = source.read_text(encoding="utf-8")
    assert "nothing translated yet" in capsys.readouterr().out
    for english in ("New landscape", "Type what you want to do", "Answer time", "Peak per hour", "High contrast"):
        assert f"<source>{english}</source>" in text
    text = text.replace("<source>New landscape</source>\n        <translation type=\"unfinished\"></translation>",
                        "<source>New landscape</source>\n        <translation>Neue Landschaft</translation>")
    one, many = "<numerusform></numerusform>", "<numerusform></numerusform>"
    text = text.replace(
        f"<source>{{count}} systems</source>\n        <translation type=\"unfinished\">\n            {one}\n"
        f"            {many}",
        "<source>{count} systems</source>\n        <translation>\n            <numerusform>{count} System</numerusform>"
        "\n            <numerusform>{count} Systeme</numerusform>")
    source.write_text(text, encoding="utf-8")
    tools.main([], tmp_path)
    monkeypatch.setattr(language, "folders", lambda: iter((tmp_path / "none", tmp_path)))
    assert "Neue Landschaft" in source.read_text(encoding="utf-8")
    installed = language.install_translators(qapp, QLocale("de_AT"))
    try:
        assert said("New landscape") == "Neue Landschaft"
        assert (amount(1, "system"), amount(1200, "system")) == ("1 System", "1,200 Systeme")
        assert said("Undo") == "Undo"
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
    finally:
        for translator in installed:
            qapp.removeTranslator(translator)
    assert said("New landscape") == "New landscape"


def test_counts_know_one_from_many():
    assert [amount(n, "finding") for n in (0, 1, 2, 1200)] == ["0 findings", "1 finding", "2 findings",
                                                               "1,200 findings"]
