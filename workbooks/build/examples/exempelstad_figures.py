"""The figures of Exempelstad: classes added up to grades and schools, girls and boys, and what was expected.

A mean of classes weighs each by its pupils, so a school's figure is the weighted mean of its grades. What is
not measured in classes is ``exempelstad_rest``'s.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np

from workbooks.build.examples import written
from workbooks.build.examples.classes import ClassYear, Counted, Measure, error_of
from workbooks.build.examples.exempelstad_schools import LAST_YEAR, MEASURES, SCHOOLS, YEARS
from xl_beregner.cells import school_year

EVERYBODY, MUNICIPALITY, COUNTRY = "alle", "kommune", "land"
GIRLS, BOYS = "flickor", "pojkar"
UNITS: Final = (*(school.number for school in SCHOOLS), MUNICIPALITY, COUNTRY)

MERIT, GAP = "meritvarde", "skillnad_flickor_pojkar"
_GAP, _GAP_SD = 21.0, 9.0  # points girls have more
_CLASS_YEARS = 2  # the latest, for which there are rows of classes
_OF_CLASSES = ("trygghet_pct", "studiero_pct", "ogiltig_franvaro_pct", "np_ma6_pct", "np_sv6_pct")
_COUNTRY_PUPILS = 100_000
_ONLY_HERE = ("fk_kartlaggning_pct", "bruk_elev_pct", "bruk_vh_pct", "fh_meningsfull_pct")


class Row(NamedTuple):
    """A row of the table ``indikatorer``."""

    unit: str
    group: str
    year: int
    key: str
    value: float | str
    pupils: float | None = None
    error: float | None = None


def ordered(rows: Iterable[Row]) -> list[Row]:
    """Put rows by unit, indicator, group and school year."""
    return sorted(rows, key=lambda row: (UNITS.index(row.unit), row.key, _group_order(row.group), row.year))


def as_cells(row: Row) -> list[str]:
    """Write a row as the table's file has it."""
    shown = row.value if isinstance(row.value, str) else written.number(row.value, 1)
    counted = "" if row.pupils is None else str(int(row.pupils))
    error = "" if row.error is None else written.number(row.error, 2)
    return [row.unit, row.group, school_year(row.year), row.key, shown, counted, error]


def _group_order(group: str) -> tuple[bool, str]:
    return group != EVERYBODY, group


def rows_of_classes(rng: np.random.Generator, classes: list[ClassYear]) -> list[Row]:
    """Give every row that is made of classes."""
    found = [*_of_pupils(classes), *_of_the_country(rng)]
    by_sex = list(_girls_and_boys(rng, found))
    return [*found, *by_sex, *_gaps(rng, by_sex), *_expected_merit(rng, found)]


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
            yield Row(unit, group, year, measure.key, mean, counted.pupils, error)


def _groups_of(one: ClassYear, measure: Measure) -> Iterator[tuple[str, str]]:
    yield one.school.number, EVERYBODY
    yield MUNICIPALITY, EVERYBODY
    if len(measure.grades) > 1:
        yield one.school.number, f"trin:{one.grade}"
        yield MUNICIPALITY, f"trin:{one.grade}"
    if measure.key in _OF_CLASSES and one.year > LAST_YEAR - _CLASS_YEARS:
        yield one.school.number, f"klasse:{one.grade}{one.letter}"


def _of_the_country(rng: np.random.Generator) -> Iterator[Row]:
    for measure in MEASURES:
        if measure.key in _ONLY_HERE:
            continue
        middle = measure.mean + measure.by_grade * (len(measure.grades) - 1) / 2
        for year in measure.years or YEARS:
            value = middle + rng.normal(0, 0.15 * measure.schools)
            yield Row(COUNTRY, EVERYBODY, year, measure.key, value, _COUNTRY_PUPILS)


# --- girls and boys --------------------------------------------------------------------------
def _girls_and_boys(rng: np.random.Generator, found: list[Row]) -> Iterator[Row]:
    """Part the merit value of each unit and year, so that both together are its own."""
    for row in found:
        if row.key != MERIT or row.group != EVERYBODY or not row.pupils:
            continue
        girls = int(rng.binomial(int(row.pupils), 0.49))
        boys = int(row.pupils) - girls
        if not girls or not boys:
            continue
        spread = _GAP_SD * min(1.0, 10 / np.sqrt(row.pupils))  # less between larger units
        gap = rng.normal(_GAP, spread)
        for group, pupils, part in ((GIRLS, girls, boys), (BOYS, boys, -girls)):
            value = float(row.value) + gap * part / row.pupils
            error = None if row.error is None else 62.0 / np.sqrt(pupils)
            yield Row(row.unit, group, row.year, MERIT, value, pupils, error)


def _gaps(rng: np.random.Generator, by_sex: list[Row]) -> Iterator[Row]:
    """Give the distance between them, whichever has more: nearer is more equal."""
    girls = {(row.unit, row.year): row for row in by_sex if row.group == GIRLS}
    for row in by_sex:
        if row.group == BOYS:
            other = girls[row.unit, row.year]
            apart = abs(round(float(other.value), 1) - round(float(row.value), 1))
            error = None if row.error is None or other.error is None else np.hypot(row.error, other.error)
            pupils = (row.pupils or 0) + (other.pupils or 0)
            yield Row(row.unit, EVERYBODY, row.year, GAP, apart, pupils, error)


# --- expected merit value --------------------------------------------------------------------
def _expected_merit(rng: np.random.Generator, found: list[Row]) -> Iterator[Row]:
    """Give an invented reference beside each merit value: expected, difference and verdict."""
    level: Mapping[str, float] = {school.number: school.level for school in SCHOOLS}
    for row in found:
        if row.key != MERIT or row.group != EVERYBODY or row.unit not in level or not row.error:
            continue
        expected = round(221.0 + 8.0 * level[row.unit] + rng.normal(0, 3.0))
        apart = round(float(row.value), 1) - expected
        sure = abs(apart) > 1.96 * row.error
        verdict = "Som väntat" if not sure else "Över det väntade" if apart > 0 else "Under det väntade"
        told: dict[str, float | str] = {
            "merit_forvantat": float(expected),
            "merit_avvikelse": apart,
            "merit_omdome": verdict,
        }
        for key, value in told.items():
            yield Row(row.unit, EVERYBODY, row.year, key, value, row.pupils)
