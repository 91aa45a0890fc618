"""What cells hold, turned into what a function's parameters take.

What a single cell may hold is decided in ``cells``; a table's headings are found in ``table``; what
comes out of a function is ``adapter``'s.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, get_args, get_type_hints

import numpy as np

from xl_beregner import cells, texts
from xl_beregner.catalog import ROW_KINDS, Kind, ModelRows, Parameter, UdfSpec
from xl_beregner.errors import CellError, CellTypeError, MissingValueError, ShapeError
from xl_beregner.hosts.table import CellTable, reason
from xl_beregner.measures import rules

Rows = list[Sequence[Any]]

# Where a lone row is a row, and no column lying down.
_LYING = (Kind.COLUMNS, Kind.TABLE, Kind.CELLS, Kind.MODEL)

_NUMERIC = (Kind.NUMBER, Kind.COLUMN, Kind.COLUMNS, Kind.NUMBERS)
_PLAIN_CELLS = (str, float, int, bool, type(None))

_STEP = 4096
_FIRST_ROWS = 3


def read_arguments(spec: UdfSpec, arguments: Sequence[object]) -> dict[str, Any]:
    """Read what the cells of a call hold as its parameters ask; a blank takes the default.

    Raises
    ------
    MissingValueError
        ``#N/A``. A required argument is blank throughout.
    CellTypeError, ValueRangeError
        ``#VALUE!``, ``#NUM!``. A cell holds what the parameter cannot take.
    ShapeError
        ``#VALUE!``. Too few or too many arguments, or ranges of unequal length.
    """
    _check_count(spec, arguments)
    given = {p.name: laid_out(p, a) for p, a in zip(spec.parameters, arguments, strict=False)}
    _check_cells(spec, given)
    dotted = _dotted(spec, given)
    ranges = {p.name: given[p.name] for p in spec.parameters if p.kind in ROW_KINDS and p.name in given}
    height = _common_height(spec, ranges)
    # A whole column is cut before any work, all ranges at one place.
    used = max((len(found.rows) for found in ranges.values() if found.height == height), default=1)
    values: dict[str, Any] = {}
    for parameter in spec.parameters[: len(arguments)]:
        found = given[parameter.name]
        tall = parameter.kind in ROW_KINDS and found.height == height
        rows = found.filled_to(used) if tall else found.rows
        value = _in_argument(spec, parameter, rows, used, "." if parameter.name in dotted else None)
        if value is not None:
            values[parameter.name] = value
        elif parameter.required:
            if not may_be_blank(spec, parameter):
                raise MissingValueError("celle_mangler", argument=argument_name(spec, parameter.name))
            values[parameter.name] = None
    return values


def argument_name(spec: UdfSpec, parameter: str) -> str:
    """Name a parameter as its user knows it."""
    return texts.say(f"funktion.{spec.name}.argument.{parameter}.navn")


def may_be_blank(spec: UdfSpec, parameter: Parameter) -> bool:
    """Tell whether a required parameter has a meaning when blank: ``Column | None``."""
    return parameter.name in _may_be_blank(spec.function)


@cache
def _may_be_blank(function: Callable[..., Any]) -> frozenset[str]:
    hints = get_type_hints(function)
    return frozenset(name for name, hint in hints.items() if type(None) in get_args(hint))


# --- Shape -------------------------------------------------------------------------------------
def _check_count(spec: UdfSpec, arguments: Sequence[object]) -> None:
    if len(arguments) > len(spec.parameters):
        raise ShapeError(
            "hosts_for_mange_argumenter",
            funktion=spec.excel_name,
            antal=len(arguments),
            hoejst=len(spec.parameters),
        )
    missing = [p.name for p in spec.parameters[len(arguments) :] if p.required]
    if missing:
        names = [argument_name(spec, name) for name in missing]
        raise ShapeError("hosts_for_faa_argumenter", funktion=spec.excel_name, mangler=names)


def _check_cells(spec: UdfSpec, given: Mapping[str, Range]) -> None:
    """Refuse what no cell holds: a generator, a dict, bytes, an object."""
    for name, found in given.items():
        kinds = {type(cell) for row in found.rows for cell in row}
        if not kinds <= set(_PLAIN_CELLS) and not all(map(_is_cell, kinds)):
            raise CellTypeError("hosts_ingen_celle", argument=argument_name(spec, name))


def _is_cell(kind: type) -> bool:
    if issubclass(kind, (np.number, np.bool_, np.datetime64)):
        return not issubclass(kind, np.complexfloating)
    return issubclass(kind, (*_PLAIN_CELLS, date))


def _dotted(spec: UdfSpec, given: Mapping[str, Range]) -> frozenset[str]:
    """Name the numeric arguments in which the dot is the decimal mark because it is in the others.

    One call has one writer: beside ``7.5``, ``1.125`` is no thousands. An argument that itself shows
    a decimal comma is read by itself.
    """
    written = {}
    for parameter in spec.parameters:
        if parameter.kind in _NUMERIC and parameter.name in given:
            rows = given[parameter.name].rows
            written[parameter.name] = [cell for row in rows for cell in row if isinstance(cell, str)]
    if cells.decimal_mark_of([cell for found in written.values() for cell in found]) == ",":
        return frozenset()
    return frozenset(name for name, found in written.items() if not cells.shows_comma(found))


@dataclass(frozen=True, slots=True)
class Range:
    """A range of cells: its rows down to the last that is used (at least one), its whole height."""

    rows: Rows
    height: int

    def filled_to(self, height: int) -> Rows:
        """Give that many rows, the last of them blank where fewer are used."""
        blank = (None,) * len(self.rows[0])
        return self.rows + [blank] * (height - len(self.rows))


def laid_out(parameter: Parameter, argument: Any) -> Range:
    """Lay out an argument as rows of cells; a single cell is one row of one.

    A lone row is a column lying down, except where a row of several cells has a meaning. A host that
    cut the blank end of a whole column itself hands over a ``Range`` with its whole height.
    """
    cut = 0
    if isinstance(argument, Range):
        cut, argument = argument.height - len(argument.rows), argument.rows
    if hasattr(argument, "tolist"):
        whole, argument = argument, _without_blank_end(argument)
        cut = np.size(whole, 0) - np.size(argument, 0) if np.ndim(whole) else 0
        argument = argument.tolist()
    if not isinstance(argument, (list, tuple)):
        return Range([(argument,)], 1)
    if len(argument) == 1 and isinstance(argument[0], (list, tuple)) and parameter.kind not in _LYING:
        argument = argument[0]
    used = argument[: _used_height(argument)]
    rows: Rows = [row if isinstance(row, (list, tuple)) else (row,) for row in used]
    return Range(rows or [(None,)], max(len(argument) + cut, 1))


def _without_blank_end(array: Any) -> Any:
    """Cut an array's end of NaN before it becomes a million Python cells; two rows stay at least."""
    if np.ndim(array) == 0 or getattr(array, "dtype", object) != np.dtype(float):
        return array
    rows = np.asarray(array).reshape(len(array), -1)
    filled = np.flatnonzero(~np.isnan(rows).all(axis=1))
    return array[: max(int(filled[-1]) + 1 if filled.size else 0, 2)]


