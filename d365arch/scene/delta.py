"""What differs between two scenes: shapes are values, and one that is the same object was not touched."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.model.sharing import differing
from d365arch.scene.parts import Scene, Shape


@dataclass(frozen=True, slots=True)
class Delta:
    """The shapes that only the later scene has, and those that only the earlier one had, each in painting order."""

    new: tuple[Shape, ...]
    gone: tuple[Shape, ...]

    def __len__(self) -> int:
        return len(self.new) + len(self.gone)


def delta_of(before: Scene, after: Scene) -> Delta:
    """What changed from one scene to the next."""
    gone, new = differing(before.shapes, after.shapes)
    return Delta(tuple(new), tuple(gone))
