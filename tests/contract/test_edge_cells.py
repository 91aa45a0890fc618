"""Cells as they really stand on a sheet: whole columns, Danish numbers, error cells, LUS points, grades."""

from __future__ import annotations

import time

import numpy as np
import pytest
from support.good_cells import good

from xl_beregner.catalog import ROW_KINDS, Kind, specs
from xl_beregner.errors import CellTypeError, ValueRangeError
from xl_beregner.hosts.engine import evaluate

ROWS_OF_A_SHEET = 1_048_576
USED = 400
SPECS = sorted(specs().values(), key=lambda spec: spec.name)
TALL = (*ROW_KINDS, Kind.NUMBERS, Kind.WORDS, Kind.TABLE, Kind.CELLS, Kind.MODEL)


def flat(cells):
    """Lay a column out as xlwings does by itself: a list of cells."""
    return cells + [None] * (ROWS_OF_A_SHEET - len(cells))


def rows(cells):
    """Lay a range out as a sheet does: rows of cells."""
    laid = [cell if isinstance(cell, list) else [cell] for cell in cells]
    return laid + [[None] * len(laid[0])] * (ROWS_OF_A_SHEET - len(laid))


def numpy_rows(cells):
    """Lay numbers out as an array: blanks are NaN."""
    laid = np.full((ROWS_OF_A_SHEET, 1), np.nan)
    laid[: len(cells), 0] = [np.nan if cell is None else cell for cell in cells]
    return laid


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_whole_column_is_answered_as_what_is_used_of_it(spec):
    given = [good(spec, parameter) for parameter in spec.parameters]
    tall = [
        rows(cells) if parameter.kind in TALL and isinstance(cells, list) else cells
        for parameter, cells in zip(spec.parameters, given, strict=True)
    ]
    assert evaluate(spec.excel_name, *tall) == evaluate(spec.excel_name, *given)


@pytest.mark.parametrize("lay_out", [flat, rows, numpy_rows])
def test_400_used_rows_of_a_whole_column_take_well_under_a_second(lay_out):
    before = [40.0 + row % 17 for row in range(USED)]
    after = [45.0 + row % 23 if row % 50 else None for row in range(USED)]
    tall = lay_out(before), lay_out(after)
    started = time.perf_counter()
    answer = evaluate("BEREGNER_FREMGANG", *tall, 3.4, 3.4)
    took = time.perf_counter() - started
    assert answer == evaluate("BEREGNER_FREMGANG", before, after, 3.4, 3.4)
    assert len(answer) == USED
    assert answer[50] == [None] * 6
    assert took < 1


def test_a_cell_far_down_a_whole_column_is_not_cut_away():
    values = flat([7.0])
    values[50_000] = 8.0
    answer = evaluate("BEREGNER_SKJUL", values, 12)
    assert len(answer) == 50_001
    assert answer[0] == [7.0]
    assert answer[-1] == [8.0]


def test_columns_of_which_one_is_used_further_down_are_cut_at_one_place():
    assert evaluate("BEREGNER_SKJUL", flat([7.0, 8.0]), flat([9.0])) == [[7.0], ["antal elever ukendt"]]
    assert evaluate("BEREGNER_SKJUL", flat([7.0]), flat([9.0, 9.0])) == [[7.0], [None]]


def test_blank_text_at_the_end_of_a_column_is_no_row():
    # What a formula that gives "" leaves behind.
    values = [7.0] + [""] * 20_000
    assert evaluate("BEREGNER_SKJUL", values, [9.0] + [""] * 20_000) == [[7.0]]


@pytest.mark.parametrize("number", ["7,5", " 7,5 ", "7.5", "7,50", "+7,5", "750e-2"])
def test_a_number_kept_as_text_is_the_number(number):
    assert evaluate("BEREGNER_SKJUL", number, "12") == [[7.5]]
    assert evaluate("BEREGNER_FREMGANG", number, 9, "3,4", "3,4") == evaluate(
        "BEREGNER_FREMGANG", 7.5, 9, 3.4, 3.4
    )


