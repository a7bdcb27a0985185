"""Small landscapes made in code, with a small catalog of their own, so that pictures do not depend on samples."""

from __future__ import annotations

from immutabledict import immutabledict

from d365arch.catalog.records import Catalog, EndpointType, HubClass, Icon, SystemType
from d365arch.model import Endpoint, Integration, Landscape, System, Workspace
from d365arch.model.endpoint import End
from d365arch.model.geometry import Point
from d365arch.model.view import View
from d365arch.model.vocabulary import DataFlow, Hosting, Initiation, Level, Platform, Role, Timing
from d365arch.model.zone import Zone

SYNC, ASYNC, NEAR = Timing.SYNCHRONOUS, Timing.ASYNCHRONOUS, Timing.NEAR_REAL_TIME

_ICONS = {
    "application": "M4 5H20V19H4ZM4 9H20M9 9V19",
    "bars": "M5 14V20M12 4V20M19 10V20",
    "cart": "M3 5H6L8 15H18L20 8H7M9 19.5A1 1 0 1 0 9 19.4M17 19.5A1 1 0 1 0 17 19.4",
    "cloud": "M7 18A4 4 0 0 1 7 10A5.5 5.5 0 0 1 17.5 9A4.5 4.5 0 0 1 17 18Z",
    "cube": "M12 3L20 7.5V16.5L12 21L4 16.5V7.5ZM4 7.5L12 12L20 7.5M12 12V21",
    "star": "M12 4V20M4 12H20M6.5 6.5L17.5 17.5M17.5 6.5L6.5 17.5",
}


def _type(key: str, name: str, icon: str, platform: Platform = Platform.OTHER,
          role: Role = Role.APPLICATION) -> SystemType:
    return SystemType(id=key, name=name, role=role, platform=platform, icon=icon)


def _endpoint(key: str, name: str, platform: Platform, timing: tuple[Timing, ...], initiation: Initiation,
              protocol: str) -> EndpointType:
    return EndpointType(id=key, name=name, platform=platform, timing=timing, initiation=initiation, protocol=protocol)


FO, DV, OTHER = Platform.FINANCE_OPERATIONS, Platform.DATAVERSE, Platform.OTHER
IN, OUT, BOTH = Initiation.INBOUND, Initiation.OUTBOUND, Initiation.BOTH

CATALOG = Catalog(
    system_types={t.id: t for t in (
        _type("fo", "Finance", "bars", FO), _type("ce", "Customer Service", "application", DV),
        _type("shared", "Shared", "cube", Platform.BOTH),
        _type("shop", "E-commerce", "cart"), _type("pos", "Point of sale", "bars"), _type("saas", "Loyalty", "cloud"),
        _type("wms", "Warehouse", "cube"), _type("bank", "Bank", "application"),
        _type("dwh", "Data warehouse", "bars", role=Role.DATA_STORE),
        SystemType(id="bus", name="Service Bus", role=Role.HUB, icon="star", hub_class=HubClass.MESSAGE),
        SystemType(id="gateway", name="Gateway", role=Role.HUB, icon="star", hub_class=HubClass.SYNC),
        _type("person", "Person", "application", role=Role.PERSON),
    )},
    endpoint_types={t.id: t for t in (
        _endpoint("fo.odata", "OData", FO, (SYNC,), IN, "OData"),
        _endpoint("fo.service", "Custom service", FO, (SYNC,), IN, "JSON"),
        _endpoint("fo.package", "Package API", FO, (ASYNC,), IN, "File"),
        _endpoint("fo.events", "Business events", FO, (NEAR,), OUT, "AMQP"),
        _endpoint("fo.call", "Call-out", FO, (SYNC,), OUT, "SOAP"),
        _endpoint("fo.er", "Electronic reporting", FO, (ASYNC,), BOTH, "File"),
        _endpoint("dual-write", "Dual-write", Platform.BOTH, (SYNC, ASYNC), BOTH, ""),
        _endpoint("dv.api", "Web API", DV, (SYNC, ASYNC), IN, "OData"),
        _endpoint("dv.webhook", "Webhook", DV, (ASYNC,), OUT, "HTTPS"),
        _endpoint("dv.tds", "TDS", DV, (SYNC,), IN, "SQL"),
        _endpoint("rest", "REST", OTHER, (SYNC,), IN, "REST"),
        _endpoint("topic", "Topic", OTHER, (NEAR,), BOTH, "AMQP"),
    )},
    icons={key: Icon(id=key, paths=(data,)) for key, data in _ICONS.items()},
    sources={},
)


def end(text: str) -> End:
    return End.parse(text)


def link(key: str, source: str, target: str, name: str, **more: object) -> Integration:
    return Integration(id=key, name=name, from_=end(source), to=end(target), **more)  # type: ignore[arg-type]


def landscape(systems: tuple[System, ...], integrations: tuple[Integration, ...] = (), **more: object) -> Workspace:
    return Workspace(Landscape(format=1, name="Test", systems=systems, integrations=integrations,
                               **more))  # type: ignore[arg-type]


HOSTILE = (
    "<script>alert(1)</script>", "a & b \"quoted\" 'single'", "]]><x>", "\u202eevil\u202c",
    "nul\x00bell\x07esc\x1b[31m", "two\nlines\tand tab", "M" * 500, "\ud800lone", "日本語の名前", "שלום עולם",
    "e\u0301\u0301\u0301 zalgo", "👩\u200d💻 developer", "&#x41;&lt;", "url(#x);}</style><script>1</script>",
    "${jndi}", "  ", "",
)
"""Names that try to break a file, a picture or a reader's eyes."""


