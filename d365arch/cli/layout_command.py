"""Place the systems that have no place yet, and store their places in the view."""

from __future__ import annotations

import argparse
from pathlib import Path

from d365arch.cli.common import EXIT_OK, add_pack_argument, refuse_to_overwrite, terminal_progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="landscape file")
    parser.add_argument("--view", metavar="ID", help="view to lay out (default: the first of the file)")
    parser.add_argument("--all", action="store_true", help="place everything anew but what is pinned")
    parser.add_argument("--engine", metavar="NAME", help="lanes or graphviz (default: the view's, else lanes)")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="file to write (default: FILE itself)")
    parser.add_argument("--force", action="store_true", help="overwrite OUT")
    add_pack_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Lay out and save; only the lines of the view's positions change."""
    from d365arch.catalog.load import load_catalog
    from d365arch.edit.view_edits import SetPositions
    from d365arch.io.files import read_workspace, save
    from d365arch.model.wording import counted
    from d365arch.scene.build import draw, view_named

    output: Path | None = arguments.output
    if output is not None:
        refuse_to_overwrite(output, arguments.force)
    opened = read_workspace(arguments.file)
    view = view_named(opened.workspace, arguments.view)
    drawing = draw(opened.workspace, load_catalog(arguments.pack), arguments.view, engine=arguments.engine,
                   fresh=arguments.all, progress=terminal_progress("Placing systems"))
    places = {system: at for system, at in drawing.places.items() if at != view.positions.get(system)}
    if not places and output is None:
        print(f'Every system of view "{view.id}" has its place already; nothing was written.')
        return EXIT_OK
    workspace = SetPositions(view.id, places).apply(opened.workspace) if places else opened.workspace
    target = output or arguments.file
    save(opened, workspace, output, overwrite=arguments.force and output is not None)
    print(f'Placed {counted(len(places), "system")} in view "{view.id}" and wrote "{target}".')
    return EXIT_OK
