"""How the administration's workbooks look: inks, cell styles, page set-up, tables of cells.

What stands in them is told by each: the overview of a run in ``report``, norms in ``norms_book``, what
came home in ``collected_book``, goals and results in ``evaluation_book``. What a cell is, and how much
room its text takes, is ``look_cells``'.
"""

from __future__ import annotations

import datetime
import io
import math
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from xl_beregner.batch.books.look_cells import Cell, Column, Plain, Row, clean, head_height, row_height

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

INK, QUIET, RED, BLUE, WHITE = "#1B2A41", "#55647A", "#9B1C1C", "#1F4E79", "#FFFFFF"
HAIR, RULE = "#D9DEE5", "#8091A5"
# Text on tint, at least 4.5:1; the word and the icon carry the meaning, the colour only helps.
TINTS: Mapping[str, tuple[str, str]] = {
    "good": ("#1B5E20", "#E8F3E8"),
    "look": ("#7A4B00", "#FFF4D6"),
    "bad": ("#9B1C1C", "#FBE9E7"),
    "gone": ("#44546A", "#ECEFF3"),
}
_TIP = 250  # letters of a link's hint
_AIR = 7.5  # points between what a sheet says of itself and its table

_LINE = {"valign": "top", "bottom": 1, "bottom_color": HAIR, "font_color": INK}
_WRAP = {**_LINE, "text_wrap": True}
_RIGHT = {**_LINE, "align": "right", "indent": 1}
_HEAD = {"bold": True, "font_color": WHITE, "bg_color": BLUE, "text_wrap": True, "valign": "vcenter"}

STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": INK},
    "quiet": {"font_color": QUIET},
    "warning": {"bold": True, "font_color": RED},
    "section": {"bold": True, "font_size": 12, "font_color": BLUE, "bottom": 1, "bottom_color": RULE},
    "plain": {"font_color": INK},
    "said": {"font_color": INK, "text_wrap": True, "valign": "top"},
    # Headings of columns, and the words above several of them.
    "head": _HEAD,
    "head_right": {**_HEAD, "align": "right", "indent": 1},
    "over": {"bold": True, "font_color": BLUE, "bottom": 2, "bottom_color": BLUE},
    # Cells of a table.
    "cell": _WRAP,
    "line": _LINE,
    "strong": {**_WRAP, "bold": True},
    "again": {**_WRAP, "font_color": QUIET},  # what the row above says too
    "small": {**_WRAP, "font_size": 9, "font_color": QUIET},
    "middle": {**_LINE, "align": "center"},
    "count": {**_RIGHT, "num_format": "#,##0"},
    "share": {**_RIGHT, "num_format": "0.0 %"},
    "chance": {**_RIGHT, "num_format": "0 %"},
    "figure": {**_RIGHT, "num_format": "0.000"},
    "value": {**_RIGHT, "num_format": "General"},
    "date": {**_LINE, "align": "left", "num_format": "dd-mm-yyyy"},
    "link": {**_LINE, "font_color": "#0B5394", "underline": 1},
    **{tint: {**_WRAP, "bold": True, "font_color": ink, "bg_color": on} for tint, (ink, on) in TINTS.items()},
    # Where the administration itself writes: the same yellow as in the schools' workbooks.
    "input": {**_WRAP, "bg_color": "#FFF6D6", "border": 1, "border_color": "#DCC678", "locked": False},
}
_RIGHT_HEADS = ("count", "share", "chance", "figure", "value")

