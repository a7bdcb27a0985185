"""Settings of a landscape's strategy: overrides are taken, bad values are told in a sentence each."""

from __future__ import annotations

import pytest
from immutabledict import immutabledict

from d365arch.analysis.analyze import analyze
from d365arch.analysis.rules.texts import rule_texts
from d365arch.analysis.settings import Settings
from d365arch.catalog.records import HubClass
from d365arch.model import Strategy, Volume
from d365arch.model.problems import ProblemsError
from tests.analysis.landscapes import CATALOG, NEAR, SYNC, link, system, workspace


def test_defaults_are_those_of_the_contract() -> None:
    s = Settings()
    assert (s.costs.link, s.costs.spoke, s.costs.channel, s.costs.hub) == (2, 1, 2, 12)
    assert dict(s.hop_ms) == {"sync": 20, "message": 100, "stream": 200, "batch": 60_000}
    assert (s.system_availability, s.hub_availability, s.stream_rate) == (0.999, 0.9995, 100_000)
    assert s.threshold("C-101.warn") == 0.25
    assert (s.threshold("R-201.warn"), s.threshold("R-201.viol")) == (4, 7)
    assert s.threshold("P-401.ratio") == 1.5
    assert Settings.of(None) == s


def test_a_strategy_overrides_them() -> None:
    s = Settings.of(Strategy(
        thresholds=immutabledict({"R-201.warn": 5, "C-101.warn": "30%", "X-501.rows": 7}),
        costs=immutabledict({"hub": 20.0}), hop_ms=immutabledict({"sync": "35 ms", "batch": 1000}),
        capacities=immutabledict({"message": 50_000}), sync_depth_max=1))
    assert s.threshold("R-201.warn") == 5
    assert s.threshold("C-101.warn") == pytest.approx(0.3)
    assert s.threshold("X-501.rows") == 7    # of a rule that another package may add
    assert (s.costs.hub, s.costs.link) == (20, 2)
    assert (s.hop_ms["sync"], s.hop_ms["batch"], s.hop_ms["message"]) == (35, 1000, 100)
    assert s.capacities == {"message": 50_000}
    assert s.threshold("R-105.warn") == 2


def test_rules_can_be_switched_off_also_those_of_packs() -> None:
    settings, problems = Settings.read(Strategy(rules_off=("R-208", "C-101", "contoso-7")))
    assert settings.rules_off == {"R-208", "C-101", "contoso-7"}
    assert not problems


def test_every_convention_shows_its_anchor_and_every_threshold_is_a_setting() -> None:
    for rule in rule_texts().values():
        for threshold in rule.thresholds.values():
            assert Settings().threshold(f"{rule.id}.{threshold.name}") == threshold.value
            assert threshold.anchor or not threshold.convention, f"{rule.id}.{threshold.name}"


def test_what_was_assumed_can_be_stated() -> None:
    s = Settings.of(Strategy(
        availabilities=immutabledict({"system": "99.5%", "hub": 0.9999}), stream_rate=5000.0,
        betweenness=immutabledict({"exact_systems": 10, "pivots": 4}),
        thresholds=immutabledict({"C-102.dominance": 2})))
    assert (s.system_availability, s.hub_availability, s.stream_rate) == (0.995, 0.9999, 5000)
    assert (s.exact_systems, s.pivots, s.threshold("C-102.dominance")) == (10, 4, 2)


def test_availabilities_and_stream_rate_change_the_reading() -> None:
    boxes = [system("a"), system("b"), system("bus", type="azure.service-bus")]
    calls = [link("i", "a", "b", timing=SYNC), link("j", "a", "b", entity="x", timing=NEAR, volume=Volume(per_hour=60))]
    space = workspace(boxes, calls, strategy=Strategy(
        availabilities=immutabledict({"system": "90%", "hub": "80%"}), stream_rate=50.0))
    result = analyze(space, CATALOG)
    assert result.system_by_id["a"].chain_availability == pytest.approx(0.81)
    assert result.network.node_by_id["bus"].availability == 0.8
    assert result.network.link_by_id["j"].cls is HubClass.STREAM


def test_capacities_name_a_class_or_a_system() -> None:
    given = Strategy(capacities=immutabledict({"message": 5, "bus": 7, "bsu": 9}))
    settings, problems = Settings.read(given, ["bus"])
    assert settings.capacities == {"message": 5, "bus": 7}
    assert [p.path for p in problems] == [("strategy", "capacities", "bsu")]


@pytest.mark.parametrize(("strategy", "words"), [
    (Strategy(thresholds=immutabledict({"R-201.wran": 5})), 'unknown name "R-201.wran"; did you mean'),
    (Strategy(rules_off=("R208",)), 'unknown rule "R208"; did you mean "R-208"?'),
    (Strategy(rules_off=("R-999",)), 'unknown rule "R-999"; known are'),
    (Strategy(thresholds=immutabledict({"R-102.secnds": 5})), 'unknown name "R-102.secnds"; did you mean "R-102.se'),
    (Strategy(thresholds=immutabledict({"R-201.warn": "many"})), 'strategy.thresholds.R-201.warn is "many"; write'),
    (Strategy(thresholds=immutabledict({"R-201.warn": -1})), "0 or more"),
    (Strategy(thresholds=immutabledict({"R-201.warn": True})), "0 or more"),
    (Strategy(costs=immutabledict({"hub": -2.0})), "strategy.costs.hub"),
    (Strategy(costs=immutabledict({"link": float("nan")})), "strategy.costs.link"),
    (Strategy(costs=immutabledict({"hup": 2.0})), 'unknown name "hup"'),
    (Strategy(hop_ms=5), "strategy.hop_ms is not a mapping"),
    (Strategy(hop_ms=immutabledict({"sync": "fast"})), 'strategy.hop_ms.sync is "fast"'),
    (Strategy(capacities=immutabledict({"bus": "lots"})), 'strategy.capacities.bus is "lots"'),
    (Strategy(capacities=immutabledict({"bus": 0})), "more than 0"),
    (Strategy(availabilities=immutabledict({"hub": "120%"})), 'strategy.availabilities.hub is "120%"; write a share'),
    (Strategy(availabilities=immutabledict({"system": 0})), "above 0 and up to 1"),
    (Strategy(availabilities=immutabledict({"sytem": "99%"})), 'unknown name "sytem"; did you mean "system"?'),
    (Strategy(stream_rate=float("inf")), 'strategy.stream_rate is "inf"'),
    (Strategy(betweenness=immutabledict({"pivots": 2.5})), "a whole number, 1 or more"),
])
def test_bad_values_are_told_and_the_default_stays(strategy: Strategy, words: str) -> None:
    settings, problems = Settings.read(strategy)
    assert [words in p.sentence for p in problems] == [True]
    assert problems[0].path[0] == "strategy"
    assert settings == Settings()
    with pytest.raises(ProblemsError):
        Settings.of(strategy)
