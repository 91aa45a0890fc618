"""A sheet's rows and cells with their places, and how a cell's markup begins.

What follows a cell's start tag is `encode`'s matter; which cells are touched is decided in
`filling`. Rows and columns are 1-based.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from xl_beregner.errors import PackageError
from xl_beregner.ooxml.formulas import shift
from xl_beregner.ooxml.markup import Element, Markup
from xl_beregner.ooxml.patches import Patches
from xl_beregner.ooxml.references import column_letters, column_number, read_reference

Box = tuple[int, int, int, int]  # top, left, bottom, right

_PLACE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_NOT_KEPT = ("t", "vm")  # the kind of the old value, and what Excel knew about that value


@dataclass(slots=True, eq=False)
class Cell:
    """A cell that stands in the file."""

    row: int
    column: int
    element: Element

    @property
    def style(self) -> str | None:
        """The number of its style."""
        return self.element.attributes.get("s")

    @property
    def kind(self) -> str:
        """What its value is: n, s, str, inlineStr, b, e or d."""
        return self.element.attributes.get("t", "n")

    @property
    def formula(self) -> Element | None:
        """Its ``<f>``."""
        return self.element.child("f")

    @property
    def is_empty(self) -> bool:
        """Whether it holds a style at most."""
        return not self.element.children


@dataclass(slots=True, eq=False)
class Row:
    """A row that stands in the file."""

    number: int
    element: Element
    cells: dict[int, Cell] = field(default_factory=dict)


class Sheet:
    """A worksheet's part: its markup and its cells."""

    def __init__(self, name: str, part: str, markup: Markup) -> None:
        self.name = name
        self.part = part
        self.markup = _with_references(markup)
        root = self.markup.root
        data = root.child("sheetData")
        if data is None:
            raise PackageError("filling_pakke_xml", delnavn=part, linje=1)
        self.data_element = data
        self.prefix = self.markup.prefix(data)
        self.rows: dict[int, Row] = {}
        self._read_rows()
        self.row_numbers = list(self.rows)
        self.merged: list[Box] = [
            read_reference(merge.attributes["ref"]).box for merge in root.all("mergeCell")
        ]
        self._column_styles = [
            (int(column.attributes["min"]), int(column.attributes["max"]), column.attributes["style"])
            for column in root.all("col")
            if column.attributes.get("style", "0") != "0"
        ]
        self._masters: dict[str, Cell] = {}
        self._formula_cells: list[Cell] | None = None

    def _read_rows(self) -> None:
        last = 0
        for element in self.data_element.children:
            if element.name != "row":
                continue
            row = Row(int(element.attributes["r"]), element)
            if row.number <= last:
                raise PackageError(
                    "filling_pakke_uorden", delnavn=self.part, celle=f"{row.number}:{row.number}"
                )
            last = row.number
            self.rows[row.number] = row
            self._read_cells(row)

    def _read_cells(self, row: Row) -> None:
        last = 0
        for element in row.element.children:
            if element.name != "c":
                continue
            reference = element.attributes["r"]
            column, number = split_cell(reference)
            if column <= last or number != row.number:
                raise PackageError("filling_pakke_uorden", delnavn=self.part, celle=reference)
            last = column
            row.cells[column] = Cell(row.number, column, element)

    def cell(self, row: int, column: int) -> Cell | None:
        """Find a cell that stands in the file."""
        found = self.rows.get(row)
        return found.cells.get(column) if found else None

    def is_merged(self, row: int, column: int) -> bool:
        """Tell whether a cell is part of a merged area."""
        return any(
            top <= row <= bottom and left <= column <= right for top, left, bottom, right in self.merged
        )

    def head(self, cell: Cell) -> bytes:
        """Give a cell's start tag, left open, as it stands before a new value."""
        return self.markup.tag_without(cell.element, *_NOT_KEPT, "cm")

    def formula_head(self, cell: Cell) -> bytes:
        """Give a formula cell's start tag, left open; what marks a spilling formula stays."""
        return self.markup.tag_without(cell.element, *_NOT_KEPT)

    def new_head(self, row: int, column: int, style: str | None) -> bytes:
        """Give the start tag, left open, of a cell that does not stand in the file."""
        styled = f' s="{style}"' if style and style != "0" else ""
        return b"<" + self.prefix + f'c r="{column_letters(column)}{row}"{styled}'.encode()

    def style_of_missing(self, row: int, column: int) -> str | None:
        """Tell which style Excel gives a cell that is not there: its row's, else its column's."""
        found = self.rows.get(row)
        if found and found.element.attributes.get("customFormat") in ("1", "true"):
            return found.element.attributes.get("s")
        for first, last, style in self._column_styles:
            if first <= column <= last:
                return style
        return None

    def place_of_row(self, number: int) -> int:
        """Tell where in the bytes a row that is not there belongs."""
        at = bisect_left(self.row_numbers, number)
        if at < len(self.row_numbers):
            return self.rows[self.row_numbers[at]].element.start
        return self.data_element.close

    def formula_text(self, cell: Cell) -> str | None:
        """Give a cell's formula; a follower of a shared one gets it moved to its own place."""
        formula = cell.formula
        if formula is None:
            return None
        if formula.attributes.get("t") != "shared" or formula.text:
            return formula.text
        master = self.shared_master(formula.attributes.get("si", ""))
        if master is None or master.formula is None:
            return None
        return shift(master.formula.text, cell.row - master.row, cell.column - master.column)

    def shared_master(self, group: str) -> Cell | None:
        """Find the cell whose text a group of shared formulas follows."""
        if not self._masters:
            for cell in self.formula_cells():
                formula = cell.formula
                if formula is not None and formula.attributes.get("t") == "shared" and formula.text:
                    self._masters[formula.attributes.get("si", "")] = cell
        return self._masters.get(group)

    def formula_cells(self) -> list[Cell]:
        """List the cells that hold a formula, in the order of the file."""
        if self._formula_cells is None:
            self._formula_cells = [
                cell for row in self.rows.values() for cell in row.cells.values() if cell.formula is not None
            ]
        return self._formula_cells


