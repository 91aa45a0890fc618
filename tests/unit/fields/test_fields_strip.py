"""The strip puts every mark of a row on one straight scale between 0 and 1."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.fields.strip import PADDING, positions

MARK = st.one_of(st.just(np.nan), st.floats(-1e6, 1e6))


def placed(marks: dict[str, float], also: list[float]) -> dict[str, float]:
    found = positions({key: np.array([mark]) for key, mark in marks.items()}, [np.array([x]) for x in also])
    return {key: float(at[0]) for key, at in found.items()}


def test_the_ends_lie_just_inside():
    found = placed({"low": 2.0, "middle": 3.0, "high": 4.0}, [])
    assert found == pytest.approx({"low": PADDING, "middle": 0.5, "high": 1 - PADDING})


def test_what_belongs_on_the_scale_widens_it():
    assert placed({"a": 0.0, "b": 1.0}, [2.0])["b"] == pytest.approx(0.5)


def test_one_number_alone_stands_in_the_middle():
    assert placed({"a": 7.4, "b": np.nan}, []) == pytest.approx({"a": 0.5, "b": np.nan}, nan_ok=True)


def test_no_number_at_all_gives_no_mark():
    assert np.isnan(placed({"a": np.nan}, [np.nan])["a"])


@given(st.dictionaries(st.sampled_from("abcdef"), MARK, min_size=1), st.lists(MARK, max_size=2))
def test_marks_keep_their_order_and_stay_inside(marks, also):
    found = placed(marks, also)
    for key, mark in marks.items():
        assert np.isnan(found[key]) == np.isnan(mark)
        if not np.isnan(mark):
            assert -1e-9 <= found[key] <= 1 + 1e-9
    seen = sorted((mark, found[key]) for key, mark in marks.items() if not np.isnan(mark))
    assert all(a[1] <= b[1] + 1e-9 for a, b in itertools.pairwise(seen))
