"""A class's template as the tests read it: by openpyxl, and calculated with values typed into its cells."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from workbooks.build import builders
from xl_beregner.filling.recalculate import FormulaCell, Recalculator
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.workbook import Workbook as OurWorkbook

Place = tuple[str, int, int]


@cache
def template(name: str) -> ClassTemplate:
    """Build a template once for all tests."""
    return ClassTemplate(builders()[name]())


class ClassTemplate:
    """One built template."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.book = openpyxl.load_workbook(io.BytesIO(data))

    @cached_property
    def _calculator(self) -> Recalculator:
        ours = OurWorkbook(Package(self.data, "test"))
        return Recalculator(
            self.data,
            [
                FormulaCell(name, found.row, found.column, ours.sheet(name).formula_text(found) or "")
                for name in ours.sheet_parts
                for found in ours.sheet(name).formula_cells()
            ],
        )

    def names(self, prefix: str) -> list[str]:
        return [name for name in self.book.defined_names if name.startswith(prefix)]

    def places(self, name: str) -> list[Place]:
        """List the cells of a defined name."""
        sheet, cells = self.book.defined_names[name].attr_text.rsplit("!", 1)
        left, top, right, bottom = range_boundaries(cells)
        return [
            (sheet.strip("'"), row, column)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]

    def calculated(self, typed: Mapping[str, Any]) -> Calculated:
        """Type values under names, a sequence from the top down, and calculate as Excel would."""
        changes = {}
        for name, values in typed.items():
            is_column = isinstance(values, Sequence) and not isinstance(values, str)
            for place, value in zip(self.places(name), values if is_column else [values], strict=False):
                changes[place] = value
        found = self._calculator.refill(changes)
        assert not self._calculator.unknown, list(self._calculator.unknown)[:9]
        return Calculated(self, {**found, **{place: value for place, value in changes.items() if value}})


class Calculated:
    """What the cells show."""

    def __init__(self, of: ClassTemplate, values: Mapping[Place, Any]) -> None:
        self._of = of
        self.values = values

    def at(self, sheet: str, row: int, column: int) -> Any:
        """Give a cell's value; rows and columns from 0, as the builders count."""
        return self.values.get((sheet, row + 1, column + 1))

    def column(self, sheet: str, heading: str, row_of_headings: int, rows: int) -> list[Any]:
        """Give a list's column by its heading; rows from 0."""
        cells = self._of.book[sheet][row_of_headings + 1]
        at = next(cell.column for cell in cells if cell.value == heading)
        return [self.values.get((sheet, row_of_headings + 2 + row, at)) for row in range(rows)]
