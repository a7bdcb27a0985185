"""Landscapes built in code for the tests of analysis and report, with a catalog of just what they use."""

from __future__ import annotations

import random

from d365arch.catalog.records import Catalog, EndpointType, HubClass, Icon, SystemType
from d365arch.model import End, Endpoint, Integration, Landscape, Latency, System, Volume, Workspace, Zone
from d365arch.model.vocabulary import DataFlow, Initiation, Platform, Role, Style, Timing, ZoneKind

SYNC, ASYNC, NEAR = Timing.SYNCHRONOUS, Timing.ASYNCHRONOUS, Timing.NEAR_REAL_TIME


def hub_type(type_id: str, hub_class: HubClass | None) -> SystemType:
    return SystemType(id=type_id, name=type_id, role=Role.HUB, hub_class=hub_class)


CATALOG = Catalog(
    system_types={t.id: t for t in (
        hub_type("azure.service-bus", HubClass.MESSAGE), hub_type("azure.api-management", HubClass.SYNC),
        hub_type("azure.event-hubs", HubClass.STREAM), hub_type("azure.data-factory", HubClass.BATCH),
        hub_type("azure.logic-apps", None),
        SystemType(id="d365.finance", name="Finance", role=Role.APPLICATION, platform=Platform.FINANCE_OPERATIONS),
        SystemType(id="dataverse", name="Dataverse", role=Role.APPLICATION, platform=Platform.DATAVERSE),
        SystemType(id="person", name="Person", role=Role.PERSON),
    )},
    endpoint_types={t.id: t for t in (
        EndpointType(id="both.dual-write", name="Dual-write", platform=Platform.BOTH, timing=(SYNC,),
                     initiation=Initiation.BOTH, protocol="Dual-write"),
    )},
    icons={"application": Icon(id="application", paths=("M4 4 H20 V20 H4 Z",))},
    sources={},
)


def system(system_id: str, **values: object) -> System:
    return System(id=system_id, **values)  # type: ignore[arg-type]


def link(link_id: str, source: str, target: str, **values: object) -> Integration:
    """An integration whose data goes from `source` to `target`; `initiator="target"` turns the call around."""
    initiator = values.pop("initiator", "source")
    ends = (source, target) if initiator == "source" else (target, source)
    values.setdefault("data", DataFlow.PUSH if initiator == "source" else DataFlow.PULL)
    entity = values.pop("entity", None)
    if entity:
        values["entities"] = (entity,)
    return Integration(id=link_id, from_=End.parse(ends[0]), to=End.parse(ends[1]), **values)  # type: ignore[arg-type]


def workspace(systems: list[System], integrations: list[Integration], **values: object) -> Workspace:
    return Workspace(Landscape(format=1, systems=tuple(systems), integrations=tuple(integrations),
                               **values))  # type: ignore[arg-type]


def worked_example(*, hub: bool = False) -> Workspace:
    """The worked example of the analysis contract, as it is."""
    event = {"entity": "account", "timing": ASYNC, "style": Style.EVENT, "protocol": "amqp",
             "volume": Volume(per_hour=100)}
    systems = [system(i) for i in "abcdwx"]
    if hub:
        systems.append(system("bus", type="azure.service-bus"))
    return workspace(systems, [
        link("i1", "a", "c", **event), link("i2", "a", "d", **event), link("i3", "a", "w", **event),
        link("i4", "b", "c", **event), link("i5", "b", "d", **event | {"protocol": "webhook"}),
        link("i6", "b", "w", **event), *_others(),
    ], name="Worked example")


def worked_example_after() -> Workspace:
    """The worked example with its one step applied on a Service Bus that was there."""
    spoke = {"entity": "account", "timing": ASYNC, "style": Style.EVENT, "protocol": "amqp"}
    systems = [*(system(i) for i in "abcdwx"),
               system("bus", type="azure.service-bus", endpoints=(Endpoint(id="account", entities=("account",)),))]
    return workspace(systems, [
        link("s1", "a", "bus.account", **spoke), link("s2", "b", "bus.account", **spoke),
        link("s3", "bus.account", "c", **spoke), link("s4", "bus.account", "d", initiator="target", **spoke),
        link("s5", "bus.account", "w", **spoke), *_others(),
    ], name="Worked example")


def _others() -> list[Integration]:
    sync = {"timing": SYNC, "initiator": "target", "protocol": "odata", "volume": Volume(per_hour=100)}
    return [
        link("i7", "a", "d", entity="case", latency=Latency(p95=0.1, required=0.11), **sync),
        link("i8", "b", "a", entity="price", latency=Latency(p95=0.15), **sync),
        link("i9", "b", "a", entity="account", timing=NEAR, style=Style.EVENT, pinned=True, protocol="dual_write"),
        link("i10", "c", "x", entity="employee", timing=ASYNC, style=Style.BATCH, protocol="sftp"),
    ]


def random_landscape(
    seed: int, systems: int, integrations: int, *, hubs: int = 0, zones: int = 0, entities: int = 20
) -> Workspace:
    """A landscape at random: same seed, same landscape."""
    pick = random.Random(seed)
    kinds = ("azure.service-bus", "azure.api-management", "azure.event-hubs", "azure.data-factory", "azure.logic-apps")
    boxes = [system(f"s{i}", name=f"System {i}", zone=f"z{pick.randrange(zones)}" if zones else None)
             for i in range(systems)]
    boxes += [
        system(f"hub{i}", type=pick.choice(kinds), endpoints=tuple(Endpoint(id=f"c{k}") for k in range(3)))
        for i in range(hubs)
    ]
    places = [b.id for b in boxes] + [f"hub{i}.c{k}" for i in range(hubs) for k in range(3)]
    links = [
        Integration(
            id=f"i{i}", from_=End.parse(pick.choice(places)), to=End.parse(pick.choice(places)),
            timing=pick.choice((SYNC, ASYNC, NEAR)), data=pick.choice((*DataFlow, DataFlow.PUSH)),
            style=pick.choice((*Style, None)), protocol=pick.choice(("REST", "OData", "AMQP", "SFTP", None)),
            entities=tuple(sorted({f"e{pick.randrange(entities)}" for _ in range(pick.randrange(3))})),
            latency=Latency(p95=pick.randrange(1, 50) / 10) if pick.random() < 0.5 else None,
        )
        for i in range(integrations)
    ]
    return workspace(boxes, links, zones=tuple(Zone(id=f"z{i}", kind=ZoneKind.TRUST) for i in range(zones)))
