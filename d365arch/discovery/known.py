"""The systems behind connector ids and host names, as data in `resources/discovery`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from d365arch.discovery.data import known_data
from d365arch.discovery.records import FoundSystem, Identity, ZoneHint
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Hosting, ZoneKind

_NUMBERED = re.compile(r"[_-]\d{0,3}$")
_CUSTOM = re.compile(r"[-.](?:5f|20|2d)", re.IGNORECASE)
_PREFIXES = ("/providers/microsoft.powerapps/apis/", "shared_")


@dataclass(frozen=True, slots=True)
class Connector:
    """A connector of the Power Platform and Logic Apps, and the system behind it."""

    id: str
    """Without `shared_`, in small letters."""
    name: str
    kind: str = "service"
    """`service`, `internal` (the environment itself), `supporting`, `agent`, `custom` (defined by somebody's own
    artefact) or `unknown` (a standard connector without a row of ours)."""
    type: str | None = None
    identity: str | None = None
    part: tuple[str, ...] = ()
    publisher: str | None = None
    hosting: Hosting | None = None

    @property
    def is_dataverse(self) -> bool:
        """Whether it is one of the connectors to Dataverse."""
        return self.identity == "dataverse"

    def system(self, part: str = "", evidence: tuple[Evidence, ...] = (), shown_part: str = "",
               on_premises: bool = False) -> FoundSystem:
        """The system it leads to; `part` is the tenant's own site, server or host, as the artefact names it.

        Its name is the service and, where it is known, the part (`shown_part` where people read it differently).
        """
        if self.identity == "sql":
            return sql_server(*sql_part(part), evidence, on_premises)
        shown = shown_part or part
        if "." in part and self.identity in {"dataverse", "fo", "host"}:
            known = system_at(part, evidence)
            if self.identity in {"host", known.identity.kind}:
                return known
        return FoundSystem(
            identity=Identity(self.identity or f"connector.{self.id}", part.lower()),
            name=f"{self.name} {shown}" if shown else self.name,
            type=self.type,
            zone=zone_of_publisher(self.publisher) if not on_premises else None,
            hosting=Hosting.ON_PREMISES if on_premises else self.hosting,
            supporting=self.kind == "supporting",
            evidence=evidence,
        )


def zone_of_publisher(publisher: str | None) -> ZoneHint | None:
    """The zone for the services of a publisher."""
    return ZoneHint(ZoneKind.GROUP, publisher) if publisher else None


def plain_connector_id(api: str) -> str:
    """The id of a connector without its decoration: `/providers/.../apis/shared_sql` becomes `sql`.

    The name is what follows the last `/`; escapes of custom connectors (`-5f` for `_`, `-20` for a space, `-2d` for
    `-`) are resolved. Packages of single flows write `.` for the `-` of an escape.
    """
    last = api.strip().rstrip("/").rsplit("/", 1)[-1].lower()
    last = last.removeprefix("shared_")
    return decoded_connector(last)


def decoded_connector(name: str) -> str:
    """The name of a custom connector with its escapes resolved, in small letters."""
    return _CUSTOM.sub(lambda match: chr(int(match[0][1:], 16)), name).lower()


def is_custom_connector(api: str) -> bool:
    """Whether a connector id is that of a custom connector, whose name is escaped."""
    return _CUSTOM.search(api.rsplit("/", 1)[-1]) is not None


def connector(api: str) -> Connector:
    """The connector of an id in any of its written forms.

    An id without a row of ours is never dropped: it is a service named after itself, of kind `unknown`, or `custom`
    where the id is written as those of custom connectors are.
    """
    plain = plain_connector_id(api)
    rows, internal = _connectors()
    if plain in rows:
        return rows[plain]
    if any(plain.startswith(prefix) for prefix in internal):
        return Connector(plain, plain, kind="internal")
    # Keys and resources are numbered (`servicebus-1`, `sql_`); where nothing else says the connector, they do.
    if _NUMBERED.sub("", plain) in rows:
        return rows[_NUMBERED.sub("", plain)]
    if is_custom_connector(api):
        # shared_<prefix>_<name>_<hash>: the hash is no part of the name that people gave it.
        return Connector(plain, plain, kind="custom")
    if "mcp" in plain:
        return Connector(plain, f"MCP server {plain}", kind="agent", type="other.ai-agent")
    return Connector(plain, plain, kind="unknown")


@cache
def _connectors() -> tuple[Mapping[str, Connector], tuple[str, ...]]:
    data = known_data("connectors.yaml")
    rows = {}
    for name, row in data["connectors"].items():
        hosting = row.get("hosting")
        rows[name] = Connector(
            name, row["name"], row.get("kind", "service"), row.get("type"), row.get("identity"),
            tuple(row.get("part") or ()), row.get("publisher"), Hosting(hosting) if hosting else None)
    return rows, tuple(data["internal"])


@dataclass(frozen=True, slots=True)
class _HostRow:
    ends: tuple[str, ...]
    """Of the public cloud first, then of the clouds of governments and countries."""
    pattern: re.Pattern[str] | None
    name: str
    type: str | None
    identity: str
    part: str
    keep_host: bool
    publisher: str | None
    kind: str

    def fits(self, host: str) -> bool:
        if self.pattern is not None:
            return self.pattern.search(host) is not None
        return any(host.endswith(end if end.startswith(".") else f".{end}") or host == end for end in self.ends)


@cache
def _hosts() -> tuple[_HostRow, ...]:
    return tuple(
        _HostRow((row.get("ends", ""), *row.get("also", ())),
                 re.compile(row["matches"]) if "matches" in row else None, row.get("name", ""), row.get("type"),
                 row.get("identity", "host"), row.get("part", "host"), bool(row.get("keep_host")), row.get("publisher"),
                 row.get("kind", "service"))
        for row in known_data("hosts.yaml")["hosts"])


@lru_cache(maxsize=4_096)
def _row_of(host: str) -> _HostRow | None:
    return next((row for row in _hosts() if row.fits(host)), None)


def is_known_host(host: str) -> bool:
    """Whether a host name is one of a known service by its ending."""
    return _row_of(host.lower().rstrip(".")) is not None


def is_token_host(host: str) -> bool:
    """Whether requests to a host only sign in: they are no integrations."""
    row = _row_of(host.lower())
    return row is not None and row.kind == "token"


def system_at(host: str, evidence: tuple[Evidence, ...] = ()) -> FoundSystem:
    """The system behind a host name: a known service by its ending, else a system named after the host."""
    host = host.lower().rstrip(".")
    row = _row_of(host)
    if row is None or not row.name:
        return FoundSystem(identity=Identity("host", host), name=host, evidence=evidence)
    first = host.split(".", 1)[0]
    if row.identity == "dataverse":
        # org.api.crm4.dynamics.com and org.crm4.dynamics.com are one environment.
        host = host.replace(".api.crm", ".crm", 1)
    part = {"first": first, "none": ""}.get(row.part, host)
    shown = "" if row.part == "none" else host if row.keep_host or row.part == "host" else first
    return FoundSystem(identity=Identity(row.identity, part), name=f"{row.name} {shown}".strip(), type=row.type,
                       zone=zone_of_publisher(row.publisher), supporting=row.kind == "supporting", evidence=evidence)


def dataverse_environment(evidence: tuple[Evidence, ...] = (), host: str = "") -> FoundSystem:
    """The Dataverse environment: the one an artefact belongs to, or the one at a host."""
    if host:
        return system_at(host, evidence)
    return FoundSystem(
        identity=Identity("dataverse"), name="Power Platform environment (Dataverse)", type="pp.dataverse",
        zone=ZoneHint(ZoneKind.ENVIRONMENT, "Power Platform environment"), evidence=evidence)


def finance_operations(evidence: tuple[Evidence, ...] = (), host: str = "") -> FoundSystem:
    """The Finance and Operations environment: the only one an artefact knows of, or the one at a host."""
    if host:
        return system_at(host, evidence)
    return FoundSystem(
        identity=Identity("fo"), name="Dynamics 365 Finance & Operations", type="d365.finance-operations",
        zone=ZoneHint(ZoneKind.ENVIRONMENT, "Finance and Operations environment"), evidence=evidence)


def unknown_caller(called: FoundSystem, evidence: tuple[Evidence, ...] = (), what: str = "HTTP caller") -> FoundSystem:
    """Whoever calls an endpoint of a system, one for each system called: callers of two are not known to be one."""
    part = f"{what}/{called.identity.kind}/{called.identity.part}".lower()
    return FoundSystem(identity=Identity("unknown-caller", part), name=f"Unknown {what} of {called.name}",
                       type="other.custom-app", unresolved=True, evidence=evidence)


def sql_server(server: str, database: str = "", evidence: tuple[Evidence, ...] = (),
               on_premises: bool = False) -> FoundSystem:
    """A database of a SQL server, wherever a connector, a linked service or a connection string names the two.

    Protocol and port are left off, the instance stays: `tcp:srv,1433` is `srv`. `default` says that the connection
    knows, not the artefact, so it is nothing. The service of Azure is known by its host; anything else is a SQL Server,
    on premises where a gateway leads to it.
    """
    server = server.strip().lower().removeprefix("tcp:").split(",", 1)[0].strip().rstrip(".")
    database = database.strip()
    server, database = ("" if part.lower() == "default" else part for part in (server, database))
    azure = server.endswith(_AZURE_SQL) and not on_premises
    named = " / ".join(part for part in (server, database) if part)
    return FoundSystem(
        identity=Identity("sql", "/".join(part for part in (server, database.lower()) if part)),
        name=f"{'Azure SQL' if azure else 'SQL Server'} {named}".strip(),
        type="azure.sql" if azure else "other.database",
        zone=zone_of_publisher("Azure") if azure else None,
        hosting=Hosting.ON_PREMISES if on_premises else None,
        evidence=evidence,
    )


def sql_part(part: str) -> tuple[str, str]:
    """Server and database of a part as connectors write it: `server,database`, or `server/database`."""
    server, _, database = part.partition("/")
    if not database and "," in server:
        server, _, database = server.rpartition(",")
        if database.strip().isdecimal():  # a port
            database = ""
    return server, database


_AZURE_SQL = (".database.windows.net", ".database.chinacloudapi.cn", ".database.usgovcloudapi.net",
              ".database.cloudapi.de")
