"""Answers that come along into a new workbook: each in its cell again, or kept on "Tidligere svar"."""

from __future__ import annotations

import datetime as dt
import io
from functools import cache
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.parts import read_parts
from support.typing_in import all_text, type_in
from unit.filling.excel_shaped import part, sheet, table, values, workbook

from xl_beregner.filling import Template
from xl_beregner.filling.collect import collect_answers, read_returned
from xl_beregner.filling.earlier import Earlier, laid_together
from xl_beregner.filling.returned import Answers

SHEET = "xl/worksheets/sheet1.xml"
THIS_YEAR = {"xb_skoleaar": "2026/2027", "xb_skabelon": "aftale"}
NAMES = {
    "felt_skole_navn": "Ark1!$B$1",
    "svar_leder": "Ark1!$B$2",
    "svar_dato": "Ark1!$C$2",
    "felt_maal__noegle": "Ark1!$A$5:$A$6",
    "felt_maal__navn": "Ark1!$B$5:$B$6",
    "svar_maal__tal": "Ark1!$C$5:$C$6",
    "svar_maal__ord": "Ark1!$D$5:$D$6",
}
# A table of four columns and a formula beside it: twice the number that is typed.
ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Skole</t></is></c><c r="B1"/></row>'
    '<row r="2"><c r="A2"/><c r="B2" s="3"/><c r="C2" s="2"/></row>'
    '<row r="4"><c r="A4" t="inlineStr"><is><t>noegle</t></is></c>'
    '<c r="B4" t="inlineStr"><is><t>navn</t></is></c><c r="C4" t="inlineStr"><is><t>tal</t></is></c>'
    '<c r="D4" t="inlineStr"><is><t>ord</t></is></c><c r="E4" t="inlineStr"><is><t>dobbelt</t></is></c></row>'
    '<row r="5"><c r="A5"/><c r="B5"/><c r="C5" s="1"/><c r="D5"/><c r="E5"><f>C5*2</f><v>0</v></c></row>'
    '<row r="6"><c r="A6"/><c r="B6"/><c r="C6" s="1"/><c r="D6"/><c r="E6"><f>C6*2</f><v>0</v></c></row>'
)


def book(names: dict[str, str] = NAMES, rows: str = ROWS) -> bytes:
    columns: dict[str, str | None] = {
        "noegle": None,
        "navn": None,
        "tal": None,
        "ord": None,
        "dobbelt": "C5*2",
    }
    return workbook({"Ark1": sheet(rows)}, names, tables={"Ark1": [table(1, "tbl", "A4:E6", columns)]})


@cache
def template() -> Template:
    return Template(book())


def shown(data: bytes, cell: str) -> Any:
    """Read the value a formula's cell shows to whoever does not calculate."""
    return openpyxl.load_workbook(io.BytesIO(data), data_only=True)["Ark1"][cell].value


def fields(*keys: str | None) -> dict[str, Any]:
    return {"skole_navn": "Eksempelskolen", "maal": [{"noegle": key, "navn": f"Mål {key}"} for key in keys]}


def test_a_first_fill_never_touches_a_cell_that_belongs_to_the_school() -> None:
    plain = template().fill(fields("a", "b"))
    same = template().fill(fields("a", "b"), answers={}, earlier=())
    assert plain.data == same.data
    assert '<c r="B2" s="3"/>' in part(plain.data, SHEET)


def test_answers_stand_in_their_cells_and_the_cells_keep_their_looks() -> None:
    answers = {
        "leder": "=1+1",
        "dato": dt.date(2026, 9, 3),
        "maal": [{"noegle": "b", "tal": 7.4, "ord": "Æ & <b>"}],
    }
    filled = template().fill(fields("a", "b"), answers=answers)
    held = openpyxl.load_workbook(io.BytesIO(filled.data))["Ark1"]
    assert (held["B2"].value, held["B2"].data_type, held["B2"].number_format) == ("=1+1", "s", "@")
    assert (held["C2"].value, held["C2"].number_format) == (dt.datetime(2026, 9, 3), "mm-dd-yy")
    assert (held["C6"].value, held["C6"].number_format, held["D6"].value) == (7.4, "0.00", "Æ & <b>")
    assert held["C5"].value is None
    assert filled.homeless == ()


