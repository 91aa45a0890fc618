"""Cubic B-splines of an earlier score: the knots, the boundaries, the basis and its slope.

Here a column of scores becomes the columns a growth model is fitted on, as R's ``bs`` makes them;
the fitting itself stands in ``quantile_regression``. Scipy's splines are not used: equal to these
otherwise, they have no slope where four knots coincide, as they do in a test most pupils fill out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xl_beregner.errors import MissingValueError, ValueRangeError
from xl_beregner.measures.rules import Array

Rows = NDArray[np.intp]

DEGREE = 3
# Where the interior knots stand and how far the boundaries reach beyond the scores: the convention
# of student growth percentiles (Betebenner 2011), kept so that ours are theirs.
KNOT_PROBABILITIES = (0.2, 0.4, 0.6, 0.8)
EXTENSION_PROPORTION = 0.1
DECIMALS = 3
COLUMNS = len(KNOT_PROBABILITIES) + DEGREE


def rounded(values: ArrayLike, decimals: int) -> Array:
    """Round as R does since its version 4: to the nearer of two decimal numbers, a tie to the even one.

    Parameters
    ----------
    values : array of float
        What to round. NaN stays.
    decimals : int
        Decimals to keep, 0 or more.

    Returns
    -------
    array of float
        The values, rounded. 0.15 to one decimal is 0.1: the number stored lies below 0.15.

    Notes
    -----
    With ``low`` and ``high`` the neighbouring decimal numbers, ``low`` when ``x - low < high - x``.
    Numbers from 1e9 on have no decimals that matter here and stay.

    References
    ----------
    Maechler (2020), Rounding to decimal digits in binary. ``tests/reference/quantile_regression.R``.

    Examples
    --------
    >>> rounded([0.15, 2.5, 1.23456789], 1).tolist()
    [0.1, 2.5, 1.2]
    """
    exact = np.asarray(values, float)
    scale = 10.0**decimals
    steps = np.floor(exact * scale)
    low, high = steps / scale, np.ceil(exact * scale) / scale
    below, above = exact - low, high - exact
    is_low = (below < above) | ((below == above) & (steps % 2 == 0))
    return np.where(np.abs(exact) < 1e9, np.where(is_low, low, high), exact)


def knots_of(scores: ArrayLike) -> Array:
    """Give the four interior knots of a column of earlier scores.

    Parameters
    ----------
    scores : array of float
        Earlier scores of the cohort, any scale. Blanks are left out.

    Returns
    -------
    array of float
        The 20, 40, 60 and 80 % quantiles, rounded to 3 decimals. Scale points. Ties among the
        scores may make knots coincide.

    Raises
    ------
    MissingValueError
        ``#N/A``. No score at all.

    Notes
    -----
    Quantiles of type 7 (linear between order statistics).

    References
    ----------
    Betebenner (2011); Hyndman & Fan (1996). ``tests/reference/quantile_regression.R``.

    Examples
    --------
    >>> knots_of([1, 2, 3, 4, 5, 6]).tolist()
    [2.0, 3.0, 4.0, 5.0]
    """
    return rounded(np.quantile(_present(scores), KNOT_PROBABILITIES), DECIMALS)


def boundaries_of(scores: ArrayLike) -> tuple[float, float]:
    """Give the boundaries of a column of earlier scores, a tenth of their range beyond them.

    Parameters
    ----------
    scores : array of float
        Earlier scores of the cohort, any scale. Blanks are left out.

    Returns
    -------
    tuple of float
        Lower and upper boundary, rounded to 3 decimals. Scale points. Equal when all scores are.

    Raises
    ------
    MissingValueError
        ``#N/A``. No score at all.

    Notes
    -----
    ``least - 0.1 * range`` and ``greatest + 0.1 * range``.

    References
    ----------
    Betebenner (2011). ``tests/reference/quantile_regression.R``.

    Examples
    --------
    >>> boundaries_of([0, 40, 10])
    (-4.0, 44.0)
    """
    present = _present(scores)
    least, greatest = float(present.min()), float(present.max())
    reach = EXTENSION_PROPORTION * (greatest - least)
    low, high = rounded([least - reach, greatest + reach], DECIMALS)
    return float(low), float(high)


def basis(scores: ArrayLike, knots: ArrayLike, boundaries: tuple[float, float]) -> Array:
    """Give the cubic B-splines of each score, without the one that the intercept stands for.

    Parameters
    ----------
    scores : array of float, shape (n,)
        Earlier scores. Scale points. A blank gives a row of blanks.
    knots : array of float
        Interior knots, in order; they may coincide.
    boundaries : tuple of float
        Lower and upper boundary, the lower below the upper.

    Returns
    -------
    array of float, shape (n, number of knots + 3)
        Inside the boundaries each row is at least 0 and sums to at most 1.

    Raises
    ------
    ValueRangeError
        ``#NUM!``. No room between the boundaries: all scores were equal.

    Notes
    -----
    De Boor's recursion. Beyond a boundary the outermost cubic goes on unchanged, which is what R's
    Taylor expansion of degree 3 about a point in the outermost interval amounts to.

    References
    ----------
    De Boor (1978), chapter X. ``tests/reference/quantile_regression.R``.

    Examples
    --------
    >>> basis([0.0, 5.0, np.nan], [2, 4, 6, 8], (0, 10))[1].round(4).tolist()
    [0.0, 0.0208, 0.4792, 0.4792, 0.0208, 0.0, 0.0]
    """
    column, sequence, interval = _placed(scores, knots, boundaries)
    return _spread(_nonzero(column, sequence, interval, DEGREE), interval, sequence.size)


def basis_slope(scores: ArrayLike, knots: ArrayLike, boundaries: tuple[float, float]) -> Array:
    """Give the slope of each column of ``basis`` at each score.

    Parameters
    ----------
    scores : array of float, shape (n,)
        Earlier scores. Scale points. A blank gives a row of blanks.
    knots : array of float
        Interior knots, in order; they may coincide.
    boundaries : tuple of float
        Lower and upper boundary, the lower below the upper.

    Returns
    -------
    array of float, shape (n, number of knots + 3)
        Change of the basis per scale point; at a knot where it jumps, that to the right.

    Raises
    ------
    ValueRangeError
        ``#NUM!``. No room between the boundaries: all scores were equal.

    Notes
    -----
    ``B'(j) = 3 * (b(j) / (t(j+3) - t(j)) - b(j+1) / (t(j+4) - t(j+1)))`` with ``b`` of degree 2.

    References
    ----------
    De Boor (1978), chapter X. ``tests/reference/quantile_regression.R``.

    Examples
    --------
    >>> basis_slope([5.0], [2, 4, 6, 8], (0, 10))[0].round(4).tolist()
    [0.0, -0.0625, -0.3125, 0.3125, 0.0625, 0.0, 0.0]
    """
    column, sequence, interval = _placed(scores, knots, boundaries)
    lower = _nonzero(column, sequence, interval, DEGREE - 1)
    slope = np.zeros((column.size, DEGREE + 1))
    for at in range(DEGREE):
        width = sequence[interval + at + 1] - sequence[interval + at + 1 - DEGREE]
        share = DEGREE * lower[:, at] / width
        slope[:, at] -= share
        slope[:, at + 1] += share
    return _spread(slope, interval, sequence.size)


def _present(scores: ArrayLike) -> Array:
    column = np.asarray(scores, float)
    present: Array = column[~np.isnan(column)]
    if not present.size:
        raise MissingValueError("measures_mangler", argument="scores")
    return present


def _placed(
    scores: ArrayLike, knots: ArrayLike, boundaries: tuple[float, float]
) -> tuple[Array, Array, Rows]:
    """Give the scores, the whole knot sequence, and in which interval of it each score lies."""
    low, high = boundaries
    if not low < high:
        raise ValueRangeError("measures_samme_score", argument="scores", fundet=low)
    column = np.asarray(scores, float).ravel()
    ends = [low] * (DEGREE + 1), [high] * (DEGREE + 1)
    sequence = np.concatenate([ends[0], np.sort(np.asarray(knots, float)), ends[1]])
    # The outermost intervals with any width: scores beyond them, and the upper boundary itself, belong there.
    first = int(np.searchsorted(sequence, sequence[0], side="right")) - 1
    last = int(np.searchsorted(sequence, sequence[-1], side="left")) - 1
    interval = np.clip(np.searchsorted(sequence, column, side="right") - 1, first, last)
    return column, sequence, interval


def _nonzero(column: Array, sequence: Array, interval: Rows, degree: int) -> Array:
    """Give the ``degree + 1`` B-splines that are not 0 in each score's interval, left to right."""
    values = np.ones((column.size, 1))
    for order in range(1, degree + 1):
        wider = np.zeros((column.size, order + 1))
        for at in range(order):
            right = sequence[interval + at + 1]
            left = sequence[interval + at + 1 - order]
            share = values[:, at] / (right - left)
            wider[:, at] += share * (right - column)
            wider[:, at + 1] += share * (column - left)
        values = wider
    return values


def _spread(values: Array, interval: Rows, length: int) -> Array:
    """Put each score's four values in their columns, and leave out the first column."""
    rows = np.arange(interval.size)[:, None]
    whole = np.zeros((interval.size, length - DEGREE - 1))
    whole[rows, interval[:, None] - DEGREE + np.arange(DEGREE + 1)] = values
    whole[np.isnan(values[:, 0])] = np.nan
    kept: Array = whole[:, 1:]
    return kept
