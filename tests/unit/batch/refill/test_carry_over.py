"""Which answers a new workbook takes over, and which it keeps; whose they are decides where they may go."""

from __future__ import annotations

from typing import Any

from xl_beregner.batch.refill.carry_over import PEOPLE, About, take_over
from xl_beregner.batch.refill.old_book import OldBook, Typed, as_answers
from xl_beregner.filling.earlier import Earlier

YEAR = 2026
HISTORY = frozenset(["aftale", "sidste_aftale", "sidste_egne"])  # what a template that shows history asks for


def typed(name: str, value: Any, key: str = "", row: int = 0, owner: str = "") -> Typed:
    table, _, field = name.rpartition("__")
    return Typed(table, key, row, field, value, f"Om {key}" if key else "", owner)


def old(unit: str, year: int, *answers: Typed, pupils: str = "", here: bool = False, **more: Any) -> OldBook:
    return OldBook(
        unit, year, "skabelon", f"{unit}.xlsx", f"sha-{unit}-{year}", answers, more.get("earlier", ()),
        frozenset(pupils), is_here=here,
    )  # fmt: skip


def school(asked: frozenset[str] = frozenset()) -> About:
    return About("101", YEAR, asked)


def klasse(unit: str, pupils: str, elsewhere: str = "") -> About:
    tables = frozenset(["klasseliste"])
    return About(unit, YEAR, frozenset(), frozenset(pupils), tables, lambda pupil: pupil in elsewhere)


def kept(found: Any) -> list[tuple[str, str, Any]]:
    return [(one.school_year, one.field, one.value) for one in found.earlier]


def test_in_the_same_school_year_every_answer_stays_and_nothing_is_archived() -> None:
    found = take_over(
        [old("101", YEAR, typed("leder", "Åse"), typed("aftale__maal", 7.4, "fravaer"))], school(HISTORY)
    )
    assert found.answers == {"leder": "Åse", "aftale": [{"noegle": "fravaer", "maal": 7.4}]}
    assert found.answers.properties == {"xb_skabelon": "skabelon", "xb_skoleaar": "2026/2027"}
    assert found.earlier == ()


def test_of_two_answers_to_one_question_the_second_is_kept() -> None:
    # Somebody wrote the key of one row over that of another; a sheet of a pupil was copied.
    answers = (
        typed("aftale__maal", 7.4, "fravaer"), typed("aftale__maal", 9.9, "fravaer"),
        typed("aftale__tiltag", None, "fravaer"), typed("aftale__tiltag", "Ringe hjem", "fravaer"),
    )  # fmt: skip
    found = take_over([old("101", YEAR, *answers)], school(HISTORY))
    assert found.answers == {"aftale": [{"noegle": "fravaer", "maal": 7.4, "tiltag": None}]}
    assert set(kept(found)) == {
        ("2026/2027", "maal", 9.9),
        ("2026/2027", "tiltag", "Ringe hjem"),
    }
    pupils = About("101/4A", YEAR, frozenset(), frozenset(["a"]), frozenset(["elever"]))
    copied = (typed("hjem", "Læs", owner="a"), typed("hjem", "Regn", owner="a"))
    found = take_over([old("101/4A", YEAR, *copied, pupils="a")], pupils)
    assert found.pupils == {"a": {"hjem": "Læs"}}
    assert kept(found) == [("2026/2027", "hjem", "Regn")]


def test_in_a_new_year_everything_is_kept_and_what_has_no_history_stays_too() -> None:
    answers = (typed("leder", "Åse"), typed("aftale__maal", 7.4, "fravaer"), typed("egen_1_maal", "Musik"))
    found = take_over([old("101", YEAR - 1, *answers)], school(HISTORY))
    assert found.answers == {"leder": "Åse"}
    assert kept(found) == [
        ("2025/2026", "leder", "Åse"),
        ("2025/2026", "egen_1_maal", "Musik"),
        ("2025/2026", "maal", 7.4),
    ]
    assert found.earlier[2].label == "Om fravaer"


def test_a_template_that_shows_no_history_keeps_the_goals_where_they_stood() -> None:
    found = take_over([old("101", YEAR - 1, typed("aftale__maal", 7.4, "fravaer"))], school())
    assert found.answers == {"aftale": [{"noegle": "fravaer", "maal": 7.4}]}


