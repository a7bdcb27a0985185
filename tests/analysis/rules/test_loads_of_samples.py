"""What the rules R-5xx to R-8xx and the anti-patterns say of the samples: all that is expected, and nothing else."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.analysis.finding import Finding
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_workspace
from d365arch.model import Workspace

SAMPLES = Path(__file__).resolve().parents[3] / "samples"

GRAVE = {
    "contoso-sprawl": {"A-22 wms", "R-707 finance", "R-707 sales", "R-708", "R-712 finance"},
    "northwind-as-is": {
        "A-04 stock", "A-05 finance", "A-06 contacts-from-shop", "A-09 service-extract", "A-15 tiers", "A-20 shipments",
        "A-21 tickets", "A-22 wms", "R-501 prices", "R-501 service-extract", "R-508 customer-service", "R-601 prices",
        "R-601 products", "R-601 workers", "R-608 products", "R-608 tiers", "R-701 products", "R-701 stock",
        "R-701 tickets", "R-702 contacts-from-shop", "R-707 finance", "R-707 customer-service", "R-708",
        "R-712 finance",
    },
    "northwind-to-be": {"R-707 finance", "R-707 customer-service", "R-708"},
    "fabrikam-machines": {"A-26 stock-balance", "R-601 stock-balance", "R-608 price-list", "R-707 scm", "R-708",
                          "R-712 scm"},
    "utilities-field-service": {"R-705 time-material", "R-707 field-service", "R-708", "R-809 time-writer"},
    "finance-hub": {"R-508 crm", "R-707 finance", "R-708"},
    "woodgrove-insurance": {
        "A-05 crm", "A-22 data-gateway", "R-510 policies", "R-702 policies-in", "R-705 documents",
        "R-706 claim-status", "R-706 contacts", "R-707 crm", "R-708", "R-711 bus",
    },
    "reference-overview": set(),
}
"""Rule and main element of each violation and warning."""

MILD = {
    "contoso-sprawl": {"R-509 sales", "R-702 lookup-app-sales", "R-705 customers-sales-call-center"},
    "northwind-as-is": {"R-509 customer-service", "R-603 tiers", "R-705 contacts-to-shop", "R-801 finance",
                        "R-805 release"},
    "northwind-to-be": {"R-712 finance"},
    "fabrikam-machines": {"R-510 po-confirmations", "R-608 edi-orders", "R-702 alerts", "R-801 biztalk", "R-801 scm"},
    "utilities-field-service": {"R-509 field-service", "R-705 work-orders"},
    "finance-hub": {"R-712 finance", "R-806 direct-debit"},
    "woodgrove-insurance": {"R-509 crm", "R-702 claim-status-in", "R-705 changed"},
    "reference-overview": set(),
}
"""The same of remarks, recommendations and questions."""


def mine(workspace: Workspace) -> list[Finding]:
    own = ("A-", "R-5", "R-6", "R-7", "R-8")
    return [f for f in analyze(workspace, own_catalog()).findings if f.rule.startswith(own) and f.rule != "A-01"]


@pytest.mark.parametrize("name", sorted(GRAVE))
def test_findings_of_a_sample_whatever_the_order_of_its_file(name: str) -> None:
    workspace = read_workspace(SAMPLES / f"{name}.yaml").workspace
    found = mine(workspace)
    assert {_key(f) for f in found if f.severity in {"violation", "warning"}} == GRAVE[name]
    assert {_key(f) for f in found if f.severity not in {"violation", "warning"}} == MILD[name]
    landscape, shuffle = workspace.landscape, random.Random(7)
    mixed = replace(landscape, systems=tuple(shuffle.sample(landscape.systems, len(landscape.systems))),
                    integrations=tuple(shuffle.sample(landscape.integrations, len(landscape.integrations))),
                    entities=tuple(shuffle.sample(landscape.entities, len(landscape.entities))))
    assert mine(Workspace(mixed)) == found


def _key(finding: Finding) -> str:
    return " ".join((finding.rule, *finding.elements[:1]))
