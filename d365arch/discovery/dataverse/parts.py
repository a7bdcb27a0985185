"""What is read of a solution beside its flows and connectors: a list that the reader of solutions goes through."""

from __future__ import annotations

from collections.abc import Callable

from d365arch.discovery.dataverse.agents import read_agents
from d365arch.discovery.dataverse.business_events import read_business_events
from d365arch.discovery.dataverse.canvas_apps import read_canvas_apps
from d365arch.discovery.dataverse.canvas_files import read_canvas_files
from d365arch.discovery.dataverse.classic_workflows import read_classic_workflows
from d365arch.discovery.dataverse.components import Components
from d365arch.discovery.dataverse.custom_apis import read_actions, read_custom_apis
from d365arch.discovery.dataverse.dependencies import read_dependencies
from d365arch.discovery.dataverse.desktop_flows import read_desktop_flows
from d365arch.discovery.dataverse.dual_write import read_dual_write
from d365arch.discovery.dataverse.service_endpoints import read_service_endpoints, survey_service_endpoints
from d365arch.discovery.dataverse.steps import read_steps
from d365arch.discovery.dataverse.virtual_tables import read_virtual_tables, survey_data_sources
from d365arch.discovery.dataverse.web_resources import read_web_resources
from d365arch.discovery.desk import Desk

Part = Callable[[Components, Desk], None]

SURVEYS: tuple[Part, ...] = (survey_service_endpoints, survey_data_sources)
"""Called for every solution before any is read: give the desk what other artefacts refer to, note nothing."""

PART_READERS: tuple[Part, ...] = (
    read_service_endpoints,
    read_steps,
    read_custom_apis,
    read_actions,
    read_business_events,
    read_virtual_tables,
    read_dual_write,
    read_canvas_apps,
    read_canvas_files,
    read_desktop_flows,
    read_classic_workflows,
    read_web_resources,
    read_agents,
    read_dependencies,
)
"""Called for every solution, after the flows of that solution were read."""
