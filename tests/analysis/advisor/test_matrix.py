"""The recommender matrix, cell by cell: first choices are first, alternatives follow, what is avoided is not first.

Section 9 of the page of patterns, transcribed by hand. A cell lists choices as `via/endpoint` by chain; the best of all
recommendations must be one of its first entry, which may name several that the cell puts on a par.
"""

from __future__ import annotations

from typing import Any

import pytest

from d365arch.analysis.advisor.advise import advise
from d365arch.catalog.load import load_catalog
from tests.analysis.advisor.needs import need

FO, DV, BOTH = ({"platform": p} for p in ("finance-operations", "dataverse", "both"))
D365, OTHER = ({"initiator": i} for i in ("d365", "other"))
YES, NO = {"answer_needed": True}, {"answer_needed": False}
EVENT, NIGHTLY = {"trigger": "event"}, {"trigger": "scheduled", "frequency": "daily 02:00"}
READ = {"data": "pull", "operations": ["read"]}
SMALL, MEDIUM, LARGE = ({"volume__peak_per_hour": n} for n in (2_000.0, 50_000.0, 500_000.0))
RUN = {"volume__per_run": 500_000.0}

CELLS: list[tuple[str, dict[str, Any], tuple[str, ...], tuple[str, ...]]] = [
    ("External to F&O, answer, small", FO | OTHER | YES | SMALL, ("fo.custom-service-json",), ("fo.odata",)),
    ("External to F&O, action", FO | OTHER | YES | SMALL | {"operations": ["action"]}, ("fo.custom-service-json",),
     ("fo.odata",)),
    ("External to F&O, stock", FO | OTHER | YES | MEDIUM | READ | {"entities": ["Stock"]},
     ("fo.inventory-visibility",), ("copy/fo.data-events",)),
    ("External to F&O, commerce", FO | OTHER | YES | MEDIUM | READ | {"use": "commerce"},
     ("fo.commerce-scale-unit",), ("copy/fo.data-events",)),
    ("External to F&O, otherwise a copy", FO | OTHER | YES | MEDIUM | READ, ("copy/fo.data-events",),
     ("copy/fo.business-events",)),
    ("External to F&O, answer, large: redesign", FO | OTHER | YES | LARGE | READ, ("copy/fo.data-events",), ()),
    ("External to F&O, no answer, small", FO | OTHER | NO | EVENT | SMALL,
     ("queue-function/fo.odata", "queue-function/fo.custom-service-json"), ("fo.message-processor",)),
    ("External to F&O, no answer, medium",
     FO | OTHER | NO | MEDIUM | {"trigger": "scheduled", "frequency": "every 10 min"},
     ("fo.recurring-integration",), ("pipeline/fo.recurring-integration",)),
    ("External to F&O, no answer, bulk", FO | OTHER | NO | NIGHTLY | RUN, ("pipeline/fo.dmf-package-api",),
     ("logic-app/fo.dmf-package-api", "fo.dmf-package-api")),
    ("F&O to external, reply, small", FO | D365 | YES | SMALL, ("fo.external-web-service",), ()),
    ("F&O to external, notify, small", FO | D365 | NO | EVENT | SMALL, ("topic/fo.business-events",),
     ("queue/fo.business-events", "grid/fo.business-events")),
    ("F&O to external, notify, medium", FO | D365 | NO | EVENT | {"volume__peak_per_hour": 30_000.0},
     ("topic/fo.data-events",), ("queue/fo.data-events",)),
    ("F&O to external, notify, large", FO | D365 | NO | LARGE, ("both.synapse-link",),
     ("pipeline/fo.dmf-package-api",)),
    ("F&O to external, set, small", FO | OTHER | NO | READ | SMALL, ("fo.odata",), ("pipeline/fo.dmf-package-api",)),
    ("F&O to external, set, medium", FO | OTHER | NO | READ | MEDIUM | {"trigger": "scheduled"},
     ("pipeline/fo.dmf-package-api",), ("fo.dmf-package-api",)),
    ("F&O to external, set, bulk", FO | OTHER | NO | READ | NIGHTLY | RUN, ("both.synapse-link",),
     ("both.fabric-link",)),
    ("F&O to external, documents", FO | D365 | {"use": "document", "operations": ["file"]}, ("fo.er-export",), ()),
    ("External to Dataverse, answer, small", DV | OTHER | YES | SMALL, ("dataverse.web-api",),
     ("dataverse.custom-api",)),
    ("External to Dataverse, answer, medium", DV | OTHER | YES | MEDIUM, ("dataverse.web-api",), ()),
    ("External to Dataverse, no answer, small", DV | OTHER | NO | EVENT | SMALL,
     ("queue-function/dataverse.web-api",), ("queue-flow/dataverse.connector",)),
    ("External to Dataverse, no answer, small, low code", DV | OTHER | NO | EVENT | SMALL | {"low_code": True},
     ("queue-flow/dataverse.connector",), ("queue-function/dataverse.web-api",)),
    ("External to Dataverse, no answer, medium", DV | OTHER | NO | EVENT | MEDIUM,
     ("queue-function/dataverse.bulk-operations",), ("pipeline/dataverse.bulk-operations",)),
    ("External to Dataverse, no answer, bulk", DV | OTHER | NO | NIGHTLY | RUN, ("pipeline/dataverse.bulk-operations",),
     ("toolkit/dataverse.bulk-operations",)),
    ("External to Dataverse, bulk, low code", DV | OTHER | NO | NIGHTLY | RUN | {"low_code": True},
     ("dataverse.dataflow", "pipeline/dataverse.bulk-operations"), ("dataverse.dataflow",)),
    ("External to Dataverse, telemetry", DV | OTHER | NO | EVENT | LARGE | {"use": "telemetry"},
     ("stream-in/dataverse.elastic-table",), ("dataverse.elastic-table",)),
    ("Dataverse to external, reply, small", DV | D365 | YES | SMALL, ("dataverse.plugin-sync",), ()),
    ("Dataverse to external, notify, low code", DV | D365 | NO | EVENT | {"volume__peak_per_hour": 200.0,
                                                                          "low_code": True},
     ("flow/dataverse.flow-trigger",), ("topic/dataverse.service-bus",)),
    ("Dataverse to external, notify, loss tolerable", DV | D365 | NO | EVENT | SMALL | {"delivery": "at-most-once"},
     ("dataverse.webhook",), ("topic/dataverse.service-bus",)),
    ("Dataverse to external, notify, medium", DV | D365 | NO | EVENT | MEDIUM, ("topic/dataverse.service-bus",),
     ("queue/dataverse.service-bus",)),
    ("Dataverse to external, notify, large", DV | D365 | NO | EVENT | LARGE, ("stream/dataverse.event-hub",),
     ("both.synapse-link",)),
    ("Dataverse to external, sets, large", DV | D365 | NO | NIGHTLY | RUN, ("both.synapse-link",),
     ("both.fabric-link",)),
    ("Show external data, small", DV | D365 | READ | SMALL | {"purpose": "view"}, ("dataverse.virtual-table",),
     ("dataverse.ui-embed",)),
    ("Show external data, medium", DV | D365 | READ | MEDIUM | {"purpose": "view"}, ("copy-in/dataverse.web-api",), ()),
    ("Same object, small", BOTH | D365 | EVENT | SMALL | {"data": "both"}, ("both.dual-write",), ()),
    ("Same object, medium", BOTH | D365 | EVENT | {"volume__peak_per_hour": 20_000.0, "data": "both"},
     ("topic/fo.data-events", "both.dual-write-async"), ("topic/fo.data-events", "both.dual-write-async")),
    ("Same object, bulk", BOTH | D365 | NIGHTLY | RUN, ("pipeline/fo.dmf-package-api",),
     ("pipeline/dataverse.bulk-operations",)),
    ("No copy, small", BOTH | D365 | READ | SMALL | {"purpose": "view"}, ("both.virtual-entity",), ()),
    ("No copy, medium", BOTH | D365 | READ | MEDIUM | {"purpose": "view"}, ("both.virtual-entity",), ()),
    ("No copy, large", BOTH | D365 | NO | READ | LARGE | {"purpose": "view"},
     ("both.synapse-link", "both.fabric-link"), ()),
    *((f"Analytics, {name}", side | volume | {"purpose": "report", "data": "pull" if side is pulls else "push"},
       ("both.fabric-link",), ("both.synapse-link",))
      for pulls in (DV | OTHER,) for side in (pulls, FO | D365, DV | D365, BOTH | D365)
      for name, volume in (("small", SMALL), ("medium", MEDIUM), ("large", LARGE))),
    ("Search box", DV | OTHER | YES | {"use": "search", "volume__peak_per_hour": 1_000.0, "data": "pull"},
     ("dataverse.search",), ()),
    ("Search box, busy", DV | OTHER | YES | MEDIUM | {"use": "search", "data": "pull"},
     ("copy/dataverse.service-bus",), ()),
    ("Agent on F&O", FO | OTHER | YES | {"use": "agent"}, ("fo.mcp",), ()),
    ("Agent on Dataverse", DV | OTHER | YES | {"use": "agent"}, ("dataverse.mcp",), ()),
]

