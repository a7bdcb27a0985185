"""API Management: backends by policy, by service url, by named value; specifications; what is no backend."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from d365arch.discovery.azure.api_policies import policies_of
from d365arch.discovery.azure.api_specifications import specification_of
from d365arch.discovery.limits import Limits
from d365arch.discovery.records import Discovery, Identity
from d365arch.model.vocabulary import Confidence, DataFlow, Initiation, Timing, Trigger

Found = Callable[[Mapping[str, Any]], Discovery]
SERVICE = "Microsoft.ApiManagement/service"


def template(*resources: Mapping[str, Any], parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
            "contentVersion": "1.0.0.0", "parameters": parameters or {}, "resources": list(resources)}


def resource(kind: str, name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": f"{SERVICE}{kind}", "name": name, "properties": properties}


def api(name: str, **properties: Any) -> dict[str, Any]:
    return resource("/apis", f"acme-apim/{name}", {"displayName": name, "path": name, **properties})


def policy(name: str, inbound: str) -> dict[str, Any]:
    return resource("/apis/policies", f"acme-apim/{name}/policy", {
        "value": f"<policies><inbound>{inbound}</inbound><backend><base/></backend></policies>", "format": "rawxml"})


def test_an_api_is_an_offer_and_its_backend_an_integration(found: Found) -> None:
    discovery = found(
        {
            "apim.json": template(
                resource("", "acme-apim", {}),
                api("orders", serviceUrl="https://orders.acme.example/v1", subscriptionRequired=False),
                resource("/apis/operations", "acme-apim/orders/list", {"method": "GET", "urlTemplate": "/orders"}),
            )
        }
    )
    (offer,) = discovery.endpoints
    assert (offer.system, offer.direction, offer.auth) == (
        Identity("azure.api-management", "acme-apim"), Initiation.INBOUND, None)
    (one,) = discovery.integrations
    assert (one.from_, one.to) == (
        Identity("azure.api-management", "acme-apim"),
        Identity("host", "orders.acme.example"),
    )
    assert (one.timing, one.trigger, one.data) == (Timing.SYNCHRONOUS, Trigger.ON_DEMAND, DataFlow.PULL)
    assert one.details == ("backend path /v1", "GET /orders") and one.evidence[0].place == "/resources/1"


def test_a_policy_chooses_the_backend_by_name_or_named_value(found: Found) -> None:
    discovery = found({"apim.json": template(
        api("a", serviceUrl="https://not-this.example"), api("b"),
        policy("a", '<set-backend-service backend-id="fo" />'),
        policy("b", '<set-backend-service base-url="{{CrmUrl}}/api/data/v9.2" />'),
        resource("/backends", "acme-apim/fo", {"url": "https://acme.operations.dynamics.com/data", "protocol": "http"}),
        resource("/namedValues", "acme-apim/CrmUrl", {"displayName": "CrmUrl", "value": "https://acme.crm4.dynamics.com"}))})
    assert {one.to for one in discovery.integrations} == {
        Identity("fo", "acme.operations.dynamics.com"), Identity("dataverse", "acme.crm4.dynamics.com")}
    assert {one.protocol for one in discovery.integrations} == {"OData over HTTPS", "HTTPS"}


def test_an_expression_is_followed_through_variables_and_fragments(found: Found) -> None:
    fragment = ('<fragment><set-variable name="target" value="@(context.Request.Headers.GetValueOrDefault("Target", '
                '"{{FinOpsUrl}}"))" /></fragment>')
    discovery = found({"apim.json": template(
        api("a"), policy("a", '<include-fragment fragment-id="Choose" /><set-backend-service base-url="@('
                              'context.Variables.GetValueOrDefault<string>("target"))" />'),
        resource("/policyFragments", "acme-apim/Choose", {"value": fragment, "format": "rawxml"}),
        resource("/namedValues", "acme-apim/FinOpsUrl", {"displayName": "FinOpsUrl", "value": "[parameters('url')]"}),
        parameters={"url": {"type": "string"}})})
    (one,) = discovery.integrations
    assert one.to == Identity("fo") and one.confidence is Confidence.LIKELY


def test_a_name_alone_makes_no_dynamics(found: Found) -> None:
    discovery = found({"apim.json": template(
        api("d365fo", serviceUrl="[parameters('target')]"), parameters={"target": {"type": "string"}})})
    (one,) = discovery.integrations
    system = next(row for row in discovery.systems if row.identity == one.to)
    assert one.to.kind == "host" and system.unresolved and system.name == "Backend (target)"


def test_the_audience_of_a_managed_identity_tells_the_product(found: Found) -> None:
    discovery = found({"apim.json": template(
        api("a", serviceUrl="https://gateway.acme.dynamics.com"),
        policy("a", '<authentication-managed-identity resource="00000015-0000-0000-c000-000000000000" />'))})
    (one,) = discovery.integrations
    assert one.to.kind == "fo" and one.auth == "managed-identity"


def test_tokens_mocks_and_secrets_are_no_backends(found: Found) -> None:
    secret = "https://user:Pa55word-x@hidden.example"
    discovery = found({"apim.json": template(
        api("mocked"), policy("mocked", "<mock-response status-code=\"200\" />"),
        api("b", serviceUrl="https://b.example"), policy(
            "b", "<send-request><set-url>https://login.microsoftonline.com/t/oauth2/v2.0/token</set-url></send-request>"),
        api("c"), policy("c", '<set-backend-service base-url="{{Hidden}}" />'),
        resource("/namedValues", "acme-apim/Hidden", {"displayName": "Hidden", "secret": True, "value": secret}))})
    assert {one.to for one in discovery.integrations if one.to.part == "b.example"}
    assert {one.auth for one in discovery.integrations if one.to.part == "b.example"} == {"oauth"}
    assert len(discovery.integrations) == 2
    assert "hidden.example" not in repr((discovery.systems, discovery.integrations))


def test_a_call_besides_the_backend_is_told(found: Found) -> None:
    discovery = found({"apim.json": template(
        api("a", serviceUrl="https://a.example"),
        policy("a", "<send-one-way-request><set-url>https://audit.example/log</set-url></send-one-way-request>"))})
    assert {(one.to.part, one.details) for one in discovery.integrations} == {
        ("a.example", ()), ("audit.example", ("called by a policy",))}


def test_revisions_and_two_files_are_one(found: Found) -> None:
    one = template(api("a", serviceUrl="https://a.example"), api("a;rev=2", serviceUrl="https://a.example"))
    two = template(policy("a", '<authentication-basic username="x" password="{{p}}" />'))
    discovery = found({"apis.json": one, "policies.json": two})
    (row,) = discovery.integrations
    assert row.auth == "basic" and len(discovery.endpoints) == 1


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(
            {
                "openapi": "3.0.1",
                "servers": [{"url": "https://s.example/v1"}],
                "paths": {"/a/{id}": {"get": {}, "post": {}}},
            }
        ),
        "openapi: 3.0.1\nservers:\n  - url: https://s.example/v1\npaths:\n  /a/{id}:\n    get:\n      summary: get\n"
        "    post:\n      responses:\n        '200':\n          description: ''\ncomponents: {}\n",
        json.dumps(
            {"swagger": "2.0", "host": "s.example", "basePath": "/v1", "paths": {"/a/{id}": {"get": {}, "post": {}}}}
        ),
    ],
)
def test_specifications_in_all_forms(text: str) -> None:
    found = specification_of(text, Limits())
    assert found.operations == ("GET /a/{id}", "POST /a/{id}") and found.server == "https://s.example/v1"


@pytest.mark.parametrize(
    "text", ["", "{", "[", "https://x.example/openapi.json", "paths:\n" + "[" * 5_000, "{" * 5_000]
)
def test_broken_specifications_say_nothing(text: str) -> None:
    assert specification_of(text, Limits()) == ((), "")


@pytest.mark.parametrize(
    "text",
    [
        "<set-backend-service",
        "<set-backend-service base-url=",
        '<set-backend-service base-url="@(x',
        "<set-variable name=a value=b/>",
        "<set-backend-service " * 2_000,
        "<!-- <set-backend-service base-url='https://commented.example' /> -->",
    ],
)
def test_broken_policies_choose_nothing(text: str) -> None:
    assert policies_of(text).backends == ()
