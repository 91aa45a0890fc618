"""The goal check of `maalformulering`, how far each goal has come, and what a committee is shown."""

from __future__ import annotations

from typing import Any

import pytest
from scipy import stats
from unit.workbooks.built_goals import Typed, book, places, words

GRADE = {
    "decimaler": 1, "baseline": 7.1, "forudsagt": 7.2, "sd": 0.4, "frihedsgrader": 9, "fortegn": 1,
    "synlig": 0.3, "mindste": -3, "stoerste": 12,
}  # fmt: skip
ABSENCE = {
    "decimaler": 1, "baseline": 7.0, "forudsagt": 6.8, "sd": 0.9, "frihedsgrader": 9, "fortegn": -1,
    "synlig": 0.3, "mindste": 0, "stoerste": 100,
}  # fmt: skip
WHOLE = {"maaltype": "Niveau", "senest": "2026/2027", "tiltag": "Læsebånd", "hvorfor": "Elevrådet"}
CHECK = words()["aftale"]
STATES = words()["forloeb"]["tilstande"]
NEXT = words()["forloeb"]["naeste"]
COURSE, COMMITTEE, FREE = (words()[key]["ark"] for key in ("forloeb", "udvalg", "frie"))
# The first sheet's cells: where the whole stands, and the first rows of goals with figures and in words.
SAMLET, FIRST_GOAL, FIRST_FREE = "E16", 18, 24


def goal(figures: dict[str, Any] = GRADE, **typed: Any) -> Typed:
    return Typed().goal(1, "karakter", figures, **typed)


def to_do(typed: Typed) -> str:
    """Name the advice that stands beside the first goal."""
    said = typed.shows("aftale", 1, "tjek")
    return next(key for key, word in CHECK.items() if key.startswith("goer_") and word == said)


# --- The check -----------------------------------------------------------------------------------
def test_a_whole_realistic_goal_is_ready() -> None:
    typed = goal(maal=7.5, **WHOLE)
    chance = stats.t.sf((7.5 - 7.2) / 0.4, 9)
    assert typed.shows("aftale", 1, "niveau", "chance") == pytest.approx([7.5, chance])
    assert to_do(typed) == "goer_intet"
    assert typed.shows("forslag", 1, "maalbart", "udgangspunkt", "slags", "realistisk", "ses", "goer") == [
        CHECK["maalbart"], CHECK["kendt"], CHECK["er_niveau"], CHECK["realistisk"], CHECK["kan_ses"],
        CHECK["goer_intet"],
    ]  # fmt: skip


def test_nothing_is_said_of_a_row_nobody_has_begun() -> None:
    typed = goal()
    assert typed.shows("aftale", 1, "tjek", "spoergsmaal") == ["", ""]
    judged = ("maalbart", "udgangspunkt", "slags", "realistisk", "ses", "goer")
    assert typed.shows("forslag", 1, *judged) == [""] * 6
    assert typed.shows("kvalificering", 1, "goer") == words()["kvalificering"]["intet"]
    assert typed.shows("evaluering", 1, "spoergsmaal") == words()["evaluering"]["intet"]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ({"tiltag": "Læsebånd"}, "intet_tal"),
        ({"maal": "bedre", **WHOLE}, "intet_tal"),
        ({"maal": 7.5}, "ingen_frist"),
        ({"maal": 7.5, "senest": "2026/2027"}, "maalbart"),
    ],
)
def test_measurable_is_a_number_and_a_deadline(typed: dict[str, Any], key: str) -> None:
    assert goal(**typed).shows("forslag", 1, "maalbart") == CHECK[key]


@pytest.mark.parametrize(
    ("typed", "key"), [("", "ikke_sagt"), ("Niveau", "er_niveau"), ("Progression", "er_progression")]
)
def test_it_is_said_whether_the_number_is_a_level_or_a_change(typed: str, key: str) -> None:
    given = {"maaltype": typed} if typed else {}
    assert goal(maal=0.4, **given).shows("forslag", 1, "slags") == CHECK[key]


