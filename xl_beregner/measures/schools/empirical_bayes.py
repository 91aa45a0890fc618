"""Empirical Bayes with known standard errors: each school's estimate, drawn towards all schools'.

Here one estimate a school comes with its own standard error; several years at once stand in
``baseline``, pupils' own results in ``variance_parts``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from xl_beregner.catalog import Column, Keys, Number, udf
from xl_beregner.measures import rules
from xl_beregner.measures.rules import Array
from xl_beregner.measures.schools import one_variance
from xl_beregner.measures.schools.one_variance import Deviance

LEAST_SCHOOLS = 4  # below it, what the schools' spread may be has no finite average
CONFIDENCE = 0.95

_EXTREME = 1e10  # a standard error that many times the unit counts as good as nothing
# The spread's posterior: where it is looked for (in the unit of the variation), how far down from
# its top, in how many points.
_LOWEST, _HIGHEST, _COARSE = 1e-8, 1e8, 150
_DEPTH, _FINE = 18.0, 41
_NEGLIGIBLE = 1e-12  # a chance that moves no digit told
_CLOSE = 1e-10  # of a standard error: the last step towards a quantile
_MOST_STEPS, _FLAT, _ROOT = 60, 1e-300, float(np.sqrt(2 * np.pi))
_CELLS = 100_000  # worked on at a time


@dataclass(frozen=True, slots=True)
class KnownVariance:
    """Estimates with known standard errors, smoothed; arrays as the estimates, NaN where blank.

    ``tau2`` is the variance between schools and ``mean`` their mean with its ``mean_error``; all
    three NaN where there are too few schools to tell. ``verdict`` is one of ``ok`` · ``given``
    (``tau2`` was given) · ``no_difference`` (``tau2`` is estimated as 0: no sure difference between
    schools) · ``too_few`` (fewer than ``LEAST_SCHOOLS``: nothing is smoothed) · ``no_values``.
    """

    tau2: float
    mean: float
    mean_error: float
    weight: Array
    shrunken: Array
    standard_error: Array
    lower: Array
    upper: Array
    verdict: str


class Smoothed(NamedTuple):
    """What ``UDJAEVN`` spills: one row an input row."""

    raw: Column
    shrunken: Column
    lower: Column
    upper: Column
    weight: Column
    text: Keys


@udf("UDJAEVN")
def smoothed_rows(estimate: Column, standard_error: Column, tau2: Number | None = None) -> Smoothed:
    """Draw uncertain estimates towards the mean of all, the raw one beside, with a 95 % interval.

    Parameters
    ----------
    estimate : array of float
        One a school. Any unit, the same in all rows. Blank gives a blank row.
    standard_error : array of float
        Its standard error, same unit, above 0. Blank gives a row that says so, without numbers;
        the estimate is then no part of the mean either.
    tau2 : float, optional
        Variance between schools' true values, the unit squared, 0 or more. Blank: estimated.

    Returns
    -------
    Smoothed
        Per row: the estimate, the smoothed one, its interval, how much the school's own estimate
        weighs (0-1), and the key of a sentence: ``ok``, ``given``, ``no_difference``, ``too_few``
        (fewer than 4 schools: the estimate itself with its own interval), ``no_standard_error``.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. A standard error not above 0, a negative ``tau2``.

    Notes
    -----
    ``estimate ~ N(true, se**2)``, ``true ~ N(mu, tau2)``; ``tau2`` by REML, ``mu`` by weighted least
    squares, smoothed ``= mu + weight (estimate - mu)`` with ``weight = tau2 / (tau2 + se**2)``. The
    interval averages over what ``tau2`` and ``mu`` may be: over ``mu`` exactly, over ``tau2`` by its
    restricted likelihood with every ``tau2`` equally likely beforehand. With equal standard errors
    the shrinkage so averaged is Morris' correction for few schools, ``(J - 3) / (J - 1)`` of the plain
    one, as long as it stays below 1. Intervals cover 94-97 %, more where schools hardly
    differ. An interval that would leave out its own smoothed value, that of a school far from all
    others, is widened to hold it. Where ``tau2`` is given it is taken as known.

    A smoothed value is for comparing and deciding, never for finding trouble in a small school: it
    lies near the mean whatever happens there.

    References
    ----------
    Morris (1983), JASA 78:47; Morris & Tang (2011), Statistical Science 26:271. BCG vaccine trials
    and eight schools in ``tests/reference/test_published_numbers.py``.

    Examples
    --------
    >>> found = smoothed_rows(np.array([28.0, 8, -3, 7, -1, 1, 18, 12]),
    ...                       np.array([15.0, 10, 16, 11, 9, 11, 10, 18]))
    >>> round(float(found.shrunken[0]), 2), found.text[0]
    (7.69, 'no_difference')
    """
    value, error = rules.rows(estimate=estimate, standard_error=standard_error)
    rules.check_above_zero(standard_error=error)
    if tau2 is not None:
        rules.check_number(tau2=tau2)
        rules.check_at_least_zero(tau2=np.array([tau2]))
        rules.rows(tau2=tau2)
    found = known_variance(value, error, tau2)
    told = ~np.isnan(value) & ~np.isnan(error)
    unsure = ~np.isnan(value) & np.isnan(error)
    keys = np.select([told, unsure], [found.verdict, "no_standard_error"], "").tolist()
    raw = np.where(told, value, np.nan)
    return Smoothed(raw, found.shrunken, found.lower, found.upper, found.weight, keys)


def known_variance(
    estimate: Array, standard_error: Array, tau2: float | None = None, confidence: float = CONFIDENCE
) -> KnownVariance:
    """Smooth estimates with known standard errors; formulas and sources stand in ``smoothed_rows``.

    Parameters
    ----------
    estimate, standard_error : array of float
        One a school; standard errors above 0. A row with either blank is left out.
    tau2 : float or None
        Variance between schools; None: estimated by REML.
    confidence : float
        Coverage of the interval, between 0 and 1.

    Examples
    --------
    >>> found = known_variance(np.array([1.0, 2.0, 3.0, 9.0]), np.ones(4))
    >>> round(found.tau2, 3), round(float(found.weight[0]), 3)
    (11.917, 0.923)
    """
    known = ~np.isnan(estimate) & ~np.isnan(standard_error)
    schools = int(known.sum())
    if not schools:
        blank, nan = np.full(estimate.shape, np.nan), float("nan")
        return KnownVariance(nan, nan, nan, blank, blank, blank, blank, blank, "no_values")
    value, error = estimate[known], standard_error[known]
    centre, unit = float(value.mean()), max(float(value.std()), float(error.min()))
    value, error = (value - centre) / unit, np.clip(error / unit, 1 / _EXTREME, _EXTREME)
    if tau2 is None and schools < LEAST_SCHOOLS:
        at, part, verdict = float("nan"), _alone(value, error, confidence), "too_few"
    elif tau2 is None:
        at = one_variance.search(lambda tried: _restricted(value, error**2, tried))
        part, verdict = _averaged(value, error**2, at, confidence), "ok" if at else "no_difference"
    else:
        at = tau2 / unit**2
        part, verdict = _fixed(value, error**2, at, confidence), "given"
    mean, mean_error = _mean(value, error**2, at)

    def placed(column: Array, shift: float = 0.0, scale: float = 1.0) -> Array:
        whole = np.full(estimate.shape, np.nan)
        whole[known] = shift + scale * column
        return whole

    return KnownVariance(
        tau2=at * unit**2 if tau2 is None else tau2,
        mean=centre + unit * mean,
        mean_error=unit * mean_error,
        weight=placed(part.weight),
        shrunken=placed(part.centre, centre, unit),
        standard_error=placed(part.sd, 0.0, unit),
        lower=placed(part.lower, centre, unit),
        upper=placed(part.upper, centre, unit),
        verdict=verdict,
    )


class _Parts(NamedTuple):
    """What is told of each school, in the unit of the variation."""

    weight: Array
    centre: Array
    sd: Array
    lower: Array
    upper: Array


def _restricted(value: Array, variance: Array, tau2: Array) -> Deviance:
    """REML deviance and its slope at each of several ``tau2``."""
    block = max(_CELLS // value.size, 1)
    if tau2.size > block:  # many schools: in pieces that stay close at hand
        parts = [_restricted(value, variance, tau2[at : at + block]) for at in range(0, tau2.size, block)]
        return Deviance(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    weight = 1 / (variance + tau2[:, None])
    total = weight.sum(axis=1)
    squared = (value - (weight @ value / total)[:, None]) ** 2
    return Deviance(
        -np.log(weight).sum(axis=1) + np.log(total) + (weight * squared).sum(axis=1),
        total - (weight**2).sum(axis=1) / total - (weight**2 * squared).sum(axis=1),
    )


def _mean(value: Array, variance: Array, tau2: float) -> tuple[float, float]:
    weight = 1 / (variance + tau2)
    return float(weight @ value / weight.sum()), float(weight.sum() ** -0.5)


def _given(value: Array, variance: Array, tau2: Array) -> tuple[Array, Array, Array]:
    """Weight, centre and variance of each school, a row for each ``tau2``; ``mu`` is averaged over."""
    precision = 1 / (variance + tau2[:, None])
    total = precision.sum(axis=1)[:, None]
    mean = (precision @ value)[:, None] / total
    shrinkage = variance * precision
    centre = value - shrinkage * (value - mean)
    return 1 - shrinkage, centre, variance * (1 - shrinkage) + shrinkage**2 / total


def _fixed(value: Array, variance: Array, tau2: float, confidence: float) -> _Parts:
    weight, centre, spread = (part[0] for part in _given(value, variance, np.array([tau2])))
    reach = rules.normal_quantile((1 + confidence) / 2) * np.sqrt(spread)
    return _Parts(weight, centre, np.sqrt(spread), centre - reach, centre + reach)


def _alone(value: Array, error: Array, confidence: float) -> _Parts:
    reach = rules.normal_quantile((1 + confidence) / 2) * error
    return _Parts(np.ones(value.size), value, error, value - reach, value + reach)


def _averaged(value: Array, variance: Array, tau2: float, confidence: float) -> _Parts:
    """Smooth at the estimated ``tau2``; let the interval average over what it may be."""
    weight, centre, _ = (part[0] for part in _given(value, variance, np.array([tau2])))
    places, chance = _likely(value, variance)
    _, centres, spreads = _given(value, variance, places)
    sds = np.sqrt(spreads)
    middle = chance @ centres
    sd = np.sqrt(chance @ (spreads + (centres - middle) ** 2))
    lower, upper = (_quantile(p, chance, centres, sds) for p in ((1 - confidence) / 2, (1 + confidence) / 2))
    # A school far from all others pulls most likely tau2 and its average far apart, and the point with
    # them: the interval is widened to hold it, which never lowers what it covers.
    return _Parts(weight, centre, sd, np.minimum(lower, centre), np.maximum(upper, centre))


def _likely(value: Array, variance: Array) -> tuple[Array, Array]:
    """Tell which ``tau2`` may be, and how likely each is, every one equally likely beforehand.

    Steps are equal in ``log tau2``, where the curve is smooth; so each counts ``tau2`` times.
    """

    def height(places: Array) -> Array:
        return np.asarray(np.log(places) - _restricted(value, variance, places).value / 2)

    coarse = np.geomspace(_LOWEST, _HIGHEST, _COARSE)
    seen = height(coarse)
    high = np.flatnonzero(seen > seen.max() - _DEPTH)
    first, last = max(high[0] - 1, 0), min(high[-1] + 1, _COARSE - 1)
    places = np.geomspace(coarse[first], coarse[last], _FINE)
    chance = np.exp((found := height(places)) - found.max())
    counts = chance > _NEGLIGIBLE * chance.sum()  # with many schools a few places hold it all
    return places[counts], chance[counts] / chance[counts].sum()


def _quantile(probability: float, chance: Array, centres: Array, sds: Array) -> Array:
    """Quantile of each school's mixture of normals, by Newton's steps between the normals' own.

    A step that leaves the bracket is taken to its middle instead.
    """
    own = centres + rules.normal_quantile(probability) * sds
    low, high, nearest = own.min(axis=0), own.max(axis=0), _CLOSE * sds.min(axis=0)
    at, moved, steps = chance @ own, nearest + 1, 0
    while steps < _MOST_STEPS and (moved > nearest).any():
        steps += 1
        z = (at - centres) / sds
        excess = chance @ ndtr(z) - probability
        low, high = np.where(excess > 0, low, at), np.where(excess > 0, at, high)
        slope = chance @ (np.exp(-(z**2) / 2) / (_ROOT * sds))
        step = at - excess / np.maximum(slope, _FLAT)
        step = np.where((step >= low) & (step <= high), step, (low + high) / 2)
        moved, at = np.abs(step - at), step
    return np.asarray(at)
