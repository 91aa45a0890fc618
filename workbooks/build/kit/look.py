"""The look all workbooks share: inks, cell styles, page set-up, protection, the document itself.

The lists of a template are written by ``lists``, its charts by ``pictures``; which cells it has is
told in the template's own module.
"""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

# Inks. Every ink is at least 4.5:1 on every ground it stands on; a test computes it.
INK = "#1B2A41"
GREY = "#55647A"
BLUE = "#1F5C99"
RED = "#9B2226"
BROWN = "#7A4100"
GREEN = "#1E5B38"
WHITE = "#FFFFFF"
INPUT = "#FFF6D6"  # the only strong ground: here the reader may write
# Lines and shapes, which carry no words.
HAIR = "#DCE3EB"
RULE = "#8091A5"
INPUT_LINE = "#DCC678"
BAND = "#A9C7E8"
BOX = "#5B8DC2"
MARK_BEFORE = "#8091A5"

# A rule for a yellow cell where nothing is to be written: white, between its row's own lines.
CLOSED: Mapping[str, Any] = {
    "bg_color": WHITE, "border": 1, "left_color": WHITE, "right_color": WHITE, "top_color": HAIR,
    "bottom_color": HAIR,
}  # fmt: skip

FONT = "Calibri"  # LibreOffice takes Carlito, of the same widths
CREATED = datetime(2026, 9, 1, tzinfo=UTC)

_WORDS = Path(__file__).resolve().parent.parent / "words"
_DATE = "dd-mm-yyyy"

_ROW = {"valign": "vcenter", "bottom": 1, "bottom_color": HAIR}
_INPUT = {**_ROW, "bg_color": INPUT, "border": 1, "border_color": INPUT_LINE, "locked": False}
_HEAD = {"font_size": 10, "bold": True, "font_color": GREY, "valign": "bottom", "text_wrap": True}
_UNDER = {"bottom": 1, "bottom_color": RULE}
_LEFT = {"align": "left", "indent": 1}  # text beside a figure or a border needs air
_RIGHT = {"align": "right", "indent": 1}
_HELP = {"font_size": 8, "font_color": GREY, "valign": "vcenter"}

STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"font_size": 18, "bold": True, "valign": "vcenter"},
    "front_title": {"font_size": 26, "bold": True, "valign": "vcenter"},
    "front_school": {"font_size": 18, "font_color": BLUE, "valign": "vcenter"},
    "lead": {"font_size": 11, "font_color": GREY, "valign": "vcenter"},
    "source": {"font_size": 9, "font_color": GREY, "valign": "vcenter"},
    "warning": {"font_size": 11, "bold": True, "font_color": RED, "valign": "vcenter"},
    "section": {
        "font_size": 12,
        "bold": True,
        "font_color": BLUE,
        "valign": "bottom",
        "bottom": 1,
        "bottom_color": RULE,
    },
    # Heads of columns, the words above them, and the years and chances among those words.
    "head": {**_HEAD, **_UNDER, **_LEFT},
    "head_first": {**_HEAD, **_UNDER, "align": "left"},
    "head_right": {**_HEAD, **_UNDER, **_RIGHT},
    "over": {**_HEAD, "text_wrap": False, "align": "left"},
    "over_group": {"font_size": 11, "bold": True, "font_color": BLUE, "valign": "bottom", **_LEFT},
    "over_right": {**_HEAD, **_RIGHT, "font_color": INK},
    "over_chance": {**_HEAD, "bold": False, "text_wrap": False, **_RIGHT, "num_format": "0 %"},
    "over_legend": {**_HEAD, "bold": False, "text_wrap": False, **_LEFT},
    "over_named": {**_HEAD, **_RIGHT, "font_color": BLUE},
    "plot_legend": {"font_size": 9, "font_color": GREY, "valign": "bottom", "font_name": "Courier New"},
    "count": {"font_size": 11, "bold": True, "align": "left", "valign": "bottom"},
    "count_warning": {"font_size": 11, "bold": True, "font_color": RED, "valign": "bottom", **_LEFT},
    # Cells of a list.
    "group": {**_ROW, "bold": True, "font_color": BLUE, "text_wrap": True, "font_size": 10},
    "name": {**_ROW, "text_wrap": True},
    "name_line": {**_ROW, "shrink": True},  # a pupil's: a long one must not lose its ends in a low row
    "text": {**_ROW, **_LEFT, "text_wrap": True},
    "quiet": {**_ROW, **_LEFT, "text_wrap": True, "font_size": 10, "font_color": GREY},
    "quiet_long": {**_ROW, **_LEFT, "text_wrap": True, "font_size": 10, "font_color": GREY, "valign": "top"},
    "remark": {**_ROW, **_LEFT, "text_wrap": True, "font_size": 9, "font_color": GREY},
    "remark_small": {**_ROW, **_LEFT, "text_wrap": True, "font_size": 8, "font_color": GREY},
    "status": {**_ROW, **_LEFT, "text_wrap": True, "font_size": 10},
    # A row of somebody's words, of unlike length: all from the top.
    "words": {**_ROW, **_LEFT, "text_wrap": True, "font_size": 10, "valign": "top"},
    "words_of": {
        **_ROW,
        "text_wrap": True,
        "font_size": 10,
        "bold": True,
        "font_color": BLUE,
        "valign": "top",
    },
    "picture": {**_ROW},
    # A picture of characters: every PC has this font, and LibreOffice takes one of the same width.
    "plot": {**_ROW, "indent": 1, "font_name": "Courier New", "font_size": 9, "font_color": BLUE},
    "figure": {**_ROW, **_RIGHT, "num_format": "#,##0.0"},
    "figure_strong": {**_ROW, **_RIGHT, "num_format": "#,##0.0", "bold": True},
    "figure_whole": {**_ROW, **_RIGHT, "num_format": "#,##0", "font_color": GREY},
    "figure_quiet": {**_ROW, **_RIGHT, "num_format": "#,##0.0", "font_color": GREY},
    "difference": {**_ROW, **_RIGHT, "num_format": '+#,##0.0;"−"#,##0.0;0.0'},
    "difference_whole": {**_ROW, **_RIGHT, "num_format": '+#,##0;"−"#,##0;0'},
    "chance": {**_ROW, **_RIGHT, "num_format": "0 %", "bold": True},
    # Where the reader writes: one ground, one border, unlocked.
    "input": {**_INPUT, **_LEFT, "text_wrap": True},
    # From the top: of words too many for the cell the beginning stays in sight.
    "input_long": {**_INPUT, **_LEFT, "text_wrap": True, "font_size": 10, "valign": "top"},
    "input_page": {**_INPUT, **_LEFT, "text_wrap": True, "font_size": 12, "valign": "top"},
    "input_figure": {**_INPUT, **_RIGHT, "num_format": "#,##0.0", "bold": True},
    "input_figure_whole": {**_INPUT, **_RIGHT, "num_format": "0"},
    "input_date": {**_INPUT, **_LEFT, "num_format": _DATE},
    "input_chance": {**_INPUT, **_RIGHT, "num_format": "0 %", "bold": True},
    "count_figure": {**_ROW, **_RIGHT, "num_format": "0"},
    "share": {**_ROW, **_RIGHT, "num_format": "0 %"},
    "share_quiet": {**_ROW, **_RIGHT, "num_format": "0 %", "font_color": GREY},
    "share_strong": {**_ROW, **_RIGHT, "num_format": "0 %", "bold": True},
    "figure_two": {**_ROW, **_RIGHT, "num_format": "0.00", "font_color": GREY},
    # A point of an ordinal scale is a word, also where it looks like a number.
    "point": {**_ROW, **_LEFT, "num_format": "@"},
    "point_strong": {**_ROW, **_LEFT, "num_format": "@", "bold": True},
    "input_point": {**_INPUT, **_LEFT, "num_format": "@"},
    # Forms: a word and what it stands for.
    "term": {**_ROW, "font_color": GREY, "text_wrap": True},
    "term_strong": {**_ROW, "bold": True, "text_wrap": True},
    "fact": {**_ROW, **_LEFT, "text_wrap": True},
    "fact_date": {**_ROW, **_LEFT, "num_format": _DATE},
    "link": {**_ROW, "font_color": BLUE, "bold": True, "underline": 1},
    "plain": {"text_wrap": True, "valign": "vcenter"},
    # Figures below a picture for a board, a column a year.
    "board_word": {"font_size": 9, "font_color": GREY, "valign": "vcenter"},
    "board_year": {"font_size": 8, "font_color": GREY, "align": "center", "valign": "vcenter"},
    "board_figure": {
        "font_size": 9,
        "bold": True,
        "align": "center",
        "valign": "vcenter",
        "num_format": "#,##0.0",
    },
    "board_other": {
        "font_size": 9,
        "font_color": GREY,
        "align": "center",
        "valign": "vcenter",
        "num_format": "#,##0.0",
    },
    # A conclusion on the page for a committee: what it is about, in large letters, and in words.
    "block_head": {"font_size": 11, "bold": True, "font_color": BLUE, "valign": "bottom"},
    "block_big": {"font_size": 22, "bold": True, "align": "left", "valign": "vcenter"},
    "block_small": {"font_size": 10, "font_color": GREY, "valign": "top"},
    "must_be_said": {"font_size": 11, "valign": "vcenter"},
    # Columns that charts and formulas calculate with, outside the print area.
    "help": _HELP,
    "help_head": {**_HELP, "bold": True, "valign": "bottom", "text_wrap": True},
    "help_over": {**_HELP, "italic": True},
}


