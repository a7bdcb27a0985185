"""Fonts of the machine for letters that the product's font lacks, so that a PDF shows no boxes in their place."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from d365arch.scene.parts import Scene, TextPart
from d365arch.scene.text import known

_FOLDERS = ("${WINDIR}/Fonts", "${LOCALAPPDATA}/Microsoft/Windows/Fonts", "/System/Library/Fonts", "/Library/Fonts",
            "~/Library/Fonts", "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
"""Where Windows, macOS and Linux keep fonts."""

_FILES = ("DejaVuSans.ttf", "segoeui.ttf", "arial.ttf", "Arial Unicode.ttf", "DroidSansFallbackFull.ttf",
          "DroidSansFallback.ttf", "msyh.ttc", "meiryo.ttc", "msgothic.ttc", "malgun.ttf", "simsun.ttc",
          "wqy-microhei.ttc", "wqy-zenhei.ttc", "seguisym.ttf", "seguiemj.ttf", "NotoSansHebrew-Regular.ttf",
          "NotoSansArabic-Regular.ttf", "NotoSansSymbols2-Regular.ttf", "NotoEmoji-Regular.ttf", "Symbola.ttf")
"""Fonts with TrueType outlines, which is what a PDF takes here, the plainest first."""

_JOINERS = {"\u200d", "\ufe0e", "\ufe0f"}


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one font: `font` is the name of a fallback, or none for the product's own.

    `letters` stand as they are read, `shown` as they are painted from left to right.
    """

    letters: str
    shown: str
    font: str | None


@cache
def _found() -> dict[str, Path]:
    """The files that this machine has, by name."""
    wanted = {name.casefold() for name in _FILES}
    found: dict[str, Path] = {}
    for folder in _FOLDERS:
        where = Path(os.path.expandvars(folder)).expanduser()
        for path in sorted(where.rglob("*.tt[cf]")) if where.is_dir() else ():
            if path.name.casefold() in wanted:
                found.setdefault(path.name.casefold(), path)
    return found


@cache
def _font(name: str) -> Any:
    """The font of that file, known to the PDF writer; none where it is missing or cannot be used."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    path = _found().get(name.casefold())
    if path is None:
        return None
    try:
        font = TTFont(f"Fallback-{path.stem}".replace(" ", ""), str(path))
    except (TTFError, OSError):
        return None
    pdfmetrics.registerFont(font)
    return font


@cache
def fallback_of(letter: str) -> str | None:
    """The name of a font that has a letter; none where the product's has it, or no font of the machine does."""
    if known(letter):
        return None
    fonts = (_font(name) for name in _FILES)
    return next((font.fontName for font in fonts if font and ord(letter) in font.face.charToGlyph), None)


def missing_letters(scene: Scene) -> str:
    """The letters of a scene for which there is no font; a PDF shows a box for each. In order of their numbers."""
    letters = {letter for shape in scene.shapes for part in shape.parts if isinstance(part, TextPart)
               for letter in part.text}
    return "".join(sorted(c for c in letters if not known(c) and c not in _JOINERS and fallback_of(c) is None))


def runs_of(text: str) -> Iterator[Run]:
    """A line in pieces of one font; marks stay with their letters, and Hebrew and Arabic run from right to left."""
    letters, font, turned = "", None, False
    for letter in text:
        if letters and (letter in _JOINERS or unicodedata.combining(letter) or (letter == " " and turned)):
            letters += letter
            continue
        new, turn = fallback_of(letter), unicodedata.bidirectional(letter) in {"R", "AL"}
        if letters and (new, turn) != (font, turned):
            yield _run(letters, font, turned)
            letters = ""
        letters, font, turned = letters + letter, new, turn
    if letters:
        yield _run(letters, font, turned)


def _run(letters: str, font: str | None, turned: bool) -> Run:
    drawn = "".join(letter for letter in letters if letter not in _JOINERS)
    body = drawn.rstrip()
    return Run(letters, body[::-1] + drawn[len(body):] if turned else drawn, font)
