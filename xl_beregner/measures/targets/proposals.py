"""Targets a school could set itself, each with its chance, and the smallest change that shows.

Here targets are proposed; the baselines they start from stand in ``baseline``, the spread of a
coming result and the chance of a target someone else chose in ``prediction``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from xl_beregner.catalog import Column, Direction, Each, Keys, Labels, Number, Years, udf
from xl_beregner.errors import ValueRangeError
from xl_beregner.measures import rules
from xl_beregner.measures.rules import Array
from xl_beregner.measures.schools.baseline import BaselineModel, baselines, sentence_keys
from xl_beregner.measures.schools.panel import too_few_pupils
from xl_beregner.measures.targets.prediction import check_horizon, expected, swings, whole_freedom
from xl_beregner.measures.tools.disclosure import LEAST_PUPILS

CHANCES = (0.50, 0.35, 0.15)
# Below the first a target is beyond what the school's own history makes plausible; above the
# second it lies on the wrong side of what is expected anyway.
LEAST_CHANCE, MOST_CHANCE = 0.05, 0.50


@dataclass(frozen=True, slots=True)
class Targets:
    """Proposed targets of all schools, in the model's order; NaN where there is no answer.

    ``targets`` has one row a school and one column a chance. ``sd`` and ``degrees_of_freedom``
    (whole numbers) are those of the coming result as Student's t around ``mean``: with them
    ``chance_of_target`` and Excel's ``T.DIST`` give the same chance.
    """

    school: tuple[str, ...]
    mean: Array
    sd: Array
    degrees_of_freedom: Array
    chances: tuple[float, ...]
    targets: Array
    smallest_visible_change: Array
    direction: str
    horizon: float


class TargetRows(NamedTuple):
    """What ``MAAL`` spills: one row a school."""

    school: Labels
    baseline: Column
    target_1: Column
    target_2: Column
    target_3: Column
    smallest_visible_change: Column
    text: Keys


class ExpertTargetRows(NamedTuple):
    """What ``MAALEKSPERT`` spills: one row an input row."""

    baseline: Column
    target_1: Column
    target_2: Column
    target_3: Column
    smallest_visible_change: Column


@udf("MAAL", each=Each.SCHOOL)
def target_rows(
    school: Labels,
    year: Years,
    value: Column,
    pupils: Column | None = None,
    direction: Direction = "up",
    horizon: Number = 1.0,
) -> TargetRows:
    """Propose three targets a school from several years' figures of all schools.

    Parameters
    ----------
    school, year, value, pupils
        As in ``baseline_rows``.
    direction : {"up", "down"}
        Whether more or less is better.
    horizon : float
        Whole years ahead, 1-10.

    Returns
    -------
    TargetRows
        Per school: the baseline, the targets reached with a chance of 50, 35 and 15 % if nothing
        new is done, the smallest change that can be seen (all in the figure's unit), and the
        key of a sentence. Without figures ``too_few``: the latest rests on fewer than 5 pupils.

    Raises
    ------
    MissingValueError
        ``#N/A``. The horizon is blank.
    ShapeError
        ``#VALUE!``. Columns of unequal length, or the same school and year twice.
    ValueRangeError
        ``#NUM!``. A year, count or horizon outside what is possible, or an unknown direction.

    Notes
    -----
    See ``targets``.

    References
    ----------
    ``tests/reference/multi_year.R``.

    Examples
    --------
    >>> rows = target_rows(["A"] * 4, np.arange(2020.0, 2024.0), np.array([7.0, 8.0, 7.0, 8.0]))
    >>> [round(float(x[0]), 2) for x in (rows.baseline, rows.target_1, rows.target_2, rows.target_3)]
    [7.5, 7.5, 7.77, 8.31]
    """
    model = baselines(school, year, value, pupils)
    proposed = targets(model, direction, horizon)
    hidden = too_few_pupils(school, year, value, pupils, LEAST_PUPILS)
    baseline, first, second, third, change = (
        np.where(hidden, np.nan, column)
        for column in (model.baseline, *proposed.targets.T, proposed.smallest_visible_change)
    )
    keys = sentence_keys(model, hidden)
    return TargetRows(list(model.school), baseline, first, second, third, change, keys)


@udf("MAALEKSPERT")
def expert_target_rows(
    base: Column,
    standard_error: Column,
    sd_year_to_year: Column,
    sd_pupil: Column | None = None,
    pupils: Column | None = None,
    horizon: Number = 1.0,
    direction: Direction = "up",
    sd_common: Column | None = None,
) -> ExpertTargetRows:
    """Propose three targets from a baseline and spreads that are known.

    Parameters
    ----------
    base, standard_error, sd_year_to_year, sd_pupil, pupils, horizon, direction, sd_common
        As in ``target_chance``.

    Returns
    -------
    ExpertTargetRows
        Per row: the baseline, the targets reached with a chance of 50, 35 and 15 %, and the
        smallest change that can be seen, in the figure's unit.

    Raises
    ------
    MissingValueError
        ``#N/A``. As in ``target_chance``.
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. As in ``target_chance``.

    Notes
    -----
    As ``targets`` with the normal distribution, since the spreads are taken as known.

    References
    ----------
    ``tests/reference/prediction.R``.

    Examples
    --------
    >>> rows = expert_target_rows(np.array([52.0]), 0.8, 1.2, 9, 40)
    >>> [round(float(x[0]), 2) for x in rows]
    [52.0, 52.0, 52.78, 54.1, 3.97]
    """
    sign = rules.sign_of(direction)
    mean, sd, _ = expected(base, standard_error, sd_year_to_year, sd_pupil, pupils, horizon, sd_common)
    first, second, third = (mean + sign * rules.normal_quantile(1 - chance) * sd for chance in CHANCES)
    return ExpertTargetRows(mean, first, second, third, rules.normal_quantile(0.975) * sd)


def targets(
    model: BaselineModel, direction: str, horizon: float = 1.0, chances: Sequence[float] = CHANCES
) -> Targets:
    """Propose targets for every school of a model.

    Parameters
    ----------
    model : BaselineModel
        From ``baselines``.
    direction : {"up", "down"}
        Whether more or less is better.
    horizon : float
        Whole years ahead, 1-10.
    chances : sequence of float
        The chance of each target if nothing new is done, between 0.05 and 0.50: a rarer one is
        beyond what the school's history makes plausible, a likelier one lies on the wrong side
        of what is expected anyway.

    Returns
    -------
    Targets
        Per school.

    Raises
    ------
    MissingValueError
        ``#N/A``. The horizon is blank.
    ValueRangeError
        ``#NUM!``. A chance or horizon outside what is possible, or an unknown direction.

    Notes
    -----
    The coming result is Student's t around its prediction: the baseline, with the common shock
    expected of the coming year in place of that of the years behind it. So the target of 50 % lies
    above or below the baseline where all schools have lately risen or fallen. The variance is next
    year's, and for each year further ahead half of the swing and the shock ``s_v**2 + s_g**2`` more;
    sampling is with as many pupils as in the school's latest year. Degrees of freedom are
    Satterthwaite's for next year, rounded down. A target is the quantile that leaves its chance
    beyond it.

    The smallest change that can be seen: a single coming result must lie this far from what is
    predicted, in either direction, before the spread without any new effort is an unlikely
    explanation (the model's confidence, 95 %: ``t(0.975) sd``).

    References
    ----------
    ``tests/reference/multi_year.R``.

    Examples
    --------
    >>> model = baselines(["A"] * 4, np.arange(2020.0, 2024.0), np.array([7.0, 8.0, 7.0, 8.0]))
    >>> targets(model, "down", chances=(0.35,)).targets.round(2).tolist()
    [[7.23]]
    """
    sign, years = rules.sign_of(direction), check_horizon(horizon)
    for chance in chances:
        if not LEAST_CHANCE <= chance <= MOST_CHANCE:
            raise ValueRangeError("measures_chance", argument="chances", fundet=float(chance))
    variance = model.next_variance + (swings(years) - 1) * model.next_swing
    sd, freedom = np.sqrt(variance), whole_freedom(model.next_degrees_of_freedom)
    reaches = [rules.student_quantile(1 - chance, freedom) * sd for chance in chances]
    shift = model.next_shock * model.carry_over ** (years - 1) - model.past_shock
    mean = np.where(np.isnan(sd), np.nan, model.baseline + shift)
    columns = [mean + sign * reach for reach in reaches]
    table = np.column_stack(columns) if columns else np.empty((len(model.school), 0))
    return Targets(
        model.school, mean, sd, freedom, tuple(chances), table,
        rules.student_quantile((1 + model.confidence) / 2, freedom) * sd, direction, years,
    )  # fmt: skip
