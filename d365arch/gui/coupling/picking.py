"""From ids of the analysis to elements of the canvas, to select them and to bring them into sight."""

from __future__ import annotations

from collections.abc import Iterable

from d365arch.gui.editor import Editor
from d365arch.gui.workbench import Workbench
from d365arch.scene.parts import Element


def elements_of(editor: Editor, ids: Iterable[str]) -> list[Element]:
    """The elements that the landscape has by these ids, each once: systems, hubs, channels (`hub.channel`), links."""
    landscape = editor.workspace.landscape
    found: dict[Element, None] = {}
    for name in ids:
        if name in landscape.system_by_id:
            found[Element(kind="system", id=name)] = None
        elif name in landscape.integration_by_id:
            found[Element(kind="integration", id=name)] = None
        elif "." in name and editor.exists(element := Element(kind="endpoint", id=name)):
            found[element] = None
    return list(found)


def pick(bench: Workbench, ids: Iterable[str], *, show: bool = False) -> bool:
    """Select what these ids stand for, and with `show` bring it into sight; false where nothing of it is left."""
    elements = elements_of(bench.editor, ids)
    if not elements:
        return False
    bench.editor.selection.set(elements)
    if show:
        bench.show_elements(elements)
    return True
