"""The chance that one pupil reaches a score, if pupils go on developing as those of the norm did.

It is read off the pupil's tracks (``growth_tracks``); the chance of a school is ``prediction``'s.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from xl_beregner.catalog import Column, Columns, Keys, Model, udf
from xl_beregner.measures.growth import growth_tracks
from xl_beregner.measures.growth.growth_norm import ON_GRID, GrowthNorm, norm_of
from xl_beregner.measures.growth.growth_tracks import TRACKS
from xl_beregner.measures.growth.quantile_regression import TAUS
from xl_beregner.measures.rules import Array

# Outside the first and last track nothing is known but that the chance is below half a per cent; words
# begin where rounding to whole per cents would say 0 or 100.
LEAST_TOLD, MOST_TOLD = 0.01, 0.99


class PupilChance(NamedTuple):
    """What ``ELEVCHANCE`` spills: one row a pupil."""

    chance: Column
    text: Keys


@udf("ELEVCHANCE")
def pupil_chance_rows(before: Columns, target: Column, model: Model) -> PupilChance:
    """Give the chance that a pupil's next score reaches a target.

    Parameters
    ----------
    before : array of float, shape (pupils, earlier scores)
        The pupil's scores until now, newest first. Scale points of the norm. A pupil without the
        newest gets a blank row.
    target : array of float
        The score to reach. Scale points. Blank gives a blank row.
    model : rows of a norm
        From ``MODEL``, one norm.

    Returns
    -------
    PupilChance
        Per row: the chance (0.005-0.995, never 0 or 1) and the key of a sentence: ``chance``,
        ``under``, ``over`` (below 1 %, above 99 %), the same ``_outside`` where a score lies outside
        the norm's range, or why there is no norm.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. Not one whole norm in ``model``.

    Notes
    -----
    The share of the 100 tracks at or above the target, interpolated between neighbouring tracks;
    0.005 and 0.995 beyond the outermost. The tracks run evenly through scores that come in steps, so
    where the norm's later scores have a step h, "the target or more" begins at ``target - h / 2``
    (continuity correction); a target between two scores is first raised to the next one. Without it
    half of the target's own share is lost: some 2 points of 100 at a spread of 10 steps.
    Measurement error is part of it already: the tracks are those of observed scores. Assumes that this
    year's pupils develop as the norm's did. Where the scores have no common step nothing is moved, so
    on a coarse uneven scale the chance is somewhat low.

    References
    ----------
    Betebenner (2009); Cox (1970), on the continuity correction. ``tests/reference/growth_percentile.R``,
    ``tests/reference/test_growth_uncertainty.py``.

    Examples
    --------
    >>> from xl_beregner.measures.growth.growth_model import growth_model_rows
    >>> start = np.tile(np.arange(30.0), 10)
    >>> norm = growth_model_rows(start + np.repeat(np.arange(10.0), 30), start[:, None], "normal_growth")
    >>> row = pupil_chance_rows(np.array([[15.0], [15.0]]), np.array([22.0, 90.0]), norm)
    >>> row.chance.round(3).tolist(), row.text
    ([0.243, 0.005], ['chance', 'under'])
    """
    earlier, goal = growth_tracks.pupils_scores(before, target=target)
    norm = norm_of(model)
    tracks = growth_tracks.tracks_of(norm, earlier)
    chance = np.where(np.isnan(goal), np.nan, _share_at_or_above(tracks.scores, _threshold(norm, goal)))
    is_seen = ~np.isnan(goal) & ~np.isnan(earlier[:, 0])
    words = [_word(p) for p in chance]
    texts = growth_tracks.sentence_keys([norm], is_seen, words, tracks.outside)
    return PupilChance(chance, texts)


def _threshold(norm: GrowthNorm, goal: Array) -> Array:
    """Give where "the goal or more" begins: halfway down to the score below it."""
    if not norm.outcome_step:
        return goal
    places = (goal - norm.least) / norm.outcome_step
    return norm.least + norm.outcome_step * (np.ceil(places - ON_GRID) - 0.5)


def _share_at_or_above(tracks: Array, goal: Array) -> Array:
    """Give the share of tracks at or above each goal, interpolated between the tracks around it."""
    below = (tracks < goal[:, None]).sum(axis=1)
    left, right = np.clip(below - 1, 0, TRACKS - 1), np.clip(below, 0, TRACKS - 1)
    pupil = np.arange(len(tracks))
    gap = tracks[pupil, right] - tracks[pupil, left]
    way = np.where(gap > 0, (goal - tracks[pupil, left]) / np.where(gap > 0, gap, 1.0), 0.0)
    chance = 1 - (TAUS[left] + way * (TAUS[right] - TAUS[left]))
    return np.where(np.isnan(tracks[:, 0]), np.nan, chance)


def _word(chance: float) -> str:
    return "under" if chance < LEAST_TOLD else "over" if chance > MOST_TOLD else "chance"
