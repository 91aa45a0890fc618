"""How the sheets of the workbook of norms look: cell styles, page set-up, rows of cells.

What stands on them is ``norms_book``'s.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from xl_beregner.batch.norms_words import REFUSED, Cell
from xl_beregner.texts import say

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LINE_POINTS, _SMALL_POINTS = 14.5, 12.0
_INK, _QUIET, _RED, _HAIR = "#1B2A41", "#55647A", "#9B1C1C", "#D9DEE5"
# Text on tint, at least 4.5:1; the word and the icon carry the meaning, the colour only helps.
_LOOKS = {
    "norm": ("#1B5E20", "#E8F3E8"),
    "kobling": ("#1B5E20", "#E8F3E8"),
    "brud": ("#7A4B00", "#FFF4D6"),
    **dict.fromkeys(REFUSED, ("#9B1C1C", "#FBE9E7")),
}


class Styles:
    """The cell styles of this workbook."""

    def __init__(self, book: Workbook) -> None:
        line = {"valign": "top", "bottom": 1, "bottom_color": _HAIR, "font_color": _INK}
        make = book.add_format
        self.title = make({"bold": True, "font_size": 16, "font_color": _INK})
        self.quiet = make({"font_color": _QUIET})
        self.warning = make({"bold": True, "font_color": _RED})
        head = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E79", "text_wrap": True}
        self.head = make(head | {"valign": "vcenter"})
        self.head_right = make(head | {"valign": "vcenter", "align": "right", "indent": 1})
        self.cell = make(line | {"text_wrap": True})
        self.strong = make(line | {"text_wrap": True, "bold": True})
        self.small = make(line | {"text_wrap": True, "font_size": 9, "font_color": _QUIET})
        right = line | {"align": "right", "indent": 1}
        self.count = make(right | {"num_format": "#,##0"})
        self.share = make(right | {"num_format": "0.0 %"})
        self.figure = make(right | {"num_format": "0.000"})
        self.plain = make({"font_color": _INK})
        self.looks: Mapping[str, Format] = {
            state: make(line | {"bold": True, "font_color": ink, "bg_color": tint, "text_wrap": True})
            for state, (ink, tint) in _LOOKS.items()
        }


def page(book: Workbook, name: str, widths: Sequence[float], heading_row: int) -> Worksheet:
    """Add a sheet: A4 landscape one page wide, locked without a password, its headings on each page."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(heading_row)
    sheet.set_footer("&L&8&A&R&8" + say("norms.side", side="&P", sider="&N"))
    sheet.hide_gridlines(2)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    # No password: the lock keeps norms from being changed by accident, not from being read.
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
    return sheet


def write_row(sheet: Worksheet, at: int, values: Sequence[Cell], shapes: Sequence[Format]) -> None:
    """Write cells; a text that looks like a formula or a number stays text."""
    for column, (value, shape) in enumerate(zip(values, shapes, strict=True)):
        if value is None or value == "":
            sheet.write_blank(at, column, None, shape)
        elif isinstance(value, str):
            sheet.write_string(at, column, value, shape)
        else:
            sheet.write_number(at, column, value, shape)


def height(text: str, width: float, is_small: bool = False) -> float:
    """Tell how high a wrapped text stands, in points."""
    letters = width * (1.35 if is_small else 1.1)
    lines = sum(max(1, math.ceil(len(part) / letters)) for part in text.split("\n"))
    return lines * (_SMALL_POINTS if is_small else LINE_POINTS)
