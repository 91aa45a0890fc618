"""The figures of Eksempelby: classes added up to grades, teams and schools, and the rest.

A mean of classes weighs each by its pupils, so a school's figure is the weighted mean of its grades. What
is not measured of pupils (teachers, lessons seen) has its own rows by team and school.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from workbooks.build.examples import written
from workbooks.build.examples.classes import ClassYear, Counted, Measure, School, error_of
from workbooks.build.examples.eksempelby_classes import FIRST_YEAR, LAST_YEAR, MEASURES, SCHOOLS, YEARS
from xl_beregner.cells import school_year

Row = tuple[
    str, str, int, str, float | str, float | None, float | None
]  # as the table's columns, year as number

EVERYBODY, MUNICIPALITY, COUNTRY = "alle", "kommune", "land"
TEAMS: Final = {"Indskoling": range(4), "Mellemtrin": range(4, 7), "Udskoling": range(7, 10)}
_CLASS_YEARS = 3  # the latest, for which there are rows of classes
_TEAM_YEARS = 5
_COUNTRY_PUPILS = 50_000
_NO_COUNTRY = ("sprogvurdering_pct", "elevsamtaler_pct")  # nobody measures these for the whole country
_PUPILS_A_TEACHER = 11
_DECIMALS: Final[Mapping[str, int]] = {measure.key: 2 if measure.mean < 6 and measure.pupils < 1 and not
                                       measure.is_share else 1 for measure in MEASURES}  # fmt: skip


def rows(rng: np.random.Generator, classes: list[ClassYear]) -> list[Row]:
    """Give every row of the table, by unit, indicator, group and school year."""
    found = [*_of_pupils(classes), *_of_the_country(rng), *_counts(rng, classes), *_of_staff(rng, classes)]
    found += _expected_grades(rng, found)
    units = [school.number for school in SCHOOLS] + [MUNICIPALITY, COUNTRY]
    return sorted(found, key=lambda row: (units.index(row[0]), row[3], _group_order(row[1]), row[2]))


def as_cells(row: Row) -> list[str]:
    """Write a row as the table's file has it, numbers as Danes do."""
    unit, group, year, key, value, pupils, error = row
    shown = value if isinstance(value, str) else written.number(value, _DECIMALS.get(key, 1))
    counted = "" if pupils is None else str(int(pupils))
    return [
        unit,
        group,
        school_year(year),
        key,
        shown,
        counted,
        "" if error is None else written.number(error, 3),
    ]


def _group_order(group: str) -> tuple[int, str]:
    kinds = (EVERYBODY, "team", "trin", "klasse")
    return kinds.index(group.partition(":")[0]), group


# --- of pupils -------------------------------------------------------------------------------
def _of_pupils(classes: list[ClassYear]) -> Iterator[Row]:
    for measure in MEASURES:
        sums: dict[tuple[str, str, int], Counted] = defaultdict(Counted)
        for one in classes:
            if measure.key in one.measured:
                for unit, group in _groups_of(one, measure):
                    sums[unit, group, one.year].add(one.measured[measure.key])
        for (unit, group, year), counted in sums.items():
            mean = counted.total / counted.pupils
            error = None if unit == MUNICIPALITY else error_of(measure, mean, counted.pupils)
            yield unit, group, year, measure.key, mean, counted.pupils, error


def _groups_of(one: ClassYear, measure: Measure) -> Iterator[tuple[str, str]]:
    number = one.school.number
    yield number, EVERYBODY
    yield MUNICIPALITY, EVERYBODY
    if len(measure.grades) > 1:
        yield number, f"trin:{one.grade}"
        yield MUNICIPALITY, f"trin:{one.grade}"
        if one.year > LAST_YEAR - _TEAM_YEARS:
            yield number, f"team:{_team_of(one.grade)}"
    if one.year > LAST_YEAR - _CLASS_YEARS:
        yield number, f"klasse:{one.grade}{one.letter}"


def _team_of(grade: int) -> str:
    return next(team for team, grades in TEAMS.items() if grade in grades)


def _of_the_country(rng: np.random.Generator) -> Iterator[Row]:
    for measure in MEASURES:
        if measure.key in _NO_COUNTRY:
            continue
        middle = measure.mean + measure.by_grade * (len(measure.grades) - 1) / 2
        for year in measure.years or YEARS:
            value = middle + rng.normal(0, 0.15 * measure.schools)
            yield COUNTRY, EVERYBODY, year, measure.key, value, _COUNTRY_PUPILS, None


