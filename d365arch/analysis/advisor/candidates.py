"""Every endpoint type, alone and in chains with hubs, that fits the platform and who starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from d365arch.analysis.advisor.knowledge import Chain, Knowledge
from d365arch.analysis.advisor.need import Initiator, Need, NeedPlatform
from d365arch.analysis.advisor.situation import Situation
from d365arch.catalog.records import Catalog, EndpointType, Status
from d365arch.model.vocabulary import Initiation, Platform

OFFERED = (Status.CURRENT, Status.PREVIEW, Status.LEGACY)
"""What may be recommended at all; deprecated and retired types are only judged where they are drawn."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An endpoint type, alone or in a chain."""

    endpoint: EndpointType
    chain: Chain | None = None

    @property
    def key(self) -> str:
        """Its name in cells: `chain/endpoint`, or the endpoint."""
        return f"{self.chain.id}/{self.endpoint.id}" if self.chain else self.endpoint.id

    @property
    def via(self) -> str | None:
        """The hubs on the way, or none."""
        return self.chain.via if self.chain else None

    @property
    def gives(self) -> frozenset[str]:
        """What its chain brings."""
        return self.chain.gives if self.chain else frozenset()

    @property
    def copies(self) -> bool:
        """Whether the asker reads a copy instead of asking."""
        return self.chain is not None and self.chain.copy

    @property
    def hub_starts(self) -> bool:
        """Whether a hub calls both sides."""
        return self.chain is not None and self.chain.starts


def candidates(need: Need, at: Situation, catalog: Catalog, known: Knowledge) -> tuple[Candidate, ...]:
    """All candidates for a need, by key."""
    named = {choice.key for cell in at.row.cells.values() for choice in cell} if at.row else set()
    found = [c for kind in catalog.endpoint_types.values() if _offered(kind, known)
             for c in _ways(kind, need, known) if _fits(c, at, known, c.key in named)]
    return tuple(sorted(found, key=lambda c: c.key))


def _offered(kind: EndpointType, known: Knowledge) -> bool:
    return kind.platform.is_d365 and kind.status in OFFERED and bool(kind.timing) and not known.of(kind.id).never


def _ways(kind: EndpointType, need: Need, known: Knowledge) -> Iterator[Candidate]:
    if known.of(kind.id).alone:
        yield Candidate(kind)
    payload = need.asked.volume.message_kb if need.asked.volume else None
    large = payload is not None and payload > known.large_payload_kb
    for chain in known.chains.values():
        if (chain.on_premises_only and not need.other_on_premises) or (chain.large_payload and not large):
            continue
        if kind.id in chain.endpoints:
            yield Candidate(kind, chain)


def _fits(candidate: Candidate, at: Situation, known: Knowledge, named: bool) -> bool:
    kind, chain = candidate.endpoint, candidate.chain
    if not _on_platform(kind, at, known, named):
        return False
    if chain is not None and chain.copy:
        # Only for those who ask to know something; the copy is fed from where they would have asked.
        return at.reading and (named or ((at.answer or at.viewing) and _fed(chain, at) and not at.set))
    if not _started(candidate, at, known):
        return False
    if at.flow != "both" and at.platform is not NeedPlatform.BOTH and kind.data and at.flow not in kind.data:
        return False
    if chain is None or chain.starts:
        return True
    one_way = ("facade" not in chain.gives and "bridge" in chain.gives) or "durable" in chain.gives
    inward = chain.toward == "in"
    return named or ((inward == (at.initiator is Initiator.OTHER)) and not (
        one_way and at.flow not in ("both", "in" if inward else "out")))


def _fed(chain: Chain, at: Situation) -> bool:
    return (chain.toward == "out") == (at.initiator is Initiator.OTHER)


def _on_platform(kind: EndpointType, at: Situation, known: Knowledge, named: bool) -> bool:
    if at.platform is NeedPlatform.BOTH:
        return named or kind.platform is Platform.BOTH
    if kind.platform is Platform.BOTH:
        return known.of(kind.id).serves and at.flow in ("out", "both")
    wanted = Platform.DATAVERSE if at.platform is NeedPlatform.DATAVERSE else Platform.FINANCE_OPERATIONS
    return kind.platform is wanted


def _started(candidate: Candidate, at: Situation, known: Knowledge) -> bool:
    """Whether the right side starts; a hub may start in the place of either, and a store that is filled serves both."""
    wanted = Initiation.OUTBOUND if at.initiator is Initiator.D365 else Initiation.INBOUND
    if candidate.endpoint.initiation in (wanted, Initiation.BOTH) or at.platform is NeedPlatform.BOTH:
        return True
    traits = known.of(candidate.endpoint.id)
    if traits.fetches and at.set and at.flow == "in":
        return True
    return (candidate.hub_starts and (at.set or not at.answer)) or (
        traits.serves and (at.set or at.analytics))
