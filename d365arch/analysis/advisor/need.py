"""A need: what an integration must do, before anybody has chosen how; stated by the keys of an integration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from d365arch.analysis.rules.operation import AUTHORITIES
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import HubClass
from d365arch.errors import AnalysisError
from d365arch.model import End, Integration
from d365arch.model.fields import Kind, spec, specs_of
from d365arch.model.problems import did_you_mean
from d365arch.model.vocabulary import Exposure, Hosting, Operation, Platform

T = TypeVar("T")


class NeedPlatform(StrEnum):
    """The side of Dynamics 365 that is meant."""

    DATAVERSE = "dataverse"
    FINANCE_OPERATIONS = "finance-operations"
    BOTH = "both"


class Initiator(StrEnum):
    """Who starts: Dynamics 365, or the other side."""

    D365 = "d365"
    OTHER = "other"


class Use(StrEnum):
    """What it is about, where a service or endpoint is made for just that."""

    STOCK = "stock"
    COMMERCE = "commerce"
    DOCUMENT = "document"
    SEARCH = "search"
    AGENT = "agent"
    TELEMETRY = "telemetry"
    SCREEN = "screen"
    TELEPHONY = "telephony"
    MAIL = "mail"
    INVOICE = "invoice"
    CATALOG = "catalog"
    SEEDING = "seeding"


OWN_PLATFORM = {
    NeedPlatform.DATAVERSE: Platform.DATAVERSE, NeedPlatform.FINANCE_OPERATIONS: Platform.FINANCE_OPERATIONS,
    NeedPlatform.BOTH: Platform.BOTH,
}
"""The platform of the catalog that a need's platform is."""

BLANK = Integration(id="need", from_=End("initiator"), to=End("called"))
"""An integration of which nothing is stated yet."""

NOT_ASKED = ("from_", "to", "evidence", "pinned", "active")
"""Keys of an integration that a need does not have: where it is drawn is not decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What is wanted. `asked` holds the keys of an integration, of ends that mean nothing; what is none is unstated.

    `hosting` and `exposure` are those of the other side, `d365_hosting` that of Dynamics 365.
    """

    platform: NeedPlatform | None = spec("platform", Kind.WORD, "The side of Dynamics 365 that is meant.",
                                         words=NeedPlatform)
    initiator: Initiator | None = spec("initiator", Kind.WORD, "Who starts the exchange.", words=Initiator)
    use: Use | None = spec("use", Kind.WORD, "What it is about, where something is made for just that.", words=Use)
    hosting: Hosting | None = spec("hosting", Kind.WORD, "Where the other side runs.", words=Hosting)
    on_premises: bool | None = spec("on_premises", Kind.FLAG, "The other side runs on premises.")
    exposure: Exposure | None = spec("exposure", Kind.WORD, "Who the other side is.", words=Exposure)
    d365_hosting: Hosting | None = spec("d365_hosting", Kind.WORD, "Where Dynamics 365 runs.", words=Hosting,
                                        default="cloud")
    asked: Integration = BLANK

    @property
    def other_on_premises(self) -> bool:
        """Whether the other side runs on premises."""
        return self.on_premises is True or self.hosting is Hosting.ON_PREMISES


def checked(need: Need) -> tuple[NeedPlatform, Initiator]:
    """Platform and initiator of a need; raises `AnalysisError` where one of the two is not stated."""
    if need.platform is None:
        raise AnalysisError("The need does not say which side of Dynamics 365 is meant; state platform: dataverse, "
                            "finance-operations or both.")
    if need.initiator is None:
        raise AnalysisError("The need does not say who starts; state initiator: d365 or other.")
    return need.platform, need.initiator


def fact(need: Need, key: str) -> Any:
    """The value of a key such as `latency.required` or `platform`; none where it is unstated."""
    first, _, rest = key.partition(".")
    value: Any = getattr(need, first) if first in specs_of(Need) else getattr(need.asked, first)
    for name in rest.split(".") if rest else ():
        value = None if value is None else getattr(value, name)
    return None if value == () else value


def with_fact(need: Need, key: str, value: Any) -> Need:
    """The need with one key stated, or with none unstated; raises `AnalysisError` for a key that needs do not have."""
    first, *rest = key.split(".")
    if first in specs_of(Need) and not rest:
        return replace(need, **{first: value})
    if first in NOT_ASKED or first not in specs_of(Integration):
        known = [*specs_of(Need), *(name for name in specs_of(Integration) if name not in NOT_ASKED)]
        raise AnalysisError(f'A need has no key "{first}"{did_you_mean(first, known) or "."}')
    return replace(need, asked=with_value(need.asked, [first, *rest], value))


