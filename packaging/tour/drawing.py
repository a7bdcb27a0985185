"""The first half of the tour: systems, endpoints, zones and integrations come onto the sheet."""

from __future__ import annotations

from collections.abc import Callable

from d365arch.gui.canvas.search_popup import Choice
from d365arch.model import End, Endpoint, Integration, System
from d365arch.model.geometry import Point
from tour.hand import CTRL, NONE, SHIFT, LostError
from tour.story import Scene

PLACES = {
    "Web shop": (0, 0), "Product information": (0, 140), "HR": (0, 280), "Loyalty": (0, 420), "Tax service": (0, 560),
    "Point of sale": (0, 780), "Warehouse": (0, 920), "Finance": (520, 40), "Customer service": (520, 480),
    "Carrier": (1000, 140), "Data warehouse": (1000, 560),
}
"""Where the hand puts systems at first, in px from the corner of what is drawn."""

BY_KEY = ("Workers", "Statements", "Labels", "Points")
"""Integrations that are made with the key C."""

_ZOOM = 0.62
_LETTERS = 10


def start(scene: Scene) -> None:
    """The start page."""
    scene.hand.rest(0.3)
    scene.hand.move(scene.hand.middle(scene.window.welcome.new))


def drag_a_system(scene: Scene) -> None:
    """New; Finance out of the palette."""
    hand, eyes = scene.hand, scene.eyes
    hand.click_on(scene.window.welcome.new)
    middle = hand.middle(hand.canvas)
    while scene.window.canvas.zoom > _ZOOM:
        hand.wheel(middle, -1, CTRL)
    view = scene.window.canvas.viewport
    scene.corner = view.to_scene(Point(70, 70))
    finance = _system(scene, "Finance")
    at, brought = eyes.in_palette(f"system:{finance.type}")
    hand.drag_out(at, hand.spot(_place(scene, "Finance")), brought, scene.show)
    hand.type("Finance", "Return")


def add_by_typing(scene: Scene) -> None:
    """The other systems: double clicks on open ground, and Enter in the palette's search."""
    hand = scene.hand
    shown = False
    for name in PLACES:
        if name in ("Finance", "Customer service"):
            continue
        system = _system(scene, name)
        hand.double_click(hand.spot(_place(scene, name)))
        hand.type(_typed(scene, system.type))
        _expect(scene, system.type)
        if name == "Loyalty":
            scene.show()
            shown = True
        hand.key("Return")
        hand.type(name, "Return")
    assert shown
    customer = _system(scene, "Customer service")
    hand.key("Ctrl+Shift+F")
    hand.type(_type_name(scene, customer.type), "Return")
    hand.type(customer.label, "Return")
    # It came where there was room; now it goes where it belongs.
    hand.drag(hand.spot(scene.eyes.head("Customer service")), hand.spot(_place(scene, "Customer service")))
    hand.click_on(scene.window.palette_.search)
    hand.key("Esc")
    name_the_landscape(scene)


def name_the_landscape(scene: Scene) -> None:
    """Two clicks on the title."""
    hand = scene.hand
    sheet = scene.window.canvas.sheet
    title = next(shape for shape in sheet.scene.shapes if shape.element.kind == "title") if sheet else None
    if title is None:
        raise LostError("The drawing has no title.")
    hand.double_click(hand.spot(Point(title.bounds.left + 30, title.bounds.top + 16)))
    hand.type(scene.plan.name or "", "Return")


def give_endpoints(scene: Scene) -> None:
    """One endpoint out of the palette, the others with E."""
    hand, eyes = scene.hand, scene.eyes
    for name in ("Finance", "Customer service"):
        hand.click(hand.spot(eyes.head(name)))
        endpoints = list(_system(scene, name).endpoints)
        if name == "Finance":
            heading = scene.window.palette_
            hand.click_on(heading.search)
            hand.type("odata")
            at, brought = eyes.in_palette("endpoint:fo.odata")
            hand.drag_out(at, hand.spot(eyes.head(name)), brought)
            hand.click_on(heading.search)
            hand.key("Esc")
            hand.click(hand.spot(eyes.head(name)))
            endpoints.pop(0)
        for endpoint in endpoints:
            hand.key("E")
            hand.type(_typed(scene, endpoint.type))
            _expect(scene, endpoint.type)
            if endpoint.type == "fo.er-export":
                scene.show()
            hand.key("Return")
            if endpoint.name:
                hand.key("F2")
                hand.type(endpoint.name, "Return")


def group_into_zones(scene: Scene) -> None:
    """A band or clicks, then Ctrl+G and a name; what kind the zone is stands in the inspector."""
    hand, eyes = scene.hand, scene.eyes
    hand.key("Esc")
    for zone in scene.plan.zones:
        names = [s.label for s in scene.plan.systems if s.zone == zone.id and s.label in PLACES]
        if zone.label == "SaaS":
            first, last = eyes.box(names[0]), eyes.box("Tax service")
            top = min(eyes.box(name).top for name in names)
            hand.drag(hand.spot(Point(first.left - 14, top - 14)), hand.spot(Point(last.right + 30, last.bottom + 20)))
        else:
            for number, name in enumerate(names):
                hand.click(hand.spot(eyes.head(name)), SHIFT if number else NONE)
        hand.key("Ctrl+G")
        hand.type(zone.label, "Return")
        if zone.label == "Dynamics 365":
            scene.pick_word(eyes.field("Kind", scene.window.inspector), zone.kind or "")
            scene.show()


