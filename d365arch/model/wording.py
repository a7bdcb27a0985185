"""Texts: counts in words, and characters that no text of a landscape may hold."""

from __future__ import annotations

import re

CONTROL_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no file, drawing or report can show: control characters but tab and line breaks, and halves of characters."""


def counted(number: int, noun: str) -> str:
    """A count with its noun: `1 system`, `1,200 systems`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
