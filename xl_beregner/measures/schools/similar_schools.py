"""Which schools are most like a given one, by characteristics they do not choose themselves.

Here schools are only found; what pupils of the same background reach at other schools is
``own_reference``'s.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xl_beregner.catalog import Column, Columns, Each, Keys, Label, Labels, Number, udf
from xl_beregner.errors import MissingValueError, ShapeError, ValueRangeError
from xl_beregner.measures import rules
from xl_beregner.measures.rules import Array

DEFAULT_COUNT, LEAST_COUNT = 5, 3
# Judgements, in standard deviations between schools: how far apart schools may lie on the first
# characteristic to be alike at all (the usual caliper of matching on one score), and how far on
# any other before the reader is told.
CALIPER_SD = 0.25
FAR_APART_SD = 1.0
# A characteristic that differs less than this share of its size is the same for all.
_NO_SPREAD = 1e-12
_DECIMALS = 9  # of a distance, in standard deviations; beyond is rounding


class SimilarSchools(NamedTuple):
    """What ``LIGNENDESKOLER`` spills: one row a similar school, nearest first, or one that says why none."""

    school: Labels
    distance: Column
    text: Keys


@udf("LIGNENDESKOLER", each=Each.ANSWER)
def similar_school_rows(
    school: Labels, characteristics: Columns, target_school: Label, number: Number = DEFAULT_COUNT
) -> SimilarSchools:
    """Find the schools most like one school, with their distance to it.

    Parameters
    ----------
    school : sequence of str or None
        One row a school. A row without a name is no school.
    characteristics : array of float, rows x columns
        What tells schools apart that they do not choose, the weightiest first (best the own
        reference). Any units. Never the result that is to be compared: schools would be alike
        because they do alike. A school with a blank is left out.
    target_school : str
        The school to find others for, as it stands in ``school``.
    number : float
        How many to give at most, whole, at least 3.

    Returns
    -------
    SimilarSchools
        Per similar school, nearest first: its name, the distance (0: alike in all; 1: a standard
        deviation apart on each characteristic), and the key of a sentence: ``near``, ``partly``
        (more than a standard deviation apart on a characteristic), both ``_few`` where fewer than 3
        are alike. Or one row without school: ``none_near``, ``too_few_schools`` (fewer than 3
        others), ``incomplete`` (the school lacks a characteristic), ``all_alike``.

    Raises
    ------
    MissingValueError
        ``#N/A``. The school is not in the list.
    ShapeError
        ``#VALUE!``. Columns of unequal length, or a school twice.
    ValueRangeError
        ``#NUM!``. A number of schools below 3 or not whole, an infinite characteristic.

    Notes
    -----
    Characteristics are divided by their standard deviation between the schools given. A school may be
    chosen if it lies within a quarter of one on the first characteristic; the nearest of those are
    given by the root mean square of the distances on all. Against Mahalanobis' distance: with a
    municipality's few dozen schools, correlations between characteristics are too uncertain to turn
    around, and this distance can be checked by hand. Two characteristics that tell the same count
    twice.

    References
    ----------
    Cochran & Rubin (1973); Stuart (2010), Statistical Science 25:1, on calipers.
    ``tests/reference/school_growth.R``.

    Examples
    --------
    >>> rows = similar_school_rows(list("ABCDE"), np.array([[7.0], [7.1], [6.9], [5.0], [9.0]]), "A")
    >>> rows.school, [round(float(x), 2) for x in rows.distance], rows.text[0]
    (['B', 'C'], [0.07, 0.07], 'near_few')
    """
    (table,) = rules.row_columns(len(school), characteristics=characteristics)
    _check(school, number)
    if sum(name is not None for name in school) <= LEAST_COUNT:
        return _no_school("too_few_schools")
    if target_school not in school:
        raise MissingValueError("measures_skole_findes_ikke", argument="target_school", fundet=target_school)
    found = nearest_schools(school, table, list(school).index(target_school), int(number))
    if isinstance(found, str):
        return _no_school(found)
    few = "_few" if found.place.size < LEAST_COUNT else ""
    far = found.apart.max(axis=1) > FAR_APART_SD
    return SimilarSchools(
        [school[row] for row in found.place],
        found.distance,
        [f"partly{few}" if is_far else f"near{few}" for is_far in far],
    )


class Nearest(NamedTuple):
    """The schools most like one school, nearest first: their places in the list, and how far they lie.

    ``apart`` holds a row a school and a column a characteristic, in standard deviations between schools;
    a characteristic alike for all is 0.
    """

    place: NDArray[np.intp]
    distance: Array
    apart: Array


def nearest_schools(
    school: Labels, characteristics: Array, aim: int, number: int, caliper_sd: float = CALIPER_SD
) -> Nearest | str:
    """Find the schools most like the one at ``aim``, or tell by a key why there are none.

    ``caliper_sd``: how far apart schools may lie on the first characteristic, in standard deviations; all
    else as ``similar_school_rows`` tells.
    """
    table = characteristics
    complete = np.array([name is not None for name in school], bool) & ~np.isnan(table).any(axis=1)
    if not complete[aim]:
        return "incomplete"
    if complete.sum() <= LEAST_COUNT:
        return "too_few_schools"
    spread = table[complete].std(axis=0, ddof=1)
    tells = spread > _NO_SPREAD * np.abs(table[complete]).max(axis=0)
    if not tells.any():
        return "all_alike"
    # A characteristic alike for all schools sets nobody apart and does not count.
    apart = np.abs(table - table[aim]) * tells / np.where(tells, spread, 1.0)
    distance = np.sqrt((apart**2).sum(axis=1) / tells.sum())
    alike = complete & (apart[:, 0] <= caliper_sd)
    alike[aim] = False
    rows = np.flatnonzero(alike)
    if not rows.size:
        return "none_near"
    # Equal distances, but for rounding, stand by name: who is left out must not hang on the order given.
    names = np.array([str(school[row]) for row in rows.tolist()])
    place = rows[np.lexsort((names, np.round(distance[rows], _DECIMALS)))][:number]
    return Nearest(place, distance[place], apart[place])


def _check(school: Labels, number: float) -> None:
    rules.check_number(number=number)
    if number != np.floor(number):
        raise ValueRangeError("measures_helt_tal", argument="number", fundet=float(number))
    if number < LEAST_COUNT:
        raise ValueRangeError(
            "measures_for_faa_lignende", argument="number", fundet=float(number), mindst=LEAST_COUNT
        )
    seen: set[str] = set()
    for name in school:
        if name is not None and name in seen:
            raise ShapeError("measures_skole_to_gange", skole=name)
        seen.add(name or "")


def _no_school(why: str) -> SimilarSchools:
    return SimilarSchools([None], np.array([np.nan]), [why])
