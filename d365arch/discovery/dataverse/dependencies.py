"""What a solution leans on: components of other solutions that must be there before it can be imported."""

from __future__ import annotations

from collections import Counter

from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.dataverse.components import Components
from d365arch.discovery.dataverse.virtual_tables import FO_TABLE
from d365arch.discovery.desk import Desk

_NAMED = 12
_NOT_TOLD = frozenset({"", "active", "system", "default", "basic"})
"""Layers of every environment, which are no solutions somebody has to provide."""


def read_dependencies(parts: Components, desk: Desk) -> None:
    """One remark on the solutions that are needed, and one on tables of Finance and Operations among what is needed."""
    solutions: Counter[str] = Counter()
    fo_tables: set[str] = set()
    needing = parts.of("required")
    for required in needing:
        solution = required.attribute("solution").split("(", 1)[0].strip()
        if solution.lower() not in _NOT_TOLD:
            solutions[cleaned(solution, 80)] += 1
        name = required.attribute("schemaName").lower() or required.attribute("parentSchemaName").lower()
        if name.startswith(FO_TABLE):
            fo_tables.add(cleaned(name, 80))
    if not needing:
        return
    entry, place = needing[0].entry.path, "/ImportExportXml/SolutionManifest/MissingDependencies"
    if solutions:
        ranked = sorted(solutions.items(), key=lambda item: (-item[1], item[0].lower()))
        named = ", ".join(f"{name} ({count})" for name, count in ranked[:_NAMED])
        more = f" and {len(ranked) - _NAMED} more" if len(ranked) > _NAMED else ""
        desk.notebook.remark(entry, place, f"Needs components of other solutions: {named}{more}.")
    if fo_tables:
        named = ", ".join(sorted(fo_tables)[:_NAMED])
        desk.notebook.remark(entry, place, f"Needs virtual tables of Finance and Operations: {named}.")
