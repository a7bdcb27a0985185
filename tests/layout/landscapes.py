"""Layout requests of known landscapes and of generated ones, for the tests and the benchmark."""

from __future__ import annotations

import random

from d365arch.layout.request import Box, LayoutRequest, Link, ZoneBox
from d365arch.model.geometry import Size

WIDTH, HEADER, ROW = 214.0, 40.0, 24.0
FRAME = Size(96, 230)


def label(text: str) -> Size:
    """A pill about as wide as the product's."""
    return Size(round(len(text) * 5.7 + 20), 20)


def zone(id_: str, title: str, parent: str | None = None) -> ZoneBox:
    return ZoneBox(id=id_, parent=parent, title=Size(len(title) * 8.0, 16))


def box(id_: str, zone_: str | None, rows: tuple[str, ...] = (), *, core: bool = False, hub: bool = False) -> Box:
    return Box(id=id_, width=WIDTH, header=HEADER, rows=rows, row_height=ROW, foot=4 if rows else 0, zone=zone_,
               core=core, hub=hub)


def link(id_: str, ends: str, text: str = "", *, straight: bool = False) -> Link:
    """`ends` is "a.row > b.row"; rows may be absent."""
    source, target = (part.strip().partition(".") for part in ends.split(">"))
    return Link(id=id_, source=source[0], target=target[0], source_row=source[2] or None, target_row=target[2] or None,
                label=label(text) if text else None, straight=straight)


def ls1(*, fresh: bool = False) -> LayoutRequest:
    """The retailer of the house documents: 12 systems, 21 integrations, no hub."""
    zones = (zone("saas", "SaaS"), zone("shops", "Shops and 3PL"), zone("d365", "Dynamics 365"),
             zone("partners", "Partners"), zone("data", "Data platform"))
    boxes = (
        box("fo", "d365", ("odata", "custom", "external", "er-export", "er-import", "dual", "byod"), core=True),
        box("ce", "d365", ("dual", "batch", "plugin", "webhook", "webapi", "search", "tds"), core=True),
        box("loy", "saas"), box("ecom", "saas"), box("pim", "saas"), box("hr", "saas"), box("tax", "saas"),
        box("pos", "shops"), box("wms", "shops"), box("bank", "partners"), box("carrier", "partners"), box("bi", "data"))
    links = (
        link("l01", "pos > fo.odata", "Receipts"), link("l02", "ecom > fo.odata", "Web orders"),
        link("l03", "ecom > fo.custom", "Stock on hand"), link("l04", "fo.external > wms", "Release"),
        link("l05", "wms > fo.custom", "Ship confirm"), link("l06", "ecom > fo.odata", "Prices"),
        link("l07", "pim > fo.odata", "Products"), link("l08", "hr > fo.odata", "Workers"),
        link("l09", "fo.er-export > bank", "Payments"), link("l10", "bank > fo.er-import", "Statements"),
        link("l11", "fo.dual > ce.dual", "Customers, products", straight=True),
        link("l12", "loy > ce.batch", "Tiers"), link("l13", "ce.plugin > loy", "Account update"),
        link("l14", "ce.webhook > ecom", "Contacts out"), link("l15", "ecom > ce.webapi", "Contacts in"),
        link("l16", "loy > ce.webapi", "Points"), link("l17", "pos > ce.search", "Customer lookup"),
        link("l18", "bi > ce.tds", "Full extract"), link("l19", "fo.byod > bi", "120 entities"),
        link("l20", "fo.external > tax", "Sales tax"), link("l21", "fo.external > carrier", "Labels"))
    return LayoutRequest(boxes=boxes, zones=zones, links=links, fresh=fresh, margin=FRAME)


def generated(systems: int, links: int, zones: int = 8, seed: int = 1, *, labels: bool = True) -> LayoutRequest:
    """A landscape of any size: a few busy core systems, many others, most links to the core or inside a zone."""
    chance = random.Random(seed)
    ids = [f"s{n:04d}" for n in range(systems)]
    core = set(ids[: max(1, systems // 12)])
    home = {id_: f"z{chance.randrange(zones)}" for id_ in ids} if zones else dict.fromkeys(ids)
    rows = {id_: tuple(f"r{n}" for n in range(chance.randint(3, 8) if id_ in core else chance.randint(0, 2))) for id_ in ids}
    made = []
    hubs = sorted(core)
    for n in range(links):
        a = chance.choice(ids)
        b = chance.choice(hubs) if chance.random() < 0.6 else chance.choice(ids)
        if a == b:
            b = ids[(ids.index(a) + 1) % len(ids)]
        if chance.random() < 0.35:
            a, b = b, a
        made.append(Link(id=f"k{n:05d}", source=a, target=b,
                         source_row=chance.choice(rows[a]) if rows[a] else None,
                         target_row=chance.choice(rows[b]) if rows[b] else None,
                         label=Size(chance.randint(40, 110), 20) if labels else None))
    return LayoutRequest(
        boxes=tuple(Box(id=id_, width=WIDTH, header=HEADER, rows=rows[id_], zone=home[id_], core=id_ in core) for id_ in ids),
        zones=tuple(zone(f"z{n}", f"Zone {n}") for n in range(zones)), links=tuple(made))
