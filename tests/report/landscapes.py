"""A landscape for reports: small, with a plan that pays, a chain of calls, and enough rows to sort and filter."""

from __future__ import annotations

from d365arch.model import Latency, Volume, Workspace
from d365arch.model.vocabulary import Style
from tests.analysis.landscapes import ASYNC, SYNC, link, system, workspace


def paying() -> Workspace:
    """Two systems send accounts to six each (12 links, 24 points; behind a hub 10 points and 12 for the hub)."""
    event = {"entity": "Account", "timing": ASYNC, "style": Style.EVENT, "volume": Volume(per_hour=50), "owner": "Lea"}
    call = {"entity": "Price", "timing": SYNC, "latency": Latency(p95=0.2), "initiator": "target", "protocol": "odata"}
    makers = [system("sales", name="Sales"), system("shop", name="Web shop")]
    takers = [system(f"t{n}", name=f"Taker {n}", owner="Operations") for n in range(1, 7)]
    accounts = [link(f"{m.id}-{t.id}", m.id, t.id, name=f"Accounts {n}", **event)
                for m in makers for n, t in enumerate(takers, 1)]
    prices = [link("price-1", "t1", "sales", name="Prices", **call), link("price-2", "t2", "t1", name="Costs", **call)]
    return workspace([*makers, *takers], [*accounts, *prices], name="Paying", description="Two send, six take.")
