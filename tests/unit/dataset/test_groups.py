"""The groups within a school: one writing each, however a person wrote it; a theme's indicators exist."""

from __future__ import annotations

import pytest
from support.datasets import CATALOGUE, INDICATORS, tables, write_csv

from xl_beregner.dataset import load_dataset
from xl_beregner.dataset.groups import THEMES, read_group
from xl_beregner.errors import DatasetError
from xl_beregner.fields.known import groups as known_groups


@pytest.mark.parametrize(
    ("written", "label", "kind", "grade"),
    [
        ("alle", "alle", "alle", -1),
        ("trin:4", "trin:4", "trin", 4),
        ("4. klasse", "trin:4", "trin", 4),
        ("4", "trin:4", "trin", 4),
        ("Årskurs 4", "trin:4", "trin", 4),
        ("trin:10", "trin:10", "trin", 10),
        ("klasse:4A", "klasse:4A", "klasse", 4),
        ("4A", "klasse:4A", "klasse", 4),
        ("4.a", "klasse:4A", "klasse", 4),
        ("klasse:7 Ø", "klasse:7Ø", "klasse", 7),
        ("klasse:4 Blå", "klasse:4 Blå", "klasse", 4),
        ("team:Indskoling", "team:Indskoling", "team", -1),
        ("Arbetslag: Lågstadiet", "team:Lågstadiet", "team", -1),
        ("Drenge", "Drenge", "koen", -1),
        ("Indskoling", "Indskoling", "andet", -1),
        ("hold:B", "hold:B", "andet", -1),
        ("team:", "team:", "andet", -1),
    ],
)
def test_a_group_has_one_writing(written, label, kind, grade):
    group = read_group(written)
    assert (group.label, group.kind, group.grade) == (label, kind, grade)
    assert read_group(group.label) == group


def test_groups_stand_from_the_largest_to_the_smallest_and_by_number():
    written = ["klasse:10A", "klasse:2B", "trin:10", "trin:2", "Piger", "team:Udskoling", "alle"]
    groups = sorted((read_group(word) for word in written), key=lambda group: group.order)
    assert [group.label for group in groups] == [
        "alle", "team:Udskoling", "trin:2", "trin:10", "klasse:2B", "klasse:10A", "Piger",
    ]  # fmt: skip


def _with_groups(*labels):
    heading = ["enhed", "gruppe", "skoleaar", "indikator", "vaerdi", "antal"]
    rows = [["101001", label, "2024/2025", "karakter", "7,4", "20"] for label in labels]
    return [heading, *rows]


def test_the_dataset_holds_the_one_writing(tmp_path):
    read = load_dataset(write_csv(tmp_path, tables(indikatorer=_with_groups("alle", "4. klasse", "4A"))))
    assert list(read.indicators["gruppe"]) == ["alle", "trin:4", "klasse:4A"]


def test_a_group_written_in_two_ways_is_met_twice(tmp_path):
    with pytest.raises(DatasetError) as caught:
        load_dataset(write_csv(tmp_path, tables(indikatorer=_with_groups("4. klasse", "trin:4"))))
    assert [(fault.key, fault.facts["raekke"], fault.facts["gruppe"]) for fault in caught.value.faults] == [
        ("dataset_dobbelt_tal", 3, "trin:4")
    ]


def _settings(value):
    return [["noegle", "vaerdi", "kilde"], ["mindst_antal", "5", "os"], ["tema_foraeldre", value, "os"]]


def test_an_unknown_indicator_of_a_theme_is_a_fault_with_its_place(tmp_path):
    rows = tables(indikatorer=INDICATORS, indstillinger=_settings("fravaer; karaktr"))
    with pytest.raises(DatasetError) as caught:
        load_dataset(write_csv(tmp_path, rows))
    (fault,) = caught.value.faults
    assert (fault.facts["fundet"], fault.facts["raekke"]) == ("karaktr", 3)
    assert "karakter" in str(fault)
    assert "indstillinger.csv" in str(fault)


def test_a_theme_names_its_indicators_once_each(tmp_path):
    rows = tables(katalog=CATALOGUE, indstillinger=_settings(" fravaer ;karakter; fravaer;"))
    read = load_dataset(write_csv(tmp_path, rows))
    assert read.settings["tema_foraeldre"].value == "fravaer; karakter"
    assert read.settings["tema_synlig_laering"].value == ""


def test_the_lists_of_fields_are_named_after_the_settings():
    assert known_groups.THEMES == THEMES
