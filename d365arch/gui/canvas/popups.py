"""What the canvas asks with its searchable list: a system to add, a target to connect to, an endpoint to add."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter
from shiboken6 import isValid

from d365arch.catalog.records import EndpointType, Status
from d365arch.catalog.search import findable
from d365arch.gui.canvas.additions import add_connected, add_system, connect
from d365arch.gui.canvas.draft import endpoint_label, rank_of_target
from d365arch.gui.canvas.draft_line import paint_draft
from d365arch.gui.canvas.existing import missing_systems, show_existing
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.offers import add_endpoint
from d365arch.gui.canvas.ports import port_towards
from d365arch.gui.canvas.search_popup import Choice, SearchPopup
from d365arch.model import End, System
from d365arch.model.geometry import Point
from d365arch.model.vocabulary import Initiation

_FEW = 4
"""So many systems that the view leaves out are offered before the types of the catalog; searching finds all."""

_OUT = (Status.RETIRED, Status.DEPRECATED)


class Popups:
    """Opens the list for a question and turns the answer into one edit."""

    def __init__(self, view: Canvas) -> None:
        self._view = view
        self.popup = SearchPopup(view)
        self._draft: tuple[End, Point] | None = None
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
        source, point = self._draft
        choice = self.popup.current
        target = None
        if choice and isinstance(choice.value, End):
            around = view.box_rect(source.system)
            target = port_towards(view, choice.value, around.center if around else point)
        port = port_towards(view, source, target.rect.center if target else point)
        if port:
            paint_draft(view, painter, port, target, point)

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
        self._ask(view.tr("Add a system"), choices, place, chosen)

    def _existing(self) -> list[Choice]:
        """The systems of the landscape that the view leaves out; only the first few where nothing is typed."""
        note = self._view.tr("already in the landscape")
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

        self._ask(view.tr("Add an endpoint to {0}").format(system.label), _endpoint_choices(view, system),
                  Point(rect.right, rect.top), chosen)

    def connect_new(self, from_: End, at: Point) -> None:
        """Ask for a system to add at a point and to connect to; the most sensible ones come first."""
        view = self._view

        def chosen(choice: Choice) -> None:
            system_type, endpoint_type = choice.value
            add_connected(view, from_, system_type, endpoint_type, at)

        self._draft = (from_, at)
        self._ask(view.tr("Connect to a new system"), _target_choices(view, from_), at, chosen)

    def connect_from(self, from_: End) -> None:
        """Ask which system or endpoint to connect to, the nearest first; by keyboard only."""
        view = self._view
        rect = view.box_rect(from_.system)
        if rect is None:
            return
        middle = rect.center
        landscape = view.editor.workspace.landscape

        def chosen(choice: Choice) -> None:
            if isinstance(choice.value, End):
                connect(view, from_, choice.value)
            else:
                system_type, endpoint_type = choice.value
                add_connected(view, from_, system_type, endpoint_type, Point(rect.right + 180, rect.top))

        choices: list[Choice] = []
        boxes = [(math.dist(found.center, middle), s) for s in landscape.systems
                 if s.id != from_.system and (found := view.box_rect(s.id))]
        for _, system in sorted(boxes, key=lambda item: (item[0], item[1].id)):
            choices.append(Choice(system.label, words=(system.id,), value=End(system.id)))
            choices += [Choice(f"{system.label} · {endpoint_label(view.editor.facts, e)}",
                               words=(f"{system.id}.{e.id}",), value=End(system.id, e.id)) for e in system.endpoints]
        choices += [Choice(c.text, view.tr("new"), c.words, c.value, only_searched=bool(boxes),
                           about=c.about)
                    for c in _target_choices(view, from_)]
        self._draft = (from_, Point(rect.right + 120, rect.center.y))
        self._ask(view.tr("Connect to"), choices, Point(rect.left, rect.bottom + 12), chosen)

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


def _target_choices(view: Canvas, from_: End) -> list[Choice]:
    """System types by how sensible they are as the called side, then, when searched, with each of their endpoints."""
    facts, catalog = view.editor.facts, view.editor.catalog
    ranked = sorted((k for k in catalog.system_types.values() if k.status not in _OUT),
                    key=lambda k: (rank_of_target(facts, from_, k), k.category, k.name))
    choices, with_endpoint = [], []
    for kind in ranked:
        about = findable(kind).about
        choices.append(Choice(kind.name, kind.category, (kind.id, *kind.keywords), (kind.id, None), about=about))
        for endpoint_id in kind.endpoints:
            endpoint = catalog.endpoint_types.get(endpoint_id)
            if endpoint is None:
                continue
            against = kind.platform.is_d365 and endpoint.initiation is Initiation.OUTBOUND
            note = view.tr("against the catalog") if against else _endpoint_note(endpoint)
            with_endpoint.append(Choice(f"{kind.name} · {endpoint.name}", note, (endpoint_id,),
                                        (kind.id, endpoint_id), only_searched=True, about=about))
    return choices + with_endpoint

