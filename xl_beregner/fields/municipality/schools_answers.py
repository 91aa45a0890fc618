"""What all schools answered this school year, gathered in lists of the municipality: ``skolernes_...``.

Which of them a template asks for is ``known.schools_answers``'. Nothing is shortened, judged or ranked: a
row a school and key, schools in alphabetical order. No school's words leave the administration, and
neither do the names of those who have not answered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.civil import mask_civil_numbers
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.settings import COMMON_DUTIES
from xl_beregner.fields.commitments import Commitments
from xl_beregner.fields.disclosure import leaves_the_administration
from xl_beregner.fields.goals.answers import Books, Workbook, by_number, column_of, single_of, workbooks
from xl_beregner.fields.goals.earlier_answers import as_told
from xl_beregner.fields.known.commitments import COMMON, LAST, REPORT_TEMPLATE
from xl_beregner.fields.known.schools_answers import (
    KEY,
    LINE,
    NAME,
    REPORTED,
    SCHOOL,
    SHOWN,
    AskedOfSchools,
    asked_of_schools,
    is_at,
    single_named,
)
from xl_beregner.fields.municipality.rollup import alphabetical
from xl_beregner.fields.wanted import Wanted

Row = dict[str, Any]
_OWN = "egen"  # a school's own rows have keys that begin so
INSIDE = "fortrolig"  # rows are made for the administration alone


class SchoolsAnswers:
    """Every school's answers of one school year, as far as a template asks for them."""

    def __init__(
        self, dataset: Dataset, year: int, edition: str, wanted: Collection[str] | None = None
    ) -> None:
        self._year = year
        self._is_outside = leaves_the_administration(edition)
        self._asked = asked_of_schools(wanted or ())
        self._wanted = Wanted(wanted)
        self._is_any = wanted is None
        self._dataset = dataset
        table = dataset.schools
        self._schools = sorted(
            zip(table["skole_nr"], table["skole"], strict=True), key=lambda one: alphabetical(one[1])
        )
        about = dataset.catalogue
        self._names: dict[str, str] = dict(zip(about["indikator"], about["navn"], strict=True))
        for setting in COMMON_DUTIES:
            key = f"{COMMON}{setting.rpartition('_')[2]}"
            self._names[key] = str(dataset.settings[setting].value)
        self._places = {name: place for place, name in enumerate(self._names)}

    def fields(self) -> dict[str, Any]:
        """Give all lists asked for, and who has answered."""
        shown = () if self._is_outside else self._asked
        return {
            LINE: self._line() if LINE in self._wanted else None,
            REPORTED: [self._reported(name) for name in self._with_answers]
            if REPORTED in self._wanted
            else [],
            **{asked.name: [] for asked in self._asked},
            **{asked.name: self._rows(asked) for asked in shown},
        }

    def column(self, table: str, name: str) -> list[tuple[str, str, Any]]:
        """Give a column of all schools' lists, for what counts them: school, key, answer."""
        return [
            (number, key, value)
            for number, _ in self._schools
            for key, value in column_of(self._books(number, self._templates), table, name).items()
        ]

    def hidden_line(self) -> str | None:
        """Say that the schools' words are not shown outside the administration, where there are any."""
        if not self._is_outside or not self._asked or not self._answered(self._templates):
            return None
        return texts.say("schools_answers.udeladt")

    # --- Who has answered ------------------------------------------------------------------------
    def _line(self) -> str:
        answered = self._answered(self._templates)
        key = "schools_answers.linje" if answered else "schools_answers.ingen"
        year = school_year(self._year)
        said = texts.say(key, antal=len(answered), af=len(self._schools), skoleaar=year)
        missing = self._missing(answered)
        return f"{said} {texts.say('schools_answers.mangler', navne=missing)}" if missing else said

    def _reported(self, template: str) -> Row:
        answered = self._answered({template: self._templates[template]})
        known = f"schools_answers.skabelon.{template}"
        return {
            "noegle": template,
            "navn": texts.say(known) if texts.knows(known) else template,
            "svaret": len(answered),
            "af": len(self._schools),
            "tekst": texts.say("schools_answers.indsendt", antal=len(answered), af=len(self._schools)),
            "mangler": ", ".join(self._missing(answered)) or None,
        }

    def _missing(self, answered: Collection[str]) -> list[str]:
        """Name the schools that have not answered, for the administration alone, and never all of them."""
        if self._is_outside or not answered:
            return []
        return [name for number, name in self._schools if number not in answered]

    def _answered(self, templates: Mapping[str, Books]) -> set[str]:
        return {
            number
            for number, _ in self._schools
            if any(self._says(one) for one in self._books(number, templates))
        }

    @cached_property
    def _with_answers(self) -> list[str]:
        """Name the templates that have ever answered something of what is asked for."""
        return [
            name
            for name, books in self._templates.items()
            if any(self._says(book) for years in books.values() for book in years.values())
        ]

    def _says(self, book: Workbook) -> bool:
        """Tell whether a workbook answers anything this template asks for."""
        if self._is_any:
            return True
        for asked in self._asked:
            names = asked.answers or self._columns(asked, [book])
            if any(self._column(asked, [book], name) for name in names):
                return True
        return False

    # --- What they answered ----------------------------------------------------------------------
    @cached_property
    def _templates(self) -> dict[str, Books]:
        """Read all schools' workbooks, by template in the order of the names."""
        names = sorted(set(self._dataset.agreements["skabelon"]))
        return {name: workbooks(self._dataset, name) for name in names}

    def _books(self, school: str, templates: Mapping[str, Books]) -> list[Workbook]:
        found = (books.get(school, {}).get(self._year) for books in templates.values())
        return [book for book in found if book is not None]

    def _rows(self, asked: AskedOfSchools) -> list[Row]:
        return [
            row
            for number, school in self._schools
            for row in self._of_school(asked, number, school, self._books(number, self._templates))
        ]

    def _of_school(
        self, asked: AskedOfSchools, number: str, school: str, books: Sequence[Workbook]
    ) -> Iterable[Row]:
        """Give a row for each key a school answered in one of the columns asked for."""
        names = asked.answers or self._columns(asked, books)
        columns = {name: self._column(asked, books, name) for name in names}
        keys = {key for column in columns.values() for key in column}
        titles = self._column(asked, books, NAME)
        for place, key in enumerate(self._ordered(keys)):
            yield {
                KEY: f"{number}|{key}" if asked.table else number,
                SCHOOL: school,
                SHOWN: None if place else school,
                NAME: _told(titles.get(key)) or self._name(asked.table, number, key),
                **{name: _told(columns[name].get(key)) for name in asked.answers},
            }

    def _ordered(self, keys: Iterable[str]) -> list[str]:
        """Order keys as the catalogue and the common duties do; then all others, last a school's own."""

        def place(key: str) -> tuple[Any, ...]:
            at = self._places.get(key.partition("|")[0], len(self._places))
            return (key.startswith(_OWN), at, *by_number(key))

        return sorted(keys, key=place)

    def _column(self, asked: AskedOfSchools, books: Sequence[Workbook], name: str) -> Mapping[str, Any]:
        """Give a school's answers by key: a column whole from one template; a single answer has no key."""
        if not asked.table:
            value = single_of(books, single_named(asked.key, name))
            return {} if value is None else {"": value}
        column = column_of(books, asked.table, name)
        return {key: value for key, value in column.items() if not asked.key or is_at(key, asked.key)}

    def _columns(self, asked: AskedOfSchools, books: Sequence[Workbook]) -> list[str]:
        """Name all that was answered in a list, for one that shows schools and names alone."""
        if not asked.table:
            beginning = f"{asked.key}_" if asked.key else ""
            return sorted(
                name.removeprefix(beginning)
                for name in {name for book in books for name in book.single}
                if name.startswith(beginning)
            )
        return sorted(
            {name for book in books for row in book.lists.get(asked.table, {}).values() for name in row}
        )

    @cached_property
    def _names_of_last(self) -> dict[str, dict[str, str]]:
        """Name the commitments every school reports on: the plan of the year before named them."""
        last = Commitments(self._dataset, self._year, INSIDE, (), REPORT_TEMPLATE)
        return {number: last.names_of_last(number) for number, _ in self._schools}

    def _name(self, table: str, number: str, key: str) -> str | None:
        """Name a row after its indicator, with what stands after a bar, or its commitment."""
        if table == LAST:
            return mask_civil_numbers(self._names_of_last[number].get(key, "")) or None
        found, parted, rest = key.partition("|")
        name = self._names.get(found, "")
        return (f"{name}, {rest}" if parted else name) if name else None


def _told(value: Any) -> Any:
    """Give an answer as a cell is to hold it: a number stays one, words have no civil number in them."""
    # They are masked when answers are collected; here once more, whoever made the table.
    told = as_told(value)
    return mask_civil_numbers(told) if isinstance(told, str) else told
