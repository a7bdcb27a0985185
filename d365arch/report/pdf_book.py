"""The document of a PDF report: pages, page numbers, bookmarks, contents, and drawings that keep their proportions."""

from __future__ import annotations

from typing import Any, BinaryIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph
from reportlab.platypus.tableofcontents import TableOfContents

from d365arch.render.pdf import paint
from d365arch.report.pdf_style import ACCENT, LINE, MUTED, Styles, text
from d365arch.scene.parts import Scene

MARGIN = 37.0
WIDTH = A4[0] - 2 * MARGIN
"""Width of the text in points."""
FOOT = 26.0


class Book(BaseDocTemplate):  # type: ignore[misc]
    """Pages upright and lying, numbered; headings become bookmarks and lines of the contents."""

    def __init__(self, out: BinaryIO, title: str) -> None:
        super().__init__(out, pagesize=A4, title=title, creator="d365arch", author="", subject="Integration report",
                         invariant=1, pageCompression=1, lang="en")
        self.report_title = title
        self.styles = Styles()
        for name, size in (("upright", A4), ("lying", landscape(A4))):
            frame = Frame(MARGIN, MARGIN + FOOT - 8, size[0] - 2 * MARGIN, size[1] - 2 * MARGIN - FOOT + 8,
                          leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
            self.addPageTemplates(PageTemplate(name, [frame], pagesize=size, onPage=self._foot))

    def _foot(self, canvas: Any, _document: Any) -> None:
        canvas.saveState()
        canvas.setFont(self.styles.regular, 7.5)
        canvas.setFillColor(HexColor(MUTED))
        width = canvas._pagesize[0]
        canvas.drawRightString(width - MARGIN, MARGIN - 6, str(canvas.getPageNumber()))
        foot = Paragraph(text(self.report_title[:120]), self.styles.small)
        foot.wrapOn(canvas, width - 2 * MARGIN - 40, 20)
        foot.drawOn(canvas, MARGIN, MARGIN - 8)
        canvas.restoreState()

    def afterFlowable(self, flowable: Any) -> None:  # noqa: N802 - the name by which reportlab calls it
        """Mark where headings stand."""
        place = getattr(flowable, "place", None)
        if place is None:
            return
        anchor, title, level = place
        self.canv.bookmarkPage(anchor)
        if level is not None:
            self.canv.addOutlineEntry(title, anchor, level, closed=level == 0)
            self.notify("TOCEntry", (level, text(title), self.page, anchor))


def heading(title: str, anchor: str, style: Any, *, level: int | None) -> Any:
    """A heading with a bookmark; with a `level` it stands in the contents, too."""
    paragraph = Paragraph(text(title), style)
    paragraph.place = (anchor, "".join(c for c in title if c.isprintable())[:120], level)
    return paragraph


class Contents(TableOfContents):  # type: ignore[misc]
    """The contents, with a line of dots to each page number."""

    def __init__(self, styles: Styles) -> None:
        super().__init__(dotsMinLevel=0, levelStyles=[styles.contents, styles.inner_contents])


class Drawn(Flowable):  # type: ignore[misc]
    """A drawing as large as fits into a box, in its middle, with a frame where wished."""

    def __init__(self, scene: Scene, width: float, height: float, *, frame: bool = False, tall: bool = True) -> None:
        super().__init__()
        b = scene.bounds
        self._scene, self._frame = scene, frame
        self._scale = min(width / b.width, height / b.height)
        self.width, self.height = width, height if tall else b.height * self._scale

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """The room that it takes."""
        return self.width, self.height

    def draw(self) -> None:
        """Paint it."""
        canvas, b, scale = self.canv, self._scene.bounds, self._scale
        canvas.saveState()
        canvas.translate((self.width - b.width * scale) / 2, (self.height - b.height * scale) / 2)
        paint(canvas, self._scene, scale)
        canvas.restoreState()
        if self._frame:
            canvas.setStrokeColor(HexColor(LINE))
            canvas.setLineWidth(0.7)
            canvas.roundRect(0, 0, self.width, self.height, 4, stroke=1, fill=0)


class Bar(Flowable):  # type: ignore[misc]
    """A quiet bar."""

    def __init__(self, share: float, width: float) -> None:
        super().__init__()
        self.width, self.height, self._share = width, 2.2, share

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """The room that it takes."""
        return self.width, self.height

    def draw(self) -> None:
        """Paint it from the right, below its number."""
        self.canv.setFillColor(HexColor(ACCENT))
        self.canv.rect(self.width * (1 - self._share), 0, self.width * self._share, 1.4, stroke=0, fill=1)
