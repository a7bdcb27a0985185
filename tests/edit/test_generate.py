"""The generator of large landscapes makes what the benchmarks promise."""

import pytest

from d365arch.catalog.check import check_types
from d365arch.catalog.facts import Facts
from d365arch.catalog.load import own_catalog
from d365arch.io.encode import to_text
from d365arch.io.files import read_text
from d365arch.model.validate import validate
from tests.benchmarks.generate import generate, main


@pytest.mark.parametrize(("systems", "integrations", "hubs"), [(0, 0, 2), (1, 5, 2), (2, 5, 2), (3, 40, 1), (12, 4, 0),
                                                               (120, 400, 3)])
def test_generated_landscapes_are_sound(systems, integrations, hubs):
    workspace = generate(systems, integrations, hubs=hubs, placed=True)
    assert len(workspace.landscape.systems) == systems
    assert len(workspace.landscape.integrations) == (integrations if systems > 1 else 0)
    assert set(workspace.views[0].positions) == set(workspace.landscape.system_by_id)
    assert validate(workspace) == ()
    assert check_types(workspace.landscape, own_catalog()) == ()
    assert read_text(to_text(workspace), "generated.yaml").workspace == workspace


def test_the_same_seed_gives_the_same_landscape():
    assert to_text(generate(40, 120)) == to_text(generate(40, 120))
    assert generate(40, 120, seed=2) != generate(40, 120)


def test_a_large_one_has_a_hub_with_200_lines_and_no_lonely_system():
    landscape = generate(2000, 6000).landscape
    hubs = Facts(landscape, own_catalog()).hubs
    assert len(hubs) == 2
    assert max(len(landscape.integrations_of[hub]) for hub in hubs) >= 200
    assert len(landscape.integrations_of) == 2000


def test_the_command_writes_a_file(tmp_path, capsys):
    file = tmp_path / "deep" / "small.yaml"
    assert main(["10", "20", "-o", str(file), "--seed", "3"]) == 0
    assert file.read_text(encoding="utf-8") == to_text(generate(10, 20, 3))
    assert "10 systems, 20 integrations" in capsys.readouterr().out
