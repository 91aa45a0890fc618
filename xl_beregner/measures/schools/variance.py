"""Variance components of school figures by restricted maximum likelihood (REML).

The model is ``y = mean + school + year + residual``, schools and years crossed and both random;
here it is fitted and its parts read off. What the parts mean to a school stands in ``baseline``.

With the schools' blocks inverted in closed form (Woodbury) and the years eliminated as one
small dense matrix, a country's schools over eighteen years fit in a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_START_RATIOS = (0.0, 0.15, 1.0, 4.0)
_START_SIZES = (0.02, 0.2, 1.0)  # of all variation, where known sampling variance sets the scale
# How the residual may be shared between its parts at the start, by how many parts there are.
_MIXES: tuple[Sequence[tuple[float, ...]], ...] = ([()], [(1.0,)], [(0.7, 0.3), (0.2, 0.8)])
_MOST_STEPS = 200
_TOLERANCE = 1e-10
_NOISE = 1e-12  # relative: how far rounding moves a deviance
_LEAST_RESIDUAL = 1e-10  # of all variation: below it the matrices are singular to rounding


@dataclass(frozen=True, slots=True)
class Layout:
    """What is fitted: the table and which parts may vary.

    ``shapes`` are the residual's parts as tables of multipliers (1 everywhere: the year's own
    swing; 1/pupils: pupil sampling); ``known`` is sampling variance known beforehand. ``kinship`` is
    the correlation of the years' common shocks with each other: the identity where each year is new.
    """

    value: Array
    mask: NDArray[np.bool_]
    school: bool
    year: bool
    shapes: tuple[Array, ...]
    known: Array
    kinship: Array

    @property
    def size(self) -> int:
        """How many parts are estimated."""
        return 2 + len(self.shapes)

    def scaled(self) -> tuple[Layout, float]:
        """Centre and scale the values, so that one tolerance fits grades and crowns alike."""
        seen = self.value[self.mask]
        centre, scale = float(seen.mean()), float(seen.std()) or 1.0
        value = np.where(self.mask, (self.value - centre) / scale, 0.0)
        return replace(self, value=value, known=self.known / scale**2), scale


@dataclass(frozen=True, slots=True)
class State:
    """Everything that follows from one set of variances: ``(school, year, residual parts...)``."""

    variances: Array
    weight: Array  # 1 / residual variance, 0 where there is no figure
    precision: Array  # per school: the sum of its weights
    projected: Array  # per school and year: the row of A^-1 1
    absorbed: Array  # B: V^-1 = A^-1 - A^-1 G B G' A^-1
    correction: Array  # C: P = A^-1 - A^-1 G C G' A^-1
    crossing: Array  # M = G' A^-1 G
    ones: Array  # G' A^-1 times it is G' V^-1 1
    total: float  # 1' V^-1 1
    mean: float
    residual: Array  # P y
    deviance: float

    @property
    def school_effect(self) -> Array:
        """Best linear unbiased prediction of each school's effect."""
        return np.asarray(self.variances[0] * self.residual.sum(axis=1))

    @property
    def own_share(self) -> Array:
        """How much of the school's own mean the prediction keeps (0-1), the year's shock known."""
        kept = self.variances[0] * self.precision
        return np.asarray(kept / (1 + kept))

    def shock(self, kinship: Array) -> Array:
        """Best linear unbiased prediction of a common shock by its correlation with each year's.

        The rows of ``Layout.kinship`` give the years' own shocks.
        """
        return np.asarray(self.variances[1] * kinship @ self.residual.sum(axis=0))

    def prediction_variance(self, kinship: Array, size: float) -> Array:
        """Variance of ``mean + school + shock`` around its prediction, the variances taken as true.

        The shock is any mixture of years, past or coming: ``kinship`` is its correlation with each
        year's shock, ``size`` its own variance, both in units of a year's.
        """
        school, year = self.variances[0], self.variances[1]
        crossing = self.crossing - self.crossing @ self.absorbed @ self.crossing
        own = self.precision / (1 + school * self.precision)
        own = own - np.einsum("jt,ts,js->j", self.projected, self.absorbed, self.projected)
        mixed = self.projected @ (kinship - self.absorbed @ (self.crossing @ kinship))
        explained = school**2 * own + 2 * school * year * mixed + year**2 * (kinship @ crossing @ kinship)
        cross = school * (self.projected @ self.ones) + year * float(kinship @ self.crossing @ self.ones)
        return np.asarray(school + year * size - explained + (1 - cross) ** 2 / self.total)