def _used_height(rows: list[Any] | tuple[Any, ...]) -> int:
    """How many rows of a range are used; the blank end of a whole column is passed in great steps."""
    height = len(rows)
    blank = rows[-1:] * _STEP if height >= _STEP and _is_empty(rows[-1]) else []
    while blank and height >= _STEP and rows[height - _STEP : height] == blank:
        height -= _STEP
    while height and _is_empty(rows[height - 1]):
        height -= 1
    return height


def _is_empty(row: Any) -> bool:
    cells_in = row if isinstance(row, (list, tuple)) else (row,)
    for cell in cells_in:  # noqa: SIM110  (a whole column of NaN comes this way, cell by cell)
        if not (cell is None or cell == "" or cell != cell):
            return False
    return True


def _common_height(spec: UdfSpec, ranges: Mapping[str, Range]) -> int:
    heights = {name: found.height for name, found in ranges.items() if found.height != 1}
    if len(set(heights.values())) > 1:
        listed = [f"{argument_name(spec, name)}: {height}" for name, height in heights.items()]
        raise ShapeError("hosts_ulige_laengde", laengder=listed)
    return max(heights.values(), default=1)


# --- Contents ----------------------------------------------------------------------------------
def _in_argument(spec: UdfSpec, parameter: Parameter, found: Rows, height: int, mark: str | None) -> Any:
    try:
        if parameter.kind in _NUMERIC:
            value = _NUMBER_READERS[parameter.kind](found, height, mark)
        else:
            value = _READERS[parameter.kind](parameter, found, height)
    except CellError as error:
        name = argument_name(spec, parameter.name)
        raise type(error)("hosts_i_argument", argument=name, grund=reason(error)) from error
    if value is None or parameter.kind not in _NUMERIC:
        return value
    checked = rules.bounded(argument_name(spec, parameter.name), np.asarray(value, float))
    return checked if isinstance(value, np.ndarray) else float(checked)


