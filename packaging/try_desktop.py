"""Tries the built program as a user would: it tells its version, exports a sample, and shows its window.

The window is looked at where there is an X server or Xvfb to show it on: a picture of the whole screen has to be the
one that the sources give.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "dist" / "d365arch" / ("d365arch.exe" if sys.platform == "win32" else "d365arch")
SAMPLE = ROOT / "samples" / "northwind-as-is.yaml"
PATIENCE = 60.0
"""Seconds until the window must have been seen."""

WANTED = {"#B86E00": "a synchronous line", "#770180": "the edge of Finance and Operations"}

_SHOT = """
import sys
from PySide6.QtGui import QGuiApplication
application = QGuiApplication([])
sys.exit(0 if application.primaryScreen().grabWindow(0).save(sys.argv[1]) else 1)
"""


def say(sentence: str) -> None:
    """Tell the person, at once."""
    print(sentence, flush=True)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the built program as a command; ends the trial where it fails."""
    done = subprocess.run([str(PROGRAM), *arguments], capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode != 0:
        sys.exit(f"d365arch {' '.join(arguments)} ended with {done.returncode}: {done.stderr or done.stdout}")
    return done


def try_commands(folder: Path) -> None:
    """Version, and an export that has to be the one of the sources, byte for byte."""
    from d365arch import __version__

    told = run("--version").stdout.strip()
    if told != f"d365arch {__version__}":
        sys.exit(f"The program calls itself {told!r}.")
    built, source = folder / "built.svg", folder / "source.svg"
    run("export", str(SAMPLE), "-o", str(built))
    subprocess.run([sys.executable, "-m", "d365arch", "export", str(SAMPLE), "-o", str(source)], check=True)
    if built.read_bytes() != source.read_bytes():
        sys.exit("The built program draws another picture than the sources do.")
    run("export", str(SAMPLE), "-o", str(folder / "built.pdf"))
    run("export", str(SAMPLE), "-o", str(folder / "built.png"))
    say(f"{told}: exports the picture of the sources ({built.stat().st_size:,} bytes), a PDF and a PNG")


@contextlib.contextmanager
def screen() -> Iterator[str | None]:
    """An X display: a new Xvfb, or the one there is; none where there is neither."""
    if not sys.platform.startswith("linux") or shutil.which("Xvfb") is None:
        yield os.environ.get("DISPLAY")
        return
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
                              pass_fds=(write,), stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def missing_colors(picture: Path) -> list[str]:
    """What of the drawing a picture of the screen does not show."""
    with Image.open(picture) as image:
        colors = {color for _, color in image.convert("RGB").getcolors(1 << 24) or ()}
    return [what for code, what in WANTED.items()
            if (int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)) not in colors]


def look_at(command: list[str], shot: Path, display: str) -> float:
    """Open the sample with a program and take a picture of the screen once the drawing is there and keeps still.

    Returns how long that took, in s; ends the trial where the window does not show it.
    """
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "XDG_CONFIG_HOME": home,
                       "XDG_CACHE_HOME": home, "XDG_STATE_HOME": home, "XDG_DATA_HOME": home}
        sample = Path(home) / SAMPLE.name
        shutil.copy(SAMPLE, sample)
        started = time.monotonic()
        program = subprocess.Popen([*command, str(sample)], env=environment)
        missing, before = list(WANTED.values()), b""
        try:
            while time.monotonic() - started < PATIENCE:
                if program.poll() is not None:
                    sys.exit(f"{command[0]} ended by itself with {program.returncode}.")
                time.sleep(0.5)
                subprocess.run([sys.executable, "-c", _SHOT, str(shot)], env=environment, check=True)
                missing = missing_colors(shot)
                if not missing and shot.read_bytes() == before:
                    return time.monotonic() - started
                before = shot.read_bytes()
        finally:
            program.terminate()
            program.wait()
        sys.exit(f"{command[0]} does not show {' nor '.join(missing) or 'a picture that keeps still'}.")


def try_window(folder: Path) -> None:
    """The window of the built program has to look like that of the sources."""
    with screen() as display:
        if display is None:
            say("The window was not tried: there is no X server and no Xvfb here.")
            return
        built, source = ROOT / "build" / "desktop" / "window.png", folder / "source.png"
        took = look_at([str(PROGRAM)], built, display)
        look_at([sys.executable, "-m", "d365arch"], source, display)
        with Image.open(built) as one, Image.open(source) as other:
            box = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox()
        if box:
            sys.exit(f"The built program's window differs from that of the sources at {box}; look at "
                     f"{built.relative_to(ROOT)}.")
        say(f"The window shows the sample after {took:.1f} s, like that of the sources; see {built.relative_to(ROOT)}")


def main() -> None:
    """Try everything; ends with a sentence and exit code 1 where something is wrong."""
    if not PROGRAM.exists():
        sys.exit("There is no built program in dist/; run: make desktop")
    with tempfile.TemporaryDirectory() as name:
        try_commands(Path(name))
        try_window(Path(name))


if __name__ == "__main__":
    main()
