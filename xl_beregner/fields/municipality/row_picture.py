"""A picture in a cell: a value and its interval on a line of characters, against a common mark.

For tables of many rows, where a chart cannot stay beside its row when rows are filtered, sorted or
copied. The characters are those that fixed-width fonts hold at one width; the look is the template's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

WIDTH = 41  # characters: one position is 2.5 % of the scale
VALUE, INTERVAL, LEFT, RIGHT, MARK, CROSSED = "●", "─", "├", "┤", "│", "┼"

Number = float | None
Row = Mapping[str, Any]


def with_pictures(
    rows: Sequence[Row], group: Callable[[Row], str], marks: Mapping[str, Number]
) -> list[dict[str, Any]]:
    """Add ``billede`` to rows that hold vaerdi, nedre and oevre.

    ``group``: which rows share a scale; ``marks``: what those are seen against.
    """
    places: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        places.setdefault(group(row), []).append(at)
    found = [dict(row) for row in rows]
    for name, own in places.items():
        value, low, high = (
            [_number(rows[at].get(key)) for at in own] for key in ("vaerdi", "nedre", "oevre")
        )
        for at, picture in zip(own, row_pictures(value, low, high, marks.get(name)), strict=True):
            found[at]["billede"] = picture or None
    return found


def row_pictures(
    values: Sequence[Number], lower: Sequence[Number], upper: Sequence[Number], mark: Number
) -> list[str]:
    """Draw every row on one scale, from the lowest to the highest number of all.

    Parameters
    ----------
    values, lower, upper : sequences of float or None
        One a row; a row without a value gets no interval either, only the mark.
    mark : float or None
        What all rows are seen against.

    Returns
    -------
    list of str
        One picture a row, blank where there is nothing at all to draw.
    """
    rows = [
        (value, low, high) if None not in (value, low, high) else (value, None, None)
        for value, low, high in zip(values, lower, upper, strict=True)
    ]
    held = [number for row in rows for number in row if number is not None]
    if not held:
        return [""] * len(rows)
    held += [mark] if mark is not None else []
    place = _Scale(min(held), max(held))
    return [_picture(place, value, low, high, mark) for value, low, high in rows]


def _number(value: Any) -> Number:
    return float(value) if isinstance(value, (int, float)) and value == value else None


class _Scale:
    """Where a number stands on the line, from 0."""

    def __init__(self, low: float, high: float) -> None:
        self._low, self._width = low, high - low

    def __call__(self, number: float) -> int:
        # One number alone stands in the middle.
        share = (number - self._low) / self._width if self._width > 0 else 0.5
        return round(share * (WIDTH - 1))


def _picture(place: _Scale, value: Number, low: Number, high: Number, mark: Number) -> str:
    line = [" "] * WIDTH
    if low is not None and high is not None:
        first, last = place(low), place(high)
        line[first : last + 1] = INTERVAL * (last - first + 1)
        if first < last:
            line[first], line[last] = LEFT, RIGHT
    if mark is not None:
        line[place(mark)] = MARK if line[place(mark)] == " " else CROSSED
    if value is not None:
        line[place(value)] = VALUE
    return "".join(line).rstrip()
