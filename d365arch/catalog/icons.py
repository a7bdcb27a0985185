"""Checks icon path data: absolute M, L, H, V, C, Q, A and Z, as every painter of the product draws them."""

from __future__ import annotations

import re

NUMBERS_OF = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "A": 7, "Z": 0}
"""How many numbers each path command takes."""

_TOKEN = re.compile(r"[\s,]*([A-Za-z]|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")


def fault_of_path(data: str) -> str | None:
    """What is wrong with path data, as the end of a sentence; none where painters can draw it."""
    tokens = _TOKEN.findall(data)
    if rest := _TOKEN.sub("", data).strip():
        return f'has something unreadable: "{rest[:12]}"'
    if not tokens or tokens[0] != "M":
        return "does not begin with M"
    counts: list[tuple[str, int]] = []
    for token in tokens:
        if token.isalpha():
            counts.append((token, 0))
        else:
            command, count = counts[-1]
            counts[-1] = (command, count + 1)
    return next((fault for command, count in counts if (fault := _fault_of(command, count))), None)


def _fault_of(command: str, count: int) -> str | None:
    wanted = NUMBERS_OF.get(command)
    if wanted is None:
        return f"uses {command}; use absolute {', '.join(NUMBERS_OF)}"
    if count % wanted if wanted and count else count != wanted:
        return f"has {count} numbers after {command}, which takes {wanted}"
    return None
