"""Goals agreed in several templates: each is told once, and no school's goal is lost."""

from __future__ import annotations

import pytest
from support.agreed import ABSENCE, GRADE, SOUTH, agreed, based_on, goal, in_template, said, small_dataset

from xl_beregner.batch.evaluation import evaluate_year
from xl_beregner.fields.goals.goals import goals, still_in_force
from xl_beregner.fields.goals.last_agreement import LastAgreement
from xl_beregner.fields.goals.together import goal_books, goal_templates, own_keys
from xl_beregner.fields.municipality.wishes import wishes

OTHER = "maalformulering"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return small_dataset(tmp_path_factory.mktemp("together"))


def told(dataset, year=2025):
    return {goal.indicator: goal for goal in goals(dataset, year, "fortrolig")}


def test_a_goal_of_any_template_with_the_list_aftale_counts_with_its_own_figures(dataset):
    rows = in_template("vores_egen", goal(SOUTH, 2025, "karakter", 0.3, maaltype="Progression"))
    basis = in_template("vores_egen", based_on(SOUTH, 2025, karakter=GRADE))
    found = told(agreed(dataset, rows, basis))
    assert found["karakter"].level == pytest.approx(7.4)
    assert found["karakter"].chance is not None


def test_goals_of_two_templates_of_a_year_stand_together(dataset):
    rows = goal(SOUTH, 2025, "karakter", 7.4) + in_template(OTHER, goal(SOUTH, 2025, "fravaer", 6.0))
    assert {name: one.level for name, one in told(agreed(dataset, rows)).items()} == {
        "karakter": 7.4, "fravaer": 6.0,
    }  # fmt: skip


@pytest.mark.parametrize("other", [OTHER, "a_foer_alfabetet"])
def test_an_indicator_agreed_twice_is_told_once_as_the_agreement_has_it(dataset, other):
    lower = {**GRADE, "baseline": 6.0, "forudsagt": 6.1}
    rows = in_template(other, goal(SOUTH, 2025, "karakter", 9.0, tiltag="Deres", evaluated={"leder": "L"}))
    rows += goal(SOUTH, 2025, "karakter", 7.4, tiltag="Vores")
    basis = in_template(other, based_on(SOUTH, 2025, karakter=lower)) + based_on(SOUTH, 2025, karakter=GRADE)
    found = goals(agreed(dataset, rows, basis), 2025, "fortrolig")
    assert [(one.level, one.action, one.leader, one.baseline) for one in found] == [(7.4, "Vores", "", 7.1)]


def test_of_two_other_templates_the_first_by_name_counts(dataset):
    rows = in_template("b", goal(SOUTH, 2025, "karakter", 9.0)) + in_template(
        "a", goal(SOUTH, 2025, "karakter", 7.4)
    )
    assert told(agreed(dataset, rows))["karakter"].level == 7.4
    assert goal_templates(agreed(dataset, rows)) == ["resultataftale", "a", "b"]


def test_words_beside_no_goal_join_the_goal_another_template_set(dataset):
    words = said(
        SOUTH, 2025, {"aftale": {"karakter": {"tiltag": "Læsebånd", "senest": "2027/2028"}},
                      "evaluering": {"karakter": {"leder": "Det gik"}}},
    )  # fmt: skip
    set_there = in_template(OTHER, goal(SOUTH, 2025, "karakter", 7.4, evaluated={"vurdering": "Nået"}))
    [one] = goals(agreed(dataset, words + set_there), 2025, "fortrolig")
    assert (one.level, one.due, one.action, one.leader, one.judgement) == (
        7.4, 2025, "Læsebånd", "Det gik", "Nået",
    )  # fmt: skip


def test_another_template_s_words_are_kept_where_it_set_no_goal_and_its_figures_where_it_did(dataset):
    lower = {**GRADE, "baseline": 6.0, "forudsagt": 6.1}
    basis = based_on(SOUTH, 2025, karakter=GRADE) + in_template(OTHER, based_on(SOUTH, 2025, karakter=lower))
    words = {
        "aftale": {"karakter": {"tiltag": "Læsebånd", "senest": "2027/2028"}},
        "evaluering": {"karakter": {"leder": "Det gik"}},
    }
    theirs = goal(SOUTH, 2025, "karakter", 7.4) + in_template(OTHER, said(SOUTH, 2025, words))
    [one] = goals(agreed(dataset, theirs, basis), 2025, "fortrolig")
    assert (one.level, one.due, one.action, one.leader) == (7.4, 2025, "Læsebånd", "Det gik")
    assert one.baseline == 7.1
    others = said(SOUTH, 2025, words) + in_template(OTHER, goal(SOUTH, 2025, "karakter", 6.4))
    [one] = goals(agreed(dataset, others, basis), 2025, "fortrolig")
    assert (one.level, one.action, one.baseline) == (6.4, "Læsebånd", 6.0)


def test_a_template_without_goals_makes_no_agreement_of_its_year(dataset):
    talk = in_template("fokussamtale", said(SOUTH, 2025, {"tema": {"x": {"ord": "Ro"}}}, aftale="Sang"))
    rows = goal(SOUTH, 2024, "karakter", 7.4) + talk
    found = LastAgreement(agreed(dataset, rows), 2026, "fortrolig").fields(SOUTH)
    assert found["sidste_skoleaar"] == "2024/2025"
    assert goal_templates(agreed(dataset, rows)) == ["resultataftale"]


