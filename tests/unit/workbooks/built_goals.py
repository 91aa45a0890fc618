"""The template `maalformulering` with values typed into it, calculated as Excel would."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries
from support.values import quiet

from workbooks.build.kit.look import Book
from workbooks.build.maalformulering import template as maalformulering
from xl_beregner.filling.recalculate import FormulaCell, Recalculator
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.workbook import Workbook as OurWorkbook

Place = tuple[str, int, int]


@cache
def data() -> bytes:
    return maalformulering.build()


@cache
def book() -> Any:
    with quiet():
        return openpyxl.load_workbook(io.BytesIO(data()))


@cache
def words() -> Any:
    return Book("faelles.da.toml", "maalformulering.da.toml").words


def places(name: str) -> list[Place]:
    """List the cells of a defined name."""
    sheet, cells = book().defined_names[name].attr_text.rsplit("!", 1)
    left, top, _, bottom = range_boundaries(cells)
    return [(sheet.strip("'"), row, left) for row in range(top, bottom + 1)]


def place(table: str, number: int, key: str) -> Place:
    """Find a list's cell by the heading of its column, the first row being 1."""
    sheet, top, _ = places(f"felt_{table}__noegle")[0]
    heading = words()[table]["kolonner"][key]
    [column] = [cell.column for cell in book()[sheet][top - 1] if cell.value == heading]
    return sheet, top - 1 + number, column


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
    """The workbook of a school year, with chances offered of 50, 35 and 15 per cent."""

    def __init__(self, **single: Any) -> None:
        known = {
            "felt_skoleaar": "2026/2027", "felt_chance_1": 0.5, "felt_chance_2": 0.35, "felt_chance_3": 0.15,
            "felt_antal_maal_anbefalet": 3, "felt_chance_forbehold": "uden ny indsats",
        }  # fmt: skip
        self.changes: dict[Place, Any] = {}
        self.type(**known, **single)

    def type(self, **single: Any) -> Typed:
        """Type single values by their names; ``svar_`` may be left out."""
        for name, value in single.items():
            self.changes[places(name if name.startswith("felt_") else f"svar_{name}")[0]] = value
        return self

    def row(self, table: str, number: int, **values: Any) -> Typed:
        """Fill a row of a list."""
        for key, value in values.items():
            name = f"svar_{table}__{key}"
            named = name if name in book().defined_names else f"felt_{table}__{key}"
            self.changes[places(named)[number - 1]] = value
        return self

    def goal(self, number: int, key: str, figures: dict[str, Any], **typed: Any) -> Typed:
        """Write a goal: its row in every list, and what the school typed."""
        for table in ("kvalificering", "indsatsplan", "evaluering", "forslag"):
            self.row(table, number, noegle=key, decimaler=1)
        self.row("evaluering", number, navn=key, fortegn=figures["fortegn"])
        return self.row("aftale", number, noegle=key, navn=key, **{**figures, **typed})

    @property
    def results(self) -> dict[Place, Any]:
        found = _recalculator().refill(self.changes)
        assert not _recalculator().unknown
        return found

    def shows(self, table: str, number: int, *keys: str) -> Any:
        """Give what formulas of a row show; one of them alone, not in a list."""
        results = self.results
        shown = [results[place(table, number, key)] for key in keys]
        return shown[0] if len(shown) == 1 else shown

    def cells(self, sheet: str, *addresses: str) -> Any:
        """Give what single cells show."""
        results = self.results
        shown = []
        for address in addresses:
            column, row, *_ = range_boundaries(address)
            shown.append(results[sheet, row, column])
        return shown[0] if len(shown) == 1 else shown
