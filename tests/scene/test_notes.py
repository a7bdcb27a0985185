"""Notes as shapes: broken lines, places, free text, and the line to what they are about."""

from __future__ import annotations

import dataclasses

from d365arch.model import Point, Size, ViewNote, Workspace
from d365arch.model.vocabulary import NoteStyle
from d365arch.render.svg import to_svg
from d365arch.scene.build import Drawing, draw
from d365arch.scene.notes import LEAST_NOTE, note_rect
from d365arch.scene.parts import Element, LinePart, RectPart, Shape, TextPart
from tests.scene.landscapes import CATALOG, northwind


def drawn(*notes: ViewNote, **view: object) -> Drawing:
    workspace = northwind()
    changed = dataclasses.replace(workspace.view(), notes=notes, **view)  # type: ignore[arg-type]
    return draw(Workspace(workspace.landscape, (changed,)), CATALOG)


def shapes(drawing: Drawing, note: str) -> list[Shape]:
    return [s for s in drawing.scene.shapes if s.element == Element(kind="note", id=note)]


def texts(shape: Shape) -> list[str]:
    return [p.text for p in shape.parts if isinstance(p, TextPart)]


def test_line_breaks_of_the_person_stay_and_long_lines_are_broken() -> None:
    text = "One\n\nTwo is a line that is far too long for a note of this width"
    note = ViewNote(id="n", text=text, at=Point(0, -300), size=Size(160, 20))
    [shape] = shapes(drawn(note), "n")
    lines = texts(shape)
    assert lines[0] == "One" and len(lines) >= 3
    assert all(p.width <= 140 for p in shape.parts if isinstance(p, TextPart))
    tops = [p.at.y for p in shape.parts if isinstance(p, TextPart)]
    assert tops[1] - tops[0] == 2 * (tops[2] - tops[1]), "the empty line takes room"
    assert note_rect(note, Point(0, -300)).height > 20, "it is as high as its text"


def test_free_text_has_no_paper() -> None:
    plain = ViewNote(id="n", text="Heading", style=NoteStyle.PLAIN, at=Point(0, -200))
    [shape] = shapes(drawn(plain), "n")
    assert not [p for p in shape.parts if isinstance(p, RectPart)]
    assert texts(shape) == ["Heading"]


def test_notes_without_a_place_stand_below_the_drawing() -> None:
    found = drawn(ViewNote(id="a", text="A"), ViewNote(id="b", text="B"))
    a, b = (shapes(found, n)[0].bounds for n in "ab")
    assert a.top >= found.placement.bounds.bottom and b.top > a.bottom
    assert found.scene.bounds.covers(b)


def test_a_line_leads_to_what_a_note_is_about() -> None:
    for on, target in (("fo", "system"), ("channels", "zone"), ("labels", "integration")):
        found = drawn(ViewNote(id="n", text="Here", at=Point(-600, -600), on=on))
        leader, note = shapes(found, "n")
        assert leader.path and [p for p in leader.parts if isinstance(p, LinePart)]
        assert note_rect(ViewNote(id="n", text="Here"), Point(-600, -600)).grown(0.1).contains(leader.path[0])
        rect = {"system": found.placement.boxes.get(on), "zone": found.placement.zones.get(on),
                "integration": found.placement.routes[on].label if on in found.placement.routes else None}[target]
        assert rect is not None and rect.grown(0.1).contains(leader.path[1]), on
        assert note.title == "Note"


def test_no_line_to_what_is_not_drawn_or_touches() -> None:
    assert len(shapes(drawn(ViewNote(id="n", text="x", at=Point(-600, 0), on="fo"), hide=("fo",)), "n")) == 1
    box = drawn().placement.boxes["fo"]
    on_it = ViewNote(id="n", text="x", at=Point(box.x + 4, box.y + 4), on="fo", size=Size(60, 20))
    assert len(shapes(drawn(on_it), "n")) == 1


def test_a_folded_zone_stands_for_its_systems() -> None:
    found = drawn(ViewNote(id="n", text="x", at=Point(-900, -900), on="shop"), folded=("channels",))
    leader = shapes(found, "n")[0]
    assert found.placement.boxes["zone.channels"].grown(0.1).contains(leader.path[1])


def test_notes_are_text_in_the_svg() -> None:
    svg = to_svg(drawn(ViewNote(id="n", text="5 < 6 & more", at=Point(0, -200), on="fo")).scene)
    assert 'id="note-n"' in svg and 'id="leader-n"' in svg
    assert "5 &lt; 6 &amp; more" in svg


def test_a_note_is_as_high_as_a_person_made_it() -> None:
    assert note_rect(ViewNote(id="n", text="One", size=Size(10, 90)), Point(5, 6)) == (5, 6, LEAST_NOTE, 90)
