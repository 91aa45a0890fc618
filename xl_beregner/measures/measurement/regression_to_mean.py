"""How far a group picked for its low or high results moves by itself at the next test.

The same for one pupil stands in ``true_score``. It is what an evaluation must take off before it
thanks an effort for the gain of the weakest readers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from xl_beregner.catalog import Column, Keys, udf
from xl_beregner.measures import rules
from xl_beregner.measures.measurement.true_score import check_reliability


class Retest(NamedTuple):
    """What ``REGRESSIONMODMIDDEL`` spills: one row an input row."""

    expected_retest: Column
    change_without_effect: Column
    text: Keys


@udf("REGRESSIONMODMIDDEL")
def retest_rows(group_mean: Column, mean_of_all: Column, reliability: Column) -> Retest:
    """Give the mean a selected group can expect at a retest, with no effort at all.

    Parameters
    ----------
    group_mean : array of float
        Mean of the group at the test it was selected by. Scale points. Blank gives a blank row.
    mean_of_all : array of float
        Mean of all the pupils it was selected from, same test. Blank: the row says that it is
        missing.
    reliability : array of float
        Correlation among all those pupils between the test the group was selected by and the retest,
        0 to 1, without the effort. Blank: the row says that it is missing. Soon after and on the same
        test it is the test's reliability; when a year passes, or on another test, it is lower.

    Returns
    -------
    Retest
        Per row: the expected mean at the retest, the change that is no effect (scale points;
        positive: the group rises by itself), and the key of a sentence: ``rise``, ``fall``,
        ``no_change``, ``all_chance`` (correlation 0), ``no_regression`` (correlation 1: a claim
        to doubt), ``incomplete``.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. A reliability outside 0-1.

    Notes
    -----
    ``expected = all + r (group - all)``; the pupils are selected on the first result alone, the spread of
    all pupils is the same at both tests, and the common growth between them is not part of it. ``r``
    takes in all that comes between the tests; with the reliability alone in its place a year later, the
    change that is no effect comes out too small. The numbers are expectations. What this very group will
    do besides depends on how many pupils it has, which is not asked for; so there is no interval.

    References
    ----------
    Galton (1886); Campbell & Kenny (1999), A Primer on Regression Artifacts.
    ``tests/reference/test_printed_measurement.py``.

    Examples
    --------
    >>> row = retest_rows(np.array([-1.40]), 0, 0.85)
    >>> round(float(row.expected_retest[0]), 2), round(float(row.change_without_effect[0]), 2), row.text
    (-1.19, 0.21, ['rise'])
    """
    group, everyone, share = rules.rows(
        group_mean=group_mean, mean_of_all=mean_of_all, reliability=reliability
    )
    check_reliability(reliability=share)
    incomplete = np.isnan(everyone) | np.isnan(share)
    expected = everyone + share * (group - everyone)
    change = (1 - share) * (everyone - group)
    texts = np.select(
        [np.isnan(group), incomplete, group == everyone, share == 0, share == 1, change > 0],
        ["", "incomplete", "no_change", "all_chance", "no_regression", "rise"],
        "fall",
    )
    return Retest(expected, change, texts.tolist())
