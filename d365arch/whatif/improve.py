"""What would make a finding go away: another endpoint, a channel between, or a fact; each is tried out first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from d365arch.analysis.advisor.advise import Advice, Recommendation, advise_for
from d365arch.analysis.advisor.knowledge import Mend, knowledge
from d365arch.analysis.analyze import analyze
from d365arch.analysis.finding import Finding
from d365arch.analysis.limits.records import LimitCheck
from d365arch.analysis.result import AnalysisResult
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.edit.compound import Several
from d365arch.edit.edit import Edit
from d365arch.edit.field_edits import SetField
from d365arch.edit.targets import Target, TargetKind
from d365arch.errors import AnalysisError, EditError
from d365arch.model import Integration, Workspace
from d365arch.model.vocabulary import Severity
from d365arch.whatif.realize import exchange_edit

MOST = 3
"""So many improvements are offered for a finding."""

TRIED = 6
"""So many recommendations are tried out; each takes one analysis."""

_ORDER = list(Severity)


class Outcome(NamedTuple):
    """Findings about what an improvement touches, and the limits that are used there."""

    findings: tuple[Finding, ...]
    limits: tuple[LimitCheck, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement:
    """A change that makes a finding go away and brings nothing graver.

    `edit` is one undo step. `integrations` are those that are there afterwards in the place of the one that was
    improved. `why` is a sentence or two for people.
    """

    title: str
    edit: Edit
    before: Outcome
    after: Outcome
    why: str
    integrations: tuple[str, ...] = ()
    endpoint: str | None = None
    via: str | None = None


def improvements(
    workspace: Workspace, catalog: Catalog, finding: Finding, settings: Settings | None = None,
    result: AnalysisResult | None = None,
) -> tuple[Improvement, ...]:
    """Up to three improvements for a finding, the best first; none where nothing better is known.

    `result` is the analysis of the workspace, for those who have it; otherwise it is made.
    """
    integration = _subject(workspace, finding)
    if integration is None:
        return ()
    before = result or analyze(workspace, catalog, settings)
    found: list[Improvement] = []
    for attempt in _attempts(workspace, catalog, finding, integration, settings):
        made = _tried(workspace, catalog, settings, _Try(finding, integration, before, attempt))
        if made is not None:
            found.append(made)
        if len(found) == MOST:
            break
    return tuple(found)


class _Attempt(NamedTuple):
    title: str
    edit: Edit
    why: str
    chosen: Recommendation | None = None


class _Try(NamedTuple):
    finding: Finding
    integration: Integration
    before: AnalysisResult
    attempt: _Attempt


def _subject(workspace: Workspace, finding: Finding) -> Integration | None:
    """The first integration that a finding names."""
    known = workspace.landscape.integration_by_id
    return next((known[element] for element in finding.elements if element in known), None)


def _attempts(
    workspace: Workspace, catalog: Catalog, finding: Finding, integration: Integration, settings: Settings | None
) -> Iterator[_Attempt]:
    """What might help: facts to state first, because they change least, then endpoints and channels by their score."""
    for mend in knowledge().mends.get(finding.rule, ()):
        yield _stated(workspace, finding, mend)
    try:
        advice = advise_for(Facts(workspace.landscape, catalog), integration, settings)
    except AnalysisError:
        return
    seen: set[tuple[str, str | None]] = set()
    for chosen in _better(advice)[:TRIED]:
        if (chosen.endpoint, chosen.via) in seen:
            continue
        seen.add((chosen.endpoint, chosen.via))
        try:
            yield _Attempt(f"Use {chosen.name}", exchange_edit(workspace, catalog, integration, chosen),
                           _why(advice, chosen), chosen)
        except EditError:
            continue


def _better(advice: Advice) -> list[Recommendation]:
    """Recommendations above what is drawn; copies are left out, because the asker would have to be rebuilt."""
    drawn = advice.drawn
    return [r for r in advice.recommendations if not r.candidate.copies and (
        drawn is None or (r.score > drawn.score and r.candidate != drawn.candidate))]


def _why(advice: Advice, chosen: Recommendation) -> str:
    drawn = advice.drawn
    best = chosen.fits[0] if chosen.fits else ""
    if drawn is None:
        return best
    return f"{best} {chosen.score:+g} points against {drawn.score:+g} of {drawn.name}."


def _stated(workspace: Workspace, finding: Finding, mend: Mend) -> _Attempt:
    """A fact stated on every integration of the finding."""
    known = workspace.landscape.integration_by_id
    edits = [SetField(Target(TargetKind.INTEGRATION, element, name=known[element].label), path, value)
             for element in finding.elements if element in known for path, value in mend.facts]
    return _Attempt(mend.title, Several(tuple(edits), mend.title), mend.why)


def _tried(workspace: Workspace, catalog: Catalog, settings: Settings | None, of: _Try) -> Improvement | None:
    """The improvement, if the finding is gone and nothing graver has come."""
    finding, integration, before, attempt = of
    try:
        changed = attempt.edit.apply(workspace)
        after = analyze(changed, catalog, settings)
    except (EditError, AnalysisError):
        return None
    new = tuple(i.id for i in changed.landscape.integrations if i.id not in workspace.landscape.integration_by_id)
    touched = {integration.id, *new}
    if any(f.rule == finding.rule and (f.key == finding.key or touched & set(f.elements)) for f in after.findings):
        return None
    if _graver(before, after, finding):
        return None
    kept = (integration.id,) if integration.id in changed.landscape.integration_by_id else new
    return Improvement(
        title=attempt.title, edit=attempt.edit, why=attempt.why, integrations=kept,
        before=_outcome(before, {integration.id}), after=_outcome(after, set(kept)),
        endpoint=attempt.chosen.endpoint if attempt.chosen else None,
        via=attempt.chosen.via if attempt.chosen else None)


def _graver(before: AnalysisResult, after: AnalysisResult, finding: Finding) -> bool:
    """Whether something as grave as a violation, or graver than the finding, is told that was not told before."""
    known = {f.key for f in before.findings}
    order = _ORDER.index(finding.severity)
    violations = [sum(f.severity is Severity.VIOLATION for f in r.findings) for r in (before, after)]
    return violations[1] > violations[0] or any(
        _ORDER.index(f.severity) < order for f in after.findings if f.key not in known)


def _outcome(result: AnalysisResult, touched: set[str]) -> Outcome:
    told = tuple(f for f in result.findings if touched & set(f.elements) and f.severity is not Severity.UNSTATED)
    used = tuple(check for check in result.limits if touched & {check.on, *check.contributors})
    return Outcome(told, used)
