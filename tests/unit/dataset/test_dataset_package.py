"""What a workbook's cells do not tell by their value: formats, formulas, and text that is in no cell."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from support.datasets import CATALOGUE, INDICATORS, SCHOOLS, tables, with_cell, write_csv, write_workbook

from xl_beregner.dataset import check_dataset, load_dataset

CPR = "010190-1234"


def keys(path: Path) -> list[str]:
    return [fault.key for fault in check_dataset(path) if fault.severity == "error"]


def changed(path: Path, part: str, change) -> Path:
    """Change one part of a workbook as it lies in the file."""
    copy = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data.decode()).encode() if re.search(part, name) else data)
    return copy


def edited(tmp_path: Path, edit) -> Path:
    path = write_workbook(tmp_path / "d.xlsx", tables())
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


# --- Per cent --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("number_format", "expected"),
    [("0.0%", 87.7), ("0%", 87.7), ("0.00%", 87.7), ("#,##0.0\\ %", 87.7), ("General", 0.877),
     ('0.0" %"', 0.877), ("0.000", 0.877)],
)  # fmt: skip
def test_a_cell_shown_in_per_cent_is_read_as_it_is_shown(tmp_path, number_format, expected):
    def edit(book):
        cell = book["indikatorer"]["D4"]  # fravaer
        cell.value, cell.number_format = 0.877, number_format

    found = load_dataset(edited(tmp_path, edit)).indicators
    assert found["vaerdi"][2] == expected


def test_a_share_of_a_setting_shown_in_per_cent_is_the_same_share(tmp_path):
    def edit(book):
        sheet = book.create_sheet("indstillinger")
        for line in (["noegle", "vaerdi", "kilde"], ["konfidens", 0.9, "Os"]):
            sheet.append(line)
        sheet["B2"].number_format = "0%"

    assert load_dataset(edited(tmp_path, edit)).settings["konfidens"].value == 0.9


def test_every_figure_to_one_decimal_survives_the_way_through_per_cent(tmp_path):
    shown = [n / 10 for n in range(1000)]

    def edit(book):
        sheet = book["indikatorer"]
        for row, value in enumerate(shown, 6):
            for column, cell in enumerate(("101001", str(1900 + row % 280), "fravaer", value / 100), 1):
                sheet.cell(row, column, cell)
            sheet.cell(row, 5, f"g{row}")
            sheet.cell(row, 4).number_format = "0.0%"
        sheet["E1"] = "gruppe"

    assert list(load_dataset(edited(tmp_path, edit)).indicators["vaerdi"][4:]) == shown


# --- Formulas --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("table", "cell"),
    [("indikatorer", "D3"), ("indikatorer", "A3"), ("indikatorer", "C3"), ("indikatorer", "B3"),
     ("skoler", "B2"), ("skoler", "D2"), ("katalog", "D2"), ("katalog", "E2")],
)  # fmt: skip
def test_a_formula_nobody_has_computed_is_no_blank(tmp_path, table, cell):
    def edit(book):
        book[table][cell] = "=1+1"

    faults = [fault for fault in check_dataset(edited(tmp_path, edit)) if fault.severity == "error"]
    assert "dataset_celle_uberegnet" in [fault.key for fault in faults]
    fault = next(fault for fault in faults if fault.key == "dataset_celle_uberegnet")
    assert (fault.facts["raekke"], fault.facts["kolonne"][-2]) == (int(cell[1:]), cell[0])
    assert "\0" not in "".join(map(str, faults))


def test_a_formula_in_the_last_row_that_is_nothing_else_is_found(tmp_path):
    def edit(book):
        for column in "ABCD":
            book["indikatorer"][f"{column}9"] = "=1+1"

    assert "dataset_celle_uberegnet" in keys(edited(tmp_path, edit))


def test_a_computed_formula_is_read_and_a_blank_one_is_blank(tmp_path):
    path = write_workbook(tmp_path / "d.xlsx", tables(indikatorer=with_cell(INDICATORS, 3, "vaerdi", 6.5)))
    number = changed(path, "sheet3", lambda text: text.replace("<v>6.5</v>", "<f>13/2</f><v>6.5</v>"))
    assert load_dataset(number).indicators["vaerdi"][1] == 6.5
    cell = re.compile(r'<c r="D3"[^>]*><v>6.5</v></c>')
    blank = changed(path, "sheet3", lambda text: cell.sub('<c r="D3" t="str"><f>""</f><v></v></c>', text))
    assert len(load_dataset(blank).indicators) == 3


@pytest.mark.parametrize("quote", ['"', "'"])
def test_an_error_cell_is_found_whatever_its_quotes(tmp_path, quote):
    path = write_workbook(tmp_path / "d.xlsx", tables(indikatorer=with_cell(INDICATORS, 3, "vaerdi", 6.5)))
    cell = re.compile(r'<c r="D3"[^>]*><v>6.5</v></c>')
    put = f"<c r={quote}D3{quote} t={quote}e{quote}><v>#DIV/0!</v></c>"
    assert keys(changed(path, "sheet3", lambda text: cell.sub(put, text))) == ["dataset_celle_fejlvaerdi"]


def test_a_failed_formula_is_no_name_of_a_school(tmp_path):
    path = write_workbook(tmp_path / "d.xlsx", tables(skoler=with_cell(SCHOOLS, 2, "skole", "#N/A")))
    assert keys(path) == ["dataset_celle_fejl"]


# --- Civil numbers that stand in no cell -----------------------------------------------------
def comment(book):
    book["skoler"]["B2"].comment = Comment(f"Ring til {CPR}", "Ida")


def header(book):
    book["skoler"].oddHeader.left.text = f"Til {CPR}"


def properties(book):
    book.properties.title = CPR


def sheet_name(book):
    book.create_sheet(f"Til {CPR}")


def rule(book):
    book["skoler"].add_data_validation(DataValidation("list", formula1=f'"{CPR},x"', sqref="E2"))


def prompt(book):
    book["skoler"].add_data_validation(DataValidation("list", formula1='"x"', sqref="E2", prompt=CPR))


def title_row(book):
    book["skoler"].insert_rows(1)
    book["skoler"]["A1"] = CPR


def number_on_a_spare_sheet(book):
    book.create_sheet("Noter")["B2"] = 101901234


@pytest.mark.parametrize(
    "put", [comment, header, properties, sheet_name, rule, prompt, title_row, number_on_a_spare_sheet]
)
def test_a_civil_number_outside_the_table_stops_the_import_and_is_never_shown(tmp_path, put):
    faults = check_dataset(edited(tmp_path, put))
    assert {fault.key for fault in faults} <= {"dataset_civilnummer", "dataset_civilnummer_udenfor"}
    assert faults
    assert "1234" not in "".join(map(str, faults)) + repr(faults)


def test_a_comment_in_two_runs_is_read_as_one(tmp_path):
    path = edited(tmp_path, comment)
    split = "010190</t></r><r><rPr><b/></rPr><t>-1234"
    assert keys(changed(path, "comment", lambda text: text.replace(CPR, split))) == [
        "dataset_civilnummer_udenfor"
    ]


def test_a_workbook_with_comments_headers_and_labels_of_its_own_is_let_through(tmp_path):
    def edit(book):
        book["skoler"]["B2"].comment = Comment("Skole 101001 2025, tlf. 33 12 34 56", "Ida")
        book["skoler"].oddHeader.left.text = "Side &P 2025/2026"
        book.properties.identifier = "7a310190-1234-4abc-9def-0101901234ab"

    assert check_dataset(edited(tmp_path, edit)) == []


@pytest.mark.parametrize("name", ["elever.csv", "noter.csv", "noter.txt"])
@pytest.mark.parametrize("line", [f"a;{CPR}", f"a\t{CPR}", f"a,{CPR}", "x;101901234"])
def test_a_file_that_is_no_table_is_searched(tmp_path, name, line):
    folder = write_csv(tmp_path / "d", tables())
    (folder / name).write_text(f"navn;nr\n{line}\n", "utf-8")
    faults = check_dataset(folder)
    assert [(fault.key, fault.facts["fil"]) for fault in faults] == [("dataset_civilnummer", name)]
    assert "1234" not in "".join(map(str, faults))


def test_a_civil_number_in_a_file_name_is_found(tmp_path):
    folder = write_csv(tmp_path / "d", tables())
    (folder / f"{CPR}.csv").write_text("a;b\n")
    (fault,) = check_dataset(folder)
    assert fault.key == "dataset_civilnummer_udenfor"
    assert "1234" not in str(fault)


# --- Letters, marks, sizes -------------------------------------------------------------------
def test_one_damaged_letter_does_not_garble_all_others(tmp_path):
    folder = write_csv(tmp_path / "d", tables())
    data = (folder / "skoler.csv").read_bytes()
    (folder / "skoler.csv").write_bytes(data.replace(b"Syd", b"S\xffd"))
    (fault,) = check_dataset(folder)
    assert (fault.key, fault.facts["raekke"]) == ("dataset_tegnsaet", 3)


def test_one_decimal_dot_among_commas_is_the_only_fault(tmp_path):
    faults = check_dataset(
        write_csv(tmp_path / "d", tables(indikatorer=with_cell(INDICATORS, 3, "vaerdi", "6.9")))
    )
    assert [(fault.key, fault.facts["raekke"]) for fault in faults] == [("dataset_celle_ikke_tal", 3)]


@pytest.mark.parametrize("column", ["vaerdi", "antal", "standardfejl"])
@pytest.mark.parametrize("number", ["1e160", "-1e300", "2000000000000"])
def test_an_absurd_number_is_a_fault_with_its_place(tmp_path, column, number):
    faults = check_dataset(
        write_csv(tmp_path / "d", tables(indikatorer=with_cell(INDICATORS, 3, column, number)))
    )
    assert [(fault.key, fault.facts["raekke"]) for fault in faults] == [("dataset_for_stort", 3)]


def test_an_absurdly_small_standard_error_is_a_fault(tmp_path):
    rows = with_cell(INDICATORS, 3, "standardfejl", "1e-200")
    assert keys(write_csv(tmp_path / "d", tables(indikatorer=rows))) == ["dataset_for_lille"]


# --- Limits, names, years --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("least", "key", "severity"),
    [("0", "dataset_mindst_antal_nul", "error"), ("1", "dataset_mindst_antal_lav", "warning"),
     ("4", "dataset_mindst_antal_lav", "warning"), ("5", None, None), ("", None, None), ("10", None, None)],
)  # fmt: skip
def test_a_limit_that_hides_nothing_is_refused_and_a_low_one_told(tmp_path, least, key, severity):
    path = write_csv(tmp_path / "d", tables(katalog=with_cell(CATALOGUE, 2, "mindst_antal", least)))
    found = [(fault.key, fault.severity) for fault in check_dataset(path)]
    assert found == ([(key, severity)] if key else [])


def test_a_low_limit_in_the_settings_is_told(tmp_path):
    settings = [["noegle", "vaerdi", "kilde"], ["mindst_antal", "2", "Os"]]
    (fault,) = check_dataset(write_csv(tmp_path / "d", tables(indstillinger=settings)))
    assert (fault.key, fault.severity) == ("dataset_mindst_antal_lav", "warning")


@pytest.mark.parametrize("number", ["Kommune", "land", "omraade:Nord", "i alt", "alle"])
def test_a_reserved_word_is_no_school_number(tmp_path, number):
    faults = keys(write_csv(tmp_path / "d", tables(skoler=[*SCHOOLS, [number, "Ny", "Nord", "9"]])))
    assert faults == ["dataset_nr_optaget"]


@pytest.mark.parametrize("rows_of_it", [1, 40])
def test_a_school_year_far_beyond_the_others_is_told(tmp_path, rows_of_it):
    rows = [INDICATORS[0], *(["101001", str(2016 + n % 10), "fravaer", "5", f"g{n}"] for n in range(200))]
    rows[0] = [*rows[0], "gruppe"]
    rows += [["101001", "2062/2063", "fravaer", "5", f"f{n}"] for n in range(rows_of_it)]
    (fault,) = check_dataset(write_csv(tmp_path / "d", tables(indikatorer=rows)))
    assert (fault.key, fault.severity) == ("dataset_aar_fremtid", "warning")
    first = fault.facts["raekke"] if rows_of_it == 1 else fault.facts["raekke"][0]
    assert (first, fault.facts["seneste"]) == (202, "2025/2026")


def test_a_dataset_named_by_a_dot_has_its_folders_name(tmp_path, monkeypatch):
    monkeypatch.chdir(write_csv(tmp_path / "hvidovre", tables()))
    assert load_dataset(".").name == "hvidovre"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ((0.05, 0.06, 0.07, 0.9, 1), True),
        ((0.05, 0.06, 0.07, 0.9, 1.1), False),
        ((0, 0, 0, 0, 0.4), False),
        ((0.2, 0.3, 0.4, 0.5), False),
    ],
)
def test_per_cent_that_looks_like_shares_is_told(tmp_path, values, told):
    rows = [INDICATORS[0], *(["101001", str(2016 + n), "fravaer", v] for n, v in enumerate(values))]
    path = write_workbook(tmp_path / "d.xlsx", tables(indikatorer=rows))
    found = [(fault.key, fault.severity) for fault in check_dataset(path)]
    assert found == ([("dataset_andele", "warning")] if told else [])
