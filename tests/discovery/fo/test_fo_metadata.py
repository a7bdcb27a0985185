"""What X++ metadata offers to others, in folders and in `.axpp`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from d365arch.discovery.fo.metadata import FinanceOperationsMetadata
from d365arch.discovery.fo.xpp import business_event
from d365arch.discovery.pipeline import discover
from d365arch.discovery.records import FINANCE_OPERATIONS, Discovery, FoundEndpoint
from d365arch.model.vocabulary import Confidence, Initiation, Operation, Timing

Found = Callable[[Mapping[str, Any]], Discovery]
I = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'  # noqa: E741


def entity(name: str, kind: str = "AxDataEntityView", **properties: str) -> str:
    said = "".join(f"<{key}>{value}</{key}>" for key, value in properties.items())
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<{kind} {I} xmlns=""><Name>{name}</Name><SourceCode/>{said}'
        f'<Fields><AxDataEntityViewField xmlns="" i:type="X"><Name>IsPublic</Name></AxDataEntityViewField></Fields>'
        "<ViewMetadata><Name>M</Name><DataSources><AxQuerySimpleRootDataSource><Name>D</Name><Table>RentTable</Table>"
        f"</AxQuerySimpleRootDataSource></DataSources></ViewMetadata></{kind}>"
    )


def service(name: str, *operations: str) -> str:
    listed = "".join(
        f"<AxServiceOperation><Name>{one}</Name><Method>{one}</Method></AxServiceOperation>" for one in operations
    )
    return f"<AxService {I}><Name>{name}</Name><ServiceOperations>{listed}</ServiceOperations></AxService>"


def group(name: str, *services: str) -> str:
    listed = "".join(
        f"<AxServiceGroupService><Name>{one}</Name><Service>{one}</Service></AxServiceGroupService>" for one in services
    )
    return (
        f"<AxServiceGroup {I}><Name>{name}</Name><AutoDeploy>Yes</AutoDeploy>"
        f"<Services>{listed}</Services></AxServiceGroup>"
    )


def x_class(name: str, declaration: str, method: str = "") -> str:
    return (
        f"<AxClass {I}><Name>{name}</Name><SourceCode><Declaration><![CDATA[{declaration}]]></Declaration><Methods>"
        f"<Method><Name>run</Name><Source><![CDATA[{method}]]></Source></Method></Methods></SourceCode></AxClass>"
    )


@pytest.fixture
def fo(write: Callable[[Mapping[str, Any]], Any]) -> Found:
    return lambda files: discover([write(files)], readers=[FinanceOperationsMetadata()])


def by_key(found: Discovery) -> dict[str, FoundEndpoint]:
    return {one.key: one for one in found.endpoints}


def test_public_entities_are_on_odata_and_managed_ones_in_packages(fo: Found) -> None:
    found = by_key(
        fo(
            {
                "Pkg/Rent/AxDataEntityView/RentEntity.xml": entity(
                    "RentEntity",
                    IsPublic="Yes",
                    PublicCollectionName="Rents",
                    PublicEntityName="Rent",
                    DataManagementEnabled="Yes",
                    EntityCategory="Master",
                    Label="Rents",
                ),
                "Pkg/Rent/AxDataEntityView/Odd.xml": entity(
                    "OddEntity", IsPublic="Yes", IsReadOnly="Yes", PublicEntityName="Odd"
                ),
                "Pkg/Rent/AxDataEntityView/Inner.xml": entity("InnerEntity"),
                "Pkg/Descriptor/Rent.xml": "<AxModelInfo><Name>Rent</Name><Publisher>Acme</Publisher></AxModelInfo>",
            }
        )
    )
    assert set(found) == {"odata/rents", "dmf/rententity", "odata/odd"}
    rents = found["odata/rents"]
    assert (rents.system, rents.type, rents.direction, rents.timing, rents.name) == (
        FINANCE_OPERATIONS,
        "fo.odata",
        Initiation.INBOUND,
        (Timing.SYNCHRONOUS,),
        "OData /data/Rents",
    )
    assert rents.entities == ("RentEntity",)
    assert rents.details == ("Rents", "category Master", "table RentTable", "model Rent (Acme)")
    assert rents.evidence[0].place == "/AxDataEntityView/PublicCollectionName"
    assert (found["dmf/rententity"].type, found["dmf/rententity"].timing) == (
        "fo.dmf-package-api",
        (Timing.ASYNCHRONOUS,),
    )
    assert found["odata/odd"].operations == (Operation.READ,)
    assert found["odata/odd"].evidence[0].confidence is Confidence.LIKELY, "the collection is not named"


def test_composite_aggregate_and_extended_entities(fo: Found) -> None:
    changed = (
        "<AxDataEntityViewExtension><Name>VendEntity.Acme</Name><PropertyModifications><AxPropertyModification>"
        "<Name>IsPublic</Name><Value>Yes</Value></AxPropertyModification><AxPropertyModification>"
        "<Name>PublicCollectionName</Name><Value>Vendors</Value></AxPropertyModification></PropertyModifications>"
        "</AxDataEntityViewExtension>"
    )
    found = by_key(
        fo(
            {
                "a.xml": entity("OrderComposite", "AxCompositeDataEntityView"),
                "c.xml": changed,
                "b.xml": entity("Turnover", "AxAggregateDataEntity", IsPublic="Yes", PublicCollectionName="Turnovers"),
            }
        )
    )
    assert set(found) == {"dmf/ordercomposite", "odata/turnovers", "odata/vendors"}
    assert found["odata/vendors"].entities == ("VendEntity",)


def test_only_services_in_a_group_are_endpoints(fo: Found) -> None:
    found = fo(
        {
            "A/M1/AxService/S.xml": service("RentService", "find", "book"),
            "A/M1/AxService/T.xml": service("LonelyService", "do"),
            "B/M2/AxServiceGroup/G.xml": group("RentGroup", "RentService", "ForeignService"),
        }
    )
    endpoints = by_key(found)
    assert set(endpoints) == {"service/rentgroup/rentservice", "service/rentgroup/foreignservice", "soap/rentgroup"}
    rent = endpoints["service/rentgroup/rentservice"]
    assert rent.details[:3] == ("POST /api/services/RentGroup/RentService/<operation>", "find", "book")
    assert rent.evidence[0].confidence is Confidence.CERTAIN
    assert endpoints["service/rentgroup/foreignservice"].evidence[0].confidence is Confidence.LIKELY
    assert endpoints["soap/rentgroup"].type == "fo.custom-service-soap"
    assert ["LonelyService" in one.sentence for one in found.remarks] == [True]
    assert not found.integrations


@pytest.mark.parametrize(
    ("declaration", "contract"),
    [
        (
            '[BusinessEvents(classStr(RentContract), "R:L", ModuleAxapta::A)]\nclass X extends BusinessEventsBase {}',
            "RentContract",
        ),
        ("[Foo, BusinessEvents(classStr(C), 'a')]\npublic final class X extends RentBase {}", "C"),
        ("public class X extends BusinessEventsBase {}", ""),
    ],
)
def test_business_events_are_known_by_attribute_or_base(declaration: str, contract: str) -> None:
    event = business_event(declaration)
    assert event is not None and event.contract == contract


@pytest.mark.parametrize(
    "declaration",
    [
        "// [BusinessEvents(classStr(C))]\nclass X {}",
        "/* class X extends BusinessEventsBase */ class Y {}",
        "abstract class X extends BusinessEventsBase {}",
        "class X extends BusinessEventsContract {}",
        '[Foo("[BusinessEvents(")] class X {}',
    ],
)
def test_comments_contracts_and_bases_are_no_business_events(declaration: str) -> None:
    assert business_event(declaration) is None


def test_classes_give_events_hints_of_calls_and_secrets(fo: Found) -> None:
    found = fo(
        {
            "AxClass/E.xml": x_class(
                "RentEvent", '[BusinessEvents(classStr(C), "x")]\nclass RentEvent extends BusinessEventsBase {}'
            ),
            "AxClass/C.xml": x_class(
                "RentCaller",
                "class RentCaller {}",
                (
                    'System.Net.Http.HttpClient client; str url = "https://rent.example.com/api?code=CANARYxpp001value";\n'
                    'str apiKey = "CANARYxpp002value";'
                ),
            ),
            "AxClass/N.xml": x_class("Plain", "class Plain {}", "// HttpClient\nstr password = this.password();"),
        }
    )
    assert set(by_key(found)) == {"business-events/rentevent"}
    assert by_key(found)["business-events/rentevent"].direction is Initiation.OUTBOUND
    assert [one.sentence for one in found.remarks] == [
        'The X++ class "C" uses HttpClient and names rent.example.com: its code may call another system. '
        "Code is not followed; ask who wrote it."
    ]
    assert {one.kind for one in found.secrets} == {"access key"} and len(found.secrets) == 2
    assert not found.integrations and "CANARY" not in repr(found)


def test_a_project_package_with_backslashes(write: Callable[[Mapping[str, Any]], Any]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in (
            ("Model\\Rent.xml", "<AxModelInfo><Name>Rent</Name></AxModelInfo>"),
            ("ProjectItem\\AxTable\\T.xml", "<AxTable><Name>T</Name></AxTable>"),
            ("X.xml", "<PackageDescriptor/>"),
            ("ProjectItem\\AxDataEntityView\\E.xml", entity("E", DataManagementEnabled="Yes")),
        ):
            info = zipfile.ZipInfo("x")
            info.filename = name
            archive.writestr(info, content)
    found = discover([write({"p.axpp": buffer.getvalue()})], readers=[FinanceOperationsMetadata()])
    assert [(one.key, one.details[-1]) for one in found.endpoints] == [("dmf/e", "model Rent")]
    assert [one.name for one in found.read] == ["Rent"] and not found.passed_over


@pytest.mark.parametrize(
    "content",
    [
        "<AxDataEntityView/>",
        "<AxService><Name/></AxService>",
        "<AxClass>",
        "<AxServiceGroup><Name>G</Name><Services>text<A/></Services></AxServiceGroup>",
        "<AxModelInfo/>",
    ],
)
def test_odd_metadata_never_stops_a_run(fo: Found, content: str) -> None:
    found = fo(
        {"M/AxX/odd.xml": content, "M/AxDataEntityView/E.xml": entity("E", IsPublic="Yes", PublicCollectionName="Es")}
    )
    assert set(by_key(found)) == {"odata/es"}
    assert all("does not understand" not in one.reason for one in found.not_read)


def test_many_entities_stay_apart_and_one_system(fo: Found) -> None:
    files = {
        f"P/M/AxDataEntityView/E{number}.xml": entity(f"E{number}", IsPublic="Yes", PublicCollectionName=f"Es{number}")
        for number in range(300)
    }
    found = fo(files)
    assert len(found.endpoints) == 300 and len(found.systems) == 1 and len(found.read) == 1
    assert len(found.systems[0].evidence) == 1, "a system does not carry one piece of evidence for each file"


def test_the_metadata_of_the_corpus(corpus: Any) -> None:
    found = by_key(discover([corpus / "14-fo-xpptools", corpus / "15-fo-axpp"], readers=[FinanceOperationsMetadata()]))
    assert sum(one.type == "fo.odata" for one in found.values()) == 6
    managed = {one.entities[0] for one in found.values() if one.type == "fo.dmf-package-api"}
    public = {one.entities[0] for one in found.values() if one.type == "fo.odata"}
    assert len(managed - public) == 5 and "FEImportAdyenCC" in managed
    assert "service/devintegtutorialservicetestgroup/devintegtutorialservicetest" in found
