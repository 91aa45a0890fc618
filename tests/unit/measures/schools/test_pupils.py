"""Rows of pupils gathered by school."""

from __future__ import annotations

import math

import numpy as np
import pytest

from xl_beregner.errors import ShapeError
from xl_beregner.measures.schools.pupils import gather

SCHOOL = ["B", None, "A", "B", "C", "A"]
RESULT = np.array([1.0, 2.0, 3.0, 5.0, math.nan, 7.0])


def test_schools_stand_in_order_of_first_appearance_also_without_pupils():
    found = gather(SCHOOL, RESULT)
    assert found.schools == ("B", "A", "C")
    np.testing.assert_array_equal(found.count, [2, 2, 0])
    np.testing.assert_array_equal(found.used, [True, False, True, True, False, True])


def test_sums_means_and_distances_are_by_school():
    found = gather(SCHOOL, RESULT)
    kept = RESULT[found.used]
    np.testing.assert_array_equal(found.sums(kept), [6, 10, 0])
    np.testing.assert_array_equal(found.means(kept), [3, 5, 0])
    np.testing.assert_array_equal(found.within(kept), [-2, -2, 2, 2])


@pytest.mark.parametrize("shape", [(), (1,), (3,), (0,), (2, 3), (0, 0)])
def test_several_columns_are_each_summed_in_their_place(shape):
    found = gather(SCHOOL, RESULT)
    values = np.arange(4.0 * math.prod(shape)).reshape(4, *shape)
    sums = found.sums(values)
    assert sums.shape == (3, *shape)
    np.testing.assert_array_equal(sums[1], values[1] + values[3])
    np.testing.assert_array_equal(found.means(values)[0], (values[0] + values[2]) / 2)


def test_a_pupil_counts_only_with_a_number_in_every_column():
    several = np.column_stack([RESULT, [1, 1, math.nan, 1, 1, 1]])
    np.testing.assert_array_equal(gather(SCHOOL, RESULT, several).count, [2, 1, 0])


def test_no_pupil_at_all_is_no_fault():
    found = gather(["A", "B"], np.full(2, math.nan))
    np.testing.assert_array_equal(found.means(np.empty(0)), [0, 0])
    np.testing.assert_array_equal(found.sums(np.empty((0, 2))), np.zeros((2, 2)))


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ShapeError):
        gather(SCHOOL, RESULT[:5])
