"""`drift` and `discover --into` as people and CI run them, over one small artefact that changes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from d365arch.cli.main import run
from d365arch.io.files import read_workspace

ROW = "shared_commondataserviceforapps"


def flow(*, schedule: bool = False, off: bool = False, mail: bool = True) -> dict[str, Any]:
    trigger = {"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}} if schedule else {
        "type": "OpenApiConnectionWebhook", "inputs": {
            "host": {"connectionName": ROW, "operationId": "SubscribeWebhookTrigger"},
            "parameters": {"subscriptionRequest/message": 1, "subscriptionRequest/entityname": "salesorder"}}}
    actions: dict[str, Any] = {"Post": {"type": "Http", "inputs": {"method": "POST", "uri": "https://shop.example.com/in"}}}
    if mail:
        actions["Mail"] = {"type": "OpenApiConnection", "inputs": {
            "host": {"connectionName": "shared_office365", "operationId": "SendEmailV2"}}}
    return {"off": off, "definition": {"properties": {
        "connectionReferences": {name: {"api": {"name": name}} for name in (ROW, "shared_office365")},
        "definition": {"triggers": {"Start": trigger}, "actions": actions}}, "schemaVersion": "1.0.0.0"}}


def write(folder: Path, content: dict[str, Any]) -> None:
    name = "Send-11111111-2222-3333-4444-555555555555.json"
    (folder / "Workflows").mkdir(parents=True, exist_ok=True)
    (folder / "solution.xml").write_text("<ImportExportXml><SolutionManifest><UniqueName>Orders</UniqueName>"
                                         "</SolutionManifest></ImportExportXml>", "utf-8")
    (folder / "customizations.xml").write_text(
        '<ImportExportXml><Workflows><Workflow WorkflowId="{11111111-2222-3333-4444-555555555555}" Name="Send order">'
        f"<JsonFileName>/Workflows/{name}</JsonFileName><Category>5</Category><StateCode>{0 if content['off'] else 1}"
        "</StateCode></Workflow></Workflows></ImportExportXml>", "utf-8")
    (folder / "Workflows" / name).write_text(json.dumps(content["definition"]), "utf-8")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder with artefacts and the landscape that was discovered from them."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "in", flow())
    assert run(["discover", "in", "-o", "ours.yaml"]) == 0
    capsys.readouterr()
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = run(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def test_nothing_differs_from_what_was_just_discovered(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "drift", "ours.yaml", "in") == (
        0, "No differences: the landscape and the artefacts say the same.\n")
    before = Path("ours.yaml").read_bytes()
    code, text = told(capsys, "discover", "in", "--into", "ours.yaml")
    assert code == 0
    assert "Nothing is new." in text
    assert "nothing was written" in text
    assert Path("ours.yaml").read_bytes() == before


def test_drift_in_ci_names_line_fact_and_artefact_and_exits_with_1(place: Path) -> None:
    write(place / "in", flow(schedule=True, off=True, mail=False))
    done = subprocess.run([sys.executable, "-m", "d365arch", "drift", "ours.yaml", "in"], capture_output=True,
                          text=True, check=False, cwd=place)
    assert done.returncode == 1
    assert '"Send order" is drawn with trigger event; the artefacts say scheduled.' in done.stdout
    assert "switched off" in done.stdout
    assert "in/Workflows/Send-11111111" in done.stdout
    assert "ours.yaml:" in done.stdout
    assert "is in the landscape, and no artefact names it" in done.stdout
    assert "Traceback" not in done.stderr


def test_drift_as_json_and_sarif(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(place / "in", flow(schedule=True))
    code, text = told(capsys, "drift", "ours.yaml", "in", "--json")
    tree = json.loads(text)
    assert code == 1
    assert {one["fact"] for one in tree["differences"] if one["kind"] == "differs"} >= {"trigger", "timing"}
    assert all(one["line"] for one in tree["differences"])
    code, text = told(capsys, "drift", "ours.yaml", "in", "--sarif")
    log = json.loads(text)
    assert code == 1
    schema = Path(__file__).parents[1] / "report" / "sarif-subset.schema.json"
    jsonschema.validate(log, json.loads(schema.read_text("utf-8")), jsonschema.Draft202012Validator)
    (made,) = log["runs"]
    assert made["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "ours.yaml"
    assert {one["ruleId"] for one in made["results"]} == {"drift-differs"}


def test_into_keeps_comments_and_words_of_people_and_adds_what_is_new(place: Path,
                                                                      capsys: pytest.CaptureFixture[str]) -> None:
    Path("hand.yaml").write_text("""d365arch: 1
name: By hand
systems:
  - {id: crm, name: Our CRM, type: d365.sales}
  - {id: shop, name: shop.example.com}   # the old one
integrations:
  # agreed with the shop team
  - {id: orders, name: Orders, from: crm, to: shop, timing: asynchronous}
views:
  - {id: main, positions: {crm: [40, 40], shop: [400, 40]}}
