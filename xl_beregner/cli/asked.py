"""What a template asks for in words: a sentence for ``check``, sheet by sheet for ``templates show``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from xl_beregner.cli.group import counted
from xl_beregner.texts import say

if TYPE_CHECKING:
    from xl_beregner.filling.slots import ListSlots, Slots

_FEW_ROWS = 20  # a list with fewer, and no way to grow, may be a slip


def read_asked(path: Path) -> tuple[Slots, list[str]] | None:
    """Read what a template asks for, faults or not, and its sheets; None where the file cannot be read."""
    from xl_beregner.errors import BeregnerError
    from xl_beregner.filling.read_slots import read_slots
    from xl_beregner.ooxml.package import Package
    from xl_beregner.ooxml.workbook import Workbook

    try:
        book = Workbook(Package(path.read_bytes(), path.name))
        return read_slots(book), list(book.sheet_parts)
    except (OSError, BeregnerError):  # told by the check
        return None


def sentence(slots: Slots) -> str:
    """Say in a sentence what is filled in and where the school writes; and of lists that cannot grow."""
    asked = []
    if slots.scalars:
        asked.append(counted("felt", len(slots.scalars)))
    if slots.lists:
        columns = sum(len(listed.columns) for listed in slots.lists)
        lists, in_all = counted("liste", len(slots.lists)), counted("kolonne", columns)
        asked.append(say("cli.spurgt.lister", lister=lists, kolonner=in_all))
    writes = []
    if single := [slot for slot in slots.answers if slot.table is None]:
        writes.append(counted("felt", len(single)))
    if beside := sum(len(listed.answers) for listed in slots.lists):
        writes.append(say("cli.spurgt.ved_lister", kolonner=counted("kolonne", beside)))
    told = say("cli.spurgt.beder", spurgt=_joined(asked) or say("cli.spurgt.intet"))
    answers = say("cli.spurgt.skriver", svar=_joined(writes)) if writes else say("cli.spurgt.skriver_ikke")
    fixed = [
        say("cli.spurgt.vokser_ikke", liste=listed.table, raekker=counted("raekke", listed.room))
        for listed in slots.lists
        if listed.excel_table is None and 1 < listed.room < _FEW_ROWS
    ]
    return "\n".join([f"{told} {answers}", *fixed])


def lines(slots: Slots, sheets: list[str]) -> Iterator[str]:
    """Tell sheet by sheet what is filled in and what the school writes; a sheet without either is named."""
    for sheet in sheets:
        yield ""
        yield say("cli.spurgt.ark", ark=sheet)
        told = list(_of_sheet(slots, sheet))
        yield from told or [f"  {say('cli.spurgt.tomt_ark')}"]


def _of_sheet(slots: Slots, sheet: str) -> Iterator[str]:
    fields = [slot.field for slot in slots.scalars if slot.sheet == sheet]
    if fields:
        yield f"  {say('cli.spurgt.felter', felter=', '.join(in_short(fields)))}"
    for listed in slots.lists:
        if listed.sheet == sheet:
            yield from _of_list(listed)
    answers = [slot.field for slot in slots.answers if slot.sheet == sheet and slot.table is None]
    if answers:
        yield f"  {say('cli.spurgt.svar', felter=', '.join(in_short(answers)))}"


def _of_list(listed: ListSlots) -> Iterator[str]:
    grows = "vokser" if listed.excel_table else "fast"
    room = say(f"cli.spurgt.{grows}", antal=listed.room)
    columns = ", ".join(in_short(slot.field for slot in listed.columns))
    yield f"  {say('cli.spurgt.liste', liste=listed.table, plads=room, kolonner=columns)}"
    if listed.answers:
        fields = ", ".join(in_short(slot.field for slot in listed.answers))
        yield f"    {say('cli.spurgt.listens_svar', felter=fields)}"


def in_short(names: Iterable[str]) -> list[str]:
    """Tell names that differ by their numbers alone as one: ``maal_1…4_navn``, where none is missing."""
    alike: dict[tuple[str, ...], list[tuple[int, ...]]] = defaultdict(list)
    for name in names:
        parts = re.split(r"(\d+)", name)
        alike[tuple(parts[::2])].append(tuple(map(int, parts[1::2])))
    told = []
    for words, numbers in alike.items():
        places = [sorted(set(place)) for place in zip(*numbers, strict=True)]
        is_whole = prod(map(len, places)) == len(set(numbers))
        if is_whole and all(place[-1] - place[0] + 1 == len(place) for place in places):
            told.append(_spelt(words, [_run(place) for place in places]))
        else:
            told += [_spelt(words, [str(number) for number in one]) for one in numbers]
    return told


def _run(place: list[int]) -> str:
    return str(place[0]) if len(place) == 1 else f"{place[0]}…{place[-1]}"


def _spelt(words: Iterable[str], numbers: list[str]) -> str:
    return "".join(word + number for word, number in zip(words, [*numbers, ""], strict=True))


def _joined(parts: list[str]) -> str:
    return say("cli.spurgt.og").join(parts)
