"""What the label of an arrow says of timing, trigger and protocol; nothing is assumed where it says nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from d365arch.discovery.data import known_data
from d365arch.discovery.lists.cells import plain
from d365arch.discovery.lists.facts import protocol_in
from d365arch.discovery.lists.timing import DUAL_WRITE, when
from d365arch.model.vocabulary import Timing, Trigger

_STEP = re.compile(r"^\s*[(\[#]?\d{1,3}[a-z]?[.):\]]\s*")
_PARTS = re.compile(r"[,;/()\[\]|·•–—\n]| - ")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a label says."""

    timing: Timing | None = None
    trigger: Trigger | None = None
    frequency: str | None = None
    protocol: str | None = None
    dual_write: bool = False


@cache
def shape_words() -> Any:
    """The words and shapes of `resources/discovery/shapes.yaml`."""
    return known_data("shapes.yaml")


@cache
def _said() -> re.Pattern[str]:
    # Longer words first, so that "near real-time" is not read as "real-time".
    words = sorted(map(str, shape_words()["said"]), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")


def without_step(label: str) -> str:
    """A label without the number of a step before it: `3. Send order` is `Send order`."""
    return _STEP.sub("", label, count=1) or label


def reading_of(label: str) -> Reading:
    """What a label says, in English, German and the other languages of `moments.yaml`."""
    text = plain(without_step(label))
    if not text:
        return Reading()
    said = [match[0] for match in _said().finditer(text)]
    # "Contact sync" tells what is done, "REST, sync" tells how: only the word by itself is about timing.
    said.extend("synchronous" for part in _PARTS.split(text) if part.strip(" .") == "sync")
    protocol = protocol_in(text)
    found = when(timing=", ".join(said), technology=protocol or "")
    return Reading(found.timing, found.trigger, found.frequency, protocol, DUAL_WRITE.search(text) is not None)
