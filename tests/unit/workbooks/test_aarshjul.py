"""The templates `aarshjul` and `arshjul`: one build in two languages, its answers, what its formulas say."""

from __future__ import annotations

from typing import Any

import pytest
from unit.workbooks.class_template import template

from workbooks.build.aarshjul.steps import OWN_STEPS
from workbooks.build.kit.look import Book
from xl_beregner.batch.calendar.of_steps import asks_for_calendar
from xl_beregner.batch.collect.collected import Answer
from xl_beregner.batch.collect.missing import find_missing
from xl_beregner.batch.collect.typed import Place
from xl_beregner.fields import known_fields
from xl_beregner.filling import Template
from xl_beregner.texts import LANGUAGES, knows

FILES = {"da": "da/aarshjul.xlsx", "sv": "sv/arshjul.xlsx"}
SHEETS = ("aarshjul_maaneder", "aarshjul", "egne_trin", "forrige_aarshjul", "aarshjul_kilder", "om")
OF_A_STEP = {"ansvarlig", "egen_dato", "udfoert", "note"}
OF_AN_OWN_STEP = {"navn", "dato", "hvem", "ansvarlig", "udfoert", "note"}
KINDS = {False: "● tid fra kilden", True: "✎ eksempel: ret selv"}
OTHER = "da/resultataftale.xlsx"
BOTH = pytest.mark.parametrize("lang", FILES)


def words(lang: str) -> dict[str, Any]:
    return Book(
        f"faelles.{lang}.toml", f"{FILES[lang].split('/')[1].removesuffix('.xlsx')}.{lang}.toml"
    ).words


def keys(tree: Any) -> Any:
    """Give the keys of words, where they are keys and not words themselves."""
    if not isinstance(tree, dict):
        return len(tree) if isinstance(tree, list) else str
    return {key: keys(value) for key, value in tree.items()}


def test_danish_and_swedish_words_have_the_same_keys() -> None:
    danish, swedish = (words(lang) for lang in FILES)
    told = {lang: {part: keys(words(lang)[part]) for part in (*SHEETS, "dokument")} for lang in FILES}
    for found in told.values():
        found["om"].pop("faelles_metode", None)
    assert told["da"] == told["sv"]
    assert len(danish["metode"]) == len(swedish["metode"])


@BOTH
def test_it_is_for_a_school_and_its_answers_are_a_year_s(lang: str) -> None:
    said = Template(template(FILES[lang]).data).properties
    name = FILES[lang].split("/")[1].removesuffix(".xlsx")
    assert (said["xb_skabelon"], said["xb_enhed"], said["xb_svar"]) == (name, "skole", "aar")
    assert template(FILES[lang]).book.sheetnames == [words(lang)[key]["ark"] for key in SHEETS]


def test_both_ask_for_the_same() -> None:
    danish, swedish = (template(FILES[lang]) for lang in FILES)
    assert set(danish.names("")) == set(swedish.names(""))


@BOTH
def test_every_field_it_asks_for_is_known_or_an_answer_of_its_own(lang: str) -> None:
    asked = {name.removeprefix("felt_") for name in template(FILES[lang]).names("felt_")}
    answers = {name.removeprefix("svar_") for name in template(FILES[lang]).names("svar_")}
    earlier = {name for name in asked if name.startswith("forrige_")} - {"forrige_skoleaar"}
    assert asked - earlier <= set(known_fields())
    assert {name.removeprefix("forrige_") for name in earlier} - {"aarshjul__noegle"} <= answers


