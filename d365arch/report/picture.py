"""The drawings of a report: laid out once, painted in light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from d365arch.analysis.finding import Finding
from d365arch.catalog.records import Catalog
from d365arch.model import Workspace
from d365arch.model.progress import Progress
from d365arch.model.vocabulary import Perspective
from d365arch.render.svg import to_svg
from d365arch.report.content import Which
from d365arch.scene.build import Drawing, draw
from d365arch.scene.parts import Scene

_TAG = re.compile(r"<[^>]*>")
_ID = re.compile(r'(\bid="|url\(#|\bhref="#|\baria-labelledby="|\baria-describedby=")([^")]+)')
_LOOK = re.compile(r'#[0-9A-Fa-f]{6}\b|(?<=opacity=")[0-9.]+')
_OWN_ID = re.compile(r'<g id="([^"]+)"')

COMPARED = 600
"""Most integrations of a landscape whose drawings before and after stand side by side: larger ones are only grey."""
ROUGH = 1_500
"""Integrations from which on lines are drawn as plain steps, as the window does at first."""


Change = Callable[[Workspace], Workspace]
"""Turns a workspace whose systems all have a place in the view into the one to draw beside it."""


@dataclass(frozen=True, slots=True)
class Scenes:
    """One drawing in light and, unless one theme is wanted, in dark."""

    light: Scene
    dark: Scene | None = None


def scenes(
    workspace: Workspace, catalog: Catalog, *, change: Change | None = None, view: str | None = None,
    theme: str | None = None, both: bool = False, findings: tuple[Finding, ...] | None = None,
    progress: Progress | None = None,
) -> dict[Which, Scenes]:
    """The view drawn in one named theme or, with `both`, in light and dark; with `change` also what goes through hubs
    before and after it. `findings` are for the perspective that shows them. Raises what `draw` raises."""
    rough = len(workspace.landscape.integrations) >= ROUGH

    def painted(space: Workspace, perspective: Perspective | None, part: float, placed: Drawing | None) -> Drawing:
        told = _part(progress, part)
        again = placed.placement if placed else None
        return draw(space, catalog, view, theme=theme or "light", findings=findings, progress=told, rough=rough,
                    perspective=perspective, engine=(lambda _request, _progress: again) if again else None)

    def dark(space: Workspace, light: Drawing) -> Scene | None:
        if theme or not both:
            return None
        placed = light.placement
        return draw(space, catalog, view, theme="dark", findings=findings, rough=rough,
                    perspective=light.coloring.perspective, engine=lambda _request, _progress: placed).scene

    today = painted(workspace, None, 0, None)
    found = {Which.TODAY: Scenes(today.scene, dark(workspace, today))}
    if change is not None and len(workspace.landscape.integrations) <= COMPARED:
        after = change(_standing(workspace, today))
        before = painted(workspace, Perspective.HUB, 1, today)
        found[Which.BEFORE] = Scenes(before.scene, dark(workspace, before))
        then = painted(after, Perspective.HUB, 2, None)
        found[Which.AFTER] = Scenes(then.scene, dark(after, then))
    return found


def _standing(workspace: Workspace, drawing: Drawing) -> Workspace:
    """The workspace with what is drawn where it is drawn, so that nothing moves when something is added."""
    places = drawing.places
    if not places:
        return workspace
    view = replace(drawing.view, positions=drawing.view.positions | places)
    others = tuple(view if v.id == view.id else v for v in workspace.views)
    return replace(workspace, views=others if view in others else (*others, view))


def _part(progress: Progress | None, part: float) -> Progress | None:
    if progress is None:
        return None
    tell: Callable[[float, str], None] = progress
    return lambda share, what: tell((part + min(share, 0.99)) / 3, what)


@dataclass(slots=True)
class Inline:
    """SVG elements for one page, and the colors that differ between light and dark as variables of its style."""

    svgs: dict[Which, str] = field(default_factory=dict)
    variables: dict[tuple[str, str], str] = field(default_factory=dict)
    anchors: frozenset[str] = frozenset()

    @staticmethod
    def of(drawn: Mapping[Which, Scenes]) -> Inline:
        """The drawings as elements; where the two themes differ in more than colors, light stands for both."""
        made = Inline()
        for which, both in drawn.items():
            light = to_svg(both.light, embed_font=False)
            dark = to_svg(both.dark, embed_font=False) if both.dark else light
            made.svgs[which] = inline(made._merged(light, dark), f"{which.value}-")
        made.anchors = frozenset(_OWN_ID.findall(made.svgs.get(Which.TODAY, "")))
        return made

    def _merged(self, light: str, dark: str) -> str:
        if _LOOK.split(light) != _LOOK.split(dark):
            return light
        others = iter(_LOOK.findall(dark))

        def named(match: re.Match[str]) -> str:
            pair = (match[0], next(others))
            return pair[0] if pair[0] == pair[1] else f"var({self._variable(pair)})"

        return _LOOK.sub(named, light)

    def _variable(self, pair: tuple[str, str]) -> str:
        return self.variables.setdefault(pair, f"--p{len(self.variables)}")

    def declared(self, dark: bool) -> str:
        """The variables of light or dark as declarations of CSS."""
        return ";".join(f"{name}:{pair[dark]}" for pair, name in self.variables.items())


def inline(svg: str, prefix: str) -> str:
    """An SVG document as an element of a page, with ids that clash with nothing on it.

    All of it is one group with the id `<prefix>all`, so that it can be shown again elsewhere.
    """
    def named(match: re.Match[str]) -> str:
        ids = " ".join(prefix + name for name in match[2].split())
        return match[1] + ids

    body = re.sub(r"^<\?xml[^>]*\?>\s*", "", svg)
    body = _TAG.sub(lambda tag: _ID.sub(named, tag[0]), body)
    start, end = body.index("</style>") + len("</style>"), body.rindex("</svg>")
    return f'{body[:start]}<g id="{prefix}all">{body[start:end]}</g>{body[end:]}'
