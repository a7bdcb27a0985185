"""The command check: findings with places, JSON by its schema, SARIF, baselines, waivers, exit codes, explanations."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from d365arch.analysis.finding import Finding
from d365arch.cli.main import run
from d365arch.model.vocabulary import Severity
from d365arch.report.baseline import Compared, Entry, compare, entries_of

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "samples").glob("*.yaml"))
SCHEMA = json.loads((ROOT / "docs" / "check.schema.json").read_text(encoding="utf-8"))
TODAY = ["--today", "2026-11-23"]
TICKETS = """\
d365arch: 1
name: Shops
systems:
  - {id: pos, name: Tills, type: other.pos, owner: Stores}
  - id: fo
    name: Finance
    type: d365.finance
    owner: ERP
    endpoints:
      - {id: odata, type: fo.odata}
integrations:
  - id: tickets
    name: Tickets
    from: pos
    to: fo.odata
    data: push
    timing: synchronous
    answer_needed: false
"""
WAIVER = ("waivers:\n  - {rule: R-101, on: tickets, owner: A. Architect, reason: replaced in spring, "
          "until: 2027-06-30}\n")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f.yaml").write_text(TICKETS, encoding="utf-8")
    return tmp_path


def checked(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["check", *arguments, "--json", *TODAY]) == code
    plain: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.validate(plain, SCHEMA)
    return plain


def of_rule(plain: dict[str, Any], rule: str) -> dict[str, Any]:
    return next(f for f in plain["findings"] if f["id"] == rule)


def test_a_finding_is_told_with_its_place_and_what_to_do(folder, capsys):
    assert run(["check", "f.yaml", *TODAY]) == 0
    lines = capsys.readouterr().out.splitlines()
    number = next(n for n, text in enumerate(lines) if text.startswith("f.yaml:12:5: warning R-101: "))
    assert '"Tickets" (Tills to Finance)' in lines[number]
    assert lines[number + 1].startswith("    ")
    assert lines[number + 2].startswith("    Source: S05 ")
    heading = next(text for text in lines if text.startswith("Warnings ("))
    assert lines.index(heading) < number


def test_what_is_not_stated_is_counted_and_listed_when_asked_for(folder, capsys):
    assert run(["check", "f.yaml", *TODAY]) == 0
    told = capsys.readouterr().out
    assert "Not stated (" in told
    assert ": unstated " not in told
    assert run(["check", "f.yaml", "--fail-on", "unstated", *TODAY]) == 1
    assert ": unstated P-" in capsys.readouterr().out


def test_the_counts_of_the_text_and_the_json_agree(folder, capsys):
    counts = checked(capsys, "f.yaml")["counts"]
    assert run(["check", "f.yaml", *TODAY]) == 0
    told = capsys.readouterr().out
    assert f"Not stated ({counts['unstated']})\n" in told
    assert f"; {counts['unstated']} not stated" in told


def test_the_age_of_documents_is_told_once_and_a_limit_is_not_told_twice(folder, capsys):
    (folder / "f.yaml").write_text(TICKETS + "    volume: {peak_per_hour: 90000}\n", encoding="utf-8")
    plain = checked(capsys, "f.yaml")
    assert any(limit["utilization"] > 1 for limit in plain["limits"])
    assert run(["check", "f.yaml", *TODAY]) == 0
    told = capsys.readouterr().out
    assert told.count("older than two years") == 1
    assert " rest on documents older than two years" in told
    assert "(binding)" not in told
    assert "1 limit above 70% told above" in told


def test_brief_tells_violations_and_warnings_on_a_line_each(folder, capsys):
    assert run(["check", "f.yaml", "--brief", *TODAY]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(text.startswith("f.yaml:12:5: warning R-101: ") for text in lines)
    assert not any(text.startswith(" ") for text in lines)
    assert "Not stated" not in "".join(lines)
    assert lines[-1].startswith("f.yaml: ")


def test_a_license_that_is_not_known_is_a_warning_with_the_known_ones(folder, capsys):
    text = TICKETS + "tenant:\n  licenses: {nurses: 5, d365-enterprize: 9, d365-sales-professional: 4}\n"
    (folder / "f.yaml").write_text(text, encoding="utf-8")
    told = [problem["sentence"] for problem in checked(capsys, "f.yaml")["problems"]]
    assert len(told) == 2
    assert '"nurses"; known are d365-enterprise, ' in told[0]
    assert '"d365-enterprize"; did you mean "d365-enterprise"?' in told[1]


@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_the_json_of_every_sample_is_as_its_schema_says(capsys, path):
    plain = checked(capsys, str(path))
    assert plain["schema"] == 1
    assert plain["broken_rules"] == {}
    assert all(f["place"]["file"] == str(path) for f in plain["findings"])
    assert len(plain["integrations"]) == plain["files"][0]["integrations"]
    counts = plain["counts"]
    assert sum(counts.values()) - counts["unstated"] == len(plain["findings"])
    unstated = [f for f in plain["findings"] if f["severity"] == "unstated" and f["waiver"] is None]
    assert counts["unstated"] == sum(max(1, len(f["elements"])) for f in unstated)
    assert counts["unstated_findings"] == len(unstated)


def test_the_json_has_the_place_of_the_element_and_the_figures(folder, capsys):
    finding = of_rule(checked(capsys, "f.yaml"), "R-101")
    assert finding["place"] == {"file": "f.yaml", "line": 12, "column": 5}
    assert finding["elements"][0] == "tickets"
    assert finding["severity"] == "warning"
    assert (finding["waiver"], finding["new"]) == (None, None)
    assert "S05" in finding["source"]


def test_what_rests_on_old_documents_is_marked_as_of_the_day(folder, capsys):
    old = TICKETS + "    identity: svc\n    volume: {peak_per_hour: 90000}\n"
    (folder / "f.yaml").write_text(old, encoding="utf-8")
    (limit, *_) = [c for c in checked(capsys, "f.yaml")["limits"] if c["limit"] == "L-FO-06"]
    assert "older than two years" in limit["marks"][0]
    assert run(["check", "f.yaml", "--json", "--today", "2021-01-01"]) == 0
    (limit, *_) = [c for c in json.loads(capsys.readouterr().out)["limits"] if c["limit"] == "L-FO-06"]
    assert limit["marks"] == []


def test_the_direction_follows_who_starts_and_the_class_what_could_carry_it(folder, capsys):
    (link,) = checked(capsys, "f.yaml")["integrations"]
    assert link == {"id": "tickets", "direction": "inbound", "timing": "synchronous", "class": "sync"}


def test_several_files_each_have_their_result(folder, capsys):
    (folder / "g.yaml").write_text("d365arch: 1\nsystems: [{id: a}, {id: a}]\n", encoding="utf-8")
    plain = checked(capsys, "f.yaml", "g.yaml", "none.yaml", code=2)
    assert "findings" not in plain
    good, twice, none = plain["files"]
    assert any(f["id"] == "R-101" for f in good["result"]["findings"])
    assert twice["result"]["findings"] == none["result"]["findings"] == []
    assert none["problems"]


@pytest.mark.parametrize(("fail_on", "code"), [
    (None, 0), ("error", 0), ("violation", 0), ("warning", 1), ("info", 1), ("recommendation", 1), ("unstated", 1)])
def test_the_exit_code_is_1_from_the_severity_asked_for(folder, fail_on, code):
    assert run(["check", "f.yaml", *TODAY, *(["--fail-on", fail_on] if fail_on else [])]) == code


def test_only_the_rules_asked_for_are_told(folder, capsys):
    plain = checked(capsys, "f.yaml", "--rule", "R-101", "--rule", "p-301")
    assert {f["id"] for f in plain["findings"]} == {"R-101", "P-301"}
    assert run(["check", "f.yaml", "--rule", "R-1O1"]) == 2
    assert 'There is no rule "R-1O1"; did you mean "R-' in capsys.readouterr().err


def test_a_waived_finding_is_shown_apart_and_fails_nothing(folder, capsys):
    before = checked(capsys, "f.yaml")
    (folder / "f.yaml").write_text(TICKETS + WAIVER, encoding="utf-8")
    plain = checked(capsys, "f.yaml")
    assert of_rule(plain, "R-101")["waiver"] == {
        "owner": "A. Architect", "reason": "replaced in spring", "until": "2027-06-30"}
    assert plain["counts"]["waived"] == 1
    assert plain["counts"]["warning"] == before["counts"]["warning"] - 1
    assert run(["check", "f.yaml", *TODAY]) == 0
    told = capsys.readouterr().out
    assert "Waived (1)\nf.yaml:12:5: waived R-101: " in told
    assert "By A. Architect until 2027-06-30: replaced in spring" in told


def test_an_expired_waiver_counts_for_nothing(folder, capsys):
    (folder / "f.yaml").write_text(TICKETS + WAIVER, encoding="utf-8")
    assert run(["check", "f.yaml", "--json", "--today", "2027-07-01"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert of_rule(plain, "R-101")["waiver"] is None
    assert any(f["id"] == "W-101" for f in plain["findings"])


def test_with_a_baseline_only_new_findings_fail(folder, capsys):
    assert run(["check", "f.yaml", "--write-baseline", "b.json", "--fail-on", "warning", *TODAY]) == 0
    assert run(["check", "f.yaml", "--baseline", "b.json", "--fail-on", "unstated", *TODAY]) == 0
    assert "0 new since the baseline" in capsys.readouterr().out
    tickets = TICKETS[TICKETS.index("  - id: tickets"):]
    returns = tickets.replace("tickets", "returns").replace("Tickets", "Returns")
    (folder / "f.yaml").write_text(TICKETS + returns, encoding="utf-8")
    assert run(["check", "f.yaml", "--baseline", "b.json", "--fail-on", "warning", *TODAY]) == 1
    told = capsys.readouterr().out
    assert '"Returns"' in told
    assert "P-103 No owner: returns\n" in told
    assert ": returns, tickets" not in told
    assert " new since the baseline, " in told
    assert " known" in told.splitlines()[-1]
    assert '"Tickets" (Tills to Finance) is synchronous' not in told
    plain = checked(capsys, "f.yaml", "--baseline", "b.json")
    assert {f["elements"][0]: f["new"] for f in plain["findings"] if f["id"] == "R-101"} == {
        "returns": True, "tickets": False}


def test_a_baseline_survives_other_figures_names_and_lines(folder, capsys):
    (folder / "f.yaml").write_text(TICKETS + "    volume: {peak_per_hour: 20000}\n", encoding="utf-8")
    assert run(["check", "f.yaml", "--write-baseline", "b.json", *TODAY]) == 0
    text = "# moved\n" + TICKETS.replace("name: Tickets", "name: Sales tickets")
    (folder / "f.yaml").write_text(text + "    volume: {peak_per_hour: 30000}\n", encoding="utf-8")
    plain = checked(capsys, "f.yaml", "--baseline", "b.json")
    assert plain["baseline"] == {"new": 0, "fixed": []}


def test_what_is_fixed_and_still_in_the_baseline_is_told(folder, capsys):
    assert run(["check", "f.yaml", "--write-baseline", "b.json", *TODAY]) == 0
    (folder / "f.yaml").write_text(TICKETS.replace("answer_needed: false", "answer_needed: true"), encoding="utf-8")
    assert run(["check", "f.yaml", "--baseline", "b.json", *TODAY]) == 0
    told = capsys.readouterr().out
    assert "still in the baseline; remove them with --write-baseline" in told
    assert "\n    R-101 on tickets" in told
    fixed = checked(capsys, "f.yaml", "--baseline", "b.json")["baseline"]["fixed"]
    assert ("R-101", "tickets") in [(entry["rule"], entry["elements"][0]) for entry in fixed]
    assert run(["check", "f.yaml", "--baseline", "b.json", "--write-baseline", "b.json", *TODAY]) == 0
    assert checked(capsys, "f.yaml", "--baseline", "b.json")["baseline"] == {"new": 0, "fixed": []}


def test_where_all_that_is_new_is_not_stated_the_last_line_says_so(folder, capsys):
    assert run(["check", "f.yaml", "--write-baseline", "b.json", *TODAY]) == 0
    plain = json.loads((folder / "b.json").read_text(encoding="utf-8"))
    plain["findings"].remove({"rule": "P-301", "elements": ["tickets"]})
    (folder / "b.json").write_text(json.dumps(plain), encoding="utf-8")
    capsys.readouterr()
    assert run(["check", "f.yaml", "--baseline", "b.json", *TODAY]) == 0
    told = capsys.readouterr().out
    assert "1 new since the baseline, all unstated: P-301 1; " in told
    assert "Not stated (new 1)\n" in told
    assert checked(capsys, "f.yaml", "--baseline", "b.json")["baseline"]["new"] == 1


def test_a_fault_that_shrinks_is_known_and_one_that_grows_is_new() -> None:
    def fault(*elements: str) -> Finding:
        return Finding(rule="R-201", severity=Severity.WARNING, message="", advice="", elements=elements)

    known = frozenset(entries_of(fault("hq", "c", "b", "a")))
    assert compare([fault("hq", "a", "c")], known) == Compared(frozenset(), ())
    assert compare([fault("hq", "a", "d")], known).entries == frozenset(entries_of(fault("hq", "a", "d")))
    assert compare([fault("hq", "a", "d")], known).new == {fault("hq", "a", "d")}
    assert compare([fault("a", "hq")], known).new == {fault("a", "hq")}
    assert compare([], known).fixed == tuple(known)


def test_of_what_several_do_not_state_only_the_newcomer_is_new() -> None:
    def unstated(*elements: str) -> Finding:
        return Finding(rule="P-103", severity=Severity.UNSTATED, message="", advice="", elements=elements)

    known = frozenset(entries_of(unstated("a", "b")))
    assert compare([unstated("b")], known) == Compared(frozenset(), (Entry("P-103", ("a",)),))
    assert compare([unstated("a", "b", "c")], known).entries == {Entry("P-103", ("c",))}
    assert compare([unstated("a", "b", "c")], known).new == {unstated("a", "b", "c")}


def test_a_baseline_is_sorted_has_a_finding_a_line_and_the_same_bytes_each_time(folder):
    for name in ("b.json", "c.json"):
        assert run(["check", "f.yaml", "--write-baseline", name, *TODAY]) == 0
    text = (folder / "b.json").read_text(encoding="utf-8")
    assert text == (folder / "c.json").read_text(encoding="utf-8")
    entries = json.loads(text)["findings"]
    assert entries == sorted(entries, key=lambda e: (e["rule"], e["elements"]))
    assert len(text.splitlines()) == len(entries) + 2


@pytest.mark.parametrize(("name", "data"), [
    ("notes.txt", b"my notes"), ("x.json", b"{}"), ("list.json", b"[1]"), ("f.yaml", TICKETS.encode())])
def test_another_kind_of_file_is_neither_read_nor_overwritten_as_a_baseline(folder, capsys, name, data):
    (folder / name).write_bytes(data)
    assert run(["check", "f.yaml", "--write-baseline", name, *TODAY]) == 2
    assert (folder / name).read_bytes() == data
    assert run(["check", "f.yaml", "--baseline", name, *TODAY]) == 2
    assert "is no baseline" in capsys.readouterr().err


def test_a_damaged_baseline_is_told_and_can_be_written_anew(folder, capsys):
    (folder / "b.json").write_text('{"d365arch-baseline": 1, "findings": [{"rule": 7}]}', encoding="utf-8")
    assert run(["check", "f.yaml", "--baseline", "b.json"]) == 2
    assert "write the file anew with --write-baseline" in capsys.readouterr().err
    assert run(["check", "f.yaml", "--write-baseline", "b.json", *TODAY]) == 0
    assert run(["check", "f.yaml", "--baseline", "b.json", *TODAY]) == 0


@pytest.mark.parametrize(("arguments", "told"), [
    ([], "Name a landscape file to check"),
    (["f.yaml", "f.yaml", "--baseline", "b.json"], "one file at a time"),
    (["f.yaml", "--rule", "R-101", "--write-baseline", "b.json"], "leave --rule out"),
    (["f.yaml", "--baseline", "none.json"], 'There is no file "none.json"'),
])
def test_what_does_not_fit_together_is_told(folder, capsys, arguments, told):
    assert run(["check", *arguments]) == 2
    assert told in capsys.readouterr().err
    assert not (folder / "b.json").exists()


def test_a_file_with_errors_makes_no_baseline(folder):
    (folder / "f.yaml").write_text(TICKETS + "    state: x\n    from: nobody\n", encoding="utf-8")
    assert run(["check", "f.yaml", "--write-baseline", "b.json"]) == 2
    assert not (folder / "b.json").exists()


def test_sarif_has_the_places_the_waiver_and_what_is_new(folder, capsys):
    assert run(["check", "f.yaml", "--write-baseline", "b.json", *TODAY]) == 0
    (folder / "f.yaml").write_text(TICKETS + "odd: 1\n" + WAIVER, encoding="utf-8")
    capsys.readouterr()
    assert run(["check", "f.yaml", "--sarif", "--baseline", "b.json", *TODAY]) == 0
    plain = json.loads(capsys.readouterr().out)
    subset = json.loads((ROOT / "tests" / "report" / "sarif-subset.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(plain, subset)
    (scan,) = plain["runs"]
    result = next(r for r in scan["results"] if r["ruleId"] == "R-101")
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 12, "startColumn": 5}
    assert result["suppressions"][0]["justification"].startswith("A. Architect: replaced in spring")
    assert {r["baselineState"] for r in scan["results"]} <= {"new", "unchanged"}
    assert "unchanged" in {r["baselineState"] for r in scan["results"]}
    (note,) = scan["invocations"][0]["toolExecutionNotifications"]
    assert 'the key "odd" is not known' in note["message"]["text"]


def test_sarif_of_several_files_is_one_run(folder, capsys):
    (folder / "g.yaml").write_text(TICKETS, encoding="utf-8")
    assert run(["check", "f.yaml", "g.yaml", "none.yaml", "--sarif"]) == 2
    (scan,) = json.loads(capsys.readouterr().out)["runs"]
    places = [r["locations"][0]["physicalLocation"]["artifactLocation"] for r in scan["results"]]
    assert {(place["uri"], place["index"]) for place in places} == {("f.yaml", 0), ("g.yaml", 1)}
    assert scan["invocations"][0]["executionSuccessful"] is False


@pytest.mark.parametrize(("name", "told"), [
    ("R-101", "answer"), ("L-DV-02", "1,200 s of execution time"), ("fo.odata", "Finance and Operations"),
    ("azure.service-bus", "topics"), ("propagation_cost", "Formula"), ("integration.volume.peak_5min", "N5"),
])
def test_things_are_explained(folder, capsys, name, told):
    assert run(["check", "--explain", name, *TODAY]) == 0
    out = capsys.readouterr().out
    assert told in out
    assert out.count("\n") > 4


def test_an_explanation_has_the_thresholds_of_the_landscape(folder, capsys):
    (folder / "f.yaml").write_text(TICKETS + "strategy:\n  thresholds: {R-201.warn: 9}\n", encoding="utf-8")
    assert run(["check", "f.yaml", "--explain", "R-201", *TODAY]) == 0
    assert "9 systems (set by the landscape; default 4)" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("arguments", [["--explain", "R-999"], ["f.yaml", "--today", "soon"],
                                       ["f.yaml", "--json", "--sarif"]])
def test_wrong_words_give_a_sentence_and_code_2(folder, capsys, arguments):
    assert run(["check", *arguments]) == 2
    told = capsys.readouterr().err
    assert told
    assert "Traceback" not in told


def test_the_same_file_gives_the_same_bytes_in_any_process():
    command = [sys.executable, "-m", "d365arch", "check", str(ROOT / "samples" / "finance-hub.yaml"), "--json", *TODAY]
    first, second = (subprocess.run(command, capture_output=True, check=True).stdout for _ in range(2))
    assert first == second
    assert first
