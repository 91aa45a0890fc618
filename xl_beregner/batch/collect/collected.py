"""What came home from a batch of workbooks, as plain values: what ``collect`` knows when it is done.

How it is found out is in ``collect`` and the modules beside it, how it reads as a workbook in
``collected_book``, as dataset tables in ``tables``. All texts are masked already: nothing
here holds a civil number. The sentences are ``texts``' matter: a fault says itself with ``str``.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from xl_beregner.batch.manifest import RunIdentity
from xl_beregner.errors import Fault

Value = str | float | bool | datetime.date | None

# How a workbook came home: all that was begun is complete, something lacks, nothing was typed at all.
Status = Literal["besvaret", "mangelfuld", "ikke_udfyldt"]

# Remarks nobody has to act on. Most realistic goals lie below the smallest visible change, and the sheet
# said so when the goal was typed: were they trouble, no school would ever be in order.
NOTES = frozenset({"collect_under_stoej"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing a school typed, and where it stands in its workbook now."""

    unit: str  # "101001", "101001/4A"
    school: str  # the school's number
    class_group: str
    table: str  # "aftale"; empty for a single answer
    key: str  # the row's key, a pupil's id, "egen:1" for the school's own row; empty for a single answer
    label: str  # the row's name as people read it; empty of pupils
    field: str  # "maal"
    value: Value
    sheet: str  # of a pupil's sheet the id, never the name
    cell: str
    is_formula: bool = False
    typed: str = ""  # the text a number or a date was typed as, where it was no number


@dataclass(frozen=True, slots=True)
class Change:
    """One locked figure that is another than what was sent; ``old`` is what counts."""

    name: str  # "felt_aftale__baseline"
    key: str
    label: str
    sheet: str
    cell: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Home:
    """One workbook that came home and is used."""

    unit: str
    school: str
    name: str  # the school's
    class_group: str
    file: str  # relative to the folder read, with slashes; a civil number in it is masked
    status: Status
    answers: tuple[Answer, ...] = ()
    missing: tuple[Fault, ...] = ()  # what was begun and not finished, with sheet and cell
    remarks: tuple[Fault, ...] = ()  # bounds, noise, formulas, macros, civil numbers, other version ...
    changes: tuple[Change, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    link: str = ""  # the file as it is really called; empty where its name must not be repeated

    @property
    def odd(self) -> tuple[Fault, ...]:
        """The remarks somebody must look at."""
        return tuple(fault for fault in self.remarks if fault.key not in NOTES)

    @property
    def notes(self) -> tuple[Fault, ...]:
        """The remarks that are for the talk with the school."""
        return tuple(fault for fault in self.remarks if fault.key in NOTES)

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody must look at it."""
        return self.status != "besvaret" or bool(self.missing or self.odd or self.changes)


@dataclass(frozen=True, slots=True)
class Aside:
    """A file that is not used, and why: damaged, foreign, another year, an older one of the same unit."""

    file: str
    unit: str  # empty where it could not be told
    why: Fault
    link: str = ""
    is_copy: bool = False  # all its answers are in the file that is used: nobody need look
    trace: str = ""  # where a bug of ours broke off, without what any cell holds

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody must look at it."""
        return not self.is_copy


@dataclass(frozen=True, slots=True)
class NotHome:
    """A unit whose workbook was sent and did not return: the reminder list.

    ``why`` is there where a file of its came but could not be used.
    """

    unit: str
    school: str
    name: str
    class_group: str
    file: str  # as it was sent
    why: Fault | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """What a school's goal on one indicator was agreed on: the figures as they were sent."""

    school: str
    key: str
    figures: Mapping[str, Value]  # baseline, forudsagt, sd, frihedsgrader, fortegn, synlig, mindste, ...


@dataclass(frozen=True, slots=True)
class Collected:
    """All that came home, all that did not, and all that was laid aside."""

    run: RunIdentity
    homes: Sequence[Home] = ()
    asides: Sequence[Aside] = ()
    not_home: Sequence[NotHome] = ()
    bases: Sequence[Basis] = ()
    sent_count: int = 0
    folder: Path = Path()  # where the files were found: a link is relative to it
    example: str = ""  # what every sheet must say if the figures sent are an example's (felt_eksempel)

    @property
    def needs_a_person(self) -> bool:
        """Whether anything is left that the program must not decide."""
        homes = any(home.needs_a_person for home in self.homes)
        return bool(self.not_home) or homes or any(aside.needs_a_person for aside in self.asides)
