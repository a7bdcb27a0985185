"""The system behind the address of an HTTP call: a host, a known end, or what path and token say of it, else a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from d365arch.discovery.known import dataverse_environment, finance_operations, is_known_host, system_at
from d365arch.discovery.records import FoundSystem, Identity
from d365arch.discovery.workflows.targets import Target
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence

_APPLICATIONS = {
    "00000015-0000-0000-c000-000000000000": "fo",
    "00000007-0000-0000-c000-000000000000": "dataverse",
    "00000003-0000-0000-c000-000000000000": "microsoft-graph",
}
"""Ids that tokens for these services are asked for, the same in every tenant."""
_TOLD_BY_TOKENS = frozenset({"dataverse", "fo", "microsoft-graph"})
_DATAVERSE_PATH = re.compile(r"^/?(?:[^/]{0,80}/)?api/data/v\d", re.IGNORECASE)
_FO_PATH = re.compile(
    r"^/?(?:[^/]{0,80}/)?(?:api/services/|api/connector/(?:enqueue|dequeue|ack)|soap/services/"
    r"|data/DataManagementDefinitionGroups)",
    re.IGNORECASE,
)
_ODATA_PATH = re.compile(r"^/data/[A-Z][A-Za-z0-9]+")
_FO_BATCH = (
    "/api/connector/enqueue",
    "/api/connector/dequeue",
    "/api/connector/ack",
    "datamanagementdefinitiongroups/",
)
_RETAIL_NAME = re.compile(
    r"(?:^|[^a-z])csu(?:[^a-z]|_?ur[il]|_?host|_?base|$)|retail[ _-]?server|scale[ _-]?unit", re.IGNORECASE
)
"""What people call parameters that hold the address of a Commerce Scale Unit."""
_RETAIL_PATH = re.compile(r"^/commerce/[a-z]", re.IGNORECASE)
"""Below this path the Commerce Scale Unit has its API (Microsoft, "Consume Retail Server APIs")."""


class Behind(NamedTuple):
    """A system, and how sure it is that a call goes there."""

    system: FoundSystem
    confidence: Confidence


def is_fo_batch(path: str) -> bool:
    """Whether a path is one of recurring integrations or of the package API, both of which work in batches."""
    path = path.lower()
    return any(piece in path for piece in _FO_BATCH)


def behind(
    target: Target, scope: str = "", audiences: Iterable[str] = (), evidence: tuple[Evidence, ...] = ()
) -> Behind:
    """The system that an HTTP call goes to.

    A host that the artefact leaves open is told by its known end, by paths that only one product has, or by what the
    workflow asks its tokens for (`audiences`: hosts and application ids); else the system is named after the parameter,
    variable or answer that holds the address, and not resolved. Environment variables mean the same everywhere; any
    other name does only within its workflow (`scope`), where one is given.
    """
    if target.host:
        found = system_at(target.host, evidence)
        # A name without a dot is a machine of the own network, or a placeholder that somebody was to replace.
        if "." not in target.host:
            return Behind(_named_for_what(replace(found, unresolved=True), target.host, target.path), Confidence.LIKELY)
        if found.type is None and _RETAIL_PATH.search(target.path):
            return Behind(_named_for_what(found, target.host, target.path), Confidence.LIKELY)
        return Behind(found, Confidence.CERTAIN)
    told = _by_suffix(target, evidence) or _by_path(target.path, tuple(audiences), evidence)
    if told is not None:
        return Behind(told, Confidence.LIKELY)
    name = target.named or "unknown address"
    variable = name.rpartition("(")[2].removesuffix(")").strip() if name.endswith(")") else ""
    part = variable or (f"{scope}/{name}" if scope else name)
    found = FoundSystem(identity=Identity("address", part.lower()), name=name, unresolved=True, evidence=evidence)
    return Behind(_named_for_what(found, name, target.path), Confidence.LIKELY)


def _named_for_what(found: FoundSystem, name: str, path: str = "") -> FoundSystem:
    """An unresolved system with the product that its path or, failing that, the name of its placeholder tells."""
    if not _RETAIL_PATH.search(path) and not _RETAIL_NAME.search(name):
        return found
    return replace(found, name=f"Commerce Scale Unit {name}", type="d365.commerce-scale-unit")


def _by_suffix(target: Target, evidence: tuple[Evidence, ...]) -> FoundSystem | None:
    """A service whose host ends with a known end; which account or namespace it is, is not said."""
    host = f"x.{target.suffix}"
    if not target.suffix or not is_known_host(host):
        return None
    found = system_at(host, evidence)
    name = found.name.removesuffix(host).removesuffix(" x").strip()
    part = "" if found.identity.kind != "dataverse" else f"{{{target.named}}}".lower()
    return replace(
        found,
        identity=Identity(found.identity.kind, part),
        name=f"{name} ({target.named})" if part else name,
        unresolved=True,
    )


def _by_path(path: str, audiences: tuple[str, ...], evidence: tuple[Evidence, ...]) -> FoundSystem | None:
    """What a path that one product has, or the one product that tokens are asked for, tells."""
    if _DATAVERSE_PATH.search(path):
        return dataverse_environment(evidence, _host(audiences, "dataverse"))
    if _FO_PATH.search(path):
        return finance_operations(evidence, _host(audiences, "fo"))
    kinds = {_kind_of(one) for one in audiences} & _TOLD_BY_TOKENS
    if len(kinds) != 1:
        return finance_operations(evidence) if _ODATA_PATH.search(path) else None
    kind = kinds.pop()
    host = _host(audiences, kind)
    if kind == "microsoft-graph":
        return system_at("graph.microsoft.com", evidence)
    return finance_operations(evidence, host) if kind == "fo" else dataverse_environment(evidence, host)


def _kind_of(audience: str) -> str:
    return _APPLICATIONS.get(audience) or (system_at(audience).identity.kind if "." in audience else "")


def _host(audiences: tuple[str, ...], kind: str) -> str:
    """The host of that kind that a token is asked for, where it is the only one."""
    hosts = {one for one in audiences if "." in one and _kind_of(one) == kind}
    return hosts.pop() if len(hosts) == 1 else ""
