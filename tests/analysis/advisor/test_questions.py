"""The guided way to a need: at most eight questions, whatever is answered, and it ends in advice."""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.analysis.advisor.advise import advise
from d365arch.analysis.advisor.need import Need, stated
from d365arch.analysis.advisor.questions import MOST, Question, answered, next_question
from d365arch.catalog.load import load_catalog
from tests.analysis.advisor.needs import need


def ways(so_far: Need, asked: tuple[Question, ...] = ()) -> Iterator[tuple[Need, tuple[Question, ...]]]:
    """Every way through the questions."""
    question = next_question(so_far, [q.id for q in asked])
    if question is None:
        yield so_far, asked
        return
    for choice in question.choices:
        yield from ways(answered(so_far, choice), (*asked, question))


def test_whatever_is_answered_there_are_at_most_eight_questions_and_none_twice():
    count = 0
    for _, asked in ways(Need()):
        count += 1
        ids = [question.id for question in asked]
        assert len(ids) <= MOST, ids
        assert len(set(ids)) == len(ids)
    assert count > 500


def test_every_answer_states_something_and_says_what_it_changes():
    seen: dict[str, Question] = {}
    for _, asked in ways(Need()):
        seen |= {question.id: question for question in asked}
    for question in seen.values():
        assert question.title.endswith("?")
        assert len(question.choices) >= 2
        assert len({choice.id for choice in question.choices}) == len(question.choices)
        for choice in question.choices:
            assert choice.label
            assert choice.effect.endswith((".", "...")), choice
            assert choice.facts
        assert question.why.endswith((".", ")"))


def test_each_kind_of_way_ends_in_advice():
    ends = {}
    for found, asked in ways(Need()):
        ends.setdefault((found.platform, found.initiator, found.asked.purpose, found.use), found)
        assert asked
    assert len(ends) > 15
    for found in ends.values():
        advice = advise(found, load_catalog())
        assert advice.recommendations, stated(found)
        assert advice.recommendations[0].status.value != "retired"


def test_what_is_known_is_not_asked():
    found = next_question(need(platform="dataverse", initiator="d365"))
    assert found is not None
    assert found.id == "goal"
    said = need(platform="dataverse", initiator="other", use="agent", answer_needed=True, volume__peak_per_hour=10)
    assert next_question(said) is None


def test_a_question_can_be_skipped():
    first = next_question(Need())
    assert first is not None
    second = next_question(Need(), [first.id])
    assert second is not None
    assert second.id == "initiator"
