"""What of the sheet is in sight: zoom, fit, bring into view; the sheet glides there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStyle, QWidget

from d365arch.gui.canvas.host import Canvas
from d365arch.gui.canvas.motion import Glide
from d365arch.gui.canvas.screen import Screen
from d365arch.gui.canvas.viewport import STEP, Viewport
from d365arch.gui.editor import Editor
from d365arch.model.geometry import Point, Rect
from d365arch.scene.parts import Element

MOST_FIT = 1.5
WORTH = 1.25
"""A small drawing on a large screen is enlarged at most this far, and only where there is so much room; else 100 % is
the most, the size that it is made for."""

_MOST_SELECTION = 2.0
_AROUND = 12
"""Room in px of the scene around what surrounds the drawing; the drawing brings its own."""


class SightedCanvas(Canvas):
    """A canvas whose sheet can be moved and zoomed; `viewport_changed` says that it stands elsewhere."""

    picture: Screen

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(editor, parent)
        self.picture = Screen(self)
        self._glide = Glide(self._glided, self)
        self._fit_wanted = True
        self.surround: Rect | None = None
        """What else belongs to the whole, such as sheets of paper around the drawing; in px of the scene."""

    def set_viewport(self, viewport: Viewport, *, quick: bool = False) -> None:
        """Put the sheet elsewhere at once; `quick` may stretch the old picture until the hand rests."""
        self._glide.stop()
        self._put(viewport, quick=quick)

    def _glided(self, viewport: Viewport) -> None:
        self._put(viewport, quick=True)

    def _put(self, viewport: Viewport, *, quick: bool) -> None:
        if viewport == self._viewport:
            return
        zoomed = viewport.scale != self._viewport.scale
        self._viewport = viewport
        self._fit_wanted = False
        if zoomed:
            if quick:
                self.picture.zooms()
            self.zoom_changed.emit(viewport.scale)
        self.sheet_moved()
        self.viewport_changed.emit()
        self.update()

    def sheet_moved(self) -> None:
        """What stands over the sheet follows it."""
        raise NotImplementedError

    def _go(self, viewport: Viewport) -> None:
        """Glide to a viewport; be there at once where nobody would see it, or where the desktop wants no animations."""
        still = not self.isVisible() or self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) <= 0
        if still or self._fit_wanted:
            self.set_viewport(viewport)
        else:
            self._glide.to(self._viewport, viewport)

    @property
    def _aim(self) -> Viewport:
        """Where the sheet is, or where it is going."""
        return self._glide.target or self._viewport

    def fit(self) -> None:
        """Show the whole drawing, and what surrounds it."""
        if self.sheet is not None and self.width() > 1:
            bounds = self.sheet.scene.bounds
            if self.surround is not None and self.editor.view.page is not None:
                bounds = bounds.united(self.surround.grown(_AROUND))
            room = min(self.width() / bounds.width, self.height() / bounds.height)
            # The drawing brings its own margin.
            self._fit(bounds, MOST_FIT if room >= WORTH and self.sheet.boxes else 1.0, margin=0)
            self._fit_wanted = not self.isVisible()

    def fit_selection(self) -> None:
        """Show all selected elements, or everything where none is selected."""
        rects = [r for r in map(self.rect_of, self.editor.selection.elements) if r]
        if not rects:
            self.fit()
            return
        self._fit(Rect.uniting(rects).grown(40), _MOST_SELECTION)

    def _fit(self, rect: Rect, most: float, margin: float = 24) -> None:
        self._go(self._viewport.fitted(rect, self.width(), self.height(), margin=margin, most=most))

    def zoom_in(self) -> None:
        """One step closer."""
        self.zoom_to(self._aim.scale * STEP)

    def zoom_out(self) -> None:
        """One step farther."""
        self.zoom_to(self._aim.scale / STEP)

    def zoom_to(self, factor: float) -> None:
        """Zoom to a factor, around the middle; 1.0 is 100 %."""
        self._go(self._aim.zoomed(factor, Point(self.width() / 2, self.height() / 2)))

    def zoom_by(self, factor: float, around: Point, *, glide: bool = False) -> None:
        """Zoom with a point of the widget staying where it is; notches of a wheel glide, a pinch is followed as it is.
        """
        target = self._aim.zoomed(self._aim.scale * factor, around)
        if glide:
            self._go(target)
        else:
            self.set_viewport(target, quick=True)

    def center_on(self, element: Element) -> None:
        """Bring an element into the middle."""
        rect = self.rect_of(element)
        if rect:
            self._go(self._viewport.centered(rect.center, self.width(), self.height()))

    def center_at(self, point: Point) -> None:
        """Bring a point of the scene into the middle, at once."""
        self.set_viewport(self._viewport.centered(point, self.width(), self.height()))

    def bring_into_view(self, elements: Sequence[Element]) -> None:
        """See all of these: move the sheet where some are out of sight, and zoom out where they need more room."""
        rects = [rect for rect in map(self.rect_of, elements) if rect]
        if not rects:
            return
        together = Rect.uniting(rects)
        seen = self._viewport.rect_to_screen(together)
        if seen.left < 0 or seen.top < 0 or seen.right > self.width() or seen.bottom > self.height():
            self._fit(together.grown(40), self.zoom)

    def show_area(self, area: Rect, most: float = 1.0) -> None:
        """See a rectangle of the scene, not larger than it is, or than `most` of it."""
        self._fit(area.grown(40), most)

    def settle(self) -> None:
        """End movements and paint all that is missing at once; for pictures of the window."""
        self._glide.finish()
        self.picture.finish()
        for settle in self.settling:
            settle()
