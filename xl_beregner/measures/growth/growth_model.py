"""Fitting a norm: what pupils with the same earlier scores reach, from one cohort (``MODEL``).

Here is decided which method the number of pupils allows; the norm itself and its table stand in
``growth_norm``, the regressions in ``quantile_regression`` and ``conditional_growth``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from xl_beregner.catalog import Choice, Column, Columns, Each, Model, OneOf, udf
from xl_beregner.errors import CellError, ValueRangeError
from xl_beregner.measures.growth import splines
from xl_beregner.measures.growth.conditional_growth import (
    ConditionalGrowth,
    Prior,
    fit_conditional_growth,
)
from xl_beregner.measures.growth.growth_norm import METHODS, ON_GRID, GrowthNorm, Splines
from xl_beregner.measures.growth.growth_tracks import pupils_scores
from xl_beregner.measures.growth.quantile_regression import has_full_rank, quantile_process
from xl_beregner.measures.rules import Array

# Judgement, from subsamples of a cohort of 6,279 pupils: below about 800 pupils growth percentiles lie
# farther from those of the whole cohort than ranked residuals do, and at 300 even these lie nearly 4
# points off. The fewest for 100 quantile regressions is what American states use.
LEAST_FOR_NORM = 300
LEAST_FOR_GROWTH_PERCENTILES = 1000
# Judgement: an older score than the fourth adds next to nothing, and every one makes each of the 100
# regressions slower.
MOST_PRIORS = 4
# Judgement: farther than this outside the quartiles lies a slip of the hand (450 for 45) or a code for a
# missing score (9999), no pupil's score; one alone ruins a fitted curve. Normal scores reach 3.
FARTHEST_IQR = 10.0
# Predictions are compared with scores at 5 decimals and knots stand at 3, as in R's SGP. On a scale
# whose standard deviation is below this those decimals are too coarse.
FINEST_SD = 0.01
# Scores of a range this small are one score: no scale is finer.
NO_SPREAD = 1e-50
# Scores this near each other, beside the largest, differ by rounding alone.
SAME_SCORE = 1e-12

Method = Annotated[Choice, OneOf(("automatic", *METHODS))]


@udf("MODEL", each=Each.ANSWER)
def growth_model_rows(after: Column, before: Columns, method: Method = "automatic") -> Model:
    """Fit a norm on a cohort and lay it out as a table that other functions read.

    Parameters
    ----------
    after : array of float
        The later score, one a pupil. Any scale, need not be that of ``before``. Scale points. A pupil
        without it counts in the knots only.
    before : array of float, shape (pupils, earlier scores)
        The earlier scores, newest first. Scale points. A blank leaves the pupil out of the orders that
        need it.
    method : {"automatic", "growth_percentiles", "residual_ranks", "normal_growth"}
        How the tracks are found. Automatic: growth percentiles from 1,000 pupils, ranked residuals
        from 300.

    Returns
    -------
    rows of a word and its numbers
        The norm; or, where there can be none, why: ``too_few``, ``outlying``,
        ``too_few_for_growth_percentiles``, ``too_few_different``, ``constant_before``, ``no_spread``, and
        the number of pupils; where a score is outlying also each column's smallest and largest.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. An infinite or impossibly large number, an unknown method, more than four earlier
        scores, or scores whose quantiles cannot be fitted for certain.

    Notes
    -----
    See ``fit_growth_norm``.

    References
    ----------
    Betebenner (2009, 2011); Castellano & Ho (2013). ``tests/reference/growth_percentile.R``.

    Examples
    --------
    >>> before = np.tile(np.arange(30.0), 10)
    >>> rows = growth_model_rows(before + np.repeat(np.arange(10.0), 30), before[:, None])
    >>> rows[0], rows[1]
    (('norm', ('residual_ranks',)), ('pupils', (300.0,)))
    """
    return fit_growth_norm(after, before, method).rows()


def fit_growth_norm(
    after: Column,
    before: Columns,
    method: str = "automatic",
    least_for_norm: int = LEAST_FOR_NORM,
    least_for_growth_percentiles: int = LEAST_FOR_GROWTH_PERCENTILES,
) -> GrowthNorm:
    """Fit a norm on a cohort, with as many earlier scores as enough pupils have.

    Parameters
    ----------
    after, before, method
        As in ``growth_model_rows``.
    least_for_norm, least_for_growth_percentiles : int
        Fewest pupils for any norm, and for quantile regression; for each order on its own.

    Returns
    -------
    GrowthNorm
        The norm, or why there is none.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. An infinite or impossibly large number, an unknown method, more than four earlier
        scores, or scores whose quantiles cannot be fitted for certain.

    Notes
    -----
    Order k takes the k newest earlier scores, on the pupils with all of them and the later score.
    Conditional growth is always fitted. Growth percentiles: 100 quantile regressions at
    ``tau = (j - 0.5) / 100`` on an intercept and seven cubic B-splines an earlier score. Knots (the
    20, 40, 60 and 80 % quantiles), boundaries, range, mean and sd of an earlier score come from all
    its scores, also of pupils without a later one: the published convention, and it keeps the knots
    of two orders alike. Where the splines cannot be told apart (few different scores), automatic
    takes ranked residuals; asked for outright, the answer is in words. The norm keeps the step of the
    later scores (``common_step``), which ``ELEVCHANCE`` needs.

    A score more than ten interquartile ranges outside the quartiles of its column gives no norm
    (``outlying``), where that range is above 0. Every number is kept to 15 significant digits.

    References
    ----------
    Betebenner (2009, 2011); Castellano & Ho (2013). ``tests/reference/growth_percentile.R``.
    """
    if method not in ("automatic", *METHODS):
        raise ValueRangeError("measures_norm_metode", argument="method", fundet=method)
    earlier, outcome = pupils_scores(before, after=after)
    if earlier.shape[1] > MOST_PRIORS:
        raise ValueRangeError(
            "measures_for_mange_kovariater", argument="before", fundet=earlier.shape[1], hoejst=MOST_PRIORS
        )
    cohort = list(_pupils_by_order(outcome, earlier))
    pupils = int(cohort[0].sum())
    if pupils < least_for_norm:
        return GrowthNorm("too_few", (pupils,))
    if any(_is_outlying(column) for column in (outcome, *earlier.T)):
        return _outlying(outcome, earlier, pupils)
    if method == "growth_percentiles" and pupils < least_for_growth_percentiles:
        return GrowthNorm("too_few_for_growth_percentiles", (pupils,))
    priors = tuple(_prior(column) for column in earlier.T)
    fitted = _conditional(outcome, earlier, priors, [at for at in cohort if at.sum() >= least_for_norm])
    if not fitted:
        constant = np.ptp(earlier[cohort[0], 0]) <= NO_SPREAD
        return GrowthNorm("constant_before" if constant else "no_spread", (pupils,))
    enough = [at for at in cohort if at.sum() >= least_for_growth_percentiles][: len(fitted)]
    wanted = enough if method in ("automatic", "growth_percentiles") else []
    laid, coefficients = _growth_percentiles(outcome, earlier, priors, wanted)
    if method == "growth_percentiles" and not coefficients:
        return GrowthNorm("too_few_different", (pupils,))
    if method == "automatic":
        method = "growth_percentiles" if coefficients else "residual_ranks"
    results = outcome[cohort[0]]
    found = GrowthNorm(
        method,
        tuple(int(at.sum()) for at in cohort[: len(fitted)]),
        float(results.min()),
        float(results.max()),
        common_step(results),
        priors[: len(fitted)],
        tuple(fitted),
        tuple(laid),
        tuple(coefficients),
    )
    return found.kept()


def common_step(scores: Array) -> float:
    """Give the step of the grid that scores lie on, 0 where there is none.

    Parameters
    ----------
    scores : array of float
        The later scores of a cohort, in any order. Scale points. No blanks.

    Returns
    -------
    float
        Scale points; 1 for whole numbers.

    Notes
    -----
    The smallest distance between two different scores, if all lie a whole number of such steps from the
    least. In 300 scores or more on a grid two neighbours are there, or the grid is so fine beside their
    spread that it does not matter. Uneven scales (marks -3, 0, 2, 4 ..., a test's logits) have no step.

    References
    ----------
    The definition of a grid.

    Examples
    --------
    >>> common_step(np.array([3.5, 1, 1.5, 3])), common_step(np.array([-3.0, 0, 2, 4, 7]))
    (0.5, 0.0)
    """
    offsets = np.unique(scores) - scores.min()
    gaps = np.diff(offsets)
    gaps = gaps[gaps > SAME_SCORE * np.abs(scores).max()]
    if not gaps.size:
        return 0.0
    step = offsets[-1] / np.rint(offsets[-1] / gaps.min())
    places = offsets / step
    return float(step) if (np.abs(places - np.rint(places)) < ON_GRID).all() else 0.0


def _pupils_by_order(outcome: Array, earlier: Array) -> Iterator[np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Tell for each order which pupils have all the scores it needs."""
    known = ~np.isnan(outcome)
    for column in earlier.T:
        known = known & ~np.isnan(column)
        yield known


def _is_outlying(column: Array) -> bool:
    """Tell whether a score lies so far from the others that it can be no score."""
    scores = column[~np.isnan(column)]
    if not scores.size:
        return False
    low, high = np.quantile(scores, [0.25, 0.75])
    middle_half = high - low
    if middle_half <= SAME_SCORE * np.abs(scores).max():
        return False
    return bool(max(low - scores.min(), scores.max() - high) > FARTHEST_IQR * middle_half)


def _outlying(outcome: Array, earlier: Array, pupils: int) -> GrowthNorm:
    """Give no norm, but the range of every column, which shows the score that is no score."""
    priors = tuple(_prior(column) for column in earlier.T)
    return GrowthNorm(
        "outlying", (pupils,), float(np.nanmin(outcome)), float(np.nanmax(outcome)), priors=priors
    )


def _prior(column: Array) -> Prior:
    scores = column[~np.isnan(column)]
    if not scores.size:
        return Prior(np.nan, np.nan, np.nan, np.nan)
    # Equal scores may spread by rounding; a spread finer than any scale is no spread either.
    spread = float(scores.std()) if np.ptp(scores) > NO_SPREAD else 0.0
    return Prior(float(scores.min()), float(scores.max()), float(scores.mean()), spread)


def _conditional(
    outcome: Array, earlier: Array, priors: tuple[Prior, ...], cohort: list[np.ndarray]
) -> list[ConditionalGrowth]:
    """Fit conditional growth of order 1, 2 ..., as far as the scores can tell the orders apart."""
    found: list[ConditionalGrowth] = []
    for order, at in enumerate(cohort, 1):
        scores = list(earlier[at, :order].T)
        if priors[order - 1].sd == 0:
            break
        fitted = fit_conditional_growth(outcome[at], scores, priors[:order])
        if fitted is None:
            break
        found.append(fitted)
    return found


def _growth_percentiles(
    outcome: Array, earlier: Array, priors: tuple[Prior, ...], cohort: list[np.ndarray]
) -> tuple[list[Splines], list[Array]]:
    """Fit the quantile regressions of order 1, 2 ..., as far as the splines can be told apart."""
    laid: list[Splines] = []
    coefficients: list[Array] = []
    for order, at in enumerate(cohort, 1):
        column = earlier[:, order - 1]
        if min(priors[order - 1].sd, float(outcome[at].std())) < FINEST_SD:
            break
        spline = Splines(splines.knots_of(column), splines.boundaries_of(column))
        design = _design(earlier[at, :order], [*laid, spline])
        if not has_full_rank(design):
            break
        laid.append(spline)
        coefficients.append(_quantiles(design, outcome[at]))
    return laid, coefficients


def _quantiles(design: Array, outcome: Array) -> Array:
    """Fit the quantile regressions; what goes wrong is told of the scores, the design is nobody's cell."""
    try:
        return quantile_process(design, outcome)
    except CellError as error:
        raise ValueRangeError("measures_norm_ikke_loest", argument="after") from error


def _design(earlier: Array, laid: list[Splines]) -> Array:
    blocks = [splines.basis(s, sp.knots, sp.boundaries) for s, sp in zip(earlier.T, laid, strict=True)]
    return np.column_stack([np.ones(len(earlier)), *blocks])
