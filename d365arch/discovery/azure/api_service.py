"""An API Management service with its APIs, backends, named values and policies, and the backends its APIs lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from d365arch.discovery import known
from d365arch.discovery.addresses import Address, address_of
from d365arch.discovery.azure.api_policies import (
    Policies,
    addresses_in,
    named_values_in,
    together,
    variables_in,
    with_named_values,
)
from d365arch.discovery.azure.api_specifications import Specification
from d365arch.discovery.azure.open_addresses import made_at_deployment, placeholder_in, service_of_audience
from d365arch.discovery.azure.services import system_of_id
from d365arch.discovery.desk import evidence
from d365arch.discovery.records import FoundSystem, Identity
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence

_FO_NAMES = re.compile(r"d365_?-?fo|d365_?-?fin|d365_?-?scm|fin_?-?ops|finance_?-?and_?-?operations|financeoperations|"
                       r"dynamics_?-?ax\b|dynamics365fo|f&o|(?:^|[_.-])fno(?:$|[_.-])|axapta", re.IGNORECASE)
_DATAVERSE_NAMES = re.compile(
    r"dataverse|dynamics_?-?crm|d365_?-?(?:ce|crm|sales)|(?:^|[_.-])crm_?-?(?:url|org|environment|host)|"
    r"cds_?-?(?:url|environment)|common_?-?data",
    re.IGNORECASE,
)
_AUDIENCES = {"00000015-0000-0000-c000-000000000000": "fo", "00000007-0000-0000-c000-000000000000": "dataverse"}
"""Applications of Microsoft that a token is asked for."""


@dataclass(slots=True)
class Api:
    """One API; revisions are one."""

    name: str
    title: str = ""
    path: str = ""
    url: str = ""
    """Of its backend, where it is stated."""
    url_from: str = ""
    """The parameter that states it."""
    specification: Specification = field(default_factory=Specification)
    operations: list[str] = field(default_factory=list)
    """`GET /orders`."""
    policies: list[Policies] = field(default_factory=list)
    """Of its operations first, then its own."""
    places: list[Evidence] = field(default_factory=list)
    subscription: bool = True
    """Callers need a key."""
    current: bool = True


@dataclass(frozen=True, slots=True)
class Backend:
    """A backend by its name."""

    url: str = ""
    url_from: str = ""
    resource: str = ""
    """Id of the app or logic app that it is."""
    pool: tuple[str, ...] = ()
    place: Evidence | None = None


@dataclass(slots=True)
class Service:
    """All that the files of a run say about one service."""

    system: FoundSystem
    apis: dict[str, Api] = field(default_factory=dict)
    backends: dict[str, Backend] = field(default_factory=dict)
    values: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Named values that are no secrets, and the parameter that each comes from."""
    policies: list[Policies] = field(default_factory=list)
    """Of the whole service."""
    fragments: dict[str, Policies] = field(default_factory=dict)
    owner: str = ""

    def api(self, name: str) -> Api:
        """The API of a name, made where it is new."""
        return self.apis.setdefault(name.split(";", 1)[0].lower(), Api(name.split(";", 1)[0]))


@dataclass(frozen=True, slots=True)
class Target:
    """Where an API leads to, and which words told."""

    system: FoundSystem
    path: str = ""
    besides: bool = False
    """Called by a policy, not as the backend."""


def targets_of(service: Service, api: Api) -> list[Target]:
    """The systems that an API leads to: what a policy chooses, else what the API or its specification states."""
    policies = _with_fragments(service, together([*api.policies, *service.policies]))
    found = [
        target
        for stated in policies.backends
        if (target := _of_text(service, api, policies, Stated(stated))) is not None
    ]
    for name in policies.backend_ids:
        found.extend(_of_backend(service, api, policies, name, 0))
    if not found and not policies.mocked:
        stated = api.url or api.specification.server
        target = _of_text(service, api, policies, Stated(stated, api.url_from)) if stated else None
        found = [target] if target is not None else []
    if not found and policies.audiences and not policies.mocked:
        target = _of_audience(policies.audiences[0], _likely(api.places))
        found = [target] if target is not None else []
    besides = [
        target for call in policies.calls if (target := _of_text(service, api, policies, Stated(call))) is not None
    ]
    besides += [Target(system) for bus in policies.buses if (system := _bus(bus, service, api)) is not None]
    found += [Target(target.system, target.path, besides=True) for target in besides]
    return found


