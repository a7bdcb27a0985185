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
from d365arch.analysis.wording import listing
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import Catalog
from d365arch.edit.compound import Several
from d365arch.edit.edit import Edit
from d365arch.edit.field_edits import SetField
from d365arch.edit.targets import Target, TargetKind
from d365arch.errors import AnalysisError, EditError
from d365arch.model import Integration, Workspace
from d365arch.model.progress import Progress
from d365arch.model.vocabulary import Severity
from d365arch.whatif.realize import exchange_edit

MOST = 3
"""So many improvements are offered for a finding."""

TRIED = 6
"""So many recommendations are tried out; each takes one analysis."""

TOGETHER = 6
"""Of so many integrations all are changed together, where a finding is about what they do together."""

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
    result: AnalysisResult | None = None, *, progress: Progress | None = None,
) -> tuple[Improvement, ...]:
    """Up to three improvements for a finding, the best first; none where nothing better is known.

    `result` is the analysis of the workspace, for those who have it; otherwise it is made. `progress` is told before
    each way that is tried out.
    """
    subjects = _subjects(workspace, finding)
    if not subjects:
        return ()
    case = _Case(workspace, catalog, settings, finding, result or analyze(workspace, catalog, settings))
    found: list[Improvement] = []
    for number, attempt in enumerate(_attempts(case, subjects), 1):
        if progress is not None:
            progress(min(0.95, number / (TRIED + 2)), attempt.title)
        made = _tried(case, attempt)
        if made is not None:
            found.append(made)
        if len(found) == MOST:
            break
    return tuple(found)


class _Case(NamedTuple):
    workspace: Workspace
    catalog: Catalog
    settings: Settings | None
    finding: Finding
    before: AnalysisResult


class _Attempt(NamedTuple):
    """Something that might help; `changes` are the integrations that it is about."""

    title: str
    edit: Edit
    why: str
    changes: tuple[Integration, ...]
    chosen: Recommendation | None = None


def _subjects(workspace: Workspace, finding: Finding) -> tuple[Integration, ...]:
    """The integrations that a finding names, in its order."""
    known = workspace.landscape.integration_by_id
    return tuple(known[element] for element in finding.elements if element in known)


def _attempts(case: _Case, subjects: tuple[Integration, ...]) -> Iterator[_Attempt]:
    """What might help: facts first, because they change least; then another way for the first integration, by score;
    then, where a finding is about several, the best way for each of them."""
    for mend in knowledge().mends.get(case.finding.rule, ()):
        yield _stated(mend, subjects)
    yield from _other_ways(case, subjects[0])
    if 1 < len(subjects) <= TOGETHER and (together := _together(case, subjects)):
        yield together


def _other_ways(case: _Case, integration: Integration) -> Iterator[_Attempt]:
    advice = _advice(case.workspace, case, integration)
    for chosen in _better(advice)[:TRIED] if advice else ():
        try:
            edit = exchange_edit(case.workspace, case.catalog, integration, chosen)
        except EditError:
            continue
        yield _Attempt(f"Use {chosen.name}", edit, _why(advice, chosen), (integration,), chosen)


def _together(case: _Case, subjects: tuple[Integration, ...]) -> _Attempt | None:
    """The best way for each integration of a finding; those that are best as they are stay."""
    workspace, edits, changed = case.workspace, list[Edit](), list[Integration]()
    for integration in subjects:
        advice = _advice(workspace, case, integration)
        better = _better(advice) if advice else []
        if not better:
            continue
        try:
            edits.append(exchange_edit(workspace, case.catalog, integration, better[0]))
            workspace = edits[-1].apply(workspace)
        except EditError:
            continue
        changed.append(integration)
    if len(changed) < 2:
        return None
    names = listing([f'"{i.label}"' for i in changed])
    return _Attempt(f"Give {names} their best ways", Several(tuple(edits), f"Improve {len(changed)} integrations"),
                    "The finding is about what they do together, so each gets the way that suits it best.",
                    tuple(changed))


