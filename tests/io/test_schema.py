"""The JSON Schema says what the reader reads, and the one in the samples is of today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from d365arch.io.encode import SCHEMA_LINE, to_text
from d365arch.io.files import read_text
from d365arch.io.scalars import parse_plain
from d365arch.io.schema import json_schema, schema_text
from d365arch.io.starter import starter_text
from d365arch.io.yaml_text import Text, compose
from d365arch.model.problems import ProblemsError
from tests.io.commented_files import commented_file

SAMPLES = Path(__file__).parents[2] / "samples"


def core_data(text: str) -> Any:
    """The text as an editor sees it: plain data by the core schema of YAML 1.2."""
    def plain(node):
        if isinstance(node, ScalarNode):
            return node.value if node.style else parse_plain(node.value)
        if isinstance(node, SequenceNode):
            return [plain(item) for item in node.value]
        assert isinstance(node, MappingNode)
        return {key.value: plain(value) for key, value in node.value}

    return plain(compose(Text(text, "f.yaml")))


@pytest.fixture(scope="module")
def validator():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def complaints(validator, text: str) -> list[str]:
    return [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(core_data(text))]


def test_the_schema_among_the_samples_is_the_one_of_this_version():
    stored = (SAMPLES / "d365arch.schema.json").read_text(encoding="utf-8")
    assert stored == schema_text(), "run: d365arch schema -o samples/d365arch.schema.json --force"
    assert json.loads(stored)["$schema"].startswith("https://json-schema.org/")


def test_every_sample_refers_to_the_schema_and_keeps_it(validator):
    for sample in sorted(SAMPLES.glob("*.yaml")):
        text = sample.read_text(encoding="utf-8")
        assert text.splitlines()[0] == SCHEMA_LINE, sample.name
        assert complaints(validator, text) == [], sample.name


@pytest.mark.parametrize("seed", range(40))
def test_what_the_reader_takes_the_schema_takes(validator, seed):
    text = commented_file(seed).text
    workspace = read_text(text, "f.yaml").workspace
    assert complaints(validator, text) == []
    assert complaints(validator, to_text(workspace)) == []


def test_the_starter_keeps_the_schema(validator):
    assert complaints(validator, starter_text("A: b")) == []


@pytest.mark.parametrize("line", [
    "systems: [{name: x}]", "systems: [{id: A}]", "systems: [{id: a, criticality: hgih}]", "systems: {a: {}}",
    "systems: [{id: a, availability: 5 percent}]", "systems: [{id: a, servers: -1}]",
    "integrations: [{id: i, from: a}]", "integrations: [{id: i, from: a..b, to: a}]",
    "integrations: [{id: i, from: a, to: a, latency: {p95: 5}}]",
    "integrations: [{id: i, from: a, to: a, frequency: often}]", "views: [{id: v, positions: {a: [1]}}]",
    "state: x", "horizon: 3",
])
def test_what_the_reader_refuses_the_schema_refuses(validator, line):
    text = f"d365arch: 1\n{line}\n"
    with pytest.raises(ProblemsError):
        read_text(text, "f.yaml")
    assert complaints(validator, text) != []


def test_unknown_keys_are_allowed(validator):
    assert complaints(validator, "d365arch: 1\nx: 1\nsystems: [{id: a, y: [1, {z: 2}]}]\n") == []


def test_every_key_is_described_for_people():
    def described(schema):
        for key, inner in schema.get("properties", {}).items():
            assert inner.get("description"), key

    schema = json_schema()
    described(schema)
    for definition in schema["$defs"].values():
        described(definition)


def test_the_starter_is_valid_for_other_readers_too():
    assert yaml.safe_load(starter_text("Shop"))["name"] == "Shop"
    assert read_text(starter_text("yes"), "f.yaml").workspace.landscape.name == "yes"
