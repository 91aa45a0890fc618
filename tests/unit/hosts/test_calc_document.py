"""What the extension does inside a document: blank or zero, whole columns, formulas to heal."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from xl_beregner.addin.calc.blanks import arguments_of, with_blanks
from xl_beregner.addin.calc.heal import heal, healed, own_functions
from xl_beregner.addin.calc.ranges import rows_of

NAME = "BEREGNER_MAALEKSPERT"
FORMULAS = 16


class Cell:
    """A cell as LibreOffice hands it over."""

    def __init__(self, sheet: Sheet, at: str, held: Any) -> None:
        self.sheet, self.at, self.held = sheet, at, held
        self.AbsoluteName = f"$Ark.${at[0]}${at[1:]}"

    def getType(self) -> Any:
        kind = {type(None): "EMPTY", float: "VALUE", str: "TEXT"}[type(self.held)]
        return SimpleNamespace(value="FORMULA" if str(self.held).startswith("=") else kind)

    def getValue(self) -> Any:
        return self.held

    def getString(self) -> str:
        return str(self.held)

    def getFormula(self) -> str:
        return str(self.held)

    def getArrayFormula(self) -> str:
        return ""

    def getRangeAddress(self) -> None:
        raise AssertionError("a cell is read as a cell")

    def getCellAddress(self) -> Any:
        return SimpleNamespace(Column=ord(self.at[0]) - ord("A"), Row=int(self.at[1:]) - 1)

    def setFormula(self, formula: str) -> None:
        if not self.sheet.protected:
            self.held = formula


class Block:
    def __init__(self, cell: Cell) -> None:
        self.cell = cell

    def getFormulaArray(self) -> Any:
        return ((self.cell.held,),)

    def getCellByPosition(self, column: int, row: int) -> Cell:
        return self.cell


class Sheet:
    Name = "Ark"

    def __init__(self, cells: dict[str, Any], protected: bool = False) -> None:
        self.protected = protected
        self.cells = {at: Cell(self, at, held) for at, held in cells.items()}

    def getCellRangeByName(self, at: str) -> Cell:
        return self.cells.get(at) or Cell(self, at, None)

    def getCellByPosition(self, column: int, row: int) -> Cell:
        return self.cells[f"{chr(ord('A') + column)}{row + 1}"]

    def queryContentCells(self, kind: int) -> Any:
        assert kind == FORMULAS
        found = [Block(cell) for cell in self.cells.values() if str(cell.held).startswith("=")]
        return SimpleNamespace(Count=len(found), getByIndex=found.__getitem__)


class Document:
    def __init__(self, cells: dict[str, Any], protected: bool = False) -> None:
        sheet = Sheet(cells, protected)
        self.sheet, self.modified = sheet, False
        self.Sheets = SimpleNamespace(
            Count=1, getByIndex=lambda _: sheet, hasByName="Ark".__eq__, getByName=lambda _: sheet
        )

    def isModified(self) -> bool:
        return self.modified

    def setModified(self, modified: bool) -> None:
        self.modified = modified

    def lockControllers(self) -> None: ...
    def unlockControllers(self) -> None: ...


def asked(formulas: list[str], *came: Any, **cells: Any) -> Any:
    """Give what a call's arguments are read as, in a document with these formulas."""
    return with_blanks(
        Document(cells | {f"Z{row}": f for row, f in enumerate(formulas, start=1)}), [NAME], came
    )


# --- Blank or zero -------------------------------------------------------------------------------
def test_a_lone_zero_that_refers_to_a_blank_cell_is_blank() -> None:
    assert asked([f"={NAME}(A1;0.8)"], 0.0, 0.8) == [None, 0.8]


def test_a_lone_zero_that_is_a_zero_stays() -> None:
    assert asked([f"={NAME}(A1;0.8)"], 0.0, 0.8, A1=0.0) == [0.0, 0.8]
    assert asked([f"={NAME}(0;0.8)"], 0.0, 0.8) == [0.0, 0.8]
    assert asked([f"={NAME}(A1-B1;0.8)"], 0.0, 0.8, A1=2.0, B1=2.0) == [0.0, 0.8]


