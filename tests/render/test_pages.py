"""Drawings on paper: sheets, title block, tiles, PDF pages."""

from __future__ import annotations

import datetime
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from d365arch.errors import ExportError
from d365arch.model import Workspace
from d365arch.model.geometry import Rect
from d365arch.model.view import Page
from d365arch.model.vocabulary import Fit, Orientation
from d365arch.render.pdf import to_pdf
from d365arch.render.svg import to_svg
from d365arch.scene import page
from d365arch.scene.build import Drawing, draw
from d365arch.scene.page import OVERLAP, Book, on_paper
from d365arch.scene.paper import SHEETS
from d365arch.scene.parts import RectPart, Shape, TextPart
from tests.scene.landscapes import CATALOG, northwind


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    made = northwind()
    return replace(made, landscape=replace(made.landscape, version="2.3", date=datetime.date(2026, 3, 1),
                                           authors=("A. Architect", "B. Builder")))


@pytest.fixture(scope="module")
def drawing(workspace: Workspace) -> Drawing:
    return draw(workspace, CATALOG)


def book(drawing: Drawing, workspace: Workspace, **page: object) -> Book:
    return on_paper(drawing, workspace.landscape, workspace.view(), Page(**page))  # type: ignore[arg-type]


def texts(shapes: tuple[Shape, ...]) -> list[str]:
    return [p.text for s in shapes for p in s.parts if isinstance(p, TextPart)]


