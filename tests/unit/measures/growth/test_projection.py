"""Projections along a track and the track a target needs: the two agree, and neither foretells."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.growth_cases import METHODS, cohort, norm

from xl_beregner.errors import ShapeError, ValueRangeError
from xl_beregner.hosts.engine import evaluate
from xl_beregner.measures.growth import growth_tracks
from xl_beregner.measures.growth.growth_norm import GrowthNorm
from xl_beregner.measures.growth.projection import needed_percentile_rows, projection_rows, trajectories

NAN = math.nan
EVERY = np.arange(1.0, 100.0)
BEFORE = np.array([[50.0, 50.0]])


def chain(method="growth_percentiles", steps=2):
    return list(norm(method).rows()) * steps


@pytest.mark.parametrize("method", METHODS)
def test_one_step_along_percentile_q_is_track_q_within_the_norms_range(method):
    fitted = norm(method)
    tracks = growth_tracks.tracks_of(fitted, BEFORE).scores[0]
    found = projection_rows(BEFORE, fitted.rows(), EVERY).projected[0]
    np.testing.assert_array_equal(found, np.clip(tracks, fitted.least, fitted.greatest)[:99])


def test_percentiles_stand_in_the_order_asked_for_step_by_step():
    found = projection_rows(BEFORE, chain(), np.array([75.0, 25.0])).projected
    plain = trajectories([norm(), norm()], BEFORE)
    np.testing.assert_array_equal(found[0], plain[:, 0][:, [74, 24]].ravel())
    default = projection_rows(BEFORE, chain()).projected
    np.testing.assert_array_equal(default[0], plain[:, 0][:, [24, 49, 74]].ravel())


@pytest.mark.parametrize("method", METHODS)
def test_a_later_step_starts_from_the_tracks_own_score_and_moves_the_older_back(method):
    fitted = norm(method)
    one, two, three = trajectories([fitted] * 3, np.array([[52.0, 41.0]]))
    for track in (0, 37, 99):
        before = np.array([[one[0, track], 52.0]])
        raw = growth_tracks.predicted(fitted, [column[:, None] for column in before.T])
        # Sorting may give a track another's score; in a smooth norm it rarely does.
        assert np.abs(two[0] - np.clip(raw[0, track], fitted.least, fitted.greatest)).min() < 1e-5
    assert (np.diff(three[0]) >= 0).all()
    assert (three[0] >= fitted.least).all()
    assert (three[0] <= fitted.greatest).all()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("steps", [1, 2])
@given(st.floats(20, 80), st.floats(20, 80), st.floats(0, 130))
@settings(max_examples=30, deadline=None)
def test_the_needed_percentile_reaches_the_target_and_the_one_below_does_not(
    method, steps, newest, older, target
):
    before, model = np.array([[newest, older]]), chain(method, steps)
    found = needed_percentile_rows(before, np.array([target]), model)
    needed, text = int(found.percentile[0]), found.text[0].removesuffix("_outside")
    reached = projection_rows(before, model, EVERY).projected[0][-99:] >= target
    word = text.removesuffix("_repeated")
    assert (word == text) == (steps == 1)
    if word == "beyond":
        assert needed == 99
        assert not reached.any()
    else:
        assert reached[needed - 1]
        assert not reached[: needed - 1].any()
        assert (word == "lowest") == (needed == 1)


@pytest.mark.parametrize("method", METHODS)
def test_a_target_right_on_a_track_is_reached_by_it(method):
    track = trajectories([norm(method)], BEFORE)[0, 0]
    place = next(at for at in range(60, 100) if track[at - 1] < track[at])
    found = needed_percentile_rows(BEFORE, track[[place]], norm(method).rows())
    assert found.percentile == [place + 1]


def test_fewer_steps_than_norms_may_be_asked_for_and_none_means_all():
    short = projection_rows(BEFORE, chain(steps=3), steps=1)
    np.testing.assert_array_equal(short.projected, projection_rows(BEFORE, norm().rows()).projected)
    assert short.text == ["one_step"]
    assert projection_rows(BEFORE, chain(steps=3)).projected.shape == (1, 9)
    assert projection_rows(BEFORE, chain(steps=3), steps=NAN).text == ["several_steps"]


@pytest.mark.parametrize("steps", [0, -1, 1.5, 3])
def test_steps_that_cannot_be_are_refused(steps):
    for refuse in (
        lambda: projection_rows(BEFORE, chain(), steps=steps),
        lambda: needed_percentile_rows(BEFORE, np.array([50.0]), chain(), steps),
    ):
        with pytest.raises(ValueRangeError) as found:
            refuse()
        assert found.value.facts["argument"] == "steps"


def test_more_steps_than_norms_are_told_in_words():
    sheet = evaluate("BEREGNER_MODEL", *(x.tolist() for x in cohort(400)))
    with pytest.raises(ValueRangeError, match="3 trin kræver lige så mange normer"):
        evaluate("BEREGNER_FREMSKRIVNING", [[50.0, 50.0]], sheet + sheet, None, 3)


@pytest.mark.parametrize("percentile", [0, 100, 50.5, -3, NAN])
def test_a_percentile_that_is_none_is_refused(percentile):
    with pytest.raises(ValueRangeError) as found:
        projection_rows(BEFORE, norm().rows(), np.array([50.0, percentile]))
    assert found.value.facts["argument"] == "percentiles"


def test_blank_rows_stay_blank_and_a_missing_older_score_takes_a_lower_order():
    before = np.array([[NAN, 50.0], [50.0, NAN], [50.0, 50.0]])
    found = projection_rows(before, chain())
    assert found.text == ["", "several_steps", "several_steps"]
    np.testing.assert_array_equal(np.isnan(found.projected).all(axis=1), [True, False, False])
    alone = projection_rows(np.array([[50.0]]), chain()).projected
    np.testing.assert_array_equal(found.projected[1], alone[0])
    needed = needed_percentile_rows(before, np.array([50.0, NAN, 60.0]), chain())
    assert needed.text == ["", "", "percentile_repeated"]
    np.testing.assert_array_equal(np.isnan(needed.percentile), [True, True, False])


def test_a_start_outside_the_norm_is_told():
    assert projection_rows(np.array([[300.0]]), norm().rows()).text == ["one_step_outside"]
    found = needed_percentile_rows(np.array([[300.0]]), np.array([60.0]), norm().rows())
    assert found.text[0].endswith("_outside")


@pytest.mark.parametrize("place", [0, 1])
def test_a_step_without_a_norm_is_told_and_gives_no_number(place):
    model = [*norm().rows()]
    none = [*GrowthNorm("too_few", (12,)).rows()]
    both = [*none, *model] if place == 0 else [*model, *none]
    found = projection_rows(BEFORE, both)
    assert found.text == ["too_few"]
    assert np.isnan(found.projected).all()
    assert found.projected.shape == (1, 6)
    needed = needed_percentile_rows(BEFORE, np.array([50.0]), both)
    assert needed.text == ["too_few"]
    assert np.isnan(needed.percentile).all()


def test_unequal_columns_are_refused():
    with pytest.raises(ShapeError):
        needed_percentile_rows(np.ones((3, 2)), np.ones(2), norm().rows())


def test_the_sentence_says_that_it_is_no_forecast():
    sheet = evaluate("BEREGNER_MODEL", *(x.tolist() for x in cohort()))
    for name, arguments in {
        "FREMSKRIVNING": ([[50.0, 50.0]], sheet),
        "MAALPERCENTIL": ([[50.0, 50.0]], 60.0, sheet),
    }.items():
        ((*_, text),) = evaluate(f"BEREGNER_{name}", *arguments)
        assert "ikke en prognose" in text
