"""Targets and their chances, for both directions; numbers are checked in reference/."""

from __future__ import annotations

import math

import numpy as np
import pytest

from xl_beregner.errors import MissingValueError, ValueRangeError
from xl_beregner.measures.schools.baseline import baselines
from xl_beregner.measures.targets.prediction import chance_of_target
from xl_beregner.measures.targets.proposals import expert_target_rows, target_rows, targets


def columns(schools=12, years=5, seed=3):
    rng = np.random.default_rng(seed)
    value = (
        7 + rng.normal(0, 1, (schools, 1)) + rng.normal(0, 0.4, years) + rng.normal(0, 0.5, (schools, years))
    )
    school = [f"s{row}" for row in range(schools) for _ in range(years)]
    return school, np.tile(2020.0 + np.arange(years), schools), value.ravel()


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("horizon", [1, 3])
def test_each_target_has_the_chance_it_says(direction, horizon):
    found = targets(baselines(*columns()), direction, horizon)
    for chance, column in zip(found.chances, found.targets.T, strict=True):
        back = chance_of_target(found.mean, found.sd, found.degrees_of_freedom, column, direction)
        np.testing.assert_allclose(back, chance, atol=1e-9)


def test_the_ambitious_target_is_higher_where_more_is_better_and_lower_where_less_is():
    model = baselines(*columns())
    up, down = targets(model, "up").targets, targets(model, "down").targets
    assert (np.diff(up, axis=1) > 0).all()
    assert (np.diff(down, axis=1) < 0).all()
    mean = targets(model, "up").mean
    np.testing.assert_allclose(up - mean[:, None], mean[:, None] - down)
    np.testing.assert_allclose(up[:, 0], mean)


def test_the_expected_result_is_the_baseline_moved_by_what_all_schools_have_in_common():
    model = baselines(*columns())
    near, far = targets(model, "up"), targets(model, "up", 3)
    np.testing.assert_allclose(near.mean - model.baseline, model.next_shock - model.past_shock)
    np.testing.assert_allclose(far.mean - model.baseline, model.next_shock * 0.7**2 - model.past_shock)
    still = baselines(*columns(), carry_over=0)
    np.testing.assert_allclose(targets(still, "up").mean, still.baseline - still.past_shock)


def test_targets_start_from_the_smoothed_level_and_not_from_an_extreme_year():
    school, year, value = columns()
    value[4] += 10  # the first school's latest year
    model = baselines(school, year, value)
    assert targets(model, "up").targets[0, 2] < model.raw[0]


def test_the_smallest_visible_change_is_the_975_quantile_of_the_coming_result():
    found = targets(baselines(*columns()), "up")
    below = chance_of_target(
        found.mean, found.sd, found.degrees_of_freedom, found.mean + found.smallest_visible_change, "up"
    )
    np.testing.assert_allclose(below, 0.025, atol=1e-9)


def test_further_ahead_half_of_swing_and_shock_count_again_but_not_the_sampling():
    counts = np.where(np.arange(60) % 2, 40.0, 15.0)
    model = baselines(*columns(), counts)
    near, far = targets(model, "up", 1), targets(model, "up", 3)
    each_year = model.sd_year_to_year**2 + model.sd_common**2
    np.testing.assert_allclose(far.sd**2 - near.sd**2, each_year)
    assert model.counts_used


def test_degrees_of_freedom_are_whole_numbers_of_at_least_one():
    found = targets(baselines(*columns(years=2)), "up")
    assert (found.degrees_of_freedom >= 1).all()
    np.testing.assert_array_equal(found.degrees_of_freedom, np.floor(found.degrees_of_freedom))


def test_where_next_year_is_unknown_no_target_is_proposed():
    model = baselines(["A", "B"], np.array([2024.0, 2024.0]), np.array([7.0, 8.0]))
    found = targets(model, "up")
    assert np.isnan(found.targets).all()
    assert np.isnan(found.mean).all()
    assert np.isnan(found.smallest_visible_change).all()


def test_the_chances_are_the_callers():
    model = baselines(*columns())
    assert targets(model, "up", chances=(0.5, 0.25)).targets.shape == (12, 2)
    assert targets(model, "up", chances=()).targets.shape == (12, 0)


@pytest.mark.parametrize("chance", [0.04, 0.51, 35, math.nan])
def test_a_target_beyond_plausible_or_behind_the_baseline_is_refused(chance):
    with pytest.raises(ValueRangeError):
        targets(baselines(*columns()), "up", chances=(chance,))


def test_an_unknown_direction_and_half_a_year_are_refused():
    model = baselines(*columns())
    with pytest.raises(ValueRangeError):
        targets(model, "op")
    with pytest.raises(ValueRangeError):
        targets(model, "up", 0.5)
    with pytest.raises(MissingValueError):
        targets(model, "up", math.nan)


def test_the_function_of_a_cell_gives_the_plain_functions_numbers():
    school, year, value = columns()
    cell, plain = (
        target_rows(school, year, value, None, "down", 2),
        targets(baselines(school, year, value), "down", 2),
    )
    np.testing.assert_array_equal(
        np.column_stack([cell.target_1, cell.target_2, cell.target_3]), plain.targets
    )
    np.testing.assert_array_equal(cell.smallest_visible_change, plain.smallest_visible_change)
    assert cell.text == ["ok_alone"] * 12


def test_known_parts_give_narrower_targets_than_estimated_ones():
    estimated = targets(baselines(*columns(years=3)), "up")
    expert = expert_target_rows(estimated.mean, 0, estimated.sd)
    np.testing.assert_allclose(expert.target_1, estimated.targets[:, 0])
    assert (expert.target_3 < estimated.targets[:, 2]).all()


def test_a_blank_base_gives_a_blank_row():
    found = expert_target_rows(np.array([math.nan, 7.0]), 0.1, 0.5)
    assert [bool(np.isnan(column[0])) for column in found] == [True] * 5
    assert not np.isnan(found.target_3[1])


def test_a_school_whose_latest_figure_rests_on_fewer_than_five_pupils_is_hidden():
    school, year = ["A", "B", "C", "D"] * 3, np.repeat([2021.0, 2022, 2023], 4)
    value = np.arange(12.0) % 5
    pupils = np.array([20.0, 3, 30, 40] * 2 + [4.0, 5, 30, 40])
    hidden, shown = (target_rows(school, year, value, counts) for counts in (pupils, None))
    assert [text == "too_few" for text in hidden.text] == [True, False, False, False]
    for column in hidden[1:-1]:
        assert np.isnan(column).tolist() == [True, False, False, False]
    assert "too_few" not in shown.text
