"""Whether a range is as it was, told by sums in which every cell has a weight of its own.

Which ranges are asked about is `functions_frozen`'s matter. Why sums, and what they do not notice,
stands in ``docs/decisions/functions-in-templates.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10, sqrt
from typing import Any

from xl_beregner.ooxml.values import ErrorText

LONGEST_COMPARED = 255  # letters of a text in a range; of a longer one the length counts
# Numbers that are typed come back exactly, sums of them but for the last digits. What a formula
# gives may differ between programs from the eleventh digit on, and be next to nothing instead of 0.
_TYPED, _CALCULATED, _NEXT_TO_NOTHING = 1e-12, 1e-10, 1e-3
# Long fractions: with short ones √(i + …) of two cells are often as small whole numbers to each other,
# so that 7 more in one and 3 less in the other would cancel.
_ROW_FROM, _COLUMN_STEP, _LETTER_FROM = 1.7182818285, 0.6180339887, 0.3141592654
_PADDING = "~"


class NotComparableError(Exception):
    """No formula tells in every program alike whether these cells are as they were."""


@dataclass(frozen=True, slots=True)
class Range:
    """Cells to be compared: what a formula calls them, what they hold, which columns hold formulas."""

    text: str
    rows: Sequence[Sequence[Any]]
    calculated: Sequence[bool]


def number(value: float) -> str:
    """Write a number with all its digits; 20 as Excel does, not 20.0."""
    return repr(value).removesuffix(".0").upper()


def near(text: str, value: float, tolerance: float) -> str:
    """Write that a number is as it was."""
    sign = "+" if value < 0 else "-"
    return f"ABS({text}{sign}{number(abs(value))})<={tolerance:.0E}"


def tolerance_of(size: float, *, is_calculated: bool, unit: float = 1.0) -> float:
    """Tell how far off a number of a size may be, where 1 is written as ``unit``."""
    return max(size, _NEXT_TO_NOTHING * unit) * _CALCULATED if is_calculated else size * _TYPED


def range_checks(cells: Range) -> Iterator[str]:
    """Compare a range: its numbers, the kind of each cell, and its texts letter by letter."""
    held = [cell for row in cells.rows for cell in row]
    if any(isinstance(cell, bool) for cell in held):
        raise NotComparableError  # in LibreOffice a truth in a cell counts as a number too
    if any(isinstance(cell, ErrorText) for cell in held):
        # Excel 2016 sums no range that holds an error: only that it still does can be told.
        yield f"ISERROR(SUM({cells.text}))"
        return
    text, weight = cells.text, _weight_text(cells.text, len(cells.rows), len(cells.rows[0]))
    kinds = f"ISNUMBER({text})+2*ISTEXT({text})+4*ISERROR({text})+8*ISLOGICAL({text})"
    yield _sum_check(
        f"({kinds})*{weight}", cells, lambda cell: 2.0 if isinstance(cell, str) else float(cell is not None)
    )
    for is_calculated in (False, True):
        yield from _number_checks(cells, weight, is_calculated)
    if any(isinstance(cell, str) and cell for cell in held):
        yield from _text_checks(cells, weight)


def _number_checks(cells: Range, weight: str, is_calculated: bool) -> Iterator[str]:
    """Compare the columns that hold formulas, or those that do not, each column on a scale of its own."""
    scales = [
        _scale(column, is_calculated) if wanted == is_calculated else 0.0
        for column, wanted in zip(zip(*cells.rows, strict=True), cells.calculated, strict=True)
    ]
    if not any(scales):
        return
    if len(set(scales)) == 1:
        scales = [1.0] * len(scales)
    terms = [
        scale * _measured(cell) * _weight(down, across)
        for down, row in enumerate(cells.rows)
        for across, (cell, scale) in enumerate(zip(row, scales, strict=True))
        if scale
    ]
    # An array constant, as wide as the range: one of numbers alone would be longer by a sum a column.
    factors = "" if set(scales) == {1.0} else "*{" + ",".join(map(number, scales)) + "}"
    allowed = tolerance_of(sum(map(abs, terms)), is_calculated=is_calculated, unit=max(scales))
    yield near(f"SUMPRODUCT({cells.text},{weight}{factors})", sum(terms), allowed)


def _scale(column: Sequence[Any], is_calculated: bool) -> float:
    """Give the power of ten that brings a column's largest number near 1; 0 where there are no numbers."""
    found = [abs(float(cell)) for cell in column if isinstance(cell, (int, float))]
    if not found:
        return 0.0
    size = max(max(found), _NEXT_TO_NOTHING if is_calculated else 0.0)
    return float(f"1E{-min(max(floor(log10(size)), -300), 300)}") if size else 1.0


