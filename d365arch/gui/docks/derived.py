"""What holds where a field is unstated: the catalog's answer, shown as the placeholder of the empty field."""

from __future__ import annotations

from typing import Any

from d365arch.catalog.facts import Facts
from d365arch.gui.canvas.draft import endpoint_label
from d365arch.gui.editor import Editor
from d365arch.gui.language import translate
from d365arch.model import Endpoint, Integration, System, View, Zone
from d365arch.model.vocabulary import Direction


def default_of(editor: Editor, record: Any, attribute: str) -> str | None:
    """The value that catalog and landscape give to an unstated field, in words; none where they say nothing."""
    facts = editor.facts
    if isinstance(record, System):
        return _of_system(facts, record, attribute)
    if isinstance(record, Endpoint):
        return _of_endpoint(editor, record, attribute)
    if isinstance(record, Integration):
        return _of_integration(facts, record, attribute)
    if isinstance(record, Zone) and attribute == "parent":
        return translate("Derived", "none, stands on the sheet")
    if isinstance(record, View) and attribute == "title":
        return editor.workspace.landscape.name
    return None


def _of_system(facts: Facts, system: System, attribute: str) -> str | None:
    kind = facts.type_of(system)
    if attribute == "zone":
        return translate("Derived", "none, stands on the sheet")
    if kind is None:
        return None
    if attribute == "role":
        return kind.role.value
    if attribute == "hosting" and kind.hosting:
        return kind.hosting.value
    if attribute == "availability":
        return "99.95%" if facts.is_hub(system.id) else "99.9%"
    return None


def _of_endpoint(editor: Editor, endpoint: Endpoint, attribute: str) -> str | None:
    kind = editor.facts.endpoint_type(endpoint)
    if kind is None:
        return None
    answers = {
        "name": endpoint_label(editor.facts, endpoint),
        "timing": ", ".join(timing.value for timing in kind.timing),
        "direction": kind.initiation.value,
        "protocol": kind.protocol,
        "auth": kind.auth,
        "operations": ", ".join(operation.value for operation in kind.operations),
    }
    return answers.get(attribute) or None


def _of_integration(facts: Facts, integration: Integration, attribute: str) -> str | None:
    match attribute:
        case "timing":
            timing = facts.timing(integration)
            return timing.value if timing else None
        case "style":
            style = facts.style(integration)
            return style.value if style else None
        case "protocol":
            return facts.protocol(integration)
    return None


def direction_words(facts: Facts, integration: Integration) -> str:
    """Who starts, seen from D365, in a few words."""
    return {
        Direction.OUTBOUND: translate("Derived", "Outbound: D365 starts it"),
        Direction.INBOUND: translate("Derived", "Inbound: the other side starts it"),
        Direction.INTERNAL: translate("Derived", "Internal: both ends are D365"),
        Direction.EXTERNAL: translate("Derived", "External: neither end is D365"),
    }[facts.direction(integration)]
