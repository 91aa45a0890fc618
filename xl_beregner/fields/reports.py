"""What a school wrote in its report on each pejlemærke: the answers of the template ``skolerapport``.

Its lists ``pejlemaerke_1`` … have the pejlemærke's name as their key, so what was written is found under the
name, wherever its sheet stood that year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from xl_beregner.civil import mask_civil_numbers
from xl_beregner.dataset import Dataset
from xl_beregner.fields.disclosure import leaves_the_administration
from xl_beregner.fields.goals.answers import Workbook, text_of, workbooks

TEMPLATE: Final = "skolerapport"
FIELDS: Final = ("vurdering", "indsatser")

# What was written, by field, a blank one an empty text; by the pejlemærke's key.
Words = Mapping[str, Mapping[str, str]]

_TABLE = re.compile(r"pejlemaerke_\d+")


def words_of(book: Workbook) -> Words:
    """Give what one school wrote in one report, pejlemærke by pejlemærke as their sheets stood."""
    found = {}
    for table in sorted(filter(_TABLE.fullmatch, book.lists)):
        for key, answers in book.lists[table].items():
            # A civil number is masked when answers are collected; here once more, whoever made the table.
            said = {field: mask_civil_numbers(text_of(answers.get(field))) for field in FIELDS}
            if any(said.values()):
                found[key] = said
    return found


class Reports:
    """All schools' reports."""

    def __init__(self, dataset: Dataset) -> None:
        self._books = workbooks(dataset, TEMPLATE)

    def of_year(self, school: str, year: int) -> Words:
        """Give what a school wrote in its report of a school year."""
        book = self._books.get(school, {}).get(year)
        return {} if book is None else words_of(book)

    def before(self, school: str, year: int, edition: str) -> Words:
        """Give what a school wrote in the report before; no school's words leave the administration."""
        years = [one for one in self._books.get(school, {}) if one < year]
        if not years or leaves_the_administration(edition):
            return {}
        return self.of_year(school, max(years))
