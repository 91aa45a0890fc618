"""The goal chain: each level's goal and duty; groups added up to schools, schools to the municipality."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest

from xl_beregner.batch.shelf import swedish_dataset
from xl_beregner.dataset import Dataset, load_dataset
from xl_beregner.fields import unit_fields
from xl_beregner.fields.goals.set_goals import SetGoal, verdict
from xl_beregner.fields.known.goal_chain import LISTS, SUM_LISTS
from xl_beregner.texts import speaking

NAN = float("nan")
YEAR = "2026/2027"


@cache
def dataset() -> Dataset:
    with speaking("sv"):
        return load_dataset(swedish_dataset())


@cache
def schools(edition: str) -> Any:
    with speaking("sv"):
        return unit_fields(dataset(), YEAR, edition, "skole", {*LISTS, "maalkaede_linje"})


@cache
def school(number: str, edition: str = "fortrolig") -> dict[str, Any]:
    with speaking("sv"):
        return dict(schools(edition).fields(number))


def rows(found: dict[str, Any], table: str) -> dict[str, Any]:
    return {row["noegle"]: row for row in found[table]}


# --- A goal ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "result_year", "level"),
    [("niveau", 2025, 2.0), ("progression", 2025, 82.0), ("progression", 2026, 72.0)],
)
def test_a_change_starts_from_the_year_before_its_own(kind: str, result_year: int, level: float) -> None:
    assert SetGoal(2026, 2.0, kind, "", "").as_level(80.0, result_year, 70.0) == level


@pytest.mark.parametrize(
    ("result", "error", "said"),
    [
        (90, 1, "sikkerhed.reached"),
        (70, 1, "sikkerhed.not_reached"),
        (79, 2, "sikkerhed.undecided"),
        (79, NAN, "observeret.below"),
        (NAN, 1, ""),
    ],
)
def test_a_verdict_stands_beside_its_uncertainty(result: float, error: float, said: str) -> None:
    assert verdict(result, error, 80, is_less_better=False) == said


# --- A school ----------------------------------------------------------------------------------
def test_the_levels_stand_below_each_other_with_their_duty() -> None:
    found = [row for row in school("X01")["maalkaede"] if row["noegle"].startswith("studiero_pct|")]
    assert [row["niveau"] for row in found] == ["Nation", "Kommun", "Förvaltning", "Område", "Skola"]
    assert [row["maaltype"] for row in found] == [None, None, "Progression", "Nivå", "Progression"]
    administration = found[2]
    assert administration["ansvar"] == "Exempel: utbildningschefen"
    assert administration["maal_tal"] == pytest.approx(administration["resultat"] + administration["maal"])


def test_every_list_has_its_columns() -> None:
    found = school("X01")
    for table, names in LISTS.items():
        assert found[table], table
        assert all(set(row) == set(names) for row in found[table]), table


def test_groups_add_up_to_their_school_by_pupils() -> None:
    found = school("X01")
    groups = [row for row in found["maalkaede_grupper"] if row["indikator"] == "studiero_pct"]
    parts = [row for row in groups if row["er_del"]]
    assert {row["gruppe_slags"] for row in parts} == {"Klass"}
    mean = sum(row["antal"] * row["resultat"] for row in parts) / sum(row["antal"] for row in parts)
    upward = rows(found, "maalkaede_op")["studiero_pct"]
    assert upward["grupper_resultat"] == pytest.approx(mean)
    assert upward["grupper_linje"] == f"{len(parts)} av {len(parts)} (klass)"
    assert upward["grupper_resultat"] == pytest.approx(upward["resultat"], abs=0.2)


def test_a_hidden_group_is_in_no_sum_and_told() -> None:
    number, named = next(
        (number, row["noegle"])
        for number in dataset().schools["skole_nr"]
        for row in school(number)["maalkaede_grupper"]
        if row["er_del"] and row["resultat"] is None
    )
    found = school(number)
    group = rows(found, "maalkaede_grupper")[named]
    assert group["antal"] is None
    assert group["bemaerkning"]
    line = rows(found, "maalkaede_op")[group["indikator"]]["grupper_linje"]
    assert line is None or int(line.split(" ")[0]) < int(line.split(" ")[2])


def test_a_board_sees_no_group() -> None:
    assert school("X01", "bestyrelse")["maalkaede_grupper"] == []


# --- The municipality --------------------------------------------------------------------------
def municipality(goals: dict[str, dict[str, float]], edition: str = "fortrolig") -> dict[str, Any]:
    written = [
        {
            "skole_nr": number,
            "klasse": "",
            "aar": 2026,
            "skabelon": "malnedbrytning",
            "tabel": "maalkaede_skole",
            "noegle": key,
            "felt": "eget_mal",
            "vaerdi": value,
        }
        for number, of in goals.items()
        for key, value in of.items()
    ]
    table = pd.DataFrame(written, columns=dataset().agreements.columns)
    answered = replace(dataset(), agreements=table)
    with speaking("sv"):
        source = unit_fields(answered, YEAR, edition, "kommune", {*SUM_LISTS, "maalsum_linje"})
        return dict(source.fields("kommune"))


def today(indicator: str) -> dict[str, float]:
    """Every school's figure of today."""
    found = {number: rows(school(number), "maalkaede_skole") for number in dataset().schools["skole_nr"]}
    figures = {number: of.get(indicator, {}).get("resultat") for number, of in found.items()}
    return {number: figure for number, figure in figures.items() if figure is not None}


