"""What a school leader types is answered by the sheet itself: a proposed target shows its chance.

The proposals are typed into the agreement as targets, half as a level and half as progression; the
native formulas, recalculated by LibreOffice and formulon, must then show the chances the proposals
were made for. openpyxl types (it loses sparklines, which do not matter here).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.engines import formulon_values, libreoffice_values
from support.values import Address, Scalar, error_cells, named_values, quiet

pytestmark = [pytest.mark.prove, pytest.mark.e2e]

CHANCES = {"maal_1": 0.50, "maal_2": 0.35, "maal_3": 0.15}
SCHOOLS = ("101001", "101007", "101042")


@pytest.fixture(scope="module")
def typed(workbooks: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    folder = tmp_path_factory.mktemp("svar")
    by_number = {book.name.partition("_")[0]: book for book in workbooks}
    return {
        (number, proposal): _type_targets(by_number[number], proposal, folder / f"{number}_{proposal}.xlsx")
        for number in SCHOOLS
        for proposal in CHANCES
    }


def test_a_proposal_taken_as_target_shows_its_chance(
    typed: dict[tuple[str, str], Path], needs_libreoffice: str
) -> None:
    readings = {"LibreOffice": libreoffice_values(list(typed.values()))}
    readings["formulon"] = [formulon_values(book) for book in typed.values()]
    for program, values_of_all in readings.items():
        for ((number, proposal), book), values in zip(typed.items(), values_of_all, strict=True):
            assert error_cells(values) == [], (program, book.name)
            chances = _chances(book, values)
            assert len(chances) >= 8
            for key, chance in chances.items():
                # Proposals are held within what the scale allows, so a chance may only be higher there.
                assert chance == pytest.approx(CHANCES[proposal], abs=1e-6), (program, number, key)


def _type_targets(book: Path, proposal: str, target: Path) -> Path:
    """Type a proposal as the agreed target of each row; every second row as progression."""
    found = named_values(book)
    with quiet():
        opened = openpyxl.load_workbook(book)
    rows = _rows(opened, "felt_aftale__noegle")
    for at, (row, key) in enumerate(zip(rows, found["felt_aftale__noegle"], strict=True)):  # type: ignore[arg-type]
        level = _of(found, proposal, key)
        is_progression = at % 2 == 1
        typed = level - _of(found, "baseline", key) if is_progression else level
        opened["Aftale"].cell(row, _column(opened, "svar_aftale__maal")).value = typed
        words = "Progression" if is_progression else "Niveau"
        opened["Aftale"].cell(row, _column(opened, "svar_aftale__maaltype")).value = words
    opened.save(target)
    return target


def _of(found: dict[str, Any], field: str, key: Any) -> float:
    return float(found[f"felt_forslag__{field}"][found["felt_forslag__noegle"].index(key)])


def _rows(book: Any, name: str) -> list[int]:
    ((sheet, cells),) = book.defined_names[name].destinations
    return [row[0].row for row in book[sheet][cells.replace("$", "")]]


def _column(book: Any, name: str) -> int:
    ((sheet, cells),) = book.defined_names[name].destinations
    return int(book[sheet][cells.replace("$", "")][0][0].column)


def _chances(book: Path, values: dict[Address, Scalar]) -> dict[str, float]:
    """Read the column headed "Chance" of the agreement, row by row."""
    with quiet():
        opened = openpyxl.load_workbook(book)
    keys = _column(opened, "felt_aftale__noegle")
    rows = _rows(opened, "felt_aftale__noegle")
    heading = next(cell.column for cell in opened["Aftale"][rows[0] - 1] if cell.value == "Chance")
    found = {str(values["Aftale", row, keys]): values.get(("Aftale", row, heading)) for row in rows}
    return {key: chance for key, chance in found.items() if isinstance(chance, float)}
