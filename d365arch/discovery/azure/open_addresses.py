"""Addresses that only a deployment or a run knows, as far as their end or the token for them tells the service."""

from __future__ import annotations

import re
from dataclasses import replace

from d365arch.discovery import known
from d365arch.discovery.addresses import host_of
from d365arch.discovery.azure.services import plain_placeholder
from d365arch.discovery.records import FoundSystem, Identity
from d365arch.model.integration import Evidence

_AUDIENCES = {
    "vault.azure.net": "x.vault.azure.net",
    "storage.azure.com": "x.blob.core.windows.net",
    "servicebus.azure.net": "x.servicebus.windows.net",
    "eventhubs.azure.net": "x.servicebus.windows.net",
    "eventgrid.azure.net": "x.eventgrid.azure.net",
    "database.windows.net": "x.database.windows.net",
    "dev.azuresynapse.net": "x.dev.azuresynapse.net",
    "search.azure.com": "x.search.windows.net",
    "cognitiveservices.azure.com": "x.cognitiveservices.azure.com",
    "management.azure.com": "management.azure.com",
    "management.core.windows.net": "management.azure.com",
    "graph.microsoft.com": "graph.microsoft.com",
    "cosmos.azure.com": "x.documents.azure.com",
}
"""What tokens are asked for (in every tenant the same), with a host of the service. Source: Microsoft, "Azure services
that support managed identities" and the pages of the services."""
_PLACEHOLDER = re.compile(r"\{([^{}]{1,100})\}")


def made_at_deployment(text: str, evidence: tuple[Evidence, ...], within: str = "") -> FoundSystem | None:
    """A service whose host is put together, such as `https://{prefix}-bus.servicebus.windows.net`; else None.

    `within` keeps placeholders apart that mean something in one place only, such as parameters of a pipeline.
    """
    first, _, end = text.split("://", 1)[-1].split("/", 1)[0].partition(".")
    if "{" in end or "{" not in first or not known.is_known_host(f"x.{end}"):
        return None
    system = known.system_at(f"x.{end}", evidence)
    if system.identity.part not in {"x", f"x.{end}"}:
        return system
    part = first if system.identity.part == "x" else f"{first}.{end}"
    return replace(system, identity=Identity(system.identity.kind, f"{within}{part}".lower()),
                   name=f"{system.name.rsplit(' ', 1)[0]} {plain_placeholder(first)}", unresolved=True)


def service_of_audience(audience: str, evidence: tuple[Evidence, ...] = ()) -> FoundSystem | None:
    """The service that a token is asked for, without the account or namespace, which tokens do not say; else None."""
    host = (host_of(audience) or audience.strip().lower().strip("/")).removeprefix("https://")
    told = _AUDIENCES.get(host)
    if told is None:
        return None
    system = known.system_at(told, evidence)
    if told.startswith("x."):
        name = "Azure Storage" if system.identity.kind == "azure.storage" else system.name.rsplit(" ", 1)[0]
        system = replace(system, identity=Identity(system.identity.kind), name=name, unresolved=True)
    return system


def placeholder_in(text: str) -> str:
    """The name of what gives the host of an address: of `{baseUrl}/orders` it is `baseUrl`; else empty."""
    found = _PLACEHOLDER.search(text.split("://", 1)[-1].split("/", 1)[0])
    return found[1] if found is not None else ""
