"""The zip archives of a run that are open: only so many at a time, and none after its end."""

from __future__ import annotations

import io
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from typing import IO

_OPEN_AT_ONCE = 24
"""Archives held open; a system allows some hundreds of open files, and a folder may hold more archives than that."""


_ROOM = 200_000_000
"""Bytes of archives inside archives that are held at once; others are unpacked again when they are needed."""


def _held(stream: IO[bytes]) -> int:
    return stream.getbuffer().nbytes if isinstance(stream, io.BytesIO) else 0


class Archives:
    """The archives of a run, so many of them open at a time. Close it when the last entry was read."""

    def __init__(self) -> None:
        self._room = _ROOM
        self._open: OrderedDict[str, tuple[zipfile.ZipFile, IO[bytes]]] = OrderedDict()

    def get(self, key: str, opened: Callable[[], IO[bytes]]) -> zipfile.ZipFile:
        """The archive of that key, opened again where it was closed meanwhile; raises what zipfile raises."""
        if key in self._open:
            self._open.move_to_end(key)
            return self._open[key][0]
        stream = opened()
        try:
            archive = zipfile.ZipFile(stream)
        except BaseException:
            stream.close()
            raise
        self._open[key] = archive, stream
        self._room -= _held(stream)
        while len(self._open) > 1 and (len(self._open) > _OPEN_AT_ONCE or self._room < 0):
            self._close(*self._open.popitem(last=False)[1])
        return archive

    def close(self) -> None:
        """Close whatever is open."""
        while self._open:
            self._close(*self._open.popitem()[1])

    def _close(self, archive: zipfile.ZipFile, stream: IO[bytes]) -> None:
        self._room += _held(stream)
        archive.close()
        stream.close()
