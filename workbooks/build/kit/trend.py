"""The trend of a row of figures: eight years as small columns, in the list ``tal`` and its like.

The eight years are the columns t1 to t8 of the list; a picture of them stands in its column ``trend``.
"""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from workbooks.build.kit.lists import Column, List, Look, helper
from workbooks.build.kit.look import BAND, BLUE, WHITE, area

TREND = [f"t{year}" for year in range(1, 9)]


def trend_helpers() -> list[Column]:
    """Give the columns a trend is drawn from: two points beyond the years, and the years."""
    return [*(helper(key, _beyond(key)) for key in ("t_loft", "t_bund")), *(helper(key) for key in TREND)]


def _beyond(key: str) -> str:
    """Give a point just beyond the highest or lowest year, drawn in white: air above and below the bars."""
    # One range: some engines take a blank cell that is named alone as 0.
    years = f"{{{TREND[0]}:{TREND[-1]}}}"
    end, sign = ("MAX", "+") if key == "t_loft" else ("MIN", "-")
    return f'IF(COUNT({years})=0,"",{end}({years}){sign}0.15*(MAX({years})-MIN({years})){sign}0.001)'


def draw_trend(made: List) -> None:
    """Draw each row's eight years: one group of sparklines, which grows with the list."""
    rows = range(made.top + 1, made.bottom + 1)
    first, last, shown = (made.at(key) for key in ("t_loft", "t8", "trend"))
    # Columns, because LibreOffice 7.4 leaves lines out when it prints.
    made.sheet.add_sparkline(
        made.top + 1, shown,
        {
            "location": [xl_rowcol_to_cell(row, shown) for row in rows],
            "range": [area(made.sheet, row, first, row, last).replace("$", "") for row in rows],
            "type": "column", "series_color": BAND, "negative_color": BAND,
            "last_point": True, "last_color": BLUE,
            "high_point": True, "high_color": WHITE, "low_point": True, "low_color": WHITE,
            "show_hidden": True, "empty_cells": "gaps",
        },
    )  # fmt: skip


def verdict_icons() -> list[Look]:
    """Show a verdict's icon before its word by number format, so the word stays what was filled."""
    icons = {"OVER": "▲", "UNDER": "▼", "PÅ": "●"}
    return [
        (f'LEFT(UPPER({{cell}}),{len(word)})="{word}"', {"num_format": f'"{icon} "@'})
        for word, icon in icons.items()
    ]
