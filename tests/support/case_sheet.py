"""The cases laid out as a workbook: every argument in cells, every call a formula beside its answer.

For the hosts that calculate workbooks; what the cases are stands in ``host_cases.py``. Arguments
that hold the same cells share them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from support.host_cases import Answer, Case, ErrorCell
from support.values import Address, ErrorValue, Scalar
from xlsxwriter.utility import xl_range, xl_range_abs

CELLS, ANSWERS = "Celler", "Svar"
_SHELF, _WIDE = 64, 700  # rows of a shelf of small arguments, columns it takes; Calc has 1,024
_FORMULAS = {"#N/A": "=NA()", "#DIV/0!": "=1/0"}

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Call:
    """A case on the sheet: its formula without the equals sign, where its answer begins, how big it is."""

    case: Case
    formula: str
    row: int
    column: int
    height: int
    width: int


@dataclass(slots=True)
class Laid:
    """Everything on the sheets: cells of arguments by place, and the calls."""

    cells: dict[Place, Any] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)


def lay_out(cases: Sequence[Case], wanted: Callable[[Case], Answer]) -> Laid:
    """Find a place for every argument, and for every answer as big as the one wanted (all from 0)."""
    laid, places, row = Laid(), _Places(), 0
    for case in cases:
        given = [
            "" if place == case.left_out else places.of(laid, cells)
            for place, cells in enumerate(case.arguments)
        ]
        height, width = _size(wanted(case))
        formula = f"{case.function}({','.join(given)})"
        laid.calls.append(Call(case, formula, row, 0, height, width))
        row += height + 1
    return laid


def write_workbook(laid: Laid, path: Path, *, prefix: str = "") -> None:
    """Write the workbook, a template for the filler; a formula is a spill as Excel stores it, not cached."""
    book = xlsxwriter.Workbook(path)
    answers, cells = book.add_worksheet(ANSWERS), book.add_worksheet(CELLS)
    book.add_worksheet("Skole")
    book.define_name("felt_skole_navn", "=Skole!$A$1")
    day = book.add_format({"num_format": "dd-mm-yyyy"})
    for (row, column), cell in laid.cells.items():
        _write(cells, row, column, cell, day)
    for call in laid.calls:
        area = xl_range(call.row, call.column, call.row + call.height - 1, call.column + call.width - 1)
        area = area if ":" in area else f"{area}:{area}"
        answers.write_dynamic_array_formula(area, f"={prefix}{call.formula}", None, "")
    book.close()


def shown(call: Call, values: Mapping[Address, Scalar]) -> Answer:
    """Read what a call shows in a calculated workbook: its rows, or an error without a sentence."""
    rows = [
        [values.get((ANSWERS, call.row + down + 1, call.column + across + 1)) for across in range(call.width)]
        for down in range(call.height)
    ]
    first = rows[0][0]
    return (first.code, "") if isinstance(first, ErrorValue) else rows  # type: ignore[return-value]


def _write(sheet: Any, row: int, column: int, cell: Any, day: Any) -> None:
    if isinstance(cell, ErrorCell):
        sheet.write_formula(row, column, _FORMULAS[cell], None, str(cell))
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif cell == "" and isinstance(cell, str):
        sheet.write_formula(row, column, '=""', None, "")
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, cell)


def _size(found: Answer) -> tuple[int, int]:
    return (1, 1) if isinstance(found, tuple) or not found else (len(found), len(found[0]))


class _Places:
    """Where each argument stands: small ones on shelves, tall ones side by side below all shelves."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._row, self._column = 0, 0
        self._tall_column = _WIDE + 20

    def of(self, laid: Laid, given: Any) -> str:
        """Tell the reference of an argument, placing it the first time."""
        rows = given if isinstance(given, tuple) else ((given,),)
        key = repr(rows)
        if key not in self._known:
            row, column = self._next(len(rows), len(rows[0]))
            for down, line in enumerate(rows):
                for across, cell in enumerate(line):
                    if cell is not None:
                        laid.cells[row + down, column + across] = cell
            area = xl_range_abs(row, column, row + len(rows) - 1, column + len(rows[0]) - 1)
            self._known[key] = f"{CELLS}!{area}"
        return self._known[key]

    def _next(self, height: int, width: int) -> Place:
        if height > _SHELF:
            self._tall_column += width
            return 0, self._tall_column - width
        if self._column + width > _WIDE:
            self._row, self._column = self._row + _SHELF, 0
        self._column += width
        return self._row, self._column - width
