"""The 100 tracks of a pupil: the scores that split pupils with the same start into a hundred parts.

Every answer about one pupil (percentile, projection, needed percentile, chance) is read off these;
how the norm behind them is fitted stands in ``growth_model``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xl_beregner.measures.growth import splines
from xl_beregner.measures.growth.growth_norm import GrowthNorm
from xl_beregner.measures.growth.quantile_regression import TAUS
from xl_beregner.measures.rules import Array, row_columns, rows, without_noise

TRACKS = TAUS.size
DECIMALS = 5
# Up to this score a number this far from the middle of two decimal numbers is rounded for certain.
_LARGEST_SURE, _TIE = 1e6, 1e-3


class Tracks(NamedTuple):
    """The tracks of each pupil; rows of NaN where the norm or the pupil's scores give none."""

    scores: Array
    """Ascending, shape (pupils, 100)."""
    source: NDArray[np.intp]
    """Which fitted quantile each track came from, before they were put in order."""
    priors_used: NDArray[np.intp]
    """How many earlier scores, 0: none."""
    outside: NDArray[np.bool_]
    """Whether an earlier score that is used lies outside the norm's range."""


def pupils_scores(before: ArrayLike, /, **columns: ArrayLike) -> tuple[Array, ...]:
    """Bring the earlier scores to pupils x columns, and single columns to the same pupils.

    A score that a formula made counts as its cell shows it: a digit beyond, 0.30000000000000004, would
    lie above a track that ends on 0.3.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. An infinite number, or one too large for any scale.
    """
    earlier = np.asarray(before, float)
    pupils = earlier.shape[0] if earlier.ndim else 1
    found = rows(_pupils=np.zeros(pupils), **columns)
    (wide,) = row_columns(found[0].size, before=earlier)
    return without_noise(wide), *(without_noise(column) for column in found[1:])


def tracks_of(norm: GrowthNorm, before: Array) -> Tracks:
    """Give each pupil's tracks from the most earlier scores that pupil and norm have.

    Parameters
    ----------
    norm : GrowthNorm
        The norm; one that is none gives no tracks.
    before : array of float, shape (pupils, earlier scores)
        Newest first. Scale points. NaN where blank.

    Returns
    -------
    Tracks
        Per pupil.

    Notes
    -----
    Fitted quantiles may cross; they are put in ascending order (Chernozhukov, Fernandez-Val & Galichon
    2010) and, from quantile regression, rounded to 5 decimals.
    """
    used = priors_used(norm, before)
    raw = np.full((len(before), TRACKS), np.nan)
    for order in np.unique(used[used > 0]):
        at = used == order
        raw[at] = predicted(norm, [column[:, None] for column in before[at, :order].T])
    source = np.argsort(raw, axis=1, kind="stable")
    scores = _rounded(norm, np.take_along_axis(raw, source, axis=1))
    return Tracks(scores, source, used, is_outside(norm, before, used))


def priors_used(norm: GrowthNorm, before: Array) -> NDArray[np.intp]:
    """Count the earlier scores in a row from the newest, as far as the norm goes."""
    known = ~np.isnan(before[:, : norm.track_orders])
    return np.asarray(np.cumprod(known, axis=1).sum(axis=1), np.intp)