def _only_column(found: Rows) -> list[Any]:
    if any(len(row) != 1 for row in found):
        raise ShapeError("celle_flere_kolonner")
    return [row[0] for row in found]


def _only_cell(found: Rows) -> Any:
    if len(found) > 1 or len(found[0]) > 1:
        raise ShapeError("hosts_en_celle")
    return found[0][0]


def _number(found: Rows, height: int, mark: str | None) -> float | None:
    return cells.parse_number(_only_cell(found), decimal_mark=mark)


def _label(parameter: Parameter, found: Rows, height: int) -> str | None:
    return cells.parse_name(_only_cell(found))


def _column(found: Rows, height: int, mark: str | None) -> Any:
    return _repeated(_numbers_in(_only_column(found), mark), height)


def _columns(found: Rows, height: int, mark: str | None) -> Any:
    """Read several columns; a column blank throughout is left out, all of them blank is blank."""
    width = max(len(row) for row in found)
    if any(len(row) != width for row in found):
        raise ShapeError("hosts_ujaevn")
    read = [_numbers_in(list(column), mark) for column in zip(*found, strict=True)]
    while read and np.isnan(read[-1]).all():
        read.pop()
    return _repeated(np.column_stack(read), height) if read else None


def _years(parameter: Parameter, found: Rows, height: int) -> Any:
    column = _only_column(found)
    if len(column) > 1:
        return _repeated(np.array(cells.to_years(column), float), height)
    year = cells.parse_school_year(column[0])
    return None if year is None else np.full(height, float(year))


def _labels(parameter: Parameter, found: Rows, height: int) -> list[str | None] | None:
    read = cells.to_labels(_only_column(found))
    if all(label is None for label in read):
        return None
    return read * height if len(read) == 1 else read


def _numbers_in(column: list[Any], mark: str | None) -> Any:
    if set(map(type, column)) <= {float, type(None)}:  # nearly every range
        numbers = np.array(column, float)
        if not np.isinf(numbers).any():
            return numbers
    if len(column) == 1:  # so that an error does not speak of rows
        number = cells.parse_number(column[0], decimal_mark=mark)
        return np.array([math.nan if number is None else number])
    return np.array(cells.to_column(column, decimal_mark=mark), float)


def _repeated(read: Any, height: int) -> Any:
    """Let a single row count for every row; None where all is blank."""
    if np.isnan(read).all():
        return None
    return np.repeat(read, height, axis=0) if len(read) == 1 and height > 1 else read


def _numbers(found: Rows, height: int, mark: str | None) -> Any:
    read = _numbers_in([cell for row in found for cell in row], mark)
    kept = read[~np.isnan(read)]
    return kept if kept.size else None


