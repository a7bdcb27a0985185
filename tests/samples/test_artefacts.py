"""The artefacts that come along give the landscape that their page promises, and no secret."""

from __future__ import annotations

from pathlib import Path

from d365arch.catalog.load import own_catalog
from d365arch.discovery.drift import drift
from d365arch.discovery.landscape import landscape_of
from d365arch.discovery.pipeline import discover
from d365arch.discovery.to_json import to_json

ARTEFACTS = Path(__file__).parents[2] / "samples" / "artefacts"


def test_every_artefact_of_the_sample_is_read() -> None:
    found = discover([ARTEFACTS])
    assert found.not_read == ()
    assert {one.kind.value for one in found.read} == {
        "Dataverse solution", "API connection", "logic app", "interface list", "drawing"}
    assert len(found.integrations) == 14
    assert [one.name for one in found.integrations if one.automation.startswith("flow/") and one.active is False] == [
        "Old export (to SFTP server)"]
    assert [secret.kind for secret in found.secrets] == ["access key"]
    assert "made-up-key" not in to_json(found, own_catalog())


def test_the_landscape_of_the_sample_has_no_drift() -> None:
    found = discover([ARTEFACTS])
    assert drift(landscape_of(found, own_catalog()).workspace, found, own_catalog()) == ()
