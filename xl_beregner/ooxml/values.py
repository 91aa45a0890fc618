"""The value of a cell as the file holds it: a number, a text, a truth or an error.

All cells of a sheet at once, for an engine, are `read_values`' matter; what a formula's value is
now, `filling.calculate`'s.
"""

from __future__ import annotations

from collections.abc import Iterable

from xl_beregner.ooxml.markup import Element
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.read_values import CellValue, ErrorText, decoded, read_shared_strings
from xl_beregner.ooxml.sheet import Cell
from xl_beregner.ooxml.workbook import Workbook


class SharedStrings:
    """The texts that cells share, read when the first is asked for."""

    def __init__(self, package: Package, workbook: Workbook) -> None:
        self._package = package
        self._workbook = workbook
        self._texts: list[str] | None = None

    def __getitem__(self, number: int) -> str:
        if self._texts is None:
            self._texts = [
                text
                for part in self._package.related(self._workbook.part, "sharedStrings")
                for text in read_shared_strings(self._package.contents[part], part)
            ]
        return self._texts[number]


def read_value(cell: Cell | None, shared: SharedStrings) -> CellValue | None:
    """Read a cell's value; a blank one, or one that is not there, has none."""
    if cell is None:
        return None
    if cell.kind == "inlineStr":
        inline = cell.element.child("is")
        return decoded("".join(_texts(inline.children))) if inline else None
    held = cell.element.child("v")
    if held is None or not held.text:
        return None
    if cell.kind == "n":
        return float(held.text)
    if cell.kind == "s":
        return shared[int(held.text)]
    if cell.kind == "b":
        return held.text.strip() in ("1", "true")
    return ErrorText(held.text) if cell.kind == "e" else decoded(held.text)


def _texts(children: Iterable[Element]) -> Iterable[str]:
    for child in children:
        if child.name == "t":
            yield child.text
        elif child.name == "r":
            yield from (inner.text for inner in child.children if inner.name == "t")
