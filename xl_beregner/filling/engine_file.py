"""A plan's workbook as an engine needs it: names, tables and the cells no fill touches, nothing else.

It is read once and thrown away. Values come to the engine by `calculate`, formulas as text; of those
only the ones that fill other cells stand here too, so that nothing takes those for constants.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from xl_beregner.filling.base import Base
from xl_beregner.filling.plan import Plan
from xl_beregner.ooxml.archive import Member, join_archive, store
from xl_beregner.ooxml.package import CONTENT_TYPES
from xl_beregner.ooxml.sheet import Sheet


def engine_file(base: Base, plan: Plan) -> bytes:
    """Write the file, uncompressed."""
    return join_archive(_members(base, plan))


def _members(base: Base, plan: Plan) -> Iterator[Member]:
    sheets = {part: name for name, part in base.workbook.sheet_parts.items()}
    wanted = {CONTENT_TYPES, base.workbook.part, *(table.part for table in base.workbook.tables)}
    wanted.update(base.package.related(base.workbook.part, "sharedStrings"))
    for member in base.package.members:
        name = member.name
        if name in plan.dropped:
            continue
        if name in sheets:
            yield store(name, _sheet(base.workbook.sheet(sheets[name]), base, plan))
        elif name in wanted or name.endswith(".rels"):
            part = plan.parts.get(name)
            yield store(name, b"".join(part.chunks)) if part else member


def _sheet(sheet: Sheet, base: Base, plan: Plan) -> bytes:
    root, data, p = sheet.markup.root, sheet.markup.data, sheet.prefix
    cells = _cells(sheet, base, plan)
    rows: list[bytes] = []
    by_row: dict[int, list[bytes]] = defaultdict(list)
    for (row, _), markup in sorted(cells.items()):
        by_row[row].append(markup)
    unseen = _hidden(sheet)
    for number in sorted(by_row.keys() | unseen):
        hidden = b' hidden="1"' if number in unseen else b""
        rows += (b"<", p, f'row r="{number}"'.encode(), hidden, b">")
        rows += by_row[number]
        rows += (b"</", p, b"row>")
    opening = data[root.start : root.open_end]
    name = sheet.markup.prefix(root) + root.name.encode()
    return b"".join((opening, b"<", p, b"sheetData>", *rows, b"</", p, b"sheetData></", name, b">"))


def _cells(sheet: Sheet, base: Base, plan: Plan) -> dict[tuple[int, int], bytes]:
    """Collect constants no fill touches, and formulas that fill other cells."""
    touched = base.touched.get(sheet.name, {})
    found = {
        (row.number, column): sheet.markup.data[cell.element.start : cell.element.end]
        for row in sheet.rows.values()
        for column, cell in row.cells.items()
        if cell.element.children
        and column not in touched.get(row.number, {})
        and (sheet.name, row.number, column) not in plan.lost
    }
    for (name, row, column), live in plan.live.items():
        if name == sheet.name and live.is_spreading and not live.is_own:
            found[row, column] = live.head + b">" + live.markup + b"</" + sheet.prefix + b"c>"
    return found


def _hidden(sheet: Sheet) -> set[int]:
    return {
        number for number, row in sheet.rows.items() if row.element.attributes.get("hidden") in ("1", "true")
    }
