"""A block of rows with a formula a column: short patterns become references, columns get names.

Only the first row has its formula written; the others are filled down from it when the file is finished
(``shared``), for hundreds of copies of a long formula take seconds to write and a megabyte to keep.

Its rows are fixed in number, and no Excel table stands around them: each class has another number of
results, and a table of another length costs a fill the engine it has loaded. What the columns say
stands with their sheets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.look import Book, area
from workbooks.build.kit.shared_formulas import AS_ABOVE

_FIGURES = ("figure", "input_figure", "difference", "chance")
_PLACE = re.compile(r"\{(\w+)(?::(\w+)|([!^-])(\d*))?\}")


def class_title(book: Book, sheet: Worksheet, words: Mapping[str, Any]) -> None:
    """Write the title with the class and its school year, and one sentence."""
    sheet.set_row(0, 30)
    title = f'=IF(felt_klasse="","{words["titel"]}",felt_klasse&" · {words["titel"]} "&felt_skoleaar)'
    sheet.write_formula(0, 0, title, book.style("title"), "")
    sheet.set_row(1, 18)
    sheet.write_string(1, 0, words["ledetekst"], book.style("lead"))
    sheet.set_row(2, 18)


@dataclass(frozen=True)
class Part:
    """A column: its key, width in characters, style, formula (none: it is filled or pasted) and name."""

    key: str
    width: float = 8
    style: str = "help"
    formula: str = ""
    name: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)  # what its style has more


@dataclass
class Grid:
    """The block on its sheet; ``top`` is the row of the headings, all count from 0."""

    book: Book
    sheet: Worksheet
    top: int
    rows: int
    parts: Sequence[Part]
    above: int = 1  # so many rows above the headings stands what holds for the whole column

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {part.key: place for place, part in enumerate(self.parts)}

    def at(self, key: str) -> int:
        """Tell a column's place."""
        return self._places[key]

    @property
    def bottom(self) -> int:
        """The last row."""
        return self.top + self.rows

    def cells(self, key: str) -> str:
        """Write the reference to a whole column."""
        return area(self.sheet, self.top + 1, self.at(key), self.bottom, self.at(key))

    def one(self, key: str, row: int) -> str:
        """Write the reference to one cell of a column, by its row from 0."""
        return f"'{self.sheet.get_name()}'!${xl_col_to_name(self.at(key))}${row + 1}"

    def formula(self, pattern: str, row: int) -> str:
        """Put references into a pattern.

        ``{key}`` is this row's cell, ``{first:last}`` this row from one column to another, ``{key!}`` the
        whole column, ``{key!20}`` its first rows, ``{key-}`` the row above, ``{key^}`` what stands above
        the heading, ``{#}`` the row's number in the block from 1.
        """

        def reference(found: re.Match[str]) -> str:
            first = xl_col_to_name(self.at(found[1]))
            if found[2]:
                return f"${first}{row + 1}:${xl_col_to_name(self.at(found[2]))}{row + 1}"
            if found[3] == "!":
                last = self.top + 1 + int(found[4] or self.rows)
                return f"${first}${self.top + 2}:${first}${last}"
            if found[3] == "^":
                return f"${first}${self.top + 1 - self.above}"
            return f"${first}{row if found[3] else row + 1}"

        return "=" + _PLACE.sub(reference, pattern.replace("{#}", f"(ROW()-{self.top + 1})"))

    def write(self, headings: Mapping[str, str]) -> None:
        """Write headings, blank cells, formulas and names of all columns."""
        for place, part in enumerate(self.parts):
            self.sheet.set_column(place, place, part.width)
            style = self.book.style(part.style, **part.more)
            self.sheet.write_string(self.top, place, headings[part.key], self.book.style(_head(part)))
            for row in range(self.top + 1, self.bottom + 1):
                if part.formula:
                    first = row == self.top + 1
                    text = self.formula(part.formula, row) if first else f"={AS_ABOVE}"
                    self.sheet.write_formula(row, place, text, style, "")
                else:
                    self.sheet.write_blank(row, place, None, style)
            for name in part.name.split():
                self.book.name(name, self.sheet, self.top + 1, place, self.bottom)


def literal(text: str) -> str:
    """Give a text as MATCH must be asked for it: ``*``, ``?`` and ``~`` are signs of their own there."""
    for sign in "~*?":
        text = f'SUBSTITUTE({text},"{sign}","~{sign}")'
    return text


def confidential(book: Book, sheet: Worksheet) -> None:
    """Say at the foot of every printed page that test results are confidential."""
    words = book.words["faelles"]
    sheet.set_footer(f"&L&8{words['fortroligt']}&C&8&A   ·   {words['udskrevet']}&R&8{words['side']}")


def _head(part: Part) -> str:
    if part.style == "help":
        return "help_head"
    if part.more.get("align") == "right" or part.style.startswith(_FIGURES):
        return "head_right"
    return "head_first" if part.style == "name_line" else "head"
