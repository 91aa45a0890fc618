"""A template's ``felt_`` and ``svar_`` names become what it asks for: `read_slots`.

Whether their cells may be written is `slot_faults`' matter. All faults of a template are found at
once, each with its sheet and cell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Literal

from xl_beregner.errors import Fault
from xl_beregner.filling.slot_faults import check_slots
from xl_beregner.filling.slots import ListSlots, Slot, Slots, fault_at
from xl_beregner.ooxml.formulas import references
from xl_beregner.ooxml.references import Reference, TableReference
from xl_beregner.ooxml.sheet import Box, area_name
from xl_beregner.ooxml.workbook import DefinedName, Workbook

_KINDS: dict[str, Literal["felt", "svar"]] = {"felt_": "felt", "svar_": "svar"}
# A sheet deleted or copied spoils all of its names alike: more of them are told in one.
_TOGETHER = {"filling_navn_ref": "filling_navne_ref", "filling_navn_lokalt": "filling_navne_lokalt"}
_EACH = 3


def read_slots(workbook: Workbook) -> Slots:
    """Read the names of a template and find all that is wrong with them."""
    slots = Slots()
    columns: dict[str, list[Slot]] = defaultdict(list)
    seen: dict[str, str] = {}
    for name in workbook.names:
        kind = _KINDS.get(name.name[:5].casefold())
        if kind is None:
            continue
        # Excel takes two such names for one, and keeps whichever it likes.
        other = seen.setdefault(name.name.casefold(), name.name) if name.scope is None else name.name
        if other is not name.name:
            slots.faults.append(Fault("filling_navn_dublet", {"navn": name.name, "anden": other}))
            continue
        slot = _read_slot(workbook, name, kind, slots.faults)
        if slot is None:
            continue
        if kind == "svar":
            slots.answers.append(slot)
        elif slot.table is None:
            slots.scalars.append(slot)
            if slot.box[:2] != slot.box[2:]:
                slots.faults.append(fault_at("filling_flere_celler", slot, celle=area_name(slot.box)))
        else:
            columns[slot.table].append(slot)
    slots.faults[:] = _together(slots.faults)
    for table, found in columns.items():
        listed = _read_list(workbook, table, found, slots.faults)
        listed.answers = _answers_of(listed, slots)
        slots.lists.append(listed)
    check_slots(workbook, slots)
    if not any(name.name.casefold().startswith("felt_") for name in workbook.names):
        # Copied to every school as it stands, it would hand each of them whatever it holds.
        slots.faults.append(Fault("filling_ingen_felter"))
    return slots


def _together(faults: list[Fault]) -> list[Fault]:
    """Tell what is wrong with many names alike once, by the first of them."""
    names: dict[tuple[str, object], list[object]] = defaultdict(list)
    for fault in faults:
        names[fault.key, fault.facts.get("ark")].append(fault.facts.get("navn"))
    told: list[Fault] = []
    for fault in faults:
        alike = names[fault.key, fault.facts.get("ark")]
        if fault.key not in _TOGETHER or len(alike) <= _EACH:
            told.append(fault)
        elif fault.facts["navn"] == alike[0]:
            facts = {**fault.facts, "antal": len(alike), "navne": alike[:_EACH]}
            told.append(Fault(_TOGETHER[fault.key], facts))
    return told


def _read_slot(
    workbook: Workbook, name: DefinedName, kind: Literal["felt", "svar"], faults: list[Fault]
) -> Slot | None:
    if name.scope is not None:
        faults.append(Fault("filling_navn_lokalt", {"navn": name.name, "ark": name.scope}))
        return None
    if "#REF!" in name.text:
        faults.append(Fault("filling_navn_ref", {"navn": name.name}))
        return None
    place = _place(workbook, name.text)
    if place is None:
        faults.append(Fault("filling_navn_ikke_celle", {"navn": name.name, "formel": name.text}))
        return None
    rest = name.name[5:].casefold()
    table, parted, own = rest.partition("__")
    if not parted:
        table, own = "", rest
    if not own or (parted and not table):
        faults.append(Fault("filling_navn_tomt", {"navn": name.name}))
        return None
    return Slot(name.name, kind, table or None, own, *place)


def _place(workbook: Workbook, text: str) -> tuple[str, Box] | None:
    """Find the sheet and the cells a name stands for: ``Ark!$B$2:$B$9`` or ``Tabel[kolonne]``."""
    found = references(text)
    if len(found) != 1:
        return None
    target = found[0]
    if isinstance(target, TableReference) and len(target.columns) == 1 and set(target.parts) <= {"#Data"}:
        return _table_column(workbook, target)
    if not isinstance(target, Reference) or target.form not in ("cell", "area") or str(target) != text:
        return None
    # A relative name means another cell wherever it is read.
    is_fixed = (all(target.fixed_rows) and all(target.fixed_columns)) or (
        target.form == "cell" and (target.fixed_rows[0] and target.fixed_columns[0])
    )
    sheet = None if target.is_external or target.is_across_sheets else workbook.sheet_called(target.sheet)
    return (sheet, target.box) if sheet and is_fixed else None


def _table_column(workbook: Workbook, target: TableReference) -> tuple[str, Box] | None:
    for table in workbook.tables:
        if table.name.casefold() == target.table.casefold():
            for at, column in enumerate(table.columns):
                if column.casefold() == target.columns[0].casefold():
                    top, left, bottom, _ = table.data
                    return table.sheet, (top, left + at, bottom, left + at)
    return None


def _read_list(workbook: Workbook, table: str, columns: list[Slot], faults: list[Fault]) -> ListSlots:
    first = _like_most(columns)
    top, _, bottom, _ = first.box
    for slot in columns:
        if slot.box[1] != slot.box[3]:
            faults.append(fault_at("filling_liste_bred", slot, celle=area_name(slot.box)))
        elif (slot.sheet, slot.box[0], slot.box[2]) != (first.sheet, top, bottom):
            faults.append(
                fault_at("filling_liste_raekker", slot, celle=area_name(slot.box), foerste=first.name)
            )
    listed = ListSlots(table, first.sheet, top, bottom, columns)
    around = [
        found
        for found in workbook.tables
        if found.sheet == first.sheet and any(_overlaps(found.box, slot.box) for slot in columns)
    ]
    if around:
        data = around[0].data
        listed.excel_table = around[0]
        if len(around) > 1 or (data[0], data[2]) != (top, bottom):
            facts = {"tabel": around[0].name, "raekker": f"{data[0]}–{data[2]}"}
            faults.append(fault_at("filling_tabel_raekker", first, celle=area_name(first.box), **facts))
    return listed


def _like_most(columns: list[Slot]) -> Slot:
    """Give the first column with the rows most have: one slip is told once, not once for each other."""
    rows = Counter((slot.sheet, slot.box[0], slot.box[2]) for slot in columns)
    usual = rows.most_common(1)[0][0]
    return next(slot for slot in columns if (slot.sheet, slot.box[0], slot.box[2]) == usual)


def _answers_of(listed: ListSlots, slots: Slots) -> list[Slot]:
    answers = [slot for slot in slots.answers if slot.table == listed.table]
    for slot in answers:
        if (slot.sheet, slot.box[0], slot.box[2]) != (listed.sheet, listed.top, listed.bottom):
            facts = {"celle": area_name(slot.box), "foerste": _like_most(listed.columns).name}
            slots.faults.append(fault_at("filling_liste_raekker", slot, **facts))
    return answers


def _overlaps(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
