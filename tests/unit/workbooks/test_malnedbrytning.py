"""The goal chain's workbook: what a goal written in words does to the sums."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from support.values import quiet

from workbooks.build.malnedbrytning.template import build
from xl_beregner.filling import Template
from xl_beregner.filling.returned import Answers

GROUP = {"indikator": "ro", "navn": "Ro", "er_del": 1, "antal": 10, "resultat": 70.0, "fortegn": 1}
SCHOOL = {"noegle": "ro", "navn": "Ro", "maaleenhed": "%", "fortegn": 1, "resultat": 70.0}


@pytest.fixture(scope="module")
def book() -> Any:
    template = Template(build(), name="malnedbrytning")
    lists: dict[str, list[dict[str, Any]]] = {
        "maalkaede_skole": [SCHOOL],
        "maalkaede_op": [SCHOOL],
        "maalkaede_grupper": [{**GROUP, "noegle": f"ro|{name}", "gruppe": name} for name in ("1A", "1B")],
    }
    given: dict[str, Any] = {slot.field: None for slot in template.slots.scalars}
    for listed in template.slots.lists:
        blank = dict.fromkeys(slot.field for slot in listed.columns)
        rows = lists.get(listed.table, [])
        given[listed.table] = [{**blank, **{key: row.get(key) for key in blank}} for row in rows]
    goals = [{"noegle": "ro|1A", "eget_mal": "bättre"}, {"noegle": "ro|1B", "eget_mal": 80}]
    answers: dict[str, Any] = {
        "maalkaede_grupper": goals,
        "maalkaede_skole": [{"noegle": "ro", "eget_mal": "fler"}],
    }
    with quiet():
        data = template.fill(given, answers=Answers(answers)).data
        return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def row(book: Any, sheet: str, key: str) -> dict[str, Any]:
    """Give the row of a key by its list's headings."""
    lines = [list(line) for line in book[sheet].values]
    (top,) = (at for at, line in enumerate(lines) if {"nyckel", "Mätetal"} <= set(line))
    place = lines[top].index("nyckel")
    (found,) = (line for line in lines[top + 1 :] if line[place] == key)
    return dict(zip(map(str, lines[top]), found, strict=True))


def test_a_goal_in_words_is_told_and_not_counted(book: Any) -> None:
    assert row(book, "Gruppernas mål", "ro|1A")["Målet är i dag"] == "⚠ skriv ett tal"
    assert row(book, "Skolans mål", "ro")["Målet är i dag"] == "⚠ skriv ett tal"
    upward = row(book, "Uppåt", "ro")
    assert upward["Om de når sina mål"] == pytest.approx(75)  # the other group stays where it is
    assert upward["Grupper med mål"] == "1 av 2"


def test_an_indicator_is_named_with_its_unit(book: Any) -> None:
    assert row(book, "Skolans mål", "ro")["Mätetal"] == "Ro (%)"
