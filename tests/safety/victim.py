"""A program that works on a landscape at random and waits to be killed; forked, because starting anew takes a second.

Called with a file and a log. For each number that it reads, a child opens the file with the real editor, session and
safety, takes what is offered to recover, and edits and saves until it is killed. The log tells what a person may rely
on: `edit`, `save` (begun), `saved`, `begin` and `kept` (the recovery file), each with the state's number and the time.
"""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow, QWidget

from d365arch.catalog.load import own_catalog
from d365arch.edit import Document, Edit, SetField, Several, Target, TargetKind
from d365arch.gui import app, editor
from d365arch.gui.recent import RecentFiles
from d365arch.gui.safety import autosave, recovery_dialog
from d365arch.gui.safety.recovery_dialog import Wish
from d365arch.gui.safety.safety import Safety
from d365arch.gui.session import Session
from d365arch.gui.settings import Settings
from d365arch.io import recovery
from d365arch.model import Workspace

INTERVAL = 10
"""Of autosave, in ms; 8 s for people."""


def texts(state: int) -> dict[str, str]:
    """What a state says in several places at once, so that a torn one shows."""
    return {"version": f"{state}", "description": f"State {state}. " * (1 + state % 300), "authors": f"Author {state}"}


def state_of(workspace: Workspace) -> int:
    """The number of a state; raises `AssertionError` where its parts are of several."""
    landscape = workspace.landscape
    state = int(landscape.version or 0)
    said = {"version": landscape.version, "description": landscape.systems[0].description,
            "authors": landscape.authors[0]}
    wanted = {key: value.strip() for key, value in texts(state).items()}
    assert {key: str(value).strip() for key, value in said.items()} == wanted, f"torn: {said}"
    return state


def step_to(state: int) -> Edit:
    """The edit that makes this state."""
    said, landscape = texts(state), Target(TargetKind.LANDSCAPE)
    return Several((SetField(landscape, ("version",), said["version"]),
                    SetField(Target(TargetKind.SYSTEM, "bank"), ("description",), said["description"]),
                    SetField(landscape, ("authors",), (said["authors"],))), "Go on")


class Page(QWidget):
    """Takes the notices."""

    def add_notice(self, widget: QWidget) -> None:
        """Show it nowhere."""
        widget.setParent(self)


class Victim:
    """One life."""

    def __init__(self, file: Path, log: Path, seed: int) -> None:
        self.dice = random.Random(seed)
        self.log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        # Not before the fork: children would share what wakes Qt's event loop, and wait for each other for ever.
        self.application = app.make_application()
        self.editor = editor.Editor(Document(), own_catalog())
        # Drawing takes most of the time, and is not what is tried here.
        drawing = self.editor.drawing
        editor.draw = lambda *_args, **_named: drawing
        recovery_dialog.SMALL = -1      # no picture
        window = QMainWindow()
        settings = Settings()
        recent = RecentFiles(settings, window)
        self.session = Session(self.editor, settings, recent, window)
        self.safety = Safety(SimpleNamespace(window=window, editor=self.editor, session=self.session, recent=recent,
                                             page=Page(window)))  # type: ignore[arg-type]
        self.safety.autosave.interval = INTERVAL
        self._log_writing()
        self.session.open(file)
        dialog = self.safety.offers.dialog
        if dialog is not None:
            dialog.done(Wish.RESTORE)
        self.state = state_of(self.editor.workspace)

    def tell(self, word: str, state: int) -> None:
        """One line, whole, even if the next moment is the last."""
        os.write(self.log, f"{word} {state} {time.monotonic()}\n".encode())

    def _log_writing(self) -> None:
        real = autosave.write_recovery

        def write(place: Path, workspace: Workspace, *rest: Any, **named: Any) -> None:
            state = state_of(workspace)
            self.tell("begin", state)
            real(place, workspace, *rest, **named)
            self.tell("kept", state)

        autosave.write_recovery = write

    def live(self) -> None:
        """Edit and save until killed."""
        saving = self.dice.choice((0.0, 0.3, 0.8))
        self.tell("ready", self.state)
        while True:
            self.state += 1
            assert self.editor.perform(step_to(self.state))
            self.tell("edit", self.state)
            if self.dice.random() < saving:
                self.tell("save", self.state)
                assert self.session.save()
                self.tell("saved", self.state)
            until = time.monotonic() + self.dice.random() * 0.004
            while True:
                self.application.processEvents()
                if time.monotonic() >= until:
                    break


def main() -> None:
    """Fork a child for each line; tell its process id, then that it has ended."""
    file, log, folder = map(Path, sys.argv[1:])
    recovery.state_folder = lambda: folder / "state"
    own_catalog()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            # Settings of its own: where a kill leaves the empty lock file of Qt's settings, Qt waits 30 s for nobody.
            QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder / f"{os.getpid()}"))
            Victim(file, log, int(line)).live()
        print(child, flush=True)
        os.waitpid(child, 0)
        print("gone", flush=True)


if __name__ == "__main__":
    main()
