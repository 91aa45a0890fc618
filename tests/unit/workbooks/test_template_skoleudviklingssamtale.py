"""The yearly talk's workbook: a place for each formal point, and a checklist that tells what is written."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from unit.workbooks.typed_template import TypedTemplate

from workbooks.build.kit.look import Book
from workbooks.build.skoleudviklingssamtale import template as built

TEMPLATE = TypedTemplate(built.build)
WORDS = Book("faelles.da.toml", f"{built.NAME}.da.toml").words
SAID = WORDS["overblik"]
FILLED, BEGUN, MISSING = (SAID[key] for key in ("udfyldt", "begyndt", "mangler"))
POINTS = list(SAID["punkt"])
DAY = datetime.date(2026, 11, 17)

AREA = {"omraade": "Ro", "hvorfor": "Uro", "maal": "I gang", "goer": "Fælles start", "ser": "Tid"}
WHO = {"skoleudviklingssamtale_dato": DAY, "skoleleder": "A", "samtale_kommune": "B"}
WEBSITE = {"hjemmeside_hvad": "Trivsel", "hjemmeside_hvor": "Om skolen", "hjemmeside_dato": DAY}
PLAN = {"planer_har": WORDS["viden"]["har_plan"][1], "planer_status": "I gang", "planer_naeste": "Møde"}
LAST = {"felt_forrige_indsats_1_omraade": "Læsning", "felt_forrige_samtaleaftale_2_hvad": "Besøg"}
FOLLOWED = {"siden_sidst_indsats_1_status": "◐ i gang", "siden_sidst_aftale_2_status": "✓ gennemført"}


def area(number: int, *left_out: str) -> dict[str, Any]:
    return {f"indsats_{number}_{key}": text for key, text in AREA.items() if key not in left_out}


def state(point: str, single: dict[str, Any]) -> Any:
    return TEMPLATE.typed(single).name(f"udfyldt_{point}")


def test_every_formal_point_of_the_ministry_has_a_line_with_its_source_and_sheet() -> None:
    """Its seven in its order; then the school's plans and the agreements, which are no demand."""
    assert POINTS == [
        "samtale", "foraelder", "omraader", "emner", "viden", "sidst", "hjemmeside", "planer", "aftaler",
    ]  # fmt: skip
    for key in POINTS:
        sheet, row, column = TEMPLATE.places(f"udfyldt_{key}")[0]
        point, source, where = (TEMPLATE.book[sheet].cell(row, column - back).value for back in (3, 2, 1))
        assert [point, source] == SAID["punkt"][key]
        assert where in TEMPLATE.book.sheetnames


def test_all_points_are_missing_in_a_new_workbook() -> None:
    found = TEMPLATE.typed({})
    shown = {key: found.name(f"udfyldt_{key}") for key in POINTS}
    assert shown == {**dict.fromkeys(POINTS, MISSING), "sidst": SAID["ingen_sidst"]}


