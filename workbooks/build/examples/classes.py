"""Invented classes and what was measured in each, drawn from a seeded generator; nobody stands behind it.

Which schools and measures there are is each example's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, slots=True)
class School:
    """An invented school: ``level`` in standard deviations of schools, ``trend`` of them a year."""

    number: str
    name: str
    area: str
    classes: int  # a grade
    size: float  # pupils of a class
    level: float
    trend: float
    has_figures: bool = True
    grades: range = range(10)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured of pupils in a class, and how it varies.

    ``mean`` of all, ``schools`` and ``classes``: how far these lie apart, ``pupils``: the standard deviation
    of pupils, ``sign`` −1 where a good school's figure is low. ``is_share``: pupils who do, of those asked.
    """

    key: str
    mean: float
    schools: float
    classes: float
    pupils: float
    grades: tuple[int, ...]
    sign: int = 1
    answering: float = 1.0  # part of the pupils who are in it
    is_share: bool = False
    by_grade: float = 0.0  # more for every grade above 0
    years: range | None = None  # all, unless told
    limits: tuple[float, float] = (-2.0, 12.0)  # of a mean


@dataclass(slots=True)
class Counted:
    """Pupils and the sum of what was measured of them; of several classes they add up."""

    pupils: int = 0
    total: float = 0.0

    def add(self, other: Counted) -> None:
        """Put others with these."""
        self.pupils += other.pupils
        self.total += other.total


@dataclass(slots=True)
class ClassYear:
    """One class in one school year: its pupils, and what was measured of them by the measure's key."""

    school: School
    year: int
    grade: int
    letter: str
    pupils: int
    measured: dict[str, Counted] = field(default_factory=dict)


def class_years(
    rng: np.random.Generator, schools: Sequence[School], measures: Sequence[Measure], years: range
) -> list[ClassYear]:
    """Make every class of every school year: a class moves up with its letter and most of its pupils."""
    found: list[ClassYear] = []
    for school in schools:
        if not school.has_figures:
            continue
        lasting = {measure.key: rng.normal(0, 0.4) for measure in measures}
        shocks = {(measure.key, year): rng.normal(0, 0.25) for measure in measures for year in years}
        for cohort in range(years[0] - school.grades[-1], years[-1] + 1 - school.grades[0]):
            for letter in "ABCDE"[: school.classes]:
                through = _Through(rng, school, measures, years, lasting, shocks)
                found += through.years(cohort, letter)
    return sorted(found, key=lambda one: (one.school.number, one.year, one.grade, one.letter))


@dataclass(frozen=True, slots=True)
class _Through:
    """What classes go through a school with: how it lies, for good and in a year."""

    rng: np.random.Generator
    school: School
    measures: Sequence[Measure]
    every_year: range
    lasting: Mapping[str, float]
    shocks: Mapping[tuple[str, int], float]

    def years(self, cohort: int, letter: str) -> Iterator[ClassYear]:
        """Give a class in each of its years; ``cohort``: the year its grade 0 began in."""
        rng, school = self.rng, self.school
        pupils = max(3, round(rng.normal(school.size, 0.08 * school.size)))
        own = {measure.key: rng.normal() for measure in self.measures}
        for grade in school.grades:
            pupils = max(3, pupils + int(rng.integers(-1, 2)))
            year = cohort + grade
            if year not in self.every_year:
                continue
            made = ClassYear(school, year, grade, letter, pupils)
            for measure in self.measures:
                if grade in measure.grades and year in (measure.years or self.every_year):
                    expected = self._expected(measure, year, grade) + measure.classes * own[measure.key]
                    made.measured[measure.key] = _measured(rng, measure, expected, pupils)
            yield made

    def _expected(self, measure: Measure, year: int, grade: int) -> float:
        place = self.school.level + self.lasting[measure.key] + self.shocks[measure.key, year]
        place += self.school.trend * (year - self.every_year[0])
        expected = measure.mean + measure.by_grade * (grade - measure.grades[0])
        return expected + measure.sign * measure.schools * place


def _measured(rng: np.random.Generator, measure: Measure, expected: float, pupils: int) -> Counted:
    asked = max(1, round(measure.answering * pupils))
    if measure.is_share:
        doing = rng.binomial(asked, min(max(expected / 100, 0.02), 0.99))
        return Counted(asked, 100.0 * doing)
    mean = rng.normal(expected, measure.pupils / np.sqrt(asked))
    low, high = measure.limits
    return Counted(asked, asked * float(min(max(mean, low), high)))


def added(classes: list[ClassYear], key: str, wanted: Callable[[ClassYear], bool]) -> Counted:
    """Add up one measure over the classes wanted."""
    found = Counted()
    for one in classes:
        if key in one.measured and wanted(one):
            found.add(one.measured[key])
    return found


def error_of(measure: Measure, mean: float, pupils: int) -> float:
    """Give the standard error of a measure's mean over so many pupils."""
    return share_error(mean, pupils) if measure.is_share else float(measure.pupils / np.sqrt(pupils))


def share_error(per_cent: float, pupils: float) -> float:
    """Give the standard error of a share, in per cent."""
    share = (per_cent / 100 * pupils + 1) / (pupils + 2)  # never 0 or 1: the error would be none
    return float(100 * np.sqrt(share * (1 - share) / pupils))
