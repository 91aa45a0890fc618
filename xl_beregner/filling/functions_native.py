"""Ordinary Excel formulas in the place of a call, cell by cell, where there is one for its function.

The formulas themselves come from outside: for one row, as texts in which only cells, numbers and
quoted texts stand for the arguments. Here a call over ranges is cut into its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from xl_beregner.filling.functions_frozen import literal
from xl_beregner.filling.functions_plan import Asked, Cells, OwnCells, Picked, Source
from xl_beregner.filling.live import Place
from xl_beregner.filling.own_functions import Call, Constant, Mixed, Node, Pick, Point
from xl_beregner.ooxml.formulas import Kind, tokenize
from xl_beregner.ooxml.references import column_letters, read_structured, sheet_prefix

# For a function, the text of each argument in one row (None where it is left out) and the text of those
# that are ranges: the formula of each column of the answer, without its =; None where there is none.
NativeRow = Callable[[str, Sequence[str | None], Sequence[str | None]], Sequence[str] | None]


@dataclass(slots=True)
class Ordinary:
    """The formulas of all cells an answer fills; ``calls`` are what each of them does, if it is one call."""

    texts: dict[Place, str]
    calls: dict[Place, Asked] = field(default_factory=dict)


def native_cells(own: OwnCells, place: Place, native_row: NativeRow) -> Ordinary | None:
    """Write ordinary formulas for a cell of ours and all it fills; None where there are none."""
    node = own.nodes[place]
    if isinstance(node, Call):
        return _call_cells(own, node, place, native_row)
    text = _one_cell(own, node, place, native_row)
    if text is None:
        return None
    step = own.steps.get(place)
    return Ordinary({place: text}, {place: step.call} if isinstance(step, Picked) else {})


def _call_cells(own: OwnCells, call: Call, place: Place, native_row: NativeRow) -> Ordinary | None:
    step = own.steps.get(place)
    if not isinstance(step, Asked):
        return None
    height = _height(step)
    rows = [_row_texts(call, step, place, at, native_row) for at in range(height)]
    if any(row is None for row in rows):
        return None
    top, left, _, _ = own.boxes[place]
    spills = place in own.spilling
    found = Ordinary({})
    for cell in own.cells(place):
        down, across = cell[1] - top, cell[2] - left
        if not spills:  # in an array formula a single row or column goes on
            down = 0 if height == 1 else down
            across = 0 if len(rows[0] or ()) == 1 else across
        row = rows[down] if down < height else None
        if row and across < len(row):
            found.texts[cell] = row[across]
            found.calls[cell] = _row_call(step, down)
        else:
            found.texts[cell] = '""' if spills else "NA()"
    return found


def _height(step: Asked) -> int:
    """Tell how many rows the ranges of a call have."""
    return max((one.box[2] - one.box[0] + 1 for one in step.arguments if isinstance(one, Cells)), default=1)


def _row_texts(call: Call, step: Asked, place: Place, at: int, native_row: NativeRow) -> Sequence[str] | None:
    arguments: list[str | None] = []
    ranges: list[str | None] = []
    for node, source in zip(call.arguments, step.arguments, strict=True):
        is_range = isinstance(source, Cells) and source.box[:2] != source.box[2:]
        ranges.append(node.text if is_range and isinstance(node, Point) else None)
        if isinstance(source, Constant):
            arguments.append(None if source.value is None else literal(source.value))
        elif isinstance(source, Cells) and isinstance(node, Point):
            text = _cell_text(node.text, source, place, at, _height(step))
            if text is None:
                return None
            arguments.append(text)
        else:  # an answer or a formula, which an ordinary formula would have to repeat
            return None
    return native_row(call.function, arguments, ranges)


def _cell_text(text: str, cells: Cells, place: Place, at: int, height: int) -> str | None:
    """Write the cell of a range in one row; a single cell as its author wrote it."""
    top, left, bottom, right = cells.box
    sheet = "" if cells.sheet == place[0] else sheet_prefix(cells.sheet)
    if (top, left) == (bottom, right):
        return text if _is_one_cell(text) else f"{sheet}${column_letters(left)}${top}"
    if left != right or bottom - top + 1 != height:
        return None
    return f"{sheet}{column_letters(left)}{top + at}"


def _is_one_cell(text: str) -> bool:
    """Tell whether a reference is one cell by its form, and no name or column of one row."""
    (token,) = tokenize(text)
    if token.kind is Kind.STRUCTURED:
        found = read_structured(text)
        return len(found.columns) == 1 and found.parts == ("#This Row",)
    return token.kind is Kind.REFERENCE


def _row_call(step: Asked, at: int) -> Asked:
    return Asked(step.function, tuple(_in_row(source, at) for source in step.arguments))


def _in_row(source: Source, at: int) -> Source:
    if not isinstance(source, Cells) or source.box[0] == source.box[2]:
        return source
    top, left, _, right = source.box
    return Cells(source.sheet, (top + at, left, top + at, right))


def _one_cell(own: OwnCells, node: Node, place: Place, native_row: NativeRow) -> str | None:
    """Write the ordinary formula of one value: a picked one, or an ordinary formula around calls."""
    if isinstance(node, Mixed):
        pieces = [
            one if isinstance(one, str) else _bracketed(own, one, place, native_row) for one in node.pieces
        ]
        return None if any(piece is None for piece in pieces) else "".join(map(str, pieces))
    call = node.call if isinstance(node, Pick) else node
    if not isinstance(call, Call):
        return None
    step = own.asked(call, place)
    if step is None or _height(step) > 1:
        return None
    row = _row_texts(call, step, place, 0, native_row)
    at = _column_picked(node) if isinstance(node, Pick) else 1
    return row[at - 1] if row and at and at <= len(row) else None


def _bracketed(own: OwnCells, node: Node, place: Place, native_row: NativeRow) -> str | None:
    text = _one_cell(own, node, place, native_row)
    return None if text is None else f"({text})"


def _column_picked(pick: Pick) -> int:
    """Tell which column of a single row is meant; 0 where that is not written in the formula."""
    numbers = [
        int(part.value) if isinstance(part, Constant) and isinstance(part.value, float) else 0
        for part in (pick.row, *([pick.column] if pick.column else []))
    ]
    if len(numbers) == 1:
        return numbers[0]
    return numbers[1] if numbers[0] == 1 else 0
