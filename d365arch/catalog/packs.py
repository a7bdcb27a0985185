"""Finds the catalog packs of a user: named ones, those of `D365ARCH_PACKS`, and those in the user's folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from d365arch.errors import CatalogError, printable_path

PACKS_VARIABLE = "D365ARCH_PACKS"
"""Environment variable with pack files or folders, separated as in PATH."""

LARGEST_PACK = 5_000_000
"""Bytes; a catalog file of a person is some kilobytes."""


def packs_folder() -> Path:
    """The folder whose packs always count; it need not exist.

    `~/.config/d365arch/packs` on Linux, the matching place on macOS and Windows.
    """
    from platformdirs import user_config_path

    return user_config_path("d365arch", appauthor=False) / "packs"


def find_packs(named: Sequence[Path] = ()) -> tuple[Path, ...]:
    """All pack files in the order in which they apply: folder, environment, named; later ones override.

    Raises `CatalogError` where a named file or folder is not there.
    """
    folder = packs_folder()
    found = _files_in(folder) if _is_folder(folder) else []
    listed = [Path(part) for part in os.environ.get(PACKS_VARIABLE, "").split(os.pathsep) if part]
    found += _given(listed, f" (named in {PACKS_VARIABLE})")
    found += _given(named, "")
    return tuple(dict.fromkeys(found))


def _files_in(folder: Path) -> list[Path]:
    try:
        return sorted(p for p in folder.iterdir() if p.suffix in {".yaml", ".yml"} and p.is_file())
    except OSError as error:
        raise _unreadable(folder, error) from None


def _given(paths: Iterable[Path], whence: str) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if _is_folder(path):
            found += _files_in(path)
        elif path.is_file():
            found.append(path)
        else:
            raise CatalogError(f'The catalog pack "{printable_path(path)}"{whence} is not there; correct the name or '
                               "leave it out.")
    return found


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError) -> CatalogError:
    return CatalogError(f'The catalog pack "{printable_path(path)}" cannot be read: {error.strerror}; make it readable '
                        "or leave it out.")


def read_pack_text(path: Path) -> str:
    """The text of a pack file; raises `CatalogError` where it cannot be read as text."""
    try:
        if path.stat().st_size > LARGEST_PACK:
            raise CatalogError(f'The catalog pack "{printable_path(path)}" is larger than 5 MB, so it was not read; '
                               "split it or leave it out.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogError(f'The catalog pack "{printable_path(path)}" is not UTF-8 text; save it as UTF-8.') from error
    except OSError as error:
        raise _unreadable(path, error) from error
