"""What a review says above its list: how much was found, or why there is nothing."""

from __future__ import annotations

from collections.abc import Sequence

from d365arch.discovery.records import Discovery
from d365arch.gui.discovery.candidates import Candidate
from d365arch.gui.language import amount, translate
from d365arch.model.vocabulary import Confidence


def summary(found: Discovery, rows: Sequence[Candidate]) -> str:
    """How much was found, and what of it needs a look."""
    told = [translate("Discovery", "{integrations} between {systems} in {artefacts}.").format(
        integrations=amount(len(found.integrations), "integration"), systems=amount(len(found.systems), "system"),
        artefacts=amount(len(found.read), "artefact"))] if rows else []
    hints = sum(1 for row in rows if not row.is_endpoint and row.confidence is Confidence.HINT)
    alone = sum(1 for row in rows if row.is_endpoint)
    for count, noun, said in (
            (hints, "integration", translate("Discovery", "{amount} only hinted at.")),
            (alone, "endpoint", translate("Discovery", "{amount} without a known caller.")),
            (len(found.secrets), "secret", translate("Discovery", "{amount} in plain text.")),
            (len(found.not_read), "file", translate("Discovery", "{amount} not read."))):
        if count:
            told.append(said.format(amount=amount(count, noun)))
    return " ".join(told)


def nothing(found: Discovery) -> str:
    """Why there is no row, and what would give some."""
    if found.read:
        return translate("Discovery", "The artefacts that were read name no integration.")
    if found.not_read:
        return translate("Discovery", "Nothing here could be read; the tab Not read says why for each file.")
    return translate("Discovery", "Nothing here is an artefact that can be read. Discovery knows Dataverse solutions, "
                                  "cloud flows, Finance and Operations metadata and packages, logic apps, templates, "
                                  "data factories, API Management, interface lists (CSV, Excel) and draw.io drawings.")
