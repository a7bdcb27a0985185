"""From a need to a ranked choice of endpoints and chains, each with the parts of its score, pros, cons and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from d365arch.analysis.advisor.candidates import Candidate, candidates
from d365arch.analysis.advisor.draw import builds_of, drawn
from d365arch.analysis.advisor.judge import judge
from d365arch.analysis.advisor.knowledge import Chain, knowledge
from d365arch.analysis.advisor.need import Need, Use, need_of
from d365arch.analysis.advisor.questions import Question, open_questions
from d365arch.analysis.advisor.score import Part, PartKind, parts_of
from d365arch.analysis.advisor.situation import Brief, Situation, situation_of
from d365arch.analysis.limits.records import LimitCheck
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog, Status
from d365arch.model import End, Integration
from d365arch.model.landscape import Strategy


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """One candidate, judged.

    `endpoint` is the id of its type, `via` the hubs on the way or none; `score` is the sum of `parts`. `fits` are
    sentences on what it does well, `violates` ids of rules that speak against it, `limits` what it uses of the
    platforms' limits, the most used first. `builds` are facts of a sensible build, by key.
    """

    rank: int
    candidate: Candidate
    name: str
    score: float
    parts: tuple[Part, ...]
    limits: tuple[LimitCheck, ...]
    pros: tuple[str, ...]
    cons: tuple[str, ...]
    sources: tuple[str, ...]
    builds: tuple[tuple[str, object], ...] = ()

    @property
    def endpoint(self) -> str:
        """The id of the endpoint type."""
        return self.candidate.endpoint.id

    @property
    def via(self) -> str | None:
        """The hubs on the way by type, or none."""
        return self.candidate.via

    @property
    def status(self) -> Status:
        """Where the endpoint type stands in its life."""
        return self.candidate.endpoint.status

    @property
    def fits(self) -> tuple[str, ...]:
        """Sentences on what speaks for it."""
        return tuple(part.text for part in self.parts if part.points > 0)

    @property
    def against(self) -> tuple[str, ...]:
        """Sentences on what speaks against it."""
        return tuple(part.text for part in self.parts if part.points < 0)

    @property
    def violates(self) -> tuple[str, ...]:
        """Ids of the rules that it would break."""
        return tuple(part.on for part in self.parts if part.kind is PartKind.RULE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Recommendations, the best first, and the questions whose answers could change the order.

    `note` is what the recommender adds to the cell. `drawn` is what is said of the endpoint that is drawn, where the
    need was read from a landscape; its rank is 0 where nobody should choose it any more.
    """

    need: Need
    situation: Situation
    recommendations: tuple[Recommendation, ...]
    questions: tuple[Question, ...]
    note: str = ""
    drawn: Recommendation | None = None

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was not stated, and what was taken instead."""
        return self.situation.assumptions

    def of(self, endpoint: str, chained: bool | None = None) -> Recommendation | None:
        """The best recommendation with this endpoint type, or none; `chained` asks for one with or without a hub."""
        return next((r for r in self.recommendations if r.endpoint == endpoint and (
            chained is None or chained == (r.via is not None))), None)


def advise(need: Need, catalog: Catalog, settings: Settings | None = None, strategy: Strategy | None = None) -> Advice:
    """Every candidate for a need, ranked; raises `AnalysisError` where platform or initiator is not stated.

    The order is that of the scores; of equals, fewer hubs first, then by name.
    """
    brief = brief_of(need, catalog, settings, strategy)
    at = brief.at
    found = [_judged(brief, candidate) for candidate in candidates(need, at, catalog, brief.known)]
    note = at.row.notes.get(at.band, "") if at.row else ""
    return Advice(need=need, situation=at, recommendations=_ranked(found), questions=open_questions(need), note=note)


def advise_for(facts: Facts, integration: Integration, settings: Settings | None = None) -> Advice:
    """Advice for an integration that is drawn, beside what is said of the endpoint it has.

    Raises `AnalysisError` where neither end is Dynamics 365.
    """
    strategy = facts.landscape.strategy
    need = need_as_drawn(facts, integration)
    advice = advise(need, facts.catalog, settings, strategy)
    candidate = drawn_candidate(facts, integration)
    if candidate is None:
        return advice
    there = next((r for r in advice.recommendations if r.candidate == candidate), None)
    return replace(advice, drawn=there or _judged(brief_of(need, facts.catalog, settings, strategy), candidate))


def need_as_drawn(facts: Facts, integration: Integration) -> Need:
    """`need_of`, with what a drawn endpoint that is made for one use tells of the need."""
    need, drawn = need_of(facts, integration), drawn_candidate(facts, integration)
    uses = knowledge().of(drawn.endpoint.id).uses if drawn else ()
    return replace(need, use=Use(uses[0])) if uses else need


def drawn_candidate(facts: Facts, integration: Integration) -> Candidate | None:
    """The candidate that an integration is drawn with, whatever its status; none where no endpoint type is stated.

    A spoke counts as a chain where there is one with that hub beside that endpoint.
    """
    for end in facts.deciding_ends(integration):
        kind = facts.endpoint_type_at(end)
        if kind is None or not kind.platform.is_d365:
            continue
        across = integration.to if end == integration.from_ else integration.from_
        return Candidate(kind, _chain_drawn(facts, kind.id, across) if facts.is_hub(across.system) else None)
    return None


def _chain_drawn(facts: Facts, kind: str, hub: End) -> Chain | None:
    """The chain that has this hub beside this endpoint; that with the same channel rather than one with another."""
    channel, system = facts.endpoint_type_at(hub), facts.landscape.system_by_id.get(hub.system)
    found = [(chain, chain.hubs[-1 if chain.toward == "in" else 0]) for chain in knowledge().chains.values()
             if kind in chain.endpoints and not chain.copy and not chain.large_payload]
    same = [chain for chain, beside in found if channel is not None and channel.id == beside.channel]
    alike = [chain for chain, beside in found if system is not None and system.type == beside.system]
    return next(iter((*same, *alike)), None)


def brief_of(need: Need, catalog: Catalog, settings: Settings | None, strategy: Strategy | None) -> Brief:
    """All that candidates of a need are judged by; raises `AnalysisError` as `advise` does."""
    known = knowledge()
    return Brief(need=need, at=situation_of(need, catalog, known, strategy), catalog=catalog, known=known,
                 settings=settings or Settings.of(strategy or Strategy()), strategy=strategy)


def _judged(brief: Brief, candidate: Candidate) -> Recommendation:
    """A candidate with its score; its rank is 0 until it is placed."""
    at, catalog, known = brief.at, brief.catalog, brief.known
    judged = judge(drawn(brief, candidate), catalog, brief.settings, known)
    parts = parts_of(brief, candidate, judged)
    kind, chain = candidate.endpoint, candidate.chain
    sources = dict.fromkeys((*kind.sources, *(chain.sources if chain else ()), *(at.row.sources if at.row else ())))
    return Recommendation(
        rank=0, candidate=candidate, name=_name(candidate),
        score=sum(part.points for part in parts), parts=parts, limits=judged.limits,
        pros=_pros(candidate), cons=_cons(candidate),
        sources=tuple(_source(key, catalog) for key in sources),
        builds=tuple(builds_of(candidate, known, brief.need.asked).items()),
    )


def _name(candidate: Candidate) -> str:
    """What people call a candidate: OData through Service Bus queue, then a function."""
    kind, chain = candidate.endpoint, candidate.chain
    if chain is None:
        return kind.name
    return f"{chain.title}: {kind.name}" if chain.copy else f"{kind.name} through {chain.title}"


def _pros(candidate: Candidate) -> tuple[str, ...]:
    """What the catalog says that it is made for, and what its chain brings."""
    use = (candidate.endpoint.use,) if candidate.endpoint.use else ()
    return (*use, *(candidate.chain.pros if candidate.chain else ()))


def _cons(candidate: Candidate) -> tuple[str, ...]:
    """What the catalog says that it is not made for, and what its chain costs."""
    avoid = (f"Not made for: {candidate.endpoint.avoid}",) if candidate.endpoint.avoid else ()
    return (*avoid, *(candidate.chain.cons if candidate.chain else ()))


def _source(key: str, catalog: Catalog) -> str:
    source = catalog.sources.get(key)
    return f"{key} {source.title}" if source else key


def _ranked(found: Sequence[Recommendation]) -> tuple[Recommendation, ...]:
    def place(r: Recommendation) -> tuple[float, int, str]:
        return -r.score, len(r.candidate.chain.hubs) if r.candidate.chain else 0, r.candidate.key

    return tuple(replace(r, rank=rank) for rank, r in enumerate(sorted(found, key=place), 1))