@pytest.mark.parametrize("error", ["#I/T", "#N/A", "#SAKNAS!", "#VÆRDI!", "#DIVISION/0!", "#NAVN?"])
@pytest.mark.parametrize("name", ["FREMGANG", "STATUS", "SKJUL", "SANDSCORE", "PROGRESSION", "BASELINE"])
def test_an_error_cell_is_told_with_its_argument_and_row(name, error):
    spec = specs()[name]
    place = next(n for n, p in enumerate(spec.parameters) if p.kind is Kind.COLUMN)
    given = [good(spec, parameter) for parameter in spec.parameters]
    given[place] = [*given[place][:3], error, *given[place][4:]]
    with pytest.raises(CellTypeError) as told:
        evaluate(spec.excel_name, *given)
    assert "Række 4" in str(told.value)
    assert error in str(told.value)


def test_an_infinite_number_is_told_with_its_argument_and_row():
    with pytest.raises(ValueRangeError, match="antal: Række 2"):
        evaluate("BEREGNER_SKJUL", [7.5, 8.0], [12.0, float("inf")])


@pytest.mark.parametrize("truth", [True, False, "SAND", "FALSK"])
def test_a_truth_value_is_no_number_and_never_one_or_zero(truth):
    with pytest.raises(CellTypeError):
        evaluate("BEREGNER_SKJUL", [7.5, truth], [12, 12])


# --- LUS ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("point", ["18a", "18A", " 18 a ", "LUS 18a"])
def test_18a_is_the_point_after_17(point):
    assert evaluate("BEREGNER_LUSFREMGANG", 17, point)[0][0] == 1.0
    assert evaluate("BEREGNER_LUSFREMGANG", point, "18b")[0][0] == 1.0


@pytest.mark.parametrize("point", ["18", 18.0, "20", 0.0, "18d", "-3", 7.5])
def test_what_is_no_lus_point_is_refused_with_its_row(point):
    with pytest.raises(ValueRangeError) as told:
        evaluate("BEREGNER_LUSFREMGANG", ["1", point], ["2", "3"])
    assert "2" in str(told.value)


def test_points_are_counted_in_their_order_and_never_averaged():
    points = ["18a"] * 3 + ["17"] * 3 + ["9", 15.0]
    figures = {row[0]: row for row in evaluate("BEREGNER_LUSFORDELING", points)}
    assert figures["midten"][1] == "17"


# --- Grades ------------------------------------------------------------------------------------
def problems(*scores):
    table = [["Elev-id", "Fag", "Prøve", "Dato", "Score", "Skala"]]
    table += [
        [str(n), "Dansk", "Afgang", "2026-06-01", score, "karakter"] for n, score in enumerate(scores, 1)
    ]
    return [row[0] for row in evaluate("BEREGNER_KONTROL", table)]


def test_the_grades_minus_3_and_00_are_grades():
    grades = ["-3", "00", "02", "4", "7", "10", "12", -3.0, 0.0, 2.0, "−3"]
    assert not [told for told in problems(*grades) if "7-trins-skalaen" in told]
    assert [told for told in problems("-3", "00", "01") if "7-trins-skalaen" in told]


@pytest.mark.parametrize(("written", "grade"), [("-3", -3.0), ("−3", -3.0), ("00", 0.0), ("02", 2.0)])
def test_a_grade_kept_as_text_is_its_number_and_00_is_not_blank(written, grade):
    assert evaluate("BEREGNER_SKJUL", [written, None], [12, 12]) == [[grade], [None]]
    assert evaluate("BEREGNER_STATUS", written, 0.2, "02") == evaluate("BEREGNER_STATUS", grade, 0.2, 2.0)


def test_a_lone_minus_is_blank_and_not_minus_three():
    assert evaluate("BEREGNER_SKJUL", ["-", "-3"], [12, 12]) == [[None], [-3.0]]
