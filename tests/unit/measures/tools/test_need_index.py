"""The index of need: its laws, its blanks, and shares in whole money that add up."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.measures.tools.need_index import need_index, whole_amounts

PUPILS = np.array([400.0, 250.0, 50.0])
FACTORS = np.array([[4.0, 50.0], [10.0, 40.0], [20.0, 30.0]])
SHARES = np.array([True, True])


def test_the_pupils_mean_is_100() -> None:
    found = need_index(PUPILS, FACTORS, np.array([0.4, -0.6]), SHARES)
    assert float(found.index_100 @ PUPILS) / PUPILS.sum() == pytest.approx(100)


def test_it_is_each_factor_over_its_mean() -> None:
    found = need_index(PUPILS, FACTORS, np.array([1.0, 0.0]), SHARES)
    mean = float(PUPILS @ FACTORS[:, 0]) / PUPILS.sum()
    np.testing.assert_allclose(found.index_100, 100 * FACTORS[:, 0] / mean)
    assert found.mean[0] == pytest.approx(mean)


def test_a_weight_below_0_counts_what_is_left() -> None:
    turned = FACTORS.copy()
    turned[:, 1] = 100 - turned[:, 1]
    one = need_index(PUPILS, FACTORS, np.array([0.4, -0.6]), SHARES)
    other = need_index(PUPILS, turned, np.array([0.4, 0.6]), SHARES)
    np.testing.assert_allclose(one.index_100, other.index_100)


@given(st.floats(1e-3, 1e3))
def test_only_the_sizes_of_weights_to_each_other_matter(scale: float) -> None:
    weights = np.array([0.4, -0.6])
    one, other = (need_index(PUPILS, FACTORS, each, SHARES) for each in (weights, scale * weights))
    np.testing.assert_allclose(one.index_100, other.index_100)
    np.testing.assert_allclose(one.reach, other.reach)


def test_a_school_without_a_factor_that_weighs_takes_no_part() -> None:
    missing = FACTORS.copy()
    missing[0, 0] = math.nan
    found = need_index(PUPILS, missing, np.array([1.0, 0.0]), SHARES)
    assert math.isnan(found.index_100[0])
    assert float(found.index_100[1:] @ PUPILS[1:]) / PUPILS[1:].sum() == pytest.approx(100)
    # One that does not weigh is missed by nobody.
    assert not np.isnan(need_index(PUPILS, missing, np.array([0.0, 1.0]), SHARES).index_100).any()


def test_few_pupils_swing_more_and_none_with_the_trait_is_not_certain() -> None:
    same = np.array([[0.0], [0.0], [5.0]])
    found = need_index(np.array([30.0, 300.0, 300.0]), same, np.array([1.0]), np.array([True]))
    assert found.reach[0] > found.reach[1] > 0


def test_a_factor_that_is_no_share_has_no_interval() -> None:
    found = need_index(PUPILS, FACTORS, np.array([0.4, 0.6]), np.array([True, False]))
    assert not np.isnan(found.index_100).any()
    assert np.isnan(found.reach).all()


def test_without_weights_there_is_no_index() -> None:
    assert np.isnan(need_index(PUPILS, FACTORS, np.zeros(2), SHARES).index_100).all()


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30), st.integers(0, 10**8))
def test_whole_amounts_add_up_to_the_pool(parts: list[float], pool: int) -> None:
    shares = np.array(parts)
    if shares.sum() <= 0:
        return
    exact = pool * shares / shares.sum()
    found = whole_amounts(exact)
    assert found.sum() == pool
    assert (np.abs(found - exact) < 1 + 1e-6).all()
