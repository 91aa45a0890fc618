"""Whether a result reached its target: what is observed, and how certain that is.

The two are kept apart on purpose; the chance of a result that is still to come stands in
``prediction``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from xl_beregner.catalog import Column, Direction, Keys, udf
from xl_beregner.measures import rules

# Chances from which each word holds, best first; below the last: not reached.
CUT_POINTS = (
    (0.975, "reached"),
    (0.84, "probably_reached"),
    (0.16, "undecided"),
    (0.025, "probably_not_reached"),
)


# A result this close to its target, relative to their size, differs from it by rounding only.
ROUNDING = 1e-9


class Status(NamedTuple):
    """What ``STATUS`` spills: one row an input row."""

    observed: Keys
    certainty: Keys
    chance: Column
    text: Keys


@udf("STATUS")
def status_rows(
    result: Column, standard_error: Column | None, target: Column, direction: Direction = "up"
) -> Status:
    """Say whether a result lies at its target, and how sure it is that the target is reached.

    Parameters
    ----------
    result : array of float
        The result. Any unit. Blank gives a blank row.
    standard_error : array of float or None
        Its standard error, same unit, 0 or more (0: the result is known exactly). Blank: what is
        observed is told, its certainty is not.
    target : array of float
        The target, same unit. Blank gives a blank row.
    direction : {"up", "down"}
        Whether more or less is better.

    Returns
    -------
    Status
        Per row: what is observed (``at_or_above``, ``below``, ``at_or_below``, ``above``), how
        certain (``reached``, ``probably_reached``, ``undecided``, ``probably_not_reached``,
        ``not_reached``, ``unknown``), the chance that the true value reaches the target (0-1),
        and the key of a sentence.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. A negative standard error, or an unknown direction.

    Notes
    -----
    ``p = Phi((result - target) / se)`` (the other way round where less is better), cut at .975,
    .84, .16 and .025. A difference below a billionth of the two counts as none: 1 - 0.9 has reached 0.1.

    References
    ----------
    ``tests/reference/prediction.R``.

    Examples
    --------
    >>> row = status_rows(np.array([7.4]), 0.2, 7.5)
    >>> row.observed, row.certainty, round(float(row.chance[0]), 2)
    (['below'], ['undecided'], 0.31)
    """
    sign = rules.sign_of(direction)
    found, error, goal = rules.rows(
        result=result, standard_error=rules.or_blank(standard_error), target=target
    )
    rules.check_at_least_zero(standard_error=error)
    ahead = sign * (found - goal)
    ahead = np.where(np.abs(ahead) <= ROUNDING * np.maximum(np.abs(found), np.abs(goal)), 0.0, ahead)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        chance = rules.normal_probability(ahead / error)
    chance = np.where(error == 0, np.where(np.isnan(ahead), np.nan, ahead >= 0), chance)
    reached, missed = ("at_or_above", "below") if sign > 0 else ("at_or_below", "above")
    observed = ["" if np.isnan(a) else reached if a >= 0 else missed for a in ahead]
    certainty = [_certainty(float(p)) if seen else "" for p, seen in zip(chance, observed, strict=True)]
    texts = [f"{seen}_{sure}" if seen else "" for seen, sure in zip(observed, certainty, strict=True)]
    return Status(observed, certainty, chance, texts)


def _certainty(chance: float) -> str:
    if np.isnan(chance):
        return "unknown"
    return next((word for least, word in CUT_POINTS if chance >= least), "not_reached")
