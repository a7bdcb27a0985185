"""Which ends the catalog lets be joined: who starts, timing, and what is ranked first."""

from __future__ import annotations

from d365arch.catalog.connecting import Sense, contradiction, fit, fit_of, side_at, side_of_type
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import own_catalog
from d365arch.model import End, Endpoint, Integration, Landscape, System

CATALOG = own_catalog()
SYSTEMS = (
    System(id="fo", name="Finance", type="d365.finance", endpoints=(
        Endpoint(id="odata", type="fo.odata"), Endpoint(id="events", type="fo.business-events"),
        Endpoint(id="byod", type="fo.byod"))),
    System(id="bus", type="azure.service-bus", endpoints=(Endpoint(id="topic", type="azure.service-bus-topic"),)),
    System(id="api", type="azure.api-management", endpoints=(Endpoint(id="orders", type="azure.api-management-api"),)),
    System(id="shop", name="Shop"),
)
FACTS = Facts(Landscape(format=1, name="L", systems=SYSTEMS), CATALOG)


def sense(start: str, called: str) -> Sense:
    return fit_of(FACTS, End.parse(start), End.parse(called)).sense


def test_who_starts_is_the_catalogs_word_for_dynamics_only() -> None:
    assert sense("shop", "fo.odata") is Sense.GOOD
    assert sense("fo.odata", "shop") is Sense.AGAINST
    assert sense("shop", "fo.events") is Sense.AGAINST
    assert sense("fo.events", "shop") is Sense.GOOD
    assert sense("bus.topic", "shop") is Sense.GOOD
    assert "made to be called" in fit_of(FACTS, End("fo", "odata"), End("shop")).reason
    wrong = Integration(id="i", from_=End("shop"), to=End("fo", "events"))
    assert contradiction(FACTS, wrong) == "Business events of Finance starts by itself and is not called."


def test_timings_that_never_meet_are_odd_and_told() -> None:
    found = fit_of(FACTS, End("fo", "events"), End("api", "orders"))
    assert found.sense is Sense.ODD
    assert "near-real-time" in found.reason and "synchronous" in found.reason
    assert contradiction(FACTS, Integration(id="i", from_=End("fo", "events"), to=End("api", "orders"))) is None
    assert sense("fo.events", "bus.topic") is Sense.GOOD


def test_a_hub_of_the_timing_comes_first_and_a_database_for_what_writes_tables() -> None:
    events, byod = side_at(FACTS, End("fo", "events")), side_at(FACTS, End("fo", "byod"))
    types, ends = CATALOG.system_types, CATALOG.endpoint_types

    def rank(start, system: str, endpoint: str) -> tuple[Sense, int]:
        found = fit(start, side_of_type(types[system], ends[endpoint]))
        return found.sense, found.rank

    grid = rank(events, "azure.event-grid", "azure.event-grid-topic")
    assert grid < rank(events, "other.erp", "generic.webhook-receiver")
    assert rank(byod, "azure.sql", "generic.db") < rank(byod, "azure.service-bus", "azure.service-bus-queue")