@pytest.mark.parametrize(
    ("point", "typed", "said"),
    [
        ("samtale", WHO, FILLED),
        ("samtale", {"skoleleder": "A"}, BEGUN),
        ("foraelder", {"samtale_foraelder_deltog": "Deltog"}, FILLED),
        ("foraelder", {"samtale_foraelder_deltog": "Inviteret – deltog ikke"}, FILLED),
        ("foraelder", {"samtale_foraelder_deltog": "Ikke inviteret endnu"}, BEGUN),
        ("foraelder", {"samtale_foraelder": "Ida"}, MISSING),
        ("omraader", area(2), FILLED),
        ("omraader", area(1, "ser"), BEGUN),
        ("omraader", {**area(1), **area(3, "goer")}, BEGUN),
        ("omraader", {"indsats_5_hvem": "Team 4"}, BEGUN),
        ("emner", {"kommunens_emne_1_navn": "Fravær"}, BEGUN),
        ("emner", {"kommunens_emne_1_navn": "Fravær", "kommunens_emne_1_ord": "Falder"}, FILLED),
        ("emner", {"felt_kommunens_emne_3": "Fravær"}, MISSING),
        ("emner", {"felt_kommunens_emne_3": "Fravær", "kommunens_emne_3_ord": "Falder"}, FILLED),
        ("emner", {"felt_kommunens_emne_3": "Fravær", "kommunens_emne_1_ord": "Falder"}, BEGUN),
        (
            "emner",
            {"felt_kommunens_emne_1": "Fravær", "kommunens_emne_1_ord": "x", "kommunens_emne_2_navn": "Ro"},
            BEGUN,
        ),
        ("viden", {"viden_test": "Ordforråd"}, BEGUN),
        ("viden", {"viden_test": "Ordforråd", "viden_anden": "Elevrådet"}, FILLED),
        ("planer", {"planer_har": WORDS["viden"]["har_plan"][0]}, FILLED),
        ("planer", {"planer_har": WORDS["viden"]["har_plan"][2]}, BEGUN),
        ("planer", PLAN, FILLED),
        ("hjemmeside", {"hjemmeside_hvor": "Om skolen"}, BEGUN),
        ("hjemmeside", WEBSITE, FILLED),
        ("sidst", LAST, MISSING),
        ("sidst", {**LAST, "siden_sidst_indsats_1_status": "◐ i gang"}, BEGUN),
        ("sidst", {**LAST, **FOLLOWED}, FILLED),
        ("sidst", {"siden_sidst_andet": "Vi husker ét"}, FILLED),
        ("sidst", {**LAST, "siden_sidst_indsats_4_status": "◐ i gang"}, MISSING),
    ],
)
def test_a_point_says_how_far_it_is(point: str, typed: dict[str, Any], said: str) -> None:
    assert state(point, typed) == said


def test_an_agreement_needs_what_who_and_when() -> None:
    whole = {f"samtaleaftale_1_{key}": "x" for key in ("hvad", "hvem", "hvornaar")}
    assert state("aftaler", whole) == FILLED
    assert state("aftaler", {"samtaleaftale_1_hvad": "x"}) == BEGUN


def test_last_year_s_words_stand_beside_this_year_s_status() -> None:
    for stem, key in (("indsats", "omraade"), ("samtaleaftale", "hvad")):
        answer = {"indsats": "siden_sidst_indsats", "samtaleaftale": "siden_sidst_aftale"}[stem]
        for number in range(1, 5):
            last = TEMPLATE.places(f"felt_forrige_{stem}_{number}_{key}")[0]
            status = TEMPLATE.places(f"svar_{answer}_{number}_status")[0]
            assert last[:2] == status[:2]


def test_what_is_shown_next_year_is_asked_this_year() -> None:
    shown = {name.removeprefix("felt_forrige_") for name in TEMPLATE.names("felt_forrige_")}
    answers = {name.removeprefix("svar_") for name in TEMPLATE.names("svar_")}
    assert shown - answers == {"linje"}


def test_sheets_that_may_be_left_out_hold_only_answers_of_their_lists() -> None:
    sheets = {TEMPLATE.places(name)[0][0] for name in TEMPLATE.names("udelad_")}
    assert sheets == {"Kommunens mål", "Mål i år", "Test", "Progression"}
    single = {TEMPLATE.places(name)[0][0] for name in TEMPLATE.names("svar_") if "__" not in name}
    assert not sheets & single


def test_the_sheets_of_tests_say_whom_they_are_for() -> None:
    for sheet in ("Test", "Progression"):
        text = TEMPLATE.book[sheet]["A6"].value
        assert text.startswith("Fortroligt")
        assert "§ 55 b" in text


@pytest.mark.parametrize(("latest", "is_warned"), [(71.5, True), (None, False)])
def test_figures_are_called_confidential_where_a_test_is_shown(latest: float | None, is_warned: bool) -> None:
    rows = ("tal", {"noegle": "fravaer"}), ("tal", {"noegle": "test", "seneste": latest, "fortrolig": "ja"})
    shown = TEMPLATE.typed({}, *rows).cell("Tal", "A6")
    assert bool(shown) is is_warned


def test_no_choice_holds_a_comma() -> None:
    """Excel parts a list at every comma."""
    found = [
        rule.formula1
        for sheet in TEMPLATE.book
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    ]
    wanted = [SAID["deltagelse"], WORDS["sidst"]["status"], WORDS["viden"]["har_plan"]]
    assert {text.strip('"').count(",") for text in found} == {len(words) - 1 for words in wanted}