def test_a_formula_shows_what_the_answer_makes_it() -> None:
    rows = [{"noegle": "b", "tal": 7.25}]
    assert shown(template().fill(fields("a", "b"), answers={"maal": rows}).data, "E6") == 14.5
    # The engine stays loaded: the next workbook must not show the last one's answer.
    assert shown(template().fill(fields("a", "b"), answers={"leder": "x"}).data, "E6") == 0


def test_answers_follow_their_key_when_rows_move_come_or_go() -> None:
    answers = {"maal": [{"noegle": "a", "tal": 1}, {"noegle": "b", "tal": 2}]}
    filled = template().fill(fields("c", "b", "d", "a"), answers=answers)
    held = values(filled.data, "Ark1")
    assert [held.get(f"C{row}") for row in range(5, 9)] == [None, 2, None, 1]
    assert [shown(filled.data, f"E{row}") for row in range(5, 9)] == [0, 4, 0, 2]


def test_a_key_that_is_a_number_is_the_same_key_as_a_text() -> None:
    filled = template().fill(
        {**fields(), "maal": [{"noegle": 3, "navn": "x"}]}, answers={"maal": [{"noegle": "3", "tal": 5}]}
    )
    assert values(filled.data, "Ark1")["C5"] == 5


def test_the_school_s_own_rows_stand_below_and_keep_their_order() -> None:
    own = [{"noegle": None, "ord": "første"}, {"noegle": None}, {"noegle": None, "ord": "tredje"}]
    filled = template().fill(fields("a"), answers={"maal": own})
    held = values(filled.data, "Ark1")
    assert [held.get(f"D{row}") for row in range(5, 9)] == [None, "første", None, "tredje"]
    assert [row.get("ord") for row in collect_answers(filled.data)["maal"]] == ["første", "tredje"]


def test_an_own_row_goes_into_a_row_the_template_has_without_a_key() -> None:
    filled = template().fill(fields("a", None), answers={"maal": [{"noegle": None, "ord": "vores"}]})
    assert values(filled.data, "Ark1")["D6"] == "vores"


def test_an_own_row_that_finds_no_room_is_kept() -> None:
    blocked = ROWS + '<row r="8"><c r="A8"><v>1</v></c></row>'
    own = [{"noegle": None, "ord": f"egen {number}"} for number in range(3)]
    filled = Template(book(rows=blocked)).fill(fields("a", "b"), answers={"maal": own})
    assert values(filled.data, "Ark1")["D7"] == "egen 0"
    assert [one.value for one in filled.homeless] == ["egen 1", "egen 2"]


def test_a_date_in_a_cell_that_shows_numbers_still_shows_a_date() -> None:
    filled = template().fill(
        fields("a", "b"), answers={"maal": [{"noegle": "a", "tal": dt.date(2027, 6, 1)}]}
    )
    assert collect_answers(filled.data)["maal"][0]["tal"] == dt.date(2027, 6, 1)
    held = openpyxl.load_workbook(io.BytesIO(filled.data))["Ark1"]
    assert held["C6"].number_format == "0.00"  # its neighbour is as it was


def test_what_the_template_has_in_an_answer_cell_stays_until_the_school_empties_it() -> None:
    rows = ROWS.replace('<c r="B2" s="3"/>', '<c r="B2" s="3" t="inlineStr"><is><t>Forslag</t></is></c>')
    suggested = Template(book(rows=rows))
    assert values(suggested.fill(fields("a"), answers={"dato": 1}).data, "Ark1")["B2"] == "Forslag"
    assert values(suggested.fill(fields("a"), answers={"leder": None}).data, "Ark1").get("B2") is None


@pytest.mark.parametrize("value", [float("inf"), "x" * 40_000, dt.date(1899, 1, 1)])
def test_what_no_cell_can_hold_is_kept_in_words(value: Any) -> None:
    filled = template().fill(fields("a"), answers=Answers({"leder": value}, THIS_YEAR))
    said = "".join(str(one.value) for one in read_returned(filled.data, "x").earlier)
    assert said == (value.isoformat() if isinstance(value, dt.date) else str(value))


