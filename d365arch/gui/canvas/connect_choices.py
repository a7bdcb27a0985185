"""What a connection may be taken to, as lines of the searchable list: sensible ones, and others with a reason."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from d365arch.catalog.connecting import OUT, Fit, Sense, Side, fit, side_at, side_of_type
from d365arch.catalog.records import EndpointType, SystemType
from d365arch.catalog.search import findable
from d365arch.gui.canvas.draft import endpoint_label
from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.offers import offered_types
from d365arch.gui.canvas.search_popup import Choice
from d365arch.gui.language import translate
from d365arch.model import End, Endpoint, System
from d365arch.model.geometry import Point
from d365arch.model.vocabulary import Initiation

_FEW = 6
"""So many things of each kind are listed at first."""

_MANY = 200
"""So many systems and endpoints of the drawing are listed when everything is asked for; searching finds all."""


@dataclass(frozen=True, slots=True)
class NewSystem:
    """A system to be added, and the type of the endpoint that the line shall meet; none for the system itself."""

    type: str
    endpoint: str | None = None


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """An endpoint of a type to be added to a system that is there."""

    system: str
    type: str


Target = End | NewSystem | NewEndpoint


def is_called_only(view: Canvas, end: End) -> bool:
    """Whether nothing starts at an end, says the catalog, so that a line drawn from there asks who contacts it."""
    side = side_at(view.editor.facts, end)
    return side.platform.is_d365 and side.initiation is Initiation.INBOUND


class ConnectChoices:
    """Choices for a line from one end; `reverse` asks who shall contact that end instead."""

    def __init__(self, view: Canvas, end: End, *, reverse: bool = False) -> None:
        self._view = view
        self._end = end
        self._facts = view.editor.facts
        self._side = side_at(self._facts, end)
        self._reverse = reverse
        self._known: dict[object, Fit] = {}

    def fit(self, other: Side) -> Fit:
        """How sensible a line between the end and another side is."""
        return fit(other, self._side) if self._reverse else fit(self._side, other)

    def existing(self, near: Point, *, few: int = _FEW, by_distance: bool = False) -> list[Choice]:
        """Systems and endpoints of the drawing, the sensible and near ones first."""
        view = self._view
        found: list[tuple[tuple[float, ...], End, Fit, System, Endpoint | None]] = []
        for system in self._facts.landscape.systems:
            rect = view.box_rect(system.id)
            if rect is None or system.id == self._end.system:
                continue
            away = math.dist(rect.center, near)
            for number, endpoint in enumerate((None, *system.endpoints)):
                end = End(system.id, endpoint.id if endpoint else None)
                judged = self._judged(end, system, endpoint)
                order = (judged.sense, away, number) if by_distance else (judged.sense, judged.rank, away, number)
                found.append((order, end, judged, system, endpoint))
        found.sort(key=lambda item: item[0])
        group = translate("Canvas", "On the drawing")
        return [Choice(*self._named(system, endpoint), words=(str(end),), value=end, only_searched=number >= _MANY,
                       group=group, reason=judged.reason, more=number >= few)
                for number, (_, end, judged, system, endpoint) in enumerate(found)]

    def _named(self, system: System, endpoint: Endpoint | None) -> tuple[str, str]:
        """What a choice says, and its small print."""
        if endpoint is None:
            return system.label, ""
        return (f"{system.label} · {endpoint_label(self._facts, endpoint)}",
                ", ".join(self._facts.endpoint_timings(endpoint)[:1]))

    def _judged(self, end: End, system: System, endpoint: Endpoint | None) -> Fit:
        """How an end fits; a system with no endpoints yet as well as what its type offers.

        What is alike fits alike, and is asked only once; only a reason has a name in it.
        """
        key = (system.type, system.role, endpoint and (endpoint.type, endpoint.timing, endpoint.direction,
                                                       endpoint.protocol), bool(system.endpoints))
        known = self._known.get(key)
        if known is None or known.sense is not Sense.GOOD:
            known = self._known[key] = self._judged_anew(end, system)
        return known

    def _judged_anew(self, end: End, system: System) -> Fit:
        found = self.fit(side_at(self._facts, end))
        kind = self._facts.type_of(system)
        if system.endpoints or kind is None or found.sense is not Sense.GOOD:
            return found
        best = self._best_endpoint(kind)
        return replace(found, rank=min(found.rank, best[0].rank)) if best and best[0].sense is Sense.GOOD else found

    def new(self, *, few: int = _FEW) -> list[Choice]:
        """System types, each with the endpoint that fits best where the catalog says enough to tell."""
        catalog = self._view.editor.catalog
        found = [self._of_type(kind) for kind in catalog.system_types.values() if kind.status not in OUT]
        found.sort(key=lambda item: (item[0].sense, item[0].rank, item[2], item[1].note, item[1].text))
        group = translate("Canvas", "New")
        listed = [replace(choice, group=group, reason=judged.reason, more=number >= few)
                  for number, (judged, choice, _) in enumerate(found)]
        return [*listed, *self._with_endpoints(group)]

    def _of_type(self, kind: SystemType) -> tuple[Fit, Choice, int]:
        """How a type fits, the choice, and how far down its list the endpoint is: what it is made for comes first."""
        about = findable(kind).about
        words = (kind.id, *kind.keywords)
        plain = self.fit(side_of_type(kind, None))
        best = self._best_endpoint(kind)
        if best is None or best[0].sense > plain.sense:
            return plain, Choice(kind.name, kind.category, words, NewSystem(kind.id), about=about), 0
        judged, endpoint, number = best
        choice = Choice(f"{kind.name} · {endpoint.name}", kind.category, words, NewSystem(kind.id, endpoint.id),
                        about=about)
        return judged, choice, number

    def _best_endpoint(self, kind: SystemType) -> tuple[Fit, EndpointType, int] | None:
        """The endpoint type that suits best; none where this side says nothing that could tell them apart."""
        if not self._side.timings:
            return None
        known = self._view.editor.catalog.endpoint_types
        offered = [known[name] for name in kind.endpoints if name in known]
        judged = [(self.fit(side_of_type(kind, endpoint)), number, endpoint) for number, endpoint in enumerate(offered)]
        if not judged:
            return None
        best = min(judged, key=lambda item: (item[0].sense, item[0].rank, item[1]))
        return best[0], best[2], best[1]

    def _with_endpoints(self, group: str) -> list[Choice]:
        """Every type as a whole and with every endpoint that it offers; found by typing only."""
        catalog = self._view.editor.catalog
        found = []
        for kind in catalog.system_types.values():
            about = findable(kind).about
            best = self._best_endpoint(kind)
            if kind.status not in OUT and best is not None:
                found.append(Choice(kind.name, translate("Canvas", "new, no endpoint yet"), (kind.id, *kind.keywords),
                                    NewSystem(kind.id), only_searched=True, about=about, group=group,
                                    reason=self.fit(side_of_type(kind, None)).reason))
            for name in kind.endpoints if kind.status not in OUT else ():
                endpoint = catalog.endpoint_types.get(name)
                if endpoint is not None and (best is None or endpoint is not best[1]):
                    found.append(Choice(f"{kind.name} · {endpoint.name}", ", ".join(endpoint.timing[:1]), (name,),
                                        NewSystem(kind.id, name), only_searched=True, about=about, group=group,
                                        reason=self.fit(side_of_type(kind, endpoint)).reason))
        return found

    def of(self, system_id: str) -> list[Choice]:
        """The endpoints of one system, best first, new ones of its type, and the system as a whole."""
        view, facts = self._view, self._facts
        system = facts.landscape.system_by_id[system_id]
        fits = [(self.fit(side_at(facts, End(system_id, e.id))), e) for e in system.endpoints]
        fits.sort(key=lambda item: (item[0].sense, item[0].rank))
        there, whole = translate("Canvas", "Endpoints"), translate("Canvas", "As a whole")
        new = translate("Canvas", "A new endpoint")
        choices = [Choice(endpoint_label(facts, e), ", ".join(facts.endpoint_timings(e)[:1]), (e.id,),
                          End(system_id, e.id), group=there, reason=judged.reason) for judged, e in fits]
        choices.append(Choice(system.label, words=(system.id,), value=End(system_id), group=whole,
                              reason=self.fit(side_at(facts, End(system_id))).reason))
        kind = facts.type_of(system)
        if kind is None:
            return choices
        offered = [(self.fit(side_of_type(kind, each, system)), number, each)
                   for number, each in enumerate(offered_types(view.editor, system)) if each.status not in OUT]
        offered.sort(key=lambda item: (item[0].sense, item[0].rank, item[1]))
        choices += [Choice(translate("Canvas", "New {name}").format(name=each.name), ", ".join(each.timing[:1]),
                           findable(each).keywords, NewEndpoint(system_id, each.id), group=new, reason=judged.reason,
                           more=number >= _FEW) for number, (judged, _, each) in enumerate(offered)]
        return choices

    def fitting(self, system_id: str) -> list[End]:
        """The endpoints of a system that fit well."""
        system = self._facts.landscape.system_by_id[system_id]
        ends = [End(system_id, endpoint.id) for endpoint in system.endpoints]
        return [end for end in ends if self.fit(side_at(self._facts, end)).sense is Sense.GOOD]
