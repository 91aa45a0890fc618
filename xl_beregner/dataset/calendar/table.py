"""The table ``aarshjul``: the year's steps as a municipality has agreed them.

What a cell with a date may hold is ``rules``'; what is there without the table, ``shipped``'s.
"""

from __future__ import annotations

import pandas as pd

from xl_beregner.dataset import checks
from xl_beregner.dataset.calendar.rules import parse_rule
from xl_beregner.dataset.calendar.schema import CALENDAR
from xl_beregner.dataset.faults import Faults
from xl_beregner.dataset.raw import RawTable

# The calendar repeats itself after 28 years: what is in order in all of them is so in every year.
_YEARS = range(2020, 2048)


def no_calendar() -> pd.DataFrame:
    """Give the table of a dataset that has none."""
    return pd.DataFrame({column.key: pd.Series(dtype=object) for column in CALENDAR.columns})


def read_calendar(table: pd.DataFrame | None, raw: RawTable | None, faults: Faults) -> pd.DataFrame:
    """Check the steps: each key once, and none that ends before it begins."""
    if table is None or raw is None:
        return no_calendar()
    table = checks.check_keys(table, raw, "noegle", faults)
    for row, first, last in zip(table.index, table["fra"], table["til"], strict=True):
        if first and last and (year := _year_it_ends_too_soon(first, last)):
            facts = {"fundet": last, "fra": first, "skoleaar": f"{year}/{year + 1}"}
            faults.add("dataset_aarshjul_orden", **facts, **raw.spot(row, "til"))
    return table.reset_index(drop=True)


def _year_it_ends_too_soon(first: str, last: str) -> int | None:
    begin, end = parse_rule(first), parse_rule(last)
    assert begin is not None
    assert end is not None
    return next((year for year in _YEARS if end.days(year).last < begin.days(year).first), None)
