"""Did the stated chances hold? Forecasts compared with what happened.

Here chances of the past are judged; where they come from stands in ``prediction`` and
``share_chance``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from xl_beregner.catalog import Column, Each, Keys, Number, udf
from xl_beregner.errors import ValueRangeError
from xl_beregner.measures import rules
from xl_beregner.measures.rules import Array
from xl_beregner.measures.tools.disclosure import LEAST_PUPILS

CONFIDENCE = 0.95
GROUPS = 10
# A judgement: fewer cases tell no share; smaller groups are put together, and no slope is told.
LEAST_CASES = 20
# A chance of 0 or 1 has no odds: for the slope it is read as one in a thousand short of it.
NEAREST = 0.001

# What is said of the slope where all chances together are too high or too low; else it has none.
_BESIDE_LEVEL = {"calibrated": "", "too_bold": "_bold", "too_careful": "_careful", "no_skill": "_no_skill"}
_MOST_STEPS, _TOLERANCE = 100, 1e-12


class Calibration(NamedTuple):
    """What ``KALIBRERING`` spills: a row for all cases, then a row for each group of chances."""

    part: Keys
    n: Column
    stated: Column
    happened: Column
    lower: Column
    upper: Column
    brier: Column
    skill: Column
    slope: Column
    slope_lower: Column
    slope_upper: Column
    text: Keys


@udf("KALIBRERING", each=Each.ANSWER)
def calibration_rows(p: Column, outcome: Column, groups: Number = GROUPS) -> Calibration:
    """Compare stated chances with what happened: all cases first, then groups of like chances.

    Parameters
    ----------
    p : array of float
        The chance that was stated, 0-1.
    outcome : array of float
        1 where it happened, 0 where it did not. A row with either blank is left out.
    groups : float
        How many groups of equal size to make, a whole number from 1. Groups of fewer than 20 are put
        together, and equal chances stay together.

    Returns
    -------
    Calibration
        Per row: what it is about (``total``, ``group``), cases, mean stated chance, share that
        happened with its 95 % interval; in the first row also the Brier score (0 is perfect), the
        skill (share of the base rate's score that is saved; 0 is no better than always stating the
        base rate), the slope with its 95 % interval (1 is calibrated, below 1: too bold, above: too
        careful); and the key of a sentence: ``calibrated``, ``too_bold``, ``too_careful``, ``no_skill``
        (chances and outcomes do not go together), without a slope ``too_few``, ``too_few_shown``
        (fewer than 5: no figures at all), ``all_same``,
        ``one_chance``, ``separated``, ``no_values``; where chances are too high or too low in general
        ``all_high``, ``all_low``, behind it ``_bold``, ``_careful``, ``_no_skill`` or ``_no_slope``; for
        a group ``fits``, ``too_high``, ``too_low``.

    Raises
    ------
    MissingValueError
        ``#N/A``. The number of groups is blank.
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. A chance outside 0-1, an outcome other than 0 and 1, a number of groups below 1
        or not whole.

    Notes
    -----
    Brier: mean of ``(p - outcome)**2``; skill ``1 - Brier / (q (1 - q))``, ``q`` the share that
    happened. Slope: logistic regression of the outcome on the logit of ``p`` (cut at .001 and .999) with
    Wald's interval; there is none where the chances part the outcomes without overlap. Shares have
    Wilson's interval; a group, and the level of all cases, fits where the mean stated chance lies
    within it. A slope of 1 alone tells only that high and low chances lie right against each other.
    Cases are taken as independent: pupils of one school in one year are less so than they count.

    References
    ----------
    Brier (1950), Monthly Weather Review 78:1; Cox (1958), Biometrika 45:562; Wilson (1927), JASA
    22:209. ``tests/reference/calibration.R``.

    Examples
    --------
    >>> stated = np.repeat([0.2, 0.8], 50)
    >>> happened = np.tile([0.0, 0, 0, 0, 1], 20)
    >>> happened[50:] = 1 - happened[50:]
    >>> found = calibration_rows(stated, happened)
    >>> round(float(found.brier[0]), 2), round(float(found.slope[0]), 3), found.text
    (0.16, 1.0, ['calibrated', 'fits', 'fits'])
    """
    stated, happened = rules.rows(p=p, outcome=outcome)
    _check(stated, happened, groups)
    known = ~np.isnan(stated) & ~np.isnan(happened)
    stated, happened = stated[known], happened[known]
    if 0 < stated.size < LEAST_PUPILS:
        no = np.array([np.nan])
        return Calibration(["total"], no, no, no, no, no, no, no, no, no, no, ["too_few_shown"])
    parts = [np.arange(stated.size, dtype=np.int64)] + (
        [] if stated.size < LEAST_CASES else _groups(stated, int(groups))
    )
    count = np.array([part.size for part in parts], float)
    said = np.array([_mean(stated[part]) for part in parts])
    share = np.array([_mean(happened[part]) for part in parts])
    lower, upper = np.array([_interval(happened[part]) for part in parts]).T
    key, slope = _slope_or_why(stated, happened)
    brier, skill = _scores(stated, happened)
    level, *keys = [_fits(*row) for row in zip(said, lower, upper, strict=True)]

    def first(number: float) -> Array:
        return np.array([number] + [np.nan] * (len(parts) - 1))

    return Calibration(
        part=["total"] + ["group"] * (len(parts) - 1),
        n=count,
        stated=said,
        happened=share,
        lower=lower,
        upper=upper,
        brier=first(brier),
        skill=first(skill),
        slope=first(slope[0]),
        slope_lower=first(slope[1]),
        slope_upper=first(slope[2]),
        text=[_of_all(key, level), *keys],
    )


def calibration_slope(stated: Array, happened: Array) -> tuple[float, float]:
    """Fit the outcome's logit to that of the stated chance: the slope and its standard error.

    Both outcomes must occur, and overlap in their chances; else there is no finite answer.
    """
    cut = np.clip(stated, NEAREST, 1 - NEAREST)
    design = np.column_stack([np.ones(cut.size), np.log(cut / (1 - cut))])
    rate = happened.mean()
    at = np.array([np.log(rate / (1 - rate)), 0.0])  # from here Newton's steps do not go wide
    loss = _loss(design @ at, happened)
    for _ in range(_MOST_STEPS):
        chance = expit(design @ at)
        information = (design * (chance * (1 - chance))[:, None]).T @ design
        step = np.linalg.solve(information, design.T @ (happened - chance))
        length = 1.0
        while _loss(design @ (at + length * step), happened) > loss + _TOLERANCE * (1 + loss):
            length /= 2
        at = at + length * step
        loss = _loss(design @ at, happened)
        if float(np.abs(step).max()) < _TOLERANCE * (1 + float(np.abs(at).max())):
            break
    return float(at[1]), float(np.sqrt(np.linalg.inv(information)[1, 1]))


def _loss(logit: Array, happened: Array) -> float:
    return float((np.logaddexp(0, logit) - happened * logit).sum())


def _slope_or_why(stated: Array, happened: Array) -> tuple[str, tuple[float, float, float]]:
    nothing = (float("nan"),) * 3
    if not stated.size:
        return "no_values", nothing
    if stated.size < LEAST_CASES:
        return "too_few", nothing
    if happened.min() == happened.max():
        return "all_same", nothing
    cut = np.clip(stated, NEAREST, 1 - NEAREST)
    if cut.min() == cut.max():
        return "one_chance", nothing
    hit, missed = cut[happened == 1], cut[happened == 0]
    if hit.min() >= missed.max() or hit.max() <= missed.min():
        return "separated", nothing
    slope, error = calibration_slope(stated, happened)
    reach = rules.normal_quantile((1 + CONFIDENCE) / 2) * error
    return _judged(slope - reach, slope + reach), (slope, slope - reach, slope + reach)


def _judged(lower: float, upper: float) -> str:
    if lower <= 0:
        return "no_skill"
    if upper < 1:
        return "too_bold"
    return "too_careful" if lower > 1 else "calibrated"


def _of_all(slope: str, level: str) -> str:
    """Judge level and slope together: a slope of 1 does not help where all chances are too high."""
    if level == "fits" or slope == "too_few":
        return slope
    return ("all_high" if level == "too_high" else "all_low") + _BESIDE_LEVEL.get(slope, "_no_slope")


def _scores(stated: Array, happened: Array) -> tuple[float, float]:
    if not stated.size:
        return float("nan"), float("nan")
    brier, rate = float(((stated - happened) ** 2).mean()), float(happened.mean())
    return brier, 1 - brier / (rate * (1 - rate)) if 0 < rate < 1 else float("nan")


def _groups(stated: Array, groups: int) -> list[NDArray[np.int64]]:
    """Part the cases by their chance into groups of equal size, none below the least, ties kept."""
    order = np.argsort(stated, kind="stable")
    ends = []
    begun = 0
    for end in np.linspace(0, order.size, min(groups, order.size) + 1)[1:].round().astype(int):
        end = int(np.searchsorted(stated[order], stated[order[end - 1]], side="right"))
        if end - begun >= LEAST_CASES:
            ends.append(end)
            begun = end
    if begun < order.size:  # what is left joins the last group
        ends[-1:] = [order.size]
    return [order[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _mean(column: Array) -> float:
    return float(column.mean()) if column.size else float("nan")


def _interval(happened: Array) -> tuple[float, float]:
    if not happened.size:
        return float("nan"), float("nan")
    return rules.wilson_interval(int(happened.sum()), happened.size, CONFIDENCE)


def _fits(said: float, lower: float, upper: float) -> str:
    return "too_high" if said > upper else "too_low" if said < lower else "fits"


def _check(stated: Array, happened: Array, groups: float) -> None:
    outside = stated[(stated < 0) | (stated > 1)]
    if outside.size:
        raise ValueRangeError("measures_sandsynlighed", argument="p", fundet=float(outside[0]))
    odd = happened[(happened != 0) & (happened != 1) & ~np.isnan(happened)]
    if odd.size:
        raise ValueRangeError("measures_udfald", argument="outcome", fundet=float(odd[0]))
    rules.check_number(groups=groups)
    rules.rows(groups=groups)
    if groups < 1:
        raise ValueRangeError("measures_mindst_antal", argument="groups", fundet=float(groups))
    if groups != np.floor(groups):
        raise ValueRangeError("measures_helt_tal", argument="groups", fundet=float(groups))