def test_goals_still_in_force_stand_in_the_new_year() -> None:
    in_force = {"aftale": [{"noegle": "fravaer", "maal": 6.5}], "egen_1_maal": "Musik"}
    books = [old("101", YEAR - 1, typed("aftale__maal", 7.4, "fravaer"))]
    assert take_over(books, school(HISTORY), in_force).answers == in_force


def test_what_was_deleted_this_year_does_not_come_back_from_the_last() -> None:
    books = [old("101", YEAR, typed("leder", None)), old("101", YEAR - 1, typed("leder", "Åse"))]
    found = take_over(books, school(HISTORY), {"egen_1_maal": "Musik"})
    assert found.answers == {"leder": None}
    assert kept(found) == [("2025/2026", "leder", "Åse")]


def test_only_the_year_before_is_carried_but_all_years_are_kept() -> None:
    books = [old("101", YEAR - 2, typed("leder", "Bo")), old("101", YEAR - 1, typed("omraadechef", "Åse"))]
    found = take_over(books, school())
    assert found.answers == {"omraadechef": "Åse"}
    assert kept(found) == [("2025/2026", "omraadechef", "Åse"), ("2024/2025", "leder", "Bo")]


def test_what_stood_on_the_sheet_of_earlier_answers_goes_along_once() -> None:
    row = Earlier("2023/2024", "skabelon", "", "", "", "leder", "Ib")
    books = [old("101", YEAR, earlier=(row,)), old("101", YEAR - 1, earlier=(row,))]
    assert take_over(books, school()).earlier == (row,)


def test_a_judgement_of_one_year_does_not_pass_for_one_of_the_next() -> None:
    books = [
        old(
            "101/4A",
            YEAR - 1,
            typed("klasseliste__note", "læser", "a"),
            typed("prognose__tiltag", "x", "a"),
            pupils="a",
        )
    ]
    about = About("101/5A", YEAR, frozenset(), frozenset("a"), frozenset(["klasseliste", "prognose"]))
    found = take_over(books, about)
    assert found.answers == {"klasseliste": [{"noegle": "a", "note": "læser"}]}
    assert [one.value for one in found.earlier] == ["læser", "x"]


def test_a_pupil_s_answers_follow_the_pupil_into_another_class_of_the_school() -> None:
    books = [
        old(
            "101/4A",
            YEAR,
            typed("klasseliste__note", "om a", "a"),
            typed("klasseliste__note", "om b", "b"),
            pupils="ab",
        ),
        old("101/4B", YEAR, typed("klasseliste__note", "om c", "c"), pupils="c"),
    ]
    found = take_over(books, klasse("101/4B", "bc", elsewhere="a"))
    assert found.answers == {
        "klasseliste": [{"noegle": "c", "note": "om c"}, {"noegle": "b", "note": "om b"}]
    }
    first = take_over(books, klasse("101/4A", "a", elsewhere="bc"))
    assert first.answers == {"klasseliste": [{"noegle": "a", "note": "om a"}]}


def test_a_pupil_who_left_the_school_in_the_year_stays_where_the_words_were_written() -> None:
    books = [old("101/4A", YEAR, typed("klasseliste__note", "om a", "a"), pupils="ab")]
    found = take_over(books, klasse("101/4A", "b"))
    assert found.answers == {
        "klasseliste": [{"noegle": "a", "note": "om a"}]
    }  # the filler finds no row: it is kept


def test_what_stood_on_the_own_sheet_of_a_pupil_who_left_is_kept() -> None:
    # A workbook with a sheet a pupil has none for who is gone, and so no cell.
    answers = (typed("hjem", "om a", owner="a"), typed("hjem", "om b", owner="b"))
    about = About("101/4A", YEAR, frozenset(), frozenset("b"), frozenset(["elever"]))
    found = take_over([old("101/4A", YEAR, *answers, pupils="ab")], about)
    assert found.pupils == {"b": {"hjem": "om b"}}
    assert [(one.table, one.key, one.value) for one in found.earlier] == [("elever", "a", "om a")]


def test_nothing_about_a_class_goes_to_another_class() -> None:
    words = (typed("valgt_fag", "dansk"), typed("klasseliste__note", "egen række", row=3))
    books = [old("101/4A", YEAR - 1, *words, typed("klasseliste__note", "om a", "a"), pupils="abc")]
    stranger = take_over(books, klasse("101/4A", "xyz"))
    assert (stranger.answers, stranger.earlier) == ({}, ())
    half = take_over(books, klasse("101/5B", "ax"))
    assert [one.value for one in half.earlier] == ["om a"]
    successor = take_over(books, klasse("101/5A", "abx"))
    assert {one.value for one in successor.earlier} == {"dansk", "egen række", "om a"}


