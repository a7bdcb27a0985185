"""Changes that break artefacts in ways that tools and people break them, and in ways that nobody would by accident."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote_plus, unquote_plus
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring, tostring

from hypothesis import strategies as st

DEEP: Any = {"actions": {"a": {"type": "Scope"}}}
for _ in range(120):
    DEEP = {"actions": {"a": {"type": "Scope", "actions": DEEP["actions"]}}, "cases": [DEEP["actions"]]}
TEXTS = (
    "",
    " ",
    "0",
    "-1",
    "1e999",
    "99999999999999999999",
    "null",
    "@",
    "@{",
    "@{}",
    "@{concat(",
    "@parameters('",
    "[",
    "[]",
    "[concat(",
    "[[x]",
    "[parameters('p')]",
    "[reference(variables('v')).x[0]]",
    "@@",
    "@item()?['",
    "{{",
    "{{U}}",
    "${",
    "'",
    '"',
    "https://",
    "http://[::1",
    "http://[",
    "https://@",
    "https://u:p@h.example:99999/x?y#z",
    "//",
    "sb://",
    "://",
    "https://exa mple/\u202e",
    "\u202eTfd",
    "a\u200bb",
    "\x1b[31mred",
    "a\r\nb",
    "<script>alert(1)</script>",
    "=1+1",
    "%",
    "%00%ff",
    "%7B%22",
    '{"',
    "PT",
    "P1Y",
    "PT99999999999H",
    "R/PT1M",
    "0 0 31 2 *",
    "every 0 min",
    "99:99",
    "e" * 5_000,
    "(" * 3_000,
    "@concat(" * 400,
    "[format(" * 400,
    "a/b/c/d/e",
    "/" * 300,
    "\\",
    "..\\..\\x",
    "İ",
    "ß" * 40,
    "\U0001f600",
    "00000015-0000-0000-c000-000000000000",
    "{0}",
    "shared_",
    "shared_x-5f-5f-zz",
    "/providers/Microsoft.PowerApps/apis/",
    "~",
    ",",
    "a,b,c",
    ";",
    "\t",
    "NaN",
    "2026-02-30T25:61:61Z",
    "١٢",
    "½",
    "𝟙",
    "mserp_",
    "Infinity",
    "0x10",
    "1_000",
    "+5",
    "5.5",
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    4,
    10**40,
    -1.5,
    1e308,
    [],
    {},
    [[]],
    [None],
    {"": None},
    {"value": {}},
    ["a", 1, {}],
    {"type": []},
    {"name": 5},
    {"id": {"id": {}}},
    DEEP,
    "\ud800",
)

Change = tuple[int, str, Any]
"""Where, counted over all places there are; what; with what."""

ACTS = ("replace", "replace", "replace", "remove", "double", "rename", "wrap", "swap", "cut", "grow")
CHANGES: st.SearchStrategy[list[Change]] = st.lists(
    st.tuples(
        st.integers(0, 99_999),
        st.sampled_from(ACTS),
        st.one_of(st.sampled_from(TEXTS), st.sampled_from(TEXTS), st.sampled_from(VALUES), st.text(max_size=8)),
    ),
    min_size=1,
    max_size=5,
)
FLIPS = st.lists(st.tuples(st.integers(0, 99_999), st.integers(0, 255)), min_size=1, max_size=6)


def changed_json(document: Any, changes: list[Change]) -> Any:
    """The document with each change made at its place."""
    root = [copy.deepcopy(document)]
    for where, act, value in changes:
        places = list(_places(root))
        if not places:
            break
        holder, key = places[where % len(places)]
        other_holder, other_key = places[(where * 7 + 3) % len(places)]
        _change(holder, key, act, copy.deepcopy(value), copy.deepcopy(other_holder[other_key]))
    return root[0] if root else None


def _places(root: Any) -> Iterator[tuple[Any, Any]]:
    stack = [root]
    while stack:
        holder = stack.pop()
        for key, value in holder.items() if isinstance(holder, dict) else enumerate(holder):
            yield holder, key
            if isinstance(value, (dict, list)):
                stack.append(value)


def _change(holder: Any, key: Any, act: str, value: Any, other: Any) -> None:
    here = holder[key]
    if act == "remove":
        del holder[key]
    elif act == "double" and isinstance(holder, list):
        holder.append(copy.deepcopy(here))
    elif act == "double" and isinstance(holder, dict):
        holder[f"{key} 2"] = copy.deepcopy(here)
    elif act == "rename" and isinstance(holder, dict):
        holder[value if isinstance(value, str) else str(key).upper()] = holder.pop(key)
    elif act == "wrap":
        holder[key] = [here] if isinstance(value, str) else {"value": here}
    elif act == "swap":
        holder[key] = other
    elif act == "cut" and isinstance(here, str):
        holder[key] = here[: len(here) // 2]
    elif act == "grow" and isinstance(here, str):
        holder[key] = f"{here}{value}" if isinstance(value, str) else here * 30
    else:
        holder[key] = value


def changed_xml(text: str, changes: list[Change]) -> str:
    """The document with each change made at an element, an attribute, or in JSON inside an element."""
    root = Element("around")
    root.append(fromstring(text))
    for where, act, value in changes:
        parents = [(parent, child) for parent in root.iter() for child in parent]
        if not parents:
            break
        parent, element = parents[where % len(parents)]
        _change_element(parent, element, where, act, value)
    return "".join(tostring(element, "unicode") for element in root) or "<empty/>"


def _change_element(parent: Element, element: Element, where: int, act: str, value: Any) -> None:
    inside = _json_in(element.text or "")
    said = _for_xml(value if isinstance(value, str) else json.dumps(value))
    if inside is not None and where % 3:
        encode: Callable[[str], str] = quote_plus if "%7B" in (element.text or "") else str
        element.text = encode(_for_xml(json.dumps(changed_json(inside, [(where // 3, act, value)]))))
    elif act == "remove":
        parent.remove(element)
    elif act == "double":
        parent.append(copy.deepcopy(element))
    elif act == "rename":
        element.tag = element.tag.upper() if where % 2 else "Other"
    elif act == "wrap":
        SubElement(element, element.tag).append(copy.deepcopy(element))
    elif act == "swap":
        element.text = parent.text
    elif element.attrib and where % 2:
        name = sorted(element.attrib)[where % len(element.attrib)]
        element.attrib[name] = said
    elif act == "cut":
        element.text = (element.text or "")[: len(element.text or "") // 2]
    elif act == "grow":
        element.text = f"{element.text}{said}"
    else:
        element.text = said


def _json_in(text: str) -> Any:
    plain = unquote_plus(text) if "%7B" in text[:10] else text
    if not plain.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(plain)
    except ValueError:
        return None


def _for_xml(text: str) -> str:
    return "".join(
        sign
        for sign in text
        if sign in "\t\n\r" or " " <= sign < "\ud800" or "\ue000" <= sign <= "\ufffd" or sign > "\uffff"
    )


def changed_text(text: str, changes: list[Change]) -> str:
    """The text with pieces taken out, doubled or put in."""
    for where, act, value in changes:
        at = where % (len(text) + 1)
        to = min(len(text), at + 1 + where % 37)
        if act == "remove":
            text = text[:at] + text[to:]
        elif act == "double":
            text = text[:to] + text[at:]
        elif act == "cut":
            text = text[:at]
        else:
            text = (
                text[:at]
                + (value if isinstance(value, str) else json.dumps(value))
                + text[at if act == "grow" else to :]
            )
    return text


def changed_bytes(data: bytes, flips: list[tuple[int, int]]) -> bytes:
    """The bytes with some of them replaced; the last flip may cut the end off."""
    made = bytearray(data)
    for at, byte in flips:
        if made:
            made[at % len(made)] = byte
    at, byte = flips[-1]
    return bytes(made[: at % (len(made) + 1)] if byte % 5 == 0 else made)


def changed(content: Any, changes: list[Change]) -> Any:
    """A file of any kind with the changes made."""
    if isinstance(content, bytes):
        if content.startswith(b"PK"):
            return _changed_zip(content, changes)
        return changed_bytes(content, [(where, len(act) * 31 % 256) for where, act, _ in changes])
    if not isinstance(content, str):
        return changed_json(content, changes)
    if content.lstrip().startswith("<"):
        try:
            return changed_xml(content, changes)
        except ParseError:
            pass
    return changed_text(content, changes)


def _changed_zip(data: bytes, changes: list[Change]) -> bytes:
    """One part of an archive changed and the rest as it was."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        names = old.namelist()
        for number, name in enumerate(names):
            part: Any = old.read(name)
            if number == changes[0][0] % len(names):
                part = changed(part.decode("utf-8", "replace"), changes).encode("utf-8", "replace")
            new.writestr(name, part)
    return stream.getvalue()
