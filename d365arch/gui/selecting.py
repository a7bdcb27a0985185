"""The Select menu: everything, what is connected, what is of the same type, and all but what is selected."""

from __future__ import annotations

from collections.abc import Mapping

from d365arch.gui.editor import Editor
from d365arch.gui.enabling import Enabling
from d365arch.gui.reading_order import reading_order
from d365arch.gui.workbench import Workbench
from d365arch.model import End
from d365arch.scene.parts import Element


class Selecting:
    """The commands; only what is drawn is selected."""

    def __init__(self, bench: Workbench) -> None:
        self._editor, self._canvas = bench.editor, bench.canvas
        bench.on("select_all", self.all)
        bench.on("select_connected", self.connected)
        bench.on("select_same_type", self.same_type)
        bench.on("select_invert", self.invert)
        self._enabling = Enabling(bench, self._rules)

    def _rules(self) -> Mapping[str, bool]:
        drawn = bool(self._editor.drawing and self._editor.drawing.placement.boxes)
        chosen = bool(self._editor.selection)
        return {"select_all": drawn, "select_connected": chosen, "select_same_type": chosen, "select_invert": drawn}

    def all(self) -> None:
        """Every system that is drawn; the one at the top left is the last, which alignments go by."""
        self._editor.selection.set(Element(kind="system", id=s) for s in reversed(reading_order(self._editor.drawing)))

    def connected(self) -> None:
        """Also the integrations of the selection and what is at their other ends; once more reaches farther."""
        self._editor.selection.add(*(e for e in connected(self._editor, self._editor.selection.elements)
                                     if self._drawn(e)))

    def same_type(self) -> None:
        """Everything of the types that are selected: systems and endpoints by catalog type, integrations by timing,
        zones by kind."""
        chosen = self._editor.selection.elements
        wanted = {(e.kind, type_of(self._editor, e)) for e in chosen}
        same = [e for e in self._everything({e.kind for e in chosen}) if (e.kind, type_of(self._editor, e)) in wanted]
        self._editor.selection.set((*(e for e in same if e not in chosen), *chosen))

    def invert(self) -> None:
        """All others of the kinds that are selected; with nothing selected, all systems."""
        chosen = self._editor.selection.elements
        kinds = {e.kind for e in chosen} or {"system"}
        self._editor.selection.set(e for e in self._everything(kinds) if e not in set(chosen))

    def _drawn(self, element: Element) -> bool:
        return self._canvas.rect_of(element) is not None

    def _everything(self, kinds: set[str]) -> list[Element]:
        """What is drawn of some kinds."""
        landscape = self._editor.workspace.landscape
        known = {
            "system": (s.id for s in landscape.systems),
            "endpoint": (f"{s.id}.{e.id}" for s in landscape.systems for e in s.endpoints),
            "integration": (i.id for i in landscape.integrations),
            "zone": (z.id for z in landscape.zones),
            "note": (n.id for n in self._editor.view.notes),
        }
        found = (Element(kind=kind, id=one) for kind, ids in known.items() if kind in kinds for one in ids)
        return [element for element in found if self._drawn(element)]


def connected(editor: Editor, chosen: tuple[Element, ...]) -> list[Element]:
    """The integrations at some elements, with the systems at their ends; a zone stands for the systems in it."""
    landscape = editor.workspace.landscape
    zones = {e.id for e in chosen if e.kind == "zone"}
    systems = {e.id for e in chosen if e.kind == "system"}
    systems |= {s.id for s in landscape.systems if any(z.id in zones for z in landscape.zone_path(s.zone))}
    ends = {End.parse(e.id) for e in chosen if e.kind == "endpoint"}
    lines = [i for e in chosen if e.kind == "integration" for i in (landscape.integration_by_id.get(e.id),) if i]
    for system in (*sorted(systems), *(end.system for end in sorted(ends, key=str))):
        lines += [i for i in landscape.integrations_of.get(system, ())
                  if {i.from_.system, i.to.system} & systems or {i.from_, i.to} & ends]
    found: dict[Element, None] = {}
    for line in lines:
        found[Element(kind="integration", id=line.id)] = None
        found |= {Element(kind="system", id=end.system): None for end in (line.from_, line.to)}
    return list(found)


def type_of(editor: Editor, element: Element) -> str | None:
    """What counts as the type of an element."""
    landscape = editor.workspace.landscape
    match element.kind:
        case "system":
            return landscape.system_by_id[element.id].type
        case "endpoint":
            endpoint = landscape.endpoint_at(End.parse(element.id))
            return endpoint.type if endpoint else None
        case "integration":
            return editor.facts.timing(landscape.integration_by_id[element.id])
        case "zone":
            return landscape.zone_by_id[element.id].kind
    return None


def install(bench: Workbench) -> Selecting:
    """Wire the Select menu."""
    return Selecting(bench)
