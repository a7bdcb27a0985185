"""Which system stands behind a host name, also in regions and sovereign clouds."""

from __future__ import annotations

import pytest

from d365arch.discovery.known import system_at
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
