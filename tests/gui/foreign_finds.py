"""A discovery that brings every part of a review, for the tour in a made-up language."""

from __future__ import annotations

from d365arch.discovery.records import (
    DATAVERSE,
    FINANCE_OPERATIONS,
    ArtefactKind,
    Discovery,
    FoundEndpoint,
    FoundIntegration,
    FoundSystem,
    Identity,
    NotRead,
    Offer,
    ReadArtefact,
    Remark,
    Secret,
)
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence, Timing

FACTS = ("initiator", "called side", "data flow", "state", "timing", "endpoint", "switched off", "switched on",
         "not stated", "endpoint", "finance", "tax service", "file_mb", "northwind retail", "main")
"""Words of the floor below, which compares and knows no window."""

TAX, BANK, SHOP = Identity("host", "tax.example"), Identity("named", "bankhaus"), Identity("host", "shop.example")


def discovery() -> Discovery:
    """Something there, something that differs, something new, hints, and what a person has to look at."""
    kinds = tuple(ArtefactKind)
    files = tuple(f"pack/{n}.json" for n in range(len(kinds)))

    def seen(n: int, sure: Confidence) -> tuple[Evidence, ...]:
        return Evidence(file=files[n], place=f"/a/{n}", confidence=sure), Evidence(file=files[n], place=f"/b/{n}")

    flows = [FoundIntegration(automation=f"flow/{n}", name=f"Xflow {n}", from_=DATAVERSE, to=SHOP,
                              timing=list(Timing)[n % len(Timing)], entities=("Order",), active=bool(n % 2),
                              evidence=seen(n, list(Confidence)[n % 3])) for n in range(len(kinds))]
    return Discovery(
        systems=(FoundSystem(identity=FINANCE_OPERATIONS, name="Finance", type="d365.finance"),
                 FoundSystem(identity=TAX, name="Tax service"), FoundSystem(identity=SHOP, name="shop.example"),
                 FoundSystem(identity=DATAVERSE, name="Dataverse", type="pp.dataverse"),
                 FoundSystem(identity=BANK, name="Bankhaus")),
        endpoints=(FoundEndpoint(system=SHOP, key="odata/items", name="Xitems", protocol="OData",
                                 evidence=seen(0, Confidence.CERTAIN)),),
        integrations=(FoundIntegration(automation="flow/tax", name="Tax", from_=FINANCE_OPERATIONS, to=TAX,
                                       timing=Timing.ASYNCHRONOUS, evidence=seen(1, Confidence.CERTAIN)),
                      FoundIntegration(automation="flow/bank", name="Xbank", from_=FINANCE_OPERATIONS, to=BANK,
                                       evidence=seen(2, Confidence.HINT)), *flows),
        offers=(Offer((TAX, BANK), "Xreason of the offer."),),
        not_read=(NotRead("pack/large.json", "larger than 64 MB; raise the limit file_mb to read it."),),
        secrets=(Secret("pack/0.json", "/xkey", "xkind"),), remarks=(Remark("pack/0.json", "/xplace", "Xremark."),),
        read=tuple(ReadArtefact(file, kind, f"Xname {n}") for n, (file, kind) in enumerate(zip(files, kinds,
                                                                                             strict=True))))
