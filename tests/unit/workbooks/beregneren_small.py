"""The sheets "Klasse" and "En elev" over made pupils: their formulas read names, so any book will do.

"Elever" and "Modeltal" are here plain cells under the names the real ones have. What the sheets show is
calculated as a fill does.
"""

from __future__ import annotations

import io
import re
from functools import cache
from typing import Any

import openpyxl

from workbooks.build.beregneren.class_page import class_sheet
from workbooks.build.beregneren.guide import about_sheet, guide_sheet
from workbooks.build.beregneren.one_pupil import pupil_sheet
from workbooks.build.kit.look import Book, area, page
from xl_beregner.filling.recalculate import FormulaCell, Recalculator
from xl_beregner.ooxml.package import Package
from xl_beregner.ooxml.workbook import Workbook as OurWorkbook

PUPILS, OCCASIONS = 40, 6
OF_A_PUPIL = (
    "navn", "id", "foer", "efter", "fremgang", "fejl", "nedre", "oevre", "status", "percentil", "p_nedre",
    "p_oevre", "forventet", "niveau", "grund", "naeste",
)  # fmt: skip
ALONE = (
    "valgt_fag", "enhed_ord", "valgt_noegle", "par_tekst", "j_fra", "j_til", "graense", "konfidens_andel",
    "felt_klasse", "felt_skoleaar", "felt_eksempel",
)  # fmt: skip
MODEL = ("noegle", "q10", "q90")
_TOP, _MODEL_TOP = 20, 70
Place = tuple[str, int, int]


@cache
def words() -> Any:
    return _book().words


def _book() -> Book:
    return Book("beregneren.da.toml", "beregneren_klasse.da.toml")


def _columns() -> dict[str, int]:
    keys = [f"e_{key}" for key in OF_A_PUPIL]
    keys += [f"{key}_{at}" for key in "txsd" for at in range(1, OCCASIONS + 1)]
    return {key: at for at, key in enumerate(keys)}


@cache
def data() -> bytes:
    """Build the workbook with no pupils in it."""
    return build({})


def build(values: dict[Place, Any]) -> bytes:
    """Build the workbook with values on "Elever" (rows and columns from 1)."""
    book = _book()
    book.describe({"xb_skabelon": "beregneren", "xb_version": "0", "xb_enhed": "klasse"})
    sheet = page(book, "Elever", row_height=15)
    for at, key in enumerate(ALONE):
        book.name(key, sheet, at, 0)
    for row, key in ((15, "t_navn"), (16, "t_serie")):
        book.file.define_name(key, "=" + area(sheet, row, 0, row, OCCASIONS - 1))
    for key, column in _columns().items():
        book.name(key, sheet, _TOP, column, _TOP + PUPILS - 1)
    for at, key in enumerate(MODEL):
        book.name(f"felt_modeltal__{key}", sheet, _MODEL_TOP, at, _MODEL_TOP + PUPILS - 1)
    book.name("i_status", sheet, _MODEL_TOP, 5, _MODEL_TOP + 9)
    for (name, row, column), value in values.items():
        if name == "Elever" and value not in ("", None):
            sheet.write(row - 1, column - 1, value)
    class_sheet(book)
    pupil_sheet(book)
    guide_sheet(book)
    about_sheet(book, "0", False)
    return book.finished()


@cache
def _ours() -> OurWorkbook:
    return OurWorkbook(Package(data(), "test"))


@cache
def formulas() -> dict[Place, str]:
    ours = _ours()
    return {
        (name, found.row, found.column): ours.sheet(name).formula_text(found) or ""
        for name in ours.sheet_parts
        for found in ours.sheet(name).formula_cells()
    }


@cache
def _recalculator() -> Recalculator:
    return Recalculator(data(), [FormulaCell(*place, text) for place, text in formulas().items()])


@cache
def _texts() -> dict[Place, Any]:
    book = openpyxl.load_workbook(io.BytesIO(data()))
    return {
        (sheet.title, cell.row, cell.column): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


class Class:
    """A class under construction: what stands on "Elever", and what the sheets make of it."""

    def __init__(self, tests: tuple[str, ...] = (), series: tuple[str, ...] = (), **alone: Any) -> None:
        known = {"graense": 1.959963984540054, "konfidens_andel": 0.95, "enhed_ord": "point", **alone}
        self.changes: dict[Place, Any] = {
            ("Elever", ALONE.index(key) + 1, 1): value for key, value in known.items()
        }
        for at, name in enumerate(tests, start=1):
            self.changes["Elever", 16, at] = name
            self.changes["Elever", 17, at] = series[at - 1] if series else "EKS|3"
        self._pupils = 0

    def pupil(self, navn: str, **values: Any) -> Class:
        """Add a pupil; what is not told is blank as a formula leaves it."""
        row = _TOP + 1 + self._pupils
        self._pupils += 1
        known = {"e_navn": navn, "e_id": f"id{self._pupils}"}
        for key, value in values.items():
            known[key if key in _columns() else f"e_{key}"] = value
        for key, column in _columns().items():
            self.changes["Elever", row, column + 1] = known.get(key, "")
        return self

    def model(self, noegle: str, q10: float, q90: float) -> Class:
        for at, value in enumerate((noegle, q10, q90), start=1):
            self.changes["Elever", _MODEL_TOP + 1, at] = value
        return self

    def types(self, name: str, value: Any, row: int = 1) -> Class:
        """Write in a yellow cell that has a name; a column's by its row from 1."""
        sheet, cells = _named(name)
        column, first = re.findall(r"\$([A-Z]+)\$(\d+)", cells)[0]
        self.changes[sheet, int(first) + row - 1, ord(column) - ord("A") + 1] = value
        return self

    def shown(self) -> Shown:
        results = _recalculator().refill(self.changes)
        assert not _recalculator().unknown
        return Shown({**_texts(), **results})


@cache
def _named(name: str) -> tuple[str, str]:
    sheet, cells = openpyxl.load_workbook(io.BytesIO(data())).defined_names[name].attr_text.rsplit("!", 1)
    return sheet.strip("'"), cells


class Shown:
    """The values of the sheets."""

    def __init__(self, values: dict[Place, Any]) -> None:
        self.values = values

    def below(self, sheet: str, heading: str, rows: int = 1, right: int = 0) -> list[Any]:
        """Give the cells below a text (``right`` columns of it); the helpers' heads are unique on a sheet."""
        (place,) = [at for at, value in self.values.items() if at[0] == sheet and value == heading]
        return [
            self.values.get((sheet, place[1] + down, place[2] + right), "") for down in range(1, rows + 1)
        ]

    def beside(self, sheet: str, word: str, right: int = 1) -> Any:
        """Give the cell right of a text."""
        (place,) = [at for at, value in self.values.items() if at[0] == sheet and value == word]
        return self.values.get((sheet, place[1], place[2] + right), "")

    def printed(self, sheet: str, last_column: int = 7) -> list[Any]:
        """Give what is calculated in the printed columns."""
        return [
            value
            for place, value in self.values.items()
            if place in formulas() and place[0] == sheet and place[2] <= last_column
        ]
