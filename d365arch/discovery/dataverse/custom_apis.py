"""Custom APIs and classic actions: calls that Dataverse offers. Who makes them, no artefact of a solution says."""

from __future__ import annotations

from d365arch.discovery.dataverse.components import Component, Components, number
from d365arch.discovery.desk import Desk
from d365arch.discovery.known import dataverse_environment
from d365arch.discovery.records import DATAVERSE, FoundEndpoint
from d365arch.model.vocabulary import Initiation, Operation, Timing

_WEB_API = "/api/data/v9.2"
_ACTION = 3
_DRAFT = 0
_LISTENERS = {1: "steps may listen to it asynchronously", 2: "steps may listen to it, in its transaction too"}


def read_custom_apis(parts: Components, desk: Desk) -> None:
    """Note an inbound endpoint for each custom API; an action is called with POST, a function with GET."""
    for api in parts.of("customapi"):
        name = api.attribute("uniquename") or api.value("uniquename") or api.value("name")
        if not name:
            continue
        function = _flag(api, "isfunction")
        bound = api.value("boundentitylogicalname").lower()
        details = [f"{'GET' if function else 'POST'} {_path(name, number(api.value('bindingtype')) or 0, bound)}"]
        if _flag(api, "isprivate"):
            details.append("private: for its publisher's own use")
        if listeners := _LISTENERS.get(number(api.value("allowedcustomprocessingsteptype")) or 0):
            details.append(listeners)
        shown = _label(api)
        desk.notebook.system(dataverse_environment((api.evidence(),)))
        desk.notebook.endpoint(FoundEndpoint(
            system=DATAVERSE, key=f"custom-api/{name.lower()}",
            name=f"{name} ({shown})" if shown and shown.lower() != name.lower() else name,
            type="dataverse.custom-api", direction=Initiation.INBOUND, timing=(Timing.SYNCHRONOUS,),
            protocol="OData v4", entities=(bound,) if bound else (),
            operations=(Operation.READ if function else Operation.ACTION,),
            details=tuple(details), auth="oauth", evidence=(api.evidence(),)))


def read_actions(parts: Components, desk: Desk) -> None:
    """Note an inbound endpoint for each custom process action, which is a workflow of category 3."""
    for action in parts.of("workflow"):
        if number(action.value("Category")) != _ACTION:
            continue
        name = action.value("UniqueName") or action.attribute("Name") or action.text("Name") or action.id
        table = action.value("PrimaryEntity").lower()
        table = "" if table == "none" else table
        details = [f"POST {_path(name, 1 if table else 0, table)}"]
        if number(action.value("StateCode")) == _DRAFT:
            details.append("a draft, which cannot be called")
        shown = action.attribute("Name")
        desk.notebook.system(dataverse_environment((action.evidence(),)))
        desk.notebook.endpoint(FoundEndpoint(
            system=DATAVERSE, key=f"action/{action.id or name.lower()}",
            name=f"{name} ({shown})" if shown and shown.lower() != name.lower() else name,
            type="dataverse.custom-process-action", direction=Initiation.INBOUND, timing=(Timing.SYNCHRONOUS,),
            protocol="OData v4", entities=(table,) if table else (), operations=(Operation.ACTION,),
            details=tuple(details), auth="oauth", evidence=(action.evidence(),)))


def _path(name: str, binding: int, table: str) -> str:
    """Where it is called; one bound to a table is called on a row, or on the rows, of it."""
    if binding == 0 or not table:
        return f"{_WEB_API}/{name}"
    return f"{_WEB_API}/{table}{'(id)' if binding == 1 else ''}/Microsoft.Dynamics.CRM.{name}"


def _flag(component: Component, name: str) -> bool:
    return component.value(name).lower() in {"1", "true"}


def _label(component: Component) -> str:
    label = component.child("displayname")
    if label is None:
        return ""
    return (label.attrib.get("default") or (label.text or "")).strip()
