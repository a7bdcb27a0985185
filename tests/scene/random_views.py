"""Random landscapes with random views, from a number each: odd names, loops, lost references, every key of a view."""

from __future__ import annotations

import datetime
from random import Random
from typing import Any

from immutabledict import immutabledict

from d365arch.model import Endpoint, Integration, Landscape, System, Workspace
from d365arch.model.endpoint import End
from d365arch.model.geometry import Point, Rect, Size
from d365arch.model.integration import Volume
from d365arch.model.view import Page, Show, View, ViewLegend, ViewNote
from d365arch.model.vocabulary import (
    DataFlow,
    Direction,
    Fit,
    Flow,
    Level,
    LineWidth,
    Match,
    NoteStyle,
    Orientation,
    Perspective,
    State,
    Timing,
    Way,
)
from d365arch.model.zone import Zone
from tests.scene.landscapes import HOSTILE

SYSTEM_TYPES = (None, "fo", "ce", "shared", "shop", "saas", "dwh", "bus", "bus", "gateway", "person", "no-such-type")
ENDPOINT_TYPES = (None, "fo.odata", "fo.events", "fo.er", "dual-write", "dv.api", "rest", "topic", "no-such-type")
OWNERS = (None, "ERP team", "CRM team", *HOSTILE, *(f"Team {i}" for i in range(12)))
PROTOCOLS = (None, "REST", "AMQP", "rest", "SFTP", "日本語", *(f"P{i}" for i in range(14)))


