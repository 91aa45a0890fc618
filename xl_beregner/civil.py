"""Finding a civil number in a text: Danish cpr, Swedish personnummer and samordningsnummer.

What is done about one is decided by whoever reads the text; the number itself is never handed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

_ANY_SPACE = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " ") | dict.fromkeys("\ufeff\u200b"))

MASK = "xxxxxx-xxxx"

# A run of digits with a decimal mark beside it is a number (0,0101901234), one written with a hyphen is
# not. Where a space parts it, or the serial is the first year of a school year, a school number with a
# year is meant: "101001 2025", "101001-2025/2026".
_HYPHENS = r"\-+\u00ad\u2010-\u2015\u2212"
_CIVIL = re.compile(rf"(?<!\d)((?:\d\d)?)(\d{{6}})( ?[{_HYPHENS}] ?| |_|)(\d{{4}})(?!\d)")
_CIVIL_DATED = re.compile(
    rf"(?<!\d)(\d\d)([./{_HYPHENS}])(\d\d)\2(?:\d\d)?(\d\d) ?[{_HYPHENS}] ?(\d{{4}})(?!\d)"
)
_DECIMALS_BEFORE = re.compile(r"\d[.,]$")
_DECIMALS_AFTER = re.compile(r"[.,](\d+)")
_SECOND_YEAR = re.compile(r"/(\d{4}|\d{2})(?!\d)")


def find_civil_number(text: object) -> str | None:
    """Tell which kind of civil number a cell holds (``cpr``, ``personnummer``), never the number.

    Danish: a valid date, since the check digit was given up in 2007. Swedish, with samordningsnummer:
    a valid date and the check digit.
    """
    value: Any = text
    if hasattr(value, "item") and hasattr(value, "dtype"):
        value = value.item()  # a numpy scalar
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is None or isinstance(value, (bool, float, date)):
        return None
    line = str(value)
    if len(line) < 10:
        return None  # nearly every cell of a table
    return next((kind for kind, _ in _found(line.translate(_ANY_SPACE))), None)


def mask_civil_numbers(text: str) -> str:
    """Put ``xxxxxx-xxxx`` in the place of every civil number of a text; one without any stays as it is.

    >>> mask_civil_numbers("Aftalt med mor (010190-1234).")
    'Aftalt med mor (xxxxxx-xxxx).'
    """
    masked = text
    # What one number hid by standing beside it is looked for again.
    while find_civil_number(masked):
        masked = _masked(masked.translate(_ANY_SPACE))
    return masked


def _masked(line: str) -> str:
    parts: list[str] = []
    done = 0
    for start, end in sorted(match.span() for _, match in _found(line)):
        if start >= done:
            parts += (line[done:start], MASK)
            done = end
    return "".join([*parts, line[done:]])


def _found(line: str) -> Iterator[tuple[str, re.Match[str]]]:
    """List the civil numbers of a text, each with its kind."""
    for match in _CIVIL.finditer(line):
        kind = _kind_of(match[1], match[2], match[4])
        if kind and not _is_figure(line, match):
            yield kind, match
    for match in _CIVIL_DATED.finditer(line):
        if _is_danish(match[1] + match[3] + match[4], match[5]) and not _is_year(match[5]):
            yield "cpr", match


def _kind_of(century: str, day: str, serial: str) -> str | None:
    if not century and _is_danish(day, serial):
        return "cpr"
    return "personnummer" if _is_swedish(century, day, serial) else None


def _is_figure(line: str, match: re.Match[str]) -> bool:
    """Tell from what stands beside it that a candidate is a number with decimals, or ends in a year."""
    parting, serial = match[3], match[4]
    year_after = _SECOND_YEAR.match(line, match.end())
    if year_after and _is_year(serial):
        ends = year_after[1]
        if int(ends) == (int(serial) + 1) % 10 ** len(ends):
            return True
    if parting in (" ", "_") or len(parting) > 1:
        return _is_year(serial) or (parting == " " and _has_decimals(line, match))
    return not parting and _has_decimals(line, match)


def _has_decimals(line: str, match: re.Match[str]) -> bool:
    if _DECIMALS_BEFORE.search(line, 0, match.start()):
        before = line[: match.start() - 1]
        if not re.search(r"(?<!\d)\d{10}$", before):  # a list of whole numbers
            return True
    after = _DECIMALS_AFTER.match(line, match.end())
    return after is not None and not (len(after[1]) == 10 and _kind_of("", after[1][:6], after[1][6:]))


def _is_year(serial: str) -> bool:
    return 1900 <= int(serial) <= 2099


def _is_danish(day: str, serial: str) -> bool:
    short, seventh = int(day[4:]), int(serial[0])
    if seventh <= 3:
        century = 1900
    elif seventh in (4, 9):
        century = 2000 if short <= 36 else 1900
    else:
        century = 2000 if short <= 57 else 1800
    return _day(century + short, int(day[2:4]), int(day[:2])) is not None


def _is_swedish(century: str, day: str, serial: str) -> bool:
    if century and century not in ("18", "19", "20"):
        return False
    of_month = int(day[4:]) - (60 if int(day[4:]) > 60 else 0)  # samordningsnummer: day + 60
    years = [int(century) * 100] if century else [1900, 2000]
    if not any(_day(base + int(day[:2]), int(day[2:4]), of_month) for base in years):
        return False
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(day + serial))
    return sum(part // 10 + part % 10 for part in doubled) % 10 == 0


def _day(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None
