"""Policies of API Management: which backend they choose, whom they call besides, how they sign in.

Policies are XML in which C# expressions may stand as they are (`rawxml`), so they are no XML in the end. What matters
are a few elements and their attributes; these are looked for in the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"<!--.{0,20000}?-->", re.DOTALL)
_NAMED = re.compile(r"\{\{\s*([\w.-]{1,256})\s*\}\}")
_VARIABLE = re.compile(
    r"""(?:Variables\.GetValueOrDefault(?:<[\w.?]{1,60}>)?\(|Variables\[)\s*["']([\w.-]{1,128})["']"""
)
_QUOTED = re.compile(r"""["'](https?://[^"'\s]{1,500})["']""")
_SET_URL = re.compile(r"<set-url>(.{1,4000}?)</set-url>", re.DOTALL)
_AUTHS = (("authentication-managed-identity", "managed-identity"), ("authentication-certificate", "certificate"),
          ("authentication-basic", "basic"), ("authorization", "oauth"))
_LONGEST = 500_000


@dataclass(frozen=True, slots=True)
class Policies:
    """What policies say, in the order in which they say it."""

    backends: tuple[str, ...] = ()
    """Addresses as they are written, with named values and expressions in them."""
    backend_ids: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    """Addresses that are called besides the backend."""
    buses: tuple[str, ...] = ()
    """Service Bus namespaces that messages are sent to."""
    fragments: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    """Variables and the expressions that they are set to."""
    audiences: tuple[str, ...] = ()
    """Resources that a managed identity signs in for."""
    auth: str | None = None
    mocked: bool = False


def policies_of(text: str) -> Policies:
    """What the text of a policy or of a fragment says."""
    text = _COMMENT.sub("", text[:_LONGEST])
    backends = list(_elements(text, "set-backend-service"))
    calls = [html.unescape(match[1]).strip() for match in _SET_URL.finditer(text)]
    auth = next((way for element, way in _AUTHS if f"<{element}" in text), None)
    if auth is None and any("/oauth2/" in call or "/token" in call for call in calls):
        auth = "oauth"
    variables = [(row.get("name", ""), row.get("value", "")) for row in _elements(text, "set-variable")]
    return Policies(
        backends=tuple(row["base-url"] for row in backends if row.get("base-url")),
        backend_ids=tuple(row["backend-id"] for row in backends if row.get("backend-id")),
        calls=tuple(calls),
        buses=tuple(row["namespace"] for row in _elements(text, "send-service-bus-message") if row.get("namespace")),
        fragments=tuple(row["fragment-id"] for row in _elements(text, "include-fragment") if row.get("fragment-id")),
        variables=tuple((name, value) for name, value in variables if name),
        audiences=tuple(
            row["resource"] for row in _elements(text, "authentication-managed-identity") if row.get("resource")
        ),
        auth=auth,
        mocked="<mock-response" in text,
    )


def together(policies: list[Policies]) -> Policies:
    """Several policies as one, those nearest to the operation first."""
    return Policies(
        backends=tuple(one for policy in policies for one in policy.backends),
        backend_ids=tuple(one for policy in policies for one in policy.backend_ids),
        calls=tuple(one for policy in policies for one in policy.calls),
        buses=tuple(one for policy in policies for one in policy.buses),
        fragments=tuple(one for policy in policies for one in policy.fragments),
        variables=tuple(one for policy in policies for one in policy.variables),
        audiences=tuple(one for policy in policies for one in policy.audiences),
        auth=next((policy.auth for policy in policies if policy.auth), None),
        mocked=any(policy.mocked for policy in policies))


def named_values_in(text: str) -> list[str]:
    """Names of the named values in a text: `{{name}}`."""
    return _NAMED.findall(text[:10_000])


def variables_in(text: str) -> list[str]:
    """Names of the variables that an expression reads."""
    return _VARIABLE.findall(text[:10_000])


def addresses_in(text: str) -> list[str]:
    """Addresses that stand in quotes in an expression."""
    return _QUOTED.findall(text[:10_000])


def with_named_values(text: str, values: dict[str, str]) -> str:
    """A text with named values replaced; one without a value that may be known stays as its name in braces."""
    return _NAMED.sub(lambda match: values.get(match[1].lower()) or f"{{{match[1]}}}", text[:10_000])


def _elements(text: str, name: str) -> Iterator[dict[str, str]]:
    """The attributes of every element of a name; values may be expressions with quotes of their own."""
    start = f"<{name}"
    at = text.find(start)
    while at >= 0:
        after = at + len(start)
        if after < len(text) and (text[after].isspace() or text[after] in "/>"):
            yield _attributes(text, after)
        at = text.find(start, after)


def _attributes(text: str, at: int) -> dict[str, str]:
    found: dict[str, str] = {}
    while at < len(text) and len(found) < 30:
        while at < len(text) and text[at].isspace():
            at += 1
        if at >= len(text) or text[at] in "/>":
            break
        sign = text.find("=", at, at + 200)
        if sign < 0 or sign + 1 >= len(text):
            break
        name, at = text[at:sign].strip(), sign + 1
        while at < len(text) and text[at].isspace():
            at += 1
        quote = text[at:at + 1]
        if quote not in {'"', "'"}:
            break
        end = _end_of_value(text, at + 1, quote)
        if end < 0:
            break
        found[name] = html.unescape(text[at + 1:end]).strip()
        at = end + 1
    return found


def _end_of_value(text: str, start: int, quote: str) -> int:
    """Where the value of an attribute ends; that of an expression `@( )` or `@{ }` where its last bracket does."""
    opening = text[start:start + 2]
    if opening not in {"@(", "@{"}:
        return text.find(quote, start)
    closing = (")" if opening == "@(" else "}") + quote
    end = text.find(closing, start)
    return end + 1 if end >= 0 else text.find(quote, start)
