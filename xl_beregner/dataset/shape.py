"""What a table of a dataset is made of: its columns, what their cells hold, and other names for all.

The tables themselves are ``schema``'s (schools and figures) and ``pupil_schema``'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from xl_beregner.texts import knows, say


class Kind(Enum):
    """What the cells of a column hold."""

    LABEL = "label"  # a key: compared letter by letter, a leading zero kept
    TEXT = "text"  # free text
    NUMBER = "number"
    WHOLE = "whole"  # a whole number, zero or more
    GRADE = "grade"  # 4, "4. klasse", "åk 4"; 0 is the year before the first
    DATE = "date"
    RULE = "rule"  # a day or a span of days that holds every year: 15/9, week 36
    YEAR = "year"  # a school year
    YES_NO = "yes_no"
    CHOICE = "choice"  # one of a few words
    ANY = "any"  # kept as it stands


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, what its cells hold, and what exports call it."""

    key: str
    kind: Kind = Kind.TEXT
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, whether a dataset must have it, and its other names.

    ``pasted``: people paste it from screens and other workbooks, so its headings may stand in two
    rows and again between classes, and rows marked as an example are those marked by nothing else.
    """

    name: str
    columns: tuple[Column, ...]
    required: bool = True
    aliases: tuple[str, ...] = ()
    pasted: bool = False

    def column(self, key: str) -> Column:
        """Find a column by its key."""
        return next(column for column in self.columns if column.key == key)


def words(**choices: str) -> Mapping[str, str]:
    """``op="opad upp"`` as ``{"op": "op", "opad": "op", "upp": "op"}``."""
    table = {choice: choice for choice in choices}
    table.update({word: choice for choice, words in choices.items() for word in words.split()})
    return MappingProxyType(table)


def written(choices: Mapping[str, str], lang: str | None = None) -> list[str]:
    """Give the choices as people write them: ``når ikke`` where the key ``naar_ikke`` is no word."""
    keys = list(dict.fromkeys(choices.values()))
    told = {key: f"dataset.ord.{key}" for key in keys}
    return [say(told[key], lang) if knows(told[key], lang) else key for key in keys]


YES_NO = words(ja="yes sand true 1 x", nej="no nej falsk false 0")

SCHOOL_NUMBER = (
    "institutionsnummer", "institutionsnr", "inst_nr", "skolenummer", "skolenr", "skole_id",
    "skolekode", "skolens_nummer", "institutionskode", "instnr", "afdelingsnummer", "skolenhetskod",
    "skolnummer", "skola_nr", "school_number", "school_id",
)  # fmt: skip