def hostile() -> Workspace:
    """A landscape whose every text is hostile."""
    systems = tuple(System(id=f"s{i}", name=name, type="shop" if i % 2 else "fo", owner=name, zone=f"z{i % 3}",
                           description=name, endpoints=(Endpoint(id="a", name=name, protocol=name),))
                    for i, name in enumerate(HOSTILE))
    integrations = tuple(
        link(f"i{i}", f"s{i}.a", f"s{(i + 1) % len(HOSTILE)}.a", name, entities=(name,), description=name)
        for i, name in enumerate(HOSTILE))
    zones = tuple(Zone(id=f"z{i}", name=HOSTILE[i], description=HOSTILE[i]) for i in range(3))
    return Workspace(Landscape(format=1, name=HOSTILE[0], description=HOSTILE[4], version=HOSTILE[3], zones=zones,
                               systems=systems, integrations=integrations),
                     (View(id="main", title=HOSTILE[13]),))


def northwind() -> Workspace:
    """The landscape of the pattern pictures, placed by hand."""
    def point(key: str, name: str, kind: str | None = None, **more: object) -> Endpoint:
        return Endpoint(id=key, name=name, type=kind, **more)  # type: ignore[arg-type]

    systems = (
        System(id="shop", name="Web shop", type="shop", zone="channels", hosting=Hosting.SAAS, endpoints=(
            point("checkout", "Checkout", "rest"), point("product", "Product page", "rest"))),
        System(id="pos", name="Point of sale", type="pos", zone="channels", owner="120 shops", endpoints=(
            point("receipts", "Receipts feed", "rest"),)),
        System(id="loyalty", name="Loyalty", type="saas", zone="channels", hosting=Hosting.SAAS, owner="Contoso",
               endpoints=(point("job", "Nightly job", timing=(SYNC,), protocol="Batch"),
                          point("hook", "Webhook in", timing=(ASYNC,), protocol="HTTPS"))),
        System(id="fo", name="Finance", type="fo", zone="fno", owner="ERP team", criticality=Level.HIGH, endpoints=(
            point("odata", "OData", "fo.odata"), point("stock", "Stock service", "fo.service"),
            point("receipts", "OData receipts", "fo.odata"), point("package", "Package API", "fo.package"),
            point("events", "Business events", "fo.events"), point("call", "Call-out", "fo.call"),
            point("er", "Electronic reporting", "fo.er"), point("dw", "Dual-write", "dual-write"))),
        System(id="ce", name="Customer service", type="ce", zone="dv", owner="CRM team", endpoints=(
            point("api", "Web API", "dv.api"), point("hook", "Webhook", "dv.webhook"), point("tds", "TDS", "dv.tds"),
            point("dw", "Dual-write", "dual-write"))),
        System(id="wms", name="Warehouse", type="wms", zone="partners", hosting=Hosting.ON_PREMISES, owner="3PL",
               endpoints=(point("release", "Release", timing=(NEAR,), protocol="AMQP"),)),
        System(id="carrier", name="Carrier", type="wms", zone="partners", hosting=Hosting.SAAS, endpoints=(
            point("labels", "Labels API", timing=(SYNC,), protocol="SOAP"),)),
        System(id="bank", name="Bank", type="bank", zone="partners", owner="Host to host", endpoints=(
            point("files", "Payment files", timing=(ASYNC,), protocol="SFTP"),)),
        System(id="dwh", name="Data warehouse", type="dwh", zone="partners", owner="BI team", endpoints=(
            point("extract", "Nightly extract", timing=(SYNC,), protocol="SQL"),)),
    )
    integrations = (
        link("web-orders", "shop.checkout", "fo.odata", "Web orders"),
        link("stock", "shop.product", "fo.stock", "Stock on hand", data=DataFlow.PULL),
        link("receipts", "pos.receipts", "fo.receipts", "Receipts"),
        link("tiers", "loyalty.job", "ce.api", "Tiers"),
        link("contacts", "ce.hook", "loyalty.hook", "Contacts"),
        link("customers", "ce.dw", "fo.dw", "Customers", data=DataFlow.BOTH),
        link("shipments", "fo.events", "wms.release", "Shipments"),
        link("labels", "fo.call", "carrier.labels", "Labels"),
        link("payments", "fo.er", "bank.files", "Payments"),
        link("reporting", "dwh.extract", "ce.tds", "Reporting", data=DataFlow.PULL),
    )
    places = {"shop": (64, 134), "pos": (64, 300), "loyalty": (64, 466), "fo": (537, 134), "ce": (537, 516),
              "wms": (1042, 134), "carrier": (1042, 274), "bank": (1042, 414), "dwh": (1042, 564)}
    return Workspace(
        Landscape(format=1, name="Northwind Retail", version="1.3", systems=systems, integrations=integrations, zones=(
            Zone(id="channels", name="Channels"), Zone(id="fno", name="Finance and operations"),
            Zone(id="dv", name="Dataverse"), Zone(id="partners", name="Partners and data"))),
        (View(id="main", title="Order to cash",
              positions=immutabledict({k: Point(*v) for k, v in places.items()})),),
    )
