"""What the template's native formulas answer while a person types."""

from __future__ import annotations

from typing import Any

import pytest
from scipy import stats
from unit.workbooks.built_template import Typed, cell, places, words

GRADE = {
    "noegle": "karakter", "navn": "Karakter", "decimaler": 1, "baseline": 7.1, "forudsagt": 7.2, "sd": 0.4,
    "frihedsgrader": 9, "fortegn": 1, "synlig": 0.5, "mindste": -3, "stoerste": 12,
}  # fmt: skip
ABSENCE = {
    "noegle": "fravaer", "navn": "Fravær", "decimaler": 1, "baseline": 7.0, "forudsagt": 6.8, "sd": 0.9,
    "frihedsgrader": 9, "fortegn": -1, "synlig": 1.5, "mindste": 0, "stoerste": 100,
}  # fmt: skip
AGREEMENT, EVALUATION = words()["aftale"], words()["evaluering"]


def agreed(row: dict[str, Any], **typed: Any) -> Typed:
    return Typed().row("aftale", 1, **{**row, **typed})


@pytest.mark.parametrize("target", [5.0, 6.9, 7.2, 7.6, 8.4])
@pytest.mark.parametrize("degrees", [2, 9, 40])
def test_the_chance_of_a_level_is_students_t(target: float, degrees: int) -> None:
    shown = agreed({**GRADE, "frihedsgrader": degrees}, maal=target).shows("aftale", 1, "chance")
    assert shown == pytest.approx(stats.t.sf((target - 7.2) / 0.4, degrees), rel=1e-9)


@pytest.mark.parametrize("target", [4.0, 6.8, 9.0])
def test_where_lower_is_better_the_chance_is_that_of_landing_below(target: float) -> None:
    shown = agreed(ABSENCE, maal=target).shows("aftale", 1, "chance")
    assert shown == pytest.approx(stats.t.cdf((target - 6.8) / 0.9, 9), rel=1e-9)


def test_progression_is_a_change_from_the_baseline() -> None:
    up = agreed(GRADE, maal=0.6, maaltype="Progression")
    assert up.shows("aftale", 1, "niveau", "chance") == pytest.approx([7.7, stats.t.sf(0.5 / 0.4, 9)])
    down = agreed(ABSENCE, maal=-2, maaltype="Progression")
    assert down.shows("aftale", 1, "niveau", "chance") == pytest.approx([5.0, stats.t.cdf(-1.8 / 0.9, 9)])


def test_nothing_is_shown_while_nothing_is_typed() -> None:
    assert agreed(GRADE).shows("aftale", 1, "niveau", "chance", "vurdering") == ["", "", ""]
    assert agreed(GRADE, maaltype="Progression").shows("aftale", 1, "niveau", "chance", "vurdering") == [
        "",
        "",
        "",
    ]


def test_a_target_without_a_prediction_has_no_chance_and_says_so() -> None:
    blank = {**GRADE, "baseline": None, "forudsagt": None, "sd": None, "frihedsgrader": None, "synlig": None}
    shown = agreed(blank, maal=8).shows("aftale", 1, "niveau", "chance", "vurdering")
    assert shown == [8, "", AGREEMENT["ingen_chance"]]


@pytest.mark.parametrize(
    ("row", "target", "key"),
    [
        (GRADE, 7.59, "under_stoej"),
        (GRADE, 7.6, "kan_ses"),
        (GRADE, 7.1, "under_stoej"),
        (GRADE, 7.0, "forkert_vej"),
        (GRADE, 12.1, "uden_for"),
        (GRADE, -3.1, "uden_for"),
        (ABSENCE, 5.5, "kan_ses"),
        (ABSENCE, 5.6, "under_stoej"),
        (ABSENCE, 7.5, "forkert_vej"),
        (ABSENCE, -1, "uden_for"),
        ({**GRADE, "mindste": None, "stoerste": None}, 40, "kan_ses"),
        # What looks equal to the baseline is no worse.
        ({**GRADE, "baseline": 7.14}, 7.1, "under_stoej"),
        ({**GRADE, "baseline": 7.16}, 7.1, "forkert_vej"),
        (GRADE, 7.05, "under_stoej"),
        (GRADE, 7.04, "forkert_vej"),
        ({**ABSENCE, "baseline": 6.96}, 7.0, "under_stoej"),
        ({**GRADE, "decimaler": 0, "baseline": 7.4}, 7, "under_stoej"),
        ({**GRADE, "decimaler": 2, "baseline": 7.14}, 7.1, "forkert_vej"),
    ],
)
def test_a_target_is_held_against_its_scale_and_the_noise(
    row: dict[str, Any], target: float, key: str
) -> None:
    assert agreed(row, maal=target).shows("aftale", 1, "vurdering") == AGREEMENT[key]


