"""The class templates `lus` and `prognos`: their contract with the filler, the reader and the printer."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.pupils import dataset, result
from unit.workbooks.class_template import template

from xl_beregner import texts
from xl_beregner.dataset.forecasts import no_forecasts
from xl_beregner.fields import unit_fields
from xl_beregner.filling import Template
from xl_beregner.filling.functions_known import KNOWN
from xl_beregner.ooxml.formulas import function_names

NAMES = ("sv/lus.xlsx", "sv/prognos.xlsx", "da/prognose.xlsx")
ALL = pytest.mark.parametrize("name", NAMES)


def fields(name: str, pupils: int, number: str = "101005/4A") -> dict[str, Any]:
    rows, forecasts = [], []
    for pupil in range(pupils):
        key = {"elev_id": f"E{pupil}", "test": "LUS", "skala": "lus"}
        rows += [result("", day, word, **key) for day, word in (("2026-05-25", "11"), ("2026-09-15", "12"))]
        forecasts.append(
            {"skole_nr": "101005", "klasse": "3A", "elev_id": f"E{pupil}", "fag": "laesning",
             "maal": "LUS 11", "prognose": "naar", "sandsynlighed": 0.7, "tiltag": "",
             "dato": pd.Timestamp("2025-10-01"), "skoleaar": 2025}
        )  # fmt: skip
    rows.append(result("GAAR_I_4B", "2026-09-15", "9", klasse="4B", test="LUS", skala="lus"))
    table = pd.concat([no_forecasts(), pd.DataFrame(forecasts)]) if forecasts else no_forecasts()
    data = dataset(rows, forecasts=table, settings={"lus_forventning_4_1": "12"})
    with texts.speaking(name[:2]):
        wanted = {slot.removeprefix("felt_").partition("__")[0] for slot in template(name).names("felt_")}
        return dict(unit_fields(data, "2026/2027", "intern", "klasse", wanted).fields(number))


@ALL
@pytest.mark.parametrize("pupils", [1, 30])
def test_a_class_of_any_size_fills_it_without_a_warning(name: str, pupils: int) -> None:
    filled = Template(template(name).data).fill(fields(name, pupils))
    assert filled.warnings == ()


@ALL
def test_a_workbook_holds_its_own_class_alone(name: str, tmp_path: Path) -> None:
    Template(template(name).data).fill(fields(name, 3), tmp_path / "klasse.xlsx")
    with zipfile.ZipFile(tmp_path / "klasse.xlsx") as package:
        whole = b"".join(package.read(part) for part in package.namelist())
    assert b"E2" in whole
    assert b"GAAR_I_4B" not in whole


@ALL
def test_the_answers_are_unlocked_yellow_and_helped_and_nothing_else_is_open(name: str) -> None:
    of = template(name)
    answers = {place for answer in of.names("svar_") for place in of.places(answer)}
    open_cells = {
        (sheet.title, cell.row, cell.column)
        for sheet in of.book
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    assert open_cells == answers
    for sheet, row, column in answers:
        cell = of.book[sheet].cell(row, column)
        assert cell.value is None
        assert cell.fill.fgColor.rgb == "FFFFF6D6"
        rules = of.book[sheet].data_validations.dataValidation
        helped = [rule for rule in rules if cell.coordinate in rule.sqref and rule.prompt]
        assert len(helped) == 1, (sheet, cell.coordinate)
        assert len(helped[0].promptTitle) <= 32
        assert len(helped[0].prompt) <= 255


@ALL
def test_every_list_of_answers_shares_its_rows_with_a_locked_key(name: str) -> None:
    of = template(name)
    lists = [answer for answer in of.names("svar_") if "__" in answer]
    assert lists
    for answer in lists:
        keys = of.places(f"felt_{answer.removeprefix('svar_').partition('__')[0]}__noegle")
        assert [place[:2] for place in of.places(answer)] == [place[:2] for place in keys]


@ALL
def test_every_sheet_is_locked_printable_and_says_when_it_is_an_example(name: str) -> None:
    of = template(name)
    for sheet in of.book:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area
        assert sheet["A1"].value.startswith('=IF(felt_skole_navn="","",felt_skole_navn')
        is_home = of.places("felt_eksempel")[0][0] == sheet.title
        assert is_home or sheet["A3"].value == '=IF(felt_eksempel="","",felt_eksempel)'
    assert of.places("felt_eksempel")[0][1:] == (3, 1)


@ALL
def test_who_it_is_stands_in_properties_and_in_named_cells(name: str) -> None:
    of = template(name)
    found = {one.name: one.value for one in of.book.custom_doc_props.props}
    assert found == {"xb_skabelon": Path(name).stem, "xb_version": "1.0", "xb_enhed": "klasse"}
    for key, value in found.items():
        sheet, row, column = of.places(key)[0]
        assert of.book[sheet].cell(row, column).value == value
    assert of.places("xb_skoleaar")[0][0] == of.book.sheetnames[-1]


@ALL
def test_only_functions_whose_values_we_vouch_for_and_no_arrays(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(template(name).data)) as package:
        sheets = [package.read(part) for part in package.namelist() if part.startswith("xl/worksheets/")]
    assert not any(b't="array"' in sheet for sheet in sheets)
    of = template(name)
    formulas = [
        cell.value
        for sheet in of.book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    ]
    assert len(formulas) > 50
    assert {found for formula in formulas for found in function_names(formula) if found not in KNOWN} == set()
    longest = max(map(len, formulas))
    assert longest < 8192  # as much as Excel takes


@ALL
def test_tables_and_charts_have_an_alternative_text(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(template(name).data)) as package:
        tables = [package.read(part).decode() for part in package.namelist() if part.startswith("xl/tables/")]
        drawings = [
            package.read(part).decode()
            for part in package.namelist()
            if re.fullmatch(r"xl/drawings/drawing\d+\.xml", part)
        ]
    assert len(tables) >= 2
    assert all(len(re.search(r'altTextSummary="([^"]*)"', table)[1]) > 40 for table in tables)  # type: ignore[index]
    assert len(drawings) == (1 if "lus" in name else 0)
    assert all(len(re.search(r'descr="([^"]*)"', drawing)[1]) > 40 for drawing in drawings)  # type: ignore[index]
