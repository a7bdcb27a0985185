"""The landscape of a discovery: zones, endpoints of catalog types, evidence, places, and comments that stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from d365arch.catalog.check import check_types
from d365arch.catalog.connecting import contradiction
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import load_catalog
from d365arch.discovery.commented import commented_text
from d365arch.discovery.desk import evidence
from d365arch.discovery.known import connector, dataverse_environment, finance_operations, sql_server, unknown_caller
from d365arch.discovery.laid_out import laid_out
from d365arch.discovery.landscape import FoundLandscape, landscape_of, portable
from d365arch.discovery.merge import merged
from d365arch.discovery.notebook import Notebook
from d365arch.discovery.records import FoundEndpoint, FoundIntegration, FoundSystem, Identity, Root, ZoneHint
from d365arch.errors import FileError
from d365arch.io.files import read_text, read_workspace, save, write_new
from d365arch.model import Point, Workspace
from d365arch.model.validate import validate
from d365arch.model.vocabulary import DataFlow, Timing, Trigger, ZoneKind

CATALOG = load_catalog(())
PP, FO = dataverse_environment(), finance_operations()
OUTLOOK = connector("shared_office365").system()
APP = FoundSystem(identity=Identity("azure.logic-apps", "orders"), name="Azure Logic Apps: Orders",
                  type="azure.logic-apps", zone=ZoneHint(ZoneKind.GROUP, "Azure"))
BUS = FoundSystem(identity=Identity("azure.service-bus", "bus"), name="Azure Service Bus bus", type="azure.service-bus",
                  zone=ZoneHint(ZoneKind.GROUP, "Azure"))
LOCAL = sql_server("srv", "erp", on_premises=True)
CALLER = unknown_caller(PP)


def call(automation: str, from_: FoundSystem, to: FoundSystem, **more: object) -> FoundIntegration:
    one = FoundIntegration(automation=automation, name=automation.partition("/")[2], from_=from_.identity,
                           to=to.identity, evidence=(evidence("sol.zip!Workflows/x.json", "/properties/definition"),))
    return replace(one, **more)  # type: ignore[arg-type]


CALLS = (
    call("flow/Mail", PP, OUTLOOK, timing=Timing.NEAR_REAL_TIME, trigger=Trigger.EVENT, entities=("account",),
         protocol="connector office365", details=("SendEmailV2",)),
    call("flow/Prices", PP, FO, timing=Timing.SYNCHRONOUS, trigger=Trigger.ON_DEMAND, protocol="connector dynamicsax"),
    call("flow/Stock", PP, FO, timing=Timing.SYNCHRONOUS, entities=("mserp_inventonhandentities",)),
    call("dual-write/Customers", PP, FO, both=True, data=DataFlow.BOTH, timing=Timing.NEAR_REAL_TIME,
         protocol="dual-write"),
    call("flow/Ask", CALLER, PP, timing=Timing.SYNCHRONOUS, protocol="HTTPS (Request trigger)"),
    call("step/Account sent", PP, BUS, timing=Timing.NEAR_REAL_TIME, trigger=Trigger.EVENT,
         to_endpoint="queue/accounts", protocol="Service Bus queue"),
    call("logic-app/Orders", BUS, APP, timing=Timing.NEAR_REAL_TIME, from_endpoint="queue/accounts",
         frequency="every 1 min"),
    call("logic-app/Orders", APP, LOCAL, timing=Timing.NEAR_REAL_TIME, protocol="connector sql"),
    call("logic-app/Nightly", APP, FO, timing=Timing.ASYNCHRONOUS, frequency="every blue moon", active=False,
         details=("ImportFromPackage",)),
)
QUEUE = FoundEndpoint(system=BUS.identity, key="queue/accounts", name="accounts", type="azure.service-bus-queue")


def book(*more: FoundSystem | FoundEndpoint) -> Notebook:
    notebook = Notebook()
    for system in (PP, FO, OUTLOOK, APP, BUS, LOCAL, CALLER):
        notebook.system(system)
    notebook.endpoint(QUEUE)
    for one in more:
        if isinstance(one, FoundSystem):
            notebook.system(one)
        else:
            notebook.endpoint(one)
    for each in CALLS:
        notebook.integration(each)
    return notebook


def drawn(*more: FoundSystem | FoundEndpoint, offers: bool = True) -> FoundLandscape:
    return landscape_of(merged(book(*more)), CATALOG, "Found", offers)


def test_the_landscape_is_sound_and_the_catalog_has_nothing_against_it() -> None:
    found = drawn()
    assert validate(found.workspace) == ()
    assert check_types(found.landscape, CATALOG) == ()
    facts = Facts(found.landscape, CATALOG)
    for one in found.landscape.integrations:
        assert contradiction(facts, one) is None
        for end in (one.from_, one.to):
            endpoint = found.landscape.endpoint_at(end)
            assert endpoint is None or one.timing is None or one.timing in facts.endpoint_timings(endpoint)


@pytest.mark.parametrize(("name", "from_", "to"), [
    ("Mail", "dataverse.flow-trigger", "generic.email"),
    ("Prices", None, "fo.odata"),
    ("Stock", "both.virtual-entity", "both.virtual-entity"),
    ("Customers", "both.dual-write", "both.dual-write"),
    ("Ask", None, None),
    ("Account sent", "dataverse.service-bus", "azure.service-bus-queue"),
    ("Orders", "azure.service-bus-queue", "azure.logic-apps-workflow"),
    ("Nightly", "azure.logic-apps-workflow", "fo.dmf-package-api"),
])
def test_ends_have_the_endpoint_types_of_what_they_do(name: str, from_: str | None, to: str | None) -> None:
    landscape = drawn().landscape
    one = next(each for each in landscape.integrations if each.name == name and (name != "Orders" or each.from_.endpoint
                                                                                 == "accounts"))
    types = [endpoint.type if (endpoint := landscape.endpoint_at(end)) else None for end in (one.from_, one.to)]
    assert types == [from_, to]


@pytest.mark.parametrize(("automation", "to", "protocol", "endpoint"), [
    ("list/1", FO, "OData", "fo.odata"), ("list/1", FO, "REST", "fo.odata"), ("list/1", FO, "Azure Service Bus", None),
    ("list/1", FO, "EDIFACT", None), ("list/1", FO, "Datei", "fo.dmf-package-api"),
    ("list/1", PP, "Azure Service Bus", None), ("list/1", PP, "HTTPS", "dataverse.web-api"),
    ("logic-app/1", PP, "HTTPS", "dataverse.web-api"),
    ("logic-app/1", PP, "connector dataverse", "dataverse.connector"),
])
def test_only_what_speaks_the_web_ends_at_the_interface_for_everything(
        automation: str, to: FoundSystem, protocol: str, endpoint: str | None) -> None:
    notebook = book()
    notebook.integration(call(automation, APP, to, timing=Timing.ASYNCHRONOUS, protocol=protocol, name="Asked"))
    landscape = landscape_of(merged(notebook), CATALOG).landscape
    one = next(each for each in landscape.integrations if each.name == "Asked")
    found = landscape.endpoint_at(one.to)
    assert (found.type if found else None) == endpoint


def test_a_business_event_that_a_flow_waits_for_leaves_by_the_business_events() -> None:
    notebook = book()
    notebook.integration(call("flow/1", FO, PP, timing=Timing.NEAR_REAL_TIME, trigger=Trigger.EVENT, name="Asked",
                              protocol="connector dynamicsax", details=("SubscribeOnABusinessEvent",)))
    landscape = landscape_of(merged(notebook), CATALOG).landscape
    one = next(each for each in landscape.integrations if each.name == "Asked")
    found = landscape.endpoint_at(one.from_)
    assert found is not None
    assert found.type == "fo.business-events"


def test_flows_without_an_endpoint_of_the_catalog_share_a_row_by_what_starts_them() -> None:
    notebook = book()
    for number in range(20):
        notebook.integration(call(f"flow/Nightly {number}", PP, OUTLOOK, timing=Timing.ASYNCHRONOUS,
                                  trigger=Trigger.SCHEDULED, protocol="connector office365"))
    landscape = landscape_of(merged(notebook), CATALOG).landscape
    system = next(system for system in landscape.systems if system.name == PP.name)
    [row] = [endpoint for endpoint in system.endpoints if endpoint.name == "Scheduled cloud flows"]
    assert (row.type, row.timing) == (None, (Timing.ASYNCHRONOUS,))
    assert sum(one.from_ == (system.id, row.id) for one in landscape.integrations) == 20


def test_a_mere_arrow_claims_no_protocol_and_no_timing() -> None:
    notebook = book()
    notebook.integration(call("drawn/", OUTLOOK, FO))
    landscape = landscape_of(merged(notebook), CATALOG).landscape
    drawn_one = next(one for one in landscape.integrations if one.timing is None)
    assert drawn_one.to.endpoint is None
    assert Facts(landscape, CATALOG).exchange(drawn_one).timing is None


@pytest.mark.parametrize(("name", "more", "label"), [
    ("Send order (to Office 365 Outlook)", {}, "Send order"),
    (f"{PP.name} to Office 365 Outlook", {"entities": ("lead", "account", "contact")}, "lead, account, ..."),
    (f"{PP.name} to Office 365 Outlook", {}, f"{PP.name} to Office 365 Outlook"),
    ("Orders to Outlook", {"entities": ("lead",)}, "Orders to Outlook"),
])
def test_labels_do_not_repeat_the_ends(name: str, more: dict[str, object], label: str) -> None:
    notebook = Notebook()
    notebook.integration(call("flow/x", PP, OUTLOOK, name=name, **more))
    notebook.system(PP)
    notebook.system(OUTLOOK)
    assert landscape_of(merged(notebook), CATALOG).landscape.integrations[0].name == label


def test_large_landscapes_have_an_overview() -> None:
    notebook = Notebook()
    for number in range(50):
        notebook.integration(call(f"flow/{number}", PP, FoundSystem(identity=Identity("host", f"h{number}"), name="H")))
    views = laid_out(landscape_of(merged(notebook), CATALOG), CATALOG).views
    assert [view.id for view in views] == ["main", "overview"]


def test_zones_are_environments_publishers_and_the_own_network() -> None:
    landscape = drawn().landscape
    zones = {system.name: landscape.zone_by_id[system.zone].label for system in landscape.systems if system.zone}
    assert zones == {
        PP.name: "Power Platform environment", FO.name: "Finance and Operations environment",
        OUTLOOK.name: "Microsoft 365",
        APP.name: "Azure", BUS.name: "Azure", LOCAL.name: "On-premises network"}


def test_what_the_file_has_no_form_for_is_told_in_words_and_what_is_off_is_marked() -> None:
    nightly = next(one for one in drawn().landscape.integrations if one.name == "Nightly")
    assert nightly.frequency is None
    assert nightly.active is False
    assert nightly.description == "Calls ImportFromPackage. Runs every blue moon."


def test_many_entities_are_one_endpoint_that_names_them() -> None:
    offers = [FoundEndpoint(system=FO.identity, key=f"odata/e{number}", name=f"Entity {number}", type="fo.odata",
                            entities=(f"Entity {number}",)) for number in range(300)]
    found = drawn(*offers)
    finance = next(system for system in found.landscape.systems if system.name == FO.name)
    [odata] = [endpoint for endpoint in finance.endpoints if endpoint.type == "fo.odata"]
    assert len(odata.entities) == 300
    assert odata.name == "OData (300)"
    assert found.endpoints[FO.identity, "odata/e7"] == (finance.id, odata.id)
    prices = next(one for one in found.landscape.integrations if one.name == "Prices")
    assert prices.to == (finance.id, odata.id), "who calls OData calls that endpoint"
    without = next(system for system in drawn(*offers, offers=False).landscape.systems if system.name == FO.name)
    assert all(not endpoint.entities for endpoint in without.endpoints)


def test_systems_that_nothing_joins_are_kept_and_marked() -> None:
    vault = FoundSystem(identity=Identity("azure.key-vault", "kv"), name="Azure Key Vault kv", type="azure.key-vault",
                        supporting=True)
    tags = {system.name: system.tags for system in drawn(vault).landscape.systems}
    assert tags["Azure Key Vault kv"] == ("supporting", "no-known-use")
    assert tags[CALLER.name] == ("unresolved",)


def test_a_type_that_the_catalog_does_not_have_is_left_out() -> None:
    odd = FoundSystem(identity=Identity("host", "odd"), name="Odd", type="acme.unheard-of")
    offer = FoundEndpoint(system=FO.identity, key="x", name="X", type="acme.never")
    found = drawn(odd, offer)
    assert check_types(found.landscape, CATALOG) == ()


def test_the_text_states_the_workspace_and_tells_the_evidence() -> None:
    found = drawn()
    workspace = laid_out(found, CATALOG)
    text = commented_text(found, workspace)
    assert read_text(text, "t").workspace == workspace
    assert "  # cloud flow in sol.zip!Workflows/x.json, /properties/definition\n  - id: mail\n" in text
    assert set(workspace.views[0].positions) == {system.id for system in workspace.landscape.systems}


def test_comments_survive_later_saves(tmp_path: Path) -> None:
    found = drawn()
    workspace = laid_out(found, CATALOG)
    path = tmp_path / "found.yaml"
    opened = write_new(workspace, path, text=commented_text(found, workspace))
    landscape = workspace.landscape
    systems = (replace(landscape.systems[0], owner="Team A"), *landscape.systems[1:])
    save(opened, Workspace(replace(landscape, systems=systems), workspace.views))
    before = [line for line in opened.text.splitlines() if line.lstrip().startswith("#")]
    after = path.read_text("utf-8")
    assert [line for line in after.splitlines() if line.lstrip().startswith("#")] == before
    assert "owner: Team A" in after
    assert read_workspace(path).workspace.landscape.systems[0].owner == "Team A"


def test_a_text_that_states_something_else_is_not_written(tmp_path: Path) -> None:
    found = drawn()
    with pytest.raises(FileError):
        write_new(found.workspace, tmp_path / "x.yaml", text="d365arch: 1\n")
    assert not (tmp_path / "x.yaml").exists()


def test_texts_from_artefacts_cannot_leave_their_comment() -> None:
    notebook = book()
    notebook.integration(call("flow/evil", PP, OUTLOOK, evidence=(
        evidence("a.zip!x\nsystems: []\n#.json", "/a\u2028b\r\nintegrations: []"),), name="x: y # z\n- id: q"))
    found = landscape_of(merged(notebook), CATALOG)
    assert read_text(commented_text(found), "t").workspace == found.workspace


def test_places_of_a_drawing_are_kept_where_boxes_do_not_overlap() -> None:
    notebook = Notebook()
    names = ("Shop", "Stock", "Bank")
    for number, name in enumerate(names):
        at = Point(100 + 200 * number, 40)
        notebook.system(FoundSystem(identity=Identity("named", name.lower()), name=name, at=at,
                                    evidence=(evidence("d.drawio", f"cell {number}"),)))
    notebook.integration(FoundIntegration(automation="drawing/1", name="pays", from_=Identity("named", "shop"),
                                          to=Identity("named", "bank"), evidence=(evidence("d.drawio", "cell 9"),)))
    workspace = laid_out(landscape_of(merged(notebook), CATALOG), CATALOG)
    places = workspace.views[0].positions
    assert places["shop"].x < places["stock"].x < places["bank"].x
    assert places["shop"].y == places["stock"].y == places["bank"].y


def test_the_same_finds_give_the_same_text() -> None:
    assert commented_text(drawn()) == commented_text(drawn())


@pytest.mark.parametrize(("file", "shown", "name", "expected"), [
    ("/home/anna/work/exports/sol.zip!a.json", "/home/anna/work/exports", "exports", "exports/sol.zip!a.json"),
    ("/home/anna/anna/x.json", "/home/anna/anna", "anna", "anna/x.json"),
    ("../exports/x.json", "../exports", "exports", "exports/x.json"),
    ("./src/x.json", ".", "checkout", "checkout/src/x.json"),
    ("../x.json", "..", "checkout", "checkout/x.json"),
    ("/tmp/list.csv", "/tmp/list.csv", "list.csv", "list.csv"),
    ("/tmp/pkg.zip!deep/x.json", "/tmp/pkg.zip", "pkg.zip", "pkg.zip!deep/x.json"),
    ("/tmp/exports-2/x.json", "/tmp/exports", "exports", "/tmp/exports-2/x.json"),
    ("/srv/x.json", "/", "", "srv/x.json"),
])
def test_paths_in_a_landscape_begin_where_discovery_was_told_to_look(file: str, shown: str, name: str,
                                                                     expected: str) -> None:
    assert portable(file, [Root(name, shown)]) == expected


def test_of_roots_in_each_other_the_inner_one_counts() -> None:
    assert portable("a/b/x.json", [Root("a", "a"), Root("b", "a/b")]) == "b/x.json"
