"""Memory that is free goes back to the system where somebody has to ask for that."""

import platform

import pytest

from d365arch.model import memory


def test_what_is_free_is_given_back_where_the_allocator_keeps_it() -> None:
    assert memory.give_back() in (True, False)    # the system may have nothing to take


def test_elsewhere_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("no other allocator knows this call")

    monkeypatch.setattr("ctypes.CDLL", refuse)
    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    assert memory.give_back() is False


def test_a_library_without_the_call_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: ("glibc", "2"))
    monkeypatch.setattr("ctypes.CDLL", lambda _name: object())
    assert memory.give_back() is False
