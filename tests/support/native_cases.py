"""Rows of cells for ordinary formulas, a workbook of them, and what the functions say to the same cells.

A formula knows its own row only, the function its whole columns: each row is asked about together with a
good one, so that a blank is a blank in a column and not a column left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
from support.values import Address, ErrorValue, Scalar
from xlsxwriter.utility import xl_rowcol_to_cell

from xl_beregner import evaluate
from xl_beregner.catalog import Kind, specs
from xl_beregner.errors import CellError
from xl_beregner.filling.recalculate import FormulaCell, recalculated
from xl_beregner.hosts.native import native_row
from xl_beregner.ooxml.values import ErrorText

SHEET = "Ark"
EMPTY_TEXT = ""  # what a formula that shows nothing leaves in its cell
NA, TEXT = "#N/A", "abc"

# Good rows, every argument given.
GOOD: Mapping[str, tuple[Any, ...]] = {
    "FREMGANG": (32.5, 47.5, 3.354, 3.1, 2.0, 0.8, 0.9),
    "SANDSCORE": (61.0, 52.0, 15.0, 0.85, 0.9),
    "REGRESSIONMODMIDDEL": (31.0, 52.0, 0.85),
    "LUSFREMGANG": (15.0, "18a"),
    "STATUS": (7.4, 0.2, 7.5, "op"),
    "MAALCHANCE": (52.0, 0.8, 53.0, 1.2, 9.0, 40.0, 2.0, "op", 0.7, 0.3),
    "MAALEKSPERT": (52.0, 0.8, 1.2, 9.0, 40.0, 3.0, "ned", 0.7),
    "SKJUL": (7.4, 12.0, 5.0),
}
NUMBERS = (None, EMPTY_TEXT, 0.0, -1.0, 0.5, 1.0, 1.5, 5.0, 12.0, TEXT, NA, True)
WORDS = ("op", "Ned", " NEDAD ", "upp", "neråt", "down", "sidelæns", None, EMPTY_TEXT, NA, 1.0, True)
POINTS = (None, EMPTY_TEXT, 1.0, 17.0, "18A", "18 b", "18c", 19.0, "19", 18.0, 15.5, TEXT, NA, True)


@dataclass(frozen=True)
class Case:
    """A call for one row: what each argument's cell holds, or the constant written in the formula."""

    function: str
    cells: tuple[Any, ...]
    constants: frozenset[int] = field(default_factory=frozenset)


def grid(function: str) -> Iterator[Case]:
    """The good row; each cell in turn of every kind; arguments left out; constants in place of cells."""
    good = GOOD[function]
    yield Case(function, good)
    for at, parameter in enumerate(specs()[function].parameters):
        for value in _kinds(parameter.kind):
            yield Case(function, (*good[:at], value, *good[at + 1 :]))
    for length in range(_required(function), len(good)):
        if not _half_a_pair(function, length):
            yield Case(function, good[:length])
            yield Case(function, good[:length], frozenset(range(1, length)))
    yield Case(function, good, frozenset(range(len(good))))
    for words in ("op", "ned") if "direction" in _names(function) else ():
        at = _names(function).index("direction")
        yield Case(function, (*good[:at], words, *good[at + 1 :]), frozenset({at}))


def _kinds(kind: Kind) -> Sequence[Any]:
    return WORDS if kind is Kind.CHOICE else POINTS if kind is Kind.LABELS else NUMBERS


def _names(function: str) -> list[str]:
    return [parameter.name for parameter in specs()[function].parameters]


def _required(function: str) -> int:
    return sum(parameter.required for parameter in specs()[function].parameters)


def _half_a_pair(function: str, length: int) -> bool:
    names = _names(function)[:length]
    return ("sd_pupil" in names) != ("pupils" in names)


# --- The function's own answer -----------------------------------------------------------------
def expected(case: Case) -> list[Scalar]:
    """What ``evaluate`` says to the row, together with a good row; an error stands in every column."""
    arguments = []
    for parameter, value, fine in zip(
        specs()[case.function].parameters, case.cells, GOOD[case.function], strict=False
    ):
        single = parameter.kind in (Kind.NUMBER, Kind.CHOICE)
        arguments.append(value if single else [value, fine])
    try:
        row = evaluate(f"BEREGNER_{case.function}", *arguments)[0]
    except CellError as error:
        return [ErrorValue(error.excel_code)] * _width(case.function)
    return list(row)


def _width(function: str) -> int:
    return 1 if specs()[function].value_or_words else len(specs()[function].returns)


# --- The formulas' ------------------------------------------------------------------------------
@dataclass
class Sheet:
    """A workbook of cases, and where each answer stands."""

    path: Path
    formulas: list[FormulaCell]
    answers: list[list[Address]]

    def by_our_engine(self) -> tuple[dict[Address, Scalar], set[Address]]:
        """Calculate with the filler's engine, and name the answers it withholds."""
        found = recalculated(self.path.read_bytes(), self.formulas)
        values = {place: _scalar(value) for place, value in found.items()}
        return values, {place for places in self.answers for place in places} - values.keys()


