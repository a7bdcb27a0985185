"""A checked file as text: problems, findings by severity with place and advice, limits, what is not stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.finding import Finding
from d365arch.analysis.limits.measure import percent
from d365arch.analysis.limits.records import LimitCheck
from d365arch.errors import Place, printable
from d365arch.model.problems import Gravity
from d365arch.model.vocabulary import Severity
from d365arch.model.wording import counted
from d365arch.report.checked import NEAR, Checked

_MOST_FIXED = 10
HEADINGS = {Severity.VIOLATION: "Violations", Severity.WARNING: "Warnings", Severity.INFO: "For information",
            Severity.RECOMMENDATION: "Recommendations", Severity.UNSTATED: "Not stated"}


def to_text(checked: Checked, *, unstated: bool = False, limits: bool = True) -> str:
    """The lines of one file, a summary last; `unstated` lists what is not stated one by one instead of counting it."""
    blocks = ["\n".join(problem.line for problem in checked.problems)]
    if checked.result is not None:
        blocks += [_group(checked, severity) for severity in Severity if severity is not Severity.UNSTATED or unstated]
        blocks.append(_limits(checked) if limits else "")
        blocks.append(_waived(checked))
        blocks.append("" if unstated else _completeness(checked))
        blocks.append(_fixed(checked))
        blocks.append(_lines(checked.result.broken_rules.values()))
    blocks.append("\n".join(_summary(checked)))
    return "\n\n".join(block for block in blocks if block)


def line(place: Place, severity: str, rule: str, sentence: str) -> str:
    """A finding as compilers tell errors, so that editors and terminals lead to the place."""
    return f"{place}: {severity} {rule}: {sentence}"


def _group(checked: Checked, severity: Severity) -> str:
    found = [f for f in checked.active if f.severity is severity and checked.is_new(f)]
    if not found:
        return ""
    new = "new " if checked.compared is not None else ""
    head = f"{HEADINGS[severity]} ({new}{say.count(len(found))})"
    return _lines([head, *(text for f in sorted(found, key=checked.place_of) for text in _finding(checked, f))])


def _finding(checked: Checked, finding: Finding) -> Iterator[str]:
    yield line(_printed(checked.place_of(finding)), finding.severity.value, finding.rule, finding.message)
    yield f"    {finding.advice}"
    if finding.source:
        yield f"    Source: {' '.join([f'{finding.source}.', *checked.marks.get(finding.rule, ())])}"


def _lines(lines: Iterable[str]) -> str:
    """Lines with what cannot be seen escaped, such as a line break in a name."""
    return "\n".join(printable(each, len(each)) for each in lines)


def _printed(place: Place) -> Place:
    return Place(printable(place.file, 1000), place.line, place.column)


def _limits(checked: Checked) -> str:
    near = [check for check in checked.limits if _is_told(check)]
    if not near:
        return ""
    shown = sorted(near, key=lambda c: (-c.utilization, c.on, c.limit))
    told = [text for check in shown for text in _limit(check, checked.marks.get(check.limit, ()))]
    return _lines([f"Limits from {percent(NEAR)} ({say.count(len(near))})", *told])


def _limit(check: LimitCheck, marks: tuple[str, ...]) -> Iterator[str]:
    yield f"{percent(check.utilization):>7}  {check.limit}{' (binding)' if check.binding else ''}: {check.sentence}"
    if check.assumptions:
        yield f"         Assumed: {' '.join(check.assumptions)}"
    if marks:
        yield f"         {' '.join(marks)}"


def _is_told(check: LimitCheck) -> bool:
    """What has a verdict, and what comes near; what is exactly at its cap, such as one thread of one, is meant so."""
    return check.verdict is not None or NEAR <= check.utilization < 1


def _waived(checked: Checked) -> str:
    waived = [f for f in checked.findings if f.waiver is not None]
    if not waived:
        return ""
    told = [f"Waived ({say.count(len(waived))})"]
    for finding in sorted(waived, key=checked.place_of):
        waiver = finding.waiver
        assert waiver is not None
        until = f" until {waiver.until}" if waiver.until else ""
        told += [line(_printed(checked.place_of(finding)), "waived", finding.rule, finding.message),
                 f"    By {waiver.owner or 'the strategy'}{until}: {waiver.reason}"]
    return _lines(told)


def _completeness(checked: Checked) -> str:
    found = [f for f in checked.active if f.severity is Severity.UNSTATED]
    if not found:
        return ""
    by_rule = Counter({rule: sum(max(1, len(f.elements)) for f in found if f.rule == rule)
                       for rule in {f.rule for f in found}})
    most = ", ".join(f"{rule} {say.count(number)}" for rule, number in sorted(by_rule.items(), key=_most_first))
    rule = min(by_rule.items(), key=_most_first)[0]
    return (f"Not stated ({say.count(by_rule.total())}): {most}\n"
            f"    What is not stated cannot be judged; --rule {rule} lists the elements, --explain {rule} tells why it "
            "matters.")


def _most_first(counted_rule: tuple[str, int]) -> tuple[int, str]:
    return -counted_rule[1], counted_rule[0]


def _fixed(checked: Checked) -> str:
    if checked.compared is None or not checked.compared.fixed:
        return ""
    fixed = checked.compared.fixed
    told = [f"    {entry.rule}{' on ' + ', '.join(entry.elements) if entry.elements else ''}"
            for entry in fixed[:_MOST_FIXED]]
    if len(fixed) > _MOST_FIXED:
        told.append(f"    ... and {say.count(len(fixed) - _MOST_FIXED)} more")
    return "\n".join([f"Fixed ({say.count(len(fixed))}): still in the baseline; remove them with --write-baseline",
                      *(printable(text, 300) for text in told)])


def _summary(checked: Checked) -> Iterator[str]:
    name = printable(str(checked.path), 1000)
    errors = sum(problem.gravity is Gravity.ERROR for problem in checked.problems)
    told = _counts(((errors, "error"), (len(checked.problems) - errors, "warning")))
    if checked.opened is not None:
        landscape = checked.opened.workspace.landscape
        yield (f"{name}: {counted(len(landscape.systems), 'system')}, "
               f"{counted(len(landscape.integrations), 'integration')}, {told or 'no problems'}")
    elif len(checked.problems) > 1:
        yield f"{name}: {told}"
    if checked.result is not None:
        yield _findings(checked, name)


def _findings(checked: Checked, name: str) -> str:
    number = Counter(f.severity for f in checked.active)
    nouns = {Severity.VIOLATION: "violation", Severity.WARNING: "warning", Severity.INFO: "hint",
             Severity.RECOMMENDATION: "recommendation"}
    told = _counts((number[severity], noun) for severity, noun in nouns.items()) or "no findings"
    waived = sum(f.waiver is not None for f in checked.findings)
    unstated = sum(max(1, len(f.elements)) for f in checked.active if f.severity is Severity.UNSTATED)
    more = [f"{say.count(unstated)} not stated"] if unstated else []
    more += [f"{say.count(waived)} waived"] if waived else []
    over = sum(check.utilization > 1 and check.verdict is not None for check in checked.limits)
    more += [f"{counted(over, 'limit')} exceeded"] if over else []
    if checked.compared is not None:
        more.append(f"{say.count(len(checked.compared.new))} new since the baseline")
    return "; ".join([f"{name}: {told}", *more])


def _counts(pairs: Iterable[tuple[int, str]]) -> str:
    return ", ".join(counted(number, noun) for number, noun in pairs if number)
