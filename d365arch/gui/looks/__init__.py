"""How the drawing looks: perspective, widths, theme and legend of a view."""

from d365arch.gui.looks.feature import install

__all__ = ["install"]
