"""Changes of a text, collected by offset and made in one go."""

from __future__ import annotations

from dataclasses import dataclass, field

from d365arch.io.spans import CannotSpliceError


@dataclass(frozen=True, slots=True)
class Change:
    """The characters from `start` up to `end` become `text`; with `start == end` the text is put between."""

    start: int
    end: int
    text: str


def _common(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@dataclass(slots=True)
class Patch:
    """Changes of one text that do not overlap, unless both remove text.

    Those put between two characters at the same offset keep their order.
    """

    text: str
    changes: list[Change] = field(default_factory=list)

    def replace(self, start: int, end: int, text: str) -> None:
        """Replace a range."""
        self.changes.append(Change(start, end, text))

    def replace_trimmed(self, start: int, end: int, text: str) -> None:
        """Replace a range as far as it differs from the new text."""
        old = self.text[start:end]
        if text == old:
            return
        head = _common(old, text)
        tail = min(_common(old[::-1], text[::-1]), len(old) - head, len(text) - head)
        self.changes.append(Change(start + head, end - tail, text[head:len(text) - tail]))

    def insert(self, offset: int, text: str) -> None:
        """Put text between two characters."""
        self.changes.append(Change(offset, offset, text))

    def applied(self, start: int = 0, end: int | None = None) -> str:
        """The part of the text between two offsets after the changes; raises `CannotSpliceError` on an overlap."""
        cursor, pieces, deleting = start, [], False
        for change in sorted(self.changes, key=lambda c: (c.start, c.end)):
            if change.start < cursor and not (deleting and not change.text):
                raise CannotSpliceError
            pieces += [self.text[cursor:change.start], change.text]
            cursor = max(cursor, change.end)
            deleting = not change.text
        pieces.append(self.text[cursor:end])
        return "".join(pieces)
