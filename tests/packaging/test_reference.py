"""The reference pages are in step with what the product knows, and their links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "packaging" / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    pages: dict[str, str] = module.pages()
    return pages


def test_the_pages_are_in_step(made: dict[str, str]) -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert sorted(found) == sorted(made)
    assert [name for name, text in made.items() if found[name] != text] == [], "run make reference"


def test_every_link_within_a_page_has_its_place(made: dict[str, str]) -> None:
    for name, text in made.items():
        places = re.findall(r'<a id="([^"]+)"></a>', text)
        assert len(places) == len(set(places)), name
        assert set(re.findall(r"\]\(#([^)]+)\)", text)) == set(places)


def test_every_entry_says_what_it_is_and_rules_name_their_source(made: dict[str, str]) -> None:
    cards = made["rules.md"].split('<a id="')[1:]
    assert len(cards) > 100
    assert all("*Sources:*" in card for card in cards if not card.startswith("w-"))
