"""Which system is meant by a name in a list or on a drawing, by the words of `resources/discovery/names.yaml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from d365arch.discovery.addresses import address_of, host_of
from d365arch.discovery.cleaning import cleaned
from d365arch.discovery.data import known_data
from d365arch.discovery.known import connector, dataverse_environment, finance_operations, is_known_host, system_at
from d365arch.discovery.records import DATAVERSE, FINANCE_OPERATIONS, FoundSystem, Identity
from d365arch.model.integration import Evidence

NAMED = "named"
"""Kind of the identity of systems that are known by their name alone."""

_BRACKETS = re.compile(r"^(?P<outer>[^()\[\]]{1,200})[(\[](?P<inner>[^()\[\]]{1,200})[)\]]$")
_D365 = re.compile(r"\b(?:microsoft |ms )?(?:dynamics ?365|d ?365|dyn ?365)(?: ?for\b)?(?= ?\w| ?$)")
_PUNCTUATION = re.compile(r"[^\w&+.]+|_")
_MAKER = re.compile(r"^(?:microsoft|ms) (?=.)(?!(?:crm|erp|flow)\b)")
_TECHNOLOGIES = frozenset({"other.database", "other.data-lake", "other.monitoring"})
"""Types whose products are what something is built with rather than one system."""
_BUILT_WITH = ("azure.", "pp.", "ipaas.", "onprem.")
"""Types of services of which an organisation has several, each under a name of its own."""
_TAIL = re.compile(r" (?:systems?|application|applikation|anwendung|instance)$")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Product:
    """One system that people know by its name."""

    name: str
    type: str | None
    identity: Identity
    platform: str | None
    service: str | None
    connector: str | None

    def system(self, evidence: tuple[Evidence, ...]) -> FoundSystem:
        """It as a find."""
        if self.identity == DATAVERSE:
            return dataverse_environment(evidence)
        if self.identity == FINANCE_OPERATIONS:
            return finance_operations(evidence)
        if self.connector:
            known = connector(self.connector).system("", evidence)
            return replace(known, name=self.name, identity=self.identity, type=self.type)
        return FoundSystem(identity=self.identity, name=self.name, type=self.type, evidence=evidence)


@dataclass(frozen=True, slots=True)
class _Words:
    products: Mapping[str, Product]
    """By name without spaces and punctuation."""
    by_identity: Mapping[Identity, Product]
    kinds: Mapping[str, str]
    """Type by normalised words."""
    same: frozenset[str]
    regions: frozenset[str]
    nothing: frozenset[str]
    alone: frozenset[str]
    prepositions: frozenset[str]


@lru_cache(maxsize=4096)
def normalised(name: str) -> str:
    """A name in small letters with one space between words: how two writings of one name become equal.

    Punctuation, `the`, `Microsoft`, brackets that only say where it runs (`(prod)`, `(SaaS)`) and a `system` at the end
    are dropped; `Dynamics 365`, `Dynamics365` and `D 365` are all `d365`; `and` and `&` are one.
    """
    text = unicodedata.normalize("NFKC", cleaned(name, _LONGEST)).casefold()
    bracket = _BRACKETS.match(text.strip())
    if bracket and _plain(bracket["inner"]) in _words().same:
        text = bracket["outer"]
    text = _plain(text)
    last = text.rsplit(" ", 1)
    if len(last) == 2 and last[1] in {"prod", "prd", "production", "live", "produktiv"}:
        text = last[0]
    return _TAIL.sub("", text) or text


def _plain(text: str) -> str:
    text = _PUNCTUATION.sub(" ", text.replace("&", " & ").replace("+", " & ").replace("'", ""))
    text = " ".join(word.strip(".") for word in text.split() if word.strip("."))
    text = _D365.sub("d365", text.replace(" and ", " & ").replace(" und ", " & "))
    text = re.sub(r"\bd365(?=[^\W\d_])", "d365 ", text)
    for word in ("the ", "our ", "die ", "das ", "der "):
        text = text.removeprefix(word)
    return " ".join(_MAKER.sub("", text).split())


def _compact(text: str) -> str:
    return text.replace(" ", "").replace(".", "")


@lru_cache(maxsize=4096)
def product_named(name: str) -> Product | None:
    """The product that a name, taken as a whole, means; None where it means none that is known.

    `SAP Ariba` is not SAP, `Sales portal` is not Dynamics 365 Sales: no part of a name decides. Only brackets are taken
    off, where they repeat or explain the name: `Workday (HR)`, `Dynamics 365 Sales (Dataverse)`.
    """
    words = _words()
    whole = normalised(name)
    found = words.products.get(_compact(whole))
    if found is not None:
        return found
    bracket = _BRACKETS.match(unicodedata.normalize("NFKC", cleaned(name, _LONGEST)).casefold().strip())
    if bracket is None:
        return None
    outer, inner = normalised(bracket["outer"]), normalised(bracket["inner"])
    product = words.products.get(_compact(outer))
    inside = words.products.get(_compact(inner))
    if product is None:
        # "ERP (D365 F&O)", "Archive (OpenText)": the words outside are a kind, the product is inside. But beside a
        # "Supplier portal (Power Pages)" there may be other portals on Power Pages.
        type_ = inside.type or "" if inside is not None else ""
        is_one = type_.startswith(("d365.", "other.")) and type_ not in _TECHNOLOGIES
        return inside if is_one and outer in words.kinds else None
    explains = inner in words.kinds or (inside is not None and (
        inside == product or _platform(inside) == _platform(product) or inside.type == product.type))
    return product if explains else None


def _platform(product: Product) -> str | None:
    # "Dynamics 365 Sales (F&O)" is a contradiction, "Power BI (Salesforce)" another thing.
    return product.platform or product.name


def system_named(name: str, evidence: tuple[Evidence, ...] = ()) -> FoundSystem:
    """The system that a person means by a name.

    A known product by any of its names, the system at an address where the name is one, else a system called so,
    with a catalog type where its words tell what kind of system it is. The name as written is among the aliases.
    """
    written = cleaned(name)
    # Before cleaning: what looks like a mail address in it may be the user and the host.
    address = _address(name.strip())
    if address is not None:
        return system_at(address, evidence)
    product = product_named(written)
    if product is not None:
        found = product.system(evidence)
        return found if written == found.name else replace(found, aliases=(written,))
    return FoundSystem(identity=Identity(NAMED, normalised(written) or written.casefold() or "?"), name=written or "?",
                       type=type_of_name(written), evidence=evidence)


def _address(written: str) -> str | None:
    """The host where a name is an address, or a bare host that can be nothing else."""
    address = address_of(written)
    if address is not None:
        return address.host
    if " " in written or written.count(".") < 1:
        return None
    host = host_of(written)
    if host is None or not host.rsplit(".", 1)[-1].isalpha():
        return None
    return host if is_known_host(host) or host.count(".") >= 2 else None


@lru_cache(maxsize=4096)
def type_of_name(name: str) -> str | None:
    """The catalog type that the words of a name tell, None where they do not.

    What a thing is stands at the end of its name (`supplier portal`, `finance data mart`); a region or an environment
    behind a product leaves it what it is (`Salesforce EMEA`).
    Words that mean other things behind others (`Azure Monitor Agent`, `SAP client`) count only as a whole name.
    """
    words = _words()
    plain = unicodedata.normalize("NFKC", cleaned(name, _LONGEST)).casefold().strip()
    bracket = _BRACKETS.match(plain)
    for text in (normalised(name), *((normalised(bracket["outer"]), normalised(bracket["inner"])) if bracket else ())):
        pieces = text.split()
        found = _type_of_pieces(pieces)
        while found is None and len(pieces) > 1 and pieces[-1] in words.regions:
            pieces.pop()
            found = _type_of_pieces(pieces)
        if found is None:
            # "Archive of invoices" is an archive, an "adapter for CRM" no CRM.
            ends = [at for at, word in enumerate(pieces) if at and word in words.prepositions]
            found = _type_of_pieces(pieces[:ends[0]]) if ends else None
        if found is not None:
            return found
    return None


def _type_of_pieces(pieces: Sequence[str]) -> str | None:
    """The type that the whole, or else the end, of a name tells."""
    words = _words()
    product = words.products.get(_compact("".join(pieces)))
    if product is not None:
        return product.type
    for start in range(min(len(pieces), 12)):
        if start and pieces[start - 1] in words.prepositions:
            continue
        end = " ".join(pieces[start:])
        kind = words.kinds.get(end) if not start or end not in words.alone else None
        if kind is not None:
            return kind
        # What is built with a service is called after it: "orders logic app". One word alone may mean anything.
        service = words.products.get(_compact(end)) if 0 < start < len(pieces) - 1 else None
        if service is not None and service.type is not None and service.type.startswith(_BUILT_WITH):
            return service.type
    return None


@cache
def service_of_type(type_: str) -> str | None:
    """The name of the service that a catalog type stands for, `Azure Service Bus`; None where there are several."""
    names = {product.name for product in _words().products.values() if product.type == type_}
    return names.pop() if len(names) == 1 and type_.startswith(_BUILT_WITH) else None


@lru_cache(maxsize=4096)
def says_nothing(name: str) -> bool:
    """Whether a cell or label names no system: empty, `n/a`, `TBD`, `various`, a question mark."""
    plain = " ".join(cleaned(name).casefold().split())
    return plain in _words().nothing or normalised(name) in _words().nothing or not any(map(str.isalnum, plain))


def platform_of(identity: Identity) -> str | None:
    """`dataverse` or `fo` for a system that is such an environment or, by its name, an app that lives in one.

    An app and the environment it lives in are not known to be one system: a person is asked (`Notebook.offer`).
    """
    if identity.kind in {DATAVERSE.kind, FINANCE_OPERATIONS.kind}:
        return identity.kind
    product = _words().by_identity.get(identity)
    return product.platform if product is not None else None


def service_of(identity: Identity) -> str | None:
    """The kind of identity that other artefacts give to systems such as one known by name alone.

    `SQL Server` in a list may be any server of kind `sql` that a flow calls: a person is asked.
    """
    product = _words().by_identity.get(identity)
    return product.service if product is not None else None


@cache
def _words() -> _Words:
    data = known_data("names.yaml")
    products: dict[str, Product] = {}
    by_identity: dict[Identity, Product] = {}
    for row in data["products"]:
        product = _product(row)
        by_identity.setdefault(product.identity, product)
        for name in (row["name"], *row.get("also", ())):
            products.setdefault(_compact(_plain(str(name).casefold())), product)
    kinds = {_TAIL.sub("", _plain(str(word).casefold())): type_
             for type_, some in data["kinds"].items() for word in some}
    return _Words(products, by_identity, kinds, frozenset(_plain(str(word)) for word in data["same_system"]),
                  frozenset(map(str, data["regions"])), frozenset(map(str, data["nothing"])),
                  frozenset(map(str, data["alone"])), frozenset(map(str, data["prepositions"])))


def _product(row: Mapping[str, Any]) -> Product:
    name = str(row["name"])
    if "identity" in row:
        identity = Identity(row["identity"])
    elif "connector" in row:
        identity = connector(row["connector"]).system().identity
    else:
        identity = Identity(NAMED, row.get("family") or _plain(name.casefold()))
    type_ = row.get("type") or (connector(row["connector"]).type if "connector" in row else None)
    return Product(name, type_, identity, row.get("platform"), row.get("service"), row.get("connector"))
