"""RESSOURCER: an example whose arithmetic adds up."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.errors import CellError, ShapeError
from xl_beregner.measures.tools.resources import resource_rows

PUPILS = np.array([400.0, 250.0, 600.0])
INDEX = np.array([90.0, 140.0, 95.0])

schools = st.lists(
    st.tuples(st.floats(0, 2000), st.floats(0, 1e6)).filter(lambda row: row[0] * row[1] > 1e-3 or 0 in row),
    min_size=1,
    max_size=30,
).filter(lambda rows: any(a * b > 0 for a, b in rows))


def test_the_arithmetic_is_the_open_one():
    found = resource_rows(PUPILS, INDEX, 60_000, 3e6)
    weighted = PUPILS * INDEX
    np.testing.assert_allclose(found.base, 60_000 * PUPILS)
    np.testing.assert_allclose(found.structural, 3e6 * weighted / weighted.sum())
    np.testing.assert_allclose(found.total, found.base + found.structural)
    assert found.index_100 @ PUPILS / PUPILS.sum() == pytest.approx(100)
    assert found.text == ["ok"] * 3


@given(schools, st.floats(0, 1e9), st.floats(0, 1e5))
def test_the_shares_add_up_to_the_pool(rows, pool, base):
    pupils, index = np.array(rows).T
    found = resource_rows(pupils, index, base, pool)
    assert math.fsum(found.structural) == pytest.approx(pool, rel=1e-12)
    assert math.fsum(found.total) == pytest.approx(pool + base * math.fsum(pupils), rel=1e-12)


@given(schools, st.floats(1e-3, 1e3))
def test_the_unit_of_the_index_changes_nothing(rows, scale):
    pupils, index = np.array(rows).T
    plain, scaled = resource_rows(pupils, index, 10, 1e6), resource_rows(pupils, scale * index, 10, 1e6)
    np.testing.assert_allclose(scaled.structural, plain.structural, rtol=1e-9, atol=1e-6)


def test_equal_need_shares_by_pupils_alone():
    found = resource_rows(PUPILS, 7.0, 0, 1250)
    np.testing.assert_allclose(found.structural, PUPILS)
    np.testing.assert_allclose(found.index_100, 100)


def test_a_school_without_index_takes_no_part_and_everyone_is_told():
    found = resource_rows(PUPILS, np.array([90.0, math.nan, 95.0]), 60_000, 3e6)
    assert found.text == ["ok_some_left_out", "no_index", "ok_some_left_out"]
    assert np.nansum(found.structural) == pytest.approx(3e6)
    for column in found[:4]:
        assert np.isnan(column).tolist() == [False, True, False]


def test_a_row_without_pupils_is_blank_and_0_pupils_are_not():
    found = resource_rows(np.array([400.0, math.nan, 0.0]), INDEX, 60_000, 3e6)
    assert found.text == ["ok", "", "ok"]
    assert np.isnan(found.index_100[1])
    assert (found.base[2], found.structural[2], found.total[2]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("pupils", "index"), [(PUPILS, 0.0), (np.zeros(3), INDEX), (np.array([0.0, 5.0]), np.array([9.0, 0.0]))]
)
def test_nobody_to_share_by_is_told(pupils, index):
    found = resource_rows(pupils, index, 60_000, 3e6)
    assert set(found.text) == {"nothing_to_share_by"}
    for column in found[:4]:
        assert np.isnan(column).all()


@pytest.mark.parametrize("size", [1e-90, 1e14])
def test_large_and_small_indices_are_answered(size):
    found = resource_rows(PUPILS, INDEX / 100 * size, 60_000, 3e6)
    np.testing.assert_allclose(found.structural, resource_rows(PUPILS, INDEX, 60_000, 3e6).structural)


@pytest.mark.parametrize(
    ("pupils", "index", "base", "pool"),
    [(-1.0, 1.0, 1, 1), (1.0, -1.0, 1, 1), (1.0, 1.0, -1, 1), (1.0, 1.0, 1, -1), (1.0, 1.0, math.nan, 1),
     (1.0, 1.0, 1, math.nan), (math.inf, 1.0, 1, 1), (1.0, 1.0, math.inf, 1)],
)  # fmt: skip
def test_what_cannot_be_is_refused(pupils, index, base, pool):
    with pytest.raises(CellError):
        resource_rows(np.array([pupils]), np.array([index]), base, pool)


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ShapeError):
        resource_rows(PUPILS, np.ones(2), 1, 1)
