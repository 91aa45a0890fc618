"""How figures add up: the rule an indicator declares, with an interval for what it gives.

Which figures are added, and what may be shown, is ``rollup``'s. Nothing here knows a school.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xl_beregner.measures import rules

Array = NDArray[np.float64]

MEAN, SUM, SHARE, MEDIAN, NONE = "vaegtet_middel", "sum", "andel", "median", "ingen"
NAN: Final = float("nan")

# Why there is no figure of all: keys of ``texts`` under ``municipality.uden``.
NO_FIGURES, NO_RULE, NO_COUNTS, NO_SHARE = "ingen_tal", "ingen", "antal_ukendt", "ingen_andel"
IS_HIDDEN, IS_CONFIDENTIAL = "skjult", "fortroligt"
# Why a figure has no interval.
COUNTED, NO_ERRORS, FEW_PARTS, OFFICIAL = "optaelling", "ukendt", "faa_dele", "officiel"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its interval; NaN where there is none.

    ``error``: its standard error. ``swing``: what it swings by from year to year on top of that, 0 where
    nobody knows. ``count``: the pupils behind it. ``parts``: how many schools are in it.
    ``why``: why there is no value; ``no_interval``: why it has no interval (keys of ``texts``, or blank).
    """

    value: float = NAN
    lower: float = NAN
    upper: float = NAN
    error: float = NAN
    count: float = NAN
    parts: int = 0
    why: str = ""
    no_interval: str = ""
    swing: float = 0.0

    @property
    def is_there(self) -> bool:
        """Whether there is a value."""
        return self.value == self.value


@dataclass(frozen=True, slots=True)
class Scale:
    """What an indicator's values can be, and how sure intervals are to hold."""

    low: float
    high: float
    confidence: float
    whole: float = 100.0  # what a share of all is written as

    def interval(self, value: float, error: float) -> tuple[float, float]:
        """Give the interval of a value with a normal error, within what is possible."""
        reach = rules.normal_quantile((1 + self.confidence) / 2) * error
        return self.within(value - reach, value + reach)

    def within(self, lower: float, upper: float) -> tuple[float, float]:
        """Cut an interval at the scale's ends."""
        return float(np.fmax(lower, self.low)), float(np.fmin(upper, self.high))


def weighted_mean(value: Array, count: Array, variance: Array, scale: Scale) -> Figure:
    """Give the mean of all pupils from their schools' means.

    ``variance``: of each part's figure. The parts' errors are independent, so
    ``se**2 = sum(count**2 * variance) / sum(count)**2``.
    """
    pupils = float(count.sum())
    mean = float((count * value).sum()) / pupils
    error = float(np.sqrt((count**2 * variance).sum())) / pupils
    if np.isnan(error):
        return Figure(mean, count=pupils, no_interval=NO_ERRORS)
    return Figure(mean, *scale.interval(mean, error), error, pupils)


def share(value: Array, count: Array, scale: Scale) -> Figure:
    """Give the share of all pupils from their schools' shares, with Wilson's interval of the pooled counts.

    A share rounded by its source makes a number of pupils that is not whole; it is kept as it is.
    """
    pupils = float(count.sum())
    those = min(max(float((count * value).sum()) / scale.whole, 0.0), pupils)
    lower, upper = rules.wilson_interval(those, pupils, scale.confidence)
    error = (upper - lower) / (2 * rules.normal_quantile((1 + scale.confidence) / 2))
    ends = scale.within(scale.whole * lower, scale.whole * upper)
    return Figure(scale.whole * those / pupils, *ends, scale.whole * error, pupils)


def total(value: Array, count: Array) -> Figure:
    """Give the sum: all of them counted, none drawn from more, so there is no sampling error."""
    pupils = NAN if np.isnan(count).any() else float(count.sum())
    return Figure(float(value.sum()), error=0.0, count=pupils, no_interval=COUNTED)


def median(value: Array, count: Array, scale: Scale) -> Figure:
    """Give the weighted median with an interval between two of the values (order statistics).

    Ranks are of as many equal parts as the weights are worth, ``sum(w)**2 / sum(w**2)`` rounded down; the
    interval is the binomial one of a median (exact for equal weights, and no narrower than asked for).
    """
    from scipy.stats import binom  # loading it takes longer than all other sums

    middle = weighted_median(value, count)
    pupils = float(count.sum())
    worth = int(pupils**2 / float((count**2).sum()) + 1e-9)
    rank = int(binom.ppf((1 - scale.confidence) / 2, worth, 0.5))
    if rank < 1:
        return Figure(middle, count=pupils, no_interval=FEW_PARTS)
    low = _at_share(value, count, rank / worth)
    high = _at_share(value, count, (worth - rank + 1) / worth)
    return Figure(middle, low, high, count=pupils)


def with_parts(figure: Figure, schools: int, swing: float = 0.0) -> Figure:
    """Tell how many schools are in a figure, and what it swings by."""
    return replace(figure, parts=schools, swing=swing)


def swing(count: Array, variance: Array) -> float:
    """Give what a mean of all pupils swings by, from the variance of its parts beyond their own errors."""
    return float(np.sqrt((count**2 * variance).sum())) / float(count.sum())


def change_error(now: Figure, before: Figure) -> float:
    """Give the standard error of a change between two years: both years' errors, and their swings."""
    return float(np.sqrt(now.error**2 + before.error**2 + now.swing**2 + before.swing**2))


def weighted_median(value: Array, count: Array) -> float:
    """Give the lowest value that half the pupils are at or below: on an ordinal scale there is no middle."""
    return _at_share(value, count, 0.5)


def _at_share(value: Array, count: Array, part: float) -> float:
    order = np.argsort(value, kind="stable")
    below = np.cumsum(count[order]) / count.sum()
    # Thirds summed up are not quite one.
    return float(value[order][np.searchsorted(below, part - 1e-12)])
