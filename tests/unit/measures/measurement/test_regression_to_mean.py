"""What a selected group does by itself; the textbook example is checked in reference/."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner import texts
from xl_beregner.errors import ShapeError, ValueRangeError
from xl_beregner.measures.measurement.regression_to_mean import retest_rows

means = st.floats(-1000, 1000).filter(lambda x: not 0 < abs(x) < 1e-100)


def one(*arguments):
    return [column[0] for column in retest_rows(*arguments)]


@given(means, means, st.floats(0, 1))
def test_the_change_is_what_lies_between_the_two_means(group, everyone, reliability):
    expected, change, _ = one(group, everyone, reliability)
    assert expected == pytest.approx(group + change, abs=1e-9)


@given(means, means, st.floats(0.01, 0.99))
def test_a_low_group_rises_and_a_high_one_falls(group, everyone, reliability):
    text = one(group, everyone, reliability)[2]
    assert text == ("no_change" if group == everyone else "rise" if group < everyone else "fall")


@pytest.mark.parametrize(
    ("reliability", "expected", "change", "text"),
    [(0, 52, 21, "all_chance"), (1, 31, 0, "no_regression"), (0.5, 41.5, 10.5, "rise")],
)
def test_the_reliability_says_how_much_comes_by_itself(reliability, expected, change, text):
    assert one(31, 52, reliability) == [expected, change, text]


def test_a_blank_group_gives_a_blank_row_and_what_is_missing_is_told():
    found = retest_rows(
        np.array([math.nan, 31, 31, 31]),
        np.array([52, math.nan, 52, 52]),
        np.array([0.5, 0.5, math.nan, 0.5]),
    )
    assert found.text == ["", "incomplete", "incomplete", "rise"]
    np.testing.assert_array_equal(np.isnan(found.expected_retest), [True, True, True, False])
    np.testing.assert_array_equal(np.isnan(found.change_without_effect), [True, True, True, False])


@pytest.mark.parametrize("reliability", [-0.1, 1.1, 85])
def test_a_reliability_outside_0_to_1_is_refused(reliability):
    with pytest.raises(ValueRangeError) as found:
        retest_rows(np.array([31.0]), 52, reliability)
    assert found.value.facts == {"argument": "reliability", "fundet": reliability}


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_number_asked_for_is_the_correlation_of_the_two_tests(language):
    asked = texts.words(language)["funktion.REGRESSIONMODMIDDEL.argument.reliability.hjaelp"]
    for word in (r"korrelation|correlation", r"reliabilit|reliability", r"et år|ett år|a year"):
        assert re.search(word, asked), word


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ShapeError):
        retest_rows(np.array([1.0, 2.0]), np.array([1.0, 2.0, 3.0]), 0.5)
