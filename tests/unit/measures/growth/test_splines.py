"""The B-splines of an earlier score: laws and refusals; that they are R's is checked in reference/."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.errors import MissingValueError, ValueRangeError
from xl_beregner.measures.growth.splines import basis, basis_slope, boundaries_of, knots_of, rounded

KNOTS = (2.0, 4.0, 6.0, 8.0)
TIED_KNOTS = [KNOTS, (2, 2, 6, 8), (3, 3, 3, 8), (5, 5, 5, 5), (0, 4, 6, 8), (0, 0, 10, 10)]
scores = st.floats(-20, 30)


@given(st.lists(st.floats(0, 10), min_size=1))
def test_inside_the_boundaries_the_basis_is_part_of_a_whole(column):
    found = basis(column, KNOTS, (0, 10))
    assert found.shape == (len(column), 7)
    assert (found >= 0).all()
    assert (found.sum(axis=1) <= 1 + 1e-12).all()
    assert ((found > 0).sum(axis=1) <= 4).all()


@pytest.mark.parametrize("knots", TIED_KNOTS)
@given(scores)
def test_the_slope_is_that_of_the_basis_also_outside(knots, score):
    if min(abs(score - knot) for knot in (0, 10, *knots)) < 1e-3:
        return
    step = 1e-5
    below, above = basis([score - step, score + step], knots, (0, 10))
    found = basis_slope([score], knots, (0, 10))[0]
    np.testing.assert_allclose(found, (above - below) / (2 * step), atol=1e-3)


@given(scores)
def test_beyond_the_boundaries_the_outermost_cubic_goes_on(score):
    inside = np.linspace(0.1, 1.9, 4) if score < 5 else np.linspace(8.1, 9.9, 4)
    if 0 <= score <= 10:
        return
    for column in range(7):
        cubic = np.polyfit(inside, basis(inside, KNOTS, (0, 10))[:, column], 3)
        assert basis([score], KNOTS, (0, 10))[0, column] == pytest.approx(np.polyval(cubic, score), abs=1e-6)


def test_a_blank_score_gives_a_row_of_blanks():
    for make in (basis, basis_slope):
        found = make([5.0, math.nan], KNOTS, (0, 10))
        assert np.isfinite(found[0]).all()
        assert np.isnan(found[1]).all()


@pytest.mark.parametrize("knots", TIED_KNOTS)
def test_knots_that_coincide_or_stand_on_a_boundary_give_finite_numbers(knots):
    column = [0.0, *knots, 10.0, 5.5, -4.0, 14.0]
    assert np.isfinite(basis(column, knots, (0, 10))).all()
    assert np.isfinite(basis_slope(column, knots, (0, 10))).all()


@pytest.mark.parametrize("make", [basis, basis_slope])
def test_equal_scores_are_refused_in_plain_words(make):
    same = [7.0] * 5
    with pytest.raises(ValueRangeError) as refused:
        make(same, knots_of(same), boundaries_of(same))
    assert refused.value.key == "measures_samme_score"


@pytest.mark.parametrize("scale", [1e9, 1.0, 0.05])
def test_large_and_small_scales_need_no_special_care(scale):
    column = scale * np.array([1.0, 2, 3, 5, 8, 13])
    found = basis(column, knots_of(column), boundaries_of(column))
    np.testing.assert_array_less(-1e-12, found)
    np.testing.assert_allclose(found[-1].sum(), 1, atol=1e-12)


def test_knots_and_boundaries_leave_out_blanks():
    assert knots_of([1, math.nan, 2, 3, 4, 5, 6]).tolist() == [2, 3, 4, 5]
    assert boundaries_of([math.nan, 0, 40]) == (-4, 44)


@pytest.mark.parametrize("make", [knots_of, boundaries_of])
@pytest.mark.parametrize("column", [[], [math.nan]])
def test_no_score_at_all_is_missing(make, column):
    with pytest.raises(MissingValueError):
        make(column)


@given(st.floats(-1e6, 1e6), st.integers(0, 6))
def test_a_rounded_number_is_the_nearest_decimal_one(number, decimals):
    found = float(rounded(number, decimals))
    assert abs(found - number) <= 0.5 * 10.0**-decimals * (1 + 1e-9) + 1e-9 * abs(number)
    assert found == float(f"{found:.{decimals}f}")


def test_rounding_leaves_blanks_and_very_large_numbers():
    assert np.isnan(rounded(math.nan, 3))
    assert rounded(1.23456789e12 + 0.5, 3) == 1.23456789e12 + 0.5
