"""What a cell may hold, turned into what a measure or a table takes; blank is decided here, once.

Which columns a dataset has and what stands in them is ``dataset``'s, what a civil number looks like
``civil``'s, what a function takes ``catalog``'s. Blank is None, never zero: a missing marker of the
official exports (``-``, ``..``, ``*``) is blank too. A number may be Danish (``2.351``, ``7,4``,
``87,5 %``) or plain.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from xl_beregner.civil import find_civil_number as find_civil_number
from xl_beregner.errors import CellTypeError, MissingValueError, ShapeError, ValueRangeError

Answer = TypeVar("Answer")

MISSING_MARKERS = frozenset({"", "-", "..", ".", "*", "<fejl>"})

# What Excel and Calc show in English, Danish and Swedish where a formula failed.
ERROR_CELLS = frozenset(
    {
        "#N/A", "#I/T", "#SAKNAS!", "#VALUE!", "#VÆRDI!", "#VÄRDEFEL!", "#DIV/0!", "#DIVISION/0!",
        "#REF!", "#REFERENCE!", "#REFERENS!", "#NAME?", "#NAVN?", "#NAMN?", "#NUM!", "#OGILTIGT!",
        "#NULL!", "#NUL!", "#SKÄRNING!", "#SPILL!", "#OVERLØB!", "#SPILL", "#CALC!", "#BEREGN!",
        "#FIELD!", "#FELT!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#GETTING_DATA",
    }
)  # fmt: skip

FIRST_YEAR, LAST_YEAR = 1900, 2199
_LONGEST_TOLD = 20
_LONG = 1e7
_LONGEST_WHOLE = 10**15

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\ufeff", " "))
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-"})
_EXCEL_DAY_0 = date(1899, 12, 30)
_EXCEL_LAST_DAY = 2_958_465

# Two letters together may be a name: 1. Bo.
_ATTEMPT = re.compile(r"(?!.*[^\W\d_]{2})[+\-\u2212 ]*[.,]?\d")
# Three digits at least: a version 1.0 is no 1.
_WHOLE_AS_DECIMAL = re.compile(r"\d{3,}\.0")
_PLAIN_DIGITS = re.compile(r"\d+")
_DOT_GROUPS = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")
_COMMA_GROUPS = re.compile(r"[1-9]\d{0,2}(,\d{3})+")
_SPACE_GROUPS = re.compile(r"[1-9]\d{0,2}( \d{3})+(?=[,.]|$)")
_EXPONENT = re.compile(r"(\d+(?:[.,]\d+)?)[eE]([+-]?\d{1,3})")


def is_blank(value: object) -> bool:
    """Tell whether a cell holds nothing: None, NaN, white space or a missing marker."""
    if value is None:
        return True
    if isinstance(value, str):
        return _clean(value).lower() in MISSING_MARKERS
    try:
        return bool(value != value)  # NaN is the only number (and NaT the only date) unlike itself
    except (TypeError, ValueError):
        return False


def parse_number(value: object, *, decimal_mark: str | None = None) -> float | None:
    """Read a cell as a number; blank is None.

    ``2.351`` is 2351 as in Denmark unless ``decimal_mark`` is ``.``; ``87,5 %`` is 87.5, since the
    tables of the field hold per cent and not shares. Text is a CellTypeError, infinity a
    ValueRangeError.
    """
    value = _plain(value)
    if is_blank(value):
        return None
    if isinstance(value, (bool, date)):
        raise CellTypeError("celle_ikke_tal", fundet=_told(value))
    if isinstance(value, (int, float)):
        number: float | None = _as_float(value)
    else:
        number = _number_in(str(value), decimal_mark)
    if number is None:
        if is_error(value):
            raise CellTypeError("celle_fejlvaerdi", fundet=_clean(str(value)))
        raise CellTypeError("celle_ikke_tal", fundet=_told(value))
    if math.isinf(number):
        raise ValueRangeError("celle_uendelig", fundet=_told(value))
    return number


def decimal_mark_of(values: Iterable[object]) -> str:
    """Choose the decimal mark of a whole column by the cells that leave no doubt: ``7.4`` or ``7,4``.

    The comma unless there are more dots: the few that differ are faults of their own.
    """
    written = [value for value in values if isinstance(value, str)]
    dots = sum(map(_shows_dot, written))
    return "." if dots and dots > sum(map(_shows_comma, written)) else ","


def shows_comma(values: Iterable[object]) -> bool:
    """Tell whether a cell leaves no doubt that the comma is the decimal mark."""
    return any(isinstance(value, str) and _shows_comma(value) for value in values)


def parse_date(value: object) -> date | None:
    """Read a cell as a date: ``dd-mm-åååå``, ``d/m/åååå``, ISO, a date, or Excel's serial number."""
    value = _plain(value)
    if is_blank(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        found = _EXCEL_DAY_0 + timedelta(days=int(value)) if 1 <= value <= _EXCEL_LAST_DAY else None
    elif isinstance(value, str):
        found = _date_in(_clean(value))
    if found is None:
        raise CellTypeError("celle_ikke_dato", fundet=_told(value))
    return found


def parse_school_year(value: object) -> int | None:
    """Read a school year as the year it begins in: ``2024/2025``, ``2024/25``, ``2024-2025``, 2024."""
    value = _plain(value)
    if is_blank(value):
        return None
    begins = None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        begins = int(value) if value % 1 == 0 else None
    elif isinstance(value, str):
        begins = _school_year_in(_clean(value))
    if begins is None:
        raise CellTypeError("celle_ikke_skoleaar", fundet=_told(value))
    if not FIRST_YEAR <= begins <= LAST_YEAR:
        raise ValueRangeError(
            "celle_aar_udenfor", fundet=_told(value), mindste=FIRST_YEAR, stoerste=LAST_YEAR
        )
    return begins


def school_year(begins: int) -> str:
    """Write the school year that begins in a year: 2024 is ``2024/2025``."""
    return f"{begins}/{begins + 1}"


def parse_label(value: object) -> str | None:
    """Read a cell as text: a school number that Excel made 101001.0 is ``101001`` again."""
    value = _plain(value)
    if is_blank(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        value = value.date()
    return _clean(str(value))


def parse_name(value: object) -> str | None:
    """Read a cell as what tells schools, pupils or kinds apart; blank is None.

    An error, TRUE, FALSE or an object names nothing and is a CellTypeError. ``101001.0`` is
    ``101001`` as text too, and a run of blanks counts as one.
    """
    value = _plain(value)
    if is_blank(value):
        return None
    if is_error(value):
        raise CellTypeError("celle_fejl_ikke_navn", fundet=_clean(str(value)))
    if isinstance(value, bool) or not isinstance(value, (str, int, float, date)):
        raise CellTypeError("celle_ikke_navn", fundet=_told(value))
    if isinstance(value, int) and abs(value) > _LONGEST_WHOLE:
        raise ValueRangeError("celle_uendelig", fundet=_told(value))
    text = " ".join((parse_label(value) or "").split())
    return text[:-2] if _WHOLE_AS_DECIMAL.fullmatch(text) else text


def is_error(value: object) -> bool:
    """Tell whether a cell shows that its formula failed."""
    return isinstance(value, str) and _clean(value).upper() in ERROR_CELLS


def trim(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Cut a range to its used part: no empty rows at its end, no empty columns at its right."""
    last = len(rows)
    while last and all(_is_empty(value) for value in rows[last - 1]):
        last -= 1
    used = [list(row) for row in rows[:last]]
    width = max((_used_width(row) for row in used), default=0)
    return [(row + [None] * width)[:width] for row in used]


def to_column(range_: object, *, decimal_mark: str | None = None) -> list[float]:
    """Read a range as numbers, one a row; NaN where the cell is blank."""
    values = _one_column(range_)
    mark = decimal_mark or decimal_mark_of(values)

    def number(value: object) -> float:
        if type(value) is float and math.isfinite(value):
            return value  # nearly every cell of a long range
        found = parse_number(value, decimal_mark=mark)
        return math.nan if found is None else found

    return _each(values, number)


def to_labels(range_: object) -> list[str | None]:
    """Read a range as names, one a row; None where the cell is blank."""
    return _each(_one_column(range_), parse_name)


def to_years(range_: object) -> list[float]:
    """Read a range as school years, one a row, by the year they begin in; NaN where blank."""

    def begins(value: object) -> float:
        found = parse_school_year(value)
        return math.nan if found is None else float(found)

    return _each(_one_column(range_), begins)


def required(value: Answer | None, argument: str) -> Answer:
    """Refuse a blank where a value must stand."""
    if value is None or value != value:
        raise MissingValueError("celle_mangler", argument=argument)
    return value


# --- Inside a cell ---------------------------------------------------------------------------
def _plain(value: Any) -> Any:
    """Turn a numpy scalar into Python's own, without importing numpy."""
    return value.item() if hasattr(value, "item") and hasattr(value, "dtype") else value


def _clean(text: str) -> str:
    return text.translate(_SPACES).strip()


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # a whole number of more than 308 digits
        return math.inf


def _told(value: object) -> str:
    """Say what a cell holds where that is an attempt at a number or a date, else "".

    What else stands in a cell may be a pupil's name or civil number, and is in nobody's message.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = _as_float(value)
        return f"{number:.3g}" if abs(number) >= _LONG else f"{number:.15g}"
    if isinstance(value, (bool, date)):
        return str(value).removesuffix(" 00:00:00")
    text = _clean(value) if isinstance(value, str) else ""
    told = len(text) <= _LONGEST_TOLD and _ATTEMPT.match(text) and not find_civil_number(text)
    return text if told else ""


def _is_empty(value: object) -> bool:
    return value is None or value == "" or value != value


def _used_width(row: Sequence[object]) -> int:
    width = len(row)
    while width and _is_empty(row[width - 1]):
        width -= 1
    return width


def _number_in(text: str, mark: str | None) -> float | None:
    text = _clean(text).translate(_MINUS)
    if text.endswith("%"):
        text = text[:-1].rstrip()
    negative = text.startswith("-")
    digits = text[1:].lstrip() if text[:1] in ("-", "+") else text
    plain = _plain_digits(digits, mark)
    return None if plain is None else (-1 if negative else 1) * float(plain)


def _plain_digits(digits: str, mark: str | None) -> str | None:
    """Take out the thousands marks and make the decimal mark a dot; None where that cannot be."""
    if scientific := _EXPONENT.fullmatch(digits):
        return f"{scientific[1].replace(',', '.')}e{scientific[2]}"
    digits = _SPACE_GROUPS.sub(lambda group: group[0].replace(" ", ""), digits, count=1)
    mark = mark or _mark_in(digits)
    groups, thousands = (_DOT_GROUPS, ".") if mark == "," else (_COMMA_GROUPS, ",")
    whole, found, decimals = digits.partition(mark)
    if groups.fullmatch(whole):
        whole = whole.replace(thousands, "")
    if found and not _PLAIN_DIGITS.fullmatch(decimals):
        return None
    if not _PLAIN_DIGITS.fullmatch(whole) and not (found and whole == ""):
        return None
    return f"{whole or '0'}.{decimals or '0'}"


def _mark_in(digits: str) -> str:
    """Tell the decimal mark of one number on its own; a doubtful ``2.351`` is Danish thousands."""
    if "," in digits and "." in digits:
        return max(",.", key=digits.rfind)
    if "." in digits:
        return "," if _DOT_GROUPS.fullmatch(digits) else "."
    return "." if digits.count(",") > 1 else ","


def _shows_dot(text: str) -> bool:
    digits = _clean(text).translate(_MINUS).lstrip("+-").rstrip("% ")
    if "." not in digits or not digits[0].isdigit():
        return False
    return _EXPONENT.fullmatch(digits) is not None or _mark_in(digits) == "."


def _shows_comma(text: str) -> bool:
    if "," not in text:
        return False
    digits = _clean(text).translate(_MINUS).lstrip("+-").rstrip("% ")
    return digits[:1].isdigit() and _mark_in(digits) == "," and not _COMMA_GROUPS.fullmatch(digits)


_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_SCHOOL_YEAR = re.compile(r"(\d{4})(?:\s*[/\-\u2013]\s*(\d{4}|\d{2}))?(?:\.0)?")


def _date_in(text: str) -> date | None:
    if match := _DAY_FIRST.fullmatch(text):
        return _day(int(match[4]), int(match[3]), int(match[1]))
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    return None


def _school_year_in(text: str) -> int | None:
    match = _SCHOOL_YEAR.fullmatch(text)
    if match is None:
        return None
    begins = int(match[1])
    ends = match[2]
    if ends is not None and int(ends) != (begins + 1) % 10 ** len(ends):
        return None
    return begins


def _day(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


# --- Ranges ----------------------------------------------------------------------------------
def _one_column(range_: Any) -> list[Any]:
    """Lay out a scalar, a list, or rows of one column (or one row) as a list of cells."""
    if hasattr(range_, "tolist"):
        range_ = range_.tolist()
    if not isinstance(range_, (list, tuple)):
        return [range_]
    if not any(isinstance(row, (list, tuple)) for row in range_):
        return list(range_)
    if len(range_) == 1:
        return list(range_[0])
    if any(not isinstance(row, (list, tuple)) or len(row) != 1 for row in range_):
        raise ShapeError("celle_flere_kolonner")
    return [row[0] for row in range_]


def _each(values: list[Any], read: Callable[[Any], Answer]) -> list[Answer]:
    """Read every cell; an error tells which row of the range it stands in."""
    found: list[Answer] = []
    for row, value in enumerate(values, 1):
        try:
            found.append(read(value))
        except (CellTypeError, ValueRangeError) as error:
            raise type(error)(f"{error.key}_i_raekke", **error.facts, raekke=row) from None
    return found
