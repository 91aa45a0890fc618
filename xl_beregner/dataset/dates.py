"""Dates and grades as people write them: a day in figures or words, a serial number, ``4. klasse``.

A cell of a worksheet function is ``cells``'. Here a whole table was pasted, so more forms are met:
a year of two digits, a month by its name, a serial number that became text. The day stands first,
as it does in Denmark and Sweden; a date that can be read in two ways only by guessing is refused.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from xl_beregner import cells
from xl_beregner.errors import CellTypeError

EXCEL_DAY_0 = date(1899, 12, 30)
# No test is older: LUS, the oldest here, was made in 1979. A smaller number is no day but a score.
EARLIEST, LATEST = date(1979, 1, 1), date(2199, 12, 31)

_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "januar januari january jan", "februar februari february feb", "marts mars march mar",
            "april apr", "maj may", "juni june jun", "juli july jul", "august augusti aug",
            "september sept sep", "oktober october okt oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
# Texts are compared in small letters.
_TIME = r"(?:[ t,]+(?:kl\.? ?)?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?)?"
_FIGURES = re.compile(rf"(\d{{1,2}}) ?([-/.]) ?(\d{{1,2}}) ?\2 ?(\d{{4}}|\d{{2}}){_TIME}")
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}z?")
_WORDS = re.compile(rf"(?:d\. ?|den )?(\d{{1,2}})\.?[ -]?([^\W\d_]{{3,9}})\.?,?[ -](\d{{4}}|\d{{2}}){_TIME}")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")

_GRADE = re.compile(
    r"(?:(?:aarskurs|arskurs|aak|ak|klasse|klass|klassetrin|grade|year)[. ]*)?"
    r"(\d{1,2})(?:[.,]0+)?[. ]*(?:klasse|klassetrin|kl|aargang|klass|aarskurs|trin)?[. ]*"
)
_GRADE_0 = frozenset({"boernehaveklasse", "bhkl", "bh_kl", "bh_klasse", "foerskoleklass", "fskl", "f_klass"})
HIGHEST_GRADE = 10
_LETTERS = str.maketrans({"å": "aa", "ä": "ae", "ö": "oe", "ø": "oe", "æ": "ae"})


def parse_day(value: Any) -> date | None:
    """Read a cell as the day of a test; blank is None.

    Raises
    ------
    CellTypeError
        No date, or one that no test can have been taken on.
    """
    if cells.is_blank(value):
        return None
    if isinstance(value, str):
        found = _day_in(" ".join(value.replace("\u00a0", " ").split()).casefold())
    elif isinstance(value, bool):
        found = None
    elif isinstance(value, (int, float)):
        found = _serial(float(value))
    else:
        found = cells.parse_date(value)
    if found is None or not EARLIEST <= found <= LATEST:
        raise CellTypeError("celle_ikke_dato")
    return found


def parse_grade(value: Any) -> float | None:
    """Read a cell as a grade; blank is None, the year before the first grade 0.

    Raises
    ------
    CellTypeError
        No grade from 0 to 10; ``4.A`` is a class and tells no test's grade.
    """
    if cells.is_blank(value):
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if float(value).is_integer() and 0 <= value <= HIGHEST_GRADE:
            return float(value)
        raise CellTypeError("celle_ikke_klassetrin")
    text = (cells.parse_label(value) or "").casefold().translate(_LETTERS)
    if text.replace(".", "").replace(" ", "_").strip("_") in _GRADE_0:
        return 0.0
    match = _GRADE.fullmatch(text)
    if match is None or int(match[1]) > HIGHEST_GRADE:
        raise CellTypeError("celle_ikke_klassetrin")
    return float(match[1])


def _day_in(text: str) -> date | None:
    if match := _FIGURES.fullmatch(text):
        return _day(_year(match[4]), int(match[3]), int(match[1]))
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if (match := _WORDS.fullmatch(text)) and match[2] in _MONTHS:
        return _day(_year(match[3]), _MONTHS[match[2]], int(match[1]))
    if _SERIAL.fullmatch(text):
        return _serial(float(text.replace(",", ".")))
    return None


def _serial(number: float) -> date | None:
    """Excel's number of a day; the part after the point is the time."""
    return EXCEL_DAY_0 + timedelta(days=int(number)) if 1 <= number < 110_000 else None


def _year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)


def _day(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None
