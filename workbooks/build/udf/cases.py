"""The calls of the check workbook: a few kinds of cells for every function, and what they must give.

The cells are those of the contract tests, so that Excel is asked what the tests ask; how the calls
stand on sheets is ``check``'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import xl_beregner.measures  # noqa: F401  (fills the list of functions)
from tests.support.good_cells import good
from xl_beregner import texts
from xl_beregner.catalog import ROW_KINDS, Kind, UdfSpec, specs
from xl_beregner.errors import CellError
from xl_beregner.hosts.arguments import argument_name
from xl_beregner.hosts.engine import evaluate

Rows = tuple[tuple[Any, ...], ...]

TODAY = "(dagens dato)"  # a norm tells the day it was made, which no check can know beforehand
NOT_AVAILABLE = "#N/A"  # stands on the sheet as the error itself
_DIGITS = 12  # as many as agree on every machine
_ODD_ROW = 1


@dataclass(frozen=True, slots=True)
class Argument:
    """The cells of one argument, with the words that stand above them."""

    label: str
    rows: Rows


@dataclass(frozen=True, slots=True)
class Call:
    """One row of the check: a function, what is tried, its arguments, and the answer or error code."""

    function: str
    case: str
    arguments: tuple[Argument, ...]
    answer: Rows | str


@cache
def calls() -> tuple[Call, ...]:
    """Give every call, the functions by name."""
    return tuple(call for name in sorted(specs()) for call in _of_function(specs()[name]))


def _of_function(spec: UdfSpec) -> Iterator[Call]:
    plain = [Argument(argument_name(spec, p.name), _rows(good(spec, p))) for p in spec.parameters]
    required = sum(parameter.required for parameter in spec.parameters)
    yield _call(spec, "alle", plain)
    if required < len(plain):
        yield _call(spec, "noedvendige", plain[:required])
    number = next((at for at, p in enumerate(spec.parameters) if p.kind is Kind.COLUMN), None)
    if number is not None:
        was = plain[number].rows[min(_ODD_ROW, len(plain[number].rows) - 1)][0]
        yield _call(spec, "dansk_tal", _changed(plain, number, str(was).replace(".", ",")))
        yield _call(spec, "fejlcelle", _changed(plain, number, NOT_AVAILABLE))
    column = next((at for at, p in enumerate(spec.parameters) if p.kind in ROW_KINDS), None)
    if column is not None:
        yield _call(spec, "tom_celle", _changed(plain, column, None))
    yield _call(spec, "mangler", [Argument(plain[0].label, ((None,),)), *plain[1:required]])


def _rows(cells: Any) -> Rows:
    listed = cells if isinstance(cells, list) else [cells]
    rows = [row if isinstance(row, list) else [row] for row in listed]
    width = max(map(len, rows))
    return tuple((*row, *[None] * (width - len(row))) for row in rows)


def _changed(plain: list[Argument], place: int, odd: Any) -> list[Argument]:
    was = plain[place]
    row = min(_ODD_ROW, len(was.rows) - 1)
    rows = (*was.rows[:row], (odd, *was.rows[row][1:]), *was.rows[row + 1 :])
    return [*plain[:place], Argument(was.label, rows), *plain[place + 1 :]]


def _call(spec: UdfSpec, case: str, arguments: list[Argument]) -> Call:
    return Call(spec.excel_name, case, tuple(arguments), _answer(spec, arguments))


def _answer(spec: UdfSpec, arguments: list[Argument]) -> Rows | str:
    spoken = texts.language()
    texts.use_language("da")
    try:
        rows = evaluate(spec.excel_name, *(argument.rows for argument in arguments))
    except CellError as error:
        return error.excel_code
    finally:
        texts.use_language(spoken)
    told = tuple(tuple(_told(cell) for cell in row) for row in rows)
    if spec.returns[0][1] is Kind.MODEL:
        told = (told[0], (told[1][0], TODAY, *told[1][2:]), *told[2:])
    return told


def _told(cell: float | str | None) -> float | str | None:
    return float(f"{cell:.{_DIGITS}g}") if isinstance(cell, float) else cell
