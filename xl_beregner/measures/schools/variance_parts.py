"""How much of the difference between pupils lies between schools, with an interval for the share.

Here pupils' own results become a cell's answer; the model is fitted in ``random_intercept``, and
schools' figures over several years are ``baseline``'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xl_beregner.catalog import Column, Columns, Each, Keys, Labels, udf
from xl_beregner.errors import ValueRangeError
from xl_beregner.measures import rules
from xl_beregner.measures.rules import Array
from xl_beregner.measures.schools.random_intercept import RandomIntercept, random_intercept
from xl_beregner.measures.tools.disclosure import LEAST_PUPILS

# A judgement: more than where a single school is compared (``own_reference``), for here slopes only
# clear the way to the variances, and a word of background takes a column for each of its answers.
# Every column counts at each of hundreds of ratios tried, so fifty would take a minute.
MOST_COVARIATES = 10


class VarianceParts(NamedTuple):
    """What ``VARIANSDELE`` spills: a row for schools, a row for pupils within them."""

    part: Keys
    variance: Column
    sd: Column
    share: Column
    lower: Column
    upper: Column
    n: Column
    text: Keys


@udf("VARIANSDELE", each=Each.ANSWER)
def variance_part_rows(value: Column, school: Labels, covariates: Columns | None = None) -> VarianceParts:
    """Divide the variance of pupils' results into between schools and within schools.

    Parameters
    ----------
    value : array of float
        One result a pupil. Any unit. A row with a blank in any argument is left out.
    school : sequence of str or None
        The pupil's school.
    covariates : array of float, rows x columns, optional
        What is known of the pupil or the school, at most ten columns; its part of the differences is
        taken out first.

    Returns
    -------
    VarianceParts
        A row ``between`` and a row ``within``: variance, standard deviation, share of the sum (0-1)
        with its 95 % interval, how many schools and pupils, and the key of a sentence: ``ok``,
        ``unsure`` (the share may be 0), ``no_difference`` (it is estimated as 0), the same with
        ``_covariates``; without numbers ``one_school``, ``not_separable`` (one pupil a school, or
        too few schools for the covariates), ``no_variation``, ``no_variation_covariates`` (schoolmates
        of one background are alike), ``too_few`` (fewer than 5 pupils in all), ``no_values``.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. More than ten covariates, or an infinite number.

    Notes
    -----
    ``y = x'b + school + pupil``, both normal, by REML; schools may be of any size. A variance that
    ends on its boundary is exactly 0. The interval of the share holds every ratio of the two variances
    that Wald's F test does not reject: exact for schools of any size. Where the estimate is 0 its upper
    end is at least where the profiled deviance has risen by 3.84. A covariate
    that others already tell is dropped. Schools are taken as drawn from many.

    References
    ----------
    Patterson & Thompson (1971), Biometrika 58:545; Wald (1947), Annals of Mathematical Statistics
    18:586; Seely & El-Bassiouni (1983), Annals of Statistics 11:197. lme4 in
    ``tests/reference/one_level.R``; Dyestuff and Dyestuff2 (Davies & Goldsmith 1972; Box & Tiao 1973).

    Examples
    --------
    >>> found = variance_part_rows(np.array([1.0, 2, 3, 7, 8, 9]), list("AAABBB"))
    >>> [round(float(share), 3) for share in found.share], found.n.tolist()
    ([0.946, 0.054], [2.0, 6.0])
    """
    (result,) = rules.rows(value=value)
    # A school alone counts for every row, as a single number does.
    names = list(school) * result.size if len(school) == 1 else list(school)
    result, *_ = rules.rows(value=result, school=np.zeros(len(names)))
    design = _design(result.size, covariates)
    known = ~np.isnan(result) & ~np.isnan(design).any(axis=1)
    known &= np.array([name is not None for name in names], bool)
    few = 0 < known.sum() < LEAST_PUPILS
    found: RandomIntercept | str = "too_few"
    if not few:
        found = random_intercept(result[known], _places(names, known), design[known])
    if isinstance(found, str):
        found += "_covariates" if found == "no_variation" and covariates is not None else ""
        blank = np.full(2, np.nan)
        return VarianceParts(["between", "within"], blank, blank, blank, blank, blank, blank, [found, found])
    key = "no_difference" if found.between == 0 else "ok" if found.share_lower > 0 else "unsure"
    key += "_covariates" if covariates is not None else ""
    variance = np.array([found.between, found.within])
    return VarianceParts(
        part=["between", "within"],
        variance=variance,
        sd=np.sqrt(variance),
        share=np.array([found.share, 1 - found.share]),
        lower=np.array([found.share_lower, 1 - found.share_upper]),
        upper=np.array([found.share_upper, 1 - found.share_lower]),
        n=np.array([found.effect.size, known.sum()], float),
        text=[key, "within"],
    )


def _design(rows: int, covariates: Columns | None) -> Array:
    """Lay the covariates beside the column of ones."""
    ones = np.ones((rows, 1))
    if covariates is None:
        return ones
    (background,) = rules.row_columns(rows, covariates=covariates)
    if background.shape[1] > MOST_COVARIATES:
        raise ValueRangeError(
            "measures_for_mange_kovariater",
            argument="covariates", fundet=background.shape[1], hoejst=MOST_COVARIATES,
        )  # fmt: skip
    return np.column_stack([ones, background])


def _places(names: Sequence[str | None], known: NDArray[np.bool_]) -> NDArray[np.int64]:
    found: dict[str | None, int] = {}
    seen = [name for name, told in zip(names, known, strict=True) if told]
    return np.array([found.setdefault(name, len(found)) for name in seen], np.int64)