_FIXED = datetime.datetime(2000, 1, 1)  # a clock would make two equal runs differ
# A school may be called "=1+1".
_TEXT_STAYS_TEXT = ("strings_to_formulas", "strings_to_numbers", "strings_to_urls")
_LINKS = re.compile(r"xl/worksheets/_rels/sheet\d+\.xml\.rels")
_NAME, _NOT_IN_NAMES = 31, re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class Book:
    """A workbook under construction: XlsxWriter's, with these styles at hand."""

    def __init__(
        self, title: str, subject: str, footer: str, seen: Callable[[Plain], Plain] = lambda value: value
    ) -> None:
        """``seen``: what becomes of every value before it is written, for what must not be shown."""
        from xlsxwriter.workbook import Workbook

        self._seen = seen
        self._bytes = io.BytesIO()
        self._footer = footer
        self._formats: dict[tuple[Any, ...], Format] = {}
        self.file = Workbook(self._bytes, {"in_memory": True} | dict.fromkeys(_TEXT_STAYS_TEXT, False))
        self.file.set_properties(
            {"title": title, "subject": subject, "author": "xl-beregner", "created": _FIXED}
        )

    def style(self, name: str, **more: Any) -> Format:
        """Give the cell style of that name, with what differs here."""
        key = (name, *sorted(more.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(_with_air({**STYLES[name], **more}))
        return self._formats[key]

    def page(
        self, name: str, widths: Sequence[float], *, heading_row: int = 0, is_locked: bool = False
    ) -> Worksheet:
        """Add a sheet: A4 landscape one page wide, its headings repeated on each page."""
        sheet = self.file.add_worksheet(self._free(name))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.repeat_rows(heading_row)
        sheet.set_footer("&L&8&A&R&8" + self._footer)
        sheet.hide_gridlines(2)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        if (
            is_locked
        ):  # No password: the lock keeps figures from being changed by accident, not from being read.
            allowed = ("format_columns", "format_rows", "autofilter", "sort")
            sheet.protect("", dict.fromkeys(allowed, True))
        return sheet

    def _free(self, name: str) -> str:
        """Make a name one a sheet can have, and no other sheet has."""
        plain = _NOT_IN_NAMES.sub(" ", clean(name)).strip("' ")[:_NAME] or "-"
        taken = {sheet.get_name().casefold() for sheet in self.file.worksheets()}
        free, number = plain, 1
        while free.casefold() in taken:
            number += 1
            free = f"{plain[: _NAME - 4]} ({number})"
        return free

    def top(
        self,
        sheet: Worksheet,
        title: str,
        lines: Iterable[str],
        warnings: Iterable[str] = (),
        *,
        has_air: bool = True,
    ) -> int:
        """Write title, what the sheet is about, and what must be seen; tell the row after them."""
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, clean(title), self.style("title"))
        said = [(line, "quiet") for line in lines] + [(line, "warning") for line in warnings if line]
        for row, (line, style) in enumerate(said, 1):
            sheet.write_string(row, 0, clean(line), self.style(style))
        if has_air:
            sheet.set_row(len(said) + 1, _AIR)
        return len(said) + 1 + has_air

    def table(
        self,
        sheet: Worksheet,
        top: int,
        columns: Sequence[Column],
        rows: Sequence[Row],
        *,
        frozen: int = 0,
        is_plain: bool = False,
    ) -> int:
        """Write headings and rows, freeze them, let them be filtered; tell the row after the last.

        ``is_plain``: a table for programs, whose rows stay one line high.
        """
        if any(column.over for column in columns):
            self._over(sheet, top, columns)
            top += 1
        for at, column in enumerate(columns):
            style = "head_right" if column.style in _RIGHT_HEADS else "head"
            sheet.write_string(top, at, column.heading, self.style(style))
        sheet.set_row(top, head_height(columns))
        sheet.repeat_rows(top)
        sheet.freeze_panes(top + 1, frozen)
        for at, row in enumerate(rows, top + 1):
            cells = [
                one if isinstance(one, Cell) else Cell(one, column.style)
                for one, column in zip(row, columns, strict=True)
            ]
            for place, cell in enumerate(cells):
                self.write(sheet, at, place, cell)
            if not is_plain:
                sheet.set_row(at, row_height(cells, [column.width for column in columns]))
        last = top + max(len(rows), 1)
        sheet.autofilter(top, 0, last, len(columns) - 1)
        sheet.print_area(0, 0, last, len(columns) - 1)
        return last + 1

    def _over(self, sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
        """Write the words above columns, each once, over a line as long as what it is about."""
        before = ""
        for at, column in enumerate(columns):
            if column.over:
                self.write(sheet, row, at, Cell(column.over if column.over != before else None, "over"))
            before = column.over

    def row(self, sheet: Worksheet, at: int, values: Sequence[Plain], styles: Sequence[str]) -> None:
        """Write the cells of one row, each in the style of its place."""
        for column, (value, style) in enumerate(zip(values, styles, strict=True)):
            self.write(sheet, at, column, Cell(value, style))

    def write(self, sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        """Write one cell; a text that looks like a formula or a number stays text."""
        value, shape = self._seen(cell.value), self.style(cell.style, **cell.more)
        if value is None or value == "" or (isinstance(value, float) and not math.isfinite(value)):
            sheet.write_blank(row, column, None, shape)
        elif cell.link and value == cell.value:
            address = f"external:{_escaped(cell.link)}"
            sheet.write_url(row, column, address, shape, clean(str(value)), cell.link[-_TIP:])
        elif isinstance(value, str):
            sheet.write_string(row, column, clean(value), shape)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, shape)
        elif isinstance(value, datetime.date):
            sheet.write_datetime(row, column, value, self.style("date", **cell.more))
        else:
            sheet.write_number(row, column, value, shape)

    def finished(self) -> bytes:
        """Close the workbook and give its bytes; the same content gives the same bytes."""
        self.file.close()
        return _with_slashes(self._bytes)


def _with_air(look: Mapping[str, Any]) -> Mapping[str, Any]:
    """Keep a figure off the text beside it.

    LibreOffice may leave out the indent of a number that has a format; the width of an M ends it instead.
    """
    shape = look.get("num_format", "General")
    if look.get("align") != "right" or shape == "General":
        return look
    parts = ";".join(f"{part}_M" for part in shape.split(";"))
    return {**look, "num_format": parts, "indent": 0}


def _escaped(address: str) -> str:
    """Write a file's name as an address; XlsxWriter takes "#" for a place in it and "%41" for a letter."""
    for sign, said in (("%", "%25"), ("#", "%23"), (" ", "%20"), ('"', "%22"), ("[", "%5b"), ("]", "%5d")):
        address = address.replace(sign, said)
    return address


def _with_slashes(stream: io.BytesIO) -> bytes:
    """Turn the links' backslashes round: Excel takes either, LibreOffice off Windows only these."""
    made = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            data = source.read(member)
            if _LINKS.fullmatch(member.filename):
                data = data.replace(b"\\", b"/")
            target.writestr(member, data)
    return made.getvalue()
