"""Reads draw.io drawings: boxes as systems, arrows as integrations; a start to go on from, never a proof."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

from d365arch.discovery.artefacts import Artefact, Files
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.desk import Desk, evidence
from d365arch.discovery.drawings.arrows import Arrow, Attached, Loose, Pointing, arrows_of
from d365arch.discovery.drawings.boxes import Box, Boxes
from d365arch.discovery.drawings.cells import Cell, cells_of
from d365arch.discovery.drawings.labels import passwords_in
from d365arch.discovery.drawings.pages import Page, is_drawing, pages_of
from d365arch.discovery.drawings.processes import shows_code, shows_steps
from d365arch.discovery.drawings.shapes import hosting_of, zone_of
from d365arch.discovery.drawings.words import Reading, reading_of, without_step
from d365arch.discovery.names import product_named, system_named, type_of_name
from d365arch.discovery.records import ArtefactKind, FoundIntegration, FoundSystem, Identity, ReadArtefact
from d365arch.discovery.secrets import Seen, kinds_inside
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence, DataFlow

DRAWN = "drawn"
"""Tag of integrations that are known from a drawing."""
_ENDINGS = (".drawio", ".dio", ".xml", ".svg", ".png")
_TYPE_ATTRIBUTES = ("system", "product", "type", "service", "technology", "platform", "application", "c4type")
_HIDDEN_TOLD = 5


@dataclass(slots=True)
class _Sighting:
    """An arrow with what its label says and the systems at its ends."""

    arrow: Arrow
    said: Reading
    from_: Identity
    to: Identity
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def both(self) -> bool:
        return self.arrow.pointing is Pointing.BOTH or (
            self.arrow.pointing is Pointing.UNKNOWN and self.said.dual_write)

    @property
    def unknown(self) -> bool:
        return self.arrow.pointing is Pointing.UNKNOWN and not self.said.dual_write


class Drawings:
    """Drawings of draw.io, also inside pictures."""

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        """One artefact for each drawing."""
        desk.tell("looking for drawings")
        return [Artefact(ArtefactKind.DRAWING, entry, files.claim((entry,)), entry.folder)
                for entry in files.ending(*_ENDINGS) if is_drawing(entry)]

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """A drawing defines nothing that others refer to."""

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Note the boxes and arrows of all pages."""
        entry = artefact.main
        pages = pages_of(entry, desk)
        if not pages:
            return
        names = ", ".join(name for page in pages if (name := cleaned(page.name, 60)))
        desk.notebook.artefact(ReadArtefact(entry.path, ArtefactKind.DRAWING,
                                            cleaned(names, 120) or entry.shown_name.rsplit(".", 1)[0]))
        sightings: list[_Sighting] = []
        for page in pages:
            sightings.extend(_read_page(page, artefact, desk))
        for sighting in _distinct(sightings):
            desk.notebook.integration(_integration(sighting, desk))


def _place(page: Page, cell: Cell) -> str:
    quote = '"' if "'" in cell.id else "'"
    return f"{page.place}//*[@id={quote}{cleaned(cell.id, 80)}{quote}]"


def _read_page(page: Page, artefact: Artefact, desk: Desk) -> list[_Sighting]:
    cells = cells_of(page.root)
    boxes = Boxes(cells)
    for id_, name in list(boxes.hidden.items())[:_HIDDEN_TOLD]:
        desk.notebook.remark(artefact.main.path, _place(page, cells[id_]),
                             f'The layer "{name or id_}" is hidden, so what is drawn on it was left out.')
    desk.note_secrets(artefact.main.path, (
        Seen(_place(page, cell), kind, value) for cell in cells.values() if not any(kinds_inside(cell.value))
        for kind, value in passwords_in(cell.value)))
    arrows, loose = arrows_of(cells, boxes)
    why = ("shows the steps of a process, by its decisions, numbers, or start and end"
           if shows_steps(cells, boxes.found.values()) else
           "shows the parts of a program, by their names" if shows_code(boxes.found.values()) else "")
    if why:
        named = f'The page "{cleaned(page.name, 60)}"' if page.name.strip() else "The page"
        desk.notebook.remark(artefact.main.path, page.place, f"{named} {why}, so it was left out.")
        return []
    systems: dict[str, Identity] = {}
    for box in boxes.found.values():
        found = _system(box, evidence(artefact.main, _place(page, box.cell), _confidence(box)))
        systems[box.cell.id] = desk.notebook.system(found)
    for one in loose:
        _tell(one, page, artefact, desk)
    sightings = []
    for arrow in arrows:
        from_, to = systems[arrow.from_.cell.id], systems[arrow.to.cell.id]
        if from_ == to:
            continue
        sighting = _Sighting(arrow, reading_of(arrow.label), from_, to)
        sighting.evidence.append(evidence(artefact.main, _place(page, arrow.cell), _sureness(sighting)))
        sightings.append(sighting)
        if arrow.attached is not Attached.FIXED:
            touches = "touches" if arrow.attached is Attached.TOUCHING else "is near to"
            desk.notebook.remark(
                artefact.main.path, _place(page, arrow.cell),
                f"{_arrow_named(arrow.label)} is not attached; it was taken to join "
                f'"{arrow.from_.label.name}" and "{arrow.to.label.name}", which it {touches}.')
    return sightings