@dataclass(frozen=True, slots=True)
class Fit:
    """The fitted variances in the figures' own unit, with how well they are known.

    ``covariance`` is that of the variances (school, year, residual parts...), from the expected
    information; a part that is not in the model has no variance and no covariance.
    """

    layout: Layout
    variances: Array
    covariance: Array
    state: State

    @property
    def mean(self) -> float:
        """The general level: the generalised least squares mean."""
        return self.state.mean


def state_at(layout: Layout, variances: Array) -> State:
    """Work out the model at given variances.

    With ``A`` the part without years, ``V^-1 = A^-1 - A^-1 G B G' A^-1``, where ``B = s_year (I +
    s_year R M)^-1 R``; and every row of ``A^-1`` belongs to one school: ``diag(w) - c w w'``.
    """
    school, year = float(variances[0]), float(variances[1])
    spread = layout.known + sum(s * shape for s, shape in zip(variances[2:], layout.shapes, strict=True))
    spread = np.where(layout.mask, spread, 1.0)
    weight = np.where(layout.mask, 1 / spread, 0.0)
    precision = weight.sum(axis=1)
    pull = school / (1 + school * precision)
    projected = weight / (1 + school * precision)[:, None]

    crossing = np.diag(weight.sum(axis=0)) - (weight * pull[:, None]).T @ weight
    inner = np.eye(crossing.shape[0]) + year * layout.kinship @ crossing
    absorbed = np.linalg.solve(inner, year * layout.kinship)
    ones = 1 - absorbed @ crossing.sum(axis=1)
    total = float(crossing.sum(axis=1) @ ones)
    correction = absorbed + np.outer(ones, ones) / total

    by_year = _whiten(layout.value, weight, pull).sum(axis=0)
    mean = float(ones @ by_year) / total
    residual = _whiten(layout.value - correction @ by_year, weight, pull)
    deviance = (
        float(np.log(spread[layout.mask]).sum())
        + float(np.log1p(school * precision).sum())
        + float(np.linalg.slogdet(inner)[1])
        + float(np.log(total))
        + float((layout.value * residual).sum())
    )
    return State(
        np.asarray(variances, float), weight, precision, projected, absorbed, correction, crossing, ones,
        total, mean, residual, deviance,
    )  # fmt: skip


def _whiten(table: Array, weight: Array, pull: Array) -> Array:
    """Multiply by A^-1; where there is no figure the weight, and so the product, is 0."""
    weighted = weight * table
    return np.asarray(weighted - weight * (pull * weighted.sum(axis=1))[:, None])


