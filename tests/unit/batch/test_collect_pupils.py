"""Workbooks about pupils come home: figures held against the file that was sent, no name in what is told."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName

from xl_beregner.batch.collect.collected import Collected
from xl_beregner.batch.collect.run import collect_folder
from xl_beregner.batch.collect.tables import agreement_table, basis_table
from xl_beregner.batch.folder import OutputFolder
from xl_beregner.batch.manifest import Manifest, Record, RunIdentity, to_bytes
from xl_beregner.batch.values import json_line, without_pupils

PUPILS = {"E1": "Anna Eksempel", "E2": "Bo Eksempel"}
CLASS = RunIdentity("Eksempel Kommune", "prognose", "2026/2027", "intern", "klasse")
BOUND = RunIdentity("Eksempel Kommune", "skole_hjem", "2026/2027", "intern", "klasse")


def send(folder: Path, run: RunIdentity, data: bytes, written: Mapping[str, Any]) -> Path:
    made = OutputFolder(folder)
    made.units.mkdir(parents=True)
    made.stays.mkdir()
    (made.units / "101_aaskolen_4a.xlsx").write_bytes(data)
    record = Record(
        unit="101/4A",
        name="Åskolen",
        file="101_aaskolen_4a.xlsx",
        inputs="i",
        sha256=hashlib.sha256(data).hexdigest(),
        template=run.template,
        template_version="1.0",
        template_sha256="t",
        dataset_hash="d",
        tool_version="0",
        written=json_line(without_pupils(written)),
        class_group="4A",
    )
    made.manifest.write_bytes(to_bytes(Manifest(run, [record])))
    return folder


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def marked(run: RunIdentity) -> Workbook:
    book = Workbook()
    told = {
        "xb_skabelon": run.template,
        "xb_version": "1.0",
        "xb_enhed_nr": "101/4A",
        "xb_skoleaar": "2026/2027",
    }
    for name, value in told.items():
        book.custom_doc_props.append(StringProperty(name=name, value=value))
    return book


def class_book() -> Workbook:
    """A list of pupils with a forecast each."""
    book = marked(CLASS)
    book.active.title = "Prognose"
    for row, (key, name) in enumerate(PUPILS.items(), start=2):
        for column, value in enumerate((key, name, 500 + row), start=1):
            book.active.cell(row, column, value)
    fields = ("felt_prognose__noegle", "felt_prognose__elev_navn", "felt_prognose__seneste",
              "svar_prognose__prognose", "svar_prognose__tiltag")  # fmt: skip
    for letter, name in zip("ABCDE", fields, strict=True):
        book.defined_names[name] = DefinedName(name, attr_text=f"Prognose!${letter}$2:${letter}$4")
    return book


def bound_book() -> Workbook:
    """A sheet a pupil, called by the pupil's name, with names of its own."""
    book = marked(BOUND)
    book.remove(book.active)
    for key, name in PUPILS.items():
        sheet = book.create_sheet(name)
        sheet["A1"], sheet["A2"] = key, name
        cells = {
            "felt_elev_id": "A1",
            "felt_elev_navn": "A2",
            "svar_hjem_skolen": "A3",
            "svar_hjem_dato": "A4",
        }
        for field, cell in cells.items():
            place = f"'{name}'!$A${cell[1:]}"
            sheet.defined_names[field] = DefinedName(field, attr_text=place)
    return book


WRITTEN = {"felt_prognose__noegle": list(PUPILS), "felt_prognose__elev_navn": list(PUPILS.values())}


def collected(tmp_path: Path, run: RunIdentity, book: Workbook, edits: dict[str, Any]) -> Collected:
    sent = send(tmp_path / "ud", run, saved(book), WRITTEN)
    opened = load_workbook(sent / "skoler" / "101_aaskolen_4a.xlsx")
    for place, value in edits.items():
        sheet, _, cell = place.partition("!")
        opened[sheet][cell] = value
    (tmp_path / "ind").mkdir()
    (tmp_path / "ind" / "svar.xlsx").write_bytes(saved(opened))
    return collect_folder(tmp_path / "ind", sent, jobs=1)


def test_a_classs_answers_come_home_by_the_pupils_id(tmp_path: Path) -> None:
    edits = {"Prognose!D2": "når målet", "Prognose!E3": "Læsegruppe"}
    found = collected(tmp_path, CLASS, class_book(), edits)
    (home,) = found.homes
    assert (home.unit, home.school, home.class_group) == ("101/4A", "101", "4A")
    assert {(a.key, a.field, a.value, a.label) for a in home.answers} == {
        ("E1", "prognose", "når målet", ""),
        ("E2", "tiltag", "Læsegruppe", ""),
    }
    assert (home.remarks, home.changes) == ((), ())
    _, rows = agreement_table(found)
    assert ("101", "4A", "2026/2027", "prognose", "prognose", "E1", "prognose", "når målet") in rows
    assert basis_table(found)[1] == []


def test_a_classs_changed_figure_is_found_against_the_file_that_was_sent(tmp_path: Path) -> None:
    (home,) = collected(tmp_path, CLASS, class_book(), {"Prognose!C3": 999, "Prognose!B2": "Anna E."}).homes
    assert {(c.name, c.key, c.label, c.cell, c.old, c.new) for c in home.changes} == {
        ("felt_prognose__seneste", "E2", "", "C3", 503.0, 999.0),
        ("felt_prognose__elev_navn", "E1", "", "B2", "Anna Eksempel", "Anna E."),
    }


