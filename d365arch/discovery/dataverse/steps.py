"""Steps of Dataverse: those that send to a service endpoint are integrations, those of plug-ins are remarks."""

from __future__ import annotations

import re
from collections import defaultdict

from d365arch.discovery.addresses import address_of
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.dataverse.components import Component, Components, number, plain_id
from d365arch.discovery.dataverse.embedded import embedded_json
from d365arch.discovery.dataverse.service_endpoints import WEBHOOK, ServiceEndpoint, unknown_endpoint
from d365arch.discovery.desk import Desk
from d365arch.discovery.known import dataverse_environment, is_token_host
from d365arch.discovery.records import DATAVERSE, FoundIntegration
from d365arch.model.vocabulary import Confidence, DataFlow, Operation, Timing, Trigger

PLUGIN = 4602
SERVICE_ENDPOINT = 4618
_MESSAGES = {
    "9ebdbb1b-ea3e-db11-86a7-000a3a5473e8": "Create",
    "20bebb1b-ea3e-db11-86a7-000a3a5473e8": "Update",
    "a1bdbb1b-ea3e-db11-86a7-000a3a5473e8": "Delete",
}
"""Standard messages, which have the same id in every environment; read in exported solutions."""
_STAGES = {10: "pre-validation", 20: "pre-operation", 30: "main operation", 40: "post-operation", 50: "post-operation"}
_BEFORE = frozenset({10, 20})
_ADDRESS = re.compile(r"https?://[^\s\"'<>|,;()\\]{3,500}", re.IGNORECASE)
_NAMED = 12
"""Tables and hosts named in one sentence."""


def read_steps(parts: Components, desk: Desk) -> None:
    """Note one integration for each step that sends to a service endpoint, and one remark for each plug-in assembly."""
    plugins: dict[str, list[Component]] = defaultdict(list)
    for step in parts.of("sdkmessageprocessingstep"):
        if _sends(step):
            _note_sending(step, desk)
        else:
            plugins[_assembly(step)].append(step)
            _note_addresses(step, desk)
    for assembly, steps in plugins.items():
        tables = _some(sorted({table for step in steps if (table := _table(step))}))
        on = f" on {tables}" if tables else ""
        count = f"{len(steps)} steps" if len(steps) > 1 else "1 step"
        desk.notebook.remark(
            steps[0].entry.path, steps[0].place(),
            f"Plug-in {assembly} has {count}{on}; contents unknown, since its code is not in the artefact and may call "
            "other systems.")


def _sends(step: Component) -> bool:
    code = number(step.value("EventHandlerTypeCode"))
    if code is not None:
        return code == SERVICE_ENDPOINT
    return "servicebusplugin" in step.value("PluginTypeName").lower()


def _note_sending(step: Component, desk: Desk) -> None:
    seen = step.evidence()
    name = step.attribute("Name") or step.text("Name") or f"Step {step.id}"
    handler = plain_id(step.value("EventHandler"))
    target = desk.defined(ServiceEndpoint, handler) if handler else None
    if target is None:
        seen = step.evidence(confidence=Confidence.LIKELY)
        target = unknown_endpoint(handler or step.id or name.lower(), name, seen)
        desk.notebook.remark(step.entry.path, step.place("EventHandler"),
                             f"The step {name} sends to a service endpoint that no artefact of this run has.")
    synchronous = number(step.value("Mode")) == 0
    stage = number(step.value("Stage")) or 0
    message, table = _message(step), _table(step)
    notebook = desk.notebook
    notebook.system(dataverse_environment((seen,)))
    notebook.system(target.system)
    notebook.endpoint(target.receiver)
    timing = Timing.SYNCHRONOUS if synchronous else Timing.NEAR_REAL_TIME
    notebook.integration(FoundIntegration(
        automation=f"step/{step.id or name.lower()}", name=name, from_=DATAVERSE, to=target.system.identity,
        from_endpoint=notebook.endpoint(target.sender), to_endpoint=target.receiver.key,
        timing=timing, trigger=Trigger.EVENT, data=DataFlow.BOTH if target.answers else DataFlow.PUSH,
        protocol=target.protocol, entities=tuple(filter(None, (table or message,))), operations=(Operation.EVENT,),
        details=tuple(_details(step, message, table, stage)), auth=target.receiver.auth, low_code=False,
        active=False if number(step.value("StateCode")) == 1 else None, evidence=(seen,)))
    if synchronous:
        notebook.remark(step.entry.path, step.place("Mode"), _on_synchronous(name, target, stage))


def _on_synchronous(name: str, target: ServiceEndpoint, stage: int) -> str:
    if target.contract == WEBHOOK:
        cancels = ", and a failure there cancels the operation" if stage in _BEFORE else ""
        return f"The step {name} is synchronous: the user waits for the webhook{cancels}."
    return (f"The step {name} is registered as synchronous and reported as it is written; service endpoints other than "
            "webhooks are made for asynchronous steps only.")


def _details(step: Component, message: str, table: str, stage: int) -> list[str]:
    what = f"{message or 'message'} of {table}" if table else message
    when = _STAGES.get(stage, "")
    columns = step.value("FilteringAttributes")
    return [text for text in (what, when, f"columns {columns}" if columns else "") if text]


def _message(step: Component) -> str:
    return step.value("SdkMessageName") or _MESSAGES.get(plain_id(step.value("SdkMessageId")), "")


def _table(step: Component) -> str:
    table = step.value("PrimaryEntity").lower()
    return "" if table in {"none", "any"} else table


def _assembly(step: Component) -> str:
    """The assembly of `Type, Assembly, Version=...`; else the type, else the name of the step."""
    pieces = [piece.strip() for piece in step.value("PluginTypeName").split(",")]
    return (pieces[1] if len(pieces) > 1 else pieces[0]) or step.attribute("Name") or "without a name"


def _note_addresses(step: Component, desk: Desk) -> None:
    """Hosts that a plug-in's configuration names: a hint at where its code may go, and never more of it than that."""
    embedded_json(step, "Configuration", desk, tell=False)  # for its secrets; it may be any text
    hosts: dict[str, None] = {}
    for match in _ADDRESS.finditer(step.value("Configuration")[:100_000]):
        address = address_of(match[0])
        if address is not None and "." in address.host and not is_token_host(address.host):
            hosts[address.host] = None
    if hosts:
        name = step.attribute("Name") or step.text("Name") or f"Step {step.id}"
        desk.notebook.remark(step.entry.path, step.place("Configuration"),
                             f"The configuration of the plug-in step {name} names {_some(sorted(hosts))}: a hint that "
                             "its code calls there.")


def _some(names: list[str]) -> str:
    shown = ", ".join(cleaned(name, 80) for name in names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown
