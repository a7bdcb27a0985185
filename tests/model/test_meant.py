"""Hints at the words of a vocabulary: by meaning before letters, and never at the opposite."""

from __future__ import annotations

from enum import StrEnum

import pytest

from d365arch.model import vocabulary
from d365arch.model.meant import SYNONYMS, meant_word
from d365arch.model.vocabulary import DataFlow, Exposure, Hosting, Initiation, Level, State, Timing, Trigger


@pytest.mark.parametrize(("word", "words", "meant"), [
    ("internet", Exposure, "public"), ("external", Exposure, "public"), ("intranet", Exposure, "internal"),
    ("private", Exposure, "internal"), ("sync", Timing, "synchronous"), ("async", Timing, "asynchronous"),
    ("unsynchronous", Timing, "asynchronous"), ("NRT", Timing, "near-real-time"),
    ("near real time", Timing, "near-real-time"), ("synchronus", Timing, "synchronous"),
    ("asyncronous", Timing, "asynchronous"), ("read", DataFlow, "pull"), ("send", DataFlow, "push"),
    ("inboud", Initiation, "inbound"), ("on demand", Trigger, "on-demand"), ("On-Premise", Hosting, "on-premises"),
    ("critical", Level, "high"), ("tobe", State, "to-be"),
])
def test_the_word_that_is_meant_is_hinted_at(word, words, meant):
    assert meant_word(word, list(words)) == f'; did you mean "{meant}"?'


@pytest.mark.parametrize(("word", "words"), [
    ("external", ["internal"]), ("internet", ["internal"]), ("asynchronous", ["synchronous"]),
    ("unsynchronous", ["synchronous"]), ("non-synchronous", ["synchronous"]), ("outbound", ["inbound"]),
    ("inbound-only", ["outbound"]), ("synchronous", ["asynchronous"]),
])
def test_an_opposite_is_never_hinted_at(word, words):
    assert meant_word(word, words) == ""


def test_every_synonym_leads_to_a_word_of_the_product():
    known = {"error"} | {word.value for words in _vocabularies() for word in words}
    assert {meant for found in SYNONYMS.values() for meant in found} <= known


def _vocabularies() -> list[type[StrEnum]]:
    return [v for v in vars(vocabulary).values() if isinstance(v, type) and issubclass(v, StrEnum) and v is not StrEnum]