class _Dice:
    """Draws values; most keys are left unset most of the time, as in real files."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def some(self, chance: float = 0.3) -> bool:
        return self.random.random() < chance

    def one(self, choices: Any) -> Any:
        return self.random.choice(tuple(choices))

    def perhaps(self, choices: Any, chance: float = 0.3) -> Any:
        return self.one(choices) if self.some(chance) else None

    def several(self, choices: Any, most: int = 3, chance: float = 0.3) -> tuple[Any, ...]:
        choices = tuple(choices)
        if not choices or not self.some(chance):
            return ()
        return tuple(self.one(choices) for _ in range(self.random.randint(1, most)))

    def point(self) -> Point:
        return Point(self.number(-900, 1800), self.number(-600, 1200))

    def number(self, low: float, high: float) -> float:
        return self.one((0, low, high, round(self.random.uniform(low, high)), self.random.uniform(low, high)))

    def name(self) -> str | None:
        return self.one((None, "Finance", "Shop", f"System {self.random.randint(1, 99)}", self.one(HOSTILE)))


def workspace(seed: int) -> Workspace:
    """The landscape and the one view of a number."""
    dice = _Dice(seed)
    zones = _zones(dice)
    systems = tuple(_system(dice, i, zones) for i in range(dice.one((0, 1, 2, 3, 5, 8, 12, 16))))
    ends = [End(s.id, None) for s in systems] + [End(s.id, e.id) for s in systems for e in s.endpoints]
    integrations = tuple(_integration(dice, i, ends) for i in range(dice.one((0, 1, 3, 8, 16, 30)) if ends else 0))
    landscape = Landscape(
        format=1, name=dice.name(), description=dice.perhaps(HOSTILE), version=dice.perhaps(("1.0", *HOSTILE)),
        date=dice.perhaps((datetime.date(2026, 1, 31),)), authors=dice.several(HOSTILE, 4), state=dice.perhaps(State),
        zones=zones, systems=systems, integrations=integrations)
    return Workspace(landscape, (_view(dice, landscape),))


def _zones(dice: _Dice) -> tuple[Zone, ...]:
    """Some within others, some around each other, some within one that is not there."""
    ids = [f"z{i}" for i in range(dice.one((0, 0, 1, 3, 6)))]
    return tuple(Zone(id=key, name=dice.name(), parent=dice.perhaps((*ids, "gone"), 0.5)) for key in ids)


def _system(dice: _Dice, number: int, zones: tuple[Zone, ...]) -> System:
    endpoints = tuple(
        Endpoint(id=f"e{i}", name=dice.name(), type=dice.one(ENDPOINT_TYPES), protocol=dice.perhaps(PROTOCOLS),
                 timing=dice.several(Timing, 2)) for i in range(dice.one((0, 0, 1, 2, 5))))
    return System(
        id=f"s{number}", name=dice.name(), type=dice.one(SYSTEM_TYPES), zone=dice.perhaps((*(z.id for z in zones),
                                                                                          "gone"), 0.7),
        owner=dice.one(OWNERS), criticality=dice.perhaps(Level), tags=dice.several(("a", "b")), endpoints=endpoints)


def _integration(dice: _Dice, number: int, ends: list[End]) -> Integration:
    lost = (End("gone", None), End(ends[0].system, "gone"))
    source, target = (dice.one(lost) if dice.some(0.03) else dice.one(ends) for _ in range(2))
    return Integration(
        id=f"i{number}", name=dice.name(), from_=source, to=target, data=dice.perhaps(DataFlow, 0.5),
        timing=dice.perhaps(Timing, 0.6), entities=dice.several(("Order", "Customer", *HOSTILE)),
        owner=dice.one(OWNERS), criticality=dice.perhaps(Level), protocol=dice.one(PROTOCOLS),
        tags=dice.several(("a", "b")), active=dice.perhaps((True, False)),
        volume=dice.perhaps((Volume(), Volume(per_hour=0.0), Volume(per_hour=5.0), Volume(per_day=1e12))))


def _view(dice: _Dice, landscape: Landscape) -> View:
    systems, links = [s.id for s in landscape.systems], [i.id for i in landscape.integrations]
    zones = [z.id for z in landscape.zones]
    things = (*systems, *links, *zones, "gone")
    mapped = lambda keys, value: immutabledict({key: value() for key in dice.several(keys, 8)})  # noqa: E731
    return View(
        id="main", title=dice.perhaps(HOSTILE), show=_show(dice, landscape) if dice.some(0.35) else None,
        hide=dice.several(things), perspective=dice.perhaps(Perspective, 0.8), line_width=dice.perhaps(LineWidth),
        endpoints=dice.perhaps((True, False)), bundle=dice.perhaps((True, False), 0.5),
        overview=dice.perhaps((True, False)), direction=dice.perhaps(Flow),
        positions=mapped((*systems, "gone"), dice.point),
        sizes=mapped((*systems, "gone"), lambda: Size(dice.number(0, 600), dice.number(0, 400))),
        zones=mapped((*zones, "gone"), lambda: Rect(*dice.point(), dice.number(0, 900), dice.number(0, 700))),
        pinned=dice.several((*systems, "gone")),
        bends=mapped((*links, "gone"), lambda: tuple(dice.point() for _ in range(dice.one((0, 1, 2, 4))))),
        labels=mapped((*links, "gone"), dice.point), folded=dice.several((*systems, *zones, *zones, "gone"), 4, 0.5),
        notes=tuple(ViewNote(id=f"n{i}", text=dice.perhaps(HOSTILE, 0.8), style=dice.perhaps(NoteStyle),
                             at=dice.point() if dice.some() else None, on=dice.perhaps(things),
                             size=Size(dice.number(0, 300), dice.number(0, 90)) if dice.some() else None)
                    for i in range(dice.one((0, 0, 1, 3)))),
        legend=ViewLegend(show=dice.perhaps((True, False)), at=dice.point() if dice.some() else None)
        if dice.some() else None,
        page=_page(dice) if dice.some(0.4) else None)


def _show(dice: _Dice, landscape: Landscape) -> Show:
    return Show(
        ids=dice.several([x.id for x in (*landscape.systems, *landscape.zones, *landscape.integrations)]),
        zones=dice.several((*(z.id for z in landscape.zones), "gone")), systems=dice.several(("s0", "s1", "gone")),
        types=dice.several(("fo", "bus")), owners=dice.several(("ERP team", "")), tags=dice.several(("a", "c")),
        criticality=dice.several(Level, 2), match=dice.perhaps(Match), entities=dice.several(("Order", "none"), 1),
        timing=dice.several(Timing, 2), direction=dice.several(Direction, 2), ways=dice.several(Way, 1),
        protocols=dice.several(("REST", ""), 1), neighbors=dice.perhaps((0, 1, 3, 1000)))


def _page(dice: _Dice) -> Page:
    return Page(
        size=dice.perhaps(("A4", "a0", "Letter", "Slide", "B5", ""), 0.7), orientation=dice.perhaps(Orientation),
        fit=dice.perhaps(Fit, 0.6), scale=dice.perhaps((0.0, 0.01, 0.5, 1.0, 40.0)),
        margin=dice.perhaps((0.0, 5.0, 30.0, 1000.0, -5.0)), frame=dice.perhaps((True, False)),
        title_block=dice.perhaps((True, False)), marks=dice.perhaps((True, False)))
