"""The five elements as a pentagon, every one joined to every other: no order, and where one has begun.

A chart and not a drawing: its marks follow what is typed, and LibreOffice shows it too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.look import BLUE, GREY, INK, RULE, Book, area

_OFF = -9  # beyond the axes: a mark that is not there
_CORNERS = 5
# Through every side and every diagonal in one stroke.
_STROKE = (0, 1, 2, 3, 4, 0, 2, 4, 1, 3, 0)
_NAMES_AT = 1.36  # how far out the names stand, beyond the marks at 1


def pentagon(
    book: Book,
    sheet: Worksheet,
    states: Sequence[str],
    place: tuple[int, int],
    figures: tuple[int, int],
    size: tuple[int, int],
) -> None:
    """Lay the pentagon at ``place``, its figures out of print from ``figures`` and to the right.

    ``states``: the cell of each element that says whether it has begun.
    """
    words = book.words["smtte"]
    chart = book.file.add_chart({"type": "scatter", "subtype": "straight"})
    rows = _figures(book, sheet, states, figures)
    line = {"line": {"color": RULE, "width": 0.75}}
    none = {"line": {"none": True}}
    chart.add_series({**rows["streg"], **line, "marker": {"type": "none"}})
    for key, size_of, ink in (("ikke", 6, GREY), ("begyndt", 13, BLUE)):
        chart.add_series({**rows[key], **none, "marker": _mark(size_of, ink)})
    names = [name for name, _ in words["elementer"].values()]
    font = {"size": 10, "color": INK, "bold": True}
    custom = [{"value": name} for name in names]
    labels = {"value": True, "custom": custom, "position": "center", "font": font}
    chart.add_series({**rows["navne"], **none, "marker": {"type": "none"}, "data_labels": labels})
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    layout = {"x": 0, "y": 0, "width": 1, "height": 1}
    chart.set_plotarea({"border": {"none": True}, "fill": {"none": True}, "layout": layout})
    for axis in (chart.set_x_axis, chart.set_y_axis):
        axis({"min": -1.7, "max": 1.7, "visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": size[0], "height": size[1]})
    sheet.insert_chart(*place, chart, {"description": words["alt_figur"], "object_position": 1})


def _mark(size: int, ink: str) -> dict[str, object]:
    return {"type": "circle", "size": size, "fill": {"color": ink}, "border": {"color": ink}}


def _figures(
    book: Book, sheet: Worksheet, states: Sequence[str], top_left: tuple[int, int]
) -> dict[str, dict[str, str]]:
    """Write the corners out of print, a row each series' x and y; give each series its two rows."""
    top, left = top_left
    corners = [_corner(at) for at in range(_CORNERS)]
    begun = book.words["overblik"]["begyndt"]
    found = {}
    for place, key in enumerate(("streg", "navne", "begyndt", "ikke")):
        # Across, in two rows: these rows are those of the elements, and high enough.
        column = left + place * (len(_STROKE) + 1)
        order = _STROKE if key == "streg" else range(_CORNERS)
        for step, at in enumerate(order):
            for axis in (0, 1):
                value, cell = corners[at][axis], (top + axis, column + step)
                if key in ("streg", "navne"):
                    out = _NAMES_AT if key == "navne" else 1
                    sheet.write_number(*cell, round(value * out, 3), book.style("help"))
                    continue
                shown = f'{states[at]}="{begun}"'
                yes, no = (value, _OFF) if key == "begyndt" else (_OFF, value)
                sheet.write_formula(*cell, f"=IF({shown},{yes},{no})", book.style("help"), 0)
        last = column + len(order) - 1
        found[key] = {
            "categories": "=" + area(sheet, top, column, top, last),
            "values": "=" + area(sheet, top + 1, column, top + 1, last),
        }
    return found


def _corner(at: int) -> tuple[float, float]:
    """Give the corners from the top and clockwise, on a circle of radius 1."""
    angle = math.pi / 2 - 2 * math.pi * at / _CORNERS
    return round(math.cos(angle), 3), round(math.sin(angle), 3)