def with_value(record: T, path: Sequence[str], value: Any) -> T:
    """A record with one value stated, of its own or of a record within; raises `AnalysisError` for an unknown key."""
    name, *rest = path
    if name not in specs_of(type(record)):
        raise AnalysisError(f'A need has no key "{name}" there{did_you_mean(name, specs_of(type(record))) or "."}')
    if rest:
        inner = getattr(record, name)
        made = specs_of(type(record))[name].record
        if made is None:
            raise AnalysisError(f'"{name}" of a need is a single value and has no key "{rest[0]}".')
        value = with_value(made() if inner is None else inner, rest, value)
        value = None if value == made() else value
    changed: T = replace(record, **{name: value})  # type: ignore[type-var]
    return changed


def need_of(facts: Facts, integration: Integration) -> Need:
    """The need that a drawn integration serves: all that it states, and which side of Dynamics 365 starts or is called.

    A spoke is read from its Dynamics 365 end. Raises `AnalysisError` where neither end is Dynamics 365.
    """
    ends = {True: integration.from_, False: integration.to}
    d365 = {starts: facts.platform(facts.landscape.system_by_id.get(end.system)) for starts, end in ends.items()}
    sides = {starts: platform for starts, platform in d365.items() if platform.is_d365}
    if not sides:
        raise AnalysisError(f'"{integration.label}" has no end in Dataverse or Finance and Operations, so no endpoint '
                            "of theirs can be advised; name another integration.")
    kinds = [kind for end in ends.values() if (kind := facts.endpoint_type_at(end))]
    platforms = set(sides.values())
    shared = len(platforms) > 1 or (Platform.BOTH in platforms and len(sides) > 1)
    platform = NeedPlatform.BOTH if shared else _written(next(iter(platforms)), [kind.platform for kind in kinds])
    initiator = Initiator.D365 if True in sides else Initiator.OTHER
    other = facts.landscape.system_by_id.get(ends[initiator is not Initiator.D365].system)
    other_type = facts.type_of(other)
    own = facts.landscape.system_by_id.get(ends[initiator is Initiator.D365].system)
    if other is not None and facts.is_hub(other.id) and facts.hub_class(other.id) is not HubClass.SYNC:
        # A worker waits for its call; whoever wrote into its queue does not.
        integration = replace(integration, answer_needed=False)
    documents = (other is not None and other.type in AUTHORITIES and Platform.FINANCE_OPERATIONS in platforms
                 and not integration.answer_needed and integration.operations != (Operation.READ,))
    # What belongs to the endpoint that was chosen is no part of the need.
    asked = replace(integration, id=BLANK.id, from_=BLANK.from_, to=BLANK.to, protocol=None, timing=None, style=None,
                    evidence=(), pinned=None, active=None)
    return Need(
        platform=platform, initiator=initiator, asked=asked,
        hosting=(other.hosting if other else None) or (other_type.hosting if other_type else None),
        use=Use.DOCUMENT if documents else None, exposure=other.exposure if other else None,
        d365_hosting=own.hosting if own else None,
    )


def _written(platform: Platform, of_endpoints: list[Platform]) -> NeedPlatform:
    """The platform as needs write it; that of the endpoint where a system stands on both."""
    if platform is Platform.BOTH:
        platform = next((p for p in of_endpoints if p in (Platform.DATAVERSE, Platform.FINANCE_OPERATIONS)), platform)
    return next(name for name, own in OWN_PLATFORM.items() if own is platform)


def stated(need: Need) -> dict[str, Any]:
    """All that a need states, by key (`volume.peak_per_hour`), in the order of the records."""
    found = {name: value for name in specs_of(Need) if (value := getattr(need, name)) is not None}
    return found | {key: value for key, value in _leaves(need.asked) if key.split(".")[0] not in {"id", *NOT_ASKED}}


def _leaves(record: Any, prefix: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, field in specs_of(type(record)).items():
        value = getattr(record, name)
        if value is None or value == ():
            continue
        if field.record is not None and not isinstance(value, tuple):
            found += _leaves(value, f"{prefix}{name}.")
        else:
            found.append((f"{prefix}{name}", value))
    return found
