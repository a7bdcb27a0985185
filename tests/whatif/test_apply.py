"""What the edit of the file makes of steps is what the analysis promised, and nothing else changes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from d365arch.analysis.consolidation.hubs import Hubs
from d365arch.analysis.consolidation.plan import make_plan, what_if
from d365arch.analysis.consolidation.problem import read_problem
from d365arch.analysis.consolidation.records import GroupKey, Plan, PlannedChannel, PlanOptions
from d365arch.analysis.flows import Network, read_network
from d365arch.analysis.graph import Graphs
from d365arch.analysis.settings import Settings, settings_of
from d365arch.analysis.sprawl import landscape_cost
from d365arch.catalog.check import check_types
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import load_catalog
from d365arch.catalog.records import Catalog, HubClass
from d365arch.errors import EditError
from d365arch.io.encode import to_text
from d365arch.io.files import read_text, read_workspace
from d365arch.model import Endpoint, Latency, StrategyException, Volume, Waiver, Workspace
from d365arch.model.landscape import Strategy
from d365arch.model.vocabulary import DataFlow, Delivery, Level, Style
from d365arch.whatif.apply import steps_edit
from tests.analysis.consolidation.as_applied import applied, step_metrics
from tests.analysis.consolidation.generate_landscapes import FLAVORS, landscape, mix_of
from tests.analysis.landscapes import (
    ASYNC,
    CATALOG,
    NEAR,
    SYNC,
    link,
    random_landscape,
    system,
    worked_example,
    workspace,
)
from tests.whatif.choices import simple_channels

SAMPLES = sorted(Path("samples").glob("*.yaml"))
ACCOUNT = GroupKey(HubClass.MESSAGE, "", ("account",), "")
BLOCK = PlannedChannel(ACCOUNT, ("a", "b"), ("c", "d", "w"), None, tuple((p, c) for p in "ab" for c in "cdw"))


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def network_of(value: Workspace, catalog: Catalog) -> Network:
    return read_network(Facts(value.landscape, catalog), Settings.read(value.landscape.strategy)[0])


def shape(network: Network) -> tuple[object, ...]:
    """A network without the ids of new channels and spokes."""
    names = {c.id: f"{c.hub}: {c.producers} {c.consumers} {[(d.entity, d.lane) for d in c.deliveries]}"
             for c in network.channels}
    graphs = Graphs(network)
    edges = Counter((names.get(graphs.names[a], graphs.names[a]), names.get(graphs.names[b], graphs.names[b]))
                    for a, b in graphs.dependency_edges)
    waits = Counter((names.get(k.initiator, k.initiator), names.get(k.called, k.called)) for k in graphs.waiting)
    channels = Counter((names[c.id], c.cls, c.zone, round(c.latency_ms, 6), round(c.rate_per_hour, 6))
                       for c in network.channels)
    hubs = [(h.id, h.zone, h.hub_class) for h in network.hubs]
    return (network.systems, hubs, channels, network.links, len(network.spokes), network.spoke_count, edges, waits,
            network.flows)


def checked(value: Workspace, channels: Sequence[PlannedChannel], catalog: Catalog) -> Workspace:
    """The landscape with the channels; held to what the analysis says it will be, and to what a file can hold."""
    facts = Facts(value.landscape, catalog)
    settings = Settings.read(value.landscape.strategy)[0]
    network = read_network(facts, settings)
    promised = applied(network, channels, settings, Hubs(facts, network))
    after = steps_edit(value, catalog, channels, settings).apply(value)
    assert shape(network_of(after, catalog)) == shape(promised)
    return after


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_samples_become_what_was_promised(path: Path, catalog: Catalog) -> None:
    value = read_workspace(path).workspace
    problem = read_problem(network_of(value, catalog), Settings())
    for seed in (0, 1):
        channels = simple_channels(problem, seed)
        if not channels:
            continue    # nothing of it states what it carries
        after = checked(value, channels, catalog)
        assert read_text(to_text(after), "after.yaml").workspace == after


@pytest.mark.parametrize("seed", range(12))
def test_random_landscapes_become_what_was_promised(seed: int) -> None:
    value = random_landscape(seed, 8, 140, hubs=3, zones=seed % 3, entities=3)
    problem = read_problem(network_of(value, CATALOG), Settings())
    channels = simple_channels(problem, seed)
    assert channels
    checked(value, channels, CATALOG)


def test_the_order_of_the_choice_does_not_matter(catalog: Catalog) -> None:
    value = read_workspace("samples/contoso-sprawl.yaml").workspace
    channels = simple_channels(read_problem(network_of(value, catalog), Settings()))
    one, other = steps_edit(value, catalog, channels), steps_edit(value, catalog, channels[::-1])
    assert one == other
    assert one.label == other.label


def test_each_side_keeps_its_endpoint_and_its_role() -> None:
    ends = (Endpoint(id="out"), Endpoint(id="in"))
    value = workspace(
        [system("a", endpoints=ends), system("c", endpoints=ends), system("d", endpoints=ends)],
        [link("push", "a.out", "c.in", entity="e", timing=ASYNC), link("push2", "a.out", "c.in", entity="e"),
         link("pull", "a.in", "d.out", entity="e", timing=NEAR, initiator="target")])
    key = GroupKey(HubClass.MESSAGE, "", ("e",), "")
    after = checked(value, [PlannedChannel(key, ("a",), ("c", "d"), None, (("a", "c"), ("a", "d")))], CATALOG)
    spokes = {(str(i.from_), str(i.to)): i for i in after.landscape.integrations}
    hub = "azure-service-bus.e"
    assert set(spokes) == {("a.out", hub), (hub, "c.in"), ("d.out", hub)}
    assert spokes["a.out", hub].data is DataFlow.PUSH
    assert spokes["d.out", hub].data is DataFlow.PULL
    assert spokes["a.out", hub].timing is NEAR    # the most demanding of what it replaces
    assert spokes[hub, "c.in"].timing is ASYNC


def test_of_several_endpoints_one_that_bears_the_timing_stays(catalog: Catalog) -> None:
    ends = (Endpoint(id="slow", type="fo.byod"), Endpoint(id="fast", type="fo.business-events"))
    value = workspace(
        [system("fo", type="d365.finance", endpoints=ends), *map(system, "abc")],
        [link("1", "fo.slow", "a", entity="e", timing=ASYNC, style=Style.EVENT),
         link("2", "fo.slow", "b", entity="e", timing=ASYNC, style=Style.EVENT),
         link("3", "fo.fast", "c", entity="e", timing=NEAR)])
    key = GroupKey(HubClass.MESSAGE, "", ("e",), "")
    channel = PlannedChannel(key, ("fo",), ("a", "b", "c"), None, (("fo", "a"), ("fo", "b"), ("fo", "c")))
    after = checked(value, [channel], catalog)
    spoke = after.landscape.integration_by_id["fo-publishes-e"]
    assert (str(spoke.from_), spoke.timing) == ("fo.fast", NEAR)
    assert not check_types(after.landscape, catalog)


def test_a_synchronous_channel_is_called_and_calls() -> None:
    reads = [link(f"r{i}", "s", f"c{i}", entity="price", timing=SYNC, initiator="target",
                  latency=Latency(p95=0.1 * i, required=2.0 + i), volume=Volume(per_hour=10.0 * i)) for i in (1, 2, 3)]
    value = workspace([system(n) for n in ("s", "c1", "c2", "c3")], reads)
    key = GroupKey(HubClass.SYNC, "", ("price",), "target")
    channel = PlannedChannel(key, ("s",), ("c1", "c2", "c3"), None, tuple(("s", f"c{i}") for i in (1, 2, 3)))
    after = checked(value, [channel], CATALOG)
    by_id = after.landscape.integration_by_id
    provider, reader = by_id["s-provides-price"], by_id["c2-reads-price"]
    assert (str(provider.from_), str(provider.to)) == ("azure-api-management.price-read-api", "s")
    assert provider.data is DataFlow.PULL
    assert provider.latency == Latency(p95=0.3)
    assert provider.volume == Volume(per_hour=60)
    assert (reader.from_.system, reader.data, reader.timing) == ("c2", DataFlow.PULL, SYNC)
    assert reader.latency == Latency(required=4.0)
    assert reader.volume == Volume(per_hour=20)


def test_a_pipeline_calls_its_members_but_not_what_starts_in_d365(catalog: Catalog) -> None:
    batch = {"entity": "e", "timing": ASYNC, "style": Style.BATCH}
    value = workspace(
        [system("fo", type="d365.finance", endpoints=(Endpoint(id="byod", type="fo.byod"),)), system("a"), system("c")],
        [link("one", "fo.byod", "c", **batch), link("two", "a", "c", **batch)])
    key = GroupKey(HubClass.BATCH, "", ("e",), "")
    after = checked(value, [PlannedChannel(key, ("a", "fo"), ("c",), None, (("a", "c"), ("fo", "c")))], catalog)
    ends = {(i.from_.system, i.to.system, i.data) for i in after.landscape.integrations}
    hub = "data-factory"
    assert ends == {(hub, "a", DataFlow.PULL), ("fo", hub, DataFlow.PUSH), (hub, "c", DataFlow.PUSH)}


def test_facts_that_all_share_are_kept_and_the_strictest_promise_holds() -> None:
    shared = {"entity": "e", "timing": ASYNC, "owner": "ERP team", "style": Style.EVENT}
    value = workspace([system(n, name=n.upper()) for n in "acd"], [
        link("one", "a", "c", name="Orders to C", criticality=Level.LOW, delivery=Delivery.AT_LEAST_ONCE,
             order_required=True, technical_owner="x", volume=Volume(per_day=240, peak_per_hour=50, message_kb=4),
             latency=Latency(required=60.0), **shared),
        link("two", "a", "d", criticality=Level.HIGH, delivery=Delivery.EXACTLY_ONCE_EFFECT, technical_owner="y",
             volume=Volume(per_hour=5, message_kb=9), **shared)])
    key = GroupKey(HubClass.MESSAGE, "", ("e",), "")
    after = checked(value, [PlannedChannel(key, ("a",), ("c", "d"), None, (("a", "c"), ("a", "d")))], CATALOG)
    spoke = after.landscape.integration_by_id["a-publishes-e"]
    assert (spoke.name, spoke.description) == ("Publishes e", "Replaces: Orders to C and two.")
    assert (spoke.owner, spoke.technical_owner, spoke.style) == ("ERP team", None, Style.EVENT)
    assert (spoke.criticality, spoke.delivery, spoke.order_required) == (Level.HIGH, Delivery.EXACTLY_ONCE_EFFECT, True)
    assert spoke.volume == Volume(per_hour=15, peak_per_hour=55, message_kb=9)
    assert spoke.latency is None
    assert after.landscape.integration_by_id["c-receives-e"].latency == Latency(required=60.0)
    assert after.landscape.systems[-1].endpoints[0].sessions is True


def test_a_channel_that_is_there_grows() -> None:
    topic = system("bus", type="azure.service-bus", endpoints=(Endpoint(id="e", entities=("e",)),))
    value = workspace([*map(system, "abc"), topic], [
        link("in", "a", "bus.e", entity="e", timing=ASYNC, volume=Volume(per_hour=10)),
        link("out", "bus.e", "b", entity="e", timing=ASYNC, latency=Latency(p95=0.2, required=9.0)),
        link("new", "a", "c", entity="e", timing=ASYNC, volume=Volume(per_hour=5), latency=Latency(p95=0.1)),
        link("again", "a", "b", entity="e", timing=ASYNC, volume=Volume(per_hour=1), latency=Latency(p95=0.5))])
    key = GroupKey(HubClass.MESSAGE, "", ("e",), "")
    channel = PlannedChannel(key, ("a",), ("b", "c"), "bus.e", (("a", "b"), ("a", "c")))
    after = checked(value, [channel], CATALOG)
    by_id = after.landscape.integration_by_id
    assert set(by_id) == {"in", "out", "c-receives-e"}
    assert by_id["in"].volume == Volume(per_hour=16)
    assert by_id["out"].latency == Latency(p95=0.5, required=9.0)
    assert len(after.landscape.systems) == 4


def test_two_channels_of_one_hub_open_it_once() -> None:
    links = [link(f"{e}{c}", "a", c, entity=e, timing=ASYNC) for e in ("x", "y") for c in "bcd"]
    value = workspace([*map(system, "abcd")], links)
    channels = [PlannedChannel(GroupKey(HubClass.MESSAGE, "", (e,), ""), ("a",), ("b", "c", "d"), None,
                               tuple(("a", c) for c in "bcd")) for e in ("x", "y")]
    both = checked(value, channels, CATALOG)
    assert [e.id for e in both.landscape.systems[-1].endpoints] == ["x", "y"]
    one_by_one = checked(checked(value, channels[1:], CATALOG), channels[:1], CATALOG)
    assert [e.id for e in one_by_one.landscape.systems[-1].endpoints] == ["y", "x"]
    assert steps_edit(value, CATALOG, channels).label == "Route 6 integrations through azure.service-bus"


def test_a_second_channel_for_the_same_data_is_numbered() -> None:
    ends = [("a", "b", "cde"), ("f", "g", "hij")]
    value = workspace([*map(system, "abcdefghij")], [
        link(f"{p}{c}", p, c, entity="Order 2", timing=ASYNC) for one, other, cs in ends for p in (one, other)
        for c in cs])
    key = GroupKey(HubClass.MESSAGE, "", ("Order 2",), "")
    after = checked(value, [PlannedChannel(key, (one, other), tuple(cs), None, tuple(
        (p, c) for p in (one, other) for c in cs)) for one, other, cs in ends], CATALOG)
    assert [(e.id, e.name) for e in after.landscape.systems[-1].endpoints] == [
        ("order-2", "Order 2"), ("order-3", "Order 2 3")]


def test_what_was_about_the_links_only_goes_with_them() -> None:
    before = worked_example()
    landscape = before.landscape
    strategy = Strategy(exceptions=(StrategyException(integration="i1", reason="was"),
                                    StrategyException(integration="i7", reason="is")))
    value = read_text(to_text(before) + """\
