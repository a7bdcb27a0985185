"""Rules say something sensible of any landscape, however its facts are combined: none fails, no template stays open."""

from __future__ import annotations

import random
from typing import Any

import pytest
from immutabledict import immutabledict

from d365arch.analysis.analyze import analyze
from d365arch.catalog.load import own_catalog
from d365arch.model import Batch, End, Endpoint, Entity, Integration, Landscape, Latency, System, Volume, Workspace
from d365arch.model.quantities import Frequency
from d365arch.model.vocabulary import (
    BatchFormat,
    DataFlow,
    Delivery,
    Exposure,
    Hosting,
    Level,
    Operation,
    Purpose,
    State,
    Timing,
    Trigger,
    VirtualTableNeed,
)

SYSTEMS = ("d365.finance", "d365.sales", "azure.service-bus", "pp.power-automate", "azure.functions", "other.wms",
           "other.bank", "other.e-commerce")
ENTITIES = ("Stock on hand", "Customer", "Sensor reading")


def any_landscape(seed: int) -> Landscape:
    """Eight systems with endpoints of any type, and forty integrations with any facts."""
    draw = random.Random(seed)
    types = sorted(own_catalog().endpoint_types)

    def one(*values: Any) -> Any:
        return draw.choice((None, *values))

    systems = tuple(
        System(id=f"s{number}", type=kind, hosting=one(*Hosting), exposure=one(*Exposure), tier=one("standard"),
               endpoints=tuple(
                   Endpoint(id=f"e{k}", type=draw.choice(types), sessions=one(True), actions=one(5, 20),
                            needs=draw.choice(((), (VirtualTableNeed.AUDIT,))), tls=one("1.0"), auth=one("in code"))
                   for k in range(5)))
        for number, kind in enumerate(SYSTEMS))

    def end() -> End:
        system = draw.choice(systems)
        return End(system.id, one(*(e.id for e in system.endpoints)))

    def integration(number: int) -> Integration:
        return Integration(
            id=f"i{number}", from_=end(), to=end(), data=one(*DataFlow), timing=one(*Timing), trigger=one(*Trigger),
            entities=tuple(draw.sample(ENTITIES, draw.randint(0, 2))), purpose=one(*Purpose),
            operations=tuple(draw.sample(list(Operation), draw.randint(0, 3))), answer_needed=one(True, False),
            latency=one(Latency(p95=3.0)), request_time=one(0.1, 30.0), parallelism=one(8), identity=one("x", "y"),
            volume=one(Volume(per_run=one(500, 90_000, 9e6), per_day=one(3e6), peak_5min=one(10, 20_000),
                              message_kb=one(1, 90, 9_000), operations_per_message=one(6))),
            batch=one(Batch(records=draw.choice((10, 6_000)), format=one(*BatchFormat))), delivery=one(*Delivery),
            order_required=one(True), auth=one("api key"), protocol=one("SOAP", "SFTP", "AMQP"),
            inside_transaction=one(True), criticality=one(*Level),
            frequency=one(Frequency(interval=60.0), Frequency(calendar="daily", at="02:00")))

    return Landscape(format=1, systems=systems, integrations=tuple(map(integration, range(40))), state=one(*State),
                     entities=(Entity(id="Customer", tables=immutabledict(dataverse="account", fo="Customers")),))


@pytest.mark.parametrize("seed", range(12))
def test_no_rule_fails_and_no_template_stays_open(seed: int) -> None:
    landscape = any_landscape(seed)
    result = analyze(Workspace(landscape), own_catalog())
    assert not result.broken_rules
    known = {*landscape.system_by_id, *landscape.integration_by_id}
    for finding in result.findings:
        assert "{" not in finding.message + finding.advice, finding
        assert " None" not in finding.message + finding.advice, finding
        assert not finding.rule.startswith(("R-", "A-")) or set(finding.elements) <= known, finding
