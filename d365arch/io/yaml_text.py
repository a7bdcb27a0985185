"""YAML text as a tree of nodes that know where they stand; nothing is interpreted yet."""

from __future__ import annotations

import gc
import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import yaml
from yaml._yaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from d365arch.errors import Place, printable
from d365arch.model.problems import Path, Problem, ProblemsError

__all__ = ["BOM", "MappingNode", "Node", "ScalarNode", "SequenceNode", "Text", "compose"]

MAX_DEPTH = 60
"""Deepest nesting that is read; a landscape needs about ten levels."""

MAX_NODES = 3_000_000
"""Most values that are read; 10,000 systems with 30,000 integrations have about 1,300,000. Refusing more takes seconds.
"""

BOM = "\ufeff"
_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_TAB_INDENT = re.compile(r"[ ]*\t")


class Text:
    """The text of a file with its name; tells the place of an offset. Lines end with LF, CR LF or CR."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = printable(name, 1000)
        self.shift = 1 if text.startswith(BOM) else 0
        """How far the offsets of nodes are behind those of the text: a byte order mark is no part of the YAML."""

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset of the first character of each line."""
        return [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]

    def place(self, offset: int) -> Place:
        """File, line and column of an offset; a leading byte order mark is no column."""
        line = bisect_right(self.line_starts, offset)
        start = self.line_starts[line - 1]
        column = offset - start + 1
        if line == 1 and self.text.startswith(BOM) and column > 1:
            column -= 1
        return Place(self.name, line, column)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Keep the garbage collector away: a large file makes millions of objects and no garbage.

    Reading 2,000 systems with 6,000 integrations takes a third of the time this way.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class _TooDeepError(Exception):
    pass


class _TooManyError(Exception):
    pass


class _Parser(CParser):
    """The C parser of PyYAML without its guesses at types: the keys say what their values are."""

    def __init__(self, text: str, around: int) -> None:
        super().__init__(text)
        self._depth = around
        self._nodes = 0

    def resolve(self, _kind: object, _value: object, _implicit: object) -> None:
        """Leave the tag open."""

    def descend_resolver(self, parent: Node | None, _index: object) -> None:
        self._depth += 1
        self._nodes += 1
        if self._depth > MAX_DEPTH:
            raise _TooDeepError(parent.start_mark.index if parent is not None else 0)
        if self._nodes > MAX_NODES:
            raise _TooManyError(parent.start_mark.index if parent is not None else 0)

    def ascend_resolver(self) -> None:
        self._depth -= 1


def compose(source: Text, around: int = 0) -> Node | None:
    """The root node of the only document in the text, none where the text holds no value.

    `around` is how many levels the text is nested in already. Offsets of the nodes' marks count from the end of a byte
    order mark (`Text.shift`). Raises `ProblemsError` where the text is no YAML.
    """
    text = source.text.removeprefix(BOM)
    shift = source.shift
    try:
        with without_collecting():
            root: Node | None = _Parser(text, around).get_single_node()
    except _TooDeepError as error:
        raise _failure(source, f"lists and mappings are nested deeper than {MAX_DEPTH} levels; a landscape needs about "
                               "ten", error.args[0] + shift) from None
    except _TooManyError as error:
        raise _failure(source, f"the file holds more than {MAX_NODES:,} values; a landscape with 30,000 integrations "
                               "has about 1,300,000", error.args[0] + shift) from None
    except UnicodeEncodeError as error:
        raise _failure(source, "half a character stands here; remove it", error.start + shift) from None
    except yaml.reader.ReaderError as error:
        position = error.position if isinstance(error.position, int) else 0
        raise _failure(source, _reader_sentence(text, error), _first_unreadable(text, position) + shift) from None
    except yaml.MarkedYAMLError as error:
        raise _failure(source, _sentence(text, error), _offset(text, error) + shift) from None
    return root


def _failure(source: Text, sentence: str, offset: int) -> ProblemsError:
    path: Path = ()
    return ProblemsError((Problem(sentence, path, place=source.place(min(offset, len(source.text)))),))


_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


