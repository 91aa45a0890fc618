"""A share of answers, and its change from one survey to the next: one school's, and many schools' added up.

Pupils of one school are more alike than pupils of a municipality: counting them as drawn one by one makes the
interval of many schools too narrow. How much too narrow, the spread between the schools tells (the design
effect); with few schools nobody can tell it, and then the interval is the answers' alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xl_beregner.measures import rules

# Fewer schools give no spread worth the name: with five the simulated interval holds what it says.
LEAST_SCHOOLS = 5


class Share(NamedTuple):
    """A share with its interval; ``design_effect`` is NaN where the schools' spread is not in it."""

    value: float
    lower: float
    upper: float
    design_effect: float


class Change(NamedTuple):
    """A difference between two shares with its interval; ``is_between`` schools, or of answers alone."""

    value: float
    lower: float
    upper: float
    is_between: bool


def share_interval(positive: float, answers: float, confidence: float = 0.95) -> Share:
    """Give one school's share with Wilson's interval.

    Parameters
    ----------
    positive, answers : float
        How many answered so, and how many answered. ``answers`` above 0.
    confidence : float
        Of the interval, 0–1.

    Returns
    -------
    Share
        Proportions 0–1.

    References
    ----------
    Wilson (1927). ``tests/reference/wilson.R``.
    """
    return Share(
        positive / answers, *rules.wilson_interval(positive, answers, confidence), design_effect=np.nan
    )


def change_interval(
    positive: tuple[float, float], answers: tuple[float, float], confidence: float = 0.95
) -> Change:
    """Give the later share minus the earlier, with Newcombe's interval from Wilson's of each.

    Parameters
    ----------
    positive, answers : (earlier, later)
        Counts of two independent surveys; numbers of answers above 0.
    confidence : float
        Of the interval, 0–1.

    Returns
    -------
    Change
        Proportions −1–1; positive means that the share has grown.

    Notes
    -----
    ``d − sqrt((p2 − l2)**2 + (u1 − p1)**2)`` to ``d + sqrt((u2 − p2)**2 + (p1 − l1)**2)``. Where many are
    the same persons both years it is wider than needed, never narrower.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873–890, method 10; its example is the test.

    Examples
    --------
    >>> change = change_interval((48, 56), (80, 70))
    >>> round(change.value, 4), round(change.lower, 4), round(change.upper, 4)
    (0.2, 0.0524, 0.3339)
    """
    before, after = (share_interval(*one, confidence) for one in zip(positive, answers, strict=True))
    difference = after.value - before.value
    down = np.hypot(after.value - after.lower, before.upper - before.value)
    up = np.hypot(after.upper - after.value, before.value - before.lower)
    return Change(difference, float(difference - down), float(difference + up), False)


def share_of_schools(positive: ArrayLike, answers: ArrayLike, confidence: float = 0.95) -> Share:
    """Give many schools' share with an interval that knows that schools differ.

    Parameters
    ----------
    positive, answers : array of float, one a school
        Counts; a school has answers.
    confidence : float
        Of the interval, 0–1.

    Returns
    -------
    Share
        With fewer than ``LEAST_SCHOOLS`` schools Wilson's interval of all answers, and no design effect.

    Notes
    -----
    Ratio estimate with the schools as clusters: ``var = k/(k−1) · sum((x_i − p·n_i)**2) / N**2``; the design
    effect is ``var / (p(1−p)/N)``, at least 1. Wilson's interval of ``N / deff · (z/t)**2`` answers,
    Student's t with k − 1 degrees of freedom.

    References
    ----------
    Kish (1965), ch. 5; Korn & Graubard (1998) on the number of answers it is worth;
    ``tests/reference/test_survey_coverage.py``.
    """
    those, all_answers = np.asarray(positive, float), np.asarray(answers, float)
    total, whole = float(those.sum()), float(all_answers.sum())
    if those.size < LEAST_SCHOOLS:
        return share_interval(total, whole, confidence)
    value = total / whole
    spread = _between((those - value * all_answers) / whole)
    effect = _effect(spread, value * (1 - value) / whole)
    worth = whole / effect * _fewer(those.size, confidence)
    ends = rules.wilson_interval(value * worth, worth, confidence)
    return Share(value, *ends, design_effect=effect)


def change_of_schools(
    positive: tuple[ArrayLike, ArrayLike], answers: tuple[ArrayLike, ArrayLike], confidence: float = 0.95
) -> Change:
    """Give the change of many schools' share; the same schools in the same order both years.

    Parameters
    ----------
    positive, answers : (earlier, later), arrays of float, one a school
        Counts; a school has answers in both.
    confidence : float
        Of the interval, 0–1.

    Returns
    -------
    Change
        With fewer than ``LEAST_SCHOOLS`` schools Newcombe's interval of all answers.

    Notes
    -----
    The clusters' variance of the difference, each school with its own change, so what lasts at a school is
    not in it; at least that of the answers. Newcombe's interval of the answers both years are worth.
    """
    those = [np.asarray(one, float) for one in positive]
    whole = [np.asarray(one, float) for one in answers]
    total, everybody = (tuple(float(one.sum()) for one in years) for years in (those, whole))
    if those[0].size < LEAST_SCHOOLS:
        return change_interval((total[0], total[1]), (everybody[0], everybody[1]), confidence)
    shares = [part / of for part, of in zip(total, everybody, strict=True)]
    own = [(part - share * of) / of.sum() for part, of, share in zip(those, whole, shares, strict=True)]
    of_answers = sum(share * (1 - share) / of for share, of in zip(shares, everybody, strict=True))
    effect = _effect(_between(own[1] - own[0]), of_answers)
    fewer = _fewer(those[0].size, confidence) / effect
    counts = [(part * fewer, of * fewer) for part, of in zip(total, everybody, strict=True)]
    found = change_interval((counts[0][0], counts[1][0]), (counts[0][1], counts[1][1]), confidence)
    return found._replace(is_between=True)


def _between(parts: NDArray[np.float64]) -> float:
    """Give the variance of a sum of as many schools' parts."""
    return float(parts.size / (parts.size - 1) * (parts**2).sum())


def _effect(spread: float, of_answers: float) -> float:
    """Tell how many times the answers' own variance it is: never less than once."""
    return max(1.0, spread / of_answers) if of_answers > 0 else 1.0


def _fewer(schools: int, confidence: float) -> float:
    """Tell how much fewer the answers are worth because the spread itself is estimated."""
    upper = (1 + confidence) / 2
    return float((rules.normal_quantile(upper) / rules.student_quantile(upper, schools - 1)) ** 2)
