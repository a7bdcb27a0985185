"""Themes: every color of a picture by its meaning, and the line styles of the timings, which all themes share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from d365arch.errors import ExportError
from d365arch.model.vocabulary import Platform, Timing

THEMES: tuple[str, ...] = ("light", "dark", "print")
"""Names of the themes there are."""


class Head(StrEnum):
    """Arrowhead at the called side."""

    TRIANGLE = "triangle"
    ANGLE = "angle"
    DOUBLE_ANGLE = "double-angle"
    HOLLOW = "hollow"


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a line tells its timing without color: dash lengths in px, and the arrowhead."""

    dash: tuple[float, ...]
    head: Head


LINE_STYLES: dict[Timing | None, LineStyle] = {
    Timing.SYNCHRONOUS: LineStyle((), Head.TRIANGLE),
    Timing.ASYNCHRONOUS: LineStyle((9.0, 5.0), Head.ANGLE),
    Timing.NEAR_REAL_TIME: LineStyle((2.0, 4.0), Head.DOUBLE_ANGLE),
    None: LineStyle((), Head.HOLLOW),
}
"""Line styles by timing; none is a timing that nothing states."""


@dataclass(frozen=True, slots=True)
class TimingColors:
    """Color of an endpoint's tab, and the darker one of its lines."""

    tab: str
    line: str


@dataclass(frozen=True, kw_only=True)
class Theme:
    """All colors of a picture as `#RRGGBB`; the names say what a color means, not how it looks."""

    name: str
    title: str
    ground: str
    ink: str
    muted: str
    faint: str
    box: str
    border: str
    header: str
    zone: str
    zone_line: str
    edge: str
    separator: str
    pill: str
    pill_line: str
    note: str
    note_line: str
    accent: str
    shadow: str
    shadow_opacity: float
    inactive: str
    outbound: str
    inbound: str
    hub: str
    hub_ink: str
    hub_muted: str
    timings: dict[Timing | None, TimingColors]
    platforms: dict[Platform, str]
    titles: dict[Platform, str]

    def timing(self, timing: Timing | None) -> TimingColors:
        """Colors of a timing; none is unstated."""
        return self.timings[timing]

    def platform(self, platform: Platform) -> str:
        """Color of a platform; what is no D365 platform is grey."""
        return self.platforms.get(platform, self.edge)

    def platform_title(self, platform: Platform) -> str:
        """Color of text that stands for a platform; darker than its lines where those are too pale to read."""
        return self.titles.get(platform, self.muted)


@cache
def theme_named(name: str) -> Theme:
    """The theme of that name; raises `ExportError` where there is none."""
    if name not in THEMES:
        raise ExportError(f'There is no theme "{name}"; choose {", ".join(THEMES[:-1])} or {THEMES[-1]}.')
    text = files("d365arch.resources").joinpath("themes", f"{name}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    timing = data.pop("timing")
    unstated = TimingColors(**timing.pop("unstated"))
    platforms, titles = ({Platform(key): color for key, color in data.pop(name).items()}
                         for name in ("platform", "titles"))
    timings: dict[Timing | None, TimingColors] = {Timing(k): TimingColors(**v) for k, v in timing.items()}
    return Theme(**data, timings={**timings, None: unstated}, platforms=platforms, titles=titles)


def luminance(color: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 (black) to 1 (white), after WCAG 2.1."""
    def linear(share: float) -> float:
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(color[i:i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colors, 1 to 21, after WCAG 2.1."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)
