"""A school's growth: laws, words and refusals; R's numbers and simulations stand in reference/."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from xl_beregner.errors import MissingValueError, ShapeError, ValueRangeError
from xl_beregner.measures.schools.school_growth import school_growth_rows

COUNTS = (30, 25, 40, 22, 35, 28)


def cohort(seed=1, counts=COUNTS, shift=(0.0,), reliability=0.8):
    """Draw schools, percentiles and both results; ``shift`` is the schools' growth in turn."""
    rng = np.random.default_rng(seed)
    place = np.repeat(np.arange(len(counts)), counts)
    start = 0.5 * np.resize([-1.0, 1.0], len(counts))[place] + rng.normal(0, 0.8, place.size)
    before = start + rng.normal(0, math.sqrt((1 - reliability) / reliability), place.size)
    after = start + rng.normal(0, 0.7, place.size) + np.resize(shift, len(counts))[place]
    spread = math.hypot(0.7, math.sqrt(1 - reliability))
    percentile = np.clip(np.round(100 * ndtr((after - reliability * before) / spread)), 1, 99)
    return [chr(65 + p) for p in place], percentile, before, after


def numbers(found):
    return np.array([np.asarray(column, float) for column in found[1:7]])


def test_the_figure_is_the_mean_on_the_normal_scale():
    school, percentile, *_ = cohort()
    found = school_growth_rows(school, percentile)
    scores = [ndtri(percentile[np.array(school) == name] / 100) for name in found.school]
    freedom = percentile.size - len(scores)
    spread = sum(((own - own.mean()) ** 2).sum() for own in scores) / freedom
    mean = scores[0].mean() / np.sqrt(1 + spread)
    assert found.mean_growth_percentile[0] == pytest.approx(100 * ndtr(mean), rel=1e-12)


def test_the_figure_is_close_to_the_plain_mean_of_the_percentiles():
    school, percentile, *_ = cohort(shift=(0.3, -0.2, 0.1))
    found = school_growth_rows(school, percentile)
    plain = [percentile[np.array(school) == name].mean() for name in found.school]
    away = np.array(plain) - found.mean_growth_percentile
    assert np.abs(away).mean() < 2
    # Neither nearer to 50 nor farther from it: the slope is that of one figure told two ways.
    assert np.polyfit(found.mean_growth_percentile - 50, np.array(plain) - 50, 1)[0] == pytest.approx(
        1, abs=0.2
    )
    np.testing.assert_array_equal(found.pupils, COUNTS)
    assert found.school == list("ABCDEF")
    assert np.all(found.lower < found.mean_growth_percentile)
    assert np.all(found.mean_growth_percentile < found.upper)


@given(st.integers(0, 100))
@settings(max_examples=20)
def test_turning_all_percentiles_round_turns_the_answer_round(seed):
    school, percentile, *_ = cohort(seed, shift=(0.5, -0.2, 0.1))
    there, back = (
        numbers(school_growth_rows(school, percentile)),
        numbers(school_growth_rows(school, 100 - percentile)),
    )
    np.testing.assert_allclose(back[[1, 5]], 100 - there[[1, 5]], rtol=1e-8)
    np.testing.assert_allclose(back[3], 100 - there[4], rtol=1e-9)
    np.testing.assert_allclose(back[2], there[2], rtol=1e-9)


@given(st.floats(-1e4, 1e4), st.floats(1e-3, 1e3), st.floats(-1e4, 1e4), st.floats(1e-3, 1e3))
@settings(max_examples=25)
def test_the_scales_of_the_two_results_do_not_matter(shift1, scale1, shift2, scale2):
    school, percentile, before, after = cohort()
    plain = school_growth_rows(school, percentile, before, after, 0.8)
    moved = school_growth_rows(school, percentile, shift1 + scale1 * before, shift2 + scale2 * after, 0.8)
    np.testing.assert_allclose(numbers(moved), numbers(plain), rtol=1e-5)
    assert moved.text == plain.text


