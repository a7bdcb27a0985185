"""Secrets that stand in real artefacts are told by their place and come through in no output."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from d365arch.cli.main import run
from d365arch.discovery.pipeline import discover

CANARY = "canary"


def _files_with_canaries(corpus: Path) -> set[str]:
    """Files, and entries of archives, in which the corpus has put a secret."""
    found = set()
    for path in corpus.rglob("*"):
        if "40-" in str(path.relative_to(corpus)):
            continue  # some are made to do harm
        if path.suffix == ".zip" and path.is_file():
            with zipfile.ZipFile(path) as archive:
                found |= {
                    f"{path}!{info.filename}"
                    for info in archive.infolist()
                    if info.file_size < 5_000_000 and not info.flag_bits & 1 and b"CANARY" in archive.read(info)
                }
        elif path.suffix in {".json", ".xml", ".csv", ".bicep"} and b"CANARY" in path.read_bytes():
            found.add(str(path))
    return found


def test_every_file_with_a_secret_is_told(corpus: Path) -> None:
    folders = [path for path in sorted(corpus.iterdir()) if path.is_dir() and not path.name.startswith("40-")]
    found = discover(folders)
    told = {one.file for one in found.secrets}
    assert _files_with_canaries(corpus) - told == set()
    assert CANARY not in repr(found).lower()


@pytest.mark.parametrize("arguments", [["--all"], ["--json"]])
def test_no_output_holds_a_secret(
    corpus: Path,
    tmp_path: Path,
    arguments: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("D365ARCH_DEBUG", "1")
    folders = [str(path) for path in sorted(corpus.iterdir()) if path.is_dir()]
    landscape = tmp_path / "l.yaml"
    drawn = [
        ["drift", str(landscape), *folders, "--json"],
        ["drift", str(landscape), *folders, "--sarif"],
        ["check", str(landscape)],
        *(["report", str(landscape), "-o", str(tmp_path / f"r.{end}")] for end in ("html", "md", "json", "sarif")),
        *(["export", str(landscape), "-o", str(tmp_path / f"p.{end}")] for end in ("svg", "dot", "json")),
    ]
    for command in (
        ["discover", *folders, "-o", str(landscape), *arguments],
        *(drawn if arguments == ["--json"] else []),
    ):
        assert run(command) in {0, 1}
        told = capsys.readouterr()
        assert CANARY not in (told.out + told.err).lower(), command[0]
    for path in tmp_path.iterdir():
        assert CANARY not in path.read_text("utf-8").lower(), path.name
