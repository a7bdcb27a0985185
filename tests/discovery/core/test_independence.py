"""What is found in an artefact is the same, with the same ids, beside any others and whatever files are called."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from d365arch.catalog.load import own_catalog
from d365arch.discovery.pipeline import discover
from d365arch.discovery.to_json import as_data

API = "/providers/Microsoft.PowerApps/apis/"
NUMBER = "11111111-2222-3333-4444-5555555555"


def solution(number: int, host: str) -> dict[str, str]:
    """A solution with one flow that posts to a host and sends a mail."""
    flow = f"Post-{NUMBER}{number:02}.json"
    return {
        "solution.xml": f"<ImportExportXml><SolutionManifest><UniqueName>Sol{number}</UniqueName></SolutionManifest>"
                        "</ImportExportXml>",
        "customizations.xml": f'<ImportExportXml><Workflows><Workflow WorkflowId="{{{NUMBER}{number:02}}}" '
                              f'Name="Post {number}"><JsonFileName>/Workflows/{flow}</JsonFileName>'
                              "<Category>5</Category><StateCode>1</StateCode></Workflow></Workflows></ImportExportXml>",
        f"Workflows/{flow}": json.dumps({"schemaVersion": "1.0.0.0", "properties": {
            "connectionReferences": {"shared_office365": {"api": {"name": "shared_office365"}}},
            "definition": {
                "triggers": {"Daily": {"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}}},
                "actions": {"Post": {"type": "Http", "inputs": {"method": "POST", "uri": f"https://{host}/in"}},
                            "Mail": {"type": "OpenApiConnection", "inputs": {"host": {
                                "connectionName": "shared_office365", "operationId": "SendEmailV2",
                                "apiId": f"{API}shared_office365"}}}}}}})}


ARTEFACTS: Mapping[str, Mapping[str, str]] = {
    "sol-one": solution(1, "shop.example.com"),
    "sol-two": solution(2, "bank.example.com"),
    "logic": {"stock.json": json.dumps({
        "type": "Microsoft.Logic/workflows", "name": "stock", "properties": {"definition": {
            "triggers": {"Hourly": {"type": "Recurrence", "recurrence": {"frequency": "Hour", "interval": 1}}},
            "actions": {"Get": {"type": "Http", "inputs": {
                "method": "GET", "uri": "https://stock.example.org/levels"}}}}}})},
    "list": {"interfaces.csv": "Interface,Source system,Target system,Frequency\n"
                               "Payroll,Wages Pro,Ledger Plus,daily\nPunches,Clocks,Wages Pro,hourly\n"},
    "drawing": {"plan.drawio": '<mxfile><diagram name="Plan"><mxGraphModel><root><mxCell id="0"/>'
                               '<mxCell id="1" parent="0"/>'
                               '<mxCell id="a" value="Weighbridge" vertex="1" parent="1"><mxGeometry width="90" '
                               'height="40" as="geometry"/></mxCell>'
                               '<mxCell id="b" value="Quarry Desk" vertex="1" parent="1"><mxGeometry x="300" '
                               'width="90" '
                               'height="40" as="geometry"/></mxCell>'
                               '<mxCell id="c" value="tickets" edge="1" parent="1" source="a" target="b">'
                               '<mxGeometry relative="1" as="geometry"/></mxCell></root></mxGraphModel></diagram>'
                               "</mxfile>"},
}
WHERE = {"evidence", "file", "place"}


def found(names: Mapping[str, str]) -> dict[str, list[Any]]:
    """Systems, endpoints and integrations of some artefacts, each in a folder of the given name, without places."""
    with TemporaryDirectory() as folder:
        for artefact, name in names.items():
            for file, text in ARTEFACTS[artefact].items():
                path = Path(folder) / name / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
        data = as_data(discover([Path(folder)]), own_catalog())
    return {kind: [{key: value for key, value in one.items() if key not in WHERE} for one in data[kind]]
            for kind in ("systems", "endpoints", "integrations")}


WHOLE = found({name: name for name in ARTEFACTS})


def test_the_artefacts_are_read() -> None:
    assert len(WHOLE["integrations"]) == 8
    assert len({one["id"] for one in WHOLE["integrations"]}) == 8


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(sorted(ARTEFACTS)), min_size=1))
def test_another_artefact_changes_nothing_of_the_rest(some: set[str]) -> None:
    part = found({name: name for name in some})
    for kind, records in part.items():
        assert all(record in WHOLE[kind] for record in records), kind


@settings(max_examples=25, deadline=None)
@given(st.permutations(["a", "b", "c", "d", "e"]))
def test_what_folders_are_called_changes_nothing(letters: list[str]) -> None:
    assert found(dict(zip(ARTEFACTS, letters, strict=True))) == WHOLE
