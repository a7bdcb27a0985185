"""Composes a report of a workspace, its analysis and its plan: which sections there are, in which order."""

from __future__ import annotations

from d365arch.report.content import Picture, Report, Section
from d365arch.report.given import Given
from d365arch.report.outage_section import chain_section, outage_section
from d365arch.report.sections.capacity import capacity_section
from d365arch.report.sections.catalog import catalog_section
from d365arch.report.sections.consolidation import plan_section
from d365arch.report.sections.evidence import evidence_section
from d365arch.report.sections.executive import summary
from d365arch.report.sections.figures import figures_section
from d365arch.report.sections.findings import findings_section
from d365arch.report.sections.matrices import entities_section, matrix_section
from d365arch.report.sections.method import assumptions_section, method_section, settings_section
from d365arch.report.sections.review import review_section
from d365arch.report.sections.structure import chains_section, repeated_section, structure_section
from d365arch.report.sections.systems import profiles_section, ranking_section


def compose(given: Given) -> Report:
    """The report of what is given."""
    landscape = given.workspace.landscape
    name = landscape.name or "Landscape"
    sections = (
        figures_section(given),
        Section("drawing", "The landscape", (Picture(name),)),
        findings_section(given),
        plan_section(given),
        capacity_section(given),
        review_section(given),
        outage_section(given),
        chains_section(given),
        chain_section(given),
        structure_section(given),
        repeated_section(given),
        catalog_section(given),
        evidence_section(given),
        matrix_section(given),
        entities_section(given),
        ranking_section(given),
        profiles_section(given),
        assumptions_section(given),
        method_section(given),
        settings_section(given),
    )
    state = (landscape.state.value if landscape.state else "as-is").replace("-", " ")
    small = (state[0].upper() + state[1:], *([f"Version {landscape.version}"] if landscape.version else []),
             *([str(landscape.date)] if landscape.date else []),
             *([", ".join(landscape.authors)] if landscape.authors else []))
    return Report(name, landscape.description or "", small, summary(given), tuple(filter(None, sections)))
