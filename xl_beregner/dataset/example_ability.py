"""What the pupils of Eksempelkommunen truly can, year by year, and how they truly grow.

Nothing of this is ever written into the example's files; tests ask for it. Ability is told in
``theta``: a pupil's true place among all pupils of the grade in the country, where 0 is the middle and 1
is the standard deviation of a national test's *results*. Results have error, so true places spread less:
by the square root of ``TRUE_VARIANCE``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from xl_beregner.dataset.example_people import SCHOOLS, YEARS, People

Array = NDArray[np.float64]

TRUE_VARIANCE = 0.75  # with an error of half a standard deviation a result's variance is 1

# How far the middle of the country moves from grade to grade, in thetas; most in the first years.
# Invented, of the size that test publishers report.
STEPS = (0.80, 0.60, 0.45, 0.40, 0.35, 0.30, 0.25, 0.25)
HEIGHT = np.concatenate([[np.nan, 0.0], np.cumsum(STEPS)])  # by grade, from grade 1

_INTAKE_SD = 0.28  # between schools: the strongest third lies some 0.6 above the weakest
_KEPT = 0.97  # of a pupil's place from one year to the next
_OWN_SD = 0.2  # a pupil's own growth around what is expected
_SCHOOL_SD, _CLASS_SD = 0.08, 0.06  # what a school and a class give all their pupils in a year
_STAND_STILL = 0.1

_MATHS_SHARED = 0.7  # of the place in maths that follows reading
PROFILES = ("Sprogforståelse", "Afkodning", "Tekstforståelse")
_PROFILE_SHARED = 0.94


@dataclass(frozen=True, slots=True)
class Ability:
    """Pupils in rows, years in columns, in thetas; NaN before grade 1.

    ``effect``: what school and class gave in that year, the same for all in the class. ``stands_still``:
    no growth at all since the year before. ``keeps_place``: the place two years ago and now are the same.
    """

    reading: Array
    maths: Array
    profiles: tuple[Array, ...]
    effect: Array
    stands_still: NDArray[np.bool_]
    keeps_place: NDArray[np.bool_]


def abilities(rng: np.random.Generator, who: People) -> Ability:
    """Let every pupil grow up, a year at a time."""
    intake = rng.permutation(_spread_evenly(len(SCHOOLS)) * _INTAKE_SD)
    own_sd = np.sqrt(TRUE_VARIANCE - _INTAKE_SD**2)
    school = rng.normal(0, _SCHOOL_SD, (len(SCHOOLS), YEARS))
    # By chance alone 24 schools' growth would follow their intake a little; here it has nothing to do
    # with it, so that a figure that does is at fault.
    school -= np.outer(intake, intake @ school) / (intake @ intake)
    classes = rng.normal(0, _CLASS_SD, (who.classes.school.size, YEARS))
    year = np.arange(YEARS)
    effect = school[who.school_at, year] + classes[who.class_at, year]
    reading = np.full(who.grade_at.shape, np.nan)
    for at in year.tolist():
        starts = who.grade_at[:, at] == 1
        begun = intake[who.school_at[:, at]] + rng.normal(0, own_sd, starts.size)
        grown = _KEPT * reading[:, at - 1] + effect[:, at] + rng.normal(0, _OWN_SD, starts.size)
        reading[:, at] = np.where(starts, begun, grown)
    stands_still, keeps_place = _without_growth(rng, who, reading)
    maths = _beside(rng, reading, _MATHS_SHARED)
    profiles = tuple(_beside(rng, reading, _PROFILE_SHARED) for _ in PROFILES)
    return Ability(reading, maths, profiles, effect, stands_still, keeps_place)


def _spread_evenly(count: int) -> Array:
    """Lay out so many values as a standard normal's, so that no draw makes all schools alike."""
    values = ndtri((np.arange(count) + 0.5) / count)
    return np.asarray(values / values.std())


def _without_growth(
    rng: np.random.Generator, who: People, reading: Array
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Take the last year's growth from some pupils, the change of place in two years from others."""
    grade, chance = who.grade_at[:, -1], rng.random(len(reading))
    stands_still = (chance < _STAND_STILL) & (grade >= 2)
    climbed = HEIGHT[grade] - HEIGHT[np.maximum(grade - 1, 1)]
    reading[stands_still, -1] = (reading[:, -2] - climbed)[stands_still]
    keeps_place = (chance > 1 - _STAND_STILL) & (grade >= 3)
    reading[keeps_place, -1] = reading[keeps_place, -3]
    return stands_still, keeps_place


def _beside(rng: np.random.Generator, reading: Array, shared: float) -> Array:
    """Make a place in another field: partly that in reading, partly the pupil's own, with as much spread."""
    own = rng.normal(0, np.sqrt(TRUE_VARIANCE * (1 - shared**2)), len(reading))
    return shared * reading + own[:, None]
