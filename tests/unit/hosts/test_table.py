"""A table of cells: what is read where nothing may be refused."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np

from xl_beregner.hosts.table import CellTable


def test_the_first_row_stands_below_the_headings_if_there_are_any():
    assert CellTable([["Score"], [1.0]], ["score"]).first_row == 2
    assert CellTable([["x"], [1.0]], ["score"]).first_row == 1


def test_numbers_are_read_where_they_can_be():
    cells = [7.0, "7,5", "2.351", "34 af 50", "#I/T", None, True, date(2025, 9, 15), "-"]
    table = CellTable([["Score"], *([cell] for cell in cells)], ["score"])
    np.testing.assert_array_equal(
        table.readable_numbers("score"), [7, 7.5, 2351, np.nan, np.nan, np.nan, np.nan, np.nan, np.nan]
    )


def test_dates_are_read_as_days_however_they_are_typed():
    day = date(2025, 9, 15)
    cells = [day, datetime(2025, 9, 15, 8), "15-09-2025", "2025-09-15", 45915.0, "i går", None, True]
    table = CellTable([["Dato"], *([cell] for cell in cells)], ["dato"])
    np.testing.assert_array_equal(table.days("dato"), [day.toordinal()] * 5 + [np.nan] * 3)
