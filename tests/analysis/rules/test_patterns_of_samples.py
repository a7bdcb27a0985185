"""What the rules R-1xx to R-4xx say of the reference landscapes: all that is expected, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from d365arch.analysis.analyze import analyze
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_workspace

SAMPLES = Path(__file__).resolve().parents[3] / "samples"

TOLD = {
    "northwind-as-is": {
        "R-101 tickets", "R-101 web-orders", "R-102 account-changes", "R-103 account-changes", "R-103 labels",
        "R-103 release", "R-103 tax-calculation", "R-104 release", "R-105 pos", "R-108 stock", "R-112 labels",
        "R-201 finance", "R-201 customer-service", "R-205 release", "R-205 shipments", "R-206 finance",
        "R-206 customer-service", "R-404 contacts-to-shop", "R-407 customer-service",
    },
    "northwind-to-be": {"R-212 api"},
    "fabrikam-machines": {"R-105 mes", "R-201 scm", "R-208 biztalk", "R-212 bus"},
    "utilities-field-service": {"R-102 credit-check", "R-103 credit-check", "R-105 telephony", "R-201 field-service",
                                "R-212 api"},
    "finance-hub": {"R-201 finance", "R-204 workflows", "R-209 workflows", "R-212 workflows", "R-405 batch-alerts"},
    "woodgrove-insurance": {"R-103 screening", "R-103 policies", "R-108 policies", "R-201 crm", "R-208 pipelines",
                            "R-209 functions", "R-307 policies-in"},
    "reference-overview": set(),
}
"""Rule and main element of each verdict on what is stated."""

ASKED = {
    "northwind-as-is": {"R-101"}, "northwind-to-be": set(), "fabrikam-machines": {"R-101"},
    "utilities-field-service": {"R-408"}, "finance-hub": {"R-308"},
    "woodgrove-insurance": {"R-404", "R-408"}, "reference-overview": set(),
}
"""Rules that ask for facts."""


@pytest.mark.parametrize("name", sorted(TOLD))
def test_patterns_of_the_reference_landscapes(name: str) -> None:
    result = analyze(read_workspace(SAMPLES / f"{name}.yaml").workspace, own_catalog())
    mine = [f for f in result.findings if f.rule.startswith(("R-1", "R-2", "R-3", "R-4"))]
    assert {f"{f.rule} {f.elements[0]}" for f in mine if f.severity != "unstated"} == TOLD[name]
    asked = [f.rule for f in mine if f.severity == "unstated"]
    assert set(asked) == ASKED[name]
    assert len(asked) == len(set(asked)), "what several lack is asked once"
