"""Adding, reconnecting and turning integrations."""

import pytest

from d365arch.edit import AddIntegration, Reconnect, SetBends, SetDataFlow, SetTiming, Several, SwapEnds, Which
from d365arch.errors import EditError
from d365arch.model import End, Integration, Latency, Point
from d365arch.model.vocabulary import DataFlow, Timing


def test_add_integration_between_systems_and_endpoints(shop):
    new = Integration(id="stock", name="Stock", from_=End("web"), to=End("bus", "orders"))
    after = AddIntegration(new).apply(shop)
    assert after.landscape.integrations[-1] is new
    assert after.landscape.integrations[:-1] == shop.landscape.integrations
    assert AddIntegration(new).label == "Add Stock"


def test_add_integration_drops_an_empty_record(shop):
    after = AddIntegration(Integration(id="x", from_=End("web"), to=End("fo"), latency=Latency())).apply(shop)
    assert after.landscape.integration_by_id["x"].latency is None


@pytest.mark.parametrize(("edit", "words"), [
    (AddIntegration(Integration(id="sync", from_=End("fo"), to=End("dv"))), 'already an integration "sync"'),
    (AddIntegration(Integration(id="x", from_=End("fo"), to=End("dvv"))), 'no system "dvv"'),
    (AddIntegration(Integration(id="x", from_=End("fo", "odat"), to=End("dv"))), 'did you mean "odata"'),
    (AddIntegration(Integration(id="x", from_=End("fo"), to=End("dv"), request_time=-1.0)), "request_time"),
    (Reconnect("sync", Which.TO, End("nope")), 'no system "nope"'),
    (Reconnect("nope", Which.TO, End("fo")), 'no integration "nope"'),
    (SwapEnds("nope"), 'no integration "nope"'),
    (SetTiming(("sync", "nope"), None), 'no integration "nope"'),
    (SetDataFlow(("nope",), DataFlow.PULL), 'no integration "nope"'),
])
def test_refused_integration_edits(shop, edit, words):
    with pytest.raises(EditError) as told:
        edit.apply(shop)
    assert words in told.value.sentence


def test_reconnect_forgets_bends_of_the_old_line(shop):
    after = Reconnect("web-orders", Which.TO, End("dv")).apply(shop)
    assert after.landscape.integration_by_id["web-orders"].to == End("dv")
    assert after.view("main").bends == {}
    assert after.views[1] is shop.views[1]


def test_reconnect_to_another_row_keeps_bends(shop):
    after = Reconnect("web-orders", Which.TO, End("fo", "events")).apply(shop)
    assert after.landscape.integration_by_id["web-orders"].to == End("fo", "events")
    assert after.views is shop.views
    assert Reconnect("sync", Which.FROM, End("fo")).apply(shop) is shop


def test_swap_ends_turns_the_line_and_its_bends(shop):
    after = SwapEnds("web-orders").apply(shop)
    turned = after.landscape.integration_by_id["web-orders"]
    assert (turned.from_, turned.to, turned.data) == (End("fo", "odata"), End("web"), DataFlow.PUSH)
    assert after.view("main").bends["web-orders"] == (Point(200, 150), Point(200, 120))
    assert SwapEnds("web-orders").apply(after) == shop


def test_swap_ends_can_keep_the_way_of_the_data(shop):
    after = SwapEnds("web-orders", keep_flow=True).apply(shop)
    assert after.landscape.integration_by_id["web-orders"].data is DataFlow.PULL
    after = SwapEnds("notify", keep_flow=True).apply(shop)
    assert after.landscape.integration_by_id["notify"].data is DataFlow.PULL


def test_timing_and_data_flow_of_several(shop):
    after = SetTiming(("sync", "notify"), Timing.ASYNCHRONOUS).apply(shop)
    assert [i.timing for i in after.landscape.integrations] == [Timing.SYNCHRONOUS, *[Timing.ASYNCHRONOUS] * 2]
    assert after.landscape.integrations[0] is shop.landscape.integrations[0]
    after = SetDataFlow(("sync",), None).apply(shop)
    assert after.landscape.integration_by_id["sync"].data is None
    assert SetTiming(("sync",), Timing.ASYNCHRONOUS).label == "Make sync asynchronous"
    assert SetTiming(("a", "b"), None).label == "Clear timing of 2 integrations"


def test_several_is_all_or_nothing(shop):
    good, bad = SwapEnds("sync"), SwapEnds("nope")
    both = Several((SetBends("main", "sync", (Point(1, 1),)), good), "Turn sync")
    assert both.apply(shop).view("main").bends["sync"] == (Point(1, 1),)
    assert both.apply(shop).landscape.integration_by_id["sync"].from_ == End("dv")
    with pytest.raises(EditError):
        Several((good, bad), "Turn both").apply(shop)
    assert (both.label, both.merge_key) == ("Turn sync", None)
