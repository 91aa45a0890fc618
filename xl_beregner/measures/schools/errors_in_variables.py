"""What measurement error in the earlier tests leaves behind in pupils' growth, and how to take it out.

Here are the slopes alone; the schools' figures freed from them stand in ``school_growth``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from xl_beregner.measures.rules import Array
from xl_beregner.measures.schools.pupils import Pupils

# Judgements. With fewer pupils the slopes say nothing; where schoolmates' earlier results are less
# reliable than this in some direction, slopes would be made ten times as steep on next to nothing.
PUPILS_TO_CORRECT = 50
LEAST_RELIABILITY_WITHIN = 0.1
# Below these shares of all variation what is left is rounding.
_NO_SPREAD, _NO_VARIATION = 1e-10, 1e-12


class Leftover(NamedTuple):
    """How growth still follows the earlier results, per unit of each; growth is a normal score."""

    slope: Array
    covariance: Array


def leftover(
    pupils: Pupils, growth: Array, before: Array, after: Array, reliability: float
) -> Leftover | None:
    """Estimate how much growth each point of the earlier results gives or takes for no reason.

    Parameters
    ----------
    pupils : Pupils
        Who goes where.
    growth : array of float
        The normal score of each pupil's growth percentile.
    before : array of float, pupils x earlier results
        All the earlier results the growth came from, each on any scale.
    after : array of float
        The later result, on any scale.
    reliability : float
        Of each earlier test among all these pupils, above 0, at most 1.

    Returns
    -------
    Leftover or None
        None where it cannot be told: too few pupils, results that do not vary or follow from each
        other, a later result that is not the one the growth came from, or a reliability that leaves
        next to no true difference between schoolmates.

    Notes
    -----
    All slopes are those among schoolmates, so that what good schools do for their intake is not
    taken for the effect of the earlier results. ``growth`` follows the later result by ``k`` and the
    earlier by ``-d``. The later follows the earlier by ``b_true = (X'X - m diag(s_error**2))^-1 X'y``,
    ``s_error**2 = (1 - reliability) s_x**2`` over all pupils, ``m`` pupils less schools: among
    schoolmates true differences are smaller and the error is the same, so the reliability there is
    lower. What is left behind is ``k b_true - d``. Its covariance is that of the estimating equation
    (sandwich), ``s_error`` taken as known. Errors of two tests are independent.

    References
    ----------
    Fuller (1987), Measurement Error Models, 1.2 and 2.2.
    """
    if growth.size < PUPILS_TO_CORRECT or not (_vary(before) and _vary(after)):
        return None
    unit = before.std(axis=0)
    spread = (before - before.mean(axis=0)) / unit
    z, x, y = (pupils.within(column) for column in (growth, spread, (after - after.mean()) / after.std()))
    own = x.T @ x
    freedom = growth.size - int((pupils.count > 0).sum())
    noise = freedom * (1 - reliability) * spread.var(axis=0, ddof=1)
    true = own - np.diag(noise)
    if not _tells(own, true, growth.size):
        return None
    later = y - x @ np.linalg.solve(own, x.T @ y)
    if float(later @ later) <= _NO_VARIATION * growth.size:
        return None
    follows = float(later @ z) / float(later @ later)  # k
    if follows <= 0:
        return None
    slope = np.linalg.solve(true, x.T @ y)
    rest = z - follows * y
    less = np.linalg.solve(own, x.T @ rest)  # -d
    equation = x * (y - x @ slope)[:, None] + slope * noise / growth.size
    plain = x * (rest - x @ less)[:, None]
    influence = follows * np.linalg.solve(true, equation.T) + np.linalg.solve(own, plain.T)
    return Leftover((follows * slope + less) / unit, influence @ influence.T / np.outer(unit, unit))


def _vary(columns: Array) -> bool:
    return bool(np.all(columns.std(axis=0) > _NO_SPREAD * np.abs(columns).max(axis=0)))


def _tells(own: Array, true: Array, pupils: int) -> bool:
    """Tell whether schoolmates differ, and truly so, in every direction of their earlier results."""
    sizes, turns = np.linalg.eigh(own)
    if sizes[0] <= _NO_VARIATION * pupils:
        return False
    whitened = turns / np.sqrt(sizes)
    return bool(np.linalg.eigvalsh(whitened.T @ true @ whitened)[0] >= LEAST_RELIABILITY_WITHIN)
