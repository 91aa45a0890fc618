"""How far two assessors agree on the same pupils: kappa with its interval, and what it hides.

Here are the figures; which labels follow which stands in ``label_order``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xl_beregner.catalog import Choice, Column, Each, Keys, Labels, OneOf, Words, udf
from xl_beregner.errors import ShapeError, ValueRangeError
from xl_beregner.measures import rules
from xl_beregner.measures.measurement import label_order
from xl_beregner.measures.rules import Array

# Both are judgements: below the first nothing is told, below the second with a reservation, since
# the interval rests on many pupils.
LEAST_PAIRS, ENOUGH_PAIRS = 5, 30
CONFIDENCE = 0.95
# A judgement too: points on a fine scale are measurements, for which kappa tells next to nothing. And
# every step is weighed against every other: thousands of them fill the memory.
MOST_STEPS = 200
WEIGHTS = ("none", "linear", "quadratic")

_ALIKE = 1 - 1e-12  # all agree, but for rounding
_NO_SPREAD = 1e-7  # a standard error that is 0, but for rounding


class Agreement(NamedTuple):
    """What ``ENIGHED`` spills: one row."""

    kappa: Column
    lower: Column
    upper: Column
    exact_percent: Column
    within_one_percent: Column
    bias: Column
    n: Column
    scale: Keys
    text: Keys


@udf("ENIGHED", each=Each.ANSWER)
def agreement_rows(
    assessor_1: Labels,
    assessor_2: Labels,
    weights: Annotated[Choice, OneOf(WEIGHTS)] = "none",
    scale: Words | None = None,
) -> Agreement:
    """Tell how far two assessors agree: Cohen's kappa, exact and near agreement, and leniency.

    Parameters
    ----------
    assessor_1, assessor_2 : sequence of str or None
        What each gave, a pupil a row: grades, LUS points, marks A-F, numbers, or words of ``scale``.
        A row where either is blank is left out.
    weights : {"none", "linear", "quadratic"}
        Whether a near miss counts as half an agreement: not at all (Cohen's kappa), by steps, or by
        squared steps.
    scale : sequence of str, optional
        The labels in order, lowest first. Blank: the order is known for whole numbers (every whole
        number a step), other numbers (by size), LUS points (18a, 18b, 18c between 17 and 19), the
        Danish grades (-3, 00, 02, 4, 7, 10, 12; ``0`` is ``00``, ``2`` is ``02``) and A-F (F lowest).

    Returns
    -------
    Agreement
        One row: kappa with its 95 % interval, percent exactly alike, percent at most one step
        apart, mean steps of the second over the first (positive: the second is more lenient),
        pupils, which scale was read, and the key of a sentence: ``ok``, ``few`` (under 30 pupils),
        ``one_level`` (an assessor used one label only: kappa is undefined), ``too_few`` (under 5
        pupils: no figures), ``no_values``.

    Raises
    ------
    ShapeError
        ``#VALUE!``. Columns of unequal length.
    ValueRangeError
        ``#NUM!``. A label whose order is not known, or that is not on the scale; a scale that names
        a label twice; unknown weights; more than 200 different labels, or a scale of more.

    Notes
    -----
    ``kappa = (po - pe) / (1 - pe)`` with weights ``1 - |i - j| / (K - 1)`` or ``1 - (i - j)**2 /
    (K - 1)**2``; standard error of Fleiss, Cohen & Everitt. Where that error is 0 (all agree), the
    interval follows from Wilson's of the agreement seen. ``K`` does not matter to kappa. Kappa
    hides leniency and depends on how pupils are spread: read it beside the percentages. Judgements
    are few steps: points on a scale of more than 200 are put in groups first.

    References
    ----------
    Cohen (1968), Psychological Bulletin 70:213; Fleiss, Cohen & Everitt (1969), Psychological
    Bulletin 72:323. Agresti, Categorical Data Analysis: ``tests/reference/test_published_numbers.py``.

    Examples
    --------
    >>> found = agreement_rows(["02", "4", "7", "7", "10"], ["2", "4", "7", "10", "10"], "quadratic")
    >>> round(float(found.kappa[0]), 3), float(found.exact_percent[0]), found.scale
    (0.918, 80.0, ['grades'])
    """
    if weights not in WEIGHTS:
        raise ValueRangeError("measures_vaegt", argument="weights", fundet=weights)
    first, second = _same_length(list(assessor_1), list(assessor_2))
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    if not pairs:
        return _without_figures(0, "", "no_values")
    ones, others = zip(*pairs, strict=True)
    _check_steps({*ones, *others}, scale)
    name, steps = label_order.steps_of(
        {"assessor_1": list(ones), "assessor_2": list(others)}, None if scale is None else list(scale)
    )
    if len(pairs) < LEAST_PAIRS:
        return _without_figures(len(pairs), name, "too_few")
    one, other = steps["assessor_1"], steps["assessor_2"]
    kappa, lower, upper = weighted_kappa(one, other, weights)
    apart = other - one
    key = "one_level" if np.isnan(kappa) else "ok" if len(pairs) >= ENOUGH_PAIRS else "few"
    return Agreement(
        kappa=np.array([kappa]),
        lower=np.array([lower]),
        upper=np.array([upper]),
        exact_percent=np.array([100 * float((apart == 0).mean())]),
        within_one_percent=np.array([100 * float((np.abs(apart) <= 1).mean())]),
        bias=np.array([float(apart.mean())]),
        n=np.array([float(len(pairs))]),
        scale=[name],
        text=[key],
    )


def weighted_kappa(
    one: NDArray[np.int64], other: NDArray[np.int64], weights: str = "none", confidence: float = CONFIDENCE
) -> tuple[float, float, float]:
    """Give kappa and its interval from two assessors' steps; NaN where one used a single step.

    Examples
    --------
    >>> found = weighted_kappa(np.array([0, 0, 1, 1, 2, 2]), np.array([0, 0, 1, 2, 2, 2]), "linear")
    >>> [round(number, 3) for number in found]
    [0.824, 0.502, 1.0]
    """
    kappa, error, expected = kappa_with_error(one, other, weights)
    if np.isnan(kappa):
        return kappa, kappa, kappa
    reach = rules.normal_quantile((1 + confidence) / 2)
    if error < _NO_SPREAD:
        alike = kappa * (1 - expected) + expected
        ends = rules.wilson_interval(round(alike * one.size), one.size, confidence)
        low, high = ((end - expected) / (1 - expected) for end in ends)
        return kappa, max(min(low, kappa), -1.0), min(max(high, kappa), 1.0)
    return kappa, max(kappa - reach * error, -1.0), min(kappa + reach * error, 1.0)


def kappa_with_error(
    one: NDArray[np.int64], other: NDArray[np.int64], weights: str = "none"
) -> tuple[float, float, float]:
    """Give kappa, its standard error and the agreement expected by chance."""
    levels, place = np.unique(np.concatenate([one, other]), return_inverse=True)
    row, column = place[: one.size], place[one.size :]
    if np.ptp(row) == 0 or np.ptp(column) == 0:
        return float("nan"), float("nan"), float("nan")
    share = np.zeros((levels.size, levels.size))
    np.add.at(share, (row, column), 1 / one.size)
    weight = _weights(levels.astype(float), weights)
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    seen, expected = float((weight * share).sum()), float(rows @ weight @ columns)
    mean = (weight @ columns)[:, None] + (rows @ weight)[None, :]
    inner = share * (weight * (1 - expected) - mean * (1 - seen)) ** 2
    spread = float(inner.sum()) - (seen * expected - 2 * expected + seen) ** 2
    # Where all agree the two parts are equal but for rounding.
    spread = 0.0 if seen >= _ALIKE else max(spread, 0.0)
    error = float(np.sqrt(spread / one.size)) / (1 - expected) ** 2
    # -1 at least, but for rounding.
    kappa = 1.0 if seen >= _ALIKE else max((seen - expected) / (1 - expected), -1.0)
    return kappa, error, expected


def _weights(levels: Array, weights: str) -> Array:
    apart = np.abs(levels[:, None] - levels[None, :])
    if weights == "none":
        return np.asarray(apart == 0, float)
    whole = float(apart.max())
    return 1 - (apart / whole) ** (1 if weights == "linear" else 2)


def _check_steps(labels: Iterable[str], scale: Sequence[str] | None) -> None:
    """Refuse more steps than judgements have; a label outside a short scale is told as that."""
    steps = {label_order.plain_label(label) for label in (labels if scale is None else scale)}
    if len(steps) > MOST_STEPS:
        raise ValueRangeError("measures_for_mange_trin", fundet=len(steps), hoejst=MOST_STEPS)


def _without_figures(pairs: int, scale: str, key: str) -> Agreement:
    blank = np.array([np.nan])
    return Agreement(blank, blank, blank, blank, blank, blank, np.array([float(pairs)]), [scale], [key])


def _same_length(
    first: list[str | None], second: list[str | None]
) -> tuple[list[str | None], list[str | None]]:
    """Bring both to one length; a single label counts for every row."""
    longest = max(len(first), len(second))
    if len(first) not in (1, longest) or len(second) not in (1, longest):
        raise ShapeError("measures_ulige_laengde", laengder=sorted({len(first), len(second)}))
    first, second = (column * longest if len(column) == 1 else column for column in (first, second))
    return first, second
