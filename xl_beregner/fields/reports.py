"""What a school wrote by key in numbered lists: on a pejlemærke in its report, on a figure in its plan.

Such a list has a place of its own on a sheet, but its keys are names or indicators, so what was written is
found under the key, wherever its sheet stood that year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from xl_beregner.civil import mask_civil_numbers
from xl_beregner.dataset import Dataset
from xl_beregner.fields.disclosure import leaves_the_administration
from xl_beregner.fields.goals.answers import Workbook, text_of, workbooks

# What was written, by field, a blank one an empty text; by key.
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Written:
    """Where something is written: the template, the shape of its lists' names, the answers."""

    template: str
    tables: str
    fields: tuple[str, ...]

    def words_of(self, book: Workbook) -> Words:
        """Give what one school wrote in one workbook, list by list as their sheets stood."""
        found = {}
        for table in sorted(name for name in book.lists if re.fullmatch(self.tables, name)):
            for key, answers in book.lists[table].items():
                # A civil number is masked when answers are collected; here once more, whoever made the table.
                said = {field: mask_civil_numbers(text_of(answers.get(field))) for field in self.fields}
                if any(said.values()):
                    found[key] = said
        return found


FIELDS: Final = ("vurdering", "indsatser")
REPORT: Final = Written("skolerapport", r"pejlemaerke_\d+", FIELDS)
JUDGEMENT: Final = "rektors_bedomning"
FOLLOW_UP: Final = Written("uppfoljningsplan", r"skoleform_\d+_tal", (JUDGEMENT,))


class Reports:
    """What all schools wrote, in the report or ``where`` it is."""

    def __init__(self, dataset: Dataset, where: Written = REPORT) -> None:
        self._where = where
        self._books = workbooks(dataset, where.template)

    def of_year(self, school: str, year: int) -> Words:
        """Give what a school wrote in its workbook of a school year."""
        book = self._books.get(school, {}).get(year)
        return {} if book is None else self._where.words_of(book)

    def before(self, school: str, year: int, edition: str) -> Words:
        """Give what a school wrote in the workbook before; no school's words leave the administration."""
        years = [one for one in self._books.get(school, {}) if one < year]
        if not years or leaves_the_administration(edition):
            return {}
        return self.of_year(school, max(years))
