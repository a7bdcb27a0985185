"""Lists and mappings in brackets: the text between and around their parts, kept when parts come, go or move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from d365arch.io.spans import Part


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between two parts: the rest of the line of the first, comment lines of the second, its indent.

    `rest` holds the comma and a comment behind the first part; without a line break it is all.
    """

    rest: str
    above: str = ""
    indent: str = ""

    @staticmethod
    def of(text: str) -> Gap:
        """The gap that a text is."""
        first, line_break, lines = text.partition("\n")
        if not line_break:
            return Gap(text)
        above, last_break, indent = lines.rpartition("\n")
        return Gap(first + line_break, above + last_break, indent)

    def before(self, above: str) -> str:
        """The text of this gap in front of a part with these comment lines."""
        return self.rest + (above if "\n" in self.rest else "") + self.indent


def rebuilt(text: str, opening: int, closing: int, parts: Sequence[Part],
            pieces: Sequence[tuple[str, int | None]]) -> str:
    """The text from the opening bracket up to and with the closing one, with these pieces between.

    A piece is its text and its position among `parts`, none for a new one. A comment on the line of a part stays with
    it, and so do the comment lines above it.
    """
    if not pieces:
        return text[opening] + text[closing]
    if not parts:
        return text[opening] + ", ".join(piece for piece, _ in pieces) + text[closing]
    lead = Gap.of(text[opening + 1:parts[0].start])
    gaps = [Gap.of(text[part.end:after.start]) for part, after in pairwise(parts)]
    tail = text[parts[-1].end:closing]
    above = [lead.above, *(gap.above for gap in gaps)]
    usual = _usual(lead, gaps)
    out = [text[opening], lead.before(above[pieces[0][1]] if pieces[0][1] is not None else "")]
    for (piece, position), (_, following) in pairwise(pieces):
        gap = usual if position is None else _behind_last(tail, usual) if position == len(gaps) else gaps[position]
        out += [piece, gap.before(above[following] if following is not None else "")]
    piece, position = pieces[-1]
    out += [piece, _tail(gaps, tail, position)]
    return "".join(out) + text[closing]


def _usual(lead: Gap, gaps: Sequence[Gap]) -> Gap:
    """The gap behind a new part."""
    if "\n" in lead.rest:
        return Gap(",\r\n" if lead.rest.endswith("\r\n") else ",\n", indent=lead.indent)
    return next((gap for gap in gaps if gap.rest.strip() == "," and "\n" not in gap.rest), Gap(", "))


def _behind_last(tail: str, usual: Gap) -> Gap:
    """The gap behind the part that was last and is so no more: its comment stays, a comma comes."""
    if "#" not in tail:
        return usual
    comment, line_break, _ = tail.partition("\n")
    if comment.lstrip().startswith(","):
        comment = comment.replace(",", "", 1)
    return Gap("," + comment + line_break, indent=usual.indent)


def _tail(gaps: Sequence[Gap], tail: str, position: int | None) -> str:
    """What stands between the last piece and the closing bracket."""
    if position == len(gaps):
        return tail
    ending = tail.rpartition("\n")[2] if "\n" in tail else ""
    if position is None or "#" not in gaps[position].rest:
        return tail if "#" not in tail else ("\n" + ending if "\n" in tail else "")
    return gaps[position].rest + ending
