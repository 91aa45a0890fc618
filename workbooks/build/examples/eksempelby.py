"""Makes the tables of workbooks/eksempel/eksempelby: eight invented schools, their figures and agreements.

The catalogue, the goals and the settings beside them are written by hand: they hold the choices. Everything
else is drawn from a seeded generator (``eksempelby_classes``, ``eksempelby_figures``); what the schools
agreed is ``eksempelby_agreements``'. The same bytes each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from workbooks.build.examples import eksempelby_agreements, eksempelby_figures, written
from workbooks.build.examples.eksempelby_classes import (
    BACKGROUND,
    BACKGROUNDS,
    LAST_YEAR,
    NEW_SCHOOL_PUPILS,
    SCHOOLS,
    class_years,
)

TARGET = Path(__file__).resolve().parents[2] / "eksempel" / "eksempelby"
BY_HAND = ("katalog.csv", "maal.csv", "indstillinger.csv")

SEED = 2026
_SCHOOL_TYPE = "Folkeskole (opdigtet)"


def tables() -> dict[str, bytes]:
    """Make the tables, as the bytes of their files by name."""
    rng = np.random.default_rng(SEED)
    classes = class_years(rng)
    pupils = {school.number: NEW_SCHOOL_PUPILS for school in SCHOOLS if not school.has_figures}
    for one in classes:
        if one.year == LAST_YEAR:
            pupils[one.school.number] = pupils.get(one.school.number, 0) + one.pupils
    figures = sorted_rows(eksempelby_figures.rows(rng, classes))
    made = {
        "skoler.csv": written.table(
            ("skole_nr", "skole", "omraade", "type", "elevtal", *BACKGROUND),
            (
                (one.number, one.name, one.area, _SCHOOL_TYPE, pupils[one.number], *BACKGROUNDS[one.number])
                for one in SCHOOLS
            ),
        ),
        "indikatorer.csv": written.table(
            ("enhed", "gruppe", "skoleaar", "indikator", "vaerdi", "antal", "standardfejl"), figures
        ),
    }
    with TemporaryDirectory() as folder:
        for name in BY_HAND:
            (Path(folder) / name).write_bytes((TARGET / name).read_bytes())
        for name, data in made.items():
            (Path(folder) / name).write_bytes(data)
        answers, basis = eksempelby_agreements.tables(Path(folder))
    return {**made, "aftaler.csv": written.table(*answers), "aftalegrundlag.csv": written.table(*basis)}


def sorted_rows(rows: Iterable[eksempelby_figures.Row]) -> list[list[str]]:
    """Write each row's cells."""
    return [eksempelby_figures.as_cells(row) for row in rows]


def main() -> None:
    """Write the tables."""
    for name, data in tables().items():
        (TARGET / name).write_bytes(data)


if __name__ == "__main__":
    main()
