"""A class as the fields of `beregneren`, and the filled workbook read back by its names."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from openpyxl.utils import range_boundaries
from python_calamine import CalamineWorkbook

from workbooks.build import builders
from xl_beregner.batch.functions import Template

Row = dict[str, Any]
NAMES = {False: "da/beregneren.xlsx", True: "da/beregneren_funktioner.xlsx"}


@cache
def template(functions: bool = False) -> Template:
    """Read the template once for all tests."""
    return Template(builders()[NAMES[functions]](), name="beregneren")


def result(pupil: str, **said: Any) -> Row:
    """Make a row of the paste: a score on a scale with a known error, unless it says otherwise."""
    plain: Row = {
        "elev_id": pupil, "elev_navn": f"Elev {pupil}", "fag": "dansk", "test": "EKS", "klassetrin": 6,
        "dato": date(2026, 9, 14), "score": 500.0, "skala": "skalascore", "maalefejl": 20.0,
    }  # fmt: skip
    return {**plain, **said}


def fields(results: Sequence[Mapping[str, Any]], *, functions: bool = False, **more: Any) -> dict[str, Any]:
    """Make the fields of a class of invented pupils; what is not said is blank."""
    slots = template(functions).slots
    found: dict[str, Any] = {slot.field: None for slot in slots.scalars}
    found |= {listed.table: [] for listed in slots.lists}
    found |= {"klasse": "6A", "skoleaar": "2026/2027", "eksempel": "Opdigtede elever.", **more}
    found["resultater"] = list(results)
    for listed in slots.lists:
        blank = dict.fromkeys(slot.field for slot in listed.columns)
        found[listed.table] = [{**blank, **row} for row in found[listed.table]]
    return found


class Values:
    """The values a workbook carries, by its names; read by calamine, which shares no code with us."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            workbook = package.read("xl/workbook.xml").decode()
        self._names = {
            name: html.unescape(cells)
            for name, cells in re.findall(r'<definedName [^>]*\bname="(\w+)"[^>]*>([^<]*)<', workbook)
        }
        self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        self._sheets: dict[str, list[list[Any]]] = {}

    def column(self, name: str, count: int | None = None) -> list[Any]:
        """Read the cells of a name, down or across; None where nothing shows."""
        sheet, cells = self._names[name].rsplit("!", 1)
        left, top, right, bottom = range_boundaries(cells)
        rows = self._rows(sheet.strip("'"))
        found = [_at(rows, row, at) for row in range(top, bottom + 1) for at in range(left, right + 1)]
        return found[:count]

    def one(self, name: str) -> Any:
        """Read the one cell of a name."""
        return self.column(name)[0]

    def below(self, sheet: str, word: str, count: int) -> list[Any]:
        """Read the cells below the first that holds a word."""
        rows = self._rows(sheet)
        top, left = next((y, x) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell == word)
        return [_at(rows, top + down + 1, left + 1) for down in range(1, count + 1)]

    def names(self, *beginnings: str) -> list[str]:
        """Name those that begin so."""
        return [name for name in self._names if name.startswith(beginnings) and "!" in self._names[name]]

    def _rows(self, sheet: str) -> list[list[Any]]:
        if sheet not in self._sheets:
            self._sheets[sheet] = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        return self._sheets[sheet]


def column_of(found: Values, name: str) -> list[Any]:
    """Read a name's cells so that two programs' values can be compared: days as numbers, blanks as text."""
    cells = found.column(name)
    return [
        (cell - date(1899, 12, 30)).days if type(cell) is date else "" if cell is None else cell
        for cell in cells
    ]


def _at(rows: list[list[Any]], row: int, column: int) -> Any:
    value = rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None
    return None if value == "" else value


def filled(results: Sequence[Mapping[str, Any]], *, functions: bool = False, **more: Any) -> Values:
    """Fill the template and read the values it carries; a formula without its value fails."""
    how = "com" if functions else "native"
    made = template(functions).fill(fields(results, functions=functions, **more), functions=how)
    assert [str(warning) for warning in made.warnings] == []
    return Values(made.data)
