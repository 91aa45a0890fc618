"""Quantile regressions: laws, every engine, refusals; R's numbers are checked in reference/."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from xl_beregner.errors import ShapeError, ValueRangeError
from xl_beregner.measures.growth import quantile_preprocessing, quantile_programme, quantile_vertex, splines
from xl_beregner.measures.growth.quantile_regression import TAUS, has_full_rank, quantile_process

SOME = np.array([0.005, 0.25, 0.5, 0.905])


def design_of(column):
    return np.column_stack(
        [np.ones(len(column)), splines.basis(column, splines.knots_of(column), splines.boundaries_of(column))]
    )


@pytest.fixture(scope="module")
def cohort():
    random = np.random.default_rng(11)
    before = np.round(random.normal(50, 10, 400), 1)
    return design_of(before), np.round(0.8 * before + random.normal(10, 6, 400), 1)


def loss(design, outcome, coefficients, tau):
    residuals = outcome - design @ coefficients
    return float((residuals * (tau - (residuals < 0))).sum())


def least_loss(design, outcome, tau):
    """Give the loss no fit can be below: the linear programme's own optimum, by scipy."""
    found = linprog(
        -outcome, A_eq=design.T, b_eq=(1 - tau) * design.sum(axis=0), bounds=(0, 1), method="highs-ds"
    )
    return -found.fun - (1 - tau) * outcome.sum()


def test_the_quantiles_are_the_middles_of_a_hundred_bands():
    assert TAUS.size == 100
    np.testing.assert_allclose(TAUS[[0, 49, 99]], [0.005, 0.495, 0.995])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(5, 60), st.integers(1, 4), st.integers(1, 9), st.floats(0.02, 0.98))
def test_no_fit_is_better_also_with_many_ties(seed, rows, columns, steps, tau):
    random = np.random.default_rng(seed)
    design = np.column_stack([np.ones(rows), random.integers(0, steps + 1, (rows, columns - 1))])
    outcome = random.integers(0, steps + 1, rows).astype(float)
    if not has_full_rank(design):
        return
    found = quantile_process(design, outcome, [tau])[:, 0]
    assert loss(design, outcome, found, tau) == pytest.approx(least_loss(design, outcome, tau), abs=1e-7)
    assert (np.abs(outcome - design @ found) < 1e-9).sum() >= columns


@pytest.mark.parametrize("seed", range(6))
def test_an_outcome_of_two_values_is_fitted_as_well_as_can_be(seed):
    random = np.random.default_rng(seed)
    before = np.round(random.exponential(8, 340), 2)
    design, outcome = design_of(before), (before + random.normal(0, 4, 340) > 6).astype(float)
    found = quantile_process(design, outcome, TAUS[::8])
    for tau, fit in zip(TAUS[::8], found.T, strict=True):
        assert loss(design, outcome, fit, tau) == pytest.approx(least_loss(design, outcome, tau), abs=1e-6)


def test_every_fit_goes_through_as_many_pupils_as_it_has_coefficients(cohort):
    design, outcome = cohort
    residuals = outcome[:, None] - design @ quantile_process(design, outcome)
    assert ((np.abs(residuals) < 1e-9).sum(axis=0) >= 8).all()


def test_about_the_stated_share_lies_below_each_fit(cohort):
    design, outcome = cohort
    residuals = outcome[:, None] - design @ quantile_process(design, outcome)
    assert ((residuals < -1e-9).mean(axis=0) <= TAUS).all()
    assert ((residuals < 1e-9).mean(axis=0) >= TAUS).all()


def test_one_column_of_ones_gives_the_quantiles_themselves():
    found = quantile_process(np.ones((7, 1)), [7, 1, 6, 2, 5, 3, 4], [0.1, 0.5, 0.9])
    np.testing.assert_allclose(found, [[1, 4, 7]], atol=1e-12)


def test_quantiles_may_come_in_any_order(cohort):
    there = quantile_process(*cohort, SOME)
    back = quantile_process(*cohort, SOME[::-1])
    np.testing.assert_allclose(there, back[:, ::-1], atol=1e-10)


@pytest.mark.parametrize("factor", [1e-9, 1e-3, 1e9])
@pytest.mark.parametrize("constant", [0.0, 1.0, -1000.0])
def test_another_scale_gives_the_same_fit_on_that_scale(cohort, factor, constant):
    design, outcome = cohort
    plain = quantile_process(design, outcome, SOME)
    plain[0] += constant
    found = quantile_process(design, factor * (outcome + constant), SOME)
    np.testing.assert_allclose(found, factor * plain, atol=1e-9 * factor * np.abs(plain).max())


def test_scores_far_from_zero_lose_nothing_but_their_own_digits(cohort):
    design, outcome = cohort
    far = 2.0**30
    found = quantile_process(design, outcome + far, SOME) - far * np.eye(8)[:, :1]
    np.testing.assert_allclose(found, quantile_process(design, outcome, SOME), atol=1e-5)


def test_without_a_column_of_ones_the_fit_is_as_good(cohort):
    design, outcome = cohort
    found = quantile_process(design[:, 1:], outcome, [0.3])[:, 0]
    assert loss(design[:, 1:], outcome, found, 0.3) == pytest.approx(
        least_loss(design[:, 1:], outcome, 0.3), rel=1e-9
    )


def test_equal_outcomes_give_a_flat_fit(cohort):
    found = quantile_process(cohort[0], np.full(400, 12.5), SOME)
    np.testing.assert_allclose(cohort[0] @ found, 12.5, atol=1e-12)