def test_own_rows_keep_the_rows_between_them() -> None:
    rows = [typed("maal__ord", "a", row=0), typed("maal__ord", "c", row=2), typed("maal__tal", 1, row=2)]
    assert as_answers(rows, "t", YEAR)["maal"] == [
        {"noegle": None, "ord": "a"}, {"noegle": None}, {"noegle": None, "ord": "c", "tal": 1},
    ]  # fmt: skip


def test_answers_on_a_pupil_s_own_sheet_are_kept_by_pupil() -> None:
    books = [old("101/4A", YEAR, typed("hjem_dato", "1/9", owner="a"), pupils="a")]
    about = About("101/4A", YEAR, frozenset(), frozenset("a"), frozenset(["elever"]))
    found = take_over(books, about)
    assert (found.answers, found.pupils) == ({}, {"a": {"hjem_dato": "1/9"}})
    later = take_over([old("101/4A", YEAR - 1, typed("hjem_dato", "1/9", owner="a"), pupils="a")], about)
    assert [(one.table, one.key, one.field) for one in later.earlier] == [("elever", "a", "hjem_dato")]


def test_a_file_that_holds_everything_already_is_told() -> None:
    here = old("101", YEAR, typed("leder", "Åse"), here=True)
    assert take_over([here], school()).whole_in == here.sha256
    assert take_over([here, old("101", YEAR - 1, typed("leder", "Bo"))], school()).whole_in == ""
    assert take_over([old("101", YEAR, typed("leder", "Åse"))], school()).whole_in == ""
    assert take_over([here], school()).here == (here.sha256,)


# --- Answers that belong to their school year ------------------------------------------------
def of_one_year(*answers: Typed, begins: int = YEAR - 1, asked: frozenset[str] = frozenset()) -> Any:
    return take_over([old("101", begins, *answers)], About("101", YEAR, asked, is_of_one_year=True))


def test_answers_of_one_year_start_blank_in_the_next_and_all_are_kept() -> None:
    assert {"konsulent", "omraadechef", "skolechef", "skoleleder", "rektor", "utbildningschef"} <= PEOPLE
    found = of_one_year(
        typed("indsats", "Ro"), typed("plan__tiltag", "Ringe", "fravaer"),
        typed("plan__tiltag", "Eget", row=1),
        *(typed(name, "Navn") for name in sorted(PEOPLE)),
    )  # fmt: skip
    assert found.answers == dict.fromkeys(sorted(PEOPLE), "Navn")
    assert {(field, value) for _, field, value in kept(found)} == {
        ("indsats", "Ro"), ("tiltag", "Ringe"), ("tiltag", "Eget"), *((name, "Navn") for name in PEOPLE),
    }  # fmt: skip


def test_only_a_single_answer_is_a_person_s_name() -> None:
    assert of_one_year(typed("plan__skoleleder", "Navn", "fravaer")).answers == {}


def test_in_the_same_school_year_answers_of_one_year_stay() -> None:
    found = of_one_year(typed("indsats", "Ro"), begins=YEAR, asked=frozenset(["forrige_indsats"]))
    assert (found.answers, found.earlier) == ({"indsats": "Ro"}, ())


def test_a_goal_still_in_force_stands_in_a_year_that_starts_blank() -> None:
    book = old("101", YEAR - 1, typed("aftale__maal", 7.0, "fravaer"), typed("indsats", "Ro"))
    goal = {"noegle": "fravaer", "maal": 7.4, "senest": "2027/2028"}
    found = take_over([book], About("101", YEAR, frozenset(), is_of_one_year=True), {"aftale": [goal]})
    assert found.answers == {"aftale": [goal]}


def test_what_the_template_shows_as_last_year_s_starts_blank_and_the_rest_stands() -> None:
    asked = frozenset(["forrige_indsats", "forrige_plan", "forrige_plan__tiltag", "forrige_skoleleder"])
    book = old(
        "101", YEAR - 1, typed("indsats", "Ro"), typed("ord", "Tak"), typed("skoleleder", "Åse"),
        typed("plan__tiltag", "Ringe", "fravaer"), typed("plan__maal", 7.0, "fravaer"),
    )  # fmt: skip
    found = take_over([book], school(asked))
    assert found.answers == {"ord": "Tak", "plan": [{"noegle": "fravaer", "maal": 7.0}]}
    assert len(found.earlier) == 5
