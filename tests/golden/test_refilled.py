"""Answers written into a template as Excel saves it: the asked cells change, and nothing else does."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from golden.build_kitchen_sink import kitchen_fields
from support.engines import audit, libreoffice_convert
from support.faults import package_faults
from support.parts import Parts, read_parts
from support.values import quiet

from xl_beregner.filling.collect import collect_answers, read_returned
from xl_beregner.filling.earlier import Earlier

ANSWERS = {"leder_ord": "=HYPERLINK(1)", "laest": dt.date(2026, 9, 3)}


def test_without_answers_a_fill_is_what_it_was(template: Any) -> None:
    assert template.fill(kitchen_fields(), answers={}).data == template.fill(kitchen_fields()).data


def test_only_the_sheets_of_the_answers_change(template: Any) -> None:
    fields = kitchen_fields()
    keys = [row["noegle"] for row in fields["tal"]]
    comments = [{"noegle": keys[2], "kommentar": "Vi ser på det"}, {"noegle": keys[0], "kommentar": 7.5}]
    plain: Parts = read_parts(template.fill(fields).data)
    filled = template.fill(fields, answers={**ANSWERS, "tal": comments})
    parts = read_parts(filled.data)
    changed = {name for name in plain if plain[name] != parts[name]}
    styled = {"xl/styles.xml"} & changed  # a date in a cell that shows none gets the looks of one
    assert changed - styled <= {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}
    assert parts.keys() == plain.keys()
    found = collect_answers(filled.data)
    assert {name: found[name] for name in ANSWERS} == ANSWERS
    assert sorted((row["noegle"], row["kommentar"]) for row in found["tal"]) == sorted(
        (row["noegle"], row["kommentar"]) for row in comments
    )


ROWS = (
    Earlier("2024/2025", "proeve", "tal", "a", "Om a & b", "kommentar", "=1+1\nlinje to"),
    Earlier("2023/2024", "proeve", "", "", "", "laest", dt.date(2023, 9, 1)),
    Earlier("2023/2024", "proeve", "", "", "", "leder_ord", 7.4),
    Earlier("2023/2024", "proeve", "", "", "", "sagt_ja", True),
    Earlier("2023/2024", "proeve", "", "", "", "lang", "x" * 32_767),
)


def test_the_added_sheet_leaves_every_other_part_as_it_was(template: Any) -> None:
    fields = kitchen_fields()
    plain = read_parts(template.fill(fields).data)
    filled = template.fill(fields, earlier=ROWS)
    parts = read_parts(filled.data)
    touched = {
        "xl/workbook.xml", "xl/styles.xml", "docProps/app.xml", "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
    }  # fmt: skip
    assert {name for name in plain if plain[name] != parts[name]} <= touched
    assert len(parts.keys() - plain.keys()) == 3  # the sheet, its table, and what ties the two
    assert package_faults(parts) == []


def test_the_added_sheet_is_read_back_as_it_was_written(template: Any) -> None:
    first = template.fill(kitchen_fields(), earlier=ROWS)
    assert read_returned(first.data, "x").earlier == ROWS
    again = template.fill(kitchen_fields(), earlier=read_returned(first.data, "x").earlier)
    assert again.data == first.data


def test_the_added_sheet_reads_well_for_people(template: Any) -> None:
    filled = template.fill(kitchen_fields() | {"skole_navn": "A & B Skole"}, earlier=ROWS)
    with quiet():
        book = openpyxl.load_workbook(io.BytesIO(filled.data))
    sheet = book["Tidligere svar"]
    assert book.sheetnames[-1] == sheet.title
    assert sheet["A1"].value == "A & B Skole · Tidligere svar"
    assert [cell.value for cell in sheet[4]][:4] == ["Skoleår", "Om", "Spørgsmål", "Svar"]
    assert (sheet["D5"].value, sheet["D5"].data_type) == ("=1+1\nlinje to", "s")
    assert sheet["D6"].number_format == "dd-mm-yyyy"
    assert sheet["A3"].value.startswith("Et langt svar")
    assert sheet.protection.sheet
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.print_area) == (
        "A5",
        "$4:$4",
        "'Tidligere svar'!$A$1:$D$9",
    )
    set_up = sheet.page_setup
    assert (set_up.orientation, set_up.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (
        "landscape",
        0,
        True,
    )
    assert sheet.oddFooter.left.text.startswith("A && B Skole")
    wrapped = [cell for row in sheet["A5:H9"] for cell in row]
    assert all(cell.alignment.wrap_text and cell.protection.locked for cell in wrapped)
    assert [sheet.row_dimensions[row].height for row in (5, 9)] == [33, 409.5]
    assert [table.ref for table in sheet.tables.values()] == ["A4:H9"]


@pytest.mark.e2e
def test_the_audit_has_no_objection_and_libreoffice_keeps_every_answer(template: Any, tmp_path: Path) -> None:
    file = tmp_path / "med.xlsx"
    file.write_bytes(template.fill(kitchen_fields(), answers=ANSWERS, earlier=ROWS).data)
    assert audit(file) == []
    (saved,) = libreoffice_convert([file], "xlsx", tmp_path / "lo")
    found = read_returned(saved.read_bytes(), saved.name)
    assert found.earlier == ROWS
    assert {held.field: held.value for held in found.answers} == ANSWERS