@pytest.mark.parametrize("size", [1e9, 1e-9])
def test_results_of_any_size_are_corrected_alike(size):
    school, percentile, before, after = cohort()
    plain = school_growth_rows(school, percentile, before, after, 0.8)
    moved = school_growth_rows(school, percentile, size * before, size * after, 0.8)
    np.testing.assert_allclose(numbers(moved), numbers(plain), rtol=1e-9)


def test_the_correction_raises_schools_with_weak_intakes_and_lowers_the_others():
    school, percentile, before, after = cohort()
    plain = school_growth_rows(school, percentile).mean_growth_percentile
    corrected = school_growth_rows(school, percentile, before, after, 0.8).mean_growth_percentile
    assert np.all((corrected - plain)[::2] > 0)
    assert np.all((corrected - plain)[1::2] < 0)


def test_the_lower_the_reliability_the_stronger_the_correction():
    school, percentile, before, after = cohort()
    moved = [
        school_growth_rows(school, percentile, before, after, r).mean_growth_percentile[0]
        for r in (0.99, 0.9, 0.8, 0.7, 0.6)
    ]
    assert (np.diff(moved) > 0).all()


def test_the_corrected_interval_is_wider_where_the_intake_is_far_from_the_mean():
    school, percentile, before, after = cohort(counts=(40,) * 5)
    before = before + np.repeat([0, 0, 0, 0, 2.0], 40)
    after = after + np.repeat([0, 0, 0, 0, 2.0], 40)
    found = school_growth_rows(school, percentile, before, after, 0.9)
    assert all(text.endswith("_corrected") for text in found.text)
    assert not any(text.endswith("_not_corrected") for text in found.text)
    error = (ndtri(found.upper / 100) - ndtri(found.lower / 100))[-2:]
    assert error[1] > 1.1 * error[0]


def test_a_reliability_of_one_leaves_the_percentiles_as_they_are():
    school, percentile, before, after = cohort()
    plain = school_growth_rows(school, percentile)
    perfect = school_growth_rows(school, percentile, before, after, 1)
    np.testing.assert_array_equal(numbers(perfect), numbers(plain))
    assert perfect.text == plain.text


def not_corrected(found, plain):
    np.testing.assert_array_equal(numbers(found), numbers(plain))
    assert found.text == [f"{text}_not_corrected" for text in plain.text]


@pytest.mark.parametrize("missing", range(3))
def test_half_of_what_a_correction_takes_is_told_and_nothing_is_corrected(missing):
    school, percentile, before, after = cohort()
    given_ = [before, after, 0.8]
    given_[missing] = None
    not_corrected(school_growth_rows(school, percentile, *given_), school_growth_rows(school, percentile))


@pytest.mark.parametrize("why", ["constant before", "constant after", "before by school", "after is before",
                                 "after turned round", "hardly reliable", "few pupils"])  # fmt: skip
def test_what_cannot_be_corrected_is_told_and_left_as_it_is(why):
    school, percentile, before, after = cohort(counts=(24, 25) if why == "few pupils" else COUNTS)
    reliability = 0.3 if why == "hardly reliable" else 0.8
    if why == "constant before":
        before = np.full_like(before, 1e9)
    if why == "constant after":
        after = np.zeros_like(after)
    if why == "before by school":
        before = np.array([float(ord(s)) for s in school])
    if why == "after is before":
        after = 3 * before + 1
    if why == "after turned round":
        after = -after
    not_corrected(
        school_growth_rows(school, percentile, before, after, reliability),
        school_growth_rows(school, percentile),
    )


def test_of_several_earlier_results_neither_order_nor_scale_matters():
    school, percentile, before, after = cohort()
    other = before + np.random.default_rng(9).normal(0, 0.8, before.size)
    plain = school_growth_rows(school, percentile, np.column_stack([before, other]), after, 0.8)
    turned = school_growth_rows(school, percentile, np.column_stack([3 - 7 * other, before]), after, 0.8)
    np.testing.assert_allclose(numbers(turned), numbers(plain), rtol=1e-9)
    assert not any(text.endswith("_not_corrected") for text in plain.text)


