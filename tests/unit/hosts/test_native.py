"""The ordinary formulas say what the functions say, cell by cell; calculated by two engines.

LibreOffice's word on the same cases stands in ``tests/e2e/test_native_in_calc.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.engines import formulon_values
from support.native_cases import GOOD, Case, Sheet, disagreements, expected, grid, sheet_of
from support.values import Address, ErrorValue, Scalar

from xl_beregner.catalog import specs
from xl_beregner.filling.check_formulas import formula_faults
from xl_beregner.filling.functions_known import KNOWN, NEEDS_LANGUAGE, NEWER_THAN_2007, VOLATILE
from xl_beregner.hosts.native import NATIVE, NOT_NATIVE, native_row, why_not
from xl_beregner.ooxml.formulas import Kind, function_names, is_understood, tokenize
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.workbook import Workbook

CASES = [case for function in GOOD for case in grid(function)]
# The filler's engine gives no value where a number with decimals, or TRUE, stands where a word belongs:
# how that reads depends on the language.
NOT_A_WORD = (15.5, 0.5, 1.5, True)


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Sheet:
    return sheet_of(CASES, tmp_path_factory.mktemp("native") / "tal.xlsx")


@pytest.fixture(scope="module")
def calculated(sheet: Sheet) -> tuple[dict[Address, Scalar], set[Address]]:
    """The values by our engine, and the answers it withholds."""
    return sheet.by_our_engine()


# --- Which functions -----------------------------------------------------------------------------
def test_every_function_has_an_ordinary_formula_or_a_reason_why_not() -> None:
    assert set(NOT_NATIVE) | NATIVE == set(specs())
    assert not set(NOT_NATIVE) & NATIVE


def test_each_reason_is_told_and_a_native_function_has_none() -> None:
    assert all((why_not(function) or "").endswith(".") for function in NOT_NATIVE)
    assert [why_not(function) for function in NATIVE] == [None] * len(NATIVE)


def test_the_name_may_have_its_prefix() -> None:
    assert native_row("BEREGNER_SKJUL", ["A2", "B2"]) == native_row("SKJUL", ["A2", "B2"])
    assert why_not("BEREGNER_MODEL") == why_not("MODEL")


def test_a_function_without_a_formula_gives_none_and_so_does_an_unknown_one() -> None:
    assert native_row("BASELINE", ["A2", "B2", "C2"]) is None
    assert native_row("UDJAEVN", ["A2", "B2", "4"]) is None
    assert native_row("FINDESIKKE", ["A2"]) is None


# --- The same answers ------------------------------------------------------------------------------
def test_every_kind_of_cell_gives_what_the_function_gives(
    sheet: Sheet, calculated: tuple[dict[Address, Scalar], set[Address]]
) -> None:
    values, withheld = calculated
    assert len(values) > 2000
    assert disagreements(CASES, sheet, values, withheld=withheld) == []


def test_the_engine_withholds_only_what_is_no_word(
    calculated: tuple[dict[Address, Scalar], set[Address]],
) -> None:
    rows = {row for _, row, _ in calculated[1]}
    assert 0 < len(rows) < 12
    for row in rows:
        case = CASES[row - 1]
        assert any(value is odd or value == odd for odd in NOT_A_WORD for value in case.cells), case


def test_a_second_engine_says_the_same(tmp_path: Path) -> None:
    cases = CASES[::7]  # tests/e2e/test_native_in_calc.py asks it about all of them
    sheet = sheet_of(cases, tmp_path / "tal.xlsx")
    assert disagreements(cases, sheet, formulon_values(sheet.path)) == []


@pytest.mark.parametrize("function", GOOD)
def test_the_cases_hold_answers_and_every_kind_of_refusal(function: str) -> None:
    answers = [expected(case) for case in CASES if case.function == function]
    codes = {one.code for row in answers for one in row if isinstance(one, ErrorValue)}
    assert codes == {"#VALUE!", "#NUM!"}
    assert any(isinstance(one, float) for row in answers for one in row)
    assert any(all(one is None for one in row) for row in answers)


score = st.floats(-500, 500).map(lambda number: round(number, 6))
above = st.floats(0.05, 60).map(lambda number: round(number, 6))
share = st.floats(0.01, 0.99)
RANDOM: dict[str, list[Any]] = {
    "FREMGANG": [score, score, above, above, score, above, share],
    "SANDSCORE": [score, score, above, share, share],
    "REGRESSIONMODMIDDEL": [score, score, share],
    "LUSFREMGANG": [st.integers(1, 17).map(float), st.sampled_from(["18a", "18b", "18c", "19", "3"])],
    "STATUS": [score, st.one_of(above, st.just(0.0)), score, st.sampled_from(["op", "ned"])],
    "MAALCHANCE": [
        score, above, score, above, above, st.integers(1, 900).map(float), st.integers(1, 10).map(float),
        st.sampled_from(["op", "ned"]), above, score,
    ],
    "MAALEKSPERT": [
        score, above, above, above, st.integers(1, 900).map(float), st.integers(1, 10).map(float),
        st.sampled_from(["op", "ned"]), above,
    ],
    "SKJUL": [score, st.integers(0, 30).map(float), st.integers(1, 20).map(float)],
}  # fmt: skip


@pytest.mark.prove
@pytest.mark.parametrize("function", GOOD)
@settings(max_examples=15, deadline=None, derandomize=True)
@given(data=st.data())
def test_any_numbers_give_what_the_function_gives(
    function: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    row = st.tuples(*RANDOM[function])
    cases = [Case(function, cells) for cells in data.draw(st.lists(row, min_size=5, max_size=15))]
    sheet = sheet_of(cases, tmp_path_factory.getbasetemp() / f"{function}.xlsx")
    values, withheld = sheet.by_our_engine()
    assert withheld == set()
    assert disagreements(cases, sheet, values) == []


def test_a_result_that_differs_from_its_target_by_rounding_has_reached_it(tmp_path: Path) -> None:
    cases = [Case("STATUS", (1 - 0.9, error, 0.1, "op"), frozenset({3})) for error in (None, 0.0, 0.2, 1e-3)]
    sheet = sheet_of(cases, tmp_path / "status.xlsx")
    values, withheld = sheet.by_our_engine()
    assert disagreements(cases, sheet, values, withheld=withheld) == []
    assert [values[places[0]] for places in sheet.answers] == ["på eller over målet"] * 4


def test_a_result_a_few_billionths_short_has_not_reached_its_target(tmp_path: Path) -> None:
    cases = [Case("STATUS", (1 - 5e-9, error, 1.0, "op")) for error in (None, 0.0, 0.2)]
    sheet = sheet_of(cases, tmp_path / "status.xlsx")
    values, withheld = sheet.by_our_engine()
    assert disagreements(cases, sheet, values, withheld=withheld) == []
    assert [values[places[0]] for places in sheet.answers] == ["under målet"] * 3


# --- Where they differ, as docs/decisions/native-formulas.md lists --------------------------------
@pytest.mark.parametrize("text", ["7,5", "7.5", "75", "1.000", "-"])
def test_a_number_that_is_text_is_refused_and_never_guessed(text: str, tmp_path: Path) -> None:
    good = GOOD["FREMGANG"]
    cases = [Case("FREMGANG", (*good[:at], text, *good[at + 1 :])) for at in range(len(good))]
    sheet = sheet_of(cases, tmp_path / "tekst.xlsx")
    ours, _ = sheet.by_our_engine()
    for values in (ours, formulon_values(sheet.path)):
        seen = {values.get(place) for places in sheet.answers for place in places}
        assert seen == {ErrorValue("#VALUE!")}


def test_a_blank_lus_point_blanks_the_row_whatever_stands_beside_it(tmp_path: Path) -> None:
    sheet = sheet_of([Case("LUSFREMGANG", (None, "abc"))], tmp_path / "lus.xlsx")
    values, _ = sheet.by_our_engine()
    assert [values[place] for place in sheet.answers[0]] == ["", ""]


# --- The form of the formulas ----------------------------------------------------------------------
def formulas() -> list[str]:
    found = []
    for function, good in GOOD.items():
        references = [f"'Skolens tal'!$AB${at + 1000}" for at in range(len(good))]
        found += native_row(function, references) or []
    return found + (native_row("RESSOURCER", *RESOURCES) or [])


RESOURCES = (["B2", "C2", "F1", "F2"], ["B$2:B$25", "C$2:C$25"])


def test_formulas_are_short_and_shallow_enough_for_excel() -> None:
    found = formulas()
    assert len(found) == 32
    assert max(map(len, found)) < 5000  # Excel takes 8,192
    assert max(map(depth, found)) < 16  # Excel takes 64


def test_formulas_use_old_functions_that_our_engine_knows_and_no_locale() -> None:
    used = set().union(*map(function_names, formulas()))
    assert used <= KNOWN.keys()
    assert not used & (NEWER_THAN_2007 | NEEDS_LANGUAGE | VOLATILE)


def test_the_template_check_has_no_objection_to_the_formulas(tmp_path: Path) -> None:
    sheet = sheet_of([Case(function, good) for function, good in GOOD.items()], tmp_path / "ark.xlsx")
    data = sheet.path.read_bytes()
    assert [str(fault) for fault in formula_faults(Workbook(Package(data, "ark.xlsx")), data)] == []


def test_every_piece_of_a_formula_is_understood() -> None:
    assert all(is_understood(formula) for formula in formulas())


def depth(formula: str) -> int:
    deepest = level = 0
    for token in tokenize(formula):
        level += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
        deepest = max(deepest, level)
    assert level == 0
    return deepest
