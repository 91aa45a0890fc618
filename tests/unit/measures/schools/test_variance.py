"""REML: laws and speed; its numbers are checked against lme4 in reference/."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_beregner.measures.schools.smoothing import kinship_of
from xl_beregner.measures.schools.variance import Layout, fit, leftover, slope_and_information, state_at


def made(seed, schools=8, years=5, counts=False, missing=0.0, kin=0.0):
    rng = np.random.default_rng(seed)
    value = 50 + rng.normal(0, 2, (schools, 1)) + rng.normal(0, 1, years) + rng.normal(0, 1, (schools, years))
    mask = rng.random(value.shape) >= missing
    ones = np.where(mask, 1.0, 0.0)
    shapes = (ones, ones / rng.integers(5, 90, value.shape)) if counts else (ones,)
    return Layout(
        np.where(mask, value, 0), mask, True, True, shapes, 0 * ones, kinship_of(*[np.arange(years)] * 2, kin)
    )


def dense(layout, variances):
    school, year = np.nonzero(layout.mask)
    parts = [school[:, None] == school, layout.kinship[year][:, year]]
    parts += [np.diag(shape[layout.mask]) for shape in layout.shapes]
    return [np.asarray(part, float) for part in parts], layout.value[layout.mask]


@pytest.mark.parametrize("kin", [0.0, 0.7])
@pytest.mark.parametrize("counts", [False, True])
@pytest.mark.parametrize("variances", [(4, 1, 1, 30), (0, 1, 2, 0), (3, 0, 0.5, 9), (0, 0, 1, 5)])
def test_the_blocks_give_what_whole_matrices_give(kin, counts, variances):
    layout = made(3, counts=counts, missing=0.2, kin=kin)
    variances = np.array(variances[: layout.size], float)
    parts, y = dense(layout, variances)
    whole = sum(s * part for s, part in zip(variances, parts, strict=True))
    inverse, one = np.linalg.inv(whole), np.ones(y.size)
    total = inverse.sum()
    projection = inverse - np.outer(inverse @ one, inverse @ one) / total
    state = state_at(layout, variances)
    deviance = np.linalg.slogdet(whole)[1] + np.log(total) + y @ projection @ y
    assert state.deviance == pytest.approx(deviance, rel=1e-11)
    assert state.mean == pytest.approx(inverse.sum(axis=0) @ y / total, rel=1e-12)
    np.testing.assert_allclose(state.residual[layout.mask], projection @ y, atol=1e-9)
    slope, information = slope_and_information(layout, state)
    wanted = [np.trace(projection @ v) - y @ projection @ v @ projection @ y for v in parts]
    np.testing.assert_allclose(slope, wanted, rtol=1e-9, atol=1e-9)
    expected = [[np.trace(projection @ v @ projection @ w) for v in parts] for w in parts]
    np.testing.assert_allclose(information, expected, rtol=1e-9)
    school, year = np.nonzero(layout.mask)
    coming = kin ** np.arange(5, 0, -1.0)
    together = (
        variances[0] * (np.arange(layout.mask.shape[0])[:, None] == school) + variances[1] * coming[year]
    )
    explained = np.einsum("jn,nm,jm->j", together, inverse, together)
    spread = variances[0] + variances[1] - explained + (1 - together @ inverse @ one) ** 2 / total
    np.testing.assert_allclose(state.prediction_variance(coming, 1.0), spread, rtol=1e-10)
    assert state.shock(coming) == pytest.approx(variances[1] * coming[year] @ projection @ y, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_no_neighbour_fits_better(seed, counts):
    found = fit(made(seed, counts=counts, missing=0.1))
    best = found.state.deviance
    for part in range(found.layout.size):
        for factor in (0.97, 1.03):
            moved = found.variances.copy()
            moved[part] = moved[part] * factor + (0.01 if moved[part] == 0 else 0)
            assert state_at(found.layout, moved).deviance >= best - 1e-9


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(0.01, 1000))
def test_moving_and_stretching_the_figures_does_the_same_to_the_answer(seed, shift, scale):
    layout = made(seed)
    plain = fit(layout)
    value = np.where(layout.mask, shift + scale * layout.value, 0)
    moved = fit(replace(layout, value=value))
    np.testing.assert_allclose(moved.variances, scale**2 * plain.variances, rtol=1e-5, atol=1e-8 * scale**2)
    assert moved.mean == pytest.approx(shift + scale * plain.mean, rel=1e-7, abs=1e-7 * scale)


def test_a_part_left_out_has_neither_variance_nor_covariance():
    layout = made(1)
    found = fit(replace(layout, year=False))
    assert found.variances[1] == 0
    assert not found.covariance[1].any()
    assert found.covariance[0, 0] > 0


def test_known_sampling_variance_alone_can_carry_the_model():
    value = np.array([[1.0], [2.0], [9.0]])
    found = fit(Layout(value, value < 99, True, False, (), np.ones_like(value), np.eye(1)))
    assert found.variances[0] > 0
    assert found.variances.size == 2


def test_figures_that_do_not_swing_end_without_a_crash():
    value = np.add.outer(np.arange(4.0), np.arange(3.0))
    ones = np.ones_like(value)
    found = fit(Layout(value, ones > 0, True, True, (ones,), 0 * ones, np.eye(3)))
    assert np.isfinite(found.variances).all()
    assert 0 < found.variances[2] < 1e-8


def test_a_search_that_is_cut_short_still_answers(monkeypatch):
    monkeypatch.setattr("xl_beregner.measures.schools.variance._MOST_STEPS", 1)
    assert (fit(made(1)).variances > 0).all()


def test_a_search_that_finds_no_way_on_answers_where_it_stands(monkeypatch):
    monkeypatch.setattr("xl_beregner.measures.schools.variance._is_proper", lambda *_: False)
    assert (fit(made(1)).variances > 0).all()


@pytest.mark.parametrize(
    ("mask", "freedom"),
    [
        ([[1, 1], [1, 1]], 1),
        ([[1, 1], [1, 0]], 0),
        ([[1, 0], [0, 1]], 0),
        ([[1, 1, 1], [1, 1, 1], [1, 1, 0]], 3),
        ([[1, 1, 0], [0, 1, 1], [0, 0, 0]], 0),
    ],
)
def test_freedom_is_what_schools_and_years_leave(mask, freedom):
    mask = np.array(mask, bool)
    value = np.where(mask, np.arange(mask.size).reshape(mask.shape) ** 2.0, np.nan)
    assert leftover(value, mask)[0] == freedom


def test_nothing_is_left_of_figures_that_are_school_plus_year():
    value = np.add.outer(np.arange(4.0) * 7.3, np.arange(3.0))
    freedom, share = leftover(value, value < 99)
    assert freedom == 6
    assert share < 1e-25


def test_a_country_of_schools_over_18_years_fits_in_under_a_second():
    layout = made(1, schools=1100, years=18, counts=True, missing=0.1)
    begun = time.process_time()
    found = fit(layout)
    assert time.process_time() - begun < 2.0  # some 0.3 s alone; the machine may be busy
    assert found.variances[0] == pytest.approx(4, rel=0.15)
