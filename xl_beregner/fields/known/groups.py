"""The lists of a school that show its groups: the themes of a data pack, and the results of tests.

What fills them is ``groups.themes``. Importing this costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# As the settings that choose their indicators; a dataset is not loaded to name them.
THEMES: Final = ("tema_synlig_laering", "tema_teamsamarbejde", "tema_foraeldre")
TESTS: Final = "testresultater"
TABLES: Final = (*THEMES, TESTS)

COLUMNS: Final = (
    "noegle", "navn", "navn_vist", "indikator", "gruppe", "gruppe_slags", "maaleenhed", "decimaler",
    "forrige", "seneste", "aar_seneste", "antal", "usikkerhed", "skolen", "kommune", "tegn", "spoergsmaal",
    "bemaerkning",
)  # fmt: skip

LISTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(dict.fromkeys(TABLES, COLUMNS))
SCALARS: Final = tuple(f"{table}_linje" for table in TABLES)

_WORDS: Final = "gruppetal"


def columns_as(table: str) -> str:
    """Name the list whose words tell of a list's columns."""
    return _WORDS if table in LISTS else table


def has_all_columns_of_another(table: str) -> bool:
    """Tell whether the first of these lists has told of its columns."""
    return table in TABLES[1:]
