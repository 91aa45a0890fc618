"""What a school typed, as answers that may be handed on: masked, with their keys, what is odd told.

Odd is what the cell itself shows: a civil number, a text as long as Excel allows; a formula or an error is
told by whoever read the cell. Whether an answer makes sense beside its figures is ``checks``' matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.collect.changes import Row, masked, shown
from xl_beregner.batch.collect.collected import Answer, Value
from xl_beregner.batch.collect.owners import owner_of, pupils_of
from xl_beregner.batch.collect.sent import SentUnit
from xl_beregner.civil import find_civil_number
from xl_beregner.errors import Fault

if TYPE_CHECKING:
    from xl_beregner.filling.returned import Held, Returned

LONGEST_TEXT = 32_767  # characters a cell of Excel holds
OWN_ROW = "egen"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer is asked for, as it may be told."""

    owner: str  # a pupil's id on the pupil's own sheet, else empty
    table: str
    key: str
    label: str
    field: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Typed:
    """All answers of one workbook, the places left blank, and what is odd about the cells."""

    answers: tuple[Answer, ...] = ()
    blank: tuple[Place, ...] = ()
    remarks: tuple[Fault, ...] = field(default=())


def typed(returned: Returned, sent: SentUnit, keys: Mapping[Row, str] = MappingProxyType({})) -> Typed:
    """Read the answers of a workbook as they may be handed on; ``keys`` of rows that lost theirs."""
    if not returned.answers:
        return Typed()  # nobody wrote in it: no place is missed
    laying = _Laying(returned, sent, keys)
    answers: list[Answer] = []
    blank: list[Place] = []
    remarks: list[Fault] = []
    for held in returned.asked:
        place = laying.place(held)
        if held.value is None:
            blank.append(place)
            continue
        answers.append(_answer(held, place, sent))
        remarks += _odd(held, place)
    return Typed(tuple(answers), tuple(blank), tuple(remarks))


class _Laying:
    """Names rows: by their key, the school's own by their number, people's words beside it."""

    def __init__(self, returned: Returned, sent: SentUnit, keys: Mapping[Row, str]) -> None:
        self.keys = keys
        self.seen: dict[tuple[str, str, str], list[int]] = {}
        self.pupils = pupils_of(returned.figures)
        self.has_labels = sent.kind == "skole"
        self.names = self._names(returned, sent) if self.has_labels else {}
        self.own = _own_rows(returned.asked)

    def place(self, held: Held) -> Place:
        """Tell where an answer is asked for."""
        owner = masked(owner_of(held, self.pupils))
        key = masked(self._key(held, owner)) if held.table else ""
        # An answer on a pupil's sheet belongs to the pupil, a single one to nothing else.
        key = f"{owner}/{key}" if owner and held.table else key or owner
        named = (held.table, self.keys.get((owner, held.table, held.row), held.key) or str(held.row))
        label = masked(self.names.get(named, "")) if held.table else ""
        return Place(owner, held.table, key, label, held.field, owner or masked(held.sheet), held.cell)

    def _key(self, held: Held, owner: str) -> str:
        """Find a row's key as it was sent; one that stands twice is told apart by its number."""
        own = self.own.get((held.scope, held.table), [])
        if held.is_own_row and (owner, held.table, held.row) not in self.keys:
            return f"{OWN_ROW}:{own.index(held.row) + 1}" if held.row in own else ""
        key = self.keys.get((owner, held.table, held.row), held.key)
        rows = self.seen.setdefault((held.scope, held.table, key), [])
        if held.row not in rows:
            rows.append(held.row)
        number = rows.index(held.row) + 1
        return key if number == 1 else f"{key}:{number}"

    def _names(self, returned: Returned, sent: SentUnit) -> Mapping[tuple[str, str], str]:
        """Name every row: as it was sent; one the school added by what stands there now."""
        found: dict[tuple[str, str], str] = {}
        for held in returned.figures:
            if held.field == "navn" and held.table and held.value is not None:
                found[held.table, held.key or str(held.row)] = str(held.value)
        for name, keys in sent.written.items():
            if name.endswith("__noegle"):
                table = name.removeprefix("felt_").removesuffix("__noegle")
                names = sent.written.get(f"felt_{table}__navn", {})
                found |= {(table, str(key)): str(names[row]) for row, key in keys.items() if names.get(row)}
        return found


def _own_rows(asked: Sequence[Held]) -> Mapping[tuple[str, str], list[int]]:
    """List the rows without a key that hold something, by sheet and list, from the top."""
    found: dict[tuple[str, str], set[int]] = {}
    for held in asked:
        if held.is_own_row and held.value is not None:
            found.setdefault((held.scope, held.table), set()).add(held.row)
    return {where: sorted(rows) for where, rows in found.items()}


def _answer(held: Held, place: Place, sent: SentUnit) -> Answer:
    record = sent.record
    return Answer(
        unit=record.unit,
        school=sent.school,
        class_group=record.class_group,
        table=place.table,
        key=place.key,
        label=place.label,
        field=place.field,
        value=shown(held.value),
        sheet=place.sheet,
        cell=place.cell,
        is_formula=held.has_formula,
    )


def _odd(held: Held, place: Place) -> list[Fault]:
    facts: dict[str, Any] = {"ark": place.sheet, "celle": place.cell}
    found = []
    if isinstance(held.value, str):
        kind = find_civil_number(held.value)
        if kind:
            found.append(Fault(f"collect_{kind}", facts, "warning"))
        if len(held.value) >= LONGEST_TEXT:
            found.append(Fault("collect_tekst_fuld", facts | {"antal": LONGEST_TEXT}, "warning"))
    elif shown(held.value) != held.value:
        found.append(Fault("collect_cpr", facts, "warning"))
    return found


def with_value(answer: Answer, value: Value, typed: str) -> Answer:
    """Give an answer the number it was meant as, and keep what was typed."""
    return replace(answer, value=value, typed=typed)
