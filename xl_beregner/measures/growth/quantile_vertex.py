"""One quantile regression, exactly: from a rough fit to the best vertex, and the proof that it is best.

An optimal fit goes through as many observations as it has coefficients (a vertex). Here a vertex is
found, improved and proved; ``quantile_preprocessing`` says which observations need to be looked at
for a large cohort, ``quantile_programme`` gives a rough fit where this fails.
"""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xl_beregner.measures.rules import Array

Rows = NDArray[np.intp]
Flags = NDArray[np.bool_]

# Everything here is in units of the outcome's spread, so that these limits mean the same for any scale.
# A residual this small is rounding: the observation lies on the fit.
ON_THE_FIT = 1e-11
# The limit of last resort, for outcomes with so few values that fits a billionth apart compete: the loss
# is then within this of the least for each observation, and no prediction changes in its fifth decimal.
NEARLY_ON_THE_FIT = 1e-8
# A multiplier may leave [0, 1] by this much: rounding of a sum over some 100,000 observations.
MULTIPLIER_ROUNDING = 1e-7
# Tied observations are pulled apart by at most this while walking, so that no step has length 0. The
# first is far above rounding; the others serve where it took an observation across the fit.
PULLS = (1e-7, 1e-9, 1e-11, 0.0)
# No walk is longer unless rounding makes it turn in circles: from a neighbouring quantile it takes some
# twenty steps, with nothing to start from some hundred.
MOST_STEPS = 1000
# A product with more rows than this goes in blocks: the linear algebra library would hand a larger one
# to several threads, and wait for them on a busy machine a hundred times longer than the product takes.
_BLOCK = 8192
# A direction this flat does not meet an observation.
_FLAT = 1e-11


class Vertex(NamedTuple):
    """A fit through ``basis``; ``above`` tells the side of each observation, also of one on the fit."""

    coefficients: Array
    residuals: Array
    basis: Rows
    above: Flags


def fitted(design: Array, coefficients: Array) -> Array:
    """Give ``design @ coefficients``."""
    blocks = [design[at : at + _BLOCK] @ coefficients for at in range(0, len(design), _BLOCK)]
    return np.concatenate(blocks)


def score(weights: Array, design: Array) -> Array:
    """Give ``weights @ design``."""
    total = np.zeros(design.shape[1])
    for at in range(0, weights.size, _BLOCK):
        total += weights[at : at + _BLOCK] @ design[at : at + _BLOCK]
    return total


def solved(equations: Array, side: Array) -> Array:
    """Solve linear equations; LinAlgError where they have no single solution."""
    return np.asarray(np.linalg.solve(equations, side), float)


def pulled_apart(outcome: Array) -> list[Array]:
    """Move every observation by less than each of ``PULLS``, no two alike, the same way each time.

    Notes
    -----
    Numbers with any order in them will not do: cells of a table of scores depend linearly on each
    other, and would stay tied.
    """
    random = np.random.default_rng(1)
    return [outcome + pull * (random.random(outcome.size) - 0.5) for pull in PULLS]


def near_basis(design: Array, residuals: Array) -> Rows:
    """Choose independent observations close to a rough fit, the closest first.

    Notes
    -----
    Gram-Schmidt with pivoting on rows weighted by closeness.
    """
    distance = np.abs(residuals)
    left = design / (distance + 1e-6 * distance.mean() + 1e-300)[:, None]
    chosen: list[int] = []
    for _ in range(design.shape[1]):
        length = np.einsum("ij,ij->i", left, left)
        length[chosen] = -1
        chosen.append(int(length.argmax()))
        along = left[chosen[-1]] / np.sqrt(length[chosen[-1]])
        left = left - np.outer(left @ along, along)
    return np.array(chosen)


