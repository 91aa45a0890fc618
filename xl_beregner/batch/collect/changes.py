"""Which locked figures are not as they were sent: told by value, never by how a formula reads.

LibreOffice and Excel write the same number in many ways, so numbers agree to nine digits, a date with its
serial number, blank with the empty text. Rows are matched by their key, so a figure that moved with its
name is no change. What counts is always what was sent.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.collect.collected import Change, Value
from xl_beregner.batch.collect.owners import by_owner, pupils_of
from xl_beregner.batch.collect.sent import Column, Figures, SentUnit
from xl_beregner.civil import mask_civil_numbers
from xl_beregner.errors import Fault

if TYPE_CHECKING:
    from xl_beregner.filling.returned import Held

_CLOSE = 1e-9
_NAMES_TOLD = 6
_DAY_0 = date(1899, 12, 30)
_MIDNIGHT_0 = datetime(1899, 12, 30)
_PLAIN_NUMBER = re.compile(r"-?\d{1,300}(\.\d+)?([eE][+-]?\d{1,2})?")
Row = tuple[str, str, int]  # whose sheet, which list, its place there now
Rows = Mapping[int, int]  # where a row of a list was sent, by where it stands now


@dataclass(frozen=True, slots=True)
class Differences:
    """Figures with another value, and figures that are gone."""

    changes: tuple[Change, ...] = ()
    gone: tuple[Fault, ...] = ()
    keys: Mapping[Row, str] = field(default_factory=dict)  # of rows whose key is no longer the one sent


def differences(figures: Sequence[Held], sent: SentUnit) -> Differences:
    """Hold the figures of a returned workbook against what was sent."""
    owners = by_owner(figures, pupils_of(figures))
    changes: list[Change] = []
    gone: list[Fault] = []
    keys: dict[Row, str] = {}
    for owner, columns in sent.figures.items():
        comparing = _Comparing(columns, owners.get(owner, []), owner, has_labels=sent.kind == "skole")
        changes += comparing.changes()
        gone += comparing.gone()
        keys |= comparing.keys()
    return Differences(tuple(changes), tuple(gone), keys)


def is_same(old: Any, new: Any) -> bool:
    """Tell whether a cell holds what was sent.

    >>> is_same(7.4, 7.4 + 1e-12), is_same(None, ""), is_same("2026-09-28", 46293.0), is_same(7.4, 7.5)
    (True, True, True, False)
    """
    if old == new and type(old) is type(new):
        return True  # nearly every cell of a workbook
    if _is_blank(old) or _is_blank(new):
        return _is_blank(old) and _is_blank(new)
    if isinstance(old, str) and isinstance(new, str):
        return _text(old) == _text(new)
    old_number, new_number = _number(old), _number(new)
    if old_number is None or new_number is None:
        return False
    return math.isclose(old_number, new_number, rel_tol=_CLOSE, abs_tol=_CLOSE)


def _is_blank(value: Any) -> bool:
    return value is None or value == "" or value != value


def _number(value: Any) -> float | None:
    """Take a number, a truth, a date, or a text that reads as one: a program may store 101001 as either."""
    if isinstance(value, datetime):
        return (value.replace(tzinfo=None) - _MIDNIGHT_0) / timedelta(days=1)
    if isinstance(value, date):
        return float((value - _DAY_0).days)
    if isinstance(value, (bool, int, float)):
        return float(value)
    text = str(value)
    if _PLAIN_NUMBER.fullmatch(text):
        return float(text)
    try:
        return float((date.fromisoformat(text) - _DAY_0).days)
    except ValueError:
        return None


def _text(value: Any) -> str:
    # A line break is one character in a cell, whatever the program that typed it made of it.
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


class _Comparing:
    """One sheet of a pupil, or all that is not one pupil's."""

    def __init__(self, sent: Figures, found: Sequence[Held], owner: str, *, has_labels: bool) -> None:
        self.sent = sent
        self.owner = owner
        self.has_labels = has_labels
        self.found: dict[str, dict[int, Held]] = {}
        for held in found:
            self.found.setdefault(held.name, {})[held.row] = held
        self.tables: dict[str, list[str]] = {}  # the names of each list that was sent
        for name in sent:
            table, parted, _ = name.removeprefix("felt_").partition("__")
            if parted:
                self.tables.setdefault(table, []).append(name)
        self.rows = {table: self._rows(table, names) for table, names in self.tables.items()}

    def changes(self) -> Iterator[Change]:
        """Find every cell whose value is another."""
        for name, column in self.found.items():
            sent = self.sent.get(name)
            if sent is None:
                continue
            table = next(iter(column.values())).table
            rows: Rows = self.rows[table] if table else {0: 0}
            for at, held in column.items():
                row = rows.get(at)
                old = None if row is None else sent.get(row)
                if not is_same(old, held.value):
                    yield self._change(held, row, old)
            yield from self._emptied(column, sent, rows)

    def _emptied(self, column: Mapping[int, Held], sent: Column, rows: Rows) -> Iterator[Change]:
        """Find cells that are blank in a row without a key: whoever reads the list leaves them out."""
        like = next(iter(column.values()))
        letters, number = like.cell.rstrip("0123456789"), int(like.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        for at, row in rows.items():
            if at not in column and not _is_blank(sent.get(row)):
                blank = like._replace(key="", row=at, cell=f"{letters}{number + at - like.row}", value=None)
                yield self._change(blank, row, sent.get(row))

    def gone(self) -> Iterator[Fault]:
        """Find the names that are gone, and the rows."""
        # A list that was sent without rows has none to be read, and so no names.
        names = [name for name, column in self.sent.items() if name not in self.found and _says(column)]
        if names:
            told = names[:_NAMES_TOLD] + ["…"] * (len(names) > _NAMES_TOLD)
            facts = {"antal": len(names), "navne": told, "ark": self.owner}
            yield Fault("collect_felter_mangler", facts, "warning")
        for table, listed in sorted(self.tables.items()):
            kept = set(self.rows[table].values())
            names = [name for name in listed if name in self.found]
            for row in sorted({row for name in names for row in self.sent[name]} - kept):
                if any(not _is_blank(self.sent[name].get(row)) for name in names):
                    facts = {
                        "liste": table,
                        "raekke": self._about(table, row) or row + 1,
                        "ark": self._sheet(names),
                    }
                    yield Fault("collect_raekke_mangler", facts, "warning")

    def keys(self) -> Iterator[tuple[Row, str]]:
        """Find the rows whose key somebody changed, with the key they were sent with."""
        for table, rows in self.rows.items():
            name = f"felt_{table}__noegle"
            sent, found = self.sent.get(name, {}), self.found.get(name, {})
            for at, row in rows.items():
                key = sent.get(row)
                if not _is_blank(key) and (at not in found or not is_same(key, found[at].value)):
                    yield (self.owner, table, at), str(key)

    def _rows(self, table: str, names: Sequence[str]) -> Rows:
        """Find each row again by its key; one whose key is unknown or stands twice, by its place."""
        sent = self.sent.get(f"felt_{table}__noegle", {})
        here = {row: held.key for name in names for row, held in self.found.get(name, {}).items()}
        places = _once({row: _text(key) for row, key in sent.items() if not _is_blank(key)})
        keyed = _once({row: key for row, key in here.items() if key})
        found = {row: places[key] for key, row in keyed.items() if key in places}
        left, taken = set(here) - set(found), set(found.values())
        every = {row for name in names for row in self.sent[name]}
        return found | {row: row for row in left if row in every and row not in taken}

    def _change(self, held: Held, row: int | None, old: Any) -> Change:
        key = held.key if row is None else _shown_key(self.sent, held, row)
        about = self._about(held.table, row) if self.has_labels and held.table and row is not None else ""
        sheet = self.owner or held.sheet
        return Change(held.name, masked(key), about, masked(sheet), held.cell, shown(old), shown(held.value))

    def _about(self, table: str, row: int) -> str:
        """Name a row as people do; of pupils by the key alone."""
        columns = ["navn", "noegle"] if self.has_labels else ["noegle"]
        for column in columns:
            named = self.sent.get(f"felt_{table}__{column}", {}).get(row)
            if not _is_blank(named):
                return masked(str(named))
        return ""

    def _sheet(self, names: Sequence[str]) -> str:
        held = next((one for name in names for one in self.found[name].values()), None)
        return self.owner or (masked(held.sheet) if held else "")


def _shown_key(sent: Figures, held: Held, row: int) -> str:
    if not held.table:
        return ""
    key = sent.get(f"felt_{held.table}__noegle", {}).get(row)
    return "" if _is_blank(key) else str(key)


def _says(column: Column) -> bool:
    return not all(_is_blank(value) for value in column.values())


def _once(keys: Mapping[int, str]) -> dict[str, int]:
    """Turn keys round, leaving out those that stand twice."""
    seen: dict[str, int] = {}
    twice: set[str] = set()
    for row, key in keys.items():
        if key in seen:
            twice.add(key)
        seen[key] = row
    return {key: row for key, row in seen.items() if key not in twice}


@lru_cache(maxsize=4096)
def masked(text: str) -> str:
    """Take civil numbers out of a text of ours or a school's."""
    return mask_civil_numbers(text)


def shown(value: Any) -> Value:
    """Give a cell's value as it may be written anywhere."""
    if isinstance(value, str):
        return masked(str(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return hidden_number(float(value))
    return value if value is None or isinstance(value, (bool, date)) else str(value)


def hidden_number(value: float) -> float | str:
    """Hide a whole number that is a civil number: Excel makes 010190-1234 without its hyphen one."""
    if not value.is_integer():
        return value
    # Ten digits, or nine where the first was a zero.
    text = str(int(value)).rjust(10, "0") if 10**8 <= value < 10**10 else str(int(value))
    hidden = masked(text)
    return value if hidden == text else hidden
