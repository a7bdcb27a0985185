"""Small landscapes for the tests of rules: a fixed cast of systems, and the few integrations that a test is about."""

from __future__ import annotations

from d365arch.analysis.analyze import analyze
from d365arch.analysis.finding import Finding
from d365arch.catalog.load import own_catalog
from d365arch.io.files import read_text
from d365arch.model.vocabulary import Severity

CAST = """
d365arch: 1
name: Small
zones:
  - {id: europe, name: Europe, kind: region}
  - {id: america, name: America, kind: region}
  - {id: plant, name: Plant, kind: network}
systems:
  - {id: shop, name: Shop}
  - {id: crm, name: CRM}
  - {id: store, name: Store, exposure: public, zone: europe}
  - {id: partner, name: Partner, exposure: partner}
  - {id: bank, name: Bank, hosting: partner}
  - {id: mes, name: MES, hosting: on-premises, zone: plant}
  - {id: plm, name: PLM, hosting: on-premises, zone: plant}
  - {id: wms, name: WMS, hosting: on-premises, description: Reached by VPN.}
  - {id: clerk, name: Clerk, type: person.user}
  - id: legacy
    name: Legacy
    endpoints: [{id: api, type: generic.rest-api}, {id: hook, name: Hook, type: generic.webhook-sender}]
  - id: fo
    name: Finance
    type: d365.finance-operations
    zone: america
    endpoints:
      - {id: odata, type: fo.odata}
      - {id: service, type: fo.custom-service-json}
      - {id: packages, type: fo.dmf-package-api}
      - {id: files, type: fo.recurring-integration}
      - {id: events, type: fo.business-events}
      - {id: rows, type: fo.data-events}
      - {id: out, type: fo.external-web-service}
      - {id: dual, type: both.dual-write}
      - {id: fabric, type: both.fabric-link}
      - {id: synapse, type: both.synapse-link}
      - {id: reports, type: fo.er-export}
  - id: dv
    name: Service
    type: d365.customer-engagement
    zone: europe
    endpoints:
      - {id: api, type: dataverse.web-api}
      - {id: bulk, type: dataverse.bulk-operations}
      - {id: plug-in, type: dataverse.plugin-sync}
      - {id: later, type: dataverse.plugin-async}
      - {id: hook, type: dataverse.webhook}
      - {id: bus, type: dataverse.service-bus}
      - {id: changes, type: dataverse.change-tracking}
      - {id: virtual, type: dataverse.virtual-table}
      - {id: dual, type: both.dual-write}
  - id: stock
    name: Stock service
    type: d365.inventory-visibility
    endpoints: [{id: api, type: fo.inventory-visibility}]
  - id: bus
    name: Bus
    type: azure.service-bus
    endpoints:
      - {id: q, name: Orders, type: azure.service-bus-queue, entities: [Order]}
      - {id: t, type: azure.service-bus-topic, entities: [Customer]}
  - {id: mq, name: MQ, type: onprem.ibm-mq}
  - {id: gate, name: API gateway, type: azure.api-management, endpoints: [{id: a, type: azure.api-management-api}]}
  - {id: apps, name: Workflows, type: azure.logic-apps, endpoints: [{id: w, type: azure.logic-apps-workflow}]}
  - {id: code, name: Functions, type: azure.functions, endpoints: [{id: f, type: azure.functions-function}]}
  - {id: flows, name: Flows, type: pp.power-automate, endpoints: [{id: f, type: pp.power-automate-flow}]}
  - {id: relay, name: Gateway, type: azure.onprem-gateway, endpoints: [{id: c, type: azure.onprem-gateway-connection}]}
"""


def told(rule: str, *integrations: str, more: str = "", systems: str = "") -> list[Finding]:
    """What one rule says of these integrations (in the flow style of YAML) between the systems of the cast.

    `more` are further keys of the landscape, `systems` further systems.
    """
    lines = "".join(f"  - {{id: i{number}, {text}}}\n" for number, text in enumerate(integrations))
    opened = read_text(f"{CAST}{systems}integrations:\n{lines}{more}", "small.yaml")
    assert not opened.warnings, opened.warnings
    result = analyze(opened.workspace, own_catalog())
    assert rule not in result.broken_rules, result.broken_rules[rule]
    return [f for f in result.findings if f.rule == rule]


def verdicts(rule: str, *integrations: str, more: str = "", systems: str = "") -> list[Severity]:
    """The severities of what a rule says."""
    return [f.severity for f in told(rule, *integrations, more=more, systems=systems)]
