"""A table as it stands in its file: headings, cells, and the row numbers a person sees there.

Files become such tables in ``readers``; ``columns`` makes typed ones of them. Here the row of headings
is found, headings get their keys, and every cell is searched for civil numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_beregner.cells import find_civil_number, is_blank, parse_label
from xl_beregner.dataset import pasted, schema
from xl_beregner.dataset.faults import Faults, nearest, shown
from xl_beregner.texts import knows, say

_SHORTEST_BEGINNING = 4  # "Skole" for skole_nr
_ROWS_SEARCHED_FOR_HEADINGS = 20

# Stands where a workbook holds a formula that no program has computed: not the same as a blank.
NOT_COMPUTED = "#\0"


@dataclass
class RawTable:
    """Cells by column; ``rows`` holds each cell's row number in the file."""

    table: schema.Table
    file: str
    headings: list[str]
    cells: list[list[Any]]
    rows: NDArray[np.int64]
    heading_row: int | None = 1
    keys: dict[str, int] = field(default_factory=dict)

    @classmethod
    def nothing(cls, table: schema.Table, file: str = "") -> RawTable:
        """Make a table of a file that holds none."""
        return cls(table, file, [], [], np.empty(0, np.int64), None)

    @property
    def length(self) -> int:
        """How many rows of cells there are."""
        return len(self.rows)

    def column(self, key: str) -> list[Any] | None:
        """Give the cells of a known column, None where the file has no such column."""
        return self.cells[self.keys[key]] if key in self.keys else None

    def place(self, key: str) -> str:
        """Name a column as the file does, with its letter: ``Værdi (D)``."""
        return self.place_at(self.keys[key]) if key in self.keys else key

    def place_at(self, index: int) -> str:
        """Name a column by its place, as the file does."""
        return f"{shown(self.headings[index])} ({letters(index)})"

    def spot(self, row: Any, column: int | str) -> dict[str, Any]:
        """Tell a cell's place as a fault does."""
        place = self.place(column) if isinstance(column, str) else self.place_at(column)
        return {"fil": self.file, "raekke": int(row), "kolonne": place}

    def unknown(self) -> list[int]:
        """Give the places of the columns that have a heading but no key."""
        known = set(self.keys.values())
        return [at for at, heading in enumerate(self.headings) if heading and at not in known]


