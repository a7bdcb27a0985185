"""A drawing, or the sheets it is set on, in any format that d365arch writes; the ending of the file says which."""

from __future__ import annotations

from d365arch.errors import ExportError, printable
from d365arch.scene.build import Drawing
from d365arch.scene.page import Book
from d365arch.scene.parts import Scene

ENDINGS = (".svg", ".png", ".pdf", ".dot", ".json")
ON_PAPER = frozenset({".svg", ".png", ".pdf"})
"""Formats of pictures, which may be set on paper; the others are data."""


def picture(drawing: Drawing, ending: str, book: Book | None = None, scale: float = 2.0) -> bytes:
    """The drawing in the format of an ending, on paper where there is a book; `scale` counts for PNG.

    It is pixels for each px of the drawing or, on paper, of the sheet at 96 to the inch. Raises `ExportError` where
    the format has one page and the book several, and for pictures of an absurd size.
    """
    match ending:
        case ".svg":
            from d365arch.render.svg import to_svg

            return to_svg(_one(drawing, book)).encode()
        case ".png":
            from d365arch.render.raster import to_png

            return to_png(_one(drawing, book), scale * (book.scale if book else 1.0))
        case ".pdf":
            from d365arch.render.pdf import to_pdf

            return to_pdf(drawing.scene, book)
        case ".dot":
            from d365arch.render.dot import to_dot

            return to_dot(drawing).encode()
        case ".json":
            from d365arch.render.data import to_json

            return to_json(drawing).encode()
    raise ExportError(f'"{printable(ending)}" is no format; use one of {", ".join(ENDINGS)}.')


def _one(drawing: Drawing, book: Book | None) -> Scene:
    if book is None:
        return drawing.scene
    if len(book.leaves) > 1:
        raise ExportError(f"The drawing takes {len(book.leaves)} sheets, and only a PDF has several; write a .pdf, or "
                          "fit it on one sheet.")
    return book.single()


def warning(drawing: Drawing, ending: str) -> str:
    """What a person has to know about the picture: letters for which a PDF has no font; empty where all is well."""
    if ending != ".pdf":
        return ""
    from d365arch.render.fallback import missing_letters

    missing = missing_letters(drawing.scene)
    if not missing:
        return ""
    return (f'This machine has no font for "{printable(missing, 20)}", so the PDF shows boxes in their place; '
            "install a TrueType font that has them, or export SVG.")
