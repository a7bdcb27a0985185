"""Desktop flows: they drive applications through their screens, and which ones is not to be read in them."""

from __future__ import annotations

from d365arch.discovery.dataverse.components import Components, number
from d365arch.discovery.desk import Desk
from d365arch.discovery.known import dataverse_environment
from d365arch.discovery.records import DATAVERSE, FoundIntegration, FoundSystem, Identity
from d365arch.model.vocabulary import Confidence, Kind, Timing, Trigger

_DESKTOP_FLOW = 6
_OFF = frozenset({0, 2})


def read_desktop_flows(parts: Components, desk: Desk) -> None:
    """Note a hint of an integration for each desktop flow: that there is one is known, what it drives is not."""
    for flow in parts.of("workflow"):
        if number(flow.value("Category")) != _DESKTOP_FLOW:
            continue
        name = flow.attribute("Name") or flow.text("Name") or flow.id
        own = flow.id or name.lower()
        seen = (flow.evidence(confidence=Confidence.HINT),)
        screens = FoundSystem(
            identity=Identity("screens", own), name=f"Applications driven by desktop flow {name}", unresolved=True,
            type="other.custom-app", evidence=seen)
        notebook = desk.notebook
        notebook.system(dataverse_environment(seen))
        notebook.system(screens)
        notebook.integration(FoundIntegration(
            automation=f"desktop-flow/{own}", name=f"Desktop flow {name}", from_=DATAVERSE, to=screens.identity,
            timing=Timing.ASYNCHRONOUS, trigger=Trigger.ON_DEMAND, kind=Kind.UI, protocol="UI automation",
            low_code=True, active=False if number(flow.value("StateCode")) in _OFF else None, tags=("rpa",),
            evidence=seen))
        notebook.remark(flow.entry.path, flow.place(),
                        f"The desktop flow {name} automates screens; which applications it drives is not to be read in "
                        "the artefact.")
