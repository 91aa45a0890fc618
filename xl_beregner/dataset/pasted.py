"""What pasting leaves in a table: hidden characters, headings in two rows, headings again, titles.

Only the tables people paste into are mended so; nothing a cell says is changed. What a cell means is
told where its column is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xl_beregner.headings import plain

# Marks without width: a screen does not show them, and two words that differ by one look the same.
_HIDDEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"
_UNTIDY = re.compile(rf"[{_HIDDEN}]|^\s|\s$|\s\s|[^\S ]")
_HIDDEN_ONES = re.compile(rf"[{_HIDDEN}]")
_LEAST_OF_HEADINGS = 2  # cells that stand below their own heading, for a row to be the headings again

Row = Sequence[Any]


def tidy(cells: list[Any]) -> list[Any]:
    """Take out marks without width, and make every run of white space one blank."""
    words = {cell for cell in set(cells) if isinstance(cell, str) and _UNTIDY.search(cell)}
    if not words:
        return cells
    mended = {word: " ".join(_HIDDEN_ONES.sub("", word).split()) for word in words}
    return [mended.get(cell, cell) if isinstance(cell, str) else cell for cell in cells]


def joined_headings(rows: Sequence[Row], at: int, known: Mapping[str, str]) -> tuple[Row, int]:
    """Join headings that stand in two rows, as below merged cells; give them and the row they end in.

    A heading in the lower row is about its own column and goes before the one above it.
    """
    here = rows[at]
    below = rows[at + 1] if at + 1 < len(rows) else ()
    if _are_headings(below, known) and _names(_over(below, here), known) > _names(here, known):
        return _over(below, here), at + 1
    if at and _names(rows[at - 1], known):
        above = [cell if plain(cell or "") in known else None for cell in rows[at - 1]]
        if _names(_over(here, above), known) > _names(here, known):
            return _over(here, above), at
    return here, at


def headings_again(headings: Sequence[str], columns: Sequence[Sequence[Any]]) -> Iterator[int]:
    """Give the places of the rows that only repeat their headings, as above each class."""
    words = [plain(heading) for heading in headings]
    first = next((at for at, word in enumerate(words) if word), None)
    if first is None:
        return
    like = {cell for cell in set(columns[first]) if _is_empty(cell) or _says(cell, words[first])}
    for place, start in enumerate(columns[first]):
        if start not in like:
            continue
        filled = [(word, column[place]) for word, column in zip(words, columns, strict=True)]
        filled = [(word, cell) for word, cell in filled if not _is_empty(cell)]
        if len(filled) >= _LEAST_OF_HEADINGS and all(_says(cell, word) for word, cell in filled):
            yield place


def lone_cells(columns: Sequence[Sequence[Any]]) -> Iterator[tuple[int, Any]]:
    """Give the places of the rows with one filled cell, and the cell: a title or a note, no result."""
    if len(columns) <= _LEAST_OF_HEADINGS:
        return
    empty = {cell for column in columns[:2] for cell in set(column) if _is_empty(cell)}
    if not empty:
        return  # nearly every long table
    for place, row in enumerate(zip(*columns, strict=True)):
        if row[0] in empty or row[1] in empty:
            filled = [cell for cell in row if not _is_empty(cell)]
            if len(filled) == 1:
                yield place, filled[0]


def _says(cell: object, word: str) -> bool:
    return isinstance(cell, str) and plain(cell) == word


def _is_empty(cell: object) -> bool:
    return cell is None or cell == "" or cell != cell or (isinstance(cell, str) and cell.isspace())


def _are_headings(row: Row, known: Mapping[str, str]) -> bool:
    filled = [cell for cell in row if not _is_empty(cell)]
    return bool(filled) and all(isinstance(cell, str) and plain(cell) in known for cell in filled)


def _names(row: Row, known: Mapping[str, str]) -> int:
    return len({known[word] for cell in row if not _is_empty(cell) and (word := plain(cell)) in known})


def _over(lower: Row, upper: Row) -> list[Any]:
    width = max(len(lower), len(upper))
    rows = [[*row, *[None] * (width - len(row))] for row in (lower, upper)]
    return [above if _is_empty(cell) else cell for cell, above in zip(*rows, strict=True)]
