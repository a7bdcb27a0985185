"""Perspectives: what each colors, which values get colors, and what the legend then lists."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import pytest

from d365arch.analysis.finding import Finding
from d365arch.model import Endpoint, System, Workspace
from d365arch.model.geometry import Point
from d365arch.model.integration import Volume
from d365arch.model.view import View, ViewLegend
from d365arch.model.vocabulary import Level, LineWidth, Perspective, Severity
from d365arch.model.zone import Zone
from d365arch.scene.build import Drawing, draw, is_little
from d365arch.scene.lines import stroke_of
from d365arch.scene.palette import assigned
from d365arch.scene.parts import Element, LinePart, PathPart, RectPart, Shape, TextPart
from d365arch.scene.perspective import THIN, WIDTHS, rate_of, volume_class
from d365arch.scene.present import elements_of
from d365arch.scene.theme import theme_named
from tests.scene.landscapes import ASYNC, CATALOG, SYNC, landscape, link

LIGHT = theme_named("light")


def mixed() -> Workspace:
    """Owners, levels, protocols, volumes and zones of several kinds, each with something that nothing states."""
    systems = (
        System(id="fo", type="fo", owner="ERP", criticality=Level.HIGH, zone="d",
               endpoints=(Endpoint(id="in", type="fo.odata"), Endpoint(id="out", type="fo.events"))),
        System(id="ce", type="ce", owner="CRM", zone="d", endpoints=(Endpoint(id="api", type="dv.api"),)),
        System(id="shop", type="shop", criticality=Level.LOW, zone="s"),
        System(id="bus", type="bus", owner="ERP", endpoints=(Endpoint(id="t", type="topic"),)),
        System(id="pos", type="pos", zone="s"),
    )
    lines = (
        link("orders", "shop", "fo.in", "Orders", owner="ERP", volume=Volume(per_hour=340), criticality=Level.HIGH),
        link("events", "fo.out", "bus.t", "Events", volume=Volume(per_day=24 * 12_000)),
        link("stock", "shop", "pos", "Stock", protocol="SFTP", timing=ASYNC, volume=Volume(per_hour=10)),
        link("sync", "fo", "ce.api", "Sync", owner="CRM", timing=SYNC),
        link("off", "shop", "ce.api", "Off", active=False),
    )
    zones = (Zone(id="d", name="Dynamics"), Zone(id="s", name="Stores"))
    return landscape(systems, lines, zones=zones)


def drawn(perspective: Perspective, **more: object) -> Drawing:
    return draw(mixed(), CATALOG, perspective=perspective, **more)  # type: ignore[arg-type]


def shape(drawing: Drawing, key: str) -> Shape:
    return next(s for s in drawing.scene.shapes if s.id == key)


def color(drawing: Drawing, line: str) -> str:
    """The color of a line, which is that of the last of its runs."""
    return [p for p in shape(drawing, f"line-{line}").parts if isinstance(p, LinePart)][-1].stroke.color


def edge(drawing: Drawing, system: str) -> LinePart:
    """The upper edge of a box."""
    return next(p for p in shape(drawing, f"system-{system}").parts if isinstance(p, LinePart) and len(p.points) == 4)


def says(drawing: Drawing) -> list[str]:
    return [p.text for p in shape(drawing, "legend").parts if isinstance(p, TextPart)]


def test_direction_follows_the_initiator() -> None:
    drawing = drawn(Perspective.DIRECTION)
    assert color(drawing, "orders") == LIGHT.inbound
    assert color(drawing, "events") == LIGHT.directions["outbound"]    # type: ignore[index]
    assert color(drawing, "sync") == LIGHT.directions["internal"]    # type: ignore[index]
    assert color(drawing, "stock") == LIGHT.directions["external"]    # type: ignore[index]
    assert {"DIRECTION", "outbound 1", "inbound 1", "internal 1", "external 1"} <= set(says(drawing))
    assert edge(drawing, "fo").stroke.color == LIGHT.edge
    assert (drawing.coloring.theme.outbound, drawing.coloring.theme.inbound) == (LIGHT.outbound, LIGHT.inbound)


def test_owners_color_systems_and_integrations() -> None:
    drawing = drawn(Perspective.OWNER)
    assert color(drawing, "orders") == edge(drawing, "fo").stroke.color == edge(drawing, "bus").stroke.color
    assert color(drawing, "sync") == edge(drawing, "ce").stroke.color != color(drawing, "orders")
    assert color(drawing, "events") == LIGHT.unstated
    assert edge(drawing, "pos").stroke.dash
    assert not edge(drawing, "fo").stroke.dash
    assert {"ERP 2 · 1", "CRM 1 · 1", "unstated 2 · 2"} <= set(says(drawing))


def test_criticality_protocol_hub_and_zone() -> None:
    assert edge(drawn(Perspective.CRITICALITY), "fo").stroke.color == LIGHT.levels[Level.HIGH]
    assert {"high 1 · 1", "low 1 · 0", "unstated 3 · 3"} <= set(says(drawn(Perspective.CRITICALITY)))
    assert {"AMQP 1", "OData 2", "SFTP 1"} <= set(says(drawn(Perspective.PROTOCOL)))
    assert {"through a hub 1", "direct 3"} <= set(says(drawn(Perspective.HUB)))
    zones = drawn(Perspective.ZONE)
    assert {"Dynamics 2 · 1", "Stores 2 · 1", "between zones 0 · 2", "in no zone 1 · 0"} <= set(says(zones))
    border = next(p.stroke for p in shape(zones, "zone-s").parts if isinstance(p, RectPart) and p.stroke)
    assert border.color == edge(zones, "shop").stroke.color == color(zones, "stock")


def test_volume_has_classes_with_stated_bounds() -> None:
    assert [volume_class(r) for r in (None, 0, 9.9, 10, 99, 100, 1_000, 10_000, 1e9)] == [None, 0, 0, 1, 1, 2, 3, 4, 4]
    assert {"10 to 100 (1)", "100 to 1,000 (1)", "10,000 or more (1)", "unstated (1)"} <= set(says(
        drawn(Perspective.VOLUME)))


FINDINGS = (
    Finding(rule="R-1", severity=Severity.WARNING, message="", advice="", elements=("shop", "orders", "fo")),
    Finding(rule="R-2", severity=Severity.VIOLATION, message="", advice="", elements=("shop",)),
    Finding(rule="R-3", severity=Severity.INFO, message="", advice="", elements=("orders",)),
)


def test_severity_shows_the_gravest_finding_of_the_main_element_and_of_integrations() -> None:
    drawing = drawn(Perspective.SEVERITY, findings=FINDINGS)
    assert edge(drawing, "shop").stroke.color == LIGHT.severities[Severity.VIOLATION]
    assert color(drawing, "orders") == LIGHT.severities[Severity.WARNING]
    assert edge(drawing, "fo").stroke.color == LIGHT.edge    # named along, not at fault
    assert {"violation 1 · 0", "warning 0 · 1", "no finding 4 · 3"} <= set(says(drawing))


def test_without_an_analysis_severity_says_so() -> None:
    assert "not analyzed 5 · 4" in says(drawn(Perspective.SEVERITY))


@pytest.mark.parametrize("perspective", Perspective)
def test_a_perspective_changes_colors_and_nothing_else(perspective: Perspective) -> None:
    timing, other = drawn(Perspective.TIMING), drawn(perspective, findings=FINDINGS)
    assert other.placement == timing.placement
    for key in ("orders", "events", "stock", "sync", "off"):
        was, now = (shape(each, f"line-{key}").parts for each in (timing, other))
        assert [p.stroke.dash for p in now if isinstance(p, LinePart)] == [
            p.stroke.dash for p in was if isinstance(p, LinePart)]
        assert [p.data for p in now if isinstance(p, PathPart)] == [p.data for p in was if isinstance(p, PathPart)]
    assert color(other, "off") == LIGHT.inactive
    assert {"synchronous 3", "asynchronous 1", "near-real-time 1"} <= set(says(other))


def test_what_is_not_told_is_grey() -> None:
    theme = drawn(Perspective.PROTOCOL).coloring.theme
    assert {theme.timing(t).tab for t in (SYNC, ASYNC)} == {LIGHT.edge}
    assert theme.platforms == {}
    assert (theme.outbound, theme.inbound) == (LIGHT.muted, LIGHT.muted)


def test_another_perspective_needs_no_layout_and_an_edit_only_its_own_shapes() -> None:
    asked: list[int] = []

    def engine(request, progress=None):  # type: ignore[no-untyped-def]
        from d365arch.layout.lanes import lanes

        asked.append(1)
        return lanes(request, progress)

    workspace = mixed()
    view = dataclasses.replace(workspace.view(), positions=workspace.view().positions.update(
        draw(workspace, CATALOG).places))
    placed = Workspace(workspace.landscape, (view,))
    first = draw(placed, CATALOG, engine=engine)
    draw(placed, CATALOG, engine=engine, perspective=Perspective.OWNER, previous=first)
    assert asked == [1]
    before = draw(placed, CATALOG, perspective=Perspective.OWNER)
    systems = tuple(dataclasses.replace(s, owner="Stores") if s.id == "pos" else s for s in placed.landscape.systems)
    edited = Workspace(dataclasses.replace(placed.landscape, systems=systems), placed.views)
    after = draw(edited, CATALOG, perspective=Perspective.OWNER, previous=before)
    kept = {id(s) for s in before.scene.shapes}
    assert {s.id for s in after.scene.shapes if id(s) not in kept} <= {"system-pos", "legend", "title", "small-print"}


def test_other_colors_for_all_are_no_little_change() -> None:
    workspace = mixed()
    view = dataclasses.replace(workspace.view(), positions=workspace.view().positions.update(
        draw(workspace, CATALOG).places))
    placed = Workspace(workspace.landscape, (view,))
    before = draw(placed, CATALOG)
    assert is_little(before, placed, "main", "light")
    for change in ({"perspective": Perspective.OWNER}, {"line_width": LineWidth.VOLUME}):
        other = Workspace(placed.landscape, (dataclasses.replace(view, **change),))
        assert not is_little(before, other, "main", "light")


def test_line_widths_tell_the_volume() -> None:
    drawing = drawn(Perspective.TIMING, line_width=LineWidth.VOLUME)

    def widths(key: str) -> list[float]:
        return [p.stroke.width for p in shape(drawing, f"line-{key}").parts if isinstance(p, LinePart)]

    assert widths("orders")[-1] == WIDTHS[2]
    assert widths("events")[-1] == WIDTHS[4]
    assert widths("sync")[-1] == THIN
    assert widths("events")[0] > WIDTHS[4] + 4    # its halo
    heads = {key: max(p.scale for p in shape(drawing, f"line-{key}").parts if isinstance(p, PathPart))
             for key in ("events", "sync")}
    assert heads["events"] > heads["sync"] == 1
    assert {"WIDTH: MESSAGES AN HOUR", "10,000 or more (1)", "unstated (2)"} <= set(says(drawing))


def test_colors_stay_when_an_element_is_added() -> None:
    counts = {f"Team {i}": 2 for i in range(8)}
    before = assigned(counts, 8)
    assert sorted(before.values()) == list(range(8))
    assert assigned({**counts, "Team 3": 3}, 8) == before
    assert assigned({**counts, "Zebra": 1}, 8) == before
    few = {"Beta": 1, "Delta": 2}
    more = assigned({**few, "Omega": 1}, 8)
    moved = [name for name, slot in assigned(few, 8).items() if more[name] != slot]
    assert len(moved) <= 1


def test_rare_values_are_others() -> None:
    systems = tuple(System(id=f"s{i}", owner=f"Team {i % 11:02} of a large company") for i in range(40))
    drawing = draw(landscape(systems), CATALOG, perspective=Perspective.OWNER)
    groups = [text for text in says(drawing) if "·" in text and "Team" in text]
    assert len(groups) == 8
    assert "3 others (9 · 0)" in says(drawing)
    assert shape(drawing, "legend").bounds.width < drawing.scene.bounds.width    # entries of a wide group wrap


def elements(drawing: Drawing, key: str) -> tuple[Element, ...]:
    return elements_of(key, drawing.looks.boxes, drawing.looks.lines, drawing.coloring)


def ids(found: Iterable[Element]) -> list[str]:
    return [f"{e.kind} {e.id}" for e in found]


def test_entries_know_what_they_stand_for() -> None:
    drawing = drawn(Perspective.OWNER, line_width=LineWidth.VOLUME)
    assert ids(elements(drawing, "category:ERP")) == ["system fo", "system bus", "integration orders"]
    assert ids(elements(drawing, "timing:asynchronous")) == ["integration stock"]
    assert ids(elements(drawing, "width:4")) == ["integration events"]
    assert ids(elements(drawing, "line:off")) == ["integration off"]
    assert ids(elements(drawing, "hub:")) == ["system bus"]
    assert ids(elements(drawing, "direction:outbound")) == ["integration events"]
    assert elements(drawing, "category:nobody") == ()


def test_a_folded_zone_is_mixed_where_its_systems_differ() -> None:
    workspace = Workspace(mixed().landscape, (View(id="main", folded=("d", "s")),))
    drawing = draw(workspace, CATALOG, perspective=Perspective.OWNER)
    assert drawing.coloring.box(drawing.looks.boxes["zone.d"]).text == "mixed"  # type: ignore[union-attr]
    assert drawing.coloring.box(drawing.looks.boxes["zone.s"]).text == "unstated"  # type: ignore[union-attr]


def test_the_legend_moves_and_goes() -> None:
    moved = Workspace(mixed().landscape, (View(id="main", legend=ViewLegend(at=Point(-500, 40))),))
    found = draw(moved, CATALOG)
    assert (shape(found, "legend").bounds.grown(-1).x, shape(found, "legend").bounds.grown(-1).y) == (-500, 40)
    assert found.scene.bounds.covers(shape(found, "legend").bounds)
    hidden = Workspace(mixed().landscape, (View(id="main", legend=ViewLegend(show=False)),))
    assert "legend" not in {s.id for s in draw(hidden, CATALOG).scene.shapes}


def test_a_flow_through_a_folded_hub_is_as_wide_as_its_busiest_spoke_and_a_bundle_as_all_its_lines() -> None:
    systems = (System(id="a"), System(id="b"), System(id="bus", type="bus"))
    volumes = Volume(per_hour=600.0), Volume(per_hour=700.0)
    made = landscape(systems, (link("put", "a", "bus", "Put", volume=volumes[0]),
                               link("get", "bus", "b", "Get", volume=volumes[1])))
    (flow,) = draw(Workspace(made.landscape, (View(id="v", folded=("bus",)),)), CATALOG).looks.lines.values()
    assert rate_of(flow) == 700
    made = landscape(systems[:2], tuple(link(f"i{n}", "a", "b", "I", volume=each, timing=ASYNC)
                                        for n, each in enumerate(volumes)))
    drawing = draw(Workspace(made.landscape, (View(id="v", bundle=True, line_width=LineWidth.VOLUME),)), CATALOG)
    (bundle,) = drawing.looks.lines.values()
    assert rate_of(bundle) == 1300
    pen = drawing.coloring.pen(bundle)
    assert pen.width == WIDTHS[3]
    assert [round(a / b, 2) for a, b in zip(stroke_of(bundle, pen).dash, bundle.style.dash, strict=True)] == [
        pytest.approx(pen.scale, abs=0.02)] * len(bundle.style.dash)
