"""Patterns are named where what is drawn shows them, and not where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.recognize import Pattern, Recognized, by_element
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_text, read_workspace
from tests.analysis.rules.small import CAST

SAMPLES = Path(__file__).parents[2] / "samples"
BLOB = "  - {id: blob, name: Blob, type: azure.blob-sftp, endpoints: [{id: c, type: azure.blob-sftp-container}]}\n"
MORE = "  - {id: hub, name: Stream, type: azure.event-hubs, endpoints: [{id: e, type: azure.event-hub}]}\n"


def recognized(*integrations: str) -> tuple[Recognized, ...]:
    lines = "".join(f"  - {{id: i{number}, {text}}}\n" for number, text in enumerate(integrations))
    return analyze(read_text(f"{CAST}{BLOB}{MORE}integrations:\n{lines}", "p.yaml").workspace, own_catalog()).patterns


@pytest.mark.parametrize(("integration", "pattern"), [
    ("from: shop, to: fo.odata", Pattern.REQUEST_REPLY),
    ("from: shop, to: fo.odata, answer_needed: false", Pattern.FIRE_AND_FORGET),
    ("from: shop, to: fo.odata, data: pull, trigger: scheduled, frequency: every 5 min", Pattern.POLLING),
    ("from: shop, to: fo.odata, data: pull, trigger: scheduled, frequency: daily 02:00", Pattern.BATCH_TRANSFER),
    ("from: shop, to: dv.changes, data: pull", Pattern.POLLING),
    ("from: fo.events, to: crm, trigger: event", Pattern.EVENT_NOTIFICATION),
    ("from: shop, to: hub.e, trigger: event", Pattern.STREAMING),
    ("from: shop, to: fo.packages", Pattern.BATCH_TRANSFER),
    ("from: fo.fabric, to: crm", Pattern.EXPORT),
    ("from: fo.reports, to: bank", Pattern.FILE_EXCHANGE),
    ("from: shop, to: bank, timing: asynchronous, protocol: SFTP", Pattern.FILE_EXCHANGE),
    ("from: fo.dual, to: dv.dual", Pattern.DUAL_WRITE),
    ("from: dv.virtual, to: shop", Pattern.VIRTUAL_ENTITY),
    ("from: shop, to: crm, kind: ui", Pattern.EMBEDDING),
    ("from: clerk, to: crm, kind: ui, timing: synchronous", Pattern.REQUEST_REPLY),
    ("from: shop, to: crm", None),
])
def test_one_integration(integration: str, pattern: Pattern | None) -> None:
    assert [r.pattern for r in recognized(integration) if r.elements == ("i0",)] == ([pattern] if pattern else [])


def groups(*integrations: str) -> dict[Pattern, Recognized]:
    return {r.pattern: r for r in recognized(*integrations) if len(r.elements) > 1}


def test_queue_and_topic() -> None:
    queue = groups("from: fo.events, to: bus.q", "from: shop, to: bus.q, data: pull")
    assert queue[Pattern.QUEUE].sentence == "Finance puts messages into Bus / q until Shop takes them."
    assert queue[Pattern.QUEUE].elements == ("i0", "i1", "bus.q")
    two = ["from: dv.bus, to: bus.t", "from: shop, to: bus.t, data: pull", "from: crm, to: bus.t, data: pull"]
    topic = groups(*two)
    assert topic[Pattern.PUBLISH_SUBSCRIBE].sentence == "Service publishes on Bus / t, and 2 subscribe: CRM and Shop."
    assert topic[Pattern.PUBLISH_SUBSCRIBE].good
    competing = groups(*[text.replace("bus.t", "bus.q") for text in two])
    assert Pattern.PUBLISH_SUBSCRIBE not in competing           # readers of a queue share its messages
    assert groups("from: dv.bus, to: bus.t") == {}


def test_gateway() -> None:
    found = groups("from: shop, to: gate.a, data: pull", "from: gate.a, to: fo.odata, data: pull")
    assert found[Pattern.GATEWAY].sentence == "Shop reaches Finance through the front door API gateway / a."
    assert groups("from: shop, to: gate.a") == {}


def test_claim_check() -> None:
    file = "from: shop, to: blob.c, entities: [Invoice], volume: {message_kb: 2 MB}"
    key = "from: shop, to: bus.q, entities: [Invoice], volume: {message_kb: 2 KB}"
    assert groups(file, key)[Pattern.CLAIM_CHECK].elements == ("i0", "i1")
    assert groups(file, key.replace("2 KB", "2 MB")) == {}
    assert groups(file, key.replace("Invoice", "Order")) == {}


def test_saga() -> None:
    step = "entities: [Customer], error_handling: {compensation: undo it}"
    steps = [f"from: dv.bus, to: bus.q, {step}", f"from: code.f, to: bus.q, data: pull, {step}",
             f"from: code.f, to: shop, {step}", f"from: code.f, to: crm, {step}"]
    assert groups(*steps)[Pattern.SAGA].elements == ("i0", "i1", "i2", "i3")
    assert Pattern.SAGA not in groups(*[s.replace(", error_handling: {compensation: undo it}", "") for s in steps])


def test_chatty_and_bidirectional() -> None:
    found = recognized("from: shop, to: fo.odata, volume: {operations_per_message: 6}",
                       "from: shop, to: fo.service, volume: {operations_per_message: 4}")
    chatty, = [r for r in found if r.pattern is Pattern.CHATTY]
    assert (chatty.elements, chatty.good) == (("i0",), False)
    assert 'Shop makes 6 calls at Finance for one message of "i0".' in chatty.sentence
    both = "from: shop, to: crm, data: both, entities: [Customer], operations: [update], trigger: event"
    assert Pattern.BIDIRECTIONAL in {r.pattern for r in recognized(both)}
    assert Pattern.BIDIRECTIONAL not in {r.pattern for r in recognized(both.replace("event", "on-demand"))}
    assert Pattern.BIDIRECTIONAL not in {r.pattern for r in recognized(both.replace("both", "push"))}


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_integration_of_the_samples_is_named(path: Path) -> None:
    workspace = read_workspace(path).workspace
    catalog = own_catalog()
    found = analyze(workspace, catalog).patterns
    assert {i.id for i in workspace.landscape.integrations} <= set(by_element(found))
    for each in found:
        assert each.source in catalog.sources
        assert each.sentence.endswith(".")
        assert each.preferred.endswith(".")
        assert "{" not in each.sentence


def test_samples_show_what_they_were_made_for() -> None:
    def of(name: str) -> set[Pattern]:
        return {r.pattern for r in analyze(read_workspace(SAMPLES / name).workspace, own_catalog()).patterns}

    assert {Pattern.SAGA, Pattern.PUBLISH_SUBSCRIBE, Pattern.VIRTUAL_ENTITY} <= of("woodgrove-insurance.yaml")
    assert {Pattern.CLAIM_CHECK, Pattern.GATEWAY, Pattern.EMBEDDING} <= of("utilities-field-service.yaml")
    assert {Pattern.CHATTY, Pattern.FIRE_AND_FORGET, Pattern.DUAL_WRITE} <= of("northwind-as-is.yaml")
