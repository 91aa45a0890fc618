"""The page of four questions: which figures stand on it, what is looked up for them, what never comes."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from support.values import quiet

from workbooks.build import builders
from workbooks.build.fire_spoergsmaal.page import FIRST, ROWS
from xl_beregner import texts
from xl_beregner.filling import Template
from xl_beregner.filling.returned import Answers

SCHOOL, MUNICIPALITY = "da/fire_spoergsmaal.xlsx", "da/fire_spoergsmaal_kommune.xlsx"
SWEDISH = "sv/fyra_fragor.xlsx"


def figure(name: str, **more: Any) -> dict[str, Any]:
    return {"noegle": name.casefold(), "navn": name, "maaleenhed": "%", "decimaler": 1, **more}


FIGURES = [
    figure("Trivsel", seneste=4.1, viser_tallet="4,1 i år.", spoergsmaal="Hvad virker?"),
    figure("Test", seneste=71.0, viser_tallet="71 %.", spoergsmaal="?", fortrolig="ja"),
    figure("Fravær", seneste=6.2, viser_tallet="6,2 % i år.", spoergsmaal="Hvorfor?"),
    figure("Skjult", bemaerkning="Færre end 5 elever.", spoergsmaal="Hvad ved vi?"),
]
GOALS = [{**figure("Fravær"), "niveau": 5.5, "senest": "2027/2028", "tiltag": "Ring hjem"}]
MUNICIPAL = [
    figure("Trivsel", vist=4.1, vist_i_ord="Næsten sikkert.", spoergsmaal="Hvad virker?"),
    figure("Test", maal_vist="75,0", spoergsmaal="?"),  # not shown in this edition
    figure(
        "Fravær",
        vist=6.2,
        vist_i_ord="Sikkert.",
        spoergsmaal="Hvorfor?",
        maal_vist="5,5",
        maal_status="● nået",
    ),
]


def page(name: str, answers: dict[str, Any] | None = None, **lists: Any) -> list[list[Any]]:
    """Fill the template and give the rows of its page as they are cached."""
    template = Template(builders()[name](), name=name)
    fields: dict[str, Any] = {slot.field: None for slot in template.slots.scalars}
    for listed in template.slots.lists:
        blank = dict.fromkeys(slot.field for slot in listed.columns)
        fields[listed.table] = [{**blank, **row} for row in lists.get(listed.table, [])]
    filled = template.fill(fields, answers=Answers(answers or {}))
    with quiet():
        sheet = openpyxl.load_workbook(io.BytesIO(filled.data), data_only=True).worksheets[0]
    rows = sheet.iter_rows(min_row=FIRST + 1, max_row=FIRST + ROWS, max_col=9, values_only=True)
    return [[None if cell == "" else cell for cell in row] for row in rows]


def test_figures_with_a_goal_come_first_then_the_others_and_no_confidential_one() -> None:
    rows = page(SCHOOL, tal=FIGURES, gaeldende_maal=GOALS)
    assert [row[0] for row in rows] == ["Fravær\n%", "Trivsel\n%", "Skjult\n%", None, None]


def test_beside_a_figure_stand_what_it_shows_a_question_and_its_goal() -> None:
    rows = page(SCHOOL, tal=FIGURES, gaeldende_maal=GOALS)
    assert rows[0][1:5] == [6.2, "6,2 % i år.\n\n→ Hvorfor?", 5.5, "senest 2027/2028"]
    assert rows[0][6] == "Ring hjem"
    assert rows[1][3:5] == [None, None]  # nothing is agreed on it


def test_a_figure_that_is_not_shown_gives_its_reason_and_no_number() -> None:
    row = page(SCHOOL, tal=FIGURES, gaeldende_maal=GOALS)[2]
    assert row[1:3] == [None, "Færre end 5 elever.\n\n→ Hvad ved vi?"]


def test_another_figure_can_be_chosen_but_none_a_board_may_not_see() -> None:
    chosen = {"valgt_1": "Trivsel", "valgt_2": "Test", "valgt_3": "Findes ikke"}
    rows = page(SCHOOL, chosen, tal=FIGURES, gaeldende_maal=GOALS)
    assert rows[0][:2] == ["Trivsel\n%", 4.1]
    assert rows[1][0] == "Vises ikke her: fortroligt, eller for få elever"
    assert rows[1][1:5] == [None] * 4
    assert rows[2][0] is None


def test_a_school_without_goals_still_gets_a_page() -> None:
    rows = page(SCHOOL, tal=FIGURES)
    assert [row[0] for row in rows][:2] == ["Trivsel\n%", "Fravær\n%"]
    assert all(row[3] is None for row in rows)


@pytest.mark.parametrize("name", [MUNICIPALITY, SWEDISH])
def test_the_municipality_s_page_leaves_out_what_its_edition_does_not_show(name: str) -> None:
    rows = page(name, samlet=MUNICIPAL)
    assert [row[0] for row in rows] == ["Fravær\n%", "Trivsel\n%", None, None, None]
    assert rows[0][1:5] == [6.2, "Sikkert.\n\n→ Hvorfor?", "5,5", "● nået"]


@pytest.mark.parametrize(("language", "name", "added"), [
    ("da", MUNICIPALITY, ["ikke gjort op endnu", "ændring siden året før"]),
    ("sv", SWEDISH, ["inte utvärderat ännu", "förändring sedan året innan"]),
])  # fmt: skip
def test_a_goal_that_is_a_change_says_so_and_one_that_waits(
    language: str, name: str, added: list[str]
) -> None:
    change = texts.say("municipality.maaltype.progression", language)
    waits = texts.say("municipality.status.venter", language, aar="2026/2027")
    goal = figure("Ro", vist=3.7, maal_vist="+0,05", maal_status=waits, maaltype=change)
    assert page(name, samlet=[goal])[0][4] == "\n".join([waits, *added])


@pytest.mark.parametrize("name", [SCHOOL, MUNICIPALITY, SWEDISH])
def test_every_row_has_room_for_the_three_answers(name: str) -> None:
    asked = {slot.field for slot in Template(builders()[name](), name=name).slots.answers}
    assert asked == {
        f"valgt_{number}{part}"
        for number in range(1, ROWS + 1)
        for part in ("", "_maal", "_indsats", "_tegn")
    }


def test_the_municipality_s_page_asks_for_nothing_of_a_school_or_a_pejlemaerke() -> None:
    slots = Template(builders()[MUNICIPALITY](), name=MUNICIPALITY).slots
    assert {listed.table for listed in slots.lists} == {"samlet"}