def test_an_unknown_baseline_is_said_and_comes_before_what_could_be_better() -> None:
    unknown = {**GRADE, "baseline": None, "forudsagt": None, "sd": None, "frihedsgrader": None}
    typed = goal(unknown, maal=0.4, **{**WHOLE, "maaltype": "Progression"})
    assert typed.shows("forslag", 1, "udgangspunkt") == CHECK["ukendt"]
    assert typed.shows("aftale", 1, "niveau") == ""
    assert to_do(typed) == "goer_baseline"


@pytest.mark.parametrize(
    ("figures", "target", "key", "seen", "advice"),
    [
        (GRADE, 12.1, "uden_for", "", "goer_skala"),
        (GRADE, 7.0, "forkert_vej", "under_stoej", "goer_vej"),
        (GRADE, 6.5, "forkert_vej", "kan_ses", "goer_vej"),
        (GRADE, 7.3, "realistisk", "under_stoej", "goer_stoej"),
        (GRADE, 7.4, "realistisk", "kan_ses", "goer_intet"),
        (GRADE, 7.7, "sjaelden_uden", "kan_ses", "goer_sjaelden"),
        ({**GRADE, "synlig": 1.0}, 7.7, "sjaelden_uden", "under_stoej", "goer_sjaelden"),
        (ABSENCE, 7.5, "forkert_vej", "kan_ses", "goer_vej"),
        (ABSENCE, 6.8, "realistisk", "under_stoej", "goer_stoej"),
        (ABSENCE, 6.5, "realistisk", "kan_ses", "goer_intet"),
        (ABSENCE, 5.0, "sjaelden_uden", "kan_ses", "goer_sjaelden"),
        ({**GRADE, "forudsagt": 8.0}, 7.6, "oftest", "kan_ses", "goer_oftest"),
        ({**GRADE, "forudsagt": 8.0}, 7.2, "oftest", "under_stoej", "goer_oftest"),
        # How much a year swings is not known: nothing is said of it.
        ({**GRADE, "synlig": None}, 7.5, "realistisk", "", "goer_intet"),
    ],
)
def test_what_is_realistic_and_what_can_be_seen_are_two_questions(
    figures: dict[str, Any], target: float, key: str, seen: str, advice: str
) -> None:
    typed = goal(figures, maal=target, **WHOLE)
    assert typed.shows("forslag", 1, "realistisk", "ses") == [CHECK[key], CHECK[seen] if seen else ""]
    assert to_do(typed) == advice


def test_a_realistic_goal_one_year_cannot_show_is_ready_and_signs_are_asked_for() -> None:
    typed = goal(maal=7.3, **WHOLE)
    said, asked = typed.shows("kvalificering", 1, "goer", "spoergsmaal")
    assert said.startswith("✓ Målet er klar")
    assert "tegn" in said
    assert "tegn" in asked


@pytest.mark.parametrize(
    ("figures", "target", "worse"),
    [
        ({**GRADE, "baseline": 7.14}, 7.1, False),
        ({**GRADE, "baseline": 7.1}, 7.05, False),  # shown as 7,1
        ({**GRADE, "baseline": 7.16}, 7.1, True),
        ({**GRADE, "baseline": 7.1}, 7.04, True),
        ({**ABSENCE, "baseline": 6.96}, 7.0, False),
        ({**ABSENCE, "baseline": 6.94}, 7.0, True),
        ({**GRADE, "decimaler": 0, "baseline": 7.4}, 7.0, False),
        ({**GRADE, "decimaler": 2, "baseline": 7.14}, 7.1, True),
    ],
)
def test_what_looks_equal_to_the_baseline_is_no_worse(
    figures: dict[str, Any], target: float, worse: bool
) -> None:
    said = goal(figures, maal=target, **WHOLE).shows("forslag", 1, "realistisk")
    assert (said == CHECK["forkert_vej"]) is worse


def test_the_limits_are_the_chances_the_municipality_offers() -> None:
    typed = goal(maal=7.7, **WHOLE)  # a chance of 12 %
    assert to_do(typed) == "goer_sjaelden"
    assert to_do(typed.type(felt_chance_3=0.05)) == "goer_intet"


