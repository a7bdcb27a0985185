"""Service endpoints and the steps that send to them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from d365arch.discovery.records import DATAVERSE, Discovery, FoundIntegration, Identity
from d365arch.model.vocabulary import Confidence, DataFlow, Timing, Trigger

Customized = Callable[[str], Discovery]
Parts = Callable[[dict[str, str]], Discovery]
ID = "{A0000000-0000-0000-0000-00000000000A}"


def endpoint(contract: int, address: str = "", *, id_: str = ID, path: str = "", url: str = "", more: str = "") -> str:
    return (f'<ServiceEndpoints><ServiceEndpoint ServiceEndpointId="{id_}" Name="Stock feed">'
            f"<Contract>{contract}</Contract><Path>{path}</Path><NamespaceAddress>{address}</NamespaceAddress><Url>{url}</Url>{more}</ServiceEndpoint>"
            "</ServiceEndpoints>")


def step(mode: int = 1, *, handler: str = ID, table: str = "account", stage: int = 40, more: str = "",
         code: int = 4618) -> str:
    return ('<SdkMessageProcessingSteps><SdkMessageProcessingStep Name="Stock: Update" '
            'SdkMessageProcessingStepId="{B0000000-0000-0000-0000-00000000000B}">'
            "<SdkMessageId>{20bebb1b-ea3e-db11-86a7-000a3a5473e8}</SdkMessageId>"
            f"<PrimaryEntity>{table}</PrimaryEntity><Mode>{mode}</Mode><Stage>{stage}</Stage>"
            f"<EventHandler>{handler}</EventHandler><EventHandlerTypeCode>{code}</EventHandlerTypeCode>{more}"
            "</SdkMessageProcessingStep></SdkMessageProcessingSteps>")


def only(discovery: Discovery) -> FoundIntegration:
    [integration] = discovery.integrations
    return integration


@pytest.mark.parametrize(("contract", "kind", "key"), [
    (2, "azure.service-bus", "queue/stock"), (5, "azure.service-bus", "topic/stock"),
    (6, "azure.service-bus", "queue/stock"), (7, "azure.event-hubs", "hub/stock"), (1, "azure.relay", "relay/stock"),
    (3, "azure.relay", "relay/stock"), (4, "azure.relay", "relay/stock"),
])
def test_the_contract_says_what_kind_of_receiver_the_namespace_is(customized: Customized, contract: int, kind: str,
                                                                  key: str) -> None:
    found = customized(endpoint(contract, "sb://Tailspin-Msg.servicebus.windows.net/", path="Stock") + step())
    integration = only(found)
    assert integration.from_ == DATAVERSE
    assert integration.to == Identity(kind, "tailspin-msg")
    assert integration.to_endpoint == key
    assert (integration.to, key) in {(one.system, one.key) for one in found.endpoints}
    assert integration.timing is Timing.NEAR_REAL_TIME
    assert integration.trigger is Trigger.EVENT
    assert integration.entities == ("account",)
    assert integration.details[0] == "Update of account"


def test_an_answer_comes_back_only_through_two_way_and_rest_relays(customized: Customized) -> None:
    flows = {contract: only(customized(endpoint(contract, "sb://r.servicebus.windows.net") + step())).data
             for contract in (1, 3, 4, 6)}
    assert flows == {1: DataFlow.PUSH, 3: DataFlow.BOTH, 4: DataFlow.BOTH, 6: DataFlow.PUSH}


def test_a_webhook_is_the_host_of_its_address_without_its_key(customized: Customized) -> None:
    url = "https://stock.tailspin.example/api/hook?code=abcDEF123456789secret"
    found = customized(endpoint(8, url=url, more="<AuthType>6</AuthType>") + step())
    assert only(found).to == Identity("host", "stock.tailspin.example")
    assert only(found).to_endpoint == "webhook/api/hook"
    assert only(found).auth == "api-key"
    assert "abcDEF" not in repr(found)
    assert [(secret.kind, secret.place) for secret in found.secrets] == [
        ("access key", "/ImportExportXml/ServiceEndpoints/ServiceEndpoint/Url")]


def test_a_synchronous_webhook_makes_the_user_wait_and_may_cancel_what_they_do(customized: Customized) -> None:
    before = customized(endpoint(8, url="https://h.example.net/x") + step(0, stage=20))
    after = customized(endpoint(8, url="https://h.example.net/x") + step(0, stage=40))
    assert only(before).timing is only(after).timing is Timing.SYNCHRONOUS
    assert ["cancels" in remark.sentence for remark in (*before.remarks, *after.remarks)] == [True, False]


def test_a_synchronous_step_on_a_bus_is_reported_as_written_with_a_remark(customized: Customized) -> None:
    found = customized(endpoint(6, "sb://b.servicebus.windows.net") + step(0))
    assert only(found).timing is Timing.SYNCHRONOUS
    assert any("asynchronous steps only" in remark.sentence for remark in found.remarks)


def test_a_service_endpoint_without_steps_is_an_endpoint_only(customized: Customized) -> None:
    found = customized(endpoint(6, "sb://b.servicebus.windows.net", path="spare"))
    assert found.integrations == ()
    assert [one.key for one in found.endpoints] == ["queue/spare"]
    assert any("No step sends" in remark.sentence for remark in found.remarks)


def test_the_namespace_may_be_written_by_its_name(customized: Customized) -> None:
    found = customized(endpoint(5, more="<SolutionNamespace>Tailspin</SolutionNamespace>") + step())
    assert only(found).to == Identity("azure.service-bus", "tailspin")


def test_an_event_grid_topic_is_known_by_its_host(customized: Customized) -> None:
    found = customized(endpoint(9, url="https://orders.westeurope-1.eventgrid.azure.net/api/events") + step())
    assert only(found).to == Identity("azure.event-grid", "orders")


def test_steps_find_service_endpoints_of_other_files_in_any_letter_case(parts: Parts) -> None:
    feed = endpoint(6, "sb://b.servicebus.windows.net", path="q")
    sending = step(handler=ID.lower().strip("{}"))
    unpacked = {
        "src/serviceendpoints/feed.xml": feed.removeprefix("<ServiceEndpoints>").removesuffix("</ServiceEndpoints>"),
        "src/SDKMessageProcessingSteps/{b}.xml": sending.removeprefix("<SdkMessageProcessingSteps>")
        .removesuffix("</SdkMessageProcessingSteps>"),
    }
    integration = only(parts(unpacked))
    assert integration.to == Identity("azure.service-bus", "b")
    assert integration.evidence[0].place == "/SdkMessageProcessingStep"


def test_a_step_whose_service_endpoint_is_nowhere_is_likely_and_unresolved(customized: Customized) -> None:
    found = customized(step())
    assert only(found).confidence is Confidence.LIKELY
    assert [one.unresolved for one in found.systems if one.identity == only(found).to] == [True]


def test_a_disabled_step_is_there_and_inactive(customized: Customized) -> None:
    found = customized(endpoint(6, "sb://b.servicebus.windows.net") + step(more="<StateCode>1</StateCode>"))
    assert only(found).active is False


def test_steps_of_plugins_are_one_remark_for_each_assembly_and_no_integration(customized: Customized) -> None:
    plugin = "<PluginTypeName>Tailspin.Sync.OnUpdate, Tailspin.Sync, Version=1.0.0.0</PluginTypeName>"
    found = customized(step(code=4602, more=plugin) + step(code=4602, table="contact", more=plugin))
    assert found.integrations == ()
    [remark] = found.remarks
    assert "Tailspin.Sync has 2 steps on account, contact" in remark.sentence


def test_a_plugins_configuration_gives_hosts_as_a_hint_and_never_its_keys(customized: Customized) -> None:
    configuration = ('<Configuration>{"baseUrl": "https://rates.tailspin.example/v2?code=Zx81Zx81Zx81", '
                     '"apiKey": "Zx82Zx82Zx82Zx82"}</Configuration>')
    found = customized(step(code=4602, more=configuration))
    assert found.integrations == () == found.systems
    assert any("rates.tailspin.example" in remark.sentence for remark in found.remarks)
    assert any(secret.place.endswith("/Configuration/apiKey") for secret in found.secrets)
    assert "Zx81" not in repr(found)
    assert "Zx82" not in repr(found)
