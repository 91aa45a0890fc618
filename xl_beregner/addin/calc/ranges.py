"""A range as the worker gets it: its rows down to the last that is used, error cells by their names.

Calc hands a whole column over as a reference; read here, it costs no more than the rows in use.
"""

from __future__ import annotations

from typing import Any

# What Calc's numbers for errors are called in Excel.
_ERRORS = {521: "#NULL!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 503: "#NUM!", 32767: "#N/A"}
_OTHER = "#VALUE!"


def is_range(given: Any) -> bool:
    """Tell whether Calc handed over a reference."""
    return hasattr(given, "getRangeAddress")


def rows_of(given: Any) -> dict[str, Any]:
    """Read a reference: ``{"rows": ..., "height": ...}``."""
    address = given.getRangeAddress()
    height = address.EndRow - address.StartRow + 1
    used = _last_used_row(given.getSpreadsheet()) - address.StartRow + 1
    width = address.EndColumn - address.StartColumn
    part = given.getCellRangeByPosition(0, 0, width, min(max(used, 1), height) - 1)
    return {
        "rows": [_row(part, place, row) for place, row in enumerate(part.getDataArray())],
        "height": height,
    }


def _last_used_row(sheet: Any) -> int:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last: int = cursor.getRangeAddress().EndRow
    return last


def _row(part: Any, place: int, row: Any) -> list[Any]:
    # Calc gives a blank as an empty text, and nothing at all where a cell shows an error.
    if None not in row:
        return list(row)
    return [_error(part, column, place) if cell is None else cell for column, cell in enumerate(row)]


def _error(part: Any, column: int, row: int) -> str:
    return _ERRORS.get(part.getCellByPosition(column, row).getError(), _OTHER)
