"""The proof holds for fitted curves and for no others, with and without ties."""

from __future__ import annotations

import numpy as np
import pytest

from xl_beregner.errors import ShapeError
from xl_beregner.measures.growth.quantile_proof import largest_imbalance
from xl_beregner.measures.growth.quantile_regression import TAUS, quantile_process


def cohort(*, whole: bool, n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    before = 50 + 10 * rng.normal(size=n)
    after = 10 + 0.8 * before + 6 * rng.normal(size=n)
    if whole:
        before, after = np.rint(before), np.rint(after)
    return np.column_stack([np.ones(n), before, before**2 / 100]), after


@pytest.mark.parametrize("whole", [False, True])
def test_fitted_curves_are_proved(whole: bool) -> None:
    design, after = cohort(whole=whole)
    assert largest_imbalance(design, after, quantile_process(design, after)) < 1e-12


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("at", [0, 50, 99])
def test_one_curve_a_hair_off_is_not(whole: bool, at: int) -> None:
    design, after = cohort(whole=whole)
    coefficients = quantile_process(design, after)
    coefficients[0, at] += 1e-4
    assert largest_imbalance(design, after, coefficients) > 0.1 / after.size


def test_a_curve_through_as_many_pupils_as_coefficients_but_the_wrong_ones_is_not() -> None:
    design, after = cohort(whole=False)
    through = np.linalg.solve(design[:3], after[:3])
    assert largest_imbalance(design, after, through[:, None], [0.5]) > 1 / after.size


def test_a_curve_through_pupils_alike_is_weighed_with_all_of_them() -> None:
    # Four pupils with two different starts: the line lies on three of them, two alike.
    design = np.array([[1, 0], [1, 0], [1, 1], [1, 1]], float)
    assert largest_imbalance(design, [1, 1, 2, 5], [[1], [1]], [0.4]) < 1e-12
    assert largest_imbalance(design, [1, 1, 2, 5], [[1], [1]], [0.9]) > 0.1


def test_pupils_on_the_curve_that_say_the_same_are_no_solution() -> None:
    design = np.array([[1, 2], [1, 2], [1, 3], [1, 4]], float)
    assert largest_imbalance(design, [1, 1, 9, 9], [[1], [0]], [0.5]) > 0.1


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ShapeError):
        largest_imbalance(np.ones((3, 1)), [1, 2, 3], np.ones((2, TAUS.size)))
