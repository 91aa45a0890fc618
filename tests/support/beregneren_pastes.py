"""The five ugly pastes as they come to stand on the sheet "Indtast" of `beregneren`, read back by row.

A person moves columns till they stand under the right headings and pastes; titles, headings and blank
lines come along. What the row says afterwards is read by column, never from the builder.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

INPUTS = (
    "elev_id", "elev_navn", "fag", "profil", "test", "klassetrin", "dato", "score", "maks", "skala",
    "maalefejl", "frivillig",
)  # fmt: skip
_UNDER = {
    "Elev": "elev_id", "Elev-id": "elev_id", "Elev-ID": "elev_id", "UNI-ID": "elev_id",
    "Elevens id": "elev_id", "Navn": "elev_navn", "Elevens navn": "elev_navn", "Namn": "elev_navn",
    "Fag": "fag", "Ämne": "fag", "Profilområde": "profil", "Prøve": "test", "Test": "test", "Prov": "test",
    "Klassetrin": "klassetrin", "Årskurs": "klassetrin", "Dato": "dato", "Dato for test": "dato",
    "Datum": "dato", "Resultat": "score", "Score": "score", "LUS-punkt": "score", "Antal rigtige": "score",
    "Maks. point": "maks", "Skala": "skala", "Målefejl": "maalefejl", "Frivillig": "frivillig",
}  # fmt: skip


def rows_of(name: str, lines: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Lay the cells of a paste under the sheet's headings; what has no heading here stays behind."""
    columns: dict[int, str] = {}
    for line in lines:  # two rows of merged headings: the lower one fills what the upper leaves open
        for place, cell in enumerate(line):
            if isinstance(cell, str) and cell in _UNDER and place not in columns:
                columns[place] = _UNDER[cell]
    if name == "dansk_csv":
        columns |= {3: "elev_navn", 5: "profil", 6: "test", 7: "frivillig", 10: "score", 11: "skala"}
    found = []
    for line in lines:
        row = {key: line[place] for place, key in columns.items() if place < len(line) and line[place] != ""}
        if not row and any(cell != "" for cell in line):
            row = {
                "elev_id": next(cell for cell in line if cell != "")
            }  # a title stands where the paste begins
        found.append(row)
    return found


def pasted(
    data: bytes,
    rows: Sequence[Mapping[str, Any]],
    everywhere: Mapping[str, Any],
    targets: Sequence[float | None] = (),
) -> bytes:
    """Paste rows into a workbook as values, write what holds for all of them above, and pupils' targets."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for key in INPUTS:
        sheet, (left, top, _, _) = _cells(book, f"felt_resultater__{key}")
        for down, row in enumerate(rows):
            cell = sheet.cell(top + down, left)
            value = row.get(key)
            if isinstance(value, str) and value.startswith("#"):
                cell.value, cell.data_type = "#N/A", "e"
            elif isinstance(value, str):
                cell.value, cell.data_type = value, "s"  # also what looks like a formula
            else:
                cell.value = value
            if isinstance(value, (date, datetime)):
                cell.number_format = "dd-mm-yyyy"
    for key, value in everywhere.items():
        sheet, (left, top, _, _) = _cells(book, f"svar_alle_{key}")
        sheet.cell(top, left).value = value
    sheet, (left, top, _, _) = _cells(book, "svar_klasseliste__maal")
    for down, target in enumerate(targets):
        sheet.cell(top + down, left).value = target
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cells(book: Workbook, name: str) -> tuple[Any, tuple[int, int, int, int]]:
    sheet, cells = book.defined_names[name].attr_text.rsplit("!", 1)
    return book[sheet.strip("'")], range_boundaries(cells)
