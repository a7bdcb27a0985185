"""Problems: what is wrong with a file or a landscape, one sentence each, addressed by the path of keys."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from d365arch.errors import D365ArchError, Place


class Gravity(StrEnum):
    """An error keeps the file from being opened; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


Path = tuple[str | int, ...]
"""Keys from the root of the file: ("systems", 0, "endpoints", 1, "type"); list items by position."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: a sentence that names it and the way out.

    `missing` is the kind of element (system, endpoint, zone ...) that is referred to and not there.
    """

    sentence: str
    path: Path = ()
    gravity: Gravity = Gravity.ERROR
    place: Place | None = None
    missing: str | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}" if self.place else self.sentence

    @property
    def line(self) -> str:
        """The line for a list of problems of both gravities: place, "warning" where it is no more, sentence."""
        sentence = f"warning: {self.sentence}" if self.gravity is Gravity.WARNING else self.sentence
        return f"{self.place}: {sentence}" if self.place else sentence


class ProblemsError(D365ArchError):
    """A file cannot be used; holds every problem found, in the order of the file.

    `partial` is what could be read of the file all the same, for checks that look further; never to be worked on.
    """

    def __init__(self, problems: tuple[Problem, ...], partial: object = None) -> None:
        first = next((problem for problem in problems if problem.gravity is Gravity.ERROR), problems[0])
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(first.sentence + more, first.place)
        self.problems = problems
        self.partial = partial


LONGEST_HINTED = 80
"""Characters; comparing longer words takes long, and nobody means one of them."""


def did_you_mean(word: str, known: Iterable[str], lead: str = "; did you mean {}?") -> str:
    """A hint at the known word nearest to an unknown one, or nothing where none is near."""
    if len(word) > LONGEST_HINTED:
        return ""
    words, small = list(known), word.lower()
    near = difflib.get_close_matches(small, words, n=1, cutoff=0.6)
    if not near and len(small) > 2:
        # A beginning, such as "sync", is far from the whole word by letters and near by meaning.
        near = sorted(other for other in words if other.startswith(small))[:1]
    return lead.format(f'"{near[0]}"') if near else ""


class Hints:
    """Hints at near words for all problems of one file.

    A word is looked up once. After comparing so many words (about a second's work) no more hints are given: a file with
    thousands of wrong words gets its problems told all the same, and the hints of the first show what is wrong.
    """

    def __init__(self, words_compared: int = 40_000) -> None:
        self._left = words_compared
        self._found: dict[tuple[str, str], str] = {}

    def near(self, word: str, known: Collection[str], about: str = "") -> str:
        """Like `did_you_mean`; `about` tells apart lookups of the same word among other known ones."""
        if (about, word) not in self._found:
            if self._left <= 0:
                return ""
            self._left -= len(known)
            self._found[about, word] = did_you_mean(word, known)
        return self._found[about, word]
