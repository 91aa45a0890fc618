"""An empty dataset workbook is ready to fill in, and reads back as nothing but empty tables."""

from __future__ import annotations

import openpyxl
import pytest
from support.datasets import SCHOOLS, tables, write_csv, write_workbook

from xl_beregner import texts
from xl_beregner.dataset import blank, check_dataset, load_dataset, new_dataset, schema
from xl_beregner.errors import OutputError


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_it_reads_back_with_no_other_fault_than_empty_tables(tmp_path, lang):
    faults = check_dataset(new_dataset(tmp_path / "ny", lang))
    assert {fault.key for fault in faults if fault.severity == "error"} == {"dataset_tabel_tom"}
    named = {fault.facts["tabel"] for fault in faults if fault.severity == "error"}
    assert named == {"skoler", "katalog", "indikatorer"}
    assert {fault.key for fault in faults if fault.severity == "warning"} == {"dataset_eksempelraekke"}


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_filled_in_below_the_example_it_is_a_dataset(tmp_path, lang):
    path = new_dataset(tmp_path / "data.xlsx", lang)
    book = openpyxl.load_workbook(path)
    rows = {
        "skoler": {"skole_nr": "0123", "skole": "Æblehaven"},
        "katalog": {"indikator": "fravaer", "navn": "Fravær", "maaleenhed": "pct", "kilde": "Os"},
        "indikatorer": {"enhed": "0123", "skoleaar": "2024/2025", "indikator": "fravaer", "vaerdi": 5.5},
    }
    for name, cells in rows.items():
        sheet = book[texts.say(f"dataset.tabel.{name}", lang)]
        table = next(table for table in schema.TABLES if table.name == name)
        for place, column in enumerate(table.columns, 1):
            sheet.cell(3, place, cells.get(column.key))
    book.save(path)
    dataset = load_dataset(path)
    assert dataset.indicators["vaerdi"].tolist() == [5.5]
    assert dataset.schools["skole_nr"].tolist() == ["0123"]


def test_every_column_has_its_heading_help_and_choices(tmp_path):
    book = openpyxl.load_workbook(new_dataset(tmp_path))
    assert book.sheetnames[0] == "Læs mig"
    for table in blank.TABLES:
        sheet = book[texts.say(f"dataset.tabel.{table.name}")]
        found = sheet.data_validations.dataValidation
        rules = {str(rule.sqref).split(":")[0].rstrip("0123456789"): rule for rule in found}
        for place, column in enumerate(table.columns, 1):
            cell = sheet.cell(1, place)
            assert cell.value == texts.say(f"dataset.kolonne.{table.name}.{column.key}")
            rule = rules[cell.column_letter]
            assert rule.promptTitle
            assert rule.prompt
            if column.choices:
                offered = [schema.plain(word) for word in rule.formula1.strip('"').split(",")]
                assert [column.choices[word] for word in offered] == list(
                    dict.fromkeys(column.choices.values())
                )
            if column.kind is schema.Kind.YES_NO:
                assert rule.formula1 == '"ja,nej"'


def test_a_workbook_that_is_there_is_not_touched(tmp_path):
    path = new_dataset(tmp_path)
    before = path.read_bytes()
    with pytest.raises(OutputError):
        new_dataset(tmp_path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "fil").write_text("")
    with pytest.raises(OutputError) as caught:
        new_dataset(tmp_path / "fil" / "ny")
    assert caught.value.key == "dataset_ikke_skrevet"


@pytest.mark.parametrize("form", ["csv", "workbook", "named"])
def test_a_folder_that_holds_a_dataset_gets_no_second_one(tmp_path, form):
    folder = tmp_path / "d"
    if form == "csv":
        write_csv(folder, tables())
    else:
        sheets = tables() if form == "workbook" else {"Ark1": SCHOOLS}
        write_workbook(folder / ("data.xlsx" if form == "workbook" else "skoler.xlsx"), sheets)
    before = sorted(folder.iterdir())
    with pytest.raises(OutputError) as caught:
        new_dataset(folder)
    assert caught.value.key == "dataset_findes"
    assert sorted(folder.iterdir()) == before


def test_a_folder_with_other_files_does(tmp_path):
    (tmp_path / "brev.txt").write_text("hej")
    write_workbook(tmp_path / "noter.xlsx", {"Ark1": [["a"]]})
    assert new_dataset(tmp_path).exists()
