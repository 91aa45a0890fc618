"""What a municipality's template gathers of its schools' answers, looked up where schools are asked for them.

That is in the templates on the shelf, and in those that lie beside the one that is checked. An answer found
nowhere may still be right: its template lies elsewhere. So that is a remark, never an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from xl_beregner.batch import shelf
from xl_beregner.batch.label import read_label
from xl_beregner.errors import BeregnerError, Fault
from xl_beregner.fields.known.schools_answers import (
    LISTS,
    OF_EVERY_ROW,
    PREFIX,
    SCALARS,
    SINGLE,
    answer_of,
    gathered,
)

if TYPE_CHECKING:
    from xl_beregner.filling.slots import Slot

_SCHOOL = "skole"
_ASKS, _ANSWER = f"felt_{PREFIX}", "svar_"
_SUFFIXES = (".xlsx", ".xlsm")


def gathered_faults(path: Path) -> list[Fault]:
    """Find names that gather an answer no school is asked for, and such as gather none at all."""
    if not any(name.startswith(_ASKS) for name in _names(path)):
        return []
    slots = [slot for slot in _slots(path) if _gathers(slot)]
    answers = _answers_of_schools(path)
    return [fault for slot in slots for fault in _faults(slot, answers)]


def _gathers(slot: Slot) -> bool:
    name = slot.field if slot.table is None else slot.table
    return slot.kind == "felt" and name.startswith(PREFIX) and name not in (*SCALARS, *LISTS)


def _faults(slot: Slot, answers: frozenset[str]) -> Iterator[Fault]:
    from xl_beregner.filling.slots import fault_at

    if slot.table is None:
        meant = f"felt_{PREFIX}{SINGLE}__{slot.field.removeprefix(PREFIX)}"
        yield fault_at("check_skolernes_uden_liste", slot, mente=meant)
        return
    if slot.field in OF_EVERY_ROW:
        return
    answer = answer_of(slot.table, slot.field)
    if answer in answers:
        return
    facts = {"svar": f"svar_{answer}"}
    alike = {one for one in answers if ("__" in one) == ("__" in answer)}
    if close := get_close_matches(answer, sorted(alike), n=1, cutoff=0.8):
        fault = fault_at("check_skolernes_mente", slot, mente=_meant(slot.table, close[0]), **facts)
    else:
        fault = fault_at("check_skolernes_andetsteds", slot, **facts)
    yield Fault(fault.key, fault.facts, "warning")


def _meant(listed: str, answer: str) -> str:
    """Name the column that gathers an answer, in the same list where that gathers its table."""
    table, _, name = answer.rpartition("__")
    return f"felt_{listed if table and table == gathered(listed)[0] else PREFIX + (table or SINGLE)}__{name}"


def _answers_of_schools(path: Path) -> frozenset[str]:
    """Name all answers schools' templates ask for: those on the shelf, and those beside the one checked."""
    shelved = {one.path for one in shelf.templates()}
    beside = {one for one in path.parent.glob("*") if one.suffix in _SUFFIXES and one != path}
    return frozenset(
        name.removeprefix(_ANSWER)
        for one in shelved | beside
        if not one.name.startswith("~$") and read_label(one).kind == _SCHOOL
        for name in _names(one)
        if name.startswith(_ANSWER)
    )


def _names(path: Path) -> list[str]:
    """List a workbook's names in small letters; one that cannot be read has none, its own check tells why."""
    from xl_beregner.ooxml.package import Package
    from xl_beregner.ooxml.workbook import Workbook

    try:
        return [name.name.casefold() for name in Workbook(Package(path.read_bytes(), path.name)).names]
    except (OSError, BeregnerError):
        return []


def _slots(path: Path) -> list[Slot]:
    from xl_beregner.filling.read_slots import read_slots
    from xl_beregner.ooxml.package import Package
    from xl_beregner.ooxml.workbook import Workbook

    return list(read_slots(Workbook(Package(path.read_bytes(), path.name))))