def connect(scene: Scene) -> None:
    """The first integration: from the border of the till to a row of Finance."""
    draw_line(scene, _integration(scene, "Tickets"), seen=scene.show)


def connect_into_nothing(scene: Scene) -> None:
    """A line dropped on open ground asks what shall come there."""
    hand, eyes = scene.hand, scene.eyes
    wanted = _integration(scene, "Payments")
    ground = eyes.ground("Partners")
    from_ = end_now(scene, wanted.from_)
    target = Point(ground.center.x - 60, ground.top + 20)
    hand.drag(hand.spot(eyes.port(from_, target)), hand.spot(target))
    scene.show()
    hand.type("bank")
    _walk_to(scene, "Bank", lambda choice: choice.text == "Bank")
    hand.key("Return")
    hand.type("Payments", "Return")


def turn_round(scene: Scene) -> None:
    """A line against the catalog, and the key that turns it."""
    hand, eyes = scene.hand, scene.eyes
    wanted = _integration(scene, "Contacts to shop")
    from_, to = end_now(scene, wanted.from_), end_now(scene, wanted.to)
    row = eyes.row(from_)
    hand.press(hand.spot(eyes.port(to, row.center)))
    hand.move(hand.spot(row.center))
    scene.show()
    hand.release()
    hand.type(wanted.label)
    hand.key("Alt+X")
    hand.key("Return")
    set_flow(scene, wanted)


def draw_the_rest(scene: Scene) -> None:
    """All that is not there yet, by drags and with C."""
    for wanted in scene.plan.integrations:
        if wanted.label in {i.label for i in scene.eyes.landscape.integrations}:
            continue
        if wanted.label in BY_KEY:
            by_key(scene, wanted, shown=wanted.label == "Labels")
        else:
            draw_line(scene, wanted)


def draw_line(scene: Scene, wanted: Integration, seen: object = None) -> None:
    """Drag a line from end to end, name it, and say which way the data goes."""
    hand, eyes = scene.hand, scene.eyes
    hand.key("Esc")
    from_, to = end_now(scene, wanted.from_), end_now(scene, wanted.to)
    target = eyes.row(to).center
    hand.press(hand.spot(eyes.port(from_, target)))
    hand.move(hand.spot(target))
    if callable(seen):
        seen()
    hand.release()
    if not scene.window.canvas.renamer.active:
        raise LostError(f"{wanted.label} was not drawn.")
    hand.type(wanted.label, "Return")
    set_flow(scene, wanted)


def by_key(scene: Scene, wanted: Integration, *, shown: bool = False) -> None:
    """Select the initiator, press C, type what it contacts."""
    hand, eyes = scene.hand, scene.eyes
    from_, to = end_now(scene, wanted.from_), end_now(scene, wanted.to)
    hand.click(hand.spot(eyes.row(from_).center))
    hand.key("C")
    system = scene.plan.system_by_id[wanted.to.system]
    endpoint = scene.plan.endpoint_at(wanted.to)
    hand.type(f"{system.label[:6]} {_endpoint_name(scene, endpoint)[:5]}" if endpoint else system.label[:6])
    _walk_to(scene, f"{to} for {wanted.label}", lambda choice: choice.value == to)
    if shown:
        scene.show()
    hand.key("Return")
    hand.type(wanted.label, "Return")
    set_flow(scene, wanted)


def set_flow(scene: Scene, wanted: Integration) -> None:
    """Which way the data goes, where the catalog suggested another."""
    made = scene.eyes.integration(wanted.label)
    if made.data_flow is not wanted.data_flow:
        flow = scene.eyes.field(f"Data flow {wanted.data_flow.value}", scene.window.inspector)
        scene.hand.click_on(flow)


def end_now(scene: Scene, wanted: End) -> End:
    """An end of the plan in what is drawn, where ids may be others."""
    system = scene.eyes.system(scene.plan.system_by_id[wanted.system].label)
    planned = scene.plan.endpoint_at(wanted)
    if planned is None:
        return End(system.id)
    found = next(e for e in system.endpoints if e.type == planned.type)
    return End(system.id, found.id)


def _system(scene: Scene, name: str) -> System:
    return next(s for s in scene.plan.systems if s.label == name)


def _integration(scene: Scene, name: str) -> Integration:
    return next(i for i in scene.plan.integrations if i.label == name)


def _place(scene: Scene, name: str) -> Point:
    x, y = PLACES[name]
    return Point(scene.corner.x + x + 108, scene.corner.y + y + 24)


def _type_name(scene: Scene, type_id: str | None) -> str:
    catalog = scene.window.editor.catalog
    kind = catalog.system_types.get(type_id or "") or catalog.endpoint_types[type_id or ""]
    return kind.name


def _typed(scene: Scene, type_id: str | None) -> str:
    """The letters of a type that a person types; few will do."""
    return _type_name(scene, type_id)[:_LETTERS].rstrip(" ,")


def _endpoint_name(scene: Scene, endpoint: Endpoint) -> str:
    return endpoint.name or _type_name(scene, endpoint.type)


def _expect(scene: Scene, type_id: str | None) -> None:
    """Walk down the list to a type, which mostly is the first."""
    _walk_to(scene, str(type_id), lambda choice: choice.value == type_id)


def _walk_to(scene: Scene, what: str, wanted: Callable[[Choice], bool]) -> None:
    """Press Down until the list stands at what is wanted."""
    found = scene.eyes.list()
    while found.current is None or not wanted(found.current):
        before = found.list.currentRow()
        scene.hand.key("Down")
        if found.list.currentRow() == before:
            raise LostError(f"The list has no {what}.")
