"""The invented schools of Exempelstad, and what is measured of the pupils in their classes.

Everything is drawn from a seeded generator; what is made of it is ``exempelstad_figures``'. Nobody stands
behind a figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workbooks.build.examples.classes import Measure, School

FIRST_YEAR, LAST_YEAR = 2018, 2025
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
_TEST_YEARS = range(2021, LAST_YEAR + 1)

_F_TO_6, _F_TO_9, _7_TO_9 = range(7), range(10), range(7, 10)
# No school has such a name; the numbers begin with X for Exempel.
SCHOOLS: Final = (
    School("X01", "Kottfjärilens skola", "Norra", 2, 23.0, 0.5, 0.03, grades=_F_TO_9),
    School("X02", "Månharens skola", "Norra", 2, 22.0, -0.3, 0.09, grades=_F_TO_9),
    School("X03", "Tusenstegsskolan", "Norra", 4, 25.0, 0.1, -0.04, grades=_7_TO_9),
    School("X04", "Gråsuggebackens skola", "Norra", 2, 21.0, 0.0, 0.00, grades=_F_TO_6),
    School("X05", "Regnkappans skola", "Norra", 2, 24.0, -0.8, 0.05, grades=_F_TO_9),
    School("X06", "Snigelspårets skola", "Norra", 1, 24.0, 0.4, -0.02, grades=_F_TO_6),
    School("X07", "Ekollonhattens skola", "Södra", 3, 25.0, 0.9, 0.00, grades=_7_TO_9),
    School("X08", "Vantstickarens skola", "Södra", 2, 20.0, -0.5, -0.05, grades=_F_TO_9),
    School("X09", "Bortomdimmans skola", "Södra", 1, 4.0, 0.2, 0.00, grades=_F_TO_6),  # very small
    School("X10", "Pappersdrakens skola", "Södra", 3, 23.0, -1.1, 0.06, grades=_F_TO_9),
    School("X11", "Lyktgubbens skola", "Södra", 2, 22.0, 1.1, 0.01, grades=_F_TO_6),
    # Opened this year, so it has no figures.
    School("X12", "Nyvindens skola", "Södra", 2, 20.0, 0.0, 0.00, has_figures=False, grades=_F_TO_6),
)
NEW_SCHOOL_PUPILS: Final = 94


@dataclass(frozen=True, slots=True)
class Background:
    """What the pupils of a school bring with them, in per cent of them, as the table ``skoler`` has it."""

    after_school: float  # guardians with education beyond upper secondary
    new_here: float  # in the country four years or less
    from_abroad: float  # born abroad, or both guardians are


# Eight schools are alike, so that similar schools can be shown; the others are told that they have none.
BACKGROUNDS: Final = {
    "X01": Background(53.1, 4.2, 27.0), "X02": Background(52.2, 6.9, 34.1),
    "X03": Background(53.4, 5.5, 30.6), "X04": Background(52.9, 5.0, 28.8),
    "X05": Background(51.9, 7.8, 36.9), "X06": Background(54.0, 3.6, 24.2),
    "X07": Background(54.2, 3.9, 26.3), "X08": Background(52.0, 6.1, 33.0),
    "X09": Background(41.0, 2.0, 9.5), "X10": Background(35.4, 14.6, 58.2),
    "X11": Background(66.8, 1.4, 14.7), "X12": Background(45.6, 9.3, 41.0),
}  # fmt: skip

# Pupils of the anpassade grundskolan, as many in every school year.
ADAPTED: Final = {"X02": 17, "X05": 8}

_ASKED, _SCHOOL, _ALL = tuple(range(3, 10)), tuple(range(1, 10)), tuple(range(10))
_AFTERNOON = tuple(range(4))
MEASURES: Final = (
    Measure("meritvarde", 221.0, 12.0, 8.0, 62.0, (9,), limits=(90.0, 330.0)),
    Measure("behorig_gymn_pct", 86.0, 4.0, 3.0, 0, (9,), is_share=True),
    Measure("alla_amnen_pct", 75.0, 5.0, 4.0, 0, (9,), is_share=True),
    Measure("np_ma6_pct", 86.0, 4.5, 4.0, 0, (6,), answering=0.95, is_share=True, years=_TEST_YEARS),
    Measure("np_sv6_pct", 92.0, 3.0, 2.5, 0, (6,), answering=0.95, is_share=True, years=_TEST_YEARS),
    Measure("trygghet_pct", 88.0, 3.0, 3.0, 0, _ASKED, answering=0.9, is_share=True, by_grade=-0.6),
    Measure("studiero_pct", 71.0, 5.0, 5.0, 0, _ASKED, answering=0.9, is_share=True, by_grade=-1.1),
    Measure("delaktighet_pct", 76.0, 4.0, 4.0, 0, _ASKED, answering=0.9, is_share=True, by_grade=-0.8),
    Measure("ogiltig_franvaro_pct", 0.6, 0.35, 0.25, 2.6, _SCHOOL, sign=-1, by_grade=0.28,
            limits=(0.1, 30.0)),
    Measure("fk_kartlaggning_pct", 82.0, 5.0, 4.0, 0, (0,), answering=0.97, is_share=True),
    Measure("fk_trygghet_pct", 93.0, 2.5, 2.0, 0, (0,), answering=0.9, is_share=True),
    Measure("fh_trygghet_pct", 91.0, 3.0, 2.0, 0, _AFTERNOON, answering=0.6, is_share=True, by_grade=-0.8),
    Measure("fh_meningsfull_pct", 84.0, 5.0, 3.0, 0, _AFTERNOON, answering=0.6, is_share=True,
            by_grade=-2.0),
    Measure("bruk_elev_pct", 83.0, 4.0, 3.0, 0, (5, 8), answering=0.9, is_share=True, by_grade=-2.5),
    Measure("bruk_vh_pct", 85.0, 4.0, 2.0, 0, _ALL, answering=0.45, is_share=True, by_grade=-0.7),
)  # fmt: skip
