"""A value that says so itself when the cells it came from change: an ordinary Excel 2016 formula.

``=IF(IFERROR(AND(<each cell is as it was>),FALSE),<value>,"forældet")``. What "as it was" means is here:
a single cell is compared with its own value, a range with sums in which every cell has a weight of
its own, so that two cells changing places is noticed. Why so, and what it does not notice, stands in
``docs/decisions/functions-in-templates.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from xl_beregner.filling.functions_plan import Input
from xl_beregner.filling.live import Place
from xl_beregner.ooxml.values import ErrorText

LONGEST_FORMULA = 8192
_LONGEST_LITERAL = 255
_LONGEST_COMPARED = 255  # letters of a text in a range; of a longer one the length counts
# Numbers that are typed come back exactly, sums of them but for the last digits. What a formula
# gives may differ between programs from the eleventh digit on.
_TYPED, _CALCULATED = 1e-12, 1e-8
_ROW_FROM, _COLUMN_STEP, _LETTER_FROM = 1.7, 0.618, 0.3


class NotComparableError(Exception):
    """No formula tells in every program alike whether these cells are as they were."""


@dataclass(frozen=True, slots=True)
class Range:
    """Cells to be compared: what a formula calls them, and what they hold."""

    text: str
    rows: Sequence[Sequence[Any]]
    tolerance: float


def frozen_formula(checks: str, value: Any, outdated: str) -> str:
    """Write the formula; ``NotComparableError`` if it is longer than Excel takes."""
    written = f"IF(IFERROR(AND({checks}),FALSE),{literal(value)},{literal(outdated)})"
    return _fitting(written)


def following_formula(first: str, value: Any, outdated: str) -> str:
    """Write the formula of a further cell of the same answer: it is outdated when the first one is."""
    word = literal(outdated)
    return _fitting(f"IF(IFERROR({first}={word},FALSE),{word},{literal(value)})")


def checks_of(inputs: Sequence[Input], value_of: Callable[[Place], Any], live: Any) -> str:
    """Write what must hold for all inputs to be as they are now."""
    found: list[str] = []
    for one in inputs:
        sheet, (top, left, bottom, right) = one.cells.sheet, one.cells.box
        places = [[(sheet, row, at) for at in range(left, right + 1)] for row in range(top, bottom + 1)]
        rows = [[value_of(place) for place in row] for row in places]
        is_calculated = any(place in live for row in places for place in row)
        tolerance = _CALCULATED if is_calculated else _TYPED
        if one.is_columns:
            rows = _used(rows)
            found.append(f"COUNTA({one.text})={sum(cell is not None for row in rows for cell in row)}")
            text = _upper_rows(one.text, len(rows))
        else:
            text = one.text
        if len(rows) == 1 and len(rows[0]) == 1:
            found.extend(_cell_checks(text, rows[0][0], tolerance))
        else:
            found.extend(_range_checks(Range(text, rows, tolerance)))
    return ",".join(found) or "TRUE"


def literal(value: Any) -> str:
    """Write a value as a formula holds it; a long text in pieces, for Excel takes 255 letters of one."""
    if value is None:
        return '""'
    if isinstance(value, ErrorText):
        return "NA()" if value == "#N/A" else str(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return number(float(value))
    pieces = [value[at : at + _LONGEST_LITERAL] for at in range(0, len(value), _LONGEST_LITERAL)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def number(value: float) -> str:
    """Write a number with all its digits; 20 as Excel does, not 20.0."""
    return repr(value).removesuffix(".0").upper()


def _fitting(text: str) -> str:
    if len(text) >= LONGEST_FORMULA:
        raise NotComparableError
    return text


def _cell_checks(text: str, value: Any, tolerance: float) -> Iterator[str]:
    """Compare one cell; a text by its letters' sum, so that no name stays behind in a formula."""
    if value is None:
        yield f"ISBLANK({text})"
    elif isinstance(value, ErrorText):
        yield f"ISERROR({text})"
    elif isinstance(value, bool):
        yield f"ISLOGICAL({text}),{text}" if value else f"ISLOGICAL({text}),NOT({text})"
    elif isinstance(value, (int, float)):
        yield f"ISNUMBER({text}),{_near(f'N({text})', float(value), abs(value) * tolerance)}"
    else:
        yield f"ISTEXT({text}),LEN({text})={_length(value)}"
        if value:
            yield _letters_check(text, [value], min(_length(value), _LONGEST_COMPARED))


