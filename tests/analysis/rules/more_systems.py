"""Further systems for the tests of rules: two D365 environments with the rarer endpoints, and who talks to them."""

MORE = """
  - id: erp
    name: ERP
    type: d365.supply-chain
    endpoints:
      - {id: odata, type: fo.odata}
      - {id: batch, type: fo.odata-batch}
      - {id: service, type: fo.custom-service-json}
      - {id: soap, type: fo.custom-service-soap}
      - {id: packages, type: fo.dmf-package-api}
      - {id: files, type: fo.recurring-integration}
      - {id: events, type: fo.business-events}
      - {id: rows, type: fo.data-events}
      - {id: out, type: fo.external-web-service}
      - {id: er, type: fo.er-export}
      - {id: dual, type: both.dual-write}
      - {id: own-db, type: fo.byod}
      - {id: aif, type: fo.aif-axd}
  - id: ce
    name: CE
    type: d365.sales
    endpoints:
      - {id: api, type: dataverse.web-api}
      - {id: batch, type: dataverse.batch}
      - {id: bulk, type: dataverse.bulk-operations}
      - {id: elastic, type: dataverse.elastic-table}
      - {id: tds, type: dataverse.tds}
      - {id: plug-in, type: dataverse.plugin-sync}
      - {id: hook, type: dataverse.webhook}
      - {id: bus, type: dataverse.service-bus}
      - {id: trigger, type: dataverse.flow-trigger}
      - {id: dual, type: both.dual-write}
  - id: portal
    name: Portal
    type: pp.power-pages
    endpoints:
      - {id: plain, name: Plain, type: dataverse.virtual-table}
      - {id: audited, name: Audited, type: dataverse.virtual-table, needs: [audit, charts]}
  - id: brokers
    name: Broker portal
    type: pp.power-pages
    exposure: partner
    endpoints: [{id: plain, type: dataverse.virtual-table}]
  - {id: web, name: Web, type: other.e-commerce, exposure: public}
  - {id: dwh, name: Warehouse data, type: other.data-warehouse}
  - {id: payer, name: Payer, type: other.bank}
  - {id: depot, name: Depot, type: other.wms, hosting: on-premises, description: Reached by VPN.}
  - id: site
    name: ERP on site
    type: d365.finance
    hosting: on-premises
    endpoints: [{id: odata, type: fo.odata}, {id: packages, type: fo.dmf-package-api}]
  - id: drop
    name: Drop
    endpoints:
      - {id: f, type: generic.sftp}
      - {id: s, type: generic.soap}
      - {id: r, type: generic.rest-api}
      - {id: old, type: generic.rest-api, tls: "1.1"}
  - id: lines
    name: Lines
    type: azure.service-bus
    tier: standard
    endpoints:
      - {id: ordered, type: azure.service-bus-queue, sessions: true}
      - {id: q, name: Plain queue, type: azure.service-bus-queue}
      - {id: topic, name: Loose topic, type: azure.service-bus-topic, filters: {sql: 4}}
      - {id: sure, type: azure.service-bus-topic, sessions: true}
  - id: lines2
    name: Other lines
    type: azure.service-bus
    endpoints: [{id: q, type: azure.service-bus-queue}]
  - id: daily
    name: Daily flow
    type: pp.power-automate
    endpoints: [{id: f, name: Sync, type: pp.power-automate-flow, actions: 10, profile: medium}]
  - {id: adf, name: Pipelines, type: azure.data-factory, endpoints: [{id: p, type: azure.data-factory-dataset}]}
"""
