"""Parts as they are read in real layouts: packages of solutions, folders in other letter case, customizations alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from d365arch.discovery.records import Discovery, Identity

Found = Callable[[Mapping[str, Any]], Discovery]

MANIFEST = ("<ImportExportXml><SolutionManifest><UniqueName>{}</UniqueName><Version>1.0</Version><Managed>1</Managed>"
            "</SolutionManifest></ImportExportXml>")
ENDPOINT = ('<ServiceEndpoint ServiceEndpointId="{A1}" Name="Feed"><Contract>6</Contract><Path>trips</Path>'
            "<NamespaceAddress>sb://tailspin.servicebus.windows.net/</NamespaceAddress></ServiceEndpoint>")
STEP = ('<SdkMessageProcessingStep Name="Feed: Create of ts_trip" SdkMessageProcessingStepId="{B1}">'
        "<PrimaryEntity>ts_trip</PrimaryEntity><Mode>1</Mode><EventHandler>{a1}</EventHandler>"
        "<EventHandlerTypeCode>4618</EventHandlerTypeCode></SdkMessageProcessingStep>")


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def solution(name: str, customizations: str) -> bytes:
    return zipped({"solution.xml": MANIFEST.format(name), "[Content_Types].xml": "<Types />",
                   "customizations.xml": f"<ImportExportXml>{customizations}</ImportExportXml>"})


def test_a_step_and_its_service_endpoint_are_in_two_solutions_of_a_package(found: Found) -> None:
    package = zipped({
        "PkgAssets/Base.zip": solution("Base", f"<ServiceEndpoints>{ENDPOINT}</ServiceEndpoints>"),
        "PkgAssets/Apps.zip": solution("Apps", f"<SdkMessageProcessingSteps>{STEP}</SdkMessageProcessingSteps>"),
    })
    discovery = found({"Deploy.zip": package})
    [integration] = discovery.integrations
    assert integration.to == Identity("azure.service-bus", "tailspin")
    assert "PkgAssets/Apps.zip!customizations.xml" in integration.evidence[0].file
    assert not any("No step sends" in remark.sentence for remark in discovery.remarks)


def test_the_zip_and_the_unpacked_folder_of_a_solution_are_one_thing(found: Found) -> None:
    discovery = found({
        "release/Feed_1_0.zip": solution("Feed", f"<SdkMessageProcessingSteps>{STEP}</SdkMessageProcessingSteps>"
                                                 f"<ServiceEndpoints>{ENDPOINT}</ServiceEndpoints>"),
        "SolutionPackage/src/other/solution.xml": MANIFEST.format("Feed"),
        "SolutionPackage/src/other/customizations.xml": "<ImportExportXml />",
        "SolutionPackage/src/sdkmessageprocessingsteps/{b1}.xml": STEP,
        "SolutionPackage/src/serviceendpoints/{a1}.xml": ENDPOINT,
    })
    [integration] = discovery.integrations
    assert len(integration.evidence) == 2
    assert [endpoint.key for endpoint in discovery.endpoints if endpoint.system == integration.to] == ["queue/trips"]


def test_customizations_alone_are_a_solution(found: Found) -> None:
    content = f"<ServiceEndpoints>{ENDPOINT}</ServiceEndpoints><SdkMessageProcessingSteps>{STEP}"\
              "</SdkMessageProcessingSteps>"
    discovery = found({"customizations.xml": f"<ImportExportXml>{content}</ImportExportXml>"})
    assert len(discovery.integrations) == 1


SCHEDULED = {"triggers": {"Every": {"type": "Recurrence", "recurrence": {"frequency": "Hour", "interval": 1}}},
             "actions": {"Get": {"type": "Http", "inputs": {"method": "GET", "uri": "https://rates.example.com/x"}}}}
SCHEMAS = "https://schema.management.azure.com/schemas"
LOGIC_APP = {"definition": {"$schema": f"{SCHEMAS}/2016-06-01/workflowdefinition.json#", **SCHEDULED},
             "kind": "Stateful"}
BUS = {"type": "Microsoft.ServiceBus/namespaces", "name": "bus", "apiVersion": "2021-11-01"}
FLOW = {"properties": {"connectionReferences": {}, "definition": SCHEDULED}}
ID = "0c1d2e3f-1111-2222-3333-444455556666"


def test_a_solution_at_the_root_of_a_repository_leaves_its_neighbours_to_others(found: Found) -> None:
    discovery = found({
        "Other/Solution.xml": MANIFEST.format("Core"), "Other/Customizations.xml": "<ImportExportXml/>",
        f"Workflows/Rates-{ID.upper()}.json": FLOW,
        "workflows/orders/workflow.json": LOGIC_APP,
        "reports/interfaces.csv": "Name;Source;Target;Protocol\nOrders;SAP;Workday;REST\n",
        "templates/main.json": {"$schema": f"{SCHEMAS}/2019-04-01/deploymentTemplate.json#",
                                "contentVersion": "1.0.0.0", "resources": [BUS]},
    })
    starts = {(one.name.split(" (")[0], one.from_.kind) for one in discovery.integrations}
    assert ("Rates", "dataverse") in starts and ("Orders", "named") in starts
    assert [kind for name, kind in starts if "orders" in name] == ["azure.logic-apps"], "no flow of the environment"
    assert "azure.service-bus" in {one.identity.kind for one in discovery.systems}


def test_names_of_elements_in_small_letters(found: Found) -> None:
    customizations = (
        f"<ImportExportXml><Workflows><Workflow WorkflowId='{{{ID}}}' Name='Rates'>"
        f"<JsonFileName>/Workflows/Rates-{ID}.json</JsonFileName><Category>5</Category><StateCode>0</StateCode>"
        f"</Workflow></Workflows><ServiceEndpoints><ServiceEndpoint/></ServiceEndpoints></ImportExportXml>")
    small = customizations.lower().replace("name='rates'", "name='Rates'")
    discovery = found({"solution.xml": MANIFEST.lower().format("core"), "customizations.xml": small,
                       f"Workflows/rates-{ID}.json": FLOW})
    assert [one.name for one in discovery.read] == ["core"]
    assert [(one.name, one.active) for one in discovery.integrations] == [("Rates (to rates.example.com)", False)]
    assert any("service endpoint without a name" in one.sentence for one in discovery.remarks)
