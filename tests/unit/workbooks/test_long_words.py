"""No word of a template is wider than its cell: Swedish joins words, and a cell breaks one where it ends."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from xl_beregner.batch.shelf import templates

_USUAL_WIDTH, _USUAL_SIZE = 8.43, 11
_INDENT = 1.3  # characters
# A letter's width in a column's unit, the digit 0 of the usual size; bold letters are wider.
_LETTER, _BOLD = 0.95, 1.06
SWEDISH = [shelved.path for shelved in templates() if shelved.language == "sv"]


def too_wide(sheet: Any) -> Iterator[str]:
    """Name the words that are wider than their wrapped cell, with its address."""
    widths = _widths(sheet)
    joined = {area.coord.partition(":")[0]: area for area in sheet.merged_cells.ranges}
    last = re.findall(r"\$?([A-Z]+)\$?\d+$", str(sheet.print_area or ""))
    end = column_index_from_string(last[0]) if last else None
    for row in sheet.iter_rows(max_col=end):
        for cell in row:
            said = cell.value
            if not isinstance(said, str) or said.startswith("=") or not cell.alignment.wrap_text:
                continue
            area = joined.get(cell.coordinate)
            columns = range(area.min_col, area.max_col + 1) if area else [cell.column]
            room = sum(widths.get(at, _USUAL_WIDTH) for at in columns)
            room -= _INDENT if cell.alignment.indent else 0
            letter = _LETTER * (cell.font.sz or _USUAL_SIZE) / _USUAL_SIZE * (_BOLD if cell.font.b else 1)
            words = re.split(r"[\s\-–/]+", said)
            yield from (f"{cell.coordinate}: {word}" for word in words if len(word) * letter > room)


def _widths(sheet: Any) -> dict[int, float]:
    """Give the columns' widths by number; one entry may stand for several."""
    found = {}
    for letter, one in sheet.column_dimensions.items():
        first = one.min or column_index_from_string(letter)
        found |= dict.fromkeys(range(first, (one.max or first) + 1), one.width)
    return found


@pytest.mark.parametrize("path", SWEDISH, ids=lambda path: path.stem)
def test_no_word_is_wider_than_its_cell(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    assert {sheet.title: found for sheet in book if (found := list(too_wide(sheet)))} == {}


def test_a_word_that_is_too_wide_is_found() -> None:
    sheet = openpyxl.Workbook().active
    sheet.column_dimensions["A"].width = 9
    for row, said in ((1, "meritvärde nu"), (2, "betyg"), (3, "betygsmedelvärden")):
        sheet.cell(row, 1, said).alignment = openpyxl.styles.Alignment(wrap_text=True)
    assert list(too_wide(sheet)) == ["A1: meritvärde", "A3: betygsmedelvärden"]
