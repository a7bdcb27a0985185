"""What a picture holds that a legend explains, counted, and which elements each entry of the legend stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from d365arch.model.vocabulary import DataFlow, LineWidth, Perspective, Platform, Role, Timing
from d365arch.scene.looks import BoxLook, LineLook
from d365arch.scene.palette import Category
from d365arch.scene.parts import Element
from d365arch.scene.perspective import FOR_BOXES, WIDTHS, Coloring, rate_of, volume_class

PLATFORM_NAMES = {Platform.FINANCE_OPERATIONS: "Finance and Operations", Platform.DATAVERSE: "Dataverse",
                  Platform.BOTH: "both platforms"}


@dataclass(frozen=True, slots=True)
class Tally:
    """A category with how many systems and integrations belong to it."""

    category: Category
    systems: int
    lines: int


@dataclass(frozen=True)
class Present:
    """What a picture holds that a legend explains; equal pictures have equal legends."""

    timings: tuple[tuple[Timing | None, int], ...]
    tabs: tuple[Timing, ...]
    outbound: bool
    inbound: bool
    against: bool
    both: bool
    mutual: bool
    through: bool
    inactive: int
    platforms: tuple[Platform, ...]
    hubs: bool
    channels: bool
    perspective: Perspective = Perspective.TIMING
    categories: tuple[Tally, ...] = ()
    widths: tuple[tuple[int | None, int], ...] = ()
    warned: int = 0
    """How many integrations contradict the catalog."""


def present(boxes: Collection[BoxLook], lines: Collection[LineLook], coloring: Coloring) -> Present:
    """What occurs among the boxes and lines that are drawn."""
    counts = Counter([line.timing for line in lines if not line.parts])
    for line in lines:
        if line.parts:
            counts.update(dict(line.tally) if line.mixed else {line.timing: line.count})
    tabs = {t for b in boxes for r in b.rows for t in r.timings}
    platforms = {b.platform for b in boxes if b.role is not Role.HUB}
    calm = coloring.perspective is not Perspective.TIMING
    return Present(
        tabs=tuple(t for t in Timing if t in tabs and t not in counts),
        timings=tuple((t, counts[t]) for t in (*Timing, None) if t in counts),
        outbound=any(r.outbound for b in boxes for r in b.rows), inbound=any(r.inbound for b in boxes for r in b.rows),
        against=any(line.data is DataFlow.PULL for line in lines),
        both=any(line.data is DataFlow.BOTH and not line.mutual for line in lines),
        mutual=any(line.mutual for line in lines), through=any(line.via for line in lines),
        inactive=sum(line.count for line in lines if not line.active),
        platforms=() if calm else tuple(p for p in PLATFORM_NAMES if p in platforms),
        hubs=any(b.role is Role.HUB for b in boxes), channels=any(b.role is Role.HUB and b.rows for b in boxes),
        perspective=coloring.perspective, categories=_tallies(coloring), widths=_widths(lines, coloring),
        warned=sum(bool(each.against) for line in lines if line.against for each in line.integrations),
    )


def _tallies(coloring: Coloring) -> tuple[Tally, ...]:
    return tuple(Tally(category, coloring.tinted.get(key, 0), coloring.drawn.get(key, 0))
                 for key, category in coloring.categories.items() if key in coloring.drawn or key in coloring.tinted)


def _widths(lines: Iterable[LineLook], coloring: Coloring) -> tuple[tuple[int | None, int], ...]:
    if coloring.width is not LineWidth.VOLUME:
        return ()
    counts: Counter[int | None] = Counter()
    for line in lines:
        counts[volume_class(rate_of(line))] += line.count
    return tuple((step, counts[step]) for step in (*range(len(WIDTHS)), None) if step in counts)


def uncounted(boxes: Collection[BoxLook], lines: Collection[LineLook]) -> dict[str, int]:
    """How many elements the entries stand for that a legend lists without a count, by the key of the entry."""
    each = [one for line in lines for one in line.integrations]
    hubs = [box for box in boxes if box.role is Role.HUB]
    found = Counter([f"direction:{one.traits.direction}" for one in each])
    found.update(f"platform:{box.platform}" for box in boxes if box.role is not Role.HUB)
    found.update({
        "data:": sum(one.data is not DataFlow.PUSH and not one.mutual for one in each),
        "line:mutual": sum(line.mutual for line in lines), "line:through": sum(bool(line.via) for line in lines),
        "hub:": len(hubs), "hub:channels": sum(bool(box.rows) for box in hubs),
    })
    return found


def told_alike(then: Mapping[str, BoxLook] | Mapping[str, LineLook],
               now: Mapping[str, BoxLook] | Mapping[str, LineLook]) -> bool:
    """Whether a legend tells the same of two states of what is drawn; only what is not the same object is compared."""
    if then is now:
        return True
    if len(then) != len(now):
        return False
    changed = [key for key, look in now.items() if then.get(key) is not look]
    return all(key in then and _told(then[key]) == _told(now[key]) for key in changed)


def _told(look: BoxLook | LineLook) -> tuple[object, ...]:
    """What a legend may tell of a system or an integration."""
    if isinstance(look, LineLook):
        return (look.timing, look.data, look.mutual, look.active, look.count, look.mixed, look.traits, look.parts,
                look.via, bool(look.against))
    return (look.platform, look.role, look.traits, look.holds,
            *((row.timings, row.outbound, row.inbound) for row in look.rows))


def elements_of(key: str, boxes: Mapping[str, BoxLook], lines: Mapping[str, LineLook],
                coloring: Coloring) -> tuple[Element, ...]:
    """The elements that an entry of the legend stands for, by the key of its item; systems before integrations."""
    group, _, value = key.partition(":")
    of_lines = group in ("category", "width", "line") and value != "warned"
    found = [_element_of_box(box) for box in boxes.values() if _box_is(box, group, value, coloring)]
    for line in lines.values():
        found += [Element(kind="integration", id=each.id) for each in line.integrations
                  if _line_is(line if of_lines else each, group, value, coloring)]
    return tuple(dict.fromkeys(found))


def _element_of_box(box: BoxLook) -> Element:
    return Element(kind=box.kind, id=box.id.partition(".")[2] if box.holds else box.id)


def _box_is(box: BoxLook, group: str, value: str, coloring: Coloring) -> bool:
    match group:
        case "category":
            found = coloring.box(box) if coloring.perspective in FOR_BOXES else None
            return found is not None and found.key == value
        case "platform":
            return box.role is not Role.HUB and box.platform == value
        case "hub":
            return box.role is Role.HUB and (value != "channels" or bool(box.rows))
    return False


def _line_is(line: LineLook, group: str, value: str, coloring: Coloring) -> bool:
    test = _LINE_TESTS.get(group)
    return test is not None and test(line, value, coloring)


def _has_category(line: LineLook, value: str, coloring: Coloring) -> bool:
    found = coloring.line(line)
    return found is not None and found.key == value


def _has_width(line: LineLook, value: str, _coloring: Coloring) -> bool:
    step = volume_class(rate_of(line))
    return ("" if step is None else str(step)) == value


_LINE_TESTS: dict[str, Callable[[LineLook, str, Coloring], bool]] = {
    "category": _has_category,
    "width": _has_width,
    "direction": lambda line, value, _: line.traits.direction == value,
    "timing": lambda line, value, _: any((each.timing or "") == value
                                         for each in (line.parts if line.mixed else (line,))),
    "data": lambda line, _value, _coloring: line.data is not DataFlow.PUSH and not line.mutual,
    "line": lambda line, value, _: {"off": not line.active, "mutual": line.mutual, "through": bool(line.via),
                                    "warned": bool(line.against)}[value],
}
