"""Bicep files: each that no other one uses as a module is read as the template that it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from d365arch.discovery.artefacts import Artefact, Files, Folder
from d365arch.discovery.azure.arm_template import resources_of
from d365arch.discovery.azure.arm_text import Scope
from d365arch.discovery.azure.bicep_nodes import Text
from d365arch.discovery.azure.bicep_syntax import declarations_of
from d365arch.discovery.azure.bicep_template import files_named_in, template_of
from d365arch.discovery.azure.templates import ResourcePart, Source
from d365arch.discovery.desk import Desk
from d365arch.discovery.records import ArtefactKind, ReadArtefact
from d365arch.discovery.tree import Entry, ReadingError


class BicepFiles:
    """The reader of Bicep. What reads resources of templates reads those of Bicep, too."""

    def __init__(self, parts: Sequence[ResourcePart]) -> None:
        self._parts = tuple(parts)

    def claim(self, files: Files, desk: Desk) -> list[Artefact]:
        """Take every Bicep file, with the policies and specifications that it loads."""
        mine = files.ending(".bicep", ".bicepparam")
        if not mine:
            return []
        every = {entry.parts: entry for entry in files}
        uses: dict[Folder, list[Entry]] = {}
        for entry in mine:
            try:
                named = files_named_in(desk.peek_text(entry)) if entry.suffix == ".bicep" else []
            except ReadingError:
                named = []
            found = (every.get(_resolved(entry.folder, path)) for path in named)
            uses[entry.parts] = [one for one in found if one is not None and one is not entry]
        used = {one.parts for named in uses.values() for one in named if one.suffix == ".bicep"}
        artefacts = []
        for entry in mine:
            if entry.suffix != ".bicep" or entry.parts in used:
                continue
            reached, waiting = {entry.parts: entry}, [entry]
            while waiting:
                for one in uses.get(waiting.pop().parts, ()):
                    if one.parts not in reached:
                        reached[one.parts] = one
                        waiting.append(one)
            values = [one for one in mine if one.suffix == ".bicepparam" and _of(one) == entry.parts]
            artefacts.append(Artefact(ArtefactKind.TEMPLATE, entry, (*reached.values(), *values), entry.folder))
        # Texts and parameters it loads are not templates of their own; JSON modules stay for whoever reads templates.
        loaded = [one for artefact in artefacts for one in artefact.entries if one.suffix != ".json"]
        files.claim([*mine, *loaded])
        return artefacts

    def survey(self, artefact: Artefact, desk: Desk) -> None:
        """Let the parts that know a type of the file tell what they define."""
        source = _source(artefact, desk)
        for part in self._wanted(source):
            part.survey(source, [one for one in source.resources if _is_one(one.type, part.types)], desk)

    def read(self, artefact: Artefact, desk: Desk) -> None:
        """Let the parts that know a type of the file note what they find."""
        source = _source(artefact, desk)
        for part in self._wanted(source):
            part.read(source, [one for one in source.resources if _is_one(one.type, part.types)], desk)
        if all(one.file != artefact.main.path for one in desk.notebook.artefacts):
            desk.notebook.artefact(ReadArtefact(artefact.main.path, ArtefactKind.TEMPLATE, artefact.main.shown_name))

    def _wanted(self, source: Source) -> list[ResourcePart]:
        return [part for part in self._parts if any(_is_one(one.type, part.types) for one in source.resources)]


def _is_one(kind: str, types: Sequence[str]) -> bool:
    return any(kind == one or kind.startswith(f"{one}/") for one in types)


def _resolved(folder: Folder, relative: str) -> Folder:
    """Where a relative path leads from a folder, in small letters; out of it, but never out of the files."""
    parts = list(folder)
    for piece in relative.lower().replace("\\", "/").split("/"):
        if piece == "..":
            parts = parts[:-1]
        elif piece not in {"", "."}:
            parts.append(piece)
    return tuple(parts)


def _of(values: Entry) -> Folder:
    """The Bicep file that a parameters file of its name is for: `main.prod.bicepparam` is for `main.bicep`."""
    return (*values.folder, f"{values.name.split('.', 1)[0]}.bicep")


def _source(artefact: Artefact, desk: Desk) -> Source:
    entries = {entry.parts: entry for entry in artefact.entries}

    def load(file: str, relative: str) -> Any:
        entry = entries.get(_resolved(tuple(file.split("/")[:-1]), relative))
        if entry is None:
            return None
        return desk.json(entry) if entry.suffix == ".json" else desk.text(entry)

    text = desk.text(artefact.main) or ""
    template = template_of(text, "/".join(artefact.main.parts), load)
    given = [entry for entry in artefact.entries if entry.suffix == ".bicepparam"]
    # Of several environments none is chosen: the file stands for all of them.
    scope = Scope(template, _values(given[0], desk) if len(given) == 1 else None)
    found = tuple(replace(one, pointer=_place(one.pointer)) for one in resources_of(template, scope=scope))
    return Source(artefact.main, found, True, template, scope)


def _values(entry: Entry, desk: Desk) -> dict[str, Any]:
    """Literal values of a parameters file; what it computes or reads elsewhere is not known."""
    found: dict[str, Any] = {}
    text = desk.text(entry) or ""
    for one in declarations_of(text):
        if one.kind == "param" and isinstance(one.value, Text) and one.value.plain:
            found[one.name] = {"value": one.value.plain}
    return found


def _place(pointer: str) -> str:
    """`/resources/bus/properties/template/resources/queue` as people find it: `module bus, resource queue`."""
    names = [name for name in pointer.split("/resources/") if name]
    shown = [name.removesuffix("/properties/template") for name in names]
    return ", ".join([*(f"module {name}" for name in shown[:-1]), f"resource {shown[-1]}"]) if shown else ""
