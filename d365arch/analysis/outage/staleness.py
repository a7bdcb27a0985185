"""Which copies get no updates any more: everything downstream of what failed, entity by entity."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection

from d365arch.analysis.outage.records import Stale
from d365arch.analysis.outage.wires import Transfer, Wires
from d365arch.model.quantities import format_duration

_Spot = tuple[str, str]
"""A node and an entity it gets."""


def stale(wires: Wires, failed: Collection[str]) -> list[Stale]:
    """Copies that grow old, by the shortest way from what failed; sorted by system and entity."""
    off = frozenset(failed)
    came, copies = _spread(wires, off)
    starved = off | {node for node, _ in came}
    return [_stale(wires, starved, came, spot, arrived) for spot, arrived in sorted(copies.items())]


def _spread(
    wires: Wires, off: frozenset[str]
) -> tuple[dict[_Spot, tuple[_Spot | None, Transfer]], dict[_Spot, tuple[_Spot | None, Transfer]]]:
    """Where missing data would have gone: for each spot how it first got there, and the same for what keeps a copy."""
    came: dict[_Spot, tuple[_Spot | None, Transfer]] = {}
    copies: dict[_Spot, tuple[_Spot | None, Transfer]] = {}
    queue: deque[_Spot] = deque()

    def arrive(spot: _Spot, before: _Spot | None, transfer: Transfer) -> None:
        if wires.owner(spot[0]) in off:
            return
        if transfer.copied and not wires.is_hub(spot[0]):
            copies.setdefault(spot, (before, transfer))
        if spot not in came:
            came[spot] = (before, transfer)
            queue.append(spot)

    for node in wires.nodes(off):
        for transfer in wires.given.get(node, ()):
            for entity in transfer.entities or ("",):
                arrive((transfer.taker, entity), None, transfer)
    while queue:
        spot = queue.popleft()
        for transfer, entity in wires.onward(*spot):
            arrive((transfer.taker, entity), spot, transfer)
    return came, copies


def _stale(
    wires: Wires, starved: frozenset[str], came: dict[_Spot, tuple[_Spot | None, Transfer]], spot: _Spot,
    arrived: tuple[_Spot | None, Transfer],
) -> Stale:
    system, entity = spot
    way = [arrived[1]]
    before = arrived[0]
    while before is not None:
        before, transfer = came[before]
        way.append(transfer)
    way.reverse()
    after, since = _since(wires, way)
    others = {wires.owner(t.giver) for t in wires.taken.get(system, ())
              if entity and entity in t.entities and t.copied and not starved & {t.giver, wires.owner(t.giver)}}
    return Stale(system=system, entity=entity, path=(*(t.giver for t in way), system),
                 links=tuple(t.link for t in way), after_hours=after, since=since, others=tuple(sorted(others)))


def _since(wires: Wires, way: list[Transfer]) -> tuple[float, str]:
    """When the first update can be missed: after the rarest run on the way, else with the next change."""
    slowest, said = 0.0, ""
    unknown, named = False, True
    for transfer in way:
        frequency = wires.integration(transfer.link).frequency
        seconds = frequency.seconds if frequency else None
        if seconds is not None and transfer.run and seconds > slowest:
            slowest, said = seconds, str(frequency)
        unknown = unknown or (transfer.run and seconds is None)
        named = named and (not transfer.run or wires.states_runs(wires.integration(transfer.link)))
    if said:
        what = f"every {format_duration(slowest)}" if said.startswith("every") else said
        return slowest / 3600, f"after the next run ({what})"
    if not unknown:
        return 0.0, "at once, with the next change"
    return 0.0, "after the next run (how often it runs is not stated)" if named else \
        "after the next transfer (how often it happens is not stated)"
