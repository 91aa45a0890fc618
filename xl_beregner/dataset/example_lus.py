"""LUS in Eksempelkommunen: three schools judge reading four times a year and say beforehand who gets there.

The judgement has a known error; the forecasts are a little too sure of themselves, as forecasts are.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from xl_beregner.dataset.example_ability import Ability, Array
from xl_beregner.dataset.example_people import YEARS, Ints, People
from xl_beregner.dataset.example_series import BLOCK, READING

SCHOOLS = (2, 10, 18)
LUS_PROFILE = "LUS"  # a judgement, so no test of the series beside it
DATES = ("09-15", "12-05", "02-15", "05-25")
_THROUGH_THE_YEAR = (0.0, 0.35, 0.6, 1.0)
GRADES, LUS_YEARS = 6, 3
POINTS = np.array([*map(str, range(1, 18)), "18a", "18b", "18c", "19"], object)

# The point (a place in the order, from 0) the middle of the country is at when each grade ends, grade 0
# first. Invented, but for 9 in grade 1 and 15 in grade 6, which are in print.
_EXPECTED = np.array([3.0, 8.0, 10.0, 12.0, 13.0, 14.0, 14.0])
_PER_THETA, JUDGEMENT_ERROR = 2.0, 0.6  # places

# What the municipality of the example expects at the end of a grade.
EXPECTED_POINTS = {grade: str(int(_EXPECTED[grade]) + 1) for grade in range(1, GRADES + 1)}

FORECAST_DAY = "10-01"
_TOO_SURE, _HOPE, _GUESS_SD = 1.7, 0.3, 0.6  # on the logit scale
_HELP = ("Læsemakker to gange om ugen (eksempel)", "Kort forløb i en lille gruppe (eksempel)")
_NEEDS_HELP = 0.5


def judgements(rng: np.random.Generator, who: People, able: Ability) -> list[pd.DataFrame]:
    """Give the points of the last years, a block a date; of the running year only the first."""
    blocks = []
    for column in range(YEARS - LUS_YEARS, YEARS):
        pupil = _judged(who, column)
        for day, through in zip(DATES, _THROUGH_THE_YEAR, strict=True):
            if column == YEARS - 1 and day != DATES[0]:
                break
            true = _place(able, pupil, who.grade_at[pupil, column], column, through)
            seen = np.rint(true + rng.normal(0, JUDGEMENT_ERROR, true.size)).clip(0, POINTS.size - 1)
            when = np.datetime64(f"{who.year[column] + (day < '08')}-{day}")
            blocks.append(_block(able, who, pupil, column, when, POINTS[seen.astype(int)], true))
    return blocks


def forecasts(rng: np.random.Generator, who: People, able: Ability) -> pd.DataFrame:
    """Give last year's forecasts for the point each grade should end at.

    One school says a chance, one a word, one both.
    """
    column = YEARS - 2
    pupil = _judged(who, column)
    grade = who.grade_at[pupil, column]
    goal = _EXPECTED[grade]
    true = _place(able, pupil, grade, column, 1.0)
    likely = ndtr((true - goal + 0.5) / JUDGEMENT_ERROR).clip(0.02, 0.98)
    believed = _TOO_SURE * np.log(likely / (1 - likely)) + _HOPE + rng.normal(0, _GUESS_SD, true.size)
    chance = (np.rint(20 / (1 + np.exp(-believed))) / 20).clip(0.05, 0.95)
    school = who.school_at[pupil, column]
    word = np.select([chance >= 0.7, chance <= 0.3], ["naar", "naar_ikke"], "usikkert").astype(object)
    said = np.array([f"{value:.2f}".replace(".", ",") for value in chance.tolist()], object)
    help_given = np.array(_HELP, object)[rng.integers(len(_HELP), size=chance.size)]
    return pd.DataFrame(
        {
            "pupil": pupil,
            "column": column,
            "fag": READING,
            "maal": [f"LUS {POINTS[int(place)]}" for place in goal.tolist()],
            "prognose": np.where(school == SCHOOLS[0], "", word),
            "sandsynlighed": np.where(school == SCHOOLS[1], "", said),
            "tiltag": np.where(chance < _NEEDS_HELP, help_given, ""),
            "dato": np.datetime64(f"{who.year[column]}-{FORECAST_DAY}"),
            "likely": likely,
        }
    )


def _judged(who: People, column: int) -> Ints:
    there = who.here[:, column] & np.isin(who.school_at[:, column], SCHOOLS)
    return np.flatnonzero(there & (who.grade_at[:, column] <= GRADES))


def _place(able: Ability, pupil: Ints, grade: Ints, column: int, through: float) -> Array:
    """Give the true place in the order of points, between two points as it may be."""
    expected = (1 - through) * _EXPECTED[grade - 1] + through * _EXPECTED[grade]
    return np.asarray(expected + _PER_THETA * able.reading[pupil, column])


def _block(
    able: Ability,
    who: People,
    pupil: Ints,
    column: int,
    day: np.datetime64,
    score: NDArray[np.object_],
    true: Array,
) -> pd.DataFrame:
    grade, theta = who.grade_at[pupil, column], able.reading[pupil, column]
    values = (
        pupil, column, READING, LUS_PROFILE, "LUS", "nej", grade, day, score, "", "lus", "", true,
        JUDGEMENT_ERROR / _PER_THETA, theta,
    )  # fmt: skip
    return pd.DataFrame(dict(zip(BLOCK, values, strict=True)))
