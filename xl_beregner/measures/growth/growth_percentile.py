"""A pupil's growth percentile: how many of 100 with the same start did less well, and how sure that is.

The tracks it is counted on stand in ``growth_tracks``; the index by conditional growth in
``growth_index``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xl_beregner.catalog import Column, Columns, Keys, Model, udf
from xl_beregner.measures import rules
from xl_beregner.measures.growth import growth_tracks
from xl_beregner.measures.growth.growth_norm import GrowthNorm, norm_of
from xl_beregner.measures.growth.growth_tracks import TRACKS, Tracks
from xl_beregner.measures.rules import Array

LOWEST, MIDDLE, HIGHEST = 1, 50, 99
CONFIDENCE = 0.95


class GrowthPercentile(NamedTuple):
    """What ``PROGRESSION`` spills: one row an input row."""

    percentile: Column
    lower: Column
    upper: Column
    priors_used: Column
    text: Keys


@udf("PROGRESSION")
def growth_percentile_rows(
    after: Column,
    before: Columns,
    model: Model,
    standard_error_after: Column | None = None,
    standard_error_before: Columns | None = None,
) -> GrowthPercentile:
    """Give a pupil's growth percentile with its 95 % interval.

    Parameters
    ----------
    after : array of float
        The later score. Scale points of the norm. Blank gives a blank row.
    before : array of float, shape (pupils, earlier scores)
        The earlier scores, newest first, in the norm's order. Scale points. As many as pupil and norm
        both have, without a gap from the newest, are used; a pupil without the newest gets a blank row.
    model : rows of a norm
        From ``MODEL``, one norm.
    standard_error_after : array of float, optional
        Standard error of measurement of the later score. Scale points, above 0. Blank: no interval.
    standard_error_before : array of float, shape (pupils, earlier scores), optional
        That of each earlier score, in the order of ``before``. Scale points, above 0. Blank for a score
        that is used: no interval.

    Returns
    -------
    GrowthPercentile
        Per row: the percentile (1-99; 50 is the middle of pupils with the same start), its interval,
        how many earlier scores it rests on, and the key of a sentence: ``high``, ``low`` where the
        interval lies wholly on one side of 50, ``undecided``, ``unknown`` without an interval; the
        same ``_outside`` where a score lies outside the norm's range; ``too_far``, without an interval,
        where an earlier score lies more than a tenth of the range outside it; or why there is no norm.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. A standard error not above 0, or not one whole norm in ``model``.

    Notes
    -----
    The number of tracks strictly below the score, from 1 to 99. Interval: the percentiles of
    ``y +/- 1.96 * sqrt(SEM_y**2 + sum(b_k**2 * SEM_k**2))``, ``b_k`` the slope, against earlier score
    k, of the fitted quantiles around the pupil's score. Errors independent and of the size given; the
    norm's own sampling error is left out (it is small beside them from 1,000 pupils).

    Without standard errors there is no interval, since ``SKOLEPROGRESSION`` needs the percentiles
    alone; the sentence says how large it commonly is: with reliability .90 on both tests about 40 to
    each side from the 25th to the 75th percentile, 65 points wide over all pupils
    (``tests/reference/test_growth_uncertainty.py``).

    References
    ----------
    Betebenner (2009, 2011); Wells & Sireci (2020) on the size of the error.
    ``tests/reference/growth_percentile.R``, ``tests/reference/test_growth_uncertainty.py``.

    Examples
    --------
    >>> from xl_beregner.measures.growth.growth_model import growth_model_rows
    >>> start = np.tile(np.arange(30.0), 10)
    >>> norm = growth_model_rows(start + np.repeat(np.arange(10.0), 30), start[:, None])
    >>> row = growth_percentile_rows(np.array([19.6]), np.array([[15.0]]), norm, 1.0, 1.0)
    >>> [float(x[0]) for x in row[:4]], row.text
    ([50.0, 20.0, 80.0, 1.0], ['undecided'])
    """
    earlier, outcome, error = growth_tracks.pupils_scores(
        before, after=after, standard_error_after=rules.or_blank(standard_error_after)
    )
    (errors_before,) = rules.row_columns(
        outcome.size, standard_error_before=rules.or_blank(standard_error_before)
    )
    rules.check_above_zero(standard_error_after=error, standard_error_before=errors_before)
    norm = norm_of(model)
    tracks = growth_tracks.tracks_of(norm, earlier)
    percentile = percentiles(tracks, outcome)
    far = growth_tracks.is_far_outside(norm, earlier, tracks.priors_used)
    reach = np.where(far, np.nan, _reach(norm, tracks, earlier, outcome, error, errors_before))
    lower, upper = percentiles(tracks, outcome - reach), percentiles(tracks, outcome + reach)
    used = np.where(np.isnan(percentile), np.nan, tracks.priors_used)
    outside = tracks.outside | (outcome < norm.least) | (outcome > norm.greatest)
    is_seen = ~np.isnan(outcome) & ~np.isnan(earlier[:, 0])
    words = ["too_far" if is_far else _judged(*at) for *at, is_far in zip(lower, upper, far, strict=True)]
    texts = growth_tracks.sentence_keys([norm], is_seen, words, outside & ~far)
    return GrowthPercentile(percentile, lower, upper, used, texts)


def percentiles(tracks: Tracks, outcome: Array) -> Array:
    """Give the growth percentile of each outcome: the tracks strictly below it, 1 to 99."""
    below = np.clip(_below(tracks, outcome), LOWEST, HIGHEST).astype(float)
    return np.where(np.isnan(outcome) | (tracks.priors_used == 0), np.nan, below)


def _below(tracks: Tracks, outcome: Array) -> NDArray[np.intp]:
    return np.asarray((tracks.scores < outcome[:, None]).sum(axis=1), np.intp)


def _reach(
    norm: GrowthNorm, tracks: Tracks, earlier: Array, outcome: Array, error: Array, errors_before: Array
) -> Array:
    """Give half the width of the interval around each outcome, in scale points; NaN where unknown."""
    variance = np.where(np.isnan(outcome), np.nan, error**2)
    used = tracks.priors_used
    # The tracks the pupil's score lies between.
    below = _below(tracks, outcome)
    around = np.clip(np.column_stack([below - 1, below]), 0, TRACKS - 1)
    quantiles = np.take_along_axis(tracks.source, around, axis=1)
    for order in np.unique(used[(used > 0) & ~np.isnan(variance)]):
        at = used == order
        if errors_before.shape[1] < order:
            variance[at] = np.nan
            continue
        slope = growth_tracks.slopes(norm, earlier[at, :order], quantiles[at])
        variance[at] += ((slope * errors_before[at, :order]) ** 2).sum(axis=1)
    return rules.normal_quantile((1 + CONFIDENCE) / 2) * np.sqrt(variance)


def _judged(lower: float, upper: float) -> str:
    """Say which side of the middle the pupil is on, only where the whole interval is."""
    if np.isnan(lower):
        return "unknown"
    return "high" if lower > MIDDLE else "low" if upper < MIDDLE else "undecided"
