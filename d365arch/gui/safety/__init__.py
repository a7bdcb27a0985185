"""A person's work is never lost: recovery files, locks, changes from outside, and help when something breaks."""

from __future__ import annotations

from d365arch.gui.safety.safety import Safety
from d365arch.gui.workbench import Workbench


def install(bench: Workbench) -> Safety:
    """Watch over the work in a window."""
    return Safety(bench)
