"""What a school answered in an earlier school year, as fields of its new workbook: ``forrige_...``.

Which of them a template asks for is ``known.earlier``'s; a goal beside its result is ``last_agreement``'s.
All come from one school year: the latest before, in which the school answered in this template, or
elsewhere what this template asks for; ``forrige2_`` and ``forrige3_`` from the next such years before it.
No school's words leave the administration.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xl_beregner import texts
from xl_beregner.cells import is_blank, school_year
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.agreement_tables import as_written
from xl_beregner.fields.commitment_names import names_of_rows
from xl_beregner.fields.disclosure import leaves_the_administration
from xl_beregner.fields.goals.answers import (
    Books,
    Workbook,
    by_number,
    column_of,
    day_of,
    has_answer,
    number_of,
    single_of,
    workbooks,
)
from xl_beregner.fields.known.earlier import (
    KEY,
    LINE,
    NAME,
    PREFIX,
    PREFIXES,
    AskedEarlier,
    asked_earlier,
    is_of,
)

Row = dict[str, Any]
_OWN_ROW = "egen:"  # as `collect` keys the rows a school adds itself


@dataclass(frozen=True, slots=True)
class _Year:
    """A school's workbooks of one school year: this template's first, the others by their names."""

    begins: int
    books: tuple[Workbook, ...]

    def single(self, name: str) -> Any:
        """Give a single answer of the first workbook that has it."""
        return single_of(self.books, name)

    def column(self, table: str, name: str) -> Mapping[str, Any]:
        """Give the answers of a column by key, from the first workbook that has any there."""
        return column_of(self.books, table, name)

    def names(self, table: str) -> set[str]:
        """Name all columns that were answered in a list."""
        return {name for book in self.books for row in book.lists.get(table, {}).values() for name in row}


class EarlierAnswers:
    """All schools' answers of earlier school years, as far as a template asks for them."""

    def __init__(
        self,
        dataset: Dataset,
        year: int,
        edition: str,
        wanted: Collection[str] | None = None,
        template: str = "",
    ) -> None:
        self._year = year
        self._asked = {
            prefix: asked_earlier(wanted or (), prefix)
            for prefix in PREFIXES
            if wanted is None or any(is_of(name, prefix) for name in wanted)
        }
        self._is_outside = leaves_the_administration(edition)
        self._own = template.casefold()
        self._templates: dict[str, Books] = {}  # the template's own first, the others by their names
        if self._asked:
            others = sorted(set(dataset.agreements["skabelon"]) - {self._own})
            self._templates = {name: workbooks(dataset, name) for name in (self._own, *others)}
        about = dataset.catalogue
        self._names: dict[str, str] = dict(zip(about["indikator"], about["navn"], strict=True))
        self._names |= names_of_rows(dataset)
        self._places = {name: place for place, name in enumerate(self._names)}

    def fields(self, number: str) -> dict[str, Any]:
        """Give one school's fields; none where the template asks for none."""
        years = [] if self._is_outside else self._years(number)
        found: dict[str, Any] = {}
        for prefix, asked in self._asked.items():
            step = PREFIXES.index(prefix)
            found |= self._of(years[step] if step < len(years) else None, prefix, asked)
        return found

    def _of(self, found: _Year | None, prefix: str, asked: AskedEarlier) -> dict[str, Any]:
        """Give the fields of one earlier year, blank where there is none so far back."""
        told: dict[str, Any] = {f"{prefix}skoleaar": school_year(found.begins) if found else None}
        told |= {LINE: self._line(found)} if prefix == PREFIX else {}
        return {
            **told,
            **{f"{prefix}{name}": as_told(found.single(name)) if found else None for name in asked.single},
            **{f"{prefix}{table}": self._rows(found, table, asked) if found else [] for table in asked.lists},
        }

    def suppressed(self, number: str) -> list[str]:
        """Tell that answers this template asks for are not shown outside the administration."""
        if not self._is_outside or not any(self._asked.values()) or not self._years(number):
            return []
        return [texts.say("fields.forrige.udeladt")]

    def _line(self, found: _Year | None) -> str | None:
        if self._is_outside:
            return None
        if found is None:
            return texts.say("fields.forrige.ingen", skoleaar=school_year(self._year))
        return texts.say("fields.forrige.fra", skoleaar=school_year(found.begins))

    def _years(self, number: str) -> list[_Year]:
        """Find the earlier years that have something to say here, the latest first."""
        years = {
            begins
            for name, books in self._templates.items()
            for begins, book in books.get(number, {}).items()
            if begins < self._year and (self._is_own(name) or self._answers(book))
        }
        return [self._books(number, begins) for begins in sorted(years, reverse=True)[: len(PREFIXES)]]

    def _books(self, number: str, begins: int) -> _Year:
        found = (books.get(number, {}).get(begins) for books in self._templates.values())
        return _Year(begins, tuple(book for book in found if book is not None))

    def _is_own(self, template: str) -> bool:
        # Without a name of its own any workbook may be this template's.
        return template == self._own or not self._own

    def _answers(self, book: Workbook) -> bool:
        """Tell whether a workbook of another template answers anything this one asks for."""
        return any(
            any(has_answer(book.single, name) for name in asked.single)
            or any(
                has_answer(row, name)
                for table, names in asked.columns.items()
                for row in book.lists.get(table, {}).values()
                for name in names
            )
            for asked in self._asked.values()
        )

    def _rows(self, found: _Year, table: str, asked: AskedEarlier) -> list[Row]:
        """Give a row for each key that was answered in one of the columns asked for."""
        names = asked.columns[table]
        columns = {name: found.column(table, name) for name in names or sorted(found.names(table))}
        keys = {key: None for column in columns.values() for key in column}
        return [
            {
                KEY: key,
                NAME: as_told(found.column(table, NAME).get(key)) or self._name(key),
                **{name: as_told(columns[name].get(key)) for name in names},
            }
            for key in self._ordered(keys)
        ]

    def _name(self, key: str) -> str:
        """Name a row: its indicator, with what stands after a bar, or its commitment; else the key itself."""
        if key.startswith(_OWN_ROW):
            return texts.say("fields.forrige.egen_raekke", nr=key.removeprefix(_OWN_ROW))
        indicator, parted, rest = key.partition("|")
        if indicator not in self._names:
            return key
        return f"{self._names[indicator]}, {rest}" if parted else self._names[indicator]

    def _ordered(self, keys: Iterable[str]) -> list[str]:
        """Order keys as the catalogue does; then all others, and last the school's own rows."""
        last = len(self._places)

        def place(key: str) -> tuple[Any, ...]:
            at = self._places.get(key.partition("|")[0], last)
            return (key.startswith(_OWN_ROW), at, *by_number(key))

        return sorted(keys, key=place)


def as_told(value: Any) -> Any:
    """Give an answer as a cell is to hold it: a number or a date as such, all else as the text it is.

    In a text file a number is written as ``as_written`` writes it, and so is it known again; a text that
    merely looks like one ("2.351", "007") stays a text.
    """
    if is_blank(value):
        return None
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, str):
        return _as_number(value) if _as_number(value) is not None else _as_day(value)
    number = None if isinstance(value, bool) else number_of(value)
    return as_written(value) if number is None else number


def _as_number(text: str) -> float | None:
    number = number_of(text)
    return number if number is not None and as_written(number) == text else None


def _as_day(text: str) -> datetime.date | str:
    day = day_of(text)
    return day if isinstance(day, datetime.date) and as_written(day) == text else text
