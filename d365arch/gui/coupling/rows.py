"""The rankings of the analysis as rows of plain cells: systems, links, circles, cuts, chains, repeated flows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from d365arch.analysis.chains import Chain
from d365arch.analysis.graph import Graphs
from d365arch.analysis.link_coupling import Mark, bridge_sides, rank_links
from d365arch.analysis.result import AnalysisResult
from d365arch.analysis.wording import availability, count, decimal, milliseconds
from d365arch.gui.language import translate

MEMBERS = 5
"""So many names of a group are told in a cell; the tip tells all."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, and by what it is sorted and how long its bar is; none comes last in both orders."""

    text: str
    value: float | str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `ids` are the elements that it stands for, the main one first."""

    ids: tuple[str, ...]
    cells: tuple[Cell, ...]
    tip: str


def _text(text: str) -> Cell:
    return Cell(text, text.casefold())


def _figure(number: float) -> Cell:
    return Cell(count(number), number)


def _share(value: float | None) -> Cell:
    return Cell("–" if value is None else decimal(value, 2), value)


def _names(result: AnalysisResult, ids: Sequence[str]) -> list[str]:
    return [result.network.label(name) for name in ids]


def system_rows(result: AnalysisResult, _graphs: Graphs) -> list[Row]:
    """Every system with its figures, the most coupled first."""
    tip = translate("Rankings", "{name}: needed by {ca}, needs {ce}; reaches {reach} of {systems} systems, itself "
                                "included; works {share} of the time with all it waits for.")
    return [
        Row((s.id,), (_text(s.name), _figure(len(s.neighbors)), _figure(s.ca), _figure(s.ce), _share(s.instability),
                      _figure(s.criticality), _figure(s.reach),
                      Cell(availability(s.chain_availability), s.chain_availability)),
            tip.format(name=s.name, ca=s.ca, ce=s.ce, reach=s.reach, systems=result.metrics.systems,
                       share=availability(s.chain_availability)))
        for s in result.systems]


def mark_text(mark: Mark) -> str:
    """What a mark is called."""
    return {
        Mark.SYNC_CIRCLE: translate("Rankings", "waits in a circle"),
        Mark.CIRCLE: translate("Rankings", "in a circle"),
        Mark.CHAIN: translate("Rankings", "longest chain"),
        Mark.DUPLICATE: translate("Rankings", "duplicate"),
        Mark.REDUNDANT: translate("Rankings", "redundant"),
        Mark.BRIDGE: translate("Rankings", "bridge"),
        Mark.MUTUAL: translate("Rankings", "mutual"),
    }[mark]


def link_rows(result: AnalysisResult, graphs: Graphs) -> list[Row]:
    """Every direct link, the one that carries most coupling first."""
    tip = translate("Rankings", "{link}, {source} to {target}: {pairs} ordered pairs of systems depend on each other "
                                "over it at most.")
    found = []
    for link in rank_links(result, graphs):
        source, target = _names(result, (link.source, link.target))
        marks = [mark_text(mark) for mark in link.marks]
        said = tip.format(link=result.link_names[link.id], source=source, target=target, pairs=count(link.pairs))
        found.append(Row(
            (link.id,), (_text(f"{source} → {target}"), _figure(link.pairs), Cell(", ".join(marks) or "–", len(marks))),
            f"{said}\n{', '.join(marks)}" if marks else said))
    return found


def circle_rows(result: AnalysisResult, graphs: Graphs) -> list[Row]:
    """Circles of waiting calls, then circles of dependencies, each with the links that make it."""
    waits = translate("Rankings", "calls that wait")
    needs = translate("Rankings", "dependencies")
    links = (*result.network.links, *result.network.spokes)
    waiting = {link.id for link in graphs.waiting}
    found = []
    metrics = result.metrics
    for kind, groups, only in ((waits, metrics.sync_cycles, waiting), (needs, metrics.cyclic_groups, None)):
        for group in groups:
            members = set(group)
            inner = [k.id for k in links if k.initiator in members and k.called in members
                     and (only is None or k.id in only)]
            names = _names(result, group)
            found.append(Row((*group, *inner), (_text(_listed(names, MEMBERS)), _figure(len(group)),
                                                _figure(len(inner)), _text(kind)), _listed(names, len(names))))
    return found


def _listed(names: Sequence[str], most: int) -> str:
    """Names with commas, in any language; of many the first and how many more there are."""
    if len(names) <= most:
        return ", ".join(names)
    return translate("Rankings", "{names} and {count} more").format(
        names=", ".join(names[:most - 1]), count=count(len(names) - most + 1))


def cut_rows(result: AnalysisResult, graphs: Graphs) -> list[Row]:
    """Systems and hubs whose loss splits the landscape, and single connections that do; most cut off first."""
    words = {True: translate("Rankings", "hub"), False: translate("Rankings", "system")}
    found = []
    for cut in result.metrics.cuts:
        lost = [name for part in cut.parts[1:] for name in part]
        found.append(_cut_row(result, (cut.node,), result.network.label(cut.node), words[cut.hub], lost))
    sides = bridge_sides(graphs, result.metrics.bridges)
    by_ends = _links_by_ends(result)
    for a, b in result.metrics.bridges:
        name = " – ".join(_names(result, (a, b)))
        links = by_ends.get(frozenset((a, b)), ())
        found.append(_cut_row(result, (*links, a, b), name, translate("Rankings", "connection"), sides[a, b]))
    return sorted(found, key=lambda row: (-_number(row.cells[2]), row.ids))


def _links_by_ends(result: AnalysisResult) -> dict[frozenset[str], list[str]]:
    """Integrations by the two systems or hubs that they join."""
    found: dict[frozenset[str], list[str]] = {}
    for link in (*result.network.links, *result.network.spokes):
        ends = frozenset((link.initiator_hub or link.initiator, link.called_hub or link.called))
        found.setdefault(ends, []).append(link.id)
    return found


def _number(cell: Cell) -> float:
    return cell.value if isinstance(cell.value, float | int) else 0.0


def _cut_row(result: AnalysisResult, ids: tuple[str, ...], name: str, kind: str, lost: Sequence[str]) -> Row:
    names = _names(result, lost)
    tip = translate("Rankings", "Without {name}, {names} would be cut off.").format(
        name=name, names=_listed(names, 30))
    return Row(ids, (_text(name), _text(kind), _figure(len(lost)), _text(_listed(names, MEMBERS))), tip)


def chain_rows(result: AnalysisResult, _graphs: Graphs) -> list[Row]:
    """The deepest and the slowest chain of waiting calls, and the longest as drawn where calls form a circle."""
    kinds = ((translate("Rankings", "deepest"), result.deepest_chain),
             (translate("Rankings", "slowest"), result.slowest_chain),
             (translate("Rankings", "longest drawn"), result.drawn_chain))
    rows: dict[tuple[str, ...], tuple[list[str], Chain]] = {}
    for kind, chain in kinds:
        if chain is not None:
            rows.setdefault(chain.links, ([], chain))[0].append(kind)
    return [_chain_row(result, " · ".join(kind), chain) for kind, chain in rows.values()]


def _chain_row(result: AnalysisResult, kind: str, chain: Chain) -> Row:
    way = " → ".join(_names(result, chain.nodes))
    time = milliseconds(chain.latency_ms) if chain.unstated < chain.calls else "–"
    tip = translate("Rankings", "{way}. {unstated} of {calls} calls state no time.").format(
        way=way, unstated=chain.unstated, calls=chain.calls)
    return Row((*chain.nodes, *chain.links),
               (_text(way), _figure(chain.calls), Cell(time, chain.latency_ms),
                Cell(availability(chain.availability), chain.availability), _text(kind)), tip)


def repeated_rows(result: AnalysisResult, _graphs: Graphs) -> list[Row]:
    """Flows that are there more than once: duplicates, flows that a channel delivers too, flows with another way."""
    kinds = ((translate("Rankings", "duplicate"), result.duplicates),
             (translate("Rankings", "redundant"), result.redundant),
             (translate("Rankings", "indirect way"), result.implied))
    found = []
    for kind, flows in kinds:
        for flow in flows:
            source, target = _names(result, (flow.source, flow.target))
            links = [result.link_names[link] for link in flow.links]
            tip = translate("Rankings", "{entity} from {source} to {target}: {links}").format(
                entity=flow.entity, source=source, target=target, links=_listed(links, 12))
            if flow.channel:
                also = translate("Rankings", "{channel} delivers it too.")
                tip = f"{tip}\n{also.format(channel=result.network.label(flow.channel))}"
            found.append(Row((*flow.links, flow.source, flow.target),
                             (_text(f"{source} → {target}"), _text(flow.entity), _text(kind),
                              _figure(len(flow.links))), tip))
    return found