AVOIDED = [
    (FO | D365 | YES | MEDIUM, "fo.external-web-service"), (FO | D365 | YES | LARGE, "fo.external-web-service"),
    (DV | D365 | YES | MEDIUM, "dataverse.plugin-sync"), (DV | D365 | YES | LARGE, "dataverse.plugin-sync"),
    (FO | OTHER | YES | LARGE, "fo.odata"), (FO | OTHER | YES | LARGE, "fo.custom-service-json"),
    (BOTH | D365 | NIGHTLY | RUN, "both.dual-write"),
]


@pytest.mark.parametrize(("stated", "first", "others"), [c[1:] for c in CELLS], ids=[c[0] for c in CELLS])
def test_the_first_choice_of_each_cell_comes_first_and_its_alternatives_soon_after(stated, first, others):
    advice = advise(need(**stated), load_catalog())
    ranked = [r.candidate.key for r in advice.recommendations]
    assert ranked[0] in first, ranked[:5]
    assert advice.recommendations[0].score > 0
    for other in others:
        assert ranked.index(other) < 6, (other, ranked[:8])


@pytest.mark.parametrize(("stated", "endpoint"), AVOIDED)
def test_what_a_cell_avoids_is_never_first_and_says_so(stated, endpoint):
    advice = advise(need(**stated), load_catalog())
    assert advice.recommendations[0].endpoint != endpoint or advice.recommendations[0].candidate.copies
    avoided = advice.of(endpoint, chained=False)
    assert avoided is not None
    assert any(part.text.startswith("To be avoided") for part in avoided.parts)
    assert advice.note
