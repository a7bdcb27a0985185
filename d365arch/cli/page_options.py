"""Options that set a picture on paper, for commands that write pictures."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from d365arch.errors import ExportError

if TYPE_CHECKING:
    from d365arch.model import Landscape
    from d365arch.model.view import Page, View
    from d365arch.scene.build import Drawing
    from d365arch.scene.page import Book


def add_page_arguments(parser: argparse.ArgumentParser) -> None:
    """`--page`, how the sheet lies, and how the drawing fills it."""
    parser.add_argument("--page", metavar="SIZE",
                        help="set the picture on a sheet: A4 to A0, Letter, Tabloid or Slide; none: just the drawing "
                             "(default: the view's)")
    lies = parser.add_mutually_exclusive_group()
    lies.add_argument("--portrait", action="store_const", dest="lies", const="portrait", help="the sheet stands")
    lies.add_argument("--landscape", action="store_const", dest="lies", const="landscape",
                      help="the sheet lies (default: as the drawing does)")
    fits = parser.add_mutually_exclusive_group()
    fits.add_argument("--fit", action="store_const", dest="fits", const="page", help="all on one sheet (default)")
    fits.add_argument("--fit-width", action="store_const", dest="fits", const="width",
                      help="as wide as the sheet, on as many as that takes")
    fits.add_argument("--tiles", nargs="?", const="100%", metavar="SHARE",
                      help="in its own size, or a share of it such as 75%%, over several sheets: pages of a "
                           "PDF, numbered files of SVG and PNG")


def book_of(drawing: Drawing, landscape: Landscape, view: View, arguments: argparse.Namespace) -> Book | None:
    """The drawing on the sheets that were asked for, else on those of the view; none where it has no page.

    Raises `ExportError` for options that make no sense together and for an unknown sheet.
    """
    page = _page(view, arguments)
    if page is None:
        return None
    from d365arch.scene.page import on_paper

    return on_paper(drawing, landscape, view, page)


def _page(view: View, arguments: argparse.Namespace) -> Page | None:
    from d365arch.model.quantities import QuantityError, parse_share
    from d365arch.model.view import Page
    from d365arch.model.vocabulary import Fit, Orientation

    size = arguments.page or (view.page.size or "A4" if view.page else None)
    if size is None or size.casefold() == "none":
        if arguments.lies or arguments.fits or arguments.tiles:
            raise ExportError("How a sheet lies and is filled says nothing without a sheet; add --page A4, say.")
        return None
    page = replace(view.page or Page(), size=size)
    if arguments.lies:
        page = replace(page, orientation=Orientation(arguments.lies))
    if arguments.fits:
        page = replace(page, fit=Fit(arguments.fits))
    if arguments.tiles:
        try:
            page = replace(page, fit=Fit.TILES, scale=parse_share(arguments.tiles))
        except QuantityError as error:
            raise ExportError(f"--tiles takes the size of the drawing: {error}") from error
    return page