def _measured(cell: Any) -> float:
    return float(cell) if isinstance(cell, (int, float)) else 0.0


def _sum_check(inside: str, cells: Range, measure: Callable[[Any], float]) -> str:
    terms = [
        measure(cell) * _weight(down, across)
        for down, row in enumerate(cells.rows)
        for across, cell in enumerate(row)
    ]
    return near(f"SUMPRODUCT({inside})", sum(terms), sum(map(abs, terms)) * _TYPED)


def _text_checks(cells: Range, weight: str) -> Iterator[str]:
    """Compare lengths over the whole range, and letters column by column: both count by place."""
    yield _sum_check(
        f"LEN({cells.text})*ISTEXT({cells.text})*{weight}",
        cells,
        lambda cell: float(length_of(cell)) if isinstance(cell, str) else 0.0,
    )
    for across in range(len(cells.rows[0])):
        column = [row[across] for row in cells.rows]
        letters = max((length_of(cell) for cell in column if isinstance(cell, str)), default=0)
        if letters:
            text = cells.text if len(cells.rows[0]) == 1 else f"INDEX({cells.text},0,{across + 1})"
            yield letters_check(text, column, min(letters, LONGEST_COMPARED))


def letters_check(text: str, column: Sequence[Any], letters: int) -> str:
    """Compare the letters of a column's texts; what a text is shorter than the longest counts as nothing."""
    places = ",".join(str(at) for at in range(1, letters + 1))
    rows = f"*{_weight_text(text, len(column), 1)}" if len(column) > 1 else ""
    inside = (
        f'ISTEXT({text})*(_xlfn.UNICODE(MID({text}&REPT("{_PADDING}",{letters}),{{{places}}},1))'
        f"-{ord(_PADDING)}){rows}*SQRT({{{places}}}+{_LETTER_FROM})"
    )
    terms = [
        (ord(letter) - ord(_PADDING))
        * (_weight(down, 0) if len(column) > 1 else 1.0)
        * sqrt(at + _LETTER_FROM)
        for down, cell in enumerate(column)
        if isinstance(cell, str)
        for at, letter in enumerate(cell[:letters], 1)
    ]
    return near(f"SUMPRODUCT({inside})", sum(terms), sum(map(abs, terms)) * _TYPED)


def length_of(text: str) -> int:
    """Count as Excel does, in UTF-16."""
    if "\r" in text:
        raise NotComparableError  # a file gives it back as it was, as a line feed, or not at all
    if not text.isascii() and any(ord(letter) > 0xFFFF for letter in text):
        raise NotComparableError  # programs count such a letter as one or as two
    return len(text)


def _weight_text(text: str, height: int, width: int) -> str:
    """Write each cell's weight by its place in the range, so that moving the range changes none."""
    down = f"ROW({text})-MIN(ROW({text}))+" if height > 1 else ""
    across = f"(COLUMN({text})-MIN(COLUMN({text})))*{_COLUMN_STEP}+" if width > 1 else ""
    return f"SQRT({down}{across}{_ROW_FROM})"


def _weight(down: int, across: int) -> float:
    return sqrt(down + across * _COLUMN_STEP + _ROW_FROM)
