"""Curves of the scene as painter paths."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QPainterPath

from d365arch.scene.paths import Segment


def painter_path(segments: Iterable[Segment]) -> QPainterPath:
    """Moves, lines and cubic curves as a painter path."""
    path = QPainterPath()
    for command, numbers in segments:
        match command:
            case "M":
                path.moveTo(*numbers)
            case "L":
                path.lineTo(*numbers)
            case "C":
                path.cubicTo(*numbers)
            case _:
                path.closeSubpath()
    return path
