"""The true score and regression to the mean against printed examples."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from xl_beregner.measures import rules
from xl_beregner.measures.measurement.regression_to_mean import retest_rows
from xl_beregner.measures.measurement.true_score import true_score_rows


def test_true_scores_are_the_printed_ones(table):
    for row in table("data/kelley_examples.csv"):
        x, mean, reliability = (float(row[name]) for name in ("x", "mean", "rxx"))
        found = true_score_rows(np.array([x]), mean, float(row["sd"] or 15), reliability)
        assert found.true_score[0] == pytest.approx(float(row["kelley"]), abs=1e-12)
        if row["lo95"]:
            assert round(float(found.lower[0]), 2) == float(row["lo95"])
            assert round(float(found.upper[0]), 2) == float(row["hi95"])
            error = (found.upper[0] - found.lower[0]) / (2 * rules.normal_quantile(0.975))
            assert error == pytest.approx(float(row["SEE"]), rel=1e-12)
            assert error / math.sqrt(reliability) == pytest.approx(float(row["SEM"]), rel=1e-12)


def test_the_lowest_fifth_rises_a_fifth_of_a_standard_deviation_by_itself():
    # Mean of the lowest fifth of a normal distribution; reliability .85: -1.40 -> -1.19, +0.21.
    lowest = -norm.pdf(norm.ppf(0.20)) / 0.20
    found = retest_rows(np.array([lowest]), 0, 0.85)
    assert round(float(lowest), 2) == -1.40
    assert round(float(found.expected_retest[0]), 2) == -1.19
    assert round(float(found.change_without_effect[0]), 2) == 0.21


@pytest.mark.prove
def test_a_group_picked_for_low_results_moves_as_told():
    rng = np.random.default_rng(20261122)
    true = rng.normal(50, 10 * math.sqrt(0.85), 400_000)
    error = 10 * math.sqrt(0.15)
    first, second = true + rng.normal(0, error, true.size), true + rng.normal(0, error, true.size)
    picked = first < np.quantile(first, 0.2)
    told = retest_rows(np.array([first[picked].mean()]), first.mean(), 0.85)
    assert second[picked].mean() == pytest.approx(told.expected_retest[0], abs=0.1)


@pytest.mark.prove
def test_intervals_of_true_scores_hold_the_true_score():
    rng = np.random.default_rng(20261122)
    true = rng.normal(50, 10 * math.sqrt(0.8), 200_000)
    observed = true + rng.normal(0, 10 * math.sqrt(0.2), true.size)
    found = true_score_rows(observed, 50, 10, 0.8)
    assert np.mean((found.lower < true) & (true < found.upper)) == pytest.approx(0.95, abs=0.003)
