"""Passwords in remarks, cells, columns and labels, in the languages of lists: told with their place, shown nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

from d365arch.catalog.load import load_catalog
from d365arch.discovery.landscape import landscape_of
from d365arch.discovery.lists.dry_run import dry_run_text, tables_of
from d365arch.discovery.lists.headings import Field
from d365arch.discovery.lists.mapping import Choice, ColumnMapping
from d365arch.discovery.pipeline import discover
from d365arch.discovery.readers import all_readers
from d365arch.discovery.records import Discovery
from d365arch.discovery.said_secrets import said_by_people
from d365arch.discovery.summary import summary
from d365arch.discovery.to_json import to_json

Find = Callable[[Mapping[str, Any]], Discovery]
REMARKS = (
    "Login svc, Passwort={}", "PW: {}", "pwd {}", "Mot de passe : {}", "Kennwort lautet {}", "wachtwoord is {}",
    "contraseña: {}", "Zugangsdaten: svc-user / {}", "Identifiants : svc / {}", "Credentials: svc:{}", "login svc/{}",
    "Anmeldedaten = svc, {}", "inloggegevens: svc / {}", "credenciales: svc / {}",
)


def shown(found: Discovery, files: Path | None = None) -> str:
    catalog = load_catalog()
    drawn = repr(landscape_of(found, catalog).landscape)
    dry = dry_run_text(tables_of([files])[0]) if files is not None else ""
    return "\n".join((repr(found), to_json(found, catalog), summary(found, catalog, whole=True), drawn, dry))


@pytest.mark.parametrize("secret", ["Hell!mann2024", "sonne7x", "Zomer2024"])
@pytest.mark.parametrize("remark", REMARKS)
def test_remarks_of_lists_and_labels_of_drawings(write: Any, remark: str, secret: str) -> None:
    text = remark.format(secret)
    label = quoteattr(f"Webshop <br> {text}")
    root = write({
        "list.csv": f'Quelle;Ziel;Name;Bemerkung\nWebshop;D365 F&O;Orders;"{text}"\n',
        "d.drawio": f"""<mxfile><diagram name="P"><mxGraphModel><root><mxCell id="0"/><mxCell id="1" parent="0"/>
            <mxCell id="a" value={label} style="html=1" vertex="1" parent="1">
            <mxGeometry width="90" height="40" as="geometry"/></mxCell>
            <mxCell id="b" value="D365 F&amp;O" vertex="1" parent="1">
            <mxGeometry x="300" width="90" height="40" as="geometry"/></mxCell>
            <mxCell id="e" value={quoteattr(text)} edge="1" source="a" target="b" parent="1">
            <mxGeometry as="geometry"/></mxCell>
            </root></mxGraphModel></diagram></mxfile>"""})
    found = discover([root])
    assert len(found.integrations) == 2
    assert secret.lower() not in shown(found, root).lower()
    told = {(Path(one.file).name, one.place) for one in found.secrets}
    assert {name for name, _ in told} == {"list.csv", "d.drawio"}
    assert any(place.startswith("line 2") for name, place in told if name == "list.csv")
    assert len([name for name, _ in told if name == "d.drawio"]) == 2


@pytest.mark.parametrize("heading", ["Passwort", "Kennwort", "PW", "Zugang", "Zugangsdaten", "Login", "Credentials",
                                     "Mot de passe", "Wachtwoord", "Contraseña", "User / Password"])
def test_columns_for_credentials(write: Any, heading: str) -> None:
    root = write({"list.csv": f"Quelle;Ziel;Protokoll;{heading}\nWebshop;D365 F&O;REST;sftp-user / Passw0rt!Sommer\n"})
    given = ColumnMapping((Choice("Quelle", Field.SOURCE), Choice("Ziel", Field.TARGET),
                           Choice(heading, Field.DESCRIPTION)))
    for mappings in ((), (given,)):
        found = discover([root], readers=all_readers(mappings))
        assert len(found.integrations) == 1
        told = [place for place in (one.place for one in found.secrets) if place.startswith("line 2")]
        assert told, "the place is told"
        assert "sommer" not in (shown(found, root) + dry_run_text(tables_of([root], mappings=mappings)[0])).lower()


@pytest.mark.parametrize("text", [
    "Password: required", "Passwort: siehe Tresor", "password in Key Vault kv-prod-01", "Passwort läuft 2025 ab",
    "Password reset", "Zugang über VPN", "uses OAuth2, no password", "compass: north1", "Kennwort: ***",
    "Set password policy for Office365", "Zugang: svc_lims / PW: (secret). List id: ABC-1005.", "PW: (secret)",
])
def test_words_about_passwords_are_none(text: str) -> None:
    assert not list(said_by_people(text))


def test_a_way_to_sign_in_under_login_is_kept(found: Find) -> None:
    result = found({"list.csv": "Source system;Target system;Login\nWebshop;D365 F&O;OAuth\n"})
    assert [one.auth for one in result.integrations] == ["oauth"] and not result.secrets
    assert json.loads(to_json(result, load_catalog()))["secrets"] == []
