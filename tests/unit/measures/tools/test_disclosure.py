"""A figure on few pupils is not shown."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.errors import MissingValueError, ShapeError, ValueRangeError
from xl_beregner.measures.tools.disclosure import shown_rows


@given(st.floats(-1e6, 1e6).filter(lambda x: not 0 < abs(x) < 1e-100), st.integers(0, 40), st.integers(1, 20))
def test_a_figure_is_shown_exactly_when_enough_pupils_stand_behind_it(value, count, least):
    found = shown_rows(value, count, least)
    assert found.verdict == ["" if count >= least else "too_few"]
    assert (found.value[0] == value) == (count >= least)


def test_the_least_count_is_five_if_nothing_else_is_said():
    assert shown_rows(np.array([1.0, 1.0]), np.array([4.0, 5.0])).verdict == ["too_few", ""]


@pytest.mark.parametrize("pupils", [None, math.nan])
def test_a_figure_whose_count_is_unknown_is_not_shown(pupils):
    found = shown_rows(7.4, pupils)
    assert found.verdict == ["count_unknown"]
    assert np.isnan(found.value[0])


def test_a_blank_figure_stays_blank_whatever_the_count():
    found = shown_rows(np.array([math.nan] * 3), np.array([3.0, 30.0, math.nan]))
    assert found.verdict == ["", "", ""]
    assert np.isnan(found.value).all()


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((7, -1), ValueRangeError),
        ((7, 4.5), ValueRangeError),
        ((7, 8, 0.5), ValueRangeError),
        ((7, 8, math.nan), MissingValueError),
        ((np.ones(2), np.ones(3)), ShapeError),
    ],
)
def test_what_cannot_be_is_refused(arguments, error):
    with pytest.raises(error):
        shown_rows(*arguments)
