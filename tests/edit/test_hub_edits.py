"""Leading integrations through a hub: what comes, what goes, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from d365arch.edit import RouteThroughHub, Spoke, SpokeFacts
from d365arch.errors import EditError
from d365arch.model import End, Endpoint, Integration, Latency, System, Volume, Workspace

HUB = System(id="new-bus", name="New bus", type="azure.service-bus")
TOPIC = Endpoint(id="stock", entities=("Stock",))


def spoke(spoke_id: str, start: str, end: str, *replaces: str) -> Spoke:
    return Spoke(Integration(id=spoke_id, from_=End.parse(start), to=End.parse(end)), replaces)


def route(shop: Workspace, **values: object) -> RouteThroughHub:
    first, second = (i.id for i in shop.landscape.integrations[:2])
    start = shop.landscape.integrations[0].from_.system
    given: dict[str, object] = {
        "hub": HUB, "channels": (TOPIC,), "removed": (first, second),
        "spokes": (spoke("in", start, "new-bus.stock", first, second), spoke("out", "new-bus.stock", start, first)),
    }
    return RouteThroughHub(**given | values)  # type: ignore[arg-type]


def test_hub_channels_and_spokes_come_and_links_go(shop: Workspace) -> None:
    edit = route(shop)
    after = edit.apply(shop)
    assert edit.label == "Route 2 integrations through New bus"
    assert edit.merge_key is None
    assert after.landscape.systems == (*shop.landscape.systems, replace(HUB, endpoints=(TOPIC,)))
    assert after.landscape.integrations == (*(s.integration for s in edit.spokes), *shop.landscape.integrations[2:])


def test_spokes_stand_where_the_links_stood(shop: Workspace) -> None:
    links = [i.id for i in shop.landscape.integrations]
    start = shop.landscape.integrations[0].from_.system
    edit = route(shop, removed=(links[1], links[2]), spokes=(
        spoke("both", start, "new-bus.stock", links[2], links[1]), spoke("late", start, "new-bus.stock", links[2]),
        spoke("free", start, "new-bus.stock")))
    assert [i.id for i in edit.apply(shop).landscape.integrations] == [links[0], "both", "late", *links[3:], "free"]


def test_a_hub_that_is_there_gets_channels_and_its_spokes_other_facts(shop: Workspace) -> None:
    first = route(shop).apply(shop)
    third = shop.landscape.integrations[2].id
    facts = SpokeFacts("in", Volume(per_hour=7), Latency(p95=0.5))
    edit = RouteThroughHub(hub="new-bus", uses=("stock",), channels=(Endpoint(id="more"),), changed=(facts,),
                           spokes=(spoke("third", "new-bus.more", "new-bus", third),), removed=(third,))
    assert edit.label == "Route 1 integration through new-bus"
    assert replace(edit, hub_name="New bus").label == "Route 1 integration through New bus"
    after = edit.apply(first)
    assert [e.id for e in after.landscape.system_by_id["new-bus"].endpoints] == ["stock", "more"]
    changed = after.landscape.integration_by_id["in"]
    assert (changed.volume, changed.latency) == (Volume(per_hour=7), Latency(p95=0.5))
    assert len(after.landscape.systems) == len(first.landscape.systems)


@pytest.mark.parametrize(("values", "sentence"), [
    ({"removed": ("ghost",)}, 'There is no integration "ghost" in this landscape'),
    ({"hub": "ghost"}, 'There is no system "ghost" in this landscape'),
    ({"uses": ("gone",)}, 'There is no channel "gone" in "New bus"'),
    ({"channels": (TOPIC, TOPIC)}, 'There is already an endpoint "stock" in system "New bus"'),
    ({"spokes": (spoke("in", "nobody", "new-bus"),)}, 'There is no system "nobody" in this landscape'),
    ({"changed": (SpokeFacts("ghost", None, None),)}, 'There is no integration "ghost" in this landscape'),
    ({"shown_in": ("ghost",)}, 'There is no view "ghost" in this file'),
])
def test_what_is_not_there_is_a_sentence(shop: Workspace, values: dict[str, object], sentence: str) -> None:
    with pytest.raises(EditError) as raised:
        route(shop, **values).apply(shop)
    assert raised.value.sentence.startswith(sentence)


def test_an_id_that_is_taken_is_a_sentence(shop: Workspace) -> None:
    taken = shop.landscape.integrations[2].id
    with pytest.raises(EditError, match="There is already an integration"):
        route(shop, spokes=(spoke(taken, "new-bus", "new-bus"),)).apply(shop)
    known = shop.landscape.systems[0].id
    with pytest.raises(EditError, match="There is already a system"):
        route(shop, hub=System(id=known)).apply(shop)
