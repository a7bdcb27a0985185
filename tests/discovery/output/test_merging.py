"""What was seen several times is one thing; what does not say whom it means finds its system or is offered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from d365arch.discovery.desk import evidence
from d365arch.discovery.ids import ids_of
from d365arch.discovery.known import (
    connector,
    dataverse_environment,
    finance_operations,
    sql_server,
    system_at,
    unknown_caller,
)
from d365arch.discovery.merge import merged
from d365arch.discovery.names import system_named
from d365arch.discovery.names_alike import shortened, without_environment
from d365arch.discovery.notebook import Notebook
from d365arch.discovery.records import (
    Discovery,
    FoundEndpoint,
    FoundIntegration,
    FoundSystem,
    Identity,
    NotRead,
)
from d365arch.model.vocabulary import Confidence, Timing


def noted(notebook: Notebook, artefact: str, *found: FoundSystem | FoundEndpoint | FoundIntegration) -> Notebook:
    notebook.reading = artefact
    for one in found:
        if isinstance(one, FoundSystem):
            notebook.system(one)
        elif isinstance(one, FoundEndpoint):
            notebook.endpoint(one)
        else:
            notebook.integration(one)
    return notebook


def call(automation: str, from_: FoundSystem, to: FoundSystem, file: str = "a.json",
         confidence: Confidence = Confidence.CERTAIN, **more: object) -> FoundIntegration:
    one = FoundIntegration(automation=automation, name=automation.partition("/")[2], from_=from_.identity,
                           to=to.identity, evidence=(evidence(file, "/x", confidence),))
    return replace(one, **more)  # type: ignore[arg-type]


ENVIRONMENT, FINANCE = dataverse_environment(), finance_operations()
OUTLOOK = connector("shared_office365").system()


def test_the_same_flow_in_a_zip_and_in_a_folder_is_one_integration_with_both_places() -> None:
    notebook = Notebook()
    for file in ("pkg.zip!Workflows/send.json", "src/Workflows/send.json"):
        noted(notebook, file, ENVIRONMENT, OUTLOOK, call("flow/1", ENVIRONMENT, OUTLOOK, file))
    [one] = merged(notebook).integrations
    assert [piece.file for piece in one.evidence] == ["src/Workflows/send.json", "pkg.zip!Workflows/send.json"]
    assert one.confidence is Confidence.CERTAIN


def test_two_automations_between_the_same_systems_stay_two() -> None:
    notebook = noted(Notebook(), "a", ENVIRONMENT, OUTLOOK, call("flow/1", ENVIRONMENT, OUTLOOK),
                     call("flow/2", ENVIRONMENT, OUTLOOK), call("flow/1", OUTLOOK, ENVIRONMENT))
    assert len(merged(notebook).integrations) == 3


def test_the_surer_sighting_wins_and_the_contradiction_is_told() -> None:
    notebook = noted(Notebook(), "a", ENVIRONMENT, OUTLOOK,
                     call("flow/1", ENVIRONMENT, OUTLOOK, "old.json", Confidence.LIKELY, active=False,
                          timing=Timing.ASYNCHRONOUS, entities=("lead",)),
                     call("flow/1", ENVIRONMENT, OUTLOOK, "new.json", active=True, entities=("account",)))
    discovery = merged(notebook)
    [one] = discovery.integrations
    assert one.active is True
    assert one.timing is Timing.ASYNCHRONOUS, "nobody contradicts it"
    assert set(one.entities) == {"lead", "account"}
    [remark] = discovery.remarks
    assert remark.file == "old.json"
    assert "switched on: off here, on in new.json" in remark.sentence


def test_a_name_is_taken_before_an_id() -> None:
    identity = Identity("named", "x")
    number = "9ebdbb1b-ea3e-db11-86a7-000a3a5473e8"
    notebook = noted(Notebook(), "a",
                     FoundSystem(identity=identity, name=number, evidence=(evidence("a"),)),
                     FoundSystem(identity=identity, name="Orders", type="other.erp", evidence=(evidence("b"),)))
    [system] = merged(notebook).systems
    assert (system.name, system.type) == ("Orders", "other.erp")
    assert system.aliases == (number,)


def test_an_account_seen_by_several_services_is_named_as_a_whole() -> None:
    hosts = ("contoso.blob.core.windows.net", "contoso.queue.core.windows.net")
    [system] = merged(noted(Notebook(), "a", *map(system_at, hosts))).systems
    assert system.name == "Azure Storage contoso"
    assert system.aliases == ("Azure Blob Storage contoso", "Azure Storage queues contoso")


@pytest.mark.parametrize(("names", "whole"), [
    (("Azure Blob Storage {Prefix}lake", "Azure Table Storage {prefix}lake"), "Azure Storage {Prefix}lake"),
    (("Azure Blob Storage (linked service the lake)", "Azure Data Lake (linked service the lake)"),
     "Azure Storage (linked service the lake)"),
    (("Azure Blob Storage", "Azure Table Storage lake"), "Azure Storage lake"),
    (("Azure Blob Storage", "Azure Files"), "Azure Storage"),
    (("Azure Blob Storage lake", "The lake of sales"), "Azure Blob Storage lake"),
])
def test_accounts_are_named_as_a_whole_however_they_are_written(names: tuple[str, str], whole: str) -> None:
    found = [FoundSystem(identity=Identity("azure.storage", "lake"), name=name) for name in names]
    [system] = merged(noted(Notebook(), "a", *found)).systems
    assert system.name == whole


def test_a_server_without_name_is_the_only_one_of_its_artefact() -> None:
    unspecific, specific = sql_server(""), sql_server("srv", "db")
    notebook = noted(Notebook(), "sol.zip", ENVIRONMENT, unspecific, specific,
                     call("flow/1", ENVIRONMENT, unspecific), call("flow/2", ENVIRONMENT, specific))
    discovery = merged(notebook)
    assert {one.to for one in discovery.integrations} == {specific.identity}
    assert sorted(one.name for one in discovery.systems) == [ENVIRONMENT.name, "SQL Server srv / db"]
    assert any("srv/db" in remark.sentence for remark in discovery.remarks)


def test_a_server_without_name_is_offered_where_another_artefact_has_one() -> None:
    unspecific, specific = sql_server(""), sql_server("srv", "db")
    notebook = noted(Notebook(), "one.zip", ENVIRONMENT, unspecific, call("flow/1", ENVIRONMENT, unspecific))
    noted(notebook, "two.zip", specific, call("flow/2", ENVIRONMENT, specific))
    discovery = merged(notebook)
    assert {one.to for one in discovery.integrations} == {unspecific.identity, specific.identity}
    assert [offer.systems for offer in discovery.offers] == [(unspecific.identity, specific.identity)]


def test_the_only_environment_that_anything_names_is_that_of_the_solution() -> None:
    named = system_at("contoso.crm4.dynamics.com")
    app = FoundSystem(identity=Identity("azure.logic-apps", "orders"), name="Orders")
    caller = unknown_caller(ENVIRONMENT)
    notebook = noted(Notebook(), "sol.zip", ENVIRONMENT, OUTLOOK, caller, call("flow/1", ENVIRONMENT, OUTLOOK),
                     call("flow/2", caller, ENVIRONMENT))
    noted(notebook, "app.json", named, app, call("logic-app/orders", app, named))
    discovery = merged(notebook)
    assert {one.from_ for one in discovery.integrations if one.to == OUTLOOK.identity} == {named.identity}
    [called] = [one for one in discovery.integrations if one.from_.kind == "unknown-caller"]
    assert called.from_.part.endswith("dataverse/contoso.crm4.dynamics.com")
    [system] = [one for one in discovery.systems if one.identity.kind == "dataverse"]
    assert system.name == "Dataverse contoso.crm4.dynamics.com"
    assert ENVIRONMENT.name in system.aliases


def test_of_two_environments_none_is_taken() -> None:
    notebook = noted(Notebook(), "sol.zip", ENVIRONMENT, OUTLOOK, call("flow/1", ENVIRONMENT, OUTLOOK))
    noted(notebook, "b", system_at("contoso.crm4.dynamics.com"), system_at("fabrikam.crm.dynamics.com"))
    discovery = merged(notebook)
    assert len([one for one in discovery.systems if one.identity.kind == "dataverse"]) == 3
    assert any(len(offer.systems) == 3 for offer in discovery.offers)


def test_an_environment_that_a_flow_contacts_is_another_one() -> None:
    other = system_at("fabrikam.crm4.dynamics.com")
    notebook = noted(Notebook(), "sol.zip", ENVIRONMENT, other, call("flow/1", ENVIRONMENT, other))
    discovery = merged(notebook)
    [one] = discovery.integrations
    assert (one.from_, one.to) == (ENVIRONMENT.identity, other.identity)
    assert not discovery.offers


def test_names_mean_the_system_of_exactly_that_name_and_never_one_that_is_only_near() -> None:
    finance = finance_operations(host="contoso.operations.dynamics.com")
    portal = FoundSystem(identity=Identity("host", "portal.example.com"), name="Portal", evidence=(evidence("x"),))
    notebook = noted(Notebook(), "list.csv", system_named("portal", (evidence("list.csv", "row 2"),)),
                     system_named("Portal archive", (evidence("list.csv", "row 3"),)))
    noted(notebook, "b", finance, portal)
    discovery = merged(notebook)
    names = sorted(one.name for one in discovery.systems)
    assert names == ["Dynamics 365 Finance & Operations contoso.operations.dynamics.com", "Portal", "Portal archive"]


@pytest.mark.parametrize(("one", "other", "yes"), [
    ("SAP S/4", "SAP S/4HANA", True),
    ("SAP", "SAP Ariba", False),
    ("Shop", "Shop", False),
    ("Web shop", "Web shopping", True),
    ("Site 1", "Site 12", False),
])
def test_shortened_names(one: str, other: str, yes: bool) -> None:
    for names in ((one, other), (other, one)):
        pairs = [(names[short], names[long]) for short, long in shortened(names)]
        assert pairs == ([tuple(sorted(names, key=len))] if yes else [])


@pytest.mark.parametrize(("host", "expected"), [
    ("contoso-uat.crm4.dynamics.com", ("contoso.crm4.dynamics.com", "uat")),
    ("contosodev.crm4.dynamics.com", ("contoso.crm4.dynamics.com", "dev")),
    ("test-contoso.operations.dynamics.com", ("contoso.operations.dynamics.com", "test")),
    ("sharepoint.example.com", None),
])
def test_words_for_environments_in_hosts(host: str, expected: tuple[str, str] | None) -> None:
    assert without_environment(host) == expected


def test_copies_for_other_environments_are_offered() -> None:
    hosts = ("contoso-dev.crm4.dynamics.com", "contoso.crm4.dynamics.com", "fabrikam.crm4.dynamics.com")
    notebook = noted(Notebook(), "a", *map(system_at, hosts))
    [offer] = merged(notebook).offers
    assert {one.part for one in offer.systems} == set(hosts[:2])


def test_the_outcome_does_not_depend_on_the_order_of_reading() -> None:
    shop = FoundSystem(identity=Identity("host", "shop.example.com"), name="Shop", evidence=(evidence("b"),))
    steps = [("a", ENVIRONMENT), ("b", shop), ("b", OUTLOOK), ("a", call("flow/1", ENVIRONMENT, OUTLOOK, "x.json")),
             ("b", call("flow/1", ENVIRONMENT, OUTLOOK, "y.json", entities=("lead",))),
             ("c", call("flow/1", shop, ENVIRONMENT, "z.json"))]
    outcomes: list[Discovery] = []
    for order in (steps, steps[::-1]):
        notebook = Notebook()
        for artefact, found in order:
            noted(notebook, artefact, found)  # type: ignore[arg-type]
        notebook.not_read("q", "broken.")
        notebook.not_read("q", "broken.")
        outcomes.append(merged(notebook))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0].not_read == (NotRead("q", "broken."),)


def test_ids_come_from_names_and_get_more_only_on_a_clash() -> None:
    teams = connector("shared_teams").system()
    notebook = noted(Notebook(), "a", ENVIRONMENT, OUTLOOK, teams, call("flow/Send order", ENVIRONMENT, OUTLOOK),
                     call("flow/Send order", ENVIRONMENT, teams))
    ids = ids_of(merged(notebook))
    assert sorted(ids.systems.values()) == ["microsoft-teams", "office-365-outlook",
                                            "power-platform-environment-dataverse"]
    assert len(set(ids.integrations)) == 2
    assert "send-order" in ids.integrations
    shop = system_at("shop.example.com")
    noted(notebook, "b", shop, call("flow/Nightly", ENVIRONMENT, shop))
    again = ids_of(merged(notebook))
    assert set(ids.integrations) < set(again.integrations)
    assert ids.systems.items() <= again.systems.items()


def test_ends_that_nobody_noted_are_systems_all_the_same() -> None:
    notebook = noted(Notebook(), "a", call("flow/1", ENVIRONMENT, OUTLOOK))
    assert {one.identity for one in merged(notebook).systems} == {ENVIRONMENT.identity, OUTLOOK.identity}
