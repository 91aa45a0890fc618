"""The sheets on the last agreement, and that the year's own formulas judge a goal as `fields.goals` does.

The second is proved on a workbook filled with answers: the values its formulas are stored with, row by
row, against the goals that the same answers make in a dataset.
"""

from __future__ import annotations

import io
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.agreed import agreed, based_on, said
from unit.workbooks import built_template as built

from xl_beregner import texts
from xl_beregner.dataset import Dataset, load_dataset
from xl_beregner.fields import school_fields
from xl_beregner.fields.goals.goals import certainty_word, goals, observed_word
from xl_beregner.filling import Template

EXAMPLE = Path(__file__).resolve().parents[3] / "workbooks" / "eksempel" / "koebenhavn"
SCHOOL, YEAR = "101005", 2024
_BASIS = ("baseline", "forudsagt", "sd", "frihedsgrader", "fortegn", "synlig", "mindste", "stoerste")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return load_dataset(EXAMPLE)


def opened(data: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says which parts it does not know: sparklines
        return openpyxl.load_workbook(io.BytesIO(data), data_only=True)


def filled(dataset: Dataset, year: int) -> bytes:
    fields = dict(school_fields(dataset, year, "fortrolig").fields(SCHOOL))
    return Template(built.data()).fill(fields).data


# --- the formulas of the year's own sheets -------------------------------------------------------
def answers_of(fields: Any) -> dict[str, dict[str, Any]]:
    """Type something of every kind: proposals, changes, later dates, adjustments, the impossible."""
    found: dict[str, dict[str, Any]] = {}
    for place, row in enumerate(fields["forslag"]):
        target = row[f"maal_{place % 3 + 1}"]
        if target is None:
            target = 5.0
        typed: dict[str, Any] = {"maal": round(target, row["decimaler"])}
        if place % 4 == 1 and row["baseline"] is not None:
            typed = {"maaltype": "Progression", "maal": round(target - row["baseline"], 3)}
        if place % 5 == 2:
            typed["senest"] = "2025/2026"
        if place % 5 == 3:
            typed["senest"] = "2024/2025"
        if place % 3 == 2:
            typed["justeret"] = round(target, row["decimaler"]) + row["fortegn"] * -1.0
        found[row["noegle"]] = typed
    return found


def test_the_formulas_of_a_filled_workbook_and_the_goals_of_a_dataset_agree(dataset: Dataset) -> None:
    fields = school_fields(dataset, YEAR, "fortrolig").fields(SCHOOL)
    typed = answers_of(fields)
    shown = _cached(fields, typed)
    rows = said(
        SCHOOL,
        YEAR,
        {
            "aftale": {key: _without_adjusted(row) for key, row in typed.items()},
            "evaluering": {
                key: {"justeret": row["justeret"]} for key, row in typed.items() if "justeret" in row
            },
        },
    )
    basis = [
        one
        for row in fields["aftale"]  # type: ignore[union-attr]
        for one in based_on(SCHOOL, YEAR, **{row["noegle"]: {key: row[key] for key in _BASIS}})
    ]
    found = {goal.indicator: goal for goal in goals(agreed(dataset, rows, basis), YEAR, "fortrolig")}
    assert set(found) == set(shown) == set(typed)
    for key, native in shown.items():
        goal = found[key]
        assert (native["observeret"] or "") == observed_word(goal), key
        assert (native["sikkerhed"] or "") == certainty_word(goal), key
        assert native["niveau"] == pytest.approx(goal.level), key
        if goal.due == goal.agreed:
            assert (native["chance"] or None) == (goal.chance and pytest.approx(goal.chance, rel=1e-9)), key
    kinds = {goal.observed for goal in found.values()}
    assert {"at_or_above", "below", "later"} <= kinds
    assert len({goal.certainty for goal in found.values()}) >= 4
    assert sum(goal.adjusted is not None for goal in found.values()) >= 3


def _cached(fields: Any, typed: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Give what the formulas of a workbook filled with these answers hold as values, by indicator."""
    answers = {
        "aftale": [{"noegle": key, **_without_adjusted(row)} for key, row in typed.items()],
        "evaluering": [
            {"noegle": key, "justeret": row["justeret"]} for key, row in typed.items() if "justeret" in row
        ],
    }
    found = Template(built.data()).fill(dict(fields), answers=answers)
    assert found.homeless == ()
    book = opened(found.data)
    shown: dict[str, dict[str, Any]] = {key: {} for key in typed}
    for table, names in (("aftale", ("niveau", "chance")), ("evaluering", ("observeret", "sikkerhed"))):
        sheet, top = book[built.LISTS[table]], built.row_of_headings(table)
        key_at = built.column_of(table, "noegle")
        for row in range(top + 1, top + 1 + len(fields[table])):
            key = sheet.cell(row, key_at).value
            for name in names:
                shown[key][name] = sheet.cell(row, built.column_of(table, name)).value
    return shown


def _without_adjusted(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "justeret"}


def test_the_words_of_status_are_those_of_the_years_own_sheet() -> None:
    said_ = built.words()["evaluering"]
    pairs = {
        "observeret.at_or_above": "over", "observeret.below": "under", "observeret.at_or_below": "over_ned",
        "observeret.above": "under_ned", "observeret.awaited": "afventer", "observeret.later": "senere",
        "sikkerhed.reached": "naaet", "sikkerhed.probably_reached": "sandsynligvis",
        "sikkerhed.undecided": "uafgjort", "sikkerhed.probably_not_reached": "sandsynligvis_ikke",
        "sikkerhed.not_reached": "ikke_naaet", "sikkerhed.unknown": "ukendt",
    }  # fmt: skip
    for key, word in pairs.items():
        assert texts.say(f"fields.aftalt.{key}", "da") == said_[word], key


# --- the sheets on the last agreement ------------------------------------------------------------
@pytest.fixture(scope="module")
def next_year(dataset: Dataset) -> Any:
    rows = said(
        SCHOOL,
        YEAR,
        {
            "aftale": {"karaktergennemsnit": {"maal": 8.9, "tiltag": "Læsebånd"}},
            "evaluering": {"karaktergennemsnit": {"justeret": 7.5, "leder": "=SUM(1;1) er ingen formel"}},
        },
        aftale_dato=date(2024, 9, 2), egen_1_maal="Ro",
    )  # fmt: skip
    return opened(filled(agreed(dataset, rows), YEAR + 1))


def test_goal_status_and_words_stand_on_the_sheet(next_year: Any) -> None:
    sheet = next_year["Sidste aftale"]
    top = built.row_of_headings("sidste_aftale")
    row = {key: sheet.cell(top + 1, built.column_of("sidste_aftale", key)).value for key in
           ("navn", "niveau", "justeret", "resultat", "observeret", "tiltag", "leder")}  # fmt: skip
    assert (row["niveau"], row["justeret"], row["tiltag"]) == (8.9, 7.5, "Læsebånd")
    assert row["observeret"] == "✓ på eller over målet"
    assert row["leder"] == "=SUM(1;1) er ingen formel"
    assert sheet.cell(top + 2, 1).value is None
    assert sheet["A1"].value.endswith("· Sidste aftale 2024/2025")
    own = next_year["Sidste egne mål"]
    assert own.cell(built.row_of_headings("sidste_egne") + 1, 2).value == "Ro"


def test_a_school_without_an_agreement_reads_one_sentence_on_both_sheets(dataset: Dataset) -> None:
    book = opened(filled(dataset, 2026))
    sheet, row, column = built.places("felt_sidste_linje")[0]
    said_ = book[sheet].cell(row, column).value
    assert said_.startswith("Der er ingen aftalte mål fra et tidligere skoleår.")
    assert said_ in {cell.value for line in book["Sidste egne mål"].iter_rows() for cell in line}
    for name in ("Sidste aftale", "Sidste egne mål"):
        values = {cell.value for line in book[name].iter_rows() for cell in line}
        assert not values & {0, "#N/A", "#VALUE!"}
        assert book[name]["A1"].value.endswith(f"· {name}")


def test_an_agreement_without_own_goals_says_so(dataset: Dataset) -> None:
    rows = said(SCHOOL, YEAR, {"aftale": {"karaktergennemsnit": {"maal": 8.9}}})
    book = opened(filled(agreed(dataset, rows), YEAR + 1))
    values = {cell.value for line in book["Sidste egne mål"].iter_rows() for cell in line}
    assert built.words()["sidste_egne"]["ingen"] in values
