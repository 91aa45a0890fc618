"""Baselines: what they say when figures are few, odd or missing; numbers are checked in reference/."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_beregner.errors import ShapeError, ValueRangeError
from xl_beregner.measures.schools.baseline import baseline_rows, baselines

NAN = math.nan


def rows(table, first=2020):
    """Lay out a table of schools (rows) and years (columns) as three columns."""
    table = np.array(table, float)
    school = [f"s{row}" for row in range(len(table)) for _ in table[0]]
    return school, np.tile(first + np.arange(table.shape[1]), len(table)).astype(float), table.ravel()


def made(seed=1, schools=24, years=5, sd_school=2.0, sd_year=1.0, sd_swing=1.0):
    rng = np.random.default_rng(seed)
    return (
        50
        + rng.normal(0, sd_school, (schools, 1))
        + rng.normal(0, sd_year, years)
        + rng.normal(0, sd_swing, (schools, years))
    )


def test_the_baseline_lies_between_the_schools_own_mean_and_the_general_level():
    table = made()
    model = baselines(*rows(table))
    own, between = table.mean(axis=1), model.baseline - model.grand_mean
    assert model.verdict == "ok"
    assert (np.abs(between) <= np.abs(own - model.grand_mean) + 1e-9).all()
    assert (np.sign(between) == np.sign(own - model.grand_mean)).all()
    np.testing.assert_allclose(between, model.weight * (own - model.grand_mean))
    np.testing.assert_array_equal(model.raw, table[:, -1])


def test_fewer_years_behind_a_school_mean_less_weight_and_a_wider_interval():
    table = made()
    table[0, :4], table[1, :2] = NAN, NAN
    model = baselines(*rows(table))
    np.testing.assert_array_equal(model.years_used[:3], [1, 3, 5])
    np.testing.assert_array_equal(model.first_year[:3], [2024, 2022, 2020])
    np.testing.assert_array_equal(model.last_year[:3], [2024, 2024, 2024])
    assert model.weight[0] < model.weight[1] < model.weight[2]
    assert model.standard_error[0] > model.standard_error[1]


def test_three_schools_are_not_smoothed():
    table = made(schools=3)
    model = baselines(*rows(table))
    np.testing.assert_array_equal(model.weight, 1)
    np.testing.assert_allclose(model.baseline, table.mean(axis=1))


def test_schools_without_sure_difference_are_said_to_be_so():
    model = baselines(*rows(made(seed=9, schools=12, sd_school=0, sd_swing=2)))
    assert model.verdict == "no_difference"
    assert model.sd_school == 0
    assert np.ptp(model.baseline) < 0.5
    assert (model.lower < model.upper).all()


def test_one_school_gets_its_own_mean_and_students_interval():
    model = baselines(*rows([[7.0, 8.0, 7.5, 8.5]]))
    assert model.verdict == "one_school"
    assert (model.sd_school, model.sd_common, model.common_degrees_of_freedom) == (None, None, None)
    assert model.baseline[0] == pytest.approx(7.75)
    assert model.standard_error[0] == pytest.approx(np.std([7, 8, 7.5, 8.5], ddof=1) / 2)
    assert model.degrees_of_freedom[0] == pytest.approx(3)
    assert model.upper[0] - 7.75 == pytest.approx(3.182446305 * model.standard_error[0])
    assert model.sd_year_to_year == pytest.approx(np.std([7, 8, 7.5, 8.5], ddof=1))
    assert model.next_degrees_of_freedom[0] == pytest.approx(3)


@pytest.mark.parametrize(
    ("table", "verdict"),
    [
        ([[7.0], [8.0]], "one_year"),
        ([[7.0]], "one_year"),
        ([[7.0, NAN], [NAN, 8.0]], "not_separable"),
        ([[7.0, 7.5], [8.0, NAN]], "not_separable"),
        ([[7.0, 7.0], [7.0, 7.0]], "no_variation"),
        ([[0.0, 0.0], [0.0, 0.0]], "no_variation"),
        ([[7.0, 7.5, 8.0], [8.0, 8.5, 9.0]], "no_variation"),
        ([[7.0, 7.0, 7.0]], "no_variation"),
        ([[NAN, NAN], [NAN, NAN]], "no_values"),
    ],
)
def test_where_no_uncertainty_can_be_given_none_is_given(table, verdict):
    model = baselines(*rows(table))
    assert model.verdict == verdict
    assert not model.has_prediction
    for column in (model.lower, model.upper, model.weight, model.standard_error, model.next_variance):
        assert np.isnan(column).all()
    expected = np.nanmean(table, axis=1) if verdict == "no_variation" else model.raw
    np.testing.assert_allclose(model.baseline, expected)
    assert (model.sd_school, model.sd_year_to_year, model.sd_common) == (None, None, None)


def test_one_year_with_known_errors_is_smoothed_but_says_nothing_of_next_year():
    school, year, value = rows([[4.0], [8.0], [6.0], [9.0], [2.0]])
    model = baselines(school, year, value, standard_error=np.full(5, 1.0))
    assert model.verdict == "one_year_known_error"
    assert model.standard_errors_used
    assert (model.sd_year_to_year, model.sd_common) == (None, None)
    assert (model.lower < model.baseline).all()
    assert 0 < model.weight[0] < 1
    assert not model.has_prediction


def test_a_school_without_figures_gets_a_blank_row_among_the_others():
    table = made(schools=6)
    table[2] = NAN
    model = baselines(*rows(table))
    whole = baselines(*rows(np.delete(table, 2, axis=0)))
    assert np.isnan([model.raw[2], model.baseline[2], model.lower[2], model.standard_error[2]]).all()
    assert model.years_used[2] == 0
    np.testing.assert_allclose(np.delete(model.baseline, 2), whole.baseline, rtol=1e-9)
    np.testing.assert_allclose(np.delete(model.upper, 2), whole.upper, rtol=1e-9)


def test_counts_are_used_only_if_they_tell_something():
    given = rows(made())
    assert not baselines(*given, np.full(120, 40.0)).counts_used
    partly = np.full(120, 40.0)
    partly[::2], partly[5] = 20, NAN
    assert not baselines(*given, partly).counts_used
    whole = np.where(np.arange(120) % 2, 40.0, 15.0)
    model = baselines(*given, whole)
    assert model.counts_used
    assert model.sd_pupil is not None
    np.testing.assert_array_equal(model.latest_pupils, whole.reshape(24, 5)[:, -1])


def test_a_smaller_school_is_smoothed_more():
    rng = np.random.default_rng(14)
    pupils = np.tile(np.where(np.arange(60) % 2, 12.0, 90.0)[:, None], (1, 6))
    table = made(14, 60, 6, 2, 1, 0.5) + rng.normal(0, 9, (60, 6)) / np.sqrt(pupils)
    model = baselines(*rows(table), pupils.ravel())
    assert model.weight[1::2].max() < model.weight[::2].min()
    assert model.standard_error[1::2].min() > model.standard_error[::2].max() * 0.99
    assert model.sd_pupil == pytest.approx(9, rel=0.25)


def test_known_standard_errors_come_before_counts():
    model = baselines(*rows(made()), np.arange(10.0, 130), np.full(120, 0.5))
    assert model.standard_errors_used
    assert not model.counts_used
    # Known sampling of .5 each is taken out of what swings.
    unknown = baselines(*rows(made()))
    assert model.sd_year_to_year**2 == pytest.approx(unknown.sd_year_to_year**2 - 0.25)
    np.testing.assert_allclose(model.next_variance, unknown.next_variance)
    np.testing.assert_allclose(model.next_swing, unknown.next_swing - 0.25)


def test_the_difference_to_the_municipality_loses_the_common_shock():
    table = made(sd_year=3.0)
    school, year, value = rows(table)
    level = np.tile(table.mean(axis=0), 24)
    absolute, relative = baselines(school, year, value), baselines(school, year, value, relative_to=level)
    assert relative.sd_common == 0
    assert absolute.sd_common > 1
    assert relative.grand_mean == pytest.approx(0, abs=1e-9)
    np.testing.assert_allclose(relative.baseline, absolute.baseline - table.mean(), atol=0.05)
    assert (relative.next_variance < absolute.next_variance / 2).all()


def test_what_all_schools_have_in_common_lately_is_partly_carried_over():
    table = made(sd_year=0.1)
    table[:, 3:] += 3  # all schools rose in the last two years
    fresh, kept = (baselines(*rows(table), carry_over=share) for share in (0, 0.7))
    np.testing.assert_allclose(fresh.baseline, kept.baseline, atol=0.05)
    assert fresh.next_shock == 0
    assert 0.5 < kept.next_shock - kept.past_shock < 1.8
    assert (kept.standard_error < kept.next_variance**0.5).all()


@pytest.mark.parametrize("carry_over", [-0.1, 1, math.nan])
def test_a_carry_over_that_is_no_correlation_is_refused(carry_over):
    with pytest.raises(ValueRangeError):
        baselines(*rows(made()), carry_over=carry_over)


def test_few_years_know_the_common_shock_weakly():
    model = baselines(*rows(made(years=3)))
    assert model.common_degrees_of_freedom == 2
    assert model.sd_common_lower < model.sd_common < model.sd_common_upper
    assert model.sd_common_upper > 4 * model.sd_common


def test_a_shock_that_cannot_be_seen_may_still_be_there():
    model = baselines(*rows(made(seed=6, schools=12, years=4, sd_year=0)))
    assert model.sd_common == 0
    assert model.sd_common_lower == 0
    assert model.sd_common_upper > 0


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.floats(-40, 40), st.floats(0.1, 100))
def test_another_unit_gives_the_same_answer_in_that_unit(seed, shift, scale):
    table = made(seed, schools=6)
    plain, moved = baselines(*rows(table)), baselines(*rows(shift + scale * table))
    for name in ("baseline", "lower", "upper"):
        wanted = shift + scale * getattr(plain, name)
        np.testing.assert_allclose(getattr(moved, name), wanted, rtol=1e-4, atol=1e-4 * scale)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(seed, random):
    school, year, value = rows(made(seed, schools=5, years=3))
    order = list(range(len(school)))
    random.shuffle(order)
    plain = baselines(school, year, value)
    mixed = baselines([school[k] for k in order], year[order], value[order])
    there = dict(zip(mixed.school, mixed.baseline, strict=True))
    np.testing.assert_allclose([there[name] for name in plain.school], plain.baseline, rtol=1e-7)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABCD"), st.integers(2019, 2023), st.one_of(st.none(), st.integers(-5, 5))),
        max_size=16,
        unique_by=lambda row: row[:2],
    )
)
def test_no_figures_however_odd_make_it_crash_or_give_infinity(given_rows):
    school = [row[0] for row in given_rows]
    year = np.array([row[1] for row in given_rows], float)
    value = np.array([NAN if row[2] is None else row[2] for row in given_rows], float)
    model = baselines(school, year, value)
    for column in (
        model.baseline,
        model.lower,
        model.upper,
        model.weight,
        model.standard_error,
        model.next_variance,
    ):
        assert not np.isinf(column).any()
    known = ~np.isnan(model.lower)
    assert (model.lower[known] <= model.baseline[known]).all()
    assert ((model.weight[known] >= 0) & (model.weight[known] <= 1 + 1e-12)).all()


def test_more_confidence_is_a_wider_interval():
    narrow, wide = (baselines(*rows(made()), confidence=level) for level in (0.8, 0.99))
    assert (wide.lower < narrow.lower).all()
    assert (narrow.upper < wide.upper).all()


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5])
def test_a_confidence_outside_0_to_1_is_refused(confidence):
    with pytest.raises(ValueRangeError):
        baselines(*rows(made()), confidence=confidence)


def test_a_municipality_of_another_length_is_refused():
    with pytest.raises(ShapeError):
        baselines(*rows(made()), relative_to=np.ones(7))


def test_each_row_says_what_it_rests_on():
    table = made()
    table[3] = NAN
    school, year, value = rows(table)
    counts = np.where(np.arange(120) % 2, 40.0, 15.0)
    assert baseline_rows(school, year, value).text[:4] == ["ok_alone"] * 3 + ["no_values"]
    assert baseline_rows(school, year, value, counts).text[0] == "ok_counts"
    assert baseline_rows(school, year, value, None, np.full(120, 0.5)).text[0] == "ok_errors"


def moving(seed=2, schools=6, years=5):
    rng = np.random.default_rng(seed)
    names = [name for name in "ABCDEFGH"[:schools] for _ in range(years)]
    year = np.tile(2018.0 + np.arange(years), schools)
    level = np.repeat(rng.normal(0, 1, schools), years)
    return names, year, level + rng.normal(0, 0.5, year.size), rng.integers(8, 90, year.size).astype(float)


def test_a_constant_added_moves_the_answer_and_nothing_else():
    school, year, value, pupils = moving()
    plain, far = (baselines(school, year, value + shift, pupils) for shift in (0.0, 1e7))
    assert plain.verdict == far.verdict == "ok"
    np.testing.assert_allclose(far.upper - far.lower, plain.upper - plain.lower, rtol=1e-5)
    np.testing.assert_allclose(far.baseline - 1e7, plain.baseline, atol=1e-6)
    assert far.grand_mean - 1e7 == pytest.approx(plain.grand_mean, abs=1e-6)


def test_a_school_whose_latest_figure_rests_on_fewer_than_five_pupils_is_hidden():
    school, year, value, pupils = moving()
    pupils[4], pupils[5] = 4.0, 1.0  # A's latest year, B's first
    found = baseline_rows(school, year, value, pupils)
    assert [text == "too_few" for text in found.text] == [True] + [False] * 5
    for column in found[1:-1]:
        assert np.isnan(column).tolist() == [True] + [False] * 5


def test_schools_that_move_in_step_are_not_said_to_stand_still():
    school, year = list("AABB"), np.array([2022.0, 2023, 2022, 2023])
    in_step = baseline_rows(list("AAABBB"), np.tile([2021.0, 2022, 2023], 2), np.array([1.0, 3, 2, 4, 6, 5]))
    assert set(in_step.text) == {"no_variation_in_step"}
    assert set(baseline_rows(school, year, np.array([1.0, 3, 4, 6])).text) == {"no_variation_in_step"}
    assert set(baseline_rows(school, year, np.array([1.0, 1, 4, 4])).text) == {"no_variation"}


def test_counts_and_errors_that_are_not_taken_are_told_with_the_reason():
    school, year, value, pupils = moving()
    errors = np.full(value.size, 0.3)
    some, none = np.ones(value.size), np.full(value.size, np.nan)
    some[7] = np.nan
    for counts, known, basis in (
        (pupils, None, "counts"),
        (None, None, "alone"),
        (none, none, "alone"),
        (pupils, errors, "errors"),
        (pupils, errors * some, "counts_half_errors"),
        (None, errors * some, "alone_half_errors"),
        (pupils * some, None, "alone_half_counts"),
        (np.full(value.size, 20.0), None, "alone_alike"),
    ):
        assert set(baseline_rows(school, year, value, counts, known).text) == {f"ok_{basis}"}
