"""Random edits of any kind for a given workspace, mostly allowed ones: for state machines and for tests of saving."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from typing import Any

from immutabledict import immutabledict

from d365arch.edit import (
    AddEndpoint,
    AddEntity,
    AddIntegration,
    AddNote,
    AddStrategyException,
    AddSystem,
    AddToView,
    AddView,
    AddViewNote,
    AddWaiver,
    AddZone,
    ChangeId,
    ClearPositions,
    Edit,
    Fold,
    Hide,
    MoveEndpoint,
    NestZone,
    Paste,
    Pin,
    Reconnect,
    RemoveElements,
    RemoveEntity,
    RemoveNote,
    RemoveView,
    RemoveViewNote,
    RemoveWaiver,
    RemoveZone,
    RenameElement,
    RouteThroughHub,
    SetBends,
    SetDataFlow,
    SetField,
    SetLabelAt,
    SetPositions,
    SetShow,
    SetTheme,
    SetTiming,
    SetZone,
    Several,
    Spoke,
    SpokeFacts,
    SwapEnds,
    TakeOut,
    Target,
    TargetKind,
    Which,
    copied,
    fresh_id,
    record_at,
)
from d365arch.errors import EditError
from d365arch.model import (
    End,
    Endpoint,
    Entity,
    Frequency,
    Integration,
    LandscapeNote,
    Point,
    Rect,
    Show,
    Size,
    StrategyException,
    System,
    View,
    ViewNote,
    Volume,
    Waiver,
    Workspace,
    Zone,
)
from d365arch.model.fields import FieldSpec, Kind, Shape, specs_of
from d365arch.model.vocabulary import DataFlow, Level, Timing

ODD_TEXTS = (
    "Sales order", "yes", "null", "1.0", "# no comment", "a: b", "- item", "'quoted'", '"double"', "*a", "&a", "!tag",
    "{x}", "[y]", "%", "@at", "`tick`", "two\nlines", " leading", "trailing ", "tab\there", "Größe", "订单", "🚚",
    "2027-01-01", "0x1F", "~", "=", "|", ">", "a" * 130, "no", "1_000", "<<", "x #y", "a:", ":", "?", "-", "---", "...",
    "true", "a\\b", "a\n\nb\n", "#", ",", "a, b", "0o7", "\u2028", "\u00a0x", "on", "1e3", ".5", "!", "|-\n x",
)
"""Texts that a careless writer of YAML gets wrong."""

_LETTERS = "abc XYZ äß:#-,'\"{}[]&*!|>%@`\\\n\t0123Ωж中🙂\u00ad\u200b"


class Dice(random.Random):
    """Draws of everything that an edit may hold; the same seed draws the same."""

    def text(self) -> str:
        """A text that is not blank."""
        if self.random() < 0.6:
            return self.choice(ODD_TEXTS)
        return "".join(self.choices(_LETTERS, k=self.randint(1, 12))).strip() or "x"

    def maybe_text(self) -> str | None:
        """A text or none."""
        return self.text() if self.random() < 0.7 else None

    def id(self) -> str:
        """An id; short, so that some are taken."""
        return self.choice("abcdefghij0123456789") + "".join(self.choices("ab0-", k=self.randint(0, 2)))

    def number(self) -> float:
        """A number of 0 or more with few decimals."""
        return self.choice([float(self.randint(0, 5000)), round(self.uniform(0, 1e6), self.randint(0, 3)), 0.0, 60.0])

    def point(self) -> Point:
        """A place on a sheet."""
        return Point(float(self.randint(-500, 3000)), round(self.uniform(-500, 3000), 2))

    def points(self) -> tuple[Point, ...]:
        """Up to three places."""
        return tuple(self.point() for _ in range(self.randint(0, 3)))

    def flag(self) -> bool:
        """True or false."""
        return self.random() < 0.5

    def frequency(self) -> Frequency:
        """A level, an interval or a calendar time."""
        return self.choice([
            Frequency(level=self.choice(list(Level))), Frequency(interval=float(self.randint(1, 100000))),
            Frequency(calendar="daily", at="02:00"), Frequency(calendar="weekly", at="sunday 03:30")])

    def plain(self, depth: int = 2) -> Any:
        """Anything YAML can say."""
        kind = self.randint(0, 7 if depth else 4)
        if kind >= 6:
            return immutabledict({self.text(): self.plain(depth - 1) for _ in range(self.randint(0, 3))})
        if kind == 5:
            return tuple(self.plain(depth - 1) for _ in range(self.randint(0, 3)))
        return [self.text(), self.randint(-9, 9), self.flag(), round(self.uniform(-5, 5), 3), self.text()][kind]


_BY_KIND: dict[Kind, Callable[[Dice], Any]] = {
    Kind.ID: Dice.id, Kind.TEXT: Dice.text, Kind.FLAG: Dice.flag, Kind.NUMBER: Dice.number, Kind.DURATION: Dice.number,
    Kind.COUNT: lambda dice: dice.randint(0, 10**6), Kind.KILOBYTES: Dice.number, Kind.BYTES: Dice.number,
    Kind.SHARE: lambda dice: dice.number() / 1000, Kind.FREQUENCY: Dice.frequency,
    Kind.DATE: lambda dice: datetime.date.fromordinal(dice.randint(730000, 760000)),
    Kind.SYSTEM_TYPE: lambda dice: dice.choice(["d365.finance", "azure.service-bus", "x"]),
    Kind.ENDPOINT_TYPE: lambda dice: dice.choice(["fo.odata", "dataverse.web-api"]),
    Kind.POINT: Dice.point, Kind.POINTS: Dice.points,
    Kind.RECT: lambda dice: Rect(*Dice.point(dice), float(dice.randint(1, 900)), float(dice.randint(1, 900))),
    Kind.SIZE: lambda dice: Size(float(dice.randint(1, 900)), float(dice.randint(1, 900))),
    Kind.FLAG_OR_TEXT: lambda dice: dice.flag() or dice.text(), Kind.PLAIN: Dice.plain,
}


def _some(dice: Dice, items: Any, most: int = 3) -> tuple[Any, ...]:
    items = list(items)
    return tuple(dice.sample(items, dice.randint(1, min(most, len(items))))) if items else ()


class _NothingThereError(Exception):
    """There is no element for this kind of edit."""


def _one(dice: Dice, items: Any) -> Any:
    """One of them; seldom an id that is not there."""
    items = list(items)
    if not items:
        raise _NothingThereError
    return dice.choice(items)


def _end(dice: Dice, workspace: Workspace) -> End:
    ends = [End(s.id, e) for s in workspace.landscape.systems for e in (None, *(p.id for p in s.endpoints))]
    return _one(dice, ends)


def _view(dice: Dice, workspace: Workspace) -> str | None:
    return dice.choice([None, *(v.id for v in workspace.views)])


def _target(dice: Dice, workspace: Workspace) -> Target:
    landscape = workspace.landscape
    targets = [Target(TargetKind.LANDSCAPE), Target(TargetKind.STRATEGY), Target(TargetKind.TENANT)]
    groups = [
        targets,
        [Target(TargetKind.SYSTEM, s.id) for s in landscape.systems],
        [Target(TargetKind.ENDPOINT, e.id, s.id) for s in landscape.systems for e in s.endpoints],
        [Target(TargetKind.INTEGRATION, i.id) for i in landscape.integrations],
        [Target(TargetKind.ZONE, z.id) for z in landscape.zones],
        [Target(TargetKind.ENTITY, e.id) for e in landscape.entities],
        [Target(TargetKind.NOTE, n.id) for n in landscape.notes],
        [Target(TargetKind.WAIVER, str(i)) for i in range(len(landscape.waivers))],
        [Target(TargetKind.VIEW, v.id) for v in workspace.views],
        [Target(TargetKind.VIEW_NOTE, n.id, v.id) for v in workspace.views for n in v.notes],
    ]
    return dice.choice(dice.choice([g for g in groups if g]))


def _single(dice: Dice, workspace: Workspace, spec: FieldSpec) -> Any:
    landscape = workspace.landscape
    if spec.words is not None:
        return dice.choice(list(spec.words))
    if spec.kind is Kind.ZONE:
        return _one(dice, landscape.zone_by_id)
    if spec.kind is Kind.SYSTEM:
        return _one(dice, landscape.system_by_id)
    if spec.kind is Kind.END:
        return _end(dice, workspace)
    if spec.record is not None:
        return _record(dice, workspace, spec.record)
    return _BY_KIND[spec.kind](dice)


def _value(dice: Dice, workspace: Workspace, spec: FieldSpec) -> Any:
    if spec.shape is Shape.MAP:
        keys = [dice.text() for _ in range(dice.randint(0, 2))]
        return immutabledict({k: _single(dice, workspace, spec) for k in keys})
    if spec.shape is Shape.LIST:
        return tuple(_single(dice, workspace, spec) for _ in range(dice.randint(0, 2)))
    return _single(dice, workspace, spec)


def _record(dice: Dice, workspace: Workspace, record: Any) -> Any:
    specs = specs_of(record)
    needed = {name for name, spec in specs.items() if spec.required}
    names = needed | set(_some(dice, [n for n in specs if n != "ids"], 2))
    return record(**{name: _value(dice, workspace, specs[name]) for name in sorted(names)})


def _set_field(dice: Dice, workspace: Workspace) -> Edit:
    target = _target(dice, workspace)
    specs = specs_of(type(record_at(workspace, target)))
    name = _one(dice, [n for n in specs if n not in {"id", "format", "bends", "labels", "positions", "on"}])
    spec, path = specs[name], (name,)
    if spec.record is not None and spec.shape is Shape.ONE and dice.flag():
        inner = _one(dice, [n for n in specs_of(spec.record) if n != "ids"])
        spec, path = specs_of(spec.record)[inner], (name, inner)
    if dice.randint(0, 4) == 0:
        return SetField(target, path, None)
    return SetField(target, path, _value(dice, workspace, spec))


def _add(dice: Dice, workspace: Workspace) -> Edit:
    landscape = workspace.landscape
    zone = dice.choice([None, *landscape.zone_by_id])
    name = dice.maybe_text()
    kind = dice.randint(0, 9)
    if kind <= 2:
        new = fresh_id(dice.id(), landscape.system_by_id)
        endpoints = tuple(Endpoint(id=f"e{i}") for i in range(dice.randint(0, 3)))
        at = dice.choice([None, dice.point()])
        return AddSystem(System(id=new, name=name, zone=zone, endpoints=endpoints), _view(dice, workspace), at)
    if kind == 3:
        return AddZone(Zone(id=dice.id(), name=name, parent=zone), _some(dice, landscape.system_by_id),
                       _some(dice, landscape.zone_by_id, 1))
    if kind == 4:
        system = _one(dice, landscape.system_by_id)
        return AddEndpoint(system, Endpoint(id=dice.id(), name=name), dice.choice([None, 0, 1, 9]))
    if kind <= 6:
        new = fresh_id(dice.id(), landscape.integration_by_id)
        return AddIntegration(Integration(id=new, name=name, from_=_end(dice, workspace), to=_end(dice, workspace),
                                          entities=tuple(dice.text() for _ in range(dice.randint(0, 2)))))
    return _add_beside(dice, workspace, name)


def _add_beside(dice: Dice, workspace: Workspace, name: str | None) -> Edit:
    landscape = workspace.landscape

    def element() -> str:
        return _one(dice, [*landscape.system_by_id, *landscape.integration_by_id, *landscape.zone_by_id,
                           str(_end(dice, workspace))])

    def integration() -> str:
        return _one(dice, landscape.integration_by_id)

    return dice.choice([
        lambda: AddEntity(Entity(id=dice.text())),
        lambda: AddWaiver(Waiver(rule="R-1", on=element(), reason=name)),
        lambda: AddNote(LandscapeNote(id=dice.id(), text=name, on=element())),
        lambda: AddStrategyException(StrategyException(integration=integration(), reason=name)),
        lambda: AddView(View(id=dice.id(), title=name, show=dice.choice([None, Show(ids=(element(),))]))),
        lambda: AddViewNote(_view(dice, workspace), ViewNote(id=dice.id(), text=name, at=dice.point())),
        lambda: AddToView(_view(dice, workspace), _some(dice, landscape.system_by_id, 2)),
    ])()


def _remove(dice: Dice, workspace: Workspace) -> Edit:
    landscape = workspace.landscape

    def elements() -> Edit:
        end = _end(dice, workspace)
        return RemoveElements(_some(dice, landscape.system_by_id, 2), (end,) if end.endpoint else (),
                              _some(dice, landscape.integration_by_id, 2), _some(dice, landscape.zone_by_id, 2))

    return dice.choice([
        elements,
        lambda: RemoveElements(systems=_some(dice, landscape.system_by_id, 1)),
        lambda: RemoveElements(endpoints=tuple(e for e in [_end(dice, workspace)] if e.endpoint)),
        lambda: RemoveElements(integrations=_some(dice, landscape.integration_by_id, 2)),
        lambda: RemoveZone(_one(dice, landscape.zone_by_id)),
        lambda: RemoveView(_one(dice, workspace.view_by_id)),
        lambda: TakeOut(_view(dice, workspace), _some(dice, landscape.system_by_id, 2)),
        lambda: RemoveEntity(_one(dice, [e.id for e in landscape.entities])),
        lambda: RemoveWaiver(dice.randint(0, len(landscape.waivers))),
        lambda: RemoveNote(_one(dice, [n.id for n in landscape.notes])),
        lambda: RemoveViewNote(None, _one(dice, [n.id for n in workspace.view().notes])),
    ])()


def _change(dice: Dice, workspace: Workspace) -> Edit:
    landscape = workspace.landscape

    def integration() -> str:
        return _one(dice, landscape.integration_by_id)

    def set_zone() -> Edit:
        return SetZone(_some(dice, landscape.system_by_id), dice.choice([None, *landscape.zone_by_id]))

    return dice.choice([
        lambda: ChangeId(_target(dice, workspace), dice.id()),
        lambda: ChangeId(_target(dice, workspace), dice.id()),
        lambda: RenameElement(_target(dice, workspace), dice.maybe_text()),
        lambda: Reconnect(integration(), dice.choice(list(Which)), _end(dice, workspace)),
        lambda: SwapEnds(integration(), dice.flag()),
        set_zone,
        lambda: SetTiming((integration(),), dice.choice([None, *Timing])),
        lambda: SetDataFlow((integration(),), dice.choice([None, *DataFlow])),
        lambda: NestZone(_one(dice, landscape.zone_by_id), dice.choice([None, *landscape.zone_by_id])),
        lambda: MoveEndpoint(_end(dice, workspace), dice.randint(0, 3)),
        lambda: Several((SwapEnds(integration()), set_zone()), "Both"),
    ])()


def _place(dice: Dice, workspace: Workspace) -> Edit:
    landscape, view = workspace.landscape, _view(dice, workspace)

    def systems() -> tuple[str, ...]:
        return _some(dice, landscape.system_by_id)

    def zones() -> tuple[str, ...]:
        return _some(dice, landscape.zone_by_id, 2)

    def integration() -> str:
        return _one(dice, landscape.integration_by_id)

    return dice.choice([
        lambda: SetPositions(view, {s: dice.point() for s in systems()}, dice.flag()),
        lambda: SetBends(view, integration(), dice.points()),
        lambda: SetLabelAt(view, integration(), dice.choice([None, dice.point()])),
        lambda: Pin(view, systems(), dice.flag()),
        lambda: Fold(view, (*zones(), *systems()), dice.flag()),
        lambda: Hide(view, (*zones(), integration()), dice.flag()),
        lambda: SetTheme(view, dice.choice([None, "dark"])),
        lambda: SetShow(view, dice.choice([None, Show()])),
        lambda: SetShow(view, Show(systems=systems(), zones=zones())),
        lambda: SetShow(view, Show(ids=(*zones(), *systems()))),
        lambda: ClearPositions(view, systems()),
        lambda: ClearPositions(view),
    ])()


def _paste(dice: Dice, workspace: Workspace) -> Edit:
    systems = _some(dice, workspace.landscape.system_by_id)
    return Paste(copied(workspace, systems), _view(dice, workspace), dice.choice([None, dice.point()]))


def _route(dice: Dice, workspace: Workspace) -> Edit:
    landscape = workspace.landscape
    removed = _some(dice, landscape.integration_by_id, 3)
    there = _one(dice, landscape.systems)
    hub = dice.choice([there.id, System(id=fresh_id(dice.id(), landscape.system_by_id), name=dice.maybe_text())])
    hub_id = hub if isinstance(hub, str) else hub.id
    taken = {e.id for e in there.endpoints}
    channel = fresh_id("topic", taken)
    start = _end(dice, workspace)
    spoke = Integration(id=fresh_id(dice.id(), landscape.integration_by_id), from_=start, to=End(hub_id, channel))
    kept = [i for i in landscape.integration_by_id if i not in removed]
    return RouteThroughHub(
        hub=hub, channels=(Endpoint(id=channel),), spokes=(Spoke(spoke, removed),), removed=removed,
        changed=(SpokeFacts(dice.choice(kept), Volume(per_hour=3), None),) if kept else (),
        shown_in=tuple(v.id for v in workspace.views if dice.flag()),
    )


def random_edit(dice: Dice, workspace: Workspace) -> Edit:
    """An edit of any kind that suits the workspace, or nearly."""
    makers = [_add, _add, _set_field, _set_field, _set_field, _change, _change, _place, _place, _remove, _paste, _route]
    try:
        return dice.choice(makers)(dice, workspace)
    except _NothingThereError:
        return AddSystem(System(id=fresh_id(dice.id(), workspace.landscape.system_by_id)))


def applied(edit: Edit, before: Workspace) -> Workspace | None:
    """What the edit makes of the workspace, or none where it is refused with a sentence."""
    try:
        return edit.apply(before)
    except EditError as told:
        assert len(told.sentence) > 15 and told.sentence[-1] in ".?)", told.sentence
        return None