def test_as_many_pupils_as_coefficients_are_met_exactly():
    design = np.vander([1.0, 2, 4], 3)
    found = quantile_process(design, [3, 1, 2], SOME)
    np.testing.assert_allclose(design @ found, [[3] * 4, [1] * 4, [2] * 4], atol=1e-12)


def test_the_same_cohort_gives_the_same_digits_every_time(cohort):
    np.testing.assert_array_equal(quantile_process(*cohort), quantile_process(*cohort))


def nothing_found(design, outcome, taus):
    return [None] * taus.size


def test_highs_alone_gives_the_same_fits(cohort, monkeypatch):
    ours = quantile_process(*cohort)
    monkeypatch.setattr(quantile_preprocessing, "neighbouring_fits", nothing_found)
    np.testing.assert_allclose(quantile_process(*cohort), ours, atol=1e-9)


def test_scipy_serves_where_highs_is_not_installed(cohort, monkeypatch):
    ours = quantile_process(*cohort, SOME)
    monkeypatch.setattr(quantile_preprocessing, "neighbouring_fits", nothing_found)
    monkeypatch.setitem(sys.modules, "highspy", None)
    np.testing.assert_allclose(quantile_process(*cohort, SOME), ours, atol=1e-9)


def test_scipy_serves_where_highs_finds_nothing(cohort, monkeypatch):
    import highspy

    ours = quantile_process(*cohort, SOME)
    monkeypatch.setattr(quantile_preprocessing, "neighbouring_fits", nothing_found)
    monkeypatch.setattr(highspy.Highs, "getModelStatus", lambda self: None)
    np.testing.assert_allclose(quantile_process(*cohort, SOME), ours, atol=1e-9)


def test_only_the_quantile_without_a_proof_goes_to_highs(cohort, monkeypatch):
    ours, asked = quantile_process(*cohort, SOME), []
    found, rough = quantile_preprocessing.neighbouring_fits, quantile_programme.rough_fits

    def one_missing(design, outcome, taus):
        return [None, *found(design, outcome, taus)[1:]]

    def remember(design, outcome, taus):
        asked.extend(taus)
        return rough(design, outcome, taus)

    monkeypatch.setattr(quantile_preprocessing, "neighbouring_fits", one_missing)
    monkeypatch.setattr(quantile_programme, "rough_fits", remember)
    np.testing.assert_allclose(quantile_process(*cohort, SOME), ours, atol=1e-9)
    assert asked == [SOME[0]]


def test_a_fit_that_nobody_can_prove_is_refused(cohort, monkeypatch):
    monkeypatch.setattr(quantile_preprocessing, "neighbouring_fits", nothing_found)
    monkeypatch.setattr(quantile_vertex, "settle", lambda *_: None)
    with pytest.raises(ValueRangeError) as refused:
        quantile_process(*cohort, [0.5])
    assert refused.value.key == "measures_ikke_loest"


def test_where_neither_has_an_answer_the_walk_starts_from_nothing(cohort, monkeypatch):
    ours = quantile_process(*cohort, SOME)
    monkeypatch.setattr(quantile_preprocessing, "neighbouring_fits", nothing_found)
    monkeypatch.setattr("scipy.optimize.linprog", lambda *_, **__: type("Found", (), {"status": 4}))
    monkeypatch.setitem(sys.modules, "highspy", None)
    np.testing.assert_allclose(quantile_process(*cohort, SOME), ours, atol=1e-9)


@pytest.mark.parametrize(
    ("column", "is_full"),
    [([1, 2, 3, 4, 5, 6, 7, 8, 9], True), ([1, 2, 3, 4, 5, 6, 7], False), ([5, 5, 5, 9], False)],
)
def test_too_few_different_scores_are_told_beforehand(column, is_full):
    assert has_full_rank(design_of(np.repeat(np.array(column, float), 30))) is is_full


def test_columns_of_zeros_and_too_few_rows_have_no_full_rank():
    assert not has_full_rank(np.column_stack([np.ones(9), np.zeros(9)]))
    assert not has_full_rank(np.ones((1, 2)))


@pytest.mark.parametrize("nearly", [1e-4, 1e-7])
def test_nearly_equal_columns_are_still_two(nearly):
    random = np.random.default_rng(3)
    column = random.normal(0, 1, 300)
    assert has_full_rank(np.column_stack([column, column + nearly * random.normal(0, 1, 300)]))


BAD = [
    (np.ones((3, 1)), [1, 2], [0.5], ShapeError, "measures_ulige_laengde"),
    (np.ones(3), [1, 2, 3], [0.5], ShapeError, "measures_ulige_laengde"),
    (np.ones((3, 1)), [1, 2, np.nan], [0.5], ValueRangeError, "measures_uendelig"),
    ([[1], [np.inf], [1]], [1, 2, 3], [0.5], ValueRangeError, "measures_uendelig"),
    (np.ones((3, 1)), [1, 2, 3], [0.5, 1.0], ValueRangeError, "measures_kvantil"),
    (np.ones((3, 1)), [1, 2, 3], [0.0], ValueRangeError, "measures_kvantil"),
    (np.ones((3, 1)), [1, 2, 3], [np.nan], ValueRangeError, "measures_kvantil"),
    (np.ones((3, 2)), [1, 2, 3], [0.5], ValueRangeError, "measures_for_faa_forskellige"),
]


@pytest.mark.parametrize(("design", "outcome", "taus", "kind", "key"), BAD)
def test_what_cannot_be_fitted_is_refused(design, outcome, taus, kind, key):
    with pytest.raises(kind) as refused:
        quantile_process(design, outcome, taus)
    assert refused.value.key == key
