"""From what was accepted to a drawing, to how it stands to the open landscape, and to the one step that adds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from d365arch.catalog.records import Catalog
from d365arch.discovery.drift import aliases_of, gone
from d365arch.discovery.drift_facts import Facts
from d365arch.discovery.into import Accepted, into
from d365arch.discovery.landscape import landscape_of
from d365arch.discovery.matching import match
from d365arch.discovery.not_wanted import NotWanted
from d365arch.discovery.records import Discovery, FoundEndpoint, FoundIntegration
from d365arch.edit import AddToView, Edit, RemoveElements, Several
from d365arch.gui.discovery.candidates import Comparison, Key, State, key_of
from d365arch.gui.language import translate
from d365arch.model import End, Workspace


class Differing(NamedTuple):
    """A fact and what the two sides state of it. No sentence: another process knows no language of the window."""

    fact: str
    drawn: str
    found: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a discovery stands to a landscape: `finds` that it has already, with the facts that differ; all others are
    new. `missing` are drawn integrations, id and name, whose artefacts hold them no more. `unwanted` are new and named
    by the landscape as what it leaves out.
    """

    finds: Mapping[Key, tuple[Differing, ...]] = field(default_factory=dict)
    missing: tuple[tuple[str, str], ...] = ()
    unwanted: frozenset[Key] = frozenset()


def drawn(found: Discovery, catalog: Catalog) -> Workspace:
    """A landscape of what was found alone."""
    return landscape_of(found, catalog).workspace


def standing(before: Workspace, found: Discovery, catalog: Catalog) -> Standing:
    """How finds stand to a landscape; takes as long as matching the two does."""
    old = before.landscape
    if not old.systems:
        return Standing()
    made = landscape_of(found, catalog)
    matching = match(old, made.landscape, catalog, aliases_of(made))
    facts = Facts(drawn=old, found=made.landscape, matching=matching, catalog=catalog)
    by_id, left_out = old.integration_by_id, NotWanted(old, made.landscape)
    unwanted: set[Key] = set()
    told: dict[Key, tuple[Differing, ...]] = {}
    for each, new in zip(found.integrations, made.landscape.integrations, strict=True):
        old_id = matching.integrations.get(new.id)
        if old_id is not None:
            told[key_of(each)] = tuple(Differing(str(fact.what), str(fact.drawn), str(fact.found))
                                       for fact in facts.of(by_id[old_id], new))
        elif left_out.has_integration(new):
            unwanted.add(key_of(each))
    for endpoint in found.endpoints:
        end = made.endpoints.get((endpoint.system, endpoint.key))
        if end is not None and end in matching.endpoints:
            told[key_of(endpoint)] = ()
    return Standing(told, tuple((one.id, one.label) for one in gone(old, made, matching)),
                    frozenset(unwanted))


def comparison(known: Standing) -> Comparison:
    """Looks finds up."""

    def compare(each: FoundIntegration | FoundEndpoint) -> tuple[State, str]:
        facts = known.finds.get(key_of(each))
        if facts is None:
            return (State.UNWANTED if key_of(each) in known.unwanted else State.NEW), ""
        if not facts:
            return State.THERE, ""
        return State.DIFFERS, "; ".join(
            translate("Discovery", "{fact}: {drawn} in the landscape, {found} in the artefacts").format(
                fact=one.fact, drawn=one.drawn or "–", found=one.found or "–") for one in facts)

    return compare


def added(before: Workspace, found: Discovery, catalog: Catalog, removed: Sequence[str] = (),
          view: str | None = None) -> Edit:
    """The one edit that adds what was accepted and removes the integrations that a person said are gone.

    What is drawn already is completed; what somebody stated or placed stays. Where a view is named that shows a choice
    of systems, it shows the new ones, too.
    """
    # Whoever accepted something wants it, whatever the landscape says of it.
    everything = landscape_of(found, catalog).landscape
    taken = into(before, found, catalog, Accepted(
        frozenset(one.id for one in everything.integrations), frozenset(one.id for one in everything.systems),
        frozenset(End(one.id, endpoint.id) for one in everything.systems for endpoint in one.endpoints))).edit
    edits: list[Edit] = [taken]
    shown = next((each for each in before.views if each.id == view), None)
    if taken.systems and shown is not None and (shown.show or shown.hide):
        edits.append(AddToView(view, tuple(system.id for system in taken.systems)))
    ids = tuple(name for name in removed if name in before.landscape.integration_by_id)
    if ids:
        edits.append(RemoveElements(integrations=ids))
    return Several(tuple(edits), taken.label) if len(edits) > 1 else taken
