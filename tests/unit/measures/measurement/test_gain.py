"""A pupil's gain: laws, words and refusals; its numbers are checked in reference/."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.errors import MissingValueError, ShapeError, ValueRangeError
from xl_beregner.measures.measurement.gain import gain_rows

scores = st.floats(-1000, 1000)
errors = st.floats(0.01, 100)


def one(*arguments, **named):
    row = gain_rows(*arguments, **named)
    return [column[0] for column in row]


@given(scores, scores, errors, errors, scores)
def test_adding_a_constant_to_both_results_leaves_the_gain(before, after, first, second, constant):
    plain = one(before, after, first, second)
    moved = one(before + constant, after + constant, first, second)
    np.testing.assert_allclose(moved[:4], plain[:4], atol=1e-6)


@given(scores, scores, errors, errors)
def test_swapping_the_results_turns_the_gain_around(before, after, first, second):
    there, back = one(before, after, first, second), one(after, before, second, first)
    np.testing.assert_allclose(
        [there[0], there[1], there[2], there[4]], [-back[0], back[1], -back[3], -back[4]]
    )
    opposite = {"forward": "back", "back": "forward", "within": "within"}
    assert back[5] == opposite[there[5]]


@given(scores, scores, errors, errors, scores, st.floats(0.5, 0.999))
def test_the_word_says_the_same_as_the_interval(before, after, first, second, expected, confidence):
    gain, _, lower, upper, _, text = one(before, after, first, second, expected, None, confidence)
    edge = min(abs(lower - expected), abs(upper - expected))
    if edge < 1e-6:
        return
    word = "forward" if lower > expected else "back" if upper < expected else "within"
    assert text == f"{word}_expected"
    assert lower < gain < upper


def test_a_blank_result_gives_a_blank_row_and_not_zero():
    found = gain_rows(np.array([1.0, math.nan, 3.0]), np.array([2.0, 2.0, math.nan]), 1, 1)
    assert found.text == ["within", "", ""]
    for column in found[:5]:
        np.testing.assert_array_equal(np.isnan(column), [False, True, True])


def test_a_gain_is_not_shown_without_its_standard_error():
    found = gain_rows(np.array([1.0]), 2, math.nan, 1)
    assert found.text == ["no_standard_error"]
    assert all(np.isnan(column).all() for column in found[:5])


def test_a_blank_expected_gain_and_link_error_count_as_none():
    rows = np.array([math.nan, 0.0])
    found = gain_rows(np.array([10.0, 10.0]), 12, 1, 1, rows, rows)
    assert found.standard_error[0] == found.standard_error[1]
    assert found.reliable_change_index[0] == found.reliable_change_index[1]
    assert found.text == ["within", "within_expected"]


def test_a_link_error_widens_the_interval():
    assert one(10, 20, 1, 1, None, 3)[1] == pytest.approx(math.sqrt(11))


@pytest.mark.parametrize(
    ("arguments", "error", "argument"),
    [
        ((1, 2, 0, 1), ValueRangeError, "standard_error_before"),
        ((1, 2, 1, -1), ValueRangeError, "standard_error_after"),
        ((1, 2, 1, 1, None, -1), ValueRangeError, "link_error"),
        ((1, 2, 1, 1, None, None, 95), ValueRangeError, "confidence"),
        ((1, 2, 1, 1, None, None, 0), ValueRangeError, "confidence"),
        ((1, 2, 1, 1, None, None, math.nan), MissingValueError, "confidence"),
        ((math.inf, 2, 1, 1), ValueRangeError, "before"),
    ],
)
def test_what_cannot_be_is_refused_by_name(arguments, error, argument):
    with pytest.raises(error) as found:
        gain_rows(*arguments)
    assert found.value.facts["argument"] == argument


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ShapeError):
        gain_rows(np.array([1.0, 2.0]), np.array([1.0, 2.0, 3.0]), 1, 1)


def test_a_table_is_no_column():
    with pytest.raises(ShapeError):
        gain_rows(np.array([[1.0, 2.0]]), 1, 1, 1)
