"""The template `prognos`/`prognose`: what is missing is said, shares are Wilson's, both languages alike."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from unit.workbooks.class_template import Calculated, ClassTemplate, template

from workbooks.build import prognos
from workbooks.build.kit.look import Book
from xl_beregner import texts
from xl_beregner.measures.rules import wilson_interval

NAMES = {"da": "da/prognose.xlsx", "sv": "sv/prognos.xlsx"}
LANGUAGES = list(NAMES)


def words(language: str) -> Any:
    return Book(f"prognos.{language}.toml").words


def of(language: str) -> ClassTemplate:
    return template(NAMES[language])


def said(language: str, key: str) -> str:
    return texts.say(f"fields.prognose.{key}", language)


def came(language: str, key: str) -> str:
    return texts.say(f"fields.udfald.{key}", language)


# --- Both languages ----------------------------------------------------------------------------
def _keys(found: Any) -> Any:
    return {key: _keys(value) for key, value in found.items()} if isinstance(found, dict) else type(found)


def test_both_languages_have_the_same_words_to_say() -> None:
    danish, swedish = words("da"), words("sv")
    free = ("metoden", "bra", "steg")  # headings that are themselves words

    def alike(found: Any) -> Any:
        return {
            key: {name: len(value) if name in free else _keys(value) for name, value in section.items()}
            for key, section in found.items()
        }

    assert alike(danish) == alike(swedish)


def test_both_have_the_same_names_and_answers() -> None:
    assert sorted(of("da").book.defined_names) == sorted(of("sv").book.defined_names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_drop_down_offers_the_words_that_earlier_forecasts_are_told_in(language: str) -> None:
    sheet, row, column = of(language).places("svar_prognose__prognose")[0]
    cell = of(language).book[sheet].cell(row, column).coordinate
    rules = of(language).book[sheet].data_validations.dataValidation
    rule = next(rule for rule in rules if cell in rule.sqref)
    assert rule.formula1.strip('"').split(",") == [
        said(language, key) for key in ("naar", "usikkert", "naar_ikke")
    ]


# --- What is typed -----------------------------------------------------------------------------
def check(language: str, *, dated: bool = True, **typed: Any) -> str:
    """Give what the check says of one pupil's forecast."""
    row = {"maal": "15", **typed}
    given: dict[str, Any] = {"felt_prognose__noegle": ["1|x"], "felt_prognose__elev_navn": ["Elev"]}
    if dated:
        given["svar_prognose_dato"] = 46000
    for key, value in row.items():
        kind = "felt" if key == "maal" else "svar"
        given[f"{kind}_prognose__{key}"] = [value]
    heads = words(language)["prognose"]
    found = of(language).calculated(given)
    return str(found.column(heads["ark"], heads["kolonner"]["kontrol"], prognos.TOP, 1)[0])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ({}, ""),
        ({"prognose": "naar"}, "klart"),
        ({"chance": 0.8}, "klart"),
        ({"prognose": "naar", "chance": 0.8}, "klart"),
        ({"prognose": "naar", "chance": 0.3}, "uenige"),
        ({"prognose": "naar_ikke", "chance": 0.8, "tiltag": "x"}, "uenige"),
        ({"prognose": "naar_ikke", "chance": 0.3, "tiltag": "x"}, "klart"),
        ({"prognose": "naar_ikke"}, "uden_tiltag"),
        ({"prognose": "usikkert"}, "uden_tiltag"),
        ({"prognose": "naar", "maal": None}, "uden_maal"),
        ({"prognose": "naar", "maal": None, "eget_maal": "C"}, "klart"),
        ({"chance": 80}, "chance_fejl"),
        ({"chance": "meget"}, "chance_fejl"),
        ({"prognose": "naar", "dated": False}, "uden_dato"),
    ],
)
def test_what_a_forecast_lacks_is_said_beside_it(language: str, typed: dict[str, Any], key: str) -> None:
    if "prognose" in typed:
        typed = {**typed, "prognose": said(language, typed["prognose"])}
    assert check(language, **typed) == (words(language)["prognose"][key] if key else "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forecasts_are_counted_by_word(language: str) -> None:
    typed = [said(language, key) for key in ("naar", "naar", "usikkert")]
    found = of(language).calculated({"felt_prognose__noegle": list("abcd"), "svar_prognose__prognose": typed})
    head = words(language)["prognose"]
    counts = "   ·   ".join(
        f"{said(language, key)} {n}" for key, n in (("naar", 2), ("usikkert", 1), ("naar_ikke", 0))
    )
    assert found.at(head["ark"], prognos.TOP - 2, 0) == f"{head['taelling']}: 3 {head['af']} 4   ·   {counts}"


# --- What came of earlier ones -----------------------------------------------------------------
def by_word(language: str, cases: list[tuple[str, str]]) -> list[list[Any]]:
    """Give the small table above the list: a row a word, and one for all."""
    found: Calculated = of(language).calculated(
        {
            "felt_prognose_udfald__noegle": [str(place) for place in range(len(cases))],
            "felt_prognose_udfald__prognose": [said(language, word) if word else None for word, _ in cases],
            "felt_prognose_udfald__udfald": [came(language, outcome) for _, outcome in cases],
            "felt_prognose_udfald__dato": [dt.date(2025, 10, 1).toordinal()] * len(cases),
        }
    )
    sheet = words(language)["prognose_udfald"]["ark"]
    return [
        [found.at(sheet, prognos._WORDS_TOP + 1 + row, column) for column in range(1, 7)] for row in range(4)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_shares_by_word_carry_wilsons_interval(language: str) -> None:
    cases = [("naar", "naaet")] * 8 + [("naar", "ikke_naaet")] + [("naar", "ukendt")] * 2
    cases += [("naar_ikke", "ikke_naaet")] * 5 + [("usikkert", "naaet"), ("usikkert", "afventer")]
    cases += [("", "naaet")] * 2  # said as a chance alone
    table = by_word(language, cases)
    few = words(language)["prognose_udfald"]["for_faa"]
    assert table[0] == [11, 9, 8, *(pytest.approx(value) for value in (8 / 9, *wilson_interval(8, 9)))]
    assert table[1] == [2, 1, 1, few, "", ""]
    assert table[2] == [5, 5, 0, *(pytest.approx(value, abs=1e-12) for value in (0, *wilson_interval(0, 5)))]
    assert table[3] == [20, 17, 11, *(pytest.approx(value) for value in (11 / 17, *wilson_interval(11, 17)))]


def test_without_earlier_forecasts_there_is_no_share() -> None:
    assert by_word("sv", []) == [[0, 0, 0, "", "", ""]] * 4
