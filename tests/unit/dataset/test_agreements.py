"""The tables ``aftaler`` and ``aftalegrundlag``: read from files, told where wrong, laid into a dataset."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.agreed import ABSENCE, APPLE, GRADE, SOUTH, agreed, based_on, goal, said
from support.came_home import collected
from support.datasets import tables, write_csv, write_parquet, write_workbook

from xl_beregner import texts
from xl_beregner.batch.collect.tables import text_files
from xl_beregner.cells import parse_number
from xl_beregner.dataset import check_dataset, load_dataset
from xl_beregner.dataset.agreements import as_written, read_agreements, with_agreements
from xl_beregner.errors import DatasetError

ANSWERS = [
    ["skole_nr", "klasse", "skoleaar", "skabelon", "tabel", "noegle", "felt", "vaerdi"],
    [SOUTH, "", "2025/2026", "resultataftale", "aftale", "karakter", "maal", "7,4"],
    [SOUTH, "", "2025/2026", "resultataftale", "aftale", "karakter", "tiltag", "Læsebånd\nhver dag; alle"],
    [APPLE, "", "2025/2026", "resultataftale", "", "", "skoleleder", "Opdigtet Leder"],
]
BASIS = [
    ["skole_nr", "skoleaar", "skabelon", "noegle", *GRADE],
    [SOUTH, "2025/2026", "resultataftale", "karakter", *(str(v).replace(".", ",") for v in GRADE.values())],
]


def test_both_tables_are_read_as_a_part_of_the_dataset(tmp_path):
    dataset = load_dataset(write_csv(tmp_path, tables(aftaler=ANSWERS, aftalegrundlag=BASIS)))
    assert dataset.agreements["vaerdi"].tolist() == ["7,4", "Læsebånd\nhver dag; alle", "Opdigtet Leder"]
    assert dataset.agreements["aar"].tolist() == [2025, 2025, 2025]
    (row,) = dataset.agreement_basis.to_dict("records")
    assert {key: row[key] for key in GRADE} == GRADE


@pytest.mark.parametrize(
    ("names", "answers", "basis"),
    [
        (
            "Skolenummer Klasse Skoleår Skabelon Tabel Nøgle Felt Værdi",
            "Aftaler", "Aftalegrundlag",
        ),
        ("Skolnummer Klass Läsår Mall Tabell Nyckel Fält Värde", "Överenskommelser", "Avtalsunderlag"),
        ("school_number class school_year template table key field value", "Agreements", "Agreement basis"),
    ],
)  # fmt: skip
def test_headings_and_sheets_are_known_in_three_languages(tmp_path, names, answers, basis):
    contents = tables(**{answers: [names.split(), *ANSWERS[1:]], basis: BASIS})
    dataset = load_dataset(write_workbook(tmp_path / "d.xlsx", contents))
    assert (len(dataset.agreements), len(dataset.agreement_basis)) == (3, 1)
    assert dataset.faults == ()


def test_the_same_agreements_have_the_same_sum_whatever_file_they_came_in(tmp_path):
    text = load_dataset(write_csv(tmp_path / "csv", tables(aftaler=ANSWERS, aftalegrundlag=BASIS)))
    numbers = [[*row[:-1], 7.4 if row[-1] == "7,4" else row[-1]] for row in ANSWERS]
    figures = [BASIS[0], [*BASIS[1][:4], *GRADE.values()]]
    shuffled = [numbers[0], *reversed(numbers[1:])]
    book = write_workbook(tmp_path / "d.xlsx", tables(aftaler=shuffled, aftalegrundlag=figures))
    assert load_dataset(book).hash == text.hash
    assert load_dataset(write_csv(tmp_path / "without", tables())).hash == text.hash_of_figures != text.hash


def test_one_other_answer_is_another_sum(tmp_path):
    before = load_dataset(write_csv(tmp_path / "a", tables(aftaler=ANSWERS)))
    changed = [*ANSWERS[:-1], [*ANSWERS[-1][:-1], "Anden Leder"]]
    assert load_dataset(write_csv(tmp_path / "b", tables(aftaler=changed))).hash != before.hash


@pytest.mark.parametrize(
    ("table", "row", "column", "cell", "key"),
    [
        ("aftaler", 2, "skoleaar", "i fjor", "dataset_celle_ikke_skoleaar"),
        ("aftaler", 2, "skoleaar", "uden år", "dataset_aftale_uden_aar"),
        ("aftaler", 2, "felt", "", "dataset_tom_celle"),
        ("aftaler", 3, "felt", "maal", "dataset_dobbelt_noegle"),
        ("aftalegrundlag", 2, "sd", "-0,4", "dataset_negativ"),
        ("aftalegrundlag", 2, "fortegn", "2", "dataset_fortegn"),
        ("aftalegrundlag", 2, "baseline", "høj", "dataset_celle_ikke_tal"),
    ],
)
def test_a_fault_says_file_row_and_column(tmp_path, table, row, column, cell, key):
    rows = [list(line) for line in (ANSWERS if table == "aftaler" else BASIS)]
    rows[row - 1][rows[0].index(column)] = cell
    (fault,) = [
        found
        for found in check_dataset(write_csv(tmp_path, tables(**{table: rows})))
        if found.severity == "error"
    ]
    assert (fault.key, fault.facts["fil"], fault.facts["raekke"]) == (key, f"{table}.csv", row)
    assert fault.facts["kolonne"].startswith(column)
    assert all(fault.key not in str(fault) for _ in texts.LANGUAGES)


def test_a_missing_column_is_told_by_its_name(tmp_path):
    rows = [line[:-2] for line in ANSWERS]
    (fault,) = check_dataset(write_csv(tmp_path, tables(aftaler=rows)))
    assert (fault.key, fault.facts["kolonne"]) == ("dataset_kolonne_mangler", "felt")


def test_a_civil_number_in_an_answer_stops_the_import_and_is_never_repeated(tmp_path):
    rows = [*ANSWERS, [*ANSWERS[2][:-2], "bemaerkning", "tal med 010190-1234 og hans mor"]]
    for path in (
        write_csv(tmp_path / "csv", tables(aftaler=rows)),
        write_workbook(tmp_path / "d.xlsx", tables(aftaler=rows)),
        write_parquet(tmp_path / "parquet", tables(aftaler=rows)),
    ):
        (fault,) = check_dataset(path)
        assert fault.key == "dataset_civilnummer"
        assert "010190" not in str(fault)
        assert fault.facts["kolonne"].startswith("vaerdi")
    only = write_csv(tmp_path / "only", {"aftaler": rows})
    with pytest.raises(DatasetError) as found:
        read_agreements(only / "aftaler.csv")
    assert [fault.key for fault in found.value.faults] == ["dataset_civilnummer"]


def test_a_closed_school_is_told_and_a_slip_of_the_pen_stops(tmp_path):
    closed = [*ANSWERS, ["777777", "", "2024/2025", "resultataftale", "", "", "skoleleder", "Opdigtet"]]
    dataset = load_dataset(write_csv(tmp_path / "closed", tables(aftaler=closed)))
    (fault,) = dataset.faults
    assert (fault.key, fault.facts["fundet"], fault.severity) == ("dataset_aftale_skole", "777777", "warning")
    assert len(dataset.agreements) == 3
    slip = [*ANSWERS, ["123", "", "2024/2025", "resultataftale", "", "", "skoleleder", "Opdigtet"]]
    (fault,) = check_dataset(write_csv(tmp_path / "slip", tables(aftaler=slip)))
    assert (fault.key, fault.facts["forslag"]) == ("dataset_aftale_skole_mente_du", APPLE)


# --- read_agreements -----------------------------------------------------------------------------
def test_they_are_read_from_the_folder_the_file_or_the_workbook(tmp_path):
    folder = write_csv(tmp_path / "d", {"aftaler": ANSWERS, "aftalegrundlag": BASIS})
    contents = {"Overblik": [["Samlet"], ["noget andet"]], "aftaler": ANSWERS, "aftalegrundlag": BASIS}
    book = write_workbook(folder / "samlet.xlsx", contents)
    for path in (folder, folder / "aftaler.csv", book):
        rows, basis = read_agreements(path)
        assert (len(rows), len(basis)) == (3, 1), path
    assert rows["felt"].tolist() == ["maal", "tiltag", "skoleleder"]


@pytest.mark.parametrize("words", ["\rto linjer", "to\rlinjer", "to\r\nlinjer", "to\x00linjer"])
def test_one_odd_line_break_does_not_make_the_whole_file_unreadable(tmp_path, words):
    # A Mac's line break and a sign no text file may hold reach a cell as _x000D_ and _x0000_.
    homes = (replace(collected().homes[0], answers=(replace(collected().homes[0].answers[0], value=words),)),)
    for name, data in text_files(replace(collected(), homes=homes)).items():
        (tmp_path / name).write_bytes(data)
    answers, _ = read_agreements(tmp_path)
    assert answers["vaerdi"].tolist() == [words.replace("\x00", "")]


def test_a_folder_with_a_workbook_alone_will_do(tmp_path):
    write_workbook(tmp_path / "samlet.xlsx", {"aftaler": ANSWERS})
    write_workbook(tmp_path / "andet.xlsx", {"Noter": [["a"], ["b"]]})
    rows, basis = read_agreements(tmp_path)
    assert (len(rows), len(basis)) == (3, 0)


def test_a_folder_without_agreements_says_what_to_point_at(tmp_path):
    with pytest.raises(DatasetError, match=r"collect.*aftaler\.csv"):
        read_agreements(tmp_path)
    with pytest.raises(DatasetError, match="ingen fil eller mappe"):
        read_agreements(tmp_path / "ingen")


# --- with_agreements -----------------------------------------------------------------------------
@pytest.fixture
def dataset(tmp_path):
    return load_dataset(write_csv(tmp_path, tables()))


def told(dataset):
    table = dataset.agreements
    return set(
        zip(table["skole_nr"], table["aar"], table["noegle"], table["felt"], table["vaerdi"], strict=True)
    )


def test_a_workbook_collected_again_takes_the_place_of_all_it_said_before(dataset):
    first = agreed(
        dataset,
        [
            *goal(SOUTH, 2025, "karakter", 7.4, tiltag="Læsebånd"),
            *goal(SOUTH, 2024, "karakter", 7.0),
            *goal(APPLE, 2025, "karakter", 6.9),
        ],
        based_on(SOUTH, 2025, karakter=GRADE),
    )
    again = agreed(first, goal(SOUTH, 2025, "fravaer", 5.0), based_on(SOUTH, 2025, fravaer=ABSENCE))
    assert told(again) == {
        (SOUTH, 2025, "fravaer", "maal", 5.0),
        (SOUTH, 2024, "karakter", "maal", 7.0),
        (APPLE, 2025, "karakter", "maal", 6.9),
    }
    assert again.agreement_basis["noegle"].tolist() == ["fravaer"]


def test_laying_in_the_same_twice_changes_nothing(dataset):
    rows = [*goal(SOUTH, 2025, "karakter", 7.4), *said(APPLE, 2025, {}, skoleleder="Opdigtet")]
    once = agreed(dataset, rows, based_on(SOUTH, 2025, karakter=GRADE))
    twice = agreed(once, rows[::-1], based_on(SOUTH, 2025, karakter=GRADE))
    assert told(twice) == told(once)
    assert twice.hash == once.hash != dataset.hash


def test_rows_alone_will_do_in_the_order_of_their_columns(dataset):
    row = (SOUTH, None, "2025/2026", "resultataftale", "aftale", "karakter", "maal", 7.4)
    found = with_agreements(dataset, [row, (*row[:-2], "tiltag", None)], [])
    assert told(found) == {(SOUTH, 2025, "karakter", "maal", 7.4)}


def test_a_blank_is_no_answer_and_names_are_compared_without_case(dataset):
    rows = pd.DataFrame(goal(SOUTH, 2025, "karakter", 7.4, tiltag=" ", senest=None))
    rows["felt"], rows["tabel"], rows["skabelon"] = rows["felt"].str.upper(), "AFTALE", "Resultataftale"
    found = with_agreements(dataset, rows, pd.DataFrame())
    assert told(found) == {(SOUTH, 2025, "karakter", "maal", 7.4)}
    assert set(found.agreements["skabelon"]) == {"resultataftale"}


def test_nothing_laid_in_leaves_a_dataset_as_it_was(dataset):
    found = with_agreements(dataset, pd.DataFrame(), pd.DataFrame())
    assert (found.hash, len(found.agreements), found.faults) == (dataset.hash, 0, dataset.faults)


# --- as_written ----------------------------------------------------------------------------------
@given(st.floats(-1e9, 1e9, allow_nan=False))
def test_a_number_is_read_back_as_it_was_written(number):
    assert parse_number(as_written(number)) == pytest.approx(number, rel=1e-15, abs=1e-300)


def test_a_number_with_three_decimals_is_not_read_as_thousands():
    assert as_written(2.351) == "2,351"
    assert parse_number(as_written(2.351)) == 2.351
    assert as_written(7.0) == "7"


def test_days_words_and_marks_are_written_as_they_are_read():
    assert as_written(datetime.date(2026, 6, 15)) == "2026-06-15"
    assert as_written(datetime.datetime(2026, 6, 15)) == "2026-06-15"
    assert as_written("=1+1") == "=1+1"
    assert (as_written(True), as_written(False)) == ("ja", "nej")
