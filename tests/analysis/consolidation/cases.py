"""Small landscapes with blocks of flows, and short ways to plan them."""

from __future__ import annotations

import random
from collections.abc import Iterable

from d365arch.analysis.consolidation.plan import make_plan
from d365arch.analysis.consolidation.problem import Problem, read_problem
from d365arch.analysis.consolidation.records import GroupKey, Plan, PlannedChannel, PlanOptions
from d365arch.analysis.flows import Network, read_network
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import HubClass
from d365arch.model import Endpoint, Integration, Latency, System, Volume, Workspace
from d365arch.model.vocabulary import Style
from tests.analysis.landscapes import ASYNC, CATALOG, SYNC, link, system, workspace

EVENT = {"timing": ASYNC, "style": Style.EVENT}
READ = {"timing": SYNC, "initiator": "target"}


def links(producers: str, consumers: str, entity: str = "account", **values: object) -> list[Integration]:
    """Events (or what `values` say) from every producer to every other consumer; systems are letters."""
    return [link(f"{entity}-{p}-{c}", p, c, entity=entity, **(EVENT | values))
            for p in producers for c in consumers if p != c]


def bus(*channels: str, hub_id: str = "bus", **values: object) -> System:
    """A Service Bus with a topic per entity."""
    endpoints = tuple(Endpoint(id=c.lower(), entities=(c,)) for c in channels)
    return system(hub_id, type="azure.service-bus", endpoints=endpoints, **values)


def spokes(
    channel: str, producers: str, consumers: str, entity: str = "account", **values: object
) -> list[Integration]:
    """Spokes of a channel `hub.channel`."""
    return [*(link(f"in-{channel.replace('.', '-')}-{p}", p, channel, entity=entity, **(EVENT | values))
              for p in producers),
            *(link(f"out-{channel.replace('.', '-')}-{c}", channel, c, entity=entity, **(EVENT | values))
              for c in consumers)]


def place(integrations: Iterable[Integration], *more: System, letters: str = "abcdefgh", **values: object) -> Workspace:
    """A landscape of systems named by letters."""
    return workspace([*(system(letter, name=letter.upper()) for letter in letters), *more], list(integrations),
                     **values)


def facts_of(given: Workspace) -> Facts:
    return Facts(given.landscape, CATALOG)


def network_of(given: Workspace, settings: Settings = Settings()) -> Network:  # noqa: B008
    return read_network(facts_of(given), settings)


def problem_of(given: Workspace, settings: Settings = Settings(), *, filtered: bool = False) -> Problem:  # noqa: B008
    return read_problem(network_of(given, settings), settings, filtered)


def plan_of(given: Workspace, settings: Settings = Settings(), **options: object) -> Plan:  # noqa: B008
    return make_plan(facts_of(given), settings, PlanOptions(**options))  # type: ignore[arg-type]


def key(entity: str = "account", cls: HubClass = HubClass.MESSAGE, zone: str = "", lane: str = "") -> GroupKey:
    return GroupKey(cls, zone, (entity,), lane)


def channel(producers: str, consumers: str, extends: str | None = None, **key_values: object) -> PlannedChannel:
    return PlannedChannel(key(**key_values), tuple(producers), tuple(consumers), extends)  # type: ignore[arg-type]


def busy(seed: int, letters: str = "abcdefgh") -> Workspace:
    """A landscape at random with blocks of events, reads and files, holes in them, pinned links, and channels."""
    pick = random.Random(seed)
    batch = {"timing": ASYNC, "style": Style.BATCH}
    kinds = ((EVENT, "account"), (READ, "account"), (batch, "order"), (EVENT, "order"))
    found: dict[str, Integration] = {}
    for _ in range(7):
        values, entity = pick.choice(kinds)
        producers, consumers = (pick.sample(letters, pick.randrange(1, 5)) for _ in range(2))
        for p in producers:
            for c in consumers:
                if p != c and pick.random() < 0.93:
                    name = f"l{len(found)}"
                    found[name] = link(name, p, c, entity=entity, volume=Volume(per_hour=pick.randrange(1, 9)),
                                       latency=Latency(p95=pick.randrange(1, 9) / 10),
                                       pinned=pick.random() < 0.05 or None, **values)
    api = system("api", type="azure.api-management", endpoints=(Endpoint(id="account", entities=("account",)),))
    there = [*spokes("bus.account", "".join(pick.sample(letters, 2)), "".join(pick.sample(letters, 2))),
             *spokes("api.account", pick.choice(letters), pick.choice(letters), **READ)]
    return place([*found.values(), *there], *([bus("account", "order"), api] if seed % 3 else [bus("account"), api]),
                 letters=letters)
