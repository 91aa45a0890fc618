"""What a workbook that came home holds, as it is handed about: `Held`, `Returned`, `Answers`.

How it is read from the file is `collect`'s matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from xl_beregner.errors import Fault
from xl_beregner.filling.earlier import Earlier
from xl_beregner.ooxml.values import ErrorText

HeldValue = str | float | bool | date | ErrorText | None
_PUPIL = "felt_elev_id"


class Held(NamedTuple):
    """One cell under a ``felt_`` or ``svar_`` name, where it stands now."""

    name: str  # "svar_aftale__maal", in small letters
    table: str  # "aftale"; "" for a single value
    field: str  # "maal"
    key: str  # what felt_<table>__noegle holds in its row; "" for a single value and an own row
    row: int  # place in its list, from 0; 0 for a single value
    sheet: str
    cell: str  # "F9"
    value: HeldValue  # blank and white space are None; a number in a date's format is a date
    has_formula: bool = False
    scope: str = ""  # the sheet its name is for, where a workbook has a sheet for each pupil

    @property
    def is_own_row(self) -> bool:
        """Whether it stands in a row of a list that the school added itself."""
        return bool(self.table) and not self.key


@dataclass(frozen=True, slots=True)
class Returned:
    """One workbook that came home."""

    properties: Mapping[str, str]  # xb_skabelon, xb_version, xb_enhed, xb_enhed_nr, xb_skoleaar
    asked: tuple[Held, ...]  # every cell that waits for an answer, and own rows that hold something
    figures: tuple[Held, ...]  # every felt_ cell, blank ones of rows with a key too
    earlier: tuple[Earlier, ...] = ()  # the rows of "Tidligere svar"
    faults: tuple[Fault, ...] = ()  # warnings: what is lost, what was added
    modified: str = ""  # when the program that saved it says it did, ISO; "" if it does not say

    @property
    def answers(self) -> tuple[Held, ...]:
        """What was answered."""
        return tuple(held for held in self.asked if held.value is not None)

    @property
    def pupils(self) -> dict[str, str]:
        """Tell which pupil each sheet of a workbook with a sheet a pupil is for."""
        return {
            held.scope: str(held.value)
            for held in self.figures
            if held.scope and held.name == _PUPIL and held.value is not None
        }


class Answers(dict[str, Any]):
    """Answers as fields: single values by name, lists as rows, each with its ``noegle``.

    ``{"indsats": "…", "aftale": [{"noegle": "fravaer", "maal": 7.4}, {"noegle": None, "maal": 3.0}]}``: a
    row without a key is the school's own. A workbook with a sheet a pupil gives a row a pupil in
    ``elever``: ``{"noegle": "E17", "ark": "Anna", "hjem_skolen": "…"}``, its lists within.
    """

    def __init__(
        self,
        answers: Mapping[str, Any],
        properties: Mapping[str, str] = MappingProxyType({}),
        faults: Iterable[Fault] = (),
    ) -> None:
        super().__init__(answers)
        self.properties = dict(properties)
        self.faults = tuple(faults)
