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
        box("pos", "shops"), box("wms", "shops"), box("bank", "partners"), box("carrier", "partners"),
        box("bi", "data"))
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


def ls4() -> LayoutRequest:
    """Field service with SAP: hubs, a zone in a zone, and boxes without links."""
    zones = (zone("power", "Power Platform"), zone("azure", "Azure"), zone("hubs", "Messaging", "azure"),
             zone("sap", "SAP"), zone("ext", "External services"))
    boxes = (
        box("dv", "power", ("cif", "webapi", "embed", "plugin", "bus", "bulk", "fabric"), core=True),
        box("pages", "power"), box("apim", "hubs", ("credit", "order"), core=True, hub=True),
        box("sb", "hubs", ("orders", "urgent", "material", "invoices", "acks"), core=True, hub=True),
        box("logic", "azure"), box("func", "azure"), box("adf", "azure"), box("lake", "azure"),
        box("s4", "sap"), box("tel", "ext"), box("gis", "ext"), box("mail", "ext"))
    links = (
        link("m01", "adf > s4", "Master data"), link("m02", "adf > dv.bulk", "Accounts, products"),
        link("m03", "s4 > sb.urgent", "Urgent changes"), link("m04", "logic > sb.urgent", "Receive"),
        link("m05", "logic > dv.webapi", "Upsert account"), link("m06", "dv.bus > sb.orders", "Work order"),
        link("m07", "logic > sb.orders", "Receive"), link("m08", "logic > apim.order", "Service order"),
        link("m09", "apim.order > s4", "Service order"), link("m10", "s4 > sb.acks", "Status"),
        link("m11", "func > sb.acks", "Receive"), link("m12", "func > dv.webapi", "Status"),
        link("m13", "dv.bus > sb.material", "Time and material"), link("m14", "logic > sb.material", "Receive"),
        link("m15", "s4 > sb.invoices", "Invoice"), link("m16", "s4 > lake", "Invoice PDF"),
        link("m17", "func > sb.invoices", "Receive"), link("m18", "func > lake", "Read PDF"),
        link("m19", "dv.embed > gis", "Map tile"), link("m20", "dv.plugin > apim.credit", "Credit check"),
        link("m21", "apim.credit > s4", "Credit check"), link("m22", "tel > dv.cif", "Call"),
        link("m23", "dv.fabric > lake", "Analytics"))
    return LayoutRequest(boxes=boxes, zones=zones, links=links, margin=FRAME)


def ls5() -> LayoutRequest:
    """A finance hub: one platform, one hub, many partners, no zones."""
    ids = ("crm", "basware", "workday", "debit", "vendorpay", "treasury", "einvoice", "taxportal", "travel", "payroll",
           "lasernet", "synapse")
    boxes = (box("fo", None, ("odata", "events", "recurring", "package", "er", "synapse"), core=True),
             box("la", None, ("customers", "products", "invoices", "payments"), core=True, hub=True),
             *(box(id_, None) for id_ in ids))
    links = (
        link("n01", "crm > la.customers", "Customers"), link("n02", "la.customers > fo.odata", "Customers"),
        link("n03", "fo.events > la.products", "Products"), link("n04", "la.products > crm", "Products"),
        link("n05", "crm > fo.recurring", "Sales orders"), link("n06", "fo.recurring > basware", "Vendors, orders"),
        link("n07", "basware > la.invoices", "Vendor invoices"), link("n08", "la.invoices > fo.recurring", "Invoices"),
        link("n09", "workday > fo.package", "Dimensions"), link("n10", "fo.er > debit", "Direct debit"),
        link("n11", "fo.er > vendorpay", "Payments"), link("n12", "fo.er > einvoice", "E-invoices"),
        link("n13", "einvoice > la.invoices", "E-invoices in"), link("n14", "fo.synapse > synapse", "Hourly"),
        link("n15", "treasury > fo.odata", "Positions"), link("n16", "travel > fo.package", "Expenses"),
        link("n17", "payroll > fo.package", "Journals"), link("n18", "fo.events > lasernet", "Documents"),
        link("n19", "la.payments > treasury", "Payments"), link("n20", "fo.er > taxportal", "Returns"))
    return LayoutRequest(boxes=boxes, links=links, margin=FRAME)


def generated(systems: int, links: int, zones: int = 8, seed: int = 1, *, labels: bool = True) -> LayoutRequest:
    """A landscape of any size: a few busy core systems, many others, most links to the core or inside a zone."""
    chance = random.Random(seed)
    ids = [f"s{n:04d}" for n in range(systems)]
    core = set(ids[: max(1, systems // 12)])
    home = {id_: f"z{chance.randrange(zones)}" for id_ in ids} if zones else dict.fromkeys(ids)
    rows = {id_: tuple(f"r{n}" for n in range(chance.randint(3, 8) if id_ in core else chance.randint(0, 2)))
            for id_ in ids}
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
        boxes=tuple(Box(id=id_, width=WIDTH, header=HEADER, rows=rows[id_], zone=home[id_], core=id_ in core)
                    for id_ in ids),
        zones=tuple(zone(f"z{n}", f"Zone {n}") for n in range(zones)), links=tuple(made))
