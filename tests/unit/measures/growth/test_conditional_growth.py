"""Conditional growth: the expectation, the spread around it, and what cannot be fitted."""

from __future__ import annotations

import numpy as np
import pytest
from support.growth_cases import cohort

from xl_beregner.measures.growth.conditional_growth import (
    STEEPEST_LOG_SPREAD,
    ConditionalGrowth,
    Prior,
    fit_conditional_growth,
)
from xl_beregner.measures.growth.quantile_regression import TAUS


def prior(scores):
    return Prior(float(scores.min()), float(scores.max()), float(scores.mean()), float(scores.std()))


def fitted(outcome, *before):
    priors = tuple(prior(scores) for scores in before)
    found = fit_conditional_growth(outcome, list(before), priors)
    assert found is not None
    return found, priors


def test_what_the_scores_were_made_from_is_found_again():
    rng = np.random.default_rng(3)
    newest, older = rng.normal(0, 1, (2, 60_000))
    noise = rng.normal(0, 1, 60_000) * np.exp(0.4 + 0.2 * newest)
    found, _ = fitted(5 + 2 * newest + 0.3 * newest**2 + 1.5 * older + noise, newest, older)
    np.testing.assert_allclose(found.expected, [5, 2, 0.3, 1.5], atol=0.04)
    np.testing.assert_allclose(found.spread, [0.4, 0.2], atol=0.02)
    assert found.order == 2
    middle = found.residual_quantiles[49:51].mean()
    assert abs(middle) < 0.02


def test_the_spread_solves_the_likelihood_equations():
    after, before = cohort(700)
    found, priors = fitted(after, before[:, 0])
    index = (after - found.expectation(priors, [before[:, 0]])) / found.sd(priors, [before[:, 0]])
    z = priors[0].standardised(before[:, 0])
    assert (index**2 - 1).mean() == pytest.approx(0, abs=1e-10)
    assert ((index**2 - 1) * z).mean() == pytest.approx(0, abs=1e-10)
    np.testing.assert_allclose(found.residual_quantiles, np.quantile(index, TAUS))


def test_the_expectation_is_least_squares():
    after, before = cohort(700)
    found, priors = fitted(after, before[:, 0], before[:, 1])
    left = after - found.expectation(priors, list(before.T))
    for column in (np.ones(700), before[:, 0], before[:, 0] ** 2, before[:, 1]):
        assert abs(left @ column) < 1e-7 * np.abs(column).sum() * after.std()


def test_two_values_of_the_newest_score_give_a_straight_line():
    rng = np.random.default_rng(4)
    newest = np.repeat([0.0, 1.0], 200)
    outcome = newest + rng.normal(0, 1, 400)
    found, priors = fitted(outcome, newest)
    assert found.expected[2] == 0
    np.testing.assert_allclose(
        found.expectation(priors, [np.array([0.0, 1.0])]), [outcome[:200].mean(), outcome[200:].mean()]
    )


@pytest.mark.parametrize("factor", [1e-9, 1.0, 1e9])
def test_the_unit_of_the_scores_does_not_matter(factor):
    after, before = cohort(400)
    plain, priors = fitted(after, before[:, 0])
    moved, others = fitted(after * factor + 3 * factor, before[:, 0] * factor)
    there = plain.expectation(priors, [before[:, 0]])
    np.testing.assert_allclose(moved.expectation(others, [before[:, 0] * factor]), (there + 3) * factor)
    np.testing.assert_allclose(
        moved.sd(others, [before[:, 0] * factor]), plain.sd(priors, [before[:, 0]]) * factor, rtol=1e-6
    )


def test_a_test_with_a_floor_does_not_make_the_spread_vanish():
    rng = np.random.default_rng(5)
    newest = rng.normal(0, 1, 500)
    outcome = np.where(newest < 0, 0.0, newest * rng.normal(1, 1, 500))
    found, _ = fitted(outcome, newest)
    assert abs(found.spread[1]) <= STEEPEST_LOG_SPREAD
    even = np.linspace(-1, 1, 500)
    steep = np.exp(3 * even) * rng.normal(0, 1, 500)
    assert fitted(steep, even)[0].spread[1] == STEEPEST_LOG_SPREAD


def test_outside_the_range_the_spread_is_that_of_its_edge():
    after, before = cohort(400)
    found, priors = fitted(after, before[:, 0])
    edges = np.array([priors[0].least, priors[0].greatest])
    np.testing.assert_array_equal(found.sd(priors, [np.array([-1e8, 1e8])]), found.sd(priors, [edges]))


def test_the_slope_is_that_of_a_line_so_many_sd_from_the_expectation():
    after, before = cohort(700)
    found, priors = fitted(after, before[:, 0], before[:, 1])
    points = np.array([[30.0, 40.0], [50.0, 50.0], [140.0, 50.0]])
    deviation, step = np.array([-1.2, 0.5, 2.0]), 1e-4

    def line(at):
        columns = list(at.T)
        return found.expectation(priors, columns) + found.sd(priors, columns) * deviation

    for place, slope in enumerate(found.slopes(priors, list(points.T), deviation)):
        ahead = np.eye(2)[place] * step
        numeric = (line(points + ahead) - line(points - ahead)) / (2 * step)
        np.testing.assert_allclose(slope, numeric, rtol=1e-6)


@pytest.mark.parametrize(
    ("outcome", "before"),
    [
        (np.arange(300.0), np.full(300, 5.0)),
        (np.arange(300.0), np.arange(300.0)),
        (np.full(300, 0.1), np.arange(300.0)),
        (np.full(300, 1e9), np.arange(300.0)),
    ],
)
def test_nothing_is_fitted_where_nothing_can_be_told(outcome, before):
    priors = (Prior(float(before.min()), float(before.max()), float(before.mean()), 1.0),)
    assert fit_conditional_growth(outcome, [before], priors) is None


def test_normal_deviations_are_those_of_the_normal_distribution():
    found = ConditionalGrowth(np.zeros(3), np.zeros(2), np.arange(100.0))
    assert found.deviations(normal=True)[[0, 99]] == pytest.approx([-2.5758293035489, 2.5758293035489])
    np.testing.assert_array_equal(found.deviations(normal=False), np.arange(100.0))
