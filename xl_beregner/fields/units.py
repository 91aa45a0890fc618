"""Whom a workbook is for: `Unit`, and what whoever has its fields must answer: `UnitSource`.

What a school's fields are is `source`'s matter, a class's and a pupil's `classes`'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from xl_beregner.cells import parse_school_year
from xl_beregner.errors import BeregnerError, CellError, Fault

Value = str | float | int | bool | date | datetime | None
Fields = Mapping[str, Value | Sequence[Mapping[str, Value]]]

KINDS = ("skole", "klasse", "elev", "kommune")


class Unit(NamedTuple):
    """Whom a workbook is for: a school, one of its classes, one pupil of a class, or the municipality.

    ``number`` tells units of a kind apart: ``101005``, ``101005/4A``, ``101005/4A/7731``. ``name`` is
    the school's; ``school`` its number, and blank, as ``class_group`` and ``pupil``, where the unit is
    no part of one.
    """

    number: str
    name: str
    school: str = ""
    class_group: str = ""
    pupil: str = ""


class UnitSource(Protocol):
    """All units of one kind with their fields, for one school year and one edition."""

    @property
    def units(self) -> list[Unit]:
        """Every unit, in the order they are made."""

    def fields(self, number: str) -> Fields:
        """Give one unit's fields."""

    def warnings(self, number: str) -> list[Fault]:
        """Tell what a person should know about one unit's figures."""

    def suppressed(self, number: str) -> list[str]:
        """List what this edition does not show of a unit, each with its reason."""

    def notes(self) -> list[Fault]:
        """Tell what concerns the run as a whole."""


def begins_in(year: str | int) -> int:
    """Read a school year as the year it begins in."""
    try:
        begins = parse_school_year(year)
    except CellError:
        begins = None
    if begins is None:
        raise BeregnerError("fields_skoleaar", fundet=str(year))
    return begins


def refuse_outside_the_school(edition: str) -> None:
    """Refuse any edition but the teachers' own: a class workbook shows pupils by name."""
    if edition != "intern":
        raise BeregnerError("fields_kun_intern", udgave=edition)
