"""What a held value notices, and what it does not mistake for a change: one case for each way to go wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from support.engines import formulon_values, libreoffice_values
from unit.filling.excel_shaped import part, sheet, workbook
from unit.filling.live_book import template

import xl_beregner
from xl_beregner.filling import Filled, Template
from xl_beregner.filling import functions_sums as sums
from xl_beregner.filling.functions_forms import Form
from xl_beregner.filling.functions_frozen import checks_of, following_formula, frozen_formula
from xl_beregner.filling.functions_inputs import Input
from xl_beregner.filling.functions_plan import Cells
from xl_beregner.filling.functions_sums import NotComparableError, letters_check
from xl_beregner.ooxml.values import ErrorText

TABLE = {"name": "tab", "columns": [{"header": "x"}, {"header": "se"}]}


def held(lay: Callable[[Any], None]) -> Filled:
    """Fill a template whose functions all answer 7."""
    how: dict[str, Any] = {"evaluator": lambda name, *arguments: [[7.0]], "form": Form("native")}
    return Template(template(lay, column="=1")).fill({"maal": 1.0, "elever": []}, **how)


def formula(filled: Filled, cell: str, folder: Path) -> str:
    (folder / "sendt.xlsx").write_bytes(filled.data)
    return str(openpyxl.load_workbook(folder / "sendt.xlsx")["Bl å"][cell].value)


def changed(filled: Filled, change: Callable[[Worksheet], None], folder: Path) -> Path:
    """Change what was sent, as somebody would."""
    (folder / "sendt.xlsx").write_bytes(filled.data)
    book = openpyxl.load_workbook(folder / "sendt.xlsx")
    change(book["Bl å"])
    book.save(folder / "aendret.xlsx")
    return folder / "aendret.xlsx"


def after(filled: Filled, change: Callable[[Worksheet], None], folder: Path) -> Any:
    """Tell what B1 shows after a change."""
    pytest.importorskip("formulon")
    return formulon_values(changed(filled, change, folder)).get(("Bl å", 1, 2))


def nothing(_: Worksheet) -> None:
    pass


def put(cell: str, value: Any) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet[cell].value = value

    return change


def lay_incomes(sheet: Any) -> None:
    """Put shares, typed, beside incomes, calculated."""
    for row in range(80):
        sheet.write_row(row, 3, [0.12 + row / 1000, f"skole {row}"])
        sheet.write_formula(row, 5, f"=H{row + 1}*1000")
        sheet.write(row, 7, 280 + row)
    sheet.write_formula("B1", "BEREGNER_MAALT(D1:F80)")


@pytest.mark.parametrize(
    ("cell", "value", "shows"),
    [("K1", 1, 7), ("D1", 0.42, "forældet"), ("D1", 0.1200001, "forældet"), ("H1", 281, "forældet")],
)
def test_a_share_beside_calculated_incomes_is_compared_as_a_share(
    cell: str, value: float, shows: Any, tmp_path: Path
) -> None:
    assert after(held(lay_incomes), put(cell, value), tmp_path) == shows


def test_a_calculated_share_beside_calculated_incomes_is_compared_as_a_share(tmp_path: Path) -> None:
    def lay(sheet: Any) -> None:
        for row in range(80):
            sheet.write(row, 7, 280 + row)
            sheet.write_formula(row, 3, f"=H{row + 1}/1000")
            sheet.write_formula(row, 4, f"=H{row + 1}*1000")
        sheet.write_formula("B1", "BEREGNER_MAALT(D1:E80)")

    assert after(held(lay), nothing, tmp_path) == 7
    assert after(held(lay), put("D1", 0.2801), tmp_path) == "forældet"


def test_a_wide_range_takes_little_more_room_than_a_narrow_one(tmp_path: Path) -> None:
    def lay(sheet: Any) -> None:
        for row in range(9):
            sheet.write_row(row, 3, [column * 10.0 ** (column % 7) for column in range(90)])
        sheet.write_formula("B1", "BEREGNER_MAALT(D1:CO9)")

    assert len(formula(held(lay), "B1", tmp_path)) < 1500
    assert after(held(lay), nothing, tmp_path) == 7
    assert after(held(lay), put("E1", 11), tmp_path) == "forældet"


def lay_one_row(sheet: Any) -> None:
    sheet.add_table("D1:E2", {**TABLE, "data": [[5, 1]]})
    sheet.write_formula("B1", "BEREGNER_MAALT(tab[x],tab[se])")


def grow(last: str) -> Callable[[Worksheet], None]:
    """Let the table end in another cell, as typing below it does."""

    def change(sheet: Worksheet) -> None:
        sheet[last].value = 9
        sheet.tables["tab"].ref = "D1:" + last
        sheet.tables["tab"].autoFilter = None

    return change


def lay_apart(sheet: Any) -> None:
    lay_one_row(sheet)
    sheet.write_formula("B1", "BEREGNER_MAALT(ROW()-ROW(tab[[#Headers],[x]]),ROW(tab[se]),ROWS(B1:B3))")


def lay_many(sheet: Any) -> None:
    sheet.write_formula("B1", f"BEREGNER_MAALT({','.join(f'D{row}' for row in range(1, 301))})")


def lay_counted(sheet: Any) -> None:
    sheet.add_table("D1:E4", {**TABLE, "data": [[5, 1], [6, 1], [7, 1]]})
    sheet.write_formula("B1", "BEREGNER_MAALT(H1,ROWS(tab[x])-1,COLUMNS( tab[[x]:[se]] ))*ROWS(B1:B3)")


@pytest.mark.parametrize(("lay", "last"), [(lay_one_row, "E3"), (lay_counted, "E5")])
def test_a_table_that_grows_is_noticed(lay: Any, last: str, tmp_path: Path) -> None:
    assert after(held(lay), nothing, tmp_path) in (7, 7 * 3)
    assert after(held(lay), grow(last), tmp_path) == "forældet"


@pytest.mark.prove
def test_libreoffice_notices_the_same(tmp_path: Path) -> None:
    books = []
    for number, (lay, change) in enumerate(
        (
            *((lay_one_row, nothing), (lay_one_row, grow("E3"))),
            *((lay_counted, nothing), (lay_counted, grow("E5")), (lay_apart, nothing)),
            *((lay_incomes, nothing), (lay_incomes, put("D1", 0.42)), (lay_many, nothing)),
        )
    ):
        (tmp_path / str(number)).mkdir()
        books.append(changed(held(lay), change, tmp_path / str(number)))
    shown = [values.get(("Bl å", 1, 2)) for values in libreoffice_values(books)]
    assert shown == [7, "forældet", 21, "forældet", 7, 7, "forældet", 7]


def test_what_only_counts_a_table_is_compared_but_not_its_own_cell(tmp_path: Path) -> None:
    found = formula(held(lay_counted), "B1", tmp_path)
    assert "ROWS(tab[x])=3,COLUMNS(tab[[x]:[se]])=2" in found
    assert "ROWS(B1:B3)" not in found


@pytest.mark.parametrize(
    ("asked", "compared"),
    [
        ("ROW()-ROW(tab[[#Headers],[x]])+1", "ROW()-MIN(ROW(tab[[#Headers],[x]]))=0"),
        ("ROW(tab[se])-1", "MIN(ROW(tab[se]))=2"),
    ],
)
def test_where_a_table_lies_is_compared(asked: str, compared: str, tmp_path: Path) -> None:
    def lay(sheet: Any) -> None:
        lay_one_row(sheet)
        sheet.write_formula("B1", f"BEREGNER_MAALT(H1,{asked})")

    assert f"AND(ISBLANK(H1),{compared})" in formula(held(lay), "B1", tmp_path)


def test_further_cells_are_outdated_when_the_first_ones_row_is_deleted() -> None:
    assert following_formula("A7", 3.0, 2.0, "x") == 'IF(IFERROR(A7="x",TRUE),"x",2)'
    assert following_formula("A7", ErrorText("#N/A"), 2.0, "x") == 'IF(IFERROR(A7="x",FALSE),"x",2)'


def test_what_a_short_text_is_padded_with_does_not_blunt_the_comparison() -> None:
    written = letters_check("A1:A3", ["b", "b", "x" * 255], 255)
    assert float(written.rpartition("<=")[2]) < 1e-6


def test_a_calculated_next_to_nothing_is_not_taken_for_a_change(tmp_path: Path) -> None:
    def lay(sheet: Any) -> None:
        sheet.write_formula("B1", "BEREGNER_MAALT(D1,E1:E3)")
        for cell in ("D1", "E1", "E2", "E3"):
            sheet.write_formula(cell, "=1.1-1-0.1")

    def exact(sheet: Worksheet) -> None:  # Excel makes such a difference 0, other programs 8E-17
        for cell in ("D1", "E1", "E2", "E3"):
            sheet[cell].value = 0

    assert after(held(lay), nothing, tmp_path) == 7
    assert after(held(lay), exact, tmp_path) == 7
    assert after(held(lay), put("D1", 1e-9), tmp_path) == "forældet"


def test_the_order_of_calculation_goes_when_a_held_cell_may_become_a_value() -> None:
    cells = '<c r="A1"/><c r="B1"><f>BEREGNER_X(C1:D1)</f><v>9</v></c><c r="C1" t="b"><v>1</v></c>'
    data = workbook({"Ark1": sheet(f'<row r="1">{cells}</row>')}, {"felt_a": "Ark1!$A$1"}, chain=(("B1", 1),))
    sent = Template(data).fill({"a": 3}, form=Form("native"), evaluator=lambda *_: [[7.0]]).data
    assert "<f>" not in part(sent, "xl/worksheets/sheet1.xml")
    assert "calcChain" not in part(sent, "[Content_Types].xml")


def nearest(weights: list[float], most: int) -> float:
    """Find how near two cells' small whole-number changes come to cancelling."""
    changes = sorted(times * weight for times in range(1, most + 1) for weight in weights)
    return min(upper - lower for lower, upper in pairwise(changes))


