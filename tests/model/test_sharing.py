"""What differs between two states is found by identity, whatever came, went or changed places."""

from __future__ import annotations

import random

from d365arch.model.sharing import changed_keys, differing, same_keys


def test_what_differs_is_what_only_one_state_has():
    chance = random.Random(7)
    for _ in range(300):
        then = [[number] for number in range(chance.randrange(9))]
        now = [each for each in then if chance.random() < 0.8]
        for _ in range(chance.randrange(3)):
            now.insert(chance.randint(0, len(now)), ["new"])
        if chance.random() < 0.3:
            chance.shuffle(now)
        gone, new = differing(then, now)
        assert list(map(id, gone)) == [id(each) for each in then if id(each) not in set(map(id, now))]
        assert list(map(id, new)) == [id(each) for each in now if id(each) not in set(map(id, then))]


def test_equal_values_that_are_not_the_same_object_differ():
    one, other = [1], [1]
    assert differing([one], [other]) == ([one], [other])
    assert changed_keys({"a": one}, {"a": other}) == {"a"}


def test_changed_keys_in_another_order_are_found_one_by_one():
    one, two = [1], [2]
    then, now = {"a": one, "b": two, "gone": one}, {"b": two, "a": two, "new": one}
    assert not same_keys(then, now)
    assert changed_keys(then, now) == {"a", "new"}
    assert changed_keys(then, then) == set()
