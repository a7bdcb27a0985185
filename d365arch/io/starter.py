"""The text of a first landscape file, with comments that tell what to write where."""

from __future__ import annotations

from d365arch.io.encode import SCHEMA_LINE
from d365arch.io.write import leaf_text

_TEXT = """\
{schema}
d365arch: 1
name: {name}

# Systems: applications, platforms, data stores and middleware, with the endpoints they offer.
# "d365arch catalog" lists the types of systems and endpoints.
systems:
  - id: finance
    name: Finance
    type: d365.finance
    endpoints:
      - {{id: odata, type: fo.odata}}
  - id: sales
    name: Sales
    type: d365.sales
    endpoints:
      - {{id: web-api, type: dataverse.web-api}}
  - id: shop
    name: Web shop
    type: other.e-commerce

# Integrations: from the side that starts to the side it contacts, as system or system.endpoint.
# "data" tells which way the data goes: push (to the called side), pull (from it) or both.
integrations:
  - id: web-orders
    name: Web orders
    from: shop
    to: finance.odata
    data: push
    timing: synchronous
    entities: [Sales order]
    operations: [create]
    trigger: event
  - id: customers
    name: Customers
    from: shop
    to: sales.web-api
    data: pull
    timing: asynchronous
    entities: [Customer]
    frequency: every 15 min
"""


def starter_text(name: str) -> str:
    """A small valid landscape of that name; what cannot be printed is left out of the name."""
    shown = "".join(sign for sign in " ".join(name.split()) if sign.isprintable())
    return _TEXT.format(schema=SCHEMA_LINE, name=leaf_text(shown, flow=False))
