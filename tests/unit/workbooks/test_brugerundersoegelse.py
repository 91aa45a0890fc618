"""The survey's workbook: its formulas against the measures, what it counts, what may leave the school."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from support.values import quiet

from workbooks.build import TEMPLATES
from workbooks.build.brugerundersoegelse.template import build_danish
from xl_beregner.batch.answer_words import answer_word
from xl_beregner.batch.collect.collected import Answer
from xl_beregner.batch.collect.missing import find_missing
from xl_beregner.batch.collect.typed import Place
from xl_beregner.filling import Template
from xl_beregner.filling.returned import Answers
from xl_beregner.measures.schools.survey_share import change_interval, share_interval
from xl_beregner.texts import LANGUAGES, speaking

SHELF = ("da/brugerundersoegelse.xlsx", "da/brugerundersoegelse_kommune.xlsx", "da/selvevaluering.xlsx")
SAFE, CALM, OWN = "elever|jeg_er_tryg", "elever|der_er_ro", "elever|egen_1"
BREAKS = "Er frikvarteret godt?"  # the school's own question
NAMES = {SAFE: "Jeg er tryg.", CALM: "Der er ro.", OWN: "Eget spørgsmål 1", "personale|tid": "Jeg har tid."}


@pytest.fixture(scope="module")
def template() -> Template:
    return Template(build_danish(), name="brugerundersoegelse")


def rows() -> list[dict[str, Any]]:
    return [
        {
            "noegle": key,
            "navn": name,
            "gruppe": key.partition("|")[0],
            "egen": name if "egen" in key else None,
        }
        for key, name in NAMES.items()
    ]


def counted(key: str, numbers: tuple[float | None, ...], **more: Any) -> dict[str, Any]:
    names = ("antal_1", "antal_2", "antal_3", "antal_4", "antal_ved_ikke")
    return {"noegle": key, **dict(zip(names, numbers, strict=False)), **more}


def filled(template: Template, answers: dict[str, Any], **fields: Any) -> Any:
    """Fill the template; give what each sheet's cells show."""
    given: dict[str, Any] = {slot.field: fields.get(slot.field) for slot in template.slots.scalars}
    given |= {"konfidens_pct": 95, "mindst_antal": 5}
    for listed in template.slots.lists:
        blank = dict.fromkeys(slot.field for slot in listed.columns)
        own = rows() if listed.table.startswith("enkaet") else fields.get(listed.table, [])
        given[listed.table] = [{**blank, **{key: row.get(key) for key in blank}} for row in own]
    data = template.fill(given, answers=Answers(answers)).data
    with quiet():
        return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def table(book: Any, sheet: str) -> Iterator[dict[str, Any]]:
    """Give the rows of a list by their headings, blanks as None."""
    found = book[sheet].values
    lines = [list(line) for line in found]
    (top,) = (at for at, line in enumerate(lines) if {"nøgle", "Gruppe"} <= set(line))
    for line in lines[top + 1 :]:
        row = {str(name): None if cell == "" else cell for name, cell in zip(lines[top], line, strict=True)}
        if row["nøgle"]:
            yield row


def result(book: Any, key: str) -> dict[str, Any]:
    return next(row for row in table(book, "Resultat") if row["nøgle"] == key)


@pytest.fixture(scope="module")
def book(template: Template) -> Any:
    answers = {
        "enkaet_elever_spurgt": 80,
        "enkaet_elever_besvaret": 70,
        "enkaet_personale_spurgt": 4,
        "enkaet_personale_besvaret": 4,
        "enkaet": [
            counted(SAFE, (30, 26, 9, 5, 0)),
            counted(CALM, (20, 20, 10, None, 3)),  # one count is missing
            counted(OWN, (8, 12, 20, 24, 6), spoergsmaal=BREAKS),
            counted("personale|tid", (1, 1, 1, 1, 0)),
        ],
    }
    before = [
        counted(SAFE, (28, 20, 20, 12, 0)),
        # The question was another place's last year, and is known by its words.
        counted("elever|egen_2", (20, 21, 10, 9, 0), spoergsmaal=BREAKS),
        counted(OWN, (1, 1, 1, 60, 0), spoergsmaal="Noget helt andet?"),
    ]
    return filled(template, answers, forrige_enkaet=before)


def test_share_and_change_have_the_measures_intervals(book: Any) -> None:
    row = result(book, SAFE)
    share, change = share_interval(56, 70), change_interval((48, 56), (80, 70))
    assert row["Svar"] == 70
    assert (row["Andel positive"], row["Fra"], row["Til"]) == pytest.approx(share[:3])
    assert (row["ændring fra"], row["ændring til"]) == pytest.approx((change.lower, change.upper))
    assert row["Ændring, procent-point"] == 20
    assert row["Hvad det betyder"] == "▲ sikkert højere"


def test_a_question_of_the_school_s_own_is_compared_by_its_words(book: Any) -> None:
    row = result(book, OWN)
    assert row["Spørgsmål"] == BREAKS
    assert row["Sidste gang"] == pytest.approx(41 / 60)
    assert row["Hvad det betyder"] == "▼ sikkert lavere"


def test_a_blank_count_is_not_none(book: Any) -> None:
    row = result(book, CALM)
    assert [row[key] for key in ("Svar", "Andel positive", "Fra", "På en linje fra 0 til 100 %")] == [
        None
    ] * 4
    checks = {row["nøgle"]: row["Passer det?"] for row in table(book, "Svarene")}
    assert checks[CALM] == "⚠ Skriv alle fire antal, 0 hvor ingen svarede"
    assert checks[SAFE] == "✓ talt med"


