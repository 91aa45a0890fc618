"""Pupils in schools with one random intercept, fitted by restricted maximum likelihood (REML).

Here is the fit with covariates, schools of any size, and the interval of the schools' share; what a
cell gets of it stands in ``variance_parts``, schools' figures over the years in ``variance``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

from xl_beregner.measures import rules
from xl_beregner.measures.rules import Array
from xl_beregner.measures.schools import one_variance
from xl_beregner.measures.schools.one_variance import Deviance

CONFIDENCE = 0.95

_DEPENDENT = 1e-9  # what is left of a covariate when the others are taken out, before it is dropped
_NO_VARIATION = 1e-20  # of the squared results: what is left is rounding
_FARTHEST = 1e12  # a ratio of variances no figures could tell from infinite


@dataclass(frozen=True, slots=True)
class RandomIntercept:
    """Results of pupils in schools, fitted: ``value = design @ coefficients + school + pupil``.

    ``covariance`` is that of the coefficients; a dropped column has coefficient 0 and no
    covariance. ``effect`` predicts each school's part (one a place, in the order of the places).
    """

    between: float
    within: float
    coefficients: Array
    covariance: Array
    effect: Array
    share_lower: float
    share_upper: float
    deviance: float
    """-2 times the restricted log likelihood, as lme4's ``REMLcrit``."""

    @property
    def share(self) -> float:
        """Share of the variance that lies between schools."""
        return self.between / (self.between + self.within)


def random_intercept(
    value: Array, place: NDArray[np.int64], design: Array, confidence: float = CONFIDENCE
) -> RandomIntercept | str:
    """Fit one random intercept by REML, or tell in a key why that cannot be.

    Parameters
    ----------
    value : array of float
        One result a pupil, without blanks.
    place : array of int
        The pupil's school as a number from 0, every number used.
    design : array of float, pupils x columns
        The first column is 1.
    confidence : float
        Coverage of the share's interval, between 0 and 1.

    Returns
    -------
    RandomIntercept or str
        ``no_values``, ``one_school``, ``not_separable`` and ``no_variation`` are told in
        ``variance_part_rows``.

    Examples
    --------
    >>> y = np.array([1.0, 2, 3, 7, 8, 9])
    >>> found = random_intercept(y, np.array([0, 0, 0, 1, 1, 1]), np.ones((6, 1)))
    >>> round(found.between, 3), round(found.within, 3)
    (17.667, 1.0)
    """
    if not value.size:
        return "no_values"
    schools = int(place.max()) + 1
    if schools == 1:
        return "one_school"
    kept = _independent(design)
    centre, scale = float(value.mean()), float(value.std())
    if scale**2 <= _NO_VARIATION * max(centre**2, np.finfo(float).tiny):
        return "no_variation"
    shift, size = _column_sizes(design[:, kept])
    table = np.column_stack([(design[:, kept] - shift) / size, (value - centre) / scale])
    parts = _divided(table, place, schools)
    if parts.within_freedom <= 0 or parts.between_freedom <= 0:
        return "not_separable"
    if parts.left**2 <= _NO_VARIATION * value.size:
        return "no_variation"
    ratio = one_variance.search(parts.deviance)
    lower, upper = _interval(parts, ratio, confidence)
    slope, whitened, left = parts.solved(ratio)
    within = left**2 / parts.freedom
    pulled = ratio * parts.count / (1 + ratio * parts.count)
    effect = pulled * (parts.means[:, -1] - parts.means[:, :-1] @ slope)
    back = _to_own_units(shift, size)
    coefficients, covariance = np.zeros(design.shape[1]), np.zeros((design.shape[1],) * 2)
    coefficients[kept] = scale * back @ slope
    coefficients[0] += centre
    covariance[np.ix_(kept, kept)] = scale**2 * within * back @ (whitened @ whitened.T) @ back.T
    return RandomIntercept(
        between=scale**2 * ratio * within,
        within=scale**2 * within,
        coefficients=coefficients,
        covariance=covariance,
        effect=scale * effect,
        share_lower=lower / (1 + lower),
        share_upper=upper / (1 + upper),
        deviance=parts.deviance_at(ratio)
        + parts.freedom * (1 + np.log(2 * np.pi) + 2 * np.log(scale))
        + 2 * float(np.log(size).sum()),
    )


