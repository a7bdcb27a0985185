"""The text of a found landscape: the file in the house style, with comments that tell where each thing was seen."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TypeVar

from d365arch.discovery.landscape import FoundLandscape, portable, portable_evidence
from d365arch.discovery.records import Discovery, FoundIntegration, FoundSystem, Root
from d365arch.errors import printable
from d365arch.io.encode import SCHEMA_LINE, workspace_tree
from d365arch.io.write import WIDTH, block_lines, item_lines
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence
from d365arch.model.wording import counted
from d365arch.model.workspace import Workspace

Row = TypeVar("Row")

_MOST = 3
"""Files that the comment of one element tells."""
_MOST_LISTED = 5
"""Files not read and secrets that the head of a file lists."""


def commented_text(found: FoundLandscape, workspace: Workspace | None = None) -> str:
    """The text of a new file with the evidence in comments; `workspace` is the landscape laid out, where it is.

    The comments are comments only: the text states exactly the workspace.
    """
    discovery = found.discovery
    comments: dict[str, Sequence[Sequence[str]]] = {
        "systems": [list(_of_system(one, discovery.roots)) for one in discovery.systems],
        "integrations": [list(_of_integration(one, discovery.roots)) for one in discovery.integrations],
    }
    lines = [SCHEMA_LINE, *_wrapped(_head(discovery), "")]
    for key, tree in workspace_tree(workspace or found.workspace).items():
        if key not in comments or not tree:
            lines += block_lines({key: tree}, 0)
            continue
        lines.append(f"{key}:")
        for item, about in zip(tree, comments[key], strict=True):
            lines += _wrapped(about, "  ")
            lines += item_lines(item, 2, key)
    return "\n".join(lines) + "\n"


def _head(discovery: Discovery) -> Iterator[str]:
    roots = discovery.roots
    yield (f"Found by d365arch discover: {counted(len(discovery.systems), 'system')}, "
           f"{counted(len(discovery.integrations), 'integration')} in {counted(len(discovery.read), 'artefact')}. "
           "Comments tell where each was seen.")
    yield from _list(f"{counted(len(discovery.not_read), 'file')} not read or not read whole:", discovery.not_read,
                     lambda one: f"{printable(portable(one.file, roots), 200)}: {printable(one.reason, 300)}")
    yield from _list("Secrets in plain text, which belong in a key vault and should be replaced:", discovery.secrets,
                     lambda one: (f"{one.kind} at {printable(portable(one.file, roots), 200)}, "
                                  f"{printable(one.place, 120)}"))


def _list(title: str, rows: Sequence[Row], line: Callable[[Row], str]) -> Iterator[str]:
    if rows:
        yield title
        yield from (f"  {line(row)}" for row in rows[:_MOST_LISTED])
        if len(rows) > _MOST_LISTED:
            yield f"  and {len(rows) - _MOST_LISTED} more; d365arch discover --all tells them"


def _of_system(found: FoundSystem, roots: Collection[Root]) -> Iterator[str]:
    if found.evidence:
        first = portable(found.evidence[0].file, roots)
        files = len({piece.file for piece in found.evidence})
        more = f" and {counted(files - 1, 'more file')}" if files > 1 else ""
        yield f"in {printable(first, 200)}{more}"


def _of_integration(found: FoundIntegration, roots: Collection[Root]) -> Iterator[str]:
    sure = {Confidence.CERTAIN: "", Confidence.LIKELY: "likely: ", Confidence.HINT: "only a hint: "}[found.confidence]
    what = _AUTOMATIONS.get(found.automation.partition("/")[0], "")
    yield f"{sure}{what}{_places(found.evidence, roots)}"


_AUTOMATIONS = {
    "flow": "cloud flow in ", "desktop-flow": "desktop flow in ", "canvas-app": "canvas app in ",
    "step": "plug-in step in ", "dual-write": "dual-write map in ", "virtual-tables": "virtual tables in ",
    "logic-app": "logic app in ", "data-factory": "pipeline in ", "api-management": "API in ",
    "data-package": "data package ", "row": "row in ", "business-events": "business events in ",
    "event-subscription": "subscription in ", "drawn": "arrow in ",
}


def _places(evidence: Sequence[Evidence], roots: Collection[Root]) -> str:
    """The files with the first places in each: `pkg.zip!Workflows/x.json, /properties/..., and 2 more places`."""
    files: dict[str, list[str]] = {}
    for piece in portable_evidence(evidence, roots):
        files.setdefault(piece.file, []).append(piece.place or "")
    told = []
    for file, places in list(files.items())[:_MOST]:
        more = f", and {counted(len(places) - 1, 'more place')}" if len(places) > 1 else ""
        told.append(f"{printable(file, 200)}{f', {printable(places[0], 120)}' if places[0] else ''}{more}")
    more = f"; and {counted(len(files) - _MOST, 'more file')}" if len(files) > _MOST else ""
    return "; ".join(told) + more


def _wrapped(sentences: Iterable[str], indent: str) -> Iterator[str]:
    """Comment lines; a long path stays whole, so that it can be copied."""
    for sentence in sentences:
        deeper = "  " if sentence.startswith("  ") else ""
        yield from textwrap.wrap(sentence.strip(), WIDTH, initial_indent=f"{indent}# {deeper}",
                                 subsequent_indent=f"{indent}#   {deeper}", break_long_words=False,
                                 break_on_hyphens=False)
