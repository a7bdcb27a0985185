"""Random changes of a workspace, as a window or a script would make them; the outcome is always valid."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from immutabledict import immutabledict

from d365arch.model import (
    Alm,
    End,
    Endpoint,
    Entity,
    Frequency,
    Integration,
    Landscape,
    LandscapeNote,
    Latency,
    Point,
    Show,
    Strategy,
    System,
    View,
    Volume,
    Waiver,
    Workspace,
    Zone,
)
from d365arch.model.vocabulary import DataFlow, Level, Operation, Timing

TEXTS = ["Plain", "with: colon", "# hash", "it's", 'say "hi"', "yes", "12:30", "1.10", "null", "", "  spaces ", "ünï",
         "two\nlines", "ends\n", "a, b", "[x]", "{y}", "*star", "&and", "- dash", "C:\\path", "tab\there", "é\n\n z",
         "~", "=", "0x1F", "2027-01-01", "<<", "x" * 150]


class Changes:
    """Makes changes with one source of chance."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.fresh = 0

    def new_id(self, lead: str) -> str:
        self.fresh += 1
        return f"{lead}-new-{self.fresh}-{self.rng.randrange(10**6)}"

    def text(self) -> str:
        return self.rng.choice(TEXTS)

    def maybe(self, value: Any) -> Any:
        return value if self.rng.random() < 0.7 else None

    def texts(self) -> tuple[str, ...]:
        return tuple(self.text() for _ in range(self.rng.randrange(4)))

    def change(self, workspace: Workspace) -> Workspace:
        return self.rng.choice(_CHANGES)(self, workspace)

    def in_list(self, items: Sequence[Any], make: Callable[[], Any], alter: Callable[[Any], Any]) -> tuple[Any, ...]:
        """Add, alter or move one item."""
        found = list(items)
        what = self.rng.randrange(4)
        if what == 0 or not found:
            found.insert(self.rng.randint(0, len(found)), make())
        elif what == 1:
            found.insert(self.rng.randrange(len(found)), found.pop(self.rng.randrange(len(found))))
        else:
            at = self.rng.randrange(len(found))
            found[at] = alter(found[at])
        return tuple(found)

    def system(self) -> System:
        return System(id=self.new_id("s"), name=self.maybe(self.text()), type=self.maybe("d365.finance"),
                      endpoints=tuple(self.endpoint() for _ in range(self.rng.randrange(3))))

    def endpoint(self) -> Endpoint:
        return Endpoint(id=self.new_id("e"), name=self.maybe(self.text()), type=self.maybe("fo.odata"),
                        timing=self.rng.choice([(), (Timing.SYNCHRONOUS,), tuple(Timing)]))

    def altered_endpoint(self, endpoint: Endpoint) -> Endpoint:
        return self.rng.choice([
            lambda: replace(endpoint, name=self.maybe(self.text())),
            lambda: replace(endpoint, type=self.maybe("fo.dmf-package-api")),
            lambda: replace(endpoint, entities=self.texts(), description=self.maybe(self.text())),
            lambda: replace(endpoint, extra=immutabledict({"x": (1, 2.5, None, "1", immutabledict({"on": True}))})),
        ])()

    def altered_system(self, system: System) -> System:
        rng = self.rng
        return rng.choice([
            lambda: replace(system, name=self.maybe(self.text())),
            lambda: replace(system, type=self.maybe("other.erp"), owner=self.maybe(self.text())),
            lambda: replace(system, description=self.maybe(self.text())),
            lambda: replace(system, tags=self.texts()),
            lambda: replace(system, environments=(*system.environments, "test")),
            lambda: replace(system, environments=system.environments[1:]),
            lambda: replace(system, zone=self.maybe("z1"), criticality=self.maybe(Level.LOW)),
            lambda: replace(system, availability=self.maybe(0.999), alm=self.maybe(Alm(pipeline=self.text()))),
            lambda: replace(system, extra=immutabledict({"x-new": self.text()})),
            lambda: replace(system, extra=immutabledict()),
            lambda: replace(system, endpoints=self.in_list(system.endpoints, self.endpoint, self.altered_endpoint)),
            lambda: replace(system, endpoints=self.in_list(system.endpoints, self.endpoint, self.altered_endpoint)),
        ])()

    def integration(self, workspace: Workspace) -> Integration:
        ends = [End(s.id, e.id) for s in workspace.landscape.systems for e in s.endpoints]
        ends += [End(s.id) for s in workspace.landscape.systems]
        return Integration(id=self.new_id("i"), from_=self.rng.choice(ends), to=self.rng.choice(ends),
                           name=self.maybe(self.text()), data=self.maybe(DataFlow.PULL), entities=self.texts(),
                           latency=self.maybe(Latency(required=2.5)))

    def altered_integration(self, integration: Integration) -> Integration:
        volume = integration.volume or Volume()
        latency = integration.latency or Latency()
        return self.rng.choice([
            lambda: replace(integration, from_=integration.to, to=integration.from_),
            lambda: replace(integration, data=self.maybe(DataFlow.BOTH), timing=self.maybe(Timing.ASYNCHRONOUS)),
            lambda: replace(integration, entities=(*integration.entities, self.new_id("E"))),
            lambda: replace(integration, entities=integration.entities[1:]),
            lambda: replace(integration, entities=integration.entities[::-1]),
            lambda: replace(integration, operations=self.maybe((Operation.READ,)) or ()),
            lambda: replace(integration, volume=replace(volume, per_day=self.maybe(12.5), per_run=self.maybe(3.0))),
            lambda: replace(integration, volume=None, latency=replace(latency, p95=self.maybe(0.3))),
            lambda: replace(integration, frequency=self.maybe(Frequency(calendar="daily", at="02:00"))),
            lambda: replace(integration, name=self.maybe(self.text()), description=self.maybe(self.text())),
            lambda: replace(integration, answer_needed=self.maybe(True), docs=self.texts()),
            lambda: replace(integration, id=self.new_id("i")),
        ])()


