"""Sheets of paper by name, and how a page is set up; all lengths in mm."""

from __future__ import annotations

from dataclasses import dataclass

from d365arch.errors import ExportError
from d365arch.model.geometry import Rect
from d365arch.model.view import Page
from d365arch.model.vocabulary import Fit, Orientation

SHEETS: dict[str, tuple[float, float]] = {
    "A4": (210, 297), "A3": (297, 420), "A2": (420, 594), "A1": (594, 841), "A0": (841, 1189),
    "Letter": (215.9, 279.4), "Tabloid": (279.4, 431.8), "Slide": (190.5, 338.67),
}
"""Short and long side; a slide is what presentation programs call 16:9 widescreen."""
MARGIN = 10.0
LEAST_SCALE, MOST_SCALE = 0.05, 8.0


@dataclass(frozen=True, slots=True)
class Paper:
    """A page with all its defaults filled in."""

    name: str
    width: float
    height: float
    margin: float
    fit: Fit
    scale: float
    frame: bool
    title_block: bool
    marks: bool

    @property
    def inner(self) -> Rect:
        """The sheet within its margins."""
        return Rect(self.margin, self.margin, self.width - 2 * self.margin, self.height - 2 * self.margin)


def sheet_named(name: str) -> str:
    """The sheet of that name in its own spelling; raises `ExportError` where there is none."""
    wanted = name.strip().casefold()
    for known in SHEETS:
        if known.casefold() == wanted:
            return known
    *others, last = SHEETS
    raise ExportError(f'There is no sheet "{name}"; choose {", ".join(others)} or {last}.')


def paper_of(page: Page, lying: bool) -> Paper:
    """The paper of a page that names a sheet; without an orientation it lies where the drawing does (`lying`).

    Raises `ExportError` for an unknown sheet, and for margins that leave no room.
    """
    name = sheet_named(page.size or "A4")
    short, long = SHEETS[name]
    lies = lying or name == "Slide" if page.orientation is None else page.orientation is Orientation.LANDSCAPE
    margin = MARGIN if page.margin is None else page.margin
    if 2 * margin > 0.6 * short:
        raise ExportError(f"A margin of {margin:g} mm leaves no room on {name}; use at most {0.3 * short:.0f} mm.")
    return Paper(
        name, long if lies else short, short if lies else long, margin, page.fit or Fit.PAGE,
        min(MOST_SCALE, max(LEAST_SCALE, 1.0 if page.scale is None else page.scale)), page.frame is not False,
        page.title_block is not False,
        bool(page.marks),
    )
