"""Each anti-pattern speaks on a minimal landscape and not on its nearest counter-example, or names who tells it."""

from __future__ import annotations

import re

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.rulebook import known_rules
from d365arch.analysis.rules.registry import own_rules
from d365arch.analysis.rules.texts import rule_texts
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_text
from d365arch.model.vocabulary import Severity
from tests.analysis.rules.more_systems import MORE
from tests.analysis.rules.small import told, verdicts

VIOLATION, WARNING, INFO = Severity.VIOLATION, Severity.WARNING, Severity.INFO
READ = "data: pull, operations: [read]"
NIGHTLY = "trigger: scheduled, frequency: daily 02:00"
AGAIN = "delivery: at-least-once"


@pytest.mark.parametrize(("rule", "integration", "expected"), [
    ("A-04", f"from: web, to: erp.odata, {READ}, trigger: on-demand, volume: {{peak_5min: 1501}}", [VIOLATION]),
    ("A-04", f"from: web, to: erp.odata, {READ}, trigger: on-demand, volume: {{peak_5min: 1500}}", []),
    ("A-04", f"from: web, to: stock.api, {READ}, trigger: on-demand, volume: {{peak_5min: 9000}}", []),
    ("A-04", f"from: crm, to: erp.odata, {READ}, trigger: on-demand, volume: {{peak_5min: 9000}}", []),
    ("A-05", f"from: web, to: ce.api, operations: [create], {NIGHTLY}, volume: {{per_run: 60000}}", [VIOLATION]),
    ("A-05", "from: web, to: erp.odata, operations: [create], volume: {peak_per_hour: 4000, operations_per_message: 3}",
     [VIOLATION]),
    ("A-05", f"from: web, to: ce.api, operations: [create], {NIGHTLY}, volume: {{per_run: 60000}}, "
             "batch: {records: 100}", []),
    ("A-05", f"from: web, to: ce.api, {READ}, {NIGHTLY}, volume: {{per_run: 60000}}", []),
    ("A-05", f"from: code.f, to: ce.api, operations: [create], {NIGHTLY}, volume: {{per_run: 60000}}", []),
    ("A-09", f"from: dwh, to: ce.tds, {READ}, {NIGHTLY}, volume: {{per_run: 200000}}", [WARNING]),
    ("A-09", f"from: dwh, to: ce.tds, {READ}, {NIGHTLY}, volume: {{per_run: 600000}}", [VIOLATION]),
    ("A-09", f"from: dwh, to: ce.tds, {READ}, users: 50", []),
    ("A-10", "from: ce.bus, to: lines.q, operations: [event], volume: {message_kb: 100 KB}", [WARNING]),
    ("A-10", "from: ce.bus, to: lines.q, operations: [event], volume: {message_kb: 64 KB}", []),
    ("A-10", "from: ce.bus, to: lines.q, operations: [event], volume: {message_kb: 220 KB}", []),
    ("A-10", "from: ce.bus, to: lines.q, operations: [event], purpose: export", [WARNING]),
    ("A-11", "from: ce.hook, to: web, operations: [event], criticality: high", [VIOLATION]),
    ("A-11", f"from: ce.hook, to: web, operations: [event], criticality: high, {AGAIN}", []),
    ("A-11", "from: ce.hook, to: web, operations: [event]", []),
    ("A-18", "from: lines.q, to: lines2.q, operations: [event]", [INFO]),
    ("A-18", "from: code.f, to: lines.q, operations: [event]", []),
    ("A-20", f"from: web, to: erp.service, operations: [action], {AGAIN}", [WARNING]),
    ("A-20", f"from: web, to: erp.service, operations: [action], {AGAIN}, error_handling: {{idempotent: true}}", []),
    ("A-20", f"from: web, to: erp.service, operations: [action], {AGAIN}, error_handling: {{idempotent: false}}", []),
    ("A-20", f"from: web, to: erp.odata, operations: [update], {AGAIN}", []),
    ("A-20", "from: web, to: erp.service, operations: [action]", []),
    ("A-21", "from: web, to: erp.odata, operations: [create], volume: {operations_per_message: 5}", [WARNING]),
    ("A-21", "from: web, to: erp.odata, operations: [create], volume: {operations_per_message: 4}", []),
    ("A-21", "from: web, to: lines.q, operations: [event], volume: {operations_per_message: 5}", []),
    ("A-22", "from: erp.out, to: depot, operations: [create], volume: {peak_5min: 101}", [WARNING]),
    ("A-22", "from: erp.out, to: depot, operations: [create], volume: {peak_5min: 1001}", [VIOLATION]),
    ("A-22", "from: erp.out, to: depot, operations: [create], volume: {peak_5min: 100}", []),
    ("A-22", "from: erp.out, to: web, operations: [create], volume: {peak_5min: 1001}", []),
    ("A-22", "from: depot, to: wms, timing: synchronous, operations: [create], volume: {peak_5min: 1001}", []),
    ("A-23", "from: web, to: erp.odata, auth: client secret in code", [WARNING]),
    ("A-23", "from: web, to: erp.odata, auth: client secret in Key Vault", []),
    ("A-31", f"from: code.f, to: ce.api, operations: [create], {NIGHTLY}, volume: {{per_run: 20000}}", [WARNING]),
    ("A-31", f"from: code.f, to: ce.bulk, operations: [create], {NIGHTLY}, volume: {{per_run: 20000}}", []),
    ("A-31", f"from: web, to: ce.api, operations: [create], {NIGHTLY}, volume: {{per_run: 20000}}", []),
])
def test_rule(rule: str, integration: str, expected: list[Severity]) -> None:
    assert verdicts(rule, integration, systems=MORE) == expected


