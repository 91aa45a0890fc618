"""A sheet cut at its touched cells: each touched row a short program of fixed bytes and slots.

What a touched cell becomes is decided in `filling`; here it finds its place, in rows and columns in
order, with each row's span kept true. A program is made once and used again wherever its row is the
same, so another length of a list costs only the rows that differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xl_beregner.ooxml.markup import Element
from xl_beregner.ooxml.patches import Patches
from xl_beregner.ooxml.references import read_reference
from xl_beregner.ooxml.sheet import Box, Row, Sheet, area_name


@dataclass(frozen=True, slots=True)
class Touch:
    """A cell as it is to be: fixed bytes and, unless ``kind`` is blank, a slot after them."""

    fixed: bytes
    kind: str = ""
    default: bytes = b""  # what stands in the slot until it is filled


GONE = Touch(b"")

Cells = Mapping[int, Touch]  # by column


@dataclass(frozen=True, slots=True)
class RowProgram:
    """A row: fixed bytes and slots in turn, beginning and ending with fixed bytes."""

    chunks: list[bytes]
    slots: tuple[tuple[str, int], ...]  # the kind and column of each slot


def row_program(sheet: Sheet, number: int, cells: Cells, new_row: bytes | None = None) -> RowProgram:
    """Write a row with its touched cells; ``new_row`` is the open start tag of one that is not there."""
    writer = _Writer()
    row = sheet.rows.get(number)
    if row is None or row.element.is_self_closed:
        if row is None:
            head = new_row or b"<" + sheet.prefix + f'row r="{number}"'.encode()
        else:
            head = sheet.markup.tag_without(row.element, "spans")
        if all(touch is GONE for touch in cells.values()):
            writer.fixed(head + b"/>" if row is not None else b"")
        else:
            writer.fixed(head + b">")
            writer.touches(cells, sorted(cells))
            writer.fixed(b"</" + sheet.prefix + b"row>")
    else:
        _rewrite(sheet, row, cells, writer)
    return writer.program()


def _rewrite(sheet: Sheet, row: Row, cells: Cells, writer: _Writer) -> None:
    """Copy a row's bytes, with touched cells in place of theirs or between them."""
    data = sheet.markup.data
    existing = list(row.cells.items())
    at, next_ = row.element.open_end, 0
    writer.fixed(_start_tag(sheet, row, cells))
    for column in sorted(cells):
        while next_ < len(existing) and existing[next_][0] < column:
            next_ += 1
        found = existing[next_] if next_ < len(existing) else None
        place = found[1].element.start if found else row.element.close
        writer.fixed(data[at:place])
        writer.touches(cells, (column,))
        at = found[1].element.end if found and found[0] == column else place
    writer.fixed(data[at : row.element.end])


class _Writer:
    def __init__(self) -> None:
        self._fixed: list[bytes] = []
        self._chunks: list[bytes] = []
        self._slots: list[tuple[str, int]] = []

    def fixed(self, piece: bytes) -> None:
        self._fixed.append(piece)

    def touches(self, cells: Cells, columns: Iterable[int]) -> None:
        for column in columns:
            touch = cells[column]
            self._fixed.append(touch.fixed)
            if touch.kind:
                self._chunks += (b"".join(self._fixed), touch.default)
                self._slots.append((touch.kind, column))
                self._fixed = []

    def program(self) -> RowProgram:
        return RowProgram([*self._chunks, b"".join(self._fixed)], tuple(self._slots))


def _start_tag(sheet: Sheet, row: Row, cells: Cells) -> bytes:
    """Give a row's start tag, its span wide enough for the new cells."""
    element = row.element
    tag = sheet.markup.data[element.start : element.open_end]
    bounds = [int(end) for part in element.attributes.get("spans", "").split() for end in part.split(":")]
    columns = [column for column, touch in cells.items() if touch is not GONE and column not in row.cells]
    if not bounds or not columns:
        return tag
    first, last = min(*bounds, *columns), max(*bounds, *columns)
    span = sheet.markup.attribute_span(element, "spans")
    if (first, last) == (min(bounds), max(bounds)) or span is None:
        return tag
    start, end = (place - element.start for place in span)
    return tag[:start] + f"{first}:{last}".encode() + tag[end:]


@dataclass(frozen=True, slots=True)
class SheetPieces:
    """A whole sheet: its chunks, and where each program's begin."""

    chunks: list[bytes]
    starts: dict[int, int]  # by row number


def lay_rows(sheet: Sheet, programs: Mapping[int, RowProgram], edits: Patches) -> SheetPieces:
    """Put programs in place of their rows, or between them; ``edits`` lie outside the rows."""
    data, held = sheet.markup.data, sheet.data_element
    chunks = [edits.apply(data[: held.start])]
    starts: dict[int, int] = {}
    at = held.open_end
    if held.is_self_closed:
        chunks.append(sheet.markup.tag_without(held) + b">")
    else:
        chunks.append(data[held.start : held.open_end])
    for number in sorted(programs):
        row = sheet.rows.get(number)
        place = row.element.start if row else sheet.place_of_row(number)
        if place > at:
            chunks.append(data[at:place])
        at = row.element.end if row else max(at, place)
        starts[number] = len(chunks)
        chunks += programs[number].chunks
    tail = data[at : held.close]
    if held.is_self_closed:
        tail = b"</" + sheet.prefix + b"sheetData>"
        at = held.end
    else:
        at = held.close
    chunks += (tail, edits.apply(data[at:], offset=at))
    return SheetPieces(chunks, starts)


def widen_dimension(sheet: Sheet, touched: Box | None, edits: Patches) -> None:
    """Let the sheet's extent take touched cells in."""
    dimension: Element | None = sheet.markup.root.child("dimension")
    if dimension is None or touched is None:
        return
    top, left, bottom, right = read_reference(dimension.attributes["ref"]).box
    wider = (min(top, touched[0]), min(left, touched[1]), max(bottom, touched[2]), max(right, touched[3]))
    if not sheet.rows:  # the A1 of an empty sheet is no cell
        wider = touched
    span = sheet.markup.attribute_span(dimension, "ref")
    if span and wider != (top, left, bottom, right):
        edits.replace(*span, area_name(wider).encode())
