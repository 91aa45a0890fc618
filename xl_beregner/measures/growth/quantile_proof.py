"""Whether fitted quantile regressions are the best ones: a proof made without the solver.

Whoever hands on a norm tells how certain its curves are; the fitting itself is ``quantile_regression``'s.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import lsq_linear

from xl_beregner.errors import ShapeError
from xl_beregner.measures.growth.quantile_regression import TAUS
from xl_beregner.measures.rules import Array

# Beside the outcome's spread: an observation this near a curve lies on it.
ON_THE_CURVE = 1e-9
# A weight may leave its limits by this much: rounding of a sum over a cohort.
_WEIGHT_ROUNDING = 1e-7


def largest_imbalance(
    design: ArrayLike, outcome: ArrayLike, coefficients: ArrayLike, taus: ArrayLike = TAUS
) -> float:
    """Tell how far the proof that every curve is the best one is from holding; 0: it holds.

    Parameters
    ----------
    design : array of float, shape (n, p)
        What the curves were fitted on, the column of ones among its columns. No blanks.
    outcome : array of float, shape (n,)
        What was explained. Scale points. No blanks.
    coefficients : array of float, shape (p, number of taus)
        The curves, a column a quantile.
    taus : array of float
        Their quantiles. Proportion.

    Returns
    -------
    float
        A proportion, of all quantiles the largest: the share of the pupils' weight that nothing
        balances. About 1e-12 or less is rounding; a curve that is not the best leaves one pupil or more,
        ``1 / n``.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Design, outcome, coefficients and quantiles do not fit together.

    Notes
    -----
    A curve is the best one exactly where weights ``tau`` for pupils above it, ``tau - 1`` for pupils
    below and something between for those on it balance in every column, ``X' weights = 0`` (Koenker &
    Bassett 1978). The weights of those on the curve are found here, by bounded least squares where they
    are not as many as the coefficients. Reported is ``|X' weights|`` by ``sum |X|``, column by column.

    References
    ----------
    Koenker (2005), Quantile Regression, 2.2. ``tests/unit/measures/growth/test_quantile_proof.py``.

    Examples
    --------
    >>> largest_imbalance([[1], [1], [1]], [3, 1, 2], [[2.0]], [0.5])
    0.0
    >>> round(largest_imbalance([[1], [1], [1]], [3, 1, 2], [[2.5]], [0.5]), 3)
    0.167
    """
    x, y = np.asarray(design, float), np.asarray(outcome, float)
    fits, at = np.asarray(coefficients, float), np.atleast_1d(np.asarray(taus, float))
    if x.ndim != 2 or y.shape != x.shape[:1] or fits.shape != (x.shape[1], at.size):
        raise ShapeError("measures_ulige_laengde", laengder=[len(x), len(y), len(fits)])
    near = ON_THE_CURVE * float(np.abs(y - np.median(y)).max())
    size = np.abs(x).sum(axis=0)
    return max(
        float((np.abs(_unbalanced(x, y - x @ fit, tau, near)) / size).max())
        for fit, tau in zip(fits.T, at, strict=True)
    )


def _unbalanced(x: Array, left: Array, tau: float, near: float) -> Array:
    """Give what the pupils' weights leave of each column's balance, for one curve."""
    weights = np.where(left > 0, tau, tau - 1)
    on = np.abs(left) <= near
    missing = -(weights[~on] @ x[~on])
    return np.asarray(missing - _weights_on(x[on].T, missing, tau) @ x[on], float)


def _weights_on(across: Array, missing: Array, tau: float) -> Array:
    """Weigh those on the curve so that all weights balance, as nearly as their limits allow."""
    coefficients, pupils = across.shape
    if not pupils:
        return np.zeros(0)
    if pupils == coefficients and np.linalg.matrix_rank(across) == pupils:
        found = np.linalg.solve(across, missing)
        if (found > tau - 1 - _WEIGHT_ROUNDING).all() and (found < tau + _WEIGHT_ROUNDING).all():
            return np.asarray(found, float)
    return np.asarray(lsq_linear(across, missing, (tau - 1, tau), method="bvls").x, float)
