"""The schools' surveys added up: what is in a sum, what it is told with, and what it must not give away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from support.surveys import CALM, SAFE, dataset, survey

from xl_beregner.fields.municipality.survey import MunicipalSurvey
from xl_beregner.measures.schools.survey_share import share_of_schools

BEFORE = 2024
# Six schools' answers: positive shares 0.9, 0.7, 0.8, 0.5, 0.6, 0.85 of 40.
POSITIVE = (36, 28, 32, 20, 24, 34)


def counted(positive: int, of: int = 40) -> Sequence[int]:
    return (positive - positive // 3, positive // 3, of - positive, 0, 2)


def fields(rows: Sequence[Mapping[str, Any]], edition: str = "fortrolig", schools: int = 6) -> Any:
    return MunicipalSurvey(dataset(schools, rows), 2025, edition).fields()


def of(found: Any, key: str = SAFE) -> dict[str, Any]:
    return next(row for row in found["enkaet_samlet"] if row["noegle"] == key)


def six(year: int, less: int = 0, schools: int = 6) -> list[dict[str, Any]]:
    return [
        row
        for number in range(1, schools + 1)
        for row in survey(f"A{number}", year, {SAFE: counted(POSITIVE[number - 1] - less)})
    ]


def test_a_sum_is_all_answers_with_the_schools_spread_in_its_interval() -> None:
    row = of(fields(six(2025)))
    expected = share_of_schools(POSITIVE, [40] * 6)
    assert (row["skoler"], row["svar"]) == (6, 240)
    assert (row["andel"], row["nedre"], row["oevre"]) == expected[:3]
    assert row["design_effekt"] > 2
    assert row["bemaerkning"] == "Skolernes forskel er regnet med."


def test_few_schools_give_the_answers_interval_and_say_so() -> None:
    row = of(fields(six(2025, schools=4), schools=4))
    assert row["design_effekt"] is None
    assert row["bemaerkning"] == "Kun svarenes usikkerhed; for få skoler."


def test_a_school_with_few_answers_is_in_no_sum_and_shows_none() -> None:
    rows = [*six(2025, schools=5), *survey("A6", 2025, {SAFE: (1, 1, 2, 0)})]
    found = fields(rows)
    assert (of(found)["skoler"], of(found)["svar"]) == (5, 200)
    last = [row for row in found["enkaet_skoler"] if row["skole"] == "Skole 6"]
    assert [(row["svar"], row["andel"]) for row in last] == [(None, None)]
    assert last[0]["bemaerkning"] == "Færre end 5 svar: vises ikke."


def test_a_blank_count_is_not_none() -> None:
    rows = [*six(2025, schools=5), *survey("A6", 2025, {SAFE: (30, 5, 5)})]  # the fourth was left blank
    assert of(fields(rows))["skoler"] == 5


@pytest.mark.parametrize("edition", ["bestyrelse", "offentlig"])
def test_outside_the_administration_a_sum_needs_four_schools_and_no_school_stands(edition: str) -> None:
    three = fields(six(2025, schools=3), edition)
    row = of(three)
    assert [row[key] for key in ("andel", "nedre", "svar", "skoler", "billede", "forrige")] == [None] * 6
    assert row["bemaerkning"] == "Vises ikke: færre end 4 skoler står bag."
    assert three["enkaet_skoler"] == three["enkaet_ord"] == []
    assert of(fields(six(2025, schools=4), edition))["andel"] is not None


def test_a_change_is_each_school_against_itself() -> None:
    row = of(fields([*six(2025), *six(BEFORE, less=8)]))
    assert row["aendring"] == pytest.approx(0.2)
    assert row["udvikling"] == "▲ sikkert højere"
    same = of(fields([*six(2025), *six(BEFORE)]))
    assert same["udvikling"] == "≈ kan ikke afgøres"


def test_outside_the_administration_a_school_that_came_cannot_be_worked_out() -> None:
    rows = [*six(2025), *six(BEFORE, less=8, schools=5)]
    outside, inside = of(fields(rows, "bestyrelse")), of(fields(rows))
    # The sum of five schools before, and of the same five now, would leave the sixth in the difference.
    assert [outside[key] for key in ("forrige", "aendring", "aendring_nedre")] == [None] * 3
    assert outside["udvikling"] == "▲ sikkert højere"
    assert "Dens tal vises ikke" in outside["bemaerkning"]
    assert inside["aendring"] == pytest.approx(0.2)
    assert "de 5 skoler" in inside["bemaerkning"]


def test_schools_stand_alphabetical_with_their_words_and_unranked() -> None:
    words = {SAFE: {"analyse": "Vi ser, cpr 010190-1234", "tiltag": "Vi gør"}}
    rows = [*six(2025, schools=5), *survey("A6", 2025, {SAFE: counted(34)}, words=words)]
    found = fields(rows)
    assert [row["skole"] for row in found["enkaet_skoler"]] == [f"Skole {at}" for at in range(1, 7)]
    (said,) = found["enkaet_ord"]
    assert (said["skole"], said["tiltag"]) == ("Skole 6", "Vi gør")
    assert "010190-1234" not in said["analyse"]


def test_who_answered_is_added_up_and_the_silent_are_told_of() -> None:
    rows = [
        row
        for number in range(1, 6)
        for row in survey(
            f"A{number}", 2025, {SAFE: counted(30)}, enkaet_elever_spurgt=80, enkaet_elever_besvaret=40
        )
    ]
    found = fields(rows)
    pupils = found["enkaet_grupper"][0]
    assert (pupils["skoler"], pupils["spurgt"], pupils["besvaret"]) == (5, 400, 200)
    assert pupils["andel"] == 0.5
    assert pupils["tekst"].startswith("50 af 100 svarede ikke.")
    assert "Elever 200 af 400 (50 %)" in found["enkaet_svar_linje"]


def test_both_languages_templates_are_added_up_together() -> None:
    rows = [
        *six(2025, schools=5),
        *survey("A6", 2025, {SAFE: counted(34)}, template="brukarundersokning"),
    ]
    assert of(fields(rows))["skoler"] == 6


def test_a_question_nobody_answered_says_so() -> None:
    row = of(fields(six(2025)), CALM)
    assert row["andel"] is None
    assert row["bemaerkning"] == "Ingen skole har svar, der kan lægges sammen."


def test_the_headline_counts_what_is_certain_and_what_chance_would_do() -> None:
    found = fields([*six(2025), *six(BEFORE, less=8)])
    assert found["enkaet_overskrift"].startswith(
        "Af 1 resultater, der kan sammenlignes med 2024/2025, er 1 sikkert højere, 0 sikkert lavere"
    )
