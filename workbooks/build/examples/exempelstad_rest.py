"""The figures of Exempelstad that no class stands behind: staff, money, fritidshem, anpassad grundskola."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import numpy as np

from workbooks.build.examples.classes import ClassYear, Counted, School, share_error
from workbooks.build.examples.exempelstad_figures import COUNTRY, EVERYBODY, MUNICIPALITY, Row
from workbooks.build.examples.exempelstad_schools import ADAPTED, FIRST_YEAR, SCHOOLS, YEARS

_PUPILS_A_TEACHER = 12.5
_COST, _COST_OF_BEING_SMALL, _COST_GROWTH = 112_000.0, 900_000.0, 0.03
_AFTERNOON_GRADES = range(4)
_IN_AFTERNOON = 0.78  # of those pupils
_A_GROUP = 32  # children of a department

Pupils = dict[tuple[str, int], int]


def pupils_of(classes: list[ClassYear]) -> Pupils:
    """Count the pupils of each school and year, those of the anpassade grundskolan with them."""
    found: Pupils = defaultdict(int)
    for one in classes:
        found[one.school.number, one.year] += one.pupils
    for number, adapted in ADAPTED.items():
        for year in YEARS:
            found[number, year] += adapted
    return found


def rest(rng: np.random.Generator, classes: list[ClassYear]) -> list[Row]:
    """Give every row that is not made of classes."""
    pupils = pupils_of(classes)
    found = [*_numbers(pupils), *_adapted(rng), *_afternoons(rng, classes)]
    for school in SCHOOLS:
        for year in YEARS:
            if (school.number, year) in pupils:
                found += _of_school(rng, school, year, pupils[school.number, year])
    return [*found, *_together(found), *_country(rng)]


def _numbers(pupils: Pupils) -> Iterator[Row]:
    for (number, year), there in pupils.items():
        yield Row(number, EVERYBODY, year, "elevtal", there, there)


# --- staff and money -------------------------------------------------------------------------
def _of_school(rng: np.random.Generator, school: School, year: int, pupils: int) -> Iterator[Row]:
    staff = max(4, round(pupils / _PUPILS_A_TEACHER * 1.6))
    teachers = max(3, round(pupils / _PUPILS_A_TEACHER))
    swing = 1 / np.sqrt(staff)
    away = max(1.5, 6.4 - 0.5 * school.level + rng.normal(0, 5 * swing))
    left = 100 * rng.binomial(staff, 0.12 - 0.02 * school.level) / staff
    licensed = int(rng.binomial(teachers, min(0.97, 0.80 + 0.04 * school.level)))
    cost = _COST * (1 + _COST_GROWTH) ** (year - FIRST_YEAR) + _COST_OF_BEING_SMALL / pupils
    values = {
        "sjukfranvaro_pct": (away, staff, 5 * swing),
        "personalomsattning_pct": (left, staff, share_error(left, staff)),
        "legitimerade_pct": (100 * licensed / teachers, teachers, None),
        "elever_per_larare": (pupils / teachers + rng.normal(0, 0.3), pupils, None),
        "budgetavvikelse_pct": (rng.normal(-0.4 + 0.3 * school.level, 1.4), pupils, None),
        _MONEY: (round(cost + rng.normal(0, 2_000) - 2_500 * school.level, -2), pupils, None),
    }
    for key, (value, counted, error) in values.items():
        yield Row(school.number, EVERYBODY, year, key, float(value), counted, error)


# --- anpassad grundskola ---------------------------------------------------------------------
_ADAPTED: Final = {"ag_kunskap_pct": (0.70, 0.3), "ag_trygghet_pct": (0.88, 0.55),
                   "ag_delaktighet_pct": (0.76, 0.55)}  # fmt: skip


def _adapted(rng: np.random.Generator) -> Iterator[Row]:
    """Give its figures: so few pupils that most are kept back outside the school."""
    for number, there in ADAPTED.items():
        for key, (likely, answering) in _ADAPTED.items():
            for year in YEARS:
                asked = max(2, int(rng.binomial(there, answering)))
                share = 100 * rng.binomial(asked, likely) / asked
                yield Row(number, EVERYBODY, year, key, share, asked, share_error(share, asked))


# --- fritidshem ------------------------------------------------------------------------------
def _afternoons(rng: np.random.Generator, classes: list[ClassYear]) -> Iterator[Row]:
    young: Pupils = defaultdict(int)
    for one in classes:
        if one.grade in _AFTERNOON_GRADES:
            young[one.school.number, one.year] += one.pupils
    for (number, year), there in young.items():
        children = max(4, round(_IN_AFTERNOON * there))
        groups = max(1, round(children / _A_GROUP))
        staff = max(2, round(children / 14))
        trained = int(rng.binomial(staff, 0.38))
        yield Row(number, EVERYBODY, year, "fh_barn_per_avdelning", children / groups, children)
        yield Row(number, EVERYBODY, year, "fh_hogskole_pct", 100 * trained / staff, staff)


# --- together --------------------------------------------------------------------------------
_MONEY: Final = "kostnad_per_elev"


def _together(found: list[Row]) -> Iterator[Row]:
    """Give the municipality's: the schools', each weighed by those it is about; pupils are added up."""
    sums: dict[tuple[str, int], Counted] = defaultdict(Counted)
    for row in found:
        assert row.pupils is not None
        sums[row.key, row.year].add(Counted(int(row.pupils), row.pupils * float(row.value)))
    for (key, year), counted in sums.items():
        mean = counted.total / counted.pupils
        value = counted.pupils if key == "elevtal" else round(mean, -2) if key == _MONEY else mean
        yield Row(MUNICIPALITY, EVERYBODY, year, key, float(value), counted.pupils)


def _country(rng: np.random.Generator) -> Iterator[Row]:
    """Give what is counted for the whole country."""
    for year in YEARS:
        since = year - FIRST_YEAR
        for key, middle, sd in (
            ("legitimerade_pct", 71.0, 0.5), ("elever_per_larare", 12.1, 0.05),
            ("fh_barn_per_avdelning", 36.5, 0.4), ("fh_hogskole_pct", 37.0, 0.6),
        ):  # fmt: skip
            yield Row(COUNTRY, EVERYBODY, year, key, middle + rng.normal(0, sd))
        cost = round(110_000 * (1 + _COST_GROWTH) ** since, -2)
        yield Row(COUNTRY, EVERYBODY, year, _MONEY, cost)
