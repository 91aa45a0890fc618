"""A table of cells as a function sees it: columns found by their headings, cells read as asked.

The headings a user may write stand in ``texts`` under ``overskrift``, what a single cell may hold
in ``cells``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xl_beregner import cells, texts
from xl_beregner.errors import CellError, ShapeError
from xl_beregner.headings import plain
from xl_beregner.measures import rules

_FIRST_ROWS = 3


class CellTable:
    """The rows of a range below its headings; without headings the columns stand in given order.

    Parameters
    ----------
    rows : list of list
        All of the range, of equal width.
    keys : sequence of str
        The ASCII keys of the columns the table may have, in the order they stand without headings.
    parameter : str
        The parameter whose argument the table is, for errors.

    Raises
    ------
    ShapeError
        ``#VALUE!``. A heading twice, or headings below another row.
    """

    def __init__(self, rows: list[list[Any]], keys: Sequence[str], parameter: str = "table") -> None:
        self._parameter = parameter
        self._headings: dict[str, str] = {}
        places: dict[str, int] = {}
        for place, heading in enumerate(rows[0]):
            key = _key(heading, keys)
            if key is None:
                continue
            heading = str(heading).strip()
            if key in places:
                raise ShapeError("hosts_overskrift_dobbelt", fundet=[self._headings[key], heading])
            places[key], self._headings[key] = place, heading
        self._places: dict[str, int]
        if places:
            self._places, self._rows, self._first = places, rows[1:], 2
        else:
            if _has_text(rows[0]) and any(_key(c, keys) for row in rows[1:_FIRST_ROWS] for c in row):
                raise ShapeError("hosts_overskrift_ikke_foerst")
            self._places = dict(zip(keys, range(len(rows[0])), strict=False))
            self._rows, self._first = rows, 1

    @property
    def height(self) -> int:
        """Rows below the headings."""
        return len(self._rows)

    @property
    def first_row(self) -> int:
        """Where the first of them stands in the range, from 1: 2 below headings, 1 without any."""
        return self._first

    def has(self, column: str) -> bool:
        """Tell whether the column stands in the table."""
        return column in self._places

    def numbers(self, column: str) -> NDArray[np.float64]:
        """Give a column's numbers, NaN where blank; text is an error that tells its row."""
        found = np.array(self._read(cells.to_column, column), float)
        return rules.bounded(self._heading(column), found)

    def readable_numbers(self, column: str) -> NDArray[np.float64]:
        """Give a column's numbers, NaN where blank and where no number can be read."""
        found = self._column(column)
        mark = cells.decimal_mark_of(found)
        return np.array([_or_nan(cells.parse_number, cell, decimal_mark=mark) for cell in found], float)

    def days(self, column: str) -> NDArray[np.float64]:
        """Give a column's dates as days since year 1, NaN where blank or no date can be read."""
        return np.array([_or_nan(_day_number, cell) for cell in self._column(column)], float)

    def labels(self, column: str) -> list[str | None]:
        """Give a column's text, None where blank; an error or a truth value is an error."""
        found: list[str | None] = self._read(cells.to_labels, column)
        return found

    def readable_labels(self, column: str) -> list[str | None]:
        """Give a column's text as it stands, None where blank; nothing is refused."""
        return [cells.parse_label(cell) for cell in self._column(column)]

    def found(self, column: str) -> list[str]:
        """Tell what each cell is, a key a row; see ``catalog.Table``."""
        texts_seen: dict[str, str] = {}  # the same few words stand in most rows
        return [_found_once(cell, texts_seen) for cell in self._column(column)]

    def _read(self, read: Any, column: str) -> Any:
        """Read a column, its rows counted as in the range."""
        above = self._first - 1
        try:
            return read([None] * above + self._column(column))[above:]
        except CellError as error:
            place = {"argument": self._parameter, "kolonne": self._heading(column)}
            raise type(error)("hosts_i_kolonne", **place, grund=reason(error)) from error

    def _heading(self, column: str) -> str:
        return self._headings.get(column) or texts.say(f"overskrift.{column}").partition("|")[0]

    def _column(self, column: str) -> list[Any]:
        place = self._places[column]
        return [row[place] for row in self._rows]


def _has_text(row: Sequence[Any]) -> bool:
    return any(isinstance(cell, str) and not cells.is_blank(cell) for cell in row)


def reason(error: CellError) -> str:
    """Say why a cell will not do; where it holds words they may be a pupil's name, and are not said."""
    words = f"fejl.{error.key}_tekst"
    if error.facts.get("fundet") == "" and texts.knows(words):
        return texts.say(words, **error.facts)
    return str(error)


def _key(heading: object, keys: Sequence[str]) -> str | None:
    key = _headings().get(plain(heading)) if isinstance(heading, str) else None
    return key if key in keys else None


@cache
def _headings() -> Mapping[str, str]:
    """Every heading a user may write, in any of our languages, and the key of its column."""
    found = {}
    for language in texts.LANGUAGES:
        for key, headings in texts.words(language).items():
            if key.startswith("overskrift."):
                column = key.removeprefix("overskrift.")
                found.update({plain(heading): column for heading in (column, *headings.split("|"))})
    return found


def _found_once(cell: object, seen: dict[str, str]) -> str:
    if not isinstance(cell, str):
        return _found(cell)
    if cell not in seen:
        seen[cell] = _found(cell)
    return seen[cell]


def _found(cell: object) -> str:
    if cells.is_blank(cell):
        return "blank"
    if isinstance(cell, (date, datetime)):
        return "date"
    if not isinstance(cell, str):
        return "text" if isinstance(cell, bool) else "number"
    if cell.strip().upper() in cells.ERROR_CELLS:
        return "error"
    if _reads(cells.parse_number, cell):
        return "number_as_text"
    return "date_as_text" if _reads(cells.parse_date, cell) else "text"


def _reads(read: Any, cell: str) -> bool:
    try:
        return read(cell) is not None
    except CellError:
        return False


def _day_number(cell: object) -> int | None:
    found = cells.parse_date(cell)
    return None if found is None else found.toordinal()


def _or_nan(read: Any, cell: object, **how: Any) -> float:
    try:
        found = read(cell, **how)
    except CellError:
        return np.nan
    return np.nan if found is None else float(found)
