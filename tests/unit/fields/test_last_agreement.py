"""The last agreement in a school's new workbook: what was agreed, what came of it, and its empty state."""

from __future__ import annotations

import datetime

import pytest
from support.agreed import ABSENCE, APPLE, GRADE, SOUTH, agreed, based_on, goal, said, small_dataset

from xl_beregner.fields import school_fields
from xl_beregner.fields.goals.last_agreement import LastAgreement
from xl_beregner.fields.known.agreements import HOMES, LISTS, SCALARS, has_home

ROWS = said(
    SOUTH,
    2025,
    {
        "aftale": {
            "karakter": {"maal": 8.0, "tiltag": "Læsebånd"},
            "fravaer": {"maal": -1, "maaltype": "Progression"},
        },
        "evaluering": {
            "karakter": {
                "justeret": 7.5, "begrundelse": "Sammenlægning", "gennemfoert": "Delvis", "leder": "Godt",
                "chef": "Enig", "vurdering": "Nået",
            },
            "laesetest": {"leder": "Ord uden mål"},
        },
    },
    aftale_dato=datetime.date(2025, 9, 15), evaluering_dato="2026-06-15", skoleleder="Opdigtet Leder",
    egen_1_maal="Ro", egen_1_vurdering="Nået", sygefravaer_tiltag="Samtale",
)  # fmt: skip
BASIS = based_on(SOUTH, 2025, karakter=GRADE, fravaer=ABSENCE)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return agreed(small_dataset(tmp_path_factory.mktemp("last")), ROWS, BASIS)


def fields(dataset, year=2026, edition="fortrolig", school=SOUTH):
    return LastAgreement(dataset, year, edition).fields(school)


def rows_of(found):
    return {row["noegle"]: row for row in found["sidste_aftale"]}


def test_goal_result_status_and_words_stand_in_one_row(dataset):
    row = rows_of(fields(dataset))["karakter"]
    assert (row["baseline"], row["niveau"], row["justeret"], row["begrundelse"]) == (
        7.1,
        8.0,
        7.5,
        "Sammenlægning",
    )
    assert (row["resultat"], row["observeret"]) == (7.6, "✓ på eller over målet")
    assert row["sikkerhed"] == "◑ uafgjort"  # Φ((7.6 − 7.5) / 0.2) = 0.69
    assert (row["tiltag"], row["gennemfoert"], row["leder"], row["chef"]) == (
        "Læsebånd",
        "Delvis",
        "Godt",
        "Enig",
    )
    assert (row["vurdering"], row["senest"], row["aftalt_aar"]) == ("Nået", "2025/2026", "2025/2026")


def test_a_change_stands_as_typed_and_as_the_level_it_meant(dataset):
    row = rows_of(fields(dataset))["fravaer"]
    assert (row["maaltype"], row["maal"], row["niveau"]) == ("Progression", -1, 6.0)
    assert row["observeret"] == "✓ på eller under målet"


def test_words_without_a_goal_keep_their_row(dataset):
    row = rows_of(fields(dataset))["laesetest"]
    assert (row["leder"], row["maal"], row["niveau"], row["senest"], row["maaltype"]) == (
        "Ord uden mål", None, None, None, None,
    )  # fmt: skip
    assert row["observeret"] is None


def test_year_days_and_how_it_went_are_told(dataset):
    found = fields(dataset)
    assert found["sidste_skoleaar"] == "2025/2026"
    assert found["sidste_aftale_dato"] == datetime.date(2025, 9, 15)
    assert found["sidste_evaluering_dato"] == datetime.date(2026, 6, 15)
    assert found["sidste_linje"] == (
        "Aftalt for 2025/2026: 2 mål med tal. 2 har et resultat; heraf ligger 2 på den rigtige side af målet."
    )


def test_own_goals_are_those_of_which_something_was_typed(dataset):
    own = fields(dataset)["sidste_egne"]
    assert [(row["noegle"], row["emne"], row["maal"], row["tiltag"], row["vurdering"]) for row in own] == [
        ("egen_1", "Eget mål 1", "Ro", None, "Nået"),
        ("sygefravaer", "Sygefravær", None, "Samtale", None),
    ]


def test_a_school_without_an_agreement_is_told_so(dataset):
    found = fields(dataset, school=APPLE)
    assert (found["sidste_skoleaar"], found["sidste_aftale"], found["sidste_egne"]) == (None, [], [])
    assert "ingen aftalte mål" in found["sidste_linje"]
    assert "2026/2027" in found["sidste_linje"]
    # The agreement year's own workbook is not its own past.
    assert fields(dataset, year=2025)["sidste_skoleaar"] is None


