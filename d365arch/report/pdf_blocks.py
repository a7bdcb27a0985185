"""The blocks of a PDF report as flowables of reportlab's platypus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import CondPageBreak, KeepTogether, Paragraph, Spacer
from reportlab.platypus import Table as Grid

from d365arch.report import plots
from d365arch.report.content import (
    Advice,
    Block,
    Card,
    Cards,
    Chains,
    Findings,
    Offer,
    Offers,
    Pair,
    Pairs,
    Picture,
    Plots,
    Profile,
    Report,
    Sentences,
    Table,
    Which,
)
from d365arch.report.content import Matrix as MatrixBlock
from d365arch.report.pdf_book import FOOT, MARGIN, WIDTH, Drawn, heading
from d365arch.report.pdf_style import ACCENT, HEADER, INK, LINE, MUTED, PAPER, SEVERITIES, Styles, text
from d365arch.report.pdf_tables import matrix, table
from d365arch.scene.parts import Scene

_PAGE = 841.89 - 2 * MARGIN - FOOT
"""Height of the text of an upright page."""
_LYING = (841.89 - 2 * MARGIN, 595.28 - 2 * MARGIN - FOOT - 60)
_GAP = 8.0
_LEAST, _PAIR_HEIGHT = 90.0, 118.0
"""Height of the first page's drawing at least, and of each of the pair."""
_MOST_PARTS, _PAIRS = 4, 5
"""Cards, and facts, in a row."""


