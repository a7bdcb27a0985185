"""The command discover as people run it: summary, JSON, a landscape file; what is refused; no secret anywhere."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from d365arch.cli.main import run
from d365arch.io.files import read_workspace

SECRET = "CANARYcli0815DoNotEchoThisValue"
SOLUTION = """<ImportExportXml><SolutionManifest><UniqueName>Orders</UniqueName><Version>1.0</Version>
<Managed>0</Managed></SolutionManifest></ImportExportXml>"""
CUSTOMIZATIONS = """<ImportExportXml><Workflows><Workflow WorkflowId="{11111111-2222-3333-4444-555555555555}"
Name="Send order"><JsonFileName>/Workflows/SendOrder-11111111-2222-3333-4444-555555555555.json</JsonFileName>
<Category>5</Category><StateCode>1</StateCode></Workflow></Workflows></ImportExportXml>"""
FLOW = {"properties": {
    "connectionReferences": {
        "shared_commondataserviceforapps": {"api": {"name": "shared_commondataserviceforapps"}},
        "shared_office365": {"api": {"name": "shared_office365"}}},
    "definition": {
        "parameters": {"Url (x_Url)": {"defaultValue": f"https://shop.example.com/api?code={SECRET}"}},
        "triggers": {"Row": {"type": "OpenApiConnectionWebhook", "inputs": {
            "host": {"connectionName": "shared_commondataserviceforapps", "operationId": "SubscribeWebhookTrigger"},
            "parameters": {"subscriptionRequest/message": 1, "subscriptionRequest/entityname": "salesorder"}}}},
        "actions": {
            "Mail": {"type": "OpenApiConnection", "inputs": {
                "host": {"connectionName": "shared_office365", "operationId": "SendEmailV2"}}},
            "Post": {"type": "Http", "inputs": {"method": "POST", "uri": "@parameters('Url (x_Url)')"}}}}},
    "schemaVersion": "1.0.0.0"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "orders.zip", "w") as archive:
        archive.writestr("solution.xml", SOLUTION)
        archive.writestr("customizations.xml", CUSTOMIZATIONS)
        archive.writestr("Workflows/SendOrder-11111111-2222-3333-4444-555555555555.json", json.dumps(FLOW))
    (tmp_path / "in" / "broken.json").write_text("{", "utf-8")
    return tmp_path


class Done(NamedTuple):
    """What one command gave."""

    returncode: int
    stdout: str
    stderr: str


Command = Callable[..., Done]


@pytest.fixture
def discovered(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs the command within this process, which is ten times faster than starting Python anew."""

    def done(*arguments: str) -> Done:
        capsys.readouterr()
        return Done(run(["discover", *arguments]), *capsys.readouterr())

    return done


def by_a_real_process(*arguments: str) -> Done:
    done = subprocess.run([sys.executable, "-m", "d365arch", "discover", *arguments], capture_output=True, text=True,
                          encoding="utf-8", check=False)
    return Done(done.returncode, done.stdout, done.stderr)


def test_without_output_only_the_summary_is_told(folder: Path) -> None:
    done = by_a_real_process("in")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Dataverse solution" in done.stdout
    assert "2 integrations" in done.stdout
    assert "in/broken.json: broken JSON" in done.stdout
    assert "Next: d365arch discover in -o landscape.yaml" in done.stdout
    assert [path.name for path in folder.iterdir()] == ["in"]


def test_where_nothing_is_found_no_landscape_is_offered(folder: Path, discovered: Command) -> None:
    (folder / "notes").mkdir()
    (folder / "notes" / "a.txt").write_text("nothing", encoding="utf-8")
    done = discovered("notes")
    assert done.returncode == 0
    assert "Nothing was found" in done.stdout
    assert "Next:" not in done.stdout


