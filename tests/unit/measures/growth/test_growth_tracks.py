"""The tracks of a pupil: in order, from the most scores there are, also far outside the norm."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.growth_cases import METHODS, cohort, norm

from xl_beregner.measures import rules
from xl_beregner.measures.growth import growth_tracks, splines

NAN = math.nan


@pytest.mark.parametrize("method", METHODS)
@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_tracks_ascend_and_are_numbers(method, before):
    found = growth_tracks.tracks_of(norm(method), np.array(before))
    assert np.isfinite(found.scores).all()
    assert (np.diff(found.scores, axis=1) >= 0).all()


@pytest.mark.parametrize("method", METHODS)
def test_scores_as_large_as_may_be_do_not_overflow(method):
    far = rules.LARGEST
    found = growth_tracks.tracks_of(norm(method), np.array([[far, -far], [-far, far]]))
    assert np.isfinite(found.scores).all()
    assert found.outside.all()


@pytest.mark.parametrize("method", METHODS)
def test_the_most_earlier_scores_there_are_count(method):
    before = np.array([[50.0, 51.0], [50.0, NAN], [NAN, 51.0], [NAN, NAN]])
    found = growth_tracks.tracks_of(norm(method), before)
    np.testing.assert_array_equal(found.priors_used, [2, 1, 0, 0])
    np.testing.assert_array_equal(np.isnan(found.scores[:, 0]), [False, False, True, True])
    alone = growth_tracks.tracks_of(norm(method), before[:, :1])
    np.testing.assert_array_equal(found.scores[1], alone.scores[1])
    assert (found.scores[0] != alone.scores[0]).any()


def test_more_earlier_scores_than_the_norm_knows_are_left_alone():
    before = np.array([[50.0, 51.0, 52.0]])
    found = growth_tracks.tracks_of(norm(), before)
    assert found.priors_used == [2]
    np.testing.assert_array_equal(found.scores, growth_tracks.tracks_of(norm(), before[:, :2]).scores)


@pytest.mark.parametrize("place", [0, 1])
def test_outside_means_below_the_least_or_above_the_greatest_score_used(place):
    prior = norm().priors[place]
    before = np.full((4, 2), 50.0)
    before[:, place] = [prior.least, prior.greatest, prior.least - 0.01, prior.greatest + 0.01]
    found = growth_tracks.tracks_of(norm(), before)
    np.testing.assert_array_equal(found.outside, [False, False, True, True])
    unused = before.copy()
    unused[:, 0] = [50, 50, NAN, NAN] if place == 0 else NAN
    assert not growth_tracks.tracks_of(norm(), unused).outside.any()


def test_growth_percentiles_are_rounded_to_five_decimals_and_others_are_not():
    before = np.array([[51.23, 48.77]])
    scores = growth_tracks.tracks_of(norm(), before).scores
    np.testing.assert_array_equal(scores, splines.rounded(scores, 5))
    plain = growth_tracks.tracks_of(norm("normal_growth"), before).scores
    assert (plain != plain.round(5)).any()


def test_rounding_is_that_of_r_also_at_ties_and_for_large_numbers():
    rng = np.random.default_rng(8)
    plain = rng.normal(50, 10, 3000)
    ties = (np.arange(3000) + 0.5) / 1e5
    spread = np.concatenate([plain, ties, np.nextafter(ties, 0), ties * 1e6, plain * 1e8, plain * 1e47])
    found = growth_tracks._rounded(norm(), spread)
    np.testing.assert_array_equal(found, splines.rounded(spread, 5))


@pytest.mark.parametrize("method", METHODS)
def test_slopes_are_those_of_the_fitted_quantiles(method):
    fitted, step = norm(method), 1e-4
    before = np.array([[45.0, 52.0], [61.3, 49.9]])
    quantiles = np.array([[10, 11], [70, 40]])
    slopes = growth_tracks.slopes(fitted, before, quantiles)

    def at(points):
        raw = growth_tracks.predicted(fitted, [column[:, None] for column in points.T])
        return np.take_along_axis(raw, quantiles, axis=1).mean(axis=1)

    for place in range(2):
        ahead = np.eye(2)[place] * step
        numeric = (at(before + ahead) - at(before - ahead)) / (2 * step)
        np.testing.assert_allclose(slopes[:, place], numeric, rtol=1e-4)


@pytest.mark.parametrize("method", METHODS)
def test_a_score_for_every_track_is_the_same_as_one_for_all(method):
    fitted = norm(method)
    _, before = cohort(20)
    once = growth_tracks.predicted(fitted, [column[:, None] for column in before.T])
    each = growth_tracks.predicted(
        fitted, [np.repeat(before[:, :1], 100, axis=1), np.repeat(before[:, 1:], 100, axis=1)]
    )
    np.testing.assert_allclose(each, once, rtol=1e-12)
