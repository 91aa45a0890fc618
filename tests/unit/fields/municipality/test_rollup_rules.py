"""How figures add up, rule by rule, with their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_beregner.fields.municipality import rollup_rules as rules
from xl_beregner.fields.municipality.rollup_rules import Scale
from xl_beregner.measures.rules import wilson_interval

SCALE = Scale(-3.0, 12.0, 0.95)
PCT = Scale(0.0, 100.0, 0.95)

counts = st.lists(st.integers(1, 400), min_size=1, max_size=30)


@given(counts, st.floats(-3, 12))
def test_schools_that_are_all_alike_add_up_to_what_they_are(pupils, value):
    count = np.array(pupils, float)
    found = rules.weighted_mean(np.full(len(count), value), count, 4 / count, SCALE)
    assert found.value == pytest.approx(value, abs=1e-9)
    # Two over the square root of all pupils: as if they were one school.
    assert found.error == pytest.approx(2 / np.sqrt(count.sum()))


def test_a_mean_counts_every_school_with_its_pupils():
    found = rules.weighted_mean(np.array([6.0, 9.0]), np.array([100.0, 50.0]), np.array([0.01, 0.04]), SCALE)
    assert found.value == pytest.approx(7.0)
    assert found.error == pytest.approx(np.sqrt(100**2 * 0.01 + 50**2 * 0.04) / 150)


def test_an_interval_stays_on_its_scale():
    found = rules.weighted_mean(np.array([11.9]), np.array([10.0]), np.array([1.0]), SCALE)
    assert found.upper == 12.0


def test_a_mean_without_errors_has_no_interval_and_says_so():
    found = rules.weighted_mean(np.array([6.0, 7.0]), np.array([5.0, 5.0]), np.array([0.1, np.nan]), SCALE)
    assert found.value == 6.5
    assert np.isnan(found.lower)
    assert found.no_interval == "ukendt"


def test_a_share_has_wilsons_interval_of_the_pooled_counts():
    found = rules.share(np.array([90.0, 40.0]), np.array([100.0, 50.0]), PCT)
    lower, upper = wilson_interval(110, 150)
    assert found.value == pytest.approx(100 * 110 / 150)
    assert (found.lower, found.upper) == pytest.approx((100 * lower, 100 * upper))


def test_a_share_of_none_and_of_all_stays_within_its_ends():
    nobody = rules.share(np.zeros(2), np.array([30.0, 40.0]), PCT)
    everybody = rules.share(np.full(2, 100.0), np.array([30.0, 40.0]), PCT)
    assert nobody.value == nobody.lower == 0
    assert nobody.upper > 0
    assert everybody.value == everybody.upper == 100
    assert nobody.error > 0


def test_a_sum_is_a_count_of_all_and_has_no_sampling_error():
    found = rules.total(np.array([3.0, 4.0]), np.array([np.nan, 2.0]))
    assert found.value == 7
    assert found.error == 0
    assert found.no_interval == "optaelling"
    assert np.isnan(found.count)


def test_a_median_is_the_lower_of_two_middle_values():
    assert rules.weighted_median(np.array([15.0, 17.0]), np.array([10.0, 10.0])) == 15
    assert rules.weighted_median(np.array([15.0, 17.0]), np.array([10.0, 11.0])) == 17


# Binomial ranks of a 95 % interval for a median; Conover (1999), Practical Nonparametric Statistics, 3.2.
@pytest.mark.parametrize(("size", "rank"), [(6, 1), (8, 1), (9, 2), (12, 3), (15, 4), (20, 6), (30, 10)])
def test_a_median_of_equal_weights_has_the_binomial_interval(size, rank):
    found = rules.median(np.arange(1.0, size + 1), np.full(size, 7.0), Scale(np.nan, np.nan, 0.95))
    assert (found.lower, found.upper) == (rank, size - rank + 1)


def test_a_median_of_few_or_of_one_large_and_small_schools_has_no_interval():
    few = rules.median(np.arange(5.0), np.full(5, 9.0), SCALE)
    uneven = rules.median(np.arange(10.0), np.array([500.0, *[1.0] * 9]), SCALE)
    assert few.no_interval == uneven.no_interval == "faa_dele"
    assert uneven.value == 0
