"""The parents' template: one page, one child, and nothing on it that is not that child's."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from support.pupils import dataset, result

from workbooks.build import skole_hjem
from xl_beregner.fields import unit_fields
from xl_beregner.fields.known.home import LISTS, ROWS, SCALARS
from xl_beregner.filling import Template
from xl_beregner.filling.functions_known import KNOWN
from xl_beregner.ooxml.formulas import function_names

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ANSWERS = {"svar_hjem_skolen", "svar_hjem_hjemmet", "svar_hjem_dato"}


@cache
def data() -> bytes:
    return skole_hjem.build()


@cache
def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data())) as package:
        return {name: package.read(name) for name in package.namelist()}


@cache
def book() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data()))


def cell_of(name: str) -> Any:
    sheet, place = book().defined_names[name].attr_text.rsplit("!", 1)
    return book()[sheet.strip("'")][place.replace("$", "").split(":")[0]]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill the page of one of two pupils; the other's results are known by their figures."""
    days = ("2024-09-10", "2025-09-10", "2026-09-10")
    rows = [result("E000111", day, 100.0 + 40 * at, maalefejl=10.0) for at, day in enumerate(days)]
    rows += [
        result("E000222", day, 9871.0 + at, maalefejl=10.0, elev_navn="Anden") for at, day in enumerate(days)
    ]
    settings = {"eksempel": "Syntetiske elever.", "kilde": "Prøven"}
    source = unit_fields(dataset(rows, settings=settings), 2026, "intern", "elev", ["hjem", "hjem_fag_1"])
    path = tmp_path_factory.mktemp("hjem") / "E000111.xlsx"
    done = Template(data()).fill(source.fields("101005/4A/E000111"), path)
    assert done.warnings == ()
    return path


def test_building_twice_gives_the_same_bytes() -> None:
    assert skole_hjem.build() == data()


def test_it_is_one_portrait_page_of_a4_and_says_it_is_confidential() -> None:
    (sheet,) = book().worksheets
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert {sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight} <= {None, 1}  # one is not written
    assert "Fortroligt" in sheet.oddFooter.left.text
    assert sheet.oddFooter.right.text is None  # "3 af 22" would tell of the class
    assert sheet.print_area.endswith(str(sheet.max_row))


def test_it_asks_for_all_there_is_about_a_page_and_for_nobody_else() -> None:
    asked = {name.removeprefix("felt_") for name in book().defined_names if name.startswith("felt_")}
    assert set(SCALARS) < asked
    assert {name.removeprefix("hjem__") for name in asked if "__" in name} == set(LISTS["hjem"])
    assert {name for name in book().defined_names if name.startswith("svar_")} == ANSWERS


def test_the_teacher_writes_in_yellow_cells_and_nowhere_else() -> None:
    (sheet,) = book().worksheets
    assert sheet.protection.sheet
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {cell_of(name).coordinate for name in ANSWERS}
    for name in ANSWERS:
        assert cell_of(name).fill.fgColor.rgb == "FFFFF6D6"
        rules = sheet.data_validations.dataValidation
        assert [rule for rule in rules if cell_of(name).coordinate in rule.sqref and rule.prompt]


def test_the_properties_stand_in_the_document_and_in_named_cells() -> None:
    properties = {found.name: found.value for found in book().custom_doc_props.props}
    assert properties == {"xb_skabelon": "skole_hjem", "xb_version": "1.0", "xb_enhed": "elev"}
    for name, value in properties.items():
        assert cell_of(name).value == value


def test_the_picture_is_described_and_drawn_from_the_rows_of_its_list() -> None:
    drawing = parts()["xl/drawings/drawing1.xml"].decode()
    assert "usikkerheden" in re.search(r'descr="([^"]+)"', drawing)[1]  # type: ignore[index]
    chart = etree.fromstring(parts()["xl/charts/chart1.xml"])
    references = {found.text for found in chart.iter("{*}f")}
    places = {
        book().defined_names[f"felt_hjem__{key}"].attr_text for key in LISTS["hjem"] if key.startswith("k_")
    }
    assert references == places
    for place in places:
        _, top, _, bottom = range_boundaries(place.rsplit("!", 1)[1].replace("$", ""))
        assert bottom - top + 1 == ROWS


def test_what_is_not_for_parents_is_right_of_the_print_area() -> None:
    (sheet,) = book().worksheets
    last = range_boundaries(sheet.print_area.split("!")[-1].replace("$", ""))[2]
    for name in (*(f"felt_hjem__{key}" for key in LISTS["hjem"] if key.startswith("k_")), "felt_elev_id"):
        assert cell_of(name).column > last


def test_formulas_use_only_functions_whose_values_we_vouch_for() -> None:
    sheet = etree.fromstring(parts()["xl/worksheets/sheet1.xml"])
    used = {name for found in sheet.iter(f"{MAIN}f") for name in function_names(found.text)}
    assert used <= set(KNOWN)


def test_a_filled_page_names_its_pupil_and_says_what_the_tests_show(filled: Path) -> None:
    (sheet,) = openpyxl.load_workbook(filled, data_only=True).worksheets
    said = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert sheet["A1"].value == "Elev E000111"
    assert sheet["A2"].value == "Klasse 4A · Søndre Skole · skoleåret 2026/2027"
    assert "Syntetiske elever." in said
    assert "▲ Tydelig fremgang" in said
    assert any("gået frem i laesning fra september 2025 til september 2026" in text for text in said)


def test_no_part_of_a_filled_page_holds_another_pupil(filled: Path) -> None:
    with zipfile.ZipFile(filled) as package:
        content = b"".join(package.read(name) for name in package.namelist())
    assert b"E000111" in content
    for other in (b"E000222", b"Anden", b"9871", b"9872", b"9873"):
        assert other not in content
