"""The charts of the templates: the strip beside a list's rows, and the lines a board is shown.

Both refer to cells of a list; which columns those are is told in the template's own module.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from workbooks.build.kit.lists import List
from workbooks.build.kit.look import BLUE, BOX, GREY, HAIR, INK, MARK_BEFORE, RULE, WHITE, Book

STRIP_ROWS = 60  # rows the strip reaches down: room for a list that grows; below the list it is empty
OFF = -1  # a position left of the strip: a mark that is not there. A blank would be drawn at 0

_NONE = {"none": True}
_WHOLE = {"x": 0, "y": 0, "width": 1, "height": 1}


def strip(book: Book, beside: List, positions: List, over: str, row_height: float, alt: str) -> None:
    """Lay the strip chart beside a list, one row of the chart beside each row of the list.

    The chart is see-through and reaches far below the list, on a scale of rows: a list that grows or
    shrinks has its marks beside its rows without the chart being moved. LibreOffice draws the band
    above the marks, Excel below them: the band is see-through too, so both read.
    """
    chart = book.file.add_chart({"type": "scatter"})
    for series in (
        # The list's own line below each row goes on through the strip, from end to end.
        {
            **_unseen(positions, "p_bredde"),
            "values": "=" + positions.cells("p_linje"),
            "x_error_bars": {**_bars("both", HAIR, 0.75), "value": 2},
        },
        {**_unseen(positions, "p_midte"), "y_error_bars": _bars("both", GREY, 1, dash_type="dash")},
        {**_unseen(positions, "p_baand"), "x_error_bars": _band(positions)},
        {**_unseen(positions, "p_aar1"), "marker": _dot("circle", 4, MARK_BEFORE)},
        {**_unseen(positions, "p_aar2"), "marker": _dot("circle", 5, MARK_BEFORE)},
        {**_unseen(positions, "p_seneste"), "marker": _dot("circle", 9, BLUE)},
        {**_unseen(positions, "p_maal"), "marker": _dot("diamond", 10, INK)},
    ):
        chart.add_series({"values": "=" + positions.cells("p_y"), **series})
    _without_axes(chart, {"min": 0, "max": 1}, {"min": -STRIP_ROWS, "max": 0})
    width = next(column.width for column in beside.columns if column.key == over)
    size = int(width * 7 + 5), int(STRIP_ROWS * row_height * 4 / 3)
    _lay(beside.sheet, chart, (beside.top + 1, beside.at(over)), size, alt)


def municipal_strip(book: Book, beside: List, over: str, row_height: float, alt: str) -> None:
    """Lay the strip of a municipality's figures beside its list; all positions are filled in, not computed.

    As `strip`: see-through, one unit a row, far below the list, so that it grows without being moved.
    """
    chart = book.file.add_chart({"type": "scatter"})
    for series in (
        {
            **_unseen(beside, "p_bredde"),
            "values": "=" + beside.cells("p_linje"),
            "x_error_bars": {**_bars("both", HAIR, 0.75), "value": 2},
        },
        {**_unseen(beside, "p_land"), "y_error_bars": _bars("both", GREY, 1, dash_type="dash")},
        {**_unseen(beside, "p_halvdel"), "x_error_bars": _span(beside)},
        {**_unseen(beside, "p_baand"), "x_error_bars": _band(beside)},
        {**_unseen(beside, "p_foer"), "marker": _dot("circle", 5, MARK_BEFORE)},
        {**_unseen(beside, "p_seneste"), "marker": _dot("circle", 9, BLUE)},
        {**_unseen(beside, "p_maal"), "marker": _dot("diamond", 10, INK)},
    ):
        chart.add_series({"values": "=" + beside.cells("p_y"), **series})
    _without_axes(chart, {"min": 0, "max": 1}, {"min": -STRIP_ROWS, "max": 0})
    width = next(column.width for column in beside.columns if column.key == over)
    size = int(width * 7 + 5), int(STRIP_ROWS * row_height * 4 / 3)
    _lay(beside.sheet, chart, (beside.top + 1, beside.at(over)), size, alt)


def ladder(
    book: Book,
    sheet: Worksheet,
    cells: Mapping[str, str],
    rows: int,
    place: tuple[int, int],
    size: tuple[int, int],
    alt: str,
) -> None:
    """Lay a strip over so many rows that are always the same: a figure with its band, and its goal.

    ``cells``: the columns of positions from 0 to 1 (``linje``, ``midte``, ``bredde``, ``siffra``, ``mal``)
    and of rows from the top (``y``, ``under``); a position of ``OFF`` is not seen.
    """
    chart = book.file.add_chart({"type": "scatter"})
    unseen: dict[str, Any] = {"marker": {"type": "none"}, "line": _NONE}
    width = "=" + cells["bredde"]
    bars = _bars("both", BLUE, 6, transparency=72)
    band = {**bars, "type": "custom", "plus_values": width, "minus_values": width}
    looks: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("linje", "under", {**unseen, "x_error_bars": {**_bars("both", HAIR, 0.75), "value": 2}}),
        ("midte", "y", {**unseen, "x_error_bars": band}),
        ("siffra", "y", {"marker": _dot("circle", 9, BLUE), "line": _NONE}),
        ("mal", "y", {"marker": _dot("diamond", 11, INK), "line": _NONE}),
    )
    for key, row, look in looks:
        chart.add_series({"name": key, "categories": "=" + cells[key], "values": "=" + cells[row], **look})
    _without_axes(chart, {"min": 0, "max": 1}, {"min": -rows, "max": 0})
    _lay(sheet, chart, place, size, alt)


def _without_axes(
    chart: Any, x: Mapping[str, float], y: Mapping[str, float], layout: Mapping[str, float] = _WHOLE
) -> None:
    """Show nothing of a chart but its series, on scales from ``min`` to ``max``."""
    chart.set_legend(_NONE)
    chart.set_chartarea({"border": _NONE, "fill": _NONE})
    chart.set_plotarea({"border": _NONE, "fill": _NONE, "layout": dict(layout)})
    for scale, set_axis in ((x, chart.set_x_axis), (y, chart.set_y_axis)):
        set_axis({**scale, "visible": False, "major_gridlines": {"visible": False}})


def _lay(sheet: Worksheet, chart: Any, place: tuple[int, int], size: tuple[int, int], alt: str) -> None:
    """Lay a chart over cells, moved and sized with them: it stays beside its rows at any height."""
    chart.set_size({"width": size[0], "height": size[1]})
    sheet.insert_chart(*place, chart, {"description": alt, "object_position": 1})


def _unseen(made: List, key: str) -> dict[str, Any]:
    """Start a series of points that show nothing themselves, only what hangs on them."""
    name = f"='{made.sheet.get_name()}'!" + xl_rowcol_to_cell(
        made.top, made.at(key), row_abs=True, col_abs=True
    )
    return {"name": name, "categories": "=" + made.cells(key), "marker": {"type": "none"}, "line": _NONE}


def _bars(direction: str, ink: str, width: float, **line: Any) -> dict[str, Any]:
    return {
        "type": "fixed", "value": 0.5, "end_style": 0, "direction": direction,
        "line": {"color": ink, "width": width, **line},
    }  # fmt: skip


def _band(made: List) -> dict[str, Any]:
    width = "=" + made.cells("p_bredde")
    # The ink of the mark of this year, thinned: a mark below the band keeps its ink.
    # LibreOffice always puts ends on error bars, as thick as the bar and 2 mm (6 points) high: on a bar
    # no higher than that they reach 3 points beyond the figures and are hardly seen.
    bars = _bars("both", BLUE, 6, transparency=72)
    return {**bars, "type": "custom", "plus_values": width, "minus_values": width}


def _span(made: List) -> dict[str, Any]:
    """Draw where the schools' middle half lies: a thin line, quieter than an uncertainty."""
    width = "=" + made.cells("p_halvbredde")
    return {**_bars("both", RULE, 1), "type": "custom", "plus_values": width, "minus_values": width}


