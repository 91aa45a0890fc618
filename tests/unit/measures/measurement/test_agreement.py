"""ENIGHED: laws and edges; its numbers stand in reference/test_published_numbers.py."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import xl_beregner
from xl_beregner.errors import ShapeError, ValueRangeError
from xl_beregner.measures.measurement.agreement import agreement_rows, kappa_with_error, weighted_kappa

pairs = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=5, max_size=60)


def both(found):
    one, other = np.array(found).T
    assume(np.ptp(one) and np.ptp(other))
    return one, other


@settings(max_examples=60, deadline=None)
@given(pairs, st.sampled_from(["none", "linear", "quadratic"]))
@example([(1, 3), (1, 3), (1, 3), (3, 1), (4, 0)], "quadratic")  # rounds to just below -1
def test_the_assessors_may_change_places_and_the_scale_may_turn(found, weights):
    one, other = both(found)
    there, back, turned = (
        weighted_kappa(*given, weights) for given in ((one, other), (other, one), (4 - one, 4 - other))
    )
    np.testing.assert_allclose(back, there, atol=1e-9)
    np.testing.assert_allclose(turned, there, atol=1e-9)
    assert -1 <= there[1] <= there[0] <= there[2] <= 1


@settings(max_examples=30, deadline=None)
@given(pairs)
def test_who_agree_wholly_have_kappa_1_and_still_an_interval(found):
    one, _ = both(found)
    for weights in ("none", "linear", "quadratic"):
        kappa, lower, upper = weighted_kappa(one, one, weights)
        assert (kappa, upper) == (1, 1)
        assert lower < 1
        assert kappa_with_error(one, one, weights)[1] == 0


def test_a_longer_scale_than_was_used_does_not_change_kappa():
    one, other = ["4", "7", "7", "10", "4", "10"], ["4", "7", "10", "10", "7", "10"]
    short = agreement_rows(one, other, "linear", ["4", "7", "10"])
    long = agreement_rows(one, other, "linear", ["-3", "0", "2", "4", "7", "10", "12"])
    assert short.kappa[0] == pytest.approx(long.kappa[0])
    assert long.scale == ["own"]


def test_a_lenient_second_assessor_is_told_in_steps():
    found = agreement_rows(["18a", "17", "15", "12", "9"], ["18b", "18a", "16", "13", "10"])
    assert (found.bias[0], found.exact_percent[0], found.within_one_percent[0]) == (1, 0, 100)
    assert found.scale == ["lus"]


def test_grades_are_the_same_however_they_are_written():
    found = xl_beregner.evaluate(
        "BEREGNER_ENIGHED", ["00", "02", 4.0, "12", "-3"], [0.0, 2.0, "4", 12.0, -3.0], "kvadratisk"
    )
    assert found[0][0] == 1
    assert found[0][3:8] == [100.0, 100.0, 0.0, 5.0, "7-trins-skalaen"]


def test_unlike_grades_are_steps_not_points_apart():
    # From 02 to 4 and from 7 to 10 is one step each.
    found = agreement_rows(["02", "7", "10", "12", "4"], ["4", "10", "12", "12", "4"])
    assert found.within_one_percent[0] == 100
    assert found.bias[0] == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("pupils", "key"), [(4, "too_few"), (5, "few"), (29, "few"), (30, "ok"), (1, "too_few")]
)
def test_few_pupils_are_told(pupils, key):
    labels = (["4", "7", "10"] * 20)[:pupils]
    found = agreement_rows(labels, labels)
    assert found.text == [key]
    assert found.n[0] == pupils
    assert math.isnan(found.kappa[0]) == (key == "too_few")
    assert math.isnan(found.exact_percent[0]) == (key == "too_few")


@pytest.mark.parametrize("other", [["7"] * 6, ["7", "4", "7", "10", "7", "7"]])
def test_one_label_only_leaves_kappa_undefined(other):
    for found in (agreement_rows(["7"] * 6, other), agreement_rows(other, ["7"] * 6)):
        assert found.text == ["one_level"]
        assert np.isnan([found.kappa[0], found.lower[0], found.upper[0]]).all()
        assert found.exact_percent[0] == pytest.approx(100 * np.mean([label == "7" for label in other]))


def test_rows_where_either_is_blank_are_left_out():
    found = agreement_rows([*"ABCDEAB", None], [*"ABCDDA", None, "A"])
    assert found.n[0] == 6
    assert agreement_rows([None, "A"], ["A", None]).text == ["no_values"]


def test_a_single_label_counts_for_every_row():
    assert agreement_rows(["A"], [*"ABCDE"]).n[0] == 5


def test_what_cannot_be_is_refused():
    with pytest.raises(ShapeError):
        agreement_rows([*"ABC"], [*"AB"])
    with pytest.raises(ValueRangeError):
        agreement_rows([*"ABC"], [*"ABC"], "cubic")
    with pytest.raises(ValueRangeError) as found:
        agreement_rows(["god"] * 5, ["svag"] * 5)
    assert found.value.key == "measures_ukendt_orden"


@pytest.mark.parametrize("step", [1, 0.5])
def test_more_steps_than_judgements_have_are_refused_in_words(step):
    labels = [str(step * at) for at in range(201)]
    assert agreement_rows(labels[:200], labels[1:200] + labels[:1]).n[0] == 200
    for one, other in ((labels, labels[:1]), (labels[:120], labels[81:])):
        with pytest.raises(ValueRangeError) as found:
            agreement_rows(one, [*other, *other[:1] * (len(one) - len(other))])
        assert found.value.key == "measures_for_mange_trin"
        assert "201 forskellige trin" in str(found.value)


def test_the_same_grade_written_in_many_ways_is_one_step():
    zeros = [f"0,{'0' * at}" for at in range(1, 150)] + ["1"] * 20
    assert agreement_rows(zeros, zeros).text == ["ok"]


def test_a_scale_may_have_200_steps_and_no_more():
    scale = [f"trin {at}" for at in range(201)]
    assert agreement_rows(scale[:6], scale[1:7], scale=scale[:200]).n[0] == 6
    with pytest.raises(ValueRangeError) as found:
        agreement_rows(scale[:6], scale[1:7], scale=scale)
    assert found.value.key == "measures_for_mange_trin"
    with pytest.raises(ValueRangeError) as found:
        agreement_rows(scale, scale, scale=scale[:7])
    assert found.value.key == "measures_uden_for_skala"


def test_60_000_pupils_are_compared():
    one = np.random.default_rng(1).integers(0, 100, 60_000)
    found = agreement_rows([str(v) for v in one], [str(v) for v in np.clip(one + 1, 0, 99)], "quadratic")
    assert found.kappa[0] > 0.99


@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
def test_who_never_agree_have_an_interval_too(weights):
    # Half of each label, always the other one: the standard error is 0 there as well.
    one = np.repeat([0, 1], 10)
    kappa, lower, upper = weighted_kappa(one, 1 - one, weights)
    assert (kappa, lower) == (pytest.approx(-1), pytest.approx(-1))
    assert -1 < upper < 0
