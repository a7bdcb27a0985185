"""Writes a drawing as Graphviz DOT, for those who go on with other tools: systems as tables, zones as clusters."""

from __future__ import annotations

from d365arch.model.vocabulary import DataFlow, Role, Timing
from d365arch.render.svg import escape
from d365arch.scene.build import Drawing
from d365arch.scene.folding import zone_key
from d365arch.scene.looks import BoxLook, LineLook
from d365arch.scene.marks import LINE_WIDTH, Pen
from d365arch.scene.perspective import Coloring

_STYLES = {Timing.SYNCHRONOUS: ("solid", "normal"), Timing.ASYNCHRONOUS: ("dashed", "vee"),
           Timing.NEAR_REAL_TIME: ("dotted", "open"), None: ("solid", "empty")}


def to_dot(drawing: Drawing) -> str:
    """The systems, endpoints, zones and integrations of a drawing as a directed graph, initiator to called side."""
    looks, theme, coloring = drawing.looks, drawing.coloring.theme, drawing.coloring
    font = f'fontname="Source Sans Pro", fontcolor="{theme.ink}"'
    lines = [
        f"digraph {_quoted(drawing.scene.name)} {{",
        f'  graph [rankdir=LR, nodesep=0.4, ranksep=1.2, bgcolor="{theme.ground}", {font}];',
        f"  node [shape=plain, fontsize=12, {font}];",
        f"  edge [fontsize=11, arrowhead=normal, arrowtail=normal, {font}];",
    ]
    children: dict[str | None, list[str]] = {}
    for zone in looks.selection.zones:
        if zone.id in looks.zones:
            children.setdefault(zone.parent if zone.parent in looks.zones else None, []).append(zone.id)
    members: dict[str | None, list[str]] = {}
    for system in looks.selection.systems:
        if system.id in looks.boxes:
            members.setdefault(system.zone if system.zone in looks.zones else None, []).append(system.id)
    members.setdefault(None, []).extend(key for key, box in looks.boxes.items() if box.kind == "group")
    for zone in looks.selection.zones:
        if zone_key(zone.id) in looks.boxes:
            members.setdefault(zone.parent if zone.parent in looks.zones else None, []).append(zone_key(zone.id))

    def inside(zone_id: str | None, indent: str) -> None:
        for system_id in members.get(zone_id, ()):
            lines.append(f"{indent}{_quoted(system_id)} [label=<{_table(looks.boxes[system_id], coloring)}>];")
        for child in children.get(zone_id, ()):
            zone = looks.zones[child]
            lines.append(f"{indent}subgraph {_quoted(f'cluster_{child}')} {{")
            lines.append(f"{indent}  label={_quoted(zone.title)}; style=rounded; color={_quoted(theme.zone_line)};")
            inside(child, indent + "  ")
            lines.append(f"{indent}}}")

    inside(None, "  ")
    lines += [f"  {_edge(line, coloring.pen(line))}" for line in looks.lines.values()]
    return "\n".join([*lines, "}", ""])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _table(box: BoxLook, coloring: Coloring) -> str:
    theme, category = coloring.theme, coloring.box(box)
    color = category.color if category else theme.hub if box.role is Role.HUB else theme.platform(box.platform)
    rows = [f'<tr><td bgcolor="{theme.header}"><b>{escape(box.title)}</b></td></tr>']
    for row in box.rows:
        tab = theme.timing(row.timings[0] if row.timings else None).line
        port = f' port={_quoted(row.id)} align="left"'
        rows.append(f'<tr><td{port}><font color="{tab}">&#9632;</font> {escape(row.name)}</td></tr>')
    table = f'<table border="1" cellborder="0" cellspacing="0" cellpadding="4" color="{color}" bgcolor="{theme.box}">'
    return f"{table}{''.join(rows)}</table>"


def _edge(line: LineLook, pen: Pen) -> str:
    style, head = _STYLES[line.timing]
    ends = [_quoted(system) + (f":{_quoted(row)}" if row else "")
            for system, row in ((line.source, line.source_row), (line.target, line.target_row))]
    more = f", dir=both, arrowtail={head}" if line.mutual else ""
    if pen.width != LINE_WIDTH:
        more += f", penwidth={pen.width:g}"
    if line.data is not DataFlow.PUSH:
        more += f", tooltip={_quoted(line.says)}"
    return (f"{ends[0]} -> {ends[1]} [id={_quoted(line.id)}, label={_quoted(line.title)}, style={style}, "
            f"arrowhead={head}, color={_quoted(pen.color)}{more}];")
