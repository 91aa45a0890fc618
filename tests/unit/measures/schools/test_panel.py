"""Rows become a table of schools and years, or are refused with their place."""

from __future__ import annotations

import math

import numpy as np
import pytest

from xl_beregner.errors import ShapeError, ValueRangeError
from xl_beregner.measures.schools.panel import arrange, counts_tell, too_few_pupils

NAN = math.nan


def column(*numbers):
    return np.array(numbers, float)


def test_schools_stand_in_order_of_first_appearance_and_years_in_order():
    panel = arrange(["B", "A", "B"], column(2024, 2023, 2022), column(1, 2, 3))
    assert panel.schools == ("B", "A")
    np.testing.assert_array_equal(panel.years, [2022, 2023, 2024])
    np.testing.assert_array_equal(panel.value, [[3, NAN, 1], [NAN, 2, NAN]])


def test_a_row_without_school_year_or_value_is_no_figure():
    panel = arrange([None, "A", "A", "A"], column(2024, NAN, 2024, 2023), column(1, 2, NAN, 4))
    assert panel.schools == ("A",)
    np.testing.assert_array_equal(panel.value, [[4]])


def test_a_school_without_figures_keeps_its_place():
    panel = arrange(["A", "B"], column(2024, 2024), column(NAN, 2))
    assert panel.schools == ("A", "B")
    np.testing.assert_array_equal(panel.has_values, [False, True])
    np.testing.assert_array_equal(panel.at_latest(panel.value), [NAN, 2])


def test_no_figures_at_all_is_an_empty_table():
    panel = arrange(["A"], column(2024), column(NAN), column(20))
    assert panel.years.size == 0
    assert panel.pupils is None
    np.testing.assert_array_equal(panel.at_latest(panel.value), [NAN])


def test_the_latest_figure_is_each_schools_own():
    panel = arrange(["A", "A", "B"], column(2023, 2024, 2022), column(1, 2, 3), column(10, 11, 12))
    np.testing.assert_array_equal(panel.at_latest(panel.value), [2, 3])
    np.testing.assert_array_equal(panel.at_latest(panel.pupils), [11, 12])
    np.testing.assert_array_equal(panel.at_latest(None), [NAN, NAN])


@pytest.mark.parametrize("which", ["pupils", "standard_error"])
def test_counts_and_standard_errors_are_used_only_if_every_figure_has_one(which):
    rows = ["A", "A", "B"], column(2023, 2024, 2024), column(1, 2, NAN)
    table = {"pupils": "pupils", "standard_error": "sampling_variance"}[which]
    assert getattr(arrange(*rows, **{which: column(10, NAN, 10)}), table) is None
    full = getattr(arrange(*rows, **{which: column(10, 20, NAN)}), table)
    power = 1 if which == "pupils" else 2
    np.testing.assert_array_equal(full[0], column(10, 20) ** power)


def test_the_same_school_and_year_twice_is_refused_by_name():
    with pytest.raises(ShapeError) as found:
        arrange(["A", "B", "B"], column(2024, 2023, 2023), column(1, 2, 3))
    assert found.value.facts == {"skole": "B", "aar": 2023}


def test_a_second_row_without_a_value_is_no_duplicate():
    assert arrange(["A", "A"], column(2024, 2024), column(1, NAN)).value.tolist() == [[1]]


@pytest.mark.parametrize(
    ("year", "value", "extra", "argument"),
    [
        (1899, 1, {}, "year"),
        (2201, 1, {}, "year"),
        (2024.5, 1, {}, "year"),
        (2024, math.inf, {}, "value"),
        (2024, 1e16, {}, "value"),
        (2024, 1, {"pupils": column(0)}, "pupils"),
        (2024, 1, {"pupils": column(math.inf)}, "pupils"),
        (2024, 1, {"standard_error": column(0)}, "standard_error"),
        (2024, 1, {"standard_error": column(-1)}, "standard_error"),
    ],
)
def test_what_cannot_be_is_refused_by_name(year, value, extra, argument):
    with pytest.raises(ValueRangeError) as found:
        arrange(["A"], column(year), column(value), **extra)
    assert found.value.facts["argument"] == argument


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ShapeError):
        arrange(["A"], column(2024, 2025), column(1, 2))


def test_counts_that_hardly_differ_tell_nothing_of_sampling():
    assert not counts_tell(column(20, 20, 20, NAN))
    assert not counts_tell(column(20, 20.5, 20))
    assert counts_tell(column(20, 40, 25))


def test_too_few_pupils_is_told_of_the_latest_figure_that_counts():
    school = ["A", "A", None, "B", "B", "C", "D", "D"]
    year = np.array([2023.0, 2022, 2024, 2022, 2023, np.nan, 2022, 2023])
    value = np.array([1.0, 2, 3, 4, np.nan, 5, 6, 7])
    pupils = np.array([5.0, 2, 1, 4, 30, 1, 2, np.nan])
    found = too_few_pupils(school, year, value, pupils, 5)
    assert found.tolist() == [False, True, False, False]
    assert not too_few_pupils(school, year, value, None, 5).any()
