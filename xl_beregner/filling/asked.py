"""The fields as the template asks for them: found by name, made plain, checked before any writing.

A value's text is `ooxml.encode`'s matter. All that is missing or unfit is told at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from xl_beregner.errors import Fault, TemplateError
from xl_beregner.filling.slots import ListSlots, Slot, Slots
from xl_beregner.ooxml.encode import UnfitValueError, Value, plain, plain_column
from xl_beregner.ooxml.sheet import cell_name

Fields = Mapping[str, Any]
Column = tuple[list[Value], set[type]]


class Asked:
    """Plain values for every slot of a template."""

    def __init__(self, slots: Slots, fields: Fields) -> None:
        self._faults: list[Fault] = []
        self._fields = {name.casefold(): value for name, value in fields.items()}
        self.scalars: dict[str, Value] = {slot.name: self._scalar(slot) for slot in slots.scalars}
        self.columns: dict[str, Column] = {}
        self.rows: dict[str, int] = {}
        for listed in slots.lists:
            self._list(listed)
        if self._faults:
            raise TemplateError(self._faults)

    def known(self, field: str) -> Any:
        """Give a single field, whether a cell asks for it or not."""
        value = self._fields.get(field)
        return value if isinstance(value, str) else None

    def _scalar(self, slot: Slot) -> Value:
        if slot.field not in self._fields:
            self._unknown(slot, slot.field, self._fields)
            return None
        value = self._fields[slot.field]
        if isinstance(value, Mapping) or (
            isinstance(value, Sequence) and not isinstance(value, (str, bytes))
        ):
            self._fault("filling_ikke_vaerdi", slot, felt=slot.field)
            return None
        try:
            return plain(value)
        except UnfitValueError as error:
            self._fault(error.key, slot, felt=slot.field)
            return None

    def _list(self, listed: ListSlots) -> None:
        self.rows[listed.table] = 0
        first = listed.columns[0]
        if listed.table not in self._fields:
            self._unknown(first, listed.table, self._fields)
            return
        rows = self._fields[listed.table]
        if isinstance(rows, (str, bytes, Mapping)) or not isinstance(rows, Sequence):
            self._fault("filling_ikke_liste", first, felt=listed.table)
            return
        if not all(issubclass(kind, Mapping) for kind in set(map(type, rows))):
            self._fault("filling_ikke_liste", first, felt=listed.table)
            return
        self.rows[listed.table] = len(rows)
        if listed.excel_table is None and len(rows) > listed.room:
            place = {"raekker": f"{listed.top}–{listed.bottom}", "antal": len(rows), "plads": listed.room}
            self._fault("filling_ingen_plads", first, felt=listed.table, **place)
            return
        for slot in listed.columns:
            self.columns[slot.name] = self._column(slot, rows)

    def _column(self, slot: Slot, rows: Sequence[Mapping[str, Any]]) -> Column:
        key = slot.field
        try:
            values = [row[key] for row in rows]
        except KeyError:
            values = self._sparse(slot, rows)
        try:
            return plain_column(values)
        except UnfitValueError as error:
            cell = cell_name(slot.box[0] + error.index, slot.column)
            self._fault(error.key, slot, felt=key, celle=cell)
            return [], set()

    def _sparse(self, slot: Slot, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Find a field that not every row has, or that is spelled with other capitals."""
        lowered = [{name.casefold(): value for name, value in row.items()} for row in rows]
        if not any(slot.field in row for row in lowered):
            self._unknown(slot, slot.field, {name: None for row in lowered for name in row})
        return [row.get(slot.field) for row in lowered]

    def _unknown(self, slot: Slot, wanted: str, known: Mapping[str, Any]) -> None:
        close = get_close_matches(wanted, list(known), n=1)
        if close:
            self._fault("filling_ukendt_felt_mente", slot, felt=wanted, mente=close[0])
        else:
            self._fault("filling_ukendt_felt", slot, felt=wanted)

    def _fault(self, key: str, slot: Slot, **facts: object) -> None:
        place = {"ark": slot.sheet, "celle": slot.cell, "navn": slot.name}
        self._faults.append(Fault(key, {**place, **facts}))