def _near(text: str, value: float, tolerance: float) -> str:
    sign = "+" if value < 0 else "-"
    return f"ABS({text}{sign}{number(abs(value))})<={tolerance:.0E}"


def _range_checks(cells: Range) -> Iterator[str]:
    """Compare a range: its numbers, the kind of each cell, and its texts letter by letter."""
    held = [cell for row in cells.rows for cell in row]
    if any(isinstance(cell, bool) for cell in held):
        raise NotComparableError  # in LibreOffice a truth in a cell counts as a number too
    if any(isinstance(cell, ErrorText) for cell in held):
        # Excel 2016 sums no range that holds an error: only that it still does can be told.
        yield f"ISERROR(SUM({cells.text}))"
        return
    weight = _weight_text(cells.text, len(cells.rows), len(cells.rows[0]))
    kinds = f"(ISNUMBER({cells.text})+2*ISTEXT({cells.text})+4*ISERROR({cells.text}))*{weight}"
    yield _sum_check(
        kinds, cells, lambda cell: 2.0 if isinstance(cell, str) else float(cell is not None), 1e-9
    )
    if any(isinstance(cell, (int, float)) for cell in held):
        yield _sum_check(
            f"{cells.text},{weight}",
            cells,
            lambda cell: float(cell) if isinstance(cell, (int, float)) else 0.0,
            cells.tolerance,
        )
    if any(isinstance(cell, str) and cell for cell in held):
        yield from _text_checks(cells, weight)


def _sum_check(inside: str, cells: Range, measure: Callable[[Any], float], tolerance: float) -> str:
    terms = [
        measure(cell) * _weight(down, across)
        for down, row in enumerate(cells.rows)
        for across, cell in enumerate(row)
    ]
    scale = max(sum(map(abs, terms)), 1e-3)
    return _near(f"SUMPRODUCT({inside})", sum(terms), scale * tolerance)


def _text_checks(cells: Range, weight: str) -> Iterator[str]:
    """Compare lengths over the whole range, and letters column by column: both count by place."""
    yield _sum_check(
        f"LEN({cells.text})*ISTEXT({cells.text})*{weight}",
        cells,
        lambda cell: float(_length(cell)) if isinstance(cell, str) else 0.0,
        1e-9,
    )
    for across in range(len(cells.rows[0])):
        column = [row[across] for row in cells.rows]
        letters = min(
            max((_length(cell) for cell in column if isinstance(cell, str)), default=0), _LONGEST_COMPARED
        )
        if letters:
            text = cells.text if len(cells.rows[0]) == 1 else f"INDEX({cells.text},0,{across + 1})"
            yield _letters_check(text, column, letters)


def _letters_check(text: str, column: Sequence[Any], letters: int) -> str:
    places = ",".join(str(at) for at in range(1, letters + 1))
    rows = f"*{_weight_text(text, len(column), 1)}" if len(column) > 1 else f"*{number(sqrt(_ROW_FROM))}"
    inside = (
        f'ISTEXT({text})*_xlfn.UNICODE(MID({text}&REPT("~",{letters}),{{{places}}},1))'
        f"{rows}*SQRT({{{places}}}+{_LETTER_FROM})"
    )
    total = sum(
        ord(letter) * _weight(down, 0) * sqrt(at + _LETTER_FROM)
        for down, cell in enumerate(column)
        if isinstance(cell, str)
        for at, letter in enumerate((cell + "~" * letters)[:letters], 1)
    )
    return _near(f"SUMPRODUCT({inside})", total, max(total, 1.0) * 1e-10)


def _length(text: str) -> int:
    """Count as Excel does, in UTF-16."""
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


def _used(rows: list[list[Any]]) -> list[list[Any]]:
    """Cut the blank end of whole columns; one row stays."""
    used = len(rows)
    while used > 1 and all(cell is None for cell in rows[used - 1]):
        used -= 1
    return rows[:used]


def _upper_rows(text: str, rows: int) -> str:
    """Write the upper rows of whole columns: ``A:B`` as ``A$1:B$9``."""
    first, _, last = text.rpartition(":")
    return f"{first}$1:{last}${rows}"
