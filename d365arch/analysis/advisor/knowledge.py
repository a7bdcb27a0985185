"""What the advisor knows: the recommender's rows and cells, chains through hubs, traits of endpoints, points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from immutabledict import immutabledict

from d365arch.catalog.records import Status
from d365arch.model.vocabulary import BatchFormat, Level


class Band(StrEnum):
    """Columns of the recommender: up to 5,000 an hour, up to 200,000, more or nightly bulk."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


BANDS = tuple(Band)

TITLES: Mapping[Band, str] = immutabledict({Band.SMALL: "up to 5,000 an hour", Band.MEDIUM: "5,000 to 200,000 an hour",
                                            Band.LARGE: "more than 200,000 an hour, or nightly bulk"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a cell: `chain/endpoint`, or an endpoint alone; `when` restricts it further."""

    key: str
    when: Mapping[str, tuple[Any, ...]] = immutabledict()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the recommender: for which situations it holds, and its cells; `own` rows are this product's."""

    id: str
    title: str
    when: Mapping[str, tuple[Any, ...]]
    cells: Mapping[Band, tuple[Choice, ...]]
    avoid: Mapping[Band, tuple[str, ...]]
    notes: Mapping[Band, str]
    own: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """A hub of a chain: its system type and the endpoint type that carries the data."""

    system: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A way through hubs, in the order in which data meets them.

    `toward` says whether calls lead into Dynamics 365 (`in`), out of it (`out`) or either way. A chain that `starts`
    calls both sides itself; a `copy` keeps a copy that the asker reads; a `variant` is the endpoint as if alone with
    something in front. `large_payload`: only for those; with `key_only` the message carries no data; cells name it
    as what it `stands_for`. `seconds` is what it adds, `gives` what it brings (durable, ordered, decoupled, ...).
    """

    id: str
    title: str
    toward: str
    hubs: tuple[Hub, ...]
    endpoints: tuple[str, ...]
    seconds: float
    gives: frozenset[str]
    starts: bool
    copy: bool
    variant: bool
    low_code: bool
    on_premises_only: bool
    large_payload: bool
    key_only: bool
    stands_for: str
    builds: Mapping[str, Any]
    pros: tuple[str, ...]
    cons: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def via(self) -> str:
        """The hubs by type, for people and programs: `azure.service-bus-queue > azure.functions-function`."""
        return " > ".join(hub.system if hub.channel.startswith("ipaas.") else hub.channel for hub in self.hubs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What the catalog does not say of an endpoint type.

    `uses`: made for just that; not `alone`: only with a hub; `coarse`: one call does the work of several operations;
    `set`: moves sets; `serves`: fills a store that others read; `fetches`: gets its data itself; `parallel`:
    may be shared between several identities; `builds`: facts of a sensible build, by key.
    """

    never: bool = False
    alone: bool = True
    uses: tuple[str, ...] = ()
    user_driven: bool = False
    coarse: bool = False
    durable: bool = False
    ordered: bool = False
    set: bool = False
    views: bool = False
    no_copy: bool = False
    reports: bool = False
    serves: bool = False
    fetches: bool = False
    parallel: bool = False
    builds: Mapping[str, Any] = immutabledict()


NO_TRAITS = Traits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """Facts that, once built and stated, make a finding of a rule go away; paths of attributes with their values."""

    title: str
    why: str
    facts: tuple[tuple[tuple[str, ...], Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything that `resources/rules/advisor.yaml` states; bounds of bands are records in the busiest hour."""

    small: float
    medium: float
    nightly_rows: float
    large_payload_kb: float
    identity_per_hour: float
    most_identities: int
    rows: tuple[Row, ...]
    chains: Mapping[str, Chain]
    traits: Mapping[str, Traits]
    points: Mapping[str, Any]
    latency_words: Mapping[str, float]
    latency_types: Mapping[str, float]
    not_judged: frozenset[str]
    words: Mapping[str, tuple[str, ...]]
    mends: Mapping[str, tuple[Mend, ...]]
    together: frozenset[str]

    def of(self, endpoint: str) -> Traits:
        """The traits of an endpoint type."""
        return self.traits.get(endpoint, NO_TRAITS)

    def value(self, name: str, position: int = 0) -> float:
        """Points of one kind; of several that at a position, or the last."""
        points = self.points[name]
        return float(points[min(position, len(points) - 1)] if isinstance(points, Sequence) else points)

    def status(self, status: Status) -> float:
        """Points for the status of an endpoint type."""
        return float(self.points["status"].get(status.value, 0))


@cache
def knowledge() -> Knowledge:
    """The advisor's knowledge, read once."""
    import yaml

    text = resources.files("d365arch.resources").joinpath("rules/advisor.yaml").read_text(encoding="utf-8")
    plain: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    bands, latency = plain["bands"], plain["latency"]
    return Knowledge(
        small=bands["small"], medium=bands["medium"], nightly_rows=bands["nightly_rows"],
        large_payload_kb=plain["large_payload_kb"], identity_per_hour=plain["identity_per_hour"],
        most_identities=plain["most_identities"],
        rows=tuple(_row(key, entry) for key, entry in plain["rows"].items()),
        chains=immutabledict({key: _chain(key, entry) for key, entry in plain["chains"].items()}),
        traits=immutabledict({key: _traits(entry) for key, entry in plain["endpoints"].items()}),
        points=immutabledict(plain["points"]), latency_words=immutabledict(latency["words"]),
        latency_types=immutabledict(latency["types"]), not_judged=frozenset(plain["not_judged"]),
        words=immutabledict({key: tuple(words) for key, words in plain["words"].items()}),
        together=frozenset(plain["together"]),
        mends=immutabledict({rule: tuple(map(_mend, mends)) for rule, mends in plain["mends"].items()}),
    )


def _row(key: str, plain: Mapping[str, Any]) -> Row:
    return Row(
        id=key, title=plain["title"], when=_when(plain["when"]), own=bool(plain.get("own")),
        cells=immutabledict({Band(band): tuple(map(_choice, cell)) for band, cell in plain["cells"].items()}),
        avoid=immutabledict({Band(band): tuple(cell) for band, cell in plain.get("avoid", {}).items()}),
        notes=immutabledict({Band(band): note for band, note in plain.get("notes", {}).items()}),
        sources=tuple(plain["sources"]),
    )


def _choice(plain: str | Mapping[str, Any]) -> Choice:
    return Choice(key=plain) if isinstance(plain, str) else Choice(key=plain["choice"], when=_when(plain["when"]))


def _when(plain: Mapping[str, Sequence[Any]]) -> Mapping[str, tuple[Any, ...]]:
    return immutabledict({key: tuple(values) for key, values in plain.items()})


def _chain(key: str, plain: Mapping[str, Any]) -> Chain:
    return Chain(
        id=key, title=plain["title"], toward=plain["toward"], hubs=tuple(Hub(**hub) for hub in plain["hubs"]),
        endpoints=tuple(plain["endpoints"]), seconds=float(plain["seconds"]), gives=frozenset(plain["gives"]),
        starts=bool(plain.get("starts")), copy=bool(plain.get("copy")), variant=bool(plain.get("variant")),
        low_code=bool(plain.get("low_code")), on_premises_only=plain.get("only") == "on-premises",
        large_payload=bool(plain.get("large_payload")), key_only=bool(plain.get("key_only")),
        stands_for=plain.get("stands_for", key),
        builds=_builds(plain.get("builds", {})), pros=tuple(plain["pros"]), cons=tuple(plain["cons"]),
        sources=tuple(plain["sources"]),
    )


def _traits(plain: Mapping[str, Any]) -> Traits:
    values = dict(plain) | {"uses": tuple(plain.get("uses", ())), "builds": _builds(plain.get("builds", {}))}
    return Traits(**values)


def _mend(plain: Mapping[str, Any]) -> Mend:
    facts = _builds(plain["facts"])
    return Mend(title=plain["title"], why=plain["why"],
                facts=tuple((tuple(key.split(".")), value) for key, value in facts.items()))


def _builds(plain: Mapping[str, Any]) -> Mapping[str, Any]:
    """Facts of a build with the values that an integration stores."""
    words: dict[str, type[StrEnum]] = {"batch.format": BatchFormat, "priority": Level}
    return immutabledict({key: words[key](value) if key in words else value for key, value in plain.items()})
