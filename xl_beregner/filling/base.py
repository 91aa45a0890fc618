"""A template as it was read, and what every plan of it shares: cells, formulas, rows cut once.

How a fill at given lengths is planned on it is `plan`'s matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from xl_beregner.errors import TemplateError
from xl_beregner.filling.answer_cells import AnswerCells
from xl_beregner.filling.live import Live, LiveWriter, Place, read_live
from xl_beregner.filling.optional_sheets import optional_sheets
from xl_beregner.filling.places import Places
from xl_beregner.filling.read_slots import read_slots
from xl_beregner.filling.shapes import Shapes
from xl_beregner.filling.slots import Slot, Slots
from xl_beregner.ooxml.encode import CellWriter
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.rows import RowProgram, Touch, row_program
from xl_beregner.ooxml.styles import Styles
from xl_beregner.ooxml.workbook import Workbook

VALUE, LIVE = "value", "live"


class Base:
    """A template as it was read: what every plan starts from."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.workbook = Workbook(package)
        self.slots: Slots = read_slots(self.workbook)
        if self.slots.faults:
            raise TemplateError(self.slots.faults)
        self.live: dict[Place, Live] = read_live(self.workbook)
        self.has_own = any(found.is_own for found in self.live.values())
        self.places = Places.of(self.workbook)
        self.shapes = Shapes()
        self.calculation_chain = next(iter(package.related(self.workbook.part, "calcChain")), None)
        self.writers: dict[str, LiveWriter] = {
            name: LiveWriter(
                CellWriter(self.workbook.sheet(name).prefix, is_1904=self.workbook.is_1904),
                self.workbook.sheet(name).prefix,
            )
            for name in self.workbook.sheet_parts
        }
        self._programs: dict[str, dict[int, RowProgram]] = {}
        self._corners: dict[str, list[tuple[int, int]]] = {}
        self._places: dict[str, list[Place]] = {}

    @cached_property
    def touched(self) -> Mapping[str, Mapping[int, Mapping[int, Touch]]]:
        """The cells of every fill at the template's own lengths, by sheet, row and column."""
        found: dict[str, dict[int, dict[int, Touch]]] = defaultdict(lambda: defaultdict(dict))
        for (sheet, row, column), live in self.live.items():
            found[sheet][row][column] = live_touch(live, self.writers[sheet])
        for slot in (*self.slots.scalars, *(slot for listed in self.slots.lists for slot in listed.columns)):
            for sheet, row, column in self.places_of(slot):
                found[sheet][row][column] = Touch(self._head(sheet, row, column), VALUE, b"/>")
        return found

    @cached_property
    def answer_cells(self) -> AnswerCells:
        """The cells that belong to the school."""
        return AnswerCells(self)

    @cached_property
    def optional(self) -> tuple[str, ...]:
        """The sheets that are left out of a workbook whose lists have no row there."""
        return optional_sheets(self.workbook, self.slots)

    def styles(self) -> Styles:
        """Give the template's styles, for one workbook to add its own."""
        return Styles(self.package, self.workbook.part)

    @cached_property
    def moving(self) -> frozenset[Place]:
        """Every cell that may show something else in each workbook."""
        return frozenset(
            (sheet, row, column)
            for sheet, rows in self.touched.items()
            for row, cells in rows.items()
            for column in cells
        )

    def programs(self, name: str) -> Mapping[int, RowProgram]:
        """Give the programs of a sheet's touched rows, made once."""
        if name not in self._programs:
            sheet = self.workbook.sheet(name)
            self._programs[name] = {
                row: row_program(sheet, row, cells) for row, cells in self.touched.get(name, {}).items()
            }
        return self._programs[name]

    def corners(self, name: str) -> list[tuple[int, int]]:
        """Tell the first and last row and column of a sheet's touched cells, as two cells."""
        if name not in self._corners:
            rows = self.touched.get(name, {})
            columns = [column for cells in rows.values() for column in cells]
            found = [(min(rows), min(columns)), (max(rows), max(columns))] if columns else []
            self._corners[name] = found
        return self._corners[name]

    def places_of(self, slot: Slot) -> list[Place]:
        """List the cells of a slot, from the top down."""
        top, left, bottom, _ = slot.box
        held = self._places.setdefault(slot.name, [])
        held += [(slot.sheet, row, left) for row in range(top + len(held), bottom + 1)]
        return held[: bottom - top + 1]

    def _head(self, name: str, row: int, column: int) -> bytes:
        """Give the start tag, left open, of a cell that is to hold a value."""
        sheet = self.workbook.sheet(name)
        cell = sheet.cell(row, column)
        if cell is not None:
            return sheet.head(cell)
        return sheet.new_head(row, column, sheet.style_of_missing(row, column))


def live_touch(live: Live, writer: LiveWriter) -> Touch:
    """Make a formula's cell a slot; until it is filled it shows no value."""
    return Touch(live.head, LIVE, writer.bare(live))
