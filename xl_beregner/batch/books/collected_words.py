"""What came home, in words: a school's status, what needs a look, the sentence of a reminder.

How it stands on sheets is ``collected_book``'s; answers side by side are ``collected_answers``'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from xl_beregner.batch.answer_words import answer_word
from xl_beregner.batch.books.look_cells import Column, Plain
from xl_beregner.batch.collect.collected import Aside, Collected, Home, NotHome
from xl_beregner.batch.names import in_class_order
from xl_beregner.errors import Fault
from xl_beregner.texts import say

# How a unit stands, most urgent first; with the tint that helps its word and icon.
STATES = {
    "ikke_hjemme": "bad",
    "ikke_udfyldt": "look",
    "et_blik": "look",
    "mangler_svar": "look",
    "hjemme": "good",
}
State = Literal["ikke_hjemme", "ikke_udfyldt", "et_blik", "mangler_svar", "hjemme"]
_SHOWN = 5  # remarks of one school in the overview; all of them stand on their own sheet
_LISTED = 12  # lacking answers named in a reminder


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit a workbook was sent to: whose it is, how it stands, and its workbook if that came home."""

    school: str
    name: str
    class_group: str
    state: State
    file: str
    home: Home | None = None
    lost: NotHome | None = None


class Remark(NamedTuple):
    """One line of the sheet of remarks."""

    school: str
    name: str
    class_group: str
    file: str
    link: str
    sheet: str
    cell: str
    kind: Literal["mangler", "et_blik", "maal", "til_side", "kopi"]
    text: str


class Reminder(NamedTuple):
    """A unit somebody must write to, and what to write."""

    unit: Unit
    sentence: str


def units(collected: Collected) -> list[Unit]:
    """Give every unit that was sent a workbook, in the order of schools and classes."""
    found = [
        Unit(home.school, home.name, home.class_group, state(home), home.file, home=home)
        for home in collected.homes
    ]
    found += [
        Unit(lost.school, lost.name, lost.class_group, "ikke_hjemme", lost.file, lost=lost)
        for lost in collected.not_home
    ]
    return sorted(found, key=lambda unit: (unit.school, in_class_order(unit.class_group)))


def state(home: Home) -> State:
    """Tell how a workbook that came home stands; what is odd goes before what merely lacks."""
    if home.status == "ikke_udfyldt":
        return "ikke_udfyldt"
    if home.odd or home.changes:
        return "et_blik"
    return "mangler_svar" if home.missing or home.status == "mangelfuld" else "hjemme"


def needs(unit: Unit) -> str:
    """Say what needs a look, in a few lines."""
    if unit.lost is not None:
        return say("collected_book.kom_ubrugelig", grund=str(unit.lost.why)) if unit.lost.why else ""
    assert unit.home is not None
    home, said = unit.home, []
    if home.changes:
        cells = ", ".join(f"{change.sheet}!{change.cell}" for change in home.changes[:3])
        more = ", …" if len(home.changes) > 3 else ""
        key = "collected_book.laaste.en" if len(home.changes) == 1 else "collected_book.laaste.flere"
        said.append(say(key, antal=len(home.changes), celler=cells + more))
    said += [str(fault) for fault in (*home.odd, *home.missing)]
    if len(said) > _SHOWN:
        said[_SHOWN - 1 :] = [say("collected_book.flere", antal=len(said) - _SHOWN + 1)]
    return "\n".join(said)


def remarks(collected: Collected) -> list[Remark]:
    """List all that was remarked, school by school, then the files that were laid aside."""
    lines = [line for unit in units(collected) for line in _of_unit(unit)]
    names = {unit_key(unit): unit.name for unit in units(collected)}
    return [*lines, *(_aside(aside, names) for aside in collected.asides)]


def _of_unit(unit: Unit) -> Iterator[Remark]:
    home = unit.home
    if home is None:
        return
    whose = (home.school, home.name, home.class_group, home.file, home.link)
    for fault in home.odd:
        yield Remark(*whose, *_place(fault), "et_blik", str(fault))
    for fault in home.missing:
        yield Remark(*whose, *_place(fault), "mangler", str(fault))
    for fault in home.notes:
        yield Remark(*whose, *_place(fault), "maal", str(fault))


