"""Deletes what runs work in the background while the work goes on telling; a crash shows in the exit code."""

from __future__ import annotations

import os
import sys
import threading

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_API", "pyside6")

from PySide6.QtCore import QCoreApplication
from shiboken6 import delete

from d365arch.gui.background import Background

ROUNDS = 300


def main() -> int:
    """Many short lives; what is told in the last moment of each is what matters."""
    sys.setswitchinterval(1e-5)
    application = QCoreApplication([])
    for _ in range(ROUNDS):
        background, stop = Background(), threading.Event()
        chats = threading.Thread(target=chat, args=(background, stop))
        chats.start()
        background.end(0.0)
        delete(background)
        stop.set()
        chats.join()
    application.processEvents()
    return 0


def chat(background: Background, stop: threading.Event) -> None:
    """As work does that nobody cancelled, and that tells how far it is as fast as it can."""
    while not stop.is_set():
        background._knock(lambda: None)


if __name__ == "__main__":
    sys.exit(main())