def is_outside(norm: GrowthNorm, before: Array, used: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell whether an earlier score that is used lies outside the norm's range."""
    found = np.zeros(len(before), bool)
    for place, (prior, scores) in enumerate(zip(norm.priors, before.T, strict=False)):
        found |= (used > place) & ((scores < prior.least) | (scores > prior.greatest))
    return found


def is_far_outside(norm: GrowthNorm, before: Array, used: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell whether an earlier score that is used lies beyond where the splines end.

    There the outermost cubic goes on alone: it gives a track, but nothing to judge its error by.
    """
    found = np.zeros(len(before), bool)
    for place, (prior, scores) in enumerate(zip(norm.priors, before.T, strict=False)):
        reach = splines.EXTENSION_PROPORTION * (prior.greatest - prior.least)
        beyond = (scores < prior.least - reach) | (scores > prior.greatest + reach)
        found |= (used > place) & beyond
    return found


def predicted(norm: GrowthNorm, before: list[Array]) -> Array:
    """Give the fitted quantiles, not yet in order.

    Parameters
    ----------
    norm : GrowthNorm
        A norm with at least as many orders as there are earlier scores.
    before : list of array of float
        The earlier scores, newest first, each of shape (pupils, 1) or, where every track has its own,
        (pupils, 100).

    Returns
    -------
    array of float, shape (pupils, 100)
        Scale points.
    """
    order = len(before)
    if not norm.coefficients:
        fitted = norm.conditional[order - 1]
        deviations = fitted.deviations(normal=norm.method == "normal_growth")
        return fitted.expectation(norm.priors, before) + fitted.sd(norm.priors, before) * deviations
    coefficients = norm.coefficients[order - 1]
    found = np.broadcast_to(coefficients[0], (len(before[0]), TRACKS))
    for place, scores in enumerate(before):
        spline, block = norm.splines[place], _block(coefficients, place)
        laid = splines.basis(scores.ravel(), spline.knots, spline.boundaries)
        if scores.shape[1] == 1:
            found = found + laid @ block
        else:
            found = found + np.einsum("ptc,ct->pt", laid.reshape(*scores.shape, -1), block)
    return found


def slopes(norm: GrowthNorm, before: Array, quantiles: NDArray[np.intp]) -> Array:
    """Give the mean slope of some fitted quantiles a pupil against each earlier score.

    Parameters
    ----------
    norm : GrowthNorm
        A norm with at least as many orders as there are earlier scores.
    before : array of float, shape (pupils, earlier scores)
        Newest first, all used. Scale points.
    quantiles : array of int, shape (pupils, any)
        Which fitted quantiles, 0-99.

    Returns
    -------
    array of float, shape (pupils, earlier scores)
        Points of the later score per point of the earlier.
    """
    order = before.shape[1]
    if not norm.coefficients:
        fitted = norm.conditional[order - 1]
        deviations = fitted.deviations(normal=norm.method == "normal_growth")
        between = deviations[quantiles].mean(axis=1)
        return np.column_stack(fitted.slopes(norm.priors, list(before.T), between))
    mean_coefficients = norm.coefficients[order - 1][:, quantiles].mean(axis=2)
    found = []
    for place, scores in enumerate(before.T):
        spline = norm.splines[place]
        steep = splines.basis_slope(scores, spline.knots, spline.boundaries)
        found.append((steep * _block(mean_coefficients, place).T).sum(axis=1))
    return np.column_stack(found)


def in_order(norm: GrowthNorm, raw: Array) -> Array:
    """Keep predictions within the norm's range of outcomes and put them in ascending order."""
    return _rounded(norm, np.sort(np.clip(raw, norm.least, norm.greatest), axis=1))


def sentence_keys(
    norms: Sequence[GrowthNorm],
    is_seen: NDArray[np.bool_],
    words: Sequence[str],
    outside: NDArray[np.bool_],
) -> list[str]:
    """Give each pupil's sentence: none without scores, else why there is no norm, else its word.

    A word gets ``_outside`` where a score lies outside the norm's range.
    """
    missing = next((norm.method for norm in norms if not norm.is_norm), None)
    return [
        "" if not seen else missing or (f"{word}_outside" if far else word)
        for seen, word, far in zip(is_seen, words, outside, strict=True)
    ]


def _block(coefficients: Array, place: int) -> Array:
    """Pick the rows of one earlier score's splines."""
    start = 1 + splines.COLUMNS * place
    return coefficients[start : start + splines.COLUMNS]


def _rounded(norm: GrowthNorm, scores: Array) -> Array:
    """Round what quantile regression gives; other norms take scales of any fineness, to 12 digits."""
    if not norm.coefficients:
        return without_noise(scores)
    steps = scores * 10.0**DECIMALS
    nearest = np.rint(steps)
    found = nearest / 10.0**DECIMALS
    # R's rule differs only next to a tie, and is slow.
    is_doubtful = (np.abs(np.abs(steps - nearest) - 0.5) < _TIE) | (np.abs(scores) > _LARGEST_SURE)
    found[is_doubtful] = splines.rounded(scores[is_doubtful], DECIMALS)
    return found
