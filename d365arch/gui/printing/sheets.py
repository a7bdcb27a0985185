"""The sheets of the view on show: what page it has, and the drawing set on it."""

from __future__ import annotations

from d365arch.analysis.finding import Finding
from d365arch.catalog.records import Catalog
from d365arch.errors import ExportError
from d365arch.gui.editor import Editor
from d365arch.model import Workspace
from d365arch.model.progress import Progress
from d365arch.model.view import Page
from d365arch.scene.build import Drawing, draw
from d365arch.scene.page import Book, on_paper

PRINTED = {"dark": "light", "light": "light"}
"""Colors for paper, where the window's own would waste ink."""


def theme_for_paper(theme: str | None) -> str:
    """The colors that a view is printed in."""
    return PRINTED.get(theme or "light", theme or "light")


def page_of(editor: Editor) -> Page:
    """The page of the view on show, else a sheet of A4."""
    return editor.view.page or Page(size="A4")


def book_on_show(editor: Editor, drawing: Drawing) -> Book | None:
    """The drawing on the sheets of its view; none where the view has no page, or one that cannot be."""
    page = editor.view.page
    if page is None:
        return None
    try:
        return on_paper(drawing, editor.workspace.landscape, editor.view, page)
    except ExportError:
        return None


def printed(workspace: Workspace, catalog: Catalog, view_id: str, page: Page,
            progress: Progress | None = None, *, findings: tuple[Finding, ...] | None = None) -> Book:
    """The view drawn in colors for paper and set on the sheets of a page; raises `ExportError`."""
    view = workspace.view(view_id)
    drawing = draw(workspace, catalog, view_id, theme=theme_for_paper(view.theme), progress=progress,
                   findings=findings)
    return on_paper(drawing, workspace.landscape, view, page)
