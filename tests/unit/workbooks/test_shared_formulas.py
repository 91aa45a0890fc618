"""Formulas written once for a column read as if each stood there; nothing else of the file changes."""

from __future__ import annotations

import io
import zipfile

import openpyxl
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.formula import ArrayFormula
from xlsxwriter import Workbook

from workbooks.build.kit.shared_formulas import AS_ABOVE, share_formulas

FORMULAS = {
    "A": [f'=IF($B{row}="",$C$1,"A1"&B{row - 1})' for row in range(2, 12)],
    "B": [f"=BEREGNER_STATUS(C{row},D{row},1)" for row in range(2, 12)],  # ours: each by itself
    "C": ["=SUM(D1:D9)", "=SUM(D2:D10)", "=SUM(D1:D9)"],
    "D": ["=A2&E2", *([f"={AS_ABOVE}"] * 9)],
}


def built() -> bytes:
    memory = io.BytesIO()
    book = Workbook(memory, {"in_memory": True})
    sheet = book.add_worksheet()
    for column, texts in FORMULAS.items():
        for row, text in enumerate(texts, start=2):
            sheet.write_formula(f"{column}{row}", text, None, "")
    sheet.write_array_formula("F2:F4", "{=A2:A4}", None, "")
    book.close()
    return memory.getvalue()


def read(data: bytes) -> dict[str, str]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return {
        cell.coordinate: cell.value
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and not isinstance(cell.value, ArrayFormula)
    }


def test_every_formula_reads_as_it_was_written() -> None:
    found = read(share_formulas(built()))
    for column in "ABC":
        for row, text in enumerate(FORMULAS[column], start=2):
            assert found[f"{column}{row}"] == text
    for row in range(2, 12):
        assert found[f"D{row}"] == Translator("=A2&E2", "D2").translate_formula(f"D{row}")


def test_only_copies_are_shared_and_our_functions_are_not() -> None:
    with zipfile.ZipFile(io.BytesIO(share_formulas(built()))) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count('t="shared"') == 20
    assert 'ref="A2:A11"' in sheet
    assert 'ref="D2:D11"' in sheet
    assert AS_ABOVE not in sheet


def test_all_other_parts_and_the_bytes_of_two_runs_are_the_same() -> None:
    before = built()
    after = share_formulas(before)
    assert after == share_formulas(before)
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert old.namelist() == new.namelist()
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed == {"xl/worksheets/sheet1.xml"}