def letters(index: int) -> str:
    """Name a column as a spreadsheet does: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def from_rows(table: schema.Table, file: str, rows: Sequence[Sequence[Any]], faults: Faults) -> RawTable:
    """Make a table of rows of cells: the first row with known headings, then what stands below it."""
    at = _heading_row(table, rows)
    _find_around(file, rows, at, faults)
    if at is None:
        return RawTable.nothing(table, file)
    found, end = rows[at], at
    if table.pasted:
        found, end = pasted.joined_headings(rows, at, schema.column_names(table.name))
    headings = ["" if is_blank(cell) else str(cell).strip() for cell in found]
    while headings and not headings[-1]:
        headings.pop()
    below = [(number, row) for number, row in enumerate(rows[end + 1 :], end + 2) if _is_used(row)]
    _tell_of_cells_without_heading(file, below, len(headings), faults)
    width = len(headings)
    filled = [(*row[:width], *[None] * (width - len(row))) for _, row in below]
    cells = [list(column) for column in zip(*filled, strict=True)] if filled else [[] for _ in headings]
    numbers = np.array([number for number, _ in below], np.int64)
    raw = RawTable(table, file, headings, cells, numbers, end + 1)
    return _finish(raw, faults)


def from_frame(table: schema.Table, file: str, frame: pd.DataFrame, faults: Faults) -> RawTable:
    """Make a table of a pandas frame; its rows are counted from 1."""
    headings = [str(name).strip() for name in frame.columns]
    cells = [frame.iloc[:, at].tolist() for at in range(len(headings))]
    return _finish(RawTable(table, file, headings, cells, np.arange(1, len(frame) + 1), None), faults)


def _finish(raw: RawTable, faults: Faults) -> RawTable:
    _find_civil_numbers(raw, faults)
    if raw.table.pasted:
        raw.cells = [pasted.tidy(column) for column in raw.cells]
    _find_keys(raw, faults)
    _leave_out_examples(raw, faults)
    if raw.table.pasted:
        _leave_out_what_is_no_result(raw, faults)
    return raw


def _is_used(row: Sequence[Any]) -> bool:
    if row and type(row[0]) is str and row[0] and not row[0].isspace():
        return True  # nearly every row of a long table
    return any(map(_holds, row))


def _holds(cell: object) -> bool:
    return not (cell is None or cell == "" or cell != cell or (isinstance(cell, str) and cell.isspace()))


def _heading_row(table: schema.Table, rows: Sequence[Sequence[Any]]) -> int | None:
    """Find the row with most known headings; titles may stand above it."""
    known = schema.column_names(table.name)
    best, most = None, 0
    for at, row in enumerate(rows[:_ROWS_SEARCHED_FOR_HEADINGS]):
        hits = len({known[name] for cell in row if _holds(cell) and (name := schema.plain(cell)) in known})
        if hits > most:
            best, most = at, hits
    first = next((at for at, row in enumerate(rows) if any(map(_holds, row))), None)
    return first if best is None else best


def _tell_of_cells_without_heading(
    file: str, below: Iterable[tuple[int, Sequence[Any]]], width: int, faults: Faults
) -> None:
    # Decimal commas in a file separated by commas: silently shifted figures if it is let through.
    for number, row in below:
        if len(row) > width and any(map(_holds, row[width:])):
            faults.add("dataset_raekke_for_lang", fil=file, raekke=number, fundet=len(row), forventet=width)


def _find_keys(raw: RawTable, faults: Faults) -> None:
    known = schema.column_names(raw.table.name)
    for at, heading in enumerate(raw.headings):
        key = known.get(schema.plain(heading)) if heading else None
        if key is None:
            continue
        if key in raw.keys:
            faults.add(
                "dataset_kolonne_dobbelt",
                fil=raw.file,
                kolonne=raw.place_at(at),
                anden=raw.place(key),
                noegle=key,
            )
            continue
        raw.keys[key] = at


def tell_of_missing_columns(raw: RawTable, faults: Faults, needed: Iterable[str]) -> None:
    """Note each required column the file lacks, with the heading that may be meant."""
    if raw.heading_row is None and not raw.headings:
        return
    unknown = {schema.plain(raw.headings[at]): raw.headings[at] for at in raw.unknown()}
    for key in needed:
        if key not in raw.keys:
            guess = _meant(raw.table.column(key), unknown)
            meant = shown(unknown[guess]) if guess else None
            told = f"dataset.hjaelp.{raw.table.name}.{key}"
            holds = say(told if knows(told) else "dataset.kolonne_fra_normer")
            faults.add("dataset_kolonne_mangler", fil=raw.file, kolonne=key, indhold=holds, forslag=meant)


def _meant(column: schema.Column, unknown: Iterable[str]) -> str | None:
    """Guess which heading is this column: nearly its key, or the beginning of a name of it."""
    names = (column.key, *column.aliases)
    begun = (word for word in unknown if len(word) >= _SHORTEST_BEGINNING)
    return nearest(column.key, unknown) or next(
        (word for word in begun if any(name.startswith(word) for name in names)), None
    )


def tell_of_unknown_columns(raw: RawTable, faults: Faults) -> None:
    """Warn of each column that is not used."""
    for at in raw.unknown():
        tell_of_unknown_column(raw, at, faults)


def tell_of_unknown_column(raw: RawTable, at: int, faults: Faults) -> None:
    """Warn of one column that is not used."""
    faults.add("dataset_kolonne_ukendt", severity="warning", fil=raw.file, kolonne=raw.place_at(at))


def _leave_out_examples(raw: RawTable, faults: Faults) -> None:
    """Drop the rows marked as an example, as a new dataset has them."""
    key = next(column.key for column in raw.table.columns if column.required)
    marks = schema.EXAMPLE_WORDS
    marked = []
    for place, cell in enumerate(raw.column(key) or ()):
        # A conversion table may be called "Eksempel på ..." and be no mark.
        if isinstance(cell, str) and (
            cell.strip() in marks if raw.table.pasted else cell.lstrip().startswith(marks)
        ):
            marked.append(place)
    for place in marked:
        faults.add("dataset_eksempelraekke", severity="warning", fil=raw.file, raekke=int(raw.rows[place]))
    _leave_out(raw, marked)


def _leave_out_what_is_no_result(raw: RawTable, faults: Faults) -> None:
    """Drop the headings where they stand again, and rows with a single cell: those are told as faults."""
    again = list(pasted.headings_again(raw.headings, raw.cells))
    for place in again:
        faults.add("dataset_overskrift_igen", severity="warning", fil=raw.file, raekke=int(raw.rows[place]))
    _leave_out(raw, again)
    alone = list(pasted.lone_cells(raw.cells))
    for place, cell in alone:
        faults.add("dataset_raekke_en_celle", fil=raw.file, raekke=int(raw.rows[place]), fundet=cell)
    _leave_out(raw, [place for place, _ in alone])


def _leave_out(raw: RawTable, places: Sequence[int]) -> None:
    if not places:
        return
    keep = np.ones(raw.length, bool)
    keep[list(places)] = False
    raw.rows = raw.rows[keep]
    raw.cells = [list(compress(column, keep)) for column in raw.cells]


# --- Civil numbers ---------------------------------------------------------------------------
def _find_civil_numbers(raw: RawTable, faults: Faults) -> None:
    """Search headings and every cell; only the place is told."""
    known = schema.column_names(raw.table.name)
    for at, column in enumerate(raw.cells):
        if find_civil_number(raw.headings[at]):
            faults.add("dataset_civilnummer", fil=raw.file, raekke=raw.heading_row or 0, kolonne=letters(at))
        key = known.get(schema.plain(raw.headings[at]))
        for row in civil_rows(column, zeros_lost=_holds_text(raw.table, key)):
            faults.add("dataset_civilnummer", **raw.spot(raw.rows[row], at))


def _find_around(file: str, rows: Sequence[Sequence[Any]], heading_row: int | None, faults: Faults) -> None:
    """Search the rows above the headings and the cells beside them: no part of the table, yet there."""
    width = 0 if heading_row is None else len(rows[heading_row])
    for number, row in enumerate(rows):
        above = heading_row is None or number < heading_row
        if not above and len(row) <= width:
            continue
        for at in civil_rows(row, zeros_lost=above):
            if above or at >= width:
                faults.add("dataset_civilnummer", fil=file, raekke=number + 1, kolonne=letters(at))


def _holds_text(table: schema.Table, key: str | None) -> bool:
    if key is None:
        return table is not schema.INDICATORS  # where an unknown heading is an indicator's column
    return table.column(key).kind in (schema.Kind.LABEL, schema.Kind.TEXT)


def civil_rows(cells: Sequence[Any], *, zeros_lost: bool = False) -> Iterator[int]:
    """Give the places of the cells that hold a civil number.

    ``zeros_lost``: Excel makes 0101901234 the number 101901234, so a number of nine digits counts
    too. Not among figures, where nine digits are an amount.
    """
    found = {
        cell
        for cell in set(cells)
        if not (type(cell) is float and not 1e8 <= cell < 1e12) and _is_civil(cell, zeros_lost)
    }
    if found:
        yield from (at for at, cell in enumerate(cells) if cell in found)


def _is_civil(cell: object, zeros_lost: bool) -> bool:
    if find_civil_number(cell):
        return True
    text = (parse_label(cell) or "") if zeros_lost else ""
    return len(text) == 9 and text.isdigit() and find_civil_number("0" + text) is not None
