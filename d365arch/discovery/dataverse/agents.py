"""Agents of Copilot Studio: connections they hold, and addresses they call."""

from __future__ import annotations

import re
from collections import defaultdict

from d365arch.discovery.addresses import address_of
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.dataverse.components import Component, Components
from d365arch.discovery.desk import Desk
from d365arch.discovery.known import connector, is_token_host
from d365arch.discovery.tree import Entry, ReadingError

_OF_AN_AGENT = re.compile(r"^(?P<agent>[A-Za-z0-9_]{1,120})\.(?P<api>shared_[A-Za-z0-9_-]{1,120})\.")
"""Agents name their connection references `<agent>.<connector>.<id>`."""
_FOLDERS = ("bots", "botcomponents")
_ADDRESS = re.compile(r"(?:url|uri|endpoint)\"?\s*:\s*[\"']?(https?://[^\s\"'<>]{3,500})", re.IGNORECASE)
_LONGEST = 1_000_000


def read_agents(parts: Components, desk: Desk) -> None:
    """Remark on the connections of agents: what an agent does with them it decides while it runs."""
    held: dict[str, list[Component]] = defaultdict(list)
    for reference in parts.of("connectionreference"):
        match = _OF_AN_AGENT.match(reference.attribute("connectionreferencelogicalname"))
        if match is not None:
            held[match["agent"]].append(reference)
    for agent, references in held.items():
        known = (connector(reference.text("connectorid")) for reference in references)
        names = sorted({one.name for one in known if one.kind != "internal"})
        if names:
            desk.notebook.remark(
                references[0].entry.path, references[0].place(),
                f"The agent {agent} holds connections to {', '.join(names)}; what it does with them is not in the "
                "artefact.")
    for entry in (entry for folder in _FOLDERS for entry in parts.within(folder)):
        _remark_on_addresses(entry, desk)


def _remark_on_addresses(entry: Entry, desk: Desk) -> None:
    """Topics and settings of an agent are YAML, JSON or XML, and name what they call as `url: https://...`."""
    if entry.size > _LONGEST or entry.suffix not in {".json", ".yaml", ".yml", ".xml", ""}:
        return
    try:
        text = desk.peek_text(entry)
    except ReadingError as error:
        desk.notebook.not_read(entry.path, error.sentence)
        return
    addresses = (address_of(match[1]) for match in _ADDRESS.finditer(text))
    hosts = sorted({address.host for address in addresses
                    if address is not None and "." in address.host and not is_token_host(address.host)})
    if hosts:
        named = ", ".join(cleaned(host, 80) for host in hosts[:8])
        desk.notebook.remark(entry.path, "", f"A part of an agent names {named}: a hint that the agent calls there.")
