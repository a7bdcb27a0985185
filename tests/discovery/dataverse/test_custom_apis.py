"""Calls and events that Dataverse offers: custom APIs, classic actions, catalogs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from d365arch.discovery.records import Discovery, FoundEndpoint
from d365arch.model.vocabulary import Initiation, Operation, Timing

Parts = Callable[[Mapping[str, Any]], Discovery]
Customized = Callable[[str], Discovery]


def api(name: str, content: str) -> str:
    return f'<customapi uniquename="{name}"><displayname default="Rate lookup" />{content}</customapi>'


def only(discovery: Discovery) -> FoundEndpoint:
    assert discovery.integrations == ()
    [endpoint] = discovery.endpoints
    return endpoint


def test_a_custom_api_is_an_inbound_synchronous_endpoint_and_no_integration(parts: Parts) -> None:
    found = only(parts({"customapis/ts_Rate/customapi.xml": api("ts_Rate", "<isfunction>0</isfunction>")}))
    assert (found.type, found.direction, found.timing) == (
        "dataverse.custom-api", Initiation.INBOUND, (Timing.SYNCHRONOUS,))
    assert found.name == "ts_Rate (Rate lookup)"
    assert found.details == ("POST /api/data/v9.2/ts_Rate",)
    assert found.operations == (Operation.ACTION,)


def test_a_function_is_read_with_get_and_a_bound_one_on_its_table(parts: Parts) -> None:
    content = ("<isfunction>1</isfunction><bindingtype>1</bindingtype><isprivate>1</isprivate>"
               "<boundentitylogicalname>ts_Trip</boundentitylogicalname>")
    found = only(parts({"src/CustomAPIs/ts_Rate/CustomApi.xml": api("ts_Rate", content)}))
    assert found.details[0] == "GET /api/data/v9.2/ts_trip(id)/Microsoft.Dynamics.CRM.ts_Rate"
    assert found.operations == (Operation.READ,)
    assert found.entities == ("ts_trip",)
    assert any("private" in detail for detail in found.details)


def test_files_of_parameters_are_no_apis(parts: Parts) -> None:
    found = parts({
        "customapis/ts_Rate/customapi.xml": api("ts_Rate", ""),
        "customapis/ts_Rate/customapirequestparameters/Day/customapirequestparameter.xml":
            '<customapirequestparameter uniquename="Day" />',
    })
    assert len(found.endpoints) == 1


def test_a_workflow_of_category_three_is_an_action_that_can_be_called(customized: Customized) -> None:
    found = only(customized(
        '<Workflows><Workflow WorkflowId="{1}" Name="Close trip"><UniqueName>ts_CloseTrip</UniqueName>'
        "<Category>3</Category><StateCode>1</StateCode><PrimaryEntity>none</PrimaryEntity></Workflow>"
        '<Workflow WorkflowId="{2}" Name="Rule"><Category>2</Category></Workflow></Workflows>'))
    assert found.type == "dataverse.custom-process-action"
    assert found.details == ("POST /api/data/v9.2/ts_CloseTrip",)


def test_a_draft_of_an_action_cannot_be_called(parts: Parts) -> None:
    draft = '<Workflow WorkflowId="{1}" Name="Close"><Category>3</Category><StateCode>0</StateCode></Workflow>'
    found = only(parts({"Workflows/Close-1.xaml.data.xml": draft}))
    assert any("draft" in detail for detail in found.details)


def test_a_category_of_a_catalog_offers_the_events_assigned_to_it(parts: Parts) -> None:
    found = only(parts({
        "catalogs/ts_Fleet/catalog.xml": '<catalog uniquename="ts_Fleet"><displayname default="Fleet" /></catalog>',
        "catalogs/ts_Trips/catalog.xml":
            '<catalog uniquename="ts_Trips"><displayname default="Trips" /><parentcatalogid><uniquename>ts_Fleet'
            "</uniquename></parentcatalogid></catalog>",
        "catalogassignments/ts_Ended/catalogassignment.xml":
            '<catalogassignment uniquename="ts_Ended"><catalogid><uniquename>ts_Trips</uniquename></catalogid>'
            "<customapi><uniquename>ts_TripEnded</uniquename></customapi></catalogassignment>",
    }))
    assert found.type == "dataverse.business-events"
    assert found.direction is Initiation.OUTBOUND
    assert found.name == "Business events Fleet / Trips"
    assert found.details == ("ts_TripEnded",)