def pages(data: bytes) -> list[tuple[float, float]]:
    return [(float(w), float(h)) for w, h in re.findall(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", data)]


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("lies", list(Orientation))
def test_a_drawing_lies_within_the_frame_and_off_the_title_block(drawing: Drawing, workspace: Workspace, name: str,
                                                                lies: Orientation) -> None:
    made = book(drawing, workspace, size=name.lower(), orientation=lies)
    (leaf,) = made.leaves
    short, long = SHEETS[name]
    assert made.size == ((long, short) if lies is Orientation.LANDSCAPE else (short, long))
    frame = next(s for s in leaf.shapes if s.id == "frame-1").bounds
    block = next(s for s in leaf.shapes if s.id == "title-block").bounds
    for shape in made.shapes:
        b = shape.bounds
        assert frame.left <= b.left and frame.top <= b.top and b.right <= frame.right and b.bottom <= frame.bottom
        assert not _overlap(b, block), shape.id
    assert frame.right == pytest.approx(block.right)
    assert frame.bottom == pytest.approx(block.bottom)


def _overlap(a: Rect, b: Rect) -> bool:
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom


def test_the_title_block_says_what_is_known(drawing: Drawing, workspace: Workspace) -> None:
    (leaf,) = book(drawing, workspace, size="A3").leaves
    assert {"Northwind Retail", "VERSION", "2.3", "DATE", "2026-03-01", "AUTHORS",
            "A. Architect, B. Builder"} <= set(texts(leaf.shapes))
    bare = replace(workspace.landscape, version=None, date=None, authors=())
    made = on_paper(drawing, bare, workspace.view(), Page(size="A3"))
    assert not {"VERSION", "DATE", "AUTHORS"} & set(texts(made.leaves[0].shapes)), "nothing is made up"


def test_title_and_title_block_do_not_say_it_twice(drawing: Drawing, workspace: Workspace) -> None:
    assert "title" not in {s.id for s in book(drawing, workspace, size="A3").shapes}
    bare = book(drawing, workspace, size="A3", title_block=False, frame=False)
    assert "title" in {s.id for s in bare.shapes}
    assert bare.leaves[0].shapes == ()


def test_marks_name_the_fields_of_the_frame(drawing: Drawing, workspace: Workspace) -> None:
    made = book(drawing, workspace, size="A3", marks=True)
    frame = next(s for s in made.leaves[0].shapes if s.id == "frame-1")
    said = texts((frame,))
    assert said.count("A") == said.count("1") == 2


def test_tiles_overlap_and_cover_everything(drawing: Drawing, workspace: Workspace) -> None:
    made = book(drawing, workspace, size="A4", fit=Fit.TILES, orientation=Orientation.LANDSCAPE)
    assert made.scale == pytest.approx(1.0)
    assert len(made.leaves) == 4
    for shape in made.shapes:
        for corner in ((shape.bounds.left, shape.bounds.top), (shape.bounds.right, shape.bounds.bottom)):
            assert any(leaf.area.grown(0.01).contains(type(shape.bounds.center)(*corner)) for leaf in made.leaves)
    first, second = made.leaves[0].area, made.leaves[1].area
    assert first.right - second.left == pytest.approx(OVERLAP * 96 / 25.4)
    assert "2 / 4" in texts(made.leaves[1].shapes)
    assert {"1", "4"} <= set(texts(made.leaves[1].shapes)), "it names the sheets that follow on"


def test_a_share_makes_fewer_tiles_and_small_drawings_one_sheet(drawing: Drawing, workspace: Workspace) -> None:
    assert len(book(drawing, workspace, size="A4", fit=Fit.TILES, scale=2.0).leaves) > 4
    assert len(book(drawing, workspace, size="A0", fit=Fit.TILES).leaves) == 1
    wide = book(drawing, workspace, size="A4", fit=Fit.WIDTH, orientation=Orientation.PORTRAIT)
    assert len({leaf.paper.x for leaf in wide.leaves}) == 1


def test_unknown_sheets_and_margins_are_sentences(drawing: Drawing, workspace: Workspace) -> None:
    with pytest.raises(ExportError, match='no sheet "B5"; choose A4'):
        book(drawing, workspace, size="B5")
    with pytest.raises(ExportError, match="leaves no room on A4"):
        book(drawing, workspace, size="A4", margin=90.0)


def test_a_scale_of_nothing_is_the_least_one(drawing: Drawing, workspace: Workspace) -> None:
    least, small = (book(drawing, workspace, size="A4", fit=Fit.TILES, scale=each).scale for each in (0.0, 0.05))
    assert least == pytest.approx(small)
    assert small < 0.1


def test_a_pdf_has_a_page_for_each_sheet(drawing: Drawing, workspace: Workspace) -> None:
    made = book(drawing, workspace, size="A4", fit=Fit.TILES, orientation=Orientation.LANDSCAPE)
    data = to_pdf(drawing.scene, made)
    assert pages(data) == [pytest.approx((841.89, 595.28), abs=0.1)] * 4
    assert data == to_pdf(drawing.scene, made)


def test_pdf_text_can_be_searched(drawing: Drawing, workspace: Workspace, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine")
    file = tmp_path / "x.pdf"
    file.write_bytes(to_pdf(drawing.scene, book(drawing, workspace, size="A3")))
    said = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    assert "A. Architect, B. Builder" in said


def test_a_single_sheet_is_a_picture_in_mm(drawing: Drawing, workspace: Workspace) -> None:
    made = book(drawing, workspace, size="A3")
    svg = to_svg(made.sheet())
    assert 'width="420mm" height="297mm"' in svg
    assert "2026-03-01" in svg
    assert svg == to_svg(made.sheet())


def test_sheets_are_pictures_of_their_own_that_show_their_part(drawing: Drawing, workspace: Workspace) -> None:
    made = book(drawing, workspace, size="A4", fit=Fit.TILES, orientation=Orientation.LANDSCAPE)
    sheets = [made.sheet(number) for number in range(1, len(made.leaves) + 1)]
    for number, sheet in enumerate(sheets, 1):
        assert f"{number} / {len(sheets)}" in texts(sheet.shapes)
    assert {s.id for sheet in sheets for s in sheet.shapes} >= {s.id for s in made.shapes}
    assert len(sheets[-1].shapes) < len(made.shapes) / 2
    for sheet, leaf in zip(sheets, made.leaves, strict=True):
        border = next(s for s in sheet.shapes if s.id == "border")
        covered = sum(p.rect.width * p.rect.height for p in border.parts if isinstance(p, RectPart))
        area = leaf.area.width * leaf.area.height
        assert covered + area == pytest.approx(leaf.paper.width * leaf.paper.height)


def test_too_many_sheets_are_refused(drawing: Drawing, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MOST_SHEETS", 3)
    with pytest.raises(ExportError, match="choose a larger sheet or a smaller scale"):
        book(drawing, workspace, size="A4", fit=Fit.TILES)
