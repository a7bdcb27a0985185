"""Compares what a discovery found with what people read out of the same artefacts, integration by integration."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

_WORDS = re.compile(r"[a-z0-9][a-z0-9._-]*")
_GENERIC_WORDS = """
    azure dynamics 365 the of and d365 microsoft service services server database app apps logic for linked system
    environment platform power online storage sql bus data factory namespace workspace endpoint custom api on-premises
    connector http host account template functions function from parameter as stated in row only name gateway
    queue blob file table
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())
"""Words that tell what a system is and not which one."""
_KINDS = {
    "dataverse": ("dataverse",), "pp.dataverse": ("dataverse",), "d365-fo": ("fo",), "sql-server-on-premises": ("sql",),
}
_TIMING = {"sync": "synchronous", "async": "asynchronous", "near-real-time": "near-real-time"}
_DIRECTION = {"F&O to Dataverse": "outbound"}


@dataclass
class Score:
    """Counts over some artefacts, and sentences for whoever mends the readers."""

    expected: int = 0
    found: int = 0
    matched: int = 0
    timing_wrong: int = 0
    direction_wrong: int = 0
    trigger_wrong: int = 0
    told: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        for name in ("expected", "found", "matched", "timing_wrong", "direction_wrong", "trigger_wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.told += other.told

    @property
    def recall(self) -> float:
        return self.matched / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        return self.matched / self.found if self.found else 1.0

    @property
    def right(self) -> float:
        """Share of the found ones whose timing and direction are both right (each wrong one counts)."""
        return 1 - (self.timing_wrong + self.direction_wrong) / self.matched if self.matched else 1.0

    def __str__(self) -> str:
        return (f"expected {self.expected}, found {self.found}, matched {self.matched}: recall {self.recall:.1%}, "
                f"precision {self.precision:.1%}, wrong in timing {self.timing_wrong}, direction "
                f"{self.direction_wrong}, trigger {self.trigger_wrong}")


def words(name: str) -> set[str]:
    return set(_WORDS.findall(name.lower()))


def likeness(expected: str, found: Mapping[str, Any], about: str = "") -> float:
    """How much a found system looks like the expected one, 0 to 1.

    By its names and type, a little less by what else is told of the integration, such as the queue or the file. What
    stands in brackets in the ground truth explains and need not be found.
    """
    plain = re.sub(r"\([^()]*\)", "", expected).strip(" :")
    whole = _likeness(expected, found, about)
    return max(whole, 0.9 * _likeness(plain, found, about)) if words(plain) else whole


def _likeness(expected: str, found: Mapping[str, Any], about: str) -> float:
    best = 0.0
    wanted = words(expected)
    special = wanted - _GENERIC
    for name in (found["name"], *found.get("aliases", ())):
        has = words(f"{name} {found.get('type') or ''}".replace(".", " ")) | words(name)
        if "unknown" in wanted or "unknown" in has:
            best = max(best, 1.0 if "unknown" in wanted and "unknown" in has else 0.0)
            continue
        if ({"dataverse"} <= wanted and {"dataverse"} <= has) or ({"finance"} <= wanted and {"finance"} <= has):
            best = max(best, 0.8)
        near = sum(1.0 if word in has or any(word in other or (len(other) > 3 and other in word)
                                             for other in has - _GENERIC) else 0.8 if word in about else 0.0
                   for word in special)
        share = near / len(special) if special else 0.0
        common = len(wanted & has) / max(len(wanted), 1)
        best = max(best, 0.7 * share + 0.3 * common if special else common)
    return best


def score(item: Mapping[str, Any], found: Mapping[str, Any]) -> Score:
    """The score of one item of the ground truth against the JSON of a discovery over its files."""
    expected: Sequence[Mapping[str, Any]] = item.get("integrations") or []
    systems = {system["id"]: system for system in found["systems"]}
    result = Score(expected=len(expected), found=len(found["integrations"]))
    graph = nx.Graph()
    for number, wanted in enumerate(expected):
        for index, got in enumerate(found["integrations"]):
            value = _fit(wanted, got, systems)
            if value > 0:
                graph.add_edge(("wanted", number), ("found", index), weight=value)
    pairs = {}
    for one, other in nx.max_weight_matching(graph):
        first, second = (one, other) if one[0] == "wanted" else (other, one)
        pairs[first[1]] = second[1]
    result.matched = len(pairs)
    for number, wanted in enumerate(expected):
        if number not in pairs:
            result.told.append(f"{item['id']}: missing {wanted['id']}: {wanted['from']} -> {wanted['to']} "
                               f"({wanted.get('artefact', '')})")
            continue
        _compare(item["id"], wanted, found["integrations"][pairs[number]], result)
    for index, got in enumerate(found["integrations"]):
        if index not in pairs.values() and _may_be_told(got, systems):
            # The ground truth lists unknown callers of some flows only, and allows placeholders as targets.
            result.found -= 1
        elif index not in pairs.values():
            result.told.append(f"{item['id']}: too many: {got['name']}: {systems[got['from']]['name']} -> "
                               f"{systems[got['to']]['name']} ({got['timing']}, {got['trigger']}, {got['confidence']})")
    return result


def _fit(wanted: Mapping[str, Any], got: Mapping[str, Any], systems: Mapping[str, Any]) -> float:
    about = " ".join([got["name"], str(got.get("protocol")), *(one["file"] for one in got["evidence"]),
                      *got.get("entities", ()), *map(str, got.get("details", ()))]).lower()
    source, target = systems[got["from"]], systems[got["to"]]
    ahead = min(likeness(wanted["from"], source, about), likeness(wanted["to"], target, about))
    turned = min(likeness(wanted["to"], source, about), likeness(wanted["from"], target, about))
    ends = max(ahead, turned - 0.2 if wanted.get("direction") != "both" else turned)
    if ends < 0.45:
        return 0.0
    hints = words(f"{wanted.get('artefact', '')} {' '.join(map(str, wanted.get('entities', ())))} "
                  f"{' '.join(map(str, wanted.get('operations', ())))}") - _GENERIC
    shared = sum(1 for hint in hints if hint in about) / len(hints) if hints else 0.0
    same = sum((_timing_is_right(wanted, got), wanted["trigger"] == got["trigger"]))
    return ends + shared + 0.1 * same


def _may_be_told(got: Mapping[str, Any], systems: Mapping[str, Any]) -> bool:
    if got["confidence"] != "likely":
        return False
    return systems[got["from"]]["name"].startswith("Unknown") or (
        bool(systems[got["to"]].get("unresolved")) and "." not in systems[got["to"]]["name"])


def _timing_is_right(wanted: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    accepted = {_TIMING[word] for word in (wanted["timing"], *wanted.get("timing_accept", ()))}
    return got["timing"] in accepted or (got["timing"] is None and "drawn" in str(wanted.get("protocol")))


def _compare(item: str, wanted: Mapping[str, Any], got: Mapping[str, Any], result: Score) -> None:
    direction = _DIRECTION.get(wanted["direction"], wanted["direction"])
    if not _timing_is_right(wanted, got):
        result.timing_wrong += 1
        result.told.append(f"{item}: {wanted['id']} is {wanted['timing']}, found {got['timing']} ({got['name']})")
    if got["direction"] != direction:
        result.direction_wrong += 1
        result.told.append(f"{item}: {wanted['id']} is {direction}, found {got['direction']} ({got['name']})")
    if got["trigger"] != wanted["trigger"] and "drawn" not in str(wanted.get("protocol")):
        result.trigger_wrong += 1
        result.told.append(f"{item}: {wanted['id']} is triggered {wanted['trigger']}, found {got['trigger']} "
                           f"({got['name']})")
