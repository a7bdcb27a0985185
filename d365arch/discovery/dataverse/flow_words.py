"""What starts a flow, as a sentence for people."""

from __future__ import annotations

from d365arch.discovery.workflows.definition import Trigger, TriggerKind

_MESSAGES = {
    "1": "added",
    "2": "deleted",
    "3": "modified",
    "4": "added or modified",
    "5": "added or deleted",
    "6": "modified or deleted",
    "7": "added, modified or deleted",
}
"""Values of `subscriptionRequest/message`; read in flows and their designer."""
_REQUESTS = {
    "": "an HTTP request",
    "http": "an HTTP request",
    "button": "a person or another flow",
    "powerapp": "an app",
    "powerappv2": "an app",
    "skills": "an agent",
    "virtualagent": "an agent",
    "teamswebhook": "a webhook of Teams",
}


def starting_words(trigger: Trigger | None) -> str:
    """A sentence; empty where there is nothing to tell."""
    if trigger is None:
        return ""
    table = trigger.parameters.get("subscriptionrequest/entityname", "")
    table = "" if table.lower() == "none" else table
    message = trigger.parameters.get("subscriptionrequest/sdkmessagename", "")
    if message:
        catalog = "/".join(one for name in ("catalog", "category") if (one := trigger.parameters.get(name, "")))
        where = f" (catalog {catalog})" if catalog else ""
        return f"Starts when {message} is performed{f' on {table}' if table else ''}{where}."
    if table:
        happens = _MESSAGES.get(trigger.parameters.get("subscriptionrequest/message", ""), "changed")
        columns = trigger.parameters.get("subscriptionrequest/filteringattributes", "")
        shown = f", columns {columns.replace(',', ', ')}" if columns else ""
        return f"Starts when a row of {table} is {happens}{shown}."
    told = trigger.operation or trigger.name
    return {
        TriggerKind.REQUEST: f"Started by {_REQUESTS.get(trigger.request_kind, 'a request')}.",
        TriggerKind.SCHEDULE: "Runs on a schedule.",
        TriggerKind.POLL: f"Polls for {told}.",
        TriggerKind.PUSH: f"Started by the event {told}.",
    }.get(trigger.starts, "")
