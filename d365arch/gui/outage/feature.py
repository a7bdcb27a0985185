"""Puts outages and the inspector of synchronous chains into the window."""

from __future__ import annotations

from PySide6.QtCore import QObject

from d365arch.gui.outage.chains import Chains
from d365arch.gui.outage.simulation import Outages
from d365arch.gui.workbench import Workbench


class OutageFeature(QObject):
    """The parts of the feature, kept as long as the window."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.window)
        self.outages = Outages(bench)
        self.chains = Chains(bench)


def install(bench: Workbench) -> OutageFeature:
    """Wire outages and chains."""
    return OutageFeature(bench)
