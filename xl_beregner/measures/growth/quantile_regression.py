"""Quantile regressions of one outcome over many quantiles, each exact and each proved optimal.

Here is said who solves them: ``quantile_preprocessing``, and HiGHS in ``quantile_programme`` for
whatever cannot be proved there; the columns of a design are made in ``splines``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from xl_beregner.errors import ShapeError, ValueRangeError
from xl_beregner.measures.growth import quantile_preprocessing, quantile_programme, quantile_vertex
from xl_beregner.measures.rules import Array

# The middles of the hundred bands of growth percentiles (Betebenner 2011).
TAUS: Array = (np.arange(1, 101) - 0.5) / 100
# Columns nearer than this to a combination of the others cannot be told from it.
_RANK_ROUNDING = 1e-9


def has_full_rank(design: ArrayLike) -> bool:
    """Tell whether every coefficient of a design can be told from the others.

    Parameters
    ----------
    design : array of float, shape (n, p)
        Explanatory columns, the column of ones among them. No blanks.

    Returns
    -------
    bool
        False where too few different scores, or scores that follow from each other, make a fit
        ambiguous: R's ``rq`` stops there with "Singular design matrix".

    Notes
    -----
    Singular values of the columns at unit length, against 1e-9 of the greatest.

    References
    ----------
    Golub & Van Loan, Matrix Computations, section 5.4.

    Examples
    --------
    >>> has_full_rank([[1, 2], [1, 3]]), has_full_rank([[1, 2], [1, 2]])
    (True, False)
    """
    columns = np.asarray(design, float)
    lengths = np.sqrt((columns**2).sum(axis=0))
    if columns.shape[0] < columns.shape[1] or not lengths.all():
        return False
    unit = columns / lengths
    # Of the cross products the singular values are the squares; good enough unless they are nearly 0.
    values = np.linalg.eigvalsh(unit.T @ unit)
    if values[0] > 1e-6 * values[-1]:
        return True
    singular = np.linalg.svd(unit, compute_uv=False)
    return bool(singular[-1] > _RANK_ROUNDING * singular[0])


def quantile_process(design: ArrayLike, outcome: ArrayLike, taus: ArrayLike = TAUS) -> Array:
    """Fit the linear quantile regressions of an outcome, one a quantile, each proved optimal.

    Parameters
    ----------
    design : array of float, shape (n, p)
        Explanatory columns, the column of ones among them. No blanks.
    outcome : array of float, shape (n,)
        What is explained. Scale points. No blanks.
    taus : array of float
        The quantiles, each above 0 and below 1, in any order. Proportion.

    Returns
    -------
    array of float, shape (p, number of taus)
        The coefficients, a column a quantile. Scale points per unit of the design.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Design and outcome of different lengths.
    ValueRangeError
        ``#NUM!``. A quantile outside 0-1, an infinite or blank number, a design without full rank
        (``has_full_rank`` tells beforehand), or a quantile whose fit could not be proved.

    Notes
    -----
    Minimises ``sum rho_tau(y - Xb)``, ``rho_tau(u) = u (tau - [u < 0])``. Every fit goes exactly
    through p observations and meets the conditions of optimality over all of them. Where several
    fits are equally good, one of them.

    References
    ----------
    Koenker & Bassett (1978); Portnoy & Koenker (1997); Chernozhukov, Fernández-Val & Melly (2020).
    ``tests/reference/quantile_regression.R``.

    Examples
    --------
    >>> quantile_process([[1], [1], [1]], [3, 1, 2], [0.5]).tolist()
    [[2.0]]
    """
    x, y = np.asarray(design, float), np.asarray(outcome, float)
    at = np.atleast_1d(np.asarray(taus, float))
    _check(x, y, at)
    # Around a middle value and in units of the spread: exact far from 0, and one set of limits for any scale.
    ones = np.flatnonzero((x == 1).all(axis=0))[:1]
    middle = np.median(y) if ones.size else 0.0
    spread = float(np.abs(y - middle).max()) or 1.0
    order = np.argsort(at)
    coefficients = np.empty((x.shape[1], at.size))
    coefficients[:, order] = spread * _fits(np.ascontiguousarray(x), (y - middle) / spread, at[order])
    coefficients[ones] += middle
    return coefficients


def _check(x: Array, y: Array, taus: Array) -> None:
    if x.ndim != 2 or y.shape != x.shape[:1]:
        raise ShapeError("measures_ulige_laengde", laengder=[len(x), len(y)])
    for name, numbers in (("design", x), ("outcome", y)):
        if not np.isfinite(numbers).all():
            raise ValueRangeError("measures_uendelig", argument=name)
    outside = taus[~((taus > 0) & (taus < 1))]
    if outside.size:
        raise ValueRangeError("measures_kvantil", argument="taus", fundet=float(outside[0]))
    if not has_full_rank(x):
        raise ValueRangeError("measures_for_faa_forskellige", argument="design", fundet=len(x))


def _fits(x: Array, y: Array, taus: Array) -> Array:
    found = quantile_preprocessing.neighbouring_fits(x, y, taus)
    missing = [at for at, vertex in enumerate(found) if vertex is None]
    if missing:
        for at, rough in zip(missing, quantile_programme.rough_fits(x, y, taus[missing]), strict=True):
            found[at] = quantile_vertex.settle(x, y, taus[at], *rough)
            if found[at] is None:
                raise ValueRangeError("measures_ikke_loest", fundet=float(taus[at]))
    return np.column_stack([vertex.coefficients for vertex in found if vertex is not None])
