"""What pupils of the same background reach at the other schools, and a school's difference to it.

The reference is worked out from the user's own pupils and is never the ministry's. Growth from an
earlier test stands in ``school_growth``; which schools are alike in ``similar_schools``.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from xl_beregner.catalog import Choice, Column, Columns, Each, Keys, Labels, OneOf, udf
from xl_beregner.errors import ValueRangeError
from xl_beregner.measures import rules
from xl_beregner.measures.rules import Array
from xl_beregner.measures.schools.left_out_school import Prediction, predict
from xl_beregner.measures.schools.pupils import Pupils, gather
from xl_beregner.measures.tools.disclosure import LEAST_PUPILS

# Judgements. With more covariates the slopes of a municipality's pupils are too loose; below the
# last two the reader is warned.
MOST_COVARIATES = 4
SCHOOLS_TO_TRUST, PUPILS_TO_TRUST = 10, 300
CONFIDENCE = 0.95


class OwnReference(NamedTuple):
    """What ``EGENREFERENCE`` spills: one row a school."""

    school: Labels
    observed: Column
    reference: Column
    difference: Column
    lower: Column
    upper: Column
    text: Keys


@udf("EGENREFERENCE", each=Each.SCHOOL)
def own_reference_rows(
    result: Column,
    school: Labels,
    covariates: Columns,
    method: Annotated[Choice, OneOf(("without_school", "within_schools"))] = "without_school",
) -> OwnReference:
    """Compare each school's mean with what pupils of the same background reach at the other schools.

    Parameters
    ----------
    result : array of float
        One row a pupil: the result. Any unit. A row with a blank is no pupil.
    school : sequence of str or None
        The pupil's school. A row without a school is no pupil.
    covariates : array of float, rows x columns
        The pupil's background as numbers (0/1 for yes and no), at most four columns. A row with a
        blank is no pupil. A column that is constant or follows from the others changes nothing.
    method : {"without_school", "within_schools"}
        How background counts: by the slopes among all other schools' pupils together, or by those
        among schoolmates, which do not take up what schools with a certain intake do well.

    Returns
    -------
    OwnReference
        Per school: the mean result, the own reference, the difference (positive: above the
        reference) with its 95 % interval, all in the result's unit, and the key of a sentence:
        ``above``, ``within``, ``below``, the same ``_few`` below 10 schools or 300 pupils; or why
        there is no figure: ``too_few`` (fewer than 5 pupils), ``no_results``,
        ``too_few_schools``, ``too_few_pupils``, ``no_variation``, ``not_comparable``, ``alike_within`` (a
        covariate does not differ among schoolmates, whose slopes were asked for).

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. More than four covariates, or an infinite number.

    Notes
    -----
    ``y_ij = x_ij'b + u_j + e_ij``. The reference is the school's mean ``x`` times the coefficients
    of the least squares fit without the school, so ``difference`` is the mean of ``e_(-j) =
    (I - H_jj)^-1 e_j``. The interval is for ``u_j``, the difference to what schools in general give
    such pupils: its variance is ``s_e**2 / n_j`` and the reference's own, ``x'(X'X)^-1 X'VX (X'X)^-1
    x`` with ``V = s_e**2 I + s_u**2 ZZ'``, since the other schools differ as well. ``s_e**2`` comes
    from within schools, ``s_u**2`` from the sums of squares between them (never below 0), the degrees
    of freedom are Satterthwaite's. ``within_schools`` takes the slopes among the other schools' pupils
    as schoolmates and the level from these schools' mean.

    Assumes pupils independent within schools, and slopes alike everywhere. The difference holds all
    that the covariates do not; it is no measure of what the school did. Of 20 schools on their
    reference one lies outside its interval by chance.

    References
    ----------
    Henderson (1953), Biometrics 9:226 (method 3). ``tests/reference/own_reference.R``.

    Examples
    --------
    >>> pupils = np.arange(30.0)
    >>> rows = own_reference_rows(pupils % 7 + 5 * (pupils < 10), ["A", "B", "C"] * 10, pupils[:, None] % 4)
    >>> rows.school, round(float(rows.difference[0]), 2), rows.text[0]
    (['A', 'B', 'C'], 0.79, 'within_few')
    """
    (results,) = rules.rows(result=result)
    (background,) = rules.row_columns(len(results), covariates=covariates)
    if background.shape[1] > MOST_COVARIATES:
        raise ValueRangeError(
            "measures_for_mange_kovariater",
            argument="covariates", fundet=background.shape[1], hoejst=MOST_COVARIATES,
        )  # fmt: skip
    pupils = gather(school, results, background)
    found = predict(
        pupils, results[pupils.used], background[pupils.used], within_schools=method == "within_schools"
    )
    return _rows(pupils, results[pupils.used], found)


def _rows(pupils: Pupils, result: Array, found: Prediction) -> OwnReference:
    shown = pupils.count >= LEAST_PUPILS
    observed = np.where(shown, pupils.means(result), np.nan)
    expected = np.where(shown & found.reachable, found.expected, np.nan)
    reach = rules.student_quantile((1 + CONFIDENCE) / 2, found.freedom) * np.sqrt(found.variance)
    difference = observed - expected
    met = int((pupils.count > 0).sum())
    few = "_few" if met < SCHOOLS_TO_TRUST or result.size < PUPILS_TO_TRUST else ""
    keys = np.select(
        [
            pupils.count == 0,
            ~shown,
            np.full(shown.shape, found.verdict != "ok"),
            found.alike_within,
            ~found.reachable,
            difference > reach,
            difference < -reach,
        ],
        [
            "no_results",
            "too_few",
            found.verdict,
            "alike_within",
            "not_comparable",
            f"above{few}",
            f"below{few}",
        ],
        f"within{few}",
    )
    return OwnReference(
        list(pupils.schools), observed, expected, difference, difference - reach, difference + reach,
        keys.tolist(),
    )  # fmt: skip
