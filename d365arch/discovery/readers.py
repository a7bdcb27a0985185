"""The readers there are, in the order in which they claim files: structure first, single files by content last."""

from __future__ import annotations

from d365arch.discovery.artefacts import Reader
from d365arch.discovery.azure.parts import all_parts
from d365arch.discovery.azure.templates import AzureTemplates


def all_readers() -> tuple[Reader, ...]:
    """One of each; made anew for every run."""
    return (
        AzureTemplates(all_parts()),
    )
