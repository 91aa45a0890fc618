"""Every function with every kind of cell, as the calls each host must answer alike.

What the calls are is made here from ``specs()`` and ``good_cells.py``, so a new function is covered at
once; how a host is asked is ``host_answers.py``'s, where a host may differ is ``host_views.py``'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from support.good_cells import good

import xl_beregner.measures  # noqa: F401  (fills the list of functions)
from xl_beregner.catalog import ROW_KINDS, Kind, Parameter, UdfSpec, specs
from xl_beregner.errors import CellError
from xl_beregner.hosts.engine import evaluate

BLANK_END = 3000

Answer = list[list[float | str | None]] | tuple[str, str]


class ErrorCell(str):
    """An error a cell shows; to a function it reads as its text, a host holds a real error."""

    __slots__ = ()


ODD_CELLS: Mapping[str, Any] = MappingProxyType(
    {
        "number": 2.0,
        "whole_number": 3,
        "danish_number": "7,5",
        "dotted_number": "7.5",
        "thousands": "2.351",
        "per_cent": "87,5 %",
        "blank": None,
        "empty_text": "",
        "white_space": "  ",
        "no_break_space": "\u00a0",
        "missing_marker": "-",
        "not_available": ErrorCell("#N/A"),
        "divided_by_zero": ErrorCell("#DIV/0!"),
        "true": True,
        "false": False,
        "date": date(2024, 8, 1),
        "date_as_text": "01-08-2024",
        "text": "abc",
        "huge": 1e300,
        "tiny": 1e-300,
        "negative_zero": -0.0,
    }
)

_LAID_AS_ROWS = (*ROW_KINDS, Kind.NUMBERS, Kind.WORDS)


@dataclass(frozen=True, slots=True)
class Case:
    """One call: its readable id, the function's Excel name, the cells of each argument.

    ``left_out``: the place of an argument that is not written, between others that are.
    """

    id: str
    function: str
    arguments: tuple[Any, ...]
    left_out: int | None = None


@cache
def cases() -> tuple[Case, ...]:
    """Every call, functions by name and parameters in order."""
    return tuple(case for name in sorted(specs()) for case in _of_function(specs()[name]))


@cache
def answer(case: Case) -> Answer:
    """Give what ``evaluate`` answers: the rows, or the error's code and its sentence."""
    return told(case.function, case.arguments)


def told(function: str, arguments: tuple[Any, ...]) -> Answer:
    """Ask ``evaluate``; an own error is the code a cell shows and the sentence."""
    try:
        return evaluate(function, *arguments)
    except CellError as error:
        return error.excel_code, str(error)


def _of_function(spec: UdfSpec) -> Iterator[Case]:
    plain = _given(spec)
    for name, arguments in _shapes(spec, plain):
        yield Case(f"{spec.name}-{name}", spec.excel_name, tuple(arguments))
    for place, parameter in enumerate(spec.parameters):
        if not parameter.required:
            without = (*plain[:place], None, *plain[place + 1 :])
            yield Case(f"{spec.name}-{parameter.name}-left_out", spec.excel_name, without, place)
    for place, parameter in enumerate(spec.parameters):
        for where, row, column in _places(parameter, plain[place]):
            for kind, odd in ODD_CELLS.items():
                changed = list(plain)
                changed[place] = _with_odd(plain[place], row, column, odd)
                yield Case(f"{spec.name}-{where}-{kind}", spec.excel_name, tuple(changed))


def _given(spec: UdfSpec) -> list[Any]:
    """Give good cells as rows of cells, as a sheet holds them."""
    return [_as_rows(good(spec, parameter)) for parameter in spec.parameters]


def _as_rows(cells: Any) -> Any:
    if not isinstance(cells, list):
        return cells
    rows = [row if isinstance(row, list) else [row] for row in cells]
    width = max(map(len, rows))
    return tuple(tuple(row) + (None,) * (width - len(row)) for row in rows)


# --- Shapes ------------------------------------------------------------------------------------
def _shapes(spec: UdfSpec, plain: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    yield "all", plain
    required = sum(parameter.required for parameter in spec.parameters)
    yield "required_only", plain[:required]
    yield "too_few", plain[: required - 1]
    yield "too_many", [*plain, 1.0]
    for place, parameter in enumerate(spec.parameters):
        if parameter.kind in _LAID_AS_ROWS:
            yield f"{parameter.name}-single_cell", [*plain[:place], _first(plain[place]), *plain[place + 1 :]]
    yield from _tall_shapes(spec, plain)


def _tall_shapes(spec: UdfSpec, plain: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    tall = [place for place, p in enumerate(spec.parameters) if _is_tall(p, plain[place])]
    if not tall:
        return
    yield "one_row", [cells[:1] if place in tall else cells for place, cells in enumerate(plain)]
    lying = [place for place in tall if len(plain[place][0]) == 1 and _may_lie(spec.parameters[place])]
    if lying:
        rows = (tuple(row[0] for row in cells) if place in lying else () for place, cells in enumerate(plain))
        yield "lone_row", [(row,) if row else cells for row, cells in zip(rows, plain, strict=True)]
    yield "long_blank_end", [_lengthened(c, BLANK_END) if at in tall else c for at, c in enumerate(plain)]
    if len(tall) > 1:
        first = tall[0]
        yield "unequal_heights", [*plain[:first], plain[first][:-1], *plain[first + 1 :]]
        yield "one_ends_early", [*plain[:first], _lengthened(plain[first][:-1], 1), *plain[first + 1 :]]


def _is_tall(parameter: Parameter, cells: Any) -> bool:
    return parameter.kind in ROW_KINDS and isinstance(cells, tuple)


def _may_lie(parameter: Parameter) -> bool:
    return parameter.kind is not Kind.COLUMNS


def _first(cells: Any) -> Any:
    return cells[0][0] if isinstance(cells, tuple) else cells


def _lengthened(cells: tuple[Any, ...], more: int) -> tuple[Any, ...]:
    return cells + ((None,) * len(cells[0]),) * more


# --- One odd cell ------------------------------------------------------------------------------
def _places(parameter: Parameter, cells: Any) -> Iterator[tuple[str, int, int]]:
    """Name each cell of an argument that the odd one takes the place of."""
    if not isinstance(cells, tuple):
        yield parameter.name, 0, 0
    elif parameter.kind is Kind.TABLE:
        for column, heading in enumerate(cells[0]):
            yield f"{parameter.name}.{heading}", 2, column
    elif parameter.kind is Kind.MODEL:
        yield f"{parameter.name}.word", 2, 0
        yield f"{parameter.name}.value", 2, 1
    else:
        yield parameter.name, min(1, len(cells) - 1), 0


def _with_odd(cells: Any, row: int, column: int, odd: Any) -> Any:
    if not isinstance(cells, tuple):
        return odd
    changed = [*cells[row][:column], odd, *cells[row][column + 1 :]]
    return (*cells[:row], tuple(changed), *cells[row + 1 :])
