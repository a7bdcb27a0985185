"""Builds the desktop program: `make desktop` leaves it in dist/, with icons, file type and, on Linux, an installer.

Icons of every size are made from the one SVG; nothing that is made here is kept in the repository.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = ROOT / "build" / "desktop"
DIST = ROOT / "dist"
ICONS = BUILD / "icons"
SITE = BUILD / "site"
"""The program as its users install it; PyInstaller does not follow the folders of an editable installation."""
SUFFIX = "d365arch.yaml"
MIME = "application/x-d365arch+yaml"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def version() -> str:
    """The version of the sources."""
    from d365arch import __version__

    return __version__


def make_icons() -> None:
    """The program's icon and that of its files, as PNG for Linux, ICO for Windows, ICNS for macOS."""
    import resvg_py
    from PIL import Image

    for name, source in (("d365arch", ROOT / "resources/icons/app.svg"), ("document", HERE / "document.svg")):
        pictures = []
        for size in SIZES:
            data = bytes(resvg_py.svg_to_bytes(svg_string=source.read_text(encoding="utf-8"), width=size, height=size))
            place = ICONS / f"{size}x{size}" / f"{name}.png"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            pictures.append(Image.open(io.BytesIO(data)))
        largest = pictures[-1]
        largest.save(ICONS / f"{name}.ico", sizes=[(size, size) for size in SIZES if size <= 256])
        largest.save(ICONS / f"{name}.icns")


def version_resource(name: str) -> str:
    """Path of the version information that Windows shows in a program's properties."""
    numbers = [int(part) if part.isdigit() else 0 for part in (*version().split("."), "0", "0", "0", "0")[:4]]
    text = (HERE / "windows" / "version.txt").read_text(encoding="utf-8")
    text = text.replace("@numbers@", ", ".join(map(str, numbers))).replace("@version@", version())
    place = BUILD / f"{name}-version.txt"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text.replace("@name@", name), encoding="utf-8")
    return str(place)


def add_linux_parts() -> None:
    """Desktop entry, AppStream data, file type, icons, and the script that puts them where a desktop looks."""
    share = DIST / "d365arch" / "share"
    for folder, names in {"applications": ["org.d365arch.d365arch.desktop"],
                          "metainfo": ["org.d365arch.d365arch.metainfo.xml"],
                          "mime/packages": ["org.d365arch.d365arch.xml"]}.items():
        (share / folder).mkdir(parents=True, exist_ok=True)
        for name in names:
            text = (HERE / "linux" / name).read_text(encoding="utf-8").replace("@version@", version())
            (share / folder / name).write_text(text, encoding="utf-8")
    for size in SIZES:
        hicolor = share / "icons/hicolor" / f"{size}x{size}"
        for folder, made, name in (("apps", "d365arch", "org.d365arch.d365arch"),
                                   ("mimetypes", "document", MIME.replace("/", "-"))):
            (hicolor / folder).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ICONS / f"{size}x{size}" / f"{made}.png", hicolor / folder / f"{name}.png")
    shutil.copy(HERE / "linux" / "install.sh", DIST / "d365arch" / "install.sh")


def main() -> int:
    """Build; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--icons-only", action="store_true", help="make the icons and stop")
    arguments = parser.parse_args()
    make_icons()
    if arguments.icons_only:
        return 0
    shutil.rmtree(SITE, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                    "--target", str(SITE), str(ROOT)], check=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", str(DIST),
               "--workpath", str(BUILD), str(HERE / "d365arch.spec")]
    done = subprocess.run(command, check=False, cwd=ROOT)
    if done.returncode != 0:
        return done.returncode
    if sys.platform.startswith("linux"):
        add_linux_parts()
    if sys.platform == "win32":
        shutil.copy(HERE / "windows" / "register.ps1", DIST / "d365arch" / "register.ps1")
        for name in ("d365arch", "document"):
            shutil.copy(ICONS / f"{name}.ico", DIST / "d365arch" / f"{name}.ico")
    size = sum(path.lstat().st_size for path in (DIST / "d365arch").rglob("*")) / 2**20
    print(f"dist/d365arch: {size:,.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