def test_the_sum_moves_by_each_schools_pupils() -> None:
    now = today("studiero_pct")
    found = municipality({"X01": {"studiero_pct": now["X01"] + 10}, "X02": {"studiero_pct": now["X02"]}})
    row = rows(found, "maalsum")["studiero_pct"]
    table = dataset().indicators
    of_year = table[
        (table["indikator"] == "studiero_pct") & (table["aar"] == 2025) & (table["gruppe"] == "alle")
    ]
    pupils = of_year[of_year["enhed"].str.startswith("X")].set_index("enhed")["antal"]
    # One school's goal is its figure of today: it moves nothing.
    assert row["sammen"] - row["resultat"] == pytest.approx(10 * pupils["X01"] / pupils.sum(), abs=0.05)
    assert row["daekning"] == f"2 av {len(now)} skolor"
    assert row["andel"] == pytest.approx(
        (row["sammen"] - row["resultat"]) / (row["maal_tal"] - row["resultat"])
    )
    assert rows(found, "maalsum_skoler")["X01|studiero_pct"]["aendring"] == pytest.approx(10)


def test_the_sum_is_held_against_the_goal_beside_its_uncertainty() -> None:
    lifts = {"studiero_pct": 30.0, "trygghet_pct": -10.0}
    goals: dict[str, dict[str, float]] = {}
    for indicator, lift in lifts.items():
        for number, figure in today(indicator).items():
            goals.setdefault(number, {})[indicator] = figure + lift
    found = rows(municipality(goals), "maalsum")
    assert found["studiero_pct"]["dom"] == "● räcker"
    assert found["trygghet_pct"]["dom"] == "○ pekar åt fel håll"
    assert found["meritvarde"]["dom"] == "? ingen skola har ett mål"
    assert all(row["tekst"] for row in found.values() if row["dom"])


def test_no_school_s_goal_leaves_the_administration() -> None:
    found = municipality({"X01": {"studiero_pct": 99}}, "bestyrelse")
    assert found["maalsum_skoler"] == []
    assert all(row["skolernes_maal"] is None and row["sammen"] is None for row in found["maalsum"])
    assert "visas inte" in found["maalsum_linje"]


def test_a_school_whose_figure_is_hidden_is_counted_among_those_that_can_have_a_goal() -> None:
    numbers = dataset().schools["skole_nr"]
    found = rows(municipality({number: {"np_ma6_pct": 90.0} for number in numbers}), "maalsum")["np_ma6_pct"]
    assert len(today("np_ma6_pct")) < len(numbers)
    assert found["daekning"] == f"{len(numbers)} av {len(numbers)} skolor"


def test_the_nearest_goal_is_one_that_has_a_number_to_aim_at() -> None:
    # A new school: the administration's goal is a change, and there is no figure to count it from.
    found = school("X12")
    levels, own = rows(found, "maalkaede"), rows(found, "maalkaede_skole")["behorig_gymn_pct"]
    assert levels["behorig_gymn_pct|forvaltning"]["maal_tal"] is None
    assert own["naermeste_maal"] == levels["behorig_gymn_pct|kommune"]["maal_tal"]
    assert own["naermeste"] == levels["behorig_gymn_pct|kommune"]["niveau"]
