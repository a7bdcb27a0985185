"""Bundles: several lines drawn as one, with a count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from d365arch.model.geometry import Size
from d365arch.model.vocabulary import DataFlow
from d365arch.scene.frame import counted
from d365arch.scene.looks import LABEL_FONT, PILL_HEIGHT, PILL_PAD, PILL_WARNING, LineLook, pill_marks
from d365arch.scene.text import measure

TALLY_GAP = 7.0
TALLY_TAB = 5.0
TALLY_ROOM = 3.0
"""In a pill, before each timing's tab, its width, and between it and its count."""


def at_boxes(lines: dict[str, LineLook], inside: dict[str, str]) -> dict[str, LineLook]:
    """The lines with their ends at folded boxes; those within one box are gone."""
    if not inside:
        return lines
    found = {}
    for key, line in lines.items():
        source, target = inside.get(line.source, line.source), inside.get(line.target, line.target)
        if source == target and line.source in inside:
            continue
        found[key] = line if (source, target) == (line.source, line.target) else replace(
            line, source=source, target=target, source_row=None if line.source in inside else line.source_row,
            target_row=None if line.target in inside else line.target_row)
    return found


def alike(lines: dict[str, LineLook], boxes: set[str]) -> dict[str, LineLook]:
    """The lines with those that run alike to one of these boxes as one."""
    groups: dict[tuple[object, ...], list[LineLook]] = {}
    for line in lines.values():
        key: tuple[object, ...] = (line.id,)
        if line.source in boxes or line.target in boxes:
            key = (line.source, line.source_row, line.target, line.target_row, line.timing, line.data, line.mutual,
                   line.active, line.via)
        groups.setdefault(key, []).append(line)
    return _bundles(groups.values(), short=False)


def of_pairs(lines: dict[str, LineLook], *, short: bool) -> dict[str, LineLook]:
    """One line for all that join the same two boxes; `short` leaves the word out of its label."""
    groups: dict[tuple[str, ...], list[LineLook]] = {}
    for line in lines.values():
        groups.setdefault(tuple(sorted((line.source, line.target))), []).append(line)
    return _bundles(groups.values(), short=short)


def _bundles(groups: Iterable[list[LineLook]], *, short: bool) -> dict[str, LineLook]:
    made = (_bundle(group, short) if len(group) > 1 else group[0] for group in groups)
    return {line.id: line for line in made}


def _bundle(group: list[LineLook], short: bool) -> LineLook:
    """The line for several that join the same two boxes; it runs the way that most of them do."""
    first = group[0]
    forth = [line for line in group if line.source == first.source]
    back = [line for line in group if line.source != first.source]
    if len(back) > len(forth):
        forth, back = back, forth
    lead = forth[0]
    timings = {line.timing for line in group}
    mixed = len(timings) > 1
    data = {line.data for line in group}
    both_ways = bool(back) or any(line.mutual for line in group)
    said = counted(len(group), _word(group))
    bundle = replace(
        lead, id=f"bundle.{first.id}", label=f"{len(group):,}" if short else said, title=said,
        timing=None if mixed else lead.timing, mixed=mixed, mutual=both_ways,
        data=data.pop() if len(data) == 1 else DataFlow.BOTH, active=any(line.active for line in group),
        source_row=_common([*(each.source_row for each in forth), *(each.target_row for each in back)]),
        target_row=_common([*(each.target_row for each in forth), *(each.source_row for each in back)]),
        says=_says(group), parts=tuple(group), count=len(group),
        via=lead.via if all(line.via for line in group) else "",
        against=" ".join(dict.fromkeys(line.against for line in group if line.against)),
    )
    return replace(bundle, size=Size(-(-_width(bundle) // 1), PILL_HEIGHT))


def _says(group: list[LineLook]) -> str:
    """What a bundle holds, by name, and which of it contradicts the catalog."""
    names = "; ".join(line.title for line in group)
    wrong = ", ".join(line.title for line in group if line.against)
    return f"{names}. Against the catalog: {wrong}" if wrong else names


def _word(group: list[LineLook]) -> str:
    flows = sum(bool(line.via) for line in group)
    return "integration" if not flows else "flow" if flows == len(group) else "connection"


def _common(rows: list[str | None]) -> str | None:
    return rows[0] if len(set(rows)) == 1 else None


def _width(line: LineLook) -> float:
    width = measure(line.label, LABEL_FONT) + 2 * PILL_PAD
    if not line.mutual:
        width += pill_marks(line.data)
    if line.against:
        width += PILL_WARNING
    if line.mixed:
        width += sum(tally_width(count) for _, count in line.tally)
    return width


def tally_width(count: int) -> float:
    """Room in a pill for one timing with its count."""
    return TALLY_GAP + TALLY_TAB + TALLY_ROOM + measure(f"{count:,}", LABEL_FONT)
