"""Where a field may not be written: formulas, merged cells, headings, another field's cells.

What a template asks for is read in `read_slots`.
"""

from __future__ import annotations

from collections.abc import Iterator

from xl_beregner.filling.slots import ListSlots, Slot, Slots, fault_at
from xl_beregner.ooxml.formulas import references
from xl_beregner.ooxml.references import Reference
from xl_beregner.ooxml.sheet import Box, Sheet, cell_name
from xl_beregner.ooxml.workbook import Workbook


def check_slots(workbook: Workbook, slots: Slots) -> None:
    """Add all faults of the places that are to be written."""
    _check_cells(workbook, slots)
    _check_tables(slots)


def _check_tables(slots: Slots) -> None:
    taken: dict[str, ListSlots] = {}
    for listed in slots.lists:
        if listed.excel_table is None:
            continue
        other = taken.setdefault(listed.excel_table.name, listed)
        if other is not listed:
            facts = {"tabel": listed.excel_table.name, "anden": other.columns[0].name}
            slots.faults.append(fault_at("filling_to_lister", listed.columns[0], **facts))


def _check_cells(workbook: Workbook, slots: Slots) -> None:
    """Look at every cell that is to be written."""
    written: list[Slot] = []
    refused = {
        name: list(_refused(workbook, workbook.sheet(name))) for name in {slot.sheet for slot in slots}
    }
    formulas = {
        name: {(cell.row, cell.column) for cell in workbook.sheet(name).formula_cells()} for name in refused
    }
    for slot in slots:
        if slot.kind != "felt":
            continue
        # One fault a name: the rest of its column has the same.
        hits = [
            (place, key)
            for key, box in refused[slot.sheet]
            if (place := _first_shared(box, slot.box)) is not None
        ]
        hits += [(place, "filling_formel") for place in _cells(slot.box) if place in formulas[slot.sheet]]
        if hits:
            place, key = min(hits)
            slots.faults.append(fault_at(key, slot, celle=cell_name(*place)))
        for other in written:
            shared = _first_shared(other.box, slot.box) if other.sheet == slot.sheet else None
            if shared is not None and not hits:
                slots.faults.append(
                    fault_at("filling_dobbelt", slot, anden=other.name, celle=cell_name(*shared))
                )
                break
        written.append(slot)


def _refused(workbook: Workbook, sheet: Sheet) -> Iterator[tuple[str, Box]]:
    """List the areas of a sheet where nothing may be written, and why."""
    for box in sheet.merged:
        yield "filling_flettet", box
    for box in _array_boxes(sheet):
        yield "filling_formel", box
    for table in workbook.tables:
        if table.sheet == sheet.name:
            top, left, bottom, right = table.box
            # A heading's text is the column's name in the table's own part: the two must agree.
            if table.header_rows:
                yield "filling_tabeloverskrift", (top, left, top + table.header_rows - 1, right)
            if table.totals_rows:
                yield "filling_totalraekke_felt", (bottom - table.totals_rows + 1, left, bottom, right)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for row in range(box[0], box[2] + 1):
        for column in range(box[1], box[3] + 1):
            yield row, column


def _first_shared(one: Box, other: Box) -> tuple[int, int] | None:
    """Tell the first cell two areas share."""
    top, left = max(one[0], other[0]), max(one[1], other[1])
    is_shared = top <= min(one[2], other[2]) and left <= min(one[3], other[3])
    return (top, left) if is_shared else None


def _array_boxes(sheet: Sheet) -> list[Box]:
    """Find the areas that array formulas and data tables spill over."""
    boxes = []
    for cell in sheet.formula_cells():
        formula = cell.formula
        if formula is not None and formula.attributes.get("t") in ("array", "dataTable"):
            boxes += [
                target.box
                for target in references(formula.attributes.get("ref", "A1"))
                if isinstance(target, Reference)
            ]
    return boxes
