"""What the schools counted in their surveys: a school's counts by question, and who was asked by group.

A count is taken as the school typed it: four options that all stand there, or nothing. What they add up to
is ``survey``'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from xl_beregner.civil import mask_civil_numbers
from xl_beregner.dataset import Dataset
from xl_beregner.fields.goals.answers import Workbook, number_of, text_of, workbooks
from xl_beregner.fields.known.survey import ANALYSIS, ANSWERED, ANSWERS, ASKED, GROUPS, OPTIONS, POSITIVE


class Count(NamedTuple):
    """How many answered a question, and how many of them with one of the two positive options."""

    positive: float
    answers: float


class Taken(NamedTuple):
    """How many were asked, and how many answered."""

    asked: float
    answered: float


class Words(NamedTuple):
    """What the school wrote beside a question."""

    analysis: str
    measures: str


@dataclass(frozen=True, slots=True)
class SchoolSurvey:
    """One school's survey of one school year, by the key of the question and by group."""

    counts: Mapping[str, Count] = field(default_factory=dict)
    taken: Mapping[str, Taken] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)


# By school year, then by school.
Surveys = Mapping[int, Mapping[str, SchoolSurvey]]


def read_surveys(dataset: Dataset) -> Surveys:
    """Read the surveys of all years, from whichever template has them."""
    table = dataset.agreements
    found: dict[int, dict[str, SchoolSurvey]] = {}
    for template in sorted(set(table.loc[table["tabel"] == ANSWERS, "skabelon"])):
        for school, years in workbooks(dataset, template).items():
            for year, book in years.items():
                one = _survey(book)
                if one.counts:
                    found.setdefault(year, {}).setdefault(school, one)
    return found


def _survey(book: Workbook) -> SchoolSurvey:
    counts = {key: count for key, row in book.lists.get(ANSWERS, {}).items() if (count := _count(row))}
    taken = {group: taken for group in GROUPS if (taken := _taken(book, group))}
    words = {key: _words(row) for key, row in book.lists.get(ANALYSIS, {}).items()}
    return SchoolSurvey(counts, taken, words)


def _count(row: Mapping[str, object]) -> Count | None:
    typed = [number_of(row.get(option)) for option in OPTIONS]
    # As the school's workbook counts: a half person or fewer than none, pasted in, is no count.
    known = [number for number in typed if number is not None and number >= 0 and number % 1 == 0]
    if len(known) < len(OPTIONS) or sum(known) <= 0:
        return None
    return Count(sum(known[: len(POSITIVE)]), sum(known))


def _taken(book: Workbook, group: str) -> Taken | None:
    asked, answered = (number_of(book.single.get(f"{ANSWERS}_{group}_{key}")) for key in (ASKED, ANSWERED))
    if asked is None or answered is None or not 0 <= answered <= asked or asked <= 0:
        return None
    return Taken(asked, answered)


def _words(row: Mapping[str, object]) -> Words:
    # A civil number is masked when answers are collected; here once more, whoever made the table.
    return Words(*(mask_civil_numbers(text_of(row.get(key))) for key in ("analyse", "tiltag")))
