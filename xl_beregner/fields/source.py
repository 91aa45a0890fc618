"""The fields of every school: computed once for all, handed out one school at a time.

Which part gives which field stands in ``school_parts``, what they share in ``school_run``. A school's
fields hold that school alone; others are in them only as the middle of at least five.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset
from xl_beregner.errors import DatasetError, Fault
from xl_beregner.fields.common import common_scalars
from xl_beregner.fields.disclosure import check_edition
from xl_beregner.fields.known import LISTS, SCALARS
from xl_beregner.fields.known.earlier import is_earlier
from xl_beregner.fields.remarks import SHOWN_YEARS
from xl_beregner.fields.school_parts import REGISTRY, Part
from xl_beregner.fields.school_run import CHANCES, School, SchoolRun
from xl_beregner.fields.units import Fields, Unit, Value, begins_in
from xl_beregner.fields.wanted import Wanted


def school_fields(
    dataset: Dataset,
    year: str | int,
    edition: str,
    wanted: Collection[str] | None = None,
    template: str = "",
) -> FieldSource:
    """Compute the fields of every school for an agreement's school year.

    Figures up to the year before are the basis; the year's own are results to evaluate. Words are in
    the language spoken (``texts.use_language``). What ``wanted`` and ``template`` are, is told by
    ``door.unit_fields``.
    """
    begins = begins_in(year)
    _refuse_a_year_without_figures(dataset, begins)
    return FieldSource(dataset, begins, check_edition(edition), wanted, template)


def _refuse_a_year_without_figures(dataset: Dataset, year: int) -> None:
    """Refuse a school year none of whose three before has a figure: most likely a slip of the pen."""
    years = dataset.indicators["aar"]
    if ((years >= year - SHOWN_YEARS) & (years < year)).any() or not len(years):
        return  # a dataset of undated figures alone fits any year
    first, last = school_year(int(years.min())), school_year(int(years.max()))
    span = first if first == last else f"{first}–{last}"
    raise DatasetError([Fault("fields_ingen_aar", {"skoleaar": school_year(year), "findes": span})])


def _is_any_unknown(wanted: Collection[str]) -> bool:
    known = {*SCALARS, *LISTS, *(f"{table}__{column}" for table in LISTS for column in LISTS[table])}
    return not all(name.casefold() in known or is_earlier(name) for name in wanted)


class FieldSource:
    """All schools' fields for one school year and one edition, as far as they are wanted."""

    def __init__(
        self,
        dataset: Dataset,
        year: int,
        edition: str,
        wanted: Collection[str] | None = None,
        template: str = "",
    ) -> None:
        self._dataset = dataset
        # A name nobody knows is told beside those it may have meant, so all are made.
        self._wanted = Wanted(None if wanted is None or _is_any_unknown(wanted) else wanted)
        self._run = run = SchoolRun(dataset, year, edition, wanted, template, self._wanted)
        self._entries = [entry for entry in REGISTRY if self._wanted.any_of(entry.gives)]
        self._parts = [entry.make(run) for entry in self._entries]
        self._shows_figures = any(entry.of_figures for entry in self._entries)
        self._read: tuple[str, SchoolRun, list[Part]] = ("", run, self._parts)

    @property
    def units(self) -> list[Unit]:
        """Every school, in the dataset's order."""
        table = self._dataset.schools
        return [Unit(*pair) for pair in zip(table["skole_nr"], table["skole"], strict=True)]

    def _read_by(self, number: str) -> tuple[SchoolRun, list[Part]]:
        """Give the run and its parts as one school reads them; the last school's are kept."""
        run = self._run.read_by(number)
        if run is self._run:
            return run, self._parts
        if self._read[0] != number:
            parts = [
                entry.make(run) if entry.of_figures else part
                for entry, part in zip(self._entries, self._parts, strict=True)
            ]
            self._read = (number, run, parts)
        return self._read[1:]

    def fields(self, number: str) -> Fields:
        """Give one school's fields: those that stand in every workbook, and of all others what is wanted."""
        run, parts = self._read_by(number)
        school = run.school(number)
        found = self._scalars(school)
        for part in parts:
            found |= {name: value for name, value in part.fields(school).items() if name in self._wanted}
        return found

    def warnings(self, number: str) -> list[Fault]:
        """Tell what a person should know about a school's figures."""
        school = self._run.school(number)
        if not self._shows_figures:
            return []
        name, remarks = self._run.schools[school.place]["skole"], self._read_by(number)[0].remarks
        if not remarks.has_figures(school.place):
            return [Fault("fields_ingen_tal", {"skole": name, "nummer": number}, "warning")]
        missing = remarks.without_figures(school.place)
        if not missing:
            return []
        facts = {"skole": name, "nummer": number, "indikatorer": missing}
        return [Fault("fields_mangler_indikatorer", facts, "warning")]

    def suppressed(self, number: str) -> list[str]:
        """List what this edition does not show of what is wanted: indicator, school year and why."""
        run, parts = self._read_by(number)
        school = run.school(number)
        found = run.remarks.hidden(school.place) if self._shows_figures else []
        # Two lists of the same groups' figures tell of the same ones.
        return list(dict.fromkeys([*found, *(why for part in parts for why in part.suppressed(number))]))

    def notes(self) -> list[Fault]:
        """Tell what concerns the run as a whole: how much is hidden and why, figures of later years."""
        found = [note for part in self._parts for note in part.notes()]
        return found + (self._notes_on_figures() if self._shows_figures else [])

    def _notes_on_figures(self) -> list[Fault]:
        found = []
        total, alike, why = self._run.remarks.most_hidden()
        if total:
            facts = {"antal": total, "grund": why, "heraf": alike}
            found.append(Fault("fields_skjulte_tal", facts, "warning"))
        years, year = self._dataset.indicators["aar"], self._run.year
        later = years[years > year]
        if len(later):
            last = school_year(int(later.max()))
            facts = {"antal": len(later), "skoleaar": school_year(year), "seneste": last}
            found.append(Fault("fields_senere_aar", facts, "warning"))
        return found

    def _scalars(self, school: School) -> dict[str, Any]:
        row = self._run.schools[school.place]
        return {
            "skole_navn": row["skole"],
            "skole_nr": row["skole_nr"],
            "enhed_nr": row["skole_nr"],
            "omraade": row["omraade"] or None,
            **self._common,
        }

    @cached_property
    def _common(self) -> dict[str, Value]:
        """The scalars that are the same for every school."""
        run = self._run
        source = "; ".join(dict.fromkeys(self._dataset.catalogue["kilde"]))
        found: dict[str, Value] = {
            **common_scalars(self._dataset, run.year, run.edition, source),
            "seneste_skoleaar": school_year(run.year - 1),
            **{f"aar_{place}": school_year(run.year - 4 + place) for place in (1, 2, 3)},
            "antal_maal_anbefalet": int(run.setting("antal_maal_anbefalet")),
            "chance_forbehold": texts.say("fields.chance_forbehold"),
        }
        for key in CHANCES:
            found[key] = run.setting(key)
            found[f"{key}_navn"] = texts.say(f"fields.{key}")
        return found
