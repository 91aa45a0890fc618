"""UDJAEVN: laws and edges; its numbers stand in reference/test_published_numbers.py."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from xl_beregner.errors import CellError, ShapeError, ValueRangeError
from xl_beregner.measures.schools import empirical_bayes
from xl_beregner.measures.schools.empirical_bayes import known_variance, smoothed_rows

VALUE = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 3.0])
ERROR = np.array([1.0, 2.0, 1.0, 2.0, 3.0, 1.5])


def made(seed, schools=9):
    rng = np.random.default_rng(seed)
    error = rng.uniform(0.3, 2, schools)
    return rng.normal(50, 1.5, schools) + rng.normal(0, error), error


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_a_smoothed_value_lies_between_the_raw_one_and_the_mean_and_in_its_interval(seed):
    value, error = made(seed)
    found = known_variance(value, error)
    low, high = np.minimum(value, found.mean), np.maximum(value, found.mean)
    assert (low - 1e-9 <= found.shrunken).all()
    assert (found.shrunken <= high + 1e-9).all()
    assert (found.lower < found.shrunken).all()
    assert (found.shrunken < found.upper).all()
    assert ((found.weight >= 0) & (found.weight < 1)).all()


def far_off(seed):
    """Most schools near each other and well known, one or two far off and not."""
    rng = np.random.default_rng(seed)
    schools = int(rng.integers(4, 12))
    error = np.exp(rng.normal(0, 1, schools))
    value = rng.normal(0, 0.3, schools) + rng.normal(0, error)
    far = rng.integers(0, schools, 2)
    error[far] *= rng.uniform(1, 8)
    value[far] += rng.choice([-1.0, 1.0]) * rng.uniform(2, 5) * error[far]
    return value, error


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 100_000))
def test_a_school_far_from_all_others_too_has_its_smoothed_value_in_its_interval(seed):
    found = known_variance(*far_off(seed))
    assert (found.lower <= found.shrunken).all()
    assert (found.shrunken <= found.upper).all()


@pytest.mark.parametrize("turned", [1, -1])
def test_an_interval_that_would_leave_out_its_smoothed_value_is_widened_to_it(turned):
    value = turned * np.array([22.34, 2.15, 1.04, -0.36, -2.16, -0.39])
    found = smoothed_rows(value, np.array([5.55, 1.63, 1.51, 0.2, 1.3, 0.35]))
    near, far = (found.lower, found.upper) if turned == 1 else (found.upper, found.lower)
    assert near[0] == found.shrunken[0] == pytest.approx(-0.33 * turned, abs=0.005)
    assert far[0] == pytest.approx(29 * turned, abs=0.1)
    assert (found.lower[1:] < found.shrunken[1:]).all()
    assert (found.shrunken[1:] < found.upper[1:]).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-1e4, 1e4), st.floats(1e-6, 1e6))
def test_moving_and_stretching_does_the_same_to_the_answer(seed, shift, scale):
    value, error = made(seed)
    plain, moved = known_variance(value, error), known_variance(shift + scale * value, scale * error)
    near = 1e-9 * (abs(shift) + 100 * scale)
    assert moved.tau2 == pytest.approx(scale**2 * plain.tau2, rel=1e-4, abs=1e-4 * scale**2)
    for name in ("shrunken", "lower", "upper"):
        wanted = shift + scale * getattr(plain, name)
        np.testing.assert_allclose(getattr(moved, name), wanted, atol=near + 1e-5 * scale)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_no_other_variance_between_schools_fits_better(seed):
    value, error = made(seed)
    found = known_variance(value, error)
    others = np.concatenate([[0.0], np.geomspace(1e-6, 1e3, 200), found.tau2 * np.array([0.99, 1.01])])
    deviance = empirical_bayes._restricted(value, error**2, others).value
    best = empirical_bayes._restricted(value, error**2, np.array([found.tau2])).value[0]
    assert (deviance >= best - 1e-9).all()


def test_the_deviance_falls_as_its_slope_says():
    value, error = made(1)
    at, step = np.array([0.3, 1.0, 5.0]), 1e-6
    ends = [empirical_bayes._restricted(value, error**2, at + move).value for move in (-step, step)]
    slope = empirical_bayes._restricted(value, error**2, at).slope
    np.testing.assert_allclose((ends[1] - ends[0]) / (2 * step), slope, rtol=1e-6)


def test_an_uncertain_estimate_is_drawn_more():
    found = smoothed_rows(VALUE, ERROR)
    assert found.weight[0] > found.weight[1] > found.weight[4]
    assert found.text == ["ok"] * 6


def test_a_given_variance_is_used_as_known():
    found = known_variance(VALUE, ERROR, 4.0)
    weight = 4 / (4 + ERROR**2)
    np.testing.assert_allclose(found.weight, weight, rtol=1e-12)
    precision = 1 / (4 + ERROR**2)
    mean = precision @ VALUE / precision.sum()
    np.testing.assert_allclose(found.shrunken, mean + weight * (VALUE - mean), rtol=1e-12)
    variance = ERROR**2 * weight + (1 - weight) ** 2 / precision.sum()
    np.testing.assert_allclose(found.standard_error, np.sqrt(variance), rtol=1e-12)
    np.testing.assert_allclose(
        found.upper - found.shrunken, 1.959963984540054 * np.sqrt(variance), rtol=1e-12
    )
    assert smoothed_rows(VALUE, ERROR, 4.0).text == ["given"] * 6
    assert (found.tau2, found.verdict) == (4.0, "given")


def test_a_given_variance_of_0_gives_everyone_the_mean():
    found = smoothed_rows(VALUE, ERROR, 0.0)
    assert np.ptp(found.shrunken) == pytest.approx(0, abs=1e-12)
    assert found.text == ["given"] * 6


def test_with_a_given_variance_one_school_is_its_own_estimate():
    found = smoothed_rows(np.array([3.0]), np.array([2.0]), 1.0)
    assert found.shrunken[0] == 3
    assert found.upper[0] == pytest.approx(3 + 1.959963984540054 * 2)


@pytest.mark.parametrize("schools", [1, 2, 3])
def test_too_few_schools_are_left_as_they_are_with_their_own_interval(schools):
    found = smoothed_rows(VALUE[:schools], ERROR[:schools])
    np.testing.assert_allclose(found.shrunken, VALUE[:schools])
    np.testing.assert_allclose(found.upper, VALUE[:schools] + 1.959963984540054 * ERROR[:schools])
    assert found.text == ["too_few"] * schools
    assert found.weight.tolist() == [1] * schools
    assert math.isnan(known_variance(VALUE[:schools], ERROR[:schools]).tau2)


def test_four_schools_are_enough():
    assert smoothed_rows(np.array([1.0, 2, 9, 14]), 1.0).text == ["ok"] * 4


def test_blanks_are_blank_and_a_missing_error_is_told():
    value, error = VALUE.copy(), ERROR.copy()
    value[1], error[2] = np.nan, np.nan
    found = smoothed_rows(value, error)
    assert found.text == ["ok", "", "no_standard_error", "ok", "ok", "ok"]
    for column in found[:5]:
        assert np.isnan(column[1:3]).all()
        assert not np.isnan(column[[0, 3, 4, 5]]).any()
    kept = [0, 3, 4, 5]
    np.testing.assert_array_equal(found.shrunken[kept], smoothed_rows(VALUE[kept], ERROR[kept]).shrunken)


def test_nothing_at_all_gives_blank_rows():
    found = smoothed_rows(np.full(3, np.nan), 1.0)
    assert found.text == ["", "", ""]
    assert np.isnan(found.shrunken).all()
    assert known_variance(np.array([np.nan]), np.array([1.0])).verdict == "no_values"


def test_equal_estimates_show_no_difference():
    found = smoothed_rows(np.full(6, 7.0), ERROR)
    assert found.text == ["no_difference"] * 6
    np.testing.assert_allclose(found.shrunken, 7)


@pytest.mark.parametrize("size", [1e-9, 1.0, 1e9])
@pytest.mark.parametrize("error", [1e-5, 1.0, 1e4])
def test_large_and_small_numbers_are_answered(size, error):
    found = smoothed_rows(size * VALUE, size * error * ERROR)
    for column in found[:5]:
        assert np.isfinite(column).all()


def test_one_school_known_all_but_exactly_keeps_its_estimate():
    found = known_variance(VALUE, np.array([1e-300, 1, 1, 1, 1, 1e150]))
    assert found.shrunken[0] == pytest.approx(VALUE[0])
    assert found.shrunken[5] == pytest.approx(found.mean)


@pytest.mark.parametrize(
    ("value", "error", "tau2", "kind"),
    [
        (VALUE, 0.0, None, ValueRangeError),
        (VALUE, -1.0, None, ValueRangeError),
        (VALUE, 1.0, -1.0, ValueRangeError),
        (VALUE, 1.0, math.inf, ValueRangeError),
        (VALUE, 1.0, math.nan, CellError),
        (np.array([1.0, math.inf]), 1.0, None, ValueRangeError),
        (VALUE, np.ones(3), None, ShapeError),
    ],
)
def test_what_cannot_be_is_refused(value, error, tau2, kind):
    with pytest.raises(kind):
        smoothed_rows(value, error, tau2)


def test_a_country_of_schools_is_smoothed_in_under_a_second():
    value, error = made(1, schools=2000)
    begun = time.process_time()
    known_variance(value, error)
    assert time.process_time() - begun < 1.5  # some 0.15 s alone; the machine may be busy


def test_the_ends_of_the_interval_leave_out_what_they_should():
    rng = np.random.default_rng(5)
    chance = rng.dirichlet(np.ones(7))
    centres, sds = rng.normal(0, [[1.0, 1e-3, 50]], (7, 3)), rng.uniform(0.01, 3, (7, 3))
    for probability in (0.025, 0.975):
        end = empirical_bayes._quantile(probability, chance, centres, sds)
        np.testing.assert_allclose(chance @ ndtr((end - centres) / sds), probability, rtol=1e-8)


def test_many_schools_are_worked_on_in_pieces_with_the_same_answer(monkeypatch):
    rng = np.random.default_rng(3)
    error = rng.uniform(0.5, 2, 300)
    value = rng.normal(0, np.sqrt(1 + error**2))
    whole = known_variance(value, error)
    monkeypatch.setattr(empirical_bayes, "_CELLS", 1000)
    pieces = known_variance(value, error)
    assert pieces.tau2 == pytest.approx(whole.tau2, rel=1e-12)
    np.testing.assert_allclose(pieces.lower, whole.lower)


def test_a_countrys_schools_are_smoothed_without_a_warning():
    rng = np.random.default_rng(4)
    found = known_variance(rng.normal(0, 1, 60_000), np.full(60_000, 0.5))
    assert found.tau2 == pytest.approx(0.75, abs=0.03)
    assert (found.lower < found.upper).all()


def test_sizes_at_the_bound_stay_finite():
    error = np.array([1e15, 1e15, 1e-9, 1, 1e15])
    found = known_variance(np.array([1e15, -1e15, 1.0, 2, 5]), error)
    assert np.isfinite([found.lower, found.upper, found.shrunken, found.standard_error]).all()