def _aside(aside: Aside, names: dict[str, str]) -> Remark:
    school, _, class_group = aside.unit.partition("/")
    whose = (school, names.get(aside.unit, ""), class_group, aside.file, aside.link)
    return Remark(*whose, *_place(aside.why), "kopi" if aside.is_copy else "til_side", str(aside.why))


def unit_key(unit: Unit) -> str:
    """Name a unit as everywhere: the school's number, and the class."""
    return f"{unit.school}/{unit.class_group}" if unit.class_group else unit.school


def _place(fault: Fault) -> tuple[str, str]:
    return str(fault.facts.get("ark") or ""), str(fault.facts.get("celle") or "")


def reminders(collected: Collected) -> list[Reminder]:
    """List whom to write to and what: no workbook, one without a word, answers that lack."""
    run = collected.run
    whom = [unit for unit in units(collected) if _lacks(unit)]
    whom.sort(key=lambda unit: list(STATES).index(unit.state) if unit.state != "et_blik" else len(STATES))
    return [Reminder(unit, _sentence(unit, run.template, run.school_year)) for unit in whom]


def _lacks(unit: Unit) -> bool:
    return unit.home is None or unit.home.status == "ikke_udfyldt" or bool(unit.home.missing)


def _sentence(unit: Unit, template: str, school_year: str) -> str:
    to = say("collected_book.rykker.til_klasse" if unit.class_group else "collected_book.rykker.til_skole",
             skole=unit.name, klasse=unit.class_group)  # fmt: skip
    facts = {"til": to, "skabelon": template, "skoleaar": school_year, "fil": unit.file}
    if unit.home is None:
        why = unit.lost.why if unit.lost else None
        if why is None:
            return say("collected_book.rykker.ikke_hjemme", **facts)
        # The fault itself speaks to the administration: "ask the school to ...".
        return say("collected_book.rykker.ubrugelig", kom=why.facts.get("fil", unit.file), **facts)
    if unit.home.status == "ikke_udfyldt":
        return say("collected_book.rykker.ikke_udfyldt", **facts)
    return say("collected_book.rykker.mangler", mangler=_listed(unit.home.missing), **facts)


def _listed(missing: Sequence[Fault]) -> str:
    said = [f"• {fault}" for fault in missing[:_LISTED]]
    if len(missing) > _LISTED:
        said.append("• " + say("collected_book.flere", antal=len(missing) - _LISTED))
    return "\n".join(said)


def field_word(name: str) -> str:
    """Name an answer or a figure as people do; one nobody has words for by its own name."""
    return answer_word(name) or name.replace("_", " ").strip().capitalize() or name


def figure_word(name: str, about: str) -> str:
    """Name a figure by what people call it and the row it stands in: ``Baseline · Fravær``."""
    table, _, column = name.casefold().removeprefix("felt_").rpartition("__")
    said = field_word(column)
    return f"{about} · {said}" if table and about else said


def whose(has_classes: bool) -> list[Column]:
    """Give the first columns of every sheet: whose it is."""
    columns = [
        Column(say("collected_book.kolonne.nummer"), 9, "line"),
        Column(say("collected_book.kolonne.skole"), 26),
    ]
    return columns + ([Column(say("collected_book.kolonne.klasse"), 8, "line")] if has_classes else [])


def shown(value: Plain) -> str:
    """Write a value of any kind as text."""
    if value is None:
        return say("collected_book.tomt")
    if isinstance(value, bool):
        return say(f"collected_book.{'sandt' if value else 'falsk'}")
    return str(value)


def counted(many: Iterable[Unit]) -> dict[str, int]:
    """Count the units in each state."""
    counts = dict.fromkeys(STATES, 0)
    for unit in many:
        counts[unit.state] += 1
    return counts
