"""The cells that belong to the school, ready to be written: `AnswerCells`, `AnswerPlan`.

A first fill leaves them alone. Where answers come along, each such cell is a slot that holds the
template's own bytes until it gets an answer, so what nobody answered stays as it was. Which answer
goes where is `carry`'s matter.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xl_beregner.filling.live import Place
from xl_beregner.filling.slots import ListSlots, Slot
from xl_beregner.ooxml.encode import CellWriter, Value
from xl_beregner.ooxml.rows import Touch
from xl_beregner.ooxml.sheet import Sheet
from xl_beregner.ooxml.styles import Styles
from xl_beregner.ooxml.values import SharedStrings, read_value

if TYPE_CHECKING:
    from xl_beregner.filling.base import Base

ANSWER = "answer"


class AnswerCells:
    """The answer cells of a template as its author left them."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._shared = SharedStrings(base.package, base.workbook)
        self._lists = {listed.table: listed for listed in base.slots.lists}

    def is_free(self, slot: Slot, row: int) -> bool:
        """Tell whether an answer may stand there: no formula, no field, no table's new formula."""
        place = self.place(slot, row)
        listed = self._list_of(slot)
        like = (slot.sheet, min(place[1], listed.bottom), place[2]) if listed else place
        touched = self._base.touched.get(slot.sheet, {})
        return not any(column in touched.get(at, {}) for _, at, column in (place, like))

    def holds_something(self, slot: Slot, row: int) -> bool:
        """Tell whether the template itself has something there."""
        return self.is_free(slot, row) and self.value(self.place(slot, row)) is not None

    def place(self, slot: Slot, row: int) -> Place:
        """Give the cell of a row, counted from 0."""
        return slot.sheet, slot.box[0] + row, slot.box[1]

    def value(self, place: Place) -> Value:
        """Read what the template has in a cell."""
        return read_value(self._base.workbook.sheet(place[0]).cell(*place[1:]), self._shared)

    def rows(self, slot: Slot, lists: Mapping[str, ListSlots]) -> range:
        """Count the rows of a name; ``lists`` are as long as the workbook needs them."""
        listed = lists.get(slot.table) if slot.table else None
        if slot.table is None:
            return range(1)
        return range(listed.room if listed else slot.box[2] - slot.box[0] + 1)

    def head(self, slot: Slot, row: int) -> tuple[bytes, str | None]:
        """Give a cell's start tag, left open and without its style, and the style."""
        sheet, (_, at, column) = self._base.workbook.sheet(slot.sheet), self.place(slot, row)
        listed = self._list_of(slot)
        cell = sheet.cell(at, column)
        if listed is not None and listed.excel_table is not None and at > listed.bottom:
            return sheet.new_head(at, column, None), _style(sheet, listed.bottom, column)
        if cell is None:
            return sheet.new_head(at, column, None), sheet.style_of_missing(at, column)
        return sheet.markup.tag_without(cell.element, "t", "vm", "cm", "s"), cell.style

    def touches(self, lists: Mapping[str, ListSlots]) -> Iterator[tuple[Slot, int, Touch]]:
        """Make each free answer cell a slot that holds what the template has there."""
        for slot in self._base.slots.answers:
            for row in self.rows(slot, lists):
                if self.is_free(slot, row):
                    yield slot, row, Touch(b"", ANSWER, self._as_it_stands(slot, row))

    def _as_it_stands(self, slot: Slot, row: int) -> bytes:
        sheet, (_, at, column) = self._base.workbook.sheet(slot.sheet), self.place(slot, row)
        listed = self._list_of(slot)
        if listed is not None and listed.excel_table is not None and at > listed.bottom:
            head, style = self.head(slot, row)
            # A new row of a table looks like its last one, and where that has no looks there is no cell.
            return head + _styled(style) + b"/>" if style else b""
        cell = sheet.cell(at, column)
        return sheet.markup.data[cell.element.start : cell.element.end] if cell else b""

    def _list_of(self, slot: Slot) -> ListSlots | None:
        return self._lists.get(slot.table) if slot.table else None


@dataclass(slots=True)
class AnswerPlan:
    """Where each answer cell lies in its part: by name and row."""

    places: Mapping[tuple[str, int], tuple[Slot, str, int]]  # the slot, its part and which chunk

    def written(
        self,
        cells: AnswerCells,
        writers: Mapping[str, CellWriter],
        styles: Styles,
        at: tuple[str, int],
        value: Value,
    ) -> bytes:
        """Write a cell with its answer; a date shows as one also where the template shows numbers."""
        slot, _, _ = self.places[at]
        head, style = cells.head(slot, at[1])
        if isinstance(value, datetime.date):
            style = styles.dated(style)
        return head + _styled(style) + writers[slot.sheet].one(value)


def _styled(style: str | None) -> bytes:
    return f' s="{style}"'.encode() if style and style != "0" else b""


def _style(sheet: Sheet, row: int, column: int) -> str | None:
    cell = sheet.cell(row, column)
    return cell.style if cell else sheet.style_of_missing(row, column)
