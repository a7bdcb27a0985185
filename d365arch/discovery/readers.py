"""The readers there are, in the order in which they claim files: structure first, single files by content last."""

from __future__ import annotations

from d365arch.discovery.artefacts import Reader


def all_readers() -> tuple[Reader, ...]:
    """One of each; made anew for every run."""
    return ()
