"""Solutions in their layouts, loose flows, connector folders."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from d365arch.discovery.pipeline import discover
from d365arch.discovery.records import ArtefactKind, Discovery
from tests.discovery.flows.flow_texts import FLOW_ID, HOURLY, MANIFEST, flow, http, one_flow, workflow

Found = Callable[[Mapping[str, Any]], Discovery]
Write = Callable[[Mapping[str, Any]], Path]
CONTENT = flow(HOURLY, {"A": http("https://a.example.com/x")})
FILE = f"Flow-{FLOW_ID.upper()}.json"


def summary(discovery: Discovery) -> tuple[list[str], list[tuple[str, str, bool | None]]]:
    return (
        [one.name for one in discovery.read if one.kind is ArtefactKind.SOLUTION],
        [(one.automation, one.to.part, one.active) for one in discovery.integrations],
    )


EXPECTED = (["Invented"], [(f"flow/{FLOW_ID}", "a.example.com", False)])


@pytest.mark.parametrize(
    ("other", "workflows", "solution_name"),
    [
        ("Other", "Workflows", "Solution.xml"),
        ("other", "workflows", "solution.xml"),
        ("src/Other", "src/Workflows", "Solution.xml"),
        ("SolutionPackage/src/Other", "SolutionPackage/src/Workflows", "Solution.xml"),
    ],
)
def test_unpacked_in_any_letter_case(found: Found, other: str, workflows: str, solution_name: str) -> None:
    discovery = found(
        {
            f"{other}/{solution_name}": MANIFEST,
            f"{other}/Customizations.xml": "<ImportExportXml/>",
            f"{workflows}/{FILE}": CONTENT,
            f"{workflows}/{FILE}.data.xml": workflow(state=0),
            "README.json": {"not": "of the solution"},
        }
    )
    assert summary(discovery) == EXPECTED
    assert discovery.passed_over == ((".json", 1),)


def packed(files: Mapping[str, Any], write: Write, name: str) -> Path:
    folder = write(files)
    target = folder.parent / name
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return target


def test_exported_zip_and_the_same_in_a_package_and_a_folder_are_one(write: Write, tmp_path: Path) -> None:
    inner = packed(one_flow(CONTENT, state=0), write, "inner.zip")
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
        archive.write(inner, "PkgAssets/Invented_1_0.zip")
        archive.writestr("PkgAssets/ImportConfig.xml", "<configdatastorage/>")
    assert summary(discover([inner])) == EXPECTED
    assert summary(discover([tmp_path / "package.zip"])) == EXPECTED
    together = discover([inner, tmp_path / "package.zip", tmp_path / "artefacts"])
    assert summary(together)[1] == EXPECTED[1]


def test_several_solutions_in_one_folder(found: Found) -> None:
    files = {f"{name}/{path}": content for name in ("a", "b/deeper") for path, content in one_flow(CONTENT).items()}
    assert summary(found(files))[0] == ["Invented", "Invented"]


def test_customizations_without_a_manifest_and_flows_of_a_broken_one(found: Found) -> None:
    files = one_flow(CONTENT, state=0)
    del files["solution.xml"]
    assert summary(found(files))[1] == EXPECTED[1]
    files["solution.xml"], files["customizations.xml"] = MANIFEST, "<ImportExportXml><Workflows>"
    discovery = found(files)
    assert [one.to.part for one in discovery.integrations] == ["a.example.com"]
    assert any("customizations.xml" in one.file for one in discovery.not_read)


def test_loose_flows_and_packages_of_single_flows(found: Found) -> None:
    package = f"Microsoft.Flow/flows/{FLOW_ID}"
    content = {
        "name": FLOW_ID,
        "type": "Microsoft.Flow/flows",
        "properties": {**CONTENT["properties"], "displayName": "Old export", "state": "Stopped"},
    }
    discovery = found(
        {
            f"{package}/definition.json": content,
            f"{package}/apisMap.json": {},
            f"{package}/connectionsMap.json": {},
            "somewhere/my flow.json": flow(HOURLY, {"A": http("https://b.example.com")}),
        }
    )
    assert {(one.name, one.active) for one in discovery.integrations} == {
        ("Old export (to a.example.com)", False),
        ("my flow (to b.example.com)", None),
    }


def test_a_logic_app_is_no_flow(found: Found) -> None:
    discovery = found(
        {"app.json": {"type": "Microsoft.Logic/workflows", "name": "x", "properties": CONTENT["properties"]}}
    )
    assert not [one for one in discovery.integrations if one.automation.startswith("flow/")]


@pytest.mark.parametrize(
    ("document", "host", "auth"),
    [
        (
            {
                "swagger": "2.0",
                "host": "stock.example.com",
                "basePath": "/v1",
                "paths": {"/a": {"get": {}, "post": {}}},
                "securityDefinitions": {"b": {"type": "basic"}},
            },
            "stock.example.com",
            "basic",
        ),
        (
            {
                "openapi": "3.0.1",
                "servers": [{"url": "https://{r}.example.com/v1", "variables": {"r": {"default": "eu"}}}],
                "paths": {"/a": {"get": {}, "post": {}}},
                "components": {"securitySchemes": {"o": {"type": "oauth2"}}},
            },
            "eu.example.com",
            "oauth",
        ),
    ],
)
def test_connector_folders_give_endpoints_and_no_integration(
    found: Found, document: dict[str, Any], host: str, auth: str
) -> None:
    discovery = found(
        {
            "stock/apiDefinition.swagger.json": {**document, "info": {"title": "Stock"}},
            "stock/apiProperties.json": {"properties": {"connectionParameters": {}}},
        }
    )
    assert discovery.integrations == ()
    (endpoint,) = discovery.endpoints
    assert (endpoint.system, endpoint.auth, endpoint.details) == (("host", host), auth, ("GET /v1/a", "POST /v1/a"))
    assert [(one.name, one.aliases) for one in discovery.systems] == [("Stock", (host,))]


def test_a_connector_with_a_host_of_dataverse_is_dataverse_and_says_nothing_of_the_own_environment(
    found: Found,
) -> None:
    files = one_flow(flow(HOURLY, {"A": http("https://a.example.com")}))
    files["Connector/fab_kit_openapidefinition.json"] = {
        "swagger": "2.0",
        "host": "maker-dev.crm4.dynamics.com",
        "paths": {"/api/data/v9.2/x": {"get": {}}},
        "info": {"title": "Kit"},
    }
    discovery = found(files)
    assert {one.identity for one in discovery.systems if one.identity.kind == "dataverse"} == {
        ("dataverse", ""),
        ("dataverse", "maker-dev.crm4.dynamics.com"),
    }
    assert discovery.integrations[0].from_ == ("dataverse", "")


def test_a_host_that_the_connection_decides_is_told(found: Found) -> None:
    discovery = found(
        {
            "c/apiDefinition.swagger.json": {"swagger": "2.0", "host": "sample.example.com", "paths": {}, "info": {}},
            "c/apiProperties.json": {"properties": {"policyTemplateInstances": [{"templateId": "dynamichosturl"}]}},
        }
    )
    assert discovery.systems[0].unresolved


@pytest.mark.parametrize(
    "document",
    [
        {"swagger": "2.0", "paths": {"/a": 3}},
        {"openapi": 3, "servers": {}, "paths": {"/a": {"get": []}}},
        {"swagger": "2.0", "host": 5, "paths": {}, "info": [], "securityDefinitions": [1]},
    ],
)
def test_broken_connectors_are_survived(found: Found, document: dict[str, Any]) -> None:
    discovery = found({"c/apiDefinition.swagger.json": document, "c/apiProperties.json": {}})
    assert len(discovery.endpoints) == 1
    assert not discovery.not_read
