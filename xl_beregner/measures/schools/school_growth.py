"""A school's growth: the mean of its pupils' growth percentiles, and how sure it is.

How a pupil's percentile comes about stands with the norm models, the correction for error in the
earlier test in ``errors_in_variables``, the smoothing in ``empirical_bayes``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from xl_beregner.catalog import Column, Columns, Each, Keys, Labels, Number, udf
from xl_beregner.errors import ValueRangeError
from xl_beregner.measures import rules
from xl_beregner.measures.rules import Array
from xl_beregner.measures.schools.empirical_bayes import KnownVariance, known_variance
from xl_beregner.measures.schools.errors_in_variables import leftover
from xl_beregner.measures.schools.pupils import Pupils, gather
from xl_beregner.measures.tools.disclosure import LEAST_PUPILS

CONFIDENCE = 0.95
# Judgements: below so many pupils a figure is called very uncertain; a smoothed figure less than a
# fifth of a pupil's standard deviation from the middle (about 44 to 56 as figures are shown, where
# pupils spread as the norm's) is called small, however certain.
PUPILS_TO_TRUST = 20
BIG_ENOUGH_SD = 0.2
# Growth percentiles are told as 1-99: what lies below is a share, 0.35 for 35 %.
LEAST_PERCENTILE = 1.0
# Below it the spread between schoolmates is rounding; percentiles are whole numbers or nearly so.
_NO_SPREAD = 1e-9


class SchoolGrowth(NamedTuple):
    """What ``SKOLEPROGRESSION`` spills: one row a school."""

    school: Labels
    pupils: Column
    mean_growth_percentile: Column
    standard_error: Column
    lower: Column
    upper: Column
    smoothed: Column
    text: Keys


class _Scores(NamedTuple):
    """Schools' mean normal scores; NaN where there is no such figure."""

    mean: Array
    error: Array
    freedom: int
    spread: float  # variance between schoolmates


@udf("SKOLEPROGRESSION", each=Each.SCHOOL)
def school_growth_rows(
    school: Labels,
    percentile: Column,
    before: Columns | None = None,
    after: Column | None = None,
    reliability: Number | None = None,
) -> SchoolGrowth:
    """Give each school's mean growth percentile with its interval, smoothed beside.

    Parameters
    ----------
    school : sequence of str or None
        One row a pupil: the school. A row without a school is no pupil.
    percentile : array of float
        The pupil's growth percentile, from 1 and below 100 (35, not 0.35). Blank: the pupil does not
        count.
    before : array of float, rows x earlier results, optional
        The earlier results the percentile came from, all of them, each on any scale. With these,
        ``after`` and ``reliability``, schools are corrected for measurement error in the earlier tests,
        and a pupil with a blank in them does not count.
    after : array of float, optional
        The later result the percentile came from, on any scale.
    reliability : float, optional
        Reliability of each earlier test among these pupils, above 0 and at most 1 (1: tests
        without error, the percentiles stand as they are).

    Returns
    -------
    SchoolGrowth
        Per school: pupils who count, the mean growth percentile (50: as the norm), its standard
        error and 95 % interval, the smoothed figure, all in percentiles, and the key of a sentence:
        ``above``, ``below`` (certain and big enough), ``small`` (certain), ``within``,
        ``no_difference`` (no sure difference between schools; ``no_difference_above``, ``_below``:
        but all together certainly and big enough off the norm), ``few`` (5-19 pupils), ``no_spread``
        (pupils alike, no uncertainty to tell); behind it ``_corrected`` or ``_not_corrected`` (asked
        for, not possible); or ``too_few`` (fewer than 5 pupils), ``no_percentiles``.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. A percentile below 1 or not below 100, a reliability outside its range.

    Notes
    -----
    Percentiles are turned into normal scores and averaged, since percentiles are no equal steps; the
    mean ``m`` is turned back as ``100 Phi(m / sqrt(1 + s**2))``, the mean percentile of pupils whose
    scores spread by ``s`` around it: the plain mean of the percentiles but for its roughness. The
    standard error is ``s / sqrt(n)`` with ``s`` the standard deviation between schoolmates, pooled
    over all schools; Student's t. In percentiles it is that times the slope of the curve (delta
    method), the interval is turned back end by end.

    Of two pupils with one earlier result, the one from a school with a weak intake was more often
    lucky, so such schools look worse than they are. The correction takes the slopes that error
    leaves behind (``errors_in_variables``) times the school's distance to the mean earlier results
    of all pupils given out of the school's mean, and adds the slopes' variance. It moves schools
    against each other, not all of them against the norm, and assumes growth linear in the results.

    Smoothing is ``empirical_bayes.known_variance`` of the normal scores. Certain: the interval leaves
    out 50. Big enough: the smoothed figure lies a fifth of a standard deviation from 50. Where schools
    do not differ, their common mean is judged in the same two ways. The interval
    is for the school's growth with such pupils in general, not only for those tested; pupils are
    taken as independent within the school.

    References
    ----------
    Castellano & Ho (2013, 2015); Fuller (1987). ``tests/reference/school_growth.R``,
    ``tests/reference/test_school_simulations.py``.

    Examples
    --------
    >>> percentiles = np.array([60.0, 70, 55, 80, 65, 20, 45, 30, 50, 35])
    >>> rows = school_growth_rows(["A"] * 5 + ["B"] * 5, percentiles)
    >>> [round(float(x)) for x in rows.mean_growth_percentile], rows.text
    ([66, 36], ['few', 'few'])
    """
    percentiles, later = rules.rows(percentile=percentile, after=rules.or_blank(after))
    (earlier,) = rules.row_columns(len(percentiles), before=rules.or_blank(before))
    _check(percentiles, reliability)
    score = ndtri(percentiles / 100)
    asked = before is not None or after is not None or reliability is not None
    if before is not None and after is not None and reliability is not None and reliability < 1:
        pupils = gather(school, score, earlier, later)
        used = pupils.used
        scores = _corrected(pupils, score[used], earlier[used], later[used], reliability)
        if scores is not None:
            return _rows(pupils, scores, "_corrected")
    pupils = gather(school, score)
    plain = _plain(pupils, score[pupils.used])
    return _rows(pupils, plain, "_not_corrected" if asked and reliability != 1 else "")


