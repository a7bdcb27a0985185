"""Makes the files with which the window is translated: all its texts for translators, and what Qt loads.

`python packaging/make_translations.py de` begins German as resources/i18n/d365arch_de.ts, or brings it up to date, and
compiles what is translated to d365arch_de.qm; without a language it does so for all there are (docs/access.md).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import PySide6

from d365arch.gui.actions import texts as action_texts
from d365arch.gui.coupling.heat_metrics import heat_texts
from d365arch.gui.coupling.rankings import ranking_texts
from d365arch.gui.coupling.tiles import figure_texts
from d365arch.gui.dialogs.about import gesture_texts
from d365arch.gui.dialogs.export import format_texts
from d365arch.gui.docks.exchange import flow_texts
from d365arch.gui.docks.groups import group_texts, words_of
from d365arch.gui.outage.relief import relief_texts
from d365arch.gui.outage.texts import frame_texts, outage_texts
from d365arch.gui.tables.columns import column_texts
from d365arch.gui.whatif.wording import texts as whatif_texts
from d365arch.model import Landscape, View
from d365arch.model.fields import FieldSpec, specs_of
from d365arch.scene.theme import THEMES, theme_named

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "resources" / "i18n"


def fields() -> Iterator[tuple[str, FieldSpec]]:
    """Every attribute of every record of the file, with its spec."""
    waiting: list[type] = [Landscape, View]
    for record in waiting:      # which grows on the way
        for attribute, spec in specs_of(record).items():
            yield attribute, spec
            if spec.record is not None and spec.record not in waiting:
                waiting.append(spec.record)


def tables() -> Mapping[str, Iterable[str]]:
    """Texts that stand in tables of the program, by the context in which the window looks them up."""
    known = list(fields())
    return {
        "Actions": [*action_texts(), "Toolbar"], "Gestures": gesture_texts(), "Formats": format_texts(),
        "Flows": flow_texts(), "Groups": group_texts(), "Columns": column_texts(),
        "Rankings": [*ranking_texts(), *frame_texts()], "Figures": figure_texts(), "Heat": heat_texts(),
        "WhatIf": whatif_texts(), "Outage": outage_texts(), "Relief": relief_texts(),
        "Themes": (theme_named(theme).title for theme in THEMES),
        "Fields": [*(words_of(attribute) for attribute, _ in known), *(spec.doc for _, spec in known),
                   *(spec.default for _, spec in known if spec.default)],
    }


def update(target: Path) -> None:
    """Bring one `.ts` file up to date; translations stay, texts that are gone go."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "tables.py"
        listed.write_text("".join(
            f"QT_TRANSLATE_NOOP({json.dumps(context)}, {json.dumps(text, ensure_ascii=False)})\n"
            for context, texts in tables().items() for text in dict.fromkeys(texts) if text), encoding="utf-8")
        sources = [*sorted((ROOT / "d365arch" / "gui").rglob("*.py")), listed]
        _tool("lupdate", "-silent", "-locations", "none", "-no-obsolete", *map(str, sources), "-ts", str(target))


def release(source: Path) -> Path | None:
    """Compile a language; nothing where nothing is translated yet."""
    if "<translation>" not in source.read_text(encoding="utf-8"):
        return None
    target = source.with_suffix(".qm")
    _tool("lrelease", "-silent", str(source), "-qm", str(target))
    return target


def _tool(name: str, *arguments: str) -> None:
    ending = ".exe" if sys.platform == "win32" else ""
    subprocess.run([str(Path(PySide6.__file__).parent / f"{name}{ending}"), *arguments], check=True)


def main(languages: Iterable[str], folder: Path = FOLDER) -> None:
    """Update the languages named, or all there are."""
    folder.mkdir(exist_ok=True)
    wanted = [folder / f"d365arch_{language}.ts" for language in languages] or sorted(folder.glob("*.ts"))
    for each in wanted:
        update(each)
        made = release(each)
        print(f"{each.name}: {made.name}" if made else f"{each.name}: nothing translated yet")


if __name__ == "__main__":
    main(sys.argv[1:])
