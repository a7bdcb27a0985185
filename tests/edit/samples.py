"""A small landscape that uses every kind of reference."""

from immutabledict import immutabledict

from d365arch.model import (
    End,
    Endpoint,
    Entity,
    Integration,
    Landscape,
    LandscapeNote,
    Latency,
    Point,
    Show,
    Strategy,
    StrategyException,
    System,
    View,
    ViewNote,
    Waiver,
    Workspace,
    Zone,
)
from d365arch.model.vocabulary import DataFlow, Timing


def shop_workspace() -> Workspace:
    landscape = Landscape(
        format=1,
        name="Shop",
        zones=(Zone(id="cloud"), Zone(id="d365", name="Dynamics 365", parent="cloud"), Zone(id="inner", parent="d365")),
        entities=(Entity(id="Customer", system_of_record="dv", attributes=immutabledict({"credit limit": "fo"})),
                  Entity(id="Order", system_of_record="fo")),
        systems=(
            System(id="fo", name="Finance", type="d365.finance", zone="d365", endpoints=(
                Endpoint(id="odata", type="fo.odata", entities=("Customer",)), Endpoint(id="events"))),
            System(id="dv", name="Sales", zone="d365"),
            System(id="web", name="Web shop", owner="E-commerce"),
            System(id="bus", zone="inner", endpoints=(Endpoint(id="orders", entities=("Order",)),)),
        ),
        integrations=(
            Integration(id="web-orders", name="Web orders", from_=End("web"), to=End("fo", "odata"),
                        data=DataFlow.PUSH, timing=Timing.SYNCHRONOUS, latency=Latency(required=2.0),
                        entities=("Order",)),
            Integration(id="sync", from_=End("fo"), to=End("dv"), data=DataFlow.BOTH),
            Integration(id="notify", from_=End("fo", "events"), to=End("bus", "orders")),
        ),
        strategy=Strategy(sync_depth_max=2, exceptions=(StrategyException(integration="web-orders", reason="old"),
                                                        StrategyException(rule="R-201"))),
        waivers=(Waiver(rule="R-712", on="web-orders"), Waiver(rule="R-508", on="dv"), Waiver(rule="R-100"),
                 Waiver(rule="R-301", on="fo.odata")),
        notes=(LandscapeNote(id="n1", text="Old", on="web"), LandscapeNote(id="n2", text="All")),
    )
    views = (
        View(id="main", title="All", positions=immutabledict({"fo": Point(400, 100), "web": Point(0, 100),
                                                              "dv": Point(400, 400)}),
             pinned=("fo",), bends=immutabledict({"web-orders": (Point(200, 120), Point(200, 150))}),
             labels=immutabledict({"sync": Point(420, 300)}), folded=("d365", "bus"),
             notes=(ViewNote(id="v1", text="Look here", at=Point(1, 2)),)),
        View(id="part", show=Show(zones=("d365",), systems=("web",)), hide=("dv", "sync", "fo.odata")),
        View(id="list", show=Show(ids=("web", "d365"))),
    )
    return Workspace(landscape, views)
