"""What schools answered in their agreements, workbook by workbook, as plain values.

The tables are ``dataset.agreements``'; which of the answers make a goal is ``agreed``'.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xl_beregner import cells
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.agreement_tables import as_written
from xl_beregner.errors import CellError
from xl_beregner.fields.known.about_pupils import is_about_pupils

Answers = Mapping[str, Any]
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Workbook:
    """One school's answers of one school year, and the figures they were given on.

    ``single``: answers by their field. ``lists``: by table, key of the row and field. ``basis``: by key.
    """

    year: int
    single: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    basis: dict[str, dict[str, float | None]] = field(default_factory=dict)

    def row(self, table: str, key: str) -> Answers:
        """Give the answers of one row of a list; none where nothing was typed in it."""
        return self.lists.get(table, {}).get(key, {})


Books = Mapping[str, Mapping[int, Workbook]]


def workbooks(dataset: Dataset, template: str) -> Books:
    """Give every school's workbooks of a template by the school year they were for."""
    found: dict[str, dict[int, Workbook]] = {}

    def book(school: str, year: int) -> Workbook:
        return found.setdefault(school, {}).setdefault(year, Workbook(year))

    answers = dataset.agreements
    for row in _rows(answers[(answers["skabelon"] == template) & (answers["klasse"] == "")]):
        if is_about_pupils(row["tabel"]):
            continue  # what is said of a pupil is no history of the school, and no word to gather
        one = book(row["skole_nr"], int(row["aar"]))
        if row["tabel"]:
            listed = one.lists.setdefault(row["tabel"], {})
            listed.setdefault(row["noegle"], {})[row["felt"]] = row["vaerdi"]
        else:
            one.single[row["felt"]] = row["vaerdi"]
    basis = dataset.agreement_basis
    for row in _rows(basis[basis["skabelon"] == template]):
        # Figures alone are no agreement: they are there for a workbook that did not come home, too.
        there = found.get(row["skole_nr"], {}).get(int(row["aar"]))
        if there is not None:
            figures = {
                key: known(row[key]) for key in row if key not in ("skole_nr", "aar", "skabelon", "noegle")
            }
            there.basis[row["noegle"]] = figures
    return found


def has_answer(answers: Answers, name: str) -> bool:
    """Tell whether something was answered under a name."""
    return name in answers and not cells.is_blank(answers[name])


def single_of(books: Sequence[Workbook], name: str) -> Any:
    """Give a single answer of the first workbook that has it."""
    return next((book.single[name] for book in books if has_answer(book.single, name)), None)


def column_of(books: Sequence[Workbook], table: str, name: str) -> Answers:
    """Give the answers of a list's column by key, from the first workbook that has any there.

    Never from two: keys of two templates mixed together would be nobody's list.
    """
    for book in books:
        rows = book.lists.get(table, {})
        found = {key: row[name] for key, row in rows.items() if has_answer(row, name)}
        if found:
            return found
    return {}


def by_number(key: str) -> Iterator[tuple[int, int, str]]:
    """Order ``egen_10`` after ``egen_2``."""
    for part in _DIGITS.split(key):
        yield (0, int(part), "") if part.isdecimal() else (1, 0, part)


def _rows(table: Any) -> Iterator[dict[str, Any]]:
    yield from table.to_dict("records")


def known(value: float | None) -> float | None:
    """Give None for a number that is not there."""
    return None if value is None or math.isnan(value) else float(value)


def number_of(value: Any) -> float | None:
    """Read an answer as a number; None where it is blank or none."""
    try:
        return cells.parse_number(value)
    except CellError:
        return None


def year_of(value: Any) -> int | None:
    """Read an answer as a school year; None where it is blank or none."""
    try:
        return cells.parse_school_year(value)
    except CellError:
        return None


def text_of(value: Any) -> str:
    """Read an answer as words."""
    return "" if cells.is_blank(value) else as_written(value).strip()


def day_of(value: Any) -> date | str | None:
    """Read an answer as a date; words that are none stay as they are."""
    try:
        return cells.parse_date(value)
    except CellError:
        return text_of(value) or None
