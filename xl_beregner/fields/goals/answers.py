"""What schools answered in their agreements, workbook by workbook, as plain values.

The tables are ``dataset.agreements``'; which of the answers make a goal is ``agreed``'.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xl_beregner import cells
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.agreement_tables import as_written
from xl_beregner.errors import CellError

Answers = Mapping[str, Any]


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
