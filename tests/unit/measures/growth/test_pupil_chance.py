"""The chance that a pupil reaches a score: never 0, never 1, and falling with the target."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr
from support.growth_cases import METHODS, cohort, norm

from xl_beregner.errors import ValueRangeError
from xl_beregner.hosts.engine import evaluate
from xl_beregner.measures.growth import growth_tracks
from xl_beregner.measures.growth.growth_model import fit_growth_norm
from xl_beregner.measures.growth.projection import needed_percentile_rows
from xl_beregner.measures.growth.pupil_chance import _share_at_or_above, pupil_chance_rows
from xl_beregner.measures.growth.quantile_regression import TAUS

NAN = math.nan
BEFORE = np.array([[50.0, 50.0]])


def chance(target, before=BEFORE, method="growth_percentiles", step=0.0):
    fitted = replace(norm(method), outcome_step=step)
    return pupil_chance_rows(before, np.atleast_1d(np.array(target, float)), fitted.rows())


@pytest.mark.parametrize("method", METHODS)
def test_at_a_track_the_chance_is_what_lies_above_it_and_between_two_in_between(method):
    tracks = growth_tracks.tracks_of(norm(method), BEFORE).scores[0]
    places = [place for place in range(1, 99) if tracks[place - 1] < tracks[place] < tracks[place + 1]]
    found = chance(tracks[places], method=method).chance
    np.testing.assert_allclose(found, 1 - TAUS[places], atol=1e-12)
    middle = chance((tracks[50] + tracks[51]) / 2, method=method).chance
    np.testing.assert_allclose(middle, 1 - 0.51, atol=1e-12)


def test_from_a_normal_norm_the_chance_is_the_normal_one():
    fitted = norm("normal_growth")
    before = [np.array([50.0]), np.array([50.0])]
    middle = fitted.conditional[1].expectation(fitted.priors, before)[0]
    sd = fitted.conditional[1].sd(fitted.priors, before)[0]
    z = np.linspace(-2.2, 2.2, 40)
    np.testing.assert_allclose(chance(middle + z * sd, method="normal_growth").chance, ndtr(-z), atol=6e-4)


@pytest.mark.parametrize("method", METHODS)
@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.floats(10, 90), st.floats(10, 90))
@settings(max_examples=60, deadline=None)
def test_a_higher_target_is_never_likelier_and_nothing_is_certain(method, target, more, newest, older):
    low, high = chance([target, target + more], np.array([[newest, older]] * 2), method).chance
    assert 0.005 <= high <= low <= 0.995


@pytest.mark.parametrize(
    ("target", "value", "text"), [(1e6, 0.005, "under"), (-1e6, 0.995, "over"), (55.0, None, "chance")]
)
def test_the_ends_are_told_in_words(target, value, text):
    found = chance(target)
    assert found.text == [text]
    assert value is None or found.chance[0] == pytest.approx(value)


@pytest.mark.parametrize("step", [0.01, 0.5, 1.0, 3.0])
def test_scores_in_steps_move_the_target_half_a_step_down(step):
    least = norm().least
    targets = least + step * np.rint(np.linspace(5, 60, 30) / step)
    before = np.repeat(BEFORE, targets.size, axis=0)
    np.testing.assert_allclose(
        chance(targets, before, step=step).chance, chance(targets - step / 2, before).chance, atol=1e-9
    )


def middle_score():
    """Give a score a whole number of points above the least, where chances are near a half."""
    middle = growth_tracks.tracks_of(norm(), BEFORE).scores[0, 50]
    return norm().least + np.rint(middle - norm().least)


@pytest.mark.parametrize("part", [0.01, 0.3, 0.999, 1.0])
def test_a_target_between_two_scores_is_the_next_score_that_exists(part):
    low = middle_score()
    found = chance([low + part, low + 1, low], np.repeat(BEFORE, 3, axis=0), step=1.0).chance
    assert found[0] == pytest.approx(found[1], abs=1e-9)
    assert found[2] > found[1]


def test_a_target_that_misses_its_score_by_rounding_is_that_score():
    score = middle_score()
    found = chance([score + 1e-9, score - 1e-9, score], np.repeat(BEFORE, 3, axis=0), step=1.0).chance
    np.testing.assert_allclose(found, found[2], atol=1e-12)


def test_on_a_fine_scale_nothing_is_moved():
    targets = np.linspace(45, 70, 40)
    before = np.repeat(BEFORE, 40, axis=0)
    hundredths = pupil_chance_rows(before, targets, norm().rows())
    np.testing.assert_allclose(hundredths.chance, chance(targets, before).chance, atol=2e-3)
    after, earlier = cohort(1200, decimals=12)
    fine = fit_growth_norm(after, earlier)
    assert fine.outcome_step == 0
    tracks = growth_tracks.tracks_of(fine, BEFORE).scores
    found = pupil_chance_rows(BEFORE, tracks[0, 40:41], fine.rows()).chance
    np.testing.assert_allclose(found, 1 - TAUS[40], atol=1e-12)


def test_tracks_that_coincide_at_the_target_count_as_reaching_it():
    tied = np.sort(np.concatenate([np.linspace(40, 59, 40), np.full(60, 60.0)]))
    found = _share_at_or_above(np.repeat(tied[None], 3, axis=0), np.array([60.0, 60.0001, 59.999]))
    np.testing.assert_allclose(found, [0.595, 0.005, 0.595], atol=1e-4)


def test_the_chance_agrees_with_the_needed_percentile():
    targets = np.linspace(40, 75, 30)
    before = np.repeat(BEFORE, 30, axis=0)
    needed = needed_percentile_rows(before, targets, norm().rows()).percentile
    assert (np.abs(100 * (1 - chance(targets, before).chance) - needed) <= 1.5).all()


def test_blank_rows_stay_blank_and_a_start_outside_the_norm_is_told():
    found = chance([50.0, NAN, 50.0], np.array([[NAN, 50.0], [50.0, 50.0], [300.0, 50.0]]))
    assert found.text[:2] == ["", ""]
    assert found.text[2].endswith("_outside")
    np.testing.assert_array_equal(np.isnan(found.chance), [True, True, False])


def test_two_norms_at_once_are_refused():
    with pytest.raises(ValueRangeError):
        pupil_chance_rows(BEFORE, np.array([50.0]), [*norm().rows(), *norm().rows()])


def test_the_sentence_is_headed_by_what_it_takes_for_granted():
    sheet = evaluate("BEREGNER_MODEL", *(x.tolist() for x in cohort()))
    rows = evaluate("BEREGNER_ELEVCHANCE", [[50.0, 50.0]] * 3, [55.0, 1e6, -1e6], sheet)
    for (_, text), word in zip(rows, ("ca. ", "under 1 %", "over 99 %"), strict=True):
        assert text.startswith(f"Hvis udviklingen fortsætter som hidtil (uden ny indsats): {word}")