def split_cell(reference: str) -> tuple[int, int]:
    """Turn ``AB12`` into column 28 and row 12."""
    found = _PLACE.fullmatch(reference)
    if found is None:
        raise PackageError("filling_pakke_uorden", delnavn="", celle=reference)
    return column_number(found[1]), int(found[2])


def cell_name(row: int, column: int) -> str:
    """Write a place as ``AB12``."""
    return f"{column_letters(column)}{row}"


def area_name(box: Box) -> str:
    """Write an area as ``A1:B2``, a single cell as ``A1``."""
    first, last = cell_name(box[0], box[1]), cell_name(box[2], box[3])
    return first if first == last else f"{first}:{last}"


def _with_references(markup: Markup) -> Markup:
    """Give rows and cells their numbers where the producer left those to their order.

    A cell put in between would otherwise move all that follow it.
    """
    data = markup.root.child("sheetData")
    edits = Patches()
    if data is None or all(_is_numbered(row) for row in data.children):
        return markup
    last_row = 0
    for row in data.children:
        if row.name != "row":
            continue
        last_row = int(row.attributes.get("r", last_row + 1))
        _number(markup, edits, row, str(last_row))
        last = 0
        for cell in row.children:
            if cell.name == "c":
                last = split_cell(cell.attributes["r"])[0] if "r" in cell.attributes else last + 1
                _number(markup, edits, cell, cell_name(last_row, last))
    return Markup(edits.apply(markup.data), markup.part)


def _is_numbered(row: Element) -> bool:
    return "r" in row.attributes and all("r" in cell.attributes for cell in row.children)


def _number(markup: Markup, edits: Patches, element: Element, reference: str) -> None:
    if "r" not in element.attributes:
        at = element.start + 1 + len(markup.prefix(element)) + len(element.name)
        edits.insert(at, f' r="{reference}"'.encode())
