"""Writes docs/expected-findings.md: what the six reference landscapes should tell, and what the command tells."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "expected-findings.md"
sys.path.insert(0, str(ROOT))

from tests.analysis.rules.oracle import Outcome, differences, outcomes, table, why  # noqa: E402

MADE = "<!-- Made by make reference from tests/analysis/rules/expected.yaml; do not edit. -->"


def text() -> str:
    """The page."""
    differ = differences()
    head = (f"{MADE}\n\n# Expected findings\n\n"
            "Six reference landscapes with invented companies, sized like published examples, stand in `samples/`. For "
            "each of their interfaces it was written down beforehand what a correct check tells of it "
            "(`tests/analysis/rules/expected.yaml`): ids of rules and limits, where it matters with severity or "
            "utilization; *fine* means neither a warning nor a violation, review items (P-) aside. A test compares "
            "them with `d365arch check --json`.\n")
    told = f"Of {len(outcomes())} expectations {len(differ)} are met in another way than written."
    parts = [head, f"## Differences\n\n{told}\n",
             _rows(("landscape", "interface", "expected", "told", "why"),
                   [(o.landscape, o.row, o.expected, o.told or "no", why(o) or "") for o in differ])]
    for sample, one in table().items():
        parts.append(f"## {one['title']} ({sample})\n")
        parts.append(_rows(("interface", "expected", "told"),
                           [(o.row, o.expected, _told(o)) for o in outcomes() if o.landscape == sample]))
    return "\n".join(parts)


def _told(outcome: Outcome) -> str:
    if outcome.told is None:
        return "no, see above"
    return "yes" if outcome.told == outcome.expected.split(" ")[0] else f"by {outcome.told}"


def _rows(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in (head, tuple("---" for _ in head), *rows)]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the page; with --check only tell whether it is in step."""
    made = text()
    if "--check" in sys.argv[1:]:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != made:
            print("docs/expected-findings.md is out of step; run make reference.", file=sys.stderr)
            return 1
        return 0
    PAGE.write_text(made, encoding="utf-8")
    print("Wrote docs/expected-findings.md.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
