"""JSON as people and their tools write it: with comments, and with a comma too many."""

from __future__ import annotations

import pytest

from d365arch.discovery.limits import Limits
from d365arch.discovery.text import json_of
from d365arch.discovery.tree import ReadingError


@pytest.mark.parametrize(
    "text",
    [
        '// settings\n{"url": "https://a.example.com//x", "list": [1, 2]}',
        '{"url": "https://a.example.com//x", /* two,] */ "list": [1, 2,\n],\n}',
    ],
)
def test_comments_and_commas_too_many_are_passed_over(text: str) -> None:
    assert json_of(text, Limits()) == {"url": "https://a.example.com//x", "list": [1, 2]}


def test_signs_within_texts_stay() -> None:
    assert json_of('{"a": "/* no */ \\", ]",}', Limits()) == {"a": '/* no */ ", ]'}


@pytest.mark.parametrize("text", ["{", '{"a": }', "// nothing", '{"a": "open', '/* open {"a": 1}'])
def test_what_is_broken_otherwise_is_told(text: str) -> None:
    with pytest.raises(ReadingError, match="broken JSON at line 1"):
        json_of(text, Limits())


@pytest.mark.parametrize("text", ['"\\"' * 100_000, "/*" * 100_000, "," * 100_000, '["' + "\\" * 100_001])
def test_hostile_text_takes_no_time(text: str) -> None:
    with pytest.raises(ReadingError):
        json_of(text, Limits())
