"""What the cells of a scanned workbook hold: numbers, texts, truths, errors, and dates by their format.

Where the cells lie in the parts is `scan`'s matter. A filler counts days and leaves formats alone
(`values`); who reads an answer wants the day.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from math import isfinite

from xl_beregner.ooxml.scan import RawCell, plain_text, scan_elements
from xl_beregner.ooxml.values import ErrorText, decoded

ScannedValue = float | str | bool | date | ErrorText | None

_BUILT_IN_DATES = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)))
# What a number format shows but does not count: quoted text, escaped and padded signs, [colours].
_NOT_CODE = re.compile(r'"[^"]*"?|[\\_*].|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_DAY_1900, _DAY_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_DAY = 2_958_466


class ValueReader:
    """Reads cells; shared texts and formats are fetched when the first cell needs them."""

    def __init__(
        self, texts: Callable[[], list[str]], styles: Callable[[], frozenset[str]], *, is_1904: bool
    ) -> None:
        self._fetch_texts = texts
        self._fetch_styles = styles
        self._is_1904 = is_1904
        self._known: dict[int, str | None] = {}

    @cached_property
    def _texts(self) -> list[str]:
        return self._fetch_texts()

    @cached_property
    def _date_styles(self) -> frozenset[str]:
        return self._fetch_styles()

    def of(self, cell: RawCell) -> ScannedValue:
        """Read what a cell holds: a number in a date's format is a date, a text of blanks is none.

        ``ValueError`` if the cell is damaged.
        """
        _, style, kind, _, value, inline, _ = cell
        if kind == "inlineStr":
            return _worded(inline)
        if not value:
            return None
        if not kind or kind == "n":
            return self._number(value, style)
        if kind == "s":
            return self._text(int(value))
        text = _worded(value)
        if text is None or kind == "str":
            return text
        if kind == "b":
            return text.strip() in ("1", "true")
        return _iso_date(text) if kind == "d" else ErrorText(text)

    def _number(self, value: str, style: str) -> ScannedValue:
        try:
            number = float(value)
        except ValueError:
            return _worded(value)
        if not isfinite(number):
            return _worded(value)
        return self._date(number) if style in self._date_styles else number

    def _text(self, number: int) -> str | None:
        if number in self._known:
            return self._known[number]
        if not 0 <= number < len(self._texts):
            raise ValueError(number)
        text = self._known[number] = _worded(self._texts[number])
        return text

    def _date(self, days: float) -> ScannedValue:
        """Turn days into a date; 1900 was a leap year to Excel, so the days before 1 March count one more."""
        if not 1 <= days < _LAST_DAY:
            return days
        if not self._is_1904 and days < 61:
            days += 1
        try:
            moment = (_DAY_1904 if self._is_1904 else _DAY_1900) + timedelta(seconds=round(days * 86_400))
        except OverflowError:
            return days  # after the year 9999, which Excel shows as ####
        return moment if days % 1 else moment.date()


def _worded(raw: str) -> str | None:
    text = plain_text(raw)
    if "_x" in text:
        text = decoded(text)
    return None if not text or text.isspace() else text


@lru_cache(maxsize=16)
def date_styles(data: bytes, part: str) -> frozenset[str]:
    """Tell which styles show a date, by the number cells know them by; most workbooks share theirs."""
    shown = {f"{number}": True for number in _BUILT_IN_DATES}
    for _, found, _ in scan_elements(data, part, "numFmt", within="numFmts"):
        shown[found.get("numFmtId", "")] = shows_day(found.get("formatCode", ""))
    styles = enumerate(scan_elements(data, part, "xf", within="cellXfs"))
    dates = {number for number, style in styles if shown.get(style.attributes.get("numFmtId", ""))}
    return frozenset(str(number) for number in dates) | ({""} if 0 in dates else frozenset())


def shows_day(code: str) -> bool:
    """Tell whether a number format shows a day, month or year, not only a time."""
    signs = _NOT_CODE.sub("", code.partition(";")[0]).casefold()
    return "general" not in signs and (
        "d" in signs or "y" in signs or ("m" in signs and not {"h", "s"} & set(signs))
    )


def _iso_date(text: str) -> ScannedValue:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if moment.time() != time() else moment.date()
