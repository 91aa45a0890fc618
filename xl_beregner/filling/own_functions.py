"""``BEREGNER_`` functions in a template's cells, answered by an evaluator that is passed in.

No engine knows them, so a cell that is nothing but such a call (or one value of it, by ``INDEX``)
is calculated here; anything more mixed is left without a value and named. Excel's own functions are
`recalculate`'s matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xl_beregner.errors import CellError
from xl_beregner.filling.live import Live, Place
from xl_beregner.filling.places import Places, UnresolvedError
from xl_beregner.ooxml.encode import Value
from xl_beregner.ooxml.formulas import Kind, Token, tokenize
from xl_beregner.ooxml.references import read_reference

Evaluator = Callable[..., Sequence[Sequence[Value]]]
ValueOf = Callable[[Place], Any]

# As Excel stores an Office.js function, and as it stores one it does not know.
_STORED = re.compile(r"^(?:_XLDUDF_|_XLFN\.|_XLL\.)+")
_SPILL = re.compile(rb'\sref="([A-Z0-9:]+)"')
_POINTS = (Kind.REFERENCE, Kind.NAME, Kind.STRUCTURED)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of our functions, with its arguments as they stand."""

    function: str
    arguments: tuple[tuple[Token, ...], ...]
    row: int = 1  # which of the values it gives is wanted, where INDEX says so
    column: int = 1
    is_indexed: bool = False


def read_call(text: str) -> Call | None:
    """Read a formula that is one call of ours; None for anything else."""
    return _read([token for token in tokenize(text) if token.kind is not Kind.SPACE])


def _read(tokens: list[Token]) -> Call | None:
    if len(tokens) < 3 or tokens[0].kind is not Kind.FUNCTION or tokens[-1].kind is not Kind.CLOSE:
        return None
    arguments = _arguments(tokens[2:-1])
    function = _STORED.sub("", tokens[0].text.upper())
    if arguments is None:
        return None
    if function.startswith("BEREGNER_"):
        return Call(function, tuple(tuple(argument) for argument in arguments))
    if function == "INDEX" and len(arguments) in (2, 3):
        inner = _read(arguments[0])
        wanted = [_constant(argument) for argument in arguments[1:]]
        if inner is None or inner.is_indexed or not all(isinstance(number, float) for number in wanted):
            return None
        row, column = (int(number) for number in (*wanted, 1.0)[:2] if isinstance(number, float))
        return Call(inner.function, inner.arguments, row, column, is_indexed=True)
    return None


def _arguments(tokens: list[Token]) -> list[list[Token]] | None:
    """Split at the commas of this call; None where its brackets close before the end."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
        if depth < 0:
            return None
        if token.kind is Kind.SEPARATOR and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return [] if parts == [[]] else parts


def _constant(tokens: Sequence[Token]) -> Value:
    """Read what is written in the formula itself; ``LookupError`` if it must be calculated."""
    if not tokens:
        return None
    sign = -1.0 if tokens[0].text == "-" else 1.0
    (token,) = tokens[1:] if tokens[0].text in ("-", "+") and len(tokens) == 2 else tokens[:1]
    if len(tokens) > 2 or (len(tokens) == 2 and tokens[0].text not in ("-", "+")):
        raise LookupError
    if token.kind is Kind.NUMBER:
        return sign * float(token.text)
    if token.kind is Kind.TEXT:
        return token.text[1:-1].replace('""', '"')
    if token.kind is Kind.BOOLEAN:
        return token.text.upper() == "TRUE"
    raise LookupError


def answer(
    call: Call, place: Place, places: Places, value_of: ValueOf, evaluator: Evaluator
) -> list[list[Any]] | str | None:
    """Ask the evaluator: rows of values, the code of an error, or None where it cannot be asked."""
    try:
        arguments = [_argument(tokens, place, places, value_of) for tokens in call.arguments]
    except (LookupError, UnresolvedError):
        return None
    try:
        rows = [list(row) for row in evaluator(call.function, *arguments)]
    except CellError as error:
        return error.excel_code
    if call.is_indexed:
        if not (1 <= call.row <= len(rows) and 1 <= call.column <= len(rows[call.row - 1])):
            return "#REF!"
        return [[rows[call.row - 1][call.column - 1]]]
    return rows


def _argument(tokens: Sequence[Token], place: Place, places: Places, value_of: ValueOf) -> Any:
    if len(tokens) != 1 or tokens[0].kind not in _POINTS:
        return _constant(tokens)
    sheet, box, constant = places.resolve(tokens[0].text, place[0], place[1])
    if box is None:
        return _constant([token for token in tokenize(constant) if token.kind is not Kind.SPACE])
    rows = [
        [value_of((sheet, row, column)) for column in range(box[1], box[3] + 1)]
        for row in range(box[0], box[2] + 1)
    ]
    return rows[0][0] if box[:2] == box[2:] else rows


def spilled(place: Place, live: Live, rows: Sequence[Sequence[Any]]) -> Mapping[Place, Any]:
    """Lay an answer on the cells its formula fills."""
    found = _SPILL.search(live.markup)
    sheet, row, column = place
    box = read_reference(found[1].decode()).box if found else (row, column, row, column)
    return {
        (sheet, at, across): rows[at - row][across - column]
        for at in range(row, box[2] + 1)
        for across in range(column, box[3] + 1)
        if at - row < len(rows) and across - column < len(rows[at - row])
    }