def _dot(shape: str, size: int, ink: str) -> dict[str, Any]:
    # A white rim keeps marks apart in Excel; LibreOffice draws no rims, so none may carry meaning.
    return {"type": shape, "size": size, "fill": {"color": ink}, "border": {"color": WHITE, "width": 0.75}}


def lines(
    book: Book,
    sheet: Worksheet,
    cells: Mapping[str, tuple[str, str]],
    place: tuple[int, int],
    size: tuple[int, int],
    alt: str,
) -> None:
    """Lay a line over eight columns of figures and the ninth, the target's; no axis is shown.

    ``cells``: x and y of each series, x counting the columns from 1. The uncertainty is a line around a
    box, not an error bar: LibreOffice puts ends on those that reach beyond the figures.
    """
    chart = book.file.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    words = book.words["bestyrelse"]
    drawn: dict[str, dict[str, Any]] = {
        "usikkerhed": {"marker": {"type": "none"}, "line": {"color": BOX, "width": 1}},
        "kommunen": {"line": {"color": GREY, "width": 1.25, "dash_type": "square_dot"},
                     "marker": _dot("square", 5, GREY)},
        "skolen": {"line": {"color": BLUE, "width": 2.25}, "marker": _dot("circle", 7, BLUE)},
        "maal": {"line": _NONE, "marker": _dot("diamond", 10, INK)},
    }  # fmt: skip
    for key, series in drawn.items():
        x, y = cells[key]
        chart.add_series({"name": words[key], "categories": "=" + x, "values": "=" + y, **series})
    _without_axes(chart, {"min": 0.5, "max": 9.5}, {}, layout={"x": 0, "y": 0.06, "width": 1, "height": 0.88})
    _lay(sheet, chart, place, size, alt)


