"""What each integration puts on the platforms, from its stated volumes; what is not stated is assumed and told.

Formulas, symbols and defaults: the product's page of limits, section 0. `N` messages of the busiest 300 s, `c`
operations per message, `b` operations per request, `R = ceil(N c / b)` requests, `t` server time of a request,
`D` operations of a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import NamedTuple

from d365arch.analysis.limits.records import MOST, Load, Quantity, quantity
from d365arch.analysis.settings import Settings
from d365arch.catalog.facts import Facts
from d365arch.catalog.records import EndpointType
from d365arch.model import Integration, Volume
from d365arch.model.vocabulary import DataFlow, Operation

WINDOW = 300.0
"""Seconds of the busiest window, as the limits of Dataverse count it."""

_NO_VOLUME = Volume()
_BATCH_OF_SINGLES = frozenset({"dataverse.batch", "dataverse.web-api", "dataverse.org-service"})
_ONE_QUERY = frozenset({"dataverse.tds"})
_PAGE_ROWS = {"dataverse": 5_000.0, "fo": 10_000.0}
"""Rows that the platforms return in one page (L-DV-13, L-FO-04)."""


class Assumed(NamedTuple):
    """What is assumed where nothing is stated; each a setting (`load.peak_factor` ...), none of them published."""

    peak_factor: float
    request_seconds: float
    run_hours: float

    @staticmethod
    def of(settings: Settings) -> Assumed:
        """The assumptions in force."""
        return Assumed(*(settings.threshold(f"load.{name}") for name in Assumed._fields))


def loads_of(facts: Facts, settings: Settings | None = None) -> Mapping[str, Load]:
    """The load of every integration that is not switched off, by id, in the order of the file.

    Without `settings` the defaults are assumed.
    """
    assumed, sizes = Assumed.of(settings or Settings()), _sizes_on_channels(facts)
    return {
        i.id: _load(i, _kind(facts, i), assumed, sizes) for i in facts.landscape.integrations if i.active is not False}


def _kind(facts: Facts, integration: Integration) -> EndpointType | None:
    """The endpoint type that carries the load: that of the called side, else that of the initiator."""
    return facts.at(integration.to).kind or facts.at(integration.from_).kind


def _load(
    integration: Integration, kind: EndpointType | None, assumed: Assumed, sizes: Mapping[str, Quantity]
) -> Load:
    volume = integration.volume or _NO_VOLUME
    hours = run_hours(integration, assumed)
    messages = _messages(volume, hours, assumed)
    per_message = quantity(volume.operations_per_message) if volume.operations_per_message else quantity(
        1.0, "One operation for each message is assumed.")
    per_request = _per_request(integration, volume, kind)
    calls = min(messages.value * per_message.value / per_request.value, MOST) if messages and per_request else 0.0
    seconds = _request_seconds(integration, kind, per_request, assumed) if calls else None
    short = _short_of_threads(integration, calls, seconds)
    requests = _of(float(ceil(round(calls, 9))), messages, per_message, per_request, short) if calls else None
    # Windows differ in whole requests; the mean over the run is what the execution time adds up to, but not below one.
    busy = _of(max(calls, min(1.0, messages.value)) * seconds.value, messages, per_message, per_request,
               seconds, short) if calls and messages and seconds else None
    hourly, daily = _hourly(integration, volume, hours), _daily(integration, volume)
    return Load(
        integration=integration.id, messages=messages, operations_per_message=per_message,
        per_request=per_request or quantity(1.0), requests=requests, request_seconds=seconds, busy_seconds=busy,
        concurrency=_concurrency(integration, busy), hourly=hourly,
        hourly_operations=_operations(hourly, per_message, per_request), daily=daily,
        daily_operations=_operations(daily, per_message, per_request, 1 + (volume.rows_changed_by_plugins or 0.0)),
        rows_per_run=quantity(volume.per_run) if volume.per_run else None,
        payload_kb=quantity(volume.message_kb) if volume.message_kb else sizes.get(integration.id),
    )


def _of(value: float, *parts: Quantity | None) -> Quantity:
    """A computed quantity with what was assumed for its parts."""
    assumed = [p.assumed for p in parts if p is not None and p.assumed]
    return quantity(value, assumed[0] if len(assumed) == 1 else " ".join(dict.fromkeys(assumed)))


def run_hours(integration: Integration, assumed: Assumed) -> Quantity | None:
    """How long a run lasts: its rows over the rows of the peak hour, else its period, of which at most some hours."""
    volume = integration.volume or _NO_VOLUME
    if not volume.per_run:
        return None
    if volume.peak_per_hour:
        return quantity(volume.per_run / volume.peak_per_hour)
    period = integration.frequency.seconds if integration.frequency else None
    if period and period / 3600 <= assumed.run_hours:
        return quantity(period / 3600)
    return quantity(assumed.run_hours, f"A run is taken to last {assumed.run_hours:g} h.")


def _messages(volume: Volume, hours: Quantity | None, assumed: Assumed) -> Quantity | None:
    """N: the stated peak of five minutes, else a twelfth of the peak hour, else of a run, else some times the
    average."""
    if volume.peak_5min:
        return quantity(volume.peak_5min)
    if volume.peak_per_hour:
        return quantity(volume.peak_per_hour / 12)
    if hours is not None and volume.per_run:
        return quantity(volume.per_run / max(1.0, hours.value * 12), hours.assumed)
    average = volume.rate_per_hour
    if not average:
        return None
    factor = assumed.peak_factor
    return quantity(average / 12 * factor, f"No peak is stated: {factor:g} times the average is assumed.")


def _hourly(integration: Integration, volume: Volume, hours: Quantity | None) -> Quantity | None:
    """Messages or rows of the peak hour; the peak factor is one of five minutes and does not hold for an hour.

    Of runs that come several times an hour all count.
    """
    if volume.peak_per_hour:
        return quantity(volume.peak_per_hour)
    if volume.peak_5min:
        return quantity(volume.peak_5min * 12, "The busiest five minutes are taken to last an hour.")
    if hours is not None and volume.per_run:
        period = integration.frequency.seconds if integration.frequency else None
        runs = max(1.0, 3_600 / period) if period else 1.0
        return quantity(volume.per_run * runs / max(1.0, hours.value), hours.assumed)
    average = volume.rate_per_hour
    if not average:
        return None
    return quantity(average, "No peak hour is stated: the average one is taken.")


def _daily(integration: Integration, volume: Volume) -> Quantity | None:
    """Messages of a day; of runs that are rarer than daily, the day on which one falls."""
    if volume.per_day:
        return quantity(volume.per_day)
    if volume.per_run:
        period = integration.frequency.seconds if integration.frequency else None
        if period is None:
            return quantity(volume.per_run, "One run a day is assumed.")
        return quantity(volume.per_run * max(1.0, 86_400 / period))
    if volume.per_hour:
        return quantity(volume.per_hour * 24, "The average hour is taken for all 24.")
    return None


def is_read(integration: Integration) -> bool:
    """Whether rows are only read."""
    if integration.operations:
        return set(integration.operations) == {Operation.READ}
    return integration.data is DataFlow.PULL


def _per_request(integration: Integration, volume: Volume, kind: EndpointType | None) -> Quantity | None:
    """b: as stated; rows of a run that are read come in pages; otherwise one. None for queries without pages."""
    if integration.batch and integration.batch.records:
        return quantity(float(integration.batch.records))
    if kind and volume.per_run and is_read(integration):
        if kind.id in _ONE_QUERY:
            return None
        page = _PAGE_ROWS.get(kind.platform.value)
        if page:
            return quantity(page, f"Rows are taken to be read in pages of {page:,.0f}.")
    return quantity(1.0)


def _request_seconds(
    integration: Integration, kind: EndpointType | None, per_request: Quantity | None, assumed: Assumed
) -> Quantity | None:
    """t: as stated, else the time of a single one for each operation of a request; nothing is known of bulk messages
    and pages."""
    if integration.request_time:
        return quantity(integration.request_time)
    if per_request is None:
        return None
    single = assumed.request_seconds
    if per_request.value == 1:
        return quantity(single, f"{single:g} s of server time for each request are assumed.")
    if kind and kind.id in _BATCH_OF_SINGLES and not per_request.assumed:
        return quantity(single * per_request.value, f"{single:g} s of server time for each operation of a batch are "
                                                    "assumed, one after the other.")
    return None


def _short_of_threads(integration: Integration, calls: float, seconds: Quantity | None) -> Quantity | None:
    """A remark where the caller's threads cannot send in five minutes what is stated."""
    threads = integration.parallelism
    if not threads or not seconds or seconds.assumed:
        return None
    most = threads * WINDOW / seconds.value
    if most >= calls:
        return None
    return quantity(most, f"{threads:,} threads at {seconds.value:g} s a request send {most:,.0f} requests in 5 "
                          "minutes at most, so it takes longer than is stated.")


