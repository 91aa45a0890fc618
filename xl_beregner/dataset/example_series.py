"""The tests of Eksempelkommunen: who sat which when, the score each got, and the true one beside it.

DNT gives percentiles, FNO and FNF points, EKS an invented scale; LUS, which a teacher judges, is in
``example_lus``. Errors of measurement are known here to the last digit, whatever a file tells of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from xl_beregner.dataset.example_ability import HEIGHT, PROFILES, Ability, Array
from xl_beregner.dataset.example_people import YEARS, Ints, People

READING, MATHS = "dansk læsning", "matematik"
# The invented test has a profile of its own, so that it is a series beside the national ones and no
# break stands between two tests taken in the same autumn.
EKS_PROFILE = "Læseforståelse"

# The errors of measurement, in thetas. DNT: half a standard deviation (Bundsgaard). The others invented.
DNT_ERROR, POINTS_ERROR = 0.5, 0.45
EKS_ERROR = np.array([np.nan, 24, 24, 20, 20, 20, 18, 18, 18, 18])  # by grade, in points of its scale
EKS_START, EKS_UNIT = 300.0, 60.0  # the middle of grade 1, and points a theta
EKS_YEARS = 6

DNT_GRADES, DNT_LAST = (2, 4, 6, 8), 2021
LATE_SPRINGS = (2019, 2020)  # school years whose tests were put off
FNO_YEARS, FNF_FIRST = (2022, 2023, 2024, 2025), 2026
# Grade to the most points, how easy the test is (thetas from the middle), for reading and maths.
Form = Mapping[int, tuple[int, float]]
FNO: Mapping[str, Form] = MappingProxyType(
    {
        READING: {2: (36, 0.75), 3: (40, 0.6), 4: (44, 0.6), 6: (48, 0.5), 8: (50, 0.8)},
        MATHS: {2: (30, 1.1), 4: (36, 0.6), 6: (40, 0.4), 7: (40, 0.2), 8: (42, 0.0)},
    }
)
FNF: Mapping[str, Form] = MappingProxyType(
    {
        READING: {2: (32, 0.6), 3: (36, 0.7), 4: (38, 0.4), 6: (42, 0.7), 8: (45, 0.6)},
        MATHS: {2: (28, 0.9), 4: (30, 0.5), 6: (34, 0.5), 7: (21, 0.3), 8: (36, 0.2)},
    }
)
_STEEPNESS = 0.8

ABSENT, UNTOLD = 0.04, 0.5  # absent pupils; the share of absences of which a file tells nothing
_VOLUNTARY = 0.10  # of the classes that sit a DNT also took it as a voluntary test in autumn

# Columns of a block; what the pupils' table needs and, behind it, what only the tests know.
BLOCK = (
    "pupil", "column", "fag", "profil", "test", "frivillig", "klassetrin", "dato", "score", "maks",
    "skala", "maalefejl", "true", "error", "theta",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sitting:
    """The pupils who sat a test in a school year, the year's column and the day of each."""

    pupil: Ints
    column: int
    grade: Ints
    day: NDArray[np.datetime64]


def national_tests(rng: np.random.Generator, who: People, able: Ability) -> list[pd.DataFrame]:
    """Give every series with a known error of measurement, a block a sitting."""
    blocks = []
    for column, year in enumerate(who.year.tolist()):
        if year <= DNT_LAST:
            blocks += _dnt(rng, who, able, column, year)
        if year in FNO_YEARS:
            days = ("11-07", "12-09") if year == FNO_YEARS[0] else ("08-25", "10-20")
            blocks += _points(rng, who, able, column, "FNO", FNO, days)
        if year >= FNF_FIRST:
            blocks += _points(rng, who, able, column, "FNF", FNF, ("08-25", "10-20"))
        if column >= YEARS - EKS_YEARS:
            blocks.append(_eks(rng, who, able, column))
    return blocks


def eks_scale(theta: Array, grade: Ints) -> Array:
    """Put a true place on the scale of the invented test, which goes through all grades."""
    return EKS_START + EKS_UNIT * (HEIGHT[grade] + theta)


def points_scale(theta: Array, most: int, easy: float) -> Array:
    """Put a true place on a test of so many points: the share right follows the normal curve."""
    return most * np.asarray(ndtr(_STEEPNESS * (theta + easy)))


def place_on_points(share: Array, easy: float) -> Array:
    """Find the place whose pupils get this share right: ``points_scale`` the other way."""
    return np.asarray(ndtri(share)) / _STEEPNESS - easy


