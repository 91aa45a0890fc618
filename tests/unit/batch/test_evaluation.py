"""A year's evaluation: schools, goals, judgements, and the basis of payouts."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.agreed import ABSENCE, APPLE, GRADE, SOUTH, agreed, based_on, goal, said, small_dataset
from support.evaluated import YEAR, municipality

from xl_beregner import texts
from xl_beregner.batch.evaluation import (
    DONE,
    JUDGEMENTS,
    Evaluation,
    done_key,
    evaluate_year,
    is_contradicted,
    judgement_key,
)
from xl_beregner.batch.payout import EXAMPLE_PARTS, Rule, payout_basis, payout_rule
from xl_beregner.batch.refused import RefusedError
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.settings import Setting, defaults
from xl_beregner.errors import DatasetError

EXAMPLE = Rule(EXAMPLE_PARTS, "", is_example=True)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return small_dataset(tmp_path_factory.mktemp("ds"))


def evaluated(dataset: Dataset, *judged: tuple[str, str], own: str | None = None) -> Evaluation:
    """One school with a goal on grades and one on absence, judged so and their actions done so."""
    keys = ("karakter", "fravaer")
    rows = [
        row
        for key, (judgement, done) in zip(keys, judged, strict=False)
        for row in goal(SOUTH, 2025, key, 7.0, evaluated={"vurdering": judgement, "gennemfoert": done})
    ]
    if own is not None:
        rows += said(SOUTH, 2025, {}, egen_1_maal="Ro", egen_1_vurdering=own)
    return evaluate_year(agreed(dataset, rows, based_on(SOUTH, 2025, karakter=GRADE, fravaer=ABSENCE)), 2025)


# --- What is evaluated --------------------------------------------------------------------------
def test_schools_stand_in_the_datasets_order_and_those_without_an_agreement_are_named(tmp_path: Path) -> None:
    found = evaluate_year(municipality(tmp_path, 5), YEAR)
    assert [school.number for school in found.schools] == ["101001", "101002", "101003", "101004"]
    assert found.without == ("Opdigtet Skole 5",)
    assert len(found.goals) == 12


def test_own_goals_are_there_with_their_words(dataset: Dataset) -> None:
    [school] = evaluated(dataset, own="Nået").schools
    assert [(one.key, one.target, one.judgement) for one in school.own] == [("egen_1", "Ro", "Nået")]
    assert school.goals == ()


def test_a_row_of_the_form_without_a_goal_is_told_and_not_judged(dataset: Dataset) -> None:
    rows = said(SOUTH, 2025, {}, egen_1_maal="Ro", egen_2_bemaerkning="Se bilag")
    [school] = evaluate_year(agreed(dataset, rows), 2025).schools
    assert [one.key for one in school.own] == ["egen_1", "egen_2"]
    assert [one.key for one in school.own_agreed] == ["egen_1"]
    assert school.judged("") == 1


def test_what_is_due_later_asks_for_no_judgement_yet_whether_it_is_in_figures_or_in_words(
    dataset: Dataset,
) -> None:
    later = "2027/2028"
    rows = goal(SOUTH, 2025, "karakter", "meget bedre", senest=later)  # a goal in words has no level
    rows += said(SOUTH, 2025, {}, egen_1_maal="Ro", egen_1_senest=later)
    rows += said(SOUTH, 2025, {}, egen_2_maal="Sang", egen_2_senest=later, egen_2_vurdering="Nået")
    [school] = evaluate_year(agreed(dataset, rows), 2025).schools
    assert (len(school.to_judge), school.judged(""), school.judged("naaet")) == (1, 0, 1)
    [basis] = payout_basis(evaluate_year(agreed(dataset, rows), 2025), EXAMPLE)
    assert (basis.share, basis.why) == (1.0, "")


def test_judgements_are_counted_over_figures_and_own_goals(dataset: Dataset) -> None:
    [school] = evaluated(dataset, ("Nået", "Ja"), ("", "Ja"), own="Delvist nået").schools
    assert {key: school.judged(key) for key in (*JUDGEMENTS, "")} == {
        "naaet": 1,
        "delvist": 1,
        "ikke": 0,
        "kan_ikke": 0,
        "": 1,
    }


def test_a_goal_due_later_is_not_judged_yet_unless_people_did(dataset: Dataset) -> None:
    for judgement, count in (("", 0), ("Nået", 1)):
        rows = goal(
            SOUTH, 2025, "karakter", 7.0, senest="2026/2027", evaluated={"leder": "x", "vurdering": judgement}
        )
        [school] = evaluate_year(agreed(dataset, rows), 2025).schools
        assert len(school.goals) == 1
        assert len(school.to_judge) == count


def test_a_year_without_agreements_is_refused_with_the_years_there_are(dataset: Dataset) -> None:
    with pytest.raises(RefusedError) as caught:
        evaluate_year(agreed(dataset, goal(APPLE, 2024, "karakter", 7.0)), 2025)
    assert caught.value.key == "evaluation_ingen_aftaler"
    assert "2024/2025" in str(caught.value)
    with pytest.raises(RefusedError, match="ingen aftaler") as caught:
        evaluate_year(dataset, 2025)
    assert caught.value.key == "evaluation_slet_ingen"


def test_groups_of_chances_hold_twenty_goals_at_least(tmp_path: Path) -> None:
    found = evaluate_year(municipality(tmp_path, 40), YEAR)
    groups = [count for count, part in zip(found.bins.n, found.bins.part, strict=True) if part == "group"]
    assert len(groups) > 1
    assert min(groups) >= 20
    known = [goal for goal in found.goals if goal.chance is not None and goal.held is not None]
    assert sum(groups) == len(known) == found.calibration.total.count
    assert found.calibration.total.reached == sum(goal.held is True for goal in known)


# --- Words --------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_judgement_is_known_in_every_language(language: str) -> None:
    for key in JUDGEMENTS:
        assert judgement_key(texts.say(f"evaluation.vurdering.{key}", language)) == key
    for key in DONE:
        assert done_key(texts.say(f"evaluation.gennemfoert.{key}", language)) == key


@pytest.mark.parametrize("word", ["", "  ", "Måske", "100 %", "nåede"])
def test_any_other_word_is_no_judgement(word: str) -> None:
    assert judgement_key(word) == ""
    assert judgement_key(" nået ") == "naaet"


def test_a_judgement_against_the_figure_is_seen(dataset: Dataset) -> None:
    # 7.6 in 2025/2026: above 7.0 on grades; 5.4 is below 7.0 on absence, which is better.
    for judged, is_odd in (("Nået", False), ("Ikke nået", True), ("Delvist nået", False), ("", False)):
        found = evaluated(dataset, (judged, "Ja"), (judged, "Ja"))
        assert [is_contradicted(one) for one in found.goals] == [is_odd, is_odd]


# --- Payouts ------------------------------------------------------------------------------------
def share_of(found: Evaluation, rule: Rule = EXAMPLE) -> tuple[float | None, str]:
    [basis] = payout_basis(found, rule)
    return basis.share, basis.why


def test_nothing_is_worked_out_unless_it_is_turned_on(dataset: Dataset) -> None:
    rule = payout_rule(defaults())
    assert not rule.is_on
    found = evaluated(dataset, ("Nået", "Ja"))
    assert share_of(found, rule) == (None, "no_rule")
    [basis] = payout_basis(found, rule)
    assert [line.part for line in basis.lines] == [None]
    assert basis.count("naaet") == 1


@pytest.mark.parametrize(
    ("judged", "share"),
    [
        (("Nået", "Nået"), 1.0),
        (("Nået", "Ikke nået"), 0.5),
        (("Delvist nået", "Ikke nået"), 0.25),
        (("Ikke nået", "Ikke nået"), 0.0),
    ],
)
def test_the_example_is_the_simple_mean_of_the_goals(
    dataset: Dataset, judged: tuple[str, str], share: float
) -> None:
    # Randers Statsskole: each goal 0/25/50/75/100 %, the payout their simple average.
    assert share_of(evaluated(dataset, *((word, "Ja") for word in judged))) == (share, "")


def test_own_goals_count_as_much_as_figures(dataset: Dataset) -> None:
    assert share_of(evaluated(dataset, ("Nået", "Ja"), ("Nået", "Ja"), own="Ikke nået")) == (
        pytest.approx(2 / 3),
        "",
    )


def test_people_judge_not_the_figure(dataset: Dataset) -> None:
    # The figure reached the goal; people say it was not reached.
    found = evaluated(dataset, ("Ikke nået", "Ja"))
    assert found.goals[0].is_reached
    assert share_of(found) == (0.0, "")


@pytest.mark.parametrize(
    ("judged", "why"),
    [("", "unjudged"), ("Godt på vej", "unjudged"), ("Kan ikke vurderes", "cannot_be_judged")],
)
def test_nothing_is_worked_out_where_one_judgement_lacks(dataset: Dataset, judged: str, why: str) -> None:
    assert share_of(evaluated(dataset, ("Nået", "Ja"), (judged, "Ja"))) == (None, why)


def test_a_school_with_goals_due_later_only_has_nothing_to_judge(dataset: Dataset) -> None:
    rows = goal(SOUTH, 2025, "karakter", 7.0, senest="2026/2027")
    assert share_of(evaluate_year(agreed(dataset, rows), 2025)) == (None, "nothing_agreed")


@pytest.mark.parametrize(
    ("judged", "done", "is_told"),
    [
        ("Ikke nået", "Nej", True),
        ("Ikke nået", "Delvis", False),
        ("Ikke nået", "", False),
        ("Delvist nået", "Nej", False),
        ("", "Nej", False),
    ],
)
def test_neither_actions_nor_goal_is_told_and_changes_no_share(
    dataset: Dataset, judged: str, done: str, is_told: bool
) -> None:
    found = evaluated(dataset, (judged, done), ("Nået", "Ja"))
    [basis] = payout_basis(found, EXAMPLE)
    assert [line.nothing_done for line in basis.lines] == [is_told, False]
    assert basis.share == (None if not judged else 0.75 if judged == "Delvist nået" else 0.5)


def test_ones_own_shares_are_used_with_their_source() -> None:
    own = {
        "udbetaling": "gennemsnit",
        "udbetaling_naaet": 0.9,
        "udbetaling_delvist": 0.4,
        "udbetaling_ikke": 0.1,
    }
    rule = payout_rule({key: Setting(value, "Byrådet", given=True) for key, value in own.items()})
    assert rule == Rule({"naaet": 0.9, "delvist": 0.4, "ikke": 0.1}, "Byrådet", is_example=False)


def test_a_missing_share_stops_the_arithmetic_and_is_named(dataset: Dataset) -> None:
    own = {
        "udbetaling": "gennemsnit",
        "udbetaling_naaet": 1.0,
        "udbetaling_delvist": "",
        "udbetaling_ikke": 0.0,
    }
    rule = payout_rule({key: Setting(value, "") for key, value in own.items()})
    assert rule.missing == ("udbetaling_delvist",)
    assert share_of(evaluated(dataset, ("Nået", "Ja")), rule) == (None, "no_rule")


@pytest.mark.parametrize(
    ("written", "read"), [("100 %", 1.0), ("1", 1.0), ("40", 0.4), ("0,25", 0.25), ("0", 0.0), ("", "")]
)
def test_a_share_is_read_in_any_usual_spelling(tmp_path: Path, written: str, read: float | str) -> None:
    found = municipality(tmp_path, 2, udbetaling="Gennemsnit", udbetaling_naaet=written)
    assert found.settings["udbetaling"].value == "gennemsnit"
    assert found.settings["udbetaling_naaet"].value == read


@pytest.mark.parametrize(("key", "value"), [("udbetaling", "København"), ("udbetaling_ikke", "120 %")])
def test_an_arithmetic_nobody_knows_is_refused(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(DatasetError, match=key):
        municipality(tmp_path, 2, **{key: value})
