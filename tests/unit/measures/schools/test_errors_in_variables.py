"""The slope that measurement error leaves behind; whole schools are corrected in test_school_growth."""

from __future__ import annotations

import math

import numpy as np
import pytest

from xl_beregner.measures.schools.errors_in_variables import leftover
from xl_beregner.measures.schools.pupils import gather


def drawn(reliability, seed=1, schools=400, each=50, together=0.0):
    rng = np.random.default_rng(seed)
    place = np.repeat(np.arange(schools), each)
    intake = rng.normal(0, 0.5, schools)
    start = intake[place] + rng.normal(0, math.sqrt(0.75), place.size)
    before = start + rng.normal(0, math.sqrt(1 / reliability - 1), place.size)
    after = 0.8 * start + together * intake[place] + rng.normal(0, 0.6, place.size)
    growth = after - 0.8 * reliability * before  # the norm's slope is that of the tested start
    return gather([str(p) for p in place], growth), growth, before[:, None], after


@pytest.mark.parametrize("together", [0.0, 0.5])
@pytest.mark.parametrize("reliability", [0.6, 0.8, 0.95])
def test_what_is_left_behind_is_found_whatever_good_schools_do(reliability, together):
    found = leftover(*drawn(reliability, together=together), reliability)
    assert found.slope[0] == pytest.approx(0.8 * (1 - reliability), abs=0.03)


def test_its_variance_is_that_of_repeated_draws():
    slopes, variances = [], []
    for seed in range(400):
        pupils, growth, before, after = drawn(0.8, seed, schools=30, each=20)
        # The reliability among these very pupils, not among all there could have been.
        reliability = 1 - 0.25 / before.var(ddof=1)
        found = leftover(pupils, growth, before, after, reliability)
        slopes.append(found.slope[0])
        variances.append(found.covariance[0, 0])
    assert np.mean(variances) == pytest.approx(np.var(slopes), rel=0.2)


def test_without_error_only_the_slope_of_growth_itself_is_left():
    pupils, growth, before, after = drawn(1 - 1e-12, schools=20)
    found = leftover(pupils, growth + 0.1 * before[:, 0], before, after, 1)
    x = pupils.within(before[:, 0])
    wanted = x @ pupils.within(growth + 0.1 * before[:, 0]) / (x @ x)
    assert found.slope[0] == pytest.approx(wanted, rel=1e-9)
