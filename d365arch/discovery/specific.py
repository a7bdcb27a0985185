"""Which identity stands for which: one without a tenant's part for the one with it, a bare name for a system."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from d365arch.discovery.names import NAMED, normalised
from d365arch.discovery.names_alike import plain_name
from d365arch.discovery.notebook import Noted
from d365arch.discovery.records import (
    FoundEndpoint,
    FoundIntegration,
    FoundSystem,
    Identity,
    Remark,
)
from d365arch.errors import printable
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence

UNKNOWN_CALLER = "unknown-caller"
_WHOLE_RUN = frozenset({"dataverse", "fo"})
"""Kinds of which an organisation's artefacts mean one and the same where only one is ever named."""
_NEVER_UNSPECIFIC = frozenset({"host", NAMED, UNKNOWN_CALLER})


@dataclass
class Substitution:
    """Which identity stands for which: everywhere, or only in what one artefact says."""

    everywhere: dict[Identity, Identity] = field(default_factory=dict)
    within: dict[tuple[str, Identity], Identity] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def of(self, artefact: str, identity: Identity) -> Identity:
        """The identity that one stands for in an artefact; itself where nothing is known."""
        found = self.within.get((artefact, identity)) or self.everywhere.get(identity)
        if found is None and identity.kind == UNKNOWN_CALLER:
            return self._caller(artefact, identity)
        return found or identity

    def _caller(self, artefact: str, caller: Identity) -> Identity:
        """The unknown caller of a system that is known better now is the unknown caller of that one."""
        what, _, called = caller.part.partition("/")
        kind, _, part = called.partition("/")
        system = self.of(artefact, Identity(kind, part)) if kind != UNKNOWN_CALLER else Identity(kind, part)
        return caller if system == (kind, part) else Identity(UNKNOWN_CALLER, f"{what}/{system.kind}/{system.part}")

    def __bool__(self) -> bool:
        return bool(self.everywhere or self.within)


def specific_for_unspecific(noted: Sequence[Noted]) -> Substitution:
    """Which specific system each unspecific one is.

    Within an artefact it is the only specific one of its kind there; a Dataverse or Finance and Operations environment
    that no artefact names is the only one that any of them names. Two that an integration joins are never one, and a
    system whose own address is open, such as the example host of a custom connector, stands for no other.
    """
    left_open = {found.identity for _, found in noted if isinstance(found, FoundSystem) and found.unresolved}
    specific: dict[tuple[str, str], set[Identity]] = defaultdict(set)
    unspecific: dict[Identity, dict[str, str]] = defaultdict(dict)
    apart: set[tuple[str, Identity]] = set()
    for artefact, found in noted:
        for identity in identities_of(found):
            if identity.kind in _NEVER_UNSPECIFIC or identity in left_open:
                continue
            if identity.part:
                specific[artefact, identity.kind].add(identity)
            else:
                unspecific[identity].setdefault(artefact, _place(found))
        if isinstance(found, FoundIntegration) and found.from_.kind == found.to.kind:
            apart |= {(artefact, one) for one, other in ((found.from_, found.to), (found.to, found.from_))
                      if one.part and not other.part}
    result = Substitution()
    for identity, artefacts in sorted(unspecific.items()):
        of_run = {one for (_, kind), there in specific.items() if kind == identity.kind for one in there}
        never = {one for _, one in apart if one.kind == identity.kind}
        for artefact, place in sorted(artefacts.items()):
            here = {one for one in specific.get((artefact, identity.kind), ()) if (artefact, one) not in apart}
            where = "the only one that this artefact names"
            if not here and identity.kind in _WHOLE_RUN:
                here = of_run - never
                where = "the only one that any artefact names"
            if len(here) == 1:
                target = here.pop()
                result.within[artefact, identity] = target
                result.remarks.append(Remark(
                    artefact, place,
                    f'Which environment or service of kind "{printable(identity.kind)}" is meant is not said here; '
                    f'"{printable(target.part)}" is taken, {where}.'))
    return result


def _place(found: FoundSystem | FoundEndpoint | FoundIntegration) -> str:
    return (found.evidence[0].place or "") if found.evidence else ""


def systems_for_names(systems: Iterable[FoundSystem]) -> Substitution:
    """Which real system each bare name means: the only one of exactly that name, apart from case and punctuation."""
    real: dict[str, set[Identity]] = defaultdict(set)
    bare: dict[str, list[FoundSystem]] = defaultdict(list)
    for system in systems:
        if system.identity.kind == NAMED:
            bare[_alike(system.name) or system.identity.part].append(system)
        elif system.identity.kind != UNKNOWN_CALLER:
            for name in (system.name, *system.aliases):
                real[_alike(name)].add(system.identity)
    result = Substitution()
    for name, named in sorted(bare.items()):
        targets = real.get(name, set())
        target = next(iter(targets)) if len(targets) == 1 else min(one.identity for one in named)
        for system in named:
            if system.identity == target:
                continue
            result.everywhere[system.identity] = target
            if targets and system.evidence:
                result.remarks.append(Remark(
                    system.evidence[0].file, system.evidence[0].place or "",
                    f'"{printable(system.name)}" is taken for the system of that name that other artefacts show.'))
    return result


def _alike(name: str) -> str:
    """What two names must share to mean one system."""
    return plain_name(normalised(name))


def identities_of(found: FoundSystem | FoundEndpoint | FoundIntegration) -> tuple[Identity, ...]:
    """The systems that a record is about."""
    if isinstance(found, FoundSystem):
        return (found.identity,)
    if isinstance(found, FoundEndpoint):
        return (found.system,)
    return found.from_, found.to


def substituted(noted: Iterable[Noted], by: Substitution, names: Mapping[Identity, str]) -> list[Noted]:
    """The notes with each identity replaced by the one it stands for; `names` are those of the systems that stay."""
    return [Noted(artefact, _with(found, artefact, by, names)) for artefact, found in noted] if by else list(noted)


def _with(found: FoundSystem | FoundEndpoint | FoundIntegration, artefact: str, by: Substitution,
          names: Mapping[Identity, str]) -> FoundSystem | FoundEndpoint | FoundIntegration:
    if isinstance(found, FoundIntegration):
        from_, to = by.of(artefact, found.from_), by.of(artefact, found.to)
        return found if (from_, to) == (found.from_, found.to) else replace(found, from_=from_, to=to)
    if isinstance(found, FoundEndpoint):
        system = by.of(artefact, found.system)
        return found if system == found.system else replace(found, system=system)
    identity = by.of(artefact, found.identity)
    if identity == found.identity:
        return found
    if identity.kind == UNKNOWN_CALLER:
        return replace(found, identity=identity)
    name = names.get(identity, found.name)
    aliases = tuple(dict.fromkeys(alias for alias in (*found.aliases, found.name) if alias != name))
    evidence = tuple(map(_no_more_than_likely, found.evidence))
    return replace(found, identity=identity, name=name, aliases=aliases, evidence=evidence,
                   type=found.type if found.identity.kind != NAMED else None)


def _no_more_than_likely(piece: Evidence) -> Evidence:
    return replace(piece, confidence=Confidence.LIKELY) if piece.confidence is Confidence.CERTAIN else piece
