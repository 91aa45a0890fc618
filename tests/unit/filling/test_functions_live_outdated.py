"""A value that is sent without its function says so itself when the cells behind it change."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from support.engines import formulon_values, libreoffice_values
from support.values import same_value
from unit.filling.live_book import template

from xl_beregner.filling import Template
from xl_beregner.filling.functions_forms import Form

# What the held cell hangs on: D1:F8 by range, H1:H4 single cells, J:J a whole column.
ASKED = "BEREGNER_MAALT(D1:E8,F1:F8,H1,H2,H3,H4,I1,J:J)"
ANSWER = [[7.123456789012345, 'frem, "ja"', None], [-3.0, "x" * 300, 1e-7]]
NAMES = ("Ålund", "Østby Skole", "Æblehaven", "b", "b", "Skolen ved Søerne", "Å", "y")
NUMBERS = (0.0, 12.5, -3.0, 1e6, 0.1 + 0.2, 7.0, None, 5.0)
FRACTIONS = (0.25, 0.5, None, 0.125, 1.0, 0.0, 3.0, 2.0)


def lay(sheet: Any) -> None:
    """Put the inputs and the held cells on a sheet."""
    for row, line in enumerate(zip(NAMES, NUMBERS, FRACTIONS, strict=True)):
        for column, value in enumerate(line):
            if value is not None:
                sheet.write(row, 3 + column, value)
    for row, value in enumerate((3.5, "tekst", None, 0)):
        if value is not None:
            sheet.write(row, 7, value)
    sheet.write_column("J1", [3, "ord", 5])
    for cell in ("I1", "J4"):
        sheet.write_formula(cell, '=""')  # shows nothing and is no blank
    sheet.write_array_formula("A10:C11", "{" + ASKED + "}")


def sent() -> bytes:
    made = Template(template(lay, column="=1"))
    how = {"evaluator": lambda name, *arguments: ANSWER, "form": Form("native")}
    filled = made.fill({"maal": 1.0, "elever": []}, **how)
    assert filled.warnings == ()
    return filled.data


def swap(one: str, other: str) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet[one].value, sheet[other].value = sheet[other].value, sheet[one].value

    return change


def put(cell: str, value: Any) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet[cell].value = value

    return change


def both(*changes: Callable[[Worksheet], None]) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        for one in changes:
            one(sheet)

    return change


CHANGES = {
    "a number": put("E2", 12.6),
    "the last digits of a number": put("E6", 7.000001),
    "a number's sign": put("E3", 3),
    "two numbers change places": swap("E3", "E6"),
    "a number moves to the cell beside it": swap("E7", "E6"),
    "a number goes": put("E4", None),
    "a zero goes": put("E1", None),
    "a zero comes": put("E7", 0),
    "a number becomes its own text": put("E2", "12.5"),
    "a number becomes an error": put("E2", "#N/A"),
    "a fraction": put("F4", 0.126),
    "one up, another down": both(put("E6", 8), put("E8", 4)),
    "a letter": put("D1", "Alund"),
    "the case of a letter": put("D4", "B"),
    "two letters change places": put("D3", "Æblehavne"),
    "two names change places": swap("D1", "D7"),
    "a name goes": put("D8", None),
    "a name becomes a number": put("D8", 3),
    "a name becomes longer": put("D8", "yy"),
    "a single number": put("H1", 3.6),
    "a single number goes": put("H1", None),
    "a single text": put("H2", "Tekst"),
    "a single text's letters change places": put("H2", "tetks"),
    "a single text grows": put("H2", "tekst "),
    "a single text becomes a number": put("H2", 12345),
    "a single blank": put("H3", 0),
    "a single blank becomes text": put("H3", "a"),
    "a single zero": put("H4", None),
    "a formula that showed nothing goes": put("I1", None),
    "a formula that showed nothing goes from a column": put("J4", None),
    "a column grows": put("J5", 9),
    "a cell far down a column": put("J900", "x"),
    "a column's cell": put("J2", "Ord"),
}
NO_CHANGES = {
    "nothing": both(),
    "another cell": put("K1", 5),
    "a blank stays blank": put("E7", None),
}
HELD = [f"{column}{row}" for row in (10, 11) for column in "ABC"]


def changed(folder: Path, changes: Sequence[Callable[[Worksheet], None]]) -> list[Path]:
    """Write a workbook for each change, as if somebody typed it in."""
    source = folder / "sendt.xlsx"
    source.write_bytes(sent())
    found = []
    for number, change in enumerate(changes):
        book = openpyxl.load_workbook(source)
        change(book["Bl å"])
        found.append(folder / f"{number}.xlsx")
        book.save(found[-1])
    return found


def held(values: dict[Any, Any]) -> list[Any]:
    return [values.get(("Bl å", row, column)) for row in (10, 11) for column in (1, 2, 3)]


def test_what_is_sent_knows_none_of_our_functions_and_fits_excel() -> None:
    book = openpyxl.load_workbook(io.BytesIO(sent()))
    texts = [str(book["Bl å"][cell].value) for cell in HELD]
    assert all(text.startswith("=IF(IFERROR(") and len(text) < 8192 for text in texts)
    assert not any("BEREGNER_" in text for text in texts)
    for text in texts:  # Excel takes at most 255 letters between two quotes
        assert max(map(len, re.findall(r'"((?:[^"]|"")*)"', text))) <= 255


def test_no_text_of_the_inputs_stays_behind_in_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(sent()))
    texts = "".join(str(book["Bl å"][cell].value) for cell in HELD)
    assert not any(name in texts for name in ("Ålund", "Skole", "haven", "tekst", "ord"))


@pytest.mark.parametrize("name", [*CHANGES, *NO_CHANGES])
def test_formulon_sees_each_change_and_nothing_else(name: str, tmp_path: Path) -> None:
    pytest.importorskip("formulon")
    (workbook,) = changed(tmp_path, [{**CHANGES, **NO_CHANGES}[name]])
    _judge(name, held(formulon_values(workbook)))


@pytest.mark.prove
def test_libreoffice_sees_each_change_and_nothing_else(tmp_path: Path) -> None:
    every = {**CHANGES, **NO_CHANGES}
    found = libreoffice_values(changed(tmp_path, list(every.values())))
    for name, values in zip(every, found, strict=True):
        _judge(name, held(values))


def _judge(name: str, cells: list[Any]) -> None:
    if name in CHANGES:
        assert cells == ["forældet"] * 6, name
    else:
        pairs = zip(cells, ANSWER[0] + ANSWER[1], strict=True)
        assert [pair for pair in pairs if not same_value(*pair, 1e-12)] == [], name
