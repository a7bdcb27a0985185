"""Lists and mappings in brackets: the text between and around their parts, kept when parts come, go or move."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from d365arch.io.spans import Part


def rebuilt(text: str, opening: int, closing: int, parts: Sequence[Part],
            pieces: Sequence[tuple[str, int | None]]) -> str:
    """The text from the opening bracket up to and with the closing one, with these pieces between.

    A piece is its text and its position among `parts`, none for a new one. The white space and comments behind a part
    stay behind it.
    """
    if not pieces:
        return text[opening] + text[closing]
    if not parts:
        return text[opening] + ", ".join(piece for piece, _ in pieces) + text[closing]
    gaps = [text[part.end:after.start] for part, after in pairwise(parts)]
    gaps.append(text[parts[-1].end:closing])
    lead = text[opening + 1:parts[0].start]
    usual = _usual_gap(lead, gaps)
    out = [text[opening], lead]
    for number, (piece, position) in enumerate(pieces):
        out.append(piece)
        if number == len(pieces) - 1:
            out.append(_tail(gaps, position))
        elif position is None:
            out.append(usual)
        elif position == len(parts) - 1:
            out.append(_gap_of_last(gaps[position], usual))
        else:
            out.append(gaps[position])
    return "".join(out) + text[closing]


def _usual_gap(lead: str, gaps: Sequence[str]) -> str:
    breaks = "\r\n" if "\r\n" in lead else "\n"
    if breaks in lead:
        return "," + breaks + lead.rpartition("\n")[2]
    return next((gap for gap in gaps[:-1] if gap.strip() == "," and "\n" not in gap), ", ")


def _gap_of_last(tail: str, usual: str) -> str:
    """The gap behind the part that was last and is so no more: its comment stays, a comma comes."""
    if "#" not in tail:
        return usual
    rest = tail.lstrip().removeprefix(",")
    space = usual[1:] if "\n" in usual else ""
    return "," + rest.rstrip() + (space or "\n")


def _tail(gaps: Sequence[str], position: int | None) -> str:
    """What stands between the last part and the closing bracket."""
    last = gaps[-1]
    if position == len(gaps) - 1:
        return last
    if position is None or "#" not in gaps[position]:
        return last if "#" not in last else ("\n" + last.rpartition("\n")[2] if "\n" in last else "")
    comment, line_break, _ = gaps[position].rpartition("\n")
    return comment + line_break + (last.rpartition("\n")[2] if "\n" in last else "")
