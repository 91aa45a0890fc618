"""Values into the text of a cell: numbers, text, dates, whole columns at C's speed.

A cell is its open start tag (``<c r="B5" s="3"``, `sheet`'s matter) and what follows it, made here.
Text goes in line with its cell, so the template's shared strings stay as they are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import orjson

Value = str | float | int | bool | None | date | datetime

LONGEST_TEXT = 32_767
_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
# What XML cannot hold is written _x001F_ as Excel does; text that looks so already is protected.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_LARGEST = 9.99999999999999e307


class UnfitValueError(ValueError):
    """A value no cell can hold; ``key`` says why, ``index`` which of a column it is."""

    def __init__(self, key: str, index: int = 0) -> None:
        super().__init__(key)
        self.key = key
        self.index = index


class CellWriter:
    """Writes what follows a cell's open start tag, with the sheet's own prefix and epoch."""

    def __init__(self, prefix: bytes = b"", *, is_1904: bool = False) -> None:
        p = prefix
        self.is_1904 = is_1904
        self.number_open = b"><" + p + b"v>"
        self.number_close = b"</" + p + b"v></" + p + b"c>"
        self.text_open = b' t="inlineStr"><' + p + b"is><" + p + b't xml:space="preserve">'
        self.text_close = b"</" + p + b"t></" + p + b"is></" + p + b"c>"
        self.true = b' t="b"' + self.number_open + b"1" + self.number_close
        self.false = b' t="b"' + self.number_open + b"0" + self.number_close
        self.blank = b"/>"

    def one(self, value: Value) -> bytes:
        """Write one plain value."""
        if value is None or value == "":
            return self.blank
        if isinstance(value, str):
            return self.text_open + escape_text(value).encode() + self.text_close
        if value is True or value is False:
            return self.true if value else self.false
        number = serial(value, is_1904=self.is_1904) if isinstance(value, date) else value
        return self.number_open + number_text(number) + self.number_close

    def column(self, values: Sequence[Value], kinds: set[type]) -> list[bytes]:
        """Write plain values of these types, all numbers or all texts in one go."""
        if not values:
            return []
        if kinds <= {float, int, type(None)}:
            return self._numbers(values)
        if kinds <= {str, type(None)}:
            return self._texts(values)
        return [self.one(value) for value in values]

    def _numbers(self, values: Sequence[Value]) -> list[bytes]:
        try:
            text = numbers_text(values)
        except (TypeError, orjson.JSONEncodeError):  # an integer of more than 64 bits
            return [self.one(value) for value in values]
        between = self.number_close + b"\n" + self.number_open
        cells = self.number_open + text.replace(b",", between) + self.number_close
        if b"null" in text:
            cells = cells.replace(self.number_open + b"null" + self.number_close, self.blank)
        return cells.split(b"\n")

    def _texts(self, values: Sequence[Value]) -> list[bytes]:
        joined = "\n".join([value or "" for value in values])  # type: ignore[misc]
        if joined.count("\n") != len(values) - 1 or _UNWRITABLE.search(joined):
            return [self.one(value) for value in values]
        between = self.text_close + b"\n" + self.text_open
        text = joined.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()
        cells = self.text_open + text.replace(b"\n", between) + self.text_close
        return cells.replace(self.text_open + self.text_close, self.blank).split(b"\n")


def escape_text(text: str) -> str:
    """Write text as it stands between tags, with ``_x0007_`` for what XML cannot hold."""
    if _UNWRITABLE.search(text):
        text = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def numbers_text(values: Sequence[Value]) -> bytes:
    """Write numbers with commas between them, a blank as ``null``; 20 as Excel does, not 20.0."""
    return orjson.dumps(values).replace(b".0,", b",").replace(b".0]", b"]")[1:-1]


def number_text(value: float) -> bytes:
    """Write a number with the fewest digits that give it back."""
    if type(value) is int and value.bit_length() > 63:
        value = float(value)
    return orjson.dumps(value).removesuffix(b".0")


def serial(value: date, *, is_1904: bool = False) -> float | int:
    """Count a date's days as the workbook does; a plain date gives a whole number."""
    moment = value.replace(tzinfo=None) if isinstance(value, datetime) else datetime(*value.timetuple()[:3])
    since = moment - (_EPOCH_1904 if is_1904 else _EPOCH_1900)
    # 1900 is taken for a leap year by Excel: its days before 1 March are counted one lower.
    days = since.days - (0 if is_1904 or since.days > 60 else 1)
    seconds = since.seconds + since.microseconds / 1e6
    return days + seconds / 86_400 if seconds else days


def plain_column(values: list[Any]) -> tuple[list[Value], set[type]]:
    """Make values plain: NaN and "" are blank, numpy's scalars Python's; tells the types left.

    ``UnfitValueError`` tells what no cell can hold.
    """
    kinds = set(map(type, values))
    if kinds <= _PLAIN and not (
        (float in kinds and not _is_finite(values))
        or (str in kinds and _has_odd_text(values))
        or not kinds.isdisjoint((date, datetime))
        or (int in kinds and not all(value.bit_length() < 64 for value in values if type(value) is int))
    ):
        return values, kinds
    plainer = [plain(value, index) for index, value in enumerate(values)]
    return plainer, set(map(type, plainer))


_PLAIN = {float, int, str, bool, type(None), date, datetime}


def _is_finite(values: list[Any]) -> bool:
    try:
        # No value is farther from 0 than the length of all of them as a vector: one call in C.
        return math.hypot(*values) <= _LARGEST
    except (TypeError, OverflowError):
        return all(-_LARGEST <= value <= _LARGEST for value in values if type(value) is float)


def _has_odd_text(values: list[Any]) -> bool:
    lengths = [len(value) for value in values if type(value) is str]
    return min(lengths) == 0 or max(lengths) > LONGEST_TEXT // 2


def plain(value: Any, index: int = 0) -> Value:
    """Make one value plain."""
    if value is None or value is True or value is False:
        return value
    if isinstance(value, str):
        text = str(value)
        # Excel counts in UTF-16, where an emoji is two.
        if (
            len(text) > LONGEST_TEXT // 2
            and len(text.encode("utf-16-le", "surrogatepass")) > 2 * LONGEST_TEXT
        ):
            raise UnfitValueError("filling_tekst_for_lang", index)
        return text or None
    if isinstance(value, date):
        if value != value:  # pandas' NaT is a date that is not itself
            return None
        if value.year < 1900:
            raise UnfitValueError("filling_dato_for_tidlig", index)
        return value
    return _plain_number(value, index)


def _plain_number(value: Any, index: int) -> Value:
    if hasattr(value, "item") and not isinstance(value, (int, float)):
        # numpy knows itself what Python's value is; what it gives must not be numpy's again.
        inner = value.item() if getattr(value, "size", 1) == 1 else value
        if hasattr(inner, "item"):
            raise UnfitValueError("filling_vaerditype", index)
        return plain(inner, index)
    if type(value).__name__ == "NAType":  # pandas.NA is blank and has no number
        return None
    if not hasattr(value, "__float__"):
        raise UnfitValueError("filling_vaerditype", index)
    number = int(value) if isinstance(value, int) else float(value)
    if number != number:
        return None
    if abs(number) > _LARGEST:
        raise UnfitValueError("filling_uendelig", index)
    return float(number) if abs(number) >= 1 << 63 else number
