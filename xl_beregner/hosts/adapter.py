"""Between a cell and a measure: arguments go in, the answer comes out as rows with their sentences.

Every host calls a function through here, so that a blank, a comma or an error cell means the same
everywhere; how arguments are read is ``arguments``', the words stand in ``texts``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from xl_beregner import texts
from xl_beregner.catalog import PREFIX, Kind, ModelRows, UdfSpec, specs
from xl_beregner.errors import CellError, UnknownFunctionError, ValueRangeError
from xl_beregner.hosts.arguments import argument_name, read_arguments

Cell = float | str | None

# What else is asked for may be a pupil's name or civil number, typed in the wrong place.
_FUNCTION_NAME = re.compile(r"[A-ZÆØÅÄÖ_.]{1,40}")
_LONG = 1e7

_ONE_CELL = (Kind.NUMBER, Kind.LABEL, Kind.CHOICE)


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
        Rows of float, str or None, all of one width. NaN and infinity never come out.

    Raises
    ------
    MissingValueError
        ``#N/A``. A required argument is blank throughout.
    CellTypeError, ValueRangeError
        ``#VALUE!``, ``#NUM!``. A cell holds what the parameter cannot take.
    ShapeError
        ``#VALUE!``. Too few or too many arguments, or ranges of unequal length.
    """
    values = read_arguments(spec, arguments)
    try:
        result = spec.function(**values)
    except CellError as error:
        raise _in_words(spec, error) from error
    if spec.returns[0][1] is Kind.MODEL:
        return _model_rows(result)
    return _rows(spec, result, values)


def find(name: str) -> UdfSpec:
    """Find a function by its Excel name."""
    plain = name.strip().upper() if isinstance(name, str) else ""
    spec = specs().get(plain.removeprefix(PREFIX)) if plain.startswith(PREFIX) else None
    if spec is None:
        known = ", ".join(sorted(found.excel_name for found in specs().values()))
        asked = plain if _FUNCTION_NAME.fullmatch(plain) else "…"
        raise UnknownFunctionError("hosts_ukendt_funktion", funktion=asked, kendte=known)
    return spec


def _in_words(spec: UdfSpec, error: CellError) -> CellError:
    """Let a measure's error name the parameter as the user knows it."""
    facts = dict(error.facts)
    if facts.get("argument") in {parameter.name for parameter in spec.parameters}:
        facts["argument"] = argument_name(spec, facts["argument"])
    found = facts.get("fundet")
    formed = any(form for name, form in texts.blanks(f"fejl.{error.key}") if name == "fundet")
    if isinstance(found, (int, float)) and abs(found) >= _LONG and not formed:
        facts["fundet"] = f"{found:.3g}"  # in full it could be a civil number
    return type(error)(error.key, **facts)


def _rows(spec: UdfSpec, result: Any, values: Mapping[str, Any]) -> list[list[Cell]]:
    columns = result if isinstance(result, tuple) else (result,)
    kinds = [kind for _, kind in spec.returns]
    plain = [_plain(spec, kind, column) for kind, column in zip(kinds, columns, strict=True)]
    spoken = [
        _spoken(spec, name, column, plain, values) if kind is Kind.KEYS else column
        for (name, kind), column in zip(spec.returns, plain, strict=True)
    ]
    rows = [list(row) for row in zip(*spoken, strict=True)]
    if spec.value_or_words:
        return [[next((cell for cell in row if cell is not None), None)] for row in rows]
    if Kind.COLUMNS in kinds:
        return [_side_by_side(row, kinds) for row in rows]
    return rows


def _side_by_side(row: list[Any], kinds: Sequence[Kind]) -> list[Cell]:
    laid: list[Cell] = []
    for cell, kind in zip(row, kinds, strict=True):
        laid.extend(cell if kind is Kind.COLUMNS else [cell])
    return laid


def _plain(spec: UdfSpec, kind: Kind, column: Any) -> list[Any]:
    """Make a column of the answer plain Python, one entry a row."""
    if kind in (Kind.KEYS, Kind.LABELS):
        return list(column)
    numbers = np.asarray(column, float)
    if np.isinf(numbers).any():
        raise ValueRangeError("hosts_ikke_endelig", funktion=spec.excel_name)
    if kind is Kind.COLUMNS:
        return [_cells(row) for row in numbers]
    return _cells(np.atleast_1d(numbers))


def _cells(numbers: Any) -> list[Cell]:
    # Excel knows no negative zero.
    found = (numbers + 0.0).tolist()
    return [None if number != number else number for number in found] if np.isnan(numbers).any() else found


def _spoken(
    spec: UdfSpec, column: str, keys: list[str], plain: list[list[Any]], values: Mapping[str, Any]
) -> list[str | None]:
    """Turn a column of keys into words; the blanks of a sentence may be any figure of its row."""
    single = _single(spec, values)
    said: dict[str, str | None] = {"": None}
    found: list[str | None] = []
    for place, key in enumerate(keys):
        if key not in said:
            full = f"funktion.{spec.name}.{column}.{key}"
            if texts.blanks(full):
                row = zip(spec.returns, (cells[place] for cells in plain), strict=True)
                filled = single | {name: value for (name, _), value in row if value is not None}
                found.append(texts.say(full, **filled))
                continue
            said[key] = texts.say(full)
        found.append(said[key])
    return found


def _single(spec: UdfSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the arguments of one cell: any sentence of the answer may name them."""
    given = {p.name: values.get(p.name, p.default) for p in spec.parameters if p.kind in _ONE_CELL}
    return {name: value for name, value in given.items() if value is not None}


def _model_rows(model: ModelRows) -> list[list[Cell]]:
    """Lay out a model: a word and its numbers a row, the day it was made below its first row."""
    rows: list[list[Cell]] = [
        [texts.say(f"model.raekke.{key}"), *(_model_cell(value) for value in values)] for key, values in model
    ]
    rows.insert(1, [texts.say("model.raekke.date"), date.today().isoformat()])
    width = max(map(len, rows))
    return [row + [None] * (width - len(row)) for row in rows]


def _model_cell(value: float | str) -> Cell:
    return texts.say(f"model.ord.{value}") if isinstance(value, str) else float(value) + 0.0
