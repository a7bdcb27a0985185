"""Edits of integrations: adding, reconnecting, swapping ends, and the facts that tools set directly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from d365arch.edit.edit import OneStep
from d365arch.edit.lookup import (
    checked_end,
    checked_free,
    in_a_line,
    integration_of,
    named,
    updated,
    with_integration,
    with_landscape,
)
from d365arch.edit.values import fitted_record
from d365arch.model import End, Integration, View, Workspace
from d365arch.model.vocabulary import DataFlow, Timing

_TURNED = {DataFlow.PUSH: DataFlow.PULL, DataFlow.PULL: DataFlow.PUSH, DataFlow.BOTH: DataFlow.BOTH}


class Which(StrEnum):
    """An end of an integration: the initiator or the called side."""

    FROM = "from"
    TO = "to"


@dataclass(frozen=True, slots=True)
class AddIntegration(OneStep):
    """Add an integration; its ends name systems or endpoints."""

    integration: Integration

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Add {in_a_line(self.integration.label)}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the integration at the end of the list; raises `EditError` where an end is missing."""
        landscape = before.landscape
        checked_free(self.integration.id, landscape.integration_by_id, "integration")
        integration = fitted_record(before, self.integration)
        return with_landscape(before, integrations=(*landscape.integrations, integration))


@dataclass(frozen=True, slots=True)
class Reconnect(OneStep):
    """Put one end of an integration elsewhere; bends and label places made for the old line are forgotten."""

    integration: str
    which: Which
    end: End

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Reconnect {self.integration}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the integration at its new end; raises `EditError` where one of them is missing."""
        old = integration_of(before, self.integration)
        end = checked_end(before, self.end)
        new = updated(old, from_=end) if self.which == Which.FROM else updated(old, to=end)
        if new is old:
            return before
        after = with_integration(before, old, new)
        if (old.from_.system, old.to.system) == (new.from_.system, new.to.system):
            return after
        return updated(after, views=tuple(_unbent(v, old.id) for v in after.views))


def _unbent(view: View, integration_id: str) -> View:
    return updated(view, bends=view.bends.discard(integration_id), labels=view.labels.discard(integration_id))


@dataclass(frozen=True, slots=True)
class SwapEnds(OneStep):
    """Make the called side the initiator and the initiator the called side.

    With `keep_flow` the data still moves between the same systems the same way, so push becomes pull; without it the
    stated data flow stays as written and so turns with the line.
    """

    integration: str
    keep_flow: bool = False

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        return f"Swap ends of {self.integration}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with the ends swapped, bends in reverse; raises `EditError` where it is not there."""
        old = integration_of(before, self.integration)
        data = _TURNED[old.data_flow] if self.keep_flow else old.data
        after = with_integration(before, old, updated(old, from_=old.to, to=old.from_, data=data))
        return updated(after, views=tuple(_turned(v, old.id) for v in after.views))


def _turned(view: View, integration_id: str) -> View:
    bends = view.bends.get(integration_id)
    return updated(view, bends=view.bends.set(integration_id, bends[::-1])) if bends else view


@dataclass(frozen=True, slots=True)
class SetTiming(OneStep):
    """State the timing of integrations, or with none leave it to their endpoints."""

    integrations: tuple[str, ...]
    timing: Timing | None

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        what = named(self.integrations, "integration")
        return f"Make {what} {self.timing.value}" if self.timing else f"Clear timing of {what}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with that timing; raises `EditError` where an integration is missing."""
        return _with_each(before, self.integrations, timing=self.timing)


@dataclass(frozen=True, slots=True)
class SetDataFlow(OneStep):
    """State which way the data of integrations goes, seen from the initiator; who initiates stays."""

    integrations: tuple[str, ...]
    data: DataFlow | None

    @property
    def label(self) -> str:
        """What the undo history calls it."""
        what = named(self.integrations, "integration")
        return f"Change data flow of {what}"

    def apply(self, before: Workspace) -> Workspace:
        """The workspace with that data flow; raises `EditError` where an integration is missing."""
        return _with_each(before, self.integrations, data=self.data)


def _with_each(before: Workspace, ids: tuple[str, ...], **values: object) -> Workspace:
    chosen = {integration_of(before, i).id for i in ids}
    return with_landscape(before, integrations=tuple(updated(i, **values) if i.id in chosen else i
                                                     for i in before.landscape.integrations))
