"""Figures in words: nothing is rounded into another statement."""

from __future__ import annotations

import pytest

from d365arch.analysis import wording as say


@pytest.mark.parametrize(("share", "shown", "down"), [
    (1, "100%", "0 s"), (0.99999, "99.999%", "26 s"), (0.9995, "99.95%", "22 min"), (0.997003, "99.7%", "2.2 h"),
    (0.9999999, "99.99999%", "0 s"), (0.0, "0%", "720 h"),
])
def test_only_what_never_fails_is_said_to_work_always(share: float, shown: str, down: str) -> None:
    assert say.availability(share) == shown
    assert say.downtime(share) == down


def test_shares_do_not_read_as_nothing_or_all() -> None:
    assert [say.percent(share) for share in (0, 0.0004, 0.004, 0.25, 0.9996, 1)] == [
        "0%", "0.04%", "0.4%", "25%", "99.96%", "100%"]


def test_times_are_in_the_unit_that_people_say() -> None:
    assert [say.milliseconds(ms) for ms in (0, 250, 4_200, 180_000)] == ["0 ms", "250 ms", "4.2 s", "3 min"]


def test_long_lists_end_with_how_many_there_are() -> None:
    assert say.listing([]) == "none"
    assert say.listing(["A", "B", "C"]) == "A, B and C"
    assert say.listing(list("ABCDE"), 3) == "A, B and 3 more"
