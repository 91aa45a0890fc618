"""Conditional growth: what pupils with the same start usually reach, and how far they spread.

Here the expectation and its spread are fitted and worked out for a pupil; the percentiles by quantile
regression are ``growth_tracks``', the function in a cell is ``growth_index``'.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from xl_beregner.measures.growth.quantile_regression import TAUS, has_full_rank
from xl_beregner.measures.rules import Array

# Judgement: a spread that grows or shrinks e-fold from one standard deviation of the earlier score to
# the next is no property of pupils but of a test with a floor or a ceiling.
STEEPEST_LOG_SPREAD = 1.0
# Below these shares of the outcome's squared spread and squared size, what is left is rounding.
_NO_VARIATION, _ROUNDING = 1e-20, 1e-28
_MOST_ROUNDS = 200
_NORMAL_QUANTILES: Array = ndtri(TAUS)


@dataclass(frozen=True, slots=True)
class Prior:
    """One earlier score of a norm: the range of its scores, and their mean and sd. Scale points."""

    least: float
    greatest: float
    mean: float
    sd: float

    def standardised(self, scores: Array) -> Array:
        """Give scores in standard deviations from the mean."""
        return (scores - self.mean) / self.sd

    def within(self, scores: Array) -> Array:
        """Move scores outside the range to its edge."""
        return np.clip(scores, self.least, self.greatest)


@dataclass(frozen=True, slots=True)
class ConditionalGrowth:
    """The expected outcome given earlier scores, its spread, and how the rest is distributed.

    With ``z`` the newest earlier score and ``z2``, ``z3`` ... the older ones, standardised:
    ``expected = b0 + b1 z + b2 z**2 + b3 z2 + b4 z3 ...`` and ``log sd = g0 + g1 z``.
    ``residual_quantiles`` are the standardised residuals at the 100 ``TAUS``.
    """

    expected: Array
    spread: Array
    residual_quantiles: Array

    @property
    def order(self) -> int:
        """How many earlier scores it takes."""
        return self.expected.size - 2

    def expectation(self, priors: tuple[Prior, ...], before: list[Array]) -> Array:
        """Give the expected outcome; ``before`` holds the earlier scores, newest first."""
        newest, *older = (p.standardised(x) for p, x in zip(priors, before, strict=False))
        found = self.expected[0] + self.expected[1] * newest + self.expected[2] * newest**2
        for coefficient, scores in zip(self.expected[3:], older, strict=True):
            found = found + coefficient * scores
        return np.asarray(found, float)

    def sd(self, priors: tuple[Prior, ...], before: list[Array]) -> Array:
        """Give the spread around the expectation; outside the norm's range that at its edge."""
        newest = priors[0].standardised(priors[0].within(before[0]))
        return np.asarray(np.exp(self.spread[0] + self.spread[1] * newest), float)

    def slopes(self, priors: tuple[Prior, ...], before: list[Array], deviation: Array) -> list[Array]:
        """Give the slope against each earlier score of the line ``deviation`` sd from the expectation."""
        newest = priors[0].standardised(before[0])
        bend = self.spread[1] * self.sd(priors, before) * deviation
        inside = before[0] == priors[0].within(before[0])
        found = [(self.expected[1] + 2 * self.expected[2] * newest + inside * bend) / priors[0].sd]
        for coefficient, prior in zip(self.expected[3:], priors[1:], strict=False):
            found.append(np.full(newest.shape, coefficient / prior.sd))
        return found

    def deviations(self, *, normal: bool) -> Array:
        """Give the 100 quantiles of the standardised residuals: the normal's, or those of the cohort."""
        return _NORMAL_QUANTILES if normal else self.residual_quantiles


def fit_conditional_growth(
    outcome: Array, before: list[Array], priors: tuple[Prior, ...]
) -> ConditionalGrowth | None:
    """Fit the expected outcome and its spread on pupils with all scores.

    Parameters
    ----------
    outcome : array of float
        The later score. Scale points. No blanks.
    before : list of array of float
        The earlier scores, newest first. Scale points. No blanks.
    priors : tuple of Prior
        What each earlier score is standardised by.

    Returns
    -------
    ConditionalGrowth or None
        None where the scores cannot tell the coefficients apart, or leave no variation.

    Notes
    -----
    The expectation by ordinary least squares: quadratic in the newest earlier score (linear where it
    has only two values), linear in the older ones. The spread by maximum likelihood under normality,
    ``log sd = g0 + g1 z``, Fisher scoring (Harvey 1976), ``|g1|`` at most ``STEEPEST_LOG_SPREAD``.

    References
    ----------
    Castellano & Ho (2013); Harvey (1976). ``tests/reference/growth_percentile.R``.
    """
    newest, *older = (prior.standardised(scores) for prior, scores in zip(priors, before, strict=False))
    ones = np.ones_like(newest)
    straight = np.column_stack([ones, newest, *older])
    bent = np.column_stack([ones, newest, newest**2, *older])
    if has_full_rank(bent):
        expected = _least_squares(bent, outcome)
    elif has_full_rank(straight):
        expected = np.insert(_least_squares(straight, outcome), 2, 0.0)
    else:
        return None
    left = outcome - bent @ expected
    if not _varies(left, outcome):
        return None
    spread = _log_linear_spread(left, newest)
    ranked = left / np.exp(spread[0] + spread[1] * newest)
    return ConditionalGrowth(expected, spread, np.quantile(ranked, TAUS))


def _varies(left: Array, outcome: Array) -> bool:
    around = outcome - outcome.mean()
    noise = _NO_VARIATION * float((around**2).sum()) + _ROUNDING * float((outcome**2).sum())
    return float((left**2).sum()) > noise


def _least_squares(design: Array, outcome: Array) -> Array:
    # The outcome is centred so that scores far from zero keep their digits.
    centre = float(outcome.mean())
    found = np.asarray(np.linalg.lstsq(design, outcome - centre, rcond=None)[0], float)
    found[0] += centre
    return found


def _log_linear_spread(left: Array, newest: Array) -> Array:
    """Fit ``log sd = g0 + g1 z`` to residuals by Fisher scoring of the normal likelihood."""
    design = np.column_stack([np.ones_like(newest), newest])
    towards = np.linalg.pinv(design)
    spread = np.array([0.5 * np.log(np.mean(left**2)), 0.0])
    for _ in range(_MOST_ROUNDS):
        surprise = (left / np.exp(design @ spread)) ** 2 - 1
        step = np.clip(towards @ surprise / 2, -0.5, 0.5)
        moved = spread + step
        moved[1] = np.clip(moved[1], -STEEPEST_LOG_SPREAD, STEEPEST_LOG_SPREAD)
        if np.abs(moved - spread).max() < 1e-13:
            break
        spread = moved
    return spread
