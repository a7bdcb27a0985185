"""The engine `graphviz`: dot says where boxes stand, in a child process; lines and labels are our own router's."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from dataclasses import replace

from d365arch.errors import LayoutError
from d365arch.layout.dot import PX, to_dot
from d365arch.layout.graphviz_worker import MISSING
from d365arch.layout.keep import keep, silent
from d365arch.layout.request import LayoutRequest, Placement
from d365arch.layout.sheet import Sheet, snap
from d365arch.model.geometry import Point
from d365arch.model.progress import Progress

TIME_LIMIT = 20.0
"""Seconds that Graphviz may take."""
INSTALL = 'Install it with: pip install "d365arch[graphviz]" (or put the program dot on the PATH).'


def graphviz(request: LayoutRequest, progress: Progress | None = None) -> Placement:
    """Lay out with Graphviz dot; raises `LayoutError` when it is missing, fails or takes too long."""
    tell = progress or silent
    sheet = Sheet(request)
    if not sheet.nodes or any(node.fixed for node in sheet.nodes):
        return keep(sheet, tell)
    tell(0.0, "Asking Graphviz")
    places = read_plain(_ask(request))
    tell(0.6, "Drawing lines")
    boxes = tuple(_placed(box.id, request, places) for box in request.boxes)
    index = {box.id: box for box in request.boxes}
    stood = tuple(replace(index[id_], place=place) for id_, place in boxes)
    return keep(Sheet(replace(request, boxes=stood, fresh=False)), tell)


def _placed(id_: str, request: LayoutRequest, places: dict[str, tuple[float, float, float]]) -> tuple[str, Point]:
    """Top left corner of a box, from the middle that Graphviz gives, with y turned downwards."""
    if id_ not in places:
        raise LayoutError(f"Graphviz gave no place for the box \"{id_}\"; use the engine lanes.")
    x, y, height = places[id_]
    box = next(box for box in request.boxes if box.id == id_)
    return id_, Point(snap(x * PX - box.width / 2), snap((height - y) * PX - box.height / 2))


def _ask(request: LayoutRequest) -> str:
    """Plain text from Graphviz; where rows as ports make it fail, once more with plain boxes."""
    command = _command()
    try:
        return _run(command, to_dot(request))
    except LayoutError:
        return _run(command, to_dot(request, ports=False))


def _command() -> list[str]:
    """The program to run: the bundled library if there is one, else dot on the PATH."""
    from importlib.util import find_spec

    if find_spec("pygraphviz") is not None:
        return [sys.executable, "-m", "d365arch.layout.graphviz_worker"]
    program = shutil.which("dot")
    if program is None:
        raise LayoutError(f"The layout engine graphviz is not installed. {INSTALL}")
    return [program, "-Tplain"]


def _run(command: list[str], text: str) -> str:
    """What the program says to the DOT text."""
    try:
        done = subprocess.run(command, input=text.encode("utf-8"), capture_output=True, timeout=TIME_LIMIT, check=False)
    except subprocess.TimeoutExpired:
        raise LayoutError(f"Graphviz took longer than {TIME_LIMIT:g} s; use the engine lanes, or show less.") from None
    except OSError as error:
        raise LayoutError(f"Graphviz could not be started ({error.strerror}). {INSTALL}") from None
    if done.returncode == MISSING:
        raise LayoutError(f"The layout engine graphviz is not installed. {INSTALL}")
    if done.returncode != 0:
        raise LayoutError("Graphviz could not place this landscape; use the engine lanes.")
    return done.stdout.decode("utf-8", "replace")


def read_plain(text: str) -> dict[str, tuple[float, float, float]]:
    """Middle of every node and the height of the picture, in inches, y upwards, from Graphviz's plain format."""
    places: dict[str, tuple[float, float, float]] = {}
    height = 0.0
    for line in text.replace("\\\n", "").splitlines():
        words = shlex.split(line, posix=True) if line.startswith("node ") else line.split()
        if words[:1] == ["graph"] and len(words) >= 4:
            height = float(words[3])
        elif words[:1] == ["node"] and len(words) >= 4:
            places[words[1]] = float(words[2]), float(words[3]), height
    return places
