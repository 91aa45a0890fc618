"""The months of a school year in formulas: which day it begins and ends, and when a talk is due.

A school year runs from August to July, as in ``xl_beregner.dataset.calendar.rules``; its words stand in
``felt_skoleaar``, the years a workbook knows in ``liste_skoleaar`` on "Om siffrorna".
"""

from __future__ import annotations

from workbooks.build.kit.parts import FIRST_YEAR

FIRST_MONTH = 8
MONTHS = tuple((FIRST_MONTH + place - 1) % 12 + 1 for place in range(12))
# The language of a month's name: the reader's machine may speak another.
MONTH_FORMAT = "[$-41D]mmmm yyyy"


def begins() -> str:
    """Write the calendar year the school year begins in."""
    return f"({FIRST_YEAR - 1}+MATCH(felt_skoleaar,liste_skoleaar,0))"


def month_of_year(month: int) -> str:
    """Write the first day of a month of the school year; blank while no school year is filled in."""
    later = 0 if month >= FIRST_MONTH else 1
    return f'IFERROR(DATE({begins()}+{later},{month},1),"")'


def first_day() -> str:
    """Write the first day of the school year."""
    return month_of_year(FIRST_MONTH)


def last_day() -> str:
    """Write the last day of the school year."""
    return f'IFERROR(DATE({begins()}+1,{FIRST_MONTH},1)-1,"")'