class Writer:
    """Turns blocks into flowables; `scenes` are the drawings."""

    def __init__(self, styles: Styles, scenes: Mapping[Which, Scene]) -> None:
        self._styles, self._scenes = styles, scenes
        self._writers: dict[type[Any], Callable[[Any], Iterator[Any]]] = {
            Cards: self._cards, Sentences: self._sentences, Picture: self._picture, Pair: self._pair,
            Offers: self._offers, Table: lambda b: table(b, styles), Findings: self._findings, Chains: self._chains,
            MatrixBlock: lambda b: matrix(b, styles), Plots: self._plots, Pairs: self._pairs, Profile: self._profile,
        }

    def block(self, block: Block) -> Iterator[Any]:
        """The flowables of a block."""
        return self._writers[type(block)](block)

    def first_page(self, report: Report) -> Iterator[Any]:
        """The page for people who decide; its drawing takes the room that is left."""
        from reportlab.platypus import KeepInFrame

        above, below = list(self._above(report)), list(self._below(report))
        used = sum(_height(f) for f in (*above, *below))
        room = max(_PAGE - used - 14, _LEAST)
        scene = self._scenes.get(report.summary.picture.which)
        middle = [Drawn(scene, WIDTH, room, frame=True)] if scene else []
        yield KeepInFrame(WIDTH, _PAGE - 2, [*above, *middle, *below], mode="shrink")

    def _above(self, report: Report) -> Iterator[Any]:
        s = self._styles
        yield heading(report.title, "summary", s.title, level=None)
        if report.description:
            yield Paragraph(text(report.description), s.lead)
        yield Paragraph(text(" · ".join(report.facts)), s.small)
        yield Spacer(0, 6)
        sentences = report.summary.sentences
        yield _row([[Paragraph(text(sentence), s.body)] for sentence in sentences], [
            ("LINEABOVE", (n, 0), (n, 0), 1.4, HexColor(ACCENT)) for n in range(len(sentences))])
        yield from self._cards(report.summary.cards)
        yield Spacer(0, _GAP)

    def _below(self, report: Report) -> Iterator[Any]:
        s, summary = self._styles, report.summary
        if summary.case:
            yield Paragraph(text(summary.question), s.part)
            yield from (Paragraph(text(sentence), s.body) for sentence in summary.case)
        if summary.pair:
            yield from self._pair(summary.pair)
        if summary.offers:
            yield from self._offers(summary.offers)
            if summary.closing:
                yield Spacer(0, 3)
                yield Paragraph(text(summary.closing), s.small)

    def _cards(self, block: Cards) -> Iterator[Any]:
        for start in range(0, len(block.cards), _MOST_PARTS):
            cards = block.cards[start:start + _MOST_PARTS]
            yield Spacer(0, 6)
            filled = [*map(self._card, cards), *[""] * (_MOST_PARTS - len(cards))]
            tops = [("LINEABOVE", (n, 0), (n, 0), 2, HexColor(SEVERITIES[c.severity] if c.severity else LINE))
                    for n, c in enumerate(cards)]
            yield _row(filled, [*tops, ("BACKGROUND", (0, 0), (len(cards) - 1, 0), HexColor(HEADER))])

    def _card(self, card: Card) -> list[Any]:
        s = self._styles
        mark = (f' <font color="{SEVERITIES[card.severity]}">{card.severity.value}</font>' if card.severity else "")
        then = f' <font size="11" color="{ACCENT}">→ {text(card.then)}</font>' if card.then else ""
        return [Paragraph(f"{text(card.title)}{mark}", s.head), Paragraph(f"{text(card.value)}{then}", s.value),
                Paragraph(text(card.meaning), s.small)]

    def _sentences(self, block: Sentences) -> Iterator[Any]:
        s = self._styles
        for sentence in block.sentences:
            yield Paragraph(text(sentence), s.bullet, bulletText="•") if block.bullets else Paragraph(
                text(sentence), s.body)

    def _picture(self, block: Picture) -> Iterator[Any]:
        if block.which in self._scenes:
            yield Drawn(self._scenes[block.which], *_LYING)

    def _pair(self, block: Pair) -> Iterator[Any]:
        halves = [self._scenes.get(half.which) for half in (block.left, block.right)]
        if not all(halves):
            return
        width = (WIDTH - _GAP) / 2
        yield Spacer(0, 3)
        yield _row([[Paragraph(text(half.title), self._styles.head), Drawn(scene, width - 8, _PAIR_HEIGHT)]
                    for half, scene in zip((block.left, block.right), halves, strict=True) if scene], _boxes(2))

    def _offers(self, block: Offers) -> Iterator[Any]:
        if block.title:
            yield Paragraph(text(block.title), self._styles.part)
        yield Spacer(0, 6)
        yield _row([self._offer(offer) for offer in block.items], _boxes(len(block.items)))

    def _offer(self, offer: Offer) -> list[Any]:
        s = self._styles
        return [Paragraph(text(f"{offer.number}. {offer.title}", offer.link), s.part),
                *(Paragraph(f'<font color="{MUTED}"><b>{word}</b></font> {text(sentence)}', s.cell)
                  for word, sentence in offer.lines)]

    def _findings(self, block: Findings) -> Iterator[Any]:
        for item in block.items:
            yield Spacer(0, 5)
            yield KeepTogether([self._finding(item)])

    def _finding(self, f: Advice) -> Any:
        s, color = self._styles, SEVERITIES[f.severity]
        about = ", ".join(text(name, anchor) for anchor, name in f.about)
        more = f" and {f.more} more" if f.more else ""
        parts = [
            Paragraph(f'<font color="{color}">{f.severity.value}</font>&nbsp;&nbsp;<b>{text(f.title)}</b>'
                      f'&nbsp;&nbsp;<font size="7.5" color="{MUTED}">{text(f.rule)}</font>', s.body),
            Paragraph(text(f.message), s.body),
            Paragraph(f'<font color="{ACCENT}"><b>Do</b></font> {text(f.advice)}', s.body),
            Paragraph(". ".join(t for t in (f"{about}{more}", text(f.source)) if t), s.small),
        ]
        grid = Grid([[parts]], colWidths=[WIDTH])
        grid.setStyle([("LINEBEFORE", (0, 0), (0, 0), 2.5, HexColor(color)), ("LEFTPADDING", (0, 0), (-1, -1), 9),
                       ("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 4)])
        return grid

    def _chains(self, block: Chains) -> Iterator[Any]:
        s = self._styles
        for chain in block.chains:
            steps = " → ".join(f"<b>{text(step.node)}</b>" + (
                f' <font color="{MUTED}">({text(step.call)})</font>' if step.call else "") for step in chain.steps)
            yield KeepTogether([Paragraph(text(chain.title), s.part), Paragraph(steps, s.body),
                                Paragraph(text(chain.figures), s.small)])

    def _plots(self, block: Plots) -> Iterator[Any]:
        for start in range(0, len(block.items), 2):
            cells: list[Any] = []
            for plot in block.items[start:start + 2]:
                drawing = plots.chart(plot)
                scale = (WIDTH / 2 - 2 * _GAP) / drawing.width
                drawing.scale(scale, scale)
                drawing.width, drawing.height = drawing.width * scale, drawing.height * scale
                cells.append([Paragraph(text(plot.title), self._styles.part),
                              Paragraph(text(plot.sentence), self._styles.small), Spacer(0, 4), drawing])
            yield Spacer(0, _GAP)
            yield _row([*cells, *[""] * (2 - len(cells))], _boxes(len(cells)))

    def _pairs(self, block: Pairs) -> Iterator[Any]:
        s = self._styles
        cells = [[Paragraph(text(name), s.small), Paragraph(text(value), s.cell)] for name, value in block.items]
        rows: list[list[Any]] = [cells[start:start + _PAIRS] for start in range(0, len(cells), _PAIRS)]
        if not rows:
            return
        rows[-1] += [""] * (_PAIRS - len(rows[-1]))
        grid = Grid(rows, colWidths=[WIDTH / _PAIRS] * _PAIRS)
        grid.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
                       ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)])
        yield Spacer(0, 2)
        yield grid

    def _profile(self, block: Profile) -> Iterator[Any]:
        s = self._styles
        yield CondPageBreak(120)
        yield heading(block.title, block.anchor, s.part, level=1)
        if block.kicker:
            yield Paragraph(text(block.kicker), s.small)
        for inner in block.blocks:
            yield from self.block(inner)
        yield Spacer(0, 6)


def _height(flowable: Any) -> float:
    _, height = flowable.wrap(WIDTH, 10_000)
    return float(height) + float(flowable.getSpaceBefore()) + float(flowable.getSpaceAfter())


def _boxes(count: int) -> list[Any]:
    """A frame around each cell of a row."""
    return [("BOX", (n, 0), (n, 0), 0.7, HexColor(LINE)) for n in range(count)]


def _row(cells: Sequence[Any], marks: list[Any]) -> Any:
    """Cells side by side over the whole width."""
    grid = Grid([list(cells)], colWidths=[WIDTH / len(cells)] * len(cells))
    grid.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 7),
                   ("RIGHTPADDING", (0, 0), (-1, -1), 7), ("TOPPADDING", (0, 0), (-1, -1), 4),
                   ("BOTTOMPADDING", (0, 0), (-1, -1), 5), ("INNERGRID", (0, 0), (-1, -1), 5, HexColor(PAPER)),
                   ("TEXTCOLOR", (0, 0), (-1, -1), HexColor(INK)), *marks])
    return grid
