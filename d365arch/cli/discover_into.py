"""The part of `discover` that takes what was found into a landscape file that is there."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from d365arch.cli.common import EXIT_OK, tell
from d365arch.errors import D365ArchError, printable, printable_path

if TYPE_CHECKING:
    from d365arch.catalog.records import Catalog
    from d365arch.discovery.into import Taken
    from d365arch.discovery.records import Discovery
    from d365arch.io.files import OpenedFile


def take_into(opened: OpenedFile, discovery: Discovery, catalog: Catalog, arguments: argparse.Namespace) -> int:
    """Merge, save where something changed, and tell what was done.

    What is not read leaves its integrations as they are. Comments and the order of the file stay.
    """
    from d365arch.discovery.into import into
    from d365arch.discovery.into_text import taken_data, taken_text
    from d365arch.edit import RemoveElements
    from d365arch.io.files import save
    from d365arch.model.wording import counted

    taken = into(opened.workspace, discovery, catalog, offers=not arguments.no_endpoints)
    gone = _answered(taken, arguments.remove)
    after = taken.edit.apply(opened.workspace)
    if gone:
        after = RemoveElements(integrations=gone).apply(after)
    changed = after != opened.workspace
    if changed and not arguments.preview:
        save(opened, after)
    if arguments.json:
        print(json.dumps({**taken_data(taken), "removed": list(gone), "written": changed and not arguments.preview},
                         indent=2, ensure_ascii=False))
    else:
        print(taken_text(taken, None if arguments.all else 10), end="")
    name = printable_path(opened.path)
    if discovery.not_read:
        tell(f"{counted(len(discovery.not_read), 'file')} could not be read, and what they hold was left as it is; "
             "discover without --into tells which and why.")
    if not changed:
        tell(f'"{name}" has it all; nothing was written.')
    elif arguments.preview:
        tell(f'"{name}" was left as it is; run it again without --preview to write this.')
    else:
        tell(f'Wrote "{name}". See what changed with your version control, or open it with "d365arch {name}".')
    return EXIT_OK


def _answered(taken: Taken, remove: list[str]) -> tuple[str, ...]:
    """The integrations to take out; raises `D365ArchError` where one was not asked about."""
    asked = {question.integration for question in taken.questions}
    for one in remove:
        if one not in asked:
            raise D365ArchError(f'"{printable(one)}" is none of the integrations that are gone from the artefacts, so '
                                "nothing was written; --remove takes an id that the questions name.")
    return tuple(dict.fromkeys(remove))
