"""How calls of a workflow sign in, and what they ask tokens for. Nothing of a credential is looked at but its kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from d365arch.discovery.addresses import host_of
from d365arch.discovery.values import as_text, object_in
from d365arch.discovery.workflows.names import Names
from d365arch.discovery.workflows.values import shown

_AUTHS = {
    "basic": "basic",
    "clientcertificate": "certificate",
    "activedirectoryoauth": "oauth",
    "managedserviceidentity": "managed-identity",
    "managedidentity": "managed-identity",
    "oauth": "oauth",
}
_KEY_HEADERS = {
    "x-functions-key",
    "ocp-apim-subscription-key",
    "x-api-key",
    "api-key",
    "apikey",
    "subscription-key",
    "x-api-token",
}
_SCHEMES = {"basic": "basic", "bearer": "oauth", "sharedaccesssignature": "sas", "token": "api-key"}
"""Schemes of the header Authorization by small letters without signs; a `Token` is a key that the maker gave out."""
_LONGEST_SCHEME = 60
_SIGNS = re.compile(r"[^a-z0-9]")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def caller_auth(node: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
    """What a caller of a request must show: `oauth` or `sas`; empty where the trigger does not say."""
    stated = as_text(inputs.get("triggerAuthenticationType")).lower()
    if stated == "all":
        return "sas"
    if stated in {"tenant", "specificusers"} or "conditions" in node:
        return "oauth"
    return ""


def auth_in_queries(request: Mapping[str, Any]) -> str:
    """How a request signs in by its query parameters; empty where it does not."""
    queries = {str(key).lower() for key in object_in(request.get("queries"))}
    return (
        "sas"
        if "sig" in queries
        else "api-key"
        if queries & {"code", "key", "api-key", "apikey", "subscription-key"}
        else ""
    )


def auth_of(inputs: Mapping[str, Any], names: Names) -> str:
    """How a request signs in, as a word of the landscape file; empty where it does not say."""
    authentication = object_in(inputs.get("authentication"))
    if authentication:
        stated = as_text(authentication.get("type")).lower()
        if stated == "raw":
            return _scheme(authentication.get("value"), names)
        if stated in _AUTHS:
            return _AUTHS[stated]
    for name, value in object_in(inputs.get("headers")).items():
        header = str(name).lower()
        if header in {"authorization", "authorisation"}:
            return _scheme(value, names)
        if header in _KEY_HEADERS:
            return "api-key"
    return ""


def _scheme(value: Any, names: Names) -> str:
    """How a value of the header Authorization signs in, empty where its scheme does not say.

    Its first word is all that is looked at: `Bearer`, `Basic`, and what makers call schemes of their own, such as
    `Klaviyo-API-Key` and `Zoho-oauthtoken`.
    """
    text = shown(names.value(value)).lstrip().lower() if isinstance(value, str) else ""
    scheme, blank, _ = text[:_LONGEST_SCHEME].partition(" ")
    if not blank:
        return ""
    plain = _SIGNS.sub("", scheme)
    return _SCHEMES.get(plain) or ("oauth" if "oauth" in plain else "api-key" if plain.endswith("key") else "")


def audience_of(authentication: Mapping[str, Any], names: Names) -> str:
    """What an authentication asks its token for, where that is an application id or a host."""
    return (
        _known_audience(names.text(authentication.get("audience")))
        if isinstance(authentication.get("audience"), str)
        else ""
    )


def _known_audience(text: str) -> str:
    """An audience where it is an application id or a host, which is all that may be kept."""
    text = text.strip().lower()
    return text if _ID.fullmatch(text) else host_of(text) or ""


def audience_of_token(node: Mapping[str, Any], names: Names) -> str:
    """What a request for a token asks it for: `resource` or `scope` of its body. Nothing else of the body is read."""
    body = object_in(node.get("inputs")).get("body")
    stated: Any = None
    if isinstance(body, dict):
        stated = body.get("resource") or body.get("scope")
    elif isinstance(body, str):
        text = shown(names.value(body))[:20_000]
        pairs = (pair.partition("=") for pair in re.split(r"[&\n]", text))
        stated = next((value for key, _, value in pairs if key.strip().lower() in {"resource", "scope"}), None)
    if not isinstance(stated, str):
        return ""
    return _known_audience(unquote(names.text(stated)).split(" ")[0].removesuffix("/.default"))
