"""Canvas apps: what people reach through them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from d365arch.discovery.records import DATAVERSE, Discovery, Identity
from d365arch.model.vocabulary import Hosting, Timing, Trigger

Parts = Callable[[Mapping[str, Any]], Discovery]
Found = Callable[[Mapping[str, Any]], Discovery]
APIS = "/providers/microsoft.powerapps/apis/"


def reference(api: str, **more: Any) -> dict[str, Any]:
    return {"id": f"{APIS}{api}", "displayName": api, "dataSources": ["Trips"], **more}


def app(*references: Mapping[str, Any], name: str = "ts_trips_1a2b") -> str:
    text = json.dumps({f"k{index}": one for index, one in enumerate(references)})
    return (f"<CanvasApp><Name>{name}</Name><DisplayName>Trips</DisplayName>"
            f"<ConnectionReferences>{escape(text, quote=False)}</ConnectionReferences></CanvasApp>")


def solution(*references: Mapping[str, Any]) -> dict[str, str]:
    return {"customizations.xml": f"<ImportExportXml><CanvasApps>{app(*references)}</CanvasApps></ImportExportXml>"}


def msapp(files: Mapping[str, Any]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, json.dumps(content))
    return target.getvalue()


def test_an_app_calls_on_demand_while_a_person_waits(parts: Parts) -> None:
    [integration] = parts(solution(reference("shared_office365users"))).integrations
    assert integration.from_ == DATAVERSE
    assert integration.to == Identity("connector.office365users")
    assert (integration.timing, integration.trigger) == (Timing.SYNCHRONOUS, Trigger.ON_DEMAND)
    assert integration.automation == "canvas-app/ts_trips_1a2b"
    assert integration.low_code
    assert integration.entities == ("Trips",)


def test_each_data_set_is_a_system_of_its_own(parts: Parts) -> None:
    sets = {"srv1.tailspin.example,Fleet": {"dataSources": {"Trips": {"tableName": "[dbo].[Trips]"}}},
            "srv1.tailspin.example,Staff": {"dataSources": {"Drivers": {"tableName": "[dbo].[Drivers]"}}}}
    found = parts(solution(reference("shared_sql", dataSources=["Trips", "Drivers"], dataSets=sets)))
    assert {(one.to.part, one.entities) for one in found.integrations} == {
        ("srv1.tailspin.example/fleet", ("Trips",)), ("srv1.tailspin.example/staff", ("Drivers",))}


def test_a_site_of_sharepoint_is_the_one_that_flows_name_too(parts: Parts) -> None:
    sets = {"https://tailspin.sharepoint.com/sites/Fleet": {"dataSources": {"Trips": {}}}}
    [integration] = parts(solution(reference("shared_sharepointonline", dataSets=sets))).integrations
    assert integration.to == Identity("connector.sharepointonline", "tailspin.sharepoint.com/sites/fleet")


def test_dataverse_flows_and_other_services_of_the_environment_are_internal(parts: Parts) -> None:
    found = parts(solution(*(reference(api) for api in (
        "shared_commondataserviceforapps", "shared_logicflows", "shared_approvals", "shared_microsoftcopilotstudio"))))
    assert found.integrations == ()


def test_a_connection_that_only_serves_a_flow_of_the_app_is_left_to_the_flow(parts: Parts) -> None:
    assert parts(solution(reference("shared_sql", dataSources=[], dependents=["k9"]))).integrations == ()


def test_a_gateway_leads_on_premises(parts: Parts) -> None:
    sets = {"srv1,Fleet": {"dataSources": {"Trips": {}}}}
    found = parts(solution(reference("shared_sql", dataSets=sets, isOnPremiseConnection=True)))
    assert [one.hosting for one in found.systems if one.identity.kind == "sql"] == [Hosting.ON_PREMISES]


def test_an_unknown_standard_connector_is_shown_and_not_dropped(parts: Parts) -> None:
    [integration] = parts(solution(reference("shared_tailspintolls"))).integrations
    assert integration.to == Identity("connector.tailspintolls")


def test_a_custom_connector_leads_to_the_host_of_its_definition(parts: Parts) -> None:
    files = solution(reference("shared_ts-5ftolls-5f1a2b3c4d5e6f7a8b"))
    files["Connectors/ts_tolls_openapidefinition.json"] = json.dumps(
        {"swagger": "2.0", "host": "tolls.tailspin.example", "info": {"title": "Tolls"}, "paths": {}})
    assert [one.to for one in parts(files).integrations] == [Identity("host", "tolls.tailspin.example")]


def test_a_custom_connector_that_nobody_defines_is_named_without_prefix_and_hash(parts: Parts) -> None:
    found = parts(solution(reference("shared_ts-5ftolls-5f1a2b3c4d5e6f7a8b")))
    assert [(one.name, one.unresolved) for one in found.systems if one.identity == found.integrations[0].to] == [
        ("tolls (custom connector)", True)]


def test_metadata_of_an_unpacked_solution_stands_in_a_file_of_its_own(parts: Parts) -> None:
    [integration] = parts({"src/CanvasApps/ts_trips_1a2b.meta.xml": app(reference("shared_teams"))}).integrations
    assert integration.evidence[0].place == "/CanvasApp/ConnectionReferences"


def test_an_app_file_is_read_in_memory_with_its_data_sources(found: Found) -> None:
    sql = f"{APIS}shared_sql"
    content = msapp({
        "Connections/Connections.json": {"k1": {"connectionRef": {"id": sql}, "dataSources": ["Trips"]}},
        "References/DataSources.json": {"DataSources": [
            {"Name": "Trips", "ApiId": sql, "DatasetName": "srv1,Fleet", "TableName": "[dbo].[Trips]"}]},
    })
    discovery = found({"Trips.msapp": content})
    [integration] = discovery.integrations
    assert integration.to == Identity("sql", "srv1/fleet")
    assert integration.automation == "canvas-app/trips"
    assert "Trips.msapp!Connections/Connections.json" in (integration.evidence[0].file)


def test_an_app_file_says_nothing_new_where_the_metadata_is_there(parts: Parts) -> None:
    files: dict[str, Any] = dict(solution(reference("shared_teams")))
    files["CanvasApps/ts_trips_1a2b_DocumentUri.msapp"] = msapp({"Connections/Connections.json": {
        "k1": {"id": f"{APIS}shared_teams", "dataSources": ["Teams"]}}})
    [integration] = parts(files).integrations
    assert len(integration.evidence) == 1


def test_an_unpacked_app_outside_of_a_solution_is_read(found: Found) -> None:
    discovery = found({
        "Trips_src/CanvasManifest.json": {},
        "Trips_src/Connections/Connections.json": {"k1": {"connectionRef": {"id": f"{APIS}shared_teams"},
                                                          "dataSources": ["Teams"]}},
    })
    assert [one.automation for one in discovery.integrations] == ["canvas-app/trips"]


def test_a_broken_app_file_costs_a_sentence(parts: Parts) -> None:
    discovery = parts({"CanvasApps/ts_x.msapp": b"PK\x03\x04 nothing more"})
    assert discovery.integrations == ()
    assert [one.reason for one in discovery.not_read] == ["a broken archive, or no zip archive at all."]
