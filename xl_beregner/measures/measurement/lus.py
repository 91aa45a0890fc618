"""Reading development by LUS: 21 ordered points a teacher judges, never averaged, never subtracted.

How far two teachers agree on the points is for ``ENIGHED``; when results may be compared at all
stands in ``series``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from xl_beregner.catalog import Column, Each, Keys, Labels, udf
from xl_beregner.errors import ShapeError, ValueRangeError
from xl_beregner.measures import rules
from xl_beregner.measures.tools.disclosure import LEAST_PUPILS

POINTS = (*map(str, range(1, 18)), "18a", "18b", "18c", "19")

_PLACE: dict[str | None, int] = {point: place for place, point in enumerate(POINTS)}
_WRITTEN = re.compile(r"(?:lus\s*)?0*(\d{1,2})(?:[.,]0+)?\s*([abc]?)")
_LONGEST_TOLD = 20

# The share of pupils at or below each: the point is the lowest that reaches it.
QUARTILES = (("median", 0.50), ("lower_quartile", 0.25), ("upper_quartile", 0.75))


class Steps(NamedTuple):
    """What ``LUSFREMGANG`` spills: one row an input row."""

    steps: Column
    text: Keys


class Distribution(NamedTuple):
    """What ``LUSFORDELING`` spills: the middle, the share at the expected, a row a point."""

    figure: Keys
    point: Labels
    pupils: Column
    proportion: Column
    lower: Column
    upper: Column
    text: Keys


@udf("LUSFREMGANG")
def step_rows(before: Labels, after: Labels) -> Steps:
    """Count the points a pupil moved on the LUS scale.

    Parameters
    ----------
    before, after : list of str
        First and second point: 1-17, 18a, 18b, 18c, 19. Blank gives a blank row.

    Returns
    -------
    Steps
        Per row: places moved in the order of the 21 points (positive means progress) and the key
        of a sentence: ``forward``, ``unchanged``, ``back``.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. No point of the scale, with its row.

    Notes
    -----
    The points are ordered and not equally far apart: the steps are a count, no amount. A point is
    a teacher's judgement; no error of it is published, so there is no interval, and the sentence
    says so.

    References
    ----------
    Sundblad (1981), LäsUtvecklingsSchema: 19 points, the 18th in three.
    ``tests/unit/measures/measurement/test_lus.py``.

    Examples
    --------
    >>> step_rows(["15", "18a"], ["17", "18A"])
    Steps(steps=array([2., 0.]), text=['forward', 'unchanged'])
    """
    first, second = places(before, "before"), places(after, "after")
    if first.size != second.size:
        raise ShapeError("measures_ulige_laengde", laengder=sorted({first.size, second.size}))
    steps = second - first
    texts = np.select([np.isnan(steps), steps > 0, steps < 0], ["", "forward", "back"], "unchanged")
    return Steps(steps, texts.tolist())


@udf("LUSFORDELING", each=Each.ANSWER)
def distribution(points: Labels, expected: Labels | None = None) -> Distribution:
    """Tell how pupils are spread over the LUS scale, and how many are at the expected point.

    Parameters
    ----------
    points : list of str
        Each pupil's point: 1-17, 18a, 18b, 18c, 19. Blank: not judged.
    expected : list of str, optional
        The point expected of each pupil, or one point for all. Blank: nothing is expected of that
        pupil, who does not count in the share. There is no published expectation a grade: it is
        the municipality's own.

    Returns
    -------
    Distribution
        Rows ``median``, ``lower_quartile``, ``upper_quartile`` with their point; ``at_expected``
        (only with ``expected``) with the pupils at or above it and their share; ``at_point`` for
        each of the 21 points. Per row the point, pupils, share (0-1) with its 95 % interval, and
        the key of a sentence. Below 5 pupils one row ``too_few`` without numbers; the share alone
        is left out where fewer than 5 have an expected point (``too_few_expected``).

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. No point of the scale, with its row.

    Notes
    -----
    A quartile is the lowest point that at least that share of the pupils is at or below; with an
    even number of pupils the median is the lower of the two middle ones. The interval is Wilson's:
    the pupils seen as drawn from many alike. The judgement's own error is not part of it.

    References
    ----------
    Wilson (1927); Brown, Cai & DasGupta (2001). ``tests/reference/wilson.R``.

    Examples
    --------
    >>> found = distribution(["15", "16", "16", "18a", "19"], ["16"] * 5)
    >>> found.figure[:4], found.point[0], float(found.proportion[3])
    (['median', 'lower_quartile', 'upper_quartile', 'at_expected'], '16', 0.8)
    """
    place = places(points, "points")
    goal = np.full(place.size, np.nan) if expected is None else places(expected, "expected")
    if goal.size != place.size:
        raise ShapeError("measures_ulige_laengde", laengder=sorted({place.size, goal.size}))
    judged = place[~np.isnan(place)]
    if judged.size < LEAST_PUPILS:
        blank = np.full(1, np.nan)
        return Distribution(["too_few"], [None], blank, blank, blank, blank, ["too_few"])
    rows = [_Row(name, point_at_share(judged, share), judged.size) for name, share in QUARTILES]
    if expected is not None:
        rows.append(_at_expected(place, goal))
    for rank, point in enumerate(POINTS):
        rows.append(_Row("at_point", point, int((judged == rank).sum()), judged.size, ""))
    return _laid_out(rows)


def places(points: Sequence[str | None], argument: str) -> rules.Array:
    """Give each point its place in the order, from 0; NaN where blank.

    Raises
    ------
    ValueRangeError
        ``#NUM!``. No point of the scale, with its row.
    """
    found = np.full(len(points), np.nan)
    for row, point in enumerate(points):
        place = place_of(point)
        if point is not None and place is None:
            raise ValueRangeError(
                "measures_lus_punkt", argument=argument, raekke=row + 1, fundet=point[:_LONGEST_TOLD]
            )
        found[row] = np.nan if place is None else place
    return found


def place_of(point: str | None) -> int | None:
    """Find a point in the order however it is typed: ``18A``, ``18 b``, ``15.0``, ``LUS 9``."""
    if point in _PLACE:
        return _PLACE[point]
    written = _WRITTEN.fullmatch(point.strip().casefold()) if point else None
    return _PLACE.get(written[1] + written[2]) if written else None


class _Row(NamedTuple):
    figure: str
    point: str | None
    pupils: float
    out_of: int = 0  # 0: the row has no share
    text: str | None = None  # None: as the figure


def point_at_share(judged: rules.Array, share: float) -> str:
    """Find the lowest point that at least that share of the pupils is at or below; places from 0."""
    return POINTS[int(np.quantile(judged, share, method="inverted_cdf"))]


def _at_expected(place: rules.Array, goal: rules.Array) -> _Row:
    both = ~(np.isnan(place) | np.isnan(goal))
    n = int(both.sum())
    if n < LEAST_PUPILS:
        return _Row("at_expected", None, np.nan, text="too_few_expected")
    one_goal = np.unique(goal[both])
    point = POINTS[int(one_goal[0])] if one_goal.size == 1 else None
    return _Row("at_expected", point, int((place[both] >= goal[both]).sum()), n)


def _laid_out(rows: Sequence[_Row]) -> Distribution:
    proportion, lower, upper = np.array([_share(row) for row in rows]).T
    return Distribution(
        [row.figure for row in rows],
        [row.point for row in rows],
        np.array([row.pupils for row in rows], float),
        proportion,
        lower,
        upper,
        [row.figure if row.text is None else row.text for row in rows],
    )


def _share(row: _Row) -> tuple[float, float, float]:
    if not row.out_of:
        return np.nan, np.nan, np.nan
    return (row.pupils / row.out_of, *rules.wilson_interval(int(row.pupils), row.out_of))
