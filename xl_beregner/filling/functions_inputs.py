"""What a cell of ours hangs on, as its formula's author wrote it: cells, and how many they are.

Where such cells lie is `functions_plan`'s matter, whether they are as they were `functions_frozen`'s.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xl_beregner.filling.functions_plan import Cells, OwnCells
from xl_beregner.filling.live import Place
from xl_beregner.filling.own_functions import POINTS, Constant, Mixed, Node, Point, parts_of
from xl_beregner.filling.places import UnresolvedError
from xl_beregner.ooxml.formulas import Kind, Token, tokenize
from xl_beregner.ooxml.references import read_name, read_reference, read_structured

_ONLY_COUNTING = frozenset(("ROW", "ROWS", "COLUMN", "COLUMNS"))


@dataclass(frozen=True, slots=True)
class Input:
    """Cells a formula hangs on, as its author wrote them."""

    text: str
    cells: Cells
    is_columns: bool = False
    is_cell: bool = False  # can never be more than the one cell it is
    can_grow: bool = False  # a table or a name, which may get more rows under the same words


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows or columns a table has, or where it lies, as a formula asks it; no cell is read."""

    text: str
    number: int


def inputs_of(own: OwnCells, place: Place) -> list[Input | Count]:
    """List what a formula hangs on, once each; `UnresolvedError` where one cannot be found."""
    found: dict[str, Input | Count] = {}
    for text in _points_in(own.nodes[place]):
        if text in found:
            continue
        laid = own.laid(text, place)
        if isinstance(laid, Cells):
            form = _form(own, text, place[0])
            found[text] = Input(text, laid, form == "columns", form == "cell", form == "table")
    for pieces in _pieces_in(own.nodes[place]):
        for count in _counts(own, tokenize(pieces), place):
            found.setdefault(count.text, count)
    return list(found.values())


def _form(own: OwnCells, text: str, sheet: str) -> str:
    """Tell what a reference can stand for, whatever it stands for now; a name for what is in it."""
    (token,) = tokenize(text)
    if token.kind is Kind.REFERENCE:
        return read_reference(text).form
    if token.kind is Kind.STRUCTURED:
        inner = read_structured(text)
        is_row = {part.casefold() for part in inner.parts} in ({"#this row"}, {"#headers"}, {"#totals"})
        return "cell" if is_row and len(inner.columns) == 1 else "table"
    name = read_name(text)
    scopes = ((name.sheet or sheet).casefold(), "")
    held = (own.places.names.get((scope, name.name.casefold())) for scope in scopes)
    stands_for = next((one for one in held if one is not None), "")
    return "cell" if stands_for and _form(own, stands_for, sheet) == "cell" else "table"


def _counts(own: OwnCells, tokens: Sequence[Token], place: Place) -> Iterator[Count]:
    """Tell what ``ROWS``, ``COLUMNS``, ``ROW`` and ``COLUMN`` in a formula say of other cells."""
    starts: dict[str, list[Count]] = {"ROW": [], "COLUMN": []}
    for function, text in dict.fromkeys(_counted(tokens)):
        if not text:  # of the formula's own cell
            starts[function].insert(0, Count(f"{function}()", place[1] if function == "ROW" else place[2]))
            continue
        with contextlib.suppress(UnresolvedError):
            count = _count(own, function, text, place)
            if count is not None and function in starts:
                starts[function].append(count)
            elif count is not None:
                yield count
    for found in starts.values():
        yield from _apart(found)


def _count(own: OwnCells, function: str, text: str, place: Place) -> Count | None:
    laid = own.laid(text, place)
    if isinstance(laid, Constant) or _form(own, text, place[0]) in ("columns", "rows"):
        return None
    top, left, bottom, right = laid.box
    is_plain = tokenize(text)[0].kind is Kind.REFERENCE
    if function in ("ROW", "COLUMN"):
        start = top if function == "ROW" else left
        return None if is_plain else Count(f"MIN({function}({text}))", start)
    if is_plain and _is_within(place, laid):
        return None
    return Count(f"{function}({text})", bottom - top + 1 if function == "ROWS" else right - left + 1)


def _is_within(place: Place, cells: Cells) -> bool:
    top, left, bottom, right = cells.box
    return place[0] == cells.sheet and top <= place[1] <= bottom and left <= place[2] <= right


def _apart(starts: Sequence[Count]) -> Iterator[Count]:
    """Compare how far apart rows lie, which rows put in above both do not change; one alone as it is."""
    if len(starts) == 1 and not starts[0].text.endswith("()"):
        yield starts[0]
    for other in starts[1:]:
        yield Count(f"{starts[0].text}-{other.text}", starts[0].number - other.number)


def _points_looked_into(tokens: Sequence[Token]) -> Iterator[str]:
    """Name the references whose cells count: ``ROWS(B$6:B6)`` often holds the formula's own cell."""
    depth = 0  # inside a function that only counts rows or columns
    for at, token in enumerate(tokens):
        if depth:
            depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
        elif token.kind is Kind.OPEN and at and tokens[at - 1].text.upper() in _ONLY_COUNTING:
            depth = 1
        elif token.kind in POINTS:
            yield token.text


def _counted(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Name what is only counted, by the function that counts; "" where it counts its own cell."""
    for at, token in enumerate(tokens[:-2]):
        function = token.text.upper()
        if function not in _ONLY_COUNTING or tokens[at + 1].kind is not Kind.OPEN:
            continue
        inside = [one for one in tokens[at + 2 :] if one.kind is not Kind.SPACE][:2]
        kinds = [one.kind for one in inside]
        if kinds[:1] == [Kind.CLOSE] and function in ("ROW", "COLUMN"):
            yield function, ""
        elif kinds[1:] == [Kind.CLOSE] and kinds[0] in POINTS:
            yield function, inside[0].text


def _pieces_in(node: Node) -> Iterator[str]:
    if isinstance(node, Mixed):
        yield "".join(piece if isinstance(piece, str) else "0" for piece in node.pieces)
    for part in parts_of(node):
        yield from _pieces_in(part)


def _points_in(node: Node) -> Iterator[str]:
    if isinstance(node, Point):
        yield node.text
    if isinstance(node, Mixed):
        for piece in node.pieces:
            if isinstance(piece, str):
                yield from _points_looked_into(tokenize(piece))
    for part in parts_of(node):
        yield from _points_in(part)