def auth_of(service: Service, api: Api) -> str | None:
    """How the service signs in at the backend."""
    return _with_fragments(service, together([*api.policies, *service.policies])).auth


def _with_fragments(service: Service, policies: Policies) -> Policies:
    collected, waiting, seen = [policies], list(policies.fragments), set[str]()
    while waiting and len(seen) < 200:
        name = waiting.pop(0).lower()
        fragment = service.fragments.get(name)
        if name in seen or fragment is None:
            continue
        seen.add(name)
        collected.append(fragment)
        waiting.extend(fragment.fragments)
    return together(collected)


def _of_backend(service: Service, api: Api, policies: Policies, name: str, level: int) -> list[Target]:
    name = with_named_values(name, {key: value for key, (value, _) in service.values.items()})
    backend = service.backends.get(name.rstrip("/").rsplit("/", 1)[-1].lower())
    if backend is None:
        label = name.strip("{}")
        if label.startswith("@"):
            return []
        system = FoundSystem(
            identity=Identity("host", f"{{{service.system.identity.part.strip('{}')}/{label}}}".lower()),
            name=f"Backend {label} of {service.system.name}", type="other.custom-app", unresolved=True,
            evidence=_likely(api.places))
        return [Target(system)]
    place = (backend.place,) if backend.place is not None else ()
    if backend.pool and level < 3:
        return [one for member in backend.pool for one in _of_backend(service, api, policies, member, level + 1)]
    if backend.resource:
        deployed = system_of_id(backend.resource, place)
        if deployed is not None:
            return [Target(deployed)]
    stated = Stated(backend.url, backend.url_from, place)
    target = _of_text(service, api, policies, stated, called=name) if backend.url else None
    return [target] if target is not None else []


class Stated(NamedTuple):
    """An address as it is written, the parameter that gives it, and where it stands."""

    text: str
    parameter: str = ""
    places: tuple[Evidence, ...] = ()


def _of_text(service: Service, api: Api, policies: Policies, stated: Stated, called: str = "") -> Target | None:
    """The system at an address as policies write it: literal, with named values, or an expression of variables.

    `called` is the name that a backend has, which is used where nothing else names it.
    """
    names = [stated.parameter] if stated.parameter else []
    texts = [stated.text]
    if stated.text.startswith("@"):
        texts, variables = _in_expression(stated.text, policies)
        names += variables
    values = {key: value for key, (value, _) in service.values.items()}
    for text in texts:
        for one in named_values_in(text):
            parameter = service.values.get(one.lower(), ("", ""))[1]
            names += [one, parameter] if parameter else [one]
    for text in texts:
        whole = with_named_values(text, values)
        address = _address(whole)
        if address is not None and known.is_token_host(address.host):
            return None
        if address is not None and "{" not in whole.split("://", 1)[-1].split("/", 1)[0]:
            return Target(_at(address, names, stated.places or tuple(api.places), policies), address.path)
    names = names or ([called] if called else [])
    return _unresolved(service, api, texts[-1] if texts else stated.text, names, policies)


