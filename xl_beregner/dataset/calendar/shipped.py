"""The steps that stand in where a dataset has no table ``aarshjul``: one wheel a language, as data.

Each has its source; one whose date a municipality decides itself is marked as an example. They are read
as the table of a dataset is, so that a municipality can take the file over as it is.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import pandas as pd

from xl_beregner.dataset.calendar.schema import CALENDAR

# Malmö's model and the four dates of a municipal memo are Swedish, the rest of the world gets the Danish.
_SWEDISH = "sv"


@cache
def shipped_calendar(lang: str) -> pd.DataFrame:
    """Read the wheel of a language."""
    name = f"{_SWEDISH if lang == _SWEDISH else 'da'}.csv"
    text = (files("xl_beregner.dataset.calendar") / name).read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    return pd.DataFrame(rows, columns=[column.key for column in CALENDAR.columns], dtype=object)
