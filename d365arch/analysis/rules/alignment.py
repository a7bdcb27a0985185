"""Review of the second principle (P-2xx): alignment with the strategy."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from d365arch.analysis import wording as say
from d365arch.analysis.rules.context import RuleContext
from d365arch.analysis.rules.item import Item, refused
from d365arch.analysis.rules.records import LANDSCAPE, Verdict
from d365arch.analysis.rules.registry import rule
from d365arch.analysis.rules.requirements import ANALYTICS_LINKS
from d365arch.catalog.records import EndpointType, HubClass, HubStyle, Status
from d365arch.model import Integration, Strategy
from d365arch.model.vocabulary import Kind, Severity, State

_NO_STRATEGY = Strategy()


def strategy(context: RuleContext) -> Strategy:
    """The strategy, or an empty one."""
    return context.landscape.strategy or _NO_STRATEGY


@rule("P-201")
def standards(context: RuleContext) -> Iterator[Verdict]:
    """The strategy names hubs, protocols, ways to authenticate and names; what is drawn keeps to them."""
    item, decided = Item(context, "P-201"), strategy(context)
    stated = {"strategy.standard_hubs": decided.standard_hubs, "strategy.allowed_protocols": decided.allowed_protocols,
              "strategy.allowed_auth": decided.allowed_auth, "strategy.naming": decided.naming}
    if len(context.network.systems) >= item.limit("systems"):
        item.judge(LANDSCAPE, stated)
    naming = _Naming(decided.naming)
    for pattern in naming.unreadable:
        item.violates(LANDSCAPE, {"pattern": pattern}, variant="pattern")
    if not any((decided.allowed_protocols, decided.allowed_auth, decided.avoided_endpoints,
                decided.preferred_endpoints, naming.patterns)):
        yield from item.verdicts()
        return
    for i in context.machines:
        breaches = [*_breaches(context, i, decided), *naming.breach("integration", i.id, i.label)]
        better = "" if breaches else _preferred(context, i, decided)
        if breaches:
            item.violates(i.id, {"name": context.name(i.id), "breaches": say.listing(breaches)})
        elif better:
            item.violates(i.id, {"name": context.name(i.id), "better": better,
                                 "used": _used(context, i)}, variant="preferred", severity=Severity.INFO)
        else:
            item.met(i.id)
    for system in sorted(context.landscape.system_by_id.values(), key=lambda s: s.id):
        if breach := naming.breach("system", system.id, system.label):
            item.violates(system.id, {"name": context.label(system.id), "breaches": say.listing(breach)})
    yield from item.verdicts()


def _known(word: str) -> str:
    """A protocol or way to authenticate without case and marks, so that `OAuth 2` is `oauth2`."""
    return re.sub(r"[^a-z0-9+]", "", word.lower())


def _breaches(context: RuleContext, i: Integration, decided: Strategy) -> Iterator[str]:
    protocol = context.exchange_of[i.id].protocol
    if decided.allowed_protocols and protocol and not context.native(i) and _known(protocol) not in {
            _known(p) for p in decided.allowed_protocols}:
        yield f"the protocol {protocol}, where {say.listing(decided.allowed_protocols)} may be used"
    auth = i.auth or next((e.auth for e in (context.endpoint(i, called=True),) if e and e.auth), None)
    if decided.allowed_auth and auth and _known(auth) not in {_known(a) for a in decided.allowed_auth}:
        yield f"authentication by {auth}, where {say.listing(decided.allowed_auth)} may be used"
    for kind in context.endpoint_of[i.id]:
        if kind.id in decided.avoided_endpoints:
            yield f"{context.kind(kind.id)}, which the strategy avoids"


def _preferred(context: RuleContext, i: Integration, decided: Strategy) -> str:
    """A preferred endpoint type that does the same, where another of that platform is used; by timing and start."""
    kinds = context.endpoint_of[i.id]
    if not kinds or not decided.preferred_endpoints or any(k.id in decided.preferred_endpoints for k in kinds):
        return ""
    known = context.facts.catalog.endpoint_types
    preferred = (known[p] for p in decided.preferred_endpoints if p in known)
    return next((context.kind(p.id) for p in preferred if _alike(p, kinds[0])), "")


def _alike(one: EndpointType, other: EndpointType) -> bool:
    return (one.platform, one.initiation, one.style) == (other.platform, other.initiation, other.style) and bool(
        set(one.timing) & set(other.timing))


def _used(context: RuleContext, i: Integration) -> str:
    return say.listing([context.kind(k.id) for k in context.endpoint_of[i.id][:1]])


class _Naming:
    """Patterns for names: one for integrations, or by kind of element (`integration`, `system`)."""

    def __init__(self, plain: Any) -> None:
        given = plain if isinstance(plain, Mapping) else {"integration": plain} if plain else {}
        self.patterns: dict[str, re.Pattern[str]] = {}
        self.unreadable: list[str] = []
        for kind, pattern in given.items():
            try:
                self.patterns[str(kind).removesuffix("s")] = re.compile(str(pattern))
            except re.error:
                self.unreadable.append(str(pattern))

    def breach(self, kind: str, element: str, label: str) -> list[str]:
        """Says so where neither id nor name keeps to the pattern."""
        pattern = self.patterns.get(kind)
        if pattern is None or pattern.fullmatch(element) or pattern.fullmatch(label):
            return []
        return [f"a name that is not of the form {pattern.pattern}"]


@rule("P-202")
def standard_hub(context: RuleContext) -> Iterator[Verdict]:
    """Integrations that a standard hub could carry go through it, or a reason is recorded."""
    item, decided = Item(context, "P-202"), strategy(context)
    types = context.facts.catalog.system_types
    carriers: dict[HubClass, str] = {}
    for hub in decided.standard_hubs:
        if hub in types and (cls := types[hub].hub_class):
            carriers.setdefault(cls, types[hub].name)
    for i in context.machines if carriers else ():
        link = context.network.link_by_id[i.id]
        standard = carriers.get(link.cls)
        if standard is None or link.pinned or not _may_pass_a_hub(context, i):
            continue
        other = _other_hubs(context, i, link.cls, decided.standard_hubs)
        if link.direct or other:
            item.violates(
                i.id, {"told": context.told(i), "name": context.name(i.id), "standard": standard,
                       "other": context.labels(other)},
                variant="other_hub" if other else "default")
        else:
            item.met(i.id)
    yield from item.verdicts()


def _may_pass_a_hub(context: RuleContext, i: Integration) -> bool:
    """Not so what the platform keeps itself, analytics links, and calls whose answer is needed within seconds."""
    if context.native(i) or context.uses(i, *ANALYTICS_LINKS):
        return False
    return not (context.synchronous(i) and i.answer_needed is not False)


def _other_hubs(context: RuleContext, i: Integration, cls: HubClass, standard: Collection[str]) -> list[str]:
    """Hubs at the ends that carry this class and are not of a standard type."""
    ends = {end.system: context.landscape.system_by_id.get(end.system) for end in (i.from_, i.to)}
    return sorted(key for key, s in ends.items() if s and context.facts.hub_class(key) is cls
                  and s.type not in standard)


@rule("P-203")
def one_product_per_style(context: RuleContext) -> Iterator[Verdict]:
    """Where the strategy names its hubs, a second product of the same style needs a reason; else R-208 tells of it."""
    item, decided = Item(context, "P-203"), strategy(context)
    types = context.facts.catalog.system_types
    styles: dict[HubStyle, str] = {style: types[hub].name for hub in decided.standard_hubs if hub in types
                                   for style in types[hub].hub_styles}
    for hub in context.used_hubs:
        system = context.landscape.system_by_id[hub]
        kind = context.facts.type_of(system)
        if kind is None or not styles:
            continue
        shared = [style for style in kind.hub_styles if style in styles]
        if kind.id in decided.standard_hubs or not shared:
            item.met(hub)
        else:
            item.violates(hub, {"name": context.label(hub), "product": kind.name, "standard": styles[shared[0]],
                                "style": shared[0].value.replace("-", " ")})
    yield from item.verdicts()


@rule("P-204")
def landscape_type(context: RuleContext) -> Iterator[Verdict]:
    """The kind of landscape is stated; a hybrid one with many direct links has middleware."""
    item, stated = Item(context, "P-204"), strategy(context).landscape_type
    if len(context.network.systems) < item.limit("systems"):
        yield from item.verdicts()
        return
    hybrid = bool(context.on_premises)
    links, most = len(context.network.links), item.limit("links")
    without = not context.used_hubs or "without middleware" in (stated or "").lower().replace("-", " ")
    if hybrid and without and links >= most:
        item.violates(LANDSCAPE, {"links": say.count(links), "most": say.count(most),
                                  "names": context.labels(sorted(context.on_premises))}, figures={"links": links})
    else:
        item.judge(LANDSCAPE, {"strategy.landscape_type": stated})
    yield from item.verdicts()


@rule("P-205")
def canonical_model(context: RuleContext) -> Iterator[Verdict]:
    """A message standard for entities that travel between several pairs of systems, or a reason to do without."""
    item, model = Item(context, "P-205"), strategy(context).canonical_model
    pairs: dict[str, set[frozenset[str]]] = {}
    for flow in context.network.flows:
        if flow.entity:
            pairs.setdefault(flow.entity, set()).add(frozenset((flow.source, flow.target)))
    shared = sorted((e for e, found in pairs.items() if len(found) > 1), key=lambda e: (-len(pairs[e]), e))
    if not shared:
        yield from item.verdicts()
        return
    if refused(model):
        item.violates(LANDSCAPE, {"entities": say.listing(shared)}, figures={"entities": len(shared)})
    else:
        item.judge(LANDSCAPE, {"strategy.canonical_model": model})
    yield from item.verdicts()


_LOW = re.compile(r"low.?code|no.?code|power (automate|apps|platform|query|fx)|logic apps|citizen|configuration",
                  re.IGNORECASE)
_PRO = re.compile(r"pro.?code|c#|\.net|x\+\+|java|type.?script|python|node|azure functions|develop", re.IGNORECASE)


@rule("P-206")
def skills(context: RuleContext) -> Iterator[Verdict]:
    """The team can build what is drawn: endpoints that need code, or low code, against its skills."""
    item, known = Item(context, "P-206"), strategy(context).team_skills
    low = any(_LOW.search(skill) for skill in known)
    pro = any(_PRO.search(skill) for skill in known)
    if not known:
        if len(context.network.systems) >= item.limit("systems"):
            item.lacks(LANDSCAPE, ["strategy.team_skills"])
    elif low is not pro:
        wanted = "pro" if low else "low"
        strange = [i.id for i in context.machines if _code(context, i) == wanted]
        for i in context.machines:
            item.met(i.id)
        if strange:
            words = {"names": context.names(strange), "need": "needs" if len(strange) == 1 else "need",
                     "code": "code" if low else "low code", "skills": say.listing(known)}
            item.violates(strange[0], words, elements=tuple(strange), all_of=strange,
                          figures={"integrations": len(strange)})
    else:
        item.met(LANDSCAPE)
    yield from item.verdicts()


def _code(context: RuleContext, i: Integration) -> str | None:
    """`low`, `pro`, or none where the deciding endpoint can be built both ways."""
    if i.low_code is not None:
        return "low" if i.low_code else "pro"
    kinds = context.endpoint_of[i.id]
    return kinds[0].code if kinds and kinds[0].code in {"low", "pro"} else None


@rule("P-207")
def current_endpoints(context: RuleContext) -> Iterator[Verdict]:
    """No endpoint of the to-be is deprecated or retired; told once for the landscape, R-801 tells what replaces it."""
    item = Item(context, "P-207")
    if context.landscape.state is not State.TO_BE:
        yield from item.verdicts()
        return
    gone: dict[str, list[str]] = {}
    for i in context.active:
        old = [k.id for k in context.endpoint_of[i.id] if k.status in {Status.DEPRECATED, Status.RETIRED}]
        for kind in old:
            gone.setdefault(kind, []).append(i.id)
        if not old and i.kind is not Kind.UI:
            item.met(i.id)
    links = list(dict.fromkeys(link for found in gone.values() for link in found))
    if links:
        retired = any(context.facts.catalog.endpoint_types[k].status is Status.RETIRED for k in gone)
        item.violates(links[0], {"kinds": say.listing([context.kind(k) for k in gone]), "links": context.names(links)},
                      elements=tuple(links), all_of=links, critical=retired or any(
                          context.critical(context.landscape.integration_by_id[link]) for link in links))
    yield from item.verdicts()