def sheet_of(cases: Iterable[Case], path: Path) -> Sheet:
    """Write a row a case: its cells, then its formulas."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(SHEET)
    made = Sheet(path, [], [])
    for row, case in enumerate(cases):
        texts: list[str | None] = []
        for column, value in enumerate(case.cells):
            texts.append(_constant(value) if column in case.constants else xl_rowcol_to_cell(row, column))
            if column not in case.constants:
                _write(sheet, row, column, value, made.formulas)
        formulas = native_row(case.function, texts)
        assert formulas is not None, case
        places = []
        for column, formula in enumerate(formulas, start=20):
            sheet.write_formula(row, column, f"={formula}")
            made.formulas.append(FormulaCell(SHEET, row + 1, column + 1, formula))
            places.append((SHEET, row + 1, column + 1))
        made.answers.append(places)
    book.close()
    return made


def table_of_pupils(path: Path) -> tuple[list[FormulaCell], list[Scalar]]:
    """Write a table whose gains are formulas on its own columns; and what the function says."""
    rows = [(30.0, 41.0, 3.0), (35.0, 33.0, 2.0), (28.0, None, 3.0)]
    columns = ("før", "efter", "målefejl")
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(SHEET)
    sheet.add_table("A1:C4", {"name": "tblElever", "columns": [{"header": name} for name in columns]})
    before, after, error = (f"tblElever[[#This Row],[{name}]]" for name in columns)
    cells = []
    for at, row in enumerate(rows, start=1):
        sheet.write_row(at, 0, row)
        for column, formula in enumerate(native_row("FREMGANG", [before, after, error, error]) or [], 5):
            sheet.write_formula(at, column, f"={formula}")
            cells.append(FormulaCell(SHEET, at + 1, column + 1, formula))
    book.close()
    first, second, errors = map(list, zip(*rows, strict=True))
    wanted = evaluate("BEREGNER_FREMGANG", first, second, errors, errors)
    return cells, [one for row in wanted for one in row]


# Pupils and index of need: one without pupils, one with none.
SCHOOLS: list[tuple[Any, Any]] = [(100.0, 150.0), (300.0, 50.0), (240.0, 101.0), (None, 90.0), (0.0, 120.0)]


def list_of_schools(
    path: Path, schools: Sequence[tuple[Any, Any]] = SCHOOLS, pool: float | None = 3e6
) -> list[FormulaCell]:
    """Write schools, a row each, with RESSOURCER's five formulas beside them."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(SHEET)
    sheet.write("H1", 60000.0)
    sheet.write("H2", pool)
    ranges = [f"{column}$2:{column}${len(schools) + 1}" for column in "AB"]
    cells = []
    for row, school in enumerate(schools, start=1):
        sheet.write_row(row, 0, school)
        formulas = native_row("RESSOURCER", [f"A{row + 1}", f"B{row + 1}", "H1", "H2"], ranges)
        for column, formula in enumerate(formulas or [], start=2):
            sheet.write_formula(row, column, f"={formula}")
            cells.append(FormulaCell(SHEET, row + 1, column + 1, formula))
    book.close()
    return cells


def _constant(value: Any) -> str | None:
    return value if value is None else f'"{value}"' if isinstance(value, str) else repr(float(value))


def _write(sheet: Any, row: int, column: int, value: Any, formulas: list[FormulaCell]) -> None:
    if isinstance(value, str) and value in (EMPTY_TEXT, NA):
        formula = '""' if value == EMPTY_TEXT else "NA()"
        sheet.write_formula(row, column, f"={formula}")
        formulas.append(FormulaCell(SHEET, row + 1, column + 1, formula))
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value)


def _scalar(value: Any) -> Scalar:
    return ErrorValue(str(value)) if isinstance(value, ErrorText) else value


# --- Together -----------------------------------------------------------------------------------
def disagreements(
    cases: Sequence[Case],
    sheet: Sheet,
    values: Mapping[Address, Scalar],
    *,
    withheld: set[Address] = frozenset(),  # type: ignore[assignment]
) -> list[str]:
    """List each answer of the formulas that is not the function's."""
    found = []
    for case, places in zip(cases, sheet.answers, strict=True):
        wanted = expected(case)
        for (name, _), place, one in zip(specs()[case.function].returns, places, wanted, strict=False):
            if place not in withheld and not alike(one, values.get(place), *_tolerance(name, case, wanted)):
                found.append(f"{case.function}{case.cells} {name}: {one!r}, formula {values.get(place)!r}")
    return found


def _tolerance(name: str, case: Case, wanted: Sequence[Scalar]) -> tuple[float, float]:
    """Numbers to twelve digits of the row's largest; a chance as near as engines' normal curves go."""
    size = max(1.0, *(abs(one) for one in (*case.cells, *wanted) if isinstance(one, float)), 0.0)
    return (1e-10, 1e-10) if name == "chance" else (1e-12, 1e-12 * size)


def alike(wanted: Scalar, seen: Scalar, relative: float, absolute: float) -> bool:
    """Tell whether two answers are the same; a blank and an empty text are."""
    if isinstance(wanted, float) and isinstance(seen, (int, float)) and not isinstance(seen, bool):
        return math.isclose(wanted, seen, rel_tol=relative, abs_tol=absolute)
    wanted, seen = ("" if value is None else value for value in (wanted, seen))
    return type(wanted) is type(seen) and wanted == seen
