"""Goals beside their results: levels, chances and verdicts held against scipy, and what an edition hides."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scipy import stats
from support.agreed import (
    ABSENCE,
    APPLE,
    GRADE,
    INDICATORS,
    SOUTH,
    agreed,
    based_on,
    goal,
    said,
    small_dataset,
)

from xl_beregner import texts
from xl_beregner.errors import BeregnerError
from xl_beregner.fields.goals.goals import certainty_word, goals, observed_word, still_in_force

READING = {**GRADE, "baseline": 50, "forudsagt": 51, "sd": 2.0, "synlig": 3.0, "mindste": 0, "stoerste": 100}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return small_dataset(tmp_path_factory.mktemp("agreed"))


def one(dataset, rows, basis=(), year=2025, edition="fortrolig"):
    (found,) = goals(agreed(dataset, rows, basis), year, edition)
    return found


# --- what was agreed -----------------------------------------------------------------------------
@pytest.mark.parametrize("target", [6.4, 7.2, 7.4, 9.0])
def test_the_chance_is_students_t_as_it_stood_when_agreed(dataset, target):
    found = one(dataset, goal(SOUTH, 2025, "karakter", target), based_on(SOUTH, 2025, karakter=GRADE))
    assert found.chance == pytest.approx(stats.t.sf((target - 7.2) / 0.4, 9), rel=1e-12)


def test_where_less_is_better_the_chance_is_that_of_landing_below(dataset):
    found = one(dataset, goal(SOUTH, 2025, "fravaer", 6.0), based_on(SOUTH, 2025, fravaer=ABSENCE))
    assert found.chance == pytest.approx(stats.t.cdf((6.0 - 6.8) / 0.9, 9), rel=1e-12)
    assert (found.sign, found.unit, found.theme) == (-1, "%", "Trivsel")


def test_a_change_is_the_level_it_leads_to_from_the_baseline_of_that_year(dataset):
    rows = goal(SOUTH, 2025, "karakter", 0.6, maaltype="Progression")
    found = one(dataset, rows, based_on(SOUTH, 2025, karakter=GRADE))
    assert (found.goal_type, found.typed, found.level) == ("progression", 0.6, 7.7)
    assert found.chance == pytest.approx(stats.t.sf((7.7 - 7.2) / 0.4, 9), rel=1e-9)


def test_a_change_without_a_baseline_has_no_level_and_says_so(dataset):
    found = one(dataset, goal(SOUTH, 2025, "karakter", 0.6, maaltype="Progression"))
    assert (found.level, found.applies, found.observed, found.certainty) == (None, None, "", "")
    assert "baseline kendes ikke" in found.why


def test_a_goal_in_words_is_told_as_such(dataset):
    found = one(dataset, goal(SOUTH, 2025, "karakter", "ca. 7"))
    assert (found.typed, found.typed_text, found.observed) == (None, "ca. 7", "")
    assert "ca. 7" in found.why


def test_a_long_goal_in_words_is_quoted_in_short_so_that_a_cell_holds_what_is_said_of_it(dataset):
    longest = "Ord " * 8191
    found = one(dataset, goal(SOUTH, 2025, "karakter", longest))
    assert found.typed_text == longest.strip()
    assert "Ord Ord …" in found.why
    assert len(found.why) < 400


def test_a_number_typed_as_text_is_a_number(dataset):
    assert one(dataset, goal(SOUTH, 2025, "karakter", "7,4")).level == 7.4


def test_a_goal_due_later_has_no_chance_and_no_verdict_yet(dataset):
    rows = goal(SOUTH, 2025, "karakter", 7.4, senest="2026/2027")
    found = one(dataset, rows, based_on(SOUTH, 2025, karakter=GRADE))
    assert (found.chance, found.observed, found.certainty, found.p_reached) == (None, "later", "", None)
    assert (found.result, found.held, found.is_settled) == (7.6, None, False)


def test_words_without_a_goal_are_no_goal(dataset):
    rows = said(
        SOUTH,
        2025,
        {"aftale": {"karakter": {"tiltag": "Læsebånd"}}, "evaluering": {"fravaer": {"leder": "Godt"}}},
    )
    assert goals(agreed(dataset, rows), 2025, "intern") == []


# --- how it went ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("key", "target", "result", "error", "observed"),
    [
        ("karakter", 7.6, 7.6, 0.2, "at_or_above"),
        ("karakter", 7.4, 7.6, 0.2, "at_or_above"),
        ("karakter", 7.9, 7.6, 0.2, "below"),
        ("karakter", 8.6, 7.6, 0.2, "below"),
        ("fravaer", 5.4, 5.4, 0.5, "at_or_below"),
        ("fravaer", 5.0, 5.4, 0.5, "above"),
        ("fravaer", 7.0, 5.4, 0.5, "at_or_below"),
    ],
)
def test_the_verdict_is_that_of_the_normal_distribution(dataset, key, target, result, error, observed):
    basis = based_on(SOUTH, 2025, **{key: GRADE if key == "karakter" else ABSENCE})
    found = one(dataset, goal(SOUTH, 2025, key, target), basis)
    sign = 1 if key == "karakter" else -1
    p = stats.norm.cdf(sign * (result - target) / error)
    cuts = (
        (0.975, "reached"),
        (0.84, "probably_reached"),
        (0.16, "undecided"),
        (0.025, "probably_not_reached"),
    )
    assert (found.result, found.result_error, found.observed) == (result, error, observed)
    assert found.p_reached == pytest.approx(p, rel=1e-12)
    assert found.certainty == next((word for least, word in cuts if p >= least), "not_reached")
    assert found.held is (observed in ("at_or_above", "at_or_below")) is found.is_reached


def test_an_adjusted_goal_counts_and_the_chance_stays_that_of_the_agreed_one(dataset):
    evaluated = {
        "justeret": 7.5,
        "begrundelse": "To skoler blev lagt sammen",
        "leder": "Godt",
        "vurdering": "Nået",
    }
    rows = goal(SOUTH, 2025, "karakter", 8.0, evaluated=evaluated)
    found = one(dataset, rows, based_on(SOUTH, 2025, karakter=GRADE))
    assert (found.level, found.adjusted, found.applies) == (8.0, 7.5, 7.5)
    assert (found.observed, found.reason) == ("at_or_above", "To skoler blev lagt sammen")
    assert found.chance == pytest.approx(stats.t.sf((8.0 - 7.2) / 0.4, 9), rel=1e-12)
    assert found.held is False  # 7.6 is below the 8.0 whose chance was stated


def test_a_result_that_is_not_there_is_awaited_until_others_have_theirs(dataset):
    awaited = one(dataset, goal(SOUTH, 2026, "fravaer", 6.0), year=2026)
    assert (awaited.observed, awaited.result, awaited.why) == ("awaited", None, "")
    # 2026/2027 has a figure for the other school only.
    missing = one(dataset, goal(APPLE, 2026, "karakter", 6.0), year=2026)
    assert (missing.observed, missing.result) == ("", None)
    assert "2026/2027" in missing.why


def test_a_goal_is_looked_for_in_the_year_it_is_due(dataset):
    rows = goal(SOUTH, 2024, "karakter", 7.4, senest="2025/2026")
    found = one(dataset, rows, based_on(SOUTH, 2024, karakter=GRADE), year=2025)
    assert (found.agreed, found.due, found.year, found.observed) == (2024, 2025, 2025, "at_or_above")
    assert found.chance is None
    assert goals(agreed(dataset, rows), 2026, "fortrolig") == []


def test_a_goal_agreed_again_is_told_once_as_last_agreed(dataset):
    rows = [
        *goal(SOUTH, 2024, "karakter", 7.4, senest="2025/2026"),
        *goal(SOUTH, 2025, "karakter", 7.8, senest="2025/2026"),
    ]
    assert one(dataset, rows).level == 7.8


def test_what_was_said_in_a_later_workbook_goes_with_the_goal(dataset):
    rows = [
        *goal(
            SOUTH, 2024, "karakter", 7.4, senest="2025/2026", tiltag="Læsebånd", evaluated={"leder": "I gang"}
        ),
        *said(SOUTH, 2025, {"evaluering": {"karakter": {"leder": "I mål", "justeret": 7.5}}}),
    ]
    found = one(dataset, rows)
    assert (found.agreed, found.action, found.leader, found.applies) == (2024, "Læsebånd", "I mål", 7.5)


def test_an_indicator_the_catalogue_lost_keeps_its_words(dataset):
    found = one(dataset, goal(SOUTH, 2025, "nedlagt", 3.0, tiltag="Læsebånd"))
    assert (found.name, found.action, found.result, found.observed) == ("nedlagt", "Læsebånd", None, "")
    assert "kataloget" in found.why
    assert one(dataset, goal(SOUTH, 2025, "nedlagt", 3.0), edition="offentlig").withheld


def test_goals_stand_in_the_order_of_schools_and_catalogue(dataset):
    rows = [
        *goal(APPLE, 2025, "fravaer", 6.0), *goal(SOUTH, 2025, "fravaer", 6.0),
        *goal(APPLE, 2025, "karakter", 7.0), *goal(SOUTH, 2025, "karakter", 7.0),
    ]  # fmt: skip
    found = [(row.school, row.indicator) for row in goals(agreed(dataset, rows), 2025, "intern")]
    assert found == [(SOUTH, "karakter"), (SOUTH, "fravaer"), (APPLE, "karakter"), (APPLE, "fravaer")]


# --- editions ------------------------------------------------------------------------------------
def numbers(found):
    return [
        found.baseline, found.typed, found.level, found.adjusted, found.applies, found.chance, found.result,
        found.result_error, found.p_reached, found.smallest_visible_change,
    ]  # fmt: skip


@pytest.mark.parametrize("edition", ["bestyrelse", "offentlig"])
def test_a_goal_on_test_results_never_leaves_school_and_administration(dataset, edition):
    rows = goal(SOUTH, 2025, "laesetest", 52, tiltag="Læsebånd", evaluated={"justeret": 51})
    basis = based_on(SOUTH, 2025, laesetest=READING)
    inside = one(dataset, rows, basis)
    assert (inside.is_test_based, inside.result, inside.observed) == (True, 53, "at_or_above")
    outside = one(dataset, rows, basis, edition=edition)
    assert outside.is_test_based
    assert outside.withheld
    assert numbers(outside) == [None] * 10
    assert (outside.observed, outside.certainty, outside.held) == ("", "", None)
    assert "fortroligt" in outside.why


@pytest.mark.parametrize("edition", ["fortrolig", "bestyrelse", "offentlig"])
def test_a_result_of_few_pupils_is_shown_to_the_school_alone(dataset, edition):
    rows = goal(APPLE, 2025, "fravaer", 6.5)
    basis = based_on(APPLE, 2025, fravaer=ABSENCE)
    assert one(dataset, rows, basis, edition="intern").result == 6.1
    hidden = one(dataset, rows, basis, edition=edition)
    assert (hidden.result, hidden.result_error, hidden.observed, hidden.p_reached) == (None, None, "", None)
    assert hidden.withheld
    assert "færre end 5 elever" in hidden.why
    if edition != "fortrolig":
        assert numbers(hidden) == [None] * 10


def test_a_baseline_that_rests_on_few_pupils_is_not_told_outside_the_school(tmp_path):
    few = [[*row[:4], 3, row[5]] if row[0] == SOUTH and row[2] == "fravaer" and row[1] == "2024/2025" else row
           for row in INDICATORS]  # fmt: skip
    dataset = small_dataset(tmp_path, indikatorer=few)
    basis = based_on(SOUTH, 2025, fravaer=ABSENCE)
    change = goal(SOUTH, 2025, "fravaer", -1.0, maaltype="Progression")
    inside = one(dataset, change, basis, edition="intern")
    assert (inside.baseline, inside.level, inside.observed) == (7.0, 6.0, "at_or_below")
    hidden = one(dataset, change, basis)
    assert (hidden.baseline, hidden.level, hidden.chance, hidden.observed) == (None, None, None, "")
    assert hidden.withheld
    assert "færre end 5 elever" in hidden.why
    level = one(dataset, goal(SOUTH, 2025, "fravaer", 6.0), basis)
    assert (level.baseline, level.chance, level.level, level.observed) == (None, None, 6.0, "at_or_below")


@pytest.mark.parametrize("edition", ["bestyrelse", "offentlig"])
def test_a_schools_words_stay_with_school_and_administration(dataset, edition):
    evaluated = {
        "leder": "Ord 1",
        "chef": "Ord 2",
        "begrundelse": "Ord 3",
        "vurdering": "Nået",
        "justeret": 7.5,
    }
    rows = goal(SOUTH, 2025, "karakter", 7.4, tiltag="Ord 4", evaluated=evaluated)
    inside = one(dataset, rows)
    assert (inside.leader, inside.chief, inside.reason, inside.action) == ("Ord 1", "Ord 2", "Ord 3", "Ord 4")
    outside = one(dataset, rows, edition=edition)
    words = (outside.leader, outside.chief, outside.reason, outside.action, outside.judgement, outside.done)
    assert words == ("",) * 6
    assert (outside.level, outside.result, outside.observed) == (7.4, 7.6, "at_or_above")
    in_words = one(dataset, goal(SOUTH, 2025, "karakter", "Ord 5"), edition=edition)
    assert in_words.typed_text == ""
    assert in_words.why == "Målet er skrevet med ord."  # and not which


def test_an_unknown_edition_is_refused(dataset):
    with pytest.raises(BeregnerError):
        goals(dataset, 2025, "alle")


def test_a_given_error_goes_before_the_swing_of_a_year_and_none_leaves_certainty_unknown(tmp_path):
    bare = [row if row[:3] != [SOUTH, "2025/2026", "karakter"] else [*row[:5], ""] for row in INDICATORS]
    bare = [row for row in bare if row[0] != APPLE and row[1] not in ("2022/2023", "2023/2024")]
    found = one(small_dataset(tmp_path, indikatorer=bare), goal(SOUTH, 2025, "karakter", 7.4))
    # Too few years for a swing, and no error with the figure.
    assert (found.observed, found.certainty, found.result_error) == ("at_or_above", "unknown", None)


# --- words ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", texts.LANGUAGES)
def test_every_status_is_an_icon_and_a_word_in_every_language(dataset, lang):
    found = one(dataset, goal(SOUTH, 2025, "karakter", 7.4))
    observed = ("at_or_above", "below", "at_or_below", "above", "awaited", "later")
    certain = ("reached", "probably_reached", "undecided", "probably_not_reached", "not_reached", "unknown")
    with texts.speaking(lang):
        said_ = [observed_word(replace(found, observed=key)) for key in observed]
        said_ += [certainty_word(replace(found, certainty=key)) for key in certain]
    assert len(set(said_)) == len(said_)
    assert all(word[0] in "✓✕…●◕◑◔○?" and word[1] == " " and len(word) > 4 for word in said_)


# --- still in force ------------------------------------------------------------------------------
def test_goals_due_in_the_new_year_or_later_hold_and_no_others(dataset):
    rows = [
        *goal(SOUTH, 2025, "karakter", 7.8, senest="2026/2027", tiltag="Læsebånd"),
        *goal(SOUTH, 2025, "fravaer", 6.0, senest="2025/2026", tiltag="Team"),
    ]
    held = still_in_force(agreed(dataset, rows), "2026/2027")
    assert held == {
        SOUTH: {"aftale": [{"noegle": "karakter", "maal": 7.8, "senest": "2026/2027", "tiltag": "Læsebånd"}]}
    }
    assert still_in_force(agreed(dataset, rows), 2027) == {}
    assert still_in_force(agreed(dataset, rows), 2025) == {}


def test_a_change_is_carried_as_the_level_it_meant_and_an_adjusted_goal_as_adjusted(dataset):
    rows = [
        *goal(SOUTH, 2025, "karakter", 0.6, maaltype="Progression", senest="2027/2028"),
        *goal(SOUTH, 2025, "fravaer", 5.0, senest="2026/2027", evaluated={"justeret": 5.5}),
        *goal(APPLE, 2025, "karakter", 0.6, maaltype="Progression", senest="2027/2028"),  # no baseline known
    ]
    held = still_in_force(agreed(dataset, rows, based_on(SOUTH, 2025, karakter=GRADE)), 2026)
    assert held == {
        SOUTH: {
            "aftale": [
                {"noegle": "karakter", "maal": 7.7, "senest": "2027/2028"},
                {"noegle": "fravaer", "maal": 5.5, "senest": "2026/2027"},
            ]
        }
    }


def test_a_goal_given_up_in_the_last_workbook_is_not_put_into_the_new_one(dataset):
    rows = [*goal(SOUTH, 2024, "karakter", 7.8, senest="2026/2027"), *goal(SOUTH, 2025, "fravaer", 6.0)]
    assert still_in_force(agreed(dataset, rows), 2026) == {}


def test_own_goals_that_hold_keep_what_was_agreed_and_start_their_evaluation_anew(dataset):
    single = {
        "egen_2_maal": "Ro", "egen_2_senest": "2026/2027", "egen_2_tiltag": "Zoner",
        "egen_2_vurdering": "Nået", "egen_1_maal": "Forbi", "egen_1_senest": "2025/2026",
        "oekonomi_maal": "Uden frist",
    }  # fmt: skip
    held = still_in_force(agreed(dataset, said(SOUTH, 2025, {}, **single)), 2026)
    assert held == {SOUTH: {"egen_2_maal": "Ro", "egen_2_senest": "2026/2027", "egen_2_tiltag": "Zoner"}}