def test_a_goal_due_later_has_no_chance_and_is_neither_too_hard_nor_sure() -> None:
    typed = goal(maal=7.7, **{**WHOLE, "senest": "2027/2028"})
    assert typed.shows("forslag", 1, "chance", "realistisk") == ["", CHECK["langt_frem"]]
    assert to_do(typed) == "goer_langt_frem"
    assert typed.shows("kvalificering", 1, "spoergsmaal") == CHECK["spoerg_langt_frem"]
    small = goal(maal=7.3, **{**WHOLE, "senest": "2027/2028"})
    assert small.shows("forslag", 1, "realistisk", "ses") == [CHECK["langt_frem"], CHECK["under_stoej"]]
    assert to_do(small) == "goer_langt_frem_stoej"


@pytest.mark.parametrize(
    ("left_out", "advice"),
    [
        ("senest", "goer_frist"),
        ("maaltype", "goer_slags"),
        ("tiltag", "goer_tiltag"),
        ("hvorfor", "goer_hvorfor"),
    ],
)
def test_what_is_not_written_yet_is_asked_for(left_out: str, advice: str) -> None:
    given = {key: value for key, value in WHOLE.items() if key != left_out}
    assert to_do(goal(maal=7.5, **given)) == advice
    # Also of a goal smaller than the swing of a year, as most goals are: what is missing comes first.
    assert to_do(goal(maal=7.3, **given)) == advice


@pytest.mark.parametrize(
    ("target", "key"),
    [(7.5, "ellers"), (7.0, "vej"), (7.3, "stoej"), (7.7, "sjaelden"), ("", "mangler")],
)
def test_the_question_fits_the_state_of_the_goal(target: Any, key: str) -> None:
    given = {"maal": target} if target else {}
    assert goal(**given, **WHOLE).shows("kvalificering", 1, "spoergsmaal") == CHECK[f"spoerg_{key}"]


def test_few_is_the_number_advised_with_the_goals_in_words() -> None:
    sheet, row, _ = places("felt_forslag__noegle")[0]
    few = f"A{row - 3}"
    typed = goal(maal=7.5).goal(2, "b", GRADE, maal=7.5).type(egen_1_maal="Ro")
    assert typed.cells(sheet, few) == words()["forslag"]["faa"]
    assert typed.type(egen_2_maal="Sang").cells(sheet, few) == CHECK["for_mange"]


# --- Goals in words ------------------------------------------------------------------------------
PARTS = {"maal": "Ro", "tegn": "Stille", "resultat": "9 af 10", "senest": "2026/2027", "tiltag": "Patrulje"}


@pytest.mark.parametrize("left_out", [*PARTS, None])
def test_a_goal_in_words_is_asked_for_what_it_can_be_seen_by(left_out: str | None) -> None:
    given = {f"egen_2_{part}": word for part, word in PARTS.items() if part != left_out}
    said = Typed(**given).cells(FREE, "G9")
    assert said == words()["frie"][f"goer_{left_out or 'intet'}"]
    assert Typed().cells(FREE, "G9") == ""


# --- How far -------------------------------------------------------------------------------------
def states(typed: Typed, *rows: int) -> Any:
    return typed.cells(COURSE, *(f"E{row}" for row in rows))


def test_a_goal_goes_from_written_to_followed_up() -> None:
    typed = Typed()
    assert states(typed, 16) == STATES["ikke_begyndt"]
    typed = goal(maal=7.5, **WHOLE)
    assert states(typed, 16, FIRST_GOAL) == [STATES["skrevet"]] * 2
    assert typed.cells(COURSE, f"B{FIRST_GOAL}") == NEXT["skrevet"]
    typed.row("kvalificering", 1, kvalificeret="Ikke endnu")
    assert typed.cells(COURSE, f"B{FIRST_GOAL}", f"E{FIRST_GOAL}") == [NEXT["tilret"], STATES["skrevet"]]
    typed.row("kvalificering", 1, kvalificeret="Ja")
    assert typed.cells(COURSE, f"B{FIRST_GOAL}", SAMLET) == [NEXT["kvalificeret"], STATES["kvalificeret"]]
    typed.type(udvalg_beslutning="Sendt tilbage")
    assert typed.cells(COURSE, f"B{FIRST_GOAL}", SAMLET) == [NEXT["sendt_tilbage"], STATES["kvalificeret"]]
    for decision in ("Godkendt", "Godkendt med bemærkninger"):
        typed.type(udvalg_beslutning=decision)
        assert typed.cells(COURSE, f"B{FIRST_GOAL}", SAMLET) == [NEXT["godkendt"], STATES["godkendt"]]
    typed.row("evaluering", 1, vurdering="Delvist nået")
    assert typed.cells(COURSE, f"B{FIRST_GOAL}", SAMLET) == [NEXT["fulgt_op"], STATES["fulgt_op"]]