def test_more_goals_than_advised_are_pointed_out() -> None:
    typed = Typed(felt_antal_maal_anbefalet=5, svar_egen_1_maal="Ro", svar_egen_2_maal="Lektier")
    for number in range(1, 4):
        typed.row("aftale", number, maal=7)
    note = next(
        (sheet, row, column + 4) for sheet, row, column in places("antal_valgte_maal")
    )  # the cell right of the count and the advice
    assert (typed.name("antal_valgte_maal"), typed.results[note]) == (5, "")
    typed.row("aftale", 4, maal=7)
    assert (typed.name("antal_valgte_maal"), typed.results[note]) == (6, AGREEMENT["for_mange"])


def evaluated(
    row: dict[str, Any], target: float | None, result: float | None, error: float | None, **typed: Any
) -> Typed:
    """Agree a target in one row and evaluate it in another: they meet by their key."""
    found = Typed(felt_skoleaar="2026/2027").row(
        "aftale", 4, **row, maal=target, senest=typed.pop("senest", None)
    )
    shared = {"noegle": row["noegle"], "fortegn": row["fortegn"]}
    return found.row("evaluering", 2, **shared, resultat=result, resultat_standardfejl=error, **typed)


@pytest.mark.parametrize(
    ("row", "target", "result", "key"),
    [
        (GRADE, 7.4, 7.4, "over"),
        (GRADE, 7.4, 7.3, "under"),
        (ABSENCE, 6.0, 6.0, "over_ned"),
        (ABSENCE, 6.0, 6.1, "under_ned"),
        (GRADE, 7.4, None, "afventer"),
    ],
)
def test_a_result_is_held_against_the_agreed_target(
    row: dict[str, Any], target: float, result: float, key: str
) -> None:
    shown = evaluated(row, target, result, 0.2).shows("evaluering", 2, "aftalt", "observeret")
    assert shown == [target, EVALUATION[key]]


def test_a_result_that_is_not_shown_is_not_awaited() -> None:
    hidden = evaluated(GRADE, 7.4, None, None, bemaerkning="Vises ikke: under 5 elever")
    assert hidden.shows("evaluering", 2, "observeret", "sikkerhed") == ["", ""]
    shown = evaluated(GRADE, 7.4, 7.5, 0.2, bemaerkning="Beregnet")
    assert shown.shows("evaluering", 2, "observeret") == EVALUATION["over"]


def test_a_progression_is_evaluated_as_the_level_it_leads_to() -> None:
    found = evaluated(GRADE, 0.3, 7.4, 0.2).row("aftale", 4, maaltype="Progression")
    assert found.shows("evaluering", 2, "aftalt") == pytest.approx(7.4)
    assert found.shows("evaluering", 2, "observeret") == EVALUATION["over"]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("probability", "key"),
    [
        (0.976, "naaet"), (0.974, "sandsynligvis"), (0.841, "sandsynligvis"),
        (0.839, "uafgjort"), (0.5, "uafgjort"), (0.161, "uafgjort"),
        (0.159, "sandsynligvis_ikke"), (0.026, "sandsynligvis_ikke"), (0.024, "ikke_naaet"),
    ],
)  # fmt: skip
def test_certainty_follows_the_cut_points(sign: int, probability: float, key: str) -> None:
    result = 7 + sign * 0.3 * stats.norm.ppf(probability)
    shown = evaluated({**GRADE, "fortegn": sign}, 7, result, 0.3).shows(
        "evaluering", 2, "sikkerhed", "p_naaet"
    )
    assert shown == [EVALUATION[key], pytest.approx(probability, abs=1e-7)]


