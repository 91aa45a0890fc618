"""The fields of every class or pupil of a school year: what all have, and what the parts give.

A class's fields hold its own pupils alone; a pupil's are the class's with that one pupil. Others are in
them only through norms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset
from xl_beregner.errors import BeregnerError, DatasetError, Fault
from xl_beregner.fields.common import common_scalars
from xl_beregner.fields.parts import Parts
from xl_beregner.fields.roster import ClassGroup, Roster
from xl_beregner.fields.units import Fields, Unit, Value


class ClassSource:
    """All classes' fields, or all pupils', for one school year."""

    def __init__(self, dataset: Dataset, year: int, kind: str, wanted: Collection[str] | None = None) -> None:
        _refuse_a_year_without_pupils(dataset, year)
        self._dataset = dataset
        self._roster = Roster(dataset, year)
        self._of_pupils = kind == "elev"
        _refuse_ids_alike(self._roster)
        if self._of_pupils:
            _refuse_pupils_of_one_number(self._roster)
        self._parts = Parts(self._roster, dataset, wanted)

    @property
    def units(self) -> list[Unit]:
        """Every class or pupil: schools in the dataset's order, classes by grade, pupils by name."""
        if not self._of_pupils:
            return [_unit(group) for group in self._roster.classes]
        return [_unit(group.only(pupil), pupil) for group in self._roster.classes for pupil in group.pupils]

    def fields(self, number: str) -> Fields:
        """Give the fields of one class or pupil."""
        group = self._group(number)
        return {**self._scalars(group), **self._parts.fields(group)}

    def warnings(self, number: str) -> list[Fault]:
        """Tell what a person should know about the results of a class or pupil."""
        return self._parts.warnings(self._group(number))

    def suppressed(self, number: str) -> list[str]:
        """List what is not shown: nothing, teachers may see their own pupils' results."""
        self._group(number)
        return []

    def notes(self) -> list[Fault]:
        """Tell what concerns the run as a whole."""
        return self._parts.notes()

    def _group(self, number: str) -> ClassGroup:
        group = self._roster.of(number)
        if self._of_pupils != group.is_one_pupil:
            raise BeregnerError("fields_ukendt_klasse", fundet=number)
        return group

    def _scalars(self, group: ClassGroup) -> dict[str, Value]:
        pupil = group.pupils[0] if group.is_one_pupil else None
        return {
            **common_scalars(self._dataset, self._roster.year, "intern", self._dataset.name),
            "skole_navn": group.school,
            "skole_nr": group.school_number,
            "enhed_nr": group.number,
            "klasse": group.class_group,
            "klassetrin": group.grade,
            "antal_elever": len(group.pupils),
            "elev_id": pupil,
            "elev_navn": (self._roster.name(pupil) or None) if pupil else None,
            "maalefejl_dnt_sd": _setting(self._dataset, "maalefejl_dnt_sd"),
        }


def _unit(group: ClassGroup, pupil: str = "") -> Unit:
    return Unit(group.number, group.school, group.school_number, group.class_group, pupil)


def _setting(dataset: Dataset, key: str) -> Any:
    return dataset.settings[key].value


def _refuse_ids_alike(roster: Roster) -> None:
    """Refuse ids of a class that Excel's formulas cannot tell apart: they look capitals over."""
    for group in roster.classes:
        seen: dict[str, str] = {}
        for pupil in group.pupils:
            other = seen.setdefault(pupil.casefold(), pupil)
            if other != pupil:
                raise BeregnerError("fields_id_ens", klasse=group.number, fundet=pupil, foerste=other)


def _refuse_pupils_of_one_number(roster: Roster) -> None:
    """Refuse numbers that say two things: a pupil would get another's results, or none."""
    classes = [group.number for group in roster.classes]
    pupils = [f"{group.number}/{pupil}" for group in roster.classes for pupil in group.pupils]
    number, times = Counter([*classes, *pupils]).most_common(1)[0]
    if times > 1:
        raise BeregnerError("fields_nummer_tvetydigt", fundet=number)


def _refuse_a_year_without_pupils(dataset: Dataset, year: int) -> None:
    years = dataset.pupils["skoleaar"]
    if (years == year).any():
        return
    if not len(years):
        raise DatasetError([Fault("fields_ingen_elever", {"skoleaar": school_year(year)})])
    first, last = school_year(int(years.min())), school_year(int(years.max()))
    facts = {"skoleaar": school_year(year), "findes": first if first == last else f"{first}–{last}"}
    raise DatasetError([Fault("fields_ingen_elever_i_aaret", facts)])
