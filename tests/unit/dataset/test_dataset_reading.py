"""The same figures come out, whatever file, separator, heading or shape they came in."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.datasets import CATALOGUE, INDICATORS, SCHOOLS, tables, write_csv, write_parquet, write_workbook

from xl_beregner import texts
from xl_beregner.dataset import load_dataset, schema


@pytest.fixture
def plain(tmp_path: Path) -> str:
    return load_dataset(write_csv(tmp_path / "plain", tables())).hash


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_text_file_is_read_whatever_its_separator_and_encoding(tmp_path, plain, separator, encoding):
    folder = write_csv(tmp_path / "other", tables(), separator=separator, encoding=encoding)
    dataset = load_dataset(folder)
    assert dataset.hash == plain
    assert list(dataset.schools["skole"]) == ["Søndre Skole", "Æblehaven"]


def test_a_workbook_with_a_sheet_per_table_gives_the_same(tmp_path, plain):
    assert load_dataset(write_workbook(tmp_path / "data.xlsx", tables())).hash == plain


def test_a_folder_with_that_workbook_gives_the_same(tmp_path, plain):
    write_workbook(tmp_path / "mappe" / "data.xlsx", tables())
    (tmp_path / "mappe" / "~$data.xlsx").write_bytes(b"\x05Ida")
    assert load_dataset(tmp_path / "mappe").hash == plain


def test_a_folder_of_workbooks_named_as_tables_gives_the_same(tmp_path, plain):
    for name, rows in tables().items():
        write_workbook(tmp_path / "mappe" / f"{name}.xlsx", {"Ark1": rows})
    assert load_dataset(tmp_path / "mappe").hash == plain


def test_a_parquet_folder_gives_the_same(tmp_path, plain):
    numbers = [[*row[:3], float(row[3].replace(",", "."))] for row in INDICATORS[1:]]
    folder = write_parquet(tmp_path / "parquet", tables(indikatorer=[INDICATORS[0], *numbers]))
    assert load_dataset(folder).hash == plain


def test_numbers_in_number_cells_give_the_same(tmp_path, plain):
    schools = [SCHOOLS[0], [101001, "Søndre Skole", "Nord", 420], ["0123", "Æblehaven", "Syd", 88]]
    rows = [
        INDICATORS[0],
        *([row[0], row[1], row[2], float(row[3].replace(",", "."))] for row in INDICATORS[1:]),
    ]
    assert (
        load_dataset(write_workbook(tmp_path / "d.xlsx", tables(skoler=schools, indikatorer=rows))).hash
        == plain
    )


def test_the_order_of_rows_does_not_change_the_hash(tmp_path, plain):
    rows = INDICATORS[1:]
    random.Random(1).shuffle(rows)
    shuffled = tables(indikatorer=[INDICATORS[0], *rows], skoler=[SCHOOLS[0], *SCHOOLS[:0:-1]])
    assert load_dataset(write_csv(tmp_path / "shuffled", shuffled)).hash == plain


def test_another_figure_changes_the_hash(tmp_path, plain):
    changed = [*INDICATORS[:-1], ["kommune", "2024/2025", "fravaer", "6,1"]]
    assert load_dataset(write_csv(tmp_path / "changed", tables(indikatorer=changed))).hash != plain


def test_the_hash_does_not_depend_on_the_language_spoken(tmp_path, plain):
    texts.use_language("sv")
    try:
        assert load_dataset(write_csv(tmp_path / "sv", tables())).hash == plain
    finally:
        texts.use_language("da")


def test_a_wide_table_gives_the_same_as_a_long_one(tmp_path, plain):
    wide = [
        ["Institutionsnummer", "Skoleår", "karakter", "Fravær"],
        ["101001", "2024/25", "7,4", "5,5"],
        ["0123", "2024-2025", "6,9", ".."],
        ["Kommune", "2024", "-", "6,0"],
    ]
    assert load_dataset(write_csv(tmp_path / "wide", tables(indikatorer=wide))).hash == plain


def test_headings_may_stand_below_a_title(tmp_path, plain):
    titled = [["Udtræk fra tavlen"], [], *INDICATORS]
    assert load_dataset(write_csv(tmp_path / "titled", tables(indikatorer=titled))).hash == plain


@pytest.mark.parametrize("lang", texts.LANGUAGES)
@pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: table.name)
def test_every_heading_people_see_is_read_as_its_own_column(table, lang):
    names = schema.column_names(table.name)
    for column in table.columns:
        if column.key in schema.NORM_VALUES:
            continue  # a program's own
        heading = texts.say(f"dataset.kolonne.{table.name}.{column.key}", lang)
        assert names[schema.plain(heading)] == column.key
        assert names[column.key] == column.key


@pytest.mark.parametrize(
    ("heading", "key"),
    [("Institutionsnummer", "skole_nr"), ("Skolenhetskod", "skole_nr"), ("skole_nr", "skole_nr"),
     ("SKOLENUMMER", "skole_nr"), ("Antal elever", "elevtal"), ("Område", "omraade")],
)  # fmt: skip
def test_official_headings_are_known(heading, key):
    assert schema.column_names("skoler")[schema.plain(heading)] == key


def test_a_leading_zero_survives(tmp_path):
    dataset = load_dataset(write_workbook(tmp_path / "d.xlsx", tables()))
    assert list(dataset.schools["skole_nr"]) == ["101001", "0123"]
    assert set(dataset.indicators["enhed"]) == {"101001", "0123", "kommune"}


def test_a_missing_figure_is_no_figure_and_never_zero(tmp_path):
    markers = ["-", "..", ".", "*", "<fejl>", "", " "]
    rows = [INDICATORS[0], *([f"10100{n}", "2024/2025", "karakter", mark] for n, mark in enumerate(markers))]
    schools = [SCHOOLS[0], *([f"10100{n}", f"Skole {n}", "", "1"] for n in range(len(markers)))]
    rows.append(["101001", "2023/2024", "karakter", "0"])
    dataset = load_dataset(write_csv(tmp_path / "d", tables(skoler=schools, indikatorer=rows)))
    assert list(dataset.indicators["vaerdi"]) == [0.0]


def test_one_plain_decimal_decides_for_its_whole_column(tmp_path):
    rows = [INDICATORS[0], ["101001", "2024", "fravaer", "7.125"], ["0123", "2024", "fravaer", "7.4"]]
    dataset = load_dataset(write_csv(tmp_path / "d", tables(indikatorer=rows)))
    assert list(dataset.indicators["vaerdi"]) == [7.125, 7.4]


@settings(max_examples=25)  # each example writes and reads a folder
@given(values=st.lists(st.floats(0, 100, allow_subnormal=False), min_size=1, max_size=30))
def test_figures_of_any_precision_come_back_the_same(tmp_path_factory, values):
    folder = tmp_path_factory.mktemp("precise")
    rows = [[str(2000 + n), "fravaer", repr(value).replace(".", ",")] for n, value in enumerate(values)]
    contents = tables(indikatorer=[INDICATORS[0], *(["101001", *row] for row in rows)])
    assert list(load_dataset(write_csv(folder, contents)).indicators["vaerdi"]) == values


def test_words_and_figures_may_share_a_table(tmp_path):
    catalogue = [*CATALOGUE, ["dom", "Vurdering", "Faglighed", "tekst", "", "Prøven", "", "ja"]]
    rows = [*INDICATORS, ["101001", "2024/2025", "dom", "På niveau"]]
    dataset = load_dataset(write_csv(tmp_path / "d", tables(katalog=catalogue, indikatorer=rows)))
    assert list(dataset.indicators.loc[dataset.indicators["indikator"] == "dom", "tekst"]) == ["På niveau"]
    assert dataset.indicators["vaerdi"].notna().sum() == 4


def test_a_figure_without_school_year_is_kept_apart(tmp_path):
    rows = [*INDICATORS, ["101001", "uden år", "fravaer", "4,0"]]
    dataset = load_dataset(write_csv(tmp_path / "d", tables(indikatorer=rows)))
    assert list(dataset.undated["vaerdi"]) == [4.0]
    assert (dataset.indicators["aar"] == 2024).all()


def test_units_have_many_names(tmp_path):
    names = ["Kommunen", "Hele landet", "_national", "Testby", "område: nord", "omraade:Syd"]
    rows = [INDICATORS[0], *([name, str(2000 + n), "fravaer", "5"] for n, name in enumerate(names))]
    settings = [["noegle", "vaerdi", "kilde"], ["kommune_navn", "Testby", "Prøven"]]
    dataset = load_dataset(write_csv(tmp_path / "d", tables(indikatorer=rows, indstillinger=settings)))
    assert list(dataset.indicators["enhed"]) == [
        "kommune", "land", "land", "kommune", "omraade:Nord", "omraade:Syd"
    ]  # fmt: skip


def test_a_units_own_limits_and_decimals_fill_the_blanks(tmp_path):
    about = load_dataset(write_csv(tmp_path / "d", tables())).catalogue.set_index("indikator")
    assert about.loc["karakter", ["decimaler", "mindste", "stoerste"]].tolist() == [1, -3, 12]
    assert about.loc["fravaer", ["mindste", "stoerste"]].tolist() == [0, 100]
    assert about.loc["karakter", "kan_aftales"]
    assert about.loc["karakter", "vises"]
    assert not about.loc["karakter", "fortrolig"]


def test_the_catalogue_comes_in_display_order(tmp_path):
    catalogue = [[*CATALOGUE[0], "raekkefoelge"], [*CATALOGUE[1], "2"], [*CATALOGUE[2], "1"]]
    dataset = load_dataset(write_csv(tmp_path / "d", tables(katalog=catalogue)))
    assert list(dataset.catalogue["indikator"]) == ["fravaer", "karakter"]


def test_settings_have_defaults_and_the_datasets_own_go_first(tmp_path):
    own = [["noegle", "vaerdi", "kilde"], ["mindst_antal", "7", "Byrådet"], ["chance_2", "40 %", "Byrådet"],
           ["hentet", "28-09-2026", "Os"], ["konfidens", "90", "Os"]]  # fmt: skip
    settings = load_dataset(write_csv(tmp_path / "d", tables(indstillinger=own))).settings
    assert (settings["mindst_antal"].value, settings["mindst_antal"].source) == (7, "Byrådet")
    assert settings["chance_2"].value == 0.4
    assert settings["konfidens"].value == 0.9
    assert settings["hentet"].value == "2026-09-28"
    assert settings["baseline_aar"].value == 5
    assert settings["baseline_aar"].source
    assert settings["eksempel"].value == ""


def test_goals_are_read(tmp_path):
    goals = [["niveau", "enhed", "skoleaar", "indikator", "maaltype", "vaerdi", "kilde"],
             ["skole", "101001", "2026/2027", "karakter", "niveau", "7,5", "Udvalget"]]  # fmt: skip
    found = load_dataset(write_csv(tmp_path / "d", tables(maal=goals))).goals
    assert found.loc[0, ["enhed", "aar", "indikator", "vaerdi"]].tolist() == ["101001", 2026, "karakter", 7.5]


def test_background_columns_are_kept_as_numbers(tmp_path):
    schools = [[*SCHOOLS[0], "soc_indkomst"], [*SCHOOLS[1], "2.351"], [*SCHOOLS[2], ".."]]
    dataset = load_dataset(write_csv(tmp_path / "d", tables(skoler=schools)))
    assert dataset.schools["soc_indkomst"].tolist()[0] == 2351
    assert np.isnan(dataset.schools["soc_indkomst"].tolist()[1])


def test_an_unused_column_is_a_warning_only(tmp_path):
    schools = [[*SCHOOLS[0], "Postnr"], *([*row, "2100"] for row in SCHOOLS[1:])]
    faults = load_dataset(write_csv(tmp_path / "d", tables(skoler=schools))).faults
    assert [(fault.key, fault.severity) for fault in faults] == [("dataset_kolonne_ukendt", "warning")]


def test_a_row_marked_as_example_is_left_out_and_told(tmp_path):
    schools = [SCHOOLS[0], ["EKSEMPEL", "Eksempelskolen", "", "1"], *SCHOOLS[1:]]
    dataset = load_dataset(write_csv(tmp_path / "d", tables(skoler=schools)))
    assert list(dataset.schools["skole_nr"]) == ["101001", "0123"]
    assert [(fault.key, fault.facts["raekke"]) for fault in dataset.faults] == [("dataset_eksempelraekke", 2)]


def test_a_large_dataset_comes_back_whole(tmp_path):
    schools, years, keys = 120, 10, [f"ind_{n}" for n in range(13)]
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "enhed": np.repeat([f"{100000 + n}" for n in range(schools)], years * len(keys)),
            "skoleaar": np.tile(
                np.repeat([f"{2015 + n}/{2016 + n}" for n in range(years)], len(keys)), schools
            ),
            "indikator": np.tile(keys, schools * years),
            "vaerdi": rng.uniform(0, 100, schools * years * len(keys)),
        }
    )
    folder = write_csv(
        tmp_path / "d",
        {
            "skoler": [["skole_nr", "skole"], *([f"{100000 + n}", f"Skole {n}"] for n in range(schools))],
            "katalog": [
                ["indikator", "navn", "maaleenhed", "retning", "kilde"],
                *([key, key, "pct", "op", "Prøven"] for key in keys),
            ],
        },
    )
    frame.to_csv(folder / "indikatorer.csv", sep=";", decimal=",", index=False)
    dataset = load_dataset(folder)
    assert len(dataset.indicators) == schools * years * len(keys)
    assert np.array_equal(dataset.indicators["vaerdi"].to_numpy(), frame["vaerdi"].to_numpy())
