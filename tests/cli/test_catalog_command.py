"""`d365arch catalog`: lists, details, JSON, packs, hints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from d365arch.catalog import packs
from d365arch.catalog.load import own_catalog
from d365arch.cli.catalog_command import KINDS, entries
from d365arch.cli.catalog_text import listed, shown
from d365arch.cli.main import run

CATALOG = own_catalog()


@pytest.fixture(autouse=True)
def _no_packs_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "packs_folder", lambda: tmp_path / "none")
    monkeypatch.delenv(packs.PACKS_VARIABLE, raising=False)


def test_the_list_names_every_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog"]) == 0
    words = set(capsys.readouterr().out.split())
    assert {*CATALOG.endpoint_types, *CATALOG.system_types} <= words


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_lists_just_its_entries(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "--kind", kind, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == [kind]
    assert [entry["id"] for entry in found[kind]] == [entry.id for entry in entries(CATALOG, kind)]


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140])
def test_lists_and_entries_keep_to_the_width(width: int) -> None:
    lines = listed({kind: entries(CATALOG, kind) for kind in KINDS}, width).splitlines()
    for entry in (*CATALOG.endpoint_types.values(), *CATALOG.system_types.values()):
        lines += shown(CATALOG, entry, width).splitlines()
    # A word longer than the width, such as the address of a source, is broken.
    assert max(map(len, lines)) <= width
    assert not [line for line in lines if line != line.rstrip()]


def test_columns_of_a_group_line_up() -> None:
    lines = listed({"hubs": entries(CATALOG, "hubs")}, 140).splitlines()
    messaging = lines[lines.index("Azure messaging") + 1:][:3]
    names = ("Service Bus:", "Event Grid:", "Event Hubs:")
    assert len({line.index(name) for line, name in zip(messaging, names, strict=True)}) == 1


def test_an_entry_shows_direction_data_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "dataverse.tds"]) == 0
    out = capsys.readouterr().out
    assert "inbound, the other side starts" in out
    assert "goes out" in out
    assert "S21" in out
    assert "2023-05-18" in out
    assert "Unverified" in out


def test_an_entry_as_json_has_its_sources_written_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "azure.service-bus", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["hub_class"] == "message"
    assert found["sources"][0] == {
        "id": "S71", "title": "Service Bus quotas", "dated": None, "read": "2022-07-19",
        "location": "MicrosoftDocs/azure-docs: includes/service-bus-quotas-table.md",
    }


def test_words_find_types_however_they_are_spelled(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "servicebus", "--kind", "hubs"]) == 0
    assert "azure.service-bus" in capsys.readouterr().out
    assert run(["catalog", "mes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["systems"][0]["id"] == "other.mes"
    assert run(["catalog", "-"]) == 2
    capsys.readouterr()


def test_an_unknown_id_gets_a_hint_and_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "fo.odta"]) == 2
    told = capsys.readouterr()
    assert 'did you mean "fo.odata"?' in told.err
    assert told.out == ""


def test_a_pack_is_listed_and_a_broken_one_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = tmp_path / "contoso.yaml"
    pack.write_text("d365arch-pack: 1\nsystems:\n  contoso.erp: {name: Contoso, role: application}\n", encoding="utf-8")
    assert run(["catalog", "contoso.erp", "--pack", str(pack)]) == 0
    assert "Contoso (contoso.erp)" in capsys.readouterr().out
    pack.write_text("d365arch-pack: 1\nsystems:\n  contoso.erp: {name: Contoso}\n", encoding="utf-8")
    assert run(["catalog", "--pack", str(pack)]) == 2
    assert f'{pack}:3:3: "contoso.erp" lacks role.' in capsys.readouterr().err
