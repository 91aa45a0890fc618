"""The search for one variance, from 0 upwards, that makes a deviance least.

Here is the search alone; the deviances stand with their models in ``empirical_bayes`` (known
sampling variances) and ``variance_parts`` (pupils in schools). Several variances at once are
``variance``'s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from xl_beregner.measures.rules import Array

# The variance sought lies between these, in the unit of the variation seen, or is 0.
_LOWEST, _HIGHEST, _POINTS = 1e-12, 1e8, 81
_ZOOM, _ROUNDS = 33, 12  # each round divides the bracket by 32: 60 bits in 12


class Deviance(NamedTuple):
    """A deviance and its slope at each of the variances asked for."""

    value: Array
    slope: Array


def search(deviance: Callable[[Array], Deviance]) -> float:
    """Find the variance with the least deviance; exactly 0 where the deviance only rises.

    The deviance may have several hollows: a grid over all sizes finds the deepest, then the place
    where the slope changes its sign is narrowed to the last digit (a least deviance itself is flat,
    and known to half the digits only).
    """
    grid = np.concatenate([[0.0], np.geomspace(_LOWEST, _HIGHEST, _POINTS)])
    seen = deviance(grid)
    best = int(np.argmin(seen.value))
    if best == 0 and seen.slope[0] >= 0:
        return 0.0
    rising = bool(seen.slope[best] > 0)
    low, high = (best - 1, best) if rising else (best, min(best + 1, grid.size - 1))
    return _where_it_turns(deviance, float(grid[low]), float(grid[high]))


def _where_it_turns(deviance: Callable[[Array], Deviance], low: float, high: float) -> float:
    for _ in range(_ROUNDS):
        points = np.linspace(low, high, _ZOOM)
        rises = deviance(points).slope > 0
        first = int(np.argmax(rises)) if rises.any() else _ZOOM - 1
        low, high = float(points[max(first - 1, 0)]), float(points[first])
    return low / 2 + high / 2


def crossing(excess: Callable[[float], float], low: float, high: float) -> float:
    """Find where a function changes its sign between two places, by halving."""
    below = excess(low) < 0
    while (middle := low / 2 + high / 2) not in (low, high):
        low, high = (middle, high) if (excess(middle) < 0) == below else (low, middle)
    return low / 2 + high / 2
