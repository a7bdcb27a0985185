"""Files made to do harm: each is answered by one sentence, the rest is read, and memory stays small."""

from __future__ import annotations

import io
import json
import os
import re
import socket
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from d365arch.cli.main import run
from d365arch.discovery.pipeline import discover
from d365arch.discovery.records import Discovery

Find = Callable[[Mapping[str, Any]], Discovery]
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM '
    '"file:///etc/hostname">]>'
)
FLOW = {
    "properties": {
        "connectionReferences": {"shared_sql": {"api": {"name": "shared_sql"}}},
        "definition": {
            "triggers": {"t": {"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}}},
            "actions": {
                "Q": {
                    "type": "OpenApiConnection",
                    "inputs": {
                        "host": {"connectionName": "shared_sql", "operationId": "Q"},
                        "parameters": {"server": "sql.tailspin.example"},
                    },
                }
            },
        },
    }
}
GOOD = {"good/flow.json": FLOW}
"""Is found beside whatever is hostile."""


def zipped(files: Mapping[str, bytes | str], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", level) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def refused(found: Discovery, name: str) -> list[str]:
    assert len(found.integrations) == 1, "the rest is read"
    assert not any("does not understand" in one.reason for one in found.not_read)
    return [one.reason for one in found.not_read if one.file.endswith(name)]


def sheet_with(part: str, change: Callable[[bytes], bytes]) -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.append(("Interface", "Source system", "Target system"))
    book.active.append(("Orders", "SAP", "Shop"))
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as old:
        return zipped({name: change(old.read(name)) if name == part else old.read(name) for name in old.namelist()})


@pytest.mark.parametrize(
    "name",
    [
        "solution.xml",
        "customizations.xml",
        "Other/Customizations.xml",
        "AxService/S.xml",
        "Descriptor/M.xml",
        "Manifest.xml",
        "a.drawio",
        "loose.xml",
        "Workflows/x.json.data.xml",
    ],
)
def test_entities_are_refused_in_every_kind_of_xml(found: Find, name: str) -> None:
    root = {
        "a.drawio": "mxfile",
        "loose.xml": "mxGraphModel",
        "AxService/S.xml": "AxService",
        "Manifest.xml": "DataManagementPackageManifest",
    }.get(name, "ImportExportXml")
    outcome = found({**GOOD, name: f"{ENTITIES}<{root}><Name>&b;&f;</Name></{root}>"})
    assert refused(outcome, name) == ["XML with a document type or entities, which is refused: no artefact needs one."]
    assert "aaaaaaaaaa" not in repr(outcome) and Path("/etc/hostname").read_text().strip() not in repr(outcome).split()


def test_entities_are_refused_in_pictures_packed_pages_and_workbooks(found: Find) -> None:
    inside = f"{ENTITIES}<mxfile><diagram><mxGraphModel><root/></mxGraphModel></diagram></mxfile>".replace(
        "<", "&lt;"
    ).replace('"', "&quot;")
    outcome = found(
        {
            **GOOD,
            "a.drawio.svg": f'<svg xmlns="http://www.w3.org/2000/svg" content="{inside}"/>',
            "a.xlsx": sheet_with("xl/worksheets/sheet1.xml", lambda data: ENTITIES.encode() + data.split(b"?>")[-1]),
            "b.xlsx": sheet_with("xl/workbook.xml", lambda data: ENTITIES.encode() + data),
            "c.xlsx": sheet_with("[Content_Types].xml", lambda data: ("\ufeff" + ENTITIES).encode("utf-16-le")),
        }
    )
    for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
        assert len(refused(outcome, name)) == 1, name
    assert len(refused(outcome, "a.drawio.svg")) <= 1
    assert "aaaaaaaaaa" not in repr(outcome)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/media/image1.png"]
)
def test_a_workbook_that_is_a_bomb_is_stopped(found: Find, part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(sheet_with("", bytes))) as old:
        files = {name: old.read(name) for name in old.namelist()}
    outcome = found({**GOOD, "bomb.xlsx": zipped({**files, part: b"<a>" + b" " * 40_000_000 + b"</a>"})})
    (reason,) = refused(outcome, "bomb.xlsx")
    assert "packed" in reason or "larger" in reason


def test_entries_that_overlap_lie_or_are_encrypted_are_refused_one_by_one(found: Find) -> None:
    big = b"0" * 3_000_000
    lying = bytearray(zipped({"lying.json": big, "fine.json": json.dumps(FLOW)}))
    at = lying.index(b"PK\1\2")
    lying[at + 24 : at + 28] = (100).to_bytes(4, "little")  # the size that the directory says
    locked = bytearray(zipped({"locked.json": b"{}"}))
    locked[locked.index(b"PK\1\2") + 8] |= 1
    locked[6] |= 1
    whole = zipped({f"e{number}.json": big for number in range(3)})
    overlapping = bytearray(whole)
    first = whole.index(b"PK\1\2")
    for at in [place for place in range(first, len(whole) - 4) if whole[place : place + 4] == b"PK\1\2"]:
        overlapping[at + 42 : at + 46] = bytes(4)  # all entries begin where the first begins
    outcome = found({"lying.zip": bytes(lying), "locked.zip": bytes(locked), "overlapping.zip": bytes(overlapping)})
    assert refused(outcome, "lying.json") and refused(outcome, "locked.json")
    assert len([one for one in outcome.not_read if "overlapping" in one.file]) == 3


def test_an_archive_that_says_it_has_too_many_entries_is_not_even_listed(found: Find) -> None:
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 60_000, 60_000, 46 * 60_000, 0, 0)
    wide = (
        struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 10**9, 10**9, 46 * 10**9, 0)
        + struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1)
        + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    )
    outcome = found({**GOOD, "many.zip": bytes(46 * 60_000) + end, "wide.zip": bytes(100) + wide})
    assert "more than 50,000 entries" in refused(outcome, "many.zip")[0]
    assert refused(outcome, "wide.zip")


