"""Format versions of landscape files: which can be read, and what to do about the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from d365arch.errors import printable
from d365arch.io.yaml_text import MappingNode, Node, ScalarNode
from d365arch.model.landscape import FORMAT_VERSION

VERSION_KEY = "d365arch"


def check_version(root: MappingNode, tell: Callable[[Node, str], Any]) -> bool:
    """Whether the root states a format version that this program reads; `tell` notes what is wrong.

    Version 1 is the first. When a second comes, its migration is a pure function on the root node, called here.
    """
    node = next((value for key, value in root.value if key.value == VERSION_KEY), None)
    if node is None:
        tell(root, f"this is not a landscape file, or its version is missing; begin it with {VERSION_KEY}: "
                   f"{FORMAT_VERSION}")
        return False
    text = node.value if isinstance(node, ScalarNode) else ""
    if not (text.isascii() and text.isdigit()) or int(text[:9]) < 1:
        tell(node, f'the version "{printable(text)}" is not a format version; write {VERSION_KEY}: {FORMAT_VERSION}')
        return False
    if int(text[:9]) > FORMAT_VERSION:
        tell(node, f"the file has format version {printable(text)}, this program reads versions up to "
                   f"{FORMAT_VERSION}; install a newer d365arch")
        return False
    return True
