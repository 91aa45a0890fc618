"""What the sheets of `beregneren` that are read share: their head, sentences, columns of helper cells.

What the sheets say stands in ``class_page``, ``one_pupil`` and ``guide``; the
cells they read are named on "Indtast" and "Elever".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.look import RED, Book, area, legend, page

PUPILS = 40  # rows of pupils on "Elever"
OCCASIONS = 6  # tests side by side there
Z = "graense"  # the name of the normal quantile of the intervals, 1.96 at 95 %


def portrait(book: Book, words: Mapping[str, Any], *, row_height: float, writes: bool = False) -> Worksheet:
    """Add a sheet that is read and printed as one upright page of A4."""
    sheet = page(book, words["ark"], row_height=row_height, pages=1, writes=writes)
    sheet.set_portrait()
    sheet.center_horizontally()
    sheet.set_zoom(100)
    return sheet


def head(book: Book, sheet: Worksheet, title: str, lead: str) -> None:
    """Write title, subject and one sentence, the label of an example, and where the figures come from."""
    for row, height in enumerate((32, 18, 17, 15, 15)):
        sheet.set_row(row, height)
    sheet.write_formula(0, 0, "=" + title, book.style("title"), "")
    subject = "UPPER(LEFT(valgt_fag,1))&MID(valgt_fag,2,99)"
    shown = f'=IF(valgt_fag="","",{subject}&"   ·   ")&"{lead}"'
    sheet.write_formula(1, 0, shown, book.style("lead"), lead)
    sheet.write_formula(2, 0, '=IF(felt_eksempel="","",felt_eksempel)', book.style("warning"), "")
    confidential = book.words["klasse"]["fortroligt"]
    sheet.write_string(3, 0, confidential, book.style("source", bold=True, font_color=RED))
    source = 'IF(felt_kilde_linje="","",felt_kilde_linje&IF(felt_udgave="","","   ·   "&felt_udgave))'
    sheet.write_formula(4, 0, "=" + source, book.style("source"), "")


def class_title(words: Mapping[str, Any]) -> str:
    """Give the formula of a title: which class, what the sheet shows, which year; each where it is known."""
    return (
        f'IF(felt_klasse="","",felt_klasse&" · ")&"{words["titel"]}"'
        '&IF(felt_skoleaar="",""," "&felt_skoleaar)'
    )


def section(book: Book, sheet: Worksheet, row: int, columns: tuple[int, int], word: str) -> None:
    """Write a heading with its rule over some columns."""
    sheet.set_row(row, 24)
    for column in range(columns[0], columns[1] + 1):
        sheet.write_string(row, column, word if column == columns[0] else "", book.style("section"))


def over(
    book: Book, sheet: Worksheet, row: int, columns: tuple[int, int], formula: str, style: str, **more: Any
) -> None:
    """Write a formula over merged cells: a sentence is longer than a column."""
    made = book.style(style, **more)
    if columns[0] < columns[1]:
        sheet.merge_range(row, columns[0], row, columns[1], "", made)
    sheet.write_formula(row, columns[0], "=" + formula, made, "")


def marks(
    book: Book,
    sheet: Worksheet,
    row: int,
    columns: tuple[int, int],
    explained: Sequence[tuple[str, str, str]],
    style: str,
) -> None:
    """Write a legend over merged cells."""
    sheet.merge_range(row, columns[0], row, columns[1], "", book.style(style))
    legend(book, sheet, (row, columns[0]), explained, name=style)


def value_of(name: str, row: int | str) -> str:
    """Give a named cell's value, a blank as "": by itself it would be 0."""
    return f'IF({at(name, row)}="","",{at(name, row)})'


def said(text: str, **parts: str) -> str:
    """Put formulas for ``{key}`` into a sentence and give the formula that joins it.

    The sentence stands in the words as it is read; a number comes in as `number` gives it.
    """
    joined: list[str] = []
    rest = text
    while rest:
        before, _, after = rest.partition("{")
        if before:
            joined.append('"' + before.replace('"', '""') + '"')
        key, _, rest = after.partition("}")
        if key:
            joined.append(parts[key])
    return "&".join(joined)


def number(cell: str, decimals: str) -> str:
    """Write a number as Danish text with no or one decimal (``decimals``: a cell with 0 or 1).

    Joined as it is, it would be written with the point or comma of each reader's program.
    """
    tenths = f"ROUND(ABS({cell})*10,0)"
    whole = f"INT(ROUND(ABS({cell}),0))"
    return (
        f'(IF({decimals}=0,IF(ROUND({cell},0)<0,"−","")&{whole},'
        f'IF(ROUND({cell}*10,0)<0,"−","")&INT({tenths}/10)&","&INT(MOD({tenths},10))))'
    )


def whole(cell: str) -> str:
    """Write a number as text without decimals."""
    return f'(IF(ROUND({cell},0)<0,"−","")&INT(ROUND(ABS({cell}),0)))'


def at(name: str, row: int | str) -> str:
    """Give one cell of a named column; its row counts from 1."""
    return f"INDEX({name},{row})"


def occasion(name: str, place: int | str) -> str:
    """Give one cell of a named row of occasions; its place counts from 1."""
    return f"INDEX({name},1,{place})"


class Block:
    """Columns of helper cells right of what is printed: each with a key, and a formula for each row."""

    def __init__(self, book: Book, sheet: Worksheet, top: int, left: int, rows: int) -> None:
        self._book, self._sheet = book, sheet
        self.top, self.left, self.rows = top, left, rows
        self._keys: list[str] = []

    @property
    def right(self) -> int:
        """The first column that is free."""
        return self.left + len(self._keys)

    def add(self, key: str, formula: Callable[[int], str], shown: object = "") -> None:
        """Add a column; the formula is asked for each row, counted from 1."""
        column = self.right
        self._keys.append(key)
        style = self._book.style("help")
        self._sheet.write_string(self.top - 1, column, key, self._book.style("help_head"))
        for row in range(1, self.rows + 1):
            self._sheet.write_formula(self.top + row - 1, column, "=" + formula(row), style, shown)

    def cell(self, key: str, row: int = 1) -> str:
        """Write the reference to a cell, its row counted from 1."""
        place = self._place(key)
        return str(xl_rowcol_to_cell(self.top + row - 1, place, row_abs=True, col_abs=True))

    def cells(self, key: str) -> str:
        """Write the reference to a whole column."""
        place = self._place(key)
        return area(self._sheet, self.top, place, self.top + self.rows - 1, place)

    def down_to(self, key: str, row: int) -> str:
        """Write the reference to a column's cells down to a row."""
        return f"{self.cell(key)}:{self.cell(key, row)}"

    def _place(self, key: str) -> int:
        return self.left + self._keys.index(key)
