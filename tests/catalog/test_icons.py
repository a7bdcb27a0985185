"""Icons are drawable, stay in their square, and every system type has one."""

from __future__ import annotations

import re

import pytest

from d365arch.catalog.icons import fault_of_path
from d365arch.catalog.load import own_catalog

CATALOG = own_catalog()


def test_icons_can_be_drawn_and_stay_in_their_square() -> None:
    assert all(icon.paths for icon in CATALOG.icons.values())
    for path in (path for icon in CATALOG.icons.values() for path in icon.paths):
        assert fault_of_path(path) is None
        # Only M, L, C and Z are used, so every number is a coordinate; 0.8 px of the stroke lie outside of it.
        assert set(re.findall(r"[A-Za-z]", path)) <= {"M", "L", "C", "Z"}
        assert all(0.8 <= float(number) <= 23.2 for number in re.findall(r"-?[\d.]+", path)), path


def test_every_system_type_has_an_icon_of_its_own_or_a_shared_one() -> None:
    assert all(kind.icon in CATALOG.icons for kind in CATALOG.system_types.values())
    assert {kind.icon for kind in CATALOG.system_types.values()} == set(CATALOG.icons)
    assert CATALOG.icon_of(None).id == "application"


@pytest.mark.parametrize(("data", "fault"), [
    ("M1 2 L3 4", None),
    ("M1,2L3-4Z", None),
    ("M1 2 3 4", None),
    ("M1 2 A1 1 0 0 1 5 5", None),
    ("", "begin"),
    ("L1 2", "begin"),
    ("M1 2 l3 4", "uses l"),
    ("M1 2 L3", "1 numbers after L"),
    ("M1 2 Z 3", "after Z"),
    ("M1 2 L", "0 numbers after L"),
    ("M1 2 <script>", "unreadable"),
    ("M 1 2 L nan 3", "0 numbers after L"),
])
def test_path_data_is_checked(data: str, fault: str | None) -> None:
    found = fault_of_path(data)
    assert (found is None) == (fault is None), found
    assert fault is None or fault in (found or "")
