"""A run over schools with ``--functions``: what is made anew, in which language, and what is reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from xl_beregner.batch import shelf
from xl_beregner.cli.fill import make_all
from xl_beregner.cli.options import FUNCTIONS
from xl_beregner.errors import TemplateError
from xl_beregner.filling.functions_forms import KINDS


def template(path: Path, *, language: str = "da", with_functions: bool = True) -> str:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Tal")
    sheet.write_blank("A1", None, book.add_format())
    sheet.write_column("D1", [30, 31, 35])
    if with_functions:
        sheet.write_formula("B1", "BEREGNER_SKJUL(7.4,3)")
        sheet.write_formula("B2", "BEREGNER_UDJAEVN(D1:D3,D1:D3)")
        sheet.write_formula("B3", 'BEREGNER_SKJUL("x",9)')
    book.define_name("felt_skole_navn", "=Tal!$A$1")
    properties = {"xb_skabelon": "prøve", "xb_version": "1", "xb_enhed": "skole", "xb_sprog": language}
    for name, value in properties.items():
        book.set_custom_property(name, value)
    book.close()
    return str(path)


def run(path: str, out: Path, **how: Any) -> Any:
    return make_all(shelf.example_dataset(), path, "2026/2027", out, jobs=1, **how)


def cells(summary: Any) -> dict[str, Any]:
    sheet = openpyxl.load_workbook(summary.first_workbook())["Tal"]
    return {cell: sheet[cell].value for cell in ("B1", "B2")}


def shown(summary: Any, cell: str) -> Any:
    return openpyxl.load_workbook(summary.first_workbook(), data_only=True)["Tal"][cell].value


def test_the_command_offers_every_form() -> None:
    assert KINDS == FUNCTIONS


def test_another_form_makes_all_files_anew_and_the_same_form_none(tmp_path: Path) -> None:
    path, out = template(tmp_path / "t.xlsx"), tmp_path / "ud"
    first = run(path, out)
    count = len(first.made)
    assert count > 2
    assert len(run(path, out).kept) == count
    again = run(path, out, functions="com")
    assert (len(again.made), len(again.kept), again.set_aside) == (count, 0, {})
    assert cells(again)["B1"] == "=BEREGNER_SKJUL(7.4,3)"
    assert cells(run(path, out, functions="values"))["B1"] == "færre end 5 elever"


def test_without_functions_of_ours_another_form_makes_nothing_anew(tmp_path: Path) -> None:
    path, out = template(tmp_path / "t.xlsx", with_functions=False), tmp_path / "ud"
    made = len(run(path, out).made)
    assert len(run(path, out, functions="values").kept) == made


def test_functions_speak_the_language_of_the_template(tmp_path: Path) -> None:
    summary = run(template(tmp_path / "t.xlsx", language="sv"), tmp_path / "ud")
    assert "färre än 5 elever" in cells(summary)["B1"]
    assert '"inaktuellt"' in cells(summary)["B2"]
    assert shown(summary, "B1") == "färre än 5 elever"


def test_a_functions_error_stands_in_the_manifest_with_its_cell_and_reason(tmp_path: Path) -> None:
    out = tmp_path / "ud"
    run(template(tmp_path / "t.xlsx"), out)
    manifest = json.loads((out / "forvaltning" / "manifest.json").read_text("utf-8"))
    remarks = [one for file in manifest["files"] for one in file["warnings"] if one["about"] == "workbook"]
    assert {(one["key"], one["facts"]["celle"], one["facts"]["kode"]) for one in remarks} == {
        ("live_fejl_i_celle", "B3", "#VALUE!")
    }
    assert "tekst" in remarks[0]["text"]


def test_a_template_with_an_unknown_function_stops_the_run_before_the_first_file(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(template(tmp_path / "t.xlsx"))
    book["Tal"]["B1"].value = "=BEREGNER_SKJULT(7.4,3)"
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(TemplateError, match="Mente du BEREGNER_SKJUL"):
        run(str(tmp_path / "t.xlsx"), tmp_path / "ud")
    assert not (tmp_path / "ud" / "skoler").exists()
