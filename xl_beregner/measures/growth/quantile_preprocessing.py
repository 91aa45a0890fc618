"""Quantile regressions of a large cohort: look only at the observations near each fit.

Here each quantile starts from its neighbour, observations far above or below are taken together,
and what was assumed of them is checked; the exact fit of the rest stands in ``quantile_vertex``.
"""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from xl_beregner.measures.growth import quantile_vertex
from xl_beregner.measures.growth.quantile_vertex import Flags, Rows, Vertex, fitted, score, solved
from xl_beregner.measures.rules import Array

# How many observations to look at, in standard deviations of how far neighbouring fits differ. Too few
# costs another round, too many costs time, neither costs exactness. (Timed: benchmarks/growth.py.)
BAND = 4.0
# How many observations, as a power of their number, tell how dense they lie around a fit.
DENSITY_POWER = 0.7
FIRST_STEPS = 4
ROUNDS = 30


class Cohort:
    """A design and an outcome, with what is the same for every quantile."""

    def __init__(self, design: Array, outcome: Array) -> None:
        self.design = design
        self.outcome = outcome
        self.pulled = quantile_vertex.pulled_apart(outcome)
        self.gram = design.T @ design
        # How uncertain the fit is at each observation, relative to the others (root of leverage).
        self.width = np.asarray(np.linalg.norm(np.linalg.qr(design)[0], axis=1), float)

    def fit(self, tau: float, known: Vertex | None, known_tau: float) -> Vertex | None:
        """Fit one quantile from the fit of another, or from nothing."""
        if known is not None:
            expected = self.step(known.coefficients, known.residuals, tau)
            return self.solve(expected, known.basis, tau, abs(tau - known_tau))
        expected = np.asarray(np.linalg.lstsq(self.design, self.outcome, rcond=None)[0], float)
        for _ in range(FIRST_STEPS):
            expected = self.step(expected, self.outcome - fitted(self.design, expected), tau)
        basis = quantile_vertex.near_basis(self.design, self.outcome - fitted(self.design, expected))
        return self.solve(expected, basis, tau, tau * (1 - tau))

    def step(self, fit: Array, residuals: Array, tau: float) -> Array:
        """Go to where the fit is expected.

        Notes
        -----
        Newton: the score ``X'(tau - [below])`` over ``X'FX``, ``F`` the density of the outcome at
        the fit, counted among the nearest observations.
        """
        distance = np.abs(residuals)
        count = int(distance.size**DENSITY_POWER)
        reach = max(float(np.partition(distance, count)[count]), 1e-6)
        near = self.design[distance <= reach]
        # A hundredth of an even density, so that rare scores cannot make the step endless.
        curvature = near.T @ near / (2 * reach) + 0.01 * self.gram
        pull = np.where(residuals < 0, tau - 1, tau)
        return fit + solved(curvature, score(pull, self.design))

    def solve(self, expected: Array, basis: Rows, tau: float, distance: float) -> Vertex | None:
        """Find and prove the vertex near an expected fit.

        Notes
        -----
        Portnoy & Koenker (1997): observations outside a band count as one above and one below. If
        the vertex found leaves one of them on the wrong side, it joins those looked at.
        """
        size, columns = self.design.shape
        count = BAND * np.sqrt(distance * size * columns) + 4 * columns
        near, above = self.band(expected, count)
        for outcome in self.pulled:
            for _ in range(ROUNDS):
                near[basis] = True
                rows = near.nonzero()[0]
                others = score(np.where(near, 0.0, np.where(above, tau, tau - 1)), self.design)
                start = rows.searchsorted(basis)
                walked = quantile_vertex.walk(self.design[rows], outcome[rows], tau, start, others)
                if walked is None:
                    if rows.size == size:
                        break
                    count *= 2
                    near, above = self.band(expected, count)
                    continue
                basis, above[rows] = rows[walked[0]], walked[1]
                vertex, wrong, is_optimal = quantile_vertex.prove(
                    self.design, self.outcome, tau, basis, above
                )
                if is_optimal:
                    return vertex
                if near[wrong].any() or not wrong.any():
                    break
                near |= wrong
        return None

    def band(self, fit: Array, count: float) -> tuple[Flags, Flags]:
        """Tell which observations lie near the expected fit, and which above them.

        Notes
        -----
        Nearness is measured in how uncertain the fit is at each observation. That the fit of a
        neighbouring quantile tells where to look is Chernozhukov, Fernández-Val & Melly (2020).
        """
        scaled = (self.outcome - fitted(self.design, fit)) / self.width
        if count >= 0.7 * scaled.size:
            return np.ones(scaled.size, bool), scaled > 0
        distance = np.abs(scaled)
        return distance <= np.partition(distance, int(count))[int(count)], scaled > 0


def neighbouring_fits(design: Array, outcome: Array, taus: Array) -> list[Vertex | None]:
    """Fit all quantiles, each from its neighbour, outward from the middle one.

    Parameters
    ----------
    design, outcome : array of float
        Of full rank, and in units of its spread.
    taus : array of float
        The quantiles, in rising order.

    Returns
    -------
    list
        A proved vertex a quantile; None where none was found.
    """
    cohort = Cohort(design, outcome)
    middle = taus.size // 2
    found: list[Vertex | None] = [None] * taus.size
    for order in (range(middle, taus.size), range(middle - 1, -1, -1)):
        known = middle
        for at in order:
            # Rounding may leave equations without a solution; then this quantile is left to others.
            with suppress(np.linalg.LinAlgError):
                found[at] = cohort.fit(float(taus[at]), found[known], float(taus[known]))
            known = known if found[at] is None else at
    return found