def walk(design: Array, outcome: Array, tau: float, basis: Rows, others: Array) -> tuple[Rows, Flags] | None:
    """Walk from vertex to vertex, always down, until no edge leads further down.

    Parameters
    ----------
    design, outcome : array of float
        The observations looked at, no two tied (``pulled_apart``).
    tau : float
        The quantile.
    basis : array of int
        Observations the first vertex goes through.
    others : array of float, shape (p,)
        What all other observations add to the score ``sum (tau - [below]) x``.

    Returns
    -------
    tuple or None
        The last basis and which observations lie above. None where the way down is open (the
        observations looked at do not bound it) or the walk gets nowhere.

    Notes
    -----
    Barrodale & Roberts (1973): let go of the basic observation whose multiplier is furthest outside
    its limits and follow the edge past every observation, until the weights of those passed
    outweigh the slope (a weighted median).
    """
    columns = np.ascontiguousarray(design.T)
    size = basis.size
    for _ in range(MOST_STEPS):
        inverse = np.linalg.inv(design[basis])
        residuals = outcome - design @ (inverse @ outcome[basis])
        residuals[basis] = 0.0
        above = residuals > 0
        pull = np.where(above, tau, tau - 1)
        pull[basis] = 0.0
        multipliers = (others + columns @ pull) @ inverse
        slopes = np.concatenate([multipliers + tau, 1 - tau - multipliers])
        steepest = int(slopes.argmin())
        if slopes[steepest] >= -MULTIPLIER_ROUNDING:
            return basis, above
        leaving = steepest % size
        rate = design @ (inverse[:, leaving] if steepest < size else -inverse[:, leaving])
        met = np.flatnonzero((residuals * rate < 0) & (np.abs(rate) > _FLAT))
        speed = rate[met]
        order = (residuals[met] / -speed).argsort()
        passed = np.abs(speed)[order].cumsum()
        stop = int(passed.searchsorted(-slopes[steepest]))
        if stop == passed.size:
            return None
        basis = basis.copy()
        basis[leaving] = met[order[stop]]
    return None


def prove(design: Array, outcome: Array, tau: float, basis: Rows, above: Flags) -> tuple[Vertex, Flags, bool]:
    """Fit through a basis, and test the conditions of optimality on every observation.

    Returns
    -------
    tuple
        The vertex, which observations lie on the wrong side of it, and whether it is optimal.

    Notes
    -----
    Optimal when ``X'a = (1 - tau) X'1`` for some ``a`` that is 1 above the fit, 0 below it and in
    [0, 1] on it (Koenker 2005, section 2.2). The vertex is solved anew from its own equations.
    """
    equations = design[basis]
    coefficients = solved(equations, outcome[basis])
    residuals = outcome - fitted(design, coefficients)
    residuals[basis] = 0.0
    wrong = np.where(above, residuals < -ON_THE_FIT, residuals > ON_THE_FIT)
    pull = np.where(above, tau, tau - 1)
    pull[basis] = 0.0
    multipliers = solved(equations.T, score(pull, design))
    within = (-tau - MULTIPLIER_ROUNDING <= multipliers) & (multipliers <= 1 - tau + MULTIPLIER_ROUNDING)
    wrong[basis] = False
    return Vertex(coefficients, residuals, basis, above), wrong, bool(within.all()) and not wrong.any()


def confirm(
    design: Array, outcome: Array, tau: float, basis: Rows, shares: Array, on_the_fit: float = ON_THE_FIT
) -> Vertex | None:
    """Fit through a basis, and prove it by the solution of the dual programme.

    Parameters
    ----------
    shares : array of float, shape (n,)
        The ``a`` of ``prove``. Serves where far more than p observations lie on the fit, and no
        basis among them tells by itself that it is optimal.
    on_the_fit : float
        Residuals up to this count as none.

    Returns
    -------
    Vertex or None
        None where the two do not prove each other.
    """
    coefficients = solved(design[basis], outcome[basis])
    residuals = outcome - fitted(design, coefficients)
    residuals[basis] = 0.0
    balance = score(shares - (1 - tau), design)
    is_optimal = (
        (np.abs(balance) <= MULTIPLIER_ROUNDING * shares.size).all()
        and ((shares >= -MULTIPLIER_ROUNDING) & (shares <= 1 + MULTIPLIER_ROUNDING)).all()
        and (shares[residuals > on_the_fit] >= 1 - MULTIPLIER_ROUNDING).all()
        and (shares[residuals < -on_the_fit] <= MULTIPLIER_ROUNDING).all()
    )
    return Vertex(coefficients, residuals, basis, shares > 0.5) if is_optimal else None


def settle(design: Array, outcome: Array, tau: float, rough: Array, shares: Array) -> Vertex | None:
    """Go from a rough fit and its dual solution to the proved vertex, looking at every observation."""
    basis = np.flatnonzero((shares > MULTIPLIER_ROUNDING) & (shares < 1 - MULTIPLIER_ROUNDING))
    if basis.size != rough.size:
        basis = near_basis(design, outcome - fitted(design, rough))
    with suppress(np.linalg.LinAlgError):
        confirmed = confirm(design, outcome, tau, basis, shares)
        if confirmed is not None:
            return confirmed
        start = basis
        for pulled in reversed(pulled_apart(outcome)):
            walked = walk(design, pulled, tau, start, np.zeros(rough.size))
            if walked is not None:
                start = walked[0]
                vertex, _, is_optimal = prove(design, outcome, tau, *walked)
                if is_optimal:
                    return vertex
        return confirm(design, outcome, tau, basis, shares, NEARLY_ON_THE_FIT)
    return None