def test_the_whole_stands_where_the_last_goal_does_also_one_in_words() -> None:
    typed = goal(maal=7.5).goal(2, "b", GRADE, maal=7.5).type(egen_1_maal="Ro", egen_1_kvalificeret="Ja")
    typed.row("kvalificering", 1, kvalificeret="Ja")
    assert states(typed, 16, FIRST_GOAL, FIRST_GOAL + 1, FIRST_FREE) == [
        STATES["skrevet"], STATES["kvalificeret"], STATES["skrevet"], STATES["kvalificeret"],
    ]  # fmt: skip
    typed.row("kvalificering", 2, kvalificeret="Ja")
    assert states(typed, 16) == STATES["kvalificeret"]
    typed.type(egen_1_kvalificeret="Ikke endnu")
    assert states(typed, 16) == STATES["skrevet"]


def test_a_committee_does_not_approve_what_it_may_not_see_and_the_whole_does_not_wait_for_it() -> None:
    typed = goal(maal=7.5, **WHOLE).goal(2, "test", {**GRADE, "fortrolig": "ja"}, maal=7.5, **WHOLE)
    for number in (1, 2):
        typed.row("kvalificering", number, kvalificeret="Ja")
    typed.type(udvalg_beslutning="Godkendt")
    assert states(typed, 16, FIRST_GOAL, FIRST_GOAL + 1) == [
        STATES["godkendt"], STATES["godkendt"], STATES["uden_udvalg"],
    ]  # fmt: skip


def test_each_step_counts_the_goals_it_is_for() -> None:
    typed = goal(maal=7.5).goal(2, "test", {**GRADE, "fortrolig": "ja"}, maal=7.5)
    typed.type(egen_1_maal="Ro", egen_1_vurdering="Nået").row("kvalificering", 1, kvalificeret="Ja")
    typed.row("indsatsplan", 2, indsats="Kursus")
    assert typed.cells(COURSE, "E9", "E10", "E11", "E12", "E13") == [
        "● 3 mål skrevet", "◑ 1 af 3 mål", "◑ 1 af 2 mål", "◑ 1 af 2 mål", "◑ 1 af 3 mål",
    ]  # fmt: skip
    assert Typed().cells(COURSE, "E9", "E12") == [words()["forloeb"]["intet"]] * 2


# --- The committee's page ------------------------------------------------------------------------
def test_the_committee_sees_goals_a_board_may_see_and_how_many_it_does_not() -> None:
    typed = goal({**GRADE, "fortrolig": "ja"}, maal=7.5).goal(2, "fravaer", ABSENCE, maal=6.0, tiltag="Ringe")
    typed.type(egen_1_maal="Ro", egen_1_resultat="9 af 10")
    assert typed.cells(COMMITTEE, "A6") == "1 mål om fortrolige tal vises ikke her."
    assert typed.cells(COMMITTEE, "A9", "B9", "C9", "D9", "H9", "B10") == [
        1,
        "fravaer",
        7.0,
        6.0,
        "Ringe",
        "",
    ]
    assert typed.cells(COMMITTEE, "B15") == "Frit mål 1: Ro (9 af 10)"
    assert "karakter" not in {value for (sheet, _, _), value in typed.results.items() if sheet == COMMITTEE}


