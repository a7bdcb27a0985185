"""Which endpoint or chain to choose for a need, ranked, with what speaks for and against each."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from d365arch.cli.common import EXIT_OK, add_pack_argument, settings_in
from d365arch.errors import D365ArchError, printable
from d365arch.model.fields import Shape
from d365arch.model.problems import did_you_mean

if TYPE_CHECKING:
    from d365arch.analysis.advisor.advise import Advice
    from d365arch.analysis.advisor.need import Need

OPTIONS: Mapping[str, tuple[str, str, str]] = {
    "platform": ("platform", "SIDE", "dataverse, finance-operations or both"),
    "initiator": ("initiator", "WHO", "d365 or other"),
    "use": ("use", "WHAT", "stock, commerce, document, search, agent, telemetry, screen ..."),
    "data": ("data", "WAY", "push, pull or both, seen from who starts"),
    "answer-needed": ("answer_needed", "FLAG", "true where who starts needs the result to go on"),
    "latency": ("latency.required", "TIME", "longest time that is accepted, such as 2s or 15min"),
    "p95": ("latency.p95", "TIME", "95 of 100 answers of the called side come within this"),
    "timeout": ("latency.timeout", "TIME", "when the caller gives up"),
    "trigger": ("trigger", "WHAT", "on-demand, event or scheduled"),
    "frequency": ("frequency", "OFTEN", 'such as "every 15 min" or "daily 02:00"'),
    "operations": ("operations", "LIST", "create, read, update, delete, action, event, file; with commas"),
    "entities": ("entities", "LIST", "business entities; with commas"),
    "purpose": ("purpose", "WHAT", "transaction, view, report, export, master-data or notification"),
    "peak-per-hour": ("volume.peak_per_hour", "COUNT", "messages in the busiest hour"),
    "peak-5min": ("volume.peak_5min", "COUNT", "messages in the busiest five minutes"),
    "per-day": ("volume.per_day", "COUNT", "messages a day"),
    "per-run": ("volume.per_run", "COUNT", "rows of a scheduled run"),
    "message-kb": ("volume.message_kb", "SIZE", "size of a message, such as 4 or 1.5MB"),
    "operations-per-message": ("volume.operations_per_message", "COUNT", "API operations per message"),
    "batch": ("batch.records", "COUNT", "operations per request"),
    "delivery": ("delivery", "WHAT", "at-most-once, at-least-once or exactly-once-effect"),
    "order-required": ("order_required", "FLAG", "true where messages must arrive in order"),
    "low-code": ("low_code", "FLAG", "true where low code is wanted"),
    "criticality": ("criticality", "LEVEL", "high, medium or low"),
    "hosting": ("hosting", "WHERE", "where the other side runs: cloud, saas, on-premises or partner"),
    "on-premises": ("on_premises", "FLAG", "true where the other side runs on premises"),
    "exposure": ("exposure", "WHO", "the other side is internal, partner or public"),
}
"""Options by name: the key of the need, the word in the help, and the help."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--need", type=Path, metavar="FILE", help="the need as YAML (docs/advisor.md)")
    source.add_argument("--for", nargs=2, dest="drawn", metavar=("INTEGRATION", "FILE"),
                        help="the need of an integration that is drawn in a landscape file")
    parser.add_argument("--landscape", type=Path, metavar="FILE", help="landscape whose strategy counts")
    parser.add_argument("--json", action="store_true", help="print everything as JSON (docs/advisor.md)")
    facts = parser.add_argument_group("the need", "keys of a need; on top of --need they win")
    for name, (_key, meta, text) in OPTIONS.items():
        facts.add_argument(f"--{name}", metavar=meta, help=text)
    add_pack_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Advise and print."""
    from d365arch.report.advice_json import advice_json
    from d365arch.report.advice_text import advice_text

    advice = _for_drawn(arguments) if arguments.drawn else _for_need(arguments)
    print(advice_json(advice) if arguments.json else advice_text(advice), end="")
    return EXIT_OK


def _for_need(arguments: argparse.Namespace) -> Advice:
    from d365arch.analysis.advisor.advise import advise
    from d365arch.catalog.load import load_catalog
    from d365arch.io.files import read_workspace

    need = _need(arguments)
    catalog = load_catalog(arguments.pack)
    if arguments.landscape is None:
        return advise(need, catalog)
    opened = read_workspace(arguments.landscape)
    return advise(need, catalog, settings_in(opened), opened.workspace.landscape.strategy)


def _for_drawn(arguments: argparse.Namespace) -> Advice:
    from d365arch.analysis.advisor.advise import advise_for
    from d365arch.catalog.facts import Facts
    from d365arch.catalog.load import load_catalog
    from d365arch.io.files import read_workspace

    given = [f"--{name}" for name in OPTIONS if getattr(arguments, name.replace("-", "_")) is not None]
    if given or arguments.landscape:
        raise D365ArchError(f"--for reads the need from the landscape, so {(given or ['--landscape'])[0]} does not go "
                            "with it; change the integration, or use --need.")
    name, file = arguments.drawn
    opened = read_workspace(Path(file))
    landscape = opened.workspace.landscape
    integration = landscape.integration_by_id.get(name)
    if integration is None:
        hint = did_you_mean(name, landscape.integration_by_id) or "."
        raise D365ArchError(f'There is no integration "{printable(name)}" in {printable(file, 200)}{hint}')
    return advise_for(Facts(landscape, load_catalog(arguments.pack)), integration, settings_in(opened))


def _need(arguments: argparse.Namespace) -> Need:
    """The need of the file, with the options on top."""
    from d365arch.analysis.advisor.need import NOT_ASKED, Need, with_fact
    from d365arch.io.records import read_values
    from d365arch.model import Integration

    need = Need()
    if arguments.need is not None:
        stated = read_values(arguments.need, (Need, Integration), noun="need", without=NOT_ASKED)
        for key, value in stated.items():
            if key != "id":
                need = with_fact(need, key, value)
    for name, (key, _meta, _text) in OPTIONS.items():
        text = getattr(arguments, name.replace("-", "_"))
        if text is not None:
            need = with_fact(need, key, _value(key, name, text))
    return need


def _value(key: str, name: str, text: str) -> Any:
    from d365arch.analysis.advisor.need import Need
    from d365arch.io.records import parse_fact, spec_at
    from d365arch.model import Integration
    from d365arch.model.fields import specs_of

    field = spec_at(Need if key in specs_of(Need) else Integration, key)
    if field.shape is Shape.LIST:
        return tuple(parse_fact(field, part.strip(), f"--{name}") for part in text.split(",") if part.strip())
    return parse_fact(field, text, f"--{name}")
