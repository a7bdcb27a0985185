"""Random edit sequences on random commented files: what is saved reads back as it was, and nothing else moves."""

from __future__ import annotations

import random

import pytest

from d365arch.io.files import read_text
from d365arch.io.splice import splice
from d365arch.model import Workspace
from tests.edit.moves import Dice, applied, random_edit
from tests.io.commented_files import CommentedFile, commented_file
from tests.io.random_changes import Changes

SEQUENCES = 800
EDIT_SEQUENCES = 200
CHUNK = 50


def _elements(workspace: Workspace) -> dict[tuple[str, str], object]:
    landscape = workspace.landscape
    lists = {"systems": landscape.systems, "integrations": landscape.integrations, "zones": landscape.zones,
             "views": workspace.views}
    return {(section, element.id): element for section, elements in lists.items() for element in elements}


def _block_is_in(block: list[str], lines: list[str]) -> bool:
    starts = (at for at, line in enumerate(lines) if line == block[0])
    return any(lines[at:at + len(block)] == block for at in starts)


def _assert_untouched(file: CommentedFile, before: Workspace, after: Workspace, saved: str) -> None:
    lines = saved.removeprefix("\ufeff").split(file.line_break)
    olds, news = _elements(before), _elements(after)
    for owner, element in olds.items():
        block = file.lines_of(owner)
        if block and news.get(owner) == element:
            assert _block_is_in(block, lines), f"{owner} was not changed, but its lines were:\n" + "\n".join(block)
    for line, owner in file.lines:
        if owner is None and line.lstrip().startswith("#"):
            assert line in lines, f"lost the comment {line!r}"


@pytest.mark.parametrize("first", range(0, SEQUENCES, CHUNK))
def test_saving_random_edits_keeps_every_other_line(first):
    for seed in range(first, first + CHUNK):
        rng = random.Random(seed)
        file = commented_file(rng.randrange(400))
        before = read_text(file.text, "random.yaml").workspace
        changes = Changes(rng)
        after = before
        for _ in range(rng.randint(1, 5)):
            after = changes.change(after)
        saved = splice(file.text, before, after)
        again = read_text(saved, "random.yaml").workspace
        assert again == after, f"seed {seed}"
        _assert_untouched(file, before, after, saved)
        if seed % 3 == 0:  # what was saved is a file like any other: back to where all began
            assert read_text(splice(saved, again, before), "random.yaml").workspace == before, f"seed {seed}"


@pytest.mark.parametrize("first", range(0, EDIT_SEQUENCES, CHUNK))
def test_saving_random_edits_of_the_window_keeps_every_other_line(first):
    for seed in range(first, first + CHUNK):
        dice = Dice(seed)
        file = commented_file(seed)
        before = after = read_text(file.text, "random.yaml").workspace
        for _ in range(dice.randint(1, 6)):
            after = applied(random_edit(dice, after), after) or after
        saved = splice(file.text, before, after)
        assert read_text(saved, "random.yaml").workspace == after, f"seed {seed}"
        _assert_untouched(file, before, after, saved)
