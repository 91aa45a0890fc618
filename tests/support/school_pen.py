"""A school that writes in its workbook: through a real LibreOffice, or into the file's own XML.

Nothing here is the program's: cells are found with openpyxl, the XML is edited by ``typing_in``, so that
what comes home was put there by someone else. Answers are told by name:
``{("aftale", "fravaer", "maal"): 6.5}``, a single one under ``("", "", "skoleleder")``.
"""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries
from support.calc_runner import steps
from support.typing_in import type_in

Key = tuple[str, str, str]  # list, row's key, field
Value = str | float | datetime.date
Cell = tuple[str, str]  # sheet, address

_DAY_0 = datetime.date(1899, 12, 30)


@dataclass(frozen=True)
class Edits:
    """What one school does to its workbook, in this order."""

    answers: Mapping[Key, Value] = field(default_factory=dict)
    figures: Mapping[Key, Value] = field(default_factory=dict)  # locked ones, changed all the same
    inserted: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # sheet: above which row, how many
    renamed: Mapping[str, str] = field(default_factory=dict)


class Places:
    """Where the names of a workbook lie."""

    def __init__(self, workbook: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells that it leaves sparklines out
            book = openpyxl.load_workbook(workbook)
        self._names = {name: next(iter(found.destinations)) for name, found in book.defined_names.items()}
        self._book = book

    def cells(self, answers: Mapping[Key, Value], kind: str = "svar") -> dict[Cell, Value]:
        """Find the cell of each answer."""
        return {self.cell(key, kind): value for key, value in answers.items()}

    def cell(self, key: Key, kind: str = "svar") -> Cell:
        """Find the cell under a name, in the row that has the key."""
        table, row_key, name = key
        if not table:
            sheet, at = self._names[f"{kind}_{name}"]
            return sheet, at.replace("$", "")
        sheet, at = self._names[f"{kind}_{table}__{name}"]
        left, top, _, _ = range_boundaries(at.replace("$", ""))
        row = top + self.keys(table).index(row_key)
        return sheet, self._book[sheet].cell(row, left).coordinate

    def row(self, key: Key, prefix: str = "") -> tuple[str, int]:
        """Tell a name and which of its rows has the key."""
        table, row_key, name = key
        if not table:
            return f"{prefix}{name}", 0
        return f"{prefix}{table}__{name}", self.keys(table).index(row_key)

    def keys(self, table: str) -> list[str]:
        """List the keys of a list's rows."""
        return [str(value) for value in self.column(f"felt_{table}__noegle")]

    def column(self, name: str) -> list[Any]:
        """List the values under a name."""
        sheet, at = self._names[name]
        left, top, _, bottom = range_boundaries(at.replace("$", ""))
        return [self._book[sheet].cell(row, left).value for row in range(top, bottom + 1)]


def write_in_office(work: Iterable[tuple[Path, Path, Edits]]) -> None:
    """Let one LibreOffice open each workbook, do what the school does, and save it under a new name."""
    asked: list[dict[str, Any]] = []
    for sent, returned, edits in work:
        places = Places(sent)
        typed = places.cells(edits.answers) | places.cells(edits.figures, "felt")
        asked.append({"do": "open", "url": sent.as_uri()})
        asked += [{"do": "unlock", "sheet": sheet} for sheet, _ in places.cells(edits.figures, "felt")]
        cells = [[sheet, at, _for_office(value)] for (sheet, at), value in typed.items()]
        asked.append({"do": "type", "cells": cells})
        asked += [
            {"do": "insert rows", "sheet": sheet, "above": above, "count": count}
            for sheet, (above, count) in edits.inserted.items()
        ]
        asked += [{"do": "rename", "sheet": sheet, "to": to} for sheet, to in edits.renamed.items()]
        asked.append({"do": "save", "url": returned.as_uri(), "filter": "Calc MS Excel 2007 XML"})
        asked.append({"do": "close"})
    steps(*asked, seconds=600)


def _for_office(value: Value) -> Any:
    return {"date": (value - _DAY_0).days} if isinstance(value, datetime.date) else value


def write_in_xml(sent: Path, returned: Path, edits: Edits) -> None:
    """Put what the school writes into the file's own XML; every other part stays as it is."""
    places = Places(sent)
    typed = {places.row(key): value for key, value in edits.answers.items()}
    typed |= {places.row(key, "felt_"): value for key, value in edits.figures.items()}
    returned.write_bytes(type_in(sent, typed))
