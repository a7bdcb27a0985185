"""Calls of a cloud flow and the systems they reach: connectors, HTTP addresses, other environments, virtual tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from d365arch.discovery.dataverse.connectors import custom_connector, undefined_connector
from d365arch.discovery.dataverse.flow_connections import Connection
from d365arch.discovery.dataverse.flow_things import called_things, entities_of, piece_after, table_of, values_of
from d365arch.discovery.dataverse.tables import logical_name
from d365arch.discovery.desk import Desk
from d365arch.discovery.known import Connector, connector, finance_operations, system_at
from d365arch.discovery.records import FoundSystem, Identity
from d365arch.discovery.workflows.definition import Call, CallKind, Target, operation_words
from d365arch.discovery.workflows.paths import entity_sets_in
from d365arch.discovery.workflows.systems import behind, is_fo_batch
from d365arch.discovery.workflows.tenant_parts import system_of, tenant_part
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence, Operation

VIRTUAL_TABLE = "mserp_"
"""Beginning of the names of tables whose rows come live from Finance and Operations."""
VIRTUAL_TABLE_PROTOCOL = "F&O virtual table (mserp_)"

_NUMBERED = re.compile(r"[-_][0-9]{1,3}$")
_OWN_ENVIRONMENT = frozenset({"", "default", "default.cds", "current", "(current)"})
_CURRENT_CONNECTOR = "commondataserviceforapps"
"""The connector whose calls go to the own environment unless they name another."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A system that a call reaches, and what can be said of the way there."""

    system: FoundSystem
    protocol: str
    operations: tuple[Operation, ...]
    confidence: Confidence = Confidence.CERTAIN
    entities: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    auth: str = ""
    in_batches: bool = False
    """Asynchronous whatever starts it: packages and files."""


