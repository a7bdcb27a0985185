"""Whether what a record names by bare text is there: remarks, exceptions, and the lists of a view."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from d365arch.edit.lookup import missing, zone_of
from d365arch.errors import EditError
from d365arch.model import Landscape, LandscapeNote, Strategy, View, ViewNote, Waiver, Workspace, Zone
from d365arch.model.problems import did_you_mean


def check_references(landscape: Landscape, new: Any, old: Any = None) -> None:
    """Raise `EditError` where a view, remark or strategy names what is not there and did not do so before."""
    if isinstance(new, View):
        _check_view(landscape, new, old or View(id=new.id))
    elif isinstance(new, Waiver | LandscapeNote) and (old is None or new.on != old.on):
        check_element(landscape, new.on)
    elif isinstance(new, ViewNote) and (old is None or new.on != old.on):
        check_element(landscape, new.on, drawn=True)
    elif isinstance(new, Strategy):
        known = landscape.integration_by_id
        before = old.exceptions if old else ()
        for exception in new.exceptions:
            if exception not in before and exception.integration is not None and exception.integration not in known:
                raise missing("integration", exception.integration, known)


def _check_view(landscape: Landscape, new: View, old: View) -> None:
    systems, zones, integrations = landscape.system_by_id, landscape.zone_by_id, landscape.integration_by_id
    for element in (*_added(new.hide, old.hide),
                    *_added(new.show.ids if new.show else (), old.show.ids if old.show else ())):
        check_element(landscape, element, drawn=True)
    for element in _added(new.folded, old.folded):
        if element not in systems and element not in zones:
            raise missing("zone or hub", element, [*zones, *systems])
    for system in (*_added(new.positions, old.positions), *_added(new.sizes, old.sizes)):
        if system not in systems:
            raise missing("system", system, systems)
    for zone in _added(new.zones, old.zones):
        if zone not in zones:
            raise missing("zone", zone, zones)
    for integration in (*_added(new.bends, old.bends), *_added(new.labels, old.labels)):
        if integration not in integrations:
            raise missing("integration", integration, integrations)


def _added(new: Iterable[str], old: Container[str]) -> list[str]:
    return [item for item in new if item not in old]


def check_element(landscape: Landscape, element: str | None, *, drawn: bool = False) -> None:
    """Raise `EditError` where a text is the id of no element; none stands for the whole landscape.

    With `drawn` it must be an element that is drawn, so no entity.
    """
    known = landscape.element_ids if drawn else landscape.element_ids | landscape.entity_by_id.keys()
    if element is None or element in known:
        return
    hint = did_you_mean(element, known) or "; name a system, endpoint, integration or zone by its id."
    raise EditError(f'There is no element "{element}" in this landscape{hint}')


def check_nesting(before: Workspace, zone: Zone, parent: str | None) -> None:
    """Raise `EditError` where the parent is missing or stands within the zone."""
    if parent is None:
        return
    zone_of(before, parent)
    if any(outer.id == zone.id for outer in before.landscape.zone_path(parent)):
        raise EditError(f'Zone "{zone.label}" cannot stand inside "{parent}", which is or stands in the zone itself; '
                        "choose a zone outside of it.")
