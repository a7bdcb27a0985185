"""Writes a scene as PNG, through its SVG."""

from __future__ import annotations

from dataclasses import replace

from d365arch.errors import ExportError
from d365arch.render.fonts import font_files
from d365arch.render.svg import FAMILY, letters_of, to_svg
from d365arch.scene.parts import Scene
from d365arch.scene.text import known

LARGEST = 20_000
"""Longest side of a picture in pixels."""
MOST = 200_000_000
"""Most pixels of a picture; more would need several gigabytes of memory."""


def to_png(scene: Scene, scale: float = 2.0) -> bytes:
    """The scene as a PNG picture, `scale` pixels for each px of the drawing.

    Raises `ExportError` where the picture would be absurdly small or large.
    """
    width, height = scene.bounds.width * scale, scene.bounds.height * scale
    if not (scale > 0 and width >= 1 and height >= 1):
        raise ExportError(f"A picture at scale {scale:g} has no pixels; use a scale above 0, such as 2.")
    if max(width, height) > LARGEST or width * height > MOST:
        fit = min(LARGEST / scene.bounds.width, LARGEST / scene.bounds.height,
                  (MOST / (scene.bounds.width * scene.bounds.height)) ** 0.5)
        raise ExportError(f"A PNG of {width:,.0f} x {height:,.0f} pixels is too large; use --scale {fit * 0.99:.2g} or "
                          "less, or export SVG or PDF, which have no pixels.")
    import resvg_py

    foreign = not all(known(letter) for letters in letters_of(scene).values() for letter in letters)
    return bytes(resvg_py.svg_to_bytes(
        svg_string=to_svg(replace(scene, paper=None), embed_font=False),    # resvg takes no mm
        zoom=scale, font_files=list(font_files().values()),
        # The machine's own fonts take long to load; they are only of use for letters that ours does not have.
        skip_system_fonts=not foreign, font_family=FAMILY, sans_serif_family=FAMILY,
    ))
