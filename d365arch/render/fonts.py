"""Where the product's font is: in the package that brings it along."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def font_files() -> dict[str, str]:
    """Paths of the font's files by weight: regular, semibold and bold."""
    folder = files("font_source_sans_pro").joinpath("files")
    return {weight: str(folder.joinpath(f"SourceSansPro-{weight.capitalize()}.ttf"))
            for weight in ("regular", "semibold", "bold")}
