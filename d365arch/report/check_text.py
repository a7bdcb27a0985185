"""A checked file as text: problems, findings by severity with place and advice, limits, what is not stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from d365arch.analysis import wording as say
from d365arch.analysis.finding import Finding
from d365arch.analysis.help_records import OLD
from d365arch.analysis.limits.measure import percent
from d365arch.analysis.limits.records import LimitCheck
from d365arch.analysis.rulebook import rule_title
from d365arch.analysis.rules.texts import rule_texts
from d365arch.errors import Place, printable
from d365arch.model.problems import Gravity
from d365arch.model.vocabulary import Severity
from d365arch.model.wording import counted
from d365arch.report.baseline import Entry
from d365arch.report.checked import NEAR, Checked

_MOST_FIXED = 10
_MOST_RULES = 12
_MOST_NAMED = 12
HEADINGS = {Severity.VIOLATION: "Violations", Severity.WARNING: "Warnings", Severity.INFO: "For information",
            Severity.RECOMMENDATION: "Recommendations", Severity.UNSTATED: "Not stated"}


def to_text(checked: Checked, *, unstated: bool = False, limits: bool = True, brief: bool = False) -> str:
    """The lines of one file, a summary last.

    `unstated` lists what is not stated one by one instead of counting it; `brief` tells violations and warnings on a
    line each, and counts the rest.
    """
    blocks = ["\n".join(problem.line for problem in checked.problems)]
    if checked.result is not None and brief:
        blocks += [_group(checked, severity, brief=True) for severity in (Severity.VIOLATION, Severity.WARNING)]
        blocks.append(_lines(checked.result.broken_rules.values()))
    elif checked.result is not None:
        blocks += [_group(checked, severity) for severity in Severity if severity is not Severity.UNSTATED or unstated]
        blocks.append(_limits(checked) if limits else "")
        blocks.append(_waived(checked))
        blocks.append("" if unstated else _completeness(checked))
        blocks.append(_fixed(checked))
        blocks.append(_old(checked, unstated=unstated, limits=limits))
        blocks.append(_lines(checked.result.broken_rules.values()))
    blocks.append("\n".join(_summary(checked)))
    return "\n\n".join(block for block in blocks if block)


def line(place: Place, severity: str, rule: str, sentence: str) -> str:
    """A finding as compilers tell errors, so that editors and terminals lead to the place."""
    return f"{place}: {severity} {rule}: {sentence}"


def _new(checked: Checked, severity: Severity) -> list[Finding]:
    return [f for f in checked.active if f.severity is severity and checked.is_new(f)]


def _group(checked: Checked, severity: Severity, *, brief: bool = False) -> str:
    found = _new(checked, severity)
    if not found:
        return ""
    new = "new " if checked.compared is not None else ""
    head = f"{HEADINGS[severity]} ({new}{say.count(len(found))})"
    told = (text for f in sorted(found, key=checked.place_of) for text in _finding(checked, f, brief=brief))
    return _lines([head, *told])


def _finding(checked: Checked, finding: Finding, *, brief: bool = False) -> Iterator[str]:
    yield line(_printed(checked.place_of(finding)), finding.severity.value, finding.rule, finding.message)
    if brief:
        return
    yield f"    {finding.advice}"
    if finding.source:
        yield f"    Source: {' '.join([f'{finding.source}.', *_marks(checked, finding.rule)])}"


def _marks(checked: Checked, name: str) -> list[str]:
    """What warns of the facts of a rule or limit; their age is told once for all, at the end."""
    return [mark for mark in checked.marks.get(name, ()) if OLD not in mark]


def _old(checked: Checked, *, unstated: bool, limits: bool) -> str:
    """How much of what is told rests on old documents, and how to see on which."""
    told = [f.rule for severity in Severity if severity is not Severity.UNSTATED or unstated
            for f in _new(checked, severity)]
    near = [check.limit for check in _own_lines(checked)] if limits and checked.compared is None else []
    findings, uses = ([name for name in names if any(OLD in mark for mark in checked.marks.get(name, ()))]
                      for names in (told, near))
    counts = _counts(((len(findings), "finding"), (len(uses), "limit")))
    if not counts:
        return ""
    names = sorted({*findings, *uses})
    one = len(findings) + len(uses) == 1
    verb, check = ("rests on a document", "it still holds") if one else ("rest on documents", "they still hold")
    return (f"{' and '.join(counts.split(', '))} {verb} {OLD}; check whether {check} "
            f"({say.listing(names, _MOST_NAMED)}).\n    --explain {names[0]} names the document and its date.")


def _lines(lines: Iterable[str]) -> str:
    """Lines with what cannot be seen escaped, such as a line break in a name."""
    return "\n".join(printable(each, len(each)) for each in lines)


def _printed(place: Place) -> Place:
    return Place(printable(place.file, 1000), place.line, place.column)


def _limits(checked: Checked) -> str:
    near = [check for check in checked.limits if _is_told(check)]
    if not near:
        return ""
    if checked.compared is not None:
        return f"{counted(len(near), 'limit')} from {percent(NEAR)}, which are listed without --baseline."
    shown = _own_lines(checked)
    above = f"{counted(len(near) - len(shown), 'limit')} above {percent(NEAR)} told above" if near != shown else ""
    if not shown:
        return f"{above}; --json has their figures."
    told = [text for check in sorted(shown, key=lambda c: (-c.utilization, c.on, c.limit))
            for text in _limit(check, _marks(checked, check.limit))]
    return _lines([f"Limits from {percent(NEAR)} ({say.count(len(near))})", *told,
                   *([f"    and {above}; --json has their figures."] if above else [])])


def _own_lines(checked: Checked) -> list[LimitCheck]:
    """The limits to tell of which no finding speaks already: the limit's own, or that of a rule about the limit."""
    texts = rule_texts()
    told = {(limit, element) for f in checked.findings if f.severity is not Severity.UNSTATED
            for limit in (f.rule, *(texts[f.rule].limits if f.rule in texts else ())) for element in f.elements}
    return [check for check in checked.limits if _is_told(check) and not any(
        (check.limit, element) in told for element in (check.on.rpartition(":")[2], *check.contributors))]


