"""Makes a report in any format: the one entry for the command line and the window."""

from __future__ import annotations

from d365arch.analysis.result import AnalysisResult
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.errors import ExportError
from d365arch.model import Workspace
from d365arch.model.progress import Progress


def make_report(
    workspace: Workspace, catalog: Catalog, result: AnalysisResult, ending: str, *, view: str | None = None,
    theme: str | None = None, progress: Progress | None = None,
) -> str:
    """The text of a report; `ending` is .html, .md or .json, `theme` and `view` are for the drawing in HTML.

    Raises `ExportError` for another ending, and what drawing raises.
    """
    from d365arch.report.compose import compose

    if ending == ".json":
        from d365arch.report.json_report import to_json

        return to_json(result)
    content = compose(workspace, Facts(workspace.landscape, catalog), result)
    if ending == ".md":
        from d365arch.report.markdown import to_markdown

        return to_markdown(content)
    if ending != ".html":
        raise ExportError(f'There is no report in the format "{ending}"; use .html, .md or .json.')
    from d365arch.report.html import to_html
    from d365arch.report.picture import drawings

    return to_html(content, drawings(workspace, catalog, view=view, theme=theme, findings=result.findings,
                                     progress=progress), theme=theme)
