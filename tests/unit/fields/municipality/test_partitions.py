"""Groups are added up where they part a school's pupils, and nowhere else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from support.datasets import tables, write_csv

from xl_beregner.dataset import load_dataset
from xl_beregner.fields.municipality.partitions import kind_of_partition, with_groups_added

MEAN = "vaegtet_middel"


def groups(*rows: tuple[str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["gruppe", "antal"])


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("7. klasse", "8. klasse"), "klassetrin"),
        (("0", "1", "10"), "klassetrin"),
        (("Årskurs 4", "årskurs 5"), "klassetrin"),
        (("4A", "4.b", "5. C"), "klasse"),
        (("4Æ", "4Ø"), "klasse"),
        (("Drenge", "Piger"), "koen"),
        (("boys", "girls"), "koen"),
        (("pojkar", "flickor"), "koen"),
    ],
)
def test_classes_grades_and_both_sexes_part_a_school(names, kind):
    assert kind_of_partition(groups(*((name, 10.0) for name in names)), MEAN) == kind


@pytest.mark.parametrize(
    "names",
    [
        ("Drenge",),  # the girls may be left out since they were few
        ("Drenge", "boys"),
        ("4A", "4.a"),
        ("4. klasse", "4"),
        ("Dansk som andetsprog", "Specialklasse"),
    ],
)
def test_half_a_partition_two_names_of_one_group_and_unknown_groups_part_nothing(names):
    assert kind_of_partition(groups(*((name, 10.0) for name in names)), MEAN) is None


def test_sexes_and_grades_are_never_mixed():
    mixed = groups(("Drenge", 10), ("Piger", 12), ("7. klasse", 11), ("8. klasse", 11))
    assert kind_of_partition(mixed, MEAN) == "klassetrin"
    # One grade is left out: the sexes hold more pupils.
    assert kind_of_partition(mixed.iloc[:3], MEAN) == "koen"


def test_a_group_on_nobody_knows_how_many_adds_to_a_sum_alone():
    unknown = groups(("7. klasse", 11), ("8. klasse", np.nan))
    assert kind_of_partition(unknown, MEAN) is None
    assert kind_of_partition(unknown, "andel") is None
    assert kind_of_partition(unknown, "sum") == "klassetrin"
    assert kind_of_partition(unknown, "ingen") is None


def dataset(tmp_path, *rows):
    catalogue = [
        ["indikator", "navn", "maaleenhed", "retning", "sammenlaegning", "kilde"],
        ["karakter", "Karakterer", "karakter", "op", MEAN, "Prøven"],
    ]
    heading = ["enhed", "gruppe", "skoleaar", "indikator", "vaerdi", "antal", "standardfejl"]
    own = [heading, *([unit, group, "2025/2026", "karakter", *rest] for unit, group, *rest in rows)]
    return load_dataset(write_csv(tmp_path, tables(katalog=catalogue, indikatorer=own)))


def test_a_school_without_a_figure_of_all_gets_its_grades_added_up(tmp_path):
    before = dataset(tmp_path, ("101001", "7", 6, 20, 0.3), ("101001", "8", 9, 10, 0.6))
    after, sources = with_groups_added(before)
    row = after.indicators[after.indicators["gruppe"] == "alle"].iloc[0]
    assert row["vaerdi"] == pytest.approx(7.0)
    assert row["antal"] == 30
    assert row["standardfejl"] == pytest.approx(np.sqrt((20 * 0.3) ** 2 + (10 * 0.6) ** 2) / 30)
    assert sources["101001", 2025, "karakter"].groups == 2
    assert len(before.indicators) == 2


def test_a_schools_own_figure_of_all_stands(tmp_path):
    own = dataset(
        tmp_path, ("101001", "alle", 7.5, 30, ""), ("101001", "7", 6, 20, ""), ("101001", "8", 9, 10, "")
    )
    after, sources = with_groups_added(own)
    assert after is own
    assert sources == {}


def test_groups_of_the_municipality_are_no_schools(tmp_path):
    own = dataset(
        tmp_path, ("kommune", "7", 6, 20, ""), ("kommune", "8", 9, 10, ""), ("0123", "alle", 5, 9, "")
    )
    assert with_groups_added(own)[1] == {}
