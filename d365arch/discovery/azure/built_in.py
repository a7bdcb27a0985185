"""Built-in connectors of standard logic apps and the services behind them, as data in `service-providers.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from d365arch.discovery.azure.connection_strings import parts_of
from d365arch.discovery.data import known_data
from d365arch.discovery.known import Connector, connector

_NAMES = frozenset({"servername", "databasename"})
"""What built-in connectors call the server and the database where the connectors of the cloud have no `name`."""


def provider_of(provider_id: str) -> Connector:
    """The connector that a service provider (`/serviceProviders/serviceBus`) is the built-in form of.

    One without a row is a service named after itself; those of the runtime itself are of kind `internal`.
    """
    plain = provider_id.strip().rstrip("/").rsplit("/", 1)[-1].lower()
    rows, internal = _table()
    if plain in internal:
        return Connector(plain, plain, kind="internal")
    row = rows.get(plain)
    return connector(row["connector"]) if row else replace(connector(plain or "unknown"), kind="unknown")


def provider_values(provider_id: str, stated: Mapping[str, str]) -> dict[str, str]:
    """What the values of a service provider connection say of the other side, by the connector's own parameters.

    `stated` is by name in small letters and may hold connection strings: of them server, account and database are kept.
    """
    plain = provider_id.strip().rstrip("/").rsplit("/", 1)[-1].lower()
    row = _table()[0].get(plain, {})
    wanted = provider_of(provider_id)
    values: dict[str, str] = {}
    for name in row.get("part", ()):
        text = stated.get(name, "")
        if not text:
            continue
        if name == "connectionstring":
            parts = parts_of(text)
            if wanted.identity == "sql":
                values.update({"server": parts.server, "database": parts.database})
            elif wanted.part and (parts.account or parts.server):
                values.setdefault(wanted.part[0], parts.account or parts.server)
        elif (plain_name := name.removesuffix("name") if name in _NAMES else name) in wanted.part:
            values.setdefault(plain_name, text)
        elif wanted.part:
            values.setdefault(wanted.part[0], text)
    return values


@cache
def _table() -> tuple[Mapping[str, Any], frozenset[str]]:
    data = known_data("service-providers.yaml")
    return data["providers"], frozenset(data["internal"])
