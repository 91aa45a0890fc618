"""Last year's answers in a school's new workbook: whose they are, what year, and what a cell gets of them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from support.agreed import APPLE, SOUTH, agreed, said, small_dataset

from xl_beregner.fields import unit_fields
from xl_beregner.fields.goals.earlier_answers import EarlierAnswers, as_told
from xl_beregner.fields.known.earlier import asked_earlier, is_shown_later

OWN = "samtale"
Row = dict[str, Any]


def rows(year: int, template: str = OWN, school: str = SOUTH, **named: Any) -> list[Row]:
    """Give answers by their names after ``svar_``; those of lists by key."""
    lists: dict[str, dict[str, dict[str, Any]]] = {}
    single = {}
    for name, value in named.items():
        table, parted, field = name.partition("__")
        if not parted:
            single[name] = value
        for key, held in value.items() if parted else ():
            lists.setdefault(table, {}).setdefault(key, {})[field] = held
    return [{**row, "skabelon": template} for row in said(school, year, lists, **single)]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return small_dataset(tmp_path_factory.mktemp("earlier"))


def fields(
    dataset: Any, answers: list[Row], *wanted: str, edition: str = "fortrolig", of: str = SOUTH
) -> Row:
    return EarlierAnswers(agreed(dataset, answers), 2026, edition, wanted, OWN).fields(of)


def test_an_answer_of_last_year_stands_under_its_own_name(plain: Any) -> None:
    found = fields(plain, rows(2025, indsats_1_maal="Ro i timen"), "forrige_indsats_1_maal", "forrige_leder")
    assert found == {
        "forrige_skoleaar": "2025/2026",
        "forrige_linje": "Skrevet af skolen i skoleåret 2025/2026.",
        "forrige_indsats_1_maal": "Ro i timen",
        "forrige_leder": None,
    }


def test_without_earlier_answers_the_line_says_so(plain: Any) -> None:
    answers = rows(2026, ord="i år") + rows(2025, school=APPLE, ord="en anden skoles")
    found = fields(plain, answers, "forrige_ord", "forrige_liste__ord")
    assert found["forrige_linje"].startswith("Der er ingen svar fra et tidligere skoleår.")
    assert (found["forrige_skoleaar"], found["forrige_ord"], found["forrige_liste"]) == (None, None, [])


def test_only_the_latest_earlier_year_counts(plain: Any) -> None:
    answers = rows(2024, ord="gammelt", andet="også gammelt") + rows(2025, ord="nyere")
    found = fields(plain, answers, "forrige_ord", "forrige_andet")
    assert (found["forrige_skoleaar"], found["forrige_ord"], found["forrige_andet"]) == (
        "2025/2026",
        "nyere",
        None,
    )


def test_the_years_before_stand_under_names_of_their_own(plain: Any) -> None:
    answers = rows(2021, ord="for gammelt") + rows(2022, "a_plan", ord="tre") + rows(2025, ord="et")
    answers += rows(2023, ord="to", plan__tiltag={"fravaer": "Ringe"}) + rows(
        2024, "a_plan", andet="intet her"
    )
    wanted = ("forrige_ord", "forrige2_ord", "forrige2_plan__tiltag", "forrige3_ord", "forrige3_plan__tiltag")
    assert fields(plain, answers, *wanted) == {
        "forrige_skoleaar": "2025/2026",
        "forrige_linje": "Skrevet af skolen i skoleåret 2025/2026.",
        "forrige_ord": "et",
        "forrige2_skoleaar": "2023/2024",
        "forrige2_ord": "to",
        "forrige2_plan": [{"noegle": "fravaer", "navn": "Fravær", "tiltag": "Ringe"}],
        "forrige3_skoleaar": "2022/2023",
        "forrige3_ord": "tre",
        "forrige3_plan": [],
    }


def test_a_year_that_only_an_earlier_step_asks_about_counts_for_all(plain: Any) -> None:
    answers = rows(2024, "a_plan", ord="ældre") + rows(2025, "a_plan", andet="nyere")
    found = fields(plain, answers, "forrige_ord", "forrige2_ord", "forrige_andet")
    assert (found["forrige_ord"], found["forrige_andet"], found["forrige2_ord"]) == (None, "nyere", "ældre")


def test_the_template_s_own_answers_go_before_others_and_those_by_name(plain: Any) -> None:
    answers = (
        rows(2025, "b_plan", ord="fra b", kun_andre="fra b")
        + rows(2025, "a_plan", ord="fra a", kun_andre="fra a")
        + rows(2025, ord="eget")
    )
    found = fields(plain, answers, "forrige_ord", "forrige_kun_andre")
    assert (found["forrige_ord"], found["forrige_kun_andre"]) == ("eget", "fra a")


def test_a_template_s_name_is_its_own_however_it_is_written(plain: Any) -> None:
    dataset = agreed(plain, rows(2025, template="Andet", ord="andet") + rows(2025, "Samtale", ord="Eget"))
    found = EarlierAnswers(dataset, 2026, "fortrolig", ["forrige_ord"], "SAMTALE").fields(SOUTH)
    assert found["forrige_ord"] == "Eget"


def test_another_template_s_year_counts_only_where_it_has_what_is_asked_for(plain: Any) -> None:
    answers = rows(2024, ord="eget") + rows(2025, "a_plan", uvedkommende="nyere")
    assert fields(plain, answers, "forrige_ord")["forrige_skoleaar"] == "2024/2025"
    answers += rows(2025, "a_plan", andet="nyere")
    found = fields(plain, answers, "forrige_ord", "forrige_andet")
    assert (found["forrige_ord"], found["forrige_andet"]) == (None, "nyere")


def test_a_list_has_a_row_for_each_key_that_was_answered_in_the_catalogue_s_order(plain: Any) -> None:
    answers = rows(
        2025,
        plan__tiltag={"fravaer": "Ringe hjem", "trin_10": "ti", "trin_2": "to", "egen:1": "Eget"},
        plan__maal={"karakter": 7.5},
        plan__andet={"laesetest": "ikke bedt om"},
    )
    found = fields(plain, answers, "forrige_plan__noegle", "forrige_plan__tiltag", "forrige_plan__maal")
    assert found["forrige_plan"] == [
        {"noegle": "karakter", "navn": "Karakterer", "tiltag": None, "maal": 7.5},
        {"noegle": "fravaer", "navn": "Fravær", "tiltag": "Ringe hjem", "maal": None},
        {"noegle": "trin_2", "navn": "trin_2", "tiltag": "to", "maal": None},
        {"noegle": "trin_10", "navn": "trin_10", "tiltag": "ti", "maal": None},
        {"noegle": "egen:1", "navn": "Egen række 1", "tiltag": "Eget", "maal": None},
    ]


def test_a_list_that_shows_names_alone_has_a_row_for_whatever_was_answered(plain: Any) -> None:
    answers = rows(2025, plan__tiltag={"fravaer|4. trin": "Ringe"}, plan__status={"karakter": "I gang"})
    found = fields(plain, answers, "forrige_plan__navn")
    assert [row["navn"] for row in found["forrige_plan"]] == ["Karakterer", "Fravær, 4. trin"]


def test_a_column_comes_from_one_template_and_is_not_mixed(plain: Any) -> None:
    answers = rows(2025, plan__tiltag={"fravaer": "eget"}) + rows(
        2025, "a_plan", plan__tiltag={"karakter": "fra a"}, plan__dom={"karakter": "Nået"}
    )
    found = fields(plain, answers, "forrige_plan__tiltag", "forrige_plan__dom")["forrige_plan"]
    assert [(row["noegle"], row["tiltag"], row["dom"]) for row in found] == [
        ("karakter", None, "Nået"),
        ("fravaer", "eget", None),
    ]


@pytest.mark.parametrize(
    ("answer", "cell"),
    [
        (7.5, 7.5), ("7,5", 7.5), ("12", 12), ("-3", -3), ("2025-09-15", datetime.date(2025, 9, 15)),
        (datetime.date(2025, 9, 15), datetime.date(2025, 9, 15)), (True, "ja"), ("ja", "ja"), ("", None),
        # What merely looks like a number, a date or a formula is the text somebody typed.
        ("007", "007"), ("2.351", "2.351"), ("87 %", "87 %"), ("1/2", "1/2"), ("15-09-2025", "15-09-2025"),
        ("2025/2026", "2025/2026"), ("=1+1", "=1+1"), (" 7", " 7"),
    ],
)  # fmt: skip
def test_a_number_stays_a_number_a_date_a_date_and_text_text(answer: Any, cell: Any) -> None:
    found = as_told(answer)
    assert found == cell
    assert isinstance(found, str) == isinstance(cell, str)


@pytest.mark.parametrize("edition", ["bestyrelse", "offentlig"])
def test_no_word_leaves_the_administration(plain: Any, edition: str) -> None:
    dataset = agreed(plain, rows(2025, ord="Fortroligt", plan__tiltag={"fravaer": "Ringe hjem"}))
    wanted = ["forrige_ord", "forrige_plan__tiltag", "forrige_linje", "forrige_skoleaar"]
    source = unit_fields(dataset, 2026, edition, "skole", wanted, OWN)
    found = {name: value for name, value in source.fields(SOUTH).items() if name.startswith("forrige_")}
    assert found == {
        "forrige_skoleaar": None, "forrige_linje": None, "forrige_ord": None, "forrige_plan": [],
    }  # fmt: skip
    told = "tidligere svar: skolens ord bliver hos skole og forvaltning"
    assert told in source.suppressed(SOUTH)
    assert told not in source.suppressed(APPLE)  # which answered nothing
    assert told not in unit_fields(dataset, 2026, edition, "skole", [], OWN).suppressed(SOUTH)
    assert told not in unit_fields(dataset, 2026, "fortrolig", "skole", wanted, OWN).suppressed(SOUTH)


def test_what_a_template_asks_for_is_read_from_its_names() -> None:
    found = asked_earlier(
        ["tal", "tal__v1", "forrige_linje", "forrige_Ord", "forrige_plan", "forrige_plan__noegle",
         "forrige_plan__tiltag", "forrige_kun_navne__navn"]
    )  # fmt: skip
    assert found.single == ("ord",)
    assert found.columns == {"plan": ("tiltag",), "kun_navne": ()}
    assert not asked_earlier(["forrige_ord", "forrige3_skoleaar", "forrige2_ord"], "forrige3_")
    assert asked_earlier(["forrige_ord", "forrige2_plan__tiltag"], "forrige2_").columns == {
        "plan": ("tiltag",)
    }


def test_an_answer_is_shown_later_by_its_own_name_alone() -> None:
    asked = ["forrige_ord", "felt_forrige_plan__tiltag", "forrige_plan"]
    assert is_shown_later("svar_ord", asked)
    assert is_shown_later("plan__tiltag", asked)
    assert not is_shown_later("plan__maal", asked)
    assert not is_shown_later("ord_2", asked)
    assert is_shown_later("svar_ord", ["felt_forrige3_ord"])