def _with(workspace: Workspace, **values: Any) -> Workspace:
    return replace(workspace, landscape=replace(workspace.landscape, **values))


def _systems(changes: Changes, workspace: Workspace) -> Workspace:
    found = changes.in_list(workspace.landscape.systems, changes.system, changes.altered_system)
    return _without_dangling(_with(workspace, systems=found))


def _integrations(changes: Changes, workspace: Workspace) -> Workspace:
    return _with(workspace, integrations=changes.in_list(
        workspace.landscape.integrations, lambda: changes.integration(workspace), changes.altered_integration))


def _remove_system(changes: Changes, workspace: Workspace) -> Workspace:
    systems = list(workspace.landscape.systems)
    if len(systems) > 1:
        del systems[changes.rng.randrange(len(systems))]
    return _without_dangling(_with(workspace, systems=tuple(systems)))


def _remove_endpoint(changes: Changes, workspace: Workspace) -> Workspace:
    systems = list(workspace.landscape.systems)
    at = changes.rng.randrange(len(systems))
    systems[at] = replace(systems[at], endpoints=systems[at].endpoints[:changes.rng.randrange(3)])
    return _without_dangling(_with(workspace, systems=tuple(systems)))


def _remove_integration(changes: Changes, workspace: Workspace) -> Workspace:
    found = list(workspace.landscape.integrations)
    if found:
        del found[changes.rng.randrange(len(found))]
    return _with(workspace, integrations=tuple(found))


def _without_dangling(workspace: Workspace) -> Workspace:
    landscape = workspace.landscape
    ends = {End(s.id, e.id) for s in landscape.systems for e in s.endpoints} | {End(s.id) for s in landscape.systems}
    kept = tuple(i for i in landscape.integrations if i.from_ in ends and i.to in ends)
    return _with(workspace, integrations=kept) if kept != landscape.integrations else workspace


def _positions(changes: Changes, workspace: Workspace) -> Workspace:
    views = workspace.views or (View(id="main"),)
    system = changes.rng.choice(workspace.landscape.systems).id
    positions = views[0].positions
    if system in positions and changes.rng.random() < 0.3:
        moved = views[0].positions.delete(system)
    else:
        moved = positions.set(system, Point(changes.rng.randrange(900), changes.rng.randrange(900) / 2))
    return replace(workspace, views=(replace(views[0], positions=moved), *views[1:]))


def _view(changes: Changes, workspace: Workspace) -> Workspace:
    views = workspace.views
    if not views or changes.rng.random() < 0.4:
        return replace(workspace, views=(*views, View(id=changes.new_id("v"), show=changes.rng.choice(
            [Show(), Show(ids=("s0",)), Show(neighbors=1, zones=("z0",)), None]))))
    if changes.rng.random() < 0.3:
        return replace(workspace, views=views[1:])
    return replace(workspace, views=(replace(views[0], title=changes.maybe(changes.text()), show=None), *views[1:]))


def _landscape(changes: Changes, workspace: Workspace) -> Workspace:
    landscape: Landscape = workspace.landscape
    return changes.rng.choice([
        lambda: _with(workspace, name=changes.maybe(changes.text())),
        lambda: _with(workspace, description=changes.maybe(changes.text()), authors=changes.texts()),
        lambda: _with(workspace, strategy=changes.maybe(Strategy(standard_hubs=("azure.service-bus",), thresholds=(
            immutabledict({"R-201.warn": changes.rng.randrange(9)}))))),
        lambda: _with(workspace, notes=(*landscape.notes, LandscapeNote(id=changes.new_id("n"), text=changes.text()))),
        lambda: _with(workspace, waivers=(*landscape.waivers, Waiver(rule="R-712", reason=changes.text()))),
        lambda: _with(workspace, waivers=landscape.waivers[1:]),
        lambda: _with(workspace, entities=(*landscape.entities, Entity(id=changes.new_id("E"), personal=True))),
        lambda: _with(workspace, zones=changes.in_list(
            landscape.zones, lambda: Zone(id=changes.new_id("z")), lambda z: replace(z, name=changes.text()))),
        lambda: _with(workspace, extra=immutabledict({**landscape.extra, "x-added": changes.text()})),
    ])()


_CHANGES: list[Callable[[Changes, Workspace], Workspace]] = [
    _systems, _systems, _systems, _integrations, _integrations, _integrations, _remove_system, _remove_endpoint,
    _remove_integration, _positions, _positions, _view, _landscape, _landscape,
]
