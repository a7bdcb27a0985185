"""What work that makes very many records at once does with memory: no cycle collector meanwhile, nothing kept after."""

from __future__ import annotations

import ctypes
import gc
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def no_collector() -> Iterator[None]:
    """Hold the cycle collector off while values are made that hold no cycles.

    On 100,000 integrations it would take as long as the analysis, on a drawing of 6,000 lines longer than the drawing,
    and find nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def give_back() -> bool:
    """Return what is free to the system, and tell whether there was any; for when nothing else is to be done.

    The allocator of glibc keeps what it once had: after a drawing of 30,000 lines about 75 MB, given back in 12 ms.
    Other systems do it by themselves, and nothing is done there.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    with suppress(OSError, AttributeError):
        return bool(ctypes.CDLL(None).malloc_trim(0))
    return False