def _texts(parameter: Parameter, found: Rows, height: int) -> list[str] | None:
    read = cells.to_labels([cell for row in found for cell in row])
    return [label for label in read if label is not None] or None


def _table(parameter: Parameter, found: Rows, height: int) -> CellTable | None:
    rows = cells.trim(found)
    return CellTable(rows, parameter.options, parameter.name) if rows else None


def _cells(parameter: Parameter, found: Rows, height: int) -> list[list[Any]] | None:
    return cells.trim(found) or None


def _choice(parameter: Parameter, found: Rows, height: int) -> str | None:
    typed = cells.parse_name(_only_cell(found))
    if typed is None:
        return None
    choice = words_of("valg").get(typed.lower())
    if choice not in parameter.options:
        offered = [texts.say(f"valg.{word}").partition("|")[0] for word in parameter.options]
        raise CellTypeError("hosts_ukendt_valg", muligt=offered)
    return choice


def _model(parameter: Parameter, found: Rows, height: int) -> ModelRows | None:
    """Read a norm model back from its cells: a word and its numbers a row."""
    used = [(_model_key(row[0]), row) for row in found if not _is_empty(row)]
    if any(key is None for key, _ in used):
        below = used[0][0] is None and "norm" in [key for key, _ in used[1:_FIRST_ROWS]]
        raise CellTypeError("hosts_norm_ikke_foerst" if below else "hosts_ingen_model")
    rows = [(str(key), row) for key, row in used if key != "date"]
    # One table has one writer: beside 0.8000123, 41.674 is no thousands.
    mark = cells.decimal_mark_of(cell for _, row in rows for cell in row[1:] if isinstance(cell, str))
    return [(key, _model_values(row, mark)) for key, row in rows] or None


def _model_key(cell: Any) -> str | None:
    word = cells.parse_label(cell) if isinstance(cell, str) else None
    return words_of("model.raekke").get((word or "").lower())


def _model_values(row: Sequence[Any], mark: str) -> tuple[float | str, ...]:
    # The table is as wide as its widest row. A blank inside a row stays and is told.
    used, blank = list(row[1:]), row.count(None)
    if used[len(used) - blank :] == [None] * blank:
        used = used[: len(used) - blank]
    while used and _is_empty(used[-1]):
        used = used[:-1]
    if set(map(type, used)) == {float}:  # nearly every row
        return tuple(used)
    return tuple(cell if type(cell) is float else _model_cell(cell, mark) for cell in used)


def _model_cell(cell: Any, mark: str) -> float | str:
    word = words_of("model.ord").get(cell.strip().lower()) if isinstance(cell, str) else None
    if word is not None:
        return word
    number = cells.parse_number(cell, decimal_mark=mark)
    if number is None:
        raise CellTypeError("hosts_ingen_model")
    return number


@cache
def words_of(section: str) -> Mapping[str, str]:
    """Words a user may type or a sheet may hold, in any of our languages, and the key of each."""
    found = {}
    for language in texts.LANGUAGES:
        for key, word in texts.words(language).items():
            if key.startswith(f"{section}."):
                found.update(dict.fromkeys(word.lower().split("|"), key.removeprefix(f"{section}.")))
    return found


_NUMBER_READERS: Mapping[Kind, Callable[[Rows, int, str | None], Any]] = {
    Kind.NUMBER: _number,
    Kind.COLUMN: _column,
    Kind.COLUMNS: _columns,
    Kind.NUMBERS: _numbers,
}

_READERS: Mapping[Kind, Callable[[Parameter, Rows, int], Any]] = {
    Kind.LABEL: _label,
    Kind.CHOICE: _choice,
    Kind.LABELS: _labels,
    Kind.YEARS: _years,
    Kind.WORDS: _texts,
    Kind.TABLE: _table,
    Kind.CELLS: _cells,
    Kind.MODEL: _model,
}
