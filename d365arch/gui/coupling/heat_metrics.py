"""What heat can show: one figure per system or integration, its steps on a scale, and its texts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from d365arch.analysis.result import AnalysisResult, SystemMetrics
from d365arch.analysis.wording import availability, count, decimal
from d365arch.gui.canvas.figures import number
from d365arch.gui.language import translate

STEPS = 5
"""So many steps a scale has at most: more cannot be told apart without comparing."""


@dataclass(frozen=True, slots=True)
class HeatMetric:
    """One figure: `values` are by id of systems, or of integrations where `lines`; none where it has to be computed
    first, which `slow` says. Where `less_is_worse` the lowest values are the strongest color. `edges` are the fixed
    lower ends of the steps; none where these follow from the values."""

    id: str
    title: str
    tip: str
    text: Callable[[float], str]
    values: Callable[[AnalysisResult], dict[str, float]]
    lines: bool = False
    less_is_worse: bool = False
    slow: bool = False
    edges: tuple[float, ...] = ()


def _systems(value: Callable[[SystemMetrics], float | None]) -> Callable[[AnalysisResult], dict[str, float]]:
    def read(result: AnalysisResult) -> dict[str, float]:
        return {s.id: found for s in result.systems if (found := value(s)) is not None}
    return read


def _loads(result: AnalysisResult) -> dict[str, float]:
    """Messages an hour of the integrations that state them."""
    network = result.network
    return {link.id: link.rate_per_hour for link in (*network.links, *network.spokes) if link.rate_per_hour}


def _nothing(_result: AnalysisResult) -> dict[str, float]:
    return {}


def _hourly(value: float) -> str:
    return translate("Heat", "{count}/h").format(count=number(value))


def _share(value: float) -> str:
    return decimal(value, 2)


def _fine(value: float) -> str:
    return decimal(value, 4)


METRICS: tuple[HeatMetric, ...] = (
    HeatMetric("neighbors", "Neighbors", "Systems that it is directly linked with", count,
               _systems(lambda s: len(s.neighbors))),
    HeatMetric("ca", "Needed by", "Systems and channels that depend on it directly (Ca)", count,
               _systems(lambda s: s.ca)),
    HeatMetric("ce", "Needs", "Systems and channels that it depends on directly (Ce)", count,
               _systems(lambda s: s.ce)),
    HeatMetric("instability", "Instability", "Ce / (Ca + Ce): 0 is only needed, 1 only needs others", _share,
               _systems(lambda s: s.instability), edges=(0.0, 0.2, 0.4, 0.6, 0.8)),
    HeatMetric("criticality", "Criticality", "Ca x Ce (ACS): how many pairs meet in it", count,
               _systems(lambda s: s.criticality)),
    HeatMetric("reach", "Reach", "Systems that it depends on at any remove, itself included", count,
               _systems(lambda s: s.reach)),
    HeatMetric("availability", "Chain availability", "Share of time that it works with all that it waits for",
               availability, _systems(lambda s: s.chain_availability), less_is_worse=True),
    HeatMetric("betweenness", "Betweenness", "Share of shortest dependency paths that run through it; computed when "
                                             "asked for, estimated above 1,000 systems", _fine, _nothing, slow=True),
    HeatMetric("load", "Load", "Messages an hour of the integrations that state them", _hourly, _loads, lines=True),
)
"""All metrics, in the order of the menu."""


def heat_texts() -> Iterator[str]:
    """Every text of the table, for those who translate."""
    for metric in METRICS:
        yield from (metric.title, metric.tip)


def said(text: str) -> str:
    """A text of the table in the language of the window."""
    return translate("Heat", text)


@dataclass(frozen=True)
class Scale:
    """The values on their steps, step 0 the weakest color."""

    metric: HeatMetric
    values: Mapping[str, float]

    @cached_property
    def edges(self) -> Sequence[float]:
        """Lower ends of the steps, ascending: as many different values on each as can be, or one each where few."""
        if self.metric.edges:
            return self.metric.edges
        distinct = sorted(set(self.values.values()))
        if len(distinct) <= STEPS:
            return distinct
        return [distinct[step * len(distinct) // STEPS] for step in range(STEPS)]

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(self.edges)

    def step(self, value: float) -> int:
        """The step of a value; the strongest color is the last one."""
        at = max(0, bisect_right(self.edges, value) - 1)
        return self.steps - 1 - at if self.metric.less_is_worse else at

    @cached_property
    def members(self) -> Sequence[Sequence[str]]:
        """The ids on each step."""
        found: list[list[str]] = [[] for _ in range(self.steps)]
        for name, value in self.values.items():
            found[self.step(value)].append(name)
        return found

    def span(self, step: int) -> str:
        """The least and the greatest value on a step, as text; empty where there is none."""
        values = [self.values[name] for name in self.members[step]]
        if not values:
            return ""
        least, most = self.metric.text(min(values)), self.metric.text(max(values))
        return least if least == most else f"{least}–{most}"


LIGHT = ("#FBE3D3", "#F6BD98", "#E88B57", "#C4551F", "#7F2D08")
DARK = ("#4A2C1D", "#7C4524", "#B5622B", "#EE8A43", "#FFC795")
"""One hue from weak to strong on light and on dark ground; the steps differ in lightness, which every eye tells."""


def ramp(ground: str) -> tuple[str, ...]:
    """The colors on a ground of `#RRGGBB`, weakest first."""
    red, green, blue = (int(ground[at:at + 2], 16) for at in (1, 3, 5))
    return LIGHT if red * 0.299 + green * 0.587 + blue * 0.114 > 128 else DARK


def color_of(step: int, steps: int, ground: str) -> str:
    """The color of a step; few steps are spread over the whole ramp, and one alone is in its middle."""
    colors = ramp(ground)
    return colors[round(step * (STEPS - 1) / (steps - 1)) if steps > 1 else STEPS // 2]


def ink_on(color: str) -> str:
    """Black or white, whichever reads better on a color."""
    red, green, blue = (int(color[at:at + 2], 16) for at in (1, 3, 5))
    return "#1B1008" if red * 0.299 + green * 0.587 + blue * 0.114 > 140 else "#FFFFFF"
