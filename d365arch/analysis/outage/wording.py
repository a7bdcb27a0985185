"""The sentences of an outage, with names and figures."""

from __future__ import annotations

from dataclasses import replace

from d365arch.analysis import wording as say
from d365arch.analysis.outage.records import Blocked, Extent, Failing, Loss, Outage, Queue, Stale, Where
from d365arch.analysis.outage.wires import Wires


def hours(value: float) -> str:
    """A time in hours as people say it: 40 s, 25 min, 3.5 h, 12 days, 3 years."""
    if value < 1 / 60:
        return f"{say.decimal(value * 3600, 0)} s"
    if value < 2:
        return f"{say.decimal(value * 60, 0)} min"
    if value < 48:
        return f"{say.decimal(value, 1)} h"
    return f"{say.decimal(value / 24, 1)} days" if value < 8760 else f"{say.decimal(value / 8760, 1)} years"


def size(kilobytes: float) -> str:
    """A size in the unit that people say: 900 KB, 1.5 MB, 80 GB."""
    for unit, factor in (("KB", 1.0), ("MB", 1024.0), ("GB", 1024.0**2)):
        if kilobytes / factor < 1024:
            return f"{say.decimal(kilobytes / factor, 1)} {unit}"
    return f"{say.decimal(kilobytes / 1024.0**3, 1)} TB"


def rate(per_hour: float | None, peak: bool) -> str:
    """Messages an hour, or that nothing states them."""
    if per_hour is None:
        return "an unstated number of messages"
    told = say.count(per_hour) if per_hour >= 10 else say.decimal(per_hour, 1)
    return f"{told} messages an hour{' at the peak' if peak else ''}"


