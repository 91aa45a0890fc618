"""The five elements in any order: what an agreed goal brings along, and how signs are followed over time."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from lxml import etree
from support.parts import read_parts
from unit.workbooks.typed_template import TypedTemplate

from workbooks.build.kit.look import Book
from workbooks.build.smtte import template as built
from workbooks.build.smtte.sheet import ELEMENTS, SEEN, SIGNS

TEMPLATE = TypedTemplate(built.build)
WORDS = Book("faelles.da.toml", f"{built.NAME}.da.toml").words
BEGUN, NOT_BEGUN = WORDS["overblik"]["begyndt"], WORDS["overblik"]["ikke_begyndt"]
DEGREES = WORDS["smtte"]["grader"]
GOALS = (
    ("gaeldende_maal", {"noegle": "ro", "navn": "Ro og orden", "baseline": 3.74, "niveau": 3.8,
                        "senest": "2026/2027", "seneste": 3.71, "aar_seneste": "2025/2026",
                        "maaleenhed": "skala 1–5", "decimaler": 2}),
    ("gaeldende_maal", {"noegle": "fravaer", "navn": "Elevfravær", "niveau": 6.3, "senest": "2027/2028",
                        "aar_seneste": "2025/2026", "decimaler": 1}),
)  # fmt: skip


def seen(goal: int, sign: int, number: int, day: datetime.date | None, degree: int, what: str) -> Any:
    stem = f"smtte_{goal}_tegn_{sign}_iagttagelse_{number}"
    told = {f"{stem}_grad": DEGREES[degree], f"{stem}_ser": what}
    return {**told, f"{stem}_dato": day} if day else told


def day(month: int, of: int = 1) -> datetime.date:
    return datetime.date(2026, month, of)


def serial(date: datetime.date) -> int:
    return (date - datetime.date(1899, 12, 30)).days


def test_a_goal_chosen_brings_what_was_agreed_and_its_latest_figure() -> None:
    found = TEMPLATE.typed({"smtte_2_valgt_maal": "Ro og orden"}, *GOALS)
    shown = [found.cell("SMTTE 2", f"{column}7") for column in "BCDEF"]
    assert shown == [3.74, 3.8, "2026/2027", 3.71, "2025/2026 · skala 1–5"]
    assert [found.cell("SMTTE 1", f"{column}7") for column in "BCDEF"] == [""] * 5


def test_what_is_not_known_of_a_goal_is_blank_and_not_zero() -> None:
    found = TEMPLATE.typed({"smtte_1_valgt_maal": "Elevfravær"}, *GOALS)
    assert [found.cell("SMTTE 1", f"{column}7") for column in "BCDEF"] == [
        "", 6.3, "2027/2028", "", "2025/2026",
    ]  # fmt: skip


def test_a_goal_no_longer_in_force_brings_nothing() -> None:
    found = TEMPLATE.typed({"smtte_1_valgt_maal": "Trivsel"}, *GOALS)
    assert [found.cell("SMTTE 1", f"{column}7") for column in "BCDEF"] == [""] * 5


def test_the_goals_in_force_are_what_can_be_chosen() -> None:
    assert TEMPLATE.places("liste_maal") == TEMPLATE.places("felt_gaeldende_maal__navn")
    for number in range(1, built.GOALS + 1):
        sheet, row, column = TEMPLATE.places(f"svar_smtte_{number}_valgt_maal")[0]
        cell = TEMPLATE.book[sheet].cell(row, column).coordinate
        [rule] = [one for one in TEMPLATE.book[sheet].data_validations.dataValidation if cell in one.sqref]
        assert (rule.type, rule.formula1) == ("list", "liste_maal")


@pytest.mark.parametrize("element", ELEMENTS)
def test_any_element_may_be_the_first(element: str) -> None:
    name = "smtte_3_tegn_4" if element == "tegn" else f"smtte_3_{element}"
    found = TEMPLATE.typed({name: "Noget"})
    shown = {
        key: found.cell("Overblik", f"{column}13") for key, column in zip(ELEMENTS, "CDEFG", strict=True)
    }
    assert shown == {**dict.fromkeys(ELEMENTS, NOT_BEGUN), element: BEGUN}
    assert found.cell("Overblik", "B13") == ("Noget" if element == "maal" else "– intet mål endnu")


def test_a_chosen_goal_names_the_line_before_own_words_do() -> None:
    found = TEMPLATE.typed({"smtte_1_valgt_maal": "Ro og orden", "smtte_1_maal": "I gang"}, *GOALS)
    assert found.cell("Overblik", "B11") == "Ro og orden"


def test_the_newest_observation_is_that_of_the_latest_date_wherever_it_stands() -> None:
    typed = {
        **seen(1, 1, 1, day(10, 5), 2, "fire af seks"),
        **seen(1, 1, 2, day(8, 24), 1, "to af seks"),
        **seen(1, 3, 5, day(11, 20), 3, "fem af seks"),
        **seen(2, 4, 1, day(9), 0, "ingen"),
    }
    found = TEMPLATE.typed(typed)
    assert [found.cell("Overblik", f"{column}11") for column in "HIJ"] == [
        serial(day(11, 20)), DEGREES[3], "fem af seks",
    ]  # fmt: skip
    assert [found.cell("Overblik", f"{column}12") for column in "IJ"] == [DEGREES[0], "ingen"]
    assert [found.cell("Overblik", f"{column}13") for column in "HIJ"] == ["", "", ""]
    assert _beside(found, 1, 1) == DEGREES[2]


def test_an_observation_without_a_date_is_pointed_out_and_not_counted() -> None:
    found = TEMPLATE.typed({**seen(1, 2, 1, day(9), 1, "lidt"), **seen(1, 2, 2, None, 3, "meget")})
    assert _beside(found, 1, 2) == WORDS["smtte"]["uden_dato"]
    assert found.cell("Overblik", "I11") == DEGREES[1]


def _beside(found: Any, goal: int, sign: int) -> Any:
    """Give what stands between a sign's number and its words."""
    sheet, row, _ = TEMPLATE.places(f"svar_smtte_{goal}_tegn_{sign}")[0]
    return found.cell(sheet, f"A{row - 1}")