def test_rows_are_told_apart_by_their_other_arguments() -> None:
    filled_down = [f"={NAME}(A1;B1)", f"={NAME}(A2;B2)"]
    cells = {"A1": 0.0, "B1": 1.0, "B2": 2.0}
    assert asked(filled_down, 0.0, 1.0, **cells) == [0.0, 1.0]
    assert asked(filled_down, 0.0, 2.0, **cells) == [None, 2.0]


def test_what_cannot_be_known_is_refused() -> None:
    alike = [f"={NAME}(A1;B1)", f"={NAME}(A2;B2)"]
    assert asked(alike, 0.0, 1.0, A1=0.0, B1=1.0, B2=1.0) is None
    assert asked([f"={NAME}(INDEX(A1:A9;2);1)"], 0.0, 1.0) is None
    assert asked([], 0.0, 1.0) is None


def test_without_a_zero_the_document_is_not_read() -> None:
    assert with_blanks(None, [NAME], [1.0, "a", None]) == [1.0, "a", None]


def test_a_call_inside_another_formula_is_found() -> None:
    assert asked([f'=IF(A1="";1;ROUND({NAME.lower()}($A$1;0.8);2))'], 0.0, 0.8) == [None, 0.8]


@pytest.mark.parametrize(
    ("written", "cut"),
    [
        ("1;2)", ["1", "2"]),
        ('"a;b";{1;2};F(3;4))', ['"a;b"', "{1;2}", "F(3;4)"]),
        ("'Ark (2)'.A1;;3)+1", ["'Ark (2)'.A1", "", "3"]),
    ],
)
def test_arguments_are_cut_where_calc_cuts_them(written: str, cut: list[str]) -> None:
    assert arguments_of(written, 0) == cut


# --- Whole columns -------------------------------------------------------------------------------
def test_a_range_is_cut_at_the_last_row_in_use_and_tells_its_height() -> None:
    held = (((1.0, ""),), ((1.0, ""), (None, "x")))[1]

    def part(left: int, top: int, right: int, bottom: int) -> Any:
        assert (left, top, right, bottom) == (0, 0, 1, 1)
        error = SimpleNamespace(getError=lambda: 32767)
        return SimpleNamespace(getDataArray=lambda: held, getCellByPosition=lambda *_: error)

    used = SimpleNamespace(
        gotoEndOfUsedArea=lambda _: None, getRangeAddress=lambda: SimpleNamespace(EndRow=1)
    )
    whole = SimpleNamespace(
        getRangeAddress=lambda: SimpleNamespace(StartRow=0, EndRow=1048575, StartColumn=0, EndColumn=1),
        getSpreadsheet=lambda: SimpleNamespace(createCursor=lambda: used),
        getCellRangeByPosition=part,
    )
    assert rows_of(whole) == {"rows": [[1.0, ""], ["#N/A", "x"]], "height": 1048576}


# --- Formulas to heal ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "broken",
    [
        "=_xldudf_BEREGNER_FREMGANG(A1)",
        "=_xldudf_beregner_fremgang(A1)",
        "=_xll.BEREGNER_FREMGANG(A1)",
        "=beregner_fremgang(A1)",
        "=BEREGNER_FREMGANG(A1)",
    ],
)
def test_every_form_becomes_the_plain_name(broken: str) -> None:
    assert healed(broken) == "=BEREGNER_FREMGANG(A1)"


@pytest.mark.parametrize(
    "other", ['="beregner_fremgang(1)"', "='beregner_fremgang('.A1", "=min_beregner_x(1)"]
)
def test_text_and_other_names_stay(other: str) -> None:
    assert healed(other) == other
    assert own_functions(other) == []


def test_only_broken_formulas_are_entered_anew_and_nobody_is_asked_to_save() -> None:
    document = Document({"A1": "=beregner_fremgang(1)", "A2": "=BEREGNER_MAAL(1)", "A3": "=1+1"})
    assert heal(document) == (1, 0)
    assert document.sheet.cells["A1"].held == "=BEREGNER_FREMGANG(1)"
    assert document.modified is False


def test_a_protected_sheet_is_told() -> None:
    assert heal(Document({"A1": "=beregner_fremgang(1)"}, protected=True)) == (0, 1)
