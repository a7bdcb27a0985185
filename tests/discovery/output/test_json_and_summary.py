"""The JSON has every key that scripts rely on; the summary is short, escapes foreign texts and tells what to do."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from d365arch.catalog.load import load_catalog
from d365arch.discovery.desk import evidence
from d365arch.discovery.known import connector, dataverse_environment, finance_operations, system_at, unknown_caller
from d365arch.discovery.merge import merged
from d365arch.discovery.notebook import Notebook
from d365arch.discovery.records import (
    ArtefactKind,
    Discovery,
    FoundEndpoint,
    FoundIntegration,
    FoundSystem,
    ReadArtefact,
)
from d365arch.discovery.secrets import Seen
from d365arch.discovery.summary import summary
from d365arch.discovery.to_json import as_data, to_json
from d365arch.model.vocabulary import Confidence, Timing

CATALOG = load_catalog(())
PP, FO, SHOP = dataverse_environment(), finance_operations(), system_at("shop.example.com")
SECRET = "CANARY4711DoNotEcho"


def call(automation: str, from_: FoundSystem, to: FoundSystem, **more: object) -> FoundIntegration:
    one = FoundIntegration(automation=automation, name=automation, from_=from_.identity, to=to.identity,
                           timing=Timing.NEAR_REAL_TIME, evidence=(evidence("f.json", "/x"),))
    return replace(one, **more)  # type: ignore[arg-type]


def found(*integrations: FoundIntegration) -> Discovery:
    notebook = Notebook()
    for system in (PP, FO, SHOP, unknown_caller(PP)):
        notebook.system(system)
    notebook.endpoint(FoundEndpoint(system=FO.identity, key="odata/x", name="Customers", type="fo.odata"))
    notebook.artefact(ReadArtefact("f.json", ArtefactKind.CLOUD_FLOW, "f"))
    notebook.not_read("b.json", "broken JSON.")
    notebook.remark("f.json", "/y", "A plug-in may call out.")
    notebook.secret("f.json", Seen("/properties/key", "access key", SECRET))
    for one in integrations:
        notebook.integration(one)
    return merged(notebook, ((".png", 3),))


@pytest.mark.parametrize(("one", "direction", "at"), [
    (call("a", PP, SHOP), "outbound", None),
    (call("a", SHOP, FO), "inbound", None),
    (call("a", PP, FO), "outbound", {"from": "outbound", "to": "inbound"}),
    (call("a", FO, PP, both=True), "both", None),
    (call("a", SHOP, connector("shared_sendgrid").system()), "n/a", None),
])
def test_the_direction_is_who_starts_seen_from_dynamics(one: FoundIntegration, direction: str,
                                                        at: dict[str, str] | None) -> None:
    [told] = as_data(found(one), CATALOG)["integrations"]
    assert told["direction"] == direction
    assert told.get("direction_at") == at


def test_every_reference_in_the_json_leads_somewhere() -> None:
    discovery = found(call("a", PP, FO, to_endpoint="odata/x"), call("b", unknown_caller(PP), PP))
    data = json.loads(to_json(discovery, CATALOG))
    systems = {one["id"] for one in data["systems"]}
    endpoints = {one["id"]: one["system"] for one in data["endpoints"]}
    assert set(endpoints.values()) <= systems
    assert all({one["from"], one["to"]} <= systems for one in data["integrations"])
    [called] = [one["to_endpoint"] for one in data["integrations"] if one["to_endpoint"]]
    assert endpoints[called] == "dynamics-365-finance-operations"


def test_the_json_has_the_promised_keys() -> None:
    data = as_data(found(call("a", PP, SHOP)), CATALOG)
    assert {"id", "name", "type", "zone", "evidence"} <= data["systems"][0].keys()
    assert {"id", "system", "name", "type", "evidence"} <= data["endpoints"][0].keys()
    assert {"id", "name", "from", "to", "direction", "timing", "trigger", "data", "protocol", "entities", "active",
            "confidence", "evidence"} <= data["integrations"][0].keys()
    assert data["integrations"][0]["evidence"] == [{"file": "f.json", "place": "/x", "confidence": "certain"}]
    assert data["not_read"] == [{"file": "b.json", "reason": "broken JSON."}]
    assert data["secrets"] == [{"file": "f.json", "place": "/properties/key", "kind": "access key"}]
    assert data["passed_over"] == {".png": 3}


def test_the_summary_counts_and_tells_the_doubtful_with_the_reason() -> None:
    text = summary(found(call("sure", PP, SHOP), call("asked", unknown_caller(PP), PP, evidence=(
        evidence("f.json", "/t", Confidence.LIKELY),))), CATALOG)
    assert "Found 4 systems, 1 endpoint and 2 integrations." in text
    assert "1 certain, 1 likely" in text
    assert "1 outbound, 1 inbound" in text
    assert "asked: likely, no artefact says who calls; f.json, /t" in text
    assert "access key at f.json, /properties/key" in text
    assert "b.json: broken JSON." in text
    assert "3 .png" in text


def test_the_summary_is_short_unless_all_is_asked_for() -> None:
    many = found(*(call(f"flow {number:03}", PP, SHOP) for number in range(50)))
    assert "and 40 more; --all or --json tells them" in summary(many, CATALOG)
    assert "flow 049" not in summary(many, CATALOG)
    assert "flow 049" in summary(many, CATALOG, whole=True)


def test_no_secret_and_no_control_character_comes_out() -> None:
    evil = found(call("a", PP, SHOP, name=f"x \x1b[31m \u202e {SECRET}", details=(SECRET,), evidence=(
        evidence("f\x1b.json", f"/x/{SECRET}"),)))
    for text in (summary(evil, CATALOG, whole=True), to_json(evil, CATALOG)):
        assert SECRET not in text
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_nothing_found_is_said() -> None:
    assert summary(Discovery(), CATALOG).startswith("Nothing was found that discovery knows")


def test_the_summary_counts_in_whole_words_and_calls_no_customizations_a_drawing() -> None:
    notebook = Notebook()
    for system in (PP, SHOP):
        notebook.system(system)
    for file in ("a/solution.xml", "b/solution.xml"):
        notebook.artefact(ReadArtefact(file, ArtefactKind.SOLUTION, file))
        notebook.artefact(ReadArtefact(file, ArtefactKind.DATA_FACTORY, file))
    likely = (evidence("a/customizations.xml", "/x", Confidence.LIKELY),)
    notebook.integration(call("a", PP, SHOP, evidence=likely))
    drawn = (evidence("a/landscape.xml", "/y", Confidence.LIKELY),)
    notebook.integration(call("b", SHOP, PP, tags=("drawn",), evidence=drawn))
    told = summary(merged(notebook), CATALOG)
    assert "2 Dataverse solutions" in told and "2 data factories" in told
    assert told.count("a drawing is no proof") == 1
