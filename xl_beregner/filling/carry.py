"""Answers find their cells in a new workbook: by name and key, never by position.

Where those cells lie in the bytes is `answer_cells`' matter; what finds no cell is ``homeless`` and
goes to "Tidligere svar". The school's own rows have no key: they keep their order among such rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xl_beregner.filling.asked import Asked
from xl_beregner.filling.base import Base
from xl_beregner.filling.earlier import Earlier, archived
from xl_beregner.filling.grow import can_reach
from xl_beregner.filling.slots import ListSlots, Slot
from xl_beregner.ooxml.encode import UnfitValueError, Value, plain
from xl_beregner.ooxml.references import LAST_ROW

KEY = "noegle"
_NUMBERED = re.compile(r"(.+_)\d+")

Labels = Mapping[tuple[str, str], str]  # what a row is called, by table and key


@dataclass(slots=True)
class Carried:
    """Which answer goes where; rows count from 0 at the top of a name's cells."""

    values: dict[tuple[str, int], Value] = field(default_factory=dict)  # by name, as it stands, and row
    homeless: list[Earlier] = field(default_factory=list)


def carry(base: Base, asked: Asked, answers: Mapping[str, Any], labels: Labels | None = None) -> Carried:
    """Find each answer's cell; a list of ``asked`` gets the rows that own answers need."""
    work = _Carrying(base, asked, answers, labels or {})
    for name, value in answers.items():
        if is_list(value):
            work.table(name.casefold(), value)
        else:
            work.single(name.casefold(), value)
    return work.carried


def is_list(value: Any) -> bool:
    """Tell a list's rows from a single answer."""
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes))


def key_text(value: Any) -> str:
    """Write a key as it is compared: ``3`` whether the cell held a number or a text."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


class _Carrying:
    def __init__(self, base: Base, asked: Asked, answers: Mapping[str, Any], labels: Labels) -> None:
        self.base = base
        self.asked = asked
        self.labels = labels
        known = {name.casefold(): text for name, text in getattr(answers, "properties", {}).items()}
        self.year, self.template = known.get("xb_skoleaar", ""), known.get("xb_skabelon", "")
        self.lists = {listed.table: listed for listed in base.slots.lists}
        self.columns: dict[str, dict[str, Slot]] = {}
        self.singles: dict[str, Slot] = {}
        for slot in base.slots.answers:
            if slot.table is None:
                self.singles.setdefault(slot.field, slot)
            else:
                self.columns.setdefault(slot.table, {}).setdefault(slot.field, slot)
        self.carried = Carried()

    def single(self, name: str, value: Any) -> None:
        """Find the cell of a single answer."""
        if not self._put(self.singles.get(name), 0, value):
            self._keep("", "", name, value)

    def table(self, table: str, rows: Sequence[Any]) -> None:
        """Find the cells of a list's answers, a row each."""
        listed = self.lists.get(table)
        places = _Places(self.base, self.asked, listed, self.columns.get(table, {}))
        for row in rows:
            held = {str(name).casefold(): value for name, value in row.items()}
            key = key_text(held.pop(KEY, None))
            at = places.of(key, is_blank=all(value is None for value in held.values()))
            there, at = self._elsewhere(table, key) if at is None and key else (table, at)
            columns = self.columns.get(there, {})
            for name, value in held.items():
                slot = columns.get(name) if at is not None else None
                if not self._put(slot, at or 0, value):
                    self._keep(table, key, name, value)
        if listed is not None and places.needed > self.asked.rows[table]:
            self.asked.rows[table] = places.needed

    def _elsewhere(self, table: str, key: str) -> tuple[str, int | None]:
        """Find a key's row in another of the lists that differ by their number alone.

        They are one list laid over several sheets: what stood on the third may stand on the second now.
        """
        numbered = _NUMBERED.fullmatch(table)
        for other, listed in self.lists.items() if numbered else ():
            found = _NUMBERED.fullmatch(other)
            if found is not None and numbered is not None and found[1] == numbered[1] and other != table:
                keys = _keys(self.asked, listed)
                if key in keys:
                    return other, keys.index(key)
        return table, None

    def _put(self, slot: Slot | None, row: int, value: Any) -> bool:
        """Write an answer down for its cell; a blank one empties what the template has there."""
        if value is None or value == "":
            if slot is not None and self.base.answer_cells.holds_something(slot, row):
                self.carried.values.setdefault((slot.name, row), None)
            return True
        if slot is None or (slot.name, row) in self.carried.values:
            return False
        if not self.base.answer_cells.is_free(slot, row):
            return False
        try:
            self.carried.values[slot.name, row] = plain(_without_kind(value))
        except UnfitValueError:
            return False
        return True

    def _keep(self, table: str, key: str, name: str, value: Any) -> None:
        label = self.labels.get((table, key), "")
        self.carried.homeless += archived(self.year, self.template, table, key, label, name, value)


class _Places:
    """The rows of a list in the new workbook: by key, and one after the other those without a key."""

    def __init__(
        self, base: Base, asked: Asked, listed: ListSlots | None, columns: Mapping[str, Slot]
    ) -> None:
        self._base = base
        self._listed = listed
        self._by_key: dict[str, int] = {}
        self._own: Iterator[int] = iter(())
        self.needed = 0
        if listed is not None:
            keys = _keys(asked, listed)
            for at, key in enumerate(keys):
                if key:
                    self._by_key.setdefault(key, at)
            blank = [at for at, key in enumerate(keys) if not key]
            last = LAST_ROW if listed.excel_table else listed.top + listed.room - 1
            self._own = iter([*blank, *range(len(keys), min(last - listed.top + 1, len(keys) + _MOST_OWN))])
        elif columns:  # without a single field the rows are the school's alone
            self._own = iter(range(min(slot.box[2] - slot.box[0] + 1 for slot in columns.values())))

    def of(self, key: str, *, is_blank: bool) -> int | None:
        """Give a row of the list; None where there is none. A blank own row only keeps its place."""
        if key:
            return self._by_key.get(key)
        at = next(self._own, None)
        if at is None or is_blank:
            return at
        if self._listed is not None and not self._reaches(at + 1):
            return None
        self.needed = max(self.needed, at + 1)
        return at

    def _reaches(self, rows: int) -> bool:
        """Tell whether the list has or can get so many rows."""
        assert self._listed is not None
        if rows <= self.needed:
            return True
        return can_reach(self._base.workbook, self._base.slots, self._listed, rows)


_MOST_OWN = 10_000


def _keys(asked: Asked, listed: ListSlots) -> list[str]:
    """List the keys of a list's rows; without a key column every row is one without a key."""
    slot = next((slot for slot in listed.columns if slot.field == KEY), None)
    if slot is None:
        return [""] * asked.rows[listed.table]
    return [key_text(value) for value in asked.columns[slot.name][0]]


def _without_kind(value: Any) -> Any:
    """Take an error a cell showed as the text it reads."""
    return str(value) if isinstance(value, str) else value
