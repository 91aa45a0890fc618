"""Everything that is wrong is told at once, with file, row and column, and nothing private is shown."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from support.datasets import (
    CATALOGUE,
    INDICATORS,
    SCHOOLS,
    tables,
    with_cell,
    write_csv,
    write_parquet,
    write_workbook,
)

from xl_beregner import texts
from xl_beregner.dataset import check_dataset, load_dataset
from xl_beregner.errors import DatasetError, Fault, PackageError


def errors(path: Path) -> list[Fault]:
    return [fault for fault in check_dataset(path) if fault.severity == "error"]


def only(path: Path) -> Fault:
    (fault,) = errors(path)
    return fault


GOALS = [["enhed", "skoleaar", "indikator", "vaerdi", "maaltype"],
         ["101001", "2026/2027", "karakter", "7,5", "niveau"]]  # fmt: skip
SETTINGS = [["noegle", "vaerdi", "kilde"], ["mindst_antal", "5", "Os"]]
ALL = tables(maal=GOALS, indstillinger=SETTINGS)

# table, row as seen in the file, column, what stands there, the fault
CELLS = [
    ("indikatorer", 3, "enhed", "999999", "dataset_ukendt_skole"),
    ("indikatorer", 3, "enhed", "123", "dataset_ukendt_skole_mente_du"),
    ("indikatorer", 3, "vaerdi", "syv", "dataset_celle_ikke_tal"),
    ("indikatorer", 3, "vaerdi", "#I/T", "dataset_celle_fejlvaerdi"),
    ("indikatorer", 3, "vaerdi", "1e999", "dataset_celle_uendelig"),
    ("indikatorer", 4, "vaerdi", "150", "dataset_udenfor"),
    ("indikatorer", 3, "vaerdi", "-3,5", "dataset_udenfor"),
    ("indikatorer", 3, "skoleaar", "2024/2026", "dataset_celle_ikke_skoleaar"),
    ("indikatorer", 3, "skoleaar", "24/25", "dataset_celle_ikke_skoleaar"),
    ("indikatorer", 3, "skoleaar", "1066", "dataset_celle_aar_udenfor"),
    ("indikatorer", 3, "indikator", "trivsel_xyz", "dataset_ukendt_indikator"),
    ("indikatorer", 3, "indikator", "karaktr", "dataset_ukendt_indikator_mente_du"),
    ("indikatorer", 3, "skoleaar", "", "dataset_tom_celle"),
    ("indikatorer", 3, "enhed", "", "dataset_tom_celle"),
    ("indikatorer", 3, "antal", "-4", "dataset_negativ"),
    ("indikatorer", 3, "antal", "ca. 20", "dataset_celle_ikke_tal"),
    ("indikatorer", 3, "standardfejl", "-0,1", "dataset_negativ"),
    ("skoler", 3, "skole", "", "dataset_tom_celle"),
    ("skoler", 3, "elevtal", "12,5", "dataset_ikke_helt_tal"),
    ("katalog", 3, "maaleenhed", "liter", "dataset_ukendt_ord"),
    ("katalog", 3, "maaleenhed", "karaktre", "dataset_ukendt_ord_mente_du"),
    ("katalog", 3, "retning", "venstre", "dataset_ukendt_ord"),
    ("katalog", 3, "kan_aftales", "måske", "dataset_ukendt_ord"),
    ("katalog", 3, "offentliggjort", "jo", "dataset_ukendt_ord"),
    ("katalog", 3, "sammenlign", "fravr", "dataset_ukendt_henvisning_mente_du"),
    ("katalog", 3, "reference", "noget_andet", "dataset_ukendt_henvisning"),
    ("katalog", 3, "kilde", "", "dataset_tom_celle"),
    ("katalog", 3, "decimaler", "-1", "dataset_ikke_helt_tal"),
    ("maal", 2, "indikator", "xyz", "dataset_ukendt_indikator"),
    ("maal", 2, "enhed", "999999", "dataset_ukendt_skole"),
    ("maal", 2, "maaltype", "drøm", "dataset_ukendt_ord"),
    ("maal", 2, "vaerdi", "høj", "dataset_celle_ikke_tal"),
    ("indstillinger", 2, "vaerdi", "mange", "dataset_indstilling_ugyldig"),
    ("indstillinger", 2, "vaerdi", "0", "dataset_indstilling_ugyldig"),
    ("indstillinger", 2, "noegle", "mindst_antl", "dataset_indstilling_ukendt_mente_du"),
]


@pytest.mark.parametrize(("table", "row", "column", "cell", "key"), CELLS)
def test_a_fault_tells_file_row_column_and_what_was_found(tmp_path, table, row, column, cell, key):
    contents = {**ALL, table: with_cell(ALL[table], row, column, cell)}
    fault = only(write_csv(tmp_path / "d", contents))
    assert fault.key == key
    assert fault.facts["fil"] == f"{table}.csv"
    assert fault.facts["raekke"] == row
    assert fault.facts["kolonne"].startswith(f"{column} (")
    if key != "dataset_tom_celle":
        assert cell in str(fault)


def test_the_small_dataset_itself_has_no_fault(tmp_path):
    assert check_dataset(write_csv(tmp_path / "d", ALL)) == []


def test_the_same_unit_group_year_and_indicator_twice_is_a_fault(tmp_path):
    contents = tables(indikatorer=[*INDICATORS, ["101001", "2024/25", "karakter", "7,5"]])
    fault = only(write_csv(tmp_path / "d", contents))
    assert fault.key == "dataset_dobbelt_tal"
    assert (fault.facts["raekke"], fault.facts["foerste"]) == (6, 2)


def test_a_school_number_twice_is_a_fault(tmp_path):
    fault = only(write_csv(tmp_path / "d", tables(skoler=[*SCHOOLS, ["101001", "Kopi", "", "1"]])))
    assert (fault.key, fault.facts["fundet"]) == ("dataset_dobbelt_noegle", "101001")
    assert (fault.facts["raekke"], fault.facts["foerste"]) == (4, 2)


def test_another_group_is_another_key(tmp_path):
    rows = [[*INDICATORS[0], "gruppe"], *([*row, ""] for row in INDICATORS[1:])]
    rows.append(["101001", "2024/25", "karakter", "7,5", "piger"])
    assert check_dataset(write_csv(tmp_path / "d", tables(indikatorer=rows))) == []


def test_all_faults_of_all_tables_are_told_at_once(tmp_path):
    contents = {
        "skoler": with_cell(SCHOOLS, 3, "elevtal", "mange"),
        "katalog": with_cell(CATALOGUE, 3, "maaleenhed", "liter"),
        "indikatorer": with_cell(with_cell(INDICATORS, 3, "vaerdi", "syv"), 4, "enhed", "999999"),
    }
    found = {
        (fault.facts["fil"], fault.facts["raekke"]) for fault in errors(write_csv(tmp_path / "d", contents))
    }
    assert found == {("skoler.csv", 3), ("katalog.csv", 3), ("indikatorer.csv", 3), ("indikatorer.csv", 4)}
    with pytest.raises(DatasetError) as caught:
        load_dataset(tmp_path / "d")
    assert len(str(caught.value).splitlines()) == 4


def test_the_same_thing_in_many_rows_is_one_fault_with_its_rows(tmp_path):
    rows = [INDICATORS[0], *(["999999", str(2000 + n), "fravaer", "5"] for n in range(100))]
    fault = only(write_csv(tmp_path / "d", tables(indikatorer=rows)))
    assert fault.facts["raekke"] == [*range(2, 22), "…"]


def test_very_many_faults_of_a_kind_are_counted(tmp_path):
    rows = [INDICATORS[0], *(["101001", str(1900 + n), "fravaer", f"x{n}"] for n in range(250))]
    found = errors(write_csv(tmp_path / "d", tables(indikatorer=rows)))
    assert len(found) == 201
    assert (found[-1].key, found[-1].facts["antal"]) == ("dataset_flere", 50)


@pytest.mark.parametrize("table", ["skoler", "katalog", "indikatorer"])
def test_a_missing_table_is_named(tmp_path, table):
    fault = only(write_csv(tmp_path / "d", tables(**{table: None})))
    assert (fault.key, fault.facts["tabel"]) == ("dataset_tabel_mangler", table)


@pytest.mark.parametrize("table", ["skoler", "katalog", "indikatorer"])
@pytest.mark.parametrize("rows", [0, 1])
def test_an_empty_table_is_named(tmp_path, table, rows):
    contents = tables(**{table: tables()[table][:rows]})
    found = errors(write_csv(tmp_path / "d", contents))
    assert ("dataset_tabel_tom", table) in [(fault.key, fault.facts.get("tabel")) for fault in found]


@pytest.mark.parametrize("table", ["skoler", "katalog", "indikatorer"])
def test_a_missing_required_column_is_named(tmp_path, table):
    contents = tables()
    contents[table] = [row[1:] for row in contents[table]]
    missing = tables()[table][0][0]
    found = [(fault.key, fault.facts.get("kolonne")) for fault in errors(write_csv(tmp_path / "d", contents))]
    assert ("dataset_kolonne_mangler", missing) in found


def test_a_column_under_a_strange_name_is_guessed(tmp_path):
    contents = tables(skoler=[["skole_nr", "skol", "omraade"], *(row[:3] for row in SCHOOLS[1:])])
    fault = only(
        write_csv(
            tmp_path / "d", {**contents, "skoler": [["skole_nr", "skolee"], *(r[:2] for r in SCHOOLS[1:])]}
        )
    )
    assert (fault.key, fault.facts["forslag"]) == ("dataset_kolonne_mangler_mente_du", "skolee")


def test_one_column_under_two_headings_is_a_fault(tmp_path):
    contents = tables(skoler=[[*SCHOOLS[0], "Skolenavn"], *([*row, "x"] for row in SCHOOLS[1:])])
    assert only(write_csv(tmp_path / "d", contents)).key == "dataset_kolonne_dobbelt"


def test_a_wide_column_that_is_no_indicator_is_a_fault(tmp_path):
    wide = [["enhed", "skoleaar", "karakter", "fravaar"], ["101001", "2024", "7", "5"]]
    fault = only(write_csv(tmp_path / "d", tables(indikatorer=wide)))
    assert fault.key == "dataset_ukendt_indikator_mente_du"
    assert (fault.facts["raekke"], fault.facts["kolonne"]) == (1, "fravaar (D)")


def test_a_wide_value_out_of_range_names_its_own_column(tmp_path):
    wide = [["enhed", "skoleaar", "karakter", "fravaer"], ["101001", "2024", "7", "500"]]
    fault = only(write_csv(tmp_path / "d", tables(indikatorer=wide)))
    assert (fault.facts["raekke"], fault.facts["kolonne"]) == (2, "fravaer (D)")


def test_decimal_commas_between_commas_are_not_shifted_into_the_next_column(tmp_path):
    folder = write_csv(tmp_path / "d", tables())
    text = "enhed,skoleaar,indikator,vaerdi\n101001,2024/2025,karakter,7,4\n"
    (folder / "indikatorer.csv").write_text(text, "utf-8")
    fault = only(folder)
    assert (fault.key, fault.facts["raekke"]) == ("dataset_raekke_for_lang", 2)


def test_a_table_given_twice_is_a_fault(tmp_path):
    folder = write_csv(tmp_path / "d", tables())
    write_workbook(folder / "skoler.xlsx", {"skoler": SCHOOLS})
    assert only(folder).key == "dataset_tabel_dobbelt"


def test_limits_the_wrong_way_round_are_a_fault(tmp_path):
    catalogue = with_cell(with_cell(CATALOGUE, 3, "mindste", "9"), 3, "stoerste", "4")
    assert "dataset_graenser" in [f.key for f in errors(write_csv(tmp_path / "d", tables(katalog=catalogue)))]


@pytest.mark.parametrize("unit", ["tekst", "karakter"])
def test_what_may_be_agreed_needs_a_direction_and_a_number(tmp_path, unit):
    catalogue = with_cell(CATALOGUE, 2, "kan_aftales", "ja")
    catalogue = with_cell(
        with_cell(catalogue, 2, "maaleenhed", unit), 2, "retning", "" if unit == "karakter" else "op"
    )
    found = errors(write_csv(tmp_path / "d", tables(katalog=catalogue)))
    assert [fault.key for fault in found] == ["dataset_uden_retning"]


def test_chances_must_fall(tmp_path):
    settings = [*SETTINGS, ["chance_1", "0,2", "Os"]]
    assert only(write_csv(tmp_path / "d", tables(indstillinger=settings))).key == "dataset_chancer_orden"


def test_an_unknown_setting_is_kept_with_a_warning(tmp_path):
    dataset = load_dataset(
        write_csv(tmp_path / "d", tables(indstillinger=[*SETTINGS, ["lus_trin_3", "12", "Os"]]))
    )
    assert [(fault.key, fault.severity) for fault in dataset.faults] == [
        ("dataset_indstilling_ukendt", "warning")
    ]
    assert dataset.settings["lus_trin_3"].value == "12"


# --- Civil numbers ---------------------------------------------------------------------------
CPR, PERSONNUMMER = "010190-1234", "900101-0017"


@pytest.mark.parametrize(
    "number", [CPR, CPR.replace("-", ""), PERSONNUMMER, "19" + PERSONNUMMER, f"Ida ({CPR})"]
)
@pytest.mark.parametrize(
    ("table", "row", "column"),
    [("indikatorer", 3, "vaerdi"), ("indikatorer", 3, "enhed"), ("indikatorer", 3, "gruppe"),
     ("skoler", 2, "skole"), ("skoler", 2, "bemærkninger"), ("katalog", 2, "kilde"), ("maal", 2, "kilde"),
     ("indstillinger", 2, "vaerdi")],
)  # fmt: skip
@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_a_civil_number_anywhere_stops_the_import_and_is_never_shown(
    tmp_path, number, table, row, column, form
):
    contents = {**ALL, table: with_cell(ALL[table], row, column, number)}
    if form == "csv":
        path = write_csv(tmp_path / "d", contents)
    elif form == "xlsx":
        path = write_workbook(tmp_path / "d.xlsx", contents)
    else:
        path = write_parquet(tmp_path / "d", contents)
    with pytest.raises(DatasetError) as caught:
        load_dataset(path)
    found = [fault for fault in caught.value.faults if fault.key == "dataset_civilnummer"]
    assert len(found) == 1
    assert found[0].facts["raekke"] == (row if form != "parquet" else row - 1)
    said = f"{caught.value} {caught.value.faults!r}"
    digits = re.sub(r"\D", "", said)
    assert re.sub(r"\D", "", number)[-10:] not in digits
    assert "0017" not in said
    assert "1234" not in said


def test_a_civil_number_typed_as_a_number_is_found_without_its_leading_zero(tmp_path):
    contents = tables(skoler=with_cell(SCHOOLS, 2, "elev_id", 101901234))
    found = errors(write_workbook(tmp_path / "d.xlsx", contents))
    assert [fault.key for fault in found] == ["dataset_civilnummer"]


def test_a_civil_number_in_a_heading_or_a_spare_sheet_is_found(tmp_path):
    spare = {**tables(), "Noter": [["ring til"], [CPR]]}
    assert [fault.key for fault in errors(write_workbook(tmp_path / "a.xlsx", spare))] == [
        "dataset_civilnummer"
    ]
    heading = tables(skoler=[[*SCHOOLS[0], CPR], *([*row, ""] for row in SCHOOLS[1:])])
    said = check_dataset(write_csv(tmp_path / "b", heading))
    assert "dataset_civilnummer" in [fault.key for fault in said]
    assert CPR not in repr(said) + "".join(map(str, said))


def test_amounts_and_school_numbers_are_no_civil_numbers(tmp_path):
    catalogue = [*CATALOGUE, ["udgift", "Udgift", "", "kr", "", "Prøven", "", "ja"]]
    rows = [
        *INDICATORS,
        ["101001", "2024", "udgift", "101.901.234"],
        ["0123", "2024", "udgift", "12345678,25"],
    ]
    assert errors(write_csv(tmp_path / "d", tables(katalog=catalogue, indikatorer=rows))) == []


# --- Files -----------------------------------------------------------------------------------
def test_no_such_file_is_told(tmp_path):
    assert [fault.key for fault in check_dataset(tmp_path / "intet")] == ["dataset_findes_ikke"]


def test_a_folder_without_tables_is_told(tmp_path):
    (tmp_path / "README.md").write_text("hej")
    assert [fault.key for fault in check_dataset(tmp_path)] == ["dataset_uden_tabeller"]


@pytest.mark.parametrize("data", [b"hej", b"PK\x03\x04half", b"", b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_a_file_that_is_no_workbook_is_told(tmp_path, data):
    (tmp_path / "data.xlsx").write_bytes(data)
    with pytest.raises(PackageError) as caught:
        load_dataset(tmp_path / "data.xlsx")
    assert caught.value.key == "dataset_fil_ulaeselig"
    assert [fault.key for fault in check_dataset(tmp_path)] == ["dataset_fil_ulaeselig"]


def test_a_workbook_cut_short_is_told(tmp_path):
    whole = write_workbook(tmp_path / "data.xlsx", tables()).read_bytes()
    (tmp_path / "data.xlsx").write_bytes(whole[: len(whole) // 2])
    assert [fault.key for fault in check_dataset(tmp_path)] == ["dataset_fil_ulaeselig"]


def test_an_encrypted_workbook_is_told_as_that(tmp_path):
    msoffcrypto = pytest.importorskip("msoffcrypto.format.ooxml")
    path = write_workbook(tmp_path / "plain" / "data.xlsx", tables())
    with path.open("rb") as plain, (tmp_path / "data.xlsx").open("wb") as locked:
        msoffcrypto.OOXMLFile(plain).encrypt("kode", locked)
    with pytest.raises(PackageError) as caught:
        load_dataset(tmp_path / "data.xlsx")
    assert caught.value.key == "dataset_fil_krypteret"


def test_a_file_open_in_excel_or_without_permission_is_told(tmp_path, monkeypatch):
    # Root may read everything, so the refusal is made here.
    write_csv(tmp_path / "d", tables())
    read = Path.read_bytes

    def refuse(path):
        if path.name == "skoler.csv":
            raise PermissionError(13, "in use")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert [fault.key for fault in check_dataset(tmp_path / "d")] == ["dataset_fil_laast"]


def test_a_text_file_of_bytes_is_told(tmp_path):
    folder = write_csv(tmp_path / "d", tables())
    (folder / "skoler.csv").write_bytes(b"a;b\0c")
    assert [fault.key for fault in check_dataset(folder)] == ["dataset_fil_ulaeselig"]


def test_a_damaged_parquet_file_is_told(tmp_path):
    folder = write_parquet(tmp_path / "d", tables())
    (folder / "skoler.parquet").write_bytes(b"PAR1nope")
    assert [fault.key for fault in check_dataset(folder)] == ["dataset_fil_ulaeselig"]


def test_a_failed_formula_is_not_taken_for_an_unpublished_figure(tmp_path):
    path = write_workbook(tmp_path / "d.xlsx", tables(indikatorer=with_cell(INDICATORS, 3, "vaerdi", "#N/A")))
    # openpyxl writes the text as an error cell, as Excel stores a failed formula
    sheets = [part for part in zipfile.ZipFile(path).namelist() if "worksheets/sheet" in part]
    assert any(b't="e"' in zipfile.ZipFile(path).read(part) for part in sheets)
    fault = only(path)
    assert (fault.key, fault.facts["fundet"]) == ("dataset_celle_fejlvaerdi", "#N/A")
    assert fault.facts["kolonne"] == "vaerdi (D)"
    assert fault.facts["fil"] == "d.xlsx › indikatorer"


def test_a_file_that_is_no_table_is_a_warning(tmp_path):
    folder = write_csv(tmp_path / "d", tables())
    (folder / "noter.csv").write_text("a;b\n")
    assert [(fault.key, fault.facts["fil"]) for fault in check_dataset(folder)] == [
        ("dataset_fil_ukendt", "noter.csv")
    ]


@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_every_fault_reads_as_a_sentence_without_a_hole(tmp_path, lang):
    texts.use_language(lang)
    try:
        for n, (table, row, column, cell, _) in enumerate(CELLS):
            contents = {**ALL, table: with_cell(ALL[table], row, column, cell)}
            for fault in check_dataset(write_csv(tmp_path / str(n), contents)):
                said = str(fault)
                assert fault.key not in said
                assert "{" not in said
                assert "…" not in said.replace("fra … til", "")
    finally:
        texts.use_language("da")
