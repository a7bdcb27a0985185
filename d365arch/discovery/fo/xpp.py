"""What X++ source tells without being run: business events, calls to other systems, secrets in literals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from d365arch.discovery.addresses import address_of
from d365arch.discovery.secrets import Seen, in_value

_LITERAL = r"\"(?:[^\"\\\n]|\\.){0,2000}\"|'(?:[^'\\\n]|\\.){0,2000}'"
_COMMENT_OR_LITERAL = re.compile(rf"({_LITERAL})|//[^\n]*|/\*.*?\*/", re.DOTALL)
_EVENT = re.compile(r"\[[^\[\]]{0,400}?\bBusinessEvents\s*\(([^\[\]]{0,2000})\]", re.IGNORECASE)
_BASE = re.compile(r"\bclass\s+\w{1,200}\s+extends\s+BusinessEventsBase\b", re.IGNORECASE)
_ABSTRACT = re.compile(r"\babstract\b[\w\s]{0,80}\bclass\b", re.IGNORECASE)
_CONTRACT = re.compile(r"classStr\s*\(\s*(\w{1,200})\s*\)", re.IGNORECASE)
_CALL = re.compile(r"\b(HttpClient|HttpWebRequest|WebRequest|WebClient|RestClient|SoapClient|SmtpClient|SqlConnection"
                   r"|OdbcConnection|ServiceBusClient|QueueClient|TopicClient|EventHubClient|EventHubProducerClient"
                   r"|CloudBlobClient|BlobServiceClient|CloudStorageAccount|SftpClient|FtpWebRequest)\b")
_ASSIGNED = re.compile(rf"\b([A-Za-z_]\w{{0,100}})\s*=\s*({_LITERAL})")
_ANY_LITERAL = re.compile(_LITERAL)
_NAMESPACE = re.compile(r"xmlns(?::\w{1,40})?\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_NAMESPACE_HOSTS = ("www.w3.org", "schemas.xmlsoap.org", "schemas.microsoft.com", "schemas.datacontract.org",
                    "tempuri.org")
"""Hosts in names of XML namespaces, which nobody calls."""


class BusinessEvent(NamedTuple):
    """A class that is a business event."""

    contract: str
    """Class of the data it carries; empty where the source does not say."""
    by_attribute: bool
    """Whether the attribute makes it one, or only its base class."""


def business_event(declaration: str) -> BusinessEvent | None:
    """The business event that the declaration of a class makes, None where it makes none; comments do not count."""
    if "businessevents" not in declaration.lower():
        return None
    source = _ANY_LITERAL.sub('""', without_comments(declaration))
    attribute = _EVENT.search(source)
    if attribute is not None:
        contract = _CONTRACT.search(attribute[1])
        return BusinessEvent(contract[1] if contract else "", True)
    if _BASE.search(source) and not _ABSTRACT.search(source):
        return BusinessEvent("", False)
    return None


class Calls(NamedTuple):
    """What the source of a class uses to reach other systems."""

    with_: tuple[str, ...]
    """Names of classes for the network, in alphabetic order."""
    hosts: tuple[str, ...]
    """Hosts of addresses that stand in it."""


def calls(source: str) -> Calls | None:
    """The means by which a class calls out, None where it shows none."""
    if _CALL.search(source) is None:
        return None
    plain = without_comments(_NAMESPACE.sub("", source))
    means = tuple(sorted({match[1] for match in _CALL.finditer(plain)}))
    if not means:
        return None
    hosts = {address.host for match in _ANY_LITERAL.finditer(plain)
             if "://" in match[0] and (address := address_of(match[0][1:-1])) is not None
             and address.host not in _NAMESPACE_HOSTS}
    return Calls(means, tuple(sorted(hosts)))


def without_comments(source: str) -> str:
    """The source with comments taken out and literals kept."""
    return _COMMENT_OR_LITERAL.sub(lambda match: match[1] or " ", source)


def secrets_in_code(source: str) -> Iterator[Seen]:
    """Secrets in literals, by line: only what is assigned to a telling name, or looks like a secret by itself."""
    for number, line in enumerate(source.splitlines(), start=1):
        if '"' not in line and "'" not in line:
            continue
        names = {match.start(2): match[1] for match in _ASSIGNED.finditer(line[:4_000])}
        for match in _ANY_LITERAL.finditer(line[:4_000]):
            for kind, value in in_value(names.get(match.start(), ""), match[0][1:-1]):
                yield Seen(f"line {number}", kind, value)