def test_what_is_pasted_and_no_count_is_told_and_not_counted(template: Template) -> None:
    answers = {
        "enkaet_elever_spurgt": "ca. 80",  # in words
        "enkaet_elever_besvaret": 70,
        "enkaet": [
            counted(SAFE, (-5, 26, 9, 5, 0)),
            counted(CALM, (5.5, 20, 10, 5, 0)),
            counted(OWN, (0, 0, 0, 0, 9), spoergsmaal=BREAKS),
        ],
    }
    book = filled(template, answers)
    checks = {row["nøgle"]: row["Passer det?"] for row in table(book, "Svarene")}
    assert checks[SAFE] == checks[CALM] == "⚠ Et antal er et helt tal, 0 eller mere"
    assert checks[OWN] == "≈ ingen havde en mening: ingen andel"
    assert all(result(book, key)["Andel positive"] is None for key in (SAFE, CALM, OWN))
    said = {str(cell) for line in book["Hvem svarede"].values for cell in line}
    assert "⚠ Skriv antallene med tal." in said


def test_what_the_silent_could_have_answered_stands_beside(book: Any) -> None:
    row = result(book, SAFE)
    assert row["Lavest, hvis de andre svarede negativt"] == pytest.approx(56 / 80)
    assert row["Højest, hvis de svarede positivt"] == pytest.approx(66 / 80)
    own = result(book, OWN)  # six of the 80 had no opinion
    assert own["Lavest, hvis de andre svarede negativt"] == pytest.approx(20 / 74)
    assert own["Højest, hvis de svarede positivt"] == pytest.approx((20 + 10) / 74)


def test_the_picture_holds_share_interval_and_last_year(book: Any) -> None:
    drawn = result(book, SAFE)["På en linje fra 0 til 100 %"]
    assert len(drawn) == 25
    share = share_interval(56, 70)
    assert drawn.index("●") == int(24 * 0.8 + 0.5)
    assert drawn.index("├") == int(24 * share.lower + 0.5)
    assert drawn.index("┤") == int(24 * share.upper + 0.5)
    assert drawn.index("○") == int(24 * 0.6 + 0.5)


def test_the_page_that_leaves_the_school_has_nothing_on_fewer_than_five(book: Any) -> None:
    lines = [list(line[:7]) for line in book["Ud af skolen"].iter_rows(min_row=11, values_only=True)]
    shown = [line[1] for line in lines if line[1]]
    assert shown == ["Jeg er tryg.", BREAKS]
    text = "\n".join(str(cell) for line in book["Ud af skolen"].values for cell in line[:7] if cell)
    assert "Personale: for få svar til at vises" in text
    assert "1 spørgsmål vises ikke" in text


def test_last_year_on_few_answers_is_not_told_on_that_page(template: Template) -> None:
    answers = {"enkaet": [counted(SAFE, (30, 26, 9, 5))]}
    few = filled(template, answers, forrige_enkaet=[counted(SAFE, (0, 0, 2, 2))])
    assert result(few, SAFE)["Hvad det betyder"] == "▲ sikkert højere"  # inside the school
    line = next(line for line in few["Ud af skolen"].values if line[1] == "Jeg er tryg.")
    assert line[6] in ("", None)
    assert "○" not in line[5]


def test_last_year_s_measures_stand_beside_this_year_s_analysis(template: Template) -> None:
    book = filled(
        template,
        {"enkaet": [counted(SAFE, (30, 26, 9, 5))]},
        forrige_enkaet=[counted(SAFE, (28, 20, 20, 12))],
        forrige_enkaet_analyse=[{"noegle": SAFE, "analyse": "Uro", "tiltag": "To voksne"}],
    )
    row = next(row for row in table(book, "Analyse") if row["nøgle"] == SAFE)
    assert row["Det ville vi gøre"] == "To voksne"


def test_how_many_changes_stand_out_is_told_with_what_chance_would_do(book: Any) -> None:
    assert book["Resultat"]["A5"].value == (
        "Af 2 resultater, der kan sammenlignes, er sikkert højere: 1, sikkert lavere: 1. Hvis intet havde"
        " ændret sig, ville tilfældet alligevel pege på omtrent 0."
    )


def test_a_question_begun_is_missed_until_all_four_counts_stand() -> None:
    given = [_typed(SAFE, "antal_1", 12), _typed(CALM, "antal_ved_ikke", 0)]
    blank = [
        Place("", "enkaet", key, key, field, "Svarene", f"{column}{row}")
        for row, key in enumerate((SAFE, CALM, OWN), start=9)
        for column, field in zip("CEFG", ("spoergsmaal", "antal_2", "antal_3", "antal_4"), strict=True)
    ]
    told = find_missing(given, blank, "brugerundersoegelse", 2026)
    assert [fault.facts["celle"] for fault in told] == ["E9", "F9", "G9", "E10", "F10", "G10"]


def _typed(key: str, field: str, value: int) -> Answer:
    return Answer("X01", "X01", "", "enkaet", key, key, field, value, "Svarene", "D9")


@pytest.mark.parametrize("name", SHELF)
def test_every_answer_has_words_in_all_languages(name: str) -> None:
    with quiet():
        names = openpyxl.load_workbook(TEMPLATES / name).defined_names
    parts = sorted({key[5:].rpartition("__")[2] for key in names if key.startswith("svar_")})
    assert len(parts) > 5
    for language in LANGUAGES:
        with speaking(language):
            assert [part for part in parts if answer_word(part) is None] == []
