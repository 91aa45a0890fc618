"""What stands in the cells of a returned workbook's names: single values, and lists row by row.

A list's rows are known by the key in the same row, wherever rows were put in or sorted: `read_cells`.
Which cells a name stands for is `returned_names`' matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from xl_beregner.errors import Fault, PackageError
from xl_beregner.filling.carry import KEY, key_text
from xl_beregner.filling.returned import Held, HeldValue
from xl_beregner.filling.returned_names import Named
from xl_beregner.ooxml.references import column_letters
from xl_beregner.ooxml.scan_book import ScannedBook
from xl_beregner.ooxml.sheet import Box
from xl_beregner.ooxml.values import ErrorText

# The largest workbook of ours holds some thousands; names over whole sheets were made to fill the memory.
MOST_CELLS = 250_000
# Lists are tens of rows; in a longer one the rows without a cell at its end are not looked at.
_LONG_LIST = 2_000
_SHORT_LIST = 200
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class ReadCells:
    """The cells of all names, and what is wrong with them."""

    asked: list[Held]
    figures: list[Held]
    faults: list[Fault]


def read_cells(book: ScannedBook, names: Iterable[Named]) -> ReadCells:
    """Read the cells of names, those of a list with the key of their row; in the order they stand in."""
    reading = _Reading(book)
    lists: dict[tuple[str, str], list[Named]] = defaultdict(list)
    order = {sheet: place for place, sheet in enumerate(book.sheet_names)}
    for named in sorted(names, key=lambda one: (order[one.sheet], one.box)):
        if named.table:
            lists[named.scope, named.table].append(named)
        else:
            reading.single(named)
    for columns in lists.values():
        reading.rows(columns)
    return ReadCells(reading.asked, reading.figures, reading.faults)


def read_rows(book: ScannedBook, named: Named, width: int) -> list[list[HeldValue]]:
    """Read the rows of an area as they stand, so many columns from its left."""
    reading, (top, left, bottom, _) = _Reading(book), named.box
    columns = [reading.column(named.sheet, at, top, bottom) for at in range(left, left + width)]
    return [[value for _, value, _ in row] for row in zip(*columns, strict=True)]


class _Reading:
    def __init__(self, book: ScannedBook) -> None:
        self.book = book
        self.asked: list[Held] = []
        self.figures: list[Held] = []
        self.faults: list[Fault] = []
        self._count = 0
        self._last_rows: dict[str, int] = {}

    def single(self, named: Named) -> None:
        """Read a single value; of several cells the first that holds something, as in merged ones."""
        sheet, (top, left, bottom, right) = named.sheet, named.box
        found = self.column(sheet, left, top, bottom)[0]
        if top != bottom or left != right:
            columns = [self.column(sheet, at, top, bottom) for at in range(left, right + 1)]
            held = [cell for row in zip(*columns, strict=True) for cell in row if cell[1] is not None]
            found = held[0] if held else found
            if len(held) > 1:
                facts = {"ark": sheet, "celle": found[0], "navn": named.name, "antal": len(held)}
                self.faults.append(Fault("returned_flere_celler", facts, "warning"))
        one = Held(named.name, "", named.field, "", 0, sheet, *found, named.scope)
        if named.is_answer:
            self._ask(one)
        else:
            self.figures.append(one)

    def rows(self, columns: list[Named]) -> None:
        """Read a list column by column, each cell with its row's key; blank rows without one are none."""
        key = next((each for each in columns if each.field == KEY and not each.is_answer), None)
        bottoms = self._bottoms(columns)
        keys = self._keys(key, bottoms[key.name]) if key else {}
        answers: list[Held] = []
        for column in columns:
            cells = self._list_column(column, key or columns[0], keys, bottoms[column.name])
            if column.is_answer:
                answers += cells
            else:
                self.figures += [held for held in cells if held.key or held.value is not None]
        kept = {held.row for held in answers if held.value is not None or held.has_formula}
        for held in answers:
            if held.key or held.row in kept:
                self._ask(held)

    def _keys(self, key: Named, bottom: int) -> dict[int, str]:
        top, left, _, _ = key.box
        values = (value for _, value, _ in self.column(key.sheet, left, top, bottom))
        return {row: text for row, value in enumerate(values, top) if (text := key_text(value))}

    def _list_column(self, column: Named, first: Named, keys: Mapping[int, str], bottom: int) -> list[Held]:
        name, table, field, sheet, scope = column.name, column.table, column.field, column.sheet, column.scope
        top, left, _, _ = column.box
        shift, first_row = self._shift(column, first), first.box[0]
        if shift is None:
            shift, keys = 0, {}
        return [
            Held(
                name, table, field, keys.get(row, ""), row - first_row, sheet, cell, value, has_formula, scope
            )
            for row, (cell, value, has_formula) in enumerate(
                self.column(sheet, left, top, bottom), top + shift
            )
        ]

    def column(self, sheet: str, column: int, top: int, bottom: int) -> list[tuple[str, HeldValue, bool]]:
        """Read cells under each other: what each is called and holds, and whether that is a formula's."""
        cells, read, bottom = self.book.cells(sheet), self.book.values.of, self._bottom(sheet, top, bottom)
        self._count += bottom - top + 1
        if self._count > MOST_CELLS:
            raise PackageError("filling_pakke_for_stor", fil=self.book.source)
        found: list[tuple[str, HeldValue, bool]] = []
        cell = ""
        try:
            for cell in _cell_names(column, top, bottom):
                raw = cells.get(cell)
                found.append((cell, None, False) if raw is None else (cell, read(raw), raw[3] != ""))
        except ValueError as error:
            # A sheet that has names of its own is a pupil's, and called by the pupil's name.
            is_pupils = any(name.scope == sheet for name in self.book.names)
            facts = {"fil": self.book.source, "celle": cell if is_pupils else f"{sheet}!{cell}"}
            raise PackageError("returned_celle_beskadiget", **facts) from error
        return found

    # --- Rows that moved -----------------------------------------------------------------------
    def _bottom(self, sheet: str, top: int, bottom: int) -> int:
        """Tell how far down cells are looked at: one at least."""
        if bottom - top < _LONG_LIST:
            return bottom
        if sheet not in self._last_rows:
            rows = (int(reference.lstrip(_LETTERS)) for reference in self.book.cells(sheet))
            self._last_rows[sheet] = max(rows, default=0)
        return max(top, min(bottom, self._last_rows[sheet]))

    def _bottoms(self, columns: list[Named]) -> dict[str, int]:
        """Tell each column's last row: an answer below it may stand in a row its table got since."""
        bottoms = {column.name: column.box[2] for column in columns}
        for column in columns:
            _, left, bottom, _ = column.box
            below = f"{column_letters(left)}{bottom + 1}"
            if not column.is_answer or below not in self.book.cells(column.sheet):
                continue
            for table in self.book.tables(column.sheet):
                if _holds(table.data, column.box) and table.data[2] > bottom:
                    on_it = (each for each in columns if each.sheet == column.sheet)
                    bottoms |= {each.name: table.data[2] for each in on_it if each.box[2] == bottom}
        return bottoms

    def _shift(self, column: Named, first: Named) -> int | None:
        """Tell how many rows lower the keys of a column's rows stand; None where that cannot be told."""
        (top, _, bottom, _), (first_top, _, first_bottom, _) = column.box, first.box
        if column.sheet == first.sheet and top <= first_bottom and first_top <= bottom:
            if (top, bottom) != (first_top, first_bottom):
                self._tell(column, "returned_kolonne_forskudt")
            return 0
        if bottom - top == first_bottom - first_top:
            return first_top - top
        self._tell(column, "returned_kolonne_uden_noegler")
        return None

    def _tell(self, column: Named, key: str) -> None:
        top, left, _, _ = column.box
        cell = f"{column_letters(left)}{top}"
        facts = {"ark": column.sheet, "celle": cell, "navn": column.name}
        self.faults.append(Fault(key, facts, "warning"))

    def _ask(self, held: Held) -> None:
        """Take an answer's cell in, and tell if it is no plain value."""
        self.asked.append(held)
        if held.has_formula:
            key = "returned_formel" if held.value is not None else "returned_formel_uden_vaerdi"
            self.faults.append(Fault(key, _place(held), "warning"))
        if isinstance(held.value, ErrorText):
            facts = {**_place(held), "fundet": held.value}
            self.faults.append(Fault("returned_fejlvaerdi", facts, "warning"))


def _place(held: Held) -> dict[str, str]:
    return {"ark": held.sheet, "celle": held.cell, "navn": held.name}


def _holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and inner[2] <= outer[2] and outer[1] <= inner[1] <= outer[3]


def _cell_names(column: int, top: int, bottom: int) -> Sequence[str]:
    if bottom - top < _SHORT_LIST:
        return _short_column(column, top, bottom)
    return [f"{column_letters(column)}{row}" for row in range(top, bottom + 1)]


@lru_cache(maxsize=8192)
def _short_column(column: int, top: int, bottom: int) -> tuple[str, ...]:
    """Write the cells of a column, once for all the workbooks that have it."""
    return tuple(f"{column_letters(column)}{row}" for row in range(top, bottom + 1))
