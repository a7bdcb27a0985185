"""Themes: every color of a picture by its meaning, and the line styles of the timings, which all themes share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml

from d365arch.errors import ExportError, printable
from d365arch.model.problems import Gravity, Hints, Problem, did_you_mean
from d365arch.model.view import View
from d365arch.model.vocabulary import Direction, Level, Perspective, Platform, Severity, Timing, Way

W = TypeVar("W", bound=StrEnum)


def _names() -> tuple[str, ...]:
    """Every `themes/*.yaml` of the resources: the two everyday ones first, then by name."""
    found = {entry.name.removesuffix(".yaml") for entry in files("d365arch.resources").joinpath("themes").iterdir()
             if entry.name.endswith(".yaml")}
    return "light", "dark", *sorted(found - {"light", "dark"})


THEMES: tuple[str, ...] = _names()
"""Names of the themes there are; a file more in `resources/themes` is a theme more."""
_CHOICES = f"{', '.join(THEMES[:-1])} or {THEMES[-1]}"


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

MIXED = LineStyle((), Head.TRIANGLE)
"""Style of a line that stands for integrations of several timings."""


@dataclass(frozen=True, slots=True)
class TimingColors:
    """Color of an endpoint's tab, and the darker one of its lines."""

    tab: str
    line: str


@dataclass(frozen=True, kw_only=True)
class Theme:
    """All colors of a picture as `#RRGGBB`; the names say what a color means, not how it looks.

    `categories` are for values without an order, `other` for those beyond; `volumes` go from few messages to many.
    `tint` is the share of a category's color in a tinted header, `text_contrast` what every text keeps at least.
    """

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
    categories: tuple[str, ...]
    other: str
    directions: dict[Direction, str]
    ways: dict[Way, str]
    levels: dict[Level, str]
    severities: dict[Severity, str]
    volumes: tuple[str, ...]
    tint: float = 0.13
    text_contrast: float = 4.5

    def timing(self, timing: Timing | None) -> TimingColors:
        """Colors of a timing; none is unstated."""
        return self.timings[timing]

    @property
    def unstated(self) -> str:
        """Color of lines and edges for what nothing states."""
        return self.timings[None].line

    def platform(self, platform: Platform) -> str:
        """Color of a platform; what is no D365 platform is grey."""
        return self.platforms.get(platform, self.edge)

    def platform_title(self, platform: Platform) -> str:
        """Color of text that stands for a platform; darker than its lines where those are too pale to read."""
        return self.titles.get(platform, self.muted)


@cache
def theme_named(name: str) -> Theme:
    """The theme of that name; raises `ExportError` where there is none, or its file is not complete."""
    if name not in THEMES:
        hint = did_you_mean(name, THEMES)
        raise ExportError(f'There is no theme "{name}"{hint}' if hint else
                          f'There is no theme "{name}"; choose {_CHOICES}.')
    return theme_of(_read(name), f"themes/{name}.yaml")


def check_themes(views: Iterable[View]) -> tuple[Problem, ...]:
    """A warning for each view that names a theme there is not."""
    hints = Hints()
    return tuple(
        Problem(f'view "{view.id}" has the unknown theme "{printable(view.theme)}"'
                f"{hints.near(view.theme, THEMES) or f'; choose {_CHOICES}'}",
                ("views", position, "theme"), Gravity.WARNING)
        for position, view in enumerate(views) if view.theme and view.theme not in THEMES)


@cache
def toned(name: str, perspective: Perspective) -> Theme:
    """A theme for a perspective: what the perspective does not tell is grey, so that color has one meaning at a time.

    Tabs keep their cut and lines their dash; direction keeps the arrows of rows, which have its colors.
    """
    theme = theme_named(name)
    if perspective is Perspective.TIMING:
        return theme
    grey = TimingColors(theme.edge, theme.muted)
    calm = replace(theme, timings={**dict.fromkeys(theme.timings, grey), None: theme.timings[None]}, platforms={},
                   titles={})
    if perspective is Perspective.DIRECTION:
        return calm
    return replace(calm, outbound=theme.muted, inbound=theme.muted)


def _read(name: str, above: tuple[str, ...] = ()) -> dict[str, Any]:
    """The keys of a theme's file, above those of the theme that it is `like`; `above` are those that led here."""
    text = files("d365arch.resources").joinpath("themes", f"{name}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    base = data.pop("like", None)
    if base is None:
        return data
    if base in (name, *above) or base not in THEMES:
        raise ExportError(f'The theme in themes/{name}.yaml is like "{base}", which is no other theme; '
                          f'choose {", ".join(other for other in THEMES if other != name)}.')
    return {**_read(base, (name, *above)), **data}


_COLOR = re.compile("#[0-9A-Fa-f]{6}")
_NO_COLORS = ("name", "title", "shadow_opacity", "tint", "text_contrast")
_COLORS_AT_LEAST = {"categories": 8, "volumes": 5}


def theme_of(data: Mapping[str, Any], place: str) -> Theme:
    """The theme that the keys of a file describe; raises `ExportError` naming the place and what is wrong there."""
    data = dict(data)
    try:
        made = _theme(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        known = [("timing" if f.name == "timings" else "platform" if f.name == "platforms" else f.name)
                 for f in fields(Theme) if f.default is MISSING]
        missing = [key for key in known if key not in data]
        what = f"lacks {', '.join(missing)}" if missing else f"cannot be used: {error}"
        raise ExportError(f"The theme in {place} {what}; themes/light.yaml shows every key.") from error
    wrong = [color for color in _colors(made) if not _COLOR.fullmatch(str(color))]
    if wrong:
        raise ExportError(f'"{wrong[0]}" in {place} is no color; write it as "#RRGGBB".')
    for key, least in _COLORS_AT_LEAST.items():
        if len(getattr(made, key)) < least:
            raise ExportError(f"{key} in {place} are too few colors; give at least {least}.")
    return made


def _theme(data: Mapping[str, Any]) -> Theme:
    rest = dict(data)
    timing = dict(rest.pop("timing"))
    timings: dict[Timing | None, TimingColors] = {None: TimingColors(**timing.pop("unstated"))}
    timings |= {word: TimingColors(**timing.pop(word.value)) for word in Timing}
    return Theme(
        timings=timings,
        platforms={Platform(key): color for key, color in rest.pop("platform").items()},
        titles={Platform(key): color for key, color in rest.pop("titles").items()},
        directions=_by_word(Direction, rest.pop("directions")), ways=_by_word(Way, rest.pop("ways")),
        levels=_by_word(Level, rest.pop("levels")), severities=_by_word(Severity, rest.pop("severities")),
        categories=tuple(rest.pop("categories")), volumes=tuple(rest.pop("volumes")), **rest,
    )


def _by_word(words: type[W], colors: Mapping[str, str]) -> dict[W, str]:
    return {word: colors[word.value] for word in words}


def _colors(theme: Theme) -> list[str]:
    """Every color of a theme."""
    found: list[str] = []
    for name in (f.name for f in fields(Theme)):
        value = getattr(theme, name)
        if isinstance(value, dict):
            found += [c for v in value.values() for c in ((v.tab, v.line) if isinstance(v, TimingColors) else (v,))]
        elif isinstance(value, tuple):
            found += value
        elif name not in _NO_COLORS:
            found.append(value)
    return found


def blend(color: str, ground: str, share: float) -> str:
    """A color laid over another one, as opaque as `share` (0 to 1) says."""
    pairs = ((int(color[i:i + 2], 16), int(ground[i:i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


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
