"""Power Platform requests of a day against what the licenses of the tenant cover (L-PP-01, L-PP-02)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from d365arch.analysis import wording as say
from d365arch.analysis.limits.dataverse import CONNECTORS, protected
from d365arch.analysis.limits.licenses import LIGHT, PORTAL, POWER, PROCESS, is_full_d365
from d365arch.analysis.limits.measure import Measure, Part
from d365arch.analysis.limits.records import Quantity
from d365arch.analysis.limits.stage import Stage
from d365arch.catalog.limits import Band, LimitFact
from d365arch.model import Integration


def measures(stage: Stage) -> Iterator[Measure]:
    """The pool of application users in the tenant, and the license of each person who calls Dataverse.

    Nothing is checked where no licenses are stated.
    """
    tenant = stage.facts.landscape.tenant
    if tenant is None or not tenant.licenses:
        return
    pooled: list[Part] = []
    unknown: list[str] = []
    for integration in stage.active:
        if protected(stage, integration) is None:
            continue
        operations = stage.loads[integration.id].daily_operations
        if stage.personal(integration):
            if operations is not None and operations:
                yield from _of_person(stage, integration, operations, tenant.licenses)
        elif not _under_a_user(stage, integration):
            if operations is not None and operations:
                pooled.append(Part(integration, operations))
            else:
                unknown.append(f'"{integration.label}"')
    fact = stage.limits["L-PP-02"]
    allowed = pool_of(tenant.licenses, fact)
    if pooled and allowed:
        notes = [f"No volume a day is stated for {say.listing(unknown, 4)}, so that is not counted."] if unknown else []
        strange = sorted(name for name in tenant.licenses if user_requests(name, stage.limits["L-PP-01"]) is None)
        if strange:
            notes.append(f"Nothing is counted for the licenses {say.listing(strange, 4)}, which are not known.")
        yield Measure(
            fact=fact, on="tenant", who="Application users", says="make {load} a day", parts=pooled,
            load=sum(p.load.value for p in pooled), allowed=allowed, unit="requests", band=Band.ENTITLEMENT,
            assumptions=tuple(notes))


def pool_of(licenses: Mapping[str, int], fact: LimitFact) -> float:
    """Requests a day of all application users together; the highest product line counts, nothing is summed.

    Source: Microsoft, Requests limits and allocations (S14).
    """
    users = sum(count for name, count in licenses.items() if is_full_d365(name))
    if users:
        return min(fact.numbers["base"] + fact.numbers["per_user"] * users, fact.numbers["most"])
    known = any(name.startswith(POWER) and count for name, count in licenses.items())
    return fact.numbers["other"] if known else 0.0


def user_requests(license_name: str, fact: LimitFact) -> float | None:
    """Requests a day that a license covers for its user, or none where the license is not known."""
    if any(part in license_name for part in LIGHT):
        return fact.numbers["light"]
    if any(part in license_name for part in PROCESS):
        return fact.numbers["process"]
    if license_name.startswith(PORTAL):
        return fact.numbers["portal"]
    full = is_full_d365(license_name) or license_name.startswith(POWER)
    return fact.numbers["full"] if full else None


def _under_a_user(stage: Stage, integration: Integration) -> bool:
    """Whether a flow calls through a connector; without a stated application user that counts for the flow's owner."""
    kind = stage.kind(integration.to)
    return kind is not None and kind.id in CONNECTORS and not integration.identity


def _of_person(
    stage: Stage, integration: Integration, operations: Quantity, licenses: Mapping[str, int]
) -> Iterator[Measure]:
    fact = stage.limits["L-PP-01"]
    covers = {name: n for name in licenses
              if (n := user_requests(name, fact)) is not None and n != fact.numbers["process"]}
    if not covers or not integration.users:
        return
    name = min(covers, key=lambda key: (covers[key], key))
    share = Quantity(operations.value / integration.users, operations.assumed)
    yield Measure(
        fact=fact, on=integration.id, who=f'Each of the {integration.users:,} people behind "{integration.label}"',
        says="makes {load} a day", parts=[Part(integration, share)], load=share.value, allowed=covers[name],
        unit="requests", band=Band.ENTITLEMENT,
        assumptions=(f"Each has the license {name}, the smallest one stated.",) if len(covers) > 1 else ())
