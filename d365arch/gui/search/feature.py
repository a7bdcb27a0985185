"""Puts the command palette and the find bar into the window."""

from __future__ import annotations

from d365arch.gui.search.find_bar import FindBar
from d365arch.gui.search.palette import CommandPalette
from d365arch.gui.workbench import Workbench


def install(bench: Workbench) -> tuple[CommandPalette, FindBar]:
    """Bind both to their actions."""
    return CommandPalette(bench), FindBar(bench)
