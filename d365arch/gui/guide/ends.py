"""Which two systems a new integration is for: read from the selection or picked, there already or of the catalog."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from d365arch.analysis.advisor.advise import Recommendation
from d365arch.analysis.advisor.need import OWN_PLATFORM, Need, NeedPlatform, need_of
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.edit import AddSystem, AddToView, Edit, Several
from d365arch.edit.ids import fresh_id
from d365arch.model import End, Integration, System, Workspace
from d365arch.model.vocabulary import Platform
from d365arch.scene.parts import Element
from d365arch.scene.select import select
from d365arch.whatif.realize import NewIntegration, new_integration_edit


class Pick(NamedTuple):
    """One side: a system that is there, perhaps at one of its endpoints, or a type of which a new one is made."""

    system: str = ""
    endpoint: str | None = None
    new: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Both sides: who starts and who is called; none where nobody has said so yet."""

    starts: Pick | None = None
    called: Pick | None = None

    @property
    def complete(self) -> bool:
        """Whether both are known and are not the same."""
        return self.starts is not None and self.called is not None and (
            self.starts.new != "" or self.starts.system != self.called.system)

    @property
    def turned(self) -> Ends:
        """The other side starts."""
        return Ends(starts=self.called, called=self.starts)


def ends_of(elements: Iterable[Element]) -> Ends:
    """Who is selected: the first of the systems or endpoints starts, the second one is called."""
    picked: dict[str, Pick] = {}
    for element in elements:
        system, _, endpoint = element.id.partition(".")
        if element.kind == "system":
            picked.setdefault(element.id, Pick(element.id))
        elif element.kind == "endpoint":
            picked[system] = Pick(system, endpoint)
    found = list(picked.values())
    return Ends(starts=found[0] if found else None, called=found[1] if len(found) > 1 else None)


@dataclass(frozen=True, slots=True)
class Staged:
    """The landscape with the new systems, before anything links them: what is asked and advised is about this."""

    workspace: Workspace
    facts: Facts
    edits: tuple[Edit, ...]
    starts: End
    called: End

    @property
    def names(self) -> tuple[str, str]:
        """What both are called, who starts first."""
        known = self.facts.landscape.system_by_id
        return known[self.starts.system].label, known[self.called.system].label

    @property
    def default_name(self) -> str:
        """What an integration between them is called as long as nobody gives it a name."""
        return " – ".join(self.names)


def stage(workspace: Workspace, catalog: Catalog, ends: Ends, view_id: str | None) -> Staged:
    """The landscape with both sides, which must be known; raises `EditError` where one cannot be added."""
    if ends.starts is None or ends.called is None:
        raise ValueError
    edits: list[Edit] = []
    found: list[End] = []
    for pick in (ends.starts, ends.called):
        if not pick.new:
            found.append(End(pick.system, pick.endpoint))
            continue
        kind = catalog.system_types[pick.new]
        made = System(id=fresh_id(kind.name, workspace.landscape.system_by_id, "system"), name=kind.name, type=kind.id)
        edits.append(AddSystem(made, view_id))
        workspace = edits[-1].apply(workspace)
        found.append(End(made.id))
    return Staged(workspace, Facts(workspace.landscape, catalog), tuple(edits), found[0], found[1])


def first_need(staged: Staged) -> Need:
    """What both sides tell of the need already; raises `AnalysisError` where neither is Dynamics 365."""
    need = need_of(staged.facts, Integration(id="need", name=staged.default_name, from_=staged.starts,
                                             to=staged.called))
    one_side = len(_d365(staged)) == 1
    # A system that stands on both platforms leaves open which of them is meant.
    return replace(need, platform=None) if one_side and need.platform is NeedPlatform.BOTH else need


def _d365(staged: Staged) -> list[End]:
    known = staged.facts.landscape.system_by_id
    return [end for end in (staged.starts, staged.called) if staged.facts.platform(known[end.system]).is_d365]


def drawing_edit(staged: Staged, need: Need, chosen: Recommendation, name: str, view_id: str) -> Edit:
    """One edit that draws what was chosen, in sight of a view.

    Raises `EditError` or `AnalysisError` where that cannot be.
    """
    own = _own(staged, need, chosen)
    other = staged.called if own is staged.starts else staged.starts
    edit = new_integration_edit(staged.workspace, staged.facts.catalog, need, chosen, NewIntegration(
        d365=own.system, other=other, name=name, view_id=view_id))
    view = staged.workspace.view(view_id)
    shown = {system.id for system in select(staged.facts, view).systems}
    hidden = tuple(end.system for end in (staged.starts, staged.called) if end.system not in shown)
    return Several((*staged.edits, *([AddToView(view_id, hidden)] if hidden else []), edit), edit.label)


def _own(staged: Staged, need: Need, chosen: Recommendation) -> End:
    """The Dynamics 365 side that gets the endpoint: of two the one that the endpoint belongs to."""
    known = staged.facts.landscape.system_by_id
    sides = _d365(staged)
    home = chosen.candidate.endpoint.platform
    if home is Platform.BOTH and need.platform is not None:
        home = OWN_PLATFORM[need.platform]
    return next((end for end in sides if staged.facts.platform(known[end.system]) is home), sides[0])
