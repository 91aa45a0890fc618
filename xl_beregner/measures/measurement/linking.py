"""Put one test's scores on another's scale by pupils who took both, and say how well that is known.

A printed conversion table is read in ``conversion``; when two results may be compared at all stands
in ``series``.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from xl_beregner.catalog import Choice, Column, Each, Keys, OneOf, udf
from xl_beregner.errors import ValueRangeError
from xl_beregner.measures import rules

# Judgements: below the first no link is given, below the second it is called uncertain.
LEAST_PUPILS = 50
ENOUGH_PUPILS = 200
# Dorans (2000): from here on one test halves the uncertainty about the other, sqrt(1 - r^2) < .5.
CLOSE_CORRELATION = 0.866

# Where on the scale the link's error is told, in standard deviations from the mean of x.
PLACES_SD = (-2.0, -1.0, 0.0, 1.0, 2.0)

METHODS = ("mean_sigma", "mean_mean")


class Link(NamedTuple):
    """What ``KOBLING`` spills: five rows, one a place on the scale; or one row that says why not."""

    slope: Column
    intercept: Column
    place_sd: Column
    x: Column
    linked: Column
    link_error: Column
    pupils: Column
    correlation: Column
    text: Keys


@udf("KOBLING", each=Each.ANSWER)
def link(x: Column, y: Column, method: Annotated[Choice, OneOf(METHODS)] = "mean_sigma") -> Link:
    """Link two tests linearly by the pupils who took both.

    Parameters
    ----------
    x, y : array of float
        Each pupil's result on the one test and the other. Scale points. A pupil who misses either
        is left out.
    method : {"mean_sigma", "mean_mean"}
        ``mean_sigma`` matches mean and standard deviation, ``mean_mean`` the mean alone (two Rasch
        scales with one unit).

    Returns
    -------
    Link
        Five rows, at -2, -1, 0, 1 and 2 standard deviations of x: slope A and intercept B of
        ``y = A x + B`` (first row only), the place, the score x there, the score on y's scale it
        is linked to, the standard error of that, pupils and correlation (first row only), and the
        key of a sentence (first row only): ``linked``, ``few``, ``loose``, ``few_loose``. One row
        without a link: ``too_few`` (below 50), ``no_spread``, ``opposed`` (no positive
        correlation).

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. An infinite score, or an unknown method.

    Notes
    -----
    Mean-sigma: ``A = s_y / s_x``, ``B = M_y - A M_x``; the error at z standard deviations of x is
    ``s_y sqrt((1 - r) (2 + (1 + r) z^2) / n)``, for scores normal together. Mean-mean: ``A = 1``,
    the error ``sqrt((s_x^2 + s_y^2 - 2 r s_x s_y) / n)`` everywhere. The error is common to all
    pupils and does not average out in a mean. Pupils tested with time between have grown
    meanwhile, and that growth becomes part of B: such a link is no measure of growth.

    References
    ----------
    Kolen & Brennan (2014), Test Equating, Scaling, and Linking, 7.3; Dorans (2000).
    ``tests/reference/linking.R``.

    Examples
    --------
    >>> pupils = np.arange(60.0)
    >>> found = link(pupils, 2 * pupils + 10)
    >>> float(found.slope[0]), float(found.intercept[0]), found.text[0]
    (2.0, 10.0, 'few')
    """
    if method not in METHODS:
        raise ValueRangeError("measures_koblingsmetode", argument="method", fundet=method)
    first, second = rules.rows(x=x, y=y)
    both = ~(np.isnan(first) | np.isnan(second))
    first, second = first[both], second[both]
    n = first.size
    if n < LEAST_PUPILS:
        return _no_link(n, "too_few")
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return _no_link(n, "no_spread")
    spread_x, spread_y = float(np.std(first, ddof=1)), float(np.std(second, ddof=1))
    r = _correlation(first, second)
    if r <= 0:
        return _no_link(n, "opposed")
    place = np.array(PLACES_SD)
    if method == "mean_sigma":
        slope = spread_y / spread_x
        error = spread_y * np.sqrt((1 - r) * (2 + (1 + r) * place**2) / n)
    else:
        slope = 1.0
        error = np.full(place.size, float(np.std(second - first, ddof=1)) / np.sqrt(n))
    intercept = float(np.mean(second) - slope * np.mean(first))
    at = float(np.mean(first)) + place * spread_x
    top = [_first_row(place.size, value) for value in (slope, intercept, n, r)]
    texts = [_judged(n, r), *[""] * (place.size - 1)]
    return Link(top[0], top[1], place, at, slope * at + intercept, error, top[2], top[3], texts)


def _correlation(first: rules.Array, second: rules.Array) -> float:
    from_mean = [(column - column.mean()) / column.std() for column in (first, second)]
    return float(np.clip(np.mean(from_mean[0] * from_mean[1]), -1, 1))


def _judged(n: int, r: float) -> str:
    few, loose = n < ENOUGH_PUPILS, r < CLOSE_CORRELATION
    return "few_loose" if few and loose else "few" if few else "loose" if loose else "linked"


def _first_row(height: int, value: float) -> rules.Array:
    return np.array([value] + [np.nan] * (height - 1), float)


def _no_link(n: int, reason: str) -> Link:
    blank = np.full(1, np.nan)
    return Link(blank, blank, blank, blank, blank, blank, np.full(1, float(n)), blank, [reason])
