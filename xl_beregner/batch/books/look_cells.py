"""What a cell of the administration's workbooks holds, and how much room its text takes.

How it looks, and how sheets are written, is ``look``'s.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_LETTERS = 32_767  # a cell takes
LINE_POINTS, _SMALL_POINTS = 14.5, 12.0
_MOST_POINTS = 408.0  # a row can be high
_SMALL = "small"
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")

Plain = str | float | bool | datetime.date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that has a look of its own, apart from its column's."""

    value: Plain
    style: str = "cell"
    more: Mapping[str, Any] = field(default_factory=dict)  # "num_format" ...
    link: str = ""  # a file, relative to the workbook, with slashes


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its width in letters, the style of its cells."""

    heading: str
    width: float
    style: str = "cell"
    over: str = ""  # words above it and the columns after it that have the same


Row = Sequence[Plain | Cell]


def clean(text: str) -> str:
    """Leave out what no workbook can hold, and cut what no cell can."""
    text = _NOT_XML.sub("\ufffd", text)
    return text if len(text) <= MOST_LETTERS // 2 else _cut(text)


def _cut(text: str) -> str:
    """Shorten to what a cell takes; Excel counts a letter beyond the first 65,536 as two."""
    used = 0
    for at, letter in enumerate(text):
        used += 2 if letter > "\uffff" else 1
        if used > MOST_LETTERS:
            return text[: at - 2] + "…"
    return text


def row_height(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """Tell how high a row must be for its wrapped texts: readers disagree on when it grows by itself."""
    tall = (
        height(cell.value, width, cell.style == _SMALL)
        for cell, width in zip(cells, widths, strict=True)
        if isinstance(cell.value, str) and not cell.link
    )
    return min(max(LINE_POINTS, *tall, LINE_POINTS) + 3, _MOST_POINTS)


def head_height(columns: Sequence[Column]) -> float:
    """Tell how high the row of headings must be; bold letters are wider, and each has air beside it."""
    lines = [_lines_of_words(column.heading, (column.width - 1.5) / 1.05) for column in columns]
    return max(lines) * LINE_POINTS + 4


def _lines_of_words(text: str, letters: float) -> int:
    """Count the lines of a text that breaks between words only."""
    lines, room = 1, letters
    for word in text.split():
        if len(word) > room and room < letters:
            lines, room = lines + 1, letters
        room -= len(word) + 1
    return lines


def height(text: str, width: float, is_small: bool = False) -> float:
    """Tell how high a wrapped text stands, in points."""
    letters = width * (1.42 if is_small else 1.2)
    lines = sum(max(1, math.ceil(len(part) / letters)) for part in text.split("\n"))
    return lines * (_SMALL_POINTS if is_small else LINE_POINTS)


def figure_format(decimals: int) -> str:
    """Give the number format with so many decimals."""
    return "#,##0" + ("." + "0" * decimals if decimals > 0 else "")
