"""What platforms do with messages that nobody takes, as `resources/rules/outage.yaml` states it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Tiered:
    """A figure by tier; the empty tier holds where none is stated."""

    values: Mapping[str, float]
    text: str

    def of(self, tier: str | None) -> tuple[float, bool]:
        """The figure of a tier, and whether that tier is known."""
        known = bool(tier) and (tier or "").lower() in self.values
        return self.values[(tier or "").lower() if known else ""], known


@dataclass(frozen=True, slots=True)
class Sender:
    """What a sender does by itself; `keeps` is in seconds, none where its tries are over within minutes."""

    text: str
    keeps: float | None


@dataclass(frozen=True, slots=True)
class OutageFacts:
    """The table by catalog types: `queues` tells whether consumers share one copy; sizes in KB, retention in s."""

    queues: Mapping[str, bool]
    sizes: Mapping[str, Tiered]
    retention: Mapping[str, Tiered]
    senders: Mapping[str, Sender]
    deliveries: Mapping[str, str]


@cache
def outage_facts() -> OutageFacts:
    """The facts, read once."""
    import yaml

    text = resources.files("d365arch.resources").joinpath("rules/outage.yaml").read_text(encoding="utf-8")
    plain: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return OutageFacts(
        queues={key: bool(q["competing"]) for key, q in plain["queues"].items()},
        sizes=_tiered(plain["sizes"]), retention=_tiered(plain["retention"]),
        senders={key: Sender(_sourced(s), s.get("keeps")) for key, s in plain["senders"].items()},
        deliveries={key: _sourced(d) for key, d in plain["deliveries"].items()},
    )


def _tiered(plain: Mapping[str, Any]) -> dict[str, Tiered]:
    return {key: Tiered({str(t): float(v) for t, v in row["values"].items()}, _sourced(row))
            for key, row in plain.items()}


def _sourced(row: Mapping[str, Any]) -> str:
    return f"{row['text']} [{row['source']}]"
