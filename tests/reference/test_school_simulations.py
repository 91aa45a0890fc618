"""Do schools' intervals cover, and is a weak intake held against nobody? Seeded simulations.

Schools differ in growth and in intake, pupils within schools; the earlier test has error, and the norm
knows the tested start only, as every norm does.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from xl_beregner.measures.growth.growth_model import growth_model_rows
from xl_beregner.measures.growth.growth_percentile import growth_percentile_rows
from xl_beregner.measures.schools.own_reference import own_reference_rows
from xl_beregner.measures.schools.school_growth import school_growth_rows

pytestmark = pytest.mark.prove

SLOPE, SPREAD = 0.8, 0.6  # of the later result on the true start, and around it
# schools, fewest and most pupils, sd between schools' growth, reliability, share of schools in the spread
# of the start, correlation of a school's growth with its intake
GROWTH = {
    "a test without error": (24, 15, 60, 0.3, 1.0, 0.25, 0),
    "a municipality": (24, 15, 60, 0.3, 0.85, 0.25, 0),
    "schools alike": (24, 15, 60, 0, 0.85, 0.25, 0),
    "a small municipality": (6, 20, 60, 0.3, 0.85, 0.15, 0),
    "a poor test": (40, 20, 80, 0.2, 0.7, 0.25, 0),
    "good schools have strong intakes": (24, 15, 60, 0.3, 0.85, 0.25, 0.6),
    "small schools": (40, 5, 15, 0.3, 0.9, 0.25, 0),
}


def cohort(rng, setting, own_norm=False):
    """Draw a cohort: schools, percentiles, both results, and what is true of the schools."""
    schools, fewest, most, sd, reliability, share, together = setting
    count = rng.integers(fewest, most, schools)
    place = np.repeat(np.arange(schools), count)
    intake, own = rng.normal(size=(2, schools))
    growth = sd * (together * intake + np.sqrt(1 - together**2) * own)
    start = np.sqrt(share) * intake[place] + rng.normal(0, np.sqrt(1 - share), place.size)
    before = start + rng.normal(0, np.sqrt(1 / reliability - 1), place.size)
    spread = np.hypot(SPREAD, SLOPE * np.sqrt(1 - reliability))  # of the later result, the test known
    after = SLOPE * start + spread * growth[place] + rng.normal(0, SPREAD, place.size)
    expected = SLOPE * reliability * before
    if own_norm:
        expected = np.polyval(np.polyfit(before, after, 1), before)
        spread = (after - expected).std()
    percentile = np.clip(np.round(100 * ndtr((after - expected) / spread)), 1, 99)
    return [str(p) for p in place], percentile, 50 + 10 * before, 500 + 100 * after, intake, growth


def found(setting, runs, corrected, own_norm=False):
    rng = np.random.default_rng(20261004)
    for _ in range(runs):
        school, percentile, before, after, intake, growth = cohort(rng, setting, own_norm)
        correction = (before, after, setting[4]) if corrected else ()
        yield school_growth_rows(school, percentile, *correction), intake, growth


def score(percentile):
    """Turn a mean percentile of pupils who spread by one standard deviation back into a score."""
    return np.sqrt(2) * ndtri(percentile / 100)


def weak_less_strong(setting, corrected, own_norm=False, runs=150):
    """Give what the weaker half of intakes seems to grow more, beyond what it does, and its noise."""
    gaps = []
    for rows, intake, growth in found(setting, runs, corrected, own_norm):
        error = score(rows.mean_growth_percentile) - growth
        weak = intake < np.median(intake)
        gaps.append(error[weak].mean() - error[~weak].mean())
    return np.mean(gaps), np.std(gaps) / np.sqrt(runs)


@pytest.mark.parametrize("name", GROWTH)
def test_the_95_per_cent_interval_of_school_growth_covers_93_to_97(name):
    setting = GROWTH[name]
    covered = []
    for rows, _, growth in found(setting, 250, corrected=setting[4] < 1):
        true = 100 * ndtr(growth / np.sqrt(2))
        covered.extend((rows.lower <= true) & (true <= rows.upper))
    assert 0.93 <= np.mean(covered) <= 0.97, np.mean(covered)


MANY = (100, 40, 80, 0.0, 0.85, 0.25, 0)
GOOD = (100, 40, 80, 0.3, 0.85, 0.25, 0.6)


@pytest.mark.parametrize("own_norm", [False, True])
def test_with_equal_growth_schools_with_weak_intakes_look_worse_uncorrected_and_not_corrected(own_norm):
    plain, noise = weak_less_strong(MANY, corrected=False, own_norm=own_norm, runs=100)
    assert noise < 0.004
    assert -0.16 < plain < -0.10  # 0.13 of a pupil's standard deviation, through no fault of theirs
    corrected, noise = weak_less_strong(MANY, corrected=True, own_norm=own_norm, runs=100)
    assert noise < 0.006
    assert abs(corrected) < 0.02, corrected


def gaps_by_growth_percentiles(earlier_tests, cohorts):
    """Give the same, with the norm and the percentiles of MODEL and PROGRESSION, fitted in the cohort."""
    rng = np.random.default_rng(20261006)
    plain, corrected = [], []
    for _ in range(cohorts):
        place = np.repeat(np.arange(60), rng.integers(40, 60, 60))
        intake = rng.normal(size=60)
        start = 0.5 * intake[place] + rng.normal(0, np.sqrt(0.75), place.size)
        past = np.column_stack([start, 0.9 * start + rng.normal(0, 0.4, place.size)])[:, :earlier_tests]
        before = np.round(50 + 10 * (past + rng.normal(0, np.sqrt(1 / 0.85 - 1), past.shape)))
        after = np.round(500 + 100 * (SLOPE * start + rng.normal(0, SPREAD, place.size)))
        percentile = growth_percentile_rows(after, before, growth_model_rows(after, before)).percentile
        school, weak = [str(p) for p in place], intake < np.median(intake)
        for gaps, correction in ((plain, ()), (corrected, (before, after, 0.85))):
            mean = score(school_growth_rows(school, percentile, *correction).mean_growth_percentile)
            gaps.append(mean[weak].mean() - mean[~weak].mean())
    return plain, corrected


@pytest.mark.parametrize(("earlier_tests", "unfair"), [(1, -0.14), (2, -0.10)])
def test_growth_percentiles_of_a_norm_are_corrected_too(earlier_tests, unfair):
    plain, corrected = gaps_by_growth_percentiles(earlier_tests, 45)
    assert np.mean(plain) == pytest.approx(unfair, abs=0.02)
    assert np.std(corrected) / np.sqrt(45) < 0.008  # so that noise alone does not decide
    assert abs(np.mean(corrected)) < 0.02, np.mean(corrected)


def test_the_correction_leaves_the_growth_of_good_schools_with_strong_intakes():
    left, _ = weak_less_strong(GOOD, corrected=True, runs=100)
    assert abs(left) < 0.02, left


def test_a_reliability_a_little_wrong_still_corrects_most():
    gaps = []
    rng = np.random.default_rng(3)
    for _ in range(60):
        school, percentile, before, after, intake, _ = cohort(rng, MANY)
        mean = score(school_growth_rows(school, percentile, before, after, 0.88).mean_growth_percentile)
        weak = intake < np.median(intake)
        gaps.append(mean[weak].mean() - mean[~weak].mean())
    assert -0.06 < np.mean(gaps) < 0


@pytest.mark.parametrize("name", ["a municipality", "schools alike", "small schools", "a poor test"])
def test_smoothing_brings_schools_nearer_to_the_truth(name):
    raw, smooth = [], []
    for rows, _, growth in found(GROWTH[name], 150, corrected=True):
        raw.extend((score(rows.mean_growth_percentile) - growth) ** 2)
        smooth.extend((score(rows.smoothed) - growth) ** 2)
    assert np.mean(smooth) < 0.9 * np.mean(raw)


def test_schools_that_are_alike_are_rarely_called_above_or_below():
    words = [text for rows, *_ in found(GROWTH["schools alike"], 200, corrected=True) for text in rows.text]
    called = np.mean([text.startswith(("above", "below")) for text in words])
    assert called < 0.005, called


# --- The own reference -------------------------------------------------------------------------
# schools, fewest and most pupils, sd between schools, covariates, correlation of effect and intake
REFERENCE = {
    "a municipality": (24, 15, 80, 0.3, 3, 0),
    "schools alike": (24, 15, 80, 0, 3, 0),
    "ten schools": (10, 25, 40, 0.3, 2, 0),
    "very different schools": (12, 60, 100, 0.6, 4, 0),
    "many schools": (70, 15, 80, 0.3, 3, 0),
    "small schools": (40, 5, 15, 0.3, 2, 0),
}
METHODS = ("without_school", "within_schools")


@cache
def references(setting, method, runs=250):
    """Give per run: the answer and what is true of the schools."""
    schools, fewest, most, sd, covariates, together = setting
    rng = np.random.default_rng(20261005)
    answers = []
    for _ in range(runs):
        count = rng.integers(fewest, most, schools)
        place = np.repeat(np.arange(schools), count)
        intake = rng.normal(0, 0.55, (schools, covariates))
        own = rng.normal(size=schools)
        effect = sd * (together * intake[:, 0] / 0.55 + np.sqrt(1 - together**2) * own)
        background = intake[place] + rng.normal(0, 0.85, (place.size, covariates))
        result = 7 + background.sum(axis=1) * 0.3 + effect[place] + rng.normal(0, 1, place.size)
        answers.append((own_reference_rows(result, [str(p) for p in place], background, method), effect))
    return answers


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", REFERENCE)
def test_the_95_per_cent_interval_of_the_difference_covers_93_to_97(name, method):
    inside = [
        (rows.lower <= effect) & (effect <= rows.upper)
        for rows, effect in references(REFERENCE[name], method)
    ]
    assert 0.93 <= np.mean(np.concatenate(inside)) <= 0.97, np.mean(np.concatenate(inside))


@pytest.mark.parametrize("method", METHODS)
def test_the_interval_covers_in_every_school_alike_large_or_small(method):
    small, large = [], []
    for rows, effect in references(REFERENCE["a municipality"], method):
        inside = (rows.lower <= effect) & (effect <= rows.upper)
        narrow = (rows.upper - rows.lower) < np.median(rows.upper - rows.lower)
        small.extend(inside[~narrow])
        large.extend(inside[narrow])
    assert 0.93 <= np.mean(small) <= 0.97
    assert 0.93 <= np.mean(large) <= 0.97


def test_slopes_among_schoolmates_do_not_take_up_what_good_schools_do():
    setting = (24, 15, 80, 0.3, 1, 0.8)
    kept = {}
    for method in METHODS:
        answers = references(setting, method)
        difference = np.concatenate([rows.difference for rows, _ in answers])
        effect = np.concatenate([effect for _, effect in answers])
        kept[method] = np.polyfit(effect, difference, 1)[0]
    assert kept["within_schools"] == pytest.approx(1, abs=0.03)
    assert kept["without_school"] < 0.92  # the price of the default where quality follows intake
    inside = [(r.lower <= e) & (e <= r.upper) for r, e in references(setting, "within_schools")]
    assert 0.93 <= np.mean(np.concatenate(inside)) <= 0.97


@pytest.mark.parametrize("method", METHODS)
def test_schools_alike_are_flagged_once_in_twenty(method):
    words = [text for rows, _ in references(REFERENCE["schools alike"], method) for text in rows.text]
    assert np.mean([not text.startswith("within") for text in words]) == pytest.approx(0.05, abs=0.015)