def _tell(loose: Loose, page: Page, artefact: Artefact, desk: Desk) -> None:
    desk.notebook.remark(artefact.main.path, _place(page, loose.cell),
                         f"{_arrow_named(loose.label)} is unattached: it {loose.reason}, so it was left out.")


def _arrow_named(label: str) -> str:
    return f'The arrow "{label}"' if label else "An arrow without a label"


def _confidence(box: Box) -> Confidence:
    return Confidence.LIKELY if box.sure and box.connected else Confidence.HINT


def _sureness(sighting: _Sighting) -> Confidence:
    """At most likely: a drawing shows what somebody meant, not what runs."""
    arrow = sighting.arrow
    sure = arrow.from_.sure and arrow.to.sure and arrow.attached is not Attached.NEAR and not sighting.unknown
    return Confidence.LIKELY if sure else Confidence.HINT


def _system(box: Box, where: Evidence) -> FoundSystem:
    # "3. Salesforce" is Salesforce at the third step; "2. Floor" keeps its number.
    plain_name = without_step(box.label.name)
    found = system_named(plain_name if product_named(plain_name) is not None else box.label.name, (where,))
    type_ = found.type or box.type or _type_by_attributes(box.cell)
    zone = zone_of(box.container)
    hosting = next((one for name in (*box.containers, box.label.name) if (one := hosting_of(name)) is not None), None)
    return replace(found, type=type_, zone=zone or found.zone, hosting=hosting or found.hosting,
                   description=box.label.description or found.description, at=box.rect.center)


def _type_by_attributes(cell: Cell) -> str | None:
    """The type that an attribute of the shape names, such as `system` = `Azure Service Bus`."""
    by_name = {key.lower(): value for key, value in cell.attributes.items()}
    return next((type_ for key in _TYPE_ATTRIBUTES
                 if (value := by_name.get(key, "")) and (type_ := type_of_name(cleaned(value))) is not None), None)


def _distinct(sightings: list[_Sighting]) -> list[_Sighting]:
    """Overviews repeat without labels what other pages label: such an arrow only adds evidence to the labelled ones."""
    labelled: dict[frozenset[Identity], list[_Sighting]] = defaultdict(list)
    for one in sightings:
        if one.arrow.label:
            labelled[frozenset((one.from_, one.to))].append(one)
    kept: list[_Sighting] = []
    directed = {(one.from_, one.to) for one in sightings if not one.unknown}
    for one in sightings:
        if one.arrow.label:
            kept.append(one)
            continue
        same = [other for other in labelled[frozenset((one.from_, one.to))]
                if one.unknown or other.both or (other.from_, other.to) == (one.from_, one.to)]
        if same:
            same[0].evidence.extend(one.evidence)
        elif not one.unknown or not {(one.from_, one.to), (one.to, one.from_)} & directed:
            kept.append(one)
    return kept


@dataclass(frozen=True, slots=True)
class _Way:
    """Which side of a line without a first side was taken as the first one where it was first seen."""

    from_: Identity


def _integration(sighting: _Sighting, desk: Desk) -> FoundIntegration:
    arrow, said = sighting.arrow, sighting.said
    names = (arrow.from_.label.name, arrow.to.label.name)
    from_, to = sighting.from_, sighting.to
    if sighting.both or sighting.unknown:
        # Neither side is the first one: the same line drawn from the other side is the same integration.
        key = f"{sorted((from_, to))}|{arrow.label}"
        desk.define(key, _Way(from_))
        way = desk.defined(_Way, key)
        if way is not None and way.from_ != from_:
            from_, to = to, from_
            names = (names[1], names[0])
    return FoundIntegration(
        automation=f"drawn/{arrow.label.casefold()}" if arrow.label else "drawn",
        name=cleaned(arrow.label, 120) or f"{names[0]} to {names[1]}", from_=from_, to=to, both=sighting.both,
        data=DataFlow.BOTH if sighting.both else None,
        timing=said.timing, trigger=said.trigger, frequency=said.frequency, protocol=said.protocol, tags=(DRAWN,),
        description="Drawn as a line without arrowheads: who starts is not known." if sighting.unknown else None,
        evidence=tuple(sighting.evidence))
