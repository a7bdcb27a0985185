"""Fonts, colors and paragraph styles of a PDF report, and text that shows letters which the product's font lacks."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

from d365arch.model.vocabulary import Severity
from d365arch.render.fallback import runs_of
from d365arch.render.pdf import font_names
from d365arch.render.svg import escape
from d365arch.scene.parts import Weight
from d365arch.scene.text import known

INK, MUTED, LINE, HEADER, ACCENT, PAPER = "#1B2130", "#626B7F", "#DDE2EC", "#F4F6FA", "#0C6F8C", "#FFFFFF"
BAR = "#DCEBF1"
SEVERITIES = {Severity.VIOLATION: "#B3261E", Severity.WARNING: "#8A5A00", Severity.INFO: "#3C4BB0",
              Severity.RECOMMENDATION: "#1E8A7A", Severity.UNSTATED: "#626B7F"}
TIMINGS = {"sync": ("#FFB900", INK), "async": ("#1392B4", PAPER), "near": ("#B4C6F4", INK), "open": (HEADER, INK)}


@lru_cache(maxsize=65536)
def text(plain: str, link: str | None = None) -> str:
    """Text as markup of a paragraph: escaped, without control characters, other fonts where ours lacks letters."""
    shown = "".join(c for c in plain if c.isprintable() or c == "\n")
    if all(map(known, shown)):
        body = escape(shown)
    else:
        body = "".join(f'<font face="{run.font}">{escape(run.shown)}</font>' if run.font else escape(run.shown)
                       for run in runs_of(shown))
    return f'<a href="#{link}" color="{ACCENT}">{body}</a>' if link else body


class Styles:
    """The paragraph styles; sizes in points."""

    def __init__(self) -> None:
        names = font_names()
        self.regular, self.semibold = names[Weight.REGULAR], names[Weight.SEMIBOLD]
        from reportlab.pdfbase.pdfmetrics import registerFontFamily

        registerFontFamily(self.regular, normal=self.regular, bold=self.semibold, italic=self.regular,
                           boldItalic=self.semibold)

    def _style(self, name: str, size: float, leading: float, **values: Any) -> Any:
        from reportlab.lib.colors import HexColor
        from reportlab.lib.styles import ParagraphStyle

        color = HexColor(values.pop("color", INK))
        bold = values.pop("bold", False)
        return ParagraphStyle(name, fontName=self.semibold if bold else self.regular, fontSize=size, leading=leading,
                              textColor=color, splitLongWords=1, **values)

    @cached_property
    def title(self) -> Any:
        """The title of the report."""
        return self._style("title", 21, 25, bold=True)

    @cached_property
    def section(self) -> Any:
        """Headings of sections."""
        return self._style("section", 15, 19, bold=True, spaceBefore=14, spaceAfter=2)

    @cached_property
    def part(self) -> Any:
        """Headings within sections."""
        return self._style("part", 10.5, 13.5, bold=True, spaceBefore=8)

    @cached_property
    def lead(self) -> Any:
        """The sentence below a heading."""
        return self._style("lead", 9, 12.5, color=MUTED, spaceAfter=4)

    @cached_property
    def body(self) -> Any:
        """Running text."""
        return self._style("body", 9, 12.5, spaceAfter=3)

    @cached_property
    def bullet(self) -> Any:
        """Lines of a list."""
        return self._style("bullet", 9, 12.5, leftIndent=10, bulletIndent=0, spaceAfter=2)

    @cached_property
    def small(self) -> Any:
        """Small print."""
        return self._style("small", 7.5, 10, color=MUTED)

    @cached_property
    def caption(self) -> Any:
        """What a table holds."""
        return self._style("caption", 8, 11, bold=True, color=MUTED, spaceBefore=8, spaceAfter=2)

    @cached_property
    def cell(self) -> Any:
        """Cells of tables."""
        return self._style("cell", 7.5, 9.6)

    @cached_property
    def strong(self) -> Any:
        """First cells of rows."""
        return self._style("strong", 7.5, 9.6, bold=True)

    @cached_property
    def number(self) -> Any:
        """Cells with numbers."""
        return self._style("number", 7.5, 9.6, alignment=2)

    @cached_property
    def head(self) -> Any:
        """Heads of columns."""
        return self._style("head", 7.5, 9.6, bold=True, color=MUTED)

    @cached_property
    def number_head(self) -> Any:
        """Heads of columns with numbers."""
        return self._style("number-head", 7.5, 9.6, bold=True, color=MUTED, alignment=2)

    @cached_property
    def value(self) -> Any:
        """Key figures."""
        return self._style("value", 17, 20, bold=True)

    @cached_property
    def contents(self) -> Any:
        """Lines of the contents."""
        return self._style("contents", 10, 16)

    @cached_property
    def inner_contents(self) -> Any:
        """Lines of the contents for what stands within sections."""
        return self._style("inner-contents", 8, 11.5, leftIndent=14, color=MUTED)