views:
  - {id: all, positions: {a: [0, 0], c: [400, 0]}, bends: {i1: [[200, 0]], i7: [[1, 1]]}, labels: {i2: [9, 9]}}
  - {id: two, show: [a, c]}
  - {id: one, show: [i1, x]}
  - {id: other, show: [x]}
waivers:
  - {rule: R-1, on: i1}
  - {rule: R-1, on: i7}
""", "w.yaml").workspace
    value = Workspace(replace(value.landscape, strategy=strategy), value.views)
    after = checked(value, [BLOCK], CATALOG)
    assert after.landscape.waivers == (Waiver(rule="R-1", on="i7"),)
    assert [e.integration for e in after.landscape.strategy.exceptions] == ["i7"]  # type: ignore[union-attr]
    main, two, one, other = after.views
    assert (set(main.bends), set(main.labels)) == ({"i7"}, set())
    assert main.positions == value.views[0].positions
    assert two.show is not None and set(two.show.ids) == {"a", "c", "azure-service-bus"}
    assert one.show is not None and set(one.show.ids) == {"x", "a-publishes-account", "c-receives-account",
                                                          "azure-service-bus"}
    assert other == value.views[3]
    assert landscape == before.landscape    # the landscape given is never modified


def test_filters_are_written_down() -> None:
    channel = BLOCK._replace(filters=tuple((p, c) for p in "ab" for c in "cdw" if (p, c) != ("b", "w")),
                             covers=tuple((p, c) for p in "ab" for c in "cdw" if (p, c) != ("b", "w")))
    after = steps_edit(worked_example(), CATALOG, [channel]).apply(worked_example())
    assert dict(after.landscape.systems[-1].endpoints[0].filters) == {"correlation": 2}
    spokes = after.landscape.integration_by_id
    assert spokes["w-receives-account"].description == ("Replaces: i3. A filter lets through only what comes from a.")
    assert spokes["c-receives-account"].description == "Replaces: i1 and i4."


def test_a_landscape_that_has_changed_gets_a_sentence(catalog: Catalog) -> None:
    value = read_workspace("samples/contoso-sprawl.yaml").workspace
    step = plan_of(value, catalog).steps[0]
    edit = steps_edit(value, catalog, [step])
    kept = tuple(i for i in value.landscape.integrations if i.id != step.removed[0])
    changed = Workspace(replace(value.landscape, integrations=kept))
    with pytest.raises(EditError, match="There is no integration"):
        edit.apply(changed)
    with pytest.raises(EditError, match=r"^The landscape has changed since the plan was made, so make it anew: "):
        steps_edit(changed, catalog, [step])
    more = replace(value.landscape.integration_by_id[step.removed[0]], id="second")
    changed = Workspace(replace(value.landscape, integrations=(*value.landscape.integrations, more)))
    with pytest.raises(EditError, match=r'has changed since the plan was made \(see "second"\)'):
        steps_edit(changed, catalog, [step])


def test_a_channel_of_ones_own_keeps_the_rules() -> None:
    leaky = BLOCK._replace(consumers=("c", "d", "w", "x"))
    with pytest.raises(EditError, match="x would receive account of a"):
        steps_edit(worked_example(), CATALOG, [leaky])
    bare = BLOCK._replace(covers=())    # what it covers is found
    assert steps_edit(worked_example(), CATALOG, [bare]) == steps_edit(worked_example(), CATALOG, [BLOCK])


def plan_of(value: Workspace, catalog: Catalog, **options: object) -> Plan:
    return make_plan(Facts(value.landscape, catalog), settings_of(value.landscape),
                     PlanOptions(**options))  # type: ignore[arg-type]


def test_a_filtered_channel_that_grows_keeps_its_subscribers_from_what_is_new() -> None:
    topic = system("bus", type="azure.service-bus", endpoints=(Endpoint(id="e", entities=("e",)),))
    value = workspace([*map(system, "abcd"), topic], [
        link("in", "a", "bus.e", entity="e", timing=ASYNC), link("c-gets", "bus.e", "c", entity="e", timing=ASYNC),
        link("d-gets", "bus.e", "d", entity="e", timing=ASYNC), link("new", "b", "d", entity="e", timing=ASYNC)])
    key = GroupKey(HubClass.MESSAGE, "", ("e",), "")
    channel = PlannedChannel(key, ("a", "b"), ("c", "d"), "bus.e", (("b", "d"),), (("a", "c"), ("a", "d"), ("b", "d")))
    after = steps_edit(value, CATALOG, [channel]).apply(value).landscape.integration_by_id
    assert after["c-gets"].description == "A filter lets through only what comes from a."
    assert after["d-gets"].description is None


@pytest.mark.parametrize("filtered", [False, True])
def test_every_prefix_of_a_plan_costs_and_measures_what_it_promised(catalog: Catalog, filtered: bool) -> None:
    value = read_workspace("samples/contoso-sprawl.yaml").workspace
    plan = plan_of(value, catalog, filtered=filtered)
    settings = settings_of(value.landscape)
    assert len(plan.steps) > 3
    for number, step in enumerate(plan.steps, start=1):
        after = network_of(steps_edit(value, catalog, plan.steps[:number]).apply(value), catalog)
        assert step_metrics(after, settings) == step.after
        assert landscape_cost(after, settings.costs) == step.cost_after


def test_any_subset_of_steps_becomes_what_the_what_if_tells(catalog: Catalog) -> None:
    value = read_workspace("samples/contoso-sprawl.yaml").workspace
    plan, settings, facts = plan_of(value, catalog), settings_of(value.landscape), Facts(value.landscape, catalog)
    pick = random.Random(4)
    for _ in range(6):
        steps = [step for step in plan.steps if pick.random() < 0.5] or [plan.steps[-1]]
        told = what_if(facts, settings, [c for step in steps for c in step.channels])
        after = steps_edit(value, catalog, steps).apply(value)
        network = network_of(after, catalog)
        assert (landscape_cost(network, settings.costs), step_metrics(network, settings)) == (
            told.cost_after, told.after)
        assert set(value.landscape.integration_by_id) - set(after.landscape.integration_by_id) == set(told.removed)


@pytest.mark.parametrize("filtered", [False, True])
@pytest.mark.parametrize("flavor", FLAVORS)
def test_made_landscapes_become_what_was_promised(flavor: str, filtered: bool, catalog: Catalog) -> None:
    """Of every kind that the generator makes, with obstacles, channels that stand already, and several zones."""
    value = landscape(mix_of(36, flavor, seed=2)).workspace
    settings, pick = settings_of(value.landscape), random.Random(flavor)
    plan = plan_of(value, catalog, filtered=filtered, seconds=60.0)
    assert plan.steps or flavor == "tree"
    options, facts = PlanOptions(filtered=filtered), Facts(value.landscape, catalog)
    for chosen in (plan.steps, [step for step in plan.steps if pick.random() < 0.4]):
        if not chosen:
            continue
        told = what_if(facts, settings, [c for step in chosen for c in step.channels], options)
        network = network_of(steps_edit(value, catalog, chosen).apply(value), catalog)
        assert landscape_cost(network, settings.costs) == pytest.approx(told.cost_after, abs=1e-9)
        assert step_metrics(network, settings) == told.after
    assert not plan.steps or plan.steps[-1].cost_after == plan.cost_after


def test_after_a_proven_plan_nothing_more_is_suggested(catalog: Catalog) -> None:
    value = read_workspace("samples/contoso-sprawl.yaml").workspace
    after = steps_edit(value, catalog, plan_of(value, catalog).steps).apply(value)
    assert plan_of(after, catalog).steps == ()


def test_nothing_chosen_is_a_sentence() -> None:
    with pytest.raises(EditError, match="choose at least one step"):
        steps_edit(worked_example(), CATALOG, [])


