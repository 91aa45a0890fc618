"""The chance that enough pupils reach a goal, from each pupil's own chance.

Here pupils are counted; the chance of a school's mean stands in ``prediction``, where a pupil's own
chance comes from in the growth percentiles' modules.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from xl_beregner.catalog import Column, Each, Keys, Number, udf
from xl_beregner.errors import ValueRangeError
from xl_beregner.measures import rules
from xl_beregner.measures.rules import Array

LEAST_TOLD, MOST_TOLD = 0.01, 0.99  # beyond them a sentence names no number
LIKELY = 0.8  # coverage of the interval of how many may succeed

_REACH = 8.5  # standard deviations of what is shared, on either side
_MOST_STEPS, _MOST_CELLS = 4000, 3_000_000
_MOST_SHARED = 100.0  # beyond it all succeed or none, to three digits
_BLOCK = 256  # pupils added one by one; longer lists are put together by Fourier transform
_ROUNDING = 1e-9


class ShareChance(NamedTuple):
    """What ``ANDELCHANCE`` spills: one row."""

    chance: Column
    expected: Column
    lower: Column
    upper: Column
    needed: Column
    pupils: Column
    text: Keys


@udf("ANDELCHANCE", each=Each.ANSWER)
def share_chance_rows(p: Column, k: Number, sd_school: Number = 0.0) -> ShareChance:
    """Give the chance that at least ``k`` pupils succeed, if nothing new is done.

    Parameters
    ----------
    p : array of float
        Each pupil's chance, 0-1. Blank: the pupil is left out.
    k : float
        How many must succeed: a whole number from 1, or 0; between 0 and 1 a share of the pupils,
        rounded up to whole pupils. 1 is one pupil, not all: 100 % is given as the number of pupils.
    sd_school : float
        How what the pupils share (school, year) may move them all, as a standard deviation in units
        of the pupils' own spread around what is expected of each. 0 or more; 0: nothing shared.

    Returns
    -------
    ShareChance
        One row: the chance (0-1), how many are expected to succeed, the fewest and most of the
        middle 80 %, how many are needed, of how many pupils, and the key of a sentence: ``ok``,
        ``ok_independent`` (nothing shared was given), both ``_under`` and ``_over`` where the chance
        lies below 1 % or above 99 %, ``too_many`` (more are needed than there are),
        ``no_values``.

    Raises
    ------
    MissingValueError
        ``#N/A``. ``k`` or the spread is blank.
    ValueRangeError
        ``#NUM!``. A chance outside 0-1, a negative ``k``, a ``k`` above 1 that is not whole, a
        negative spread.

    Notes
    -----
    The number is Poisson-binomial. With ``s = sd_school > 0`` a pupil succeeds where ``a + s z + e``
    exceeds 0, ``z`` shared by all and ``e`` the pupil's own, both standard normal; ``a = sqrt(1 +
    s**2) Phi^-1(p)`` keeps every pupil's own chance at ``p``. Given ``z`` the number is
    Poisson-binomial with chances ``Phi(a + s z)``; over ``z`` it is averaged on equal
    steps, so close that the answer is exact to 1e-9 up to some 1,000 pupils. (Gauss-Hermite with 20
    points, enough for a class, is off by .026 for 60 pupils with ``s = 1``.) The expected number does
    not depend on ``s``, the interval does: with ``s = 0`` it is too narrow for pupils who share a
    teacher or a day.

    References
    ----------
    Hong (2013), Computational Statistics & Data Analysis 59:41. ``tests/reference/share_chance.R``.

    Examples
    --------
    >>> found = share_chance_rows(np.array([0.9, 0.8, 0.5, 0.3]), 0.5)
    >>> round(float(found.chance[0]), 3), float(found.expected[0]), float(found.needed[0])
    (0.892, 2.5, 2.0)
    """
    (chances,) = rules.rows(p=p)
    chances = chances[~np.isnan(chances)]
    _check_chances(chances)
    rules.check_number(k=k, sd_school=sd_school)
    rules.check_at_least_zero(k=np.array([k]), sd_school=np.array([sd_school]))
    rules.rows(k=k, sd_school=sd_school)
    needed = _needed(k, chances.size)
    if not chances.size:
        nothing = np.array([np.nan])
        return ShareChance(nothing, nothing, nothing, nothing, nothing, np.zeros(1), ["no_values"])
    number = number_succeeding(chances, sd_school)
    below = np.concatenate([[0.0], np.cumsum(number)])
    tails = (1 - LIKELY) / 2, (1 + LIKELY) / 2
    least, most = (int(np.searchsorted(below[1:], tail - _ROUNDING)) for tail in tails)
    chance = 1 - below[needed] if needed <= chances.size else 0.0
    known = "ok" if sd_school else "ok_independent"
    return ShareChance(
        chance=np.array([np.clip(chance, 0.0, 1.0)]),
        expected=np.array([chances.sum()]),
        lower=np.array([float(least)]),
        upper=np.array([float(min(most, chances.size))]),
        needed=np.array([float(needed)]),
        pupils=np.array([float(chances.size)]),
        text=[f"{known}{_edge(chance)}" if needed <= chances.size else "too_many"],
    )


def number_succeeding(chances: Array, sd_school: float = 0.0) -> Array:
    """Give the chance of each number of successes, from none to all.

    Examples
    --------
    >>> number_succeeding(np.array([0.5, 0.5])).tolist()
    [0.25, 0.5, 0.25]
    """
    if sd_school == 0:
        return np.asarray(_poisson_binomial(chances[None, :])[0])
    shared = min(sd_school, _MOST_SHARED)
    nodes, weight = _steps(shared, chances.size)
    given = ndtr(ndtri(chances) * np.sqrt(1 + shared**2) + shared * nodes[:, None])
    found = weight @ _poisson_binomial(given)
    return np.asarray(found / found.sum())


def _steps(shared: float, pupils: int) -> tuple[Array, Array]:
    """Give equal steps in what is shared, with their weights.

    A step must move the number of successes by less than it swings at a given place, ``sqrt(n) / 2``.
    The sum over equal steps of a smooth curve that has died out at both ends is all but exact.
    """
    asked = 2 * _REACH * (1 + 1.5 * shared * (np.sqrt(pupils) / 2 + 1))
    most = min(_MOST_STEPS, _MOST_CELLS // pupils)
    nodes = np.linspace(-_REACH, _REACH, int(np.clip(asked, 20, max(most, 20))))
    weight = np.exp(-(nodes**2) / 2)
    return nodes, np.asarray(weight / weight.sum())


def _poisson_binomial(chances: Array) -> Array:
    """Distribution of the number of successes: a row for each row of independent chances."""
    blocks = [_one_by_one(chances[:, at : at + _BLOCK]) for at in range(0, chances.shape[1], _BLOCK)]
    while len(blocks) > 1:
        pairs = zip(blocks[::2], blocks[1::2], strict=False)
        blocks = [_together(*pair) for pair in pairs] + blocks[len(blocks) // 2 * 2 :]
    return blocks[0]


def _one_by_one(chances: Array) -> Array:
    found = np.zeros((chances.shape[0], chances.shape[1] + 1))
    found[:, 0] = 1.0
    for at, chance in enumerate(chances.T, 1):
        moved = found[:, :at] * chance[:, None]
        found[:, :at] -= moved
        found[:, 1 : at + 1] += moved
    return found


def _together(first: Array, second: Array) -> Array:
    size = first.shape[1] + second.shape[1] - 1
    length = 1 << (size - 1).bit_length()
    found = np.fft.irfft(np.fft.rfft(first, length) * np.fft.rfft(second, length), length)[:, :size]
    return np.asarray(np.clip(found, 0.0, 1.0))


def _edge(chance: float) -> str:
    """Tell where a chance is not told as a number: nothing is certain, as 0 or 100 % would say."""
    return "_under" if chance < LEAST_TOLD else "_over" if chance > MOST_TOLD else ""


def _needed(k: float, pupils: int) -> int:
    if 0 < k < 1:
        return int(np.ceil(k * pupils - _ROUNDING))
    if k != np.floor(k):
        raise ValueRangeError("measures_helt_tal", argument="k", fundet=float(k))
    return int(k)


def _check_chances(chances: Array) -> None:
    outside = chances[(chances < 0) | (chances > 1)]
    if outside.size:
        raise ValueRangeError("measures_sandsynlighed", argument="p", fundet=float(outside[0]))