def test_names_of_entries_lead_nowhere(found: Find, tmp_path: Path) -> None:
    slip = zipped(
        {
            "../../evil.json": "{}",
            "/abs.json": "{}",
            "C:\\x\\evil.json": "{}",
            "a/../../b.json": "{}",
            "..\\..\\w.json": "{}",
            "in.json": json.dumps(FLOW),
        }
    )
    outcome = found({"slip.zip": slip})
    assert len(outcome.integrations) == 1
    assert len([one for one in outcome.not_read if "leads out" in one.reason]) == 5
    assert not list(tmp_path.rglob("evil*"))


def test_pipes_sockets_and_links_do_not_hold_the_run_up(write: Callable[[Mapping[str, Any]], Path]) -> None:
    folder = write(GOOD)
    os.mkfifo(folder / "pipe.json")
    (folder / "zero.json").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(folder)
        try:
            listening.bind("s.json")
        finally:
            os.chdir(here)
        outcome = discover([folder])
    for name in ("pipe.json", "zero.json", "s.json"):
        assert len(refused(outcome, name)) == 1, name


def test_a_file_that_vanishes_or_cannot_be_opened_is_told(write: Callable[[Mapping[str, Any]], Path]) -> None:
    folder = write({**GOOD, "a.json": "{}"})

    def tell(_: float, what: str) -> None:
        if "looking into" in what:
            (folder / "a.json").unlink(missing_ok=True)

    outcome = discover([folder], tell=tell)
    assert refused(outcome, "a.json")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"a":1' + ',"b":2' * 10 + "\0",
        "\0" * 5_000,
        '{"a": ' + "9" * 10_000 + "}",
        '"' + "\\u0000" * 10_000,
        "{}" * 10_000,
        "[1,,]//" + "/*" * 100_000,
    ],
)
def test_broken_and_deep_json_is_one_sentence(found: Find, text: str) -> None:
    assert len(refused(found({**GOOD, "bad.json": text}), "bad.json")) == 1


