"""Status: observed beside certainty, in both directions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.errors import ValueRangeError
from xl_beregner.measures.rules import normal_quantile
from xl_beregner.measures.targets.status import status_rows

ORDER = ["not_reached", "probably_not_reached", "undecided", "probably_reached", "reached"]


@pytest.mark.parametrize(
    ("chance", "word"),
    [
        (0.976, "reached"),
        (0.974, "probably_reached"),
        (0.841, "probably_reached"),
        (0.839, "undecided"),
        (0.5, "undecided"),
        (0.161, "undecided"),
        (0.159, "probably_not_reached"),
        (0.026, "probably_not_reached"),
        (0.024, "not_reached"),
    ],
)
def test_the_cut_points_are_975_84_16_and_025(chance, word):
    ahead = normal_quantile(chance)
    assert status_rows(10 + ahead, 1, 10).certainty == [word]
    assert status_rows(10 - ahead, 1, 10, "down").certainty == [word]
    assert status_rows(10 + ahead, 1, 10).chance[0] == pytest.approx(chance)


def test_observed_and_certainty_may_differ():
    found = status_rows(np.array([7.6, 7.4]), 0.3, 7.5)
    assert found.observed == ["at_or_above", "below"]
    assert found.certainty == ["undecided", "undecided"]
    assert found.text == ["at_or_above_undecided", "below_undecided"]


def test_where_less_is_better_a_low_result_reaches_the_target():
    found = status_rows(np.array([5.0, 6.0, 7.0]), 0.1, 6, "down")
    assert found.observed == ["at_or_below", "at_or_below", "above"]
    assert found.certainty == ["reached", "undecided", "not_reached"]


@given(st.floats(-100, 100), st.floats(0.01, 50), st.floats(-100, 100))
def test_mirroring_everything_keeps_the_certainty(result, error, target):
    up, down = status_rows(result, error, target), status_rows(-result, error, -target, "down")
    assert up.certainty == down.certainty
    np.testing.assert_array_equal(up.chance, down.chance)


@given(st.floats(-100, 100), st.floats(0, 50), st.floats(-100, 100), st.floats(0, 20))
def test_a_better_result_is_never_less_certain(result, error, target, more):
    low, high = status_rows(result, error, target), status_rows(result + more, error, target)
    assert ORDER.index(low.certainty[0]) <= ORDER.index(high.certainty[0])


def test_a_result_known_exactly_is_reached_or_not():
    found = status_rows(np.array([7.0, 7.5, 8.0, math.nan]), 0, 7.5)
    assert found.certainty == ["not_reached", "reached", "reached", ""]
    np.testing.assert_array_equal(found.chance, [0, 1, 1, math.nan])


@pytest.mark.parametrize("error", [None, math.nan])
def test_without_a_standard_error_only_what_is_observed_is_told(error):
    found = status_rows(7.4, error, 7.5)
    assert (found.observed, found.certainty, found.text) == (["below"], ["unknown"], ["below_unknown"])
    assert np.isnan(found.chance).all()


def test_a_blank_result_or_target_gives_a_blank_row():
    found = status_rows(np.array([math.nan, 7.0]), 0.1, np.array([7.0, math.nan]))
    assert found.observed == found.certainty == found.text == ["", ""]
    assert np.isnan(found.chance).all()


@pytest.mark.parametrize("arguments", [(1, -0.1, 2), (1, 1, 2, "sideways"), (math.inf, 1, 2)])
def test_what_cannot_be_is_refused(arguments):
    with pytest.raises(ValueRangeError):
        status_rows(*arguments)


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize(("result", "target"), [(1 - 0.9, 0.1), (0.1, 1 - 0.9), (0.1 + 0.2, 0.3)])
def test_rounding_does_not_turn_reached_into_not_reached(result, target, direction):
    found = status_rows(np.array([result]), 0, target, direction)
    assert (found.certainty, found.chance.tolist()) == (["reached"], [1.0])


def test_a_difference_beyond_rounding_counts():
    assert status_rows(np.array([0.1 - 1e-8]), 0, 0.1).certainty == ["not_reached"]