def _first_unreadable(text: str, fallback: int) -> int:
    match = _FORBIDDEN.search(text)
    return match.start() if match else fallback


def _reader_sentence(text: str, error: yaml.reader.ReaderError) -> str:
    match = _FORBIDDEN.search(text)
    if match is None:
        return f"YAML cannot hold what stands here ({printable(str(error.reason))}); remove it"
    return f"the control character U+{ord(match[0]):04X} is not allowed in YAML; remove it"


_SENTENCES: tuple[tuple[str, str], ...] = (
    ("found duplicate anchor", "the anchor is defined twice; give the second one another name"),
    ("found undefined alias", "the alias refers to an anchor that is not defined above it; define the anchor first or "
                              "write the value itself"),
    ("but found another document", "a second YAML document begins here; a landscape file holds one, so remove the "
                                   "line with three dashes"),
    ("cannot start any token", "this character cannot start a value; put the text in quotes"),
    ("mapping values are not allowed", "a colon stands where no new key can begin; check the indentation of this line "
                                       "and the one above, or put a text with a colon in quotes"),
    ("did not find expected key", "the indentation does not fit the lines above, or a bracket or quote is not closed; "
                                  "line the keys up"),
    ("did not find expected '-'", "a list item with a dash was expected; line the items up"),
    ("did not find expected ',' or '}'", "a comma or a closing brace is missing for what is opened here or above"),
    ("did not find expected ',' or ']'", "a comma or a closing bracket is missing for what is opened here or above"),
    ("could not find expected ':'", "a colon after the key is missing, or the line is not indented like its "
                                    "neighbors"),
    ("found unexpected end of stream", "the quote that is opened here is never closed"),
    ("found incompatible YAML document", "the %YAML line names a version that cannot be read; remove the line"),
    ("found unknown directive", "the line with the percent sign is not understood; remove it"),
    ("while scanning a directive", "the line with the percent sign is not understood; remove it"),
    ("while scanning a tag", "a text that begins with an exclamation mark needs quotes"),
    ("found unexpected ':'", "a colon stands within a text in brackets; put the text in quotes"),
    ("mapping keys are not allowed", "a question mark stands where no key can begin; put the text in quotes"),
    ("found unexpected document indicator", "a line of dashes or dots stands within a quoted text; close the quote"),
    ("found a tab character", "a tab stands where YAML wants spaces; indent with spaces"),
    ("did not find expected comment or line break", "something stands behind the sign for a text block; move it to "
                                                    "the next line"),
    ("block sequence entries are not allowed", "a list item cannot begin here; put it on a line of its own"),
    ("block mapping", "the indentation does not fit the lines above; line the keys up"),
    ("did not find expected <document start>", "something stands here that belongs to no key; check the indentation"),
    ("found invalid Unicode character escape", "this escape is half a character; write the character itself"),
    ("found unknown escape character", "this backslash escape is unknown; use single quotes or double the backslash"),
    ("did not find expected alphabetic or numeric character", "a name is missing after & or *; put a text that begins "
                                                              "with such a sign in quotes"),
    ("did not find expected node content", "a value is missing here"),
)


def _offset(text: str, error: yaml.MarkedYAMLError) -> int:
    """Where the cause is rather than where it was noticed: what was not closed is noticed at the end of the text."""
    marks = [mark for mark in (error.problem_mark, error.context_mark) if mark is not None]
    if not marks:
        return 0
    noticed, began = marks[0].index, marks[-1].index
    from_its_start = "simple key" in (error.context or "") or not text[noticed:].strip()
    return began if from_its_start else noticed


def _sentence(text: str, error: yaml.MarkedYAMLError) -> str:
    said = " ".join(str(part) for part in (error.problem, error.context) if part)
    mark = error.problem_mark
    if mark is not None:
        start = max(text.rfind("\n", 0, mark.index), text.rfind("\r", 0, mark.index)) + 1
        if _TAB_INDENT.match(text, start):
            return "the line is indented with a tab; YAML wants spaces"
    for known, sentence in _SENTENCES:  # the order matters: a general part of a message stands behind the special ones
        if known in said:
            return sentence
    return f"the YAML is broken here ({printable(said, 120)})"
