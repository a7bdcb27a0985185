"""Views: which elements a drawing shows, and where the user put them."""

from __future__ import annotations

from dataclasses import dataclass

from immutabledict import immutabledict

from d365arch.model.fields import NO_EXTRA, Extra, Kind, many, mapping, required, spec
from d365arch.model.geometry import Point, Rect, Size
from d365arch.model.vocabulary import (
    Confidence,
    Direction,
    Fit,
    Flow,
    Level,
    LineWidth,
    Match,
    NoteStyle,
    Orientation,
    Perspective,
    Timing,
    Way,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Which elements a view shows; everything unset means everything.

    In the file: `all`, a list of system and zone ids, or a mapping with the keys of this record. What `ids` and
    `systems` name is always shown. Conditions on systems (`zones`, `types`, `owners`, `tags`, `criticality`) add
    those that meet any of them, or all where `match` says so. Conditions on integrations (`entities`, `timing`,
    `direction`, `ways`, `protocols`, `confidence`) must all be met; where nothing else chooses systems, the
    integrations that meet them bring their ends.
    """

    ids: tuple[str, ...] = many("ids", Kind.TEXT, "Systems, zones or integrations by id.")
    zones: tuple[str, ...] = many("zones", Kind.ZONE, "Systems of these zones and of zones within them.")
    systems: tuple[str, ...] = many("systems", Kind.SYSTEM, "Systems by id.")
    types: tuple[str, ...] = many("types", Kind.TEXT, "Systems of these catalog types.")
    owners: tuple[str, ...] = many("owners", Kind.TEXT, "Systems of these owners.")
    tags: tuple[str, ...] = many("tags", Kind.TEXT, "Systems or integrations with these labels.")
    criticality: tuple[Level, ...] = many("criticality", Kind.WORD, "Systems of these criticalities.", words=Level)
    match: Match | None = spec("match", Kind.WORD, "Whether a system must meet any or all of these conditions.",
                               words=Match, default="any")
    entities: tuple[str, ...] = many("entities", Kind.TEXT, "Integrations that carry these entities.")
    timing: tuple[Timing, ...] = many("timing", Kind.WORD, "Integrations of these timings.", words=Timing)
    direction: tuple[Direction, ...] = many("direction", Kind.WORD, "Integrations of these directions.",
                                            words=Direction)
    ways: tuple[Way, ...] = many("ways", Kind.WORD, "Integrations through a hub, or direct ones.", words=Way)
    protocols: tuple[str, ...] = many("protocols", Kind.TEXT, "Integrations of these protocols.")
    confidence: tuple[Confidence, ...] = many("confidence", Kind.WORD, "Discovered integrations of these confidences.",
                                              words=Confidence)
    neighbors: int | None = spec("neighbors", Kind.COUNT, "Also what lies this many integrations away.", default="0")
    extra: Extra = NO_EXTRA

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Show()

    @property
    def chooses_systems(self) -> bool:
        """Whether systems are named or must meet a condition."""
        return bool(self.ids or self.systems or self.zones or self.types or self.owners or self.tags
                    or self.criticality)

    @property
    def filters_integrations(self) -> bool:
        """Whether integrations must meet a condition."""
        return bool(self.entities or self.timing or self.direction or self.ways or self.protocols
                    or self.confidence)

    @property
    def by_hand(self) -> bool:
        """Whether a person listed what is shown: no condition finds anything, and nothing is left to be shown whole."""
        named = Show(ids=self.ids, systems=self.systems, match=self.match, neighbors=self.neighbors, extra=self.extra)
        return self == named and not self.everything and not self.neighbors


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewNote:
    """Free text on a drawing."""

    id: str = required("id", Kind.ID, "Unique within its view.")
    text: str | None = spec("text", Kind.TEXT, "The text; line breaks stay.")
    style: NoteStyle | None = spec("style", Kind.WORD, "A sheet of paper, or just the letters.", words=NoteStyle,
                                   default="paper")
    at: Point | None = spec("at", Kind.POINT, "Top left corner, in px.")
    size: Size | None = spec("size", Kind.SIZE, "Width and least height, in px.")
    on: str | None = spec("on", Kind.TEXT, "The element it is about, by id; a thin line leads there.")
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The sheet a view is printed on."""

    size: str | None = spec("size", Kind.TEXT, "A4, A3, ... A0, Letter, Tabloid or Slide (16:9).")
    orientation: Orientation | None = spec("orientation", Kind.WORD, "How the sheet lies.", words=Orientation)
    fit: Fit | None = spec("fit", Kind.WORD, "Whole on one sheet, as wide as one, or over several.", words=Fit,
                           default="page")
    scale: float | None = spec("scale", Kind.SHARE, "Size of tiles on paper; at 100% an inch is 96 px.", default="100%")
    margin: float | None = spec("margin", Kind.NUMBER, "White border, in mm.", default="10")
    frame: bool | None = spec("frame", Kind.FLAG, "Whether a line runs around the sheet.", default="true")
    title_block: bool | None = spec("title_block", Kind.FLAG, "Whether name, version, date and authors stand at the "
                                                              "lower right.", default="true")
    marks: bool | None = spec("marks", Kind.FLAG, "Whether letters and numbers along the frame help to find a place.",
                              default="false")
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewLegend:
    """The legend on a drawing; it stands below the content where no place is given."""

    show: bool | None = spec("show", Kind.FLAG, "Whether the drawing has a legend.", default="true")
    at: Point | None = spec("at", Kind.POINT, "Top left corner, in px.")
    extra: Extra = NO_EXTRA


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One drawing of the landscape: what it shows and where things stand."""

    id: str = required("id", Kind.ID, "Unique among views.")
    title: str | None = spec("title", Kind.TEXT, "Heading of the drawing.")
    show: Show | None = spec("show", Kind.SHOW, "What is drawn: all, a list, or a query.", record=Show, default="all")
    hide: tuple[str, ...] = many("hide", Kind.TEXT, "Elements left out, by id.")
    perspective: Perspective | None = spec("perspective", Kind.WORD, "What the colors tell.", words=Perspective,
                                           default="timing")
    line_width: LineWidth | None = spec("line_width", Kind.WORD, "What the width of lines tells.", words=LineWidth,
                                        default="plain")
    endpoints: bool | None = spec("endpoints", Kind.FLAG, "Whether systems show their endpoints.", default="true")
    bundle: bool | None = spec("bundle", Kind.FLAG, "Whether all lines of a pair of systems are drawn as one.",
                               default="false")
    overview: bool | None = spec("overview", Kind.FLAG, "Whether zones are folded, lines bundled, endpoints hidden, "
                                                        "and places found anew.", default="false")
    direction: Flow | None = spec("direction", Kind.WORD, "Reading direction.", words=Flow, default="right")
    engine: str | None = spec("engine", Kind.TEXT, "Layout engine: lanes or graphviz.", default="lanes")
    theme: str | None = spec("theme", Kind.TEXT, "light, dark, print, high-contrast, color-blind, ...", default="light")
    positions: immutabledict[str, Point] = mapping("positions", Kind.POINT, "Top left corner of each placed system.")
    sizes: immutabledict[str, Size] = mapping("sizes", Kind.SIZE, "Least width and height of systems that a person "
                                                                  "made larger than their content.")
    zones: immutabledict[str, Rect] = mapping("zones", Kind.RECT, "Left, top, least width and height of zones that a "
                                                                  "person placed or made larger than their content.")
    pinned: tuple[str, ...] = many("pinned", Kind.SYSTEM, "Systems that a fresh layout does not move.")
    bends: immutabledict[str, tuple[Point, ...]] = mapping("bends", Kind.POINTS, "Bends of lines by "
                                                                                 "integration.")
    labels: immutabledict[str, Point] = mapping("labels", Kind.POINT, "Middle of a label by integration.")
    folded: tuple[str, ...] = many("folded", Kind.TEXT, "Zones or hubs drawn as one box.")
    notes: tuple[ViewNote, ...] = many("notes", Kind.RECORD, "Free text.", record=ViewNote)
    legend: ViewLegend | None = spec("legend", Kind.RECORD, "The legend on the drawing.", record=ViewLegend)
    page: Page | None = spec("page", Kind.RECORD, "The sheet.", record=Page)
    extra: Extra = NO_EXTRA
