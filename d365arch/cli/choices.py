"""Options that take one of several words: a wrong one is told with the list and the word that was probably meant."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping

from d365arch.errors import printable
from d365arch.model.meant import meant_word


def one_of(words: Iterable[str], aliases: Mapping[str, str] | None = None) -> Callable[[str], str]:
    """The `type` of an option that takes one of these words; aliases are other names of some of them."""
    known = [str(word) for word in words]

    def parse(text: str) -> str:
        word = (aliases or {}).get(text, text)
        if word not in known:
            raise argparse.ArgumentTypeError(
                f'"{printable(text)}" is none of {", ".join(known)}{meant_word(text, known) or "."}')
        return word

    return parse


def listed(words: Iterable[str]) -> str:
    """How the usage line shows the words of an option."""
    return f"{{{','.join(str(word) for word in words)}}}"
