"""An answer for every cell a workbook asks its school to write in, of the kind the cell takes.

Which kind that is, and which words may be chosen, is read from the workbook's own validations by openpyxl.
Of a long list the first rows are answered. Each text is one of its own, so that it can be searched for.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries
from support.school_pen import Key, Places, Value
from support.values import quiet

MOST_ROWS = 3
_DAY = datetime.date(2026, 9, 1)


def every_answer(workbook: Path, mark: str) -> dict[Key, Value]:
    """Give an answer for every open cell; texts begin with ``mark`` and are told apart by a number."""
    with quiet():
        book = openpyxl.load_workbook(workbook)
        shown = openpyxl.load_workbook(workbook, data_only=True)
    places = Places(workbook)
    found: dict[Key, Value] = {}
    for name, area in book.defined_names.items():
        if not name.startswith("svar_"):
            continue
        sheet, cells = next(iter(area.destinations))
        for key, cell in _keyed(name.removeprefix("svar_"), cells, places):
            found[key] = _fits(book, shown, sheet, cell, f"{mark} {len(found):03}")
    return found


def _keyed(name: str, cells: str, places: Places) -> Iterator[tuple[Key, str]]:
    """Give the keys of a name's first cells, and their addresses."""
    left, top, _, _ = range_boundaries(cells.replace("$", ""))
    letter = openpyxl.utils.get_column_letter(left)
    table, parted, field = name.rpartition("__")
    if not parted:
        yield ("", "", field), f"{letter}{top}"
        return
    for row, key in enumerate(places.keys(table)[:MOST_ROWS]):
        if key != "None":
            yield (table, key, field), f"{letter}{top + row}"


def _fits(book: Any, shown: Any, sheet: str, cell: str, mark: str) -> Value:
    for rule in book[sheet].data_validations.dataValidation:
        if cell not in rule.sqref:
            continue
        if rule.type == "list":
            return _choices(shown, sheet, str(rule.formula1))[-1]
        if rule.type == "date":
            return _DAY + datetime.timedelta(days=int(mark.rpartition(" ")[2]) % 200)
        if rule.type in ("decimal", "whole"):
            low, high = (_bound(one, default) for one, default in ((rule.formula1, 0), (rule.formula2, 1)))
            return float(max(low, min(high, 0.5 if high <= 1 else 4.0)))
    return mark


def _choices(shown: Any, sheet: str, source: str) -> list[str]:
    """List the words of a list: written out, in cells, or under a name."""
    if source.startswith('"'):
        return source.strip('"').split(",")
    if source.startswith("OFFSET("):  # a list as long as what stands in it
        source = source.removeprefix("OFFSET(").partition(",")[0]
    if source in shown.defined_names:
        sheet, source = next(iter(shown.defined_names[source].destinations))
    elif "!" in source:
        sheet, source = source.lstrip("=").rsplit("!", 1)
    rows = shown[sheet.strip("'")][source.replace("$", "").lstrip("=")]
    words = [str(row[0].value) for row in rows if row[0].value not in (None, "")]
    assert words, f"{sheet}: the list {source} offers nothing"
    return words


def _bound(formula: Any, default: float) -> float:
    try:
        return float(formula)
    except (TypeError, ValueError):
        return default
