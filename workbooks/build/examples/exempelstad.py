"""Makes the tables of workbooks/eksempel/exempelstad: twelve invented Swedish schools.

The catalogue, the goals and the settings beside them are written by hand: they hold the choices. Everything
else is drawn from a seeded generator (``exempelstad_schools``, ``exempelstad_figures``, ``exempelstad_rest``,
``exempelstad_lus``); what the schools wrote is ``exempelstad_answers``'. The same bytes each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from workbooks.build.examples import exempelstad_answers, exempelstad_lus, survey_counts, written
from workbooks.build.examples.classes import ClassYear, School, class_years
from workbooks.build.examples.exempelstad_figures import EVERYBODY, Row, as_cells, ordered, rows_of_classes
from workbooks.build.examples.exempelstad_rest import Pupils, pupils_of, rest
from workbooks.build.examples.exempelstad_schools import (
    BACKGROUNDS,
    LAST_YEAR,
    MEASURES,
    NEW_SCHOOL_PUPILS,
    SCHOOLS,
    YEARS,
)

TARGET = Path(__file__).resolve().parents[2] / "eksempel" / "exempelstad"

SEED, _PUPILS_SEED, _SURVEY_SEED = 2027, 2028, 2029
_SURVEY: Final = "brukarundersokning"
_SURVEY_YEARS: Final = (2025, 2026)
_SCHOOLS: Final = (
    "skole_nr", "skole", "omraade", "type", "elevtal",
    "soc_eftergymnasial_pct", "soc_nyanlanda_pct", "soc_utlandsk_bakgrund_pct",
)  # fmt: skip
_FIGURES: Final = ("enhed", "gruppe", "skoleaar", "indikator", "vaerdi", "antal", "standardfejl")


def tables() -> dict[str, bytes]:
    """Make the tables, as the bytes of their files by name."""
    rng = np.random.default_rng(SEED)
    classes = _classes(rng)
    figures = ordered([*rows_of_classes(rng, classes), *rest(rng, classes)])
    judged = exempelstad_lus.rows(np.random.default_rng(_PUPILS_SEED))
    pupils = pupils_of(classes)
    return {
        "skoler.csv": written.table(_SCHOOLS, _schools(pupils)),
        "indikatorer.csv": written.table(_FIGURES, map(as_cells, figures)),
        "elever.csv": written.table(exempelstad_lus.HEADINGS, judged),
        "aftaler.csv": written.table(exempelstad_answers.HEADINGS, _answers(figures, pupils)),
    }


def _answers(figures: list[Row], pupils: Pupils) -> list[list[str]]:
    """Give what the schools wrote and counted, by school, year and template."""
    has: dict[str, dict[str, dict[int, float]]] = {}
    for row in figures:
        if row.group == EVERYBODY and not isinstance(row.value, str):
            has.setdefault(row.unit, {}).setdefault(row.key, {})[row.year] = row.value
    asked = (
        survey_counts.Asked(
            writer.head(_SURVEY),
            SCHOOLS[writer.place].level,
            pupils.get((writer.number, min(writer.year, LAST_YEAR)), NEW_SCHOOL_PUPILS),
        )
        for writer in exempelstad_answers.writers(_SURVEY_YEARS)
    )
    counted = survey_counts.rows(np.random.default_rng(_SURVEY_SEED), asked, TARGET / "indstillinger.csv")
    return sorted([*exempelstad_answers.rows(has), *counted], key=lambda row: row[:4])


def _classes(rng: np.random.Generator) -> list[ClassYear]:
    """Make the classes; who passes every subject has the entry requirements too."""
    classes = class_years(rng, SCHOOLS, MEASURES, YEARS)
    for one in classes:
        if passed := one.measured.get("alla_amnen_pct"):
            passed.total = min(passed.total, one.measured["behorig_gymn_pct"].total)
    return classes


def _schools(pupils: Pupils) -> Iterator[list[object]]:
    for school in SCHOOLS:
        there = pupils.get((school.number, LAST_YEAR), NEW_SCHOOL_PUPILS)
        about = BACKGROUNDS[school.number]
        shares = (about.after_school, about.new_here, about.from_abroad)
        told = [written.number(share, 1) for share in shares]
        yield [school.number, school.name, school.area, _type(school), there, *told]


def _type(school: School) -> str:
    first, last = school.grades[0], school.grades[-1]
    return f"Kommunal grundskola {first or 'F'}-{last} (påhittad)"


def main() -> None:
    """Write the tables."""
    for name, data in tables().items():
        (TARGET / name).write_bytes(data)


if __name__ == "__main__":
    main()
