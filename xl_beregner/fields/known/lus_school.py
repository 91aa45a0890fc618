"""Fields of a school about LUS: points by date, grade and class, and the pupils below the expected.

What fills them is ``lus_school``. The dates are a class's too (``lus``).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from xl_beregner.fields.known import lus
from xl_beregner.fields.known.lus import DATES

LINE: Final = "lus_linje"
LATEST: Final = "lus_seneste"
PUPILS: Final = "lus_elever"
SCALARS: tuple[str, ...] = (*lus.SCALARS, LINE, LATEST)

_GROUP = (
    "noegle", "navn", "navn_vist", "klassetrin", "tidspunkt", "tidspunkt_nr", "elever", "bedoemte",
    "ikke_bedoemte", "median", "nedre_kvartil", "oevre_kvartil", "forventet", "med_forventning", "naaet",
    "andel", "nedre", "oevre", "frem", "uaendret", "tilbage", "bemaerkning",
)  # fmt: skip
COUNTS: Final = tuple(f"n{place}" for place in range(1, 22))  # a column a point

LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "lus_skole": _GROUP,
        "lus_trin": _GROUP,
        "lus_klasser": _GROUP,
        "lus_rapport": _GROUP,
        "lus_punkter_skole": ("noegle", "punkt", *(f"d{number}" for number in DATES)),
        "lus_fordeling": (
            "noegle", "navn", "tidspunkt", "bedoemte", "forventet", "plads", *COUNTS, "bemaerkning",
        ),
        "lus_forpligtelser": ("noegle", "klassetrin", "punkt", "andel", "kilde"),
        PUPILS: (
            "noegle", "nr", "elev_navn", "klasse", "klassetrin", "foer", *(f"p{number}" for number in DATES),
            "tidspunkt", "seneste", "forventet", "kvar", "steg",
        ),
    }
)  # fmt: skip

# Lists that have all the columns of another, and so its words.
_LIKE = {"lus_trin": "lus_skole", "lus_klasser": "lus_skole", "lus_rapport": "lus_skole"}


def columns_as(table: str) -> str:
    """Name the list whose words tell of a list's columns."""
    return _LIKE.get(table, table)


def has_all_columns_of_another(table: str) -> bool:
    """Tell whether another list, told above it, has the same columns."""
    return table in _LIKE