def test_the_signs_are_listed_on_the_first_page() -> None:
    signs = {"smtte_1_tegn_1": "Alle er i gang", "smtte_1_tegn_3": "Færre uden for døren"}
    sheet, row, column = TEMPLATE.places("svar_smtte_1_maal")[0]
    beside = TEMPLATE.book[sheet].cell(row, column + 1).coordinate
    assert TEMPLATE.typed(signs).cell(sheet, beside) == "• Alle er i gang\n• Færre uden for døren\n"
    assert TEMPLATE.typed({}).cell(sheet, beside) == WORDS["smtte"]["skriv_tegn"]


def test_last_year_s_words_stand_below_this_year_s_cells() -> None:
    for key in ELEMENTS:
        if key == "tegn":
            continue
        this, last = (TEMPLATE.places(f"{kind}_smtte_4_{key}")[0] for kind in ("svar", "felt_forrige"))
        assert (this[0], this[2]) == (last[0], last[2])
        assert last[1] - this[1] == 2
    last = {f"felt_forrige_smtte_1_tegn_{number}": f"tegn {number}" for number in (1, 2)}
    found = TEMPLATE.typed(last)
    row = TEMPLATE.places("felt_forrige_smtte_1_maal")[0][1]
    assert found.cell("SMTTE 1", f"D{row}") == "• tegn 1\n• tegn 2\n"


def test_every_sign_has_room_for_five_dated_observations() -> None:
    for key in ("dato", "grad", "ser"):
        found = [name for name in TEMPLATE.names("svar_smtte_2_tegn_") if name.endswith(f"_{key}")]
        assert len(found) == SIGNS * SEEN
    assert [degree[0] for degree in DEGREES] == ["○", "◔", "◑", "●"]
    assert all(len(degree) > 5 for degree in DEGREES)  # words, too


def test_the_pentagon_joins_all_to_all_and_shows_what_has_begun() -> None:
    charts = [part for name, part in read_parts(TEMPLATE.data).items() if name.startswith("xl/charts/chart")]
    assert len(charts) == built.GOALS
    shown = {name for name, _ in WORDS["smtte"]["elementer"].values()}
    texts = {found.text for found in etree.fromstring(charts[0]).iter("{*}t")}
    assert shown <= texts
    found = TEMPLATE.typed({"smtte_1_tiltag": "Fælles start"})
    # The third and fourth series: corners that have begun, and those that have not; -9 is out of sight.
    rows = TEMPLATE.book["SMTTE 1"]
    begun = [cell.coordinate for cell in rows[10] if isinstance(cell.value, str) and ",-9)" in cell.value]
    waits = [cell.coordinate for cell in rows[10] if isinstance(cell.value, str) and "(-9" in cell.value]
    assert len(begun) == 5
    assert [found.cell("SMTTE 1", at) == -9 for at in begun] == [True, True, True, False, True]
    assert waits == []
