"""Dates that hold every year: ``15/9``, ``uge 36``, ``sidste fredag i maj``, ``september``.

`parse_rule` reads one, `Rule.days` tells its days in a school year. A school year runs from August to
July: what lies in August to December is in the year it begins in. Weeks are those of ISO 8601, and a week
is its school days.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, Protocol

from xl_beregner import cells
from xl_beregner.dataset.dates import parse_day
from xl_beregner.errors import CellError, CellTypeError

FIRST_MONTH = 8  # of a school year
# Weeks 31 to 53 lie in the year a school year begins in: each week number is met once in every school year.
FIRST_WEEK, LAST_WEEK = 31, 53
_FRIDAY = 4


class Days(NamedTuple):
    """First and last day of a rule in one school year; ``moved``: the day it names is not in that year."""

    first: date
    last: date
    moved: bool = False


class Rule(Protocol):
    """A date that holds every year."""

    def days(self, begins: int) -> Days:
        """Tell its days in the school year that begins in a year."""


@dataclass(frozen=True, slots=True)
class OfMonth:
    """A day of a month; 29 February is the 28th where there is none."""

    day: int
    month: int

    def days(self, begins: int) -> Days:
        """Tell the day."""
        year = year_of(self.month, begins)
        last = monthrange(year, self.month)[1]
        found = date(year, self.month, min(self.day, last))
        return Days(found, found, self.day > last)


@dataclass(frozen=True, slots=True)
class WholeMonth:
    """A month, where no more is known or wanted."""

    month: int

    def days(self, begins: int) -> Days:
        """Tell its first and last day."""
        year = year_of(self.month, begins)
        return Days(date(year, self.month, 1), date(year, self.month, monthrange(year, self.month)[1]))


@dataclass(frozen=True, slots=True)
class Week:
    """A week, Monday to Friday, or one of its days; week 53 is the 52nd in a year that has no more."""

    number: int
    weekday: int | None = None

    def days(self, begins: int) -> Days:
        """Tell its Monday and Friday, or its one day twice."""
        year = begins if self.number >= FIRST_WEEK else begins + 1
        number = min(self.number, weeks_in(year))
        first = date.fromisocalendar(year, number, (self.weekday or 0) + 1)
        last = first + timedelta(days=_FRIDAY if self.weekday is None else 0)
        return Days(first, last, number != self.number)


@dataclass(frozen=True, slots=True)
class WeekdayOfMonth:
    """The first to fourth of a month's Mondays (or another day), or its last (``place`` −1)."""

    place: int
    weekday: int
    month: int

    def days(self, begins: int) -> Days:
        """Tell the day."""
        year = year_of(self.month, begins)
        length = monthrange(year, self.month)[1]
        from_day = 7 * (self.place - 1) + 1 if self.place > 0 else length - 6
        start = date(year, self.month, from_day)
        found = start + timedelta(days=(self.weekday - start.weekday()) % 7)
        return Days(found, found)


@dataclass(frozen=True, slots=True)
class Fixed:
    """One day of one year: no other school year has it."""

    day: date

    def days(self, begins: int) -> Days:
        """Tell the day, whichever school year is asked for."""
        return Days(self.day, self.day)


def year_of(month: int, begins: int) -> int:
    """Tell in which year a month of a school year lies."""
    return begins if month >= FIRST_MONTH else begins + 1


def weeks_in(year: int) -> int:
    """Count the ISO weeks of a year: 28 December always lies in the last."""
    return date(year, 12, 28).isocalendar().week


def parse_rule(value: Any) -> Rule | None:
    """Read a cell as a date that holds every year, or as one day; blank is None.

    Raises
    ------
    CellTypeError
        It is neither, or names a day that no year has.
    """
    if cells.is_blank(value):
        return None
    if isinstance(value, datetime):
        return Fixed(value.date())
    if isinstance(value, date):
        return Fixed(value)
    if isinstance(value, str) and (rule := _in_words(" ".join(value.replace("\u00a0", " ").split()))):
        return rule
    try:
        day = parse_day(value)
    except CellError as error:
        raise CellTypeError("celle_ikke_kalenderregel") from error
    assert day is not None
    return Fixed(day)


def _numbered(*names: str) -> dict[str, int]:
    """``"mandag måndag", ...`` as ``{"mandag": 0, "måndag": 0, ...}``."""
    return {name: number for number, of_one in enumerate(names) for name in of_one.split()}


# Danish, Swedish and English, in small letters.
_WEEKDAYS = _numbered(
    "mandag mandagen måndag måndagen monday", "tirsdag tirsdagen tisdag tisdagen tuesday",
    "onsdag onsdagen wednesday", "torsdag torsdagen thursday", "fredag fredagen friday",
    "lørdag lørdagen lördag lördagen saturday", "søndag søndagen söndag söndagen sunday",
)  # fmt: skip
_MONTHS = _numbered(
    "", "januar januari january jan", "februar februari february feb", "marts mars march mar", "april apr",
    "maj may", "juni june jun", "juli july jul", "august augusti aug", "september sept sep",
    "oktober october okt oct", "november nov", "december dec",
)  # fmt: skip
_PLACES = _numbered(
    "", "første 1. første 1 första 1:a first", "anden 2. 2 andra 2:a second", "tredje 3. 3 3:e third",
    "fjerde 4. 4 fjärde 4:e fourth",
) | {"sidste": -1, "sista": -1, "last": -1}  # fmt: skip
_WEEK = r"(?:uge|vecka|v\.?|week) ?(\d{1,2})"
_SMALL = r"(?: (?:i|in|of))?"
_LONGEST_MONTHS = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


@cache
def _in_words(written: str) -> Rule | None:
    text = re.sub(r"^(?:i|in|den|d\.) ", "", written.casefold())
    if text in _MONTHS:
        return WholeMonth(_MONTHS[text])
    if match := re.fullmatch(_WEEK, text):
        return _week(int(match[1]), None)
    if (match := re.fullmatch(rf"(\w+){_SMALL} {_WEEK}", text)) and match[1] in _WEEKDAYS:
        return _week(int(match[2]), _WEEKDAYS[match[1]])
    if match := re.fullmatch(r"(\d{1,2}) ?/ ?(\d{1,2})", text):
        return _of_month(int(match[1]), int(match[2]))
    if (match := re.fullmatch(r"(\d{1,2})\.? ?(\w+)", text)) and match[2] in _MONTHS:
        return _of_month(int(match[1]), _MONTHS[match[2]])
    if match := re.fullmatch(rf"(\S+) (\w+){_SMALL} (\w+)", text):
        place, weekday, month = (
            of.get(word) for of, word in zip((_PLACES, _WEEKDAYS, _MONTHS), match.groups(), strict=True)
        )
        if place and weekday is not None and month:
            return WeekdayOfMonth(place, weekday, month)
    return None


def _week(number: int, weekday: int | None) -> Rule:
    if not 1 <= number <= LAST_WEEK:
        raise CellTypeError("celle_ikke_kalenderregel")
    return Week(number, weekday)


def _of_month(day: int, month: int) -> Rule:
    if not 1 <= month <= 12 or not 1 <= day <= _LONGEST_MONTHS.get(month, 31):
        raise CellTypeError("celle_ikke_kalenderregel")
    return OfMonth(day, month)


def as_rule(value: Any) -> str | None:
    """Give a cell that holds a rule as text that `parse_rule` reads again; blank is None."""
    rule = parse_rule(value)
    if rule is None:
        return None
    return rule.day.isoformat() if isinstance(rule, Fixed) else " ".join(str(value).split())
