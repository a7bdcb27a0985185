"""Function apps and web apps in templates: systems whose code is not there, and the hints that their settings give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from d365arch.discovery import known
from d365arch.discovery.addresses import address_of
from d365arch.discovery.azure.arm_template import Resource, below, mapping
from d365arch.discovery.azure.services import first, note_template, service_system
from d365arch.discovery.azure.templates import Source
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.records import ArtefactKind, FoundEndpoint, FoundSystem
from d365arch.discovery.secrets import kind_by_name, pointer_part
from d365arch.errors import printable
from d365arch.model.vocabulary import Initiation, Timing

_SITES = "microsoft.web/sites"
_OWN = re.compile(
    r"^(?:azurewebjobs|website_|functions_|appinsights|applicationinsights|applicationinsightsagent|scm_|"
    r"enable_oryx|xdt_|diagnostics_|msdeploy_|docker_|wordpress|python|node_|languageworkers)",
    re.IGNORECASE,
)
"""Settings of the platform itself, which say nothing about whom the code calls."""
_HINT = re.compile(
    r"(?i)url|uri|host|endpoint|server|dataverse|dynamics|crm|d365|finops|f_?o_|servicebus|eventhub|sftp|sql|"
    r"connection|api|audience|resource|environment|org"
)
_MOST_TOLD = 15


class SiteResources:
    """Notes apps as systems. Whom they call is code; names of settings and hosts in them are told as remarks."""

    kind: ArtefactKind = ArtefactKind.TEMPLATE
    types: tuple[str, ...] = (_SITES,)

    def survey(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Nothing: nobody refers to what these say."""

    def read(self, source: Source, resources: Sequence[Resource], desk: Desk) -> None:
        """Note the apps, functions that a template deploys, and what their settings hint at."""
        note_template(source, desk)
        for resource in resources:
            where = (evidence(source.entry, resource.pointer),)
            if resource.existing or _is_workflow_app(resource, resources):
                continue
            if resource.type == _SITES:
                desk.notebook.system(_app(resource, where))
            elif resource.type == f"{_SITES}/functions":
                _note_function(resource, desk, source)
            if resource.type in {_SITES, f"{_SITES}/config"}:
                _remark(resource, source, desk)


def _app(resource: Resource, where: tuple[Any, ...]) -> FoundSystem:
    kind = resource.scope.text(resource.body.get("kind")).text.lower()
    shown = "Azure Functions app" if "functionapp" in kind else "Azure web app"
    system = service_system(_SITES, first(resource.name), where, shown=shown)
    assert system is not None
    if "functionapp" in kind:
        return system
    return replace(system, type="azure.app-service")


def _is_workflow_app(resource: Resource, resources: Sequence[Resource]) -> bool:
    """Whether an app is a standard logic app, which the reader of logic apps notes."""
    name = resource.first_name
    return any("workflowapp" in one.scope.text(one.body.get("kind")).text.lower() for one in resources
               if one.type == _SITES and one.first_name == name)


def _note_function(resource: Resource, desk: Desk, source: Source) -> None:
    """A function in a template has its bindings: an HTTP trigger is an offer."""
    where = (evidence(source.entry, resource.pointer),)
    system = service_system(_SITES, first(resource.name), where)
    bindings = [mapping(one) for one in below(resource.properties, "config", "bindings") or ()
                if isinstance(below(resource.properties, "config", "bindings"), list)]
    if system is None or not any(str(one.get("type", "")).lower() == "httptrigger" for one in bindings):
        return
    desk.notebook.system(system)
    desk.notebook.endpoint(FoundEndpoint(
        system=system.identity, key=f"function/{resource.own_name.lower()}", name=f"Function {resource.own_name}",
        type="azure.functions-function", direction=Initiation.INBOUND, timing=(Timing.SYNCHRONOUS,), protocol="HTTPS",
        details=(f"/api/{resource.own_name}",), evidence=where))


def _remark(resource: Resource, source: Source, desk: Desk) -> None:
    names: list[str] = []
    hosts: list[str] = []
    place = ""
    for name, value, pointer in _settings(resource):
        if _OWN.match(name):
            continue
        host = _known_host(resource, value)
        if host is not None and kind_by_name(name) is None:
            hosts.append(f"{name} ({host})")
        elif _HINT.search(name):
            names.append(name)
        place = place or pointer
    told = [*dict.fromkeys(hosts), *dict.fromkeys(names)]
    if told:
        more = f" and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
        desk.notebook.remark(
            source.entry.path, place,
            f'Settings of the app "{printable(resource.first_name)}" hint at whom its code calls: '
            f"{', '.join(printable(one) for one in told[:_MOST_TOLD])}{more}. The code is not in the artefacts, so no "
            f"integration was made.")


def _settings(resource: Resource) -> Iterator[tuple[str, Any, str]]:
    """Names and values of application settings, in the three ways a template writes them."""
    if resource.type == f"{_SITES}/config":
        if resource.own_name.lower() == "appsettings":
            for name, value in resource.properties.items():
                yield str(name), value, f"{resource.pointer}/properties/{pointer_part(str(name))}"
        return
    stated = below(resource.properties, "siteConfig", "appSettings")
    stated = resource.scope.value(stated) if isinstance(stated, str) else stated
    if isinstance(stated, dict):
        stated = [{"name": name, "value": value} for name, value in stated.items()]
    for index, row in enumerate(stated if isinstance(stated, list) else ()):
        if isinstance(row, dict) and isinstance(row.get("name"), str):
            yield (resource.scope.text(row["name"]).text, row.get("value"),
                   f"{resource.pointer}/properties/siteConfig/appSettings/{index}")


def _known_host(resource: Resource, value: Any) -> str | None:
    """The service and host that an address in a setting leads to, where both are known; nothing else of the value."""
    text = resource.scope.text(value) if isinstance(value, str) else None
    address = address_of(text.text) if text is not None and text.resolved else None
    if address is None or known.is_token_host(address.host):
        return None
    return known.system_at(address.host).name