def test_the_figures_of_a_workbook_that_did_not_return_are_no_agreement(dataset):
    sent_only = agreed(dataset, [], based_on(APPLE, 2025, karakter=GRADE))
    assert fields(sent_only, school=APPLE)["sidste_skoleaar"] is None


def test_a_year_without_agreement_is_jumped_over_and_goals_meet_the_year_they_were_due(tmp_path):
    rows = [
        *goal(SOUTH, 2024, "karakter", 7.4, senest="2025/2026"),
        *goal(SOUTH, 2024, "fravaer", 6.0),
        *goal(SOUTH, 2024, "laesetest", 60, senest="2027/2028"),
    ]
    found = fields(agreed(small_dataset(tmp_path), rows))
    assert found["sidste_skoleaar"] == "2024/2025"
    told = rows_of(found)
    assert (told["karakter"]["resultat"], told["karakter"]["observeret"]) == (7.6, "✓ på eller over målet")
    assert (told["fravaer"]["resultat"], told["fravaer"]["observeret"]) == (7.2, "✕ over målet")
    assert told["laesetest"]["observeret"] == "… skal nås senere"
    assert found["sidste_linje"].endswith("1 skal nås senere.")


def test_a_goal_agreed_before_and_not_due_yet_is_not_forgotten(tmp_path):
    rows = [*goal(SOUTH, 2024, "karakter", 8, senest="2026/2027"), *goal(SOUTH, 2025, "fravaer", 6.0)]
    told = rows_of(fields(agreed(small_dataset(tmp_path), rows)))
    assert (told["karakter"]["aftalt_aar"], told["karakter"]["observeret"]) == (
        "2024/2025",
        "… skal nås senere",
    )


@pytest.mark.parametrize("edition", ["bestyrelse", "offentlig"])
def test_a_board_sees_no_words_and_no_own_goals(dataset, edition):
    found = fields(dataset, edition=edition)
    assert found["sidste_egne"] == []
    everything = repr(found)
    for word in ("Læsebånd", "Sammenlægning", "Godt", "Enig", "Ord uden mål", "Ro", "Samtale"):
        assert f"'{word}'" not in everything
    assert rows_of(found)["karakter"]["observeret"] == "✓ på eller over målet"


def test_what_is_not_shown_is_listed_with_its_reason(dataset):
    rows = goal(SOUTH, 2025, "laesetest", 52)
    last = LastAgreement(agreed(dataset, rows), 2026, "bestyrelse")
    (told,) = last.suppressed(SOUTH)
    assert told.startswith("laesetest 2025/2026: ")
    assert "fortroligt" in told


def test_a_schools_fields_hold_its_own_agreement_alone(dataset):
    both = agreed(dataset, goal(APPLE, 2025, "karakter", 6.9, tiltag="Kun Æblehavens"))
    source = school_fields(both, "2026/2027", "fortrolig")
    assert "Kun Æblehavens" not in repr(source.fields(SOUTH))
    assert [row["noegle"] for row in source.fields(APPLE)["sidste_aftale"]] == ["karakter"]


def test_what_is_filled_is_what_is_known(dataset):
    found = fields(dataset)
    assert {name for name, value in found.items() if not isinstance(value, list)} == set(SCALARS)
    for table, names in LISTS.items():
        assert found[table]
        assert all(set(row) == set(names) for row in found[table])


@pytest.mark.parametrize(
    ("answer", "asked", "has"),
    [
        ("svar_aftale__maal", {"sidste_aftale"}, True),
        ("SVAR_EVALUERING__leder", {"felt_sidste_aftale__leder"}, True),
        ("svar_aftale__maal", {"tal", "sidste_egne"}, False),
        ("svar_egen_3_tiltag", {"sidste_egne"}, True),
        ("svar_oekonomi_maal", {"sidste_egne__maal"}, True),
        ("svar_aftale_dato", {"sidste_aftale"}, False),
        ("svar_aftale_dato", {"sidste_aftale_dato"}, True),
        ("svar_skoleleder", set(HOMES), False),
        ("svar_egentlig_maal", set(HOMES), False),
    ],
)
def test_an_answer_has_a_home_where_the_template_shows_it_as_history(answer, asked, has):
    assert has_home(answer, asked) is has