def class_strip(
    book: Book,
    sheet: Worksheet,
    cells: Mapping[str, tuple[str, str]],
    place: tuple[int, int],
    size: tuple[int, int],
    alt: str,
) -> None:
    """Lay a strip of dots beside each test: a dot a pupil, the middle half as a band, the median on it.

    ``cells``: x and y of each series. One chart over all rows, each test on a row of its scale; LibreOffice
    draws a band above the marks, so it is see-through.
    """
    chart = book.file.add_chart({"type": "scatter"})
    width = "=" + cells["bredde"][0]
    bars = {
        **_bars("both", BLUE, 6, transparency=72),
        "type": "custom",
        "plus_values": width,
        "minus_values": width,
    }
    looks: dict[str, dict[str, Any]] = {
        "midte": {"marker": {"type": "none"}, "x_error_bars": bars},
        "median": {"marker": _dot("circle", 7, BLUE)},
    }
    for key, (x, y) in cells.items():
        if key != "bredde":
            look = looks.get(key, {"marker": _dot("circle", 4, MARK_BEFORE)})
            chart.add_series({"categories": "=" + x, "values": "=" + y, "line": _NONE, **look})
    rows = sum(key.startswith("prik_") for key in cells)
    _without_axes(chart, {"min": -0.9, "max": 61}, {"min": -rows, "max": 0})
    _lay(sheet, chart, place, size, alt)


def curve(
    book: Book,
    sheet: Worksheet,
    cells: Mapping[str, tuple[str, str]],
    place: tuple[int, int],
    size: tuple[int, int],
    alt: str,
) -> None:
    """Lay one pupil's curve over the six columns of its figures; no axis is shown.

    ``cells``: x and y of each series, x counting the columns from 1. The uncertainty is a thick line
    between two points, not an error bar, to which LibreOffice adds ends; see-through, because
    LibreOffice draws lines above the marks of all series.
    """
    chart = book.file.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    unseen = {"marker": {"type": "none"}, "line": _NONE}
    for key, (x, y) in cells.items():
        look: dict[str, Any] = {"marker": {"type": "none"}, "line": {"color": BLUE, "width": 2.25}}
        if key == "brud":
            look = {**unseen, "y_error_bars": _bars("both", GREY, 1, dash_type="dash")}
        elif key.startswith("soejle"):
            look = {"marker": {"type": "none"}, "line": {"color": BLUE, "width": 14, "transparency": 72}}
        elif key == "ventet":
            look = {
                "marker": _dot("diamond", 9, INK),
                "line": {"color": GREY, "width": 1.25, "dash_type": "dash"},
            }
            look["points"] = [{"fill": _NONE, "border": _NONE}, None]
        elif key == "prik":
            look = {"marker": _dot("circle", 9, BLUE), "line": _NONE}
        chart.add_series({"categories": "=" + x, "values": "=" + y, **look})
    _without_axes(chart, {"min": 0.5, "max": 6.5}, {"min": 0, "max": 1})
    _lay(sheet, chart, place, size, alt)
