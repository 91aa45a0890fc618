"""The template `dialogstruktur`: what is held is counted live, agreements follow, no staff is named."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from unit.workbooks.class_template import Calculated, template

from workbooks.build.dialogstruktur.figures import RESULTS, STAFF
from workbooks.build.dialogstruktur.staff import AUTUMN, HR_MONTHS, SPRING
from workbooks.build.dialogstruktur.talk import AGREEMENTS, BOARD, FEBRUARY, FIGURES, SEPTEMBER
from workbooks.build.dialogstruktur.template import NAME
from workbooks.build.kit.look import Book
from xl_beregner.batch.answer_words import answer_word
from xl_beregner.batch.collect.collected import Answer
from xl_beregner.batch.collect.missing import find_missing
from xl_beregner.batch.collect.typed import Place
from xl_beregner.fields import known_fields
from xl_beregner.filling import Template
from xl_beregner.texts import LANGUAGES, speaking

FILE = f"sv/{NAME}.xlsx"
WORDS = Book("faelles.sv.toml", f"{NAME}.sv.toml").words
STRUCTURE = WORDS["struktur"]
DIALOGUES = ("resultat", "hr", "namnd")
YEAR = "2026/2027"


def asked() -> set[str]:
    return {name.removeprefix("felt_") for name in template(FILE).names("felt_")}


def answers() -> set[str]:
    return {name.removeprefix("svar_") for name in template(FILE).names("svar_")}


def day(year: int, month: int, of_month: int) -> float:
    return float((dt.date(year, month, of_month) - dt.date(1899, 12, 30)).days)


def calculated(**typed: Any) -> Calculated:
    given = {name if name.startswith("felt_") else f"svar_{name}": value for name, value in typed.items()}
    return template(FILE).calculated({"felt_skoleaar": YEAR, **given})


def shown(found: Calculated, name: str) -> Any:
    (place,) = template(FILE).places(name)
    return found.values.get(place)


def test_it_is_a_school_s_with_a_sheet_for_each_dialogue():
    said = Template(template(FILE).data).properties
    assert (said["xb_skabelon"], said["xb_enhed"], said["xb_svar"]) == (NAME, "skole", "aar")
    sheets = [WORDS[key]["ark"] for key in WORDS["forside"]["arkene"]]
    assert template(FILE).book.sheetnames == [WORDS["forside"]["ark"], *sheets, WORDS["om"]["ark"]]


def test_every_field_is_known_and_what_was_agreed_last_year_is_asked_for():
    earlier = {name for name in asked() if name.startswith("forrige_")}
    assert asked() - earlier <= set(known_fields())
    assert {name.removeprefix("forrige_") for name in earlier} <= answers()
    assert {f"forrige_resultat_feb_overenskommelse_{n}_vad" for n in range(1, AGREEMENTS + 1)} <= earlier
    assert {f"forrige_hr_{month:02}_overenskommet" for month in HR_MONTHS} <= earlier


def test_the_least_is_the_structure_s_own_two_nine_and_one():
    least = {key: template(FILE).book[STRUCTURE["ark"]].cell(row, 5).value for row, key in enumerate(
        STRUCTURE["dialoger"], start=8
    )}  # fmt: skip
    assert least == {"medarbetare": STRUCTURE["lopande"], "resultat": 2, "hr": 9, "namnd": 1}
    assert (SEPTEMBER.month, FEBRUARY.month, BOARD.month) == (9, 2, 1)
    assert (*AUTUMN, *SPRING) == (9, 10, 11, 12, 1, 3, 4, 5, 6)


# --- Held, counted live ------------------------------------------------------------------------
def test_nothing_typed_is_nothing_held():
    found = calculated()
    assert [shown(found, f"hallna_{key}") for key in DIALOGUES] == [0, 0, 0]
    assert {shown(found, f"lage_{key}") for key in DIALOGUES} == {STRUCTURE["ingen"]}
    assert shown(found, "lage_medarbetare") == STRUCTURE["fors_ej"]


def test_a_talk_counts_when_it_is_held_not_when_it_is_booked():
    found = calculated(resultat_sep_planerat=day(2026, 9, 17), resultat_feb_hallen=day(2027, 2, 9))
    assert (shown(found, "hallna_resultat"), shown(found, "lage_resultat")) == (1, STRUCTURE["nagra"])


def test_as_many_as_the_structure_asks_is_enough():
    days = {f"hr_{month:02}_hallen": day(2026 + (month < 8), month, 12) for month in HR_MONTHS}
    found = calculated(namnd_hallen=day(2027, 1, 20), medarbetare_antal_ht=14, **days)
    assert [shown(found, f"hallna_{key}") for key in ("hr", "namnd", "medarbetare")] == [9, 1, 14]
    assert {shown(found, f"lage_{key}") for key in ("hr", "namnd")} == {STRUCTURE["alla"]}
    assert shown(found, "lage_medarbetare") == STRUCTURE["fors"]


@pytest.mark.parametrize("when", [day(2026, 7, 31), day(2027, 8, 1), day(2025, 9, 17)])
def test_a_day_of_another_school_year_is_said_and_not_counted(when):
    found = calculated(resultat_sep_hallen=when, resultat_feb_hallen=day(2027, 2, 9))
    assert (shown(found, "hallna_resultat"), shown(found, "lage_resultat")) == (1, STRUCTURE["utanfor"])


def test_a_day_pasted_as_text_is_said_not_counted_and_not_called_held():
    found = calculated(resultat_sep_hallen="17 september 2026")
    assert (shown(found, "hallna_resultat"), shown(found, "lage_resultat")) == (0, STRUCTURE["inte_datum"])
    said = {value for value in found.values.values() if isinstance(value, str)}
    assert STRUCTURE["se_datum"] in said
    assert STRUCTURE["hallet"] not in said


@pytest.mark.parametrize("when", [day(2026, 8, 1), day(2027, 7, 31)])
def test_the_school_year_s_ends_are_in_it(when):
    assert shown(calculated(namnd_hallen=when), "hallna_namnd") == 1


def test_months_are_those_of_the_school_year():
    found = calculated()
    for talk, expected in (
        (SEPTEMBER, day(2026, 9, 1)),
        (FEBRUARY, day(2027, 2, 1)),
        (BOARD, day(2027, 1, 1)),
    ):
        assert found.at(WORDS[talk.words]["ark"], 5, 1) == expected


# --- Agreements and figures --------------------------------------------------------------------
def test_what_was_agreed_in_september_stands_in_february():
    found = calculated(resultat_sep_overenskommelse_1_vad="Läsning varje dag")
    (place,) = template(FILE).places("svar_resultat_feb_sist_1_uppfoljt")
    assert found.values[(place[0], place[1], 1)] == "Läsning varje dag"


def test_an_agenda_shows_the_first_figures_with_their_questions():
    typed = {
        f"felt_{RESULTS}__{key}": [f"{key} {n}" for n in range(1, 10)]
        for key in ("navn", "viser_tallet", "spoergsmaal")
    }
    found = calculated(**typed, **{f"felt_{RESULTS}__seneste": [1.5 * n for n in range(1, 10)]})
    first = 9 + AGREEMENTS + 3 + 1
    for number in range(1, FIGURES + 1):
        row = [found.at(WORDS["september"]["ark"], first + number - 1, column) for column in range(4)]
        assert row == [f"navn {number}", 1.5 * number, f"viser_tallet {number}", f"spoergsmaal {number}"]


def test_no_board_sees_a_figure_that_is_confidential():
    typed = {
        f"felt_{RESULTS}__navn": ["Prov", "Trygghet"], f"felt_{RESULTS}__seneste": [41, 88],
        f"felt_{RESULTS}__viser_tallet": ["41 %", "88 %"], f"felt_{RESULTS}__fortrolig": ["ja", None],
    }  # fmt: skip
    found = calculated(**typed)
    first = 9 + AGREEMENTS + 3 + 1
    rows = [[found.at(WORDS["namnd"]["ark"], first + n, column) for column in range(3)] for n in range(2)]
    assert rows[0][1:] in ([None, WORDS["samtal"]["dold"]], ["", WORDS["samtal"]["dold"]])
    assert rows[1] == ["Trygghet", 88, "88 %"]


@pytest.mark.parametrize("table", [RESULTS, STAFF])
def test_a_list_has_uncertainty_last_year_municipality_and_question(table):
    columns = {name.removeprefix(f"{table}__") for name in asked() if name.startswith(f"{table}__")}
    assert columns >= {"noegle", "seneste", "usikkerhed", "forrige", "kommune", "spoergsmaal", "bemaerkning"}


# --- What may not be written, and what must ----------------------------------------------------
def test_nobody_asks_for_a_member_of_staff_and_the_sheet_says_so():
    assert {name for name in answers() if "namn" in name.split("_")} == set()
    assert "aldrig namn" in WORDS["medarbetare"]["varning"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_has_words(language):
    with speaking(language):
        without = [name for name in answers() for part in name.split("__")[-1:] if answer_word(part) is None]
    assert without == []


def test_an_agreement_that_is_begun_needs_who_and_when():
    stem = "resultat_sep_overenskommelse_1"
    begun = [Answer("X01", "X01", "", "", "", "", f"{stem}_vad", "Läsning", "September", "D11")]
    blank = [f"{stem}_vem", f"{stem}_nar", "resultat_sep_bidrag", "resultat_sep_overenskommelse_2_vem"]
    places = [Place("", "", "", "", name, "September", f"E{row}") for row, name in enumerate(blank)]
    told = find_missing(begun, places, NAME, 2026)
    assert [fault.facts["felt"].name for fault in told] == blank[:2]