def slope_and_information(layout: Layout, state: State) -> tuple[Array, Array]:
    """Differentiate the deviance by each variance, once for real and twice in expectation.

    ``d/ds_k = tr(P V_k) - y'P V_k P y`` and ``E d2/ds_k ds_l = tr(P V_k P V_l)``.
    """
    pull = state.variances[0] / (1 + state.variances[0] * state.precision)
    weight = state.weight
    blocks = -(pull[:, None] * weight)[:, :, None] * weight[:, None, :]
    diagonal = np.arange(weight.shape[1])
    blocks[:, diagonal, diagonal] += weight

    # Each part of V as it stands in a school's block, squeezed between two A^-1.
    parts: list[Array] = [state.projected[:, :, None] * state.projected[:, None, :]]
    parts += [(blocks * shape[:, None, :]) @ blocks for shape in layout.shapes]
    squeezed = [part.sum(axis=0) for part in parts]
    correction, crossing = state.correction, state.crossing
    between = crossing - crossing @ correction @ crossing
    between = layout.kinship @ between
    kept = np.eye(crossing.shape[0]) - correction @ crossing
    shocks = state.residual.sum(axis=0)

    order = [0, *range(2, layout.size)]  # where the parts that live inside a school's block belong
    slope, information = np.empty(layout.size), np.empty((layout.size, layout.size))
    slope[1] = np.trace(between) - float(shocks @ layout.kinship @ shocks)
    information[1, 1] = float((between * between.T).sum())
    for k, place in enumerate(order):
        trace = _inside(layout, k, blocks, state)
        slope[place] = trace.sum() - float((correction * squeezed[k]).sum()) - _explained(layout, k, state)
        information[place, 1] = information[1, place] = float(
            ((layout.kinship @ kept.T @ squeezed[k]) * kept.T).sum()
        )
        for m, other in enumerate(order[: k + 1]):
            twice, thrice = _overlap(layout, k, m, parts[k], blocks, state)
            information[place, other] = information[other, place] = (
                twice
                - 2 * float((correction * thrice).sum())
                + float(((correction @ squeezed[k]) * (correction @ squeezed[m]).T).sum())
            )
    return slope, information


def curvature(layout: Layout, state: State, information: Array) -> Array:
    """Differentiate the deviance twice: ``2 y'P V_k P V_l P y - tr(P V_k P V_l)``."""
    pull = state.variances[0] / (1 + state.variances[0] * state.precision)
    residual = state.residual
    moved = [np.where(layout.mask, residual.sum(axis=1)[:, None], 0.0)]
    moved += [np.where(layout.mask, layout.kinship @ residual.sum(axis=0), 0.0)]
    moved += [shape * residual for shape in layout.shapes]
    seen = np.empty_like(information)
    for k, table in enumerate(moved):
        by_year = _whiten(table, state.weight, pull).sum(axis=0)
        projected = _whiten(table - state.correction @ by_year, state.weight, pull)
        seen[k] = [float((projected * other).sum()) for other in moved]
    return 2 * seen - information


def fit(layout: Layout) -> Fit:
    """Estimate the variances by REML: projected Newton steps from the best of a coarse grid.

    A variance cannot fall below 0; one that ends there is reported as exactly 0.
    """
    scaled, scale = layout.scaled()
    variances = min(_starts(scaled), key=lambda start: state_at(scaled, start).deviance)
    state = state_at(scaled, variances)
    for _ in range(_MOST_STEPS):
        slope, information = slope_and_information(scaled, state)
        free = _allowed(scaled) & ((state.variances > 0) | (slope < 0))
        pull = np.abs(slope[free] * np.maximum(state.variances[free], _TOLERANCE))
        if float(pull.max(initial=0.0)) < _TOLERANCE:
            break
        bend = curvature(scaled, state, information)[np.ix_(free, free)]
        if np.linalg.eigvalsh(bend).min() <= 0:  # far from the optimum: Fisher's scoring is safe
            bend = information[np.ix_(free, free)]
        moved = _step(scaled, state, slope, bend, free)
        if moved is None:
            break
        state = moved
    _, information = slope_and_information(scaled, state)
    allowed = _allowed(scaled)
    covariance = np.zeros_like(information)
    covariance[np.ix_(allowed, allowed)] = 2 * np.linalg.pinv(information[np.ix_(allowed, allowed)])
    original = replace(layout, value=np.where(layout.mask, layout.value, 0.0))
    final = state_at(original, state.variances * scale**2)
    return Fit(original, final.variances, covariance * scale**4, final)


