"""Between a cell and a measure: cells become numbers, results become rows with their sentences.

Every host calls a function through here, so that a blank, a comma or an error cell means the same
everywhere; what a single cell may hold is decided in ``cells``, the words stand in ``texts``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, get_args, get_type_hints

import numpy as np

from xl_beregner import cells, texts
from xl_beregner.catalog import Kind, Parameter, UdfSpec
from xl_beregner.errors import CellError, CellTypeError, MissingValueError, ShapeError, ValueRangeError

Cell = float | str | None

_READERS: Mapping[Kind, Callable[[object], list[Any]]] = {
    Kind.COLUMN: cells.to_column,
    Kind.LABELS: cells.to_labels,
    Kind.YEARS: cells.to_years,
}


def call(spec: UdfSpec, arguments: Sequence[object]) -> list[list[Cell]]:
    """Run a function on what cells hold and return the rows it spills.

    Parameters
    ----------
    spec : UdfSpec
        The function.
    arguments : sequence
        One per parameter, in order; what is left out or blank takes its default.

    Returns
    -------
    list of list
        Rows of float, str or None. NaN and infinity never come out.

    Raises
    ------
    MissingValueError
        ``#N/A``. A required argument is blank throughout.
    CellTypeError, ValueRangeError
        ``#VALUE!``, ``#NUM!``. A cell holds what the parameter cannot take.
    ShapeError
        ``#VALUE!``. Too few or too many arguments, or ranges of unequal length.
    """
    values = _values(spec, arguments)
    try:
        result = spec.function(**values)
    except CellError as error:
        raise _in_words(spec, error) from error
    return _rows(spec, result, values)


def argument_name(spec: UdfSpec, parameter: str) -> str:
    """Name a parameter as its user knows it."""
    return texts.say(f"funktion.{spec.name}.argument.{parameter}.navn")


@cache
def may_be_blank(spec: UdfSpec, parameter: Parameter) -> bool:
    """Tell whether a required parameter has a meaning when blank: ``Column | None``."""
    return type(None) in get_args(get_type_hints(spec.function)[parameter.name])


# --- In ----------------------------------------------------------------------------------------
def _values(spec: UdfSpec, arguments: Sequence[object]) -> dict[str, Any]:
    _check_count(spec, arguments)
    given = [
        (parameter, _cells_of(spec, parameter, argument))
        for parameter, argument in zip(spec.parameters, arguments, strict=False)
    ]
    ranges = {p.name: found for p, found in given if p.kind in _READERS}
    height = _common_height(spec, ranges)
    used = _used_height(ranges, height)
    values: dict[str, Any] = {}
    for parameter, found in given:
        try:
            value = _read(parameter, found[:used] if len(found) == height else found, used)
        except CellError as error:
            name = argument_name(spec, parameter.name)
            raise type(error)("hosts_i_argument", argument=name, grund=str(error)) from error
        if value is not None:
            values[parameter.name] = value
        elif parameter.required:
            if not may_be_blank(spec, parameter):
                raise MissingValueError("celle_mangler", argument=argument_name(spec, parameter.name))
            values[parameter.name] = None
    return values


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


def _cells_of(spec: UdfSpec, parameter: Parameter, argument: Any) -> list[object]:
    """Lay out an argument as a column of cells; a single cell is a column of one."""
    if hasattr(argument, "tolist"):
        argument = argument.tolist()
    if not isinstance(argument, (list, tuple)):
        return [argument]
    rows = [list(row) if isinstance(row, (list, tuple)) else [row] for row in argument]
    if len(rows) == 1:
        return rows[0] or [None]
    if any(len(row) != 1 for row in rows):
        raise ShapeError(
            "hosts_i_argument",
            argument=argument_name(spec, parameter.name),
            grund=texts.say("fejl.celle_flere_kolonner"),
        )
    return [row[0] for row in rows] or [None]


def _common_height(spec: UdfSpec, ranges: Mapping[str, list[object]]) -> int:
    heights = {name: len(found) for name, found in ranges.items() if len(found) != 1}
    if len(set(heights.values())) > 1:
        listed = [f"{argument_name(spec, name)}: {height}" for name, height in heights.items()]
        raise ShapeError("hosts_ulige_laengde", laengder=listed)
    return max(heights.values(), default=1)


def _used_height(ranges: Mapping[str, list[object]], height: int) -> int:
    """How many rows are used: a whole column is cut before any work, all ranges at one place."""
    tall = [found for found in ranges.values() if len(found) == height]
    return max(len(cells.trim(list(zip(*tall, strict=True)))), 1)


def _read(parameter: Parameter, found: list[object], height: int) -> Any:
    """Read an argument as its kind asks; None where it is blank throughout."""
    if parameter.kind in _READERS:
        read = _READERS[parameter.kind](found) if len(found) > 1 else _read_one(parameter.kind, found[0])
        if all(value is None or value != value for value in read):
            return None
        column = read * height if len(read) == 1 else read
        return column if parameter.kind is Kind.LABELS else np.array(column, float)
    if len(found) > 1:
        raise ShapeError("hosts_en_celle")
    if parameter.kind is Kind.CHOICE:
        return _choice(found[0])
    return cells.parse_number(found[0])


def _read_one(kind: Kind, cell: object) -> list[Any]:
    """Read a single cell, so that an error does not speak of rows."""
    if kind is Kind.LABELS:
        return [cells.parse_label(cell)]
    number = cells.parse_school_year(cell) if kind is Kind.YEARS else cells.parse_number(cell)
    return [math.nan if number is None else float(number)]


def _choice(cell: object) -> str | None:
    typed = cells.parse_label(cell)
    if typed is None:
        return None
    known = _choices()
    if typed.lower() not in known:
        raise CellTypeError("hosts_ukendt_valg", fundet=typed, muligt=_offered())
    return known[typed.lower()]


@cache
def _choices() -> Mapping[str, str]:
    """Words a user may type, in any of our languages, and the choice each means."""
    found = {}
    for language in texts.LANGUAGES:
        for key, word in texts.words(language).items():
            if key.startswith("valg."):
                found[word.lower()] = key.removeprefix("valg.")
    return found


def _offered() -> list[str]:
    return [word for key, word in texts.words(texts.language()).items() if key.startswith("valg.")]


def _in_words(spec: UdfSpec, error: CellError) -> CellError:
    """Let a measure's error name the parameter as the user knows it."""
    facts = dict(error.facts)
    if facts.get("argument") in {parameter.name for parameter in spec.parameters}:
        facts["argument"] = argument_name(spec, facts["argument"])
    return type(error)(error.key, **facts)