def test_goals_a_consultant_has_not_qualified_are_counted() -> None:
    typed = goal(maal=7.5).type(egen_1_maal="Ro")
    assert typed.cells(COMMITTEE, "A7") == "⚠ Mål, som konsulenten ikke har sagt Ja til: 2"
    typed.row("kvalificering", 1, kvalificeret="Ja").type(egen_1_kvalificeret="Ja")
    assert typed.cells(COMMITTEE, "A7") == ""
    assert Typed().cells(COMMITTEE, "A6", "A7") == [words()["udvalg"]["ingen"], ""]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (7.2, "i omtrent 5 af 10 tilfælde"), (7.4, "i omtrent 3 af 10 tilfælde"),
        (9.0, "i færre end 1 af 20 tilfælde"), (5.0, "i flere end 19 af 20 tilfælde"),
    ],
)  # fmt: skip
def test_a_chance_is_told_in_words(target: float, said: str) -> None:
    assert goal(maal=target, senest="2026/2027").cells(COMMITTEE, "G9") == said
    later = goal(maal=target, senest="2027/2028").cells(COMMITTEE, "G9")
    assert later == words()["udvalg"]["senere"]


def test_goals_beyond_the_page_are_counted() -> None:
    typed = Typed()
    for number in range(1, 9):
        typed.goal(number, f"i{number}", GRADE, maal=7.5)
    assert typed.cells(COMMITTEE, "A6", "B14") == [
        " 2 mål mere er der ikke plads til her: se arket Skriv mål.", "i6",
    ]  # fmt: skip
    assert typed.cells(COURSE, "A27") == "Flere mål end der er plads til her: 2"


# --- Plan and follow-up --------------------------------------------------------------------------
def test_a_plan_that_ends_before_it_begins_is_pointed_out() -> None:
    typed = goal(maal=7.5, **WHOLE).row("indsatsplan", 1, start=46000, slut=45999)
    assert typed.shows("indsatsplan", 1, "spoergsmaal") == words()["indsatsplan"]["bagvendt"]
    typed.row("indsatsplan", 1, slut=46001)
    assert typed.shows("indsatsplan", 1, "spoergsmaal", "tiltag") == [CHECK["spoerg_ellers"], "Læsebånd"]


@pytest.mark.parametrize(
    ("result", "error", "senest", "observed", "question"),
    [
        (7.9, 0.1, "2026/2027", "over", "naaet"),
        (7.0, 0.1, "2026/2027", "under", "ikke"),
        (7.5, 0.3, "2026/2027", "over", "uafgjort"),
        (7.9, None, "2026/2027", "over", "uafgjort"),
        (None, None, "2026/2027", "afventer", "afventer"),
        (7.9, 0.1, "2027/2028", "senere", "senere"),
    ],
)
def test_the_question_beside_a_result_fits_what_can_be_said(
    result: float | None, error: float | None, senest: str, observed: str, question: str
) -> None:
    typed = goal(maal=7.5, **{**WHOLE, "senest": senest})
    typed.row("evaluering", 1, resultat=result, resultat_standardfejl=error)
    said = words()["evaluering"]
    assert typed.shows("evaluering", 1, "aftalt", "observeret", "spoergsmaal") == [
        7.5, said[observed], said[f"spoerg_{question}"],
    ]  # fmt: skip


# --- The workbook --------------------------------------------------------------------------------
def test_every_answer_beside_a_list_has_the_key_of_its_row() -> None:
    names = [name for name in book().defined_names if name.startswith("svar_") and "__" in name]
    assert {name.partition("__")[0] for name in names} == {
        "svar_aftale", "svar_kvalificering", "svar_indsatsplan", "svar_evaluering",
    }  # fmt: skip
    for name in names:
        table = name.removeprefix("svar_").partition("__")[0]
        assert [row for _, row, _ in places(name)] == [row for _, row, _ in places(f"felt_{table}__noegle")]


def test_a_new_year_starts_blank() -> None:
    said = {one.name: one.value for one in book().custom_doc_props.props}
    assert (said["xb_svar"], said["xb_enhed"], said["xb_skabelon"]) == ("aar", "skole", "maalformulering")
