"""What follows a list that changed its length: names, tables, formats, validations.

The cells themselves are `grow`'s matter, charts `charts`' and sparklines `sparklines`'. Everything
that covers exactly the list's rows follows; what covers part of them stays as its author made it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xl_beregner.filling.resize import Resize, followed, replace_text
from xl_beregner.filling.sparklines import follow_sparklines
from xl_beregner.ooxml.drawings import drawn_boxes
from xl_beregner.ooxml.formulas import Kind, tokenize
from xl_beregner.ooxml.markup import Element, Markup, escape
from xl_beregner.ooxml.patches import Patches
from xl_beregner.ooxml.references import Reference, read_reference
from xl_beregner.ooxml.sheet import Box, Sheet, area_name
from xl_beregner.ooxml.workbook import DefinedName, Workbook

_FORMULA_ELEMENTS = frozenset(("formula", "formula1", "formula2", "f"))
_AREA_ATTRIBUTES = {
    "conditionalFormatting": "sqref",
    "dataValidation": "sqref",
    "ignoredError": "sqref",
    "protectedRange": "sqref",
}


def follow_everywhere(workbook: Workbook, resizes: Sequence[Resize]) -> dict[str, Patches]:
    """Edit every part but cells and charts."""
    edits: dict[str, Patches] = defaultdict(Patches)
    for name in workbook.names:
        replace_text(edits[workbook.part], name.element, _name_text(workbook, name, resizes))
    for table in workbook.tables:
        _follow_table(table.markup, table.sheet, table.box, resizes, edits[table.part])
    for name_ in workbook.sheet_parts:
        sheet = workbook.sheet(name_)
        _follow_sheet(sheet, resizes, edits[sheet.part])
    return {part: patches for part, patches in edits.items() if len(patches)}


def _name_text(workbook: Workbook, name: DefinedName, resizes: Sequence[Resize]) -> str:
    if name.name.casefold() == "_xlnm.print_area":
        return _print_area(workbook, name.text, resizes)
    return followed(name.text, name.scope, resizes, single_cells=True)


def _print_area(workbook: Workbook, text: str, resizes: Sequence[Resize]) -> str:
    """Let a print area end where its list ends, if it did, but cut nothing that stands beside it."""
    pieces = []
    for token in tokenize(text):
        pieces.append(token.text)
        if token.kind is Kind.REFERENCE:
            area = read_reference(token.text)
            printed = [resize for resize in resizes if _prints(area, resize)]
            bottoms = [resize.bottom for resize in printed if resize.bottom > area.box[2]]
            ended = [resize for resize in printed if area.box[2] == resize.old[2]]
            if ended and not bottoms:
                kept = _lowest_beside(workbook, ended, area.box)
                bottoms = [max(kept, *(resize.bottom for resize in ended))]
            if bottoms:
                pieces[-1] = str(replace(area, rows=(area.rows[0], max(bottoms))))
    return "".join(pieces)


def _lowest_beside(workbook: Workbook, ended: Sequence[Resize], area: Box) -> int:
    """Find the last row of a print area that something else than these lists needs.

    What lies in other columns is not printed and keeps no row.
    """
    sheet = workbook.sheet(ended[0].sheet)
    _, left, last, right = area
    shrunk = {column for resize in ended for column in range(resize.old[1], resize.old[3] + 1)}
    lost_from = min(resize.bottom for resize in ended)
    rows = [
        row.number
        for row in sheet.rows.values()
        if lost_from < row.number <= last
        and any(
            not cell.is_empty
            for column, cell in row.cells.items()
            if left <= column <= right and column not in shrunk
        )
    ]
    rows += [
        min(box[2], last)
        for box in drawn_boxes(workbook, sheet.part)
        if box[0] <= last and box[1] <= right and box[3] >= left
    ]
    return max(rows, default=0)


def _prints(area: Reference, resize: Resize) -> bool:
    top, left, bottom, right = area.box
    is_same = (area.sheet or "").casefold() == resize.sheet.casefold() and area.form == "area"
    holds_rows = top <= resize.old[0] and bottom >= resize.old[2]
    return is_same and holds_rows and left <= resize.old[3] and right >= resize.old[1]


def _follow_table(markup: Markup, sheet: str, box: Box, resizes: Sequence[Resize], edits: Patches) -> None:
    """Give a table its new extent, and its filter and sorting with it."""
    root = markup.root
    own = next((r for r in resizes if r.sheet == sheet and _is_inside(box, r)), None)
    if own is not None:
        for element in (root, *root.all("autoFilter", "sortState", "sortCondition")):
            span = markup.attribute_span(element, "ref")
            area = read_reference(element.attributes["ref"]).box if span else None
            if span and area and area[2] == own.old[2]:
                edits.replace(*span, area_name((*area[:2], own.bottom, area[3])).encode())
    for element in root.all("calculatedColumnFormula", "totalsRowFormula"):
        replace_text(edits, element, followed(element.text, sheet, resizes, own_row=0))


def _is_inside(box: Box, resize: Resize) -> bool:
    return resize.old[1] <= box[1] and box[3] <= resize.old[3] and box[2] == resize.old[2]


def _follow_sheet(sheet: Sheet, resizes: Sequence[Resize], edits: Patches) -> None:
    """Let what lies around a sheet's cells follow: formats, validations, sparklines."""
    own = [resize for resize in resizes if resize.sheet == sheet.name]
    for element in _around(sheet.markup.root):
        if element.name == "sparklineGroup":
            follow_sparklines(sheet, element, own, resizes, edits)
        elif element.name in _FORMULA_ELEMENTS:
            replace_text(edits, element, followed(element.text, sheet.name, resizes, own_row=0))
        elif element.name == "sqref":
            replace_text(edits, element, _areas(element.text, own))
        elif element.name == "cfvo" and ":" in element.attributes.get("val", ""):
            new = followed(element.attributes["val"], sheet.name, resizes)
            _replace_attribute(sheet.markup, edits, element, "val", new)
        elif element.name in _AREA_ATTRIBUTES and "sqref" in element.attributes:
            _replace_attribute(
                sheet.markup, edits, element, "sqref", _areas(element.attributes["sqref"], own)
            )


def _around(element: Element) -> Iterator[Element]:
    """Walk all but the cells; a group of sparklines is taken whole."""
    for child in element.children:
        if child.name == "sheetData":
            continue
        yield child
        if child.name != "sparklineGroup":
            yield from _around(child)


def _replace_attribute(markup: Markup, edits: Patches, element: Element, name: str, value: str) -> None:
    span = markup.attribute_span(element, name)
    if span and value != element.attributes[name]:
        edits.replace(*span, escape(value).encode())


def _areas(text: str, resizes: Sequence[Resize]) -> str:
    """Let areas of a format or validation follow, also those wider than the list."""
    areas = text.split()
    for at, area in enumerate(areas):
        try:
            top, left, bottom, right = read_reference(area).box
        except ValueError:
            continue
        for resize in resizes:
            first, start, last, end = resize.old
            if (
                bottom == last
                and top in (first, first - resize.header_rows)
                and left <= end
                and right >= start
            ):
                areas[at] = area_name((top, left, resize.bottom, right))
    return " ".join(areas) if areas != text.split() else text
