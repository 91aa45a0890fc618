"""Whether a group stands out: from the rest of its school, from the year before, among many comparisons.

Means come with their standard errors, shares with their counts. What is unknown gives NaN, and a chance of
NaN is no discovery. Which figures may be compared, and what is said of them, stands in ``fields``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xl_beregner.measures import rules

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


def rest_of_whole(
    whole: float, whole_error: float, pupils_of_all: float, part: float, part_error: float, pupils: float
) -> tuple[float, float, float]:
    """Give the mean of all pupils but a group's, its standard error and its pupils.

    The whole's mean is its parts' weighted mean, so the others' follows from both; so does the variance,
    the parts being of different pupils. NaN where the group is all of it or a count is unknown.
    The error is that of the whole at least: what is left over of it is fewer pupils, and figures are rounded.
    """
    others = pupils_of_all - pupils
    if not (pupils > 0 and others > 0):
        return float("nan"), float("nan"), float("nan")
    mean = (pupils_of_all * whole - pupils * part) / others
    variance = ((pupils_of_all * whole_error) ** 2 - (pupils * part_error) ** 2) / others**2
    return mean, float(np.sqrt(np.maximum(variance, whole_error**2))), others


def chance_of_means(one: ArrayLike, other: ArrayLike, error: ArrayLike, other_error: ArrayLike) -> Array:
    """Give how often two means would lie at least so far apart if they did not differ: two-sided, normal."""
    spread = np.hypot(np.asarray(error, float), np.asarray(other_error, float))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.abs(np.asarray(one, float) - np.asarray(other, float)) / spread
    return np.where(spread > 0, 2 * rules.normal_probability(-z), np.nan)


def chance_of_shares(one: ArrayLike, other: ArrayLike, pupils: ArrayLike, other_pupils: ArrayLike) -> Array:
    """Give the same for two shares (0–1) of independent pupils: the score test, all pupils as one.

    With half a pupil's correction on each side (Yates): few pupils move in whole steps.
    """
    first, second, n, m = (np.asarray(each, float) for each in (one, other, pupils, other_pupils))
    with np.errstate(divide="ignore", invalid="ignore"):
        together = (n * first + m * second) / (n + m)
        spread = np.sqrt(together * (1 - together) * (1 / n + 1 / m))
        apart = np.maximum(np.abs(first - second) - (1 / n + 1 / m) / 2, 0.0)
        found = 2 * rules.normal_probability(-apart / spread)
    alike = np.where(np.isnan(together), np.nan, 1.0)  # all or none of both: no difference at all
    return np.where(spread > 0, np.minimum(found, 1.0), alike)


def discoveries(chance: ArrayLike, share_false: float) -> Flags:
    """Tell which of many comparisons stand out: Benjamini and Hochberg (1995).

    Of those told to stand out, on average at most ``share_false`` do so by accident alone, for
    comparisons that are independent or move together.
    """
    from scipy.stats import false_discovery_control  # loading it takes longer than most workbooks

    p = np.asarray(chance, float)
    found = np.zeros(p.shape, bool)
    known = ~np.isnan(p)
    if known.any():
        found[known] = false_discovery_control(p[known]) <= share_false
    return found
