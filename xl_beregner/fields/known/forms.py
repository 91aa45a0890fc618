"""The lists of a unit that hold one school form each: `skoleform_1`, its figures `skoleform_1_tal`.

What fills them is ``forms_of_school``. Importing this costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from xl_beregner.fields.known.parted import Parted

# What the school said of a figure the year before, beside it: answers of `uppfoljningsplan`.
BEFORE: Final = "forrige_rektors_bedomning"
FORMS: Final = Parted("skoleform", 6, ("noegle", "navn", "viser_tallene"), (BEFORE,))
PLACES: Final = FORMS.places

# All the unit's forms below each other, for a page of them all.
TOGETHER: Final = "skoleformer_tal"
NUMBER: Final = "skoleform_nr"


def form_lists(figures: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Name the lists, each with its columns; ``figures`` are the columns of the list ``tal``."""
    return {**FORMS.lists(figures), TOGETHER: (*figures, BEFORE, NUMBER)}


def columns_as(table: str) -> str:
    """Name the list whose words tell of its columns."""
    return "tal" if table == TOGETHER else FORMS.columns_as(table)


def has_all_columns_of_another(table: str) -> bool:
    """Tell whether its columns are another list's, so that they need not be told again."""
    return table == TOGETHER
