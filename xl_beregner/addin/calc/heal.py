"""Formulas whose function names an Excel file brought in a form Calc does not know, written anew.

Excel's add-ins store ``_xldudf_BEREGNER_X`` or ``_xll.BEREGNER_X``; of a plain name it does not know
Calc makes small letters and shows ``#NAME?``. Entered again with the plain name they work.
"""

from __future__ import annotations

import re
from typing import Any, Iterator  # noqa: UP035  (Python 3.8)

from .blanks import formula_blocks

# In whatever form: behind a prefix, or in small letters.
_BROKEN = re.compile(
    r"(?<![\w.])(?:(?:_xlfn\.)?(?:_xldudf_|_xll\.))?(beregner_[a-z]+)(?=\s*\()", re.IGNORECASE
)
_QUOTED = re.compile(r"(\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*')")


def healed(formula: str) -> str:
    """Write a formula with the plain names of our functions; text in quotes stays."""
    parts = _QUOTED.split(formula)
    return "".join(
        part if place % 2 else _BROKEN.sub(lambda found: found.group(1).upper(), part)
        for place, part in enumerate(parts)
    )


def heal(document: Any) -> tuple[int, int]:
    """Enter every broken formula anew; tell how many now work and how many would not change."""
    done = refused = 0
    modified = document.isModified()
    document.lockControllers()
    try:
        for place in range(document.Sheets.Count):
            sheet = document.Sheets.getByIndex(place)
            for cell in list(_broken_cells(sheet)):
                if _enter(sheet, cell):
                    done += 1
                else:
                    refused += 1
    finally:
        document.unlockControllers()
    if not modified:
        document.setModified(False)
    return done, refused


def _broken_cells(sheet: Any) -> Iterator[Any]:
    """Give each broken formula's cell once: of an array formula the first."""
    seen: set[tuple[int, int]] = set()
    for block in formula_blocks(sheet):
        for down, row in enumerate(block.getFormulaArray()):
            for right, formula in enumerate(row):
                if formula and healed(formula) != formula:
                    cell = block.getCellByPosition(right, down)
                    at = _first_of_array(sheet, cell)
                    if at not in seen:
                        seen.add(at)
                        yield sheet.getCellByPosition(*at)


def _first_of_array(sheet: Any, cell: Any) -> tuple[int, int]:
    address = _array(sheet, cell).getRangeAddress() if cell.getArrayFormula() else None
    if address is None:
        found = cell.getCellAddress()
        return found.Column, found.Row
    return address.StartColumn, address.StartRow


def _array(sheet: Any, cell: Any) -> Any:
    """Find the whole range an array formula fills."""
    cursor = sheet.createCursorByRange(cell)
    cursor.collapseToCurrentArray()
    return cursor


def _enter(sheet: Any, cell: Any) -> bool:
    """Enter one formula anew; on a protected sheet Calc keeps the old one."""
    try:
        if cell.getArrayFormula():
            formula = healed(plain(cell))
            enter_array(_array(sheet, cell), formula)
        else:
            cell.setFormula(healed(cell.getFormula()))
    except Exception:  # whatever Calc calls it: this cell could not be written
        return False
    now: str = cell.getFormula()
    return healed(now) == now


def plain(cell: Any) -> str:
    """Give an array formula as it is entered; ``getArrayFormula`` writes it as the user would."""
    written: str = cell.getFormula()
    return written[1:-1] if written.startswith("{=") else written


def enter_array(whole: Any, formula: str) -> None:
    """Enter an array formula anew on exactly its range."""
    whole.setArrayFormula("")
    whole.setArrayFormula(formula)


def own_functions(formula: str) -> list[str]:
    """Name our functions in a formula."""
    plain = "".join(_QUOTED.split(formula)[::2])
    return [found.group(1).upper() for found in _BROKEN.finditer(plain)]
