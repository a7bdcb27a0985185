"""Whatever stands in a solution, its parts are read without an error and without a secret coming through."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from d365arch.discovery.records import Discovery

_TAGS = ("ServiceEndpoint", "SdkMessageProcessingStep", "customapi", "catalog", "catalogassignment", "Entity",
         "EntityDataSource", "CanvasApp", "Workflow", "msdyn_dualwriteentitymap", "connectionreference", "Required")
_CHILDREN = ("Name", "Contract", "Path", "Url", "NamespaceAddress", "EventHandler", "EventHandlerTypeCode", "Mode",
             "Stage", "PrimaryEntity", "Configuration", "Category", "ConnectionDefinition", "EntityDataProviderId",
             "DataSourceId", "ConnectionReferences", "msdyn_mapping", "msdyn_displayname", "catalogid", "connectorid",
             "isfunction")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 9) | st.text(max_size=12) | st.sampled_from(
        ["AX", "CRM", "1", "/providers/microsoft.powerapps/apis/shared_sql", "https://x.example.net/a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["legs", "fieldMappings", "syncDirection", "dataSets", "dataSources", "id", "Uri", "actions", "connectionRef",
         "sourceSchema", "leftEnvironment", "leftEnvironmentType"]), inner, max_size=4), max_leaves=10)
_TEXT = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20),
    st.integers(-1, 5_000).map(str),
    st.sampled_from(["{A}", "https://h.example.net/x?code=Kk55Kk55Kk55", "%7B%22", "%", "mserp_x", "sb://"]),
    _JSON.map(json.dumps), _JSON.map(json.dumps).map(quote_plus))
_ELEMENT = st.builds(
    lambda tag, name, children: f"<{tag} Name={quoteattr(name)} {tag}Id={quoteattr(name)}>" + "".join(
        f"<{child}>{escape(text)}</{child}>" for child, text in children) + f"</{tag}>",
    st.sampled_from(_TAGS), _TEXT.map(lambda text: text.replace("\x00", "")),
    st.lists(st.tuples(st.sampled_from(_CHILDREN), _TEXT), max_size=6))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_ELEMENT, max_size=6))
def test_any_components_are_survived(tmp_path: Path, parts_at: Callable[[Path], Discovery],
                                     elements: list[str]) -> None:
    content = "<ImportExportXml>" + "".join(elements) + "</ImportExportXml>"
    (tmp_path / "customizations.xml").write_text(content, "utf-8")
    found = parts_at(tmp_path)
    assert not any("does not understand" in one.reason for one in found.not_read)
    assert "Kk55" not in repr(found)


@pytest.mark.parametrize("depth", [300, 5_000])
def test_deep_json_in_an_element_is_refused_with_a_sentence(customized: Callable[[str], Any], depth: int) -> None:
    deep = "[" * depth + "]" * depth
    found = customized("<msdyn_dualwriteentitymap><msdyn_displayname>a - b</msdyn_displayname>"
                       f"<msdyn_mapping>{deep}</msdyn_mapping></msdyn_dualwriteentitymap>")
    assert len(found.integrations) == 1
    assert len(found.not_read) == (depth > 400)
