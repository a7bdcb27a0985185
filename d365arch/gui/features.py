"""The features of the window, in the order in which they are put in; each is one function that takes the workbench."""

from __future__ import annotations

from collections.abc import Callable

from d365arch.gui import (
    arranging,
    clipboard_commands,
    focus,
    folding,
    hint_keys,
    history,
    line_commands,
    looks,
    map_feature,
    notes,
    quick_bar,
    safety,
    selecting,
    snap_switches,
    windows,
)
from d365arch.gui.access import feature as access
from d365arch.gui.access import parts
from d365arch.gui.coupling import feature as coupling
from d365arch.gui.discovery import feature as discovery
from d365arch.gui.guide import feature as guide
from d365arch.gui.knowledge import feature as knowledge
from d365arch.gui.outage import feature as outage
from d365arch.gui.printing import feature as printing
from d365arch.gui.search import feature as search
from d365arch.gui.tables import panel as tables
from d365arch.gui.views import feature as views
from d365arch.gui.whatif import feature as whatif
from d365arch.gui.workbench import Workbench

FEATURES: tuple[Callable[[Workbench], object], ...] = (
    safety.install,
    windows.install,
    clipboard_commands.install,
    selecting.install,
    arranging.install,
    line_commands.install,
    snap_switches.install,
    views.install,
    notes.install,
    hint_keys.install,
    quick_bar.install,
    search.install,
    history.install,
    tables.install,
    access.install,
    parts.install,
    looks.install,
    folding.install,
    printing.install,
    map_feature.install,
    focus.install,
    whatif.install,
    coupling.install,
    outage.install,
    knowledge.install,
    guide.install,
    discovery.install,
)
"""One `install(bench)` each; what it gives back is kept as long as the window."""


def install_all(bench: Workbench) -> list[object]:
    """Put every feature into a window."""
    return [install(bench) for install in FEATURES]