def test_small_whole_changes_of_two_cells_never_cancel() -> None:
    weights = [sums._weight(down, across) for down in range(60) for across in range(8)]
    assert nearest(weights, 15) > 1e-6


def test_small_changes_of_two_letters_never_cancel() -> None:
    weights = [
        sums._weight(down, 0) * sqrt(at + sums._LETTER_FROM) for down in range(60) for at in range(1, 26)
    ]
    assert nearest(weights, 10) > 1e-7


def test_a_truth_in_a_blank_cell_of_a_range_is_noticed(tmp_path: Path) -> None:
    def lay(sheet: Any) -> None:
        sheet.write_column("D1", [1, 2, 3])
        sheet.write_formula("B1", "BEREGNER_MAALT(D1:D5)")

    assert after(held(lay), nothing, tmp_path) == 7
    assert after(held(lay), put("D4", False), tmp_path) == "forældet"


def test_a_formula_below_a_table_is_none_of_its_column() -> None:
    def lay(sheet: Any) -> None:
        asked = "BEREGNER_FREMGANG(tab[[#This Row],[x]],tab[[#This Row],[x]],3,3)"
        columns = [{"header": "x"}, {"header": "frem", "formula": asked}]
        sheet.add_table("D1:E3", {"name": "tab", "columns": columns, "data": [[5], [6]]})
        sheet.write_formula("E9", "=SUM(E2:E3)")

    sent = xl_beregner.Template(template(lay, column="=1")).fill(
        {"maal": 1.0, "elever": []}, functions="native"
    )
    assert re.search("<calculatedColumnFormula>IF", part(sent.data, "xl/tables/table2.xml"))


def test_more_than_255_comparisons_are_nested_as_excel_asks(tmp_path: Path) -> None:
    assert formula(held(lay_many), "B1", tmp_path).count("AND(") == 3
    assert after(held(lay_many), nothing, tmp_path) == 7
    assert after(held(lay_many), put("D300", 1), tmp_path) == "forældet"


def test_a_text_with_a_carriage_return_is_not_compared() -> None:
    one = Input("A1", Cells("Ark1", (1, 1, 1, 1)), is_cell=True)
    with pytest.raises(NotComparableError):
        checks_of([one], lambda place: "a\r\nb", {})
    with pytest.raises(NotComparableError):
        frozen_formula("TRUE", "a\r\nb", "x")
