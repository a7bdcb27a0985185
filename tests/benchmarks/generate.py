"""Makes landscapes of any size that look like real ones: D365 cores, hubs with channels, and heavy tails.

    python tests/benchmarks/generate.py 2000 6000 -o out/big.yaml

The same arguments always give the same file. A few systems have very many integrations and most have one to three;
the first hub carries at least 2.5 % of all integrations, and at least 200 from 5,000 on.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # run as a file: the project is two folders up
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from immutabledict import immutabledict

from d365arch.catalog.load import own_catalog
from d365arch.catalog.records import Catalog, EndpointType, Status
from d365arch.edit.ids import fresh_id
from d365arch.io.encode import to_text
from d365arch.model import (
    Batch,
    End,
    Endpoint,
    Entity,
    ErrorHandling,
    Frequency,
    Integration,
    Landscape,
    Latency,
    Monitoring,
    Point,
    System,
    View,
    Volume,
    Workspace,
    Zone,
)
from d365arch.model.vocabulary import DataFlow, Initiation, Level, Operation, Style, Timing, Trigger, ZoneKind

CORES = ("d365.finance-operations", "d365.sales", "d365.supply-chain", "d365.customer-service", "pp.dataverse",
         "d365.field-service")
HUBS = ("azure.service-bus", "azure.api-management", "azure.data-factory", "azure.event-hubs", "azure.event-grid")
CORE_ENDPOINTS = (
    "fo.odata", "fo.custom-service-json", "fo.dmf-package-api", "fo.recurring-integration", "fo.business-events",
    "fo.data-events", "fo.external-web-service", "fo.er-export", "fo.er-import", "fo.message-processor", "fo.byod",
    "dataverse.web-api", "dataverse.bulk-operations", "dataverse.custom-api", "dataverse.change-tracking",
    "dataverse.plugin-sync", "dataverse.plugin-async", "dataverse.webhook", "dataverse.service-bus",
    "dataverse.business-events", "dataverse.flow-trigger", "dataverse.dataflow", "dataverse.connector",
)
DUAL_WRITE = "both.dual-write"
OTHERS = ("other.e-commerce", "other.pos", "other.wms", "other.mes", "other.erp", "other.crm", "other.pim", "other.plm",
          "other.hr", "other.payroll", "other.bank", "other.tax", "other.edi", "other.tms", "other.carrier",
          "other.marketing", "other.loyalty", "other.payment", "other.data-warehouse", "azure.sql", "other.file-server",
          "other.custom-app", "other.mobile-app", "other.partner", "other.mdm", "other.document-archive",
          "other.ticketing", "other.procurement", "other.treasury", "other.sap")
ENTITIES = ("Sales order", "Customer", "Product", "Price list", "Stock level", "Purchase order", "Invoice", "Payment",
            "Shipment", "Return", "Vendor", "Contact", "Case", "Work order", "Employee", "Timesheet", "Budget",
            "Ledger entry", "Bank statement", "Tax code", "Campaign", "Loyalty points", "Bill of material",
            "Production order", "Quality order", "Asset", "Contract", "Subscription", "Exchange rate", "Store")
OWNERS = ("ERP team", "Sales IT", "Commerce", "Supply chain IT", "Finance IT", "Data office", "Integration team")
ZONES = (("Dynamics 365", ZoneKind.ENVIRONMENT), ("Integration", ZoneKind.ENVIRONMENT), ("Cloud", ZoneKind.TENANT),
         ("Headquarters", ZoneKind.NETWORK), ("Europe", ZoneKind.REGION), ("Partners", ZoneKind.TRUST),
         ("Stores", ZoneKind.NETWORK), ("Data platform", ZoneKind.GROUP))
RECEIVERS = ("generic.rest-api", "generic.soap", "generic.webhook-receiver", "generic.sftp", "generic.file-drop",
             "generic.db", "generic.queue-consumer", "generic.edi", "generic.odata", "generic.ui")
SENDERS = ("generic.client", "generic.batch-job", "generic.webhook-sender", "generic.queue-producer",
           "generic.stream-producer", "generic.sftp", "generic.db", "generic.ui", "generic.edi", "generic.file-drop")
HUB_SHARE = 0.025


@dataclass
class Draft:
    """A landscape in the making: what was drawn so far, and the dice."""

    dice: random.Random
    catalog: Catalog
    systems: list[System] = field(default_factory=list)
    cores: int = 0
    hubs: int = 0
    ends: dict[str, tuple[list[End], list[End]]] = field(default_factory=dict)
    kinds: dict[End, EndpointType] = field(default_factory=dict)
    channels: dict[End, str] = field(default_factory=dict)

    def is_core(self, number: int) -> bool:
        """Whether it is one of the D365 systems, which come first."""
        return number < self.cores

    def is_hub(self, number: int) -> bool:
        """Whether it is one of the hubs, which come after the cores."""
        return self.cores <= number < self.cores + self.hubs


def generate(systems: int, integrations: int, seed: int = 1, zones: int = 8, hubs: int = 2, *,
             placed: bool = False) -> Workspace:
    """A landscape of that many systems (hubs among them) and integrations; `placed` gives every system a place."""
    draft = Draft(random.Random(f"d365arch {seed}"), own_catalog())
    draft.hubs = min(hubs, max(0, systems - 1))
    draft.cores = min(max(2, systems // 60), max(1, systems - draft.hubs))
    all_zones = _zones(zones)
    _add_systems(draft, systems, integrations, all_zones)
    links = _links(draft, integrations)
    landscape = Landscape(
        format=1,
        name=f"Generated landscape {systems:,} x {integrations:,}",
        description="Made by tests/benchmarks/generate.py; nothing in it is real.",
        zones=all_zones,
        entities=tuple(Entity(id=name, system_of_record=draft.systems[n % draft.cores].id)
                       for n, name in enumerate(ENTITIES)) if draft.systems else (),
        systems=tuple(draft.systems),
        integrations=links,
    )
    positions = _grid(draft) if placed else immutabledict[str, Point]()
    return Workspace(landscape, (View(id="main", title="Whole landscape", positions=positions),))


def _zones(count: int) -> tuple[Zone, ...]:
    """Zones of every kind; each third one stands inside the one before it."""
    found: list[Zone] = []
    for number in range(count):
        name, kind = ZONES[number % len(ZONES)]
        again = number // len(ZONES)
        zone_id = fresh_id(name, {z.id for z in found})
        parent = found[number - 1].id if number % 3 == 1 and number > 1 else None
        found.append(Zone(id=zone_id, name=f"{name} {again + 1}" if again else name, kind=kind, parent=parent))
    return tuple(found)


def _add_systems(draft: Draft, count: int, integrations: int, zones: tuple[Zone, ...]) -> None:
    taken: set[str] = set()
    seen: dict[str, int] = {}
    channels = max(4, min(24, integrations // 120))
    for number in range(count):
        if draft.is_core(number):
            type_id, zone = CORES[number % len(CORES)], zones[0].id if zones else None
        elif draft.is_hub(number):
            type_id, zone = HUBS[(number - draft.cores) % len(HUBS)], zones[1 % len(zones)].id if zones else None
        else:
            type_id = draft.dice.choice(OTHERS)
            zone = draft.dice.choice(zones).id if zones and draft.dice.random() < 0.95 else None
        seen[type_id] = seen.get(type_id, 0) + 1
        kind = draft.catalog.system_types[type_id]
        name = kind.name if seen[type_id] == 1 else f"{kind.name} {seen[type_id]}"
        system_id = fresh_id(name, taken)
        taken.add(system_id)
        system = System(id=system_id, name=name, type=type_id, zone=zone, owner=draft.dice.choice(OWNERS),
                        criticality=draft.dice.choice([None, None, *Level]))
        endpoints = _channels(draft, system, channels) if draft.is_hub(number) else _endpoints(draft, system)
        draft.systems.append(replace(system, endpoints=endpoints))
        draft.ends[system_id] = _ways(draft, draft.systems[-1])


def _usable(kind: EndpointType) -> bool:
    return kind.status is Status.CURRENT and bool(kind.timing)


def _endpoints(draft: Draft, system: System) -> tuple[Endpoint, ...]:
    """Some of the endpoints that the catalog says such a system offers: many on a core, one to four elsewhere."""
    offered = draft.catalog.system_types[system.type or ""].endpoints
    types = [t for t in offered if _usable(draft.catalog.endpoint_types[t])]
    wanted = draft.dice.choice([1, 1, 2, 2, 3, 4])
    if DUAL_WRITE in offered:
        types, wanted = [t for t in types if t in CORE_ENDPOINTS], draft.dice.randint(5, 9)
    chosen = sorted(draft.dice.sample(types, min(wanted, len(types))), key=types.index)
    chosen += [DUAL_WRITE] * (DUAL_WRITE in offered)
    return tuple(Endpoint(id=_short(t), type=t) for t in chosen)


def _short(type_id: str) -> str:
    return type_id.partition(".")[2]


def _channels(draft: Draft, system: System, count: int) -> tuple[Endpoint, ...]:
    """One channel per entity, of the kinds that such a hub has."""
    types = [t for t in draft.catalog.system_types[system.type or ""].endpoints
             if draft.catalog.endpoint_types[t].channel]
    names = draft.dice.sample(ENTITIES, min(count, len(ENTITIES)))
    return tuple(Endpoint(id=fresh_id(name, ()), name=name, type=draft.dice.choice(types), entities=(name,),
                          dead_letter=True if draft.dice.random() < 0.3 else None) for name in names)


def _ways(draft: Draft, system: System) -> tuple[list[End], list[End]]:
    """Ends of a system from which it starts, and ends at which it is contacted; the system itself where it has none."""
    starts, answers = [], []
    for endpoint in system.endpoints:
        end, kind = End(system.id, endpoint.id), draft.catalog.endpoint_types[endpoint.type or ""]
        draft.kinds[end] = kind
        if kind.id == DUAL_WRITE:
            continue
        if kind.channel:
            draft.channels[end] = endpoint.entities[0]
        generic = kind.id.startswith("generic.")
        if kind.initiation in {Initiation.OUTBOUND, Initiation.BOTH} and (not generic or kind.id in SENDERS):
            starts.append(end)
        if kind.initiation in {Initiation.INBOUND, Initiation.BOTH} and (not generic or kind.id in RECEIVERS):
            answers.append(end)
    return starts or [End(system.id)], answers or [End(system.id)]


def _links(draft: Draft, count: int) -> tuple[Integration, ...]:
    total = len(draft.systems)
    if total < 2 or count < 1:
        return ()
    pairs = _hub_pairs(draft, count)
    lonely = list(range(draft.cores + draft.hubs, total))
    draft.dice.shuffle(lonely)
    # Every system gets one integration while there are enough; then the rich get richer.
    pairs += [(number, _partner(draft, number)) for number in lonely[:max(0, count - len(pairs))]]
    tail = list(accumulate(_weights(draft)))
    while len(pairs) < count:
        number = draft.dice.choices(range(total), cum_weights=tail)[0]
        pairs.append((number, _partner(draft, number)))
    taken: set[str] = set()
    return tuple(_integration(draft, a, b, taken) for a, b in pairs[:count])


def _hub_pairs(draft: Draft, count: int) -> list[tuple[int, int]]:
    """The integrations that the first hub carries for certain."""
    others = [n for n in range(len(draft.systems)) if not draft.is_hub(n)]
    if not draft.hubs or not others:
        return []
    wanted = round(count * HUB_SHARE) if count < 5000 else max(200, round(count * HUB_SHARE))
    return [(draft.cores, draft.dice.choice(others)) for _ in range(wanted)]


def _weights(draft: Draft) -> list[float]:
    """How likely a system takes part: falls as a power of its rank; cores come first."""
    others = list(range(len(draft.systems) - draft.cores - draft.hubs))
    draft.dice.shuffle(others)
    first = [30 / (n + 1) ** 0.5 for n in range(draft.cores)] + [1.0] * draft.hubs
    return first + [10 / (rank + 2) ** 0.8 for rank in others]


def _partner(draft: Draft, number: int) -> int:
    """Whom a system exchanges with: a core, a hub, a neighbor in its zone, or anyone."""
    total, dice = len(draft.systems), draft.dice
    draw = dice.random()
    found = number
    if draw < (0.04 if draft.is_core(number) else 0.30):
        found = dice.randrange(draft.cores)
    elif 0.30 <= draw < 0.34 and draft.hubs:
        found = draft.cores + dice.randrange(draft.hubs)
    elif draw < 0.80:
        candidates = dice.sample(range(total), min(12, total))
        found = next((n for n in candidates if draft.systems[n].zone == draft.systems[number].zone and n != number),
                     number)
    while found == number:
        found = dice.randrange(total)
    return found


def _integration(draft: Draft, a: int, b: int, taken: set[str]) -> Integration:
    dice = draft.dice
    source, target = (a, b) if dice.random() < 0.5 else (b, a)
    from_end, to_end = _ends(draft, source, target)
    entity = draft.channels.get(from_end) or draft.channels.get(to_end) or dice.choice(ENTITIES)
    name = f"{entity} to {draft.systems[target].label}"
    new_id = fresh_id(f"{entity} {len(taken) + 1}", taken)
    taken.add(new_id)
    kinds = [draft.kinds[end] for end in (to_end, from_end) if end in draft.kinds]
    kind = kinds[0] if kinds else None
    timings = [t for t in Timing if kinds and all(t in k.timing for k in kinds)]
    return Integration(
        id=new_id, name=name, from_=from_end, to=to_end, entities=(entity,),
        data=_data(draft, kind, target),
        timing=dice.choice(timings) if timings and dice.random() < 0.35 else None,
        trigger=dice.choice([None, *Trigger]),
        operations=tuple(dice.sample([Operation.CREATE, Operation.UPDATE, Operation.READ], dice.randint(0, 2))),
        **_load(draft, kind),
        **_care(draft),
    )


def _ends(draft: Draft, source: int, target: int) -> tuple[End, End]:
    """Ends that can start and can be contacted; two cores of the two platforms talk over dual-write."""
    first, second = draft.systems[source], draft.systems[target]
    platforms = {draft.catalog.system_types[s.type or ""].platform for s in (first, second)}
    if draft.is_core(source) and draft.is_core(target) and len(platforms) == 2:
        return End(first.id, _short(DUAL_WRITE)), End(second.id, _short(DUAL_WRITE))
    return draft.dice.choice(draft.ends[first.id][0]), draft.dice.choice(draft.ends[second.id][1])


def _data(draft: Draft, kind: EndpointType | None, target: int) -> DataFlow | None:
    if kind and kind.default_data_flow:
        return kind.default_data_flow if draft.dice.random() < 0.5 else None
    if draft.is_hub(target):
        return draft.dice.choice([DataFlow.PUSH, DataFlow.PULL])
    return draft.dice.choice([None, DataFlow.PUSH, DataFlow.PUSH, DataFlow.PULL, DataFlow.BOTH])


def _load(draft: Draft, kind: EndpointType | None) -> dict[str, Any]:
    """Volumes with a heavy tail: most exchange a hundred messages a day, a few a million."""
    dice = draft.dice
    if dice.random() < 0.3:
        return {}
    per_day = float(round(10 ** dice.triangular(1, 6, 2.5)))
    volume = Volume(per_day=per_day, peak_per_hour=float(round(per_day / 24 * dice.choice([2, 3, 6]))) or None,
                    message_kb=float(dice.choice([1, 2, 4, 8, 20, 64])),
                    growth_per_year=dice.choice([None, 0.05, 0.1, 0.2]))
    load: dict[str, Any] = {"volume": volume}
    if kind and kind.style is Style.BATCH:
        load["batch"] = Batch(records=dice.choice([50, 100, 1000]))
        load["frequency"] = dice.choice([Frequency(calendar="daily", at="02:00"), Frequency(interval=900.0)])
    elif kind and Timing.SYNCHRONOUS in kind.timing:
        load["latency"] = Latency(required=dice.choice([1.0, 2.0, 5.0]), p95=dice.choice([0.2, 0.4, 0.9]))
    return load


def _care(draft: Draft) -> dict[str, Any]:
    dice = draft.dice
    care: dict[str, Any] = {}
    if dice.random() < 0.4:
        care["error_handling"] = ErrorHandling(retry=True, dead_letter=dice.choice([None, True]),
                                               idempotent=dice.choice([None, True, False]))
    if dice.random() < 0.3:
        care["monitoring"] = Monitoring(tool="Application Insights", alert=dice.choice(OWNERS))
    return care


def _grid(draft: Draft) -> immutabledict[str, Point]:
    columns = max(1, round(len(draft.systems) ** 0.5 * 0.8))
    return immutabledict({s.id: Point(n % columns * 420.0, n // columns * 360.0) for n, s in enumerate(draft.systems)})


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a generated landscape to a file."""
    parser = argparse.ArgumentParser(description="Write a generated landscape; the same arguments give the same file.")
    parser.add_argument("systems", type=int, help="number of systems, hubs among them")
    parser.add_argument("integrations", type=int, help="number of integrations")
    parser.add_argument("-o", "--output", type=Path, required=True, help="file to write; overwritten if it is there")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--zones", type=int, default=8)
    parser.add_argument("--hubs", type=int, default=2)
    parser.add_argument("--placed", action="store_true", help="give every system a place on a grid")
    given = parser.parse_args(arguments)
    workspace = generate(given.systems, given.integrations, given.seed, given.zones, given.hubs, placed=given.placed)
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(to_text(workspace), encoding="utf-8", newline="\n")
    print(f"{given.output}: {given.systems:,} systems, {given.integrations:,} integrations, "
          f"{given.output.stat().st_size / 1024:,.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