def sitting(
    rng: np.random.Generator, who: People, column: int, grades: Sequence[int], between: tuple[str, str]
) -> Sitting:
    """Let every class of these grades sit a test, each on a school day of its own."""
    grade = who.grade_at[:, column]
    pupil = np.flatnonzero(who.here[:, column] & np.isin(grade, grades))
    start, end = (_date(int(who.year[column]), day) for day in between)
    days = start + rng.integers(0, int((end - start).astype(int)) + 1, who.classes.school.size)
    return Sitting(pupil, column, grade[pupil], _school_day(days)[who.class_at[pupil, column]])


def _date(school_year: int, day: str) -> np.datetime64:
    return np.datetime64(f"{school_year + (day < '08')}-{day}")


def _school_day(days: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    return np.asarray(np.busday_offset(days, 0, roll="forward"))


def _dnt(rng: np.random.Generator, who: People, able: Ability, column: int, year: int) -> list[pd.DataFrame]:
    spring = ("05-03", "06-18") if year in LATE_SPRINGS else ("03-01", "04-30")
    required = sitting(rng, who, column, DNT_GRADES, spring)
    autumn = sitting(rng, who, column, DNT_GRADES, ("10-01", "11-30"))
    takes = rng.random(who.classes.school.size) < _VOLUNTARY
    kept = takes[who.class_at[autumn.pupil, column]]
    voluntary = Sitting(autumn.pupil[kept], column, autumn.grade[kept], autumn.day[kept])
    blocks = []
    for sat, free in ((voluntary, "ja"), (required, "nej")):
        there = _attendance(rng, sat)
        for profile, ability in zip(("", *PROFILES), (able.reading, *able.profiles), strict=True):
            theta = ability[sat.pupil, column]
            seen = theta + rng.normal(0, DNT_ERROR, theta.size)
            block = _block(
                sat, READING, "DNT", "percentil", theta, percentile(seen), percentile(theta, whole=False)
            )
            block["profil"], block["frivillig"], block["error"] = profile, free, DNT_ERROR
            blocks.append(_absent(block, there))
    return blocks


def percentile(theta: Array, *, whole: bool = True) -> Array:
    """Give the percentile in the norm N(0, 1): from 1 to 99, in whole numbers as the tests told it."""
    value = 100 * np.asarray(ndtr(theta))
    return np.clip(np.rint(value), 1, 99) if whole else value


def _points(
    rng: np.random.Generator,
    who: People,
    able: Ability,
    column: int,
    test: str,
    forms: Mapping[str, Form],
    days: tuple[str, str],
) -> list[pd.DataFrame]:
    blocks = []
    for subject, ability in ((READING, able.reading), (MATHS, able.maths)):
        for grade, (most, easy) in forms[subject].items():
            sat = sitting(rng, who, column, (grade,), days)
            theta = ability[sat.pupil, column]
            seen = theta + rng.normal(0, POINTS_ERROR, theta.size)
            score, true = np.rint(points_scale(seen, most, easy)), points_scale(theta, most, easy)
            block = _block(sat, subject, test, "point", theta, score, true)
            block["maks"], block["error"] = str(most), POINTS_ERROR
            blocks.append(_absent(block, _attendance(rng, sat)))
    return blocks


def _eks(rng: np.random.Generator, who: People, able: Ability, column: int) -> pd.DataFrame:
    sat = sitting(rng, who, column, range(1, 10), ("09-01", "09-25"))
    theta = able.reading[sat.pupil, column]
    true, error = eks_scale(theta, sat.grade), EKS_ERROR[sat.grade]
    score = np.rint(true + rng.normal(0, 1, true.size) * error)
    block = _block(sat, READING, "EKS", "skalascore", theta, score, true)
    block["profil"], block["error"] = EKS_PROFILE, error / EKS_UNIT
    block["maalefejl"] = whole_numbers(error)
    # The newest tells of every pupil of the class, there or not.
    return _absent(block, _attendance(rng, sat), told=column == YEARS - 1)


def _attendance(rng: np.random.Generator, sat: Sitting) -> Array:
    """Draw who was there: at least ``ABSENT`` was, below it half of the absences are told."""
    return rng.random(sat.pupil.size)


def _absent(block: pd.DataFrame, there: Array, *, told: bool = False) -> pd.DataFrame:
    block.loc[there < ABSENT, "score"] = ""
    return block if told else block[there >= ABSENT * UNTOLD]


def _block(
    sat: Sitting, subject: str, test: str, scale: str, theta: Array, score: Array, true: Array
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "pupil": sat.pupil, "column": sat.column, "fag": subject, "profil": "", "test": test,
            "frivillig": "nej", "klassetrin": sat.grade, "dato": sat.day, "score": whole_numbers(score),
            "maks": "", "skala": scale, "maalefejl": "", "true": true, "error": np.nan, "theta": theta,
        }
    )  # fmt: skip


def whole_numbers(values: Array) -> NDArray[np.object_]:
    """Write whole numbers as a file holds them."""
    return np.array(list(map(str, values.astype(int).tolist())), object)
