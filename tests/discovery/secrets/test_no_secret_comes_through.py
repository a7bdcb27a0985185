"""Every place where people leave secrets is told, and no output of any command or of the window holds the secret."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from d365arch.cli.main import run
from d365arch.discovery.pipeline import discover


def _neighbor(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"secrets_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


places = _neighbor("places")
MARK = places.MARK.lower()


def written(root: Path, files: Mapping[str, Any]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(
            content
            if isinstance(content, bytes)
            else (content if isinstance(content, str) else json.dumps(content)).encode()
        )
    return root


def around(text: str, mark: str = MARK) -> str:
    """The text around a mark, for a failing test to show; empty where it is not there."""
    at = text.lower().find(mark)
    return text[max(0, at - 120) : at + 40] if at >= 0 else ""


@pytest.mark.parametrize("place", places.PLACES)
def test_each_secret_is_told_by_its_place_and_never_shown(tmp_path: Path, place: str) -> None:
    found = discover([written(tmp_path / "in", places.PLACES[place])])
    assert found.secrets, "the secret is told"
    assert all(one.place and one.kind for one in found.secrets)
    assert not around(repr(found))
    assert not [one for one in found.not_read if "does not understand" in one.reason]


def outputs(folder: Path, into: Path, capsys: pytest.CaptureFixture[str]) -> Iterable[tuple[str, str]]:
    """What every command says and writes about a folder of artefacts."""
    into.mkdir()
    landscape, changed = into / "l.yaml", into / "changed.yaml"

    def said(*arguments: object) -> tuple[str, str]:
        code = run([str(one) for one in arguments])
        told = capsys.readouterr()
        assert code in {0, 1}, told.err
        return " ".join(map(str, arguments)), told.out + told.err

    yield said("discover", folder, "--all")
    yield said("discover", folder, "--json", "-o", landscape)
    yield said("discover", folder, "--dry-run", "--save-mapping", into / "mapping.yaml")
    (into / "empty.yaml").write_text("d365arch: 1\nname: Empty\n")
    yield said("discover", folder, "--into", into / "empty.yaml", "--all")
    shutil.copy(landscape, changed)
    changed.write_text(
        changed.read_text()
        .replace("timing: asynchronous", "timing: synchronous")
        .replace("timing: async", "timing: sync")
    )
    for form in ((), ("--json",), ("--sarif",)):
        yield said("drift", changed, folder, "--all", "--endpoints", *form)
        yield said("check", landscape, *form)
    yield said("discover", folder, "--into", changed, "--json", "--preview")
    yield said("analyze", landscape)
    for ending in ("html", "md", "json", "sarif"):
        yield said("report", landscape, "-o", into / f"r.{ending}")
    for ending in ("svg", "dot", "json"):
        yield said("export", landscape, "-o", into / f"p.{ending}")
    for path in sorted(into.iterdir()):
        yield path.name, path.read_text("utf-8")


@pytest.fixture
def debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("D365ARCH_DEBUG", "1")


@pytest.mark.usefixtures("debugging")
def test_no_output_holds_any_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    for number, files in enumerate(places.PLACES.values()):
        written(folder / f"{number:03}", files)
    for what, text in outputs(folder, tmp_path / "out", capsys):
        assert not around(text), what


def test_mail_addresses_do_not_come_through(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mail = "jane.personal@tailspin.example"
    files = {
        **places.flow(
            {f"Mail {mail}": places.http(f"https://h.tailspin.example/a?to={mail}", body=mail)},
            name=f"Orders for {mail}",
        ),
        **places.listed(
            (*places.HEAD, "Owner"),
            (*places.row(interface=f"Orders {mail}", remark=f"ask {mail}"), mail),
            (*places.row(source=f"SAP ({mail})"), "Jane <" + mail + ">"),
        ),
        "a.drawio": f'<mxfile><diagram name="{mail}">{places.drawn(places.box(f"Shop<br>{mail}"))}</diagram></mxfile>',
        f"{mail}.drawio": f'<mxfile><diagram name="P">{places.drawn(places.box("Shop"))}</diagram></mxfile>',
    }
    for what, text in outputs(written(tmp_path / "in", files), tmp_path / "out", capsys):
        assert not around(text, "jane.personal"), what
