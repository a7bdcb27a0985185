"""Quantities are read strictly and written so that they read back exactly."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from d365arch.model.quantities import (
    WEEKDAYS,
    Frequency,
    QuantityError,
    format_bytes,
    format_duration,
    format_kilobytes,
    format_share,
    parse_bytes,
    parse_duration,
    parse_frequency,
    parse_kilobytes,
    parse_share,
)
from d365arch.model.vocabulary import Level

amounts = st.one_of(
    st.floats(min_value=0, max_value=1e18, allow_nan=False),
    st.integers(0, 10**9).map(float),
    st.decimals(0, 10**6, places=3).map(float),
)


@pytest.mark.parametrize(("parse", "write"), [
    (parse_duration, format_duration), (parse_bytes, format_bytes), (parse_kilobytes, format_kilobytes),
    (parse_share, format_share),
])
@settings(max_examples=150, deadline=None)
@given(number=amounts)
@example(number=0.0)
@example(number=5e-324)
@example(number=1 / 3)
@example(number=0.1 + 0.2)
def test_what_is_written_reads_back_exactly(parse, write, number):
    assert parse(write(number)) == number


@pytest.mark.parametrize(("text", "seconds"), [
    ("250 ms", 0.25), ("1.1 ms", 0.0011), ("2 s", 2), ("15min", 900), ("1 h", 3600), ("7 d", 604800), ("1 w", 604800),
    ("3 y", 94608000), (" 0.4 s ", 0.4),
])
def test_durations_are_seconds(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(("seconds", "text"), [
    (0.25, "250 ms"), (0.4, "400 ms"), (2, "2 s"), (90, "90 s"), (900, "15 min"), (3600, "1 h"), (604800, "7 d"),
    (94608000, "3 y"), (0, "0 s"), (1.5, "1.5 s"), (1.25, "1250 ms"), (0.0001, "0.0001 s"),
])
def test_durations_are_written_in_the_largest_whole_unit(seconds, text):
    assert format_duration(float(seconds)) == text


@pytest.mark.parametrize(("kilobytes", "text"), [(4, "4"), (0.5, "0.5"), (1536, "1.5 MB"), (1500, "1500"),
                                                 (1048576, "1 GB")])
def test_kilobytes_are_plain_until_they_are_neat_megabytes(kilobytes, text):
    assert format_kilobytes(float(kilobytes)) == text


@pytest.mark.parametrize(("text", "share"), [("20%", 0.2), ("99.9 %", 0.999), ("99.95%", 0.9995), ("0.2", 0.2)])
def test_shares_are_parts_of_one(text, share):
    assert parse_share(text) == share


@pytest.mark.parametrize(("parse", "text", "part"), [
    (parse_duration, "\u0663 s", "a number and a unit"),
    (parse_share, "\uff12\uff10%", "a number and a unit"),
    (parse_duration, "2", "a number and a unit"), (parse_duration, "2 sec", 'unknown unit "sec"'),
    (parse_duration, "-2 s", "not a quantity"), (parse_duration, "", "not a quantity"),
    (parse_duration, "1,5 s", "not a quantity"), (parse_duration, "1e3 s", "not a quantity"),
    (parse_kilobytes, "4 kb", 'unknown unit "kb"'), (parse_bytes, "1e999", "too large"),
    (parse_share, "20 percent", 'unknown unit "percent"'), (parse_duration, "9" * 400 + " s", "too large"),
    (parse_frequency, "5x", "not a frequency"), (parse_frequency, "every 0 s", "above zero"),
    (parse_frequency, "daily 25:00", "not a frequency"), (parse_frequency, "daily sunday 02:00", "not a frequency"),
])
def test_what_is_no_quantity_says_what_is(parse, text, part):
    with pytest.raises(QuantityError, match=part):
        parse(text)


@pytest.mark.parametrize(("text", "meant"), [
    ("nightly", "daily 02:00"), ("every night at 2", "daily 02:00"), ("daily at 2 pm", "daily 14:00"),
    ("Hourly", "hourly"), ("every hour", "hourly"), ("sundays at 3:30", "weekly sunday 03:30"),
    ("15 min", "every 15 min"), ("every 5", "every 5 min"),
    ("twice a day", "every 12 h"), ("often", "high"), ("quarterly", "every 91 d"),
    ("daily sunday 02:00", "weekly sunday 02:00"),
])
def test_an_unknown_frequency_is_told_with_the_nearest_form(text, meant):
    with pytest.raises(QuantityError, match=f'did you mean "{meant}"'):
        parse_frequency(text)
    parse_frequency(meant)


@pytest.mark.parametrize("text", ["daily 25:00", "every x", "every 5 parsecs", "monday to friday", "sushi"])
def test_a_frequency_that_means_nothing_is_told_with_all_forms_and_no_durations(text):
    with pytest.raises(QuantityError, match="write high, medium, low, every 5 min, hourly") as told:
        parse_frequency(text)
    assert "250 ms" not in str(told.value)


@pytest.mark.parametrize(("text", "same"), [
    ("every 5 minutes", "every 5 min"), ("every 2 hours", "every 2 h"), ("every 1 day", "every 1 d")])
def test_units_of_an_interval_may_be_written_out(text, same):
    assert parse_frequency(text) == parse_frequency(same)


clocks = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
frequencies = st.one_of(
    st.sampled_from(Level).map(lambda level: Frequency(level=level)),
    st.floats(min_value=1e-3, max_value=1e9).map(lambda seconds: Frequency(interval=seconds)),
    st.builds(Frequency, calendar=st.sampled_from(["hourly", "daily", "monthly"]), at=st.none() | clocks),
    st.builds(Frequency, calendar=st.just("weekly"), at=st.one_of(
        st.none(), clocks, st.sampled_from(WEEKDAYS), st.builds("{} {}".format, st.sampled_from(WEEKDAYS), clocks))),
)


@settings(max_examples=100, deadline=None)
@given(frequencies)
def test_frequencies_read_back_exactly(frequency):
    again = parse_frequency(str(frequency))
    assert again == frequency
    assert again.seconds is None or math.isfinite(again.seconds)
