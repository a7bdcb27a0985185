"""The commands export and layout, as processes of one call."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from d365arch.cli.main import run

SAMPLE = Path(__file__).parents[2] / "samples" / "northwind-as-is.yaml"


@pytest.fixture
def landscape(tmp_path: Path) -> Path:
    file = tmp_path / "shop.yaml"
    file.write_text("""\
d365arch: 1
name: Shop    # kept
systems:
  - {id: fo, name: Finance, type: d365.finance-operations, endpoints: [{id: odata, type: fo.odata}]}
  - {id: shop, name: Web shop, type: other.e-commerce}
integrations:
  - {id: orders, name: Orders, from: shop, to: fo.odata}
views:
  - {id: main}
  - {id: small, hide: [shop], page: {size: A4}}
""", encoding="utf-8")
    return file


def test_every_ending_gives_its_format(landscape: Path) -> None:
    starts = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF", "dot": b"digraph", "json": b"{"}
    for ending, start in starts.items():
        out = landscape.with_suffix(f".{ending}")
        assert run(["export", str(landscape), "-o", str(out)]) == 0
        assert out.read_bytes().startswith(start)
    assert json.loads(landscape.with_suffix(".json").read_text())["integrations"][0]["id"] == "orders"
    assert {p.suffix for p in landscape.parent.iterdir()} == {".yaml", *(f".{e}" for e in starts)}, "left over"


def test_view_theme_scale_and_page_are_used(landscape: Path) -> None:
    out = landscape.with_name("small.svg")
    assert run(["export", str(landscape), "-o", str(out), "--view", "small", "--theme", "dark"]) == 0
    text = out.read_text(encoding="utf-8")
    assert "Finance" in text
    assert "Web shop" not in text
    assert "#12151C" in text
    sizes = []
    for scale in ("1", "2"):
        png = landscape.with_name(f"{scale}.png")
        assert run(["export", str(landscape), "-o", str(png), "--scale", scale]) == 0
        sizes.append(Image.open(io.BytesIO(png.read_bytes())).size[0])
    assert sizes[1] == pytest.approx(2 * sizes[0], abs=2)
    pdf = landscape.with_name("small.pdf")
    assert run(["export", str(landscape), "-o", str(pdf), "--view", "small"]) == 0
    assert b"841.8" in pdf.read_bytes()


def test_a_picture_is_set_on_a_sheet(landscape: Path) -> None:
    def pages(*more: str) -> list[tuple[int, int]]:
        out = landscape.with_name("sheet.pdf")
        assert run(["export", str(landscape), "-o", str(out), "--force", *more]) == 0
        found = re.findall(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", out.read_bytes())
        return [(round(float(w)), round(float(h))) for w, h in found]

    assert pages("--page", "A3", "--portrait") == [(842, 1191)]
    assert pages("--page", "a4", "--landscape", "--tiles", "300%") == [(842, 595)] * 2
    assert pages("--page", "Slide") == [(960, 540)]
    assert pages("--view", "small") == [(842, 595)]
    assert pages("--view", "small", "--page", "none") != [(842, 595)]
    svg = landscape.with_name("sheet.svg")
    assert run(["export", str(landscape), "-o", str(svg), "--page", "A3"]) == 0
    assert 'width="420mm"' in svg.read_text(encoding="utf-8")


def test_an_overview_draws_zones_as_boxes(tmp_path: Path) -> None:
    out = tmp_path / "x.json"
    assert run(["export", str(SAMPLE), "-o", str(out), "--overview"]) == 0
    data = json.loads(out.read_text(encoding="utf-8"))
    assert data["systems"] == []
    assert all(zone["rect"] for zone in data["zones"])
    routes = [tuple(map(tuple, i["route"])) for i in data["integrations"] if i["route"] is not None]
    assert len(set(routes)) < 15 < len(routes), "every integration is found on the line that stands for it"
    assert run(["export", str(SAMPLE), "-o", str(out), "--overview", "--view", "nope", "--force"]) == 2


def test_the_engine_can_be_chosen(landscape: Path) -> None:
    out = landscape.with_suffix(".svg")
    assert run(["export", str(landscape), "-o", str(out), "--engine", "graphviz"]) == 0
    assert "line-orders" in out.read_text(encoding="utf-8")


def test_nothing_is_overwritten_without_force(landscape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = landscape.with_suffix(".svg")
    out.write_text("mine")
    assert run(["export", str(landscape), "-o", str(out)]) == 2
    assert out.read_text() == "mine"
    assert "--force" in capsys.readouterr().err
    assert run(["export", str(landscape), "-o", str(out), "--force"]) == 0
    assert out.read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize(("more", "words"), [
    (["-o", "x.gif"], "use .svg, .png, .pdf, .dot or .json"),
    (["-o", "picture"], "has no ending"),
    (["-o", "x.svg", "--view", "smal"], 'did you mean "small"'),
    (["-o", "x.svg", "--theme", "sepia"], "light, dark, color-blind"),
    (["-o", "x.svg", "--engine", "magic"], "engine"),
    (["-o", "x.png", "--scale", "900"], "--scale"),
    (["-o", "x.pdf", "--page", "B5"], "choose A4"),
    (["-o", "x.pdf", "--portrait"], "add --page A4"),
    (["-o", "x.pdf", "--page", "A4", "--tiles", "many"], "20% or 0.2"),
    (["-o", "no/such/folder/x.svg"], "folder"),
])
def test_wrong_wishes_are_told_and_write_nothing(landscape: Path, monkeypatch: pytest.MonkeyPatch, more: list[str],
                                                 words: str, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(landscape.parent)
    assert run(["export", str(landscape), *more]) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert "Traceback" not in told.err
    assert [p.name for p in landscape.parent.iterdir()] == ["shop.yaml"]


def test_sheets_become_numbered_files_that_overwrite_nothing(landscape: Path,
                                                             capsys: pytest.CaptureFixture[str]) -> None:
    out = landscape.with_name("x.svg")
    command = ["export", str(landscape), "-o", str(out), "--page", "A4", "--tiles", "200%"]
    out.with_name("x-2.svg").write_text("mine", encoding="utf-8")
    assert run(command) == 2
    assert '"' + str(out.with_name("x-2.svg")) + '" is there already' in capsys.readouterr().err
    assert {p.name for p in landscape.parent.iterdir()} == {"shop.yaml", "x-2.svg"}
    assert run([*command, "--force"]) == 0
    sheets = sorted(landscape.parent.glob("x*.svg"))
    assert [p.name for p in sheets] == [f"x-{n}.svg" for n in range(1, len(sheets) + 1)]
    assert len(sheets) > 1
    assert all(f"{n} / {len(sheets)}" in p.read_text(encoding="utf-8") for n, p in enumerate(sheets, 1))
    assert f"{len(sheets)} sheets" in capsys.readouterr().err


def test_export_of_the_sample_is_the_same_twice(tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        assert run(["export", str(SAMPLE), "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_layout_stores_places_and_touches_nothing_else(landscape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = landscape.read_text(encoding="utf-8").splitlines()
    assert run(["layout", str(landscape)]) == 0
    assert "Placed 2 systems" in capsys.readouterr().out
    after = landscape.read_text(encoding="utf-8")
    assert "positions" in after
    assert set(before) - set(after.splitlines()) <= {"  - {id: main}"}
    assert run(["layout", str(landscape)]) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert landscape.read_text(encoding="utf-8") == after


def test_layout_keeps_what_is_placed_unless_all_is_asked(landscape: Path) -> None:
    from d365arch.io.files import read_workspace

    text = landscape.read_text(encoding="utf-8").replace("{id: main}", "{id: main, positions: {shop: [900, 700]}}")
    landscape.write_text(text, encoding="utf-8")
    assert run(["layout", str(landscape)]) == 0
    positions = read_workspace(landscape).workspace.view().positions
    assert positions["shop"] == (900, 700)
    assert set(positions) == {"shop", "fo"}
    assert run(["layout", str(landscape), "--all"]) == 0
    assert read_workspace(landscape).workspace.view().positions["shop"] != (900, 700)


def test_layout_into_another_file(landscape: Path) -> None:
    out = landscape.with_name("placed.yaml")
    before = landscape.read_bytes()
    assert run(["layout", str(landscape), "-o", str(out)]) == 0
    assert landscape.read_bytes() == before
    assert "positions" in out.read_text(encoding="utf-8")
    assert run(["layout", str(landscape), "-o", str(out)]) == 2
    assert run(["layout", str(landscape), "-o", str(out), "--force"]) == 0


def test_layout_of_the_sample_gives_readable_positions(tmp_path: Path) -> None:
    file = tmp_path / "n.yaml"
    shutil.copy(SAMPLE, file)
    assert run(["layout", str(file)]) == 0
    added = set(file.read_text(encoding="utf-8").splitlines()) - set(SAMPLE.read_text(encoding="utf-8").splitlines())
    assert "      finance: [" in "\n".join(sorted(added))
    assert all("." not in line for line in added), "whole px"


@pytest.mark.parametrize("word", ["owner", "severity", "volume"])
def test_perspective_and_line_width_are_drawn(landscape: Path, word: str) -> None:
    out = landscape.with_suffix(".svg")
    assert run(["export", str(landscape), "-o", str(out), "--perspective", word, "--line-width", "volume"]) == 0
    text = out.read_text(encoding="utf-8")
    heading = {"owner": "OWNER: SYSTEMS", "severity": "GRAVEST FINDING", "volume": "MESSAGES AN HOUR"}[word]
    assert heading in text
    assert "not analyzed" not in text


def test_a_theme_that_is_not_there_is_a_warning_of_check(landscape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = landscape.read_text(encoding="utf-8")
    landscape.write_text(text.replace("views:\n", "views:\n  - {id: odd, theme: drak}\n", 1)
                         if "views:\n" in text else f"{text}views:\n  - {{id: odd, theme: drak}}\n", encoding="utf-8")
    run(["check", str(landscape)])
    assert 'view "odd" has the unknown theme "drak"; did you mean "dark"' in capsys.readouterr().out
