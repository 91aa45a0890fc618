"""A pupil's growth percentile: the counting, the interval, and words that never say too much."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.growth_cases import METHODS, cohort, norm

from xl_beregner import texts
from xl_beregner.errors import ShapeError, ValueRangeError
from xl_beregner.hosts.engine import evaluate
from xl_beregner.measures.growth import growth_tracks
from xl_beregner.measures.growth.growth_model import fit_growth_norm, growth_model_rows
from xl_beregner.measures.growth.growth_percentile import growth_percentile_rows

NAN = math.nan
scores = st.floats(15, 90)


def row(after, *before, model=None, errors=()):
    found = growth_percentile_rows(np.array([after]), np.array([before]), (model or norm()).rows(), *errors)
    return [column[0] for column in found]


@pytest.mark.parametrize("method", METHODS)
def test_the_percentile_is_the_number_of_tracks_strictly_below_from_1_to_99(method):
    fitted = norm(method)
    tracks = growth_tracks.tracks_of(fitted, np.array([[50.0, 50.0]])).scores[0]
    for place in (0, 1, 41, 98, 99):
        on, above = tracks[place], tracks[place] + 1e-9
        assert row(on, 50.0, 50.0, model=fitted)[0] == min(max((tracks < on).sum(), 1), 99)
        assert row(above, 50.0, 50.0, model=fitted)[0] == min(max((tracks <= on).sum(), 1), 99)
    assert row(tracks[0] - 1, 50.0, 50.0, model=fitted)[0] == 1
    assert row(tracks[99] + 1, 50.0, 50.0, model=fitted)[0] == 99


def test_over_its_own_cohort_the_percentiles_are_spread_evenly():
    after, before = cohort()
    found = growth_percentile_rows(after, before, norm().rows()).percentile
    # A little under 50: the fifteen pupils each quantile runs through do not lie above it.
    assert found.mean() == pytest.approx(50, abs=1)
    for low, high in ((1, 20), (40, 60), (80, 99)):
        share = ((found >= low) & (found <= high)).mean()
        assert share == pytest.approx((high - low + 1) / 100, abs=0.025)


@pytest.mark.parametrize(("times", "share_moved", "farthest"), [(10, 0.0, 0), (0.01, 0.05, 1)])
def test_the_scales_unit_matters_a_little_for_knots_and_tracks_are_rounded(times, share_moved, farthest):
    # Rounded: a product of decimal numbers is seldom the decimal number itself.
    after, before = (np.round(column * times, 4) for column in cohort())
    other = growth_percentile_rows(after, before, fit_growth_norm(after, before).rows()).percentile
    apart = np.abs(other - growth_percentile_rows(*cohort(), norm().rows()).percentile)
    assert (apart > 0).mean() == pytest.approx(share_moved, abs=0.01)
    assert apart.max() == farthest


@pytest.mark.parametrize("method", METHODS)
@given(scores, scores, scores, st.floats(0.1, 5), st.floats(0.1, 5))
@settings(max_examples=60, deadline=None)
def test_the_interval_holds_the_percentile_and_the_word_says_no_more_than_it(
    method, after, first, second, error, error_before
):
    percentile, lower, upper, used, text = row(
        after, first, second, model=norm(method), errors=(error, np.array([[error_before] * 2]))
    )
    assert 1 <= lower <= percentile <= upper <= 99
    assert used == 2
    word = text.removesuffix("_outside")
    assert word == ("high" if lower > 50 else "low" if upper < 50 else "undecided")
    wider = row(after, first, second, model=norm(method), errors=(2 * error, np.array([[error_before] * 2])))
    assert wider[1] <= lower
    assert wider[2] >= upper


@given(scores, scores, scores, st.floats(0, 30))
@settings(max_examples=60, deadline=None)
def test_a_better_result_never_has_a_lower_percentile(after, first, second, more):
    assert row(after + more, first, second)[0] >= row(after, first, second)[0]


@pytest.mark.parametrize("method", METHODS)
def test_the_interval_is_that_of_both_tests_errors(method):
    fitted, errors = norm(method), np.array([2.0, 3.0])
    after, before = cohort(200, seed=4)
    found = growth_percentile_rows(after, before, fitted.rows(), 1.5, errors[None])
    for pupil in range(200):
        columns = [column[:, None] for column in before[pupil : pupil + 1].T]
        raw = growth_tracks.predicted(fitted, columns)[0]
        below = (np.sort(raw).round(5) < after[pupil]).sum()
        # The fitted quantiles just below and just above the score, wherever crossing has put them.
        around = np.argsort(raw, kind="stable")[np.clip([below - 1, below], 0, 99)][None]
        slope = growth_tracks.slopes(fitted, before[pupil : pupil + 1], around)[0]
        reach = 1.959963984540054 * math.sqrt(1.5**2 + ((slope * errors) ** 2).sum())
        ends = [(np.sort(raw) < after[pupil] + way * reach).sum() for way in (-1, 1)]
        assert [found.lower[pupil], found.upper[pupil]] == np.clip(ends, 1, 99).tolist()


def test_tests_without_any_error_to_speak_of_leave_the_percentile_alone():
    percentile, lower, upper, _, _ = row(55.0, 50.0, 50.0, errors=(1e-9, np.array([[1e-9, 1e-9]])))
    assert lower == percentile == upper


@pytest.mark.parametrize(
    ("error", "errors_before", "known"),
    [
        (2.0, [[2.0, 2.0]], True),
        (NAN, [[2.0, 2.0]], False),
        (2.0, [[NAN, 2.0]], False),
        (2.0, [[2.0, NAN]], False),
        (2.0, [[2.0]], False),
        (2.0, None, False),
        (None, [[2.0, 2.0]], False),
        (None, None, False),
    ],
)
def test_an_error_that_is_missing_leaves_the_interval_blank_and_is_told(error, errors_before, known):
    found = row(55.0, 50.0, 50.0, errors=(error, errors_before and np.array(errors_before)))
    assert not np.isnan(found[0])
    assert np.isnan(found[1:3]).tolist() == [not known] * 2
    assert (found[4] == "unknown") is not known


def test_an_error_of_a_score_that_is_not_used_may_be_missing():
    found = row(55.0, 50.0, NAN, errors=(2.0, np.array([[2.0, NAN]])))
    assert found[3] == 1
    assert found[4] != "unknown"


def test_a_blank_result_gives_a_blank_row_and_a_blank_older_score_a_lower_order():
    found = growth_percentile_rows(
        np.array([NAN, 55.0, 55.0]), np.array([[50.0, 50.0], [NAN, 50.0], [50.0, NAN]]), norm().rows(), 2.0
    )
    assert found.text == ["", "", "unknown"]
    for column in found[:4]:
        np.testing.assert_array_equal(np.isnan(column[:2]), True)
    assert found.priors_used[2] == 1


@pytest.mark.parametrize(
    ("after", "first", "second"), [(200.0, 50.0, 50.0), (-200.0, 50.0, 50.0), (50.0, 86.0, 50.0)]
)
def test_a_score_outside_the_norm_is_told(after, first, second):
    assert row(after, first, second)[4] == "unknown_outside"
    assert row(after, first, second, errors=(2.0, np.array([[2.0, 2.0]])))[4].endswith("_outside")


@pytest.mark.parametrize(("error", "errors_before", "argument"), [
    (0.0, 1.0, "standard_error_after"),
    (-1.0, 1.0, "standard_error_after"),
    (1.0, 0.0, "standard_error_before"),
])  # fmt: skip
def test_a_standard_error_that_cannot_be_is_refused_by_name(error, errors_before, argument):
    with pytest.raises(ValueRangeError) as found:
        row(55.0, 50.0, 50.0, errors=(error, errors_before))
    assert found.value.facts["argument"] == argument


def test_unequal_columns_and_more_than_one_norm_are_refused():
    with pytest.raises(ShapeError):
        growth_percentile_rows(np.ones(3), np.ones((2, 1)), norm().rows())
    with pytest.raises(ValueRangeError):
        growth_percentile_rows(np.ones(1), np.ones((1, 1)), [*norm().rows(), *norm().rows()])


def test_one_earlier_row_counts_for_every_pupil():
    found = growth_percentile_rows(np.array([50.0, 60.0]), np.array([[50.0, 50.0]]), norm().rows())
    assert found.percentile[0] < found.percentile[1]


def test_the_sentence_holds_the_number_and_its_uncertainty():
    after = float(growth_tracks.tracks_of(norm("normal_growth"), np.array([[50.0]])).scores[0, 55]) + 1e-6
    sheet = evaluate("BEREGNER_MODEL", *(x.tolist() for x in cohort()), "normalfordeling")
    ((percentile, lower, upper, _, text),) = evaluate("BEREGNER_PROGRESSION", after, 50.0, sheet, 1.0, 1.0)
    assert text == (
        f"Blandt elever med samme udgangspunkt klarede eleven sig bedre end ca. {percentile:.0f} af 100 "
        f"(usikkerhed: {lower:.0f}–{upper:.0f}). Kan ikke skelnes fra typisk progression."
    )
    ((*_, text),) = evaluate("BEREGNER_PROGRESSION", after, 50.0, sheet)
    assert text.endswith("Brug ikke tallet om en enkelt elev.")


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("role", ["teacher", "leader", "parent", "pupil"])
def test_a_number_without_its_uncertainty_says_how_large_it_commonly_is(role, language):
    words = texts.words(language)
    own = [words[f"funktion.PROGRESSION.text.unknown{end}"] for end in ("", "_outside")]
    home = "home" if role in ("parent", "pupil") else "staff"
    for sentence in (*own, words[f"forklar.PROGRESSION.unknown.{home}"]):
        assert "40" in sentence
        assert re.search(r"usikker|osäker|uncertain", sentence)
        assert re.search(r"enkelt elev|enskild elev|(one|single) pupil", sentence)
    sheet = evaluate("BEREGNER_MODEL", *(x.tolist() for x in cohort()), "normalfordeling")
    row = evaluate("BEREGNER_PROGRESSION", 55.0, 50.0, sheet)
    ((told,),) = evaluate("BEREGNER_FORKLAR", "PROGRESSION", row, texts.say(f"valg.{role}"))
    assert told == texts.words("da")[f"forklar.PROGRESSION.unknown.{home}"]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_low_and_a_high_word_stand_only_where_the_interval_is_on_one_side(language):
    word = {"da": "skelnes", "sv": "skiljas", "en": "told"}[language]
    for key in ("undecided", "undecided_outside"):
        assert word in texts.say(f"funktion.PROGRESSION.text.{key}", language)


def test_a_score_made_by_a_formula_counts_as_its_cell_shows_it():
    start = np.tile(np.arange(30.0), 40)
    random = np.random.default_rng(8)
    after = start + random.integers(0, 12, start.size)
    norm = growth_model_rows(after / 10, start[:, None])
    written = np.array([float(f"{score:.1f}") for score in after / 10])
    made = 0.1 * after  # 0.1 * 3 is 0.30000000000000004
    assert (written != made).any()
    plain, noisy = (growth_percentile_rows(score, start[:, None], norm) for score in (written, made))
    assert plain.percentile.tolist() == noisy.percentile.tolist()


@pytest.mark.parametrize("method", METHODS)
def test_a_start_far_outside_the_norm_gets_no_interval_and_is_told(method):
    fitted = norm(method)
    first = fitted.priors[0]
    reach = 0.1 * (first.greatest - first.least)
    for start, is_far in ((first.greatest + 0.9 * reach, False), (first.greatest + 1.1 * reach, True),
                          (first.least - 1.1 * reach, True)):  # fmt: skip
        found = row(60.0, start, model=fitted, errors=(3.0, 3.0))
        assert (found[4] == "too_far") is is_far
        assert math.isnan(found[1]) is is_far
        assert not math.isnan(found[0])
    # An older score that is not used decides nothing.
    assert row(60.0, 50.0, math.nan, model=fitted, errors=(3.0, 3.0))[4] != "too_far"
