"""What a coming result may be, and the chance that it reaches a target.

Here stand the predictive spread from its parts and the chance; where baselines come from stands
in ``baseline``, which targets are proposed in ``proposals``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from xl_beregner.catalog import Column, Direction, Number, udf
from xl_beregner.errors import MissingValueError, ValueRangeError
from xl_beregner.measures import rules
from xl_beregner.measures.rules import Array

# What a further year ahead adds, as a share of one year's swing and shock. Over the figures of 24
# Copenhagen schools 2010-2025 the errors two and three years ahead were then as wide as said (squared
# error over variance 1.0 and 0.9, tests/reference/test_back_test.py); a whole one says far too wide.
DRIFT = 0.5
# A judgement: no figures here say what a school's level does beyond so many years.
MOST_YEARS = 10


class Chance(NamedTuple):
    """What ``MAALCHANCE`` spills: one row an input row."""

    chance: Column
    sd: Column


@udf("MAALCHANCE")
def target_chance(
    base: Column,
    standard_error: Column,
    target: Column,
    sd_year_to_year: Column,
    sd_pupil: Column | None = None,
    pupils: Column | None = None,
    horizon: Number = 1.0,
    direction: Direction = "up",
    sd_common: Column | None = None,
    trend: Column | None = None,
) -> Chance:
    """Give the chance that a coming result reaches the target, if nothing new is done.

    Parameters
    ----------
    base : array of float
        The baseline. The figure's unit. Blank gives a blank row.
    standard_error : array of float
        Standard error of the baseline, in the figure's unit, 0 or more. Blank gives a blank row.
    target : array of float
        The result to reach. The figure's unit. Blank gives a blank row.
    sd_year_to_year : array of float
        How a school's result swings from year to year beside pupil sampling (standard deviation,
        the figure's unit, 0 or more). Blank gives a blank row.
    sd_pupil : array of float, optional
        Spread between pupils, the figure's unit, 0 or more. Needs ``pupils``. Blank throughout: pupil
        sampling is not counted.
    pupils : array of float, optional
        Pupils behind the coming result, above 0. Needs ``sd_pupil``.
    horizon : float
        Whole years ahead, 1-10.
    direction : {"up", "down"}
        Whether more or less is better.
    sd_common : array of float, optional
        How a year moves all schools alike (standard deviation, the figure's unit, 0 or more).
    trend : array of float, optional
        Expected change a year, the figure's unit.

    Returns
    -------
    Chance
        The chance (0-1) and the standard deviation of the coming result. A row that lacks what other
        rows have, of whichever column, is blank: its uncertainty would look smaller than theirs.

    Raises
    ------
    MissingValueError
        ``#N/A``. The horizon is blank, or one of ``sd_pupil`` and ``pupils`` is given without the other.
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. A negative spread, no spread at all, a count not above 0, a horizon not
        whole or outside 1-10, or an unknown direction.

    Notes
    -----
    ``N(base + trend h, se**2 + (1 + (h - 1) / 2) (s_year**2 + s_common**2) + s_pupil**2 / n)``. The
    spreads are taken as known, hence the normal distribution; where they are estimated, ``targets``
    uses Student's t. For each year further ahead half of the swing and the shock counts once more:
    levels drift, and a result two years ahead must not look as sure as next year's.

    References
    ----------
    Worked example of ``tests/reference/prediction.R``: 31.1 % (sampling alone: 24.1 %).

    Examples
    --------
    >>> answer = target_chance(np.array([52.0]), 0.8, 53, 1.2, 9, 40)
    >>> round(float(answer.chance[0]), 3), round(float(answer.sd[0]), 3)
    (0.311, 2.026)
    """
    mean, sd, goal = expected(
        base, standard_error, sd_year_to_year, sd_pupil, pupils, horizon, sd_common, trend, target
    )
    return Chance(chance_of_target(mean, sd, None, goal, direction), sd)


def expected(
    base: ArrayLike,
    standard_error: ArrayLike,
    sd_year_to_year: ArrayLike,
    sd_pupil: ArrayLike | None,
    pupils: ArrayLike | None,
    horizon: float,
    sd_common: ArrayLike | None,
    trend: ArrayLike | None = None,
    target: ArrayLike = 0.0,
) -> tuple[Array, Array, Array]:
    """Work out mean and standard deviation of the coming result, and the target row by row.

    A row that lacks a required number, or another that some rows have, is NaN in all three.
    """
    base_, error, year, pupil, count, common, slope, goal = rules.rows(
        base=base,
        standard_error=standard_error,
        sd_year_to_year=sd_year_to_year,
        sd_pupil=rules.or_blank(sd_pupil),
        pupils=rules.or_blank(pupils),
        sd_common=rules.or_blank(sd_common),
        trend=rules.or_blank(trend),
        target=target,
    )
    rules.check_at_least_zero(standard_error=error, sd_year_to_year=year, sd_pupil=pupil, sd_common=common)
    rules.check_above_zero(pupils=count)
    years = check_horizon(horizon)
    _check_together(sd_pupil=pupil, pupils=count)
    sampling = np.nan_to_num(pupil**2 / count)
    variance = error**2 + swings(years) * (year**2 + np.nan_to_num(common) ** 2) + sampling
    mean = base_ + years * np.nan_to_num(slope)
    blank = np.isnan(mean) | np.isnan(variance) | np.isnan(goal)
    for column in (pupil, count, common, slope):
        lacks = np.isnan(column)
        if not lacks.all():
            blank |= lacks
    if (variance[~blank] <= 0).any():
        raise ValueRangeError("measures_ingen_spredning", argument="sd_year_to_year")
    mean[blank], variance[blank], goal[blank] = np.nan, np.nan, np.nan
    return mean, np.sqrt(variance), goal


def _check_together(**columns: Array) -> None:
    """Refuse the one of two columns without the other: it would silently count for nothing."""
    missing = [name for name, column in columns.items() if np.isnan(column).all()]
    if len(missing) == 1:
        raise MissingValueError("measures_hoerer_sammen", argument=missing[0])


def chance_of_target(
    mean: ArrayLike, sd: ArrayLike, degrees_of_freedom: ArrayLike | None, target: ArrayLike, direction: str
) -> Array:
    """Give the chance that a result with this mean and spread reaches the target.

    Parameters
    ----------
    mean, sd, target : array of float
        Expected result, its standard deviation (above 0) and the target, in one unit.
    degrees_of_freedom : array of float or None
        How well the spread is known; rounded down to whole numbers as Excel's ``T.DIST`` does.
        None or NaN: the spread is known and the distribution normal.
    direction : {"up", "down"}
        Whether more or less is better.

    Returns
    -------
    array of float
        0-1; NaN where a number is missing.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. A spread not above 0, or an unknown direction.

    Examples
    --------
    >>> chance_of_target(50.0, 2.0, 4.9, 50.0, "down").tolist()
    [0.5]
    """
    sign = rules.sign_of(direction)
    mean_, sd_, goal, freedom = rules.rows(
        mean=mean, sd=sd, target=target, degrees_of_freedom=rules.or_blank(degrees_of_freedom)
    )
    rules.check_above_zero(sd=sd_)
    z = sign * (mean_ - goal) / sd_
    known = np.isnan(freedom)
    whole = np.where(known, 1.0, whole_freedom(freedom))
    return np.where(known, rules.normal_probability(z), rules.student_probability(z, whole))


def whole_freedom(degrees_of_freedom: ArrayLike) -> Array:
    """Round degrees of freedom down to whole numbers of at least 1; NaN stays."""
    return np.maximum(np.floor(np.asarray(degrees_of_freedom, float) + 1e-9), 1.0)


def swings(years: float) -> float:
    """Tell how many years' swing and shock stand between now and a result so many years ahead."""
    return 1 + DRIFT * (years - 1)


def check_horizon(horizon: float) -> float:
    """Refuse what is no whole number of years ahead, or too many."""
    rules.check_number(horizon=horizon)
    if not 1 <= horizon <= MOST_YEARS or horizon != np.floor(horizon):
        raise ValueRangeError("measures_horisont", argument="horizon", fundet=float(horizon))
    return float(horizon)
