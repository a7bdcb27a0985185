"""What a run of discovery can speak about: artefacts below the paths it was given, and not those it could not read."""

from __future__ import annotations

import re

from d365arch.discovery.evidence_marks import steps_of
from d365arch.discovery.landscape import portable
from d365arch.discovery.records import Discovery
from d365arch.discovery.tree import LEFT_OUT
from d365arch.model import Integration

_LAST_STEP = re.compile(r"[/!][^/!]*$")
_MANIFESTS = frozenset({"customizations.xml", "solution.xml"})
"""Files without which nothing of a solution is read."""


class Scope:
    """Which integrations a discovery would have found, if they were still there."""

    def __init__(self, discovery: Discovery) -> None:
        self._roots = {root.name.lower() for root in discovery.roots}
        self._unread = [portable(one.file, discovery.roots).lower() for one in discovery.not_read]
        self._is_partial = any(one.reason.startswith(LEFT_OUT) for one in discovery.not_read)

    def covers(self, integration: Integration) -> bool:
        """Whether any of its evidence lies below what was read."""
        return any(not self._roots.isdisjoint(steps_of(one.file)) for one in integration.evidence)

    def read_whole(self, integration: Integration) -> bool:
        """Whether all that its evidence names could be read, as far as it lies below what was read."""
        if self._is_partial:
            return False
        return not any(self._could_not_be_read(one.file.lower()) for one in integration.evidence)

    def _could_not_be_read(self, file: str) -> bool:
        folder = _LAST_STEP.sub("", file)
        for unread in self._unread:
            if file == unread or file.startswith((f"{unread}!", f"{unread}/")) or _LAST_STEP.sub("", unread) == folder:
                return True
            around, _, name = unread.replace("!", "/").rpartition("/")
            if name in _MANIFESTS and file.replace("!", "/").startswith(f"{around.removesuffix('/other')}/"):
                return True
        return False