@BOTH
def test_the_school_answers_beside_each_step_and_for_its_own(lang: str) -> None:
    answers = {name.removeprefix("svar_") for name in template(FILES[lang]).names("svar_")}
    own = {f"eget_trin_{number}_{key}" for number in range(1, OWN_STEPS + 1) for key in OF_AN_OWN_STEP}
    assert answers == {f"aarshjul__{key}" for key in OF_A_STEP} | own | {"aarets_vigtigste"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "○ planlagt"),
        ({"er_eksempel": "ja"}, "✎ skriv egen dato"),
        ({"er_eksempel": "ja", "egen_dato": 46280}, "○ planlagt"),
        ({"er_eksempel": "ja", "udfoert": "Ja"}, "✓ gjort"),
        ({"udfoert": "Delvis"}, "◐ delvist gjort"),
        ({"udfoert": "Nej"}, "✕ ikke gjort"),
    ],
)
def test_a_step_says_how_it_stands(row: dict[str, Any], said: str) -> None:
    typed = {
        name: ["", row.get(key, "plan" if key == "noegle" else "")]
        for key in ("noegle", "er_eksempel", "egen_dato", "udfoert")
        if (name := f"{'svar' if key in OF_A_STEP else 'felt'}_aarshjul__{key}")
    }
    found = template(FILES["da"]).calculated(typed)
    top = template(FILES["da"]).places("felt_aarshjul__noegle")[0][1] - 2
    assert found.column("Trin", "Status", top, 2) == ["", said]
    assert found.column("Trin", "Dato", top, 2) == ["", KINDS["er_eksempel" in row]]


def test_the_page_for_the_wall_counts_what_is_done() -> None:
    found = template(FILES["da"]).calculated(
        {"felt_aarshjul__noegle": ["a", "b", "c"], "svar_aarshjul__udfoert": ["Ja", "Delvis", "Ja"]}
    )
    assert found.at("Årshjul", 5, 1) == "2 af 3"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, ""),
        ({"navn": "Temauge"}, "✎ skriv egen dato"),
        ({"navn": "Temauge", "dato": 46280}, "○ planlagt"),
        ({"navn": "Temauge", "dato": 46280, "udfoert": "Ja"}, "✓ gjort"),
    ],
)
def test_a_step_of_one_s_own_says_how_it_stands(typed: dict[str, Any], said: str) -> None:
    found = template(FILES["da"]).calculated(
        {f"svar_eget_trin_2_{key}": value for key, value in typed.items()}
    )
    row = template(FILES["da"]).places("svar_eget_trin_2_navn")[0][1] - 1
    assert found.at("Egne trin", row, 7) == said


def test_the_words_of_the_formulas_are_those_one_can_choose() -> None:
    for lang in FILES:
        said = words(lang)["aarshjul"]
        assert [said["ja"], said["delvist"], said["nej"]] == words(lang)["faelles"]["ja_delvis_nej"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted({*OF_A_STEP, *OF_AN_OWN_STEP, "eget_trin", "aarets_vigtigste"}))
def test_every_answer_has_words_where_answers_are_collected(name: str, language: str) -> None:
    assert knows(f"collected_book.felt.{name}", language)


@pytest.mark.parametrize(
    ("given", "lacks"),
    [(["note"], ["navn", "dato"]), (["navn"], ["dato"]), (["navn", "dato"], [])],
)
def test_a_step_of_one_s_own_that_is_begun_needs_its_name_and_day(given: list[str], lacks: list[str]) -> None:
    told = [Answer("1", "1", "", "", "", "", f"eget_trin_1_{key}", "ord", "Ark", "A1") for key in given]
    blank = [
        Place("", "", "", "", f"eget_trin_1_{key}", "Ark", f"B{row}")
        for row, key in enumerate(("navn", "dato", "hvem", "ansvarlig", "udfoert", "note"))
        if key not in given
    ]
    found = find_missing(told, blank, "aarshjul", 2026)
    assert [fault.facts["felt"].name for fault in found] == [f"eget_trin_1_{key}" for key in lacks]


def test_a_template_that_asks_for_no_steps_has_no_calendar() -> None:
    asks = {name: asks_for_calendar(Template(template(name).data)) for name in (*FILES.values(), OTHER)}
    assert asks == {"da/aarshjul.xlsx": True, "sv/arshjul.xlsx": True, OTHER: False}
