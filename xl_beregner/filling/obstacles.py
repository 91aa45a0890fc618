"""What stands where a list would grow: values, formulas, other tables, merged areas, drawings.

A styled blank cell is no obstacle; it takes the list's looks.
"""

from __future__ import annotations

from collections.abc import Iterator

from xl_beregner.errors import Fault
from xl_beregner.filling.slots import ListSlots, Slots
from xl_beregner.ooxml.drawings import drawn_boxes
from xl_beregner.ooxml.references import LAST_ROW, read_reference
from xl_beregner.ooxml.sheet import Box, cell_name
from xl_beregner.ooxml.workbook import Workbook


def obstacles(workbook: Workbook, slots: Slots, listed: ListSlots, bottom: int) -> list[Fault]:
    """Find what keeps a list from reaching down to row ``bottom``: one fault of each kind."""
    facts = {
        "ark": listed.sheet,
        "navn": listed.columns[0].name,
        "tabel": listed.excel_table.name if listed.excel_table else "",
        "raekker": f"{listed.bottom + 1}–{bottom}",
        "antal": bottom - listed.top + 1,
        "plads": listed.room,
    }
    if bottom > LAST_ROW:
        return [Fault("filling_for_mange_raekker", {**facts, "celle": listed.columns[0].cell})]
    columns = set(listed.area)
    rows = range(listed.bottom + 1, bottom + 1)
    found: dict[str, tuple[int, int]] = {}
    for key, box in _things(workbook, slots, listed):
        if box[0] <= rows[-1] and box[2] >= rows[0] and columns.intersection(range(box[1], box[3] + 1)):
            place = (max(box[0], rows[0]), min(columns.intersection(range(box[1], box[3] + 1))))
            found[key] = min(place, found.get(key, place))
    return [Fault(key, {**facts, "celle": cell_name(*place)}) for key, place in found.items()]


def _things(workbook: Workbook, slots: Slots, listed: ListSlots) -> Iterator[tuple[str, Box]]:
    sheet = workbook.sheet(listed.sheet)
    for row in sheet.rows.values():
        if row.number > listed.bottom:
            for cell in row.cells.values():
                if not cell.is_empty:
                    key = "filling_optaget_formel" if cell.formula is not None else "filling_optaget_celle"
                    yield key, (cell.row, cell.column, cell.row, cell.column)
    for box in sheet.merged:
        yield "filling_optaget_flettet", box
    for table in workbook.tables:
        if table.sheet == listed.sheet and table is not listed.excel_table:
            yield "filling_optaget_tabel", table.box
    own = {id(slot) for slot in (*listed.columns, *listed.answers)}
    for slot in slots:
        if slot.sheet == listed.sheet and id(slot) not in own:
            yield "filling_optaget_felt", slot.box
    for box in drawn_boxes(workbook, sheet.part):
        yield "filling_optaget_tegning", box
    for part in workbook.package.related(sheet.part, "comments"):
        for comment in workbook.package.markup(part).root.all("comment"):
            yield "filling_optaget_note", read_reference(comment.attributes["ref"]).box