# --- Out ---------------------------------------------------------------------------------------
def _rows(spec: UdfSpec, result: Any, values: Mapping[str, Any]) -> list[list[Cell]]:
    columns = result if isinstance(result, tuple) else (result,)
    plain = [
        list(column) if kind in (Kind.KEYS, Kind.LABELS) else _numbers(spec, column)
        for (_, kind), column in zip(spec.returns, columns, strict=True)
    ]
    names = [name for name, _ in spec.returns]
    single = _defaults(spec) | {name: value for name, value in values.items() if np.ndim(value) == 0}
    answer: list[list[Cell]] = []
    for row in zip(*plain, strict=True):
        blanks = single | {name: value for name, value in zip(names, row, strict=True) if value is not None}
        spoken = [
            _words(spec, name, value, blanks) if kind is Kind.KEYS else value
            for (name, kind), value in zip(spec.returns, row, strict=True)
        ]
        answer.append(
            [next((cell for cell in spoken if cell is not None), None)] if spec.value_or_words else spoken
        )
    return answer


def _defaults(spec: UdfSpec) -> dict[str, Any]:
    return {parameter.name: parameter.default for parameter in spec.parameters if not parameter.required}


def _numbers(spec: UdfSpec, column: Any) -> list[Cell]:
    found: list[Cell] = []
    for number in np.atleast_1d(np.asarray(column, float)).tolist():
        if math.isinf(number):
            raise ValueRangeError("hosts_ikke_endelig", funktion=spec.excel_name)
        # Excel knows no negative zero.
        found.append(None if math.isnan(number) else number + 0.0)
    return found


def _words(spec: UdfSpec, column: str, key: str, blanks: Mapping[str, Any]) -> str | None:
    return texts.say(f"funktion.{spec.name}.{column}.{key}", **blanks) if key else None
