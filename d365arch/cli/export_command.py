"""Draw a landscape as a picture (SVG, PNG, PDF) or as data (DOT, JSON); the ending of the output says which."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from d365arch.cli.common import EXIT_OK, add_pack_argument, ending_of, refuse_to_overwrite, tell, terminal_progress
from d365arch.errors import printable

if TYPE_CHECKING:
    from d365arch.model.view import View
    from d365arch.scene.build import Drawing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="landscape file")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="OUT",
                        help="picture to write: .svg, .png, .pdf, .dot or .json")
    parser.add_argument("--view", metavar="ID", help="view to draw (default: the first of the file)")
    parser.add_argument("--theme", metavar="NAME", help="light, dark or print (default: the view's, else light)")
    parser.add_argument("--engine", metavar="NAME", help="lanes or graphviz (default: the view's, else lanes)")
    parser.add_argument("--overview", action="store_true", help="draw every outermost zone as one box")
    parser.add_argument("--fresh", action="store_true", help="place everything anew but what is pinned")
    parser.add_argument("--scale", type=float, default=2.0, metavar="N", help="PNG: pixels for each px (default: 2)")
    parser.add_argument("--page", metavar="SIZE", help="PDF: A4 to A0, Letter or Tabloid (default: the view's, else "
                                                       "as large as the drawing)")
    parser.add_argument("--force", action="store_true", help="overwrite OUT")
    add_pack_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Draw, render and write."""
    from d365arch.catalog.load import load_catalog
    from d365arch.io.atomic import write_whole
    from d365arch.io.files import read_workspace
    from d365arch.scene.build import draw, view_named
    from d365arch.scene.folding import overview

    output: Path = arguments.output
    render = _RENDERERS[ending_of(output, _RENDERERS)]
    refuse_to_overwrite(output, arguments.force, arguments.file)
    workspace = read_workspace(arguments.file).workspace
    if arguments.overview:
        view_named(workspace, arguments.view)
        workspace = overview(workspace, arguments.view)
    drawing = draw(workspace, load_catalog(arguments.pack), arguments.view, theme=arguments.theme,
                   engine=arguments.engine, fresh=arguments.fresh,
                   progress=terminal_progress(f"Drawing {output.name}"))
    write_whole(output, render(drawing, view_named(workspace, arguments.view), arguments))
    return EXIT_OK


Render = Callable[["Drawing", "View", argparse.Namespace], bytes]


def _svg(drawing: Drawing, _view: View, _arguments: argparse.Namespace) -> bytes:
    from d365arch.render.svg import to_svg

    return to_svg(drawing.scene).encode()


def _png(drawing: Drawing, _view: View, arguments: argparse.Namespace) -> bytes:
    from d365arch.render.raster import to_png

    return to_png(drawing.scene, arguments.scale)


def _pdf(drawing: Drawing, view: View, arguments: argparse.Namespace) -> bytes:
    from d365arch.render.fallback import missing_letters
    from d365arch.render.pdf import to_pdf

    missing = missing_letters(drawing.scene)
    if missing:
        tell(f'This machine has no font for "{printable(missing, 20)}", so the PDF shows boxes in their place; '
             "install a TrueType font that has them, or export SVG.")
    page = view.page
    size = arguments.page or (page.size if page else None)
    return to_pdf(drawing.scene, size, page.orientation if page else None)


def _dot(drawing: Drawing, _view: View, _arguments: argparse.Namespace) -> bytes:
    from d365arch.render.dot import to_dot

    return to_dot(drawing).encode()


def _json(drawing: Drawing, _view: View, _arguments: argparse.Namespace) -> bytes:
    from d365arch.render.data import to_json

    return to_json(drawing).encode()


_RENDERERS: dict[str, Render] = {".svg": _svg, ".png": _png, ".pdf": _pdf, ".dot": _dot, ".json": _json}
