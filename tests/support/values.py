"""What the cells of a workbook hold, and where two readings of them differ.

Here are values only, read by openpyxl as a stranger to our own code; who recalculates them is in
``engines.py``, and the XML they stand in is in ``parts.py``.
"""

from __future__ import annotations

import datetime as dt
import math
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import to_excel

Address = tuple[str, int, int]  # sheet, row, column; both from 1


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An Excel error such as ``#N/A``; text that merely reads so is a ``str``."""

    code: str


Scalar = float | str | bool | ErrorValue | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell on which two readings disagree."""

    address: Address
    cached: Scalar
    recomputed: Scalar

    def __str__(self) -> str:
        return f"{at(self.address)}: cached {self.cached!r}, recomputed {self.recomputed!r}"


def at(address: Address) -> str:
    """Write an address as a person does: ``Tal!B7``."""
    sheet, row, column = address
    return f"{sheet}!{get_column_letter(column)}{row}"


def cached_values(workbook: Path) -> dict[Address, Scalar]:
    """Read every cell as a reader that does not calculate sees it; blank cells are left out."""
    with quiet():
        book = openpyxl.load_workbook(workbook, read_only=True, data_only=True)
        try:
            return {
                (sheet.title, cell.row, cell.column): _scalar(cell.value, cell.data_type)
                for sheet in book.worksheets
                for cell in _cells(sheet)
            }
        finally:
            book.close()


def named_values(workbook: Path) -> dict[str, Scalar | list[Scalar]]:
    """Read what stands under each defined name that is cells: one value, or a column from the top."""
    with quiet():
        book = openpyxl.load_workbook(workbook, read_only=True)
        names = {name: list(book.defined_names[name].destinations) for name in book.defined_names}
        book.close()
    cells = cached_values(workbook)
    found: dict[str, Scalar | list[Scalar]] = {}
    for name, places in names.items():
        if len(places) == 1:
            sheet, reference = places[0]
            left, top, right, bottom = range_boundaries(reference)
            column = [cells.get((sheet, row, left)) for row in range(top, bottom + 1)]
            if left == right:
                found[name] = column if name.count("__") else column[0]
    return found


def error_cells(values: Mapping[Address, Scalar]) -> list[str]:
    """List the cells that show an error."""
    return [
        f"{at(address)}: {value.code}" for address, value in values.items() if isinstance(value, ErrorValue)
    ]


def compare_values(
    cached: Mapping[Address, Scalar],
    recomputed: Mapping[Address, Scalar],
    tolerance: float = 1e-9,
    addresses: Iterable[Address] | None = None,
) -> list[Difference]:
    """List each cell whose cached value is not the recomputed one.

    Without ``addresses`` every cell that either reading knows is compared. Numbers may differ by
    ``tolerance`` relative to the larger of them and 1. An empty text and a blank cell count as
    the same: openpyxl cannot tell them apart.
    """
    places = sorted(set(cached) | set(recomputed)) if addresses is None else addresses
    return [
        Difference(place, cached.get(place), recomputed.get(place))
        for place in places
        if not same_value(cached.get(place), recomputed.get(place), tolerance)
    ]


def same_value(left: Scalar, right: Scalar, tolerance: float = 1e-9) -> bool:
    """Tell whether two cell values are the same, numbers within the tolerance."""
    if _is_number(left) and _is_number(right):
        scale = max(1.0, abs(left), abs(right))  # type: ignore[arg-type]
        return math.isclose(left, right, rel_tol=0, abs_tol=tolerance * scale)  # type: ignore[arg-type]
    left, right = ("" if value is None else value for value in (left, right))
    return type(left) is type(right) and left == right


def quiet() -> warnings.catch_warnings[Any]:
    """Let openpyxl read parts it does not support without warning of them."""
    return warnings.catch_warnings(action="ignore", category=UserWarning)


def _cells(sheet: Any) -> Iterator[Any]:
    sheet.reset_dimensions()  # a stated dimension that is too small would hide cells
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                yield cell


def _is_number(value: Scalar) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _scalar(value: Any, kind: str) -> Scalar:
    if kind == "e":
        return ErrorValue(str(value))
    if isinstance(value, (dt.datetime, dt.date, dt.time, dt.timedelta)):
        return float(to_excel(value))
    if isinstance(value, bool | str):
        return value
    return float(value)