""", "utf-8")
    code, text = told(capsys, "discover", "in", "--into", "hand.yaml", "--preview")
    assert code == 0
    assert "left as it is" in text
    assert "drawn with timing asynchronous" in text
    code, _ = told(capsys, "discover", "in", "--into", "hand.yaml")
    assert code == 0
    written = Path("hand.yaml").read_text("utf-8")
    assert "# agreed with the shop team" in written
    assert "# the old one" in written
    workspace = read_workspace(Path("hand.yaml")).workspace
    orders = workspace.landscape.integration_by_id["orders"]
    assert (orders.name, str(orders.timing), str(orders.trigger)) == ("Orders", "asynchronous", "event")
    assert tuple(workspace.views[0].positions["crm"]) == (40, 40)
    assert any(system.name == "Office 365 Outlook" for system in workspace.landscape.systems)


def test_what_is_gone_is_asked_and_removed_only_when_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(place / "in", flow(mail=False))
    code, text = told(capsys, "discover", "in", "--into", "ours.yaml")
    assert code == 0
    gone = next(word for word in text.split() if word.startswith("send-order"))
    assert f"--remove {gone}" in text
    assert len(read_workspace(Path("ours.yaml")).workspace.landscape.integrations) == 2
    code, text = told(capsys, "discover", "in", "--into", "ours.yaml", "--remove", "nonsense")
    assert code == 2
    assert '"nonsense" is none of the integrations' in text
    code, _ = told(capsys, "discover", "in", "--into", "ours.yaml", "--remove", gone)
    assert code == 0
    assert len(read_workspace(Path("ours.yaml")).workspace.landscape.integrations) == 1


def test_a_folder_is_the_same_from_outside_and_from_within(place: Path, monkeypatch: pytest.MonkeyPatch,
                                                           capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(place / "in")
    code, _ = told(capsys, "discover", ".", "-o", "../within.yaml")
    assert code == 0
    assert "file: in/Workflows/" in Path("../within.yaml").read_text("utf-8")
    write(place / "in", flow(mail=False))
    code, text = told(capsys, "discover", ".", "--into", "../ours.yaml", "--preview")
    assert code == 0
    assert "was it removed?" in text


def test_a_file_that_rests_nothing_is_told_and_does_not_stop_the_job(place: Path,
                                                                     capsys: pytest.CaptureFixture[str]) -> None:
    (place / "in" / "broken.json").write_text("{", "utf-8")
    code, text = told(capsys, "drift", "ours.yaml", "in")
    assert code == 0
    assert "1 file could not be read whole" in text
    code, text = told(capsys, "drift", "ours.yaml", "in", "--json")
    assert [one["file"] for one in json.loads(text.partition("\n1 file")[0])["not_read"]] == ["in/broken.json"]


def test_artefacts_that_cannot_be_read_never_give_a_green_light(place: Path,
                                                                capsys: pytest.CaptureFixture[str]) -> None:
    flow_file = next((place / "in" / "Workflows").iterdir())
    flow_file.write_text(flow_file.read_text("utf-8")[:100], "utf-8")
    code, text = told(capsys, "drift", "ours.yaml", "in")
    assert code == 2
    assert "No differences in what was compared." in text
    assert "Not compared: 2 drawn integrations, which rest on artefacts that could not be read whole: in/" in text
    code, text = told(capsys, "drift", "ours.yaml", "in", "--sarif")
    [invocation] = json.loads(text.partition("\n1 file")[0])["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert any("Not compared" in one["message"]["text"] for one in invocation["toolExecutionNotifications"])


def test_a_renamed_folder_and_an_empty_one_are_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = place / "other" / "logic"
    other.mkdir(parents=True)
    (other / "workflow.json").write_text(json.dumps({"definition": {
        "$schema": "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/"
                   "workflowdefinition.json#",
        "triggers": {"Every": {"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}}},
        "actions": {}}, "kind": "Stateful"}), "utf-8")
    code, text = told(capsys, "drift", "ours.yaml", "other", "--json")
    found = json.loads(text)
    assert [one["reason"] for one in found["not_compared"]] == ["not among the paths"] * 2
    assert code == (1 if found["differences"] else 0)
    (place / "empty").mkdir()
    code, text = told(capsys, "drift", "ours.yaml", "empty")
    assert code == 2
    assert "No artefact was read" in text


@pytest.mark.parametrize(("arguments", "said"), [
    (["discover", "in", "--into", "nothing.yaml"], "nothing.yaml"),
    (["discover", "in", "--preview"], "--into"),
    (["discover", "in", "--into", "ours.yaml", "-o", "x.yaml"], "use one of them"),
    (["drift", "ours.yaml", "nowhere"], '"nowhere" is not there'),
    (["drift", "in/customizations.xml", "in"], "customizations.xml"),
    (["drift", "ours.yaml", "in", "--limit", "files=none"], "files=200000"),
])
def test_wrong_input_is_a_sentence(place: Path, capsys: pytest.CaptureFixture[str], arguments: list[str],
                                   said: str) -> None:
    code, text = told(capsys, *arguments)
    assert code == 2
    assert said in text
    assert "Traceback" not in text
