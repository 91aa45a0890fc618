"""A column of cells, checked and typed all at once; every cell that will not do is noted.

What a single cell means is ``cells``'; which columns must be there ``raw``'s; what tables say about
each other ``checks``'. Blank is NaN for a number and "" for text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_beregner import cells
from xl_beregner.dataset import dates, schema, shape
from xl_beregner.dataset.calendar.rules import as_rule
from xl_beregner.dataset.faults import Faults, nearest
from xl_beregner.dataset.raw import NOT_COMPUTED, RawTable
from xl_beregner.dataset.schema import Kind
from xl_beregner.errors import CellError

Cells = Sequence[Any]
LARGEST = 1e12  # beyond it nothing is counted or paid, and squares overflow
_DAY_0 = date(1970, 1, 1).toordinal()
UNDATED = -1.0  # a figure whose source gives no school year


def typed(raw: RawTable, faults: Faults) -> pd.DataFrame:
    """Make the typed table: a column for every key of its schema, in order; index = rows of the file."""
    columns = {column.key: typed_column(raw, column, faults) for column in raw.table.columns}
    return pd.DataFrame(columns, index=pd.Index(raw.rows, name="raekke"))


def typed_column(raw: RawTable, column: schema.Column, faults: Faults) -> NDArray[Any]:
    """Read one column of a table; one the file lacks is blank all through."""
    found = raw.column(column.key)
    if found is None:
        return _blank(column.kind, raw.length)
    values = _READ[column.kind](raw, raw.keys[column.key], found, column, faults)
    if column.required and column.kind is not Kind.ANY:
        _tell_of_blanks(raw, raw.keys[column.key], values, faults)
    return values


def numbers(raw: RawTable, at: int, found: Sequence[Any], faults: Faults) -> NDArray[np.float64]:
    """Read numbers, the decimal mark decided for the whole column; none larger than can be meant."""
    values = _numbers_in(raw, at, found, faults)
    for place in np.flatnonzero(np.abs(values) > LARGEST).tolist():
        faults.add("dataset_for_stort", fundet=found[place], **raw.spot(raw.rows[place], at))
        values[place] = math.nan
    return values


def _numbers_in(raw: RawTable, at: int, found: Sequence[Any], faults: Faults) -> NDArray[np.float64]:
    kinds = set(map(type, found))
    if kinds <= {float, type(None)}:
        values = np.array(found, dtype=float)
        if not np.isinf(values).any():
            return values
    if kinds == {str}:
        plain = _plain_numbers(found)
        if plain is not None:
            return plain
    mark = cells.decimal_mark_of(found) if str in kinds else ","
    return _each(raw, at, found, lambda cell: cells.parse_number(cell, decimal_mark=mark), math.nan, faults)


# Nothing but digits and one decimal mark: what nearly every column of a text file holds.
_PLAIN = {mark: re.compile(rf"(?:(?:-?\d+(?:{re.escape(mark)}\d+)?)?\n)*") for mark in ",."}


def _plain_numbers(found: Sequence[str]) -> NDArray[np.float64] | None:
    """Read a column without thousands marks, markers or faults at once; None where it has any."""
    text = "\n".join(found) + "\n"
    mark = cells.decimal_mark_of(found) if "." in text else ","
    if not _PLAIN[mark].fullmatch(text):
        return None
    return np.array([cell.replace(mark, ".") or "nan" for cell in found], dtype=float)


def _tell_of_blanks(raw: RawTable, at: int, values: NDArray[Any], faults: Faults) -> None:
    # A cell that will not do is blank by now too, but has its own fault already.
    found = raw.cells[at]
    for place in np.flatnonzero(pd.isna(values) | (values == "")).tolist():
        if cells.is_blank(found[place]):
            faults.add("dataset_tom_celle", **raw.spot(raw.rows[place], at))


def _blank(kind: Kind, length: int) -> NDArray[Any]:
    if kind is Kind.DATE:
        return np.full(length, np.datetime64("NaT"), dtype="datetime64[ns]")
    if kind in (Kind.NUMBER, Kind.WHOLE, Kind.GRADE, Kind.YEAR):
        return np.full(length, math.nan)
    return np.full(length, "", dtype=object)


def _each(
    raw: RawTable, at: int, found: Sequence[Any], read: Callable[[Any], Any], blank: Any, faults: Faults
) -> NDArray[Any]:
    """Read every different cell once; each place of a cell that will not do is noted."""
    if set(map(type, found)) == {str}:
        read_once = {cell: _read(read, cell, blank) for cell in set(found)}
        if not any(fault for _, fault in read_once.values()):
            whole = {cell: value for cell, (value, _) in read_once.items()}
            return np.array([whole[cell] for cell in found], dtype=_dtype(blank))
    seen: dict[tuple[type, Any], tuple[Any, str | None]] = {}
    values: NDArray[Any] = np.full(len(found), blank, dtype=_dtype(blank))
    for place, cell in enumerate(found):
        known = (type(cell), cell)
        if known not in seen:
            seen[known] = _read(read, cell, blank)
        values[place], fault = seen[known]
        if fault:
            tell(fault, cell, raw, raw.rows[place], at, faults)
    return values


def _dtype(blank: Any) -> type:
    return float if isinstance(blank, float) else object


def tell(fault: str, cell: Any, raw: RawTable, row: Any, column: int | str, faults: Faults) -> None:
    """Note a cell that will not do."""
    found = {} if fault == "celle_uberegnet" else {"fundet": cell}
    faults.add(f"dataset_{fault}", **found, **raw.spot(row, column))


def failed(cell: object) -> str | None:
    """Tell what is wrong with a cell whose formula failed, or that no program has computed."""
    if not isinstance(cell, str) or not cell.startswith("#"):
        return None
    if cell == NOT_COMPUTED:
        return "celle_uberegnet"
    return "celle_fejl" if cell.strip().upper() in cells.ERROR_CELLS else None


def _read(read: Callable[[Any], Any], cell: Any, blank: Any) -> tuple[Any, str | None]:
    if fault := failed(cell):
        return blank, "celle_fejlvaerdi" if isinstance(blank, float) and fault == "celle_fejl" else fault
    try:
        value = read(cell)
    except CellError as error:
        return blank, error.key
    return (blank if value is None else value), None


def _numbers(raw: RawTable, at: int, found: Cells, column: schema.Column, faults: Faults) -> NDArray[Any]:
    return numbers(raw, at, found, faults)


def _whole(raw: RawTable, at: int, found: Cells, column: schema.Column, faults: Faults) -> NDArray[Any]:
    values = numbers(raw, at, found, faults)
    with np.errstate(invalid="ignore"):
        wrong = ~np.isnan(values) & ((values < 0) | (values != np.floor(values)))
    for place in np.flatnonzero(wrong).tolist():
        faults.add("dataset_ikke_helt_tal", fundet=found[place], **raw.spot(raw.rows[place], at))
    values[wrong] = math.nan
    return values


def _years(raw: RawTable, at: int, found: Cells, column: schema.Column, faults: Faults) -> NDArray[Any]:
    def begins(cell: Any) -> float | None:
        if isinstance(cell, str) and schema.plain(cell) in schema.UNDATED_WORDS:
            return UNDATED
        year = cells.parse_school_year(cell)
        return None if year is None else float(year)

    return _each(raw, at, found, begins, math.nan, faults)


def _labels(raw: RawTable, at: int, found: Cells, column: schema.Column, faults: Faults) -> NDArray[Any]:
    return _each(raw, at, found, cells.parse_label, "", faults)


def _texts(raw: RawTable, at: int, found: Cells, column: schema.Column, faults: Faults) -> NDArray[Any]:
    return _each(raw, at, found, cells.parse_label, "", faults)


def _anything(raw: RawTable, at: int, found: Cells, column: schema.Column, faults: Faults) -> NDArray[Any]:
    values = np.empty(len(found), dtype=object)
    values[:] = ["" if cells.is_blank(cell) else cell for cell in found]
    return values


def _grades(raw: RawTable, at: int, found: Cells, column: schema.Column, faults: Faults) -> NDArray[Any]:
    return _each(raw, at, found, dates.parse_grade, math.nan, faults)


def _dates(raw: RawTable, at: int, found: Cells, column: schema.Column, faults: Faults) -> NDArray[Any]:
    def day(cell: Any) -> float | None:
        parsed = dates.parse_day(cell)
        return None if parsed is None else float(parsed.toordinal() - _DAY_0)

    days = pd.Series(_each(raw, at, found, day, math.nan, faults))
    return pd.to_datetime(days, unit="D").to_numpy("datetime64[ns]")


def _rules(raw: RawTable, at: int, found: Cells, column: schema.Column, faults: Faults) -> NDArray[Any]:
    return _each(raw, at, found, as_rule, "", faults)


def _choices(raw: RawTable, at: int, found: Cells, column: schema.Column, faults: Faults) -> NDArray[Any]:
    choices = schema.YES_NO if column.kind is Kind.YES_NO else column.choices
    values = np.full(len(found), "", dtype=object)
    if set(map(type, found)) == {str}:
        words = {cell: _word(cell) for cell in set(found)}
        if all((not word or word in choices) and not failed(cell) for cell, word in words.items()):
            chosen = {cell: choices.get(word, "") for cell, word in words.items()}
            return np.array([chosen[cell] for cell in found], dtype=object)
    for place, cell in enumerate(found):
        if fault := failed(cell):
            tell(fault, cell, raw, raw.rows[place], at, faults)
            continue
        word = _word(cell)
        if not word:
            continue
        if word in choices:
            values[place] = choices[word]
        else:
            faults.add(
                "dataset_ukendt_ord",
                **raw.spot(raw.rows[place], at),
                fundet=cell,
                forventet=shape.written(choices),
                forslag=nearest(word, sorted(set(choices.values()))),
            )
    return values


def _word(cell: Any) -> str:
    return schema.plain(cells.parse_label(cell) or "")


_READ: dict[Kind, Callable[[RawTable, int, Cells, schema.Column, Faults], NDArray[Any]]] = {
    Kind.LABEL: _labels,
    Kind.TEXT: _texts,
    Kind.NUMBER: _numbers,
    Kind.WHOLE: _whole,
    Kind.GRADE: _grades,
    Kind.DATE: _dates,
    Kind.RULE: _rules,
    Kind.YEAR: _years,
    Kind.YES_NO: _choices,
    Kind.CHOICE: _choices,
    Kind.ANY: _anything,
}