def test_where_the_sent_file_is_gone_that_is_told_and_the_answers_used(tmp_path: Path) -> None:
    found = collected(tmp_path, CLASS, class_book(), {"Prognose!D2": "når målet", "Prognose!C3": 999})
    (tmp_path / "ud" / "skoler" / "101_aaskolen_4a.xlsx").unlink()
    found = collect_folder(tmp_path / "ind", tmp_path / "ud", jobs=1)
    (home,) = found.homes
    assert [fault.key for fault in home.remarks] == ["collect_kan_ikke_sammenlignes"]
    assert (len(home.answers), home.changes) == (1, ())


def test_answers_on_a_pupils_sheet_are_the_pupils_and_no_sheet_is_called_by_name(tmp_path: Path) -> None:
    edits = {"Anna Eksempel!A3": "Læs hver dag", "Bo Eksempel!A4": "i morgen", "Bo Eksempel!A1": "E2"}
    (home,) = collected(tmp_path, BOUND, bound_book(), edits).homes
    assert {(a.table, a.key, a.field, a.value, a.sheet, a.cell) for a in home.answers} == {
        ("", "E1", "hjem_skolen", "Læs hver dag", "E1", "A3"),
        ("", "E2", "hjem_dato", "i morgen", "E2", "A4"),
    }
    assert home.changes == ()
    assert [fault.key for fault in home.remarks] == ["collect_ikke_dato"]
    assert "Eksempel" not in "".join(str(fault) for fault in home.remarks)


def test_a_renamed_sheet_is_still_the_pupils(tmp_path: Path) -> None:
    sent = send(tmp_path / "ud", BOUND, saved(bound_book()), {})
    opened = load_workbook(sent / "skoler" / "101_aaskolen_4a.xlsx")
    opened["Anna Eksempel"]["A3"] = "Læs"
    opened["Anna Eksempel"].title = "A. E."
    for defined in opened["A. E."].defined_names.values():
        defined.attr_text = defined.attr_text.replace("Anna Eksempel", "A. E.")
    (tmp_path / "ind").mkdir()
    (tmp_path / "ind" / "svar.xlsx").write_bytes(saved(opened))
    (home,) = collect_folder(tmp_path / "ind", sent, jobs=1).homes
    assert [(a.key, a.sheet) for a in home.answers] == [("E1", "E1")]
    assert (home.changes, home.remarks) == ((), ())


def test_a_pupils_changed_figure_is_told_by_the_id(tmp_path: Path) -> None:
    (home,) = collected(tmp_path, BOUND, bound_book(), {"Anna Eksempel!A2": "Anna"}).homes
    (change,) = home.changes
    assert (change.sheet, change.cell, change.old, change.new) == ("E1", "A2", "Anna Eksempel", "Anna")


def test_no_pupils_name_is_told_of_a_formula_or_an_older_file(tmp_path: Path) -> None:
    found = collected(tmp_path, BOUND, bound_book(), {"Anna Eksempel!A3": "=1+1", "Bo Eksempel!A3": "Hej"})
    opened = load_workbook(tmp_path / "ind" / "svar.xlsx")
    opened["Bo Eksempel"]["A3"] = "Noget andet"
    (tmp_path / "ind" / "ny.xlsx").write_bytes(saved(opened))
    found = collect_folder(tmp_path / "ind", tmp_path / "ud", jobs=1)
    faults = [fault for home in found.homes for fault in (*home.remarks, *home.missing)]
    said = [str(fault) for fault in (*faults, *(aside.why for aside in found.asides))]
    assert any("formel" in line for line in said)
    assert any("A3" in line for line in said)
    assert not [line for line in said if "Eksempel" in line]


def test_no_pupils_name_is_told_of_a_name_that_is_no_cell(tmp_path: Path) -> None:
    sent = send(tmp_path / "ud", BOUND, saved(bound_book()), {})
    opened = load_workbook(sent / "skoler" / "101_aaskolen_4a.xlsx")
    two_cells = "'Anna Eksempel'!$A$3,'Anna Eksempel'!$A$4"
    opened["Anna Eksempel"].defined_names["svar_hjem_skolen"].attr_text = two_cells
    (tmp_path / "ind").mkdir()
    (tmp_path / "ind" / "svar.xlsx").write_bytes(saved(opened))
    (home,) = collect_folder(tmp_path / "ind", sent, jobs=1).homes
    assert "returned_navn_ikke_celle" in [fault.key for fault in home.remarks]
    assert "Anna" not in "".join(str(fault) for fault in home.remarks)


def test_pdfs_alone_cannot_be_collected(tmp_path: Path) -> None:
    from xl_beregner.errors import BeregnerError

    run = RunIdentity("Eksempel Kommune", "skole_hjem", "2026/2027", "intern", "elev")
    sent = send(tmp_path / "ud", run, b"%PDF", {})
    with pytest.raises(BeregnerError) as caught:
        collect_folder(tmp_path, sent, jobs=1)
    assert caught.value.key == "collect_kun_pdf"
