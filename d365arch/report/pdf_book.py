"""The document of a PDF report: pages, page numbers, bookmarks, contents, and drawings that keep their proportions."""

from __future__ import annotations

from typing import Any, BinaryIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

from d365arch.render.pdf import paint
from d365arch.report.pdf_style import ACCENT, LINE, MUTED, Styles, text
from d365arch.scene.parts import Font, Scene
from d365arch.scene.text import elide, measure

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
        self._pages: dict[str, tuple[int, int]] = {}
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
        """Mark where headings stand, and leave their page numbers to the contents."""
        place = getattr(flowable, "place", None)
        if place is None:
            return
        anchor, title, level = place
        self.canv.bookmarkPage(anchor)
        if level is not None:
            self.canv.addOutlineEntry(title, anchor, level, closed=level == 0)
            self._pages[anchor] = (self.page, level)

    def _endBuild(self) -> None:  # noqa: N802
        """Give the contents their page numbers: forms that may be used before it is known what stands in them."""
        for anchor, (page, level) in self._pages.items():
            style = self.styles.inner_contents if level else self.styles.contents
            self.canv.beginForm(_form(anchor), -40, -4, 2, 20)
            self.canv.setFont(style.fontName, style.fontSize)
            self.canv.setFillColor(style.textColor)
            self.canv.drawRightString(0, 0, str(page))
            self.canv.endForm()
        super()._endBuild()


def heading(title: str, anchor: str, style: Any, *, level: int | None) -> Any:
    """A heading with a bookmark; with a `level` it stands in the contents, too."""
    paragraph = Paragraph(text(title), style)
    paragraph.place = (anchor, "".join(c for c in title if c.isprintable())[:120], level)
    return paragraph


def _form(anchor: str) -> str:
    return f"page-of-{anchor}"


class ContentsLine(Flowable):  # type: ignore[misc]
    """A line of the contents: it leads to its heading, and dots lead to the page number.

    The number is a form that the end of the document fills in, so that one run over the pages is enough.
    """

    def __init__(self, title: str, anchor: str, level: int, styles: Styles) -> None:
        super().__init__()
        style = styles.inner_contents if level else styles.contents
        self._anchor, self._style, self._indent = anchor, style, 14.0 * level
        shown = "".join(c for c in title if c.isprintable())
        self._words = elide(shown, Font(size=style.fontSize), WIDTH - self._indent - 60)
        self.width, self.height = WIDTH, style.leading

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """The room that it takes."""
        return self.width, self.height

    def draw(self) -> None:
        """Paint it."""
        canvas, y = self.canv, self.height - self._style.fontSize
        line = Paragraph(text(self._words), self._style)
        line.wrapOn(canvas, WIDTH, self.height)
        line.drawOn(canvas, 0, 0)
        start = self._indent + measure(self._words, Font(size=self._style.fontSize)) + 6
        canvas.setStrokeColor(HexColor(LINE))
        canvas.setDash([0.8, 3])
        canvas.line(start, y, WIDTH - 26, y)
        canvas.saveState()
        canvas.translate(WIDTH, y)
        canvas.doForm(_form(self._anchor))
        canvas.restoreState()
        canvas.linkRect("", self._anchor, (self._indent, 0, WIDTH, self.height), relative=1, thickness=0)


class Drawn(Flowable):  # type: ignore[misc]
    """A drawing as large as fits into a box, in its middle, with a frame where wished."""

    def __init__(self, scene: Scene, width: float, height: float, *, frame: bool = False, tall: bool = True) -> None:
        super().__init__()
        b = scene.bounds
        self._scene, self._framed = scene, frame
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
        if self._framed:
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
