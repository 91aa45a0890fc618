"""A school's difference to its own reference: laws, words and refusals; numbers stand in reference/."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_beregner.errors import ShapeError, ValueRangeError
from xl_beregner.measures.schools.own_reference import own_reference_rows

METHODS = ["without_school", "within_schools"]


def pupils(seed=1, counts=(12, 20, 8, 15), covariates=2):
    rng = np.random.default_rng(seed)
    place = np.repeat(np.arange(len(counts)), counts)
    background = rng.normal(0, 1, (place.size, covariates)) + rng.normal(0, 0.5, len(counts))[place, None]
    result = (
        7 + background.sum(axis=1) + rng.normal(0, 0.4, len(counts))[place] + rng.normal(0, 1, place.size)
    )
    return result, [chr(65 + p) for p in place], background


def alone(result, school, background, method):
    """Predict each school by hand, from a fit without it."""
    found = []
    for name in dict.fromkeys(school):
        mine = np.array([s == name for s in school])
        ours, others = background[mine].mean(axis=0), background[~mine]
        if method == "without_school":
            design = np.column_stack([np.ones(len(others)), others])
            slopes = np.linalg.lstsq(design, result[~mine], rcond=None)[0]
            found.append(slopes[0] + ours @ slopes[1:])
        else:
            dummies = np.array([[s == o for o in set(school)] for s in school], float)[~mine]
            slopes = np.linalg.lstsq(np.column_stack([dummies, others]), result[~mine], rcond=None)[0]
            away = ours - others.mean(axis=0)
            found.append(result[~mine].mean() + away @ slopes[-background.shape[1] :])
    return found


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(4))
def test_the_reference_is_that_of_a_fit_without_the_school(method, seed):
    result, school, background = pupils(seed)
    found = own_reference_rows(result, school, background, method)
    np.testing.assert_allclose(found.reference, alone(result, school, background, method), rtol=1e-10)
    np.testing.assert_allclose(found.difference, found.observed - found.reference)
    np.testing.assert_allclose((found.lower + found.upper) / 2, found.difference)


@pytest.mark.parametrize("method", METHODS)
def test_a_schools_own_results_do_not_move_its_reference(method):
    result, school, background = pupils()
    before = own_reference_rows(result, school, background, method)
    result[:12] += 5
    after = own_reference_rows(result, school, background, method)
    assert after.reference[0] == pytest.approx(before.reference[0], rel=1e-10)
    assert after.difference[0] == pytest.approx(before.difference[0] + 5, rel=1e-10)


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e6), st.sampled_from(METHODS))
@settings(max_examples=25)
def test_the_unit_of_the_result_does_not_matter(shift, scale, method):
    result, school, background = pupils()
    plain = own_reference_rows(result, school, background, method)
    moved = own_reference_rows(shift + scale * result, school, background, method)
    tolerance = 1e-8 * max(scale, abs(shift))
    np.testing.assert_allclose(moved.difference, scale * plain.difference, rtol=1e-6, atol=tolerance)
    np.testing.assert_allclose(moved.upper, scale * plain.upper, rtol=1e-6, atol=tolerance)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("size", [1e9, 1e-9])
def test_covariates_of_any_size_tell_the_same(method, size):
    result, school, background = pupils()
    plain = own_reference_rows(result, school, background, method)
    moved = own_reference_rows(result, school, size * background, method)
    np.testing.assert_allclose(moved.difference, plain.difference, rtol=1e-8)
    np.testing.assert_allclose(moved.upper, plain.upper, rtol=1e-8)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("spare", ["constant", "twice", "sum"])
def test_a_covariate_that_is_constant_or_follows_from_the_others_changes_nothing(method, spare):
    result, school, background = pupils()
    extra = {"constant": np.full(len(result), 1e6), "twice": background[:, 0] * 7 - 3}
    column = extra.get(spare, background.sum(axis=1))
    plain = own_reference_rows(result, school, background, method)
    more = own_reference_rows(result, school, np.column_stack([background, column]), method)
    for seen, wanted in zip(more[1:6], plain[1:6], strict=True):
        np.testing.assert_allclose(seen, wanted, rtol=1e-8)
    assert more.text == plain.text


@pytest.mark.parametrize("method", METHODS)
def test_constant_covariates_alone_leave_the_mean_of_the_other_schools(method):
    result, school, _ = pupils()
    found = own_reference_rows(result, school, np.ones((len(result), 1)), method)
    others = [result[[s != name for s in school]].mean() for name in found.school]
    np.testing.assert_allclose(found.reference, others, rtol=1e-12)


def test_a_covariate_that_only_sets_schools_apart_is_no_slope_among_schoolmates():
    result, school, background = pupils(counts=(12, 20, 8, 15, 9, 14))
    level = np.array([ord(s) for s in school], float)
    wide = np.column_stack([background[:, 0], level])
    assert set(own_reference_rows(result, school, wide, "within_schools").text) == {"alike_within"}
    found = own_reference_rows(result, school, wide)
    assert not set(found.text) & {"not_comparable", "alike_within", "too_few_schools"}
    only = own_reference_rows(result, school, level[:, None], "within_schools")
    assert set(only.text) == {"alike_within"}
    assert np.isnan(only.reference).all()
    np.testing.assert_allclose(only.observed, found.observed)


@pytest.mark.parametrize("method", METHODS)
def test_a_school_with_pupils_like_no_others_has_no_reference(method):
    result, school, background = pupils(counts=(12, 20, 8, 15, 9))
    only_a = np.where(np.array(school) == "A", background[:, 0], 0.0)
    found = own_reference_rows(result, school, only_a[:, None], method)
    assert found.text[0] == "not_comparable"
    assert np.isnan([found.reference[0], found.difference[0], found.lower[0], found.upper[0]]).all()
    assert found.observed[0] == pytest.approx(result[:12].mean())
    assert "not_comparable" not in found.text[1:]


@pytest.mark.parametrize("method", METHODS)
def test_fewer_than_five_pupils_are_not_shown_but_count_for_the_others(method):
    result, school, background = pupils(counts=(12, 20, 4, 15, 5))
    found = own_reference_rows(result, school, background, method)
    assert [text == "too_few" for text in found.text] == [False, False, True, False, False]
    for column in found[1:6]:
        np.testing.assert_array_equal(np.isnan(column), [False, False, True, False, False])
    np.testing.assert_allclose(
        found.reference[[0, 1, 3, 4]],
        np.delete(alone(result, school, background, method), 2),
        rtol=1e-10,
    )


@pytest.mark.parametrize("method", METHODS)
def test_a_blank_is_no_pupil_and_never_zero(method):
    result, school, background = pupils()
    blank, nameless, unknown = result.copy(), list(school), background.copy()
    blank[0], nameless[13], unknown[33, 1] = math.nan, None, math.nan
    found = own_reference_rows(blank, nameless, unknown, method)
    kept = np.delete(np.arange(len(result)), [0, 13, 33])
    wanted = own_reference_rows(result[kept], [school[k] for k in kept], background[kept], method)
    for seen, expected in zip(found[1:6], wanted[1:6], strict=True):
        np.testing.assert_allclose(seen, expected, rtol=1e-12)


def test_a_school_without_results_says_so():
    result, school, background = pupils()
    result[:12] = math.nan
    found = own_reference_rows(result, school, background)
    assert found.text[0] == "no_results"
    assert np.isnan([column[0] for column in found[1:6]]).all()
    result[:] = math.nan
    assert set(own_reference_rows(result, school, background).text) == {"no_results"}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("counts", "covariates", "why"),
    [
        ((30,), 1, "too_few_schools"),
        ((30, 30), 1, "too_few_schools"),
        ((5, 1, 1), 4, "too_few_pupils"),
    ],
)
def test_too_little_to_tell_is_said_in_words(method, counts, covariates, why):
    result, school, background = pupils(counts=counts, covariates=covariates)
    found = own_reference_rows(result, school, background, method)
    assert found.text[0] == why
    assert found.observed[0] == pytest.approx(result[: counts[0]].mean())
    assert np.isnan([column[0] for column in found[2:6]]).all()


def test_more_covariates_between_schools_than_schools_is_too_few_schools():
    result, school, _ = pupils(counts=(9, 9, 9))
    level = np.array([[s == "A", s == "B"] for s in school], float)
    assert set(own_reference_rows(result, school, level).text) == {"too_few_schools"}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("value", [0.0, 1.0, -3.5, 1e9, 1e-9])
def test_equal_results_have_no_uncertainty_to_tell(method, value):
    _, school, background = pupils()
    found = own_reference_rows(np.full(len(school), value), school, background, method)
    assert set(found.text) == {"no_variation"}
    np.testing.assert_allclose(found.observed, value)


@pytest.mark.parametrize("method", METHODS)
def test_results_that_follow_from_background_have_no_uncertainty_to_tell(method):
    _, school, background = pupils()
    found = own_reference_rows(background @ np.array([2.0, 3.0]), school, background, method)
    assert set(found.text) == {"no_variation"}


@pytest.mark.parametrize(
    ("counts", "few"),
    [((31,) * 10, False), ((29,) * 10, True), ((60,) * 9, True), ((300, 1, 1, 1, 1, 1, 1, 1, 1, 1), False)],
)
def test_few_schools_or_pupils_are_a_warning(counts, few):
    found = own_reference_rows(*pupils(counts=counts))
    assert found.text[0].endswith("_few") == few


@given(st.integers(0, 400), st.sampled_from(METHODS))
@settings(max_examples=40)
def test_the_word_says_the_same_as_the_interval(seed, method):
    result, school, background = pupils(seed)
    result[:12] += np.random.default_rng(seed).normal(0, 1)
    found = own_reference_rows(result, school, background, method)
    for low, high, text in zip(found.lower, found.upper, found.text, strict=True):
        assert text == ("above_few" if low > 0 else "below_few" if high < 0 else "within_few")


def test_schools_that_differ_widen_the_interval_of_each():
    result, school, background = pupils(counts=(30,) * 12)
    shift = np.repeat(np.resize([2.0, -2.0], 12), 30)
    calm = own_reference_rows(result, school, background)
    stormy = own_reference_rows(result + shift, school, background)
    assert np.all(stormy.upper - stormy.lower > 1.1 * (calm.upper - calm.lower))


@pytest.mark.parametrize("method", METHODS)
def test_where_schools_do_not_differ_the_interval_is_that_of_pupils_alone(method):
    school = list("ABCDE") * 12
    result = np.repeat(np.random.default_rng(2).normal(7, 1, 12), 5)  # the same pupils at each school
    found = own_reference_rows(result, school, np.ones((60, 1)), method)
    spread = math.sqrt(((result - result.mean()) ** 2).sum() / 55)
    reach = 2.0040447831475803 * spread * math.sqrt(1 / 12 + 1 / 48)  # qt(.975, 55)
    np.testing.assert_allclose(found.upper, reach, rtol=1e-10)
    np.testing.assert_allclose(found.difference, 0, atol=1e-12)


def test_a_covariate_row_for_all_pupils_is_a_constant():
    result, school, background = pupils()
    one = own_reference_rows(result, school, np.array([[3.0]]))
    none = own_reference_rows(result, school, np.ones_like(background[:, :1]))
    np.testing.assert_allclose(one.reference, none.reference)


@pytest.mark.parametrize("method", METHODS)
def test_sixty_thousand_pupils_are_answered(method):
    result, _, background = pupils(counts=(40,) * 1500, covariates=4)
    names = [f"{k // 40}" for k in range(len(result))]
    found = own_reference_rows(result, names, background, method)
    assert len(found.school) == 1500
    assert np.isfinite(found.lower).all()


@pytest.mark.parametrize(
    ("covariates", "error", "key"),
    [
        (np.ones((4, 5)), ValueRangeError, "measures_for_mange_kovariater"),
        (np.array([[1.0], [math.inf], [1.0], [1.0]]), ValueRangeError, "measures_uendelig"),
        (np.ones((3, 1)), ShapeError, "measures_ulige_laengde"),
    ],
)
def test_what_cannot_be_is_refused_by_name(covariates, error, key):
    with pytest.raises(error) as found:
        own_reference_rows(np.arange(4.0), list("AABB"), covariates)
    assert found.value.key == key
    assert found.value.facts.get("argument", "covariates") == "covariates"


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ShapeError):
        own_reference_rows(np.arange(4.0), list("AAB"), np.ones((4, 1)))
