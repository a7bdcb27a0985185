"""Categories and their colors: which values get one of the few colors that eyes tell apart, and how they tint a box.

The colors themselves stand in the themes. Eight hues after M. Okabe and K. Ito, "Color Universal Design" (2008), with
lightness chosen so that any two of them also differ with one kind of cones missing; the tests measure that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

from d365arch.scene.theme import Theme, blend, contrast

_LEAST = 3.0
"""Contrast of what carries meaning and is no text, after WCAG 2.1, 1.4.11."""


@dataclass(frozen=True, slots=True)
class Category:
    """One value of a perspective: `color` for lines and edges, `fill` for headers, `icon` to be seen on the fill.

    A category that is not `stated` is what no file says: its edges are dashed.
    """

    key: str
    text: str
    color: str
    fill: str
    icon: str
    stated: bool = True


def category(key: str, text: str, color: str, theme: Theme, *, stated: bool = True, tinted: bool = True) -> Category:
    """The category with that color; its fill is as strong as the theme's texts can bear."""
    fill = theme.header
    if stated and tinted:
        steps = [theme.tint * step / 10 for step in range(10, 0, -1)]
        fill = next((tint for share in steps if _bears_text(tint := blend(color, theme.box, share), theme)), fill)
    steps = [step / 10 for step in range(10, -1, -1)]
    icon = next((shade for share in steps if contrast(shade := blend(color, theme.ink, share), fill) >= _LEAST),
                theme.ink)
    return Category(key, text, color, fill, icon, stated)


def _bears_text(fill: str, theme: Theme) -> bool:
    return min(contrast(theme.muted, fill), contrast(theme.ink, fill)) >= theme.text_contrast


def assigned(counts: Mapping[str, int], slots: int) -> dict[str, int]:
    """The most frequent values, as many as there are slots, each with the slot that it gets.

    Which values: by frequency, then by name. Which slot: the one that a checksum of the name points at, or the next
    that is free, given out in the order of names. So an element more changes no color while the same values are the
    most frequent ones, a new value moves at most those that want its slot, and a value mostly has the same color in
    all views.
    """
    chosen = sorted(counts, key=lambda name: (-counts[name], name.casefold(), name))[:slots]
    found: dict[str, int] = {}
    taken: set[int] = set()
    for name in sorted(chosen, key=lambda name: (name.casefold(), name)):
        slot = crc32(name.encode("utf-8", "surrogatepass")) % slots
        while slot in taken:
            slot = (slot + 1) % slots
        taken.add(slot)
        found[name] = slot
    return found
