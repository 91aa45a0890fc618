"""A pupil's gain between two results on one scale, and whether it is more than measurement error.

What is growth against others with the same start stands elsewhere: this looks at the pupil alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from xl_beregner.catalog import Column, Keys, Number, udf
from xl_beregner.measures import rules


class Gain(NamedTuple):
    """What ``FREMGANG`` spills: one row an input row."""

    gain: Column
    standard_error: Column
    lower: Column
    upper: Column
    reliable_change_index: Column
    text: Keys


@udf("FREMGANG")
def gain_rows(
    before: Column,
    after: Column,
    standard_error_before: Column,
    standard_error_after: Column,
    expected: Column | None = None,
    link_error: Column | None = None,
    confidence: Number = 0.95,
) -> Gain:
    """Give a pupil's gain with its interval, and whether it goes beyond measurement error.

    Parameters
    ----------
    before, after : array of float
        First and second result, same scale. Scale points. Blank gives a blank row.
    standard_error_before, standard_error_after : array of float
        Standard error of measurement of each. Scale points, above 0. Blank gives a row that says
        so, without numbers: a gain is not shown without its uncertainty.
    expected : array of float, optional
        Gain expected over the same time. Scale points. Blank: 0.
    link_error : array of float, optional
        Standard error of the link between the two tests' scales. Scale points, 0 or more. Blank: 0.
    confidence : float
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    Gain
        Per row: gain and its standard error, the interval (scale points; positive means
        progress), the reliable change index (standard errors beyond the expected gain), and the
        key of a sentence: ``forward``, ``within``, ``back``, or the same ``_expected``.

    Raises
    ------
    MissingValueError
        ``#N/A``. The confidence is blank.
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. A standard error not above 0, a negative link error, a confidence outside 0-1.

    Notes
    -----
    ``se = sqrt(se_before**2 + se_after**2 + link**2)``, ``rci = (after - before - expected) / se``;
    errors independent. Certain when ``|rci|`` exceeds the normal quantile of the confidence.
    Regression to the mean is not taken out.

    References
    ----------
    Jacobson & Truax (1991); Maassen (2004). ``tests/reference/reliable_change.R``.

    Examples
    --------
    >>> row = gain_rows(np.array([32.5]), 47.5, 3.354, 3.354)
    >>> float(row.gain[0]), round(float(row.reliable_change_index[0]), 2), row.text
    (15.0, 3.16, ['forward'])
    """
    rules.check_confidence(confidence)
    first, second, error_first, error_second, wanted, link = rules.rows(
        before=before, after=after, standard_error_before=standard_error_before,
        standard_error_after=standard_error_after,
        expected=rules.or_blank(expected),
        link_error=rules.or_blank(link_error),
    )  # fmt: skip
    rules.check_above_zero(standard_error_before=error_first, standard_error_after=error_second)
    rules.check_at_least_zero(link_error=link)
    reach = rules.normal_quantile((1 + confidence) / 2)
    no_result = np.isnan(first) | np.isnan(second)
    error = np.sqrt(error_first**2 + error_second**2 + np.nan_to_num(link) ** 2)
    gain = np.where(np.isnan(error), np.nan, second - first)
    error = np.where(no_result, np.nan, error)
    index = (gain - np.nan_to_num(wanted)) / error
    texts = [
        "" if blank else _judged(float(x), reach, against_expected=not np.isnan(w))
        for blank, x, w in zip(no_result, index, wanted, strict=True)
    ]
    return Gain(gain, error, gain - reach * error, gain + reach * error, index, texts)


def _judged(index: float, reach: float, *, against_expected: bool) -> str:
    if np.isnan(index):
        return "no_standard_error"
    word = "forward" if index > reach else "back" if index < -reach else "within"
    return word + "_expected" if against_expected else word
