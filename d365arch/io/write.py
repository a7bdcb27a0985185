"""Trees of plain values as YAML text in the house style: short mappings on one line, longer ones as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from yaml.resolver import Resolver

from d365arch.io.scalars import Bare, Leaf

Tree = Any
"""A leaf (`str` or `Bare`), a list of trees or a dict of trees by key."""

WIDTH = 110
"""Longest line that a flow mapping or list may fill."""

_SAFE_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=<.~](?:[^\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]*[^\s:])?")
_NEVER_PLAIN = re.compile(r": |:\t| #|\t#|\t|[\u0085\u200b\u2060\ud800-\udfff\ufffe\uffff]")
_FLOW_SIGN = re.compile(r"[,\[\]{}]")
_LOOKS_TYPED = re.compile(r"[yYnN]|0o[0-7]+|[-+]?\d[\d_.:eE+-]*|\d{4}-\d\d?-\d\d?.*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\x85": "\\N", "\xa0": "\\_",
            "\u2028": "\\L", "\u2029": "\\P"}
_TO_ESCAPE = re.compile("[\\\\\"\x00-\x1f\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]")
_BLOCK_TEXT = re.compile(r"[^\s#](?:[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]*\S)?\n?")
_RESOLVERS = Resolver.yaml_implicit_resolvers

_BLOCK_FIRST = frozenset({"systems", "integrations", "views", "zones", "waivers", "notes", "endpoints", "entities",
                          "exceptions", "evidence"})
"""Keys whose lists have one element per line, however short they are."""

_BLOCK_ITEMS = frozenset({"systems", "integrations", "views"})
"""Keys whose elements have one key per line, however short they are."""


@lru_cache(maxsize=4096)
def is_safe_plain(text: str, flow: bool) -> bool:
    """Whether the text may stand without quotes, for YAML 1.1 and 1.2 readers alike."""
    if _SAFE_PLAIN.fullmatch(text) is None or _NEVER_PLAIN.search(text) or (flow and _FLOW_SIGN.search(text)):
        return False
    if _LOOKS_TYPED.fullmatch(text):
        return False
    return not any(pattern.match(text) for _, pattern in _RESOLVERS.get(text[0], ()))


def double_quoted(text: str) -> str:
    """The text in double quotes, with escapes."""
    def escape(match: re.Match[str]) -> str:
        sign = match[0]
        return _ESCAPES.get(sign) or (f"\\x{ord(sign):02x}" if ord(sign) < 256 else f"\\u{ord(sign):04x}")
    return f'"{_TO_ESCAPE.sub(escape, text)}"'


def single_quoted(text: str) -> str | None:
    """The text in single quotes, none where it needs escapes or line breaks."""
    if _TO_ESCAPE.search(text.replace("\\", "").replace('"', "")) or not text:
        return None
    return "'" + text.replace("'", "''") + "'"


def leaf_text(leaf: Leaf, flow: bool = True, quote: str | None = None) -> str:
    """A single value on one line; `quote` is the quotation mark that stood there before, to be kept."""
    if isinstance(leaf, Bare):
        return leaf.text
    if quote == "'" and (text := single_quoted(leaf)) is not None:
        return text
    if quote != '"' and is_safe_plain(leaf, flow):
        return leaf
    if ('"' in leaf or "\\" in leaf) and quote != '"' and (text := single_quoted(leaf)) is not None:
        return text
    return double_quoted(leaf)


def key_text(key: str, flow: bool = True) -> str:
    """A key; `on` stays without quotes, since this program reads every key as text."""
    return key if key == "on" else leaf_text(key, flow)


def is_leaf(tree: Tree) -> bool:
    """Whether the tree is a single value."""
    return isinstance(tree, str | Bare)


def flow_text(tree: Tree) -> str:
    """The tree on one line."""
    if is_leaf(tree):
        return leaf_text(tree)
    if isinstance(tree, list):
        return f"[{', '.join(map(flow_text, tree))}]"
    return "{" + ", ".join(f"{key_text(key)}: {flow_text(value)}" for key, value in tree.items()) + "}"


def _fits(text: str, column: int) -> bool:
    return column + len(text) <= WIDTH


def _may_flow(tree: Tree, key: str) -> bool:
    if is_leaf(tree) or not tree:
        return True
    return _all_short(tree) and not (key in _BLOCK_FIRST and any(isinstance(value, dict) for value in _parts(tree)))


def _parts(tree: Tree) -> Iterable[Tree]:
    return tree if isinstance(tree, list) else tree.values()


def _literal(text: str, indent: int) -> list[str] | None:
    """The lines of a text block, the sign first; none where quotes are safer."""
    if "\n" not in text.rstrip("\n") or _BLOCK_TEXT.fullmatch(text) is None or re.search(r"[ \t]\n", text):
        return None
    sign = "|" if text.endswith("\n") else "|-"
    pad = " " * indent
    return [sign, *(pad + line if line else "" for line in text.removesuffix("\n").split("\n"))]


def entry_lines(key: str, tree: Tree, indent: int) -> list[str]:
    """The lines of one key with its value in a block mapping at an indentation of so many spaces."""
    pad = " " * indent
    head = f"{pad}{key_text(key, flow=False)}:"
    if isinstance(tree, str) and (lines := _literal(tree, indent + 2)) is not None:
        return [f"{head} {lines[0]}", *lines[1:]]
    if is_leaf(tree):
        return [f"{head} {leaf_text(tree, flow=False)}"]
    if _may_flow(tree, key):
        text = flow_text(tree)
        if _fits(text, len(head) + 1):
            return [f"{head} {text}"]
    return [head, *block_lines(tree, indent + 2, key)]


def item_lines(tree: Tree, indent: int, key: str = "") -> list[str]:
    """The lines of one list item with its dash; `key` is that of the list."""
    pad = " " * indent
    if isinstance(tree, str) and (lines := _literal(tree, indent + 2)) is not None:
        return [f"{pad}- {lines[0]}", *lines[1:]]
    if is_leaf(tree):
        return [f"{pad}- {leaf_text(tree, flow=False)}"]
    if not tree or (key not in _BLOCK_ITEMS and _all_short(tree)):
        text = flow_text(tree)
        if not tree or _fits(text, indent + 2):
            return [f"{pad}- {text}"]
    lines = block_lines(tree, indent + 2)
    return [f"{pad}- {lines[0][indent + 2:]}", *lines[1:]]


def _all_short(tree: Tree) -> bool:
    return all(not (isinstance(value, str) and "\n" in value) for value in _parts(tree))


def block_lines(tree: Tree, indent: int, key: str = "") -> list[str]:
    """The lines of a mapping or list, one entry or item after the other; `key` is that of the list."""
    lines: list[str] = []
    if isinstance(tree, list):
        for item in tree:
            lines += item_lines(item, indent, key)
    else:
        for name, value in tree.items():
            lines += entry_lines(name, value, indent)
    return lines
