"""Where a pupil would end by staying on one track, and which track reaches a target.

Both are conventions, not forecasts: few pupils stay on one percentile for years. How likely a target
is stands in ``pupil_chance``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xl_beregner.catalog import Column, Columns, Keys, Model, Number, Numbers, udf
from xl_beregner.errors import ValueRangeError
from xl_beregner.measures.growth import growth_tracks
from xl_beregner.measures.growth.growth_norm import GrowthNorm, norms_of
from xl_beregner.measures.growth.growth_percentile import HIGHEST, LOWEST
from xl_beregner.measures.growth.growth_tracks import TRACKS
from xl_beregner.measures.rules import Array

# The middle and the middle half: what one pupil in two with the same start stays within.
PERCENTILES: Array = np.array([25.0, 50.0, 75.0])


class Projection(NamedTuple):
    """What ``FREMSKRIVNING`` spills: one row a pupil; the projected scores step by step."""

    projected: Columns
    text: Keys


class NeededPercentile(NamedTuple):
    """What ``MAALPERCENTIL`` spills: one row a pupil."""

    percentile: Column
    text: Keys


@udf("FREMSKRIVNING")
def projection_rows(
    before: Columns, model: Model, percentiles: Numbers = PERCENTILES, steps: Number | None = None
) -> Projection:
    """Project a pupil's score along chosen percentiles, one or several steps ahead.

    Parameters
    ----------
    before : array of float, shape (pupils, earlier scores)
        The pupil's scores until now, newest first. Scale points of the first norm. A pupil without the
        newest gets a blank row.
    model : rows of norms
        From ``MODEL``; for several steps several norms, one below another, the next step's below.
    percentiles : array of float
        Which percentiles, whole numbers 1-99, in the order wanted. Default 25, 50 and 75: the middle
        and the middle half.
    steps : float, optional
        Steps ahead, a whole number, at most the number of norms. Blank: as many as there are norms.

    Returns
    -------
    Projection
        Per row: the projected score of each percentile at step 1, then at step 2 and so on (scale
        points), and the key of a sentence: ``one_step``, ``several_steps``, the same ``_outside``
        where a score lies outside the norm's range, or why there is no norm.

    Raises
    ------
    MissingValueError
        ``#N/A``. No norm.
    ValueRangeError
        ``#NUM!``. A percentile that is none, more steps than norms, or a norm not whole.

    Notes
    -----
    Percentile q is track q, the quantile at ``tau = (q - 0.5) / 100``: a score above it has growth
    percentile q or more, and ``MAALPERCENTIL``'s answer put in here reaches the target. (The
    percentile cuts R's SGP prints stand one track higher, ``(q + 0.5) / 100``.) Each step predicts
    track q from track q's score at the step before, older scores moved back one place; predictions
    are kept within the norm's range of scores, put in order and rounded to 5 decimals.

    From 25 to 75 lie half of the pupils with the same start: no 95 % interval. Over one step 3 and 98
    hold 95 of 100. The norm's own sampling error is left out.

    References
    ----------
    Betebenner (2009, 2011). ``tests/reference/growth_percentile.R``.

    Examples
    --------
    >>> from xl_beregner.measures.growth.growth_model import growth_model_rows
    >>> start = np.tile(np.arange(30.0), 10)
    >>> norm = growth_model_rows(start + np.repeat(np.arange(10.0), 30), start[:, None], "normal_growth")
    >>> projection_rows(np.array([[15.0]]), norm).projected.round(1).tolist()
    [[17.5, 19.5, 21.4]]
    """
    chosen = _chosen(percentiles)
    (earlier,) = growth_tracks.pupils_scores(before)
    norms = _norms(model, steps)
    projected = trajectories(norms, earlier)[:, :, chosen]
    word = "one_step" if len(norms) == 1 else "several_steps"
    side_by_side = projected.transpose(1, 0, 2).reshape(len(earlier), -1)
    return Projection(side_by_side, _texts(norms, earlier, [word] * len(earlier)))


@udf("MAALPERCENTIL")
def needed_percentile_rows(
    before: Columns, target: Column, model: Model, steps: Number | None = None
) -> NeededPercentile:
    """Give the growth percentile a pupil must hold to reach a target.

    Parameters
    ----------
    before : array of float, shape (pupils, earlier scores)
        The pupil's scores until now, newest first. Scale points of the first norm. A pupil without the
        newest gets a blank row.
    target : array of float
        The score to reach at the last step. Scale points of that step's norm. Blank gives a blank row.
    model : rows of norms
        From ``MODEL``; for several steps several norms, one below another, the next step's below.
    steps : float, optional
        Steps ahead, a whole number, at most the number of norms. Blank: as many as there are norms.

    Returns
    -------
    NeededPercentile
        Per row: the percentile (1-99), and the key of a sentence: ``percentile``; ``lowest`` where
        even the lowest track reaches; ``beyond`` where 99 is not enough; each with ``_repeated`` over
        several steps and ``_outside`` where a score lies outside the norm's range; or why there is no
        norm.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. More steps than norms, or a norm not whole.

    Notes
    -----
    The lowest of the 100 tracks that lies at or above the target after the last step; the hundredth,
    or none, is 99.

    References
    ----------
    Betebenner (2011). ``tests/reference/growth_percentile.R``.

    Examples
    --------
    >>> from xl_beregner.measures.growth.growth_model import growth_model_rows
    >>> start = np.tile(np.arange(30.0), 10)
    >>> norm = growth_model_rows(start + np.repeat(np.arange(10.0), 30), start[:, None], "normal_growth")
    >>> row = needed_percentile_rows(np.array([[15.0]]), np.array([21.4]), norm)
    >>> float(row.percentile[0]), row.text
    (76.0, ['percentile'])
    """
    earlier, goal = growth_tracks.pupils_scores(before, target=target)
    norms = _norms(model, steps)
    last = trajectories(norms, earlier)[-1]
    is_blank = np.isnan(last[:, 0]) | np.isnan(goal)
    track = (last < goal[:, None]).sum(axis=1) + 1
    percentile = np.where(is_blank, np.nan, np.clip(track, LOWEST, HIGHEST))
    words = [_word(number, several_steps=len(norms) > 1) for number in track]
    return NeededPercentile(
        percentile, _texts(norms, np.where(np.isnan(goal)[:, None], np.nan, earlier), words)
    )


def trajectories(norms: list[GrowthNorm], earlier: Array) -> Array:
    """Follow every track over the norms' steps.

    Parameters
    ----------
    norms : list of GrowthNorm
        One a step.
    earlier : array of float, shape (pupils, earlier scores)
        Newest first. Scale points. NaN where blank.

    Returns
    -------
    array of float, shape (steps, pupils, 100)
        Scale points; NaN for a pupil without the newest score, or where a norm is none.
    """
    found = np.full((len(norms), len(earlier), TRACKS), np.nan)
    if not all(norm.is_norm for norm in norms):
        return found
    known = np.cumprod(~np.isnan(earlier), axis=1).sum(axis=1)
    for count in np.unique(known[known > 0]):
        at = known == count
        history = [column[:, None] for column in earlier[at, :count].T]
        for step, norm in enumerate(norms):
            raw = growth_tracks.predicted(norm, history[: norm.track_orders])
            found[step, at] = growth_tracks.in_order(norm, raw)
            history.insert(0, found[step, at])
    return found


def _chosen(percentiles: Array) -> NDArray[np.intp]:
    """Give the places of the tracks that are asked for."""
    asked = np.atleast_1d(np.asarray(percentiles, float))
    for percentile in asked:
        if not (LOWEST <= percentile <= HIGHEST and percentile == np.floor(percentile)):
            raise ValueRangeError("measures_percentil", argument="percentiles", fundet=float(percentile))
    return asked.astype(np.intp) - 1


def _norms(model: Model, steps: float | None) -> list[GrowthNorm]:
    """Pick the norms of as many steps as asked for."""
    norms = norms_of(model)
    if steps is None or np.isnan(steps):
        return norms
    if steps < 1:
        raise ValueRangeError("measures_mindst_antal", argument="steps", fundet=steps)
    if steps != np.floor(steps):
        raise ValueRangeError("measures_helt_tal", argument="steps", fundet=steps)
    if steps > len(norms):
        raise ValueRangeError("measures_for_faa_normer", argument="steps", fundet=steps, normer=len(norms))
    return norms[: int(steps)]


def _word(track: int, *, several_steps: bool) -> str:
    word = "lowest" if track == 1 else "beyond" if track > HIGHEST else "percentile"
    return f"{word}_repeated" if several_steps else word


def _texts(norms: list[GrowthNorm], earlier: Array, words: list[str]) -> list[str]:
    outside = growth_tracks.is_outside(norms[0], earlier, growth_tracks.priors_used(norms[0], earlier))
    return growth_tracks.sentence_keys(norms, ~np.isnan(earlier[:, 0]), words, outside)
