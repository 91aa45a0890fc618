"""The invented schools and classes of Eksempelby, and what was measured in each class each school year.

Everything is drawn from a seeded generator; what is made of it (grades, teams, schools) is in
``eksempelby_figures``. Nobody stands behind a figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

FIRST_YEAR, LAST_YEAR = 2018, 2025
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
TEST_YEARS = range(2022, LAST_YEAR + 1)  # one test series; those before are no neighbours of theirs
GRADES = range(10)


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


# No school has such a name; the numbers begin with E for Eksempel.
SCHOOLS: Final = (
    School("E01", "Sneglehusskolen", "Kyst", 3, 22.0, 0.6, 0.02),
    School("E02", "Kastanjevingeskolen", "Kyst", 2, 23.0, -0.9, 0.10),
    School("E03", "Tusindbroskolen", "Kyst", 2, 21.0, 0.1, -0.08),
    School("E04", "Lysestageskolen", "Skov", 3, 23.0, 1.2, 0.00),
    School("E05", "Pindsvinelundskolen", "Skov", 2, 20.0, -0.4, 0.03),
    School("E06", "Havskumsskolen", "Skov", 1, 19.0, -0.1, -0.02),
    School("E07", "Knappenålsøens Skole", "Kyst", 1, 4.0, 0.2, 0.00),  # very small
    School("E08", "Nymåneskolen", "Skov", 2, 20.0, 0.0, 0.00, has_figures=False),  # opened this year
)
NEW_SCHOOL_PUPILS: Final = 86


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
    years: range = YEARS


_4_TO_9, _ALL = tuple(range(4, 10)), tuple(GRADES)
MEASURES: Final = (
    Measure("karaktergennemsnit", 7.1, 0.45, 0.30, 2.0, (9,), answering=0.95),
    Measure("dansk", 6.9, 0.45, 0.30, 2.3, (9,), answering=0.95),
    Measure("matematik", 6.8, 0.50, 0.35, 2.7, (9,), answering=0.95),
    Measure("mindst02_pct", 88.0, 3.5, 3.0, 0, (9,), answering=0.95, is_share=True),
    Measure("overgang_pct", 86.0, 3.0, 2.0, 0, (9,), is_share=True),
    Measure("laesning_gode_pct", 70.0, 6.0, 5.0, 0, (2, 3, 4, 6, 8), answering=0.94, is_share=True,
            years=TEST_YEARS),
    Measure("matematik_gode_pct", 74.0, 6.0, 5.0, 0, (2, 4, 6, 7, 8), answering=0.94, is_share=True,
            years=TEST_YEARS),
    Measure("sprogvurdering_pct", 78.0, 5.0, 5.0, 0, (0,), answering=0.96, is_share=True),
    Measure("elevsamtaler_pct", 90.0, 5.0, 6.0, 0, _ALL, is_share=True, by_grade=-0.9),
    Measure("trivsel_social", 4.05, 0.08, 0.08, 0.62, _4_TO_9, answering=0.91),
    Measure("trivsel_faglig", 3.72, 0.08, 0.08, 0.60, _4_TO_9, answering=0.91, by_grade=-0.02),
    Measure("trivsel_stoette", 3.35, 0.10, 0.10, 0.66, _4_TO_9, answering=0.91, by_grade=-0.05),
    Measure("trivsel_ro", 3.70, 0.09, 0.12, 0.64, _4_TO_9, answering=0.91),
    Measure("fravaer_pct", 5.2, 0.6, 0.5, 5.0, _ALL, sign=-1, by_grade=0.35),
)  # fmt: skip


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


def class_years(rng: np.random.Generator) -> list[ClassYear]:
    """Make every class of every school year: a class moves up with its letter and most of its pupils."""
    found: list[ClassYear] = []
    for school in SCHOOLS:
        if not school.has_figures:
            continue
        lasting = {measure.key: rng.normal(0, 0.4) for measure in MEASURES}
        shocks = {(measure.key, year): rng.normal(0, 0.25) for measure in MEASURES for year in YEARS}
        for cohort in range(FIRST_YEAR - GRADES[-1], LAST_YEAR + 1):
            for letter in "ABC"[: school.classes]:
                found += _through_school(rng, school, cohort, letter, lasting, shocks)
    return sorted(found, key=lambda one: (one.school.number, one.year, one.grade, one.letter))


def _through_school(
    rng: np.random.Generator,
    school: School,
    cohort: int,
    letter: str,
    lasting: Mapping[str, float],
    shocks: Mapping[tuple[str, int], float],
) -> Iterator[ClassYear]:
    pupils = max(3, round(rng.normal(school.size, 0.08 * school.size)))
    own = {measure.key: rng.normal() for measure in MEASURES}
    for grade in GRADES:
        pupils = max(3, pupils + int(rng.integers(-1, 2)))
        year = cohort + grade
        if year not in YEARS:
            continue
        made = ClassYear(school, year, grade, letter, pupils)
        for measure in MEASURES:
            if grade in measure.grades and year in measure.years:
                place = school.level + lasting[measure.key] + shocks[measure.key, year]
                place += school.trend * (year - FIRST_YEAR)
                expected = measure.mean + measure.by_grade * (grade - measure.grades[0])
                expected += measure.sign * measure.schools * place + measure.classes * own[measure.key]
                made.measured[measure.key] = _measured(rng, measure, expected, pupils)
        yield made


def _measured(rng: np.random.Generator, measure: Measure, expected: float, pupils: int) -> Counted:
    asked = max(1, round(measure.answering * pupils))
    if measure.is_share:
        doing = rng.binomial(asked, min(max(expected / 100, 0.02), 0.99))
        return Counted(asked, 100.0 * doing)
    mean = rng.normal(expected, measure.pupils / np.sqrt(asked))
    low, high = _LIMITS.get(measure.key, (-2.0, 12.0))
    return Counted(asked, asked * float(min(max(mean, low), high)))


_LIMITS: Final[Mapping[str, tuple[float, float]]] = {
    "fravaer_pct": (0.5, 30.0),
    **dict.fromkeys(("trivsel_social", "trivsel_faglig", "trivsel_stoette", "trivsel_ro"), (1.5, 4.9)),
}


def added(classes: list[ClassYear], key: str, wanted: Callable[[ClassYear], bool]) -> Counted:
    """Add up one measure over the classes wanted."""
    found = Counted()
    for one in classes:
        if key in one.measured and wanted(one):
            found.add(one.measured[key])
    return found