def _check(percentile: Array, reliability: float | None) -> None:
    odd = percentile[(percentile < LEAST_PERCENTILE) | (percentile >= 100)]
    if odd.size:
        raise ValueRangeError("measures_progressionspercentil", argument="percentile", fundet=float(odd[0]))
    if reliability is not None:
        rules.check_number(reliability=reliability)
        if not 0 < reliability <= 1:
            raise ValueRangeError(
                "measures_reliabilitet_over_nul", argument="reliability", fundet=float(reliability)
            )


def _plain(pupils: Pupils, score: Array, freedom_spent: int = 0) -> _Scores:
    """Average, with the spread between schoolmates of all schools."""
    apart = pupils.within(score)
    freedom = score.size - int((pupils.count > 0).sum()) - freedom_spent
    spread = float(apart @ apart) / max(freedom, 1)
    shown = pupils.count >= LEAST_PUPILS
    error = np.sqrt(spread / pupils.count.clip(min=1)) if spread > _NO_SPREAD**2 else np.nan
    return _Scores(
        np.where(shown, pupils.means(score), np.nan), np.where(shown, error, np.nan), freedom, spread
    )


def _corrected(
    pupils: Pupils, score: Array, before: Array, after: Array, reliability: float
) -> _Scores | None:
    left = leftover(pupils, score, before, after, reliability)
    if left is None:
        return None
    ahead = before - before.mean(axis=0)
    found = _plain(pupils, score - ahead @ left.slope, left.slope.size)
    away = pupils.means(ahead)
    spread = np.einsum("jp,pq,jq->j", away, left.covariance, away)
    return found._replace(error=np.sqrt(found.error**2 + spread))


def _rows(pupils: Pupils, scores: _Scores, how: str) -> SchoolGrowth:
    mean, error = scores.mean, scores.error
    quantile = rules.student_quantile((1 + CONFIDENCE) / 2, max(scores.freedom, 1))
    reach = quantile * error
    smooth = known_variance(mean, error)
    verdict = np.select(
        [
            np.isnan(error),
            pupils.count < PUPILS_TO_TRUST,
            np.full(mean.shape, smooth.verdict == "no_difference"),
            np.abs(mean) <= reach,
            np.abs(smooth.shrunken) < BIG_ENOUGH_SD,
            mean > 0,
        ],
        ["no_spread", "few", _together(smooth, float(quantile)), "within", "small", "above"],
        "below",
    )
    known = np.select([pupils.count == 0, pupils.count < LEAST_PUPILS], ["no_percentiles", "too_few"], "")
    keys = [why or f"{word}{how}" for why, word in zip(known.tolist(), verdict.tolist(), strict=True)]
    flat = 1 / np.sqrt(1 + scores.spread)
    return SchoolGrowth(
        list(pupils.schools),
        np.where(pupils.count >= LEAST_PUPILS, pupils.count, np.nan),
        _percentile(flat * mean),
        100 * flat * error * np.exp(-((flat * mean) ** 2) / 2) / np.sqrt(2 * np.pi),
        _percentile(flat * (mean - reach)),
        _percentile(flat * (mean + reach)),
        _percentile(flat * smooth.shrunken),
        keys,
    )


def _together(smooth: KnownVariance, quantile: float) -> str:
    """Tell on which side of the norm schools lie that do not differ from each other."""
    if abs(smooth.mean) < max(BIG_ENOUGH_SD, quantile * smooth.mean_error):
        return "no_difference"
    return "no_difference_above" if smooth.mean > 0 else "no_difference_below"


def _percentile(score: Array) -> Array:
    return 100 * rules.normal_probability(score)
