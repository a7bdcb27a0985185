"""Catalog packs of users: they add, they override, and every fault in them is told with its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from d365arch.catalog.load import load_catalog, own_catalog
from d365arch.catalog.packs import LARGEST_PACK, PACKS_VARIABLE
from d365arch.errors import CatalogError, Place
from d365arch.model.vocabulary import Initiation, Timing

PACK = """\
d365arch-pack: 1
icons:
  rocket: [M3 3 L21 21, M3 21 L21 3]
sources:
  C01: {title: Contoso handbook, location: intranet, read: 2026-05-01}
endpoints:
  contoso.api:
    name: Contoso API
    platform: other
    timing: asynchronous
    initiation: both
    systems: [other.erp]
    sources: [C01]
  fo.odata:
    notes: Ask the ERP team first.
systems:
  contoso.erp: {name: Contoso ERP, role: application, icon: rocket, endpoints: [generic.*, contoso.api]}
"""


def _pack(path: Path, text: str = PACK) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_without_packs_the_catalog_is_read_once() -> None:
    assert load_catalog() is own_catalog()


def test_a_pack_adds_types_icons_and_sources(tmp_path: Path) -> None:
    catalog = load_catalog([_pack(tmp_path / "contoso.yaml")])
    api = catalog.endpoint_types["contoso.api"]
    assert api.timing == (Timing.ASYNCHRONOUS,)
    assert api.initiation is Initiation.BOTH
    assert set(api.systems) == {"other.erp", "contoso.erp"}
    assert "contoso.api" in catalog.system_types["other.erp"].endpoints
    assert "generic.rest-api" in catalog.system_types["contoso.erp"].endpoints
    assert catalog.icon_of(catalog.system_types["contoso.erp"]).paths == ("M3 3 L21 21", "M3 21 L21 3")
    assert "contoso.api" not in own_catalog().endpoint_types


def test_a_pack_overrides_single_facts_and_leaves_the_rest(tmp_path: Path) -> None:
    catalog = load_catalog([_pack(tmp_path / "contoso.yaml")])
    assert catalog.endpoint_types["fo.odata"].notes == "Ask the ERP team first."
    assert catalog.endpoint_types["fo.odata"].limits == own_catalog().endpoint_types["fo.odata"].limits


def test_packs_come_from_the_folder_the_environment_and_the_call(
    tmp_path: Path, packs_folder: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def renames(name: str) -> str:
        return f"d365arch-pack: 1\nendpoints:\n  fo.odata: {{name: {name}}}\n  fo.byod: {{name: {name}}}\n"

    _pack(packs_folder / "a.yaml", renames("Folder"))
    (packs_folder / "notes.txt").write_text("not a pack", encoding="utf-8")
    assert load_catalog().endpoint_types["fo.odata"].name == "Folder"
    environment = _pack(tmp_path / "b.yaml", "d365arch-pack: 1\nendpoints:\n  fo.odata: {name: Variable}\n")
    monkeypatch.setenv(PACKS_VARIABLE, os.pathsep.join([str(environment)]))
    catalog = load_catalog()
    assert catalog.endpoint_types["fo.odata"].name == "Variable"
    assert catalog.endpoint_types["fo.byod"].name == "Folder"
    assert load_catalog([_pack(tmp_path / "c.yaml", renames("Call"))]).endpoint_types["fo.odata"].name == "Call"


def test_an_edited_pack_is_read_again(tmp_path: Path) -> None:
    pack = _pack(tmp_path / "p.yaml", "d365arch-pack: 1\nendpoints:\n  fo.odata: {name: Before}\n")
    assert load_catalog([pack]).endpoint_types["fo.odata"].name == "Before"
    _pack(pack, "d365arch-pack: 1\nendpoints:\n  fo.odata: {name: After}\n")
    os.utime(pack, ns=(1, 1))
    assert load_catalog([pack]).endpoint_types["fo.odata"].name == "After"


@pytest.mark.parametrize(("text", "line", "column", "words"), [
    ("endpoints: {}\n", 1, 1, 'lacks "d365arch-pack: 1"'),
    ("d365arch-pack: 2\n", 1, 16, "reads 1"),
    ("just text\n", 1, 1, 'begins with "d365arch-pack: 1"'),
    ("", 1, 1, 'begins with "d365arch-pack: 1"'),
    ("d365arch-pack: 1\nendpoints: [\n", 3, 1, "no valid YAML"),
    ("d365arch-pack: 1\nendpoint: {}\n", 2, 1, 'did you mean "endpoints"?'),
    ("d365arch-pack: 1\nsystems: [a]\n", 2, 10, "entries by id"),
    ("d365arch-pack: 1\nsystems:\n  a: text\n", 3, 6, "should hold keys"),
    ("d365arch-pack: 1\nsystems:\n  a: {name: A}\n", 3, 3, '"a" lacks role'),
    ("d365arch-pack: 1\nsystems:\n  a: {name: A, role: applicaton}\n", 3, 22, 'did you mean "application"?'),
    ("d365arch-pack: 1\nsystems:\n  a: {name: A, role: hub, icn: box}\n", 3, 27, 'did you mean "icon"?'),
    ("d365arch-pack: 1\nsystems:\n  a: {name: A, role: hub, icon: boxx}\n", 3, 3, 'did you mean "box"?'),
    ("d365arch-pack: 1\nsystems:\n  a: {name: A, role: hub, endpoints: [fo.odat]}\n", 3, 3, 'did you mean "fo.odata"?'),
    ("d365arch-pack: 1\nsystems:\n  a: {name: A, role: hub, endpoints: [nothing.*]}\n", 3, 3, '"nothing.*"'),
    ("d365arch-pack: 1\nsystems:\n  a: {name: A, role: hub, sources: [S999]}\n", 3, 3, "not in sources"),
    ("d365arch-pack: 1\nsystems:\n  a: {name: A, role: hub}\n  a: {name: B, role: hub}\n", 4, 3, "stands twice"),
    ("d365arch-pack: 1\nendpoints:\n  fo.odata: {channel: yes}\n", 3, 23, "write true or false"),
    ("d365arch-pack: 1\nendpoints:\n  fo.odata: {data: [up]}\n", 3, 21, "write in, out"),
    ("d365arch-pack: 1\nendpoints:\n  fo.odata: {name: ''}\n", 3, 20, "is empty"),
    ("d365arch-pack: 1\nsources:\n  X: {title: T, location: L, read: soon}\n", 3, 36, "a day such as"),
    ("d365arch-pack: 1\nicons:\n  x: [m1 1]\n", 3, 3, "does not begin with M"),
    ("d365arch-pack: 1\nicons:\n  x: [{a: b}]\n", 3, 7, "one text"),
    ("d365arch-pack: 1\n? [a]\n: b\n", 2, 3, "not a text"),
    ("d365arch-pack: 1\na: \x01\n", 1, 1, "no text that YAML allows"),
    ("[" * 100_000, 1, 20, "nested deeper than 20 levels"),
    ("d365arch-pack: [1]\n", 1, 16, "is no single value"),
    ("d365arch-pack: 1\nsystems:\n  A b: {name: A, role: hub}\n", 3, 3, '"A b" is no id of a type'),
    ('d365arch-pack: 1\nsystems:\n  a: {name: "A\\a", role: hub}\n', 3, 13, "control character U+0007"),
    ("d365arch-pack: 1\nsystems:\n  a: &a {name: A, role: hub, keywords: [" + "x," * 1000 + "]}\n"
     + "".join(f"  s{n}: *a\n" for n in range(1000)), 1, 1, "Aliases (*name) make more than 500,000 values"),
])
def test_a_fault_is_told_with_its_place(tmp_path: Path, text: str, line: int, column: int, words: str) -> None:
    pack = _pack(tmp_path / "broken.yaml", text)
    with pytest.raises(CatalogError) as caught:
        load_catalog([pack])
    assert words in caught.value.sentence
    assert caught.value.place == Place(str(pack), line, column)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    pack = _pack(tmp_path / "broken.yaml",
                 "d365arch-pack: 1\nendpoints:\n  fo.odata: {colour: red, timing: soon}\nextra: 1\n")
    with pytest.raises(CatalogError) as caught:
        load_catalog([pack])
    assert len(str(caught.value).splitlines()) == 3
    assert all(str(pack) in line for line in str(caught.value).splitlines())


def test_a_missing_pack_names_where_it_was_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"gone\.yaml.* is not there"):
        load_catalog([tmp_path / "gone.yaml"])
    monkeypatch.setenv(PACKS_VARIABLE, str(tmp_path / "gone.yaml"))
    with pytest.raises(CatalogError, match=PACKS_VARIABLE):
        load_catalog()


def test_a_pack_that_is_no_text_or_too_large_is_refused(tmp_path: Path) -> None:
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(CatalogError, match="not UTF-8"):
        load_catalog([binary])
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (LARGEST_PACK + 1))
    with pytest.raises(CatalogError, match="larger than 5 MB"):
        load_catalog([large])


def test_a_pack_behind_a_closed_door_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_self: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "is_dir", denied)
    with pytest.raises(CatalogError, match=r'pack ".*packs" cannot be read: Permission denied; make it readable'):
        load_catalog()


def test_the_pack_in_the_documentation_loads(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "catalog-packs.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    catalog = load_catalog([_pack(tmp_path / "example.yaml", example)])
    assert catalog.system_types["contoso.kiosk"].icon == "kiosk"
    assert "contoso.price-api" in catalog.system_types["other.e-commerce"].endpoints
