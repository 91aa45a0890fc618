"""Whether everybody can read a workbook: what a screen reader says of it, contrast, no colour alone.

Read from the file's own parts and by openpyxl, as a stranger to what built it. Each fault names its place.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.cell.cell import MergedCell
from support.parts import read_parts
from support.values import quiet

LEAST_CONTRAST = 4.5  # WCAG 2.1, 1.4.3
LEAST_TEXT = 40  # characters of an alternative text: less is a name, no description
SMALLEST_FONT = 8  # points

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_INK, _GROUND = "#000000", "#FFFFFF"
_TAKES_COLOUR = ("font", "fill")
# A rule that looks at the words of a cell colours what the words say already.
_LOOKS_AT_WORDS = re.compile(
    r'LEFT\(|RIGHT\(|SEARCH\(|="|<>""|=""|<>"|ISBLANK|ISNUMBER|ISTEXT', re.IGNORECASE
)


def accessibility_faults(workbook: Path | bytes) -> list[str]:
    """List what keeps some readers out; empty when everybody can read it."""
    data = workbook.read_bytes() if isinstance(workbook, Path) else workbook
    with quiet():
        book = openpyxl.load_workbook(io.BytesIO(data))
    parts = read_parts(data)
    found = [*_document(parts), *_described(parts)]
    for sheet in book.worksheets:
        faults = (*_sheet(sheet), *_cells(sheet), *_rules(sheet), *_answers(sheet))
        found += [f"{sheet.title}: {fault}" for fault in faults]
    return found


def contrast(ink: str, ground: str) -> float:
    """Give the contrast ratio of two colours (``#RRGGBB``), from 1 to 21, as WCAG 2.1 defines it."""
    high, low = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# --- The document ------------------------------------------------------------------------------
def _document(parts: dict[str, bytes]) -> Iterator[str]:
    core = etree.fromstring(parts["docProps/core.xml"])
    said = {etree.QName(element).localname: (element.text or "").strip() for element in core}
    for key in ("title", "language"):
        if not said.get(key):
            yield f"the document has no {key}"


def _described(parts: dict[str, bytes]) -> Iterator[str]:
    for name, content in parts.items():
        if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name):
            for shape in etree.fromstring(content).iter(f"{_DRAWING}cNvPr"):
                if len(shape.get("descr") or "") < LEAST_TEXT:
                    yield f"{name}: {shape.get('name')} has no description"
        if re.fullmatch(r"xl/tables/table\d+\.xml", name):
            table = etree.fromstring(content)
            texts = [element.get("altTextSummary") for element in table.iter("{*}table")]
            if not any(text and len(text) >= LEAST_TEXT for text in texts):
                yield f"{name}: {table.get('displayName')} has no description"
            if table.get("headerRowCount") == "0":
                yield f"{name}: {table.get('displayName')} has no row of headings"


# --- A sheet -----------------------------------------------------------------------------------
def _sheet(sheet: Any) -> Iterator[str]:
    if sheet.sheet_state != "visible":
        yield "is hidden"
    if sheet["A1"].value is None:
        yield "A1 is blank: a screen reader begins there"
    for merged in sheet.merged_cells.ranges:
        if merged.size["rows"] > 1:
            yield f"{merged} is merged over rows: a screen reader loses its place"
    for table in sheet.tables.values():
        first = openpyxl.utils.range_boundaries(table.ref)[1]
        repeated = re.findall(r"\d+", str(sheet.print_title_rows or ""))
        if len(repeated) < 2 or int(repeated[1]) < first:
            yield f"{table.displayName}: its headings are not repeated in print"
        if any(not str(column.name).strip() for column in table.tableColumns):
            yield f"{table.displayName}: a column has no heading"


def _cells(sheet: Any) -> Iterator[str]:
    seen: set[int] = set()
    for row in sheet.iter_rows():
        for cell in row:
            link = cell.hyperlink
            if link is not None and (cell.value is None or "://" in str(cell.value)):
                yield f"{cell.coordinate}: a link without words"
            if cell._style.__hash__() in seen:
                continue
            seen.add(cell._style.__hash__())
            ink, ground = _colour(cell.font.color, _INK), _ground(cell.fill)
            if contrast(ink, ground) < LEAST_CONTRAST:
                yield f"{cell.coordinate}: {ink} on {ground} is {contrast(ink, ground):.1f}:1"
            if cell.font.sz and cell.font.sz < SMALLEST_FONT:
                yield f"{cell.coordinate}: letters of {cell.font.sz} points"


def _rules(sheet: Any) -> Iterator[str]:
    for area in sheet.conditional_formatting:
        first = next(iter(area.cells.ranges))
        cell = sheet.cell(first.min_row, first.min_col)
        for rule in area.rules:
            look = rule.dxf
            if look is None:
                yield f"{area.sqref}: a scale of colours alone" if rule.type == "colorScale" else ""
                continue
            font_colour = look.font.color if look.font else None
            if font_colour is None and (look.fill is None or _ground(look.fill, "") == ""):
                continue
            ink = _colour(font_colour, _colour(cell.font.color, _INK))
            ground = _ground(look.fill, "") or _ground(cell.fill)
            if ground != ink and contrast(ink, ground) < LEAST_CONTRAST:
                yield f"{area.sqref}: {ink} on {ground} is {contrast(ink, ground):.1f}:1"
            is_closing = look.fill is not None and look.font is None  # the ground of a cell not in use
            said_too = (
                is_closing
                or look.numFmt is not None
                or (look.font and (look.font.b or look.font.i or look.font.u))
            )
            if not said_too and not any(_LOOKS_AT_WORDS.search(formula) for formula in rule.formula):
                yield f"{area.sqref}: {rule.formula} changes nothing but colour"


def _answers(sheet: Any) -> Iterator[str]:
    """Tell of open cells whose help is not shown: who cannot see the sheet hears only that."""
    helped = [rule for rule in sheet.data_validations.dataValidation if rule.prompt]
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            if not cell.protection.locked and not any(cell.coordinate in rule.sqref for rule in helped):
                yield f"{cell.coordinate} is open and says nothing when it is chosen"


def _colour(colour: Any, default: str) -> str:
    value = getattr(colour, "rgb", None) if colour is not None else None
    return f"#{value[-6:]}" if isinstance(value, str) else default


def _ground(fill: Any, default: str = _GROUND) -> str:
    if fill is None or fill.fill_type in (None, "none"):
        colour = getattr(fill, "bgColor", None)  # a rule's fill needs no type
        value = getattr(colour, "rgb", None)
        is_set = isinstance(value, str) and value not in ("00000000", "FF000000") and default == ""
        return f"#{value[-6:]}" if is_set and isinstance(value, str) else default
    return _colour(fill.fgColor if fill.fgColor.rgb != "00000000" else fill.bgColor, default)
