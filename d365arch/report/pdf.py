"""A report as PDF: paragraphs and tables that break well, drawings as vectors, contents with page numbers and links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from d365arch.model.progress import Progress
from d365arch.report.content import Profile, Report, Section, Which
from d365arch.report.pdf_blocks import Writer
from d365arch.report.pdf_book import Book, ContentsLine, heading
from d365arch.report.pdf_style import Styles, text
from d365arch.report.picture import Scenes

_LYING = frozenset({"drawing"})
_ROOM = 150.0
"""Least height for a heading with what follows."""
_ON_NEW_PAGES = frozenset({"figures", "findings", "plan", "integrations", "profiles"})
"""Sections that start a page; the one after a lying page has to."""


_CONTENTS = 690.0
"""Points of a page that lines of the contents may fill."""


def to_pdf(report: Report, drawn: Mapping[Which, Scenes], progress: Progress | None = None) -> bytes:
    """The report as a PDF document on A4; the same report gives the same bytes."""
    styles = Styles()
    out = BytesIO()
    book = Book(out, report.title)
    story = list(_story(report, drawn, styles))
    if progress:
        book.setProgressCallBack(_Following(progress, len(story)))
    book.build(story)
    return out.getvalue()


class _Following:
    """Tells how many of the flowables have found their page."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total = progress, max(total, 1)

    def __call__(self, kind: str, value: Any) -> None:
        if kind == "PROGRESS":
            self._progress(min(value / self._total, 0.99), "Setting the pages")


def _story(report: Report, drawn: Mapping[Which, Scenes], styles: Styles) -> Iterator[Any]:
    from reportlab.platypus import NextPageTemplate, PageBreak

    writer = Writer(styles, {which: scenes.light for which, scenes in drawn.items()})
    yield from writer.first_page(report)
    yield NextPageTemplate("upright")
    yield PageBreak()
    yield heading("Contents", "contents", styles.section, level=None)
    yield from _contents(report, styles)
    for section in report.sections:
        yield from _section(section, writer, styles)


def _contents(report: Report, styles: Styles) -> Iterator[ContentsLine]:
    """The lines of the contents, on one page: the profiles of the section that has the most are left out first."""
    inner = {section.id: [b for b in section.blocks if isinstance(b, Profile)] for section in report.sections}
    room = _CONTENTS - len(report.sections) * styles.contents.leading
    while sum(map(len, inner.values())) * styles.inner_contents.leading > room and any(inner.values()):
        inner[max(inner, key=lambda section: len(inner[section]))] = []
    for section in report.sections:
        yield ContentsLine(section.title, section.id, 0, styles)
        for profile in inner[section.id]:
            yield ContentsLine(profile.title, profile.anchor, 1, styles)


def _section(section: Section, writer: Writer, styles: Styles) -> Iterator[Any]:
    from reportlab.platypus import CondPageBreak, NextPageTemplate, PageBreak, Paragraph

    wide = section.id in _LYING
    yield NextPageTemplate("lying" if wide else "upright")
    if wide or section.id in _ON_NEW_PAGES:
        yield PageBreak()
    yield CondPageBreak(_ROOM)
    yield heading(section.title, section.id, styles.section, level=0)
    if section.lead:
        yield Paragraph(text(section.lead), styles.lead)
    for block in section.blocks:
        yield from writer.block(block)
