"""Saving only what changed: from the text of a file and two workspaces to a text in which the rest stays as it was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from d365arch.errors import FileError
from d365arch.io.aliases import write_out_aliases
from d365arch.io.decode import decode
from d365arch.io.encode import field_tree, plain_tree, to_text
from d365arch.io.matching import Shared
from d365arch.io.spans import CannotSpliceError
from d365arch.io.splicer import Splicer
from d365arch.io.write import Tree
from d365arch.io.yaml_text import BOM, Text, compose, without_collecting
from d365arch.model.fields import FieldSpec, Kind, Shape, specs_of
from d365arch.model.landscape import Landscape
from d365arch.model.problems import Problem, ProblemsError
from d365arch.model.workspace import VIEWS, Workspace

_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_LONE_CR = re.compile(r"\r(?!\n)")

_LIMITS = (99, 4, 3, 2, 1)
"""How deep a first try looks for what changed, and the coarser ones after it: 2 are whole elements, 1 sections."""


def splice(text: str, before: Workspace, after: Workspace) -> str:
    """The text that states `after`, made from a text that states `before` by changing only the lines it must.

    The outcome is read back and compared; where a small change of an unusual notation does not state `after`, ever
    larger parts are written anew. Raises `FileError` where no text can state `after`.
    """
    return splice_and_check(text, before, after, "text")[0]


def splice_and_check(text: str, before: Workspace, after: Workspace, name: str) -> tuple[str, tuple[Problem, ...]]:
    """Like `splice`, with the warnings that reading the new text gave; `name` is what they call it."""
    if before != after:
        for limit in _LIMITS:
            with without_collecting():
                spliced = _spliced(text, before, after, limit)
                if spliced is None:
                    continue
                # A text block at the end of a file without a last line break lacks its own.
                for ending in ("", _line_break(text)) if spliced[-1:] not in {"\n", "\r"} else ("",):
                    problems = problems_if_states(spliced + ending, after, name)
                    if problems is not None:
                        return spliced + ending, problems
        text = _bom(text) + to_text(after).replace("\n", _line_break(text))
    return text, check_states(text, after, name)


def check_states(text: str, workspace: Workspace, name: str) -> tuple[Problem, ...]:
    """The warnings of a text that states the workspace; `FileError` where it does not."""
    problems = problems_if_states(text, workspace, name)
    if problems is None:
        raise FileError(f"this landscape cannot be written to a file{_why(text)}; nothing was saved.")
    return problems


def problems_if_states(text: str, workspace: Workspace, name: str) -> tuple[Problem, ...] | None:
    """The warnings of a text that states exactly this workspace, none where it states anything else."""
    source = Text(text, name)
    try:
        decoded = decode(compose(source), source)
    except ProblemsError:
        return None
    return decoded.problems if decoded.sound and decoded.workspace == workspace else None


def _why(text: str) -> str:
    source = Text(text, "text")
    try:
        problems = decode(compose(source), source).problems
    except ProblemsError as error:
        problems = error.problems
    return f": {problems[0].sentence}" if problems else ""


def _bom(text: str) -> str:
    return BOM if text.startswith(BOM) else ""


def _line_break(text: str) -> str:
    found = _LINE_BREAK.search(text)
    return found[0] if found else "\n"


def _spliced(text: str, before: Workspace, after: Workspace, limit: int) -> str | None:
    body = text.removeprefix(BOM)
    root = compose(Text(body, "text"))
    if root is None:
        return None
    splicer = Splicer(_LONE_CR.sub("\n", body), _line_break(body), limit)
    try:
        splicer.root(root, *changed_trees(before, after))
        write_out_aliases(splicer.patch, root)
        splicer.patch.text = body
        return _bom(text) + splicer.patch.applied()
    except CannotSpliceError:
        return None


_UNCHANGED = object()
"""Stands for the tree of a key whose value is the same before and after."""


def changed_trees(before: Workspace, after: Workspace) -> tuple[dict[str, Tree], dict[str, Tree]]:
    """The trees of two workspaces; of records and keys that are the same in both only that they are there."""
    trees: tuple[dict[str, Tree], dict[str, Tree]] = ({}, {})
    for attribute, field in specs_of(Landscape).items():
        _add(trees, field, getattr(before.landscape, attribute), getattr(after.landscape, attribute))
    _add(trees, VIEWS, before.views, after.views)
    old, new = before.landscape.extra, after.landscape.extra
    for tree, extra, other in ((trees[0], old, new), (trees[1], new, old)):
        for key, value in extra.items():
            tree[key] = _UNCHANGED if key in other and other[key] == value else plain_tree(value)
    return trees


def _add(trees: tuple[dict[str, Tree], dict[str, Tree]], field: FieldSpec, old: Any, new: Any) -> None:
    nothing: tuple[Any, ...] = ({},) if field.shape is Shape.MAP else (None, ())
    same = old == new
    shared = _shared(old, new) if _is_record_list(field) else {}
    for tree, value in zip(trees, (old, new), strict=True):
        if value in nothing:
            continue
        if same:
            tree[field.key] = _UNCHANGED
        elif _is_record_list(field):
            single = field_tree(field)
            tree[field.key] = [shared.get(id(v)) or single((v,))[0] for v in value]
        else:
            tree[field.key] = field_tree(field)(value)
    if not same and trees[0].get(field.key) == trees[1].get(field.key):
        trees[0][field.key] = object()  # only the order differs: all has to be written anew


def _shared(old: Sequence[Any], new: Sequence[Any]) -> dict[int, Shared]:
    there = {id(record) for record in new}
    return {id(record): Shared(record) for record in old if id(record) in there}


def _is_record_list(field: FieldSpec) -> bool:
    return field.kind is Kind.RECORD and field.shape is Shape.LIST