def _advice(workspace: Workspace, case: _Case, integration: Integration) -> Advice | None:
    """Advice for an integration; none where neither end is Dynamics 365."""
    try:
        return advise_for(Facts(workspace.landscape, case.catalog), integration, case.settings)
    except AnalysisError:
        return None


def _better(advice: Advice) -> list[Recommendation]:
    """Recommendations above what is drawn with more for than against them.

    Copies are left out, because the asker would have to be rebuilt.
    """
    drawn = advice.drawn
    return [r for r in advice.recommendations if r.score > 0 and not r.candidate.copies and (
        drawn is None or (r.score > drawn.score and r.candidate != drawn.candidate))]


def _why(advice: Advice | None, chosen: Recommendation) -> str:
    best = chosen.fits[0] if chosen.fits else ""
    if advice is None or advice.drawn is None:
        return best
    return f"{best} {chosen.score:+g} points against {advice.drawn.score:+g} of {advice.drawn.name}."


def _stated(mend: Mend, subjects: tuple[Integration, ...]) -> _Attempt:
    """A fact stated on every integration of the finding."""
    edits = [SetField(Target(TargetKind.INTEGRATION, i.id, name=i.label), path, value)
             for i in subjects for path, value in mend.facts]
    return _Attempt(mend.title, Several(tuple(edits), mend.title), mend.why, subjects)


def _tried(case: _Case, attempt: _Attempt) -> Improvement | None:
    """The improvement, if the finding is gone and nothing graver has come."""
    try:
        changed = attempt.edit.apply(case.workspace)
        after = analyze(changed, case.catalog, case.settings)
    except (EditError, AnalysisError):
        return None
    known, there = case.workspace.landscape.integration_by_id, changed.landscape.integration_by_id
    old = {i.id for i in attempt.changes}
    new = {i for i in there if i not in known}
    about = {i.id for i in _subjects(case.workspace, case.finding)} if (
        case.finding.rule in knowledge().together) else set()
    if _is_there(case.finding, after, old | new | about) or _graver(case, after, old, new):
        return None
    kept = tuple(i.id for i in changed.landscape.integrations if i.id in old | new)
    return Improvement(
        title=attempt.title, edit=attempt.edit, why=attempt.why, integrations=kept,
        before=_outcome(case.before, old), after=_outcome(after, set(kept)),
        endpoint=attempt.chosen.endpoint if attempt.chosen else None,
        via=attempt.chosen.via if attempt.chosen else None)


def _is_there(finding: Finding, after: AnalysisResult, touched: set[str]) -> bool:
    """Whether the finding, or its like on what was changed, is still told."""
    return any(f.rule == finding.rule and f.severity is not Severity.UNSTATED and (
        f.key == finding.key or touched & set(f.elements)) for f in after.findings)


def _graver(case: _Case, after: AnalysisResult, old: set[str], new: set[str]) -> bool:
    """Whether a violation, or something graver than the finding, is told that was not told before.

    What was told of an integration may be told of what takes its place, of fewer elements than before, and of the same
    main element.
    """
    told: dict[str, list[Finding]] = {}
    for finding in case.before.findings:
        told.setdefault(finding.rule, []).append(finding)

    def known(finding: Finding) -> bool:
        rank, elements = _ORDER.index(finding.severity), set(finding.elements)
        alike = [f for f in told.get(finding.rule, ()) if _ORDER.index(f.severity) <= rank]
        if any(f.elements[:1] == finding.elements[:1] for f in alike):
            return True        # the same of the same main element
        return any(elements - new <= set(f.elements) and (not new & elements or old & set(f.elements)) for f in alike)

    limit = max(_ORDER.index(case.finding.severity) - 1, _ORDER.index(Severity.VIOLATION))
    return any(_ORDER.index(f.severity) <= limit and not known(f) for f in after.findings)


def _outcome(result: AnalysisResult, touched: set[str]) -> Outcome:
    told = tuple(f for f in result.findings if touched & set(f.elements) and f.severity is not Severity.UNSTATED)
    used = tuple(check for check in result.limits if touched & {check.on, *check.contributors})
    return Outcome(told, used)
