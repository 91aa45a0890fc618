"""Where the names, tables and references of a workbook's formulas lie, as sheets and boxes.

Reading them out of the file is `ooxml.workbook`'s matter; what formulas do with them, `translate`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from xl_beregner.ooxml.formulas import Kind, tokenize
from xl_beregner.ooxml.references import (
    NameReference,
    Reference,
    TableReference,
    read_name,
    read_reference,
    read_structured,
)
from xl_beregner.ooxml.sheet import Box
from xl_beregner.ooxml.workbook import Table, Workbook

_CONSTANTS = (Kind.NUMBER, Kind.TEXT, Kind.BOOLEAN)
_DEEPEST = 8  # a name may stand for a name; one that stands for itself never ends


class UnresolvedError(Exception):
    """A reference cannot be laid on the cells of one sheet."""


@dataclass(slots=True)
class Area:
    """A table's place: its data rows, and the heading above and totals below."""

    sheet: str
    data: Box
    header_rows: int
    totals_rows: int
    columns: dict[str, int]  # by name in small letters


@dataclass
class Places:
    """The sheets, names and tables of a workbook."""

    sheets: dict[str, str]  # by name in small letters: the name as it stands
    names: dict[tuple[str, str], str]  # (sheet or "", name), both in small letters: what it stands for
    tables: dict[str, Area]
    hidden: dict[str, frozenset[int]] = field(default_factory=dict)  # rows that are not shown

    @classmethod
    def of(cls, workbook: Workbook, hidden: Mapping[str, frozenset[int]] | None = None) -> Places:
        """Read them from a workbook; ``hidden`` are the rows of each sheet that are not shown."""
        return cls(
            {sheet.casefold(): sheet for sheet in workbook.sheet_parts},
            {((name.scope or "").casefold(), name.name.casefold()): name.text for name in workbook.names},
            {table.name.casefold(): _area(table) for table in workbook.tables},
            dict(hidden or {}),
        )

    def moved(self, tables: Mapping[str, int], names: Mapping[str, str]) -> Places:
        """Give the places after tables got another last row and names another text."""
        changed = dict(self.tables)
        for name, last in tables.items():
            area = changed[name.casefold()]
            top, left, _, right = area.data
            changed[name.casefold()] = replace(area, data=(top, left, last, right))
        texts = {("", name.casefold()): text for name, text in names.items()}
        return Places(self.sheets, {**self.names, **texts}, changed, self.hidden)

    def engine_name(self, sheet: str) -> str:
        """Name a sheet as the engine is told: plain, whatever it is called in the file."""
        return f"ark_{self.index(sheet)}"

    def index(self, sheet: str) -> int:
        """Tell which sheet of the engine it is."""
        return self._indices[sheet.casefold()]

    @cached_property
    def _indices(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self.sheets)}

    def resolve(self, text: str, sheet: str, row: int) -> tuple[str, Box | None, str]:
        """Lay a reference, name or structured reference on a sheet, or find the constant it is.

        ``sheet`` and ``row`` are the formula's own.
        """
        for _ in range(_DEEPEST):
            (token,) = tokenize(text)
            if token.kind is Kind.REFERENCE:
                return (*self._plain(read_reference(text), sheet), "")
            if token.kind is Kind.STRUCTURED:
                return (*self._structured(read_structured(text), sheet, row), "")
            stands_for = self._named(read_name(text), sheet)
            tokens = tokenize(stands_for)
            if all(one.kind in _CONSTANTS or one.text in "+-" for one in tokens) and len(tokens) <= 2:
                return sheet, None, stands_for
            if len(tokens) != 1 or tokens[0].kind not in (Kind.REFERENCE, Kind.NAME, Kind.STRUCTURED):
                raise UnresolvedError(text)
            if tokens[0].kind is Kind.REFERENCE and not _is_fixed(read_reference(stands_for)):
                raise UnresolvedError(text)  # it means another cell wherever it is read
            if tokens[0].kind is Kind.STRUCTURED and not _is_one_place(read_structured(stands_for)):
                raise UnresolvedError(text)
            text = stands_for
        raise UnresolvedError(text)

    def has_hidden_rows(self, sheet: str, box: Box) -> bool:
        """Tell whether any row of an area is hidden: SUBTOTAL looks past those."""
        return any(box[0] <= row <= box[2] for row in self.hidden.get(sheet, ()))

    def _plain(self, reference: Reference, sheet: str) -> tuple[str, Box]:
        if reference.is_external or reference.is_across_sheets or reference.form in ("columns", "rows"):
            raise UnresolvedError(str(reference))
        found = self.sheets.get(reference.sheet.casefold()) if reference.sheet is not None else sheet
        if found is None:
            raise UnresolvedError(str(reference))
        return found, reference.box

    def _named(self, name: NameReference, sheet: str) -> str:
        if name.is_external:
            raise UnresolvedError(name.name)
        scope = (name.sheet or sheet).casefold()
        found = self.names.get((scope, name.name.casefold()))
        found = self.names.get(("", name.name.casefold())) if found is None else found
        if found is None or "#REF!" in found:
            raise UnresolvedError(name.name)
        return found

    def _structured(self, reference: TableReference, sheet: str, row: int) -> tuple[str, Box]:
        area = self.area(reference.table, sheet, row)
        rows = self._rows(reference.parts, area, row, sheet)
        columns = [area.columns.get(column.casefold()) for column in reference.columns]
        if None in columns:
            raise UnresolvedError(f"{reference.table}[{reference.columns}]")
        across = [column for column in columns if column is not None] or [area.data[1], area.data[3]]
        return area.sheet, (rows[0], min(across), rows[1], max(across))

    def area(self, name: str, sheet: str, row: int) -> Area:
        """Find a table; without a name, the one around a cell."""
        if name:
            found = self.tables.get(name.casefold())
            if found is None:
                raise UnresolvedError(name)
            return found
        around = [
            area
            for area in self.tables.values()
            if area.sheet == sheet
            and area.data[0] - area.header_rows <= row <= area.data[2] + area.totals_rows
        ]
        if len(around) != 1:
            raise UnresolvedError("[]")
        return around[0]

    def _rows(self, parts: tuple[str, ...], area: Area, row: int, sheet: str) -> tuple[int, int]:
        top, _, bottom, _ = area.data
        wanted = {part.casefold() for part in parts}
        if wanted == {"#this row"}:
            if area.sheet != sheet or not top <= row <= bottom:
                raise UnresolvedError("[#This Row]")
            return row, row
        spans = {
            "#data": (top, bottom),
            "#headers": (top - area.header_rows, top - 1),
            "#totals": (bottom + 1, bottom + area.totals_rows),
            "#all": (top - area.header_rows, bottom + area.totals_rows),
        }
        if not wanted <= spans.keys():
            raise UnresolvedError(str(parts))
        chosen = [spans[part] for part in wanted or {"#data"}]
        if any(first > last for first, last in chosen):
            raise UnresolvedError(str(parts))
        return min(first for first, _ in chosen), max(last for _, last in chosen)


def _area(table: Table) -> Area:
    left = table.box[1]
    columns = {column.casefold(): left + at for at, column in enumerate(table.columns)}
    return Area(table.sheet, table.data, table.header_rows, table.totals_rows, columns)


def _is_one_place(reference: TableReference) -> bool:
    return bool(reference.table) and "#this row" not in {part.casefold() for part in reference.parts}


def _is_fixed(reference: Reference) -> bool:
    rows = reference.fixed_rows[:1] if reference.form == "cell" else reference.fixed_rows
    columns = reference.fixed_columns[:1] if reference.form == "cell" else reference.fixed_columns
    return all(rows) and all(columns) and bool(reference.prefix)
