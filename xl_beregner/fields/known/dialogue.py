"""The lists of a school that hold the figures of one dialogue: which, a setting names.

What fills them is ``chosen_figures``. Importing this costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# The setting that names a dialogue's indicators; its list and line are called after it.
RESULTS: Final = "dialog_resultat"
STAFF: Final = "dialog_personale"
DIALOGUES: Final = (RESULTS, STAFF)

SCALARS: Final = tuple(f"{dialogue}_linje" for dialogue in DIALOGUES)
TABLES: Final = tuple(f"{dialogue}_tal" for dialogue in DIALOGUES)

_FIGURES: Final = "tal"


def dialogue_lists(figures: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Name the lists, each with its columns; ``figures`` are the columns of the list ``tal``."""
    return MappingProxyType(dict.fromkeys(TABLES, figures))


def columns_as(table: str) -> str:
    """Name the list whose words tell of a list's columns."""
    return _FIGURES if table in TABLES else table


def has_all_columns_of_another(table: str) -> bool:
    """Tell whether its columns are another list's, so that they need not be told again."""
    return table in TABLES
