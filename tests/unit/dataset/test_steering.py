"""What steering by results shares: form and role in the catalogue, a goal's duty, settings of templates."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.datasets import CATALOGUE, tables, with_cell, write_csv

from xl_beregner.dataset import load_dataset
from xl_beregner.dataset.load import check_dataset
from xl_beregner.dataset.settings import weights

GOALS = [
    ["niveau", "enhed", "skoleaar", "indikator", "maaltype", "vaerdi", "kilde", "ansvar"],
    ["förvaltning", "kommune", "2026/2027", "fravaer", "niveau", "5", "Planen", "Utbildningschefen"],
]
HEAD = ["noegle", "vaerdi", "kilde"]


def settings_of(folder: Path, *rows: list[str]) -> dict[str, object]:
    dataset = load_dataset(write_csv(folder, tables(indstillinger=[HEAD, *rows])))
    return {key: setting.value for key, setting in dataset.settings.items()}


def faults_of(folder: Path, *rows: list[str]) -> list[str]:
    return [fault.key for fault in check_dataset(write_csv(folder, tables(indstillinger=[HEAD, *rows])))]


def test_a_catalogue_without_form_and_role_has_them_blank(tmp_path):
    catalogue = load_dataset(write_csv(tmp_path, tables())).catalogue
    assert (catalogue[["skoleform", "rolle"]] == "").all(axis=None)


@pytest.mark.parametrize(
    ("written", "role"),
    [("mål", "maal"), ("Mål", "maal"), ("medel", "middel"), ("means", "middel"), ("", "")],
)
def test_a_role_is_read_in_every_language(tmp_path, written, role):
    rows = with_cell(CATALOGUE, 2, "roll", written)
    rows = with_cell(rows, 2, "skolform", "Anpassad grundskola")
    first = load_dataset(write_csv(tmp_path, tables(katalog=rows))).catalogue.iloc[0]
    assert (first["rolle"], first["skoleform"]) == (role, "Anpassad grundskola")


def test_a_role_nobody_knows_is_told(tmp_path):
    folder = write_csv(tmp_path, tables(katalog=with_cell(CATALOGUE, 2, "rolle", "mellem")))
    assert [fault.key for fault in check_dataset(folder)] == ["dataset_ukendt_ord"]


def test_a_goal_may_be_the_administrations_and_tell_who_has_the_duty(tmp_path):
    goal = load_dataset(write_csv(tmp_path, tables(maal=GOALS))).goals.iloc[0]
    assert (goal["niveau"], goal["enhed"], goal["ansvar"]) == ("forvaltning", "kommune", "Utbildningschefen")


def test_blank_columns_leave_the_sum_of_a_dataset_as_it_was(tmp_path):
    plain = load_dataset(write_csv(tmp_path / "a", tables(maal=[row[:-1] for row in GOALS]))).hash
    blank = {
        "maal": [GOALS[0], [*GOALS[1][:-1], ""]],
        "katalog": with_cell(with_cell(CATALOGUE, 2, "rolle", ""), 2, "skoleform", ""),
    }
    assert load_dataset(write_csv(tmp_path / "b", tables(**blank))).hash == plain
    told = load_dataset(write_csv(tmp_path / "c", tables(maal=GOALS))).hash
    assert told != plain


# --- settings --------------------------------------------------------------------------------
def test_every_setting_of_steering_is_blank_unless_given(tmp_path):
    found = settings_of(tmp_path)
    starts = ("faelles_", "dialog_", "ressource_", "lus_forpligtelse_", "enkaet_")
    mine = {key: value for key, value in found.items() if key.startswith(starts)}
    assert len(mine) == 4 + 2 + 3 + 9 + 12
    assert set(mine.values()) == {""}


def test_settings_of_steering_are_read(tmp_path):
    found = settings_of(
        tmp_path,
        ["dialog_resultat", "karakter;fravaer; karakter", "x"],
        ["faelles_forpligtelse_4", "Vi läser", "Nämnden"],
        ["ressource_faktorer", "soc_nyanlanda_pct 0,3;SOC_eftergymnasial_pct  -0.7", "x"],
        ["ressource_grundbeloeb", "72 000", "x"],
        ["lus_forpligtelse_3", "90 %", "x"],
        ["lus_forpligtelse_4", "100", "x"],
        ["enkaet_spoergsmaal_12", "Är du trygg?", "x"],
    )
    assert found["dialog_resultat"] == "karakter; fravaer"
    assert found["faelles_forpligtelse_4"] == "Vi läser"
    assert found["ressource_faktorer"] == "soc_nyanlanda_pct 0,3; soc_eftergymnasial_pct -0,7"
    assert found["ressource_grundbeloeb"] == 72000
    assert (found["lus_forpligtelse_3"], found["lus_forpligtelse_4"]) == (0.9, 1.0)
    assert found["enkaet_spoergsmaal_12"] == "Är du trygg?"
    assert weights(found["ressource_faktorer"]) == {
        "soc_nyanlanda_pct": 0.3,
        "soc_eftergymnasial_pct": -0.7,
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ressource_faktorer", "soc_nyanlanda_pct"),
        ("ressource_faktorer", "soc_a 0,3; soc_b hög"),
        ("ressource_faktorer", "soc_a 0,3; soc_A 0,4"),
        ("ressource_pulje", "-1"),
        ("lus_forpligtelse_3", "0"),
        ("lus_forpligtelse_3", "120"),
    ],
)
def test_a_value_that_will_not_do_is_refused(tmp_path, key, value):
    assert faults_of(tmp_path, [key, value, "x"]) == ["dataset_indstilling_ugyldig"]


def test_a_dialogue_may_name_only_indicators_of_the_catalogue(tmp_path):
    assert faults_of(tmp_path, ["dialog_personale", "karakter; sygefravaer", "x"]) == [
        "dataset_ukendt_indikator"
    ]


def test_a_question_beyond_the_last_is_no_setting(tmp_path):
    assert faults_of(tmp_path, ["enkaet_spoergsmaal_13", "Hur?", "x"]) == [
        "dataset_indstilling_ukendt_mente_du"
    ]
