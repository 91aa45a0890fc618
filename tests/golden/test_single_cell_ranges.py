"""A range of one cell is a range: ``COUNTIF(B2,5)`` counts one cell and carries that value.

A list drawn on one cell makes such formulas, and so does a table of three rows that a school has
only one row for (``COUNTIF(tabel[a],5)``). formulon is the second opinion.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter
from support.engines import formulon_values
from support.values import ErrorValue, cached_values, same_value

from xl_beregner.filling import Template

FORMULAS = [
    "COUNTIF(B2,5)",
    'COUNTIFS(B2,">1")',
    "SUMIF(B2,5)",
    "SUMIF(B2,5,C2)",
    "SUMIFS(C2,B2,5)",
    "AVERAGEIF(B2,5)",
    "AVERAGEIFS(C2,B2,5)",
    "MATCH(5,B2,0)",
    "INDEX(B2,1)",
    "VLOOKUP(5,B2,1,FALSE)",
    "HLOOKUP(5,B2,1,FALSE)",
    "LOOKUP(5,B2)",
    "RANK(B2,B2)",
    "LARGE(B2,1)",
    "SMALL(B2,1)",
    "COUNTBLANK(B2)",
    "SUMPRODUCT(B2,C2)",
    "ROWS(B2)",
]


TABLE_FORMULAS = [
    "COUNTIF(tabel[a],5)",
    "MATCH(5,tabel[a],0)",
    "INDEX(tabel[a],1)",
    "SUMIFS(tabel[b],tabel[a],5)",
    "LARGE(tabel[a],1)",
    "COUNTIF(hele_a,5)",
    "MATCH(5,hele_a,0)",
    "VLOOKUP(5,tabel[],2,FALSE)",
    "SUM(tabel[[a]:[b]])",
    "ROWS(tabel[a])",
]
ROWS = [{"a": 5, "b": 7.5}, {"a": 3, "b": 1}, {"a": 5, "b": 2}]


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cell beside formulas that ask for a range."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("Ark")
    book.define_name("felt_x", "=Ark!$B$2")
    book.define_name("felt_y", "=Ark!$C$2")
    for row, formula in enumerate(FORMULAS):
        sheet.write_formula(row, 4, f"={formula}")
    book.close()
    path = tmp_path_factory.mktemp("enkelt") / "fyldt.xlsx"
    Template(target.getvalue()).fill({"x": 5, "y": 7.5}, path)
    return path


@pytest.fixture(scope="module", params=[3, 1, 0], ids=lambda rows: f"{rows} rows")
def table(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table drawn with three rows, beside formulas that look into it."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("Ark")
    sheet.add_table("B1:C4", {"name": "tabel", "columns": [{"header": "a"}, {"header": "b"}]})
    book.define_name("felt_t__a", "=Ark!$B$2:$B$4")
    book.define_name("felt_t__b", "=Ark!$C$2:$C$4")
    book.define_name("hele_a", "=Ark!$B$2:$B$4")
    for row, formula in enumerate(TABLE_FORMULAS):
        sheet.write_formula(row, 4, f"={formula}")
    book.close()
    path = tmp_path_factory.mktemp("tabel") / "fyldt.xlsx"
    Template(target.getvalue()).fill({"t": ROWS[: request.param]}, path)
    return path


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_single_cell_is_a_range(single: Path, formula: str) -> None:
    _assert_right_or_left_out(single, FORMULAS.index(formula) + 1)


@pytest.mark.parametrize("formula", TABLE_FORMULAS)
def test_a_table_that_shrinks_to_one_row_is_still_a_table(table: Path, formula: str) -> None:
    _assert_right_or_left_out(table, TABLE_FORMULAS.index(formula) + 1)


def _assert_right_or_left_out(book: Path, row: int) -> None:
    shown, expected = cached_values(book).get(("Ark", row, 5)), formulon_values(book).get(("Ark", row, 5))
    # An error of another kind is let through where a blank table makes one: engines name them differently.
    if isinstance(shown, ErrorValue) and isinstance(expected, ErrorValue):
        return
    assert shown is None or same_value(shown, expected), f"shows {shown!r}, is {expected!r}"
