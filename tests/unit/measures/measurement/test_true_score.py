"""A pupil's true score: laws, words and refusals; printed numbers are checked in reference/."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.errors import MissingValueError, ShapeError, ValueRangeError
from xl_beregner.measures.measurement.true_score import true_score_rows

scores = st.floats(-1000, 1000)
spreads = st.floats(0.01, 100)
shares = st.floats(0.01, 0.99)


def one(*arguments, **named):
    return [column[0] for column in true_score_rows(*arguments, **named)]


@given(scores, scores, spreads, shares)
def test_the_estimate_lies_between_the_mean_and_the_score(score, mean, sd, reliability):
    estimate, lower, upper, _ = one(score, mean, sd, reliability)
    assert min(score, mean) - 1e-9 <= estimate <= max(score, mean) + 1e-9
    assert lower < estimate < upper


@given(scores, scores, spreads, shares, scores)
def test_adding_a_constant_to_score_and_mean_moves_the_estimate_by_it(score, mean, sd, reliability, constant):
    plain = one(score, mean, sd, reliability)[:3]
    moved = one(score + constant, mean + constant, sd, reliability)[:3]
    np.testing.assert_allclose(np.array(moved) - constant, plain, atol=1e-6)


@given(scores, scores, spreads, shares)
def test_the_word_says_the_same_as_the_interval(score, mean, sd, reliability):
    _, lower, upper, text = one(score, mean, sd, reliability)
    assert text == ("above_group" if lower > mean else "below_group" if upper < mean else "within_group")


def test_a_test_without_information_gives_the_groups_mean_and_no_interval():
    estimate, lower, upper, text = one(85, 105, 15, 0)
    assert (estimate, text) == (105, "no_information")
    assert math.isnan(lower)
    assert math.isnan(upper)


def test_a_test_said_to_be_without_error_gives_the_score_and_a_doubt():
    assert one(85, 105, 15, 1) == [85, 85, 85, "no_uncertainty"]


def test_a_blank_score_gives_a_blank_row_and_not_zero():
    found = true_score_rows(np.array([math.nan, 100.0]), 100, 15, 0.9)
    assert found.text == ["", "within_group"]
    for column in found[:3]:
        np.testing.assert_array_equal(np.isnan(column), [True, False])


@pytest.mark.parametrize("arguments", [(math.nan, 15, 0.9), (100, math.nan, 0.9), (100, 15, math.nan)])
def test_what_is_missing_of_the_group_is_told_and_no_number_given(arguments):
    *numbers, text = one(85, *arguments)
    assert text == "incomplete"
    assert np.isnan(numbers).all()


def test_pupils_of_several_grades_may_each_have_their_own_group():
    found = true_score_rows(np.array([60.0, 60.0]), np.array([50.0, 70.0]), 10, 0.9)
    np.testing.assert_allclose(found.true_score, [59, 61])


@pytest.mark.parametrize("scale", [1e9, 1e-9])
def test_the_size_of_the_unit_does_not_matter(scale):
    small = true_score_rows(np.array([85.0]), 105, 15, 0.48)
    large = true_score_rows(np.array([85 * scale]), 105 * scale, 15 * scale, 0.48)
    np.testing.assert_allclose(np.array(large[:3]) / scale, small[:3])


@pytest.mark.parametrize(
    ("arguments", "error", "argument"),
    [
        ((1, 2, 0, 0.5), ValueRangeError, "sd"),
        ((1, 2, -3, 0.5), ValueRangeError, "sd"),
        ((1, 2, 3, -0.01), ValueRangeError, "reliability"),
        ((1, 2, 3, 85), ValueRangeError, "reliability"),
        ((1, 2, 3, 0.5, 95), ValueRangeError, "confidence"),
        ((1, 2, 3, 0.5, math.nan), MissingValueError, "confidence"),
        ((math.inf, 2, 3, 0.5), ValueRangeError, "score"),
    ],
)
def test_what_cannot_be_is_refused_by_name(arguments, error, argument):
    with pytest.raises(error) as found:
        true_score_rows(*arguments)
    assert found.value.facts["argument"] == argument


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ShapeError):
        true_score_rows(np.array([1.0, 2.0]), np.array([1.0, 2.0, 3.0]), 1, 0.5)