@pytest.mark.parametrize(("users", "peak", "expected"), [
    (3, 1500, [WARNING]), (3, 3000, [VIOLATION]), (2, 3000, []), (3, 100, []),
])
def test_a06_one_account(users: int, peak: int, expected: list[Severity]) -> None:
    links = [f"from: {who}, to: ce.api, operations: [create], identity: svc, request_time: 0.1 s, "
             f"volume: {{peak_5min: {peak}}}" for who in ("web", "shop", "crm")[:users]]
    assert verdicts("A-06", *links, systems=MORE) == expected


LOAD = f"from: web, to: ce.bulk, entities: [Customer], operations: [update], {NIGHTLY}"
PLUG_IN = "from: ce.plug-in, to: crm, entities: [Customer], trigger: event, latency: {p95: 3.5 s}"


@pytest.mark.parametrize(("load", "started", "words"), [
    (f"{LOAD}, volume: {{per_run: 50000}}, batch: {{records: 100}}", PLUG_IN, "L-DV-06"),
    (f"{LOAD}, volume: {{per_run: 50000}}, batch: {{records: 10}}", PLUG_IN, "L-DV-02"),
    (f"{LOAD}, volume: {{per_run: 50000}}", PLUG_IN.replace("Customer", "Order"), ""),
    (f"{LOAD}, volume: {{per_run: 500}}", PLUG_IN, ""),
    (f"{LOAD}, volume: {{per_run: 50000}}, batch: {{records: 10}}", PLUG_IN.replace("3.5 s", "50 ms"), ""),
    (f"{LOAD}, volume: {{per_run: 50000}}", "from: ce.trigger, to: daily.f, entities: [Customer]", "L-PA-02"),
    (f"{LOAD}, volume: {{per_run: 5000}}", "from: ce.trigger, to: daily.f, entities: [Customer]", ""),
    (f"{LOAD.replace('ce.bulk', 'erp.packages')}, volume: {{per_run: 300000}}",
     "from: erp.rows, to: lines.q, entities: [Customer]", "L-FO-11"),
    (f"{LOAD.replace('ce.bulk', 'erp.packages')}, volume: {{per_run: 20000}}",
     "from: erp.rows, to: lines.q, entities: [Customer]", ""),
])
def test_a15_computes_what_a_load_sets_off(load: str, started: str, words: str) -> None:
    found = told("A-15", load, started, systems=MORE)
    assert [words in f.message for f in found] == ([True] if words else [])


def test_a15_takes_the_place_of_r408() -> None:
    load = f"{LOAD}, volume: {{per_run: 50000}}, batch: {{records: 100}}"
    assert (verdicts("A-15", load, PLUG_IN, systems=MORE), verdicts("R-408", load, PLUG_IN, systems=MORE)) == (
        [VIOLATION], [])


