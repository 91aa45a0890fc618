"""The lists of a school that hold one pejlemærke each: `pejlemaerke_1`, its figures `pejlemaerke_1_tal`.

What fills them is ``themes_of_school``. Importing this costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from xl_beregner.fields.known.parted import Parted

THEMES: Final = Parted(
    "pejlemaerke", 8, ("noegle", "navn", "viser_tallene", "forrige_vurdering", "forrige_indsatser")
)
PLACES: Final = THEMES.places

# A pejlemærke's rows of the municipality's page: some of its columns.
_OF_ANOTHER: Final[Mapping[str, str]] = MappingProxyType({"pejlemaerke_samlet": "samlet"})


def columns_as(table: str) -> str:
    """Name the list whose words tell of its columns."""
    return _OF_ANOTHER.get(table, THEMES.columns_as(table))


def has_all_columns_of_another(table: str) -> bool:
    """Tell whether its columns are another list's, so that they need not be told again."""
    return THEMES.has_all_columns_of_another(table)
