"""The search for one variance: hollows, ends, and the last digit."""

from __future__ import annotations

import numpy as np
import pytest

from xl_beregner.measures.schools.one_variance import Deviance, crossing, search


@pytest.mark.parametrize("wanted", [1e-9, 0.03, 1.0, 7.5, 1e5])
def test_the_least_is_found_to_the_last_digits(wanted):
    found = search(lambda x: Deviance((x - wanted) ** 2 / wanted**2, 2 * (x - wanted) / wanted**2))
    assert found == pytest.approx(wanted, rel=1e-12)


def test_what_only_rises_ends_at_0_exactly():
    assert search(lambda x: Deviance(x, np.ones(x.size))) == 0


def test_a_least_below_the_grid_is_found():
    wanted = 3e-14
    assert search(lambda x: Deviance((x - wanted) ** 2, x - wanted)) == pytest.approx(wanted, rel=1e-9, abs=0)


def test_what_only_falls_ends_at_the_far_end():
    found = search(lambda x: Deviance(-np.log1p(x), -1 / (1 + x)))
    assert found == pytest.approx(1e8)


def test_the_deeper_of_two_hollows_is_taken():
    def two(x):
        near, far = (x - 1) ** 2, (x - 100) ** 2 - 5
        return Deviance(np.minimum(near, far), np.where(near < far, 2 * (x - 1), 2 * (x - 100)))

    assert search(two) == pytest.approx(100)


def test_a_crossing_is_found_either_way():
    assert crossing(lambda x: x - 2, 0, 5) == pytest.approx(2, rel=1e-15)
    assert crossing(lambda x: 2 - x, 0, 5) == pytest.approx(2, rel=1e-15)


def test_a_crossing_that_cannot_be_told_closer_still_ends():
    assert crossing(lambda x: x - 1e300, 0, 1e308) == pytest.approx(1e300)