@dataclass(slots=True)
class Calls:
    """The calls of one flow, as they are told apart."""

    connections: Mapping[str, Connection]
    audiences: tuple[str, ...]
    scope: str
    desk: Desk
    own_tables: dict[str, None] = field(default_factory=dict)
    """Tables of the own environment that the flow touches, in order."""
    written_tables: dict[str, None] = field(default_factory=dict)
    _known: dict[tuple[Any, ...], Reached | None] = field(default_factory=dict)
    own_environment: str = ""
    """Host of the own environment, as far as the flow's calls by the first connectors tell."""
    supporting: list[FoundSystem] = field(default_factory=list)
    """Systems that only help, such as key vaults."""

    def reached(self, call: Call, seen: Evidence) -> Reached | None:
        """The other system that a call or trigger reaches; None where it stays within the environment."""
        if call.kind is CallKind.CONNECTOR:
            # Flows repeat themselves: the same operation on the same things is looked up once.
            same = (
                call.connection,
                call.operation,
                call.method,
                call.path,
                *call.parameters.items(),
                *call.open_parameters,
            )
            if same not in self._known:
                self._known[same] = self._by_connector(call, seen)
            return self._known[same]
        if call.kind is CallKind.HTTP:
            return self._by_address(call, seen)
        if call.kind is CallKind.FUNCTION:
            app = call.resource.lower().partition("/sites/")[2].partition("/")[0]
            found = (
                system_at(f"{app}.azurewebsites.net", (seen,))
                if app and "{" not in app
                else FoundSystem(
                    identity=Identity("azure.functions"),
                    name="Azure Functions app",
                    type="azure.functions",
                    evidence=(seen,),
                )
            )
            return Reached(
                found, "HTTPS REST", operation_words(call), details=(call.resource.rsplit("/", 1)[-1],), auth=call.auth
            )
        return None

    def _by_address(self, call: Call, seen: Evidence) -> Reached | None:
        target = call.target or Target(named=call.name)
        # What the flow asks tokens for tells something of the calls that carry one.
        audiences = (call.audience,) if call.audience else self.audiences if call.auth else ()
        found, sure = behind(target, self.scope, audiences, (seen,))
        if found.identity == ("dataverse", ""):
            # The own Web API, as far as anybody can tell: its address is a variable.
            return None
        if found.supporting:
            self.supporting.append(found)
            return None
        if found.identity.kind == "dataverse":
            sure = Confidence.LIKELY  # it may be the own environment
        path, batch = target.path, is_fo_batch(target.path)
        protocol = (
            "Recurring integration or package API of F&O (HTTPS)"
            if batch
            else "HTTP REST"
            if target.scheme == "http"
            else "HTTPS REST"
        )
        entities = entity_sets_in(path) if found.identity.kind in {"fo", "dataverse"} else ()
        return Reached(
            found,
            protocol,
            operation_words(call),
            sure,
            entities,
            (f"{call.method} {path}".strip() or call.name,),
            call.auth,
            batch,
        )

    def api_of(self, call: Call) -> str:
        """The connector of a call: by its connection, else as it says itself, else as the key is written."""
        known = self.connections.get(call.connection)
        if known is not None and known.api:
            return known.api
        return call.api or _NUMBERED.sub("", call.connection)

    def _by_connector(self, call: Call, seen: Evidence) -> Reached | None:
        api = self.api_of(call)
        if not api:
            return None
        known = connector(api)
        if known.is_dataverse:
            return self._at_dataverse(call, known, seen)
        if known.kind == "internal":
            return None
        details = [call.operation or f"{call.method} {call.path}".strip()]
        details += called_things(call)
        operations, auth = operation_words(call), ""
        if known.kind in {"custom", "unknown"}:
            defined = custom_connector(api, self.desk)
            if defined is not None:
                operation = defined.operation(call.operation)
                if operation is not None:
                    operations = operation_words(
                        replace(call, operation="", method=operation.method, path=operation.path)
                    )
                    details.append(f"{operation.method} {operation.path}")
                return Reached(
                    defined.system((seen,)),
                    f"custom connector {defined.title}",
                    operations,
                    _sure_of(defined.system()),
                    entities_of(call),
                    tuple(details),
                    defined.auth,
                )
        if known.kind == "custom":
            found = undefined_connector(known, (seen,))
        else:
            found = system_of(known, values_of(known, call), (seen,))
        if known.identity == "host" and not found.identity.part:
            found = replace(found, identity=Identity(f"connector.{known.id}"), unresolved=True)
        left_open = sorted({call.open_parameters[name] for name in known.part if call.open_parameters.get(name)})
        if left_open and not found.identity.part:
            details.append(f"address from {', '.join(left_open)}")
        if found.supporting:
            self.supporting.append(found)
            return None
        return Reached(
            found, f"connector {known.id}", operations, Confidence.CERTAIN, entities_of(call), tuple(details), auth
        )

    def _at_dataverse(self, call: Call, known: Connector, seen: Evidence) -> Reached | None:
        if call.operation.lower().startswith("aibuilder"):
            return None
        table = logical_name(table_of(call), self.desk)
        operations = operation_words(call)
        if table.lower().startswith(VIRTUAL_TABLE):
            return Reached(
                finance_operations((seen,)),
                VIRTUAL_TABLE_PROTOCOL,
                operations,
                entities=(table,),
                details=(call.operation,),
            )
        other = self._other_environment(call, known, seen)
        if other is not None:
            # The first connectors name even the own environment where its maker chose it from the list.
            sure = Confidence.LIKELY if other.unresolved or known.id != _CURRENT_CONNECTOR else Confidence.CERTAIN
            return Reached(
                other,
                "Dataverse connector (other environment)",
                operations,
                sure,
                (table,) if table else (),
                (call.operation,),
            )
        if table:
            self.own_tables.setdefault(table)
            if set(operations) & {Operation.CREATE, Operation.UPDATE, Operation.DELETE}:
                self.written_tables.setdefault(table)
        return None

    def learn_environments(self, calls: Iterable[Call]) -> None:
        """Take note of the environments that the triggers and actions of a flow of a solution name.

        Of the first connectors to Dataverse such a flow that names a single environment, and nowhere says "the current
        one", means its own: solutions are in environments that have one. A flow on its own may be in another.
        """
        named = set()
        for call in calls:
            known = connector(self.api_of(call)) if call.kind is CallKind.CONNECTOR else None
            if known is not None and known.is_dataverse:
                stated = _environment(call, known)
                named.add(
                    ""
                    if stated.lower() in _OWN_ENVIRONMENT or known.id == _CURRENT_CONNECTOR
                    else tenant_part(known, stated).lower()
                )
        if len(named) == 1:
            self.own_environment = named.pop()

    def _other_environment(self, call: Call, known: Connector, seen: Evidence) -> FoundSystem | None:
        """The environment that a call names, where it is another one than its own."""
        stated = _environment(call, known)
        if (
            self.own_environment
            and known.id != _CURRENT_CONNECTOR
            and tenant_part(known, stated).lower() == self.own_environment
        ):
            return None
        if stated.lower() in _OWN_ENVIRONMENT or stated.startswith("{"):
            named = call.open_parameters.get("organization", "")
            if not named:
                return None
            return FoundSystem(
                identity=Identity("dataverse", f"{{{named}}}".lower()),
                name=f"Dataverse ({named})",
                type="pp.dataverse",
                unresolved=True,
                evidence=(seen,),
            )
        return known.system(tenant_part(known, stated), (seen,))


def _environment(call: Call, known: Connector) -> str:
    """What a call to Dataverse says of the environment it means."""
    stated = call.parameters.get("organization", "")
    if not stated and known.id != _CURRENT_CONNECTOR:
        stated = call.parameters.get("dataset", "") or piece_after(call.segments, "datasets")
    return stated


def _sure_of(system: FoundSystem) -> Confidence:
    return Confidence.LIKELY if system.unresolved or system.identity.kind == "dataverse" else Confidence.CERTAIN
