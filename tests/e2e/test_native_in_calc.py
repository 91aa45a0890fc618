"""The ordinary formulas in LibreOffice and formulon, recalculated from scratch: what the functions say."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.engines import formulon_values, libreoffice_values
from support.native_cases import (
    GOOD,
    SCHOOLS,
    Case,
    Sheet,
    disagreements,
    grid,
    list_of_schools,
    sheet_of,
    table_of_pupils,
)
from support.values import Address, ErrorValue, Scalar, same_value

from xl_beregner import evaluate

pytestmark = pytest.mark.prove

# LibreOffice knows no truth values: TRUE is the number 1 there.
CASES = [case for function in GOOD for case in grid(function) if not any(cell is True for cell in case.cells)]
WITH_TRUTHS = [case for function in GOOD for case in grid(function)]
TEXT_NUMBERS = [Case("REGRESSIONMODMIDDEL", (text, 52.0, 0.85)) for text in ("7,5", "7.5", "75")]


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sheet, Sheet]:
    folder = tmp_path_factory.mktemp("native")
    return sheet_of(CASES, folder / "tal.xlsx"), sheet_of(TEXT_NUMBERS, folder / "tekst.xlsx")


@pytest.fixture(scope="module")
def calculated(sheets: tuple[Sheet, Sheet], needs_libreoffice: str) -> list[dict[Address, Scalar]]:
    return libreoffice_values([sheet.path for sheet in sheets])


def test_every_function_and_kind_of_cell_gives_what_the_function_gives(
    sheets: tuple[Sheet, Sheet], calculated: list[dict[Address, Scalar]]
) -> None:
    assert len(CASES) > 450
    assert disagreements(CASES, sheets[0], calculated[0]) == []


def test_a_number_that_is_text_is_refused_and_never_guessed(
    sheets: tuple[Sheet, Sheet], calculated: list[dict[Address, Scalar]]
) -> None:
    seen = {calculated[1].get(place) for places in sheets[1].answers for place in places}
    assert seen == {ErrorValue("#VALUE!")}


def test_formulon_says_the_same_of_every_case(tmp_path: Path) -> None:
    sheet = sheet_of(WITH_TRUTHS, tmp_path / "alle.xlsx")
    assert disagreements(WITH_TRUTHS, sheet, formulon_values(sheet.path)) == []


def test_cells_of_a_table_are_calculated_from_their_own_row(tmp_path: Path, needs_libreoffice: str) -> None:
    cells, wanted = table_of_pupils(tmp_path / "tabel.xlsx")
    (found,) = libreoffice_values([tmp_path / "tabel.xlsx"])
    assert len(cells) == 18
    for cell, one in zip(cells, wanted, strict=True):
        assert same_value(found.get(cell.place), one, 1e-12), cell


def test_money_is_shared_over_the_whole_columns(tmp_path: Path, needs_libreoffice: str) -> None:
    cells = list_of_schools(tmp_path / "penge.xlsx")
    (found,) = libreoffice_values([tmp_path / "penge.xlsx"])
    rows = evaluate("BEREGNER_RESSOURCER", *map(list, zip(*SCHOOLS, strict=True)), 60000.0, 3e6)
    assert len(cells) == 25
    for cell, one in zip(cells, [one for row in rows for one in row], strict=True):
        assert same_value(found.get(cell.place), one, 1e-12), cell
