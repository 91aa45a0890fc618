"""A school's index of need from shares of its pupils: an example with open arithmetic.

Each factor is divided by the mean of all pupils, so that none counts for more by the size of its numbers;
what each weighs is its council's to decide. How money follows the index is ``resources``'.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xl_beregner.measures import rules
from xl_beregner.measures.rules import Array

WHOLE = 100.0  # a share of all, and the index of a school like the mean


class NeedIndex(NamedTuple):
    """A school's index, how far it may swing, and what each factor is divided by."""

    index_100: Array
    reach: Array
    mean: Array


def need_index(
    pupils: Array, factors: Array, weights: Array, is_share: NDArray[np.bool_], confidence: float = 0.95
) -> NeedIndex:
    """Weigh the factors of every school together.

    Parameters
    ----------
    pupils : array of float
        Pupils a school, 0 or more; NaN where nobody knows.
    factors : array of float
        A row a school, a column a factor; NaN where nobody knows.
    weights : array of float
        One a factor. Above 0: more of it is more need; below 0: less, and the factor must be a share, of
        which what is left to 100 is counted. Only their sizes to each other matter.
    is_share : array of bool
        Which factors are shares of the pupils, in per cent.
    confidence : float
        How sure the reach is to hold.

    Returns
    -------
    NeedIndex
        Per school the index, the pupils' mean being 100, and how far to either side chance alone may carry
        it; per factor the pupils' mean of what is counted. NaN for a school without pupils' number, or
        without a factor that weighs; such a school is in no mean.

    Notes
    -----
    ``index = 100 sum(w x / mean) / sum(w)``: so a factor shares out its part of the weights of the pool.
    A share of n pupils has the standard error of ``(n x + 2) / (n + 4)`` (Agresti and Coull), not 0 where
    there are none. The factors go together, so their errors are added as if they did so wholly: no wider
    an interval is possible. With a factor that is no share the reach is NaN.
    """
    counts = weights != 0
    taking_part = ~np.isnan(pupils) & ~np.isnan(factors[:, counts]).any(axis=1)
    used = np.where(weights < 0, WHOLE - factors, factors)
    mean = np.array([_mean(pupils[taking_part], used[taking_part, at]) for at in range(len(weights))])
    part = np.where(counts & (mean > 0), np.abs(weights), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        each = np.where(part > 0, part / part.sum() / mean, 0.0)
    index = np.where(taking_part, WHOLE * np.where(each > 0, used * each, 0.0).sum(axis=1), np.nan)
    if not each.any():
        index = np.full(len(pupils), np.nan)
    error = _share_error(pupils, factors)
    error[:, ~is_share] = np.nan
    reach = (
        rules.normal_quantile((1 + confidence) / 2)
        * WHOLE
        * np.where(each > 0, error * each, 0.0).sum(axis=1)
    )
    return NeedIndex(index, np.where(np.isnan(index), np.nan, reach), mean)


def _mean(pupils: Array, values: Array) -> float:
    known = ~np.isnan(values)
    whole = float(pupils[known].sum())
    return float((pupils[known] * values[known]).sum()) / whole if whole > 0 else float("nan")


def _share_error(pupils: Array, shares: Array) -> Array:
    """Give the standard error of shares of so many pupils, in per cent."""
    count = pupils[:, None] + 4
    likely = (pupils[:, None] * shares / WHOLE + 2) / count
    error: Array = WHOLE * np.sqrt(np.clip(likely * (1 - likely), 0, None) / count)
    return error


def whole_amounts(amounts: Array) -> Array:
    """Round amounts to whole ones whose sum is the rounded sum: the largest remainders go up.

    Of equal remainders the first goes up; NaN stays.

    Examples
    --------
    >>> whole_amounts(np.array([33.4, 33.3, 33.3])).tolist()
    [34.0, 33.0, 33.0]
    """
    known = np.flatnonzero(~np.isnan(amounts))
    # Rounded first: two engines' last digits must not part what is equal.
    exact = np.round(amounts[known], 6)
    whole = np.floor(exact)
    left = int(np.floor(amounts[known].sum() - whole.sum() + 0.5))
    order = np.argsort(-np.round(exact - whole, 6), kind="stable")
    whole[order[:left]] += 1
    found = np.full(len(amounts), np.nan)
    found[known] = whole
    return found