# --- counts of the school --------------------------------------------------------------------
def _counts(rng: np.random.Generator, classes: list[ClassYear]) -> Iterator[Row]:
    """Give pupils, and those who came and left in per cent of them."""
    pupils: dict[tuple[str, int], int] = defaultdict(int)
    for one in classes:
        pupils[one.school.number, one.year] += one.pupils
    totals: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for (number, year), there in pupils.items():
        yield number, EVERYBODY, year, "elevtal", there, there, None
        totals["elevtal", year][0] += there
        for key, share in (("indmeldte_pct", 0.035), ("udmeldte_pct", 0.045)):
            moved = int(rng.binomial(there, share))
            yield number, EVERYBODY, year, key, 100 * moved / there, there, None
            totals[key, year][0] += moved
            totals[key, year][1] += there
    for (key, year), (found, of) in totals.items():
        value = 100 * found / of if of else found
        yield MUNICIPALITY, EVERYBODY, year, key, value, of or found, None


# --- staff and lessons -----------------------------------------------------------------------
def _of_staff(rng: np.random.Generator, classes: list[ClassYear]) -> Iterator[Row]:
    pupils: dict[tuple[School, int], int] = defaultdict(int)
    for one in classes:
        pupils[one.school, one.year] += one.pupils
    away: dict[int, Counted] = defaultdict(Counted)
    for (school, year), there in pupils.items():
        people = max(4, round(there / _PUPILS_A_TEACHER))
        absent = max(1.0, 5.6 - 0.5 * school.level + rng.normal(0, 4 / np.sqrt(people)))
        away[year].add(Counted(people, people * absent))
        yield school.number, EVERYBODY, year, "sygefravaer_personale_pct", absent, people, None
        covered = min(99.5, 85 + 3 * school.level + 0.6 * (year - FIRST_YEAR) + rng.normal(0, 3))
        yield school.number, EVERYBODY, year, "kompetencedaekning_pct", covered, None, None
        if year > LAST_YEAR - _TEAM_YEARS:
            yield from _seen_lessons(rng, school, year)
    for year, all_staff in away.items():
        mean = all_staff.total / all_staff.pupils
        yield MUNICIPALITY, EVERYBODY, year, "sygefravaer_personale_pct", mean, all_staff.pupils, None
        covered = 85 + 0.6 * (year - FIRST_YEAR) + rng.normal(0, 0.8)
        yield MUNICIPALITY, EVERYBODY, year, "kompetencedaekning_pct", covered, None, None
        yield COUNTRY, EVERYBODY, year, "kompetencedaekning_pct", covered + 2, None, None


def _seen_lessons(rng: np.random.Generator, school: School, year: int) -> Iterator[Row]:
    """Give the share of lessons seen in which something was there, by team and in all of them."""
    for key, share in (("obs_maal_pct", 0.62), ("obs_feedback_pct", 0.48), ("obs_sammen_pct", 0.33)):
        total, lessons = 0, 0
        for team in TEAMS:
            seen = 4 if school.classes == 1 and school.size < 10 else int(rng.integers(10, 17))
            likely = min(max(share + 0.06 * school.level + 0.03 * (year - 2021), 0.05), 0.95)
            there = int(rng.binomial(seen, likely))
            yield (
                school.number,
                f"team:{team}",
                year,
                key,
                100 * there / seen,
                seen,
                _share_error(there, seen),
            )
            total, lessons = total + there, lessons + seen
        yield (
            school.number,
            EVERYBODY,
            year,
            key,
            100 * total / lessons,
            lessons,
            _share_error(total, lessons),
        )


def _share_error(there: int, seen: int) -> float:
    share = (there + 1) / (seen + 2)
    return float(100 * np.sqrt(share * (1 - share) / seen))


# --- expected grades -------------------------------------------------------------------------
def _expected_grades(rng: np.random.Generator, found: list[Row]) -> list[Row]:
    """Give an invented reference beside each mean grade: expected, difference and verdict."""
    level = {school.number: school.level for school in SCHOOLS}
    made: list[Row] = []
    for unit, group, year, key, value, pupils, error in found:
        if key != "karaktergennemsnit" or group != EVERYBODY or unit not in level or not pupils or not error:
            continue
        expected = round(7.1 + 0.35 * level[unit] + rng.normal(0, 0.1), 1)
        apart = round(float(value) - expected, 1)
        sure = abs(apart) > 1.96 * error
        verdict = "På niveau" if not sure else "Over niveau" if apart > 0 else "Under niveau"
        made += [
            (unit, group, year, "socref_forventet", expected, pupils, None),
            (unit, group, year, "socref_forskel", apart, pupils, None),
            (unit, group, year, "socref_dom", verdict, pupils, None),
        ]
    return made
