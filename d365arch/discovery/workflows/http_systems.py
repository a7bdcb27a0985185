"""The system behind an HTTP call of a workflow: by its host, by what its path or its token tell, else by a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from d365arch.discovery.known import dataverse_environment, finance_operations, is_known_host, system_at
from d365arch.discovery.records import FoundSystem, Identity
from d365arch.discovery.workflows.targets import Target
from d365arch.model.integration import Evidence

FO_AUDIENCE = "00000015-0000-0000-c000-000000000000"
DATAVERSE_AUDIENCE = "00000007-0000-0000-c000-000000000000"
GRAPH_AUDIENCE = "00000003-0000-0000-c000-000000000000"
"""Ids that tokens for these services are asked for, the same in every tenant."""

_FO_PATHS = ("/api/connector/", "/data/datamanagementdefinitiongroups", "/api/services/", "/soap/services/")
_FO_BATCH = ("/api/connector/enqueue", "/api/connector/dequeue", "/api/connector/ack",
             "datamanagementdefinitiongroups/")
_PLATFORMS = frozenset({"dataverse", "fo"})


def is_fo_batch(target: Target | None) -> bool:
    """Whether an address is one of recurring integrations or of the package API, both of which work in batches."""
    path = target.path.lower() if target is not None else ""
    return any(piece in path for piece in _FO_BATCH)


def system_at_target(target: Target | None, audiences: Iterable[str], seen: tuple[Evidence, ...], *,
                     called: str = "", scope: str = "") -> FoundSystem:
    """The system that an HTTP call goes to.

    A host that the artefact does not say is told by its known end, by paths that only one product has, or by what the
    workflow asks its token for (`audiences`: hosts and application ids, the call's own first); else the system is named
    after the parameter, variable or answer that holds the address, or after the action (`called`). Two parameters of
    one name are the same; an answer belongs to its workflow, which is `scope`. All but a stated host is not resolved.
    """
    target = target or Target(named=called or "unknown address")
    if target.host:
        found = system_at(target.host, seen)
        # A name without a dot is a machine of the own network or a placeholder that somebody was to replace.
        return found if "." in target.host else replace(found, unresolved=True)
    if target.suffix:
        return _by_suffix(target, seen)
    known = _by_path(target, seen) or _by_audience(audiences, seen)
    if known is not None:
        aliases = (target.named,) if target.named else ()
        return replace(known, unresolved=True, aliases=aliases)
    named = target.named or called or "unknown address"
    inside = named.rpartition("(")[2].rstrip(")") if named.endswith(")") else named
    shared = "(" in named or not scope
    retail = target.path.lower().startswith("/commerce/")
    # Only the Retail Server of Commerce has its API below this path (Microsoft, "Retail Server APIs").
    return FoundSystem(
        identity=Identity("address", inside.strip().lower() if shared else f"{scope}/{named}".lower()),
        name=f"Commerce Scale Unit {named}" if retail else named,
        type="d365.commerce-scale-unit" if retail else None, unresolved=True, evidence=seen)


def _by_suffix(target: Target, seen: tuple[Evidence, ...]) -> FoundSystem:
    host = f"x.{target.suffix}"
    sample = system_at(host, seen)
    if sample.identity.kind == "fo":
        return replace(finance_operations(seen), unresolved=True, aliases=(target.named,))
    part = f"{{{target.named}}}".lower()
    if not is_known_host(host):
        part = f"{part}.{target.suffix}"
    name = sample.name.replace(host, target.suffix)
    name = name.removesuffix(" x") if sample.identity.part == "x" else name.removesuffix(f" {target.suffix}")
    return replace(sample, identity=Identity(sample.identity.kind, part), name=f"{name} ({target.named})",
                   unresolved=True)


def _by_path(target: Target, seen: tuple[Evidence, ...]) -> FoundSystem | None:
    path = target.path.lower()
    if any(piece in path for piece in _FO_PATHS):
        return finance_operations(seen)
    if "/api/data/v" in path:
        return replace(dataverse_environment(seen), identity=Identity("dataverse", f"{{{target.named}}}".lower()),
                       name=f"Dataverse ({target.named})", zone=None)
    return None


def _by_audience(audiences: Iterable[str], seen: tuple[Evidence, ...]) -> FoundSystem | None:
    """The one platform that tokens are asked for; none where there are several: it is not said which is for whom."""
    found = {_of_audience(one): one for one in audiences}
    found.pop("", None)
    if len(found) != 1:
        return None
    kind, audience = found.popitem()
    host = audience if "." in audience else ""
    if kind == "fo":
        return finance_operations(seen, host)
    return dataverse_environment(seen, host) if kind == "dataverse" else system_at(host or "graph.microsoft.com", seen)


def _of_audience(audience: str) -> str:
    by_id = {FO_AUDIENCE: "fo", DATAVERSE_AUDIENCE: "dataverse", GRAPH_AUDIENCE: "graph"}
    if audience in by_id:
        return by_id[audience]
    kind = system_at(audience).identity.kind if "." in audience and is_known_host(audience) else ""
    return kind if kind in _PLATFORMS else ""
