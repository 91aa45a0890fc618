"""A pupil's conditional growth index: standard deviations from what pupils with the same start reach.

The expectation and its spread stand in ``conditional_growth``; the percentile with an interval in
``growth_percentile``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from xl_beregner.catalog import Column, Columns, Keys, Model, udf
from xl_beregner.measures import rules
from xl_beregner.measures.growth import growth_tracks
from xl_beregner.measures.growth.growth_norm import GrowthNorm, norm_of
from xl_beregner.measures.growth.growth_percentile import HIGHEST, LOWEST
from xl_beregner.measures.rules import Array


class GrowthIndex(NamedTuple):
    """What ``PROGRESSIONSINDEKS`` spills: one row an input row."""

    growth_index: Column
    percentile: Column
    text: Keys


@udf("PROGRESSIONSINDEKS")
def growth_index_rows(after: Column, before: Columns, model: Model) -> GrowthIndex:
    """Give a pupil's conditional growth index, which may be averaged over a group.

    Parameters
    ----------
    after : array of float
        The later score. Scale points of the norm. Blank gives a blank row.
    before : array of float, shape (pupils, earlier scores)
        The earlier scores, newest first, in the norm's order. Scale points. As many as pupil and norm
        both have, without a gap from the newest, are used; a pupil without the newest gets a blank row.
    model : rows of a norm
        From ``MODEL``, one norm, of any method.

    Returns
    -------
    GrowthIndex
        Per row: the index (standard deviations, 0 is as expected, positive more), the percentile it
        has under the normal distribution (1-99), and the key of a sentence: ``index``,
        ``index_outside`` where a score lies outside the norm's range, or why there is no norm.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. Not one whole norm in ``model``.

    Notes
    -----
    ``index = (y - expected) / sd``, both given the earlier scores; ``percentile = 100 * Phi(index)``,
    normal residuals. Indices may be averaged, percentiles not.

    The arguments hold no measurement error, so no interval is given and the sentence says so. How
    large it commonly is: with reliability .90 on both tests and correlation .85 between them,
    ``sd = sqrt(1 - .85**2) = .53`` and the error ``sqrt(.10 + .85**2 * .10) = .42``, that is
    ``1.96 * .42 / .53``, about 1.5 indices to each side. ``PROGRESSION`` gives the pupil's own.

    References
    ----------
    Castellano & Ho (2013). ``tests/reference/growth_percentile.R``.

    Examples
    --------
    >>> from xl_beregner.measures.growth.growth_model import growth_model_rows
    >>> start = np.tile(np.arange(30.0), 10)
    >>> norm = growth_model_rows(start + np.repeat(np.arange(10.0), 30), start[:, None])
    >>> row = growth_index_rows(np.array([22.4]), np.array([[15.0]]), norm)
    >>> round(float(row.growth_index[0]), 2), float(row.percentile[0]), row.text
    (1.01, 84.0, ['index'])
    """
    earlier, outcome = growth_tracks.pupils_scores(before, after=after)
    norm = norm_of(model)
    used = np.cumprod(~np.isnan(earlier[:, : len(norm.conditional)]), axis=1).sum(axis=1)
    index = indices(norm, outcome, earlier, used)
    percentile = np.clip(np.round(100 * rules.normal_probability(index)), LOWEST, HIGHEST)
    outside = growth_tracks.is_outside(norm, earlier, used)
    outside |= (outcome < norm.least) | (outcome > norm.greatest)
    is_seen = ~np.isnan(outcome) & ~np.isnan(earlier[:, 0])
    texts = growth_tracks.sentence_keys([norm], is_seen, ["index"] * outcome.size, outside)
    return GrowthIndex(index, percentile, texts)


def indices(norm: GrowthNorm, outcome: Array, earlier: Array, used: Array) -> Array:
    """Give each pupil's index from as many earlier scores as are ``used``; NaN from none."""
    found = np.full(outcome.size, np.nan)
    for order in np.unique(used[used > 0]):
        at = used == order
        fitted, before = norm.conditional[order - 1], list(earlier[at, :order].T)
        away = outcome[at] - fitted.expectation(norm.priors, before)
        found[at] = away / fitted.sd(norm.priors, before)
    return found
