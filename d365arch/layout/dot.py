"""Writes a layout request as DOT text for Graphviz: boxes as tables with a port per row, zones as clusters."""

from __future__ import annotations

from html import escape

from d365arch.layout.request import Box, LayoutRequest
from d365arch.layout.sheet import Sheet

PX = 72.0
"""Graphviz counts in inches of 72 points; a point stands for a px."""


def to_dot(request: LayoutRequest, names: dict[str, str] | None = None, *, ports: bool = True) -> str:
    """DOT text, the same for the same request in any order; `names` gives boxes, rows and zones their titles by id.

    Without `ports` the boxes are plain and lines meet them anywhere, which Graphviz survives more often.
    """
    names = names or {}
    sheet = Sheet(request)
    lines = ["digraph landscape {",
             f'  graph [rankdir={"TB" if request.down else "LR"}, nodesep=0.4, ranksep=2.2, compound=true, '
             "splines=polyline];",
             "  node [shape=plain, fontname=\"Source Sans Pro\"];"]
    children: dict[str | None, list[str]] = {}
    for zone, spec in sheet.zones.items():
        parent = spec.parent if spec.parent in sheet.zones and zone not in sheet.parents(spec.parent) else None
        children.setdefault(parent, []).append(zone)
    homes: dict[str | None, list[Box]] = {}
    for number, node in enumerate(sheet.nodes):
        homes.setdefault(sheet.zone_of(number), []).append(node.box)

    def cluster(zone: str, indent: str) -> None:
        lines.append(f"{indent}subgraph {quote('cluster_' + zone)} {{")
        lines.append(f"{indent}  label={quote(names.get(zone, zone))}; margin={sheet.zones[zone].padding:g};")
        for inner in children.get(zone, []):
            cluster(inner, indent + "  ")
        lines.extend(f"{indent}  {_node(box, names, ports)}" for box in homes.get(zone, []))
        lines.append(f"{indent}}}")

    for zone in children.get(None, []):
        cluster(zone, "  ")
    lines.extend(f"  {_node(box, names, ports)}" for box in homes.get(None, []))
    for wire in sheet.wires:
        tail, head = (_end(sheet.nodes[end.box].box, end.row, ports) for end in (wire.source, wire.target))
        lines.append(f"  {tail} -> {head} [id={quote(wire.link.id)}];")
    lines.append("}")
    return "\n".join(lines) + "\n"


def quote(text: str) -> str:
    """A DOT string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _end(box: Box, row: str | None, ports: bool) -> str:
    if row is None or not ports:
        return quote(box.id)
    return f"{quote(box.id)}:{quote(f'r{box.rows.index(row)}')}"


def _node(box: Box, names: dict[str, str], ports: bool) -> str:
    title = names.get(box.id, box.id)
    if not ports:
        return (f"{quote(box.id)} [shape=box, fixedsize=true, width={box.width / PX:.4f}, "
                f"height={box.height / PX:.4f}, label={quote(title)}];")
    rows = "".join(f'<TR><TD PORT="r{n}" HEIGHT="{box.row_height:g}" ALIGN="LEFT">'
                   f'{_text(names.get(f"{box.id}.{row}", row))}</TD></TR>' for n, row in enumerate(box.rows))
    return (f'{quote(box.id)} [label=<'
            f'<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="0">'
            f'<TR><TD WIDTH="{box.width:g}" HEIGHT="{box.header + box.foot:g}"><B>{_text(title)}</B></TD></TR>'
            f"{rows}"
            f"</TABLE>>];")


def _text(text: str) -> str:
    """Text in an HTML-like label; an empty one would be an error there."""
    return escape(" ".join(text.split())) or " "