@dataclass(frozen=True, slots=True)
class _Divided:
    """The columns of the design and the results, divided into within schools and their means.

    ``within`` is the triangle of a QR of what is within; a school's mean counts ``n / (1 + ratio n)``.
    ``left`` is the size of what schools and covariates together leave of the results.
    """

    within: Array
    means: Array
    count: Array
    left: float
    freedom: int
    within_freedom: int
    between_freedom: int

    def triangle(self, ratio: Array) -> Array:
        """Give the triangle of the weighted least squares at each ratio of the two variances."""
        weight = np.sqrt(self.count / (1 + ratio[:, None] * self.count))
        means = weight[:, :, None] * self.means
        within = np.broadcast_to(self.within, (ratio.size, *self.within.shape))
        return _triangle(np.concatenate([within, means], axis=1))

    def deviance(self, ratio: Array) -> Deviance:
        """REML deviance, the pupils' variance profiled out, and its slope in the ratio."""
        found = self.triangle(ratio)
        corner = np.diagonal(found, axis1=1, axis2=2) ** 2
        weight = self.count / (1 + ratio[:, None] * self.count)
        inner, right = found[:, :-1, :-1], found[:, :-1, -1:]
        coefficients = np.linalg.solve(inner, right)
        residual = self.means[:, -1] - (self.means[:, :-1] @ coefficients)[:, :, 0]
        columns = np.broadcast_to(self.means[:, :-1].T, (ratio.size, *self.means[:, :-1].T.shape))
        leverage = (np.linalg.solve(inner.transpose(0, 2, 1), columns) ** 2).sum(axis=1)
        square = corner[:, -1]
        value = (
            self.freedom * np.log(square / self.freedom)
            + np.log1p(ratio[:, None] * self.count).sum(axis=1)
            + np.log(corner[:, :-1]).sum(axis=1)
        )
        pull = (weight**2 * residual**2).sum(axis=1)
        slope = weight.sum(axis=1) - self.freedom * pull / square - (weight**2 * leverage).sum(axis=1)
        return Deviance(value, slope)

    def deviance_at(self, ratio: float) -> float:
        """Give the deviance at one ratio."""
        return float(self.deviance(np.array([ratio])).value[0])

    def f_statistic(self, ratio: float) -> float:
        """Give Wald's F: at the true ratio it has an F distribution, whatever the schools' sizes."""
        whole = float(self.triangle(np.array([ratio]))[0, -1, -1]) ** 2
        between = (whole - self.left**2) / self.between_freedom
        return between / (self.left**2 / self.within_freedom)

    def solved(self, ratio: float) -> tuple[Array, Array, float]:
        """Give coefficients, the inverse triangle and the size of what is left at one ratio."""
        found = self.triangle(np.array([ratio]))[0]
        inverse = np.linalg.inv(found[:-1, :-1])
        return inverse @ found[:-1, -1], inverse, float(abs(found[-1, -1]))


def _divided(table: Array, place: NDArray[np.int64], schools: int) -> _Divided:
    count = np.bincount(place, minlength=schools).astype(float)
    means = np.column_stack([np.bincount(place, column, schools) / count for column in table.T])
    inside = table - means[place]
    rows, columns = table.shape
    # A row of zeros for each column: a triangle as wide as high, however few pupils there are.
    within = _triangle(np.concatenate([inside, np.zeros((columns, columns))]))
    # The columns are scaled, so that one tolerance tells which vary within schools.
    tolerance = _DEPENDENT * np.sqrt(rows)
    within_rank = int(np.linalg.matrix_rank(inside[:, :-1], tol=tolerance))
    told, *_ = np.linalg.lstsq(inside[:, :-1], inside[:, -1], rcond=_DEPENDENT)
    left = float(np.linalg.norm(inside[:, -1] - inside[:, :-1] @ told))
    within_freedom = rows - schools - within_rank
    freedom = rows - (columns - 1)
    return _Divided(within, means, count, left, freedom, within_freedom, freedom - within_freedom)


def _triangle(table: Array) -> Array:
    return np.asarray(np.linalg.qr(table, mode="r"), float)


def _interval(parts: _Divided, best: float, confidence: float) -> tuple[float, float]:
    """Find the ratios that Wald's exact F test does not reject.

    Where the least deviance lies at 0 that set may be next to nothing; there the upper end is at
    least where the deviance has risen by the chi-square quantile.
    """
    tails = np.array([(1 + confidence) / 2, (1 - confidence) / 2])
    high, low = fdtri(parts.between_freedom, parts.within_freedom, tails)
    lower = _last(lambda ratio: parts.f_statistic(ratio) - high)
    upper = _last(lambda ratio: parts.f_statistic(ratio) - low)
    if best == 0:
        allowed = parts.deviance_at(0.0) + rules.chi_square_quantile(confidence, 1)
        upper = max(upper, _last(lambda ratio: allowed - parts.deviance_at(ratio)))
    return lower, upper


def _last(excess: Callable[[float], float]) -> float:
    """Find where what falls with the ratio reaches 0; 0 where it begins below."""
    if excess(0.0) <= 0:
        return 0.0
    far = 1.0
    while excess(far) > 0 and far < _FARTHEST:
        far *= 8
    return one_variance.crossing(excess, 0.0, far)


def _independent(design: Array) -> list[int]:
    """Keep the columns that those before them do not already tell."""
    kept: list[int] = []
    basis = np.empty((design.shape[0], 0))
    for place, column in enumerate(design.T):
        left = column - column.mean() if place else column
        size = float(np.linalg.norm(left))
        for _ in range(2):  # twice: the first time leaves rounding
            left = left - basis @ (basis.T @ left)
        rest = float(np.linalg.norm(left))
        # A column that is constant to rounding has no size of its own.
        if rest > _DEPENDENT * max(size, 1e-6 * float(np.linalg.norm(column))):
            kept.append(place)
            basis = np.column_stack([basis, left / rest])
    return kept


def _column_sizes(design: Array) -> tuple[Array, Array]:
    """Centre and spread of each column; the column of ones stays as it is."""
    shift, size = design.mean(axis=0), design.std(axis=0)
    shift[0], size[0] = 0.0, 1.0
    return shift, size


def _to_own_units(shift: Array, size: Array) -> Array:
    """Matrix from coefficients of centred, scaled columns to those of the columns given."""
    back = np.diag(1 / size)
    back[0] = -shift / size
    back[0, 0] = 1.0
    return back