class Words:
    """Writes sentences about the things of one landscape."""

    def __init__(self, wires: Wires, failed: tuple[str, ...]) -> None:
        self._wires = wires
        self._failed = failed

    def names(self, nodes: tuple[str, ...], limit: int = 6) -> str:
        """The names of nodes or systems in a sentence."""
        return say.listing([self._wires.label(node) for node in nodes], limit)

    def links(self, links: tuple[str, ...], limit: int = 4) -> str:
        """The names of integrations in a sentence, each once."""
        return say.listing(list(dict.fromkeys(map(self._wires.link_label, links))), limit)

    def blocked(self, b: Blocked) -> Blocked:
        """With its sentence."""
        name, fails = self._wires.label(b.system), self._fail(b)
        start = f"{name}{' may work in part' if b.extent is Extent.AT_RISK else ''}: {fails}"
        if b.runs_only:
            links = (*b.failing, *b.at_risk)
            runs = "runs" if all(self._wires.states_runs(self._wires.integration(link)) for link in links) \
                else "transfers"
            start = f"{name} {'misses' if b.failing else 'may miss'} its {runs}: {self.links(links)}"
        way = "" if b.calls == 1 else f", by way of {self.names(b.chain[1:-1])}"
        plan = f" Stated for an outage: {b.plan}." if b.plan else ""
        return replace(b, sentence=f"{start}; {self._wires.label(b.chain[-1])} is off{way}.{plan}")

    def _fail(self, b: Blocked) -> str:
        """How many of its calls fail, and which."""
        total = len(b.failing) + len(b.at_risk) + len(b.working)
        if len(b.failing) == total:
            whole = "the only outgoing call it waits for fails" if total == 1 else \
                f"all {total} outgoing calls it waits for fail"
            return f"{whole} ({self.links(b.failing)})"
        if total == 1:
            return f"the only outgoing call it waits for may fail ({self.links(b.at_risk)})"
        parts = []
        if b.failing:
            parts.append(f"{say.plural(len(b.failing), 'fails', 'fail')} ({self.links(b.failing)})")
        if b.at_risk:
            parts.append(f"{say.count(len(b.at_risk))} may fail ({self.links(b.at_risk)})")
        return f"of the {say.count(total)} outgoing calls it waits for, {' and '.join(parts)}"

    def queue(self, q: Queue) -> Queue:
        """With its sentence."""
        place, takers = self._wires.label(q.place), self.names(q.waiting_for)
        entity = f" ({say.listing(list(q.entities), 3)})" if q.entities else ""
        if q.because:
            stuck = self.names(tuple(n for n in q.waiting_for if n not in self._failed))
            takers += f", {'where ' + stuck + ' ' if len(q.waiting_for) > 1 else 'which '}cannot go on without " \
                      f"{self.names(q.because)}"
        flow = rate(q.rate_per_hour, q.peak)
        start = {
            Where.CHANNEL: f"In {place} {flow}{entity} wait for {takers}",
            Where.SENDER: f"{place} keeps {flow}{entity} and tries {takers} again ({self.links(q.links)})",
            Where.SOURCE: f"At {place} {flow}{entity} wait until {takers} "
                          f"{'fetches' if len(q.waiting_for) == 1 else 'fetch'} them ({self.links(q.links)})",
        }[q.where]
        day = q.piles[-1]
        grown = "" if day.messages is None else f"; after 24 h {say.count(day.messages)}" + (
            "" if day.megabytes is None else f" ({size(day.megabytes * 1024)})")
        needs = "" if q.first else self._needs(q)
        is_run = q.where is not Where.CHANNEL and self._wires.is_run(self._wires.integration(q.links[0]))
        if q.where is Where.SENDER and is_run:
            grown = f": {self.links(q.links)}"
            start = f"{place} tries its {self._run(q.links[0])} to {takers} again{self._schedule(q.links[0])}"
        elif q.where is Where.SOURCE and is_run and not q.rate_per_hour:
            run, one = self._run(q.links[0]), len(q.waiting_for) == 1
            start = (f"At {place} what the next {run}{self._schedule(q.links[0])} would take{entity} waits until "
                     f"{takers} {'fetches' if one else 'fetch'} it ({self.links(q.links)})")
        return replace(q, sentence=" ".join(f"{start}{grown}. {self._end(q)}{needs}".split()))

    @staticmethod
    def _needs(q: Queue) -> str:
        told = f" To tell how long it lasts, state {say.listing(list(q.needs), 4)}." if q.needs else ""
        keeper = "the sender" if q.where is Where.SENDER else "the source"
        return told if q.where is Where.CHANNEL else f" How long {keeper} keeps them is not stated."

    @staticmethod
    def _end(q: Queue) -> str:
        if q.first == "size" and q.full_hours is not None and q.size_kb is not None:
            return f"Its {size(q.size_kb)} are full after {hours(q.full_hours)}; then new messages are refused."
        if q.first == "retention" and q.retention_hours is not None:
            room = f", before its {size(q.size_kb)} are full" if q.size_kb is not None and q.full_hours else ""
            return f"After {hours(q.retention_hours)} the oldest are gone{room}."
        return ""

    def failing(self, f: Failing) -> Failing:
        """With its sentence."""
        run = self._run(f.link)
        name, giver, taker = (self._wires.link_label(f.link), self._wires.label(f.giver), self._wires.label(f.taker))
        handling = self._wires.integration(f.link).error_handling
        stated = "no retry" if handling and handling.retry is False else "no retry or dead letter"
        said = "is stated" if stated != "no retry" else "is made, as stated,"
        flow = rate(f.rate_per_hour, f.peak)
        told = {
            Loss.MESSAGE: f"{name}: {flow} from {giver} to {taker} are lost; {stated} {said}",
            Loss.CALL: f"{name}: {flow} from {giver} to {taker} fail with an error; {stated} {said}",
            Loss.RUN: f"{name}: the {run} from {giver} to {taker}{self._schedule(f.link)} fails; {stated} {said}, so "
                      f"the next {run} has to bring it all",
        }[f.loss].replace(" ,", ",").rstrip(",")
        fact = f" By itself, {f.fact}." if f.fact else ""
        return replace(f, sentence=f"{told}.{fact}")

    def _schedule(self, link: str) -> str:
        """How often it runs and how many rows it takes, in brackets, as far as is stated."""
        integration = self._wires.integration(link)
        frequency, volume = integration.frequency, integration.volume
        told = [str(frequency)] if frequency and frequency.seconds else []
        if volume and volume.per_run:
            told.append(say.plural(round(volume.per_run), "row", "rows"))
        return f" ({', '.join(told)})" if told else ""

    def _run(self, link: str) -> str:
        """What is a run by the word of the landscape is called so; what only its endpoints tell, a transfer."""
        return "run" if self._wires.states_runs(self._wires.integration(link)) else "transfer"

    def stale(self, s: Stale) -> Stale:
        """With its sentence."""
        what = s.entity or "data (which is not stated)"
        through = f" by way of {self.names(s.path[1:-1])}" if len(s.path) > 2 else ""
        others = f" {self.names(s.others)} still delivers some." if len(s.others) == 1 else (
            f" {self.names(s.others)} still deliver some." if s.others else "")
        return replace(s, sentence=f"{self._wires.label(s.system)} gets no {what} from {self._wires.label(s.path[0])}"
                                   f"{through}: stale {s.since}.{others}")

    def summary(self, outage: Outage) -> str:
        """The outage in a few sentences."""
        n = outage.counts
        off, verb = self.names(self._failed), "is" if len(self._failed) == 1 else "are"
        risk = f" {say.plural(n['at_risk'], 'more calls', 'more call')} something that works in part." \
            if n["at_risk"] else ""
        if not outage.affected and not outage.queueing and not outage.failing:
            return f"While {off} {verb} off, no other system is stopped or misses data.{risk}"
        others = say.plural(outage.others, "other system", "other systems")
        told = [f"While {off} {verb} off, {say.count(n['affected'])} of {others} ({say.percent(outage.blast_radius)}) "
                f"{'notices' if n['affected'] == 1 else 'notice'}: {say.count(n['blocked'])} "
                f"with all the calls they wait for failing, {say.count(n['degraded'])} with some, "
                f"{say.count(n['stale'])} with stale copies.{risk}"]
        if n["failing"]:
            told.append(f"{say.plural(n['failing'], 'integration fails', 'integrations fail')} with nothing that keeps "
                        f"the data ({self.links(tuple(f.link for f in outage.failing))}).")
        first = next((q for q in outage.queueing if q.ends_hours is not None), None)
        if first is not None and first.ends_hours is not None:
            what = "is full" if first.first == "size" else "loses its oldest messages"
            told.append(f"{self._wires.label(first.place)} {what} first, after {hours(first.ends_hours)}.")
        elif n["queueing"]:
            told.append(f"{say.plural(n['queueing'], 'queue grows', 'queues grow')}; how long they last is not stated.")
        return " ".join(told)
