"""The texts of the rulebook: each figure in one sentence, with a formula and a source."""

from __future__ import annotations

import pytest

from d365arch.analysis.rulebook import MetricText, coupling_rules


@pytest.mark.parametrize("text", coupling_rules().metrics.values(), ids=coupling_rules().metrics)
def test_a_figure_is_explained_in_one_sentence_with_its_source(text: MetricText) -> None:
    assert text.meaning.endswith(".")
    assert ". " not in text.meaning
    assert len(text.meaning.split()) <= 30
    assert text.formula
    assert text.source
