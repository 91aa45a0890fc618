"""The chance of a target: laws, blanks and refusals; its numbers are checked in reference/."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.errors import MissingValueError, ValueRangeError
from xl_beregner.measures.targets.prediction import chance_of_target, target_chance, whole_freedom
from xl_beregner.measures.targets.proposals import expert_target_rows

numbers = st.floats(-100, 100)
spreads = st.floats(0.01, 50)


@given(numbers, spreads, numbers, st.floats(1, 200))
def test_up_and_down_share_the_whole_chance(mean, sd, target, freedom):
    up = chance_of_target(mean, sd, freedom, target, "up")
    down = chance_of_target(mean, sd, freedom, target, "down")
    np.testing.assert_allclose(up + down, 1)


@given(numbers, spreads, numbers, st.floats(0, 20))
def test_a_harder_target_is_never_likelier(mean, sd, target, harder):
    for direction, sign in (("up", 1), ("down", -1)):
        easy = chance_of_target(mean, sd, 5, target, direction)[0]
        assert chance_of_target(mean, sd, 5, target + sign * harder, direction)[0] <= easy


@given(numbers, spreads, numbers, st.integers(1, 9))
def test_further_ahead_is_less_sure(base, sd, target, years):
    near, far = (target_chance(base, 1, target, sd, horizon=h) for h in (years, years + 1))
    assert far.sd[0] > near.sd[0]
    assert abs(far.chance[0] - 0.5) <= abs(near.chance[0] - 0.5)


def test_the_common_shock_lowers_a_certain_chance():
    alone, together = (target_chance(8, 0.1, 7, 0.5, sd_common=common).chance[0] for common in (None, 1.2))
    assert alone > 0.95 > together > 0.5


def test_pupil_sampling_counts_with_both_its_parts():
    sds = [target_chance(8, 0.3, 7, 0.4, *parts).sd[0] for parts in ((None, None), (9, 36))]
    assert sds == pytest.approx([0.5, math.hypot(0.5, 1.5)])


@pytest.mark.parametrize(
    ("parts", "missing"), [((9, None), "pupils"), ((None, 40), "sd_pupil"), ((9, [math.nan] * 2), "pupils")]
)
@pytest.mark.parametrize("function", [target_chance, expert_target_rows])
def test_one_part_of_pupil_sampling_is_refused_without_the_other(function, parts, missing):
    required = (8, 0.3, 7, 0.4) if function is target_chance else (8, 0.3, 0.4)
    with pytest.raises(MissingValueError) as told:
        function(*required, *parts)
    assert told.value.facts["argument"] == missing


@pytest.mark.parametrize("column", ["sd_pupil", "pupils", "sd_common", "trend"])
def test_a_row_that_lacks_what_others_have_is_blank_and_not_surer(column):
    given = {name: np.array([2.0, 2.0]) for name in ("sd_pupil", "pupils", "sd_common", "trend")}
    given[column] = np.array([2.0, math.nan])
    found = target_chance(8, 0.1, 7, 0.5, **given)
    assert not np.isnan(found.chance[0])
    assert np.isnan([found.chance[1], found.sd[1]]).all()


def test_a_row_without_both_parts_of_pupil_sampling_is_blank_beside_rows_that_have_them():
    both = np.array([9.0, math.nan])
    assert np.isnan(expert_target_rows(8, 0.1, 0.5, both, 4 * both).target_2).tolist() == [False, True]


def test_a_trend_moves_the_mean_once_a_year():
    assert target_chance(8, 0.1, 9, 0.5, trend=0.5, horizon=2).chance[0] == pytest.approx(0.5)


def test_a_row_without_a_required_number_is_blank():
    base, goal = np.array([math.nan, 8.0, 8.0]), np.array([8.0, math.nan, 8.0])
    found = target_chance(base, 0.1, goal, np.array([0.5, 0.5, math.nan]))
    assert np.isnan(found.chance).all()
    assert np.isnan(found.sd).all()


def test_degrees_of_freedom_are_rounded_down_as_excel_does():
    np.testing.assert_array_equal(whole_freedom([4.999, 5, 0.3, math.nan]), [4, 5, 1, math.nan])
    low, high = (chance_of_target(1, 1, freedom, 0, "up")[0] for freedom in (4.0, 4.9))
    assert low == high


def test_without_degrees_of_freedom_the_spread_is_known():
    known = chance_of_target(1, 1, None, 0, "up")[0]
    assert known == chance_of_target(1, 1, math.nan, 0, "up")[0] == pytest.approx(0.8413447460685429)
    assert chance_of_target(1, 1, 3, 0, "up")[0] < known


@pytest.mark.parametrize(
    "arguments",
    [
        (8, -0.1, 7, 0.5),
        (8, 0.1, 7, -0.5),
        (8, 0.1, 7, 0.5, -9, 40),
        (8, 0.1, 7, 0.5, 9, 0),
        (8, 0.1, 7, 0.5, None, None, 0),
        (8, 0.1, 7, 0.5, None, None, 1.5),
        (8, 0.1, 7, 0.5, None, None, 11),
        (8, 0.1, 7, 0.5, None, None, 1, "op"),
        (8, 0.1, 7, 0.5, None, None, 1, "up", -1),
        (8, 0, 7, 0),
    ],
)
def test_what_cannot_be_is_refused(arguments):
    with pytest.raises(ValueRangeError):
        target_chance(*arguments)


def test_a_blank_horizon_is_not_available():
    with pytest.raises(MissingValueError):
        target_chance(8, 0.1, 7, 0.5, horizon=math.nan)


def test_a_chance_needs_a_spread():
    with pytest.raises(ValueRangeError):
        chance_of_target(1, 0, None, 0, "up")
