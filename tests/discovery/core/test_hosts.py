"""Which system stands behind a host name, also in regions and sovereign clouds."""

from __future__ import annotations

import pytest

from d365arch.discovery.known import is_token_host, system_at
from d365arch.discovery.records import Identity


@pytest.mark.parametrize(("host", "kind"), [
    ("acme.operations.dynamics.com", "fo"),
    ("acme.operations.eu.dynamics.com", "fo"),
    ("acme.sandbox.operations.uae.dynamics.com", "fo"),
    ("acme.operations.dynamics.cn", "fo"),
    ("acme.operations.gov.microsoftdynamics.us", "fo"),
    ("acmedev.axcloud.dynamics.com", "fo"),
    ("acme.crm4.dynamics.com", "dataverse"),
    ("acme.crm.dynamics.cn", "dataverse"),
    ("acme.crm.microsoftdynamics.us", "dataverse"),
    ("acme.crm.appsplatform.us", "dataverse"),
    ("operations.example.com", "host"),
    ("acme.operations.example.com", "host"),
])
def test_hosts_of_dynamics(host: str, kind: str) -> None:
    assert system_at(host).identity == Identity(kind, host)


def test_the_api_of_an_environment_is_the_environment() -> None:
    assert system_at("acme.api.crm.appsplatform.us").identity == Identity("dataverse", "acme.crm.appsplatform.us")


@pytest.mark.parametrize(("host", "kind"), [
    ("orders.servicebus.windows.net", "azure.service-bus"),
    ("orders.servicebus.usgovcloudapi.net", "azure.service-bus"),
    ("orders.servicebus.chinacloudapi.cn", "azure.service-bus"),
    ("orders.servicebus.cloudapi.de", "azure.service-bus"),
    ("acme.blob.core.usgovcloudapi.net", "azure.storage"),
    ("acme.blob.core.chinacloudapi.cn", "azure.storage"),
    ("acme.azurewebsites.us", "azure.functions"),
    ("acme.sharepoint.cn", "connector.sharepointonline"),
    ("acme.vault.azure.cn", "azure.key-vault"),
    ("graph.microsoft.us", "microsoft-graph"),
])
def test_services_of_azure_in_other_clouds(host: str, kind: str) -> None:
    assert system_at(host).identity.kind == kind


@pytest.mark.parametrize("host", [
    "login.microsoftonline.us", "login.chinacloudapi.cn", "login.partner.microsoftonline.cn",
    "login.microsoftonline.de"])
def test_signing_in_to_other_clouds_is_no_integration(host: str) -> None:
    assert is_token_host(host)