def test_the_same_earlier_result_twice_cannot_be_corrected():
    school, percentile, before, after = cohort()
    twice = np.column_stack([before, 2 * before])
    not_corrected(
        school_growth_rows(school, percentile, twice, after, 0.8), school_growth_rows(school, percentile)
    )


def test_a_pupil_without_an_earlier_result_counts_only_where_nothing_is_corrected():
    school, percentile, before, after = cohort()
    before[0], after[1] = math.nan, math.nan
    assert school_growth_rows(school, percentile, before, after, 0.8).pupils[0] == COUNTS[0] - 2
    assert school_growth_rows(school, percentile, before, after, 1).pupils[0] == COUNTS[0]


def test_a_blank_is_no_pupil_and_never_zero():
    school, percentile, *_ = cohort()
    blank, nameless = percentile.copy(), list(school)
    blank[0], nameless[40] = math.nan, None
    kept = np.delete(np.arange(len(school)), [0, 40])
    wanted = school_growth_rows([school[k] for k in kept], percentile[kept])
    np.testing.assert_array_equal(numbers(school_growth_rows(nameless, blank)), numbers(wanted))


def test_fewer_than_five_pupils_are_not_shown_not_even_how_many():
    school, percentile, *_ = cohort(counts=(30, 4, 5, 30, 1))
    found = school_growth_rows(school, percentile)
    assert found.text[1] == found.text[4] == "too_few"
    assert found.text[2] == "few"
    np.testing.assert_array_equal(np.isnan(numbers(found)), [[False, True, False, False, True]] * 6)


def test_a_school_without_percentiles_says_so():
    school, percentile, *_ = cohort()
    percentile[:30] = math.nan
    found = school_growth_rows(school, percentile)
    assert found.text[0] == "no_percentiles"
    assert np.isnan(numbers(found)[:, 0]).all()
    percentile[:] = math.nan
    assert set(school_growth_rows(school, percentile).text) == {"no_percentiles"}


@pytest.mark.parametrize(("pupils", "few"), [(19, True), (20, False)])
def test_below_twenty_pupils_no_verdict_is_given(pupils, few):
    school, percentile, *_ = cohort(counts=(pupils, 60, 60, 60), shift=(3.0, -0.4, 0.4, 0))
    assert school_growth_rows(school, percentile).text[0] == ("few" if few else "above")


def test_certain_and_big_enough_is_above_or_below_and_certain_alone_is_small():
    counts, shift = (60, 60, 60, 60, 4000, 60), (1.2, -1.2, 0.7, -0.7, 0.09, 0.0)
    found = school_growth_rows(*cohort(seed=3, counts=counts, shift=shift, reliability=1 - 1e-9)[:2])
    assert found.text == ["above", "below", "above", "below", "small", "within"]


def test_schools_that_do_not_differ_are_told_apart_by_nothing():
    school, percentile, *_ = cohort(counts=(40,) * 8, reliability=1 - 1e-9)
    names = np.resize(list("ABCDEFGH"), len(school)).tolist()  # dealt out in turn
    found = school_growth_rows(names, np.sort(percentile))
    assert set(found.text) == {"no_difference"}
    assert np.ptp(found.smoothed) < 1e-6


def dealt_out(shift, counts=(40,) * 8):
    """Schools that do not differ from each other, moved together against the norm."""
    school, percentile, before, after = cohort(counts=counts, reliability=1 - 1e-9)
    score = np.sort(ndtri(percentile / 100))
    names = np.resize(list("ABCDEFGH"), len(school)).tolist()
    moved = 100 * ndtr((score - score.mean()) / score.std() + shift)
    return names, np.clip(moved, 1, 99), before, after


@pytest.mark.parametrize(
    ("shift", "key"),
    [(0.5, "no_difference_above"), (0.21, "no_difference_above"), (0.19, "no_difference"),
     (0.0, "no_difference"), (-0.19, "no_difference"), (-0.5, "no_difference_below")],
)  # fmt: skip
def test_that_schools_alike_lie_off_the_norm_together_is_told(shift, key):
    names, percentile, *_ = dealt_out(shift)
    assert set(school_growth_rows(names, percentile).text) == {key}
    half_asked = school_growth_rows(names, percentile, reliability=0.8)
    assert set(half_asked.text) == {f"{key}_not_corrected"}


