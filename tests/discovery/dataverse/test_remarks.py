"""What is worth a sentence and is no integration: code, screens, agents, dependencies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from d365arch.discovery.records import Discovery
from d365arch.model.vocabulary import Confidence, Kind

Parts = Callable[[Mapping[str, Any]], Discovery]
Customized = Callable[[str], Discovery]


def sentences(discovery: Discovery) -> str:
    return " ".join(remark.sentence for remark in discovery.remarks)


def test_a_desktop_flow_is_a_hint_of_ui_automation(customized: Customized) -> None:
    found = customized('<Workflows><Workflow WorkflowId="{D1}" Name="Book tolls"><Category>6</Category>'
                       "<StateCode>0</StateCode></Workflow></Workflows>")
    [integration] = found.integrations
    assert (integration.kind, integration.confidence, integration.active) == (Kind.UI, Confidence.HINT, False)
    assert "Book tolls automates screens" in sentences(found)


def test_activities_of_ones_own_in_a_classic_workflow_are_told(parts: Parts) -> None:
    xaml = ('<Activity><mxswa:ActivityReference AssemblyQualifiedName="Microsoft.Crm.Workflow.Activities.Composite, '
            'Microsoft.Crm.Workflow, Version=9.0" /><mxswa:ActivityReference '
            'AssemblyQualifiedName="Tailspin.Tolls.Book, Tailspin.Tolls, Version=1.0" /></Activity>')
    found = parts({
        "customizations.xml": '<ImportExportXml><Workflows><Workflow WorkflowId="{1}" Name="Toll">'
                              "<XamlFileName>/Workflows/Toll-1.xaml</XamlFileName><Category>0</Category></Workflow>"
                              "</Workflows></ImportExportXml>",
        "Workflows/Toll-1.xaml": xaml,
    })
    assert found.integrations == ()
    assert "uses activities of Tailspin.Tolls;" in sentences(found)


def test_a_script_that_sends_requests_gives_hosts_as_a_hint(parts: Parts) -> None:
    script = ('// https://github.com/tailspin\nconst ns = "http://www.w3.org/2000/svg";\n'
              'fetch("https://tolls.tailspin.example/v1/rates?token=Yy77Yy77Yy77");')
    found = parts({"WebResources/ts_form.jsA1B2": script,
                   "WebResources/ts_calm.js": 'var manual = "https://manual.tailspin.example";'})
    assert found.integrations == ()
    assert "tolls.tailspin.example" in sentences(found)
    assert not any(other in sentences(found) for other in ("w3.org", "github.com", "manual", "Yy77"))


def test_needed_solutions_and_tables_of_finance_and_operations_are_told(parts: Parts) -> None:
    found = parts({"solution.xml":
                   "<ImportExportXml><SolutionManifest><MissingDependencies>"
                   '<MissingDependency><Required type="1" schemaName="mserp_tollentity" solution="TailspinVE (1.0)" />'
                   '<Dependent type="29" /></MissingDependency>'
                   '<MissingDependency><Required type="61" schemaName="x" solution="Active" /></MissingDependency>'
                   "</MissingDependencies></SolutionManifest></ImportExportXml>"})
    assert "Needs components of other solutions: TailspinVE (1)." in sentences(found)
    assert "mserp_tollentity" in sentences(found)
    assert "Active" not in sentences(found)


def test_connections_of_agents_are_told_and_no_integrations(parts: Parts) -> None:
    found = parts({
        "customizations.xml": '<ImportExportXml><connectionreferences><connectionreference '
                              'connectionreferencelogicalname="ts_tollAgent.shared_sql.a1b2"><connectorid>'
                              "/providers/Microsoft.PowerApps/apis/shared_sql</connectorid></connectionreference>"
                              "</connectionreferences></ImportExportXml>",
        "botcomponents/ts_tollAgent.topic.Rates/data": "kind: HttpRequestAction\nurl: https://rates.tailspin.example/v1",
    })
    assert found.integrations == ()
    assert "agent ts_tollAgent holds connections to SQL Server" in sentences(found)
    assert "rates.tailspin.example" in sentences(found)
