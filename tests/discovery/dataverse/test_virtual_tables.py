"""Virtual tables and the systems their rows come from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from d365arch.discovery.dataverse.virtual_tables import CONNECTOR, ODATA
from d365arch.discovery.records import FINANCE_OPERATIONS, Discovery, Identity
from d365arch.model.vocabulary import Confidence, DataFlow, Timing, Trigger

Customized = Callable[[str], Discovery]
Parts = Callable[[Mapping[str, Any]], Discovery]
SOURCE = "{C0000000-0000-0000-0000-00000000000C}"


def table(name: str, provider: str = ODATA, source: str = SOURCE) -> str:
    return (f"<Entity><Name>{name}</Name><EntityInfo><entity Name=\"{name}\"><attributes><attribute><ExternalName>x"
            f"</ExternalName></attribute></attributes><DataProviderId>{provider}</DataProviderId>"
            f"<DataSourceId>{source}</DataSourceId></entity></EntityInfo></Entity>")


def source(definition: Mapping[str, Any], provider: str = ODATA, encode: Callable[[str], str] = quote_plus) -> str:
    return (f'<EntityDataSources><EntityDataSource EntityDataSourceId="{SOURCE}"><Name>Parcels</Name>'
            f"<ConnectionDefinition>{encode(json.dumps(definition, indent=1))}</ConnectionDefinition>"
            f"<EntityDataProviderId>{{{provider}}}</EntityDataProviderId></EntityDataSource></EntityDataSources>")


@pytest.mark.parametrize("encode", [quote_plus, quote, lambda text: quote(quote_plus(text))])
def test_an_odata_source_is_called_each_time_somebody_looks(customized: Customized,
                                                            encode: Callable[[str], str]) -> None:
    definition = {"Uri": "https://parcels.tailspin.example/odata?sig=Qq12Qq12Qq12Qq12", "Timeout": 30}
    tables = f"<Entities>{table('ts_Parcel')}{table('ts_Label')}</Entities>"
    found = customized(tables + source(definition, encode=encode))
    [integration] = found.integrations
    assert integration.to == Identity("host", "parcels.tailspin.example")
    assert integration.entities == ("ts_parcel", "ts_label")
    assert (integration.timing, integration.trigger, integration.data) == (
        Timing.SYNCHRONOUS, Trigger.ON_DEMAND, DataFlow.PULL)
    assert integration.confidence is Confidence.CERTAIN
    assert integration.to_endpoint == "odata/odata"
    assert [secret.kind for secret in found.secrets] == ["SAS signature"]
    assert "Qq12" not in repr(found)


def test_tables_and_sources_may_be_files_of_different_solutions(parts: Parts) -> None:
    data = source({"Uri": "https://p.example.net/odata"})
    found = parts({
        "a/Entities/ts_Parcel/Entity.xml": table("ts_Parcel"),
        "b/EntityDataSources/{c}.xml": data.removeprefix("<EntityDataSources>").removesuffix("</EntityDataSources>"),
    })
    assert [one.to.part for one in found.integrations] == ["p.example.net"]


def test_a_virtual_connector_leads_through_its_connection_reference(customized: Customized) -> None:
    definition = {"ConnectionReference": "ts_sql", "DatasetValue": quote("srv1.tailspin.example,Parcels", safe="")}
    reference = ('<connectionreferences><connectionreference connectionreferencelogicalname="ts_SQL"><connectorid>'
                 "/providers/Microsoft.PowerApps/apis/shared_sql</connectorid></connectionreference>"
                 "</connectionreferences>")
    parcels = f"<Entities>{table('ts_Parcel', CONNECTOR)}</Entities>"
    found = customized(parcels + source(definition, CONNECTOR) + reference)
    assert [one.to for one in found.integrations] == [Identity("sql", "srv1.tailspin.example/parcels")]


def test_a_source_that_is_nowhere_is_unresolved_and_likely(customized: Customized) -> None:
    found = customized(f"<Entities>{table('ts_Parcel')}</Entities>")
    [integration] = found.integrations
    assert integration.confidence is Confidence.LIKELY
    assert [one.unresolved for one in found.systems if one.identity == integration.to] == [True]


def test_tables_of_finance_and_operations_are_live_calls_to_it(customized: Customized) -> None:
    product = table("mserp_ReleasedProductV2Entity", "d1000000-0000-0000-0000-000000000001")
    found = customized(f"<Entities>{product}</Entities>")
    [integration] = found.integrations
    assert integration.to == FINANCE_OPERATIONS
    assert integration.entities == ("mserp_releasedproductv2entity",)


def test_a_table_of_finance_and_operations_without_a_source_is_an_offer(customized: Customized) -> None:
    found = customized("<Entities><Entity><Name>mserp_VendorEntity</Name></Entity></Entities>")
    assert found.integrations == ()
    assert [(one.system, one.type) for one in found.endpoints] == [(FINANCE_OPERATIONS, "both.virtual-entity")]


@pytest.mark.parametrize("provider", [
    "1d9bde74-9ebd-4da9-8ff5-aa74945b9f74", "00000000-0000-0000-0000-000000000000", ""])
def test_tables_that_dataverse_keeps_itself_are_nothing(customized: Customized, provider: str) -> None:
    found = customized(f"<Entities>{table('ts_Event', provider, '')}</Entities>")
    assert (found.integrations, found.endpoints, found.remarks) == ((), (), ())


def test_a_source_nobody_uses_is_an_endpoint_only(customized: Customized) -> None:
    found = customized(source({"Uri": "https://p.example.net/odata"}))
    assert found.integrations == ()
    assert [one.key for one in found.endpoints] == ["odata/odata"]


def test_a_broken_definition_is_told_with_its_place(customized: Customized) -> None:
    found = customized(f"<Entities>{table('ts_Parcel')}</Entities>{source({}).replace('%7B%7D', '%7B%22Uri')}")
    assert [one.reason.split(":")[0].rsplit("/", 1)[-1] for one in found.not_read] == ["ConnectionDefinition"]
    assert len(found.integrations) == 1
