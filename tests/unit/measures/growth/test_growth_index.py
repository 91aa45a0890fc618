"""The conditional growth index: from any norm, averaged where percentiles are not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from support.growth_cases import METHODS, cohort, norm

from xl_beregner.errors import ValueRangeError
from xl_beregner.hosts.engine import evaluate
from xl_beregner.measures.growth.growth_index import growth_index_rows

NAN = math.nan


@pytest.mark.parametrize("method", METHODS)
def test_every_kind_of_norm_gives_the_same_index(method):
    after, before = cohort(40, seed=9)
    found = growth_index_rows(after, before, norm(method).rows())
    plain = growth_index_rows(after, before, norm("normal_growth").rows())
    np.testing.assert_array_equal(found.growth_index, plain.growth_index)
    assert found.text == plain.text


def test_over_its_own_cohort_the_index_has_mean_0_and_sd_1():
    after, before = cohort()
    found = growth_index_rows(after, before, norm().rows()).growth_index
    assert found.mean() == pytest.approx(0, abs=0.02)
    assert found.std() == pytest.approx(1, abs=0.02)


def test_the_percentile_is_the_normal_one_from_1_to_99():
    model = norm("normal_growth")
    before = [np.array([52.0]), np.array([49.0])]
    fitted = model.conditional[1]
    middle, sd = fitted.expectation(model.priors, before)[0], fitted.sd(model.priors, before)[0]
    steps = np.array([-9.0, -1.0, 0.0, 0.5, 1.0, 9.0])
    found = growth_index_rows(middle + steps * sd, np.array([[52.0, 49.0]]), model.rows())
    np.testing.assert_allclose(found.growth_index, steps, atol=1e-10)
    np.testing.assert_array_equal(found.percentile, [1, 16, 50, 69, 84, 99])


def test_blank_scores_give_blank_rows_and_a_missing_older_score_a_lower_order():
    before = np.array([[50.0, 50.0], [NAN, 50.0], [50.0, NAN]])
    found = growth_index_rows(np.array([NAN, 55.0, 55.0]), before, norm().rows())
    assert found.text == ["", "", "index"]
    np.testing.assert_array_equal(np.isnan(found.growth_index), [True, True, False])
    np.testing.assert_array_equal(np.isnan(found.percentile), [True, True, False])
    alone = growth_index_rows(np.array([55.0]), np.array([[50.0]]), norm().rows())
    assert found.growth_index[2] == alone.growth_index[0]


@pytest.mark.parametrize("after", [-300.0, 300.0])
def test_an_outcome_outside_the_norm_is_told(after):
    assert growth_index_rows(np.array([after]), np.array([[50.0]]), norm().rows()).text == ["index_outside"]


def test_an_earlier_score_outside_the_norm_is_told_and_the_index_a_number():
    found = growth_index_rows(np.full(2, 50.0), np.array([[1e15], [-1e15]]), norm().rows())
    assert found.text == ["index_outside"] * 2
    assert np.isfinite(found.growth_index).all()


def test_two_norms_at_once_are_refused():
    with pytest.raises(ValueRangeError):
        growth_index_rows(np.ones(1), np.ones((1, 1)), [*norm().rows(), *norm().rows()])


def test_the_sentence_tells_that_the_tests_errors_are_not_counted_in():
    sheet = evaluate("BEREGNER_MODEL", *(x.tolist() for x in cohort()), "normalfordeling")
    ((index, _, text),) = evaluate("BEREGNER_PROGRESSIONSINDEKS", 60.0, [[50.0, 50.0]], sheet)
    assert f"{index:+.1f}".replace("-", "−").replace(".", ",") in text
    assert "målefejl er ikke regnet med" in text
