"""What taking a discovery into a landscape does, as sentences for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from d365arch.discovery.into import Taken
from d365arch.errors import printable
from d365arch.model.wording import counted

_MOST = 10


def taken_text(taken: Taken, most: int | None = _MOST) -> str:
    """What is added and stated, what differs and stays, and what only a person can say; `most` rows of each."""
    edit = taken.edit
    names = {system.id: system.label for system in edit.systems}
    lines: list[str] = []

    def part(head: str, rows: Sequence[str]) -> None:
        if rows:
            shown = rows if most is None else rows[:most]
            lines.extend(["", f"{head} ({len(rows):,})", *(f"  {row}" for row in shown)])
            if len(shown) < len(rows):
                lines.append(f"  and {len(rows) - len(shown):,} more; --all tells them")

    part("NEW SYSTEMS", [printable(system.label, 100) for system in edit.systems])
    part("NEW INTEGRATIONS", [
        f"{printable(one.label, 100)}: {printable(names.get(one.from_.system, one.from_.system))} to "
        f"{printable(names.get(one.to.system, one.to.system))}" for one in edit.integrations])
    part("NOW STATED", taken.filled)
    part("STATED OTHERWISE; THE LANDSCAPE STAYS AS IT IS", [one.sentence for one in taken.differences])
    part("QUESTIONS", [f"{one.sentence} --remove {one.integration} takes it out." for one in taken.questions])
    added = f"{counted(len(edit.systems), 'system')}, {counted(len(edit.integrations), 'integration')} and " \
            f"{counted(len(edit.endpoints), 'endpoint')} of drawn systems"
    lines.insert(0, "Nothing is new." if edit.is_empty else f"New: {added}.")
    return "\n".join(lines) + "\n"


def taken_data(taken: Taken) -> dict[str, Any]:
    """The same as plain data for JSON: ids in the landscape, sentences, questions."""
    edit = taken.edit
    return {
        "added": {"zones": [one.id for one in edit.zones], "systems": [one.id for one in edit.systems],
                  "endpoints": [f"{system}.{one.id}" for system, one in edit.endpoints],
                  "integrations": [one.id for one in edit.integrations]},
        "stated": [{"integration": integration, "facts": [name.rstrip("_") for name, _ in values]}
                   for integration, values in edit.facts],
        "stated_of_systems": [{"system": system, "facts": [name for name, _ in values]}
                              for system, values in edit.facts_of_systems],
        "differences": [{"integration": one.element_id, "fact": one.fact, "drawn": one.drawn, "found": one.found,
                         "sentence": one.sentence} for one in taken.differences],
        "questions": [{"integration": one.integration, "sentence": one.sentence} for one in taken.questions],
        "matched": {"systems": dict(sorted(taken.matching.systems.items())),
                    "integrations": dict(sorted(taken.matching.integrations.items()))},
    }
