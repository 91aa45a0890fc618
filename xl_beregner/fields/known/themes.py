"""The lists of a school that hold one pejlemærke each: `pejlemaerke_1`, its figures `pejlemaerke_1_tal`.

What fills them is ``themes_of_school``. Importing this costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# Sheets a template has for pejlemærker; the last takes what there is more of.
MOST: Final = 8
PLACES: Final = range(1, MOST + 1)

COLUMNS: Final = ("noegle", "navn", "viser_tallene", "forrige_vurdering", "forrige_indsatser")

_NUMBERED = re.compile(r"(pejlemaerke)_(\d+)(_tal)?")
_FIGURES: Final = "tal"
# A pejlemærke's rows of the municipality's page: some of its columns.
_OF_ANOTHER: Final[Mapping[str, str]] = MappingProxyType({"pejlemaerke_samlet": "samlet"})


def theme_lists(figures: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Name the lists, each with its columns; ``figures`` are the columns of the list ``tal``."""
    return {
        **{f"pejlemaerke_{place}": COLUMNS for place in PLACES},
        **{f"pejlemaerke_{place}_tal": figures for place in PLACES},
    }


# --- What is told of them: once, since they differ by their number alone ----------------------
def told_as(table: str) -> str:
    """Name the list as its line in ``texts`` does: ``pejlemaerke_N``."""
    found = _NUMBERED.fullmatch(table)
    return table if found is None else f"{found[1]}_N{found[3] or ''}"


def is_told_above(table: str) -> bool:
    """Tell whether the first list of its kind speaks for it."""
    found = _NUMBERED.fullmatch(table)
    return found is not None and found[2] != "1"


def names_of(table: str) -> str:
    """Write a list's name, or the first and last of those it speaks for."""
    found = _NUMBERED.fullmatch(table)
    if found is None:
        return f"`{table}`"
    first, last = (f"`{found[1]}_{place}{found[3] or ''}`" for place in (1, MOST))
    return f"{first} … {last}"


def columns_as(table: str) -> str:
    """Name the list whose words tell of its columns."""
    found = _NUMBERED.fullmatch(table)
    if found is None:
        return _OF_ANOTHER.get(table, table)
    return _FIGURES if found[3] else told_as(table)


def has_all_columns_of_another(table: str) -> bool:
    """Tell whether its columns are another list's, all of them, so that they need not be told again."""
    return columns_as(table) == _FIGURES != table