@pytest.mark.parametrize(
    "sign",
    [
        "-eyJ",
        "?sig=",
        "password: ",
        "://a",
        '<a name="',
        "name='x' ",
        "Basic ",
        "%3Fcode%3D",
        ' apikey="',
        "@concat(",
        "a@",
        '"secret":"',
        "{{",
        "/IncomingWebhook/",
        "-----BEGIN ",
        "SharedAccessSignature ",
    ],
)
def test_no_text_makes_the_search_for_secrets_slow(found: Find, sign: str) -> None:
    began = time.process_time()
    found(
        {
            **GOOD,
            "a.json": json.dumps({"key": sign * (600_000 // len(sign))}),
            "b.bicep": "param a string = '" + sign * 20_000 + "'",
        }
    )
    assert time.process_time() - began < 10


NAMES = "a\u202egnp.\x1b[31m\nx<script>alert(1)=1+1\udc80"


def test_hostile_names_do_no_harm_in_any_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    out.mkdir()
    name = '=HYPERLINK("http://x")<img src=x onerror=alert(1)>\u202e\x1b]0;x\x07|[a](http://b)`'
    rows = [["Interface", "Source system", "Target system", "Frequency"], [name, f"+{name}", f"@{name}", "daily"]]
    (folder / "list.csv").write_text(
        "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    )
    for number, inside in enumerate((json.dumps(FLOW), "{broken", "nothing")):
        try:
            (folder / f"{number}{NAMES}.json").write_text(inside)
        except OSError:
            pytest.skip("this system has no such names")
    (folder / f"x{NAMES}").write_text("plain")
    (folder / "f.json").write_text(json.dumps({**FLOW, "properties": {**FLOW["properties"], "displayName": name}}))
    landscape = out / "l.yaml"
    commands: list[list[object]] = [
        ["discover", folder, "--all", "-o", landscape],
        ["discover", folder, "--json"],
        ["drift", landscape, folder, "--sarif"],
        ["check", landscape],
        ["analyze", landscape],
        *(["report", landscape, "-o", out / f"r.{end}"] for end in ("html", "md", "json", "sarif")),
        *(["export", landscape, "-o", out / f"p.{end}"] for end in ("svg", "dot", "json")),
    ]
    said = ""
    for command in commands:
        assert run([str(one) for one in command]) in {0, 1}
        told = capsys.readouterr()
        said += told.out + told.err
    written = {path.suffix: path.read_text("utf-8") for path in sorted(out.iterdir())}
    for what, text in (("terminal", said), *written.items()):
        assert not any(sign in text for sign in "\x1b\u202e\x07\udc80"), what
    for ending in (".html", ".svg"):
        assert "<img src=x" not in written[ending] and "<script>alert" not in written[ending], ending
    assert not re.search(r"(?<!\\)<(?:img src=x|script>alert)", written[".md"])


_MEASURED = """
import resource, sys
from pathlib import Path
from d365arch.discovery.pipeline import discover
found = discover([Path(sys.argv[1])])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, len(found.not_read))
"""


def test_memory_stays_small(tmp_path: Path) -> None:
    inner = zipped({"a.json": b"[" + b"0," * 20_000_000 + b"0]"})
    bombs = {
        "values.json": b"[" + b"{}," * 20_000_000 + b"{}]",
        "broken.json": b'{"a": "' + b'x\\"' * 3_000_000,
        "huge.json": b" " * 65_000_000,
        "ratio.zip": zipped({"a.json": bytes(60_000_000)}),
        "nested.zip": zipped({f"{number}.zip": inner for number in range(20)}),
    }
    for name, content in bombs.items():
        (tmp_path / name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(tmp_path)], capture_output=True, text=True, check=True, timeout=300
    )
    most, refused_files = map(int, done.stdout.split())
    assert refused_files >= 5
    assert most < 1_000, f"{most} MB"
