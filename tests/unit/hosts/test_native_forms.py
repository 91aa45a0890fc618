"""Which forms of call have an ordinary formula, and how its sentences are written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.engines import formulon_values
from support.native_cases import (
    GOOD,
    SCHOOLS,
    Case,
    disagreements,
    grid,
    list_of_schools,
    sheet_of,
    table_of_pupils,
)
from support.values import ErrorValue

from xl_beregner import evaluate, texts
from xl_beregner.errors import CellError
from xl_beregner.filling.recalculate import recalculated
from xl_beregner.hosts.native import native_row
from xl_beregner.ooxml.formulas import Kind, tokenize
from xl_beregner.ooxml.values import ErrorText


@pytest.fixture(autouse=True)
def danish_again() -> Iterator[None]:
    yield
    texts.use_language("da")


# --- Arguments -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "cell", ["B2", "$B$2", "Ark!B2", "'Skolens tal'!$B2", "tblElever[[#This Row],[før]]", " B2 "]
)
def test_a_cell_may_stand_on_another_sheet_or_in_a_table(cell: str) -> None:
    found = native_row("REGRESSIONMODMIDDEL", [cell, "52", "0.85"])
    plain = native_row("REGRESSIONMODMIDDEL", ["B2", "52", "0.85"])
    assert found is not None
    assert plain is not None
    assert [one.replace(cell.strip(), "B2") for one in found] == plain


@pytest.mark.parametrize(
    "argument",
    ["B2:B31", "B:B", "tblElever[før]", "tblElever[[#This Row],[før]:[efter]]", "[1]Ark!B2", "Jan:Dec!B2",
     "navn", "B2*2", "SUM(B2:B3)", "TRUE", "#N/A", '"abc"', '"7,5"', "1E+16", "(B2)", "B2#"],
)  # fmt: skip
def test_anything_but_a_cell_or_a_number_has_no_formula(argument: str) -> None:
    assert native_row("REGRESSIONMODMIDDEL", [argument, "52", "0.85"]) is None


@pytest.mark.parametrize("blank", [None, "", '""', '" "', '"-"'])
def test_an_optional_argument_that_is_blank_is_left_out(blank: str | None) -> None:
    cells = ["B2", "C2", "D2", "E2"]
    assert native_row("FREMGANG", [*cells, blank, blank, blank]) == native_row("FREMGANG", cells)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("FREMGANG", ["B2", "C2", "3"]),  # too few
        ("FREMGANG", ["B2", None, "3", "3"]),
        ("FREMGANG", ["B2", "C2", "3", "3", None, None, "0.95", "1"]),  # too many
        ("FREMGANG", ["B2", "C2", "0", "3"]),
        ("FREMGANG", ["B2", "C2", "3", "3", None, "-1"]),
        ("FREMGANG", ["B2", "C2", "3", "3", None, None, "95"]),
        ("SANDSCORE", ["B2", "52", "15", "1.2"]),
        ("MAALCHANCE", ["B2", "0.8", "53", "1.2", "9"]),  # a spread of pupils without their number
        ("MAALCHANCE", ["B2", "0.8", "53", "1.2", "9", "40", "1.5"]),
        ("MAALCHANCE", ["B2", "0.8", "53", "1.2", "9", "40", "1", '"sidelæns"']),
        ("SKJUL", ["B2", "7.5"]),
        ("SKJUL", ["B2", "C2", "0"]),
        ("LUSFREMGANG", ["B2", '"20"']),
    ],
)
def test_a_call_the_function_refuses_whatever_its_cells_hold_has_no_formula(
    function: str, arguments: list[str | None]
) -> None:
    assert native_row(function, arguments) is None
    values = [_value(text) for text in arguments]
    with pytest.raises(CellError):
        evaluate(f"BEREGNER_{function}", *values)


def _value(text: str | None) -> Any:
    if text is None or text[0] == '"':
        return text and text[1:-1]
    return 5.0 if text[0].isalpha() else float(text)


def test_a_negative_constant_keeps_its_sign_in_the_arithmetic(tmp_path: Path) -> None:
    cases = [Case("FREMGANG", (-3.5, -1.25, 2.0, 2.0, -1.0), frozenset(range(5)))]
    sheet = sheet_of(cases, tmp_path / "negativ.xlsx")
    values, _ = sheet.by_our_engine()
    assert disagreements(cases, sheet, values) == []


def test_cells_of_a_table_are_calculated_from_their_own_row(tmp_path: Path) -> None:
    path = tmp_path / "tabel.xlsx"
    cells, wanted = table_of_pupils(path)
    found = recalculated(path.read_bytes(), cells)
    for cell, one in zip(cells, wanted, strict=True):
        assert found[cell.place] == (pytest.approx(one, rel=1e-12) if isinstance(one, float) else one or "")


# --- Words ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_sentences_are_those_of_the_language_spoken(language: str, tmp_path: Path) -> None:
    texts.use_language(language)
    cases = [case for function in GOOD for case in grid(function)][::3]
    sheet = sheet_of(cases, tmp_path / f"{language}.xlsx")
    values, withheld = sheet.by_our_engine()
    assert disagreements(cases, sheet, values, withheld=withheld) == []
    assert any(isinstance(value, str) and len(value) > 20 for value in values.values())


def test_quotes_in_a_sentence_are_doubled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = texts.say
    monkeypatch.setattr(texts, "say", lambda key, **blanks: f'"{said(key, **blanks)}" sagt')
    cases = list(grid("FREMGANG"))
    sheet = sheet_of(cases, tmp_path / "citat.xlsx")
    values, _ = sheet.by_our_engine()
    assert disagreements(cases, sheet, values) == []
    assert any(str(value).startswith('"Frem') for value in values.values())


@pytest.mark.parametrize("length", [249, 250, 251, 255, 256, 700])
def test_no_text_in_a_formula_is_longer_than_excel_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, length: int
) -> None:
    monkeypatch.setattr(texts, "say", lambda key, **blanks: 'x"y' * (length // 3) + "z" * (length % 3))
    cases = list(grid("REGRESSIONMODMIDDEL"))
    sheet = sheet_of(cases, tmp_path / "lang.xlsx")
    pieces = [token.text for cell in sheet.formulas for token in tokenize(cell.text)]
    written = [piece[1:-1].replace('""', '"') for piece in pieces if piece.startswith('"')]
    assert max(map(len, written)) <= 255
    values, _ = sheet.by_our_engine()
    assert disagreements(cases, sheet, values) == []


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_texts_of_the_real_formulas_are_within_what_excel_takes(language: str) -> None:
    texts.use_language(language)
    for function, good in GOOD.items():
        for formula in native_row(function, [f"A{at + 1}" for at in range(len(good))]) or []:
            pieces = [token.text for token in tokenize(formula) if token.kind is Kind.TEXT]
            assert all(len(piece) <= 257 for piece in pieces)


# --- RESSOURCER ------------------------------------------------------------------------------------
def shared(
    schools: list[tuple[Any, Any]], path: Path, pool: float | None = 3e6
) -> tuple[list[list[Any]], list[list[Any]]]:
    """What our engine and formulon make of the formulas of a list of schools."""
    cells = list_of_schools(path, schools, pool)
    ours, theirs = recalculated(path.read_bytes(), cells), formulon_values(path)

    def laid(values: Any) -> list[list[Any]]:
        found = [values[cell.place] for cell in cells]
        plain = [ErrorValue(str(one)) if isinstance(one, ErrorText) else one for one in found]
        return [plain[at : at + 5] for at in range(0, len(plain), 5)]

    return laid(ours), laid(theirs)


@pytest.mark.parametrize(
    "schools",
    [
        [*SCHOOLS, (0.0, 100.0)],
        [*SCHOOLS, (70.0, None)],
        [(100.0, 0.0), (50.0, None)],
        [(10.0, 1e-3), (20.0, 5e4)],
    ],
    ids=["whole", "one without an index", "nothing to share by", "far apart"],
)
def test_money_is_shared_as_the_function_shares_it(schools: list[tuple[Any, Any]], tmp_path: Path) -> None:
    wanted = evaluate("BEREGNER_RESSOURCER", *map(list, zip(*schools, strict=True)), 60000.0, 3e6)
    for found in shared(schools, tmp_path / "penge.xlsx"):
        for row, expected in zip(found, wanted, strict=True):
            for seen, one in zip(row, expected, strict=True):
                assert seen == (pytest.approx(one, rel=1e-12) if isinstance(one, float) else one or "")


@pytest.mark.parametrize(
    ("odd", "code"),
    [
        ((-5.0, 100.0), "#NUM!"),
        ((100.0, -1.0), "#NUM!"),
        (("7,5", 100.0), "#VALUE!"),
        ((50.0, "abc"), "#VALUE!"),
    ],
)
def test_one_cell_that_will_not_do_stops_the_whole_sharing(
    odd: tuple[Any, Any], code: str, tmp_path: Path
) -> None:
    for found in shared([*SCHOOLS, odd], tmp_path / "penge.xlsx"):
        assert {one.code for row in found for one in row} == {code}


def test_sharing_without_a_pool_is_not_available(tmp_path: Path) -> None:
    for found in shared(SCHOOLS, tmp_path / "penge.xlsx", pool=None):
        assert {one.code for row in found for one in row} == {"#N/A"}


def test_sharing_needs_the_whole_columns() -> None:
    arguments = ["A2", "B2", "60000", "3000000"]
    assert native_row("RESSOURCER", arguments) is None
    assert native_row("RESSOURCER", arguments, ["A2:A9", None]) is None
    assert native_row("RESSOURCER", arguments, ["A2:A9", "B2"]) is None
    assert native_row("RESSOURCER", arguments, ["tblSkoler[elever]", "tblSkoler[indeks]"]) is not None
