"""Sets up a machine that has only Python: virtual environment, the libraries Qt needs, and this project in it.

Runs with the system's Python and the standard library alone, and does nothing where everything is in place already.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)

# Shared libraries that PySide6's wheels expect of Linux, and the Debian package of each. The first seven are needed
# even without a display; the rest by windows on X11.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libX11.so.6": "libx11-6",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
}


def say(sentence: str) -> None:
    """Tell the person, at once."""
    print(sentence, file=sys.stderr, flush=True)


def missing_libraries() -> list[str]:
    """Sonames of Qt's libraries that this Linux cannot load."""
    if not sys.platform.startswith("linux"):
        return []
    missing = []
    for soname in QT_LIBRARIES:
        try:
            ctypes.CDLL(soname)
        except OSError:
            missing.append(soname)
    return missing


def as_root() -> list[str] | None:
    """How to run a command as root without asking; none where that is not possible."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0:
        return sudo
    return None


def install_packages(packages: list[str]) -> bool:
    """Install Debian packages where that is allowed; otherwise print the command that does it."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    root = as_root()
    if root is not None:
        say(f"Installing {', '.join(packages)} with apt-get ...")
        subprocess.run([*root, "apt-get", "update", "-qq"], check=False)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run([*root, *command], env=environment, stdout=subprocess.DEVNULL, check=False)
        if done.returncode == 0:
            return True
    say(f"Please run:  sudo apt-get update && sudo {' '.join(command)}")
    return False


def provide_qt_libraries() -> None:
    """See to it that Qt finds what it needs of the system, or say what is missing."""
    missing = missing_libraries()
    if not missing:
        return
    if shutil.which("apt-get"):
        install_packages(sorted({QT_LIBRARIES[soname] for soname in missing}))
        missing = missing_libraries()
    if missing:
        say(f"The window needs these shared libraries, which are missing: {', '.join(missing)}. "
            "Everything but the window works without them.")


def make_environment(venv: Path) -> Path:
    """Make the virtual environment where there is none; returns its Python."""
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if python.exists():
        return python
    if venv.exists() and any(venv.iterdir()) and not (venv / "pyvenv.cfg").exists():
        say(f"{venv} is there but holds no virtual environment; remove it, or name another: make run VENV=.venv2")
        raise SystemExit(1)
    say(f"Making the virtual environment {venv} ...")
    command = [sys.executable, "-m", "venv", str(venv)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        shutil.rmtree(venv, ignore_errors=True)  # only what venv began, now or when it was last stopped
        # Debian and Ubuntu ship venv apart from Python.
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if shutil.which("apt-get"):
            install_packages([package])
        subprocess.run(command, check=True)
    return python


def install_project(python: Path, *, dev: bool) -> None:
    """Install the project, editable, where what it depends on has changed since the last time."""
    stamp = python.parent.parent / ("set-up-dev" if dev else "set-up")
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Installing d365arch and what it needs ...")
    target = f"{ROOT}[dev]" if dev else str(ROOT)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", target]
    # setuptools warns about every editable installation; what it says matters only when it fails.
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        say(done.stdout + done.stderr)
        raise subprocess.CalledProcessError(done.returncode, command)
    stamp.write_text(wanted)
    if dev:
        (stamp.parent / "set-up").write_text(wanted)


def main() -> int:
    """Set everything up; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="folder of the virtual environment")
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    arguments = parser.parse_args()
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:2]))
        say(f"d365arch needs Python {OLDEST[0]}.{OLDEST[1]} or newer and this is {found}; "
            "name a newer one, such as: make run PYTHON=python3.12")
        return 1
    provide_qt_libraries()
    try:
        install_project(make_environment(arguments.venv), dev=arguments.dev)
    except subprocess.CalledProcessError as error:
        say(f"Setting up stopped at: {' '.join(map(str, error.cmd))}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