def _limit(check: LimitCheck, marks: Iterable[str]) -> Iterator[str]:
    yield f"{percent(check.utilization):>7}  {check.limit}{' (binding)' if check.binding else ''}: {check.sentence}"
    if check.assumptions:
        yield f"         Assumed: {' '.join(check.assumptions)}"
    if text := " ".join(marks):
        yield f"         {text}"


def _is_told(check: LimitCheck) -> bool:
    """What has a verdict, and what comes near; what is exactly at its cap, such as one thread of one, is meant so."""
    return check.verdict is not None or NEAR <= check.utilization < 1


def _waived(checked: Checked) -> str:
    waived = [f for f in checked.findings if f.waiver is not None]
    if not waived or checked.compared is not None:
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
    found = checked.entries(Severity.UNSTATED, new=True)
    by_rule = Counter(entry.rule for entry in found)
    if not by_rule:
        return ""
    ranked = sorted(by_rule.items(), key=_most_first)
    shown, rest = ranked[:_MOST_RULES], ranked[_MOST_RULES:]
    new = "new " if checked.compared is not None else ""
    told = [f"Not stated ({new}{say.count(by_rule.total())})"]
    told += [f"{say.count(number):>7}  {rule} {rule_title(rule)}{_whose(checked, rule, found)}"
             for rule, number in shown]
    if rest:
        names = ", ".join(f"{rule} {say.count(number)}" for rule, number in rest)
        number = sum(number for _, number in rest)
        told.append(f"{say.count(number):>7}  by {counted(len(rest), 'other rule')}: {names}")
    rule = ranked[0][0]
    return _lines([*told, f"    What is not stated cannot be judged; --rule {rule} lists the elements, "
                          f"--explain {rule} tells why it matters."])


def _whose(checked: Checked, rule: str, found: Iterable[Entry]) -> str:
    """With a baseline, the elements that came."""
    elements = [entry.elements[0] for entry in found if entry.rule == rule and entry.elements]
    return f": {say.listing(elements, 3)}" if checked.compared is not None and elements else ""


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
    unstated = len(checked.entries(Severity.UNSTATED))
    more = [f"{say.count(unstated)} not stated"] if unstated else []
    more += [f"{say.count(waived)} waived"] if waived else []
    over = sum(check.utilization > 1 and check.verdict is not None for check in checked.limits)
    more += [f"{counted(over, 'limit')} exceeded"] if over else []
    if checked.compared is not None:
        more.append(_since_baseline(checked))
    return "; ".join([f"{name}: {told}", *more])


def _since_baseline(checked: Checked) -> str:
    """How much is new and how much is known; where all that is new is not stated, of which rules."""
    new, unstated = checked.entries(new=True), checked.entries(Severity.UNSTATED, new=True)
    known = f"{say.count(len(checked.entries()) - len(new))} known"
    told = f"{say.count(len(new))} new since the baseline"
    if not new or len(unstated) < len(new):
        return f"{told}, {known}"
    by_rule = sorted(Counter(entry.rule for entry in new).items(), key=_most_first)
    rules = say.listing([f"{rule} {say.count(number)}" for rule, number in by_rule], _MOST_NAMED)
    return f"{told}, all unstated: {rules}; {known}"


def _counts(pairs: Iterable[tuple[int, str]]) -> str:
    return ", ".join(counted(number, noun) for number, noun in pairs if number)
