"""A table of cells: what is read where nothing may be refused."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from xl_beregner.errors import CellTypeError, ShapeError, ValueRangeError
from xl_beregner.hosts.engine import evaluate
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


@pytest.mark.parametrize("second", ["Score", " score ", "Point"])
def test_two_columns_of_one_meaning_are_refused_by_name(second):
    with pytest.raises(ShapeError) as told:
        evaluate("BEREGNER_OMSAET", 12, [["Score", "Værdi", second], [12.0, 340.0, 13.0]])
    assert f"Score, {second.strip()}" in str(told.value)
    CellTable([["Score", "x", "x"], [1.0, 2.0, 3.0]], ["score"])  # of what is not asked for, any number


@pytest.mark.parametrize("above", [1, 2])
def test_headings_below_a_title_are_told_to_be_first(above):
    rows = [["Tabel over DNT", None]] * above + [["Score", "Værdi"], [12.0, 340.0]]
    with pytest.raises(ShapeError, match="områdets første række"):
        evaluate("BEREGNER_OMSAET", 12, rows)


def test_a_table_of_numbers_without_headings_stands_in_the_given_order():
    table = CellTable([[1.0, 2.0], [3.0, "Score"]], ["score", "vaerdi"])
    np.testing.assert_array_equal(table.numbers("score"), [1, 3])


def test_a_cell_that_will_not_do_is_told_with_argument_column_and_row():
    rows = [["Point", "Værdi", "Kilde"], [12.0, 340.0, "Bog"], [13.0, "Ida Holm", "#I/T"]]
    with pytest.raises(CellTypeError) as told:
        evaluate("BEREGNER_OMSAET", 12, rows)
    assert str(told.value) == "tabel, kolonnen Værdi: Række 3: cellen rummer tekst; her skal stå et tal."
    rows[2][1] = 350.0
    with pytest.raises(CellTypeError, match="tabel, kolonnen Kilde: Række 3: cellen viser fejlen #I/T"):
        evaluate("BEREGNER_OMSAET", 12, rows)
    assert CellTable(rows, ["kilde"]).readable_labels("kilde") == ["Bog", "#I/T"]


def test_an_impossible_number_is_told_by_its_columns_name():
    for rows in ([["Point"], [1e16]], [[1e16, 2.0]]):
        name = "Point" if len(rows) == 2 else "Score"
        with pytest.raises(ValueRangeError, match=rf"{name}: 1e\+16 er umuligt stort"):
            CellTable(rows, ["score", "vaerdi"]).numbers("score")
