"""Which units a command means: ``--unit`` takes a school, a class of it or a pupil."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from xl_beregner.batch.refused import RefusedError

if TYPE_CHECKING:
    from xl_beregner.fields import Unit

_SUGGESTED = 3


def chosen(everyone: Sequence[Unit], only: Sequence[str]) -> list[Unit]:
    """Pick the units asked for, in their order; without any asked for, all.

    A school's number means all its classes, a class's all its pupils.
    """
    if not only:
        return list(everyone)
    wanted, known = set(only), set()
    found = []
    for unit in everyone:
        names = set(_names(unit))
        known |= names
        if names & wanted:
            found.append(unit)
    unknown = sorted(wanted - known)
    if unknown:
        near = sorted({close for name in unknown for close in _near(name, everyone)})
        raise RefusedError(
            "batch_enhed_ukendt_mente_du" if near else "batch_enhed_ukendt", enheder=unknown, forslag=near
        )
    return found


def class_number(unit: Unit) -> str:
    """Give the number of a pupil's class."""
    return unit.number.removesuffix(f"/{unit.pupil}") if unit.pupil else unit.number


def _names(unit: Unit) -> Iterable[str]:
    """List every number that means this unit, or several of which it is one."""
    yield unit.number
    if unit.school:
        yield unit.school
    if unit.pupil:
        yield class_number(unit)


def _near(wanted: str, everyone: Sequence[Unit]) -> list[str]:
    """Find what was probably meant, among numbers of the same depth: a school's or a class's."""
    classes = [class_number(unit) for unit in everyone]
    schools = [unit.school or unit.number for unit in everyone]
    school, parted, _ = wanted.partition("/")
    if not parted:
        # "4A" alone: every school may have one.
        named = [
            number for number in dict.fromkeys(classes) if _plain(number.partition("/")[2]) == _plain(wanted)
        ]
        if named and _plain(wanted):
            return named[:_SUGGESTED]
        return get_close_matches(wanted, dict.fromkeys(schools), _SUGGESTED)
    own = [number for number in dict.fromkeys(classes) if number.startswith(f"{school}/")]
    # "4a" for "4.A": what differs is how it is written.
    alike = [number for number in own if _plain(number) == _plain(wanted)]
    return alike or get_close_matches(wanted, own or dict.fromkeys(classes), _SUGGESTED, 0.5)


def _plain(number: str) -> str:
    return "".join(letter for letter in number.casefold() if letter.isalnum())
