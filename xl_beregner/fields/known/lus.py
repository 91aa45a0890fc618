"""Fields of a class that ``lus`` gives: the pupils' LUS points, the dates, what the municipality expects."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DATES = (1, 2, 3, 4)
OWN_ROWS = 3  # for pupils the register does not know yet
PAIRS = 40  # rows of the sheet where two teachers' points are compared

SCALARS: tuple[str, ...] = (
    *(f"lus_tidpunkt_{number}" for number in DATES),
    *(f"lus_dato_{number}" for number in DATES),
    "lus_forvantan_kilde",
)

LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "lus": ("noegle", "nr", "elev_navn", "klassetrin", "foer", *(f"p{number}" for number in DATES)),
        "lus_atgard": ("noegle", "nr"),
        "lus_forvantan": ("noegle", "klassetrin", *(f"v{number}" for number in DATES)),
        "lus_par": ("noegle",),
    }
)
