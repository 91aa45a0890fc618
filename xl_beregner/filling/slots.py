"""What a template asks for, as it is handed about: `Slot`, `ListSlots`, `Slots`.

How they are read from its names is `read_slots`' matter, where their values go in the bytes `plan`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from xl_beregner.errors import Fault
from xl_beregner.ooxml.sheet import Box, cell_name
from xl_beregner.ooxml.workbook import Table


@dataclass(frozen=True, slots=True)
class Slot:
    """A name in the template: a field to write, or an answer that belongs to the school."""

    name: str  # as it stands: felt_tal__v1
    kind: Literal["felt", "svar"]
    table: str | None  # "tal", in small letters; None for a single value
    field: str  # "v1", in small letters
    sheet: str
    box: Box

    @property
    def cell(self) -> str:
        """Its first cell."""
        return cell_name(self.box[0], self.box[1])

    @property
    def column(self) -> int:
        """Its sheet column."""
        return self.box[1]


@dataclass(slots=True)
class ListSlots:
    """A list: the columns that share its rows."""

    table: str
    sheet: str
    top: int
    bottom: int
    columns: list[Slot]
    answers: list[Slot] = field(default_factory=list)
    excel_table: Table | None = None

    @property
    def room(self) -> int:
        """How many rows the template has for it."""
        return self.bottom - self.top + 1

    @property
    def area(self) -> tuple[int, ...]:
        """Every sheet column whose cells belong to its rows."""
        columns = {slot.column for slot in (*self.columns, *self.answers)}
        if self.excel_table:
            columns.update(range(self.excel_table.box[1], self.excel_table.box[3] + 1))
        return tuple(sorted(columns))


@dataclass(slots=True)
class Slots:
    """All that a template asks for."""

    scalars: list[Slot] = field(default_factory=list)
    lists: list[ListSlots] = field(default_factory=list)
    answers: list[Slot] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def asked(self) -> frozenset[str]:
        """Name what is to be filled in: lists, their columns (``tal__v1``) and single fields."""
        return frozenset(
            [slot.field for slot in self.scalars]
            + [listed.table for listed in self.lists]
            + [f"{slot.table}__{slot.field}" for listed in self.lists for slot in listed.columns]
        )

    def __iter__(self) -> Iterator[Slot]:
        yield from self.scalars
        for found in self.lists:
            yield from found.columns
        yield from self.answers


def fault_at(key: str, slot: Slot, **facts: object) -> Fault:
    """Tell a fault with the place of its name."""
    return Fault(key, {"ark": slot.sheet, "celle": slot.cell, "navn": slot.name, **facts})
