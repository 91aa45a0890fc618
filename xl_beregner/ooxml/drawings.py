"""Charts, pictures and shapes of a sheet: which cells they lie on.

What a chart shows is `filling.charts`' matter; a drawing's own markup is never touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from xl_beregner.ooxml.markup import Element
from xl_beregner.ooxml.sheet import Box
from xl_beregner.ooxml.workbook import Workbook

# A drawing that tells its size, not its last cell, is measured in Excel's standard cells (EMU).
_ROW_HEIGHT = 190_500
_COLUMN_WIDTH = 609_600


def drawn_boxes(workbook: Workbook, sheet_part: str) -> Iterator[Box]:
    """Tell the cells each drawing of a sheet lies on."""
    for part in workbook.package.related(sheet_part, "drawing"):
        for anchor in workbook.package.markup(part).root.all("twoCellAnchor", "oneCellAnchor"):
            box = _anchored(anchor)
            if box:
                yield box


def _anchored(anchor: Element) -> Box | None:
    start, end, extent = anchor.child("from"), anchor.child("to"), anchor.child("ext")
    if start is None:
        return None
    top, left = _number(start, "row") + 1, _number(start, "col") + 1
    if end is not None:
        # An end exactly on a cell's edge lies in the cell before it.
        bottom = _number(end, "row") + (1 if _number(end, "rowOff") > 0 else 0)
        right = _number(end, "col") + (1 if _number(end, "colOff") > 0 else 0)
        return (top, left, max(top, bottom), max(left, right))
    if extent is None:
        return (top, left, top, left)
    rows = ceil((_number(start, "rowOff") + int(extent.attributes.get("cy", "0"))) / _ROW_HEIGHT)
    columns = ceil((_number(start, "colOff") + int(extent.attributes.get("cx", "0"))) / _COLUMN_WIDTH)
    return (top, left, top + max(rows, 1) - 1, left + max(columns, 1) - 1)


def _number(place: Element, name: str) -> int:
    found = place.child(name)
    return int(found.text) if found is not None and found.text.strip() else 0