def test_that_schools_alike_lie_off_the_norm_together_is_told_where_corrected_too():
    school, percentile, before, after = cohort(seed=4, counts=(60,) * 8)
    moved = 100 * ndtr(ndtri(percentile / 100) + 0.6)
    found = school_growth_rows(school, moved, before, after, 0.8)
    assert set(found.text) == {"no_difference_above_corrected"}


def test_that_schools_alike_lie_off_the_norm_together_is_told_only_where_it_is_certain():
    # Four schools of 20: the common mean's interval reaches some .22 of a standard deviation.
    _, percentile, *_ = dealt_out(0.0, counts=(10,) * 8)
    few = np.resize(list("ABCD"), 80).tolist()
    score = ndtri(percentile / 100)
    for shift, key in ((0.21, "no_difference"), (0.26, "no_difference_above")):
        assert set(school_growth_rows(few, 100 * ndtr(score + shift)).text) == {key}


def test_smoothing_draws_small_schools_further():
    school, percentile, *_ = cohort(counts=(10, 100, 40, 40, 40, 40), shift=(1.0, 1.0, -0.5, 0, 0.3, -1))
    found = school_growth_rows(school, percentile)
    pull = np.abs(found.smoothed - found.mean_growth_percentile)
    assert pull[0] > 3 * pull[1]


@pytest.mark.parametrize("schools", [1, 2, 3])
def test_few_schools_are_not_smoothed(schools):
    school, percentile, *_ = cohort(counts=(30,) * schools)
    found = school_growth_rows(school, percentile)
    np.testing.assert_allclose(found.smoothed, found.mean_growth_percentile)
    assert np.isfinite(found.lower).all()


@pytest.mark.parametrize("value", [1.0, 50.0, 99.0])
def test_equal_percentiles_have_no_uncertainty_to_tell(value):
    found = school_growth_rows(list("AAAAABBBBBCCCCCDDDDD"), np.full(20, value))
    assert set(found.text) == {"no_spread"}
    np.testing.assert_allclose(found.mean_growth_percentile, value)
    assert np.isnan(numbers(found)[2:]).all()


def test_one_pupil_is_too_few():
    assert school_growth_rows(["A"], np.array([60.0])).text == ["too_few"]


@pytest.mark.parametrize(
    ("arguments", "error", "argument"),
    [
        ((0.0,), ValueRangeError, "percentile"),
        ((0.35,), ValueRangeError, "percentile"),
        (([35.0, 0.99],), ValueRangeError, "percentile"),
        ((100.0,), ValueRangeError, "percentile"),
        ((-3.0,), ValueRangeError, "percentile"),
        ((math.inf,), ValueRangeError, "percentile"),
        ((50.0, math.inf, 1, 0.8), ValueRangeError, "before"),
        ((50.0, None, None, 0), ValueRangeError, "reliability"),
        ((50.0, None, None, 1.01), ValueRangeError, "reliability"),
        ((50.0, None, None, -0.5), ValueRangeError, "reliability"),
        ((50.0, None, None, math.nan), MissingValueError, "reliability"),
    ],
)
def test_what_cannot_be_is_refused_by_name(arguments, error, argument):
    with pytest.raises(error) as found:
        school_growth_rows(["A"], *arguments)
    assert found.value.facts["argument"] == argument


def test_columns_of_unequal_length_are_refused():
    for columns in ((np.ones(2), np.ones(3)), (np.ones(3),)):
        with pytest.raises(ShapeError):
            school_growth_rows(["A", "B"], *columns)


def test_sixty_thousand_pupils_are_answered():
    school, percentile, before, after = cohort(counts=(40,) * 1500)
    names = [f"{k // 40}" for k in range(len(school))]
    found = school_growth_rows(names, percentile, before, after, 0.8)
    assert len(found.school) == 1500
    assert np.isfinite(found.lower).all()
