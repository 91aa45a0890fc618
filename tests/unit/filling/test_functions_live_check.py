"""What ``check`` says of our functions in a template: each fault at its cell, a good one nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from unit.filling.live_book import GAIN, lay_all, template
from xlsxwriter.worksheet import Worksheet

from xl_beregner import texts
from xl_beregner.batch.functions import arities
from xl_beregner.errors import Fault
from xl_beregner.filling.check import check_template


def ours(tmp_path: Path, lay: Any, column: str = GAIN) -> list[Fault]:
    """Check a template and keep what is about formulas."""
    path = tmp_path / "skabelon.xlsx"
    path.write_bytes(template(lay, column=column))
    found = check_template(path, functions=arities)
    return [
        fault
        for fault in found
        if fault.key.startswith("live_")
        or "formel" in fault.key
        or "funktion" in fault.key
        or "xlfn" in fault.key
    ]


def one(formula: str) -> Any:
    def lay(sheet: Worksheet) -> None:
        sheet.write_formula("B1", formula)

    return lay


def test_every_way_we_support_is_in_order(tmp_path: Path) -> None:
    assert {fault.key for fault in ours(tmp_path, lay_all)} <= {"live_skjul_viser"}


def test_skjul_is_told_not_to_take_the_figure_out_of_the_file(tmp_path: Path) -> None:
    (fault,) = ours(tmp_path, one("BEREGNER_SKJUL(A1,9)"))
    assert (fault.key, fault.severity, fault.facts["celle"]) == ("live_skjul_viser", "warning", "B1")
    assert "står stadig i den fil" in str(fault)


@pytest.mark.parametrize("name", ["_xldudf_BEREGNER_STATUS", "_xlfn.BEREGNER_STATUS", "beregner_status"])
def test_how_excel_stores_a_name_is_no_fault(tmp_path: Path, name: str) -> None:
    assert ours(tmp_path, one(f"{name}(7.4,0.2,7.5)")) == []


def test_an_unknown_function_is_told_with_what_was_meant(tmp_path: Path) -> None:
    (fault,) = ours(tmp_path, one("BEREGNER_FREMGAN(1,2,3,3)"))
    assert (fault.severity, fault.facts["ark"], fault.facts["celle"]) == ("error", "Bl å", "B1")
    assert "Mente du BEREGNER_FREMGANG?" in str(fault)


def test_a_function_nothing_like_ours_is_told_plainly(tmp_path: Path) -> None:
    (fault,) = ours(tmp_path, one("BEREGNER_QQQQ(1)"))
    assert fault.key == "live_funktion_ukendt"
    assert texts.knows(f"fejl.{fault.key}")


@pytest.mark.parametrize(
    ("formula", "antal"),
    [("BEREGNER_STATUS(1,2)", 2), ("BEREGNER_STATUS(1,2,3,4,5)", 5), ("BEREGNER_SKJUL()", 0)],
)
def test_a_wrong_count_of_arguments_is_told(tmp_path: Path, formula: str, antal: int) -> None:
    (fault,) = ours(tmp_path, one(formula))
    assert (fault.key, fault.facts["antal"], fault.severity) == ("live_antal_argumenter", antal, "error")


@pytest.mark.parametrize(
    "formula",
    [
        "SUM(BEREGNER_SKJUL(A1:A9,9))",  # an answer where a range belongs
        "BEREGNER_SKJUL(A1:A9*2,9)",  # an array that Excel would calculate
        "BEREGNER_SKJUL({1,2},9)",
        "BEREGNER_SKJUL([1]Ark1!A1,9)",
        "BEREGNER_SKJUL(A1,TODAY())",
        "BEREGNER_SKJUL(findes_ikke,9)",
    ],
)
def test_a_form_that_cannot_be_calculated_is_told(tmp_path: Path, formula: str) -> None:
    (fault,) = [found for found in ours(tmp_path, one(formula)) if found.severity == "error"]
    assert (fault.key, fault.facts["celle"]) == ("live_form", "B1")


def test_an_ordinary_formula_around_an_array_answer_is_told(tmp_path: Path) -> None:
    def lay(sheet: Worksheet) -> None:
        sheet.write_array_formula("B1:B3", '{IFERROR(BEREGNER_SKJUL(A1:A3,9),"")}')

    assert [fault.key for fault in ours(tmp_path, lay)] == ["live_form"]


def test_a_circle_through_a_function_is_told(tmp_path: Path) -> None:
    def lay(sheet: Worksheet) -> None:
        sheet.write_formula("B1", "BEREGNER_SKJUL(B2,9)")
        sheet.write_formula("B2", "B1+1")

    path = tmp_path / "skabelon.xlsx"
    path.write_bytes(template(lay))
    found = {
        fault.facts["celle"]
        for fault in check_template(path, functions=arities)
        if fault.key == "check_kreds"
    }
    assert found == {"B1", "B2"}


@pytest.mark.parametrize("index", ["0,1", "1,0", ",1", "0"])
def test_a_whole_row_or_column_by_index_is_told(tmp_path: Path, index: str) -> None:
    (fault,) = ours(tmp_path, one(f"INDEX(BEREGNER_STATUS(1,2,3),{index})"))
    assert (fault.key, fault.facts["celle"]) == ("live_form", "B1")


def test_our_functions_outside_cells_are_told_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "skabelon.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Tal")
    rule = {"type": "formula", "criteria": "=BEREGNER_SKJUL($A$1,9)>3", "format": book.add_format()}
    sheet.conditional_format("C2:C9", rule)
    sheet.data_validation("E2", {"validate": "custom", "value": "=_xldudf_beregner_skjul(A1,9)>3"})
    book.define_name("mit_tal", "=BEREGNER_SKJUL(Tal!$A$1,9)")
    book.define_name("andet", "=Tal!$A$1")
    book.close()
    found = [fault for fault in check_template(path, functions=arities) if fault.key.startswith("live_i_")]
    assert [(fault.key, fault.facts.get("celle") or fault.facts["navn"]) for fault in found] == [
        ("live_i_navn", "mit_tal"),
        ("live_i_format", "C2:C9"),
        ("live_i_validering", "E2"),
    ]
    assert all("BEREGNER-funktion" in str(fault) for fault in found)
