"""Lists and mappings with one part per line: which lines come and go with a part."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from d365arch.io.patch import Patch
from d365arch.io.spans import (
    CannotSpliceError,
    Part,
    column_of,
    first_line,
    is_blank,
    keeps_blank_lines,
    line_end,
    line_start,
    next_line,
)


class BlockParts:
    """The parts of one block list or mapping, and the changes of their lines.

    With `inside_floor` the comment lines above the first part may belong to it; above the first key of a file they
    belong to the file.
    """

    def __init__(self, patch: Patch, parts: Sequence[Part], line_break: str, *, inside_floor: bool) -> None:
        self.patch = patch
        self.text = patch.text
        self.parts = parts
        self.line_break = line_break
        self.column = column_of(self.text, parts[0].start)
        self._with_comments = inside_floor
        if any(column_of(self.text, part.start) != self.column for part in parts):
            raise CannotSpliceError

    def _begins_line(self, index: int) -> bool:
        part = self.parts[index]
        return is_blank(self.text, line_start(self.text, part.start), part.start)

    def _top(self, index: int) -> int:
        """Where the lines of a part begin, with its comments."""
        part = self.parts[index]
        if index:
            return first_line(part, self.text, next_line(self.text, self.parts[index - 1].end))
        if not self._with_comments or not self._begins_line(0):
            return line_start(self.text, part.start)
        return first_line(part, self.text, 0)

    def lines_of(self, index: int) -> tuple[int, int]:
        """The lines of a part with its comments, without the last line break."""
        if not self._begins_line(index):
            raise CannotSpliceError
        return self._top(index), line_end(self.text, self.parts[index].end)

    def is_spaced(self) -> bool:
        """Whether a blank line stands between each two parts."""
        return len(self.parts) > 1 and all(self._blank_above(self._top(i)) for i in range(1, len(self.parts)))

    def is_spaced_at(self, part: Part | None) -> bool:
        """Whether a blank line stands above a part."""
        return part is not None and self._blank_above(self._top(self.parts.index(part)))

    def _blank_above(self, start: int) -> bool:
        return start > 0 and is_blank(self.text, line_start(self.text, start - 1), start)

    def delete(self, indexes: Collection[int | None]) -> None:
        """Remove the lines of these parts, their comments, and blank lines that would be left over."""
        if not self._begins_line(0) and 0 in indexes:
            indexes = self._delete_behind_dash(indexes)
        for index in range(len(self.parts)):
            if index in indexes:
                self.patch.replace(*self._removed(index), "")

    def _removed(self, index: int) -> tuple[int, int]:
        """What goes with a part: its lines from the line break above them, and blank lines left over above."""
        text = self.text
        start, end = self._top(index), line_end(text, self.parts[index].end)
        if start == 0:
            return 0, next_line(text, end)
        below = next_line(text, end)
        first_of_many = index == 0 and len(self.parts) > 1 and not self._blank_above(start)
        if first_of_many or (index and keeps_blank_lines(self.parts[index - 1].node, text)):
            while below < len(text) and is_blank(text, below, next_line(text, below)):
                end, below = line_end(text, below), next_line(text, below)
        elif below >= len(text) or is_blank(text, below, next_line(text, below)):
            floor = next_line(text, self.parts[index - 1].end) if index else 1
            while start > floor and self._blank_above(start):
                start = line_start(text, start - 1)
        return line_end(text, line_start(text, start - 1)), end

    def _delete_behind_dash(self, indexes: Collection[int | None]) -> Collection[int | None]:
        """Remove the leading parts of a mapping that begins on the line of a dash; returns what is left to remove."""
        last = 0
        while last + 1 in indexes:
            last += 1
        if last + 1 >= len(self.parts):
            raise CannotSpliceError
        for index in range(last + 1):
            if not is_blank(self.text, self.parts[index].end, self.parts[index + 1].start):
                raise CannotSpliceError
        self.patch.replace(self.parts[0].start, self.parts[last + 1].start, "")
        return {index for index in indexes if index is not None and index > last}

    def insert(self, anchor: Part | None, lines: Sequence[str], kept: Sequence[Part], spaced: bool) -> None:
        """Put lines behind a part, or before the first that is kept where there is no part to follow."""
        text = self.line_break.join(lines)
        between = self.line_break * 2 if spaced else self.line_break
        if anchor is not None:
            if keeps_blank_lines(anchor.node, self.text):
                between = self.line_break
            self.patch.insert(line_end(self.text, anchor.end), between + text)
            return
        if not kept:
            raise CannotSpliceError
        index = self.parts.index(kept[0])
        if self._begins_line(index):
            self.patch.insert(self._top(index), text + between)
        else:
            self.patch.insert(kept[0].start, text[self.column:] + self.line_break + " " * self.column)
