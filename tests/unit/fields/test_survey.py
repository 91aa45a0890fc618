"""The questions of a school's survey: whom they are for, how they are known, what stands beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.agreed import SOUTH, small_dataset
from support.surveys import SAFE, dataset

from xl_beregner import texts
from xl_beregner.fields import unit_fields
from xl_beregner.fields.survey import for_whom


@pytest.mark.parametrize(
    ("setting", "groups", "text"),
    [
        ("Elever: Jeg er tryg.", ("elever",), "Jeg er tryg."),
        ("Vårdnadshavare: Vi vet.", ("foraeldre",), "Vi vet."),
        ("Elever, personale: Ro?", ("elever", "personale"), "Ro?"),
        ("Forældre og elever: Ro?", ("elever", "foraeldre"), "Ro?"),
        ("Jeg er tryg.", ("elever", "foraeldre", "personale"), "Jeg er tryg."),
        ("Til sidst: hvordan gik det?", ("elever", "foraeldre", "personale"), "Til sidst: hvordan gik det?"),
    ],
)
def test_a_question_may_begin_with_whom_it_is_for(setting: str, groups: tuple[str, ...], text: str) -> None:
    assert for_whom(setting) == (groups, text)


def rows(*more: tuple[str, ...], table: str = "enkaet_resultat") -> list[dict[str, Any]]:
    source = unit_fields(dataset(4, (), *more), "2025/2026", "intern", wanted=[table])
    found: list[dict[str, Any]] = source.fields("A1")[table]
    return found


def test_common_questions_come_first_in_their_group_then_places_for_the_school_s_own() -> None:
    pupils = [row for row in rows() if row["gruppe"] == "Elever"]
    assert [row["navn"] for row in pupils] == [
        "Jeg er tryg.",
        "Der er ro.",
        "Eget spørgsmål 1",
        "Eget spørgsmål 2",
    ]
    assert [row["gruppe_vist"] for row in pupils] == ["Elever", None, None, None]
    assert [row["egen"] is None for row in pupils] == [True, True, False, False]
    assert pupils[0]["noegle"] == SAFE


def test_the_published_figure_of_the_same_question_stands_beside_it_and_beside_no_other() -> None:
    found = {row["noegle"]: row["offentlig"] for row in rows()}
    assert {key for key, value in found.items() if value is not None} == {SAFE}
    assert found[SAFE] == 7.0


def test_a_question_reworded_is_another() -> None:
    keys = {row["noegle"] for row in rows(("enkaet_spoergsmaal_4", "Elever: Jeg er helt tryg.", "Udvalget"))}
    assert {SAFE, "elever|jeg_er_helt_tryg"} < keys
    with texts.speaking("sv"):  # the key is the question's words, in whatever language the workbook is
        swedish = {row["noegle"] for row in rows()}
    assert SAFE in swedish


def test_without_common_questions_the_school_has_room_for_its_own(tmp_path: Path) -> None:
    source = unit_fields(small_dataset(tmp_path), "2025/2026", "intern", wanted=["enkaet"])
    found = source.fields(SOUTH)["enkaet"]
    assert [row["gruppe"] for row in found].count("Personale") == 6
    assert all(row["egen"] for row in found)


def test_an_indicator_that_is_not_there_is_told() -> None:
    made = dataset(4, (), ("enkaet_spoergsmaal_4", "Elever: Ro? [rolighed]", "Udvalget"))
    source = unit_fields(made, "2025/2026", "intern", wanted=["enkaet_resultat__offentlig"])
    assert [fault.facts["fundet"] for fault in source.notes() if fault.key == "fields_enkaet_indikator"] == [
        "rolighed"
    ]


def test_there_is_an_open_question_beside_every_result() -> None:
    found = rows(table="enkaet_analyse")
    assert all(row["spoergsmaal"].endswith("?") for row in found)
    of_pupils = [row["spoergsmaal"] for row in found if row["gruppe"] == "Elever"]
    assert len(set(of_pupils)) == 4
