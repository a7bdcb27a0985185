"""Measuring and cutting text."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from d365arch.scene.parts import Font, Weight
from d365arch.scene.text import elide, known, measure, plain, wrap

BODY = Font(12)


def test_width_is_the_sum_of_the_advances_of_the_font_file() -> None:
    from d365arch.render.fonts import font_files

    for weight in Weight:
        font = TTFont(font_files()[weight.value])
        cmap, advances, units = font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm
        for text in ("Web orders", "AVATAR fi ffl", "Größe – Straße", "Ω мир"):
            wanted = sum(advances[cmap[ord(letter)]][0] for letter in text) / units * 14
            assert measure(text, Font(14, weight)) == pytest.approx(wanted, abs=0.01)


def test_spacing_counts_for_every_letter() -> None:
    assert measure("abc", Font(10, spacing=1.5)) == pytest.approx(measure("abc", Font(10)) + 4.5)


def test_letters_outside_the_font_have_sane_widths() -> None:
    assert measure("日本", BODY) == pytest.approx(24)
    assert measure("e\u0301\u0301", BODY) == pytest.approx(measure("e", BODY))
    assert measure("👩", BODY) == pytest.approx(15)
    assert measure("👩\u200d💻", BODY) == measure("👩", BODY)
    assert measure("👍🏽", BODY) == measure("👍", BODY)
    assert known("é")
    assert not known("日")


@pytest.mark.parametrize(("text", "wanted"), [
    ("two\nlines\tand  blanks ", "two lines and blanks"),
    ("nul\x00 bell\x07 esc\x1b", "nul bell esc"),
    ("\u202eevil\u202c \u2066x\u2069", "evil x"),
    ("\ud800lone", "lone"),
    ("zero\u200bwidth\ufeff", "zerowidth"),
    ("👩\u200d💻", "👩\u200d💻"),
    ("Größe", "Größe"),
    ("   ", ""),
])
def test_plain_keeps_what_is_readable(text: str, wanted: str) -> None:
    assert plain(text) == wanted


def test_elide_fits_and_keeps_what_fits() -> None:
    assert elide("Web orders", BODY, 200) == "Web orders"
    cut = elide("W" * 500, BODY, 100)
    assert cut.endswith("…")
    assert measure(cut, BODY) <= 100
    assert measure(f"W{cut}", BODY) > 100
    assert elide("anything", BODY, 0) == "…"


def test_elide_does_not_part_a_letter_from_its_marks() -> None:
    text = "ae\u0301e\u0301e\u0301e\u0301e\u0301"
    for width in range(8, 40):
        cut = elide(text, BODY, width)
        assert cut == text or text[len(cut.rstrip("…")):][:1] != "\u0301"


def test_wrap_breaks_at_blanks_and_elides_the_rest() -> None:
    lines = wrap("one two three four five six", BODY, 60)
    assert " ".join(lines) == "one two three four five six"
    assert all(measure(line, BODY) <= 60 for line in lines)
    short = wrap("one two three four five six seven", BODY, 60, lines=2)
    assert len(short) == 2
    assert short[-1].endswith("…")
    assert wrap("", BODY, 60) == []
    assert measure(wrap("M" * 100, BODY, 60)[0], BODY) <= 60
