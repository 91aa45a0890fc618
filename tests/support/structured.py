"""Structured references written out as plain ranges, for an engine that does not order by them.

formulon 0.18 calculates cells in their order on the sheet and does not see that a structured
reference makes one depend on a later one, which then still shows its old value. Only the forms
templates use are written out: ``tabel[[#This Row],[a]]`` and ``tabel[a]``.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import coordinate_to_tuple
from support.parts import MAIN, read_parts, sheet_parts, target_of, write_parts

_OWN_ROW = re.compile(r"(\w+)\[\[#This Row\],\[([^\[\]]+)\]\]")
_WHOLE_COLUMN = re.compile(r"(\w+)\[([^\[\]#@]+)\]")

Columns = dict[
    tuple[str, str], tuple[str, str, int, int]
]  # (table, column) -> sheet, letter, first, last row


def without_structured_references(workbook: Path) -> bytes:
    """Give the workbook with plain references in its cells' formulas."""
    parts = read_parts(workbook)
    columns = _columns(parts)
    for part in sheet_parts(parts).values():
        if columns and b"<f" in parts[part]:
            sheet = etree.fromstring(parts[part])
            for cell in sheet.iter(f"{MAIN}c"):
                formula = cell.find(f"{MAIN}f")
                if formula is not None and "[" in (formula.text or ""):
                    row, _ = coordinate_to_tuple(str(cell.get("r")))
                    formula.text = _written_out(str(formula.text), row, columns)
            parts[part] = etree.tostring(sheet, encoding="UTF-8", xml_declaration=True)
    return write_parts(parts)


def _columns(parts: dict[str, bytes]) -> Columns:
    found: Columns = {}
    for title, sheet in sheet_parts(parts).items():
        folder, name = posixpath.split(sheet)
        rels = parts.get(f"{folder}/_rels/{name}.rels", b"<none/>")
        for link in etree.fromstring(rels):
            if str(link.get("Type")).endswith("/table"):
                _add_table(found, title, etree.fromstring(parts[target_of(sheet, link)]))
    return found


def _add_table(found: Columns, title: str, table: etree._Element) -> None:
    left, top, _, bottom = range_boundaries(table.get("ref"))
    first = top + int(table.get("headerRowCount", "1"))
    last = bottom - int(table.get("totalsRowCount", "0"))
    quoted = "'" + title.replace("'", "''") + "'!"
    for at, column in enumerate(table.iter(f"{MAIN}tableColumn")):
        place = quoted, get_column_letter(left + at), first, last
        found[str(table.get("name")).casefold(), str(column.get("name")).casefold()] = place


def _written_out(formula: str, row: int, columns: Columns) -> str:
    def own_row(reference: re.Match[str]) -> str:
        sheet, letter, _, _ = columns[reference[1].casefold(), reference[2].casefold()]
        return f"{sheet}${letter}{row}"

    def whole_column(reference: re.Match[str]) -> str:
        sheet, letter, first, last = columns[reference[1].casefold(), reference[2].casefold()]
        return f"{sheet}${letter}${first}:${letter}${last}"

    return _WHOLE_COLUMN.sub(whole_column, _OWN_ROW.sub(own_row, formula))