def leftover(value: Array, mask: NDArray[np.bool_]) -> tuple[int, float]:
    """Degrees of freedom and share of variation left when each school and year has its own mean.

    Without any left, schools cannot be told from swings: no baseline has an uncertainty.
    """
    filled = np.where(mask, value, 0.0)
    seen = mask.sum(axis=1, keepdims=True).clip(min=1)
    within = np.where(mask, filled - filled.sum(axis=1, keepdims=True) / seen, 0.0)
    years = np.eye(mask.shape[1])[None, :, :] * mask[:, :, None]
    years = np.where(mask[:, :, None], years - (mask / seen)[:, None, :], 0.0)
    design, response = years[mask], within[mask]
    solution, _, rank, _ = np.linalg.lstsq(design, response, rcond=None)
    left = response - design @ solution
    freedom = int(mask.sum()) - int(mask.any(axis=1).sum()) - int(rank)
    magnitude = float((filled[mask] ** 2).sum()) or 1.0
    return freedom, float((left**2).sum()) / magnitude


def _allowed(layout: Layout) -> NDArray[np.bool_]:
    return np.array([layout.school, layout.year, *[True] * len(layout.shapes)])


def _starts(layout: Layout) -> Iterator[Array]:
    """Start values: ratios to the residual, the residual's size set to what fits best."""
    n = int(layout.mask.sum())
    mixes = _MIXES[len(layout.shapes)]
    for school, year, mix in product(_START_RATIOS, _START_RATIOS, mixes):
        if (school and not layout.school) or (year and not layout.year):
            continue
        # The residual's parts count by what they weigh in an average cell.
        typical = [float(shape[layout.mask].mean()) for shape in layout.shapes]
        start = np.array([school, year, *(part / size for part, size in zip(mix, typical, strict=True))])
        if not layout.known.any():
            size = float((layout.value * state_at(layout, start).residual).sum()) / max(n - 1, 1)
            yield start * size
        else:
            yield from (start * size / (1 + school + year) for size in _START_SIZES)


def _step(layout: Layout, state: State, slope: Array, bend: Array, free: NDArray[np.bool_]) -> State | None:
    """Go as far as the deviance falls; None where no step makes it fall."""
    direction = np.zeros_like(slope)
    direction[free] = -np.linalg.pinv(bend, hermitian=True) @ slope[free]
    length = 1.0
    for _ in range(60):
        variances = np.maximum(state.variances + length * direction, 0.0)
        if _is_proper(layout, variances):
            tried = state_at(layout, variances)
            if tried.deviance <= state.deviance + _NOISE * (1 + abs(state.deviance)):
                return tried
        length /= 2
    return None


def _is_proper(layout: Layout, variances: Array) -> bool:
    """Tell whether every figure keeps some residual variance."""
    spread = layout.known + sum(s * shape for s, shape in zip(variances[2:], layout.shapes, strict=True))
    return bool((np.broadcast_to(spread, layout.mask.shape)[layout.mask] > _LEAST_RESIDUAL).all())


def _inside(layout: Layout, part: int, blocks: Array, state: State) -> Array:
    """Give ``tr(A^-1 V_k)``, school by school."""
    if part == 0:
        return np.asarray(state.precision / (1 + state.variances[0] * state.precision))
    return np.asarray((np.einsum("jtt->jt", blocks) * layout.shapes[part - 1]).sum(axis=1))


def _explained(layout: Layout, part: int, state: State) -> float:
    """Give ``y'P V_k P y``."""
    if part == 0:
        return float((state.residual.sum(axis=1) ** 2).sum())
    return float((layout.shapes[part - 1] * state.residual**2).sum())


def _overlap(
    layout: Layout, first: int, second: int, squeezed: Array, blocks: Array, state: State
) -> tuple[float, Array]:
    """Give tr(A^-1 V_k A^-1 V_l) over all schools, and the sum of A^-1 V_k A^-1 V_l A^-1."""
    if second == 0:
        ahead = squeezed.sum(axis=2)  # A^-1 V_k A^-1 1: the figures' rows only, the rest are 0
        return float(ahead.sum()), np.asarray(ahead.T @ state.projected)
    shape = layout.shapes[second - 1]
    twice = float((np.einsum("jtt->jt", squeezed) * shape).sum())
    return twice, np.asarray(((squeezed * shape[:, None, :]) @ blocks).sum(axis=0))
