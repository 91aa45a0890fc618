"""The sheets of `beregneren` that are read: one upright page each, described, only yellow cells open."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.cell.cell import MergedCell
from unit.workbooks.beregneren_small import Class, data, formulas, words

READ = ("Klasse", "En elev", "Vejledning", "Om tallene")
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
A4_HEIGHT, A4_WIDTH = 842 - 72, 595 - 50  # points inside the margins
XB = {"xb_skabelon": "beregneren", "xb_version": "0", "xb_enhed": "klasse"}


@cache
def book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(data()))


@pytest.mark.parametrize("name", READ)
def test_a_sheet_prints_on_one_upright_page(name: str) -> None:
    sheet = book()[name]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
    assert sheet.print_area


@pytest.mark.parametrize("name", READ)
def test_what_is_printed_is_not_made_too_small_to_read(name: str) -> None:
    """Fitted to its page, text of 10 points is still at least 7 high."""
    sheet = book()[name]
    last = sheet[sheet.print_area.split("!")[1].replace("$", "").split(":")[1]]
    heights = (
        sheet.row_dimensions[row].height or sheet.sheet_format.defaultRowHeight
        for row in range(1, last.row + 1)
    )
    widths = (
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].width * 5.25 + 3.75
        for column in range(1, last.column + 1)
    )
    assert min(A4_HEIGHT / sum(heights), A4_WIDTH / sum(widths)) >= 0.7


def test_every_picture_has_an_alternative_text() -> None:
    with zipfile.ZipFile(io.BytesIO(data())) as package:
        drawings = [name for name in package.namelist() if name.startswith("xl/drawings/drawing")]
        described = [
            found.get("descr")
            for name in drawings
            for found in etree.fromstring(package.read(name)).iter(f"{DRAWING}cNvPr")
        ]
    assert len(described) == 2
    assert all(len(text) > 100 for text in described)


@pytest.mark.parametrize("name", READ)
def test_only_yellow_cells_can_be_written_in(name: str) -> None:
    sheet = book()[name]
    assert sheet.protection.sheet
    cells = (cell for row in sheet.iter_rows() for cell in row if not isinstance(cell, MergedCell))
    unlocked = [cell for cell in cells if not cell.protection.locked]
    assert all(cell.fill.fgColor.rgb == "FFFFF6D6" for cell in unlocked)
    assert bool(unlocked) is (name == "En elev")
    assert not any((name, cell.row, cell.column) in formulas() for cell in unlocked)


def test_agreements_about_others_show_only_that_their_row_is_taken() -> None:
    rules = [
        rule
        for found in book()["En elev"].conditional_formatting
        for rule in found.rules
        if rule.dxf.numFmt and set(rule.dxf.numFmt.formatCode.split(";")) == {'"· · ·"'}
    ]
    (rule,) = rules
    assert re.fullmatch(r'AND\(valgt_elev<>"",\$A42<>"",\$A42<>\$\w+\$\d+\)', rule.formula[0])


def test_the_guide_quotes_the_check_as_it_speaks() -> None:
    """What a teacher looks up is what stands beside the row, up to where it depends on the row."""
    spoken = " ".join([*words()["grunde"].values(), *words()["ord"].values()])
    quoted = [row[0] for row in words()["vejledning"]["afvist_raekker"]]
    assert sum(text in spoken for text in quoted) >= 5


def test_the_workbook_says_which_template_it_is() -> None:
    for name, value in XB.items():
        sheet, cell = book().defined_names[name].attr_text.split("!")
        assert book()[sheet.strip("'")][cell.replace("$", "")].value == value
    assert "xb_skoleaar" in book().defined_names
    assert "felt_enhed_nr" in book().defined_names


def test_an_empty_workbook_says_nothing_of_its_numbers_yet() -> None:
    assert {value for value in Class().shown().printed("Om tallene") if value != ""} == {
        words()["om"]["titel"]
    }
