"""Random landscape files as people write them, with every line's owner known: no two are laid out alike."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

Owner = tuple[str, str] | None
"""Section and id of the element that a line belongs to; none for lines of the file itself."""

TYPES = ["d365.finance", "d365.sales", "azure.service-bus", "other.erp"]
OWNERS = ["ERP team", "'Team: A'", '"Shop & web"', "Ünïcode – team", "yes", "1.10"]


@dataclass
class CommentedFile:
    """The lines with their owners; `text` is what a file would hold."""

    lines: list[tuple[str, Owner]] = field(default_factory=list)
    line_break: str = "\n"
    final_break: bool = True
    bom: bool = False

    @property
    def text(self) -> str:
        body = self.line_break.join(line for line, _ in self.lines) + (self.line_break if self.final_break else "")
        return ("\ufeff" if self.bom else "") + body

    def lines_of(self, owner: Owner) -> list[str]:
        return [line for line, of in self.lines if of == owner]


class Writer:
    """Writes one file; `rng` decides everything."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.file = CommentedFile(line_break=rng.choice(["\n", "\n", "\n", "\r\n"]), final_break=rng.random() < 0.85,
                                  bom=rng.random() < 0.05)
        self.number = 0
        self.owner: Owner = None

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def add(self, line: str) -> None:
        self.file.lines.append((line, self.owner))

    def comment(self) -> str:
        self.number += 1
        return f"# remark {self.number}" + self.rng.choice(["", ": a, b", " - [x]", ' "quoted"', " key: value"])

    def trailing(self) -> str:
        return "  " + self.comment() if self.chance(0.25) else ""

    def write(self) -> CommentedFile:
        rng = self.rng
        if self.chance(0.5):
            self.add("# yaml-language-server: $schema=d365arch.schema.json")
        if self.chance(0.2):
            self.add("---")
        self.add("d365arch: 1" + self.trailing())
        if self.chance(0.7):
            self.add(rng.choice(["name: Test", 'name: "Test"', "name:   Test"]) + self.trailing())
        if self.chance(0.3):
            self.add("x-team: {wiki: somewhere, on: [1, 2.50, yes]}")
        spaced = self.chance(0.5)
        self.zones(spaced)
        self.section("systems", [f"s{n}" for n in range(rng.randint(1, 5))], self.system, spaced)
        if self.chance(0.9):
            self.section("integrations", [f"i{n}" for n in range(rng.randint(1, 5))], self.integration, spaced)
        if self.chance(0.6):
            self.views(spaced)
        if self.chance(0.3):
            self.owner = None
            self.add(self.comment())
        return self.file

    def zones(self, spaced: bool) -> None:
        if self.chance(0.5):
            self.section("zones", ["z0", "z1"], self.zone, spaced)
        else:
            self.owner = None
            self.add("zones: [{id: z0}, {id: z1, name: Zone one}]" + self.trailing())

    def section(self, key: str, ids: list[str], write: object, spaced: bool) -> None:
        self.owner = None
        if spaced:
            self.add("")
        if self.chance(0.4):
            self.add(f"# ---- {key} ----")
        self.add(f"{key}:" + self.trailing())
        indent = self.rng.choice(["", "  ", "  ", "    "])
        blank_between = self.chance(0.5)
        for position, element in enumerate(ids):
            self.owner = None
            if position and blank_between:
                self.add("")
            self.owner = (key, element)
            for _ in range(self.rng.choice([0, 0, 1, 2])):
                self.add(indent + self.comment())
            write(element, indent)  # type: ignore[operator]
        self.owner = None

    def zone(self, zone_id: str, indent: str) -> None:
        if self.chance(0.5):
            self.add(f"{indent}- {{id: {zone_id}, kind: environment}}" + self.trailing())
        else:
            self.block(indent, [[f"id: {zone_id}"], [f"name: Zone {zone_id}"]])

    def block(self, indent: str, entries: list[list[str]]) -> None:
        """A list item as a block; each entry is the lines of one key, the further ones indented relative to it."""
        if self.chance(0.25):
            self.rng.shuffle(entries)
        # A text block that takes in blank lines (|+) is unlike all others when it ends an element; it has own tests.
        if entries[-1][0].endswith("|+"):
            entries.insert(0, entries.pop())
        pad = indent + "  "
        for position, (first, *rest) in enumerate(entries):
            if position and self.chance(0.15):
                self.add(pad + self.comment())
            if position and self.chance(0.07):
                self.add("")
            lead = indent + "- " if position == 0 else pad
            plain = not first.endswith(("|", ">", "|-", "|+")) and (not rest or first.endswith(":"))
            self.add(lead + first + (self.trailing() if plain else ""))
            for line in rest:
                self.add(pad + line if line else "")

    def system(self, system_id: str, indent: str) -> None:
        rng = self.rng
        quoted = rng.choice([system_id, system_id, f'"{system_id}"', f"'{system_id}'"])
        if system_id != "s0" and self.chance(0.15):
            self.add(f"{indent}- {{id: {system_id}, name: System {system_id}, tags: [a, b]}}" + self.trailing())
            return
        entries = [[f"id: {quoted}"], [rng.choice([f"name: System {system_id}", f"name:  'System {system_id}'"])]]
        optional = [
            [f"type: {rng.choice(TYPES)}"], [f"owner: {rng.choice(OWNERS)}"], ["criticality: high"], ["zone: z0"],
            ["availability: 99.90 %"], ["version: 10.0.40"], ["tags: [a, 'b c',  d]"], ["alm: Azure DevOps"],
            ["alm: {pipeline: X, gate: manual}"], ["x-cost: {per_month: 12.50, center: 007}"],
            ["environments:", "  - dev", "  - prod   # the real one"], ["recovery:", "  rto: 1 h", "  rpo: 5min"],
            rng.choice([["description: |", "  Two", "", "    lines # no comment"],
                        ["description: >", "  folded", "  text"], ["description: plain over", "  two lines"],
                        ["description: \"quoted over", "  two lines\""], ["description: |+", "  kept", ""]]),
        ]
        seen = set()
        for entry in rng.sample(optional, rng.randint(0, 5)):
            key = entry[0].partition(":")[0]
            if key not in seen:
                seen.add(key)
                entries.append(entry)
        entries.append(self.endpoints())
        self.block(indent, entries)

    def endpoints(self) -> list[str]:
        style = self.rng.randrange(5)
        if style == 0:
            return ["endpoints: [{id: e0, type: fo.odata}, {id: e1}]"]
        if style == 1:
            return ["endpoints:", "  - {id: e0, type: fo.odata}   # first", "  - { id: e1,  name: 'E, one' }"]
        if style == 2:
            return ["endpoints:", "- id: e0", "  type: fo.odata", "", "  # second", "- id: e1"]
        if style == 3:
            return ["endpoints: [", "  {id: e0, type: fo.odata},  # first", "  {id: e1, tags: [x,y]},", "]"]
        return ["endpoints:", "  # one", "  -  id: e0", "     type: fo.odata", "  -", "    id: e1"]

    def integration(self, integration_id: str, indent: str) -> None:
        rng = self.rng
        ends = ["s0", "s0.e0", "s0"]
        if self.chance(0.2):
            self.add(f"{indent}- {{ id: {integration_id}, from: s0, to: s0.e0,")
            self.add(f"{indent}    data: pull, entities: [Order, Customer] }}" + self.trailing())
            return
        entries = [[f"id: {integration_id}"], [f"from: {rng.choice(ends)}"], [f"to: {rng.choice(ends)}"]]
        optional = [
            ["name: Orders"], ["data: push"], ["timing: synchronous"], ["entities: [Sales order, Customer]"],
            ["entities:", "  - Sales order  # main", "  # more", "  - Customer"], ["operations: [create, update]"],
            ["operations: create"], ["frequency: every 300 s"], ["volume: {per_day: 8e3, message_kb: 4 KB}"],
            ["volume:", "  per_day: 8000   # stated", "  growth_per_year: 20 %"], ["pinned: false"],
            ["latency: { required: 2 s,", "           p95: 400 ms }"],
            ["error_handling: {retry: true, outage: 'true'}"],
            ["docs:", "- http://a/b#c", "- 'x: y'"], ["answer_needed:"],
        ]
        seen = set()
        for entry in rng.sample(optional, rng.randint(0, 7)):
            key = entry[0].partition(":")[0]
            if key not in seen:
                seen.add(key)
                entries.append(entry)
        self.block(indent, entries)

    def views(self, spaced: bool) -> None:
        self.owner = None
        if spaced:
            self.add("")
        self.add("views:")
        self.owner = ("views", "main")
        if self.chance(0.5):
            self.block("  ", [["id: main"], ["positions: {s0: [400, 120]}"], ["show: all"]])
        else:
            self.block("  ", [["id: main"], ["positions:", "  s0: [400, 120]  # here"], ["title: Main"]])
        self.owner = None


def commented_file(seed: int) -> CommentedFile:
    """The file of a seed."""
    return Writer(random.Random(seed)).write()
