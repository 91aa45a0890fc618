"""The invented schools and classes of Eksempelby, and what was measured in each class each school year.

Everything is drawn from a seeded generator; what is made of it (grades, teams, schools) is in
``eksempelby_figures``. Nobody stands behind a figure.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from workbooks.build.examples import classes
from workbooks.build.examples.classes import ClassYear, Measure, School

FIRST_YEAR, LAST_YEAR = 2018, 2025
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
TEST_YEARS = range(2022, LAST_YEAR + 1)  # one test series; those before are no neighbours of theirs
GRADES = range(10)

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

# What the pupils of a school bring with them, in per cent of them, as the table ``skoler`` has it.
BACKGROUND: Final = ("soc_lang_uddannelse_pct", "soc_nyankomne_pct")
BACKGROUNDS: Final = {
    "E01": ("38,4", "3,1"), "E02": ("24,9", "8,6"), "E03": ("33", "4,4"), "E04": ("47,2", "1,8"),
    "E05": ("28,1", "6,2"), "E06": ("30,5", "2,7"), "E07": ("26,7", "0"), "E08": ("34,6", "5"),
}  # fmt: skip


_4_TO_9, _ALL = tuple(range(4, 10)), tuple(GRADES)
_OF_5: Final = (1.5, 4.9)
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
    Measure("trivsel_social", 4.05, 0.08, 0.08, 0.62, _4_TO_9, answering=0.91, limits=_OF_5),
    Measure("trivsel_faglig", 3.72, 0.08, 0.08, 0.60, _4_TO_9, answering=0.91, by_grade=-0.02, limits=_OF_5),
    Measure("trivsel_stoette", 3.35, 0.10, 0.10, 0.66, _4_TO_9, answering=0.91, by_grade=-0.05, limits=_OF_5),
    Measure("trivsel_ro", 3.70, 0.09, 0.12, 0.64, _4_TO_9, answering=0.91, limits=_OF_5),
    Measure("fravaer_pct", 5.2, 0.6, 0.5, 5.0, _ALL, sign=-1, by_grade=0.35, limits=(0.5, 30.0)),
)  # fmt: skip


def class_years(rng: np.random.Generator) -> list[ClassYear]:
    """Make every class of every school year."""
    return classes.class_years(rng, SCHOOLS, MEASURES, YEARS)
