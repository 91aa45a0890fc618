"""A class workbook with functions, opened in LibreOffice with our extension: it says what we stored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from e2e.command import fill_call, run
from support.calc_runner import steps
from support.parts import formula_addresses, formulas_without_value, read_parts
from support.values import Address, Scalar, at, cached_values, same_value

pytestmark = pytest.mark.prove

UNIT = "S09/8A"
CORNER = "SZ420"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("klasse")
    dataset, out = folder / "kommune", folder / "ud"
    for call in (
        ("new", str(dataset), "--example"),
        ("norms", str(dataset), "--out", str(dataset / "normer.xlsx")),
        (*fill_call(dataset, out, template="beregneren"), "--functions", "com", "--unit", UNIT),
    ):
        done = run(*call)
        assert done.returncode == 0, done.stdout + done.stderr
    (made,) = (out / "skoler").glob("*.xlsx")
    return made


@pytest.fixture(scope="module")
def calculated(workbook: Path) -> dict[Address, Scalar]:
    """Every cell's value after LibreOffice has calculated all of it again."""
    sheets = openpyxl.load_workbook(workbook, read_only=True).sheetnames
    reads: list[dict[str, Any]] = [
        {"do": "read", "at": f"A1:{CORNER}", "sheet": place} for place in range(len(sheets))
    ]
    told = steps({"do": "open", "url": workbook.as_uri()}, {"do": "recalculate"}, *reads, seconds=300)
    return {
        (sheet, row, column): value
        for sheet, answer in zip(sheets, told[2:], strict=True)
        for row, cells in enumerate(answer["rows"], 1)
        for column, value in enumerate(cells, 1)
    }


def test_libreoffice_with_the_extension_calculates_the_same(
    workbook: Path, calculated: dict[Address, Scalar]
) -> None:
    parts = read_parts(workbook)
    stored = cached_values(workbook)
    assert formulas_without_value(parts) == []
    formulas = formula_addresses(parts)
    assert len(formulas) > 5_000
    differ = [
        f"{at(cell)}: stored {stored.get(cell)!r}, LibreOffice {calculated.get(cell)!r}"
        for cell in formulas
        if not same_value(_as_calc_tells(stored.get(cell)), calculated.get(cell))
    ]
    assert differ[:20] == []


def test_its_functions_answer_there(workbook: Path, calculated: dict[Address, Scalar]) -> None:
    """Not only equal: the model's own figures are there, on sheets that ask the functions for them."""
    stored = cached_values(workbook)
    asked = [
        (sheet, cell.row, cell.column)
        for sheet in openpyxl.load_workbook(workbook).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and "BEREGNER_" in str(getattr(cell.value, "text", cell.value))
    ]
    numbers = [one for one in asked if isinstance(stored.get((one[0].title, *one[1:])), float)]
    assert len(numbers) > 40


def _as_calc_tells(value: Scalar) -> Scalar:
    """Calc hands out truths as numbers and an empty text as nothing."""
    if isinstance(value, bool):
        return float(value)
    return None if value == "" else value
