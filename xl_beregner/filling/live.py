"""The formulas of a template, and the values they show to whoever does not calculate.

What the values are is `recalculate`'s matter; here each formula cell is read once and written
again with its formula as it stood and the value it is given. A formula nobody calculated shows no
value: an old one would look valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from xl_beregner.ooxml.encode import CellWriter, escape_text, number_text
from xl_beregner.ooxml.formulas import function_names, shift
from xl_beregner.ooxml.markup import escape
from xl_beregner.ooxml.references import read_reference
from xl_beregner.ooxml.sheet import Cell, Sheet
from xl_beregner.ooxml.workbook import Workbook

Place = tuple[str, int, int]  # sheet, row, column

_ERRORS = frozenset(
    ("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
_OWN_PREFIX = "BEREGNER_"
_ARRAY = re.compile(rb"""\st=["'](?:array|dataTable)["']""")
_SPILLS = re.compile(rb"""\scm=("[^"]*"|'[^']*')""")  # what marks a formula that spills by itself


@dataclass(frozen=True, slots=True)
class Live:
    """A cell whose value comes from a formula: its own, or the one that spills over it."""

    head: bytes  # its start tag, left open
    markup: bytes  # its <f>…</f>; nothing where another cell's formula spills
    text: str  # the formula, whole; "" where there is none to calculate
    group: str | None = None  # the shared formula it belongs to

    @property
    def is_spreading(self) -> bool:
        """Whether it is an array formula or a data table, which may fill other cells too."""
        return _ARRAY.search(self.markup[: self.markup.find(b">")]) is not None

    @property
    def is_spilling(self) -> bool:
        """Whether it fills as many cells as it needs, as newer Excels write it."""
        return self.is_spreading and _SPILLS.search(self.head) is not None

    @property
    def is_own(self) -> bool:
        """Whether it calls our functions, which no engine knows."""
        return _OWN_PREFIX in self.text.upper() and any(
            _OWN_PREFIX in name for name in function_names(self.text)
        )


def read_live(workbook: Workbook) -> dict[Place, Live]:
    """Read every formula cell of a workbook."""
    found: dict[Place, Live] = {}
    for name in workbook.sheet_parts:
        sheet = workbook.sheet(name)
        for cell in sheet.formula_cells():
            found[name, cell.row, cell.column] = _read(sheet, cell)
        for cell in _spilled(sheet):
            found.setdefault((name, cell.row, cell.column), Live(sheet.formula_head(cell), b"", ""))
    return found


def _read(sheet: Sheet, cell: Cell) -> Live:
    formula = cell.formula
    assert formula is not None
    kind = formula.attributes.get("t")
    return Live(
        head=sheet.formula_head(cell),
        markup=sheet.markup.data[formula.start : formula.end],
        # A data table's values come from its own kind of calculation.
        text="" if kind == "dataTable" else sheet.formula_text(cell) or "",
        group=formula.attributes.get("si") if kind == "shared" else None,
    )


def _spilled(sheet: Sheet) -> Iterator[Cell]:
    for cell in sheet.formula_cells():
        formula = cell.formula
        if formula is None or formula.attributes.get("t") not in ("array", "dataTable"):
            continue
        top, left, bottom, right = _box(formula.attributes.get("ref", "")) or (1, 1, 0, 0)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                under = sheet.cell(row, column)
                if under is not None and under.formula is None:
                    yield under


def _box(text: str) -> tuple[int, int, int, int] | None:
    try:
        return read_reference(text).box
    except ValueError:
        return None


def with_text(live: Live, text: str, prefix: bytes) -> Live:
    """Give a formula another text; it leaves its shared group, an array formula stays one."""
    p = prefix.decode()
    opening = f"<{p}f>"
    if live.group is None and live.markup:
        opening = live.markup[: live.markup.index(b">") + 1].decode()
    return replace(live, markup=f"{opening}{escape(text)}</{p}f>".encode(), text=text, group=None)


def copied_down(live: Live, head: bytes, rows: int, place: str, prefix: bytes) -> Live:
    """Continue a formula in ``place`` below, as filling down does; an array formula stays one."""
    moved = shift(live.text, rows, 0)
    p = prefix.decode()
    opening = f'<{p}f t="array" ref="{place}">' if live.is_spreading else f"<{p}f>"
    spills = _SPILLS.search(live.head)
    return Live(head + (spills[0] if spills else b""), f"{opening}{escape(moved)}</{p}f>".encode(), moved)


class LiveWriter:
    """Writes what follows a formula cell's open start tag."""

    def __init__(self, cells: CellWriter, prefix: bytes) -> None:
        self.cells = cells
        self._value_open = b"<" + prefix + b"v>"
        self._value_close = cells.number_close
        self._close = b"</" + prefix + b"c>"

    def bare(self, live: Live) -> bytes:
        """Write a formula without a value."""
        return b">" + live.markup + self._close if live.markup else b"/>"

    def one(self, live: Live, value: object) -> bytes:
        """Write a formula with its value."""
        kind, text = b"", b""
        if type(value) is float or type(value) is int:
            text = number_text(value)
            if text == b"null":
                return self.bare(live)
        elif type(value) is bool:
            kind, text = b' t="b"', b"1" if value else b"0"
        elif isinstance(value, str):
            kind = b' t="e"' if value in _ERRORS and type(value) is not str else b' t="str"'
            text = escape_text(value).encode()
        else:
            return self.bare(live)
        return b"".join((kind, b">", live.markup, self._value_open, text, self._value_close))
