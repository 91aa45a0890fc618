"""A form: fixed rows of cells where the school writes, what was typed last year standing beside them.

Unlike a list (``lists``) its rows are the same for every school, so each cell has a name of its own:
``svar_indsats_1_maal``. Headings and help stand in the section of the sheet's words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit import inputs
from workbooks.build.kit.look import Book, area
from workbooks.build.kit.parts import answer, field


@dataclass(frozen=True)
class Cell:
    """One column of a form: an answer's key, or of last year's (``last``), and what it takes."""

    key: str
    style: str = "input_long"
    choices: str | Sequence[str] = ()
    last: bool = False

    @property
    def heading(self) -> str:
        """The key of its heading: last year's answer has one of its own."""
        return f"forrige_{self.key}" if self.last else self.key


@dataclass(frozen=True)
class Form:
    """A form on its sheet; rows and columns count from 0, ``top`` is the row of the headings."""

    sheet: Worksheet
    top: int
    rows: int
    first: int
    columns: Sequence[Cell]

    @property
    def bottom(self) -> int:
        """The last row where something is written."""
        return self.top + self.rows

    def cells(self, key: str) -> str:
        """Write the reference to a column, headings left out; ``forrige_`` before last year's."""
        at = self.first + [column.heading for column in self.columns].index(key)
        return area(self.sheet, self.top + 1, at, self.bottom, at)

    def answers(self) -> str:
        """Write the reference to all that is typed: its columns stand beside each other, last."""
        first = self.first + [column.last for column in self.columns].index(False)
        return area(self.sheet, self.top + 1, first, self.bottom, self.first + len(self.columns) - 1)


def form(
    book: Book,
    sheet: Worksheet,
    words: str,
    place: tuple[int, int],
    rows: Sequence[str],
    columns: Sequence[Cell],
    height: float,
    last_rows: Sequence[str] = (),
) -> Form:
    """Write a form: a row for each stem of names (``indsats_1``), a column for each cell of it.

    ``last_rows``: the stems of last year's answers, where they are not the rows' own.
    """
    top, first = place
    sheet.set_row(top, 30)
    for column, cell in enumerate(columns, start=first):
        style = "head" if column else "head_first"
        sheet.write_string(top, column, book.words[words]["kolonner"][cell.heading], book.style(style))
    for row, (stem, last) in enumerate(zip(rows, last_rows or rows, strict=True), start=top + 1):
        sheet.set_row(row, height)
        for column, cell in enumerate(columns, start=first):
            _cell(book, sheet, (row, column), words, last if cell.last else stem, cell)
    return Form(sheet, top, len(rows), first, columns)


def _cell(book: Book, sheet: Worksheet, place: tuple[int, int], words: str, stem: str, cell: Cell) -> None:
    name = f"{stem}_{cell.key}"
    if cell.last:
        field(book, sheet, *place, f"forrige_{name}", "quiet_long")
        return
    title, message = book.words[words]["hjaelp"][cell.key]
    takes = None
    if cell.style == "input_date":
        takes = inputs.day(book, title, message)
    elif cell.choices:
        takes = inputs.choice(book, cell.choices, title, message)
    answer(book, sheet, *place, name, cell.style, (title, message), takes)
