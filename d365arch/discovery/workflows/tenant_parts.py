"""The tenant's own piece of what a connector is given (address, account, server), alike in whatever form it stands.

`system_of(connector, values)` is for whoever knows the parameters of a connection or a call by their names in small
letters; two artefacts that mean the same account, site or database get the same identity from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from d365arch.discovery.addresses import address_of, host_of
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.known import Connector, is_known_host, system_at
from d365arch.discovery.records import FoundSystem
from d365arch.model.integration import Evidence

_NOTHING = frozenset({"default", "accountnamefromsettings", "servername", "databasename", "none", "null", "(default)"})
"""What the designer writes where the connection itself knows."""
_LABEL = frozenset({"azure.storage", "azure.service-bus", "azure.event-hubs", "azure.event-grid", "azure.key-vault",
                    "azure.cosmos-db", "azure.data-factory", "azure.ai-search", "azure.openai"})
"""Kinds whose part is the first label of their host: namespace, account, topic, vault."""
_ORGANISATION = re.compile(r"[a-z0-9-]{1,63}\.(?:api\.)?crm\d*", re.IGNORECASE)
_SQL_HOST = re.compile(r"[A-Za-z0-9_.\\:-]{1,253}")


def system_of(connector: Connector, values: Mapping[str, str], evidence: tuple[Evidence, ...] = (), *,
              on_premises: bool = False) -> FoundSystem:
    """The system that a connector leads to with these values; without the tenant's part where none of them says it."""
    if connector.identity == "sql":
        part = _sql(values)
    else:
        stated = next((values[name] for name in connector.part if values.get(name)), "")
        part = tenant_part(connector, stated)
    if connector.identity in {None, "azure.key-vault"} and "." in part and "/" not in part and is_known_host(part):
        found = system_at(part, evidence)
        if found.identity.kind in {connector.identity, f"connector.{connector.id}"}:
            return found
    return connector.system(part, evidence, on_premises=on_premises)


def tenant_part(connector: Connector, stated: str) -> str:
    """The tenant's part in a value as a call, a connection or a data set writes it; empty where it says nothing."""
    text = cleaned(stated).strip()
    if not text or text.lower() in _NOTHING or text.startswith("@"):
        return ""
    kind = connector.identity or ""
    if kind in {"dataverse", "fo", "host"}:
        if kind == "dataverse" and _ORGANISATION.fullmatch(text):
            text = f"{text}.dynamics.com"  # the first connector to Dataverse writes `org.crm4`
        return host_of(text) or ("" if kind == "host" else text)
    if kind in _LABEL:
        return (host_of(text) or text).split(".", 1)[0]
    if kind == "file-share":
        return share_of(text)
    address = address_of(text)
    if address is not None:
        path = address.path.rstrip("/") if connector.id == "sharepointonline" else ""
        return f"{address.host}{path}".lower()
    # An address whose host is empty, since the parameter for it is, says nothing.
    return "" if text.lower().startswith(("http:", "https:")) else text


def share_of(path: str) -> str:
    r"""Server and share of a UNC path such as `\\server\share\folder`; the path itself where it is none."""
    plain = path.strip().replace("\\", "/")
    pieces = [piece for piece in plain.split("/") if piece]
    return f"//{'/'.join(pieces[:2])}" if plain.startswith("//") and pieces else plain


def _sql(values: Mapping[str, str]) -> str:
    server, database = values.get("server", ""), values.get("database", "")
    if not server and values.get("dataset"):
        server, _, database = values["dataset"].partition(",")
    server, database = ("" if one.strip().lower() in _NOTHING or one.startswith("@") else one.strip()
                        for one in (server, database))
    address = address_of(server)
    server = address.host if address else server
    return "/".join(part for part in (server if _SQL_HOST.fullmatch(server.split(",", 1)[0]) else "", database) if part)