def _concurrency(integration: Integration, busy: Quantity | None) -> Quantity | None:
    """Requests under way at the same time: by Little's law, or the threads of the caller where they are more."""
    threads = float(integration.parallelism or 0)
    if busy is None:
        return quantity(threads) if threads else None
    return quantity(threads) if threads > busy.value / WINDOW else quantity(busy.value / WINDOW, busy.assumed)


def _operations(
    messages: Quantity | None, per_message: Quantity, per_request: Quantity | None, factor: float = 1.0
) -> Quantity | None:
    """Operations of some messages: every row counts, also inside a batch, and with a `factor` what plug-ins change for
    it (D); a page that is read is one."""
    if messages is None or per_request is None:
        return None
    if per_request.assumed:
        return _of(messages.value / per_request.value, messages, per_request)
    return _of(messages.value * per_message.value * factor, messages, per_message)


def _sizes_on_channels(facts: Facts) -> Mapping[str, Quantity]:
    """Sizes of messages for those who take them from a channel and state none: what is brought to it."""
    brought: dict[object, tuple[float, str]] = {}
    active = [i for i in facts.landscape.integrations if i.active is not False and i.to.endpoint]
    for i in active:
        if i.data is not DataFlow.PULL and i.volume and i.volume.message_kb and facts.is_hub(i.to.system):
            brought[i.to] = max(brought.get(i.to, (0.0, "")), (i.volume.message_kb, i.label))
    return {
        i.id: quantity(brought[i.to][0], f'Messages are as large as "{brought[i.to][1]}" brings them.')
        for i in active if i.to in brought and i.data is DataFlow.PULL
    }
