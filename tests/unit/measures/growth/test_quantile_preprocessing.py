"""The path over neighbouring quantiles: what it assumes is checked, and it says when it finds nothing."""

from __future__ import annotations

import numpy as np
import pytest

from xl_beregner.measures.growth import quantile_preprocessing, quantile_programme, quantile_vertex, splines
from xl_beregner.measures.growth.quantile_preprocessing import Cohort, neighbouring_fits
from xl_beregner.measures.growth.quantile_regression import TAUS


def make(seed, rows, whole):
    """Give a design and an outcome in units of its spread."""
    random = np.random.default_rng(seed)
    ability = random.normal(0, 1, rows)
    before, after = (ability + random.normal(0, 0.5, (2, rows))) * 7 + 20
    before, after = (np.round(column, 0 if whole else 2) for column in (before, after))
    basis = splines.basis(before, splines.knots_of(before), splines.boundaries_of(before))
    return np.column_stack([np.ones(rows), basis]), (after - 20) / np.abs(after - 20).max()


def is_proved(design, outcome, tau, vertex):
    _, wrong, is_optimal = quantile_vertex.prove(design, outcome, tau, vertex.basis, vertex.above)
    return is_optimal and not wrong.any()


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("rows", [40, 900, 9000])
def test_every_quantile_is_proved(rows, whole):
    design, outcome = make(rows, rows, whole)
    found = neighbouring_fits(design, outcome, TAUS)
    assert all(is_proved(design, outcome, tau, vertex) for tau, vertex in zip(TAUS, found, strict=True))


@pytest.mark.parametrize("whole", [False, True])
def test_the_fits_are_those_of_highs(whole):
    design, outcome = make(5, 1200, whole)
    taus = TAUS[::9]
    found = neighbouring_fits(design, outcome, taus)
    for vertex, rough in zip(found, quantile_programme.rough_fits(design, outcome, taus), strict=True):
        np.testing.assert_allclose(vertex.coefficients, rough[0], atol=1e-6)


@pytest.mark.parametrize("band", [0.01, 0.5, 100.0])
def test_too_narrow_a_band_costs_time_and_never_exactness(monkeypatch, band):
    design, outcome = make(8, 3000, False)
    usual = neighbouring_fits(design, outcome, TAUS[::7])
    monkeypatch.setattr(quantile_preprocessing, "BAND", band)
    for one, other in zip(usual, neighbouring_fits(design, outcome, TAUS[::7]), strict=True):
        np.testing.assert_allclose(one.coefficients, other.coefficients, atol=1e-10)


def test_a_useless_guess_of_where_the_fit_lies_never_costs_exactness(monkeypatch):
    design, outcome = make(9, 3000, False)
    usual = neighbouring_fits(design, outcome, TAUS[::7])
    monkeypatch.setattr(Cohort, "step", lambda self, fit, residuals, tau: fit + 0.05 * np.cos(fit * 99))
    for one, other in zip(usual, neighbouring_fits(design, outcome, TAUS[::7]), strict=True):
        np.testing.assert_allclose(one.coefficients, other.coefficients, atol=1e-10)


def test_a_quantile_that_is_not_found_leaves_the_others(monkeypatch):
    design, outcome = make(10, 500, False)
    usual, walk = neighbouring_fits(design, outcome, TAUS[::9]), quantile_vertex.walk
    failing = {float(tau) for tau in TAUS[::9][[5, 6, 8]]}

    def walk_or_not(design, outcome, tau, basis, others):
        return None if tau in failing else walk(design, outcome, tau, basis, others)

    monkeypatch.setattr(quantile_vertex, "walk", walk_or_not)
    found = neighbouring_fits(design, outcome, TAUS[::9])
    assert [at for at, vertex in enumerate(found) if vertex is None] == [5, 6, 8]
    for one, other in zip(usual, found, strict=True):
        if other is not None:
            np.testing.assert_allclose(one.coefficients, other.coefficients, atol=1e-10)


def test_equations_without_a_solution_leave_the_quantile_to_others(monkeypatch):
    design, outcome = make(11, 300, False)

    def singular(*_):
        raise np.linalg.LinAlgError

    monkeypatch.setattr(quantile_vertex, "walk", singular)
    assert neighbouring_fits(design, outcome, TAUS[:3]) == [None] * 3
    assert quantile_vertex.settle(design, outcome, 0.5, np.zeros(8), np.zeros(300)) is None


def test_a_walk_that_pulling_apart_led_astray_is_walked_again(monkeypatch):
    design, outcome = make(12, 300, True)
    usual = neighbouring_fits(design, outcome, TAUS[50:53])
    # Pulled a hundredth of the spread apart, observations end on the wrong side of the true fit.
    monkeypatch.setattr(quantile_vertex, "PULLS", (1e-2, 1e-9))
    for one, other in zip(usual, neighbouring_fits(design, outcome, TAUS[50:53]), strict=True):
        np.testing.assert_allclose(one.coefficients, other.coefficients, atol=1e-10)


def test_pulled_too_far_apart_nothing_is_proved(monkeypatch):
    design, outcome = make(13, 300, True)
    monkeypatch.setattr(quantile_vertex, "PULLS", (1e-1,))
    assert None in neighbouring_fits(design, outcome, TAUS[50:53])
    assert None in [
        quantile_vertex.settle(design, outcome, tau, np.zeros(8), np.zeros(300)) for tau in TAUS[50:53]
    ]


def test_a_walk_that_gets_nowhere_ends(monkeypatch):
    design, outcome = make(15, 300, False)
    monkeypatch.setattr(quantile_vertex, "MOST_STEPS", 1)
    assert neighbouring_fits(design, outcome, TAUS[:1]) == [None]
    assert quantile_vertex.settle(design, outcome, 0.2, np.zeros(8), np.zeros(300)) is None


def test_assumptions_that_keep_failing_leave_the_quantile_to_others(monkeypatch):
    design, outcome = make(16, 3000, False)
    monkeypatch.setattr(quantile_preprocessing, "ROUNDS", 1)
    monkeypatch.setattr(quantile_preprocessing, "BAND", 0.01)
    monkeypatch.setattr(Cohort, "step", lambda self, fit, residuals, tau: fit + 0.05)
    assert None in neighbouring_fits(design, outcome, TAUS[::30])


def test_observations_near_a_fit_are_chosen_independent():
    design = np.array([[1.0, 0], [1, 0], [1, 1], [1, 5]])
    chosen = quantile_vertex.near_basis(design, np.array([0.0, 1e-9, 0.5, 0.1]))
    assert sorted(chosen) == [0, 3]


def test_a_wrong_vertex_is_not_proved():
    design, outcome = make(14, 300, False)
    vertex = neighbouring_fits(design, outcome, np.array([0.5]))[0]
    assert is_proved(design, outcome, 0.5, vertex)
    assert not is_proved(design, outcome, 0.6, vertex)
    flipped = vertex.above.copy()
    flipped[np.abs(vertex.residuals).argmax()] ^= True
    _, wrong, is_optimal = quantile_vertex.prove(design, outcome, 0.5, vertex.basis, flipped)
    assert wrong.sum() == 1
    assert not is_optimal
