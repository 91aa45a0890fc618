"""Between a cell and a measure: arguments go in, the answer comes out as rows with their sentences.

Every host calls a function through here, so that a blank, a comma or an error cell means the same
everywhere; how arguments are read is ``arguments``', the words stand in ``texts``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from xl_beregner import texts
from xl_beregner.catalog import Kind, ModelRows, UdfSpec
from xl_beregner.errors import CellError, ValueRangeError
from xl_beregner.hosts.arguments import argument_name, read_arguments

Cell = float | str | None


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


def _in_words(spec: UdfSpec, error: CellError) -> CellError:
    """Let a measure's error name the parameter as the user knows it."""
    facts = dict(error.facts)
    if facts.get("argument") in {parameter.name for parameter in spec.parameters}:
        facts["argument"] = argument_name(spec, facts["argument"])
    return type(error)(error.key, **facts)


def _rows(spec: UdfSpec, result: Any, values: Mapping[str, Any]) -> list[list[Cell]]:
    columns = result if isinstance(result, tuple) else (result,)
    plain = [_plain(spec, kind, column) for (_, kind), column in zip(spec.returns, columns, strict=True)]
    single = _defaults(spec) | {name: value for name, value in values.items() if np.ndim(value) == 0}
    answer: list[list[Cell]] = []
    for row in zip(*plain, strict=True):
        named = zip(spec.returns, row, strict=True)
        blanks = single | {name: value for (name, _), value in named if value is not None}
        spoken: list[Cell] = []
        for (name, kind), value in zip(spec.returns, row, strict=True):
            if kind is Kind.COLUMNS:
                spoken.extend(value)
            else:
                spoken.append(_words(spec, name, value, blanks) if kind is Kind.KEYS else value)
        if spec.value_or_words:
            spoken = [next((cell for cell in spoken if cell is not None), None)]
        answer.append(spoken)
    return answer


def _defaults(spec: UdfSpec) -> dict[str, Any]:
    return {parameter.name: parameter.default for parameter in spec.parameters if not parameter.required}


def _plain(spec: UdfSpec, kind: Kind, column: Any) -> list[Any]:
    """Make a column of the answer plain Python, one entry a row."""
    if kind in (Kind.KEYS, Kind.LABELS):
        return list(column)
    if kind is Kind.COLUMNS:
        return [_numbers(spec, row) for row in np.asarray(column, float)]
    return _numbers(spec, column)


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
