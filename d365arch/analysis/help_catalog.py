"""Help cards of what the catalog knows: limits, endpoint types and system types."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from d365arch.analysis.help_records import (
    OLD,
    UNVERIFIED,
    CardKind,
    HelpCard,
    Row,
    age_marks,
    is_old,
    rows,
    sources_of,
)
from d365arch.analysis.help_rules import texts_of_rules
from d365arch.catalog.limits import LimitConfidence, LimitFact, LimitKind
from d365arch.catalog.records import Catalog, EndpointType, Status, SystemType
from d365arch.model.quantities import format_duration
from d365arch.model.vocabulary import Platform, Role

PLATFORMS = {
    Platform.DATAVERSE: "Dataverse", Platform.FINANCE_OPERATIONS: "Finance and Operations",
    Platform.BOTH: "Dataverse and Finance and Operations together",
}
_INITIATION = {"inbound": "inbound: the other side starts", "outbound": "outbound: Dynamics 365 starts",
               "both": "either side starts"}
_KINDS = {
    LimitKind.HARD: "Beyond it requests are rejected.", LimitKind.THROTTLE: "Beyond it requests are slowed down.",
    LimitKind.SOFT: "Guidance: nothing is enforced.", LimitKind.ENTITLEMENT: "A matter of licences.",
    LimitKind.HISTORIC: "It is no more.", LimitKind.INFO: "For information.",
}


def limit_card(limit_id: str, catalog: Catalog, today: datetime.date) -> HelpCard:
    """The card of a limit; raises `KeyError` for an unknown one."""
    fact = catalog.limits[limit_id]
    found = sources_of(fact.sources, catalog.sources, today)
    using = [e.id for e in catalog.endpoint_types.values() if limit_id in e.limits]
    rules = [text.id for text in texts_of_rules().values() if limit_id in text.limits]
    return HelpCard(
        kind=CardKind.LIMIT, id=fact.id, title=fact.title, what=fact.formula or _KINDS[fact.kind],
        why=fact.consequence,
        numbers=rows({"Number": fact.number, "Window": format_duration(fact.window) if fact.window else "",
                      "For each": fact.scope}),
        facts=rows({"Note": fact.notes,
                    "Kind": f"{fact.kind.value}. {_KINDS[fact.kind]}" if fact.formula else fact.kind.value,
                    "From the keys": ", ".join(fact.inputs), "What to do": fact.advice,
                    "Endpoints": ", ".join(using)}),
        sources=found, marks=_limit_marks(fact, today) or age_marks(found), see=(*rules, *using),
    )


def _limit_marks(fact: LimitFact, today: datetime.date) -> tuple[str, ...]:
    marks = []
    if fact.confidence is LimitConfidence.UNVERIFIED:
        marks.append(f"The number is {UNVERIFIED}: no stored document states it.")
    elif fact.confidence is LimitConfidence.OLD:
        marks.append("The number is from an old copy of the document; check whether it still holds.")
    if is_old(fact.read, today):
        marks.append(f"Read in a version {OLD} ({fact.read}); check whether it still holds.")
    return tuple(marks)


def endpoint_card(type_id: str, catalog: Catalog, today: datetime.date) -> HelpCard:
    """The card of an endpoint or channel type; raises `KeyError` for an unknown one."""
    kind = catalog.endpoint_types[type_id]
    found = sources_of(kind.sources, catalog.sources, today)
    limits = tuple(Row(key, f"{catalog.limits[key].title}: {catalog.limits[key].number}")
                   for key in kind.limits if key in catalog.limits)
    return HelpCard(
        kind=CardKind.ENDPOINT, id=kind.id, title=kind.name, what=_what(kind), why=_use(kind.use), numbers=limits,
        when_not=f"Avoid it for: {kind.avoid}" if kind.avoid else "",
        facts=rows({
            "Operations": ", ".join(kind.operations), "Triggers": ", ".join(kind.triggers),
            "Protocol": ", ".join(dict.fromkeys(p for p in (kind.protocol, *kind.protocols) if p)),
            "Sign-in": kind.auth or "", "Unit": kind.unit or "", "Volume": ", ".join(kind.volume),
            "Latency": kind.latency or "", "Code": kind.code or "", "Status": _life(kind), "Notes": kind.notes or "",
            "Offered by": ", ".join(kind.systems),
        }),
        sources=found, marks=(*_life_marks(kind), *_unverified(kind.unverified), *age_marks(found)),
        see=tuple(key for key in kind.limits if key in catalog.limits),
    )


def _use(use: str | None) -> str:
    return f"Use it for: {use}" if use else ""


def _what(kind: EndpointType) -> str:
    lead = "A channel of a hub" if kind.channel else f"An endpoint of {PLATFORMS.get(kind.platform, 'the other side')}"
    timing = f"{' or '.join(kind.timing)}{', the first by default' if len(kind.timing) > 1 else ''}"
    parts = [timing] if kind.timing else []
    if kind.platform.is_d365:
        parts.append(_INITIATION[kind.initiation])
    if kind.data:
        parts.append("data goes " + " and ".join(kind.data) + (", seen from Dynamics 365" if kind.platform.is_d365
                                                              else ""))
    return f"{lead}; {'; '.join(parts)}." if parts else f"{lead}."


def system_card(type_id: str, catalog: Catalog, today: datetime.date) -> HelpCard:
    """The card of a system type; raises `KeyError` for an unknown one."""
    kind = catalog.system_types[type_id]
    found = sources_of(kind.sources, catalog.sources, today)
    what = kind.description or ("A middleware service." if kind.role is Role.HUB else f"A {kind.role} of the group "
                                f'"{kind.category}".')
    return HelpCard(
        kind=CardKind.SYSTEM, id=kind.id, title=kind.name, what=what if what.endswith(".") else f"{what}.",
        why=f"Consolidates {kind.hub_class} integrations." if kind.hub_class else "",
        numbers=tuple(Row(f"Fact {number}", fact) for number, fact in enumerate(kind.facts, 1)),
        facts=rows({
            "Role": kind.role.value, "Platform": PLATFORMS.get(kind.platform, ""), "Category": kind.category,
            "Hosting": kind.hosting.value if kind.hosting else "", "Does": ", ".join(kind.hub_styles),
            "Timing": ", ".join(kind.hub_timing), "Status": _life(kind), "Endpoints": ", ".join(kind.endpoints),
            "Found by": ", ".join(kind.keywords),
        }),
        sources=found, marks=(*_life_marks(kind), *_unverified(kind.unverified), *age_marks(found)),
        see=kind.endpoints,
    )


def _life(kind: EndpointType | SystemType) -> str:
    instead = f"; use {' or '.join(kind.replacement)}" if kind.replacement else ""
    return f"{kind.status.value}{instead}"


def _life_marks(kind: EndpointType | SystemType) -> tuple[str, ...]:
    if kind.status is Status.CURRENT:
        return ()
    instead = f"; use {' or '.join(kind.replacement)} instead" if kind.replacement else ""
    life = "in preview" if kind.status is Status.PREVIEW else kind.status.value
    return (f"It is {life}{instead}.",)


def _unverified(facts: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{UNVERIFIED.capitalize()}: {fact}" for fact in facts)
