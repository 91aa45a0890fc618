"""Excel on Windows through COM: what runs in the Python process beside Excel.

Excel's side is VBA (``addin.com``), which hands over a call's cells in one flat row; between the two
stands the COM server of xlwings. Here its cells become plain ones and the answer becomes what VBA
can put in cells: rows, or a text that tells of an error. xlwings itself is not needed for that.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from xl_beregner import texts
from xl_beregner.errors import BeregnerError, CellError
from xl_beregner.hosts.adapter import call
from xl_beregner.hosts.arguments import Range
from xl_beregner.hosts.engine import find

logger = logging.getLogger(__name__)

# An error cell crosses COM as a whole number: 0x800A0000 and Excel's own number of the error. Every
# number of a cell crosses as a float, so a whole number can be nothing else.
_ERROR_BASE = -2146828288
_ERRORS = {
    2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!",
    2042: "#N/A", 2043: "#GETTING_DATA", 2045: "#SPILL!", 2046: "#CONNECT!", 2047: "#BLOCKED!",
    2048: "#UNKNOWN!", 2049: "#FIELD!", 2050: "#CALC!", 2051: "#BUSY!",
}  # fmt: skip
ERROR_CELLS: Mapping[int, str] = {_ERROR_BASE + number: shown for number, shown in _ERRORS.items()}
ERROR_NUMBERS: Mapping[str, int] = {shown: number for number, shown in _ERRORS.items()}

# What VBA hands over for an optional argument that was left out.
LEFT_OUT = -2147352572
# Between an error's number and its sentence in what VBA is told.
_MARK = "|"
# Excel's day 0; a time of day without a date is one of these.
_DAY_0 = date(1899, 12, 30)

Answer = tuple[tuple[float | str, ...], ...] | str


def answer(language: str, name: str, *packed: object) -> Answer:
    """Run a function for VBA, which no exception may reach.

    Parameters
    ----------
    language : str
        The language of sentences, words and errors.
    name : str
        The Excel name.
    *packed
        For each argument how many rows its range has (0: no range, or a whole one) and its cells.

    Returns
    -------
    tuple of tuple, or str
        Rows of float and str; a blank is ``""``. Or an error as ``2036|# Danish sentence``: the
        number VBA's ``CVErr`` takes, and what a cell shows.
    """
    with texts.speaking(language):
        return _answer(name, packed)


def _answer(name: str, packed: Sequence[object]) -> Answer:
    try:
        arguments = [argument(cells, height) for height, cells in zip(packed[::2], packed[1::2], strict=True)]
        return _rows(call(find(name), arguments))
    except CellError as error:
        return _told(error.excel_code, str(error))
    except BeregnerError as error:
        return _told("#VALUE!", str(error))
    except Exception as error:  # a bug: its message may hold what a pupil scored
        logger.error("%s: %s", name if isinstance(name, str) else "?", type(error).__name__)
        return _told("#VALUE!", texts.say("com.celle.fejl_i_programmet"))


def argument(cells: object, height: object = 0) -> object:
    """Make an argument of what VBA handed over; a range VBA cut keeps its whole height."""
    if not isinstance(cells, (tuple, list)):
        return cell(cells)
    rows = _as_rows(cells)
    whole = int(height) if isinstance(height, (int, float)) else 0
    return Range(rows, max(whole, len(rows)))


def cell(value: Any) -> object:
    """Make a plain cell of one that crossed COM."""
    if isinstance(value, bool) or value is None or isinstance(value, (str, float)):
        return value
    if isinstance(value, int):
        return None if value == LEFT_OUT else ERROR_CELLS.get(value, value)
    if isinstance(value, Decimal):  # a cell in currency
        return float(value)
    if isinstance(value, datetime):
        return _moment(value)
    return value


def _as_rows(cells: Sequence[Any]) -> list[Sequence[Any]]:
    # A row of an array constant comes without rows around it.
    rows = cells if cells and isinstance(cells[0], (tuple, list)) else (cells,)
    return [tuple(map(cell, row)) for row in rows]


def _moment(value: datetime) -> object:
    """Drop the time zone pywin32 puts on, which Excel never meant; a mere time of day is a number."""
    plain = value.replace(tzinfo=None)
    if plain.date() == _DAY_0:
        return (plain - datetime.combine(_DAY_0, datetime.min.time())).total_seconds() / 86400
    return datetime(*plain.timetuple()[:6])


def _rows(rows: Sequence[Sequence[float | str | None]]) -> Answer:
    # Excel shows an empty VBA cell as 0.
    return tuple(tuple("" if found is None else found for found in row) for row in rows)


def _told(code: str, sentence: str) -> str:
    return f"{ERROR_NUMBERS[code]}{_MARK}# {sentence}"