def test_an_answer_without_a_cell_stands_on_the_sheet_of_earlier_answers() -> None:
    answers = Answers({"gammelt": "Tekst", "maal": [{"noegle": "væk", "tal": 3.5}]}, THIS_YEAR)
    filled = template().fill(fields("a"), answers=answers)
    wanted = (
        Earlier("2026/2027", "aftale", "", "", "", "gammelt", "Tekst"),
        Earlier("2026/2027", "aftale", "maal", "væk", "", "tal", 3.5),
    )
    assert filled.homeless == wanted
    assert read_returned(filled.data, "x").earlier == wanted
    assert "Tekst" in all_text(filled.data)


KINDS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40).filter(
        lambda text: text.strip()
    ),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 6)),
    st.booleans(),
    st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)),
)
KEYS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_answer_is_lost_however_the_rows_change(data: st.DataObject) -> None:
    """Law: answers written, the rows permuted, removed, added, written again: all are found."""
    before, after = data.draw(KEYS), data.draw(KEYS)
    rows = [{"noegle": key, "tal": data.draw(KINDS), "ord": data.draw(KINDS)} for key in before]
    own = [{"noegle": None, "ord": value} for value in data.draw(st.lists(KINDS, max_size=3))]
    answers = {"leder": data.draw(KINDS), "maal": [*rows, *own]}
    first = template().fill(fields(*before), answers=answers)
    read = collect_answers(first.data)
    assert normal(read) == normal(answers)
    second = template().fill(fields(*after), answers=Answers(read, THIS_YEAR))
    again = read_returned(second.data, "x")
    kept = {(one.key, one.field): one.value for one in again.earlier}
    found = normal(collect_answers(second.data))
    for row in rows:
        for field in ("tal", "ord"):
            place = found["maal"].get((row["noegle"], field), kept.get((row["noegle"], field)))
            assert same(place, row[field])
    assert found["leder"] == normal(answers)["leder"]
    assert [one for one in found["own"]] == [plain(row["ord"]) for row in own]
    # And once more changes nothing.
    third = template().fill(
        fields(*after), answers=Answers(collect_answers(second.data), THIS_YEAR), earlier=again.earlier
    )
    assert third.data == second.data


def plain(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other if isinstance(other, (str, bool)) else one == other


def normal(answers: dict[str, Any]) -> dict[str, Any]:
    rows = answers.get("maal", [])
    keyed = {
        (row["noegle"], name): held
        for row in rows
        if row["noegle"]
        for name, held in row.items()
        if name != "noegle"
    }
    return {
        "leder": answers.get("leder"),
        "maal": keyed,
        "own": [row["ord"] for row in rows if not row["noegle"]],
    }


def test_archives_laid_together_keep_each_answer_once_and_the_newest_first() -> None:
    old = Earlier("2024/2025", "aftale", "", "", "Om", "a", 7)
    new = Earlier("2025/2026", "aftale", "", "", "", "a", 7)
    renamed = Earlier("2024/2025", "aftale", "", "", "Noget andet", "a", 7.0)
    assert laid_together([old], [new, renamed]) == (new, old)


def test_parts_nobody_asks_to_change_are_the_same_bytes() -> None:
    data = workbook(
        {"Ark1": sheet(ROWS), "Ark2": sheet("")}, NAMES, parts={"xl/theme/theme1.xml": ("", b"<a:t/>\x0a")}
    )
    plain_one, filled = (
        Template(data).fill(fields("a", "b")),
        Template(data).fill(fields("a", "b"), answers={"leder": "x"}),
    )
    before, after = read_parts(plain_one.data), read_parts(filled.data)
    assert {name for name in before if before[name] != after[name]} == {SHEET}
    kept = Template(data).fill(fields("a", "b"), answers={"intet": "x"})
    changed = {name for name, content in read_parts(kept.data).items() if before.get(name) != content}
    assert {"xl/theme/theme1.xml", SHEET, "xl/worksheets/sheet2.xml"}.isdisjoint(changed)


def test_an_answer_typed_into_the_file_comes_along() -> None:
    typed = type_in(template().fill(fields("a", "b")).data, {("maal__tal", 1): 3.25, "leder": "Åse\nØrum"})
    filled = template().fill(fields("b", "a"), answers=collect_answers(typed))
    held = values(filled.data, "Ark1")
    assert (held["C5"], held["B2"], shown(filled.data, "E5")) == (3.25, "Åse\nØrum", 6.5)
