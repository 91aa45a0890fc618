"""A template of the shelf with values typed into it, calculated as Excel would; read by openpyxl.

For templates whose cells have names of their own (``svar_indsats_1_maal``); lists are filled by name and row.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import openpyxl
from openpyxl.utils import coordinate_to_tuple, range_boundaries
from support.values import quiet

from xl_beregner.filling.recalculate import FormulaCell, Recalculator
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.workbook import Workbook as OurWorkbook

Place = tuple[str, int, int]


class TypedTemplate:
    """A built template, parsed once for many tests."""

    def __init__(self, build: Callable[[], bytes]) -> None:
        self._build = build

    @cached_property
    def data(self) -> bytes:
        """The template's bytes."""
        return self._build()

    @cached_property
    def book(self) -> Any:
        """The template as openpyxl reads it."""
        with quiet():
            return openpyxl.load_workbook(io.BytesIO(self.data))

    def names(self, prefix: str) -> list[str]:
        """List the defined names that begin so."""
        return [name for name in self.book.defined_names if name.startswith(prefix)]

    def places(self, name: str) -> list[Place]:
        """List the cells of a defined name."""
        sheet, cells = self.book.defined_names[name].attr_text.rsplit("!", 1)
        left, top, _, bottom = range_boundaries(cells)
        return [(sheet.strip("'"), row, left) for row in range(top, bottom + 1)]

    def typed(self, single: Mapping[str, Any], *rows: tuple[str, Mapping[str, Any]]) -> Calculated:
        """Type single values by name (``svar_`` may be left out) and fill lists row by row."""
        changes: dict[Place, Any] = {}
        for name, value in single.items():
            whole = name if name.startswith("felt_") else f"svar_{name}"
            changes[self.places(whole)[0]] = value
        filled: dict[str, int] = {}
        for table, values in rows:
            at = filled[table] = filled.get(table, -1) + 1
            for key, value in values.items():
                changes[self.places(f"felt_{table}__{key}")[at]] = value
        found = self._recalculator.refill(changes)
        assert not self._recalculator.unknown
        return Calculated(self, dict(found))

    @cached_property
    def _recalculator(self) -> Recalculator:
        ours = OurWorkbook(Package(self.data, "test"))
        formulas = [
            FormulaCell(name, found.row, found.column, ours.sheet(name).formula_text(found) or "")
            for name in ours.sheet_parts
            for found in ours.sheet(name).formula_cells()
        ]
        return Recalculator(self.data, formulas)


class Calculated:
    """What the formulas show."""

    def __init__(self, template: TypedTemplate, results: dict[Place, Any]) -> None:
        self._template, self._results = template, results

    def name(self, name: str) -> Any:
        """Give what the cell of a name shows."""
        return self._results[self._template.places(name)[0]]

    def cell(self, sheet: str, address: str) -> Any:
        """Give what a cell shows."""
        return self._results[(sheet, *coordinate_to_tuple(address))]
