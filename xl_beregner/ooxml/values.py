"""The values of cells as the file holds them: numbers, texts, truths, errors; of one cell or of a sheet.

Where a cell stands is `sheet`'s matter; what a formula's value is now, `filling.calculate`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from xl_beregner.ooxml.markup import Element
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.references import read_reference
from xl_beregner.ooxml.sheet import Box, Cell, Sheet
from xl_beregner.ooxml.workbook import Workbook

_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class ErrorText(str):
    """An error as a cell shows it: ``#N/A``. Text that merely reads so is a plain ``str``."""

    __slots__ = ()


class EmptyText(str):
    """A text without a letter: what a formula shows as blank, though its cell is not blank."""

    __slots__ = ()


CellValue = float | str | bool


@dataclass(slots=True)
class SheetValues:
    """The cells of a sheet that hold something."""

    values: dict[tuple[int, int], CellValue] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    spills: list[Box] = field(default_factory=list)  # what array formulas and data tables fill
    hidden_rows: frozenset[int] = frozenset()


class SharedStrings:
    """The texts that cells share, read when the first is asked for."""

    def __init__(self, package: Package, workbook: Workbook) -> None:
        self._package = package
        self._workbook = workbook
        self._texts: list[str] | None = None

    def __getitem__(self, number: int) -> str:
        if self._texts is None:
            self._texts = [
                _text(item)
                for part in self._package.related(self._workbook.part, "sharedStrings")
                for item in self._package.markup(part).root.children
                if item.name == "si"
            ]
        return self._texts[number]


def read_values(sheet: Sheet, shared: SharedStrings) -> SheetValues:
    """Read a sheet's cells; a formula's own value is not read, for it is about to be calculated."""
    found = SheetValues(hidden_rows=frozenset(_hidden(sheet)))
    for number, row in sheet.rows.items():
        for column, cell in row.cells.items():
            formula = cell.formula
            if formula is None:
                value = read_value(cell, shared)
                if value is not None:
                    found.values[number, column] = value
                continue
            found.formulas.add((number, column))
            if formula.attributes.get("t") in ("array", "dataTable") and formula.attributes.get("ref"):
                found.spills.append(read_reference(formula.attributes["ref"]).box)
    return found


def read_value(cell: Cell | None, shared: SharedStrings) -> CellValue | None:
    """Read a cell's value; a blank one, or one that is not there, has none."""
    if cell is None:
        return None
    if cell.kind == "inlineStr":
        inline = cell.element.child("is")
        return _text(inline) if inline else None
    held = cell.element.child("v")
    if held is None or not held.text:
        return None
    if cell.kind == "n":
        return float(held.text)
    if cell.kind == "s":
        return shared[int(held.text)]
    if cell.kind == "b":
        return held.text.strip() in ("1", "true")
    # An ISO date (kind "d") is left as text: no program writes them, and no engine reads them alike.
    return ErrorText(held.text) if cell.kind == "e" else decoded(held.text)


def decoded(text: str) -> str:
    """Turn ``_x000D_`` back into the sign that XML could not hold."""
    return _CODED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


def _text(holder: Element) -> str:
    """Read a text; one in several styles is one text, how it is pronounced is none of it."""
    return decoded("".join(_pieces(holder.children)))


def _pieces(children: Iterable[Element]) -> Iterable[str]:
    for child in children:
        if child.name == "t":
            yield child.text
        elif child.name == "r":
            yield from (inner.text for inner in child.children if inner.name == "t")


def _hidden(sheet: Sheet) -> Iterable[int]:
    return (
        number for number, row in sheet.rows.items() if row.element.attributes.get("hidden") in ("1", "true")
    )
