"""How sure a figure is and what it stands out from: by hand, and again with numpy for the real figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.agreed import APPLE, CATALOGUE, INDICATORS, SOUTH, small_dataset
from support.datasets import Rows, tables, write_csv

from workbooks.build.examples import koebenhavn as eksempel_koebenhavn
from xl_beregner import texts
from xl_beregner.dataset import Dataset, load_dataset
from xl_beregner.fields import school_fields

Z = 1.959963984540054
YEAR = "2026/2027"
BETTER, WORSE, WITHIN = "▲ bedre", "▼ dårligere", "≈ inden for usikkerheden"
UNKNOWN = "kan ikke afgøres"


def rows(dataset: Dataset, school: str, edition: str = "fortrolig", year: str = YEAR) -> dict[str, Any]:
    return {row["noegle"]: row for row in school_fields(dataset, year, edition).fields(school)["tal"]}


def with_figures(folder: Path, catalogue: Rows, figures: list[list[Any]], **more: Rows) -> Dataset:
    heads = ["enhed", "skoleaar", "indikator", "vaerdi", "antal", "standardfejl"]
    changed = {"katalog": catalogue, "indikatorer": [heads, *figures], **more}
    return load_dataset(write_csv(folder, tables(**changed)))


def about(**changed: str) -> Rows:
    """A catalogue of one indicator."""
    facts = {
        "indikator": "karakter", "navn": "Karakterer", "pejlemaerke": "Faglighed", "maaleenhed": "karakter",
        "retning": "op", "sammenlign": "karakter", "sammenlaegning": "vaegtet_middel", "mindste": "-3",
        "stoerste": "12", "offentliggjort": "ja", "kilde": "Prøven", **changed,
    }  # fmt: skip
    return [list(facts), list(facts.values())]


# --- One figure -------------------------------------------------------------------------------
def test_the_interval_is_that_of_the_source_s_standard_error(tmp_path):
    row = rows(small_dataset(tmp_path), SOUTH)["karakter"]
    assert (row["seneste"], row["aar_seneste"], row["forrige"]) == (7.6, "2025/2026", 7.1)
    assert row["usikkerhed"] == pytest.approx(Z * 0.2)
    assert (row["nedre"], row["oevre"]) == pytest.approx((7.6 - Z * 0.2, 7.6 + Z * 0.2))


def test_the_interval_stays_within_the_scale_and_its_half_width_does_not(tmp_path):
    figures = [[SOUTH, "2025/2026", "karakter", "11,9", 40, "0,5"]]
    row = rows(with_figures(tmp_path, about(), figures), SOUTH)["karakter"]
    assert (row["oevre"], row["nedre"]) == pytest.approx((12.0, 11.9 - Z * 0.5))
    assert row["usikkerhed"] == pytest.approx(Z * 0.5)


def test_a_change_is_one_only_beyond_the_uncertainty_of_both_years(tmp_path):
    # By hand: 0.5 is less than 1.96·√(0.2² + 0.2²) = 0.554; 1.8 is more than 1.96·√(0.5² + 0.5²) = 1.386.
    found = rows(small_dataset(tmp_path), SOUTH)
    assert found["karakter"]["udvikling"] == WITHIN
    assert found["fravaer"]["udvikling"] == BETTER  # less absence is better


def test_a_change_is_held_against_the_schools_swing_too_and_the_interval_is_not(tmp_path):
    """Four schools that take turns lie 0.4 off their level, which errors of 0.1 do not explain."""
    signs = {SOUTH: (1, -1, 1, -1), APPLE: (-1, 1, -1, 1), "S3": (1, 1, -1, -1), "S4": (-1, -1, 1, 1)}
    figures = [
        [school, f"{2022 + year}/{2023 + year}", "karakter", str(7 + 0.4 * sign).replace(".", ","), 40, "0,1"]
        for school, of in signs.items()
        for year, sign in enumerate(of)
    ]
    units = [["skole_nr", "skole"], *[[school, f"Skole {school}"] for school in signs]]
    row = rows(with_figures(tmp_path, about(), figures, skoler=units), SOUTH)["karakter"]
    assert row["usikkerhed"] == pytest.approx(Z * 0.1)
    # The residuals' variance is 16 · 0.4² / 9 = 0.284: 0.8 is less than 1.96·√(2 · 0.284) = 1.48.
    assert (row["seneste"] - row["forrige"], row["udvikling"]) == (pytest.approx(-0.8), WITHIN)


@pytest.mark.parametrize(
    ("direction", "now", "verdict"),
    [
        ("op", "7,7", BETTER), ("op", "6,3", WORSE), ("ned", "7,7", WORSE), ("ned", "6,3", BETTER),
        ("", "7,7", "↑ højere"), ("", "6,3", "↓ lavere"), ("op", "7,5", WITHIN), ("", "6,5", WITHIN),
    ],
)  # fmt: skip
def test_the_direction_says_what_is_better(tmp_path, direction, now, verdict):
    figures = [
        [SOUTH, "2024/2025", "karakter", "7,0", 40, "0,2"],
        [SOUTH, "2025/2026", "karakter", now, 40, "0,2"],
    ]
    assert rows(with_figures(tmp_path, about(retning=direction), figures), SOUTH)["karakter"][
        "udvikling"
    ] == (verdict)


def test_an_unknown_uncertainty_gives_no_verdict_and_says_so(tmp_path):
    figures = [
        [SOUTH, "2024/2025", "karakter", "7,0", 40, ""],
        [SOUTH, "2025/2026", "karakter", "9,0", 40, ""],
        ["kommune", "2025/2026", "karakter", "7,0", 4000, ""],
    ]
    row = rows(with_figures(tmp_path, about(), figures), SOUTH)["karakter"]
    assert (row["nedre"], row["oevre"], row["usikkerhed"]) == (None, None, None)
    assert (row["udvikling"], row["mod_kommunen"]) == (UNKNOWN, UNKNOWN)
    assert row["viser_tallet"] == (
        "9,0 i 2025/2026; usikkerheden er ikke kendt."
        " Det kan ikke vurderes mod året før (7,0) og kommunen (7,0)."
    )


def test_a_figure_of_two_years_ago_is_not_the_year_before(tmp_path):
    figures = [
        [SOUTH, "2023/2024", "karakter", "5,0", 40, "0,2"],
        [SOUTH, "2025/2026", "karakter", "9,0", 40, "0,2"],
    ]
    row = rows(with_figures(tmp_path, about(), figures), SOUTH)["karakter"]
    assert (row["forrige"], row["udvikling"], row["mod_kommunen"]) == (None, None, None)
    assert row["viser_tallet"].endswith("intet tal fra året før eller fra kommunen at sammenligne med.")


def test_a_count_is_given_without_a_verdict(tmp_path):
    catalogue = about(indikator="elevtal", navn="Elever", maaleenhed="antal", retning="", decimaler="0",
                      sammenlign="elevtal", sammenlaegning="sum", mindste="0", stoerste="")  # fmt: skip
    figures = [
        *[[school, f"{y}/{y + 1}", "elevtal", 400 + 10 * (y - 2021), "", ""] for school in (SOUTH, APPLE)
          for y in range(2021, 2026)],
        ["kommune", "2025/2026", "elevtal", 9000, "", ""],
    ]  # fmt: skip
    row = rows(with_figures(tmp_path, catalogue, figures), SOUTH)["elevtal"]
    assert (row["usikkerhed"], row["udvikling"], row["mod_kommunen"]) == (None, None, None)
    assert row["viser_tallet"].startswith("440 i 2025/2026, optalt. Til sammenligning: året før (430).")
    assert "kommunen" not in row["viser_tallet"]  # a school is no match for the sum of all


# --- The municipality ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("of_all", "pupils", "error", "verdict"),
    [
        # 1.96 · 0.2 = 0.392 while nobody knows the school's share of the municipality.
        ("7,1", "", "", BETTER), ("7,11", "", "", WITHIN), ("7,89", "", "", WITHIN), ("7,9", "", "", WORSE),
        # Half of it, the other half's pupils as unsure: 1.96 · √(1 − 0.5) · 0.2 = 0.277.
        ("7,22", 80, "", BETTER), ("7,23", 80, "", WITHIN),
        # Its own error beside: 1.96 · √(0.2² + 0.2²) = 0.554.
        ("7,0", "", "0,2", WITHIN), ("6,9", "", "0,2", BETTER),
        # Both: 1.96 · √(0.2²·(1 − 2·0.1) + 0.2²) = 0.526.
        ("6,98", 400, "0,2", WITHIN), ("6,97", 400, "0,2", BETTER),
    ],
)  # fmt: skip
def test_the_school_is_part_of_the_municipality(tmp_path, of_all, pupils, error, verdict):
    figures = [
        [SOUTH, "2025/2026", "karakter", "7,5", 40, "0,2"],
        ["kommune", "2025/2026", "karakter", of_all, pupils, error],
    ]
    row = rows(with_figures(tmp_path, about(decimaler="2"), figures), SOUTH)["karakter"]
    assert row["mod_kommunen"] == verdict


def test_what_measures_something_else_is_not_compared(tmp_path):
    figures = [
        [SOUTH, "2025/2026", "karakter", "7,5", 40, "0,2"],
        ["kommune", "2025/2026", "karakter", "3,0", 400, ""],
    ]
    row = rows(with_figures(tmp_path, about(sammenlign=""), figures), SOUTH)["karakter"]
    assert (row["kommune"], row["mod_kommunen"]) == (None, None)


# --- What is hidden --------------------------------------------------------------------------
def test_a_hidden_figure_takes_part_in_nothing(tmp_path):
    dataset = small_dataset(tmp_path)
    hidden = rows(dataset, APPLE)["fravaer"]  # the latest stands on four pupils
    assert (hidden["seneste"], hidden["forrige"], hidden["aar_seneste"]) == (8.2, 8.4, "2024/2025")
    assert rows(dataset, APPLE, "intern")["fravaer"]["udvikling"] == BETTER
    assert hidden["udvikling"] == WITHIN
    one_year_on = [*INDICATORS, [APPLE, "2026/2027", "fravaer", "8,1", 90, "0,5"]]
    later = small_dataset(tmp_path / "later", indikatorer=one_year_on)
    row = rows(later, APPLE, year="2027/2028")["fravaer"]
    assert (row["seneste"], row["forrige"], row["udvikling"]) == (8.1, None, None)


def test_a_test_is_marked_and_no_board_sees_anything_of_it(tmp_path):
    dataset = small_dataset(tmp_path)
    assert rows(dataset, SOUTH)["laesetest"]["fortrolig"] == "ja"
    row = rows(dataset, SOUTH, "bestyrelse")["laesetest"]
    shown = (
        "seneste",
        "nedre",
        "oevre",
        "usikkerhed",
        "forrige",
        "udvikling",
        "mod_kommunen",
        "viser_tallet",
    )
    assert {row[key] for key in shown} == {None}
    assert row["spoergsmaal"] in {texts.say("fields.spoerg.skjult.1"), texts.say("fields.spoerg.skjult.2")}


# --- All of them -----------------------------------------------------------------------------
def test_the_line_counts_what_stands_out_and_what_would_by_chance(tmp_path):
    fields = school_fields(small_dataset(tmp_path), YEAR, "fortrolig").fields(SOUTH)
    # Three changes are judged: of the marks, of the test, and of the absence, where both schools fell alike.
    # The test's 48, 50, 53 swing by √6.33 with the pupils in it, and 3 is less than 1.96·√(2·6.33) = 6.98.
    assert [row["udvikling"] for row in fields["tal"]] == [WITHIN, WITHIN, BETTER]
    assert fields["tal_linje"] == (
        "Ved 1 af 3 sammenligninger er forskellen større end usikkerheden."
        " Ved tilfældigheder alene ville man vente mindst omkring 0,2."
    )


def test_guiding_marks_are_numbered_as_the_catalogue_has_them(tmp_path):
    hidden = [*CATALOGUE[0], "vises", "raekkefoelge"]
    rows_of = [
        [*CATALOGUE[1], "nej", 1], [*CATALOGUE[3], "ja", 2], [*CATALOGUE[2], "ja", 3],
    ]  # fmt: skip
    found = rows(small_dataset(tmp_path, katalog=[hidden, *rows_of]), SOUTH)
    assert {key: row["pejlemaerke_nr"] for key, row in found.items()} == {"fravaer": 1, "laesetest": 2}


@pytest.mark.parametrize(
    "key", ["karaktergennemsnit", "dansk", "matematik", "socref_forskel", "trivsel_andel_hoej", "trivsel_ro"]
)
def test_the_real_figures_are_judged_as_numpy_does(key):
    """The swing from the residuals of school and year, of the schools that have every year.

    The model's years are not quite free of each other, which moves it by a few per mille.
    """
    dataset = load_dataset(eksempel_koebenhavn.TARGET)
    table = dataset.indicators.query("indikator == @key and aar < 2026 and enhed not in ['kommune', 'land']")
    wide = table.pivot(index="enhed", columns="aar", values="vaerdi").iloc[:, -5:].dropna()
    values, (schools, years) = wide.to_numpy(), wide.shape
    left = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + values.mean()
    reach = Z * np.sqrt((left**2).sum() / ((schools - 1) * (years - 1)))
    whole = dataset.indicators[dataset.indicators["enhed"].isin([*wide.index, "kommune"])]
    source = school_fields(replace(dataset, indicators=whole), YEAR, "fortrolig")
    stands_out = 0
    for school, now, before in zip(wide.index, values[:, -1], values[:, -2], strict=True):
        row = next(row for row in source.fields(school)["tal"] if row["noegle"] == key)
        assert row["usikkerhed"] == pytest.approx(reach, rel=5e-3)
        is_apart = abs(now - before) > reach * np.sqrt(2)
        if abs(now - before) == pytest.approx(reach * np.sqrt(2), rel=5e-3):
            continue
        assert row["udvikling"] == ((BETTER if now > before else WORSE) if is_apart else WITHIN)
        stands_out += is_apart
    assert schools >= 10
    assert stands_out < schools / 2
