"""From variance components to each school's level: how much to smooth, and how sure it is.

Here are the formulas that ``baseline`` puts together into an answer; the components themselves
are estimated in ``variance``.
"""

from __future__ import annotations

from typing import NamedTuple, TypedDict

import numpy as np
from numpy.typing import NDArray

from xl_beregner.measures import rules
from xl_beregner.measures.rules import Array
from xl_beregner.measures.schools.panel import Panel
from xl_beregner.measures.schools.variance import Fit, Layout, State, state_at

_STEP = 1e-4


class Aim(NamedTuple):
    """What is predicted beside the school: a mixture of the years' common shocks.

    ``kinship`` is its correlation with each year's shock and ``size`` its variance, in units of a
    year's variance.
    """

    kinship: Array
    size: float


def over_the_years(layout: Layout) -> Aim:
    """Aim at the mean of the years that were given: the baseline's own years."""
    share = np.full(layout.kinship.shape[0], 1 / layout.kinship.shape[0])
    return Aim(layout.kinship @ share, float(share @ layout.kinship @ share))


def years_ahead(years: Array, carry_over: float, ahead: float) -> Aim:
    """Aim at a coming year's shock."""
    return Aim(kinship_of(years, np.array([years[-1] + ahead]), carry_over)[0], 1.0)


def kinship_of(years: Array, others: Array, carry_over: float) -> Array:
    """Correlation of years' common shocks: ``carry_over`` to the power of the years between."""
    return np.asarray(float(carry_over) ** np.abs(others[:, None] - years[None, :]))


def own_mean(layout: Layout, state: State) -> Array:
    """Each school's own mean, freed from the years' common shocks."""
    freed = state.weight * (layout.value - state.shock(layout.kinship))
    return np.asarray(freed.sum(axis=1) / np.where(state.precision > 0, state.precision, 1.0))


def own_weight(state: State, has_values: NDArray[np.bool_]) -> Array:
    """How much the school's own mean counts, corrected for few schools."""
    schools = int(has_values.sum())
    correction = max(schools - 3, 0) / max(schools - 1, 1)
    return 1 - correction * (1 - state.own_share)


def level_variance(layout: Layout, state: State, has_values: NDArray[np.bool_], aim: Aim) -> Array:
    """Variance of each school's level with the aim's shock; the parts are told in ``baselines``."""
    schools = int(has_values.sum())
    share, weight = state.own_share, own_weight(state, has_values)
    sampling = 1 / np.where(state.precision > 0, state.precision, 1.0)
    spread = state.variances[0] + sampling
    fixed = 1 / float((1 / spread[has_values]).sum())
    whole = state.prediction_variance(*aim)
    shock = np.maximum(whole - share * sampling - (1 - share) ** 2 * fixed, 0.0)
    variance = weight * sampling + (1 - weight) ** 2 * fixed + shock
    if schools > 3:
        typical = state.variances[0] + float(sampling[has_values].mean())
        distance = (own_mean(layout, state) - state.mean) ** 2
        variance = variance + 2 / (schools - 3) * (1 - weight) ** 2 * distance * typical / spread
    return np.asarray(variance)


class Swing(NamedTuple):
    """How a coming figure varies around the school's level and the year's shock."""

    variance: Array
    sampling: Array  # the part of it that is pupil sampling
    slope: Array  # how the variance follows each estimated one


def swing(panel: Panel, fitted: Fit) -> Swing:
    """Tell how a coming figure swings, with as many pupils behind it as the latest."""
    layout, latest = fitted.layout, panel.latest
    rows = np.arange(len(panel.schools))
    slope = np.zeros((rows.size, layout.size))
    if not layout.shapes:  # one year: how a year swings is not known
        unknown = np.full(rows.size, np.nan)
        return Swing(unknown, unknown, slope)
    for part, shape in enumerate(layout.shapes):
        slope[:, 2 + part] = shape[rows, latest]
    known = layout.known[rows, latest]
    return Swing(slope @ fitted.variances + known, slope[:, 3:] @ fitted.variances[3:] + known, slope)


def level_slope(fitted: Fit, has_values: NDArray[np.bool_], aim: Aim) -> Array:
    """How each level's variance follows the estimated ones, by central differences.

    The school variance is left out: not knowing it has its own term in ``level_variance``.
    """
    layout, variances = fitted.layout, fitted.variances
    slope = np.zeros((has_values.size, layout.size))
    unit = float(variances.sum()) + float(layout.known[layout.mask].mean())
    for part in range(1, layout.size):
        if part == 1 and not layout.year:
            continue
        step = _STEP * max(float(variances[part]), _STEP * unit)
        below = min(step, float(variances[part]))
        up, down = variances.copy(), variances.copy()
        up[part] += step
        down[part] -= below
        high, low = (level_variance(layout, state_at(layout, at), has_values, aim) for at in (up, down))
        slope[:, part] = (high - low) / (step + below)
    return slope


def freedom(variance: Array, slope: Array, covariance: Array) -> Array:
    """Satterthwaite's degrees of freedom of a variance that is a sum of estimated ones."""
    spread = np.einsum("jk,kl,jl->j", slope, covariance, slope)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = 2 * variance**2 / spread
    return np.where(np.isfinite(found), np.clip(found, 1.0, rules.MOST_FREEDOM), rules.MOST_FREEDOM)


class CommonShock(TypedDict):
    """The common shock of a year, as ``BaselineModel`` names its parts."""

    sd_common: float | None
    sd_common_lower: float | None
    sd_common_upper: float | None
    common_degrees_of_freedom: int | None


NO_COMMON: CommonShock = {
    "sd_common": None,
    "sd_common_lower": None,
    "sd_common_upper": None,
    "common_degrees_of_freedom": None,
}


def common_shock(fitted: Fit, years: int) -> CommonShock:
    """Give the common shock of a year with its 95 % interval: how weakly few years know it.

    A year's mean over schools varies by the shock plus what is left of the swings; that sum has
    a chi-square with one degree of freedom less than there are years.
    """
    layout = fitted.layout
    if not layout.year:
        return NO_COMMON
    still = fitted.variances.copy()
    still[1] = 0.0
    state = state_at(layout, still)
    crossing = state.crossing - state.crossing @ state.correction @ state.crossing
    shocks = years - 1
    noise = shocks / float(np.trace(crossing))
    # Shocks that are kin differ less among themselves than they vary.
    seen = (1 - float(over_the_years(layout).size)) * years / shocks
    whole = seen * float(fitted.variances[1]) + noise
    low, high = (
        (shocks * whole / rules.chi_square_quantile(p, shocks) - noise) / seen for p in (0.975, 0.025)
    )
    return {
        "sd_common": float(np.sqrt(fitted.variances[1])),
        "sd_common_lower": float(np.sqrt(max(low, 0.0))),
        "sd_common_upper": float(np.sqrt(max(high, 0.0))),
        "common_degrees_of_freedom": shocks,
    }
