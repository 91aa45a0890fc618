"""A value that says so itself when the cells it came from change: an ordinary Excel 2016 formula.

``=IF(IFERROR(AND(<each cell is as it was>),FALSE),<value>,"forældet")``. What "as it was" means is here:
a single cell is compared with its own value, a range by its sums (`functions_sums`). Why so, and what
it does not notice, stands in ``docs/decisions/functions-in-templates.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from xl_beregner.filling.functions_inputs import Count, Input
from xl_beregner.filling.functions_sums import (
    LONGEST_COMPARED,
    NotComparableError,
    Range,
    length_of,
    letters_check,
    near,
    number,
    range_checks,
    tolerance_of,
)
from xl_beregner.filling.live import Place
from xl_beregner.ooxml.values import ErrorText

LONGEST_FORMULA = 8192
_LONGEST_LITERAL = 255
_MOST_ARGUMENTS = 255


def frozen_formula(checks: str, value: Any, outdated: str) -> str:
    """Write the formula; ``NotComparableError`` if it is longer than Excel takes."""
    return _fitting(f"IF(IFERROR(AND({checks}),FALSE),{_shown(value)},{literal(outdated)})")


def following_formula(first: str, first_value: Any, value: Any, outdated: str) -> str:
    """Write the formula of a further cell of the same answer: it is outdated when the first one is.

    When the first one's row is deleted, Excel writes ``#REF!`` for it: also then, unless it was an error.
    """
    word = literal(outdated)
    otherwise = "FALSE" if isinstance(first_value, ErrorText) else "TRUE"
    return _fitting(f"IF(IFERROR({first}={word},{otherwise}),{word},{_shown(value)})")


def checks_of(inputs: Sequence[Input | Count], value_of: Callable[[Place], Any], live: Any) -> str:
    """Write what must hold for all inputs to be as they are now."""
    found: list[str] = []
    for one in inputs:
        if isinstance(one, Count):
            found.append(f"{one.text}={one.number}")
        else:
            found.extend(_input_checks(one, value_of, live))
    while len(found) > _MOST_ARGUMENTS:
        groups = [found[at : at + _MOST_ARGUMENTS] for at in range(0, len(found), _MOST_ARGUMENTS)]
        found = [f"AND({','.join(group)})" for group in groups]
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


def _shown(value: Any) -> str:
    if isinstance(value, str) and "\r" in value:
        raise NotComparableError  # in a formula's markup it is a line feed to whoever reads it
    return literal(value)


def _fitting(text: str) -> str:
    if len(text) >= LONGEST_FORMULA:
        raise NotComparableError
    return text


def _input_checks(one: Input, value_of: Callable[[Place], Any], live: Any) -> Iterator[str]:
    sheet, (top, left, bottom, right) = one.cells.sheet, one.cells.box
    places = [[(sheet, row, at) for at in range(left, right + 1)] for row in range(top, bottom + 1)]
    rows = [[value_of(place) for place in row] for row in places]
    calculated = [any(place in live for place in column) for column in zip(*places, strict=True)]
    text = one.text
    if one.is_cell:
        yield from _cell_checks(text, rows[0][0], calculated[0])
        return
    if one.is_columns:
        rows = _used(rows)
        yield f"COUNTA({text})={sum(cell is not None for row in rows for cell in row)}"
        text = _upper_rows(text, len(rows))
    elif one.can_grow:
        yield f"ROWS({text})={len(rows)}"
        yield f"COLUMNS({text})={len(rows[0])}"
    yield from range_checks(Range(text, rows, calculated))


def _cell_checks(text: str, value: Any, is_calculated: bool) -> Iterator[str]:
    """Compare one cell; a text by its letters' sum, so that no name stays behind in a formula."""
    if value is None:
        yield f"ISBLANK({text})"
    elif isinstance(value, ErrorText):
        yield f"ISERROR({text})"
    elif isinstance(value, bool):
        yield f"ISLOGICAL({text})"
        yield text if value else f"NOT({text})"
    elif isinstance(value, (int, float)):
        yield f"ISNUMBER({text})"
        yield near(f"N({text})", float(value), tolerance_of(abs(value), is_calculated=is_calculated))
    else:
        yield f"ISTEXT({text})"
        yield f"LEN({text})={length_of(value)}"
        if value:
            yield letters_check(text, [value], min(length_of(value), LONGEST_COMPARED))


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