def test_a16_hub_of_many_processes() -> None:
    def hub(processes: int) -> list[Severity]:
        ends = ", ".join(f"{{id: w{n}, type: azure.logic-apps-workflow}}" for n in range(processes))
        systems = f"{MORE}  - {{id: all, name: All, type: azure.logic-apps, endpoints: [{ends}]}}\n"
        return verdicts("A-16", *(f"from: web, to: all.w{n}" for n in range(processes)), systems=systems)

    assert (hub(21), hub(20)) == ([WARNING], [])


def test_a25_storm_needs_several() -> None:
    polls = [f"from: {who}, to: erp.odata, {READ}, trigger: scheduled, frequency: every 1 min"
             for who in ("web", "shop", "crm")]
    assert [f.elements for f in told("A-25", *polls, systems=MORE)] == [("erp", "i0", "i1", "i2")]
    assert told("A-25", *polls[:2], polls[2].replace("1 min", "5 min"), systems=MORE) == []


BALANCE = "from: depot, to: erp.odata, entities: [Stock on hand], operations: [read, update], data: both"


@pytest.mark.parametrize(("integration", "expected"), [
    (BALANCE, [WARNING]), (BALANCE.replace("both", "push"), []), (BALANCE.replace("Stock on hand", "Item"), []),
    (BALANCE.replace("depot", "crm"), []),
])
def test_a26_balanced_by_machines(integration: str, expected: list[Severity]) -> None:
    assert verdicts("A-26", integration, systems=MORE) == expected
    assert not expected or verdicts("R-508", integration, systems=MORE) == []


def test_a27_names_who_is_left_alone() -> None:
    text = "d365arch: 1\nsystems: [{id: a}, {id: b}, {id: c}, {id: d}, {id: p, type: person.user}]\n"
    joined = read_text(f"{text}integrations: [{{id: i, from: a, to: b}}, {{id: off, from: a, to: d, active: false}}]\n",
                       "small.yaml")
    sketch = read_text(text, "small.yaml")
    found = [[f.elements for f in analyze(x.workspace, own_catalog()).findings if f.rule == "A-27"]
             for x in (joined, sketch)]
    assert found == [[("c",)], []]


def test_an_anti_pattern_without_a_function_names_who_tells_it() -> None:
    texts, functions = rule_texts(), own_rules()
    numbers = {f"A-{n:02}" for n in range(1, 32)}
    assert numbers <= set(known_rules())
    for key in sorted(numbers & set(texts)):
        assert key in functions or texts[key].told_by, key
        assert set(texts[key].told_by) <= set(known_rules()), key


def test_a_rule_that_tells_of_an_anti_pattern_names_it() -> None:
    texts = rule_texts()
    for key in ("R-502", "R-508", "R-604", "R-608", "R-609", "R-710", "R-801"):
        named = {m for said in texts[key].messages.values() for m in re.findall(r"A-\d\d", said)}
        assert named, key
        assert all(key in texts[a].told_by for a in named if texts[a].told_by), key


def test_texts_name_sources_limits_and_endpoints_that_exist() -> None:
    catalog = own_catalog()
    for key, text in rule_texts().items():
        assert set(text.sources) <= set(catalog.sources), key
        assert set(text.limits) <= set(catalog.limits), key
        said = " ".join((*text.messages.values(), *text.advice.values()))
        for named in re.findall(r"\b(?:fo|dataverse|both|azure|pp)\.[a-z0-9-]+", said):
            assert named in catalog.endpoint_types, (key, named)
        for threshold in text.thresholds.values():
            assert threshold.anchor or not threshold.convention, (key, threshold.name)


@pytest.mark.parametrize(("callers", "more", "expected"), [
    (["crm", "crm", "crm", "crm", "web"], "", [Severity.WARNING]),
    (["crm", "crm", "crm", "web"], "", []),
    (["crm"] * 5, "", []),
    (["crm"] * 5, ", trigger: on-demand", [Severity.INFO]),
])
def test_a06_one_account_for_different_faces(callers: list[str], more: str, expected: list[Severity]) -> None:
    links = [f"from: {who}, to: ce.api, identity: svc{more}" for who in callers]
    if more:
        links[0] = f"from: crm, to: ce.api, identity: svc, {NIGHTLY}"
    assert verdicts("A-06", *links, systems=MORE) == expected