def _in_expression(stated: str, policies: Policies) -> tuple[list[str], list[str]]:
    """Addresses and named values that an expression may give, and the variables it reads, those of variables too."""
    texts, expressions, waiting = addresses_in(stated), [stated], variables_in(stated)
    seen: dict[str, None] = {}
    while waiting and len(seen) < 50:
        variable = waiting.pop(0)
        if variable in seen:
            continue
        seen[variable] = None
        for value in (value for named, value in policies.variables if named == variable):
            expressions.append(value)
            waiting.extend(variables_in(value))
            texts.extend(addresses_in(value) if value.startswith("@") else [value])
    texts.extend(f"{{{{{one}}}}}" for expression in expressions for one in named_values_in(expression))
    return texts, list(seen)


def _address(text: str) -> Address | None:
    found = address_of(text)
    return found if found is not None else address_of(f"https://{text}") if "." in text and "/" not in text else None


def _at(address: Address, names: list[str], places: tuple[Evidence, ...], policies: Policies) -> FoundSystem:
    """The system at an address. A name tells the product only where the address is one of Dynamics 365 anyway."""
    system = known.system_at(address.host, places)
    if system.identity.kind == "host" and address.host.endswith(".dynamics.com"):
        product = _product_of(names, policies)
        if product:
            return _placeholder(product, address.host, _likely(places))
    return system


def _product_of(names: list[str], policies: Policies) -> str:
    for audience in policies.audiences:
        found = _product_of_audience(audience)
        if found:
            return found
    if any(_FO_NAMES.search(name) for name in names):
        return "fo"
    return "dataverse" if any(_DATAVERSE_NAMES.search(name) for name in names) else ""


def _product_of_audience(audience: str) -> str:
    plain = audience.strip().strip("/").lower()
    address = address_of(audience)
    kind = known.system_at(address.host).identity.kind if address is not None else ""
    return _AUDIENCES.get(plain, kind if kind in {"fo", "dataverse"} else "")


def _of_audience(audience: str, places: tuple[Evidence, ...]) -> Target | None:
    address = address_of(audience)
    if address is not None and known.system_at(address.host).identity.kind in {"fo", "dataverse"}:
        return Target(known.system_at(address.host, places))
    product = _product_of_audience(audience)
    return Target(_placeholder(product, "", places)) if product else None


def _placeholder(product: str, host: str, places: tuple[Evidence, ...]) -> FoundSystem:
    """The environment of a product where the address is none that such an environment can have."""
    system = known.finance_operations(places) if product == "fo" else known.dataverse_environment(places)
    return replace(system, unresolved=True, aliases=(host,) if host else ())


def _unresolved(service: Service, api: Api, text: str, names: list[str], policies: Policies) -> Target | None:
    """A backend that only a deployment knows, named after the named value or parameter that states it."""
    hosted = address_of(text.replace("{", "").replace("}", ""))
    if hosted is not None and known.is_token_host(hosted.host):
        return None
    places = _likely(api.places)
    told = known.system_at(hosted.host).identity.kind if hosted is not None else ""
    product = told if told in {"fo", "dataverse"} else _product_of(names, policies)
    if product:
        return Target(_placeholder(product, "", places))
    made = made_at_deployment(text, places)
    if made is not None:
        return Target(made)
    told_by_token = [one for audience in policies.audiences if (one := service_of_audience(audience, places))]
    if told_by_token and not told_by_token[0].supporting:
        return Target(told_by_token[0])
    label = names[-1] if names else placeholder_in(text)
    if not label:
        return None
    return Target(FoundSystem(
        identity=Identity("host", f"{{{service.system.identity.part.strip('{}')}/{label}}}".lower()),
        name=f"Backend ({label})", type="other.custom-app", unresolved=True, evidence=places))


def _bus(stated: str, service: Service, api: Api) -> FoundSystem | None:
    text = with_named_values(stated, {key: value for key, (value, _) in service.values.items()})
    if "{" in text or text.startswith("@"):
        return None
    host = text if "." in text else f"{text}.servicebus.windows.net"
    return known.system_at(host, tuple(api.places))


def _likely(places: list[Evidence] | tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(evidence(one.file, one.place or "", Confidence.LIKELY) for one in places)