def test_a_landscape_is_written_that_checks_and_draws(folder: Path, discovered: Command,
                                                      capsys: pytest.CaptureFixture[str]) -> None:
    done = discovered("in", "-o", "out.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    workspace = read_workspace(folder / "out.yaml").workspace
    names = {system.id: system.label for system in workspace.landscape.systems}
    assert {names[one.to.system] for one in workspace.landscape.integrations} == {
        "Office 365 Outlook", "shop.example.com"}
    assert all(one.evidence[0].file.startswith("in/orders.zip!Workflows/") for one in workspace.landscape.integrations)
    assert set(workspace.views[0].positions) == set(names)
    assert run(["check", "out.yaml"]) == 0
    assert "no problems" in capsys.readouterr().out
    assert run(["export", "out.yaml", "-o", "out.svg"]) == 0


def test_the_json_is_alone_on_standard_output_and_the_same_again(folder: Path, discovered: Command) -> None:
    # Another process has other hashes of texts, and thus another order in sets.
    first, second = by_a_real_process("in", "--json", "-o", "a.yaml"), discovered("in", "--json", "-o", "b.yaml")
    assert first.returncode == 0
    assert 'Wrote "a.yaml"' in first.stderr
    assert first.stdout == second.stdout
    data = json.loads(first.stdout)
    assert {one["timing"] for one in data["integrations"]} == {"near-real-time"}
    assert (folder / "a.yaml").read_text("utf-8") == (folder / "b.yaml").read_text("utf-8")


def test_the_order_of_paths_and_a_copy_of_the_same_change_nothing_but_the_evidence(folder: Path,
                                                                                 discovered: Command) -> None:
    with zipfile.ZipFile(folder / "in" / "orders.zip") as archive:
        archive.extractall(folder / "copy")
    one, other = discovered("in", "copy", "--json"), discovered("copy", "in", "--json")
    assert one.stdout == other.stdout
    data = json.loads(one.stdout)
    assert len(data["integrations"]) == 2
    assert all(len({piece["file"] for piece in each["evidence"]}) == 2 for each in data["integrations"])


def test_no_secret_is_in_any_output(folder: Path, discovered: Command) -> None:
    for arguments in (("in", "--all"), ("in", "--json"), ("in", "-o", "out.yaml")):
        done = discovered(*arguments)
        assert "CANARY" not in done.stdout + done.stderr
    assert run(["export", "out.yaml", "-o", "out.svg"]) == 0
    assert run(["report", "out.yaml", "-o", "out.html"]) == 0
    for path in folder.iterdir():
        assert path.is_dir() or b"CANARY" not in path.read_bytes()
    secrets = json.loads(discovered("in", "--json").stdout)["secrets"]
    assert [one["file"] for one in secrets] == [
        "in/orders.zip!Workflows/SendOrder-11111111-2222-3333-4444-555555555555.json"]


def test_an_existing_file_is_left_alone(folder: Path, discovered: Command) -> None:
    (folder / "out.yaml").write_text("mine", "utf-8")
    done = discovered("in", "-o", "out.yaml")
    assert done.returncode == 2
    assert "is there already and was left alone" in done.stderr
    assert (folder / "out.yaml").read_text("utf-8") == "mine"
    assert discovered("in", "-o", "out.yaml", "--force").returncode == 0


@pytest.mark.parametrize(("arguments", "sentence"), [
    (["nowhere"], '"nowhere" is not there'),
    (["in", "--limit", "file_mb"], "is no value for the limit file_mb"),
    (["in", "--limit", "deep=1"], 'There is no limit "deep"'),
])
@pytest.mark.usefixtures("folder")
def test_wrong_input_is_told_in_one_sentence(discovered: Command, arguments: list[str], sentence: str) -> None:
    done = discovered(*arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_nothing_found_writes_nothing(folder: Path, discovered: Command) -> None:
    (folder / "empty").mkdir()
    done = discovered("empty", "-o", "out.yaml")
    assert done.returncode == 2
    assert "Nothing was found" in done.stdout
    assert not (folder / "out.yaml").exists()


@pytest.mark.usefixtures("folder")
def test_a_limit_keeps_large_files_out(capsys: pytest.CaptureFixture[str]) -> None:
    Path("in/large.json").write_text('{"a": "' + "x" * 1_100_000 + '"}', "utf-8")
    assert run(["discover", "in", "--limit", "file_mb=1"]) == 0
    assert "large.json: larger than 1 MB; raise the limit file_mb to read it." in capsys.readouterr().out


LIST = "Id;Source;Target;Frequency;Protocol\n1;Shop;D365 Finance;daily;SFTP\n2;D365 Finance;Bank;weekly;SFTP\n"


def test_what_columns_of_a_list_mean_is_told_kept_and_used(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "in" / "list.csv").write_text(LIST, "utf-8")
    assert run(["discover", "in", "--dry-run", "--save-mapping", "columns.yaml"]) == 0
    told = capsys.readouterr()
    assert "Source is the" in told.out
    assert 'to "columns.yaml"; change it and use it with --mapping.' in told.err
    swapped = (folder / "columns.yaml").read_text("utf-8").replace("Source", "?").replace("Target", "Source")
    (folder / "swapped.yaml").write_text(swapped.replace("?", "Target"), "utf-8")
    ends = []
    for mapping in ("columns.yaml", "swapped.yaml"):
        assert run(["discover", "in/list.csv", "--json", "--mapping", mapping]) == 0
        first = json.loads(capsys.readouterr().out)["integrations"]
        ends.append({(one["from"], one["to"]) for one in first})
    assert ends[1] == {(to, from_) for from_, to in ends[0]}
    assert run(["discover", "in", "--save-mapping", "columns.yaml"]) == 2
    assert "is there already" in capsys.readouterr().err
