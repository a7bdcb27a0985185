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
