"""Small landscapes on the real catalog, for the tests of loads and limits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from d365arch.analysis.limits.check import check_limits
from d365arch.analysis.limits.loads import loads_of
from d365arch.analysis.limits.records import LimitCheck, Load
from d365arch.analysis.settings import settings_of
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import own_catalog
from d365arch.catalog.records import Catalog
from d365arch.io.files import read_workspace
from d365arch.model import End, Endpoint, Integration, Landscape, System, Volume, Zone
from d365arch.model.landscape import Tenant
from d365arch.model.vocabulary import ZoneKind

SAMPLES = Path(__file__).parents[3] / "samples"

CRM = System(id="crm", name="CRM", type="d365.customer-engagement", endpoints=(
    Endpoint(id="api", type="dataverse.web-api"), Endpoint(id="batch", type="dataverse.batch"),
    Endpoint(id="bulk", type="dataverse.bulk-operations"), Endpoint(id="search", type="dataverse.search"),
    Endpoint(id="hook", type="dataverse.webhook"), Endpoint(id="tds", type="dataverse.tds"),
    Endpoint(id="changes", type="dataverse.change-tracking"), Endpoint(id="dual", type="both.dual-write"),
    Endpoint(id="connector", type="dataverse.connector"), Endpoint(id="bus", type="dataverse.service-bus"),
    Endpoint(id="plug-in", type="dataverse.plugin-sync"), Endpoint(id="fabric", type="both.fabric-link"),
))
ERP = System(id="erp", name="ERP", type="d365.finance-operations", endpoints=(
    Endpoint(id="odata", type="fo.odata"), Endpoint(id="events", type="fo.data-events"),
    Endpoint(id="dual", type="both.dual-write"), Endpoint(id="packages", type="fo.dmf-package-api"),
))
SHOP = System(id="shop", name="Shop", type="other.e-commerce")


def link(link_id: str, source: str, target: str, **values: object) -> Integration:
    return Integration(id=link_id, from_=End.parse(source), to=End.parse(target), **values)  # type: ignore[arg-type]


def calls(
    link_id: str = "calls", to: str = "crm.api", *, peak_5min: float | None = None, **values: object
) -> Integration:
    """The shop calls the CRM."""
    if peak_5min is not None:
        values["volume"] = Volume(peak_5min=peak_5min)
    return link(link_id, "shop", to, **values)


def facts_of(
    *integrations: Integration, systems: Sequence[System] = (), catalog: Catalog | None = None, **values: object
) -> Facts:
    """A landscape of CRM, ERP, shop and further systems; one that is given replaces the usual one of its id."""
    given = {s.id for s in systems}
    usual = tuple(s for s in (CRM, ERP, SHOP) if s.id not in given)
    landscape = Landscape(format=1, systems=(*usual, *systems), integrations=integrations,
                          **values)  # type: ignore[arg-type]
    return Facts(landscape, catalog or own_catalog())


def load_of(integration: Integration) -> Load:
    return loads_of(facts_of(integration))[integration.id]


def checks(facts: Facts) -> tuple[LimitCheck, ...]:
    return check_limits(facts, loads_of(facts), settings_of(facts.landscape))


def one(found: Sequence[LimitCheck], limit: str, on: str, unit: str | None = None) -> LimitCheck:
    """The only check of a limit on something."""
    fitting = [c for c in found if c.limit == limit and c.on == on and unit in {None, c.unit}]
    assert len(fitting) == 1, fitting
    return fitting[0]


def of_limit(found: Sequence[LimitCheck], limit: str) -> list[LimitCheck]:
    return [c for c in found if c.limit == limit]


def sample(name: str) -> tuple[LimitCheck, ...]:
    """The checks of a sample file."""
    return checks(Facts(read_workspace(SAMPLES / f"{name}.yaml").workspace.landscape, own_catalog()))


def tenant(**licenses: int) -> Tenant:
    from immutabledict import immutabledict

    return Tenant(licenses=immutabledict({name.replace("_", "-"): n for name, n in licenses.items()}))


def environment(zone_id: str) -> Zone:
    return Zone(id=zone_id, kind=ZoneKind.ENVIRONMENT)
