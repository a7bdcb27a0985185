"""The drawing of a report: the view in light and dark, laid out once, ready to stand inline in one HTML page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from d365arch.analysis.finding import Finding
from d365arch.catalog.records import Catalog
from d365arch.model import Workspace
from d365arch.model.progress import Progress
from d365arch.render.svg import to_svg
from d365arch.scene.build import draw

_TAG = re.compile(r"<[^>]*>")
_ID = re.compile(r'(\bid="|url\(#|\bhref="#|\baria-labelledby="|\baria-describedby=")([^")]+)')


LARGE = 2_000_000
"""Characters of SVG from which a page holds the drawing once, in light, instead of twice."""


@dataclass(frozen=True, slots=True)
class Drawings:
    """Inline SVG by theme; `dark` is empty where one theme is wanted or the drawing is too large."""

    main: str
    dark: str = ""


def drawings(
    workspace: Workspace, catalog: Catalog, *, view: str | None = None, theme: str | None = None,
    findings: tuple[Finding, ...] | None = None, progress: Progress | None = None,
) -> Drawings:
    """The view drawn in one named theme, or in light and dark; `findings` are for the perspective that shows them.

    Raises what `draw` raises.
    """
    first = draw(workspace, catalog, view, theme=theme or "light", findings=findings, progress=progress)
    main = inline(to_svg(first.scene), "picture-")
    if theme or len(main) > LARGE:
        return Drawings(main)
    placed = first.placement
    second = draw(workspace, catalog, view, theme="dark", findings=findings,
                  engine=lambda _request, _progress: placed)
    # The letters of the first drawing serve the second one and the page, too.
    return Drawings(main, inline(to_svg(second.scene, embed_font=False), "dark-picture-"))


def inline(svg: str, prefix: str) -> str:
    """An SVG document as an element of a page, with ids that clash with nothing on it."""
    def named(match: re.Match[str]) -> str:
        ids = " ".join(prefix + name for name in match[2].split())
        return match[1] + ids

    body = re.sub(r"^<\?xml[^>]*\?>\s*", "", svg)
    return _TAG.sub(lambda tag: _ID.sub(named, tag[0]), body)
