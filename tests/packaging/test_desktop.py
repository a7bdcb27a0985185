"""The desktop build's parts agree with each other and with the program: file type, names, icons, version."""

from __future__ import annotations

import configparser
import importlib.util
import plistlib
import re
import sys
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from d365arch import __version__

ROOT = Path(__file__).parents[2]
LINUX = ROOT / "packaging" / "linux"
APP = "org.d365arch.d365arch"


@pytest.fixture
def make_desktop(monkeypatch, tmp_path):
    spec = importlib.util.spec_from_file_location("make_desktop", ROOT / "packaging" / "make_desktop.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("BUILD", "ICONS", "DIST"):
        monkeypatch.setattr(module, name, tmp_path / name.lower())
    return module


def test_the_file_type_is_the_same_everywhere(make_desktop):
    desktop = configparser.ConfigParser(interpolation=None)
    desktop.optionxform = str
    desktop.read(LINUX / f"{APP}.desktop")
    entry = desktop["Desktop Entry"]
    assert entry["MimeType"].strip(";") == make_desktop.MIME
    assert entry["Icon"] == APP
    mime = etree.parse(LINUX / f"{APP}.xml")
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    assert mime.find(".//m:mime-type", space).get("type") == make_desktop.MIME
    assert mime.find(".//m:glob", space).get("pattern") == f"*.{make_desktop.SUFFIX}"
    about = etree.parse(LINUX / f"{APP}.metainfo.xml")
    assert about.findtext("id") == APP
    assert about.findtext("launchable") == f"{APP}.desktop"
    assert about.findtext("provides/mediatype") == make_desktop.MIME


def test_files_named_by_the_suffix_open_in_the_window(make_desktop):
    from d365arch.__main__ import opens_window

    assert opens_window([f"northwind.{make_desktop.SUFFIX}"])


def test_the_window_names_its_desktop_entry(qapp):
    from d365arch.gui.app import make_application

    assert make_application().desktopFileName() == APP


def test_icons_come_in_every_size_and_form(make_desktop):
    make_desktop.make_icons()
    for name in ("d365arch", "document"):
        for size in make_desktop.SIZES:
            with Image.open(make_desktop.ICONS / f"{size}x{size}" / f"{name}.png") as image:
                assert image.size == (size, size)
                assert image.getbbox() is not None
        with Image.open(make_desktop.ICONS / f"{name}.ico") as image:
            assert {(16, 16), (32, 32), (256, 256)} <= image.info["sizes"]
        with Image.open(make_desktop.ICONS / f"{name}.icns") as image:
            assert image.size[0] >= 512


def test_windows_gets_the_version(make_desktop):
    text = Path(make_desktop.version_resource("d365arch")).read_text(encoding="utf-8")
    numbers = ", ".join((*__version__.split("."), "0"))
    assert f"filevers=({numbers})" in text
    assert "@" not in text


def test_linux_gets_its_parts_and_a_way_to_remove_them(make_desktop, tmp_path):
    make_desktop.make_icons()
    (make_desktop.DIST / "d365arch").mkdir(parents=True)
    make_desktop.add_linux_parts()
    share = make_desktop.DIST / "d365arch" / "share"
    assert (share / "applications" / f"{APP}.desktop").is_file()
    assert (share / f"icons/hicolor/48x48/mimetypes/{make_desktop.MIME.replace('/', '-')}.png").is_file()
    if sys.platform.startswith("linux"):
        import subprocess

        home = tmp_path / "home"
        home.mkdir()
        environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
        script = [str(make_desktop.DIST / "d365arch" / "install.sh")]
        subprocess.run(script, check=True, env=environment)
        entry = (home / ".local/share/applications" / f"{APP}.desktop").read_text(encoding="utf-8")
        assert f'Exec="{make_desktop.DIST / "d365arch" / "d365arch"}" %f' in entry
        subprocess.run([*script, "--remove"], check=True, env=environment)
        left = [path for path in home.rglob("*") if not path.is_dir() and "mime" not in path.parts]
        assert left == []


def test_the_recipe_names_the_document_type_for_macos():
    recipe = (ROOT / "packaging" / "d365arch.spec").read_text(encoding="utf-8")
    found = re.search(r"info_plist=(\{.*?\n        \})", recipe, re.DOTALL)
    assert found
    plist = eval(found[1], {"MIME": "application/x-d365arch+yaml", "SUFFIX": "d365arch.yaml"})
    assert plistlib.dumps(plist)
    (kind,) = plist["UTExportedTypeDeclarations"]
    assert plist["CFBundleDocumentTypes"][0]["LSItemContentTypes"] == [kind["UTTypeIdentifier"]]
