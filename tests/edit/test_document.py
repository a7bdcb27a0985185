"""The document tells everyone of every change, in order."""

import subprocess
import sys

import d365arch.edit
from d365arch.edit import Document, Edit, SetField, Target, TargetKind
from d365arch.model import Workspace


def test_followers_hear_before_and_after(shop):
    document, heard = Document(), []
    first = document.workspace
    stop = document.subscribe(lambda before, after: heard.append((before, after)))
    document.replace(shop)
    document.replace(shop)
    assert heard == [(first, shop)] and heard[0][1] is shop
    stop()
    stop()
    document.replace(first)
    assert len(heard) == 1 and document.workspace is first


def test_a_change_made_while_telling_is_told_afterwards(shop):
    document, heard = Document(Workspace.empty("a")), []

    def rename_once(before, after):
        if after.landscape.name == "Shop":
            document.replace(SetField(Target(TargetKind.LANDSCAPE), ("name",), "Twice").apply(after))

    document.subscribe(rename_once)
    document.subscribe(lambda before, after: heard.append((before.landscape.name, after.landscape.name)))
    document.replace(shop)
    assert heard == [("a", "Shop"), ("Shop", "Twice")]


def test_one_who_stops_another_while_telling(shop):
    document, heard = Document(), []
    stops = []
    document.subscribe(lambda before, after: stops[0]())
    stops.append(document.subscribe(lambda before, after: heard.append(after)))
    document.replace(shop)
    assert heard == []


def test_every_name_is_there_and_edits_are_edits():
    for name in d365arch.edit.__all__:
        assert getattr(d365arch.edit, name).__module__.startswith("d365arch.edit.")
    assert isinstance(SetField(Target(TargetKind.LANDSCAPE), ("name",), "x"), Edit)


def test_importing_the_package_imports_no_edit():
    code = "import sys, d365arch.edit; print([m for m in sys.modules if m.startswith('d365arch.edit.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
