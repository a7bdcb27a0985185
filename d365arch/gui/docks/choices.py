"""What can be picked in the inspector: types, systems, zones, ends and words that the landscape uses already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QIcon

from d365arch.catalog.records import EndpointType
from d365arch.gui.canvas.draft import endpoint_label
from d365arch.gui.canvas.offers import offered_types
from d365arch.gui.editor import Editor
from d365arch.gui.icons import catalog_icon, steady_icon
from d365arch.gui.scene_marks import timing_pixmap
from d365arch.gui.style import Colors, colors_of
from d365arch.model import End, Endpoint, System, View
from d365arch.model.fields import FieldSpec, Kind, Shape, specs_of
from d365arch.scene.theme import THEMES

ENGINES = ("lanes", "graphviz")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to pick: its value, what people read, and an icon."""

    value: Any
    label: str
    icon: QIcon | None = None


class Choices:
    """Makes the lists of choices for a field from catalog and landscape."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._ends: list[Choice] = []
        self._ends_of: tuple[object, str] = (None, "")
        self._ends_by_system: dict[str, tuple[System, list[Choice]]] = {}

    @property
    def colors(self) -> Colors:
        """The colors of the theme of now."""
        return colors_of(self._editor.theme)

    def of(self, spec: FieldSpec, owner: type[Any], record: Any) -> Sequence[Choice]:
        """Choices of a field with a list to pick from; empty where people write freely."""
        landscape = self._editor.workspace.landscape
        found: Sequence[Choice] = ()
        match spec.kind:
            case Kind.SYSTEM_TYPE:
                found = self.system_types()
            case Kind.ENDPOINT_TYPE:
                found = self.endpoint_types(self._owner(record))
            case Kind.ZONE:
                found = [Choice(zone.id, zone.label) for zone in landscape.zones]
            case Kind.SYSTEM:
                found = [Choice(system.id, system.label) for system in landscape.systems]
            case Kind.END:
                found = self.ends()
            case Kind.TEXT if owner is View:
                words = {"engine": ENGINES, "theme": THEMES}.get(spec.key, ())
                found = [Choice(word, word) for word in words]
        return found

    def _owner(self, record: Any) -> System | None:
        if not isinstance(record, Endpoint):
            return None
        return next((s for s in self._editor.workspace.landscape.systems if record in s.endpoints), None)

    def system_types(self) -> list[Choice]:
        """Every system type of the catalog, by name."""
        catalog, colors = self._editor.catalog, self.colors
        types = sorted(catalog.system_types.values(), key=lambda t: (t.name.lower(), t.id))
        return [Choice(t.id, t.name, catalog_icon(catalog.icon_of(t), colors.platform(t.platform.value)))
                for t in types]

    def endpoint_types(self, owner: System | None = None) -> list[Choice]:
        """Every endpoint type; those that the type of the owner offers stand first."""
        catalog = self._editor.catalog
        offered = offered_types(self._editor, owner)
        first = {t.id for t in offered}
        rest = sorted((t for t in catalog.endpoint_types.values() if t.id not in first),
                      key=lambda t: (t.name.lower(), t.id))
        return [Choice(t.id, t.name, self.timing_icon(t)) for t in (*offered, *rest)]

    def timing_icon(self, kind: EndpointType) -> QIcon:
        """The timing tab of an endpoint type."""
        return steady_icon(timing_pixmap(kind.timing, self._editor.theme, 16))

    def ends(self) -> list[Choice]:
        """Every system, each followed by its endpoints; the same list as long as no system changes."""
        systems, theme = self._editor.workspace.landscape.systems, self._editor.theme
        if self._ends_of[0] is not systems or self._ends_of[1] != theme:
            known = self._ends_by_system if self._ends_of[1] == theme else {}
            made = ((s, known[s.id][1] if s.id in known and known[s.id][0] is s else self._ends_at(s)) for s in systems)
            self._ends_by_system = {system.id: (system, choices) for system, choices in made}
            self._ends_of = systems, theme
            self._ends = [choice for _, choices in self._ends_by_system.values() for choice in choices]
        return self._ends

    def _ends_at(self, system: System) -> list[Choice]:
        facts = self._editor.facts
        color = self.colors.platform(facts.platform(system).value)
        icon = catalog_icon(self._editor.catalog.icon_of(facts.type_of(system)), color)
        return [Choice(End(system.id), system.label, icon),
                *(Choice(End(system.id, e.id), f"{system.label}  ›  {endpoint_label(self._editor.facts, e)}")
                  for e in system.endpoints)]

    def words(self, record: type[Any], attribute: str) -> list[str]:
        """Texts that the landscape uses in the same field already, for completion."""
        landscape = self._editor.workspace.landscape
        spec = specs_of(record).get(attribute)
        if spec is None or spec.kind is not Kind.TEXT or attribute in {"description", "name", "text"}:
            return []
        records: list[Any] = [*landscape.systems, *landscape.integrations,
                              *(e for s in landscape.systems for e in s.endpoints)]
        found: set[str] = set()
        for item in records:
            value = getattr(item, attribute, None)
            found.update(value if spec.shape is Shape.LIST and isinstance(value, tuple) else [value] if value else [])
        if attribute == "protocol":
            found.update(t.protocol for t in self._editor.catalog.endpoint_types.values() if t.protocol)
        if attribute == "entities":
            found.update(entity.id for entity in landscape.entities)
        if attribute == "auth":
            found.update(("oauth", "managed-identity", "api-key", "basic", "certificate", "sas"))
        return sorted(str(text) for text in found)
