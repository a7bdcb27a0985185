"""What the canvas asks with its searchable list: a system to add, a target to connect to, an endpoint to add."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter
from shiboken6 import isValid

from d365arch.catalog.connecting import side_at
from d365arch.catalog.records import EndpointType, Status
from d365arch.catalog.search import findable
from d365arch.gui.canvas.additions import add_system, connect_target
from d365arch.gui.canvas.connect_choices import ConnectChoices, NewEndpoint, NewSystem, is_called_only
from d365arch.gui.canvas.draft_line import paint_choice
from d365arch.gui.canvas.existing import missing_systems, show_existing
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.offers import add_endpoint
from d365arch.gui.canvas.search_popup import Choice, SearchPopup
from d365arch.gui.language import translate
from d365arch.model import End, System
from d365arch.model.geometry import Point

_FEW = 4
"""So many systems that the view leaves out are offered before the types of the catalog; searching finds all."""

_MANY = 60
"""So many targets are listed without searching where the keyboard asks."""

_OUT = (Status.RETIRED, Status.DEPRECATED)


class Popups:
    """Opens the list for a question and turns the answer into one edit."""

    def __init__(self, view: Canvas) -> None:
        self._view = view
        self.popup = SearchPopup(view)
        self._draft: tuple[End, Point] | None = None
        self._reverse = False
        self.popup.closed.connect(self._closed)
        self.popup.highlighted.connect(lambda _choice: view.update())

    @property
    def open(self) -> bool:
        """Whether a question is open."""
        return not self.popup.isHidden()

    def close(self) -> None:
        """Close without an answer."""
        self.popup.close_popup()

    def follow(self) -> None:
        """Stay within the canvas when its size changes."""
        if self.open:
            self.popup.place()

    def paint(self, painter: QPainter) -> None:
        """The draft line of the connection that is asked about, to the target that Enter would take."""
        if self._draft is None or not self.open:
            return
        view = self._view
        end, point = self._draft
        choice = self.popup.current
        target = choice.value if choice else None
        if isinstance(target, End | NewSystem | NewEndpoint):
            paint_choice(view, painter, end, target, point, reverse=self._reverse)

    def add_system(self, at: Point | None = None) -> None:
        """Ask for a catalog type and add a system of it, at a point of the scene or where there is room."""
        view = self._view
        place = at or view.middle()
        zone = view.hit(place)
        zone_id = zone.element.id if zone and zone.element.kind == "zone" else None

        def chosen(choice: Choice) -> None:
            if isinstance(choice.value, End):
                show_existing(view.editor, choice.value.system, place)
            else:
                add_system(view, choice.value, place, zone_id)

        kinds = view.editor.catalog.system_types.values()
        ordered = sorted(kinds, key=lambda k: (k.status in _OUT, not k.platform.is_d365, k.category, k.name))
        choices = [*self._existing(),
                   *(Choice(k.name, k.category, (k.id, *k.keywords), k.id, about=findable(k).about) for k in ordered)]
        self._ask(translate("Canvas", "Add a system"), choices, place, chosen)

    def _existing(self) -> list[Choice]:
        """The systems of the landscape that the view leaves out; only the first few where nothing is typed."""
        note = translate("Canvas", "already in the landscape")
        left = sorted(missing_systems(self._view.editor), key=lambda s: (s.label.casefold(), s.id))
        return [Choice(s.label, note, (s.id,), End(s.id), only_searched=number >= _FEW)
                for number, s in enumerate(left)]

    def add_endpoint(self, system_id: str) -> None:
        """Ask for an endpoint type and add an endpoint of it to a system; those of its type come first."""
        view = self._view
        system = view.editor.workspace.landscape.system_by_id.get(system_id)
        rect = view.box_rect(system_id)
        if system is None or rect is None:
            return

        def chosen(choice: Choice) -> None:
            add_endpoint(view.editor, system_id, choice.value)

        self._ask(translate("Canvas", "Add an endpoint to {0}").format(system.label), _endpoint_choices(view, system),
                  Point(rect.right, rect.top), chosen)

    def connect_new(self, from_: End, at: Point) -> None:
        """Ask what a line that was dropped on empty ground shall meet: something new there, or what is drawn."""
        reverse = is_called_only(self._view, from_)
        found = ConnectChoices(self._view, from_, reverse=reverse)
        self._ask_target(from_, at, [*found.new(), *found.existing(at)], at, reverse=reverse)

    def connect_to(self, from_: End, system_id: str, at: Point) -> None:
        """Ask which endpoint of a system a line dropped on it shall meet: the best first, or a new one."""
        self._ask_target(from_, at, ConnectChoices(self._view, from_).of(system_id), at)

    def connect_from(self, from_: End) -> None:
        """Ask which system or endpoint to connect to, the nearest first; by keyboard only."""
        view = self._view
        rect = view.box_rect(from_.system)
        if rect is None:
            return
        reverse = is_called_only(view, from_)
        found = ConnectChoices(view, from_, reverse=reverse)
        existing = found.existing(rect.center, few=_MANY, by_distance=True)
        new = found.new(few=0 if existing else _MANY)
        self._ask_target(from_, Point(rect.right + 120, rect.center.y), [*existing, *new],
                         Point(rect.left, rect.bottom + 12), reverse=reverse)

    def _ask_target(self, end: End, at: Point, choices: list[Choice], where: Point, *, reverse: bool = False) -> None:
        view = self._view
        name = side_at(view.editor.facts, end).name

        def chosen(choice: Choice) -> None:
            connect_target(view, end, choice.value, at, reverse=reverse)

        title = translate("Canvas", "Who contacts {name}?") if reverse else translate("Canvas", "{name} contacts …")
        self._draft = (end, at)
        self._reverse = reverse
        self._ask(title.format(name=name), choices, where, chosen)

    def _ask(self, title: str, choices: list[Choice], at: Point, chosen: Callable[[Choice], None]) -> None:
        view = self._view
        screen = view.viewport.to_screen(at)
        self.popup.ask(title, choices, QPoint(int(screen.x) + 6, int(screen.y) + 6), chosen, view.theme)

    def _closed(self, _chosen: bool) -> None:
        self._draft = None
        if isValid(self._view):     # a window that is closed takes the focus from the open list
            self._view.update()


def _endpoint_choices(view: Canvas, system: System) -> list[Choice]:
    catalog = view.editor.catalog
    kind = view.editor.facts.type_of(system)
    own = [e for e in (kind.endpoints if kind else ()) if e in catalog.endpoint_types]
    others = sorted((e for e in catalog.endpoint_types if e not in own), key=lambda e: catalog.endpoint_types[e].name)
    found = []
    for number, type_id in enumerate((*own, *others)):
        endpoint = catalog.endpoint_types[type_id]
        found.append(Choice(endpoint.name, _endpoint_note(endpoint), findable(endpoint).keywords, type_id,
                            only_searched=bool(own) and number >= len(own)))
    return found


def _endpoint_note(endpoint: EndpointType) -> str:
    timing = endpoint.timing[0].value if endpoint.timing else ""
    status = "" if endpoint.status in (Status.CURRENT, Status.PREVIEW) else endpoint.status.value
    return ", ".join(word for word in (timing, status) if word)
