"""Makes a report in any format: the one entry for the command line and the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from d365arch.analysis.consolidation.records import Plan, PlanOptions
from d365arch.analysis.consolidation.watch import Watch
from d365arch.analysis.result import AnalysisResult
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.errors import ExportError, Place
from d365arch.model import Workspace
from d365arch.model.progress import Progress
from d365arch.report.given import PAPER, Given, Limits

ENDINGS = (".html", ".md", ".pdf", ".json", ".sarif")
"""Every format, by the ending of its file."""
Locate = Callable[[str, str], Place | None]
"""Tells where an element stands in its file, by its kind (`system` or `integration`) and id."""

_READING, _PLANNING = 0.05, 0.5
"""Shares of the work until the analysis is there, and until the plan is."""
_DRAWN = 0.6
"""Share of the rest that goes into drawings."""


def make_report(
    workspace: Workspace, catalog: Catalog, result: AnalysisResult, ending: str, *, view: str | None = None,
    theme: str | None = None, plan: PlanOptions | None = None, file: Path | None = None, locate: Locate | None = None,
    progress: Progress | None = None,
) -> bytes:
    """The bytes of a report in the format of an ending.

    `plan` says how the consolidation plan is made; without it there is none. `theme` and `view` are for the drawings of
    HTML and PDF, `file` and `locate` for the places of findings in SARIF. Raises `ExportError` for another ending,
    `AnalysisError` for options of the plan that cannot be used, and what drawing raises.
    """
    if ending not in ENDINGS:
        known = f"{', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}"
        raise ExportError(f'There is no report in the format "{ending}"; use {known}.')
    if ending == ".sarif":
        from d365arch.report.sarif import to_sarif

        data = to_sarif(result.findings, file or Path("landscape.yaml"), locate).encode()
    else:
        data = _planned(workspace, catalog, result, ending, view=view, theme=theme, plan=plan, progress=progress)
    if progress:
        progress(1.0, "Done")
    return data


def _planned(workspace: Workspace, catalog: Catalog, result: AnalysisResult, ending: str, *, view: str | None,
             theme: str | None, plan: PlanOptions | None, progress: Progress | None) -> bytes:
    facts = Facts(workspace.landscape, catalog)
    found = _plan(facts, result, plan, progress) if plan else None
    if ending == ".json":
        from d365arch.report.json_report import to_report_json

        return to_report_json(result, facts, found).encode()
    given = Given(workspace, facts, result, found, _after(workspace, catalog, result, found),
                  PAPER if ending == ".pdf" else Limits())
    return _written(given, catalog, ending, view=view, theme=theme, progress=_rest(progress, _PLANNING))


def _written(given: Given, catalog: Catalog, ending: str, *, view: str | None, theme: str | None,
             progress: Progress | None) -> bytes:
    from d365arch.report.compose import compose

    tell = progress or (lambda _share, _what: None)
    tell(0.0, "Composing the report")
    content = compose(given)
    if ending == ".md":
        from d365arch.report.markdown import to_markdown

        return to_markdown(content).encode()
    from d365arch.report.picture import scenes

    drawn = scenes(given.workspace, catalog, change=_change(given, catalog), view=view, theme=theme,
                   both=ending == ".html", findings=given.result.findings,
                   progress=None if progress is None else _between(progress, 0.0, _DRAWN))
    tell(_DRAWN, "Writing the report")
    if ending == ".pdf":
        from d365arch.report.pdf import to_pdf

        return to_pdf(content, drawn, None if progress is None else _between(progress, _DRAWN, 1.0))
    from d365arch.report.html import to_html

    return to_html(content, drawn, theme=theme).encode()


def _plan(facts: Facts, result: AnalysisResult, options: PlanOptions, progress: Progress | None) -> Plan:
    from d365arch.analysis.consolidation.plan import make_plan

    told = None if progress is None else _between(progress, _READING, _PLANNING)
    return make_plan(facts, result.settings, options, Watch(options.seconds, told))


def _after(workspace: Workspace, catalog: Catalog, result: AnalysisResult, plan: Plan | None) -> AnalysisResult | None:
    """The analysis of the landscape after the whole plan; none where nothing changes."""
    if plan is None or not plan.steps:
        return None
    from d365arch.analysis.analyze import analyze
    from d365arch.whatif.apply import steps_edit

    after = steps_edit(workspace, catalog, plan.steps, result.settings).apply(workspace)
    return analyze(after, catalog, result.settings)


def _change(given: Given, catalog: Catalog) -> Callable[[Workspace], Workspace] | None:
    """What draws the plan: its hubs stand in the middle of what they serve, and nothing else moves."""
    plan = given.plan
    if plan is None or not plan.steps:
        return None
    from d365arch.whatif.to_be import to_be

    return lambda placed: to_be(placed, catalog, plan.steps, given.result.settings)


def _rest(progress: Progress | None, start: float) -> Progress | None:
    return None if progress is None else _between(progress, start, 1.0)


def _between(progress: Progress, start: float, end: float) -> Progress:
    return lambda share, what: progress(start + (end - start) * share, what)


def report_of(workspace: Workspace, catalog: Catalog, ending: str, view: str | None,
              progress: Progress | None = None) -> bytes:
    """The report of a workspace that is still to be analyzed, with a plan; all it takes may be pickled."""
    from d365arch.analysis.analyze import analyze

    return make_report(workspace, catalog, analyze(workspace, catalog), ending, view=view, plan=PlanOptions(),
                       progress=progress)


def sarif_of(workspace: Workspace, catalog: Catalog, file: Path | None, locate: Locate | None) -> bytes:
    """The findings of a workspace that is still to be analyzed, with the places that `locate` tells."""
    from d365arch.analysis.analyze import analyze

    return make_report(workspace, catalog, analyze(workspace, catalog), ".sarif", file=file, locate=locate)


def relative_to_here(path: Path) -> Path:
    """A path as seen from the working folder, where it lies below it; else the path itself."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve())
    except (ValueError, OSError):
        return path
