"""The sample that is drawn again, read as a plan, and whether a drawn file means the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.io.files import read_workspace
from d365arch.model import End, Landscape

SAMPLE = Path(__file__).parents[2] / "samples" / "northwind-as-is.yaml"

Meaning = dict[str, object]


def read_plan() -> Landscape:
    """The landscape that the tour draws."""
    return read_workspace(SAMPLE).workspace.landscape


def meaning(landscape: Landscape, catalog: Catalog) -> Meaning:
    """What a landscape says, by names and not by ids, which a person does not see."""
    facts = Facts(landscape, catalog)
    said: Meaning = {"the landscape": landscape.name}
    for zone in landscape.zones:
        said[f"zone {zone.label}"] = zone.kind or "group"
    for system in landscape.systems:
        zone_name = landscape.zone_by_id[system.zone].label if system.zone else None
        said[f"system {system.label}"] = (system.type, zone_name)
        said[f"endpoints of {system.label}"] = sorted((e.type or "", e.name or "") for e in system.endpoints)
    for each in landscape.integrations:
        said[f"integration {each.label}"] = (
            _end(landscape, each.from_), _end(landscape, each.to), each.data_flow, facts.timing(each),
            facts.direction(each))
    return said


def differences(wanted: Meaning, made: Meaning) -> Iterator[str]:
    """Sentences about what is missing, too much, or otherwise."""
    for what in wanted.keys() - made.keys():
        yield f"{what} is missing."
    for what in made.keys() - wanted.keys():
        yield f"{what} is not in the sample."
    for what in wanted.keys() & made.keys():
        if wanted[what] != made[what]:
            yield f"{what} is {made[what]} and not {wanted[what]}."


def _end(landscape: Landscape, end: End) -> tuple[str, str | None]:
    """Name of the system, and type of the endpoint."""
    endpoint = landscape.endpoint_at(end)
    return landscape.system_by_id[end.system].label, endpoint.type if endpoint else None
