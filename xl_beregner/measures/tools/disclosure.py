"""A figure on few pupils is not shown: words stand in its place.

Here is the rule for one figure; who may see what stands in ``fields``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from xl_beregner.catalog import Column, Keys, Number, udf
from xl_beregner.errors import ValueRangeError
from xl_beregner.measures import rules

LEAST_PUPILS = 5


class Shown(NamedTuple):
    """What ``SKJUL`` spills: the value, or the words of its verdict where there is none."""

    value: Column
    verdict: Keys


@udf("SKJUL", value_or_words=True)
def shown_rows(value: Column, pupils: Column | None, least: Number = LEAST_PUPILS) -> Shown:
    """Show a figure only if enough pupils stand behind it.

    Parameters
    ----------
    value : array of float
        The figure. Any unit. Blank gives a blank row.
    pupils : array of float or None
        Pupils behind it, 0 or more, whole. Blank: the count is unknown and the figure not shown.
    least : float
        The fewest pupils a figure is shown for, 1 or more.

    Returns
    -------
    Shown
        Per row: the figure, or NaN and the key of what to say: ``too_few``, ``count_unknown``.

    Raises
    ------
    MissingValueError
        ``#N/A``. The least count is blank.
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. A count that is negative or no whole number, or a least count below 1.

    Notes
    -----
    The words never tell the count itself.

    References
    ----------
    The Ministry leaves out figures on fewer than 5 pupils; the count is a setting.

    Examples
    --------
    >>> shown_rows(np.array([7.4, 6.9]), np.array([12.0, 4.0])).verdict
    ['', 'too_few']
    """
    rules.check_number(least=least)
    if least < 1:
        raise ValueRangeError("measures_mindst_antal", argument="least", fundet=float(least))
    figure, count = rules.rows(value=value, pupils=rules.or_blank(pupils))
    rules.check_at_least_zero(pupils=count)
    broken = count[count != np.floor(count)]
    broken = broken[~np.isnan(broken)]
    if broken.size:
        raise ValueRangeError("measures_helt_tal", argument="pupils", fundet=float(broken[0]))
    verdict = ["" if np.isnan(v) else _verdict(float(n), least) for v, n in zip(figure, count, strict=True)]
    hidden = np.array([bool(key) for key in verdict])
    return Shown(np.where(hidden, np.nan, figure), verdict)


def _verdict(count: float, least: float) -> str:
    if np.isnan(count):
        return "count_unknown"
    return "too_few" if count < least else ""
