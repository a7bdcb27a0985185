"""Facts: the initiator rule, and how what a file states wins over the catalog."""

from __future__ import annotations

import pytest

from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog, EndpointType, HubClass, Icon, SystemType
from d365arch.model import End, Endpoint, Integration, Landscape, System
from d365arch.model.vocabulary import DataFlow, Direction, Initiation, Platform, Role, Style, Timing

CATALOG = Catalog(
    system_types={
        "fo": SystemType(id="fo", name="Finance", role=Role.APPLICATION, platform=Platform.FINANCE_OPERATIONS),
        "dv": SystemType(id="dv", name="Dataverse", role=Role.APPLICATION, platform=Platform.DATAVERSE),
        "bus": SystemType(id="bus", name="Bus", role=Role.HUB, hub_class=HubClass.MESSAGE),
        "shop": SystemType(id="shop", name="Shop", role=Role.APPLICATION),
    },
    endpoint_types={
        "odata": EndpointType(id="odata", name="OData", platform=Platform.FINANCE_OPERATIONS, protocol="OData",
                              timing=(Timing.SYNCHRONOUS,), initiation=Initiation.INBOUND),
        "events": EndpointType(id="events", name="Events", platform=Platform.FINANCE_OPERATIONS, style=Style.EVENT,
                               timing=(Timing.NEAR_REAL_TIME,), initiation=Initiation.OUTBOUND, protocol="AMQP"),
        "rest": EndpointType(id="rest", name="REST", platform=Platform.OTHER, timing=(Timing.SYNCHRONOUS,),
                             initiation=Initiation.BOTH, protocol="REST"),
    },
    icons={"application": Icon(id="application", paths=())},
    sources={},
)


def landscape(*integrations: Integration) -> Landscape:
    systems = (
        System(id="fo", type="fo",
               endpoints=(Endpoint(id="odata", type="odata"), Endpoint(id="events", type="events"))),
        System(id="dv", type="dv"),
        System(id="bus", type="bus"),
        System(id="shop", type="shop", endpoints=(Endpoint(id="rest", type="rest"),)),
        System(id="mystery", type="nowhere"),
    )
    return Landscape(format=1, systems=systems, integrations=integrations)


@pytest.mark.parametrize(
    ("initiator", "called", "direction"),
    [("fo", "shop", Direction.OUTBOUND), ("shop", "fo", Direction.INBOUND), ("dv", "fo", Direction.INTERNAL),
     ("shop", "bus", Direction.EXTERNAL), ("mystery", "dv", Direction.INBOUND), ("dv", "nobody", Direction.OUTBOUND)],
)
@pytest.mark.parametrize("data", list(DataFlow))
def test_direction_follows_the_initiator_whatever_way_the_data_goes(
    initiator: str, called: str, direction: Direction, data: DataFlow
) -> None:
    integration = Integration(id="i", from_=End(initiator), to=End(called), data=data)
    assert Facts(landscape(integration), CATALOG).direction(integration) is direction


def test_the_d365_end_decides_timing_style_and_protocol() -> None:
    outbound = Integration(id="o", from_=End("fo", "events"), to=End("shop", "rest"))
    inbound = Integration(id="i", from_=End("shop", "rest"), to=End("fo", "odata"))
    facts = Facts(landscape(outbound, inbound), CATALOG)
    assert (facts.timing(outbound), facts.style(outbound), facts.protocol(outbound)) == (
        Timing.NEAR_REAL_TIME, Style.EVENT, "AMQP")
    assert (facts.timing(inbound), facts.style(inbound), facts.protocol(inbound)) == (
        Timing.SYNCHRONOUS, Style.REQUEST_REPLY, "OData")


def test_what_the_file_states_wins_over_the_catalog() -> None:
    stated = Integration(id="i", from_=End("shop"), to=End("fo", "odata"), timing=Timing.ASYNCHRONOUS,
                         style=Style.BATCH, protocol="File")
    facts = Facts(landscape(stated), CATALOG)
    assert (facts.timing(stated), facts.style(stated), facts.protocol(stated)) == (
        Timing.ASYNCHRONOUS, Style.BATCH, "File")


def test_what_nobody_states_is_none() -> None:
    bare = Integration(id="i", from_=End("mystery"), to=End("mystery"))
    facts = Facts(landscape(bare), CATALOG)
    assert (facts.timing(bare), facts.style(bare), facts.protocol(bare)) == (None, None, None)


def test_spokes_have_an_end_on_a_hub() -> None:
    spoke = Integration(id="s", from_=End("shop"), to=End("bus"))
    direct = Integration(id="d", from_=End("shop"), to=End("fo"))
    facts = Facts(landscape(spoke, direct), CATALOG)
    assert facts.is_spoke(spoke)
    assert not facts.is_spoke(direct)
    assert facts.hub_class("bus") is HubClass.MESSAGE
    assert facts.hub_class("shop") is None
