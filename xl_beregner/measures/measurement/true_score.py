"""What a pupil's true score probably is, given the group the pupil belongs to (Kelley).

The same pull towards the mean, seen for a whole selected group, stands in ``regression_to_mean``;
the gain between two results in ``gain``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from xl_beregner.catalog import Column, Keys, Number, udf
from xl_beregner.errors import ValueRangeError
from xl_beregner.measures import rules


class TrueScore(NamedTuple):
    """What ``SANDSCORE`` spills: one row an input row."""

    true_score: Column
    lower: Column
    upper: Column
    text: Keys


@udf("SANDSCORE")
def true_score_rows(
    score: Column, mean: Column, sd: Column, reliability: Column, confidence: Number = 0.95
) -> TrueScore:
    """Estimate a pupil's true score from the result and the group the pupil belongs to.

    Parameters
    ----------
    score : array of float
        The pupil's result. Scale points. Blank gives a blank row.
    mean, sd : array of float
        Mean and standard deviation of the observed scores in the pupil's reference group (a
        grade, a norm group), same scale; ``sd`` above 0. Blank: the row says that it is missing.
    reliability : array of float
        Reliability of the test in that group, 0 to 1. Blank: the row says that it is missing.
    confidence : float
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    TrueScore
        Per row: the estimated true score with its interval (scale points), and the key of a
        sentence: ``above_group``, ``within_group``, ``below_group`` (whether the interval lies
        clear of the group's mean), ``no_information`` (reliability 0: the estimate is the mean,
        without interval), ``no_uncertainty`` (reliability 1: a claim to doubt), ``incomplete``.

    Raises
    ------
    MissingValueError
        ``#N/A``. The confidence is blank.
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. A reliability outside 0-1, a standard deviation not above 0, a confidence
        outside 0-1.

    Notes
    -----
    ``T = mean + r (score - mean)``, standard error of estimation ``sd sqrt(r (1 - r))``; true
    scores and errors normal and independent in the reference group. Another group gives another
    estimate. The spread of these estimates is smaller than that of the scores: the two do not
    belong in one column. At r = 0 the formula's standard error is 0 because the model leaves no
    true differences, not because anything is known; no interval is given.

    References
    ----------
    Kelley (1947), Fundamentals of Statistics; Lord & Novick (1968), 3.7.
    ``tests/reference/data/kelley_examples.csv``.

    Examples
    --------
    >>> row = true_score_rows(np.array([130.0]), 100, 15, 0.9)
    >>> float(row.true_score[0]), round(float(row.lower[0]), 2), row.text
    (127.0, 118.18, ['above_group'])
    """
    rules.check_confidence(confidence)
    observed, centre, spread, share = rules.rows(score=score, mean=mean, sd=sd, reliability=reliability)
    rules.check_above_zero(sd=spread)
    check_reliability(reliability=share)
    no_score = np.isnan(observed)
    incomplete = np.isnan(centre) | np.isnan(spread) | np.isnan(share)
    estimate = np.where(incomplete, np.nan, centre + share * (observed - centre))
    reach = rules.normal_quantile((1 + confidence) / 2) * spread * np.sqrt(share * (1 - share))
    reach = np.where(share == 0, np.nan, reach)
    lower, upper = estimate - reach, estimate + reach
    texts = np.select(
        [no_score, incomplete, share == 0, share == 1, lower > centre, upper < centre],
        ["", "incomplete", "no_information", "no_uncertainty", "above_group", "below_group"],
        "within_group",
    )
    return TrueScore(estimate, lower, upper, texts.tolist())


def check_reliability(**columns: rules.Array) -> None:
    """Refuse a reliability outside 0-1; NaN passes."""
    for name, column in columns.items():
        outside = column[(column < 0) | (column > 1)]
        if outside.size:
            raise ValueRangeError("measures_reliabilitet", argument=name, fundet=float(outside[0]))
