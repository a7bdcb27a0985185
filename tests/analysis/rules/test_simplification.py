"""Review items of the fourth principle: as simple as it can be."""

from __future__ import annotations

import pytest

from d365arch.model.vocabulary import Severity
from tests.analysis.rules.small import told, verdicts

W, INFO, U = Severity.WARNING, Severity.INFO, Severity.UNSTATED
PAIRS = ("dv.api", "dv.bulk", "dv.changes")


@pytest.mark.parametrize(("rule", "integration", "expected"), [
    ("P-402", "from: fo.out, to: dv.api, operations: [update]", [W]),
    ("P-402", "from: fo.dual, to: dv.dual", []),
    ("P-402", "from: fo.events, to: dv.api, timing: asynchronous", []),
    ("P-402", "from: fo.out, to: crm", []),
    ("P-403", "from: shop, to: dv.api, volume: {per_day: 500}", [INFO]),
    ("P-403", "from: shop, to: dv.api, volume: {per_day: 5000}", []),
    ("P-403", "from: shop, to: dv.api, volume: {per_day: 500}, criticality: high", []),
    ("P-403", "from: shop, to: dv.api, volume: {per_day: 500}, low_code: false", []),
    ("P-403", "from: shop, to: dv.api", []),
    ("P-403", "from: shop, to: crm, volume: {per_day: 500}", []),
])
def test_simplification(rule: str, integration: str, expected: list[Severity]) -> None:
    assert verdicts(rule, integration) == expected


def test_p402_names_what_fits() -> None:
    reads, = told("P-402", "from: dv.plug-in, to: fo.odata, data: pull, operations: [read]")
    assert "both.virtual-entity" in reads.advice
    writes, = told("P-402", "from: dv.plug-in, to: fo.odata, operations: [create]")
    assert "both.dual-write" in writes.advice


def test_p403_is_silent_where_code_is_preferred() -> None:
    small = "from: shop, to: dv.api, volume: {per_day: 500}"
    assert told("P-403", small, more="strategy: {low_code_preferred: false}\n") == []
    assert told("P-403", small, more="strategy: {thresholds: {P-403.per_day: 100}}\n") == []


def test_p404_counts_kinds_of_endpoint_for_one_need() -> None:
    outbound = ["from: fo.events, to: crm", "from: fo.rows, to: crm, name: rows", "from: dv.hook, to: crm"]
    more = ("  - {id: old, name: Old, type: d365.finance-operations, endpoints: [{id: a, type: fo.connector}, "
            "{id: b, type: fo.business-events}]}\n")
    calls = ["from: shop, to: fo.odata", "from: shop, to: fo.service", "from: crm, to: old.a"]
    assert told("P-404", *outbound, *calls, systems=more) == []
    found, = told("P-404", *calls, systems=more, more="strategy: {thresholds: {P-404.types: 2}}\n")
    assert (found.severity, found.figures["types"]) == (W, 3)
    assert found.message.startswith("Finance and Operations meets inbound calls that bring data by 3 kinds")


def test_p405_ways_to_send_again() -> None:
    def sends(*ways: str) -> list[str]:
        return [f"from: fo.events, to: bus.q, name: n{n}, error_handling: {{reprocess: {way}}}"
                for n, way in enumerate(ways)]

    found, = told("P-405", *sends("by Ann", "by Bob", "script", "portal", "SQL"))
    assert (found.severity, found.figures["ways"]) == (W, 5)
    assert told("P-405", *sends("script", "script", "Script", "by Ann", "script")) == []
    assert told("P-405", *sends("by Ann", "by Bob", "script", "portal")) == []         # too few to tell
    unstated, = told("P-405", *["from: fo.events, to: bus.q"] * 5)
    assert unstated.severity is U


def test_p406_long_ways_and_circles() -> None:
    way = ["from: shop, to: bus.q", "from: code.f, to: bus.q, data: pull", "from: code.f, to: mq",
           "from: mq, to: apps.w", "from: apps.w, to: crm"]
    found, = told("P-406", *way)
    assert (found.severity, found.figures["hops"]) == (INFO, 5)
    assert set(found.elements) == {f"i{n}" for n in range(5)}
    assert told("P-406", *way[:3], "from: mq, to: crm") == []
    round_trip, = told("P-406", "from: shop, to: mq, entities: [A]", "from: mq, to: apps, entities: [A]",
                       "from: apps, to: mq, entities: [A]", "from: mq, to: crm, entities: [A]")
    assert "12 or more hops" in round_trip.message


def test_p408_counts_copies_beside_the_owner() -> None:
    copies = [f"from: crm, to: {to}, entities: [Customer], operations: [create]"
              for to in ("shop", "store", "mes", "plm")]
    found, = told("P-408", *copies)
    assert (found.severity, found.figures["copies"]) == (INFO, 4)
    assert told("P-408", *copies[:3]) == []
    assert told("P-408", *copies[:3], copies[3].replace("[create]", "[read]")) == []
    assert told("P-408", *copies[:3], f"{copies[3]}, purpose: view") == []