class Book:
    """A workbook under construction: XlsxWriter's, with our styles and words at hand."""

    def __init__(self, *words_files: str) -> None:
        self.words: dict[str, Any] = {}
        for name in words_files:
            self.words |= tomllib.loads((_WORDS / name).read_text("utf-8"))
        self._bytes = io.BytesIO()
        self.file = Workbook(self._bytes, {"in_memory": True})
        self._formats: dict[tuple[Any, ...], Format] = {}

    def style(self, name: str, **more: Any) -> Format:
        """Give the cell style of that name, with what differs here."""
        key = (name, *sorted(more.items()))
        if key not in self._formats:
            base = {"font_name": FONT, "font_size": 11, "font_color": INK}
            look = {**base, **STYLES[name], **more}
            if look.get("num_format") == _DATE:  # each language writes a date in its own way
                look["num_format"] = self.words["faelles"].get("datoformat", _DATE)
            self._formats[key] = self.file.add_format(look)
        return self._formats[key]

    def rule(self, **properties: Any) -> Format:
        """Give the style of a conditional format: only what it changes."""
        key = ("", *sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(properties)
        return self._formats[key]

    def name(self, name: str, sheet: Worksheet, row: int, column: int, last_row: int | None = None) -> None:
        """Define a name on a cell, or on a column of cells down to ``last_row`` (all 0-based)."""
        self.file.define_name(
            name, "=" + area(sheet, row, column, row if last_row is None else last_row, column)
        )

    def describe(self, properties: Mapping[str, str]) -> None:
        """Say what the document is, to people and (``xb_`` properties) to programs."""
        said = self.words["dokument"]
        self.file.set_properties(
            {"title": said["titel"], "subject": said["emne"], "author": said["forfatter"], "created": CREATED}
        )
        for name, value in properties.items():
            self.file.set_custom_property(name, value, "text")

    def finished(self) -> bytes:
        """Close the workbook and give its bytes, the language of the document set."""
        self.file.close()
        return _completed(self._bytes.getvalue(), self.words["dokument"]["sprog"])


def area(sheet: Worksheet, first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """Write an absolute reference, ``'Tal'!$B$9:$B$21`` (0-based in, Excel's out)."""
    if (first_row, first_column) == (last_row, last_column):
        cells = xl_rowcol_to_cell(first_row, first_column, row_abs=True, col_abs=True)
    else:
        cells = xl_range_abs(first_row, first_column, last_row, last_column)
    return f"'{sheet.get_name()}'!{cells}"


def page(
    book: Book, name: str, *, row_height: float, writes: bool = False, pages: int = 0, locked: bool = True
) -> Worksheet:
    """Add a sheet as all sheets are: A4 landscape one page wide, locked, footer, no gridlines.

    ``writes``: the school writes on it. ``pages``: how many it may take in print; 0 for any number.
    """
    words = book.words["faelles"]
    sheet = book.file.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, pages)
    sheet.set_margins(left=0.35, right=0.35, top=0.45, bottom=0.55)
    sheet.set_footer(f"&L&8&A   ·   {words['udskrevet']}&R&8{words['side']}")
    sheet.hide_gridlines(2)
    # New rows of a list that grows take this height too, so a strip stays beside its row.
    sheet.set_default_row(row_height)
    sheet.set_tab_color(INPUT_LINE if writes else BLUE)
    # No password: the lock keeps figures from being changed by accident, not from being read.
    if locked:
        sheet.protect(
            "", {"format_columns": True, "format_rows": True, "autofilter": True, "select_locked_cells": True}
        )
    return sheet


def heading(
    book: Book,
    sheet: Worksheet,
    words: Mapping[str, str],
    *,
    source: bool = True,
    edition: bool = True,
    indicators: bool = True,
) -> None:
    """Write title, one sentence, the example label, the note of a school without figures, and the source.

    ``source``: it shows figures, so it says where they come from; ``edition``: and whom they are for;
    ``indicators``: they are the school's indicators, so it says where there are none.
    """
    title = f'=felt_skole_navn&" · {words["titel"]} "&felt_skoleaar'
    sheet.set_row(0, 30)
    sheet.write_formula(0, 0, title, book.style("title"), "")
    sheet.set_row(1, 18)
    if "ledetekst_chance" in words:
        lead = f'="{words["ledetekst"]} {words["ledetekst_chance"]} "&felt_chance_forbehold&"."'
        sheet.write_formula(1, 0, lead, book.style("lead"), "")
    else:
        sheet.write_string(1, 0, words["ledetekst"], book.style("lead"))
    notes(book, sheet, indicators=indicators)
    sheet.set_row(4, 15)
    if source:
        after = '&IF(felt_udgave="","","   ·   "&felt_udgave)' if edition else ""
        said = f'=IF(felt_kilde_linje="","",felt_kilde_linje{after})'
        sheet.write_formula(4, 0, said, book.style("source"), "")


def notes(book: Book, sheet: Worksheet, *, fields: bool = False, indicators: bool = True) -> None:
    """Write what must be said on every sheet: that it is an example, that figures are missing."""
    for row, name in ((2, "felt_eksempel"), (3, "felt_ingen_tal")):
        sheet.set_row(row, 18)
        if name == "felt_ingen_tal" and not indicators:
            continue
        if fields:  # on one sheet they are filled, the others repeat them
            sheet.write_blank(row, 0, None, book.style("warning"))
            book.name(name, sheet, row, 0)
        else:
            sheet.write_formula(row, 0, f'=IF({name}="","",{name})', book.style("warning"), "")


def legend(
    book: Book, sheet: Worksheet, cell: tuple[int, int], said: Sequence[tuple[str, str, str]], **style: Any
) -> None:
    """Write a legend in words, each after its mark and the mark's ink; what has no mark ends it.

    ``style``: the cell's style by ``name``, and the size of its words.
    """
    size = style.get("font_size", 9)
    parts: list[object] = []
    for mark, ink, word in said:
        if mark:
            parts += [book.style("plain", font_color=ink, bold=True, font_size=size), mark + " "]
        parts += [book.style("plain", font_size=size, font_color=GREY), word + ("    " if mark else "")]
    sheet.write_rich_string(*cell, *parts, book.style(style["name"]))


def _completed(data: bytes, language: str) -> bytes:
    """Set what XlsxWriter leaves out: the document's language (English in its charts), flat lines."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "docProps/core.xml":
                closing = b"</cp:coreProperties>"
                content = content.replace(
                    closing, b"<dc:language>%s</dc:language>" % language.encode() + closing
                )
            elif member.filename.startswith("xl/charts/"):
                content = content.replace(b'"en-US"', b'"%s"' % language.encode())
                # A thick line without a stated cap may reach half its width beyond its ends: a band's
                # ends are figures.
                content = re.sub(rb'<a:ln w="(\d+)">', rb'<a:ln w="\1" cap="flat">', content)
            entry = zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, content)
    return result.getvalue()
