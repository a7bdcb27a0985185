"""The landscape that a discovery makes: systems in zones, endpoints of catalog types, integrations with evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from d365arch.catalog.records import Catalog
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.drawn_endpoints import drawn_endpoints
from d365arch.discovery.ids import Ids, ids_of
from d365arch.discovery.records import Discovery, FoundIntegration, FoundSystem, Identity, Root
from d365arch.discovery.specific import UNKNOWN_CALLER
from d365arch.discovery.zones import zones_of
from d365arch.edit.ids import fresh_id
from d365arch.model import End, Integration, Landscape, System, Workspace
from d365arch.model.integration import Evidence, Volume
from d365arch.model.landscape import FORMAT_VERSION, LandscapeNote
from d365arch.model.quantities import Frequency, QuantityError, parse_frequency
from d365arch.model.vocabulary import DataFlow, State

UNRESOLVED = "unresolved"
SUPPORTING = "supporting"
UNUSED = "no-known-use"
"""Tags of systems: named after an expression; helps others; nothing that was found contacts it or is contacted."""
_MOST_EVIDENCE = 12
"""Pieces of evidence that an integration in a file keeps; the JSON has all."""
_MOST_DETAILS = 300
_MOST_NOTES = 40


@dataclass(frozen=True, slots=True)
class FoundLandscape:
    """A landscape and what of the discovery each of its elements stands for: the seam for merging and for drift."""

    workspace: Workspace
    discovery: Discovery
    ids: Ids
    endpoints: dict[tuple[Identity, str], End]
    """Where each found endpoint is, by system and key; several may be drawn as one."""

    @property
    def landscape(self) -> Landscape:
        """The landscape of the workspace."""
        return self.workspace.landscape


def title_of(paths: Sequence[Path]) -> str:
    """A title of the landscape from the name of what was read first."""
    first = paths[0].resolve()
    name = first.name if first.is_dir() else first.stem
    return cleaned(name.replace("-", " ").replace("_", " ").strip().capitalize()) or "Landscape"


def landscape_of(discovery: Discovery, catalog: Catalog, name: str | None = None,
                 offers: bool = True) -> FoundLandscape:
    """The landscape of what was found, not yet laid out; `offers` says whether endpoints nobody uses are there.

    Systems, integrations and their order and ids are those of `to_json`.
    """
    ids = ids_of(discovery)
    zones, zone_of = zones_of(discovery.systems, taken=ids.systems.values())
    endpoints = drawn_endpoints(discovery, catalog, offers)
    in_use = {identity for one in discovery.integrations for identity in (one.from_, one.to)}
    systems = tuple(
        replace(_system(found, ids.systems[found.identity], catalog, found.identity in in_use),
                zone=zone_of.get(found.identity), endpoints=tuple(endpoints.by_system.get(found.identity, ())))
        for found in discovery.systems)
    names = {system.identity: (system.name, *system.aliases[:20]) for system in discovery.systems}
    integrations = tuple(
        replace(_integration(found, integration_id), name=_label(found, names),
                from_=End(ids.systems[found.from_], from_), to=End(ids.systems[found.to], to),
                evidence=portable_evidence(found.evidence[:_MOST_EVIDENCE], discovery.roots))
        for found, integration_id, (from_, to) in zip(discovery.integrations, ids.integrations, endpoints.ends,
                                                      strict=True))
    landscape = Landscape(format=FORMAT_VERSION, name=name, state=State.AS_IS, zones=zones, systems=systems,
                          integrations=integrations, notes=_notes(discovery, ids))
    where = {(system, key): End(ids.systems[system], drawn) for (system, key), drawn in endpoints.drawn_as.items()}
    return FoundLandscape(Workspace(landscape), discovery, ids, where)


def portable(file: str, roots: Iterable[Root]) -> str:
    """The path of an artefact from the folder or file that was named for discovery.

    A landscape lies in git and is compared on other machines: where the artefacts lay on this one is no part of it,
    and the folders of a person tell that person's name.
    """
    for root in sorted(roots, key=lambda one: -len(one.shown)):
        shown = root.shown.rstrip("/")
        rest = file.removeprefix(shown)
        if file.startswith(shown) and rest[:1] in {"", "/", "!"}:
            return f"{root.name}{rest}".lstrip("/")
    return file


def portable_evidence(pieces: Iterable[Evidence], roots: Collection[Root]) -> tuple[Evidence, ...]:
    """Evidence with portable paths."""
    return tuple(replace(piece, file=portable(piece.file, roots)) for piece in pieces)


def _system(found: FoundSystem, system_id: str, catalog: Catalog, in_use: bool) -> System:
    marks = ((UNRESOLVED, found.unresolved), (SUPPORTING, found.supporting), (UNUSED, not in_use))
    also = f"Also called {', '.join(found.aliases)}." if found.aliases else None
    return System(
        id=system_id, name=found.name, type=found.type if found.type in catalog.system_types else None,
        hosting=found.hosting, tags=tuple(tag for tag, is_so in marks if is_so),
        description=" ".join(text for text in (_sentence(found.description), also) if text) or None,
        known_as=(found.identity.known_as,))


def _sentence(text: str | None) -> str | None:
    """A text that others may follow: with a capital letter and a full stop; None where it says nothing."""
    text = (text or "").strip()
    if not text:
        return None
    ends = "" if text.endswith((".", "!", "?", ":", ";", "...")) else "."
    return f"{text[:1].upper() if text.split(' ', 1)[0].isalpha() else text[:1]}{text[1:]}{ends}"


def _integration(found: FoundIntegration, integration_id: str) -> Integration:
    """All that an integration states but its ends and evidence."""
    frequency, unread = _frequency(found.frequency)
    calls = ", ".join(found.details)
    if len(calls) > _MOST_DETAILS:
        calls = calls[:_MOST_DETAILS].rpartition(",")[0] + " and more"
    sentences = (_sentence(found.description), f"Calls {calls}." if calls else None,
                 f"Runs {unread}." if unread else None, _sentence(", ".join(found.notes)))
    return Integration(
        id=integration_id, name=found.name, from_=End(""), to=End(""),
        description=" ".join(sentence for sentence in sentences if sentence) or None, tags=found.tags,
        data=found.data or (DataFlow.BOTH if found.both else None), kind=found.kind, timing=found.timing,
        trigger=found.trigger, frequency=frequency, entities=found.entities, operations=found.operations,
        volume=_volume(found), auth=found.auth, protocol=found.protocol, low_code=found.low_code,
        owner=found.owner, criticality=found.criticality,
        active=None if found.active is not False else False)


def _label(found: FoundIntegration, names: Mapping[Identity, Sequence[str]]) -> str:
    """The name without what a drawing shows anyway: its ends. Where it is nothing else, what it is about."""
    short = found.name
    for preposition, end in (("to", found.to), ("from", found.from_)):
        for name in names[end]:
            short = short.removesuffix(f" ({preposition} {name})")
    ends = [f"{one} to {other}" for one in names[found.from_] for other in names[found.to]]
    ends += [f"{other} to {one}" for one in names[found.from_] for other in names[found.to]]
    about_data = next((rest for end in ends if (rest := short.removeprefix(f"{end}: ")) != short), "")
    if about_data or short not in ends:
        return about_data or short
    about = found.entities or found.details
    if about:
        return f"{', '.join(about[:2])}{', ...' if len(about) > 2 else ''}"
    return "Request" if found.from_.kind == UNKNOWN_CALLER else short


def _volume(found: FoundIntegration) -> Volume | None:
    if found.per_day is None and found.per_hour is None:
        return None
    return Volume(per_day=found.per_day, per_hour=found.per_hour)


def _frequency(text: str | None) -> tuple[Frequency | None, str | None]:
    """The frequency and, where the file has no form for it, its text."""
    if not text:
        return None, None
    try:
        return parse_frequency(text), None
    except QuantityError:
        return None, text


def _notes(discovery: Discovery, ids: Ids) -> tuple[LandscapeNote, ...]:
    """What a person is to decide, as remarks on the systems that it is about."""
    names = {system.identity: system.name for system in discovery.systems}
    notes: list[LandscapeNote] = []
    used: set[str] = set()
    for offer in discovery.offers[:_MOST_NOTES]:
        on = ids.systems[offer.systems[0]]
        note_id = fresh_id(f"same-as-{on}", used)
        used.add(note_id)
        notes.append(LandscapeNote(id=note_id, on=on, text=(
            f"May be one system: {', '.join(names[one] for one in offer.systems)}. {offer.reason}")))
    return tuple(notes)
