"""Records of a workflow definition: triggers and calls with what may be kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from d365arch.discovery.workflows.recurrence import Recurrence
from d365arch.discovery.workflows.targets import Target


class CallKind(StrEnum):
    """How an action or a trigger reaches the other side."""

    CONNECTOR = "connector"
    """`OpenApiConnection*` and `ApiConnection*`, through a connector; see `connection`, `api`, `operation`, `path`."""
    BUILT_IN = "built-in"
    """`ServiceProvider`: a built-in connector of standard logic apps; see `connection`, `api`, `operation`."""
    HTTP = "http"
    """`Http`, `HttpWebhook`, `AppService`; see `target`."""
    FUNCTION = "function"
    """`Function`; `resource` is the id of the function, or `connection` a function connection."""
    LOCAL_FUNCTION = "local function"
    """`InvokeFunction`: code of the same standard logic app, no integration."""
    API_MANAGEMENT = "api management"
    """`resource` is the id of the API, or `connection` an API Management connection; `target.path` is the operation."""
    WORKFLOW = "workflow"
    """Another workflow: `resource` is its id or name. No integration; its own calls are attributed to it."""
    NONE = "none"
    """Of triggers only: nobody is contacted, as by a schedule or a request."""


class TriggerKind(StrEnum):
    """What starts a workflow."""

    SCHEDULE = "schedule"
    REQUEST = "request"
    POLL = "poll"
    """The platform asks the other side again and again (`recurrence`, where it is stated)."""
    PUSH = "push"
    """The other side calls, to a webhook that the platform registers."""
    BATCH = "batch"
    """Messages that other workflows collect."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One action that contacts another side; of the same action twice, two calls. Texts are literal or empty."""

    name: str
    pointer: str
    """JSON pointer in the file."""
    type: str
    """As written, such as `OpenApiConnection`."""
    kind: CallKind
    connection: str = ""
    """Key of the connection: in `connectionReferences` (cloud flow, standard logic app), `$connections` (consumption),
    or `serviceProviderConnections`, `functionConnections`, `apiManagementConnections` (standard)."""
    api: str = ""
    """Id of the connector or service provider where the call itself names it, such as `/providers/.../shared_sql`."""
    operation: str = ""
    """`operationId` of a connector or service provider, empty in the form with `path`."""
    method: str = ""
    """In capitals; empty where the form has none."""
    target: Target | None = None
    path: str = ""
    """Of the form with a path: its template with `{name}` for what a run decides, and nothing that looks secret."""
    segments: tuple[str, ...] = ()
    """The pieces of the path, decoded; `{name}` for what a run decides."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Literal values of the parameters that name things (`PARAMETERS`), by their name in small letters, `/` kept."""
    open_parameters: Mapping[str, str] = field(default_factory=dict)
    """Those of them that a run decides, with the name of the parameter or variable that holds the value."""
    resource: str = ""
    auth: str = ""
    """As in the landscape file: `oauth`, `basic`, `certificate`, `managed-identity`, `api-key`, `sas`."""
    audience: str = ""
    """Host or id that a token is asked for."""
    waits: bool = False
    """It waits for the other side to call back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(Call):
    """What starts a workflow; with the properties of a call where the other side is contacted for it."""

    starts: TriggerKind
    request_kind: str = ""
    """`kind` of a request, in small letters: `http`, `button`, `powerapp`, `powerappv2`, `skills`, `virtualagent`."""
    recurrence: Recurrence | None = None
    caller_auth: str = ""
    """What a caller of a request must show: `oauth` or `sas`, where the trigger says."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a definition."""

    name: str
    pointer: str
    type: str
    schema_name: str
    """Of the environment variable behind it, else empty."""
    default: Any = field(repr=False)
    """May be a secret: for resolving only, never kept."""


PARAMETERS = frozenset({
    "accountid", "accountname", "actionname", "applicationid", "automationaccount", "baseresourceurl", "baseurl",
    "bcenvironment", "blobname", "businessevent", "catalog", "category", "collectionid", "collectionname",
    "company", "companyid", "container", "containername", "database", "databaseaccount", "databaseid",
    "databasename", "datafactoryname", "dataset", "drive", "endpoint", "entity", "entityname", "entitytype",
    "eventhubname", "eventid", "feedurl", "fileid", "filepath", "folderid", "folderpath", "functionname", "host",
    "hostname", "indexname", "instance", "instancename", "library", "libraryname", "list", "listname", "method",
    "modulename", "namespace", "namespaceendpoint", "object", "objecttype", "operation", "organization",
    "parameters/method", "parameters/uri", "path", "pipelinename", "procedure", "queuename", "recordtype",
    "repository", "request/method", "request/url", "resourcegroup", "resourcegroupname", "resourcename",
    "resourcetype", "rootfolder", "runbookname", "server", "serveraddress", "servername", "sharename", "site",
    "siteurl", "source", "storageaccount", "storageaccountname", "storedprocedurename", "subscriptionname",
    "subscriptionrequest/catalog", "subscriptionrequest/category", "subscriptionrequest/entityname",
    "subscriptionrequest/filteringattributes", "subscriptionrequest/message", "subscriptionrequest/name",
    "subscriptionrequest/namespace", "subscriptionrequest/runas", "subscriptionrequest/scope",
    "subscriptionrequest/sdkmessagename", "table", "tableid", "tablename", "tabletype", "topic", "topicname",
    "type", "uri", "url", "vaultname", "workspace", "workspacename",
})
"""Parameters of calls that are read: they name things. Everything else may be content or secret and is left alone."""
