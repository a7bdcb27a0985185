"""From file and edit to the finished drawing, in a window that shows nothing: opening, edits, memory; asserts nothing.

    python tests/benchmarks/bench_pipeline.py [systems integrations]     (both sizes of the promise without)

The file holds the places of a first layout, as after a first save. Times of edits run from `perform` until the canvas
has painted the new drawing, all who listen to the editor included; work on other threads and in other processes is
waited for in between. The window has 1600 x 900.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

if __name__ == "__main__":  # run as a file: the project is two folders up
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from generate import generate
from timing import Spent, heading, row

from d365arch.catalog.load import own_catalog
from d365arch.edit import AddIntegration, AddSystem, Edit, RemoveElements, SetField, SetPositions, Target, TargetKind
from d365arch.gui.app import make_application
from d365arch.gui.editor import Editor
from d365arch.gui.main_window import MainWindow
from d365arch.gui.settings import Settings
from d365arch.io.encode import to_text
from d365arch.model import End, Integration, Point, System, Workspace
from d365arch.model.vocabulary import Timing
from d365arch.scene.build import draw

RUNS = 7


def megabytes(key: str) -> str:
    """A figure of /proc/self/status, in MB; nothing where the system has no such file."""
    status = Path("/proc/self/status")
    for line in status.read_text().splitlines() if status.exists() else ():
        if line.startswith(key):
            return f"{int(line.split()[1]) // 1024} MB"
    return "unknown"


def written(systems: int, integrations: int, folder: Path) -> Path:
    """A file with the places of a first layout; made once per size, as a first layout takes long."""
    path = folder / f"landscape-{systems}-{integrations}.yaml"
    if not path.exists():
        workspace = generate(systems, integrations)
        places = {key: Point(round(at.x), round(at.y)) for key, at in draw(workspace, own_catalog()).places.items()}
        path.write_text(to_text(SetPositions("main", places).apply(workspace)), encoding="utf-8")
    return path


@contextmanager
def measured(spent: list[Spent]) -> Iterator[None]:
    """Add what the block takes."""
    clock, busy = time.perf_counter(), time.process_time()
    yield
    spent.append(Spent(time.perf_counter() - clock, time.process_time() - busy))


def edits(workspace: Workspace) -> dict[str, Callable[[int, Editor], Edit]]:
    """The edits that are timed, each made from the number of its run."""
    landscape = workspace.landscape
    degree = {key: len(links) for key, links in landscape.integrations_of.items()}
    few, hub = [key for key, links in degree.items() if links == 2], max(degree, key=lambda key: degree[key])

    def moved(editor: Editor, system: str, dx: float, dy: float) -> Edit:
        return SetPositions(editor.view_id, {system: editor.view.positions[system].moved(dx, dy)})

    def timing(number: int, _editor: Editor) -> Edit:
        link = landscape.integrations[100 + number]
        other = Timing.SYNCHRONOUS if link.timing is Timing.ASYNCHRONOUS else Timing.ASYNCHRONOUS
        return SetField(Target(TargetKind.INTEGRATION, link.id), ("timing",), other)

    return {
        "rename a system": lambda n, _: SetField(Target(TargetKind.SYSTEM, few[n]), ("name",), f"Renamed {n}"),
        "change a timing": timing,
        "move a system with two lines": lambda n, editor: moved(editor, few[n], 40, 24),
        f"move a hub with {degree[hub]} lines": lambda n, editor: moved(editor, hub, 40 if n % 2 else -40, 0),
        "add a system": lambda n, _: AddSystem(System(id=f"new-{n}", type="other.crm"), "main",
                                               Point(0, -500 - 200.0 * n)),
        "add an integration": lambda n, _: AddIntegration(Integration(id=f"new-{n}", from_=End(few[n]),
                                                                      to=End(few[n + 1]))),
        "remove a system": lambda n, _: RemoveElements(systems=(few[40 + n],)),
    }


def main(systems: int, integrations: int) -> None:
    """Print the table."""
    folder = Path(tempfile.gettempdir()) / "d365arch-benchmarks"
    folder.mkdir(exist_ok=True)
    path = written(systems, integrations, folder)
    os.environ["HOME"] = os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp()
    app = make_application()
    window = MainWindow(own_catalog(), Settings())
    window.resize(1600, 900)
    window.show()
    app.processEvents()
    editor = window.editor

    def settle() -> None:
        while editor.background.tasks:
            app.processEvents()
            time.sleep(0.005)
        app.processEvents()

    settle()
    print(f"{systems:,} systems, {integrations:,} integrations, {path.stat().st_size / 1024**2:.1f} MB of text")
    heading()
    spent: list[Spent] = []
    shown: list[object] = []
    editor.opened.connect(lambda: shown.append(None))
    with measured(spent):
        window.session.open(path)
        while not shown:
            app.processEvents()
            time.sleep(0.005)
        app.processEvents()
    row("open, to the first picture", spent, "5 s at 10,000")
    spent.clear()
    with measured(spent):
        settle()
    row("from there to all lines drawn well", spent)
    print(f"memory: {megabytes('VmRSS')}, most {megabytes('VmHWM')}")
    budget = "0.05 s" if systems <= 2000 else "0.25 s"
    told: list[object] = []
    editor.drawing_changed.connect(told.append)
    for name, edit in edits(editor.workspace).items():
        spent.clear()
        for number in range(RUNS):
            act = edit(number, editor)
            told.clear()
            with measured(spent):
                editor.perform(act)
                while not told:
                    app.processEvents()
                app.processEvents()
            settle()
        row(name, spent, budget)
    spent.clear()
    for _ in range(RUNS):
        told.clear()
        with measured(spent):
            editor.undo_stack.undo()
            while not told:
                app.processEvents()
            app.processEvents()
        settle()
    row("undo", spent, budget)
    print(f"memory after {RUNS * 8} edits: {megabytes('VmRSS')}, most {megabytes('VmHWM')}; budget 400 MB at 10,000")
    editor.background.finish()
    editor.undo_stack.setClean()
    os._exit(0)


SIZES = ((2000, 6000), (10_000, 30_000))

if __name__ == "__main__":
    if len(sys.argv) > 2:
        main(int(sys.argv[1]), int(sys.argv[2]))
    for size in SIZES:
        if subprocess.run([sys.executable, __file__, *map(str, size)], check=False).returncode:
            sys.exit(1)
