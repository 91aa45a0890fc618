"""The built template as the tests read it: by openpyxl, lxml and the file's own parts, not by its builder."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from functools import cache
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook

from workbooks.build import builders
from workbooks.build.kit.look import Book
from xl_beregner.filling.recalculate import FormulaCell, Recalculator
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.workbook import Workbook as OurWorkbook

NAME = "da/resultataftale.xlsx"
LISTS = {
    "sidste_aftale": "Sidste aftale",
    "sidste_egne": "Sidste egne mål",
    "tal": "Tal",
    "progression": "Progression",
    "forslag": "Målforslag",
    "aftale": "Aftale",
    "evaluering": "Evaluering",
}
Place = tuple[str, int, int]


@cache
def data() -> bytes:
    return builders()[NAME]()


@cache
def parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data())) as package:
        return {member: package.read(member) for member in package.namelist()}


@cache
def book() -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says which parts it does not know: sparklines
        return openpyxl.load_workbook(io.BytesIO(data()))


@cache
def words() -> Any:
    return Book("resultataftale.da.toml").words


def roots(pattern: str) -> dict[str, Any]:
    """Read the parts whose names match."""
    return {name: etree.fromstring(part) for name, part in parts().items() if re.fullmatch(pattern, name)}


def places(name: str) -> list[Place]:
    """List the cells of a defined name."""
    sheet, cells = book().defined_names[name].attr_text.rsplit("!", 1)
    left, top, right, bottom = range_boundaries(cells)
    return [
        (sheet.strip("'"), row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
    ]


def names(prefix: str) -> list[str]:
    return [name for name in book().defined_names if name.startswith(prefix)]


def cell(place: Place) -> Any:
    sheet, row, column = place
    return book()[sheet].cell(row, column)


def row_of_headings(table: str) -> int:
    return places(f"felt_{table}__noegle")[0][1] - 1


def column_of(table: str, key: str) -> int:
    """Find a list's column by its heading; the helpers repeat a few, so the last of that name counts."""
    sheet, heading = book()[LISTS[table]], words()[table]["kolonner"][key]
    top = row_of_headings(table)
    found = [at for at in range(1, sheet.max_column + 1) if sheet.cell(top, at).value == heading]
    return found[-1 if key.startswith("p_") else 0]


def letter(column: int) -> str:
    return str(get_column_letter(column))


@cache
def _recalculator() -> Recalculator:
    ours = OurWorkbook(Package(data(), "test"))
    formulas = [
        FormulaCell(name, found.row, found.column, ours.sheet(name).formula_text(found) or "")
        for name in ours.sheet_parts
        for found in ours.sheet(name).formula_cells()
    ]
    return Recalculator(data(), formulas)


class Typed:
    """The template with values in some cells, calculated as Excel would."""

    def __init__(self, **single: Any) -> None:
        self.changes: dict[Place, Any] = {places(name)[0]: value for name, value in single.items()}

    def row(self, table: str, number: int, **values: Any) -> Typed:
        """Fill a row of a list, the first being 1; ``svar`` before ``felt`` where a key is both."""
        for key, value in values.items():
            name = (
                f"svar_{table}__{key}"
                if f"svar_{table}__{key}" in book().defined_names
                else f"felt_{table}__{key}"
            )
            self.changes[places(name)[number - 1]] = value
        return self

    def shows(self, table: str, number: int, *keys: str) -> Any:
        """Give what formulas of a row show; one of them alone, not in a list."""
        results = self.results
        top = row_of_headings(table)
        shown = [results[LISTS[table], top + number, column_of(table, key)] for key in keys]
        return shown[0] if len(shown) == 1 else shown

    def name(self, name: str) -> Any:
        return self.results[places(name)[0]]

    @property
    def results(self) -> dict[Place, Any]:
        found = _recalculator().refill(self.changes)
        assert not _recalculator().unknown
        return found
