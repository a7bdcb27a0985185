"""Integrations that share a name are told apart by their ends."""

from __future__ import annotations

from d365arch.analysis.analyze import analyze
from d365arch.analysis.names import LinkNames
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_text

TEXT = """
d365arch: 1
systems:
  - {id: shop, name: Shop}
  - {id: crm, name: CRM}
  - {id: erp, name: Finance, type: d365.finance-operations, endpoints: [{id: odata, type: fo.odata}]}
integrations:
  - {id: i, name: Patient, from: shop, to: erp.odata, timing: synchronous, volume: {peak_per_hour: 9000}}
  - {id: j, name: Patient, from: crm, to: erp.odata, timing: synchronous, volume: {peak_per_hour: 9000}}
  - {id: k, name: Order, from: shop, to: erp.odata, timing: synchronous, volume: {peak_per_hour: 9000}}
"""


def test_only_shared_names_are_told_with_ends() -> None:
    landscape = read_text(TEXT, "names.yaml").workspace.landscape
    names = LinkNames(landscape)
    assert [names.of(i) for i in landscape.integrations] == [
        '"Patient" (Shop to Finance)', '"Patient" (CRM to Finance)', '"Order"']
    assert [names.element(e) for e in ("k", "erp", "nothing")] == ['"Order"', "Finance", "nothing"]


def test_findings_say_which_of_them_is_meant() -> None:
    result = analyze(read_text(TEXT, "names.yaml").workspace, own_catalog())
    told, = [f.message for f in result.findings if f.rule == "R-712"]
    assert '"Patient" (Shop to Finance)' in told and '"Patient" (CRM to Finance)' in told
    assert '"Order" (' not in told