def test_without_a_standard_error_the_certainty_is_unknown() -> None:
    assert evaluated(GRADE, 7, 8, None).shows("evaluering", 2, "sikkerhed") == EVALUATION["ukendt"]
    assert evaluated(GRADE, 7, 8, 0).shows("evaluering", 2, "sikkerhed") == EVALUATION["ukendt"]


def test_an_adjusted_target_takes_the_place_of_the_agreed_one() -> None:
    found = evaluated(GRADE, 8, 7.5, 0.1, justeret=7.2)
    assert found.shows("evaluering", 2, "aftalt", "observeret") == [8, EVALUATION["over"]]


def test_a_target_for_a_later_year_is_not_judged_yet() -> None:
    found = evaluated(GRADE, 8, 7.5, 0.1, senest="2027/2028")
    assert found.shows("evaluering", 2, "senest", "observeret", "sikkerhed") == [
        "2027/2028",
        EVALUATION["senere"],
        "",
    ]
    due = evaluated(GRADE, 8, 7.5, 0.1, senest="2026/2027")
    assert due.shows("evaluering", 2, "observeret") == EVALUATION["under"]


def test_a_row_without_a_target_is_left_to_people() -> None:
    shown = evaluated(GRADE, None, 7.5, 0.1).shows("evaluering", 2, "aftalt", "observeret", "sikkerhed")
    assert shown == ["", "", ""]


def on_strip(sign: int, **typed: Any) -> Typed:
    row = {**GRADE, "fortegn": sign, "noegle": "x"}
    found = Typed().row("aftale", 1, **row, **typed)
    strip = {"strip_nedre": 0.2, "strip_oevre": 0.6, "strip_seneste": 0.5, "strip_midte": 0.4}
    return found.row("forslag", 3, noegle="x", nedre=6.0, oevre=8.0, **strip)


POSITIONS = ("p_y", "p_linje", "p_baand", "p_bredde", "p_seneste", "p_aar2", "p_midte", "p_maal")


def test_the_strip_puts_marks_beside_the_row_of_their_key() -> None:
    shown = on_strip(1, maal=7.0).shows("aftale", 1, *POSITIONS)
    assert shown == pytest.approx([-2.5, -3, 0.4, 0.2, 0.5, -1, 0.4, 0.4])


def test_the_strip_is_turned_where_lower_is_better_so_right_is_better() -> None:
    shown = on_strip(-1, maal=6.5).shows("aftale", 1, *POSITIONS)
    assert shown == pytest.approx([-2.5, -3, 0.6, 0.2, 0.5, -1, 0.6, 0.7])


def test_a_target_beyond_the_strip_stays_at_its_end() -> None:
    assert on_strip(1, maal=40).shows("aftale", 1, "p_maal") == 0.98
    assert on_strip(-1, maal=40).shows("aftale", 1, "p_maal") == pytest.approx(0.02)
    assert on_strip(1).shows("aftale", 1, "p_maal") == -1


def test_a_key_without_a_proposal_has_no_marks() -> None:
    shown = Typed().row("aftale", 1, noegle="alene", fortegn=1).shows("aftale", 1, *POSITIONS)
    assert shown == [1, 0.5, -1, 0, -1, -1, -1, -1]


def test_deadlines_are_the_agreements_year_and_the_three_after_it() -> None:
    found = Typed(felt_skoleaar="2026/2027")
    shown = [found.results[place] for place in places("liste_frister")]
    assert shown == ["2026/2027", "2027/2028", "2028/2029", "2029/2030"]


def test_every_sheet_repeats_school_year_and_label() -> None:
    found = Typed(
        felt_skole_navn="Å-skolen & co", felt_skoleaar="2026/2027", felt_eksempel="Eksempel."
    ).results
    assert found["Aftale", 1, 1] == "Å-skolen & co · Aftale 2026/2027"
    assert found["Om tallene", 3, 1] == "Eksempel."
    assert Typed().results["Om tallene", 3, 1] == ""
    assert cell(places("felt_skole_navn")[0]).protection.locked
