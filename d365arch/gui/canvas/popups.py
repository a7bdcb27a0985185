"""What the canvas asks with its searchable list: a system to add, a target to connect to, an endpoint to add."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter
from shiboken6 import isValid

from d365arch.catalog.records import EndpointType, Status
from d365arch.edit.compound import Several
from d365arch.edit.endpoint_edits import AddEndpoint
from d365arch.edit.integration_edits import AddIntegration
from d365arch.edit.system_edits import AddSystem
from d365arch.gui.canvas.draft import free_place, new_endpoint, new_integration, new_system, rank_of_target
from d365arch.gui.canvas.ports import box_rect, port_towards
from d365arch.gui.canvas.search_popup import Choice, SearchPopup
from d365arch.gui.canvas.tools.connect import connect, finish_connection, paint_draft
from d365arch.model import End, Endpoint, System
from d365arch.model.geometry import Point, Rect
from d365arch.model.vocabulary import Initiation
from d365arch.scene.parts import Element

if TYPE_CHECKING:
    from d365arch.gui.canvas.view import CanvasView

_BOX = (216.0, 96.0)
"""Room for a new box, in px of the scene, with a few rows that it will get."""

_OUT = (Status.RETIRED, Status.DEPRECATED)


class Popups:
    """Opens the list for a question and turns the answer into one edit."""

    def __init__(self, view: CanvasView) -> None:
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
            around = box_rect(view, source.system)
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
            add_system(view, choice.value, place, zone_id)

        kinds = view.editor.catalog.system_types.values()
        ordered = sorted(kinds, key=lambda k: (k.status in _OUT, not k.platform.is_d365, k.category, k.name))
        choices = [Choice(k.name, k.category, f"{k.id} {' '.join(k.keywords)}", k.id) for k in ordered]
        self._ask(view.tr("Add a system"), choices, place, chosen)

    def add_endpoint(self, system_id: str) -> None:
        """Ask for an endpoint type and add an endpoint of it to a system; those of its type come first."""
        view = self._view
        system = view.editor.workspace.landscape.system_by_id.get(system_id)
        rect = box_rect(view, system_id)
        if system is None or rect is None:
            return

        def chosen(choice: Choice) -> None:
            add_endpoint(view, system_id, choice.value)

        self._ask(view.tr("Add an endpoint to {0}").format(system.label), _endpoint_choices(view, system),
                  Point(rect.right, rect.top), chosen)

    def connect_new(self, from_: End, at: Point) -> None:
        """Ask for a system to add at a point and to connect to; the most sensible ones come first."""
        view = self._view

        def chosen(choice: Choice) -> None:
            system_type, endpoint_type = choice.value
            _add_connected(view, from_, system_type, endpoint_type, at)

        self._draft = (from_, at)
        self._ask(view.tr("Connect to a new system"), _target_choices(view, from_), at, chosen)

    def connect_from(self, from_: End) -> None:
        """Ask which system or endpoint to connect to, the nearest first; by keyboard only."""
        view = self._view
        rect = box_rect(view, from_.system)
        if rect is None:
            return
        middle = rect.center
        landscape = view.editor.workspace.landscape

        def chosen(choice: Choice) -> None:
            if isinstance(choice.value, End):
                connect(view, from_, choice.value)
            else:
                system_type, endpoint_type = choice.value
                _add_connected(view, from_, system_type, endpoint_type, Point(rect.right + 180, rect.top))

        choices: list[Choice] = []
        boxes = [(math.dist(found.center, middle), s) for s in landscape.systems
                 if s.id != from_.system and (found := box_rect(view, s.id))]
        for _, system in sorted(boxes, key=lambda item: (item[0], item[1].id)):
            choices.append(Choice(system.label, words=system.id, value=End(system.id)))
            choices += [Choice(f"{system.label} · {_endpoint_name(view, e)}", words=f"{system.id}.{e.id}",
                               value=End(system.id, e.id)) for e in system.endpoints]
        choices += [Choice(c.text, view.tr("new"), c.words, c.value, only_searched=bool(boxes))
                    for c in _target_choices(view, from_)]
        self._draft = (from_, Point(rect.right + 120, rect.center.y))
        self._ask(view.tr("Connect to"), choices, Point(rect.left, rect.bottom + 12), chosen)

    def _ask(self, title: str, choices: list[Choice], at: Point, chosen: object) -> None:
        view = self._view
        screen = view.viewport.to_screen(at)
        self.popup.ask(title, choices, QPoint(int(screen.x) + 6, int(screen.y) + 6), chosen,  # type: ignore[arg-type]
                       view.theme)

    def _closed(self, _chosen: bool) -> None:
        self._draft = None
        if isValid(self._view):     # a window that is closed takes the focus from the open list
            self._view.update()


def add_system(view: CanvasView, type_id: str, middle: Point, zone: str | None) -> bool:
    """Add a system of a type around a point of the scene, where there is room, and let its name be typed."""
    editor = view.editor
    system = new_system(editor.facts, type_id, zone)
    if not editor.perform(AddSystem(system, editor.view_id, _free(view, middle))):
        return False
    element = Element(kind="system", id=system.id)
    editor.selection.set((element,))
    view.renamer.begin(element, fresh=True)
    return True


def add_endpoint(view: CanvasView, system_id: str, type_id: str) -> bool:
    """Add an endpoint of a type to a system and select it."""
    editor = view.editor
    endpoint = new_endpoint(editor.facts, editor.workspace.landscape.system_by_id[system_id], type_id)
    if not editor.perform(AddEndpoint(system_id, endpoint)):
        return False
    editor.selection.set((Element(kind="endpoint", id=f"{system_id}.{endpoint.id}"),))
    return True


def _add_connected(view: CanvasView, from_: End, type_id: str, endpoint_type: str | None, at: Point) -> None:
    """Add a system, with an endpoint if one is named, and an integration to it, as one step."""
    editor = view.editor
    system = new_system(editor.facts, type_id)
    place = _free(view, Point(at.x + _BOX[0] / 2, at.y))
    edits: list[AddSystem | AddEndpoint | AddIntegration] = [AddSystem(system, editor.view_id, place)]
    to = End(system.id)
    if endpoint_type:
        endpoint = new_endpoint(editor.facts, system, endpoint_type)
        edits.append(AddEndpoint(system.id, endpoint))
        to = End(system.id, endpoint.id)
    after = Several(tuple(edits), "").apply(editor.workspace)
    facts = type(editor.facts)(after.landscape, editor.catalog)
    integration = new_integration(facts, from_, to)
    edits.append(AddIntegration(integration))
    if editor.perform(Several(tuple(edits), f"Add {system.label} and connect it")):
        finish_connection(view, integration.id)


def _free(view: CanvasView, middle: Point) -> Point:
    drawing = view.editor.drawing
    taken = list(drawing.placement.boxes.values()) if drawing else []
    wanted = Rect(middle.x - _BOX[0] / 2, middle.y - 24, *_BOX)
    near = [rect for rect in taken if math.dist(rect.center, middle) < 2500]
    return free_place(near, wanted)


def _endpoint_choices(view: CanvasView, system: System) -> list[Choice]:
    catalog = view.editor.catalog
    kind = view.editor.facts.type_of(system)
    own = [e for e in (kind.endpoints if kind else ()) if e in catalog.endpoint_types]
    others = sorted((e for e in catalog.endpoint_types if e not in own), key=lambda e: catalog.endpoint_types[e].name)
    found = []
    for number, type_id in enumerate((*own, *others)):
        endpoint = catalog.endpoint_types[type_id]
        found.append(Choice(endpoint.name, _endpoint_note(endpoint), f"{type_id} {endpoint.protocol or ''}", type_id,
                            only_searched=bool(own) and number >= len(own)))
    return found


def _endpoint_note(endpoint: EndpointType) -> str:
    timing = endpoint.timing[0].value if endpoint.timing else ""
    status = "" if endpoint.status in (Status.CURRENT, Status.PREVIEW) else endpoint.status.value
    return ", ".join(word for word in (timing, status) if word)


def _target_choices(view: CanvasView, from_: End) -> list[Choice]:
    """System types by how sensible they are as the called side, then, when searched, with each of their endpoints."""
    facts, catalog = view.editor.facts, view.editor.catalog
    ranked = sorted((k for k in catalog.system_types.values() if k.status not in _OUT),
                    key=lambda k: (rank_of_target(facts, from_, k), k.category, k.name))
    choices, with_endpoint = [], []
    for kind in ranked:
        words = f"{kind.id} {' '.join(kind.keywords)}"
        choices.append(Choice(kind.name, kind.category, words, (kind.id, None)))
        for endpoint_id in kind.endpoints:
            endpoint = catalog.endpoint_types.get(endpoint_id)
            if endpoint is None:
                continue
            against = kind.platform.is_d365 and endpoint.initiation is Initiation.OUTBOUND
            note = view.tr("against the catalog") if against else _endpoint_note(endpoint)
            with_endpoint.append(Choice(f"{kind.name} · {endpoint.name}", note, endpoint_id,
                                        (kind.id, endpoint_id), only_searched=True))
    return choices + with_endpoint


def _endpoint_name(view: CanvasView, endpoint: Endpoint) -> str:
    kind = view.editor.facts.endpoint_type(endpoint)
    return endpoint.name or (kind.name if kind else endpoint.id)
