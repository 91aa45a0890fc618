"""LUS in Exempelstad: six schools judge reading four times a year; invented pupils, rising points.

Five schools judge grades 1-3, one grades 4-6. Names are made as in the example of pupils: of syllables, with
a last name that says what they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from workbooks.build.examples.exempelstad_schools import SCHOOLS
from xl_beregner.dataset.example_lus import DATES, EXPECTED_POINTS, POINTS

HEADINGS: Final = (
    "skole_nr", "klasse", "elev_id", "elev_navn", "fag", "test", "klassetrin", "dato", "score", "skala",
)  # fmt: skip
_YOUNG, _OLD = range(1, 4), range(4, 7)
_JUDGING: Final = {
    "X01": _YOUNG, "X02": _YOUNG, "X04": _YOUNG, "X06": _OLD, "X10": _YOUNG, "X11": _YOUNG,
}  # fmt: skip
YEARS: Final = (2024, 2025, 2026)  # of the last only the first date
_SUBJECT, _TEST = "svenska, läsning", "LUS"
_THROUGH_THE_YEAR = (0.0, 0.35, 0.6, 1.0)
_ERROR, _AHEAD, _PUPIL_SD, _SCHOOL_STEPS = 0.45, 0.9, 1.35, 0.5  # places
_ABSENT = 0.03
# Where grades begin and end in the order of points, from 0: grade 1's begin, then each one's expected end.
_AT_END: Final = [2.0, *(float(POINTS.tolist().index(EXPECTED_POINTS[grade])) for grade in range(1, 7))]

_FIRST = ("Al", "Be", "Do", "El", "Fi", "Gu", "Hy", "Jo", "Ka", "Lu", "Me", "No", "Ri", "Sö", "Ty", "Äb")
_LAST = ("bo", "dri", "fa", "gel", "lin", "mo", "na", "rup", "sa", "tvi", "va", "zo")


@dataclass(frozen=True, slots=True)
class _Class:
    """A class that is judged: ``cohort`` is the year its grade 1 began in."""

    school: str
    letter: str
    cohort: int
    grades: range
    level: float  # places above what is usual


def rows(rng: np.random.Generator) -> Iterator[tuple[object, ...]]:
    """Give a row a judgement."""
    number = 0
    for one in _classes():
        for ability in rng.normal(one.level, _PUPIL_SD, int(rng.integers(19, 25))).tolist():
            number += 1
            name = f"{_FIRST[rng.integers(len(_FIRST))]}{_LAST[rng.integers(len(_LAST))]} Exempel {number}"
            yield from _judged(rng, one, (f"L{number:04d}", name), ability)


def _classes() -> Iterator[_Class]:
    for school in SCHOOLS:
        grades = _JUDGING.get(school.number)
        if grades is None:
            continue
        for cohort in range(YEARS[0] - grades[-1] + 1, YEARS[-1] - grades[0] + 2):
            for letter in "AB"[: school.classes]:
                yield _Class(school.number, letter, cohort, grades, _AHEAD + _SCHOOL_STEPS * school.level)


def _judged(
    rng: np.random.Generator, one: _Class, who: tuple[str, str], ability: float
) -> Iterator[tuple[object, ...]]:
    """Judge a pupil at every date of the years in which the class is judged; nobody falls back."""
    reached = 0
    for year in YEARS:
        grade = year - one.cohort + 1
        for day, through in zip(DATES, _THROUGH_THE_YEAR, strict=True):
            is_ahead = year == YEARS[-1] and day != DATES[0]
            if grade not in one.grades or is_ahead:
                continue
            true = (1 - through) * _AT_END[grade - 1] + through * _AT_END[grade] + ability
            reached = max(reached, round(true + rng.normal(0, _ERROR)), 0)
            if rng.random() < _ABSENT:
                continue
            when = f"{year + (day < '08')}-{day}"
            point = POINTS[min(reached, len(POINTS) - 1)]
            yield one.school, f"{grade}{one.letter}", *who, _SUBJECT, _TEST, grade, when, point, "lus"
