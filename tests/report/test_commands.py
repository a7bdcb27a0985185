"""`d365arch analyze` and `d365arch report` as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from d365arch.cli.main import run

LANDSCAPE = """\
d365arch: 1
name: Shops
systems:
  - {id: erp, name: Finance, type: d365.finance, endpoints: [{id: odata, type: fo.odata}]}
  - {id: web, name: Web shop}
  - {id: crm, name: CRM}
integrations:
  - {id: orders, name: Orders, from: web, to: erp.odata, entities: [Order]}
  - {id: orders-2, name: Orders again, from: web, to: erp.odata, entities: [Order]}
  - {id: prices, from: crm, to: erp.odata, data: pull, entities: [Price]}
views:
  - {id: main, title: Whole landscape}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "shops.yaml"
    path.write_text(LANDSCAPE, encoding="utf-8")
    return path


def test_analyze_prints_figures_and_advice(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["analyze", str(file)]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("Shops: ")
    assert "Duplicate integration" in told.out
    assert told.err == ""


def test_analyze_json_has_every_figure(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["analyze", str(file), "--json", "--betweenness"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert plain["metrics"]["direct_links"] == 3
    assert plain["metrics"]["duplicates"] == 1
    assert plain["structure"]["betweenness_estimated"] is False


@pytest.mark.parametrize(("level", "code"), [("violation", 0), ("warning", 1), ("info", 1)])
def test_analyze_fails_on_the_severity_asked_for(
    file: Path, level: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["analyze", str(file), "--fail-on", level]) == code


def test_unusable_settings_are_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(LANDSCAPE + "strategy: {costs: {hup: 3}, thresholds: {R-201.warn: many}}\n", encoding="utf-8")
    assert run(["analyze", str(file)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert 'strategy.costs has the unknown name "hup"' in told.err
    assert 'strategy.thresholds.R-201.warn is "many"' in told.err


def test_a_landscape_without_integrations_is_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("d365arch: 1\n", encoding="utf-8")
    assert run(["analyze", str(path)]) == 0
    assert run(["report", str(path), "-o", str(tmp_path / "empty.html")]) == 0
    assert "no findings" in capsys.readouterr().out


@pytest.mark.parametrize("ending", ["html", "md", "json"])
def test_report_writes_the_file_and_prints_a_summary(
    file: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    output = file.with_name(f"report.{ending}")
    assert run(["report", str(file), "-o", str(output)]) == 0
    told = capsys.readouterr()
    assert "- 3 systems with 3 direct links" in told.out
    text = output.read_text(encoding="utf-8")
    assert "Shops" in text
    assert run(["report", str(file), "-o", str(output)]) == 2
    assert "left alone" in capsys.readouterr().err
    assert run(["report", str(file), "-o", str(output), "--force"]) == 0
    assert output.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("arguments", "words"), [
    (["-o", "report.docx"], "use .html, .md, .pdf, .json or .sarif"), (["-o", "report"], "has no ending"),
    (["-o", "report.html", "--view", "nowhere"], 'no view "nowhere"'),
    (["-o", "report.html", "--theme", "pink"], "pink"),
    (["-o", "report.html", "--time-limit", "0"], "The time limit is 0 seconds"),
    (["-o", "report.html", "--time-limit", "nan"], "The time limit is nan seconds"),
])
def test_report_tells_what_is_wrong(
    file: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(file.parent)
    assert run(["report", str(file), *arguments]) == 2
    assert words in capsys.readouterr().err
    assert [p.name for p in file.parent.iterdir()] == [file.name]
