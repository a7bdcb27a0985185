"""Limits of Dataverse that take more than one look: service protection by identity, and search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from d365arch.analysis import wording as say
from d365arch.analysis.limits.dual_write import writes_dataverse
from d365arch.analysis.limits.loads import WINDOW
from d365arch.analysis.limits.measure import Measure, Part, percent
from d365arch.analysis.limits.records import Load, Quantity
from d365arch.analysis.limits.scenes import busiest
from d365arch.analysis.limits.stage import Stage
from d365arch.catalog.limits import Band
from d365arch.model import Integration
from d365arch.model.vocabulary import Platform, Severity

UNSTATED = "unstated:"
"""`identity:unstated:SYSTEM` is what all integrations without a stated identity would make if they shared one."""

CONNECTORS = ("dataverse.connector", "dataverse.connector-legacy")
"""Endpoint types through which flows call Dataverse."""

_DUAL_WRITE = ("both.dual-write", "both.dual-write-async", "both.dual-write-initial-sync")
_SEARCH = "dataverse.search"


@dataclass(frozen=True, slots=True)
class _Protection:
    """One of the three limits: which part of a load it measures, and how that is said."""

    limit: str
    field: str
    unit: str
    says: str

    def of(self, load: Load) -> Quantity | None:
        found: Quantity | None = getattr(load, self.field)
        return found


_PROTECTION = (
    _Protection("L-DV-01", "requests", "requests", "{sends} {{load}} in the busiest 5 minutes"),
    _Protection("L-DV-02", "busy_seconds", "seconds",
                "{keeps} Dataverse busy for {{load}} in the busiest 5 minutes"),
    _Protection("L-DV-03", "concurrency", "requests at once", "{has} {{load}} under way at peak"),
)
_FORMS = {True: {"sends": "sends", "keeps": "keeps", "has": "has"},
          False: {"sends": "would send", "keeps": "would keep", "has": "would have"}}


@dataclass(frozen=True, slots=True)
class _Caller:
    """Who calls an environment; `stated` is false for an identity that integrations might share, for all we know."""

    on: str
    who: str
    environment: str
    stated: bool = True


def measures(stage: Stage) -> Iterator[Measure]:
    """Service protection for each interface and each identity, and the limits of search."""
    groups: dict[tuple[str, str], list[Integration]] = {}
    for integration in stage.active:
        system = protected(stage, integration)
        if system is None:
            continue
        environment = stage.environment(system, Platform.DATAVERSE)
        yield from _alone(stage, integration, _Caller(integration.id, f'"{integration.label}"', environment))
        if not stage.personal(integration):
            groups.setdefault((environment, integration.identity or ""), []).append(integration)
    several = _identities_of_several(groups)
    for (environment, identity), members in sorted(groups.items()):
        if identity:
            name = f"{identity}@{environment}" if identity in several else identity
            caller = _Caller(f"identity:{name}", f'"{identity}"', environment)
        else:
            caller = _Caller(f"identity:{UNSTATED}{environment}", "", environment, stated=False)
        yield from _together(stage, members, caller)
    yield from _search(stage)


def protected(stage: Stage, integration: Integration) -> str | None:
    """The Dataverse system whose service protection counts an integration's calls, or none.

    The catalog says it of the endpoint that is called; dual-write counts where it writes to Dataverse (L-DW-09), and so
    do the calls of connectors.
    """
    kind = stage.kind(integration.to)
    if kind is not None and ("L-DV-01" in kind.limits or kind.id in CONNECTORS):
        return integration.to.system
    starts = stage.kind(integration.from_)
    if any(k is not None and k.id in _DUAL_WRITE for k in (kind, starts)):
        return writes_dataverse(stage.facts, integration)
    return None


def _identities_of_several(groups: Iterable[tuple[str, str]]) -> set[str]:
    """Identities that call more than one environment; each environment counts them by itself."""
    times = Counter(identity for _, identity in groups if identity)
    return {name for name, number in times.items() if number > 1}


def _alone(stage: Stage, integration: Integration, caller: _Caller) -> Iterator[Measure]:
    """An interface as if it had its identity to itself; people behind it have an account each."""
    load, people = stage.loads[integration.id], integration.users if not integration.identity else None
    notes: tuple[str, ...] = ()
    if people and people > 1:
        notes = (f"Its {people:,} people are taken to call under their own accounts.",)
    elif not integration.identity and not stage.personal(integration):
        notes = ("No identity is stated: one of its own is assumed.",)
    for rule in _PROTECTION:
        quantity = rule.of(load)
        if quantity is not None and quantity.value:
            mine = Quantity(quantity.value / (people or 1), quantity.assumed)
            yield _measure(stage, rule, caller, [Part(integration, mine)], notes)


def _together(stage: Stage, members: Sequence[Integration], caller: _Caller) -> Iterator[Measure]:
    """All interfaces of an identity, at the time of day when they add up to most."""
    for rule in _PROTECTION:
        parts = [Part(i, q) for i in members if (q := rule.of(stage.loads[i.id])) is not None and q.value]
        if not parts or (len(parts) == 1 and not caller.stated):
            continue
        scene = busiest(parts, stage.assumed)
        yield _measure(stage, rule, caller, scene, _apart(stage, rule, parts, scene, caller.environment))


def _measure(
    stage: Stage, rule: _Protection, caller: _Caller, parts: Sequence[Part], notes: tuple[str, ...]
) -> Measure:
    fact, servers = stage.limits[rule.limit], stage.servers(caller.environment, Platform.DATAVERSE)
    label = stage.label(caller.environment)
    where: tuple[str, ...] = ()
    if servers is None:
        where = (f"One web server of {label} is assumed.",)
    elif servers > 1:
        where = (f"The {servers} web servers of {label} are counted on, which takes the affinity cookie switched off.",)
    who = caller.who or f"One identity for the {len(parts)} integrations with {label} that state none"
    return Measure(
        fact=fact, on=caller.on, who=who, says=rule.says.format(**_FORMS[caller.stated]), parts=parts,
        load=sum(p.load.value for p in parts), allowed=fact.allowed * (servers or 1), unit=rule.unit, band=Band.RATE,
        most=Severity.VIOLATION if caller.stated else Severity.INFO, assumptions=(*where, *notes))


def _apart(
    stage: Stage, rule: _Protection, parts: Sequence[Part], scene: Sequence[Part], environment: str
) -> tuple[str, ...]:
    """What was left out because it runs at another time of day, and what it would be together."""
    inside = {p.integration.id for p in scene}
    left = [f'"{p.integration.label}"' for p in parts if p.integration.id not in inside]
    if not left:
        return ()
    servers = stage.servers(environment, Platform.DATAVERSE) or 1
    all_at_once = sum(p.load.value for p in parts) / (stage.limits[rule.limit].allowed * servers)
    return (f"{say.listing(left, 4)} {'has' if len(left) == 1 else 'have'} another time of day; at the same time it "
            f"would be {percent(all_at_once)}.",)


def _search(stage: Stage) -> Iterator[Measure]:
    """L-DV-11: searches a minute of each identity, and of the organization."""
    fact = stage.limits["L-DV-11"]
    per_user, per_organization = fact.numbers["user_per_second"] * 60, fact.numbers["organization_per_minute"]
    by_identity: dict[tuple[str, str], list[Part]] = {}
    by_environment: dict[str, list[Part]] = {}
    for end, _, system in stage.ends(_SEARCH):
        for integration in stage.at_end[end]:
            requests = stage.loads[integration.id].requests
            if requests is None or not requests.value:
                continue
            rate = Quantity(requests.value / WINDOW * 60, requests.assumed)
            environment = stage.environment(system.id, Platform.DATAVERSE)
            by_environment.setdefault(environment, []).append(Part(integration, rate))
            share = Quantity(rate.value / (integration.users or 1), rate.assumed)
            by_identity.setdefault((environment, integration.identity or f" {integration.id}"), []).append(
                Part(integration, share))
    several = _identities_of_several(by_identity)
    for (environment, identity), parts in sorted(by_identity.items()):
        own = identity.startswith(" ")
        who = f'"{parts[0].integration.label}"' if own else f'"{identity}"'
        name = f"{identity}@{environment}" if identity in several else identity
        yield Measure(
            fact=fact, on=identity[1:] if own else f"identity:{name}", who=who, says="searches with {load}",
            parts=parts, load=sum(p.load.value for p in parts), allowed=per_user, unit="requests a minute",
            band=Band.RATE, assumptions=("No identity is stated: one of its own is assumed.",) if own else ())
    for environment, parts in sorted(by_environment.items()):
        yield Measure(
            fact=fact, on=f"environment:{environment}", parts=parts, load=sum(p.load.value for p in parts),
            who=stage.label(environment), says="gets {load} for its search",
            allowed=per_organization, unit="requests a minute", band=Band.RATE)