def test_the_last_agreement_shows_the_goals_of_all_templates(dataset):
    rows = goal(SOUTH, 2025, "karakter", 7.4) + in_template(OTHER, goal(SOUTH, 2025, "fravaer", 6.0))
    found = LastAgreement(agreed(dataset, rows), 2026, "fortrolig").fields(SOUTH)
    assert [row["noegle"] for row in found["sidste_aftale"]] == ["karakter", "fravaer"]


def test_what_holds_in_a_new_workbook_is_its_own_template_s(dataset):
    later = {"senest": "2027/2028"}
    rows = goal(SOUTH, 2025, "karakter", 7.4, **later)
    rows += in_template(OTHER, goal(SOUTH, 2025, "fravaer", 6.0, **later))
    held = still_in_force(agreed(dataset, rows), 2026, OTHER)
    assert [row["noegle"] for row in held[SOUTH]["aftale"]] == ["fravaer"]


# --- Goals the figures do not cover --------------------------------------------------------------
def test_own_goals_of_one_number_in_two_templates_are_two_goals(dataset):
    rows = said(SOUTH, 2025, {}, egen_1_maal="Ro", egen_2_maal="Sang", sygefravaer_maal="Under 4 %")
    rows += in_template(OTHER, said(SOUTH, 2025, {}, egen_1_maal="Lektier", egen_1_vurdering="Nået",
                                    sygefravaer_maal="Under 5 %"))  # fmt: skip
    [school] = evaluate_year(agreed(dataset, rows), 2025).schools
    assert [(one.key, one.target, one.judgement) for one in school.own] == [
        ("egen_1", "Ro", ""), ("egen_2", "Sang", ""), ("egen_3", "Lektier", "Nået"),
        ("sygefravaer", "Under 4 %", ""),
    ]  # fmt: skip


def test_all_own_goals_are_among_the_schools_words_for_the_administration(dataset):
    rows = said(SOUTH, 2025, {}, egen_1_maal="Ro")
    rows += in_template(OTHER, said(SOUTH, 2025, {}, egen_1_maal="Lektier"))
    found = wishes(agreed(dataset, rows), 2025, [])
    assert [(row["navn"], row["tekst"]) for row in found] == [
        ("Eget mål 1", "Ro"), ("Eget mål 2", "Lektier"),
    ]  # fmt: skip


def test_own_goals_are_known_by_what_can_be_answered_of_them():
    asked = ["egen_10_maal", "egen_2_tegn", "oekonomi_maal", "egen_2_hvad", "sygefravaer_tiltag", "egen_maal"]
    assert own_keys(asked) == ["egen_2", "egen_10", "sygefravaer", "oekonomi"]


def test_a_year_s_figures_of_both_templates_are_there(dataset):
    rows = goal(SOUTH, 2025, "karakter", 7.4) + in_template(OTHER, goal(SOUTH, 2025, "fravaer", 6.0))
    basis = based_on(SOUTH, 2025, karakter=GRADE) + in_template(OTHER, based_on(SOUTH, 2025, fravaer=ABSENCE))
    [book] = goal_books(agreed(dataset, rows, basis))[SOUTH].values()
    assert (book.basis["karakter"]["baseline"], book.basis["fravaer"]["baseline"]) == (7.1, 7.0)


# --- What two templates say of the same thing ----------------------------------------------------
def test_a_class_s_answers_make_no_goals_of_its_school(dataset):
    theirs = [{**row, "klasse": "4A"} for row in goal(SOUTH, 2025, "karakter", 9.0)]
    other = [{**row, "klasse": "4A"} for row in in_template(OTHER, goal(SOUTH, 2025, "fravaer", 1.0))]
    data = agreed(dataset, theirs + other)
    assert goals(data, 2025, "fortrolig") == []
    assert goal_templates(data) == ["resultataftale"]


def test_of_two_single_answers_the_first_template_s_stands(dataset):
    rows = said(SOUTH, 2025, {}, egen_1_maal="Ro", skoleleder="Leder A", sygefravaer_maal="Under 4 %")
    rows += in_template(
        OTHER,
        said(
            SOUTH,
            2025,
            {},
            egen_1_maal="Sang",
            skoleleder="Leder B",
            sygefravaer_maal="Under 5 %",
            sygefravaer_tiltag="Deres",
            emne="Ny",
        ),
    )
    [book] = goal_books(agreed(dataset, rows))[SOUTH].values()
    assert book.single == {
        "egen_1_maal": "Ro", "egen_2_maal": "Sang", "skoleleder": "Leder A", "sygefravaer_maal": "Under 4 %",
        "emne": "Ny",
    }  # fmt: skip


def test_other_lists_of_two_templates_lie_beside_each_other_the_first_s_rows_standing(dataset):
    mine = {"aftale": {"karakter": {"maal": 7.4}}, "indsatsplan": {"karakter": {"indsats": "Vores"}}}
    its = {
        "aftale": {"fravaer": {"maal": 6.0}},
        "indsatsplan": {"karakter": {"indsats": "Deres"}, "fravaer": {"indsats": "Deres"}},
    }
    rows = said(SOUTH, 2025, mine) + in_template(OTHER, said(SOUTH, 2025, its))
    [book] = goal_books(agreed(dataset, rows))[SOUTH].values()
    assert {key: row["indsats"] for key, row in book.lists["indsatsplan"].items()} == {
        "karakter": "Vores", "fravaer": "Deres",
    }  # fmt: skip
